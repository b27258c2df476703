"""The keys in the footer of the stage: only those that are useful now, because space is short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from sommet_tui.domain.values import replace
from sommet_tui.pages.stage import StageView, next_report
from sommet_tui.tui.keys import MOST, first_keys
from sommet_tui.tui.render.rows import fit
from sommet_tui.tui.stage.lane import LaneList
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.wording.sentences import short_name
from sommet_tui.wording.words import mark

_NAME = 16
"""The width of a session's name in the footer, in cells."""
_MINUTES = (STAGE_MORE, STAGE_LESS)
_OFTEN = (
    *(STAGE_START, STAGE_UNDO, STAGE_END, *_MINUTES, *ROOMS, STAGE_PAUSE, STAGE_MESSAGE),
    *(STAGE_CHANGE, STAGE_SEATS, STAGE_FULL, STAGE_ACTS, STAGE_BOARD),
)
"""The most frequent keys of a day first; the footer shows as many as fit."""


class UsefulKeys:
    """The keys of the stage that do something now, and those of them that the footer shows."""

    def __init__(self, lane: ShownLane, cursor: LaneList) -> None:
        self._viewer = lane.viewer
        self._shown = lane
        self._list = cursor

    def useful_keys(self, view: StageView | None, shown: frozenset[str]) -> Sequence[Key]:
        """Return the few keys that the day needs now, and the key for all others.

        Those that are `shown` above, by id, are left out.
        """
        idle = self.idle_keys(view)
        several = self._viewer.programme.has_several_rooms
        often = (key for key in _OFTEN if several or key is not STAGE_SEATS)
        found = dict.fromkeys((*self._urgent_keys(view), *often))
        useful = [key for key in found if key not in idle and key.id not in shown]
        kept = first_keys(MOST - 1, [key for key in useful if key is not STAGE_CHANGE])
        kept = [key for key in useful if key in kept or key is STAGE_CHANGE]
        return [*map(self.with_label, kept), *ALL_KEYS]

    def idle_keys(self, view: StageView | None) -> frozenset[Key]:
        """Return the keys that do nothing now."""
        timing = view.timing if view is not None else None
        runs = timing is not None and timing.running is not None
        called = timing is not None and timing.state.called
        several = self._viewer.programme.has_several_rooms
        used = (
            (runs, (STAGE_END, STAGE_END_AGO, STAGE_PAUSE)),
            (timing is not None and timing.next_to_start, (STAGE_START, STAGE_START_AGO)),
            (self._list.on_its_own(), (*_MINUTES, *FIVE, STAGE_SEATS)),
            (view is not None and view.helps, (STAGE_SUGGEST,)),
            (view is not None and view.messages.asked, (STAGE_SEEN,)),
            (several, (*ROOMS, STAGE_BOARD)),
            (self._shown.may_take_lead, (STAGE_LEAD,)),
            (not called, (STAGE_TAKE,)),
            (called, (STAGE_RELEASE,)),
        )
        idle = {key for use, keys in used if not use for key in keys}
        idle |= self._shown.idle_keys()
        why_not = self._shown.stage.acting_refusal()
        if why_not is not None:
            prepares = why_not == "outside" and self._list.on_its_own() is not None
            acts = {key for key in STAGE if key.action.startswith("act(")} - {STAGE_REHEARSAL}
            idle |= {k for k in acts if not prepares or k.id in ON_DAY or k is STAGE_MESSAGE}
        return frozenset(idle)

    def _urgent_keys(self, view: StageView | None) -> Iterator[Key]:
        """Return the keys that come first: without them other keys do nothing, or people wait."""
        stage = self._shown.stage
        if self._viewer.publisher is not None:
            yield STAGE_PUBLISH
        if stage.acting_refusal() is not None:
            yield STAGE_REHEARSAL
        if stage.other_lead(self._shown.room) is not None:
            yield STAGE_LEAD
        if view is not None and view.messages.asked:
            yield STAGE_SEEN
        if view is not None and view.timing.paused_since is not None:
            yield STAGE_PAUSE
        if view is not None and view.timing.new_times_count:
            yield STAGE_ANNOUNCE
        present = view.timing.current_or_next if view is not None else None
        if view is not None and present is not None and present.session.id in view.timing.seats:
            yield STAGE_SEATS

    def with_label(self, key: Key) -> Key:
        """Return a key with its present label: the session that it changes, or the target."""
        words, label = self._viewer.words, key.label
        item, chosen, timing = (
            self._list.selected_item(),
            self._list.item_to_act_on(),
            self._list.timing,
        )
        if key in _MINUTES and item is not None and item is not self._list.on_its_own():
            name = fit(short_name(item.session), _NAME)
            label = words.say("1 min: {session}", session=name)
        elif key is STAGE_SEATS and timing is not None and chosen is not None:
            _, label = next_report(timing, chosen.session.id)
        elif key is STAGE_PAUSE:
            label = mark("Resume") if timing and timing.paused_since else label
        elif key is STAGE_PUBLISH:
            from sommet_tui.tui.background.publishing import publishing_label

            label = publishing_label(self._viewer)
        return replace(key, label=label, foot=True)
