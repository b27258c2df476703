"""A lane of the stage: who drives it, how it differs from the plan, and what is unannounced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.instants import drift
from sommet_tui.domain.rundown.impact import impact, new_end
from sommet_tui.domain.rundown.lane_timing import LaneGap, break_before
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.wording import marks
from sommet_tui.wording.errors import foreign
from sommet_tui.wording.stage import cost_sentence, left_place_words, new_end_words
from sommet_tui.wording.times import column_time

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from typing import Literal

    from sommet_tui.domain.rundown.lane_timing import LaneTiming
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words

    Layer = Literal["planned", "announced", "projected"]


def driver(timing: LaneTiming, view: View) -> str:
    """Return who drives a lane: another computer, the people of the stage, or the clock."""
    words = view.words
    if not timing.state.called:
        return words.say("run by the clock")
    claim = view.snapshot.events.led_elsewhere(timing.state.plan.lane.room)
    if claim is not None:
        return words.say("{name} leads", name=foreign(claim.name))
    return words.say("run by hand")


def delay(timing: LaneTiming, view: View) -> str:
    """Return how late a lane is, what that costs, and when its day ends if that changes."""
    ends = new_end_words(new_end(timing), view)
    return cost_sentence(timing.offset, impact(timing), view.words, ends)


def unannounced(timing: LaneTiming, words: Words) -> str | None:
    """Return how many starts are not announced; None if all are."""
    count = timing.unannounced
    if not count:
        return None
    return words.count("{n} new time not announced yet", "{n} new times not announced yet", count)


def sign(timing: LaneTiming, entry: Projected | LaneGap) -> str:
    """Return the sign of an item or gap in one cell: paused, run by the clock, next, or status."""
    if isinstance(entry, LaneGap):
        return " "
    if entry.status == "running" and entry.actual.pause_start is not None:
        return marks.PAUSED
    if entry.status == "done" and entry.assumed:
        return marks.BY_CLOCK
    is_next = timing.next is not None and timing.next.session is entry.session
    return marks.NEXT if is_next else marks.STATUS[entry.status]


def planned(entry: Projected | LaneGap) -> tuple[datetime, datetime] | None:
    """Return the planned times of an item or gap; None for an inserted item."""
    added = isinstance(entry, Projected) and entry.session.added
    return None if added else entry.planned


def known_times(item: Projected, *, end: bool = False) -> dict[Layer, datetime]:
    """Return the planned start or end of an item, then the announced and projected if they differ.

    An inserted item has no planned times.
    """
    due, announced = planned(item), item.announced[end]
    projected = item.end if end else item.start
    found: dict[Layer, datetime] = {}
    if due is not None:
        found["planned"] = due[end]
    if due is None or announced != due[end]:
        found["announced"] = announced
    if projected is not None and drift(projected, announced):
        found["projected"] = projected
    return found


def shortened(entry: Projected | LaneGap) -> tuple[timedelta, timedelta] | None:
    """Return what is left of a break or gap and its planned length; None if that is all of it."""
    if not isinstance(entry, Projected):
        length, left = entry.planned[1] - entry.planned[0], entry.left
    elif entry.session.is_break and entry.start is not None and entry.end is not None:
        length, left = entry.session.duration, drift(entry.end, entry.start)
    else:
        return None
    return (left, length) if left is not None and left < length else None


def lateness(item: Projected) -> tuple[timedelta, timedelta] | None:
    """Return how much later than due an item starts and ends; None if it is due at no set time.

    That is an item without times, and a deferred session that begins when the one before it ends.
    """
    if item.start is None or item.end is None:
        return None
    start, end = drift(item.start, item.due_start), drift(item.end, item.due_end)
    return None if item.follows and not start and not end else (start, end)


def break_words(timing: LaneTiming, item: Projected, view: View) -> str:
    """Return the break or gap before an item, to begin a sentence with: "lunch 12:30, then "."""
    entry, words = break_before(timing, item), view.words
    if entry is None or entry.start is None:
        return ""
    name = entry.session.title if isinstance(entry, Projected) else words.say("break")
    time = column_time(entry.start, view.zones)
    sentence = words.say("{pause} {time}, then {session}", pause=name, time=time, session="\0")
    return sentence.partition("\0")[0]


def left_place(
    timing: LaneTiming, item: Projected, view: View, *, brief: bool = False
) -> str | None:
    """Return that an item was inserted, deferred or swapped; None if it is in its place.

    Unless it is `brief`, it says when the item was planned.
    """
    place = timing.state.places.get(item.session.id)
    return None if place is None else left_place_words(item.session, place, view, brief=brief)
