"""The frame of every screen: the header with its clock, and the footer with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.keys import APP_MESSAGES, CREW, LIST_FACETS
from sommet_tui.tui.keys.foot import Pressable, foot, pressable
from sommet_tui.tui.messages.line import OWN_ROW
from sommet_tui.tui.render.header import CLOCK_WIDTH, Location, clock, header, height, looks
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import BLANK, Row, Span, row
from sommet_tui.tui.widgets.lines import FixedLines

if TYPE_CHECKING:
    from sommet_tui.tui.screen import CompanionScreen


class Header(FixedLines):
    """The event, the room and the filters; `clock` lies over the end of the first row."""

    def __init__(self, screen: CompanionScreen) -> None:
        super().__init__(self._rows_now, id="header")
        self._of = screen
        self._made: Memo[list[Row]] = Memo()
        scene = screen.viewer.scene()
        self.styles.height = height(scene, screen.filters(scene))
        self.clock = FixedLines(
            lambda _width, _height: [clock(screen.viewer.scene(), screen.tab())], id="clock"
        )

    def update(self) -> None:
        """Show the present instant."""
        super().update()
        self.clock.update()

    def _rows_now(self, width: int, _height: int) -> list[Row]:
        of = self._of
        scene = of.viewer.scene()
        at = Location(of.tab(), of.viewer.crew, of.filters(scene), of.room())
        rows = self._made.of((looks(scene, at.room), width, at), lambda: header(scene, width, at))
        if self.size.height != len(rows):
            self.styles.height = len(rows)
        # The clock lies over the end of the first row, which thus stays as it is.
        return [(*rows[0][:-2], Span(" " * CLOCK_WIDTH, rows[0][-1].style)), *rows[1:]]


class Footer(FixedLines):
    """The keys that do something, as many as there is room for."""

    def __init__(self, screen: CompanionScreen) -> None:
        super().__init__(self._rows_now, id="foot")
        self._of = screen
        self._made: Memo[list[Row]] = Memo()

    def ids(self) -> frozenset[str]:
        """The ids of the keys that it has room for."""
        rows = self._rows_now(self.app.size.width, self.size.height)
        return frozenset(part.key_id for r in rows for part in r if isinstance(part, Pressable))

    def _rows_now(self, width: int, _height: int) -> list[Row]:
        viewer = self._of.viewer
        keymap, words, programme = viewer.keymap, viewer.words, viewer.programme
        divided = programme.has_several_rooms or bool(programme.tracks)
        offered = self._of.keys()
        keys = tuple(
            key
            for key in offered
            if (viewer.crew or key not in CREW) and (divided or key is not LIST_FACETS)
        )
        messages, unread = viewer.messages, BLANK
        is_low = self.app.size.height < OWN_ROW and APP_MESSAGES in keys
        if is_low and messages.current and not messages.is_new:
            number = Span(f" {messages.waiting + 1}", "muted")
            unread = row(pressable(keymap.of(APP_MESSAGES)), number)
        return self._made.of(
            (keys, keymap, words, width, unread),
            lambda: [foot([keymap.of(key) for key in keys], words, width, unread)],
        )
