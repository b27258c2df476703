"""The keys of the stage that are useful now: in the footer, and beside the large digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sommet_tui.companion.keys import (
    ALL_KEYS,
    FIVE,
    ON_DAY,
    ROOMS,
    STAGE,
    STAGE_ACTS,
    STAGE_ANNOUNCE,
    STAGE_BOARD,
    STAGE_CHANGE,
    STAGE_END,
    STAGE_END_AGO,
    STAGE_FULL,
    STAGE_LEAD,
    STAGE_LESS,
    STAGE_MESSAGE,
    STAGE_MORE,
    STAGE_PAUSE,
    STAGE_PUBLISH,
    STAGE_REHEARSAL,
    STAGE_RELEASE,
    STAGE_SEATS,
    STAGE_SEEN,
    STAGE_START,
    STAGE_START_AGO,
    STAGE_SUGGEST,
    STAGE_TAKE,
    STAGE_UNDO,
    Key,
)
from sommet_tui.domain.instants import drift
from sommet_tui.domain.rundown.acts import SEATS
from sommet_tui.domain.rundown.lane_now import LaneTiming
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui.keys_on_screen import MOST, first_keys
from sommet_tui.tui.render.rows import fit
from sommet_tui.tui.stage.lane_list import LaneList
from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane, StageView
from sommet_tui.wording.errors import foreign_phrase
from sommet_tui.wording.messages import group_entry_sentence
from sommet_tui.wording.session_texts import SHORT_NAME, join, short_name
from sommet_tui.wording.stage import change_variants
from sommet_tui.wording.times import column_time
from sommet_tui.wording.words import View, mark

if TYPE_CHECKING:
    from sommet_tui.companion.confirmations import NextStart
    from sommet_tui.domain.programme import Seats, Session


NAMES = (SHORT_NAME, 20, 12)
"""The maximum length of names: in the longest form of a sentence, then in its shorter forms."""
_NAME = 16
"""The width of a session's name in the footer, in cells."""
_MINUTES = (STAGE_MORE, STAGE_LESS)
_KEY_ORDER = (
    *(STAGE_START, STAGE_UNDO, *_MINUTES, STAGE_END, *ROOMS, STAGE_PAUSE, STAGE_MESSAGE),
    *(STAGE_CHANGE, STAGE_SEATS, STAGE_FULL, STAGE_ACTS, STAGE_BOARD),
)
"""The keys in the order of their use on a day. The footer shows as many as fit."""


class UsefulKeys:
    """The choice of the keys of the stage that have an effect now or that the footer shows."""

    def __init__(self, lane: ShownLane, cursor: LaneList) -> None:
        self._viewer = lane.viewer
        self._shown_lane = lane
        self._list = cursor

    def useful_keys(self, view: StageView | None, shown: frozenset[str]) -> Sequence[Key]:
        """Return the few keys that are useful now, and the key that lists all keys.

        Leave out the keys with an id in `shown`, because the board already shows them.
        """
        idle = self.idle_keys(view)
        several = self._viewer.programme.has_several_rooms
        often = (key for key in _KEY_ORDER if several or key is not STAGE_SEATS)
        found = dict.fromkeys((*self._urgent_keys(view), *often))
        useful = [key for key in found if key not in idle and key.id not in shown]
        shown_keys = first_keys(MOST - 1, [key for key in useful if key is not STAGE_CHANGE])
        shown_keys = [key for key in useful if key in shown_keys or key is STAGE_CHANGE]
        return [*map(self.labelled_key, shown_keys), *ALL_KEYS]

    def idle_keys(self, view: StageView | None) -> frozenset[Key]:
        """Return the keys that have no effect now."""
        acts = {key for key in STAGE if key.action.startswith("act(")} - {STAGE_REHEARSAL}
        idle = set(self._shown_lane.idle_keys())
        if not self._viewer.programme.has_several_rooms:
            idle |= {*ROOMS, STAGE_BOARD}
        if view is None:
            return frozenset(idle | acts)
        timing = view.timing
        is_manual, is_open = timing.state.is_manual, timing.at < timing.state.plan.closes
        used = (
            (timing.running, (STAGE_END, STAGE_END_AGO)),
            (is_open and timing.running, (STAGE_PAUSE,)),
            (timing.next_to_start, (STAGE_START, STAGE_START_AGO)),
            (is_open and self._list.displayed_session(), (*_MINUTES, *FIVE, STAGE_SEATS)),
            (is_open, (STAGE_ANNOUNCE,)),
            (is_open and not is_manual, (STAGE_TAKE,)),
            (is_open and is_manual, (STAGE_RELEASE,)),
            (view.latest, (STAGE_UNDO,)),
            (view.suggestions, (STAGE_SUGGEST,)),
            (view.messages.asked, (STAGE_SEEN,)),
            (self._shown_lane.can_take_lead, (STAGE_LEAD,)),
        )
        idle |= {key for use, keys in used if not use for key in keys}
        why_not = self._shown_lane.stage.acting_refusal()
        if why_not is not None:
            prepares = why_not == "outside" and self._list.displayed_session() is not None
            idle |= {k for k in acts if not prepares or k.id in ON_DAY or k is STAGE_MESSAGE}
        return frozenset(idle)

    def _urgent_keys(self, view: StageView | None) -> Iterator[Key]:
        """Yield the keys that the crew needs first, such as the key that ends a pause."""
        stage = self._shown_lane.stage
        if self._viewer.publisher is not None:
            yield STAGE_PUBLISH
        if stage.acting_refusal() is not None:
            yield STAGE_REHEARSAL
        if stage.other_lead(self._shown_lane.room) is not None:
            yield STAGE_LEAD
        if view is None:
            return
        if view.messages.asked:
            yield STAGE_SEEN
        if view.timing.paused_since is not None:
            yield STAGE_PAUSE
        if view.timing.new_times_count:
            yield STAGE_ANNOUNCE
        present = view.timing.current_or_next
        if present is not None and present.session.id in view.timing.seats:
            yield STAGE_SEATS

    def labelled_key(self, key: Key) -> Key:
        """Return a key with a label for the current state, such as the session to change."""
        words, label = self._viewer.words, key.label
        item, chosen, timing = (
            self._list.selected_item(),
            self._list.item_to_act_on(),
            self._list.timing,
        )
        if key in _MINUTES and item is not None and item is not self._list.displayed_session():
            name = fit(short_name(item.session), _NAME)
            label = words.say("1 min: {session}", session=name)
        elif key is STAGE_SEATS and timing is not None and chosen is not None:
            _, label = next_seats_report(timing, chosen.session.id)
        elif key is STAGE_PAUSE:
            label = mark("Resume") if timing and timing.paused_since else label
        elif key is STAGE_PUBLISH:
            from sommet_tui.tui.background.crew_and_publishing import publishing_label

            label = publishing_label(self._viewer)
        return replace(key, label=label, in_footer=True)


def next_seats_report(timing: LaneTiming, session_id: str) -> tuple[Seats, str]:
    """Return the next state of the seats to report, and the label of the key that reports it."""
    place = (SEATS.index(timing.state.seats.get(session_id, "open")) + 1) % len(SEATS)
    return SEATS[place], mark(("Open again", "Nearly full", "Full"))[place]


@frozen
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
        leads = words.say("{name} leads", name=foreign_phrase(lane.lead.name))
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
    present, is_open = timing.current_or_next, timing.at < timing.state.plan.closes
    return present.session if present is not None and is_open else None


def _session_keys(lane: StageView, view: View, longer: Session | None) -> Iterator[StageKey]:
    """Yield the keys for decisions about sessions, such as the key that lengthens `longer`."""
    words, timing = view.words, lane.timing
    running, since = timing.running, timing.paused_since
    if running is not None and since is not None:
        time = column_time(since, view.zones)
        paused = words.say("paused since {time}", time=time), words.say("since {time}", time=time)
        label = words.say("Resume {session}", session=short_name(running.session))
        yield StageKey(STAGE_PAUSE, label, paused, "strong")
    if lane.next_start is not None:
        yield _start_key(lane.next_start, timing, view)
    if not timing.state.is_manual and timing.next_to_start is not None:
        now = words.say("room is automatic")
        yield StageKey(STAGE_TAKE, words.say("Take manual control"), (now,))
    if running is not None:
        yield StageKey(STAGE_END, words.say("End {session}", session=short_name(running.session)))
    found = lane.suggestions[0] if lane.suggestions else None
    catch_up = tuple(change_variants(found, view)) if found else (words.say("no suggestion"),)
    yield StageKey(STAGE_SUGGEST, words.say("Catch up"), catch_up, "" if found else "faint")
    yield _announce_key(timing, view)
    if longer is not None:
        name = short_name(longer)
        yield StageKey(STAGE_MORE, words.say("1 more minute"), (name, fit(name, _NAME)))


def _start_key(start: NextStart, timing: LaneTiming, view: View) -> StageKey:
    """Return the key "start next".

    Its help names the session that will start and the session that will end, and whether the app
    asks first.
    """
    words, question = view.words, start.question
    style = "strong" if timing.running is None or timing.alert != "normal" else ""
    if question is not None and question.code == "undriven":
        return StageKey(
            STAGE_START, words.say("Start a session"), (words.say("asks which session"),)
        )
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
        text = words.say("starts unchanged") if moved else words.say("all announced")
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
    forms = (group_entry_sentence(latest, replace(view, longest=most)) for most in NAMES[::2])
    return StageKey(STAGE_UNDO, words.say("Undo"), tuple(forms))
