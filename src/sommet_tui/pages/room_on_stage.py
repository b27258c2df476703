"""A lane of the Stage screen: who drives it, and its differences from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sommet_tui.domain.instants import drift
from sommet_tui.domain.rundown.delay_cost import impact, new_end
from sommet_tui.domain.rundown.lane_now import LaneGap, LaneTiming
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.wording import errors, marks
from sommet_tui.wording.stage import cost_sentence, new_end_words, order_change_words
from sommet_tui.wording.words import View, Words

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    Layer = Literal["planned", "announced", "projected"]


def driver_sentence(timing: LaneTiming, view: View) -> str:
    """Return who drives a lane: another computer, the crew here, or the clock."""
    words = view.words
    if not timing.state.is_manual:
        return words.say("automatic")
    claim = view.snapshot.events.other_lead(timing.state.plan.lane.room)
    if claim is not None:
        return words.say("{name} leads", name=errors.foreign_phrase(claim.name))
    return words.say("manual")


def delay_sentence(timing: LaneTiming, view: View) -> str:
    """Return how late a lane is, and the cost of the delay.

    If the end of its day has changed, also return when the day ends.
    """
    ends = new_end_words(new_end(timing), view)
    return cost_sentence(timing.offset, impact(timing), view.words, ends)


def unannounced_sentence(timing: LaneTiming, words: Words) -> str | None:
    """Return how many starts have not been announced, or None if all have been."""
    count = timing.new_times_count
    if not count:
        return None
    return words.count("{n} new time not announced yet", "{n} new times not announced yet", count)


def item_symbol(timing: LaneTiming, entry: Projected | LaneGap) -> str:
    """Return the one-cell symbol of an item or gap: paused, automatic, next, or its status."""
    if isinstance(entry, LaneGap):
        return " "
    if entry.status == "running" and entry.actual.pause_start is not None:
        return marks.PAUSED
    if entry.status == "done" and entry.is_automatic:
        return marks.BY_CLOCK
    is_next = timing.next is not None and timing.next.session is entry.session
    return marks.NEXT if is_next else marks.STATUS[entry.status]


def planned_times(entry: Projected | LaneGap) -> tuple[datetime, datetime] | None:
    """Return the planned start and end of an item or gap, or None for an inserted item."""
    added = isinstance(entry, Projected) and entry.session.added
    return None if added else entry.planned


def item_times(item: Projected, *, end: bool = False) -> dict[Layer, datetime]:
    """Return the planned start of an item, and the announced and expected start if they differ.

    If `end`, return ends instead of starts. An inserted item has no planned times.
    """
    due, announced = planned_times(item), item.announced[end]
    projected = item.end if end else item.start
    found: dict[Layer, datetime] = {}
    if due is not None:
        found["planned"] = due[end]
    if due is None or announced != due[end]:
        found["announced"] = announced
    if projected is not None and drift(projected, announced):
        found["projected"] = projected
    return found


def shortened_lengths(entry: Projected | LaneGap) -> tuple[timedelta, timedelta] | None:
    """Return the remaining and the planned length of a shortened break or gap.

    Return None for any other item.
    """
    if not isinstance(entry, Projected):
        length, left = entry.planned[1] - entry.planned[0], entry.remaining
    elif entry.session.is_break and entry.start is not None and entry.end is not None:
        length, left = entry.session.duration, drift(entry.end, entry.start)
    else:
        return None
    return (left, length) if left is not None and left < length else None


def lateness(item: Projected) -> tuple[timedelta, timedelta] | None:
    """Return how late an item starts and how late it ends, or None if it has no delay to compute.

    An item has no delay if it has no times or no due times, or if it was deferred and no new start
    was announced.
    """
    if item.start is None or item.end is None:
        return None
    start, end = drift(item.start, item.due_start), drift(item.end, item.due_end)
    return None if item.follows and not start and not end else (start, end)


def place_change_words(
    timing: LaneTiming, item: Projected, view: View, *, brief: bool = False
) -> str | None:
    """Return whether an item was inserted, deferred or swapped, in words.

    Return None if it is in its planned place. Unless `brief`, include the planned time.
    """
    place = timing.state.places.get(item.session.id)
    return None if place is None else order_change_words(item.session, place, view, brief=brief)
