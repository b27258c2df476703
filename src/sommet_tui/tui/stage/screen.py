"""The Stage screen: run the day, and see which sessions a delay moves."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from sommet_tui.companion.keys import (
    ALL_KEYS,
    APP_BACK,
    CONFIRMATION_KEYS,
    LIST_PRESENT,
    ROOMS,
    STAGE,
    STAGE_CHANGE,
    STAGE_CHOICES,
    Key,
)
from sommet_tui.tui.acting_screen import ActingScreen
from sommet_tui.tui.keys_on_screen import KeySpan, bindings
from sommet_tui.tui.messages import Feedback
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.stage.board import (
    OVER,
    board_after_day,
    board_height,
    board_rows,
    empty_board,
    height_below_list,
    rails_and_log,
)
from sommet_tui.tui.stage.key_actions import StageActions
from sommet_tui.tui.stage.lane_list import (
    SELECTED,
    LaneList,
    Signature,
    lane_heading,
    lane_signature,
)
from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane, StageView
from sommet_tui.tui.stage.useful_keys import UsefulKeys
from sommet_tui.tui.viewer import TogglePublishing, Viewer
from sommet_tui.tui.widgets import lines, row_list
from sommet_tui.wording.session_texts import headline

_LANE = 16
"""From this height on, and after the day at any height, the lane is shown below the board."""
_FRAME = 2
"""The height of the header and the footer, in rows."""


class _Board(lines.FixedLines):
    """The board at the top. It also shows the questions of the prompt."""

    def __init__(self, painter: lines.Painter, prompt: Prompt) -> None:
        super().__init__(painter, id="board")
        self._prompt = prompt

    def render_line(self, y: int) -> Strip:
        """Render a row, and report to the prompt that the user can now see its question."""
        self._prompt.remember_shown_question()
        return super().render_line(y)


class StageScreen(ActingScreen):
    """The Stage screen: the board, the list of the lane, and a line for results and questions."""

    NAME = "stage"
    BINDINGS = bindings((*CONFIRMATION_KEYS, *STAGE, *ROOMS, LIST_PRESENT, APP_BACK))
    DEFAULT_CSS = "StageScreen { #lane-head { height: 1; } }"

    def __init__(self, viewer: Viewer) -> None:
        self._shown_lane = ShownLane(viewer)
        super().__init__(viewer, lambda: self._shown_lane.room)
        self._view: StageView | None = None
        self._lane: Signature = ()
        self._shown_room: str | None = None
        self._is_over = False
        self._length = 0
        self._lane_head = lines.FixedLines(self._paint_lane_head, id="lane-head")
        self._rails_and_log = lines.FixedLines(self._paint_below, id="below")
        self.prompt = Prompt(viewer, acts_version=self.acts_version, on_change=self._show_question)
        self.prompt.asks = False
        self._board = _Board(self._paint_board, self.prompt)
        self._board_key_ids: frozenset[str] = frozenset()
        """The ids of the keys that the board shows."""
        self._list = LaneList(
            viewer,
            self._on_move,
            lambda key: self.actions.skips_row(key),  # noqa: PLW0108 - made below
        )
        self.actions = StageActions(self._shown_lane, self.prompt, self._list, self.open_dialog)
        self._key_chooser = UsefulKeys(self._shown_lane, self._list)
        self.parts = self._board, self._lane_head, self._list, self._rails_and_log

    def paint(self, *, changed: bool) -> None:
        """Show the current state of the lane. Build its rows again only if they look different."""
        self._view = view = self._shown_lane.view()
        timing = view.timing if view is not None else None
        lane = lane_signature(timing) if timing is not None else ()
        self._list.timing = timing
        room, self._shown_room = self._shown_room, self._shown_lane.room
        idle = self.viewer.monotonic() - self.viewer.pressed_at >= SELECTED
        waits = self.prompt.question is not None or not self.is_active
        if room != self._shown_room or (idle and not waits):
            self._list.return_to_running()
        if changed or lane != self._lane:
            self._lane = lane
            self._list.show_lane(timing, stay=self.actions.choosing is not None)
        self.actions.answers.drop_old_question()
        over = timing is not None and timing.current_or_next is None
        if over != self._is_over or self._list.length != self._length:
            self._is_over, self._length = over, self._list.length
            self.adapt_to_size(self.size.width, self.size.height)
        if changed:
            self.prompt.drop_outdated_result()
            if self.focused is None:
                self._list.focus()
        self._lane_head.update()
        self._board.update()
        self._rails_and_log.update()
        self.prompt.update()
        self.footer.update()

    def adapt_to_size(self, width: int, height: int) -> None:
        """Divide the height among the board, the list of the lane, and the rails and log below it.

        In a small window, show only the board.
        """
        del width
        whole = height < _LANE and not self._is_over
        free = height - _FRAME - self.footer.air
        share = OVER if self._is_over else board_height(free)
        self._board.styles.height = "1fr" if whole else share
        self._list.display = self._lane_head.display = not whole
        below = height_below_list(free - share - 1, self._length)
        self._rails_and_log.display = not whole and below > 0
        self._rails_and_log.styles.height = below

    def useful_keys(self) -> Sequence[Key]:
        """Return the few keys that are useful now, and the key that lists all keys."""
        return self._key_chooser.useful_keys(self._view, self._board_key_ids)

    def keys(self) -> Sequence[Key]:
        """Return the useful keys.

        While a question is shown, return only the keys that list all keys.
        """
        return ALL_KEYS if self.prompt.question is not None else self.useful_keys()

    # Keys

    def action_act(self, name: str, *amounts: int) -> None:
        """Carry out the key `name` of the stage."""
        self.actions.perform(name, *amounts)

    def action_change(self) -> None:
        """Show a list of the keys that do not fit in the footer."""
        item, words = self._list.selected_item(), self.viewer.words
        about = words.say("Select a session first.")
        if item is not None:
            about = words.say("Selected: {session}", session=headline(item.session))
        shown = {key for key in STAGE if key.id in self._board_key_ids}
        idle = self._key_chooser.idle_keys(self._view) | shown
        self.choose_key(STAGE_CHANGE, STAGE_CHOICES, idle, about)

    def step_back(self) -> bool:
        """Close the question or the result of a key, and select no session.

        If nothing was shown or selected, return False. The caller then leaves the screen.
        """
        selected = self._list.return_to_running()
        return super().step_back() or selected

    def action_go_to_now(self) -> None:
        """Return to the running session, and select no session."""
        self._list.return_to_running()

    def go_home(self) -> bool:
        """Go to the Now screen, unless this window drives a running session."""
        companion = self.viewer.companion
        driven = companion.snapshot.driven_sessions(companion.clock.now())
        return next(driven, None) is None and super().go_home()

    def action_open_log(self) -> None:
        """Show the log of this lane."""
        from sommet_tui.tui.stage.log import StageLogScreen

        self.app.push_screen(StageLogScreen(self.viewer, self._shown_lane))

    def action_publish(self) -> None:
        """Start or stop publishing the day."""
        self.post_message(TogglePublishing())

    def action_toggle_all_rooms(self) -> None:
        """Show all rooms, or say that the event has only one."""
        if not self.viewer.programme.has_several_rooms:
            self.prompt.show(
                Feedback(self.viewer.words.say("This event has only one room."), "muted")
            )
            return
        from sommet_tui.tui.stage.all_rooms import LaneBoardScreen

        self.app.push_screen(LaneBoardScreen(self.viewer, self._shown_lane))

    def action_toggle_clock(self) -> None:
        """Show the speaker's clock."""
        from sommet_tui.tui.stage.speakers_clock import StageClockScreen

        self.app.push_screen(StageClockScreen(self.viewer, self._shown_lane))

    def on_row_list_chosen(self, event: row_list.RowList.Chosen) -> None:
        """Open the page of the chosen session."""
        from sommet_tui.tui.session import StageSessionScreen

        if self.is_active:
            self.app.push_screen(
                StageSessionScreen(
                    self.viewer, event.key, self._drives_session, self._act_from_page
                )
            )

    def _drives_session(self, session_id: str) -> bool:
        """Return whether a session belongs to this lane and the lane is manual."""
        timing = self._shown_lane.timing()
        return bool(timing and timing.state.is_manual and timing.item(session_id))

    def _act_from_page(self, session_id: str, name: str, amounts: tuple[int, ...]) -> None:
        """Close the page of a session, and carry out a key on this session here."""
        self.app.pop_screen()
        self.call_later(self._act_on, session_id, name, amounts)  # after the lane is up to date

    def _act_on(self, session_id: str, name: str, amounts: tuple[int, ...]) -> None:
        self._list.select(session_id)
        self.actions.perform(name, *amounts)
        if self.prompt.question is None:
            self._list.return_to_running()

    def _on_move(self) -> None:
        # Wait until all keys pressed so far are handled: they may move the cursor, too.
        self.call_later(self._show_cursor_changes)

    def _show_cursor_changes(self) -> None:
        self._board.update()
        self.footer.update()
        if self._list.timing is not None:
            self.actions.on_cursor_moved(self._list.timing)

    # Painting

    def _paint_board(self, width: int, height: int) -> list[Row]:
        scene = self.viewer.scene()
        question = self.prompt.question.text if self.prompt.question is not None else ""
        if self._view is None:
            rows = empty_board(scene, width, question)
        elif self._is_over:
            rows = board_after_day(scene, self._view, width, question)
        else:
            selected, alone = self._list.selected_item(), not self._list.display
            session = selected.session if selected is not None else None
            rows = board_rows(scene, self._view, width, height, question, session, alone=alone)
        shown = frozenset(part.key_id for r in rows for part in r if isinstance(part, KeySpan))
        if shown != self._board_key_ids and not question:
            self._board_key_ids = shown
            self.call_later(self.footer.update)
        return rows

    def _paint_lane_head(self, width: int, _height: int) -> list[Row]:
        timing = self._list.timing
        return [lane_heading(self.viewer.words, timing, width)] if timing is not None else []

    def _paint_below(self, width: int, height: int) -> list[Row]:
        if self._view is None:
            return []
        return rails_and_log(
            self.viewer.scene(), self._view, self._shown_lane.entries(), width, height
        )

    def _show_question(self) -> None:
        """Update the screen immediately when a question appears or goes."""
        self._board.update()
        self.footer.update()
