"""The gaps between the sessions of a list."""

from __future__ import annotations

from sommet_tui.domain.timeline import Gap, gaps, gaps_in_plan, interleave_gaps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Session


def list_pauses(snapshot: Snapshot, sessions: Iterable[Session]) -> tuple[Gap, ...]:
    """Return the gaps to show between the sessions of a list. Changeovers are left out.

    If a hidden session of the same room lies between listed sessions, its time is no gap.
    """
    listed = tuple(sessions)
    found = _gaps(snapshot, _with_hidden(snapshot, listed) if snapshot.mine.hidden else listed)
    return tuple(gap for gap in found if not gap.is_changeover)


def insert_pauses(snapshot: Snapshot, sessions: Sequence[Session]) -> Iterator[Session | Gap]:
    """Yield the sessions of a list, with the gaps between them."""
    return interleave_gaps(
        sessions, list_pauses(snapshot, (s for s in sessions if not s.cancelled))
    )


def _gaps(snapshot: Snapshot, sessions: Iterable[Session]) -> tuple[Gap, ...]:
    """Return the gaps between sessions. If the stage runs the day, return only planned gaps."""
    if snapshot.base is None:
        return gaps(sessions)
    return gaps_in_plan(sessions, snapshot.base.programme.by_id)


def _with_hidden(snapshot: Snapshot, listed: Sequence[Session]) -> list[Session]:
    """Return the listed sessions, and the hidden sessions between them in the same rooms.

    If a room is chosen, only hidden sessions of that room count.
    """
    chosen = snapshot.room
    in_rooms = {chosen} if chosen else {room for s in listed for room in s.rooms or (None,)}
    ids = {s.id for s in listed}
    by_day: dict[date, list[Session]] = {}
    for session in listed:
        by_day.setdefault(session.day, []).append(session)
    found = [*listed]
    hidden_ids = snapshot.mine.hidden_ids - ids
    for hidden in (s for s in snapshot.programme.sessions if s.id in hidden_ids):
        if hidden.is_break or hidden.cancelled:
            continue
        if in_rooms.isdisjoint(hidden.rooms or (None,)):
            continue
        around = by_day.get(hidden.day, ())
        if any(s.start <= hidden.start for s in around) and any(
            s.end >= hidden.end for s in around
        ):
            found.append(hidden)
    return found
