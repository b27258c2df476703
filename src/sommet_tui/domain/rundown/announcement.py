"""What attendees are told when the stage announces: TIMING.md's "Three layers" and "Rounding"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from sommet_tui.domain.rundown.acts import AnnouncedTimes
from sommet_tui.domain.rundown.projection import Projected

_HALF = timedelta(seconds=30)


def announcement(items: Iterable[Projected]) -> Mapping[str, AnnouncedTimes]:
    """The times to announce, by id: of what is to come, and the end of what runs.

    To the nearest minute, half up. What is over, cancelled or passed over is not announced.
    """
    found: dict[str, AnnouncedTimes] = {}
    for item in items:
        if item.start is None or item.end is None:
            continue
        if item.status == "upcoming":
            found[item.session.id] = (nearest_minute(item.start), nearest_minute(item.end))
        elif item.status == "running":
            found[item.session.id] = (None, nearest_minute(item.end))
    return found


def nearest_minute(moment: datetime) -> datetime:
    """The nearest whole minute, the later one where both are as near."""
    later = moment + _HALF
    return later.replace(second=0, microsecond=0)


def merged(
    told: Sequence[Mapping[str, AnnouncedTimes]], known: AbstractSet[str]
) -> Mapping[str, AnnouncedTimes]:
    """What several announcements, in their order, leave attendees with about the `known` ids.

    A later one replaces an earlier one item by item; the start told of what now runs stays. Asked
    from the latest back, so that it costs no more than what is still to be found.
    """
    found: dict[str, AnnouncedTimes] = {}
    sought = set(known) if told else set()
    for times in reversed(told):
        for id_ in sought & times.keys():
            start, end = times[id_]
            found[id_] = (start, found[id_][1] if id_ in found else end)
            if start is not None:
                sought.discard(id_)
    return found
