"""A lane of the Stage screen and its differences from the plan; the log of its actions."""

from __future__ import annotations

from sommet_tui.companion.snapshot import messages_at
from sommet_tui.domain.instants import drift
from sommet_tui.domain.messages import Message, entry_id, undone_entries
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.delay_cost import impact, new_end
from sommet_tui.domain.rundown.lane_now import LaneGap, LaneTiming
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.values import frozen
from sommet_tui.wording import errors, marks, session_texts
from sommet_tui.wording.messages import entry_sentence, expiry_clause
from sommet_tui.wording.stage import cost_sentence, new_end_words, order_change_words, void_words
from sommet_tui.wording.words import View, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta
    from typing import Literal

    from sommet_tui.domain.crew.merge import VoidAct

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


@frozen
class LogLine:
    """A line about an action or message. `by` names the person and the computer, or is "".

    `state` says why the entry is not in force, as texts of decreasing length. If the entry is in
    force, `state` is empty. If an action was recorded without the lead, `entry` is a `VoidAct`.
    """

    entry: Act | Message | VoidAct
    sentence: str
    by: str
    state: tuple[str, ...] = ()
    end: str = ""
    """The end of `sentence`, which is never cut."""

    @property
    def at(self) -> datetime:
        """The time at which the entry was recorded."""
        return (self.entry if isinstance(self.entry, Act | Message) else self.entry.act).at

    @property
    def number(self) -> int | None:
        """The number by which commands name the entry, or None if they cannot name it."""
        return self.entry.seq if isinstance(self.entry, Act) else None


def undone_ids(view: View) -> frozenset[int | str]:
    """Return the ids of the acts and messages in the log that were undone."""
    snapshot, now = view.snapshot, view.now
    return undone_entries((*snapshot.acts(now), *messages_at(snapshot, now)))


def log_lines(entries: Iterable[Act | Message], view: View) -> Iterator[LogLine]:
    """Yield a line for each action or message."""
    snapshot, words = view.snapshot, view.words
    crew, rundown, gone = snapshot.events.crew, snapshot.rundown(view.now), undone_ids(view)
    valid, void_reasons = rundown.valid_acts, rundown.void_reasons
    for entry in entries:
        state: tuple[str, ...] = ()
        if entry_id(entry) in gone:
            state = (words.say("undone"),)
        elif isinstance(entry, Act) and entry.seq not in valid:
            forms = void_words(void_reasons.get(entry.seq), view), words.say("void")
            state = tuple(dict.fromkeys(forms))
        laptop = crew.laptop_name(entry.uid) if crew is not None else None
        sentence = entry_sentence(entry, view)
        end = expiry_clause(entry, view) if isinstance(entry, Message) else ""
        end = end if sentence.endswith(end) else ""
        yield LogLine(entry, sentence, session_texts.join([entry.by, laptop]), state, end)


def lead_lines(view: View) -> Iterator[LogLine]:
    """Yield a line for each change of the lead of a shared day. These lines have no number."""
    programme, words = view.snapshot.programme, view.words
    for claim in view.snapshot.takeovers(view.now):
        room = (
            session_texts.room_name(programme, claim.room) if programme.has_several_rooms else None
        )
        sentence = words.say("{name} took the lead", name=errors.foreign_phrase(claim.name))
        sentence = words.say("{about}: {text}", about=room, text=sentence) if room else sentence
        yield LogLine(Act("take", room=claim.room, at=claim.at), sentence, "")


def void_lines(void: Iterable[VoidAct], view: View) -> Iterator[LogLine]:
    """Yield a line for each action that was recorded without the lead of a shared day."""
    crew, words = view.snapshot.events.crew, view.words
    if crew is None:
        return
    from sommet_tui.wording.crew import void_act_words, void_reason_words

    for void_act in void:
        why = void_reason_words(void_act, crew, view)
        redone = words.say("redone")
        state = (session_texts.join([why, redone]), redone) if void_act.redone else (why,)
        by = session_texts.join([void_act.act.by, crew.name(void_act.record.writer)])
        yield LogLine(void_act, void_act_words(void_act, view), by, state)
