"""The board of one room, with a cursor over the running, the next and the later sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.timeline import Moment, RoomMoment, alert
from sommet_tui.domain.values import replace
from sommet_tui.tui.now.one_room import board_rows, time_left
from sommet_tui.tui.now.stops import NextStops, stop_rows
from sommet_tui.tui.render.rows import BLANK, ClickTarget, Row, Span, width_of
from sommet_tui.tui.render.styles import BAR, MARKED
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import LargeTime, ScrollingLines

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
        self._painted: object = None
        """What all of the board but the digits was painted for."""
        self._known: tuple[object, RoomMoment] | None = None
        """The room, as long as no session begins or ends."""
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
        """Show the present instant; if only the time left has changed, paint only its digits."""
        scene = self._viewer.scene()
        room = self._present_room(scene, changed=changed)
        time = time_left(scene, room)
        state = (
            (scene.words, scene.facets, truncate_to_minute(scene.now), room.alert, room.offset),
            (time.text.rpartition(":")[0], len(time.text), time[1:]),
        )
        if changed or state != self._painted or not self.time.has_digits:
            self._painted = state
            self.update()
            self.time.update()
        else:
            self.time.show_time(time.text, time.style)

    def _present_room(self, scene: Scene, *, changed: bool) -> RoomMoment:
        """Return the room at this instant; while the same session is on, only its time is new."""
        turn, known = scene.snapshot.status_version(scene.now), self._known
        if changed or scene.snapshot.live is not None or known is None or known[0] != turn:
            self._known = turn, self._shown_room()
            return self._known[1]
        room = known[1]
        if room.current is None:
            return room
        left = room.current.end - scene.now
        return replace(room, remaining=left, alert=alert(room.current, left))

    @property
    def key(self) -> str | None:
        """The id of the selected session; None while there is no cursor."""
        return self._at if self._at in self._session_positions().values() else None

    def row_at(self, y: int, width: int) -> Row | None:
        """The row with number `y`, with the cursor from the session under it on."""
        parts = super().row_at(y, width)
        for first, part in enumerate(parts or ()):
            if self._at is not None and isinstance(part, ClickTarget) and part.key == self._at:
                return _mark_cursor(parts or (), first)
        return parts

    def hide_cursor(self) -> bool:
        """Hide the cursor; return whether there was one."""
        was = self.key is not None
        self._move_cursor(None)
        return was

    def action_move(self, by: int) -> None:
        """Go to the previous or the next session."""
        ids = list(dict.fromkeys(self._session_positions().values()))
        if not ids:
            return
        at = self.key
        place = ids.index(at) + by if at is not None else 0
        if 0 <= place < len(ids):
            self._move_cursor(ids[place])

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked session, or open the session if the cursor is there."""
        places = self._session_positions()
        above = [place for place in places if place[0] <= event.y and place[1] <= event.x]
        if not above:
            return
        clicked = places[max(above)]
        if clicked == self.key:
            self.post_message(self.Opened())
        self._move_cursor(clicked)

    def _move_cursor(self, session: str | None) -> None:
        if session != self._at:
            self._at = session
            self.repaint()
            self._moved()

    def _session_positions(self) -> dict[tuple[int, int], str]:
        """Return the sessions by the row and the cell at which they begin."""
        return {
            (y, width_of(parts[:n])): span.key
            for y, parts in enumerate(self._rows)
            for n, span in enumerate(parts)
            if isinstance(span, ClickTarget)
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
        rows = board_rows(scene, room, width, height, headed=bool(mine))
        return self.time.lift_digits([*mine, *rows], self)


def _mark_cursor(parts: Row, first: int) -> Row:
    """Return a row with the cursor on a session that begins at a span; another one may follow."""
    end = next(
        (n for n, part in enumerate(parts) if n > first and isinstance(part, ClickTarget)),
        len(parts),
    )
    marked = (Span(part.text, f"{MARKED}{part.style}", part.link) for part in parts[first:end])
    before = parts[:first]
    if before and before[-1].text.endswith(" "):
        text, style, link = before[-1]
        before = (*before[:-1], Span(text[:-1], style, link), Span(BAR, "accent"))
    return (*before, *marked, *parts[end:])
