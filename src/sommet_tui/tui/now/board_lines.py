"""The board of one room, with a cursor over the running, the next and the later sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from sommet_tui.domain.timeline import Moment, RoomMoment
from sommet_tui.tui.now.one_room import BoardMemo, board
from sommet_tui.tui.now.stops import NextStops, stop_rows
from sommet_tui.tui.render.rows import BLANK, Lead, Row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.large_time import LargeTime
from sommet_tui.tui.widgets.lines import ScrollingLines

_ROOMY = 13
"""From this height on, there is a blank line above the board."""


class BoardLines(ScrollingLines, inherit_bindings=False):
    """The board with a cursor, which appears only when the user moves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    class Opened(Message):
        """The user clicked the session under the cursor again."""

    def __init__(
        self,
        viewer: Viewer,
        stops: NextStops,
        moment: Callable[[], Moment],
        moved: Callable[[], None],
    ) -> None:
        """`moved` is called when the cursor moves to another session."""
        super().__init__(self._paint, id="board", classes="pane")
        self.time = LargeTime()
        """The large digits over the board."""
        self._viewer = viewer
        self._stops = stops
        self._moment = moment
        self._moved = moved
        self._memo = BoardMemo()
        self._at: str | None = None

    @property
    def subject(self) -> str | None:
        """Return the selected session; without a cursor, the running one, or else the next."""
        stop, at = self._stops.find(self.key), self.key
        if at is None:
            room = self._shown_room()
            session = room.current or room.next
            return session.id if session else None
        at = stop.next.stop.id if stop is not None else at
        return at if at in self._viewer.programme.by_id else None

    def paint(self, *, changed: bool) -> None:
        """Show the present instant."""
        del changed
        self.update()
        self.time.update()

    @property
    def key(self) -> str | None:
        """The id of the selected session; None while there is no cursor."""
        return self._at if self._at in self._places().values() else None

    def is_marked(self, y: int) -> bool:
        """Return whether the cursor is on a row."""
        return self._at is not None and self._places().get(y) == self._at

    def forget(self) -> bool:
        """Hide the cursor; return whether there was one."""
        was = self.key is not None
        self._go(None)
        return was

    def action_move(self, by: int) -> None:
        """Go to the previous or the next session."""
        ids = list(dict.fromkeys(self._places().values()))
        if not ids:
            return
        at = self.key
        place = ids.index(at) + by if at is not None else 0
        if 0 <= place < len(ids):
            self._go(ids[place])

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked session, or open the session if the cursor is there."""
        above = [id_ for y, id_ in self._places().items() if y <= event.y]
        if not above:
            return
        if above[-1] == self.key:
            self.post_message(self.Opened())
        self._go(above[-1])

    def _go(self, session: str | None) -> None:
        if session != self._at:
            self._at = session
            self.repaint()
            self._moved()

    def _places(self) -> dict[int, str]:
        """Return the sessions by the row on which they begin."""
        return {
            y: span.key
            for y, row in enumerate(self._rows)
            for span in row
            if isinstance(span, Lead)
        }

    def _shown_room(self) -> RoomMoment:
        chosen, rooms = self._viewer.snapshot.room, self._moment().rooms
        return next((r for r in rooms if r.room == chosen), rooms[0])

    def _paint(self, width: int, height: int) -> list[Row]:
        mine = stop_rows(self._stops.lines(*self.app.size), width)
        if mine and height >= _ROOMY:
            mine = [BLANK, *mine]
        height = max(0, height - len(mine))
        scene, room = self._viewer.scene(), self._shown_room()
        rows = board(scene, room, width, height, self._memo, headed=len(mine))
        return self.time.lift([*mine, *rows], self)
