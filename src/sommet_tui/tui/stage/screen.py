"""Stage: run the day, and see what lateness costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.tui.keys.table import BACK, EVERYWHERE, QUIT, ROOMS, SCREENS, Key, bindings
from sommet_tui.tui.messages import OpenSession
from sommet_tui.tui.render.header import height as header_height
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.stage.acts import StageActs
from sommet_tui.tui.stage.keys import ASKED, STAGE
from sommet_tui.tui.stage.lane import (
    Entry,
    Signature,
    lane_entries,
    lane_head,
    lane_row,
    signature,
)
from sommet_tui.tui.stage.usual import usual_line
from sommet_tui.tui.stage.view import (
    OVER,
    StageView,
    board,
    board_height,
    is_over,
    nothing,
    over,
)
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.large_time import LargeTime
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import RowList, Rows

_TALL = 22
"""From this height on the foot has two rows."""
_LANE = 16
"""From this height on the lane is shown below the board."""


class LaneList(RowList):
    """The rows of the lane; while something is asked, enter means yes and opens nothing."""

    def action_choose(self) -> None:
        """Agree, or choose what the cursor stands on.

        At once and not by a message: keys that were typed ahead must not overtake it.
        """
        screen = self.screen
        if isinstance(screen, StageActs) and screen.line.question is not None:
            screen.action_yes()
        else:
            super().action_choose()


class StageScreen(StageActs):
    """The board, the lane below it, and a line for answers and questions."""

    NAME = "stage"
    BINDINGS: ClassVar[list[BindingType]] = bindings((*ASKED, *STAGE, *ROOMS, BACK, QUIT))
    DEFAULT_CSS = """
    StageScreen {
        #lane-head { height: 1; }
        #said { height: 1; }
    }
    """
    KEYS: ClassVar[Sequence[Key]] = (*STAGE, *SCREENS, *EVERYWHERE)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._view: StageView | None = None
        self._lane: Signature = ()
        self._entries: list[Entry] = []
        self._rows: dict[tuple[int, int], Row] = {}
        self._following = True
        self._header_rows = 0
        self._over = False
        self._board = FixedLines(self._paint_board, id="board")
        self._time = LargeTime()
        self._lane_head = FixedLines(self._paint_lane_head, id="lane-head")
        self._list = LaneList(self._moved, id="lane", classes="pane")
        self._said = FixedLines(self._paint_said, id="said")

    def body(self) -> Iterator[Widget]:
        """The board with its digits, the lane, the line."""
        yield self._board
        yield self._time
        yield self._lane_head
        yield self._list
        yield self._said

    @property
    def room(self) -> str | None:
        """The room whose lane is shown."""
        return self.acting.room

    def paint(self, *, changed: bool) -> None:
        """Show the lane as it stands; its rows only when one of them looks different."""
        self._view = view = self.acting.view()
        lane = signature(view.standing) if view is not None else ()
        if changed or lane != self._lane:
            self._lane = lane
            self._show_lane()
        self.withdraw()
        over = view is not None and is_over(view.standing)
        if over != self._over:
            self._over = over
            self.make_room(self.size.width, self.size.height)
        if changed:
            self.forget_if_others_acted()
            self._lane_head.update()
            if self.focused is None:
                self._list.focus()
        self._board.update()
        self._time.update()
        self._said.update()
        if changed:
            self._follow_header()

    def _follow_header(self) -> None:
        """The digits lie over the board: where the header grows or shrinks, they move with it."""
        rows = header_height(self.viewer.scene())
        if rows != self._header_rows:
            self._header_rows = rows
            self.call_after_refresh(self._board.update)

    def make_room(self, width: int, height: int) -> None:
        """The board has its share, the lane the rest; little windows have no lane."""
        del width
        foot = 2 if height >= _TALL else 1
        self._foot.styles.height = foot
        whole = height < _LANE
        free = height - foot - 2
        share = OVER if self._over else board_height(free)
        self._board.styles.height = "1fr" if whole else share
        self._list.display = self._lane_head.display = not whole

    def subject(self) -> str | None:
        """The session under the cursor."""
        return self._list.key

    # The lane

    def chosen(self) -> Projected | None:
        """The item under the cursor, where there is one to be seen."""
        if self._view is None:
            return None
        standing = self._view.standing
        found = standing.item(self._list.key or "") if self._list.display else None
        return found or standing.running or standing.next

    def choose_after(self, session: Session) -> Session | None:
        """Put the cursor on the session after it, or before it where it is the last."""
        assert self._view is not None
        order = [i.session for i in self._view.standing.items if not i.session.is_break]
        place = order.index(session) if session in order else -1
        others = [*order[place + 1 :], *reversed(order[: max(0, place)])]
        if not others:
            return None
        self._list.select(others[0].id)
        return others[0]

    def choose(self, session_id: str) -> None:
        """Put the cursor on a session."""
        self._list.select(session_id)

    def _moved(self) -> None:
        # Not at once: whoever has moved the cursor may have more to do before it counts.
        self.call_later(self._stands_on, self._list.key)

    def _stands_on(self, key: str | None) -> None:
        """The cursor stays with what runs until someone moves it, and again when it is back."""
        self._following = key == self._home()
        item = self._view.standing.item(key or "") if self._view is not None else None
        if self.deferred is not None and item is not None:
            if key != self.deferred:
                self.ask_after(item.session)
        elif self.line.question is not None:
            moved = key != self.line.question.at and not self._following
            if moved and self.deferred is None:
                self.action_no()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session."""
        self.post_message(OpenSession(event.key, self))

    async def action_back(self) -> None:
        """The cursor goes back to what runs."""
        self.line.tell(None)
        self._following = True
        self._go_home()
        self._said.update()

    def action_acts(self) -> None:
        """Show every act of this lane."""
        from sommet_tui.tui.stage.log import ActsScreen

        self.app.push_screen(ActsScreen(self.viewer, self.acting))

    def action_full(self) -> None:
        """Show the clock alone."""
        from sommet_tui.tui.stage.clock import StageClockScreen

        self.app.push_screen(StageClockScreen(self.viewer, self.acting))

    def show_line(self) -> None:
        """Show the line, and the lane as the act left it."""
        self._said.update()

    def _home(self) -> str | None:
        """Where the cursor stands by itself: on what runs, else on what is next."""
        if self._view is None:
            return None
        standing = self._view.standing
        item = standing.running or standing.next
        return item.session.id if item is not None else None

    def _go_home(self) -> None:
        home = self._home()
        if home is not None:
            self._list.select(home)

    def _show_lane(self) -> None:
        view, following = self._view, self._following
        self._entries = lane_entries(view.standing) if view is not None else []
        self._rows.clear()
        keys = [e.session.id if isinstance(e, Projected) else None for e in self._entries]
        self._list.show_rows(Rows(keys, self._row))
        if following and self.deferred is None:
            self._go_home()

    def _row(self, number: int, width: int) -> Row:
        """A row, painted once for as long as the lane looks the same."""
        if self._view is None or number >= len(self._entries):
            return ()
        known = self._rows.get((number, width))
        if known is None:
            standing, entry = self._view.standing, self._entries[number]
            known = lane_row(self.viewer.scene(), standing, entry, width)
            self._rows[number, width] = known
        return known

    # Painting

    def _paint_board(self, width: int, height: int) -> list[Row]:
        scene = self.viewer.scene()
        if self._view is None:
            return self._time.lift(nothing(scene, width), self._board)
        if self._over:
            return self._time.lift(over(scene, self._view, width), self._board)
        return self._time.lift(board(scene, self._view, width, height), self._board)

    def _paint_lane_head(self, width: int, _height: int) -> list[Row]:
        return [lane_head(self.viewer.words, width)]

    def _paint_said(self, width: int, _height: int) -> list[Row]:
        viewer = self.viewer
        board = self._board.size.height
        usual = usual_line(self.acting, self._view, viewer, width - 2, board)
        return [self.line.row(usual, viewer.words, viewer.keymap, width)]
