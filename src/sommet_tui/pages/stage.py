"""A lane of the Stage screen: who drives it, its differences from the plan, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sommet_tui.companion.keys import (
    STAGE_ANNOUNCE,
    STAGE_END,
    STAGE_LEAD,
    STAGE_MESSAGE,
    STAGE_MORE,
    STAGE_PAUSE,
    STAGE_REHEARSAL,
    STAGE_SEATS,
    STAGE_START,
    STAGE_SUGGEST,
    STAGE_TAKE,
    STAGE_UNDO,
    Key,
)
from sommet_tui.domain.instants import drift
from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.acts import SEATS, Act
from sommet_tui.domain.rundown.delay_cost import Cost, impact, new_end
from sommet_tui.domain.rundown.expected_times import Projected
from sommet_tui.domain.rundown.lane_now import LaneGap, LaneTiming
from sommet_tui.domain.values import dataclass
from sommet_tui.wording import errors, marks
from sommet_tui.wording.messages import group_entry_sentence
from sommet_tui.wording.session_texts import join, short_name
from sommet_tui.wording.stage import (
    change_variants,
    cost_sentence,
    new_end_words,
    order_change_words,
)
from sommet_tui.wording.times import column_time, sentence_time
from sommet_tui.wording.words import View, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from sommet_tui.companion.confirmations import NextStart
    from sommet_tui.companion.panel import PanelMoment
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.programme import Seats, Session
    from sommet_tui.domain.rundown.catch_up_suggestions import Suggestion

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


# The facts that the stage manager needs at this moment


@dataclass(frozen=True, slots=True)
class LaneMessages:
    """The current messages of one lane; each tuple begins with the oldest message.

    `asked` are messages from the lane's panels that the stage manager has not seen yet. The others
    are from the stage manager: `panel` and `speaker` about the running session, `notices` to
    everyone.
    """

    asked: tuple[Message, ...] = ()
    panel: tuple[Message, ...] = ()
    notices: tuple[Message, ...] = ()
    speaker: tuple[Message, ...] = ()


NO_MESSAGES = LaneMessages()


@dataclass(frozen=True, slots=True)
class StageView:
    """One lane at one instant: the cost of its delay, its messages, and the effects of keys.

    `turn` is the running panel if one of its speakers has the floor for a limited time. `latest` is
    the entry that "undo" would undo. `not_acting` is why no act is possible. `lead` is the claim of
    another computer that leads the room; if `can_lead`, this computer can take the lead.
    """

    timing: LaneTiming
    costs: tuple[Cost, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    messages: LaneMessages = NO_MESSAGES
    turn: PanelMoment | None = None
    next_start: NextStart | None = None
    """The effect of "start next" now, or None if it would do nothing."""
    latest: Act | Message | None = None
    not_acting: str | None = None
    lead: LeadClaim | None = None
    can_lead: bool = False


def next_seats_report(timing: LaneTiming, session_id: str) -> tuple[Seats, str]:
    """Return the next state of the seats to report, and the label of the key that reports it."""
    place = (SEATS.index(timing.state.seats.get(session_id, "open")) + 1) % len(SEATS)
    return SEATS[place], (mark("Open again"), mark("Nearly full"), mark("Full"))[place]


@dataclass(frozen=True, slots=True)
class StageKey:
    """A key of the Stage screen with its help, and its effect as texts of decreasing length.

    `style` is "strong" if the lane waits for the key, "warning" if something is wrong, and "faint"
    if the key has no effect now.
    """

    key: Key
    label: str
    effects: tuple[str, ...] = ()
    style: str = ""


def stage_keys(lane: StageView, view: View, selected: Session | None = None) -> list[StageKey]:
    """Return the keys that may be needed now, the most important first.

    While the same session runs, each key keeps its place. If a session is `selected`, the key that
    adds minutes lengthens it.
    """
    words, timing = view.words, lane.timing
    if lane.not_acting is not None:
        return [StageKey(STAGE_REHEARSAL, words.say("Start a rehearsal"), style="strong")]
    if lane.lead is not None:
        leads = words.say("{name} leads", name=errors.foreign_phrase(lane.lead.name))
        take = StageKey(STAGE_LEAD, words.say("Take the lead"), (leads,), "strong")
        message = StageKey(STAGE_MESSAGE, words.say("Message to the room’s lead"))
        undo = [_undo_key(lane, view)] if lane.latest is not None else []
        report = []
        if timing.current_or_next is not None:
            label = next_seats_report(timing, timing.current_or_next.session.id)[1]
            report = [StageKey(STAGE_SEATS, words.say(label))]
        return [*([take] if lane.can_lead else []), message, *report, *undo]
    return [
        *_session_keys(lane, view, selected or _session_to_lengthen(timing)),
        _undo_key(lane, view),
    ]


def _session_to_lengthen(timing: LaneTiming) -> Session | None:
    return timing.current_or_next.session if timing.current_or_next is not None else None


def _session_keys(lane: StageView, view: View, longer: Session | None) -> Iterator[StageKey]:
    """Yield the keys for decisions about sessions, such as the key that lengthens `longer`."""
    words, timing = view.words, lane.timing
    running, since = timing.running, timing.paused_since
    if running is not None and since is not None:
        time = sentence_time(since, view)
        paused = words.say("paused since {time}", time=time), words.say("since {time}", time=time)
        label = words.say("Resume {session}", session=short_name(running.session))
        yield StageKey(STAGE_PAUSE, label, paused, "strong")
    if lane.next_start is not None:
        yield _start_key(lane.next_start, timing, view)
    if not timing.state.is_manual and timing.next_to_start is not None:
        clock = words.say("automatic")
        yield StageKey(STAGE_TAKE, words.say("Take manual control"), (clock,))
    if running is not None:
        yield StageKey(STAGE_END, words.say("End {session}", session=short_name(running.session)))
    found = lane.suggestions[0] if lane.suggestions else None
    catch_up = tuple(change_variants(found, view)) if found else (words.say("nothing is late"),)
    yield StageKey(STAGE_SUGGEST, words.say("Catch up"), catch_up, "" if found else "faint")
    yield _announce_key(timing, view)
    if longer is not None:
        yield StageKey(STAGE_MORE, words.say("1 more minute"), (short_name(longer),))


def _start_key(start: NextStart, timing: LaneTiming, view: View) -> StageKey:
    """Return the key "start next".

    Its help names the session that will start and the session that will end, and whether the app
    asks first.
    """
    words, question = view.words, start.question
    waits = timing.running is None or timing.alert != "normal"
    style = "strong" if waits else ""
    if question is not None and question.code == "undriven":
        return StageKey(STAGE_START, words.say("Start a session"), (words.say("asks which"),))
    ends = words.say("ends {session}", session=short_name(start.ends)) if start.ends else None
    asks = words.say("asks first") if question is not None else None
    label = words.say("Start {session}", session=short_name(start.session))
    effects = dict.fromkeys(filter(None, (join([ends, asks]), asks)))
    return StageKey(STAGE_START, label, tuple(effects), style)


def _announce_key(timing: LaneTiming, view: View) -> StageKey:
    words, new = view.words, timing.new_times
    if not new:
        moved = any(
            item.end is not None and drift(item.end, item.announced[1])
            for item in timing.items
            if item.status in ("upcoming", "running")
        )
        text = words.say("no new start") if moved else words.say("all announced")
        return StageKey(STAGE_ANNOUNCE, words.say("Announce"), (text,), "faint")
    times = [
        f"{short_name(item.session)} {column_time(item.start, view.zones)}"
        for item in new
        if item.start is not None
    ]
    some = [f"{', '.join(times[:count])}, …" for count in range(len(times) - 1, 0, -1)]
    label = words.count("Announce {n} new time", "Announce {n} new times", len(new))
    return StageKey(STAGE_ANNOUNCE, label, (", ".join(times), *some), "warning")


def _undo_key(lane: StageView, view: View) -> StageKey:
    words, latest = view.words, lane.latest
    if latest is None:
        return StageKey(STAGE_UNDO, words.say("Undo"), (words.say("nothing to undo"),), "faint")
    return StageKey(STAGE_UNDO, words.say("Undo"), (group_entry_sentence(latest, view),))
