"""Help: every key, from the table that the bindings are made from."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click, DescendantBlur, DescendantFocus

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    LIST_FILTER,
    PAGING,
    ROOMS,
    Key,
)
from sommet_tui.domain.values import replace
from sommet_tui.tui.help.view import PAGES, help_page, page_at
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.field import LiveInput
from sommet_tui.tui.widgets.lines import ScrollingLines, row_under
from sommet_tui.wording.words import mark

_TO_THE_KEYS = Key("find.keys", "enter", "", mark("To the list"), "")
"""The key of the field, which the settings cannot change."""
_ELSEWHERE = tuple(key for key in EVERYWHERE if key.id != "app.help")
"""The keys that work everywhere, without the one that opens the help."""
_END = replace(APP_BACK, label=mark("End search"))


class HelpScreen(CompanionScreen):
    """The pages of all keys, with a search."""

    NAME = "help"
    AUTO_FOCUS = "#keys-page"
    BINDINGS = bindings((APP_BACK, LIST_FILTER, *PAGING))
    KEYS = (APP_BACK, LIST_FILTER, *PAGING, *_ELSEWHERE)

    def __init__(self, viewer: Viewer, here: Sequence[Key] = ()) -> None:
        """`here` are the keys of the screen one came from."""
        super().__init__(viewer)
        self._here = here
        self._shown = PAGES[0]
        self._page = ScrollingLines(self._paint, id="keys-page", classes="pane")
        self._field = LiveInput(self._search, id="find")
        self._field.display = False
        self.parts = self._field, self._page

    def paint(self, *, changed: bool) -> None:
        """Repaint after a change of language only: the page shows no time."""
        if changed:
            self._field.placeholder = self.viewer.words.say("type what you want to do")
            self._page.update()
            if self.focused is None:
                self._page.focus()

    def keys(self) -> Sequence[Key]:
        """Return the keys; in the field, letters are text."""
        if self._field.has_focus:
            return (_END, _TO_THE_KEYS)
        if self._field.display:
            return (_END, LIST_FILTER, *_ELSEWHERE)
        return self.KEYS

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show the keys that work now."""
        del event
        self.footer.update()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Show the keys that work now."""
        del event
        self.footer.update()

    def action_filter(self) -> None:
        """Search for a key by its description."""
        self._field.display = True
        self._field.focus()

    def on_input_submitted(self) -> None:
        """Move from the field to the results."""
        self._page.focus()

    def on_click(self, event: Click) -> None:
        """Show the page whose tab is clicked."""
        if row_under(self, event) != (self._page, 0):
            return
        top = self._page.row_at(0, self._page.row_width)
        page = page_at(top, event.x) if top else None
        if page is not None:
            self._show(page)

    def action_page(self, by: int) -> None:
        """Show the previous or the next page."""
        self._show(PAGES[(PAGES.index(self._shown) + by) % len(PAGES)])

    def _show(self, page: str) -> None:
        self._shown = page
        self._page.scroll_to(y=0, animate=False)
        self._page.update()

    def step_back(self) -> bool:
        """End the search, or leave the help."""
        if not self._field.display:
            return super().step_back()
        self._field.value = ""
        self._field.display = False
        self._page.focus()
        return True

    def _search(self) -> None:
        self._page.scroll_to(y=0, animate=False)
        self._page.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        several = self.viewer.programme.has_several_rooms
        return help_page(
            self.viewer.words,
            width,
            self._here,
            self.viewer.keymap,
            () if several else ROOMS,
            name=self._shown,
            wanted=self._field.value,
        )
