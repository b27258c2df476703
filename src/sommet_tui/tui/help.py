"""The help, which lists all keys. The app makes its bindings from the same table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.events import Click, DescendantBlur, DescendantFocus

from sommet_tui.companion.keys import (
    APP_BACK,
    DEFAULT_KEYMAP,
    EVERYWHERE,
    GROUPS,
    LIST_FILTER,
    MAIN_QUIT,
    PAGING,
    PEOPLE_SOON,
    ROOMS,
    SCREENS,
    Key,
    Keymap,
    displayed_key,
)
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import SENTENCE, bindings, key_columns
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    cut_or_pad,
    heading,
    indent_rows,
    join_side_by_side,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets import lines
from sommet_tui.tui.widgets.field import LiveInput
from sommet_tui.wording import marks
from sommet_tui.wording.words import Words, mark

PAGES = ("keys", "stage", "moderator", "green-room", "ids")
"""The names of the pages of the help. The pages after the first are for a few users."""

_STAGE_GROUPS = ("STAGE", "CONFIRMATION", "ACTIONS", "MESSAGE", "SPEAKER’S CLOCK")
_MODERATOR_GROUPS = ("MODERATOR", "PLAN", "SEATS", "REPORT", "MESSAGE TO THE STAGE MANAGER")

_KEY = 5
"""The width of the column of keys in the list of ids, in cells."""


class Tab(Span):
    """The name of a page of the help. A click on it shows the page."""


def help_page(  # noqa: PLR0913 - the keys, and the shown part of them
    words: Words,
    width: int,
    here: Sequence[Key] = (),
    keymap: Keymap = DEFAULT_KEYMAP,
    idle: Sequence[Key] = (),
    *,
    name: str = PAGES[0],
    query: str = "",
) -> list[Row]:
    """Return the page `name` of the help: keys with their descriptions.

    `here` are the keys of the previous screen, which the first page lists first. `idle` are keys
    that do nothing in this programme, so no page lists them. If `query` has words, return instead
    the keys of all pages whose names, labels and descriptions contain all these words.
    """
    sought = fold(query).split()

    def matches(key: Key) -> bool:
        text = f"{_key_names(key, keymap)} {words.say(key.label)} {words.say(key.purpose)}"
        return all(word in fold(text) for word in sought)

    groups = [
        (title, keys)
        for title, listed in _groups(here, idle, None if sought else name)
        if (keys := [(key, _key_names(key, keymap)) for key in listed if matches(key)])
    ]
    columns = key_columns([pair for _, keys in groups for pair in keys], words)
    across = max(1, min(len(groups), width // (columns.purpose_column + SENTENCE + 10)))
    column = (width - 2) // across
    blocks = [
        [
            heading(words.say(title)),
            *(
                line
                for key, names in keys
                for line in columns.rows(Span(names, "key-name"), key, column - 2)
            ),
            BLANK,
        ]
        for title, keys in groups
    ]
    rows = [BLANK] if sought else [_tab_row(words, name, width - 2), BLANK]
    rows += _rows_in_columns(blocks, column, across)
    if not sought and name == PAGES[0]:
        sentence = words.say("Symbols: {signs}", signs=" · ".join(marks.legend(words)))
        rows += paragraphs(sentence, width - 4, "muted")
        rows += _vim_rows(words, keymap, width - 4)
    if not sought and name == PAGES[-1]:
        rows += paragraphs(words.say("IDS FOR THE SETTING “KEYS”"), width - 4, "heading")
        rows += _id_rows(keymap, width - 4)
    if sought and not blocks:
        rows.append(text_row(words.say("No match."), "muted"))
    return [*indent_rows(rows, 2), BLANK]


def _vim_rows(words: Words, keymap: Keymap, width: int) -> list[Row]:
    """Return a sentence about the letters that move the cursor as in vim.

    It names the key that replaces one of these letters in the green room. Return [] if the user
    does not use vim's letters.
    """
    if not keymap.vim_moves:
        return []
    sentence = words.say(
        "{letters} move the cursor as in vim, except where a screen uses them; in the green "
        "room, {key} replaces “h”.",
        letters=" ".join(keymap.vim_moves),
        key=keymap.key_text(PEOPLE_SOON),
    )
    return paragraphs(sentence, width, "muted")


def _tab_row(words: Words, name: str, width: int) -> Row:
    """Return the names of all pages, or else of the shown one, with the keys that turn the pages.

    The keys are left out if only the names fit.
    """
    names = {
        "keys": words.say("Keys"),
        "stage": words.say("Stage"),
        "moderator": words.say("Moderator"),
        "green-room": words.say("Green room"),
        "ids": words.say("Customise"),
    }
    arrows = text_row("← →", "key")
    for gap, end in (("  ", arrows), (" ", BLANK)):
        tabs = [
            span
            for page in PAGES
            for span in (Tab(names[page], "heading" if page == name else "muted"), Span(gap))
        ]
        if width_of((*tabs, *end)) <= width:
            return row(*tabs, *end)
    return row(Span(names[name], "heading"), "  ", *arrows)


def _page_at(parts: Row, x: int) -> str | None:
    """Return the page whose name the user sees at the cell `x` of the row, or None."""
    end, pages = 0, iter(PAGES)
    for part in parts:
        end += width_of((part,))
        page = next(pages, None) if isinstance(part, Tab) else None
        if x < end:
            return page
    return None


def _key_names(key: Key, keymap: Keymap) -> str:
    return " ".join(map(displayed_key, keymap.resolve(key).names)).replace("ctrl+", "^") or "–"


def _rows_in_columns(blocks: Sequence[Sequence[Row]], column: int, across: int) -> list[Row]:
    """Put blocks of rows into columns of similar height, without dividing a block.

    `column` is the width of a column in cells, and `across` is the maximum number of columns.
    """
    most = max(map(len, blocks), default=0)
    while True:
        stacks: list[list[Row]] = [[]]
        for block in blocks:
            if stacks[-1] and len(stacks[-1]) + len(block) > most:
                stacks.append([])
            stacks[-1] += block
        if len(stacks) <= across:
            break
        most += 1
    rows, *others = stacks
    for place, stack in enumerate(others, 1):
        rows = join_side_by_side(rows, stack, place * column)
    return rows


def _id_rows(keymap: Keymap, width: int) -> Iterator[Row]:
    """Yield rows with all keys and their ids, in as many columns as fit."""
    keys = list({key.id: key for _, keys in GROUPS for key in keys}.values())
    column = max(len(key.id) for key in keys) + 2
    across = max(1, width // (_KEY + column))
    for first in range(0, len(keys), across):
        yield row(
            *(
                span
                for key in keys[first : first + across]
                for span in (
                    Span(cut_or_pad(keymap.key_text(key), _KEY), "key-name"),
                    Span(cut_or_pad(key.id, column), "muted"),
                )
            )
        )


def _groups(
    here: Sequence[Key], idle: Sequence[Key], name: str | None
) -> Iterator[tuple[str, Sequence[Key]]]:
    """Yield the groups of keys on a page, each with its heading.

    If `name` is None, yield the groups of all pages. No page has a key twice.
    """
    if name == PAGES[-1]:
        return
    common = {key.id for key in (*SCREENS, *EVERYWHERE, MAIN_QUIT)}
    first = {key.id: key for key in here if key.id not in common}
    if first and name in (None, PAGES[0]):
        yield mark("ON THIS SCREEN"), tuple(first.values())
    groups = sorted(GROUPS, key=lambda group: group[0] not in ("EVERYWHERE", "SCREENS"))
    for title, keys in groups:
        page = _page_of_heading(title)
        if name not in (None, page):
            continue
        others = [
            key for key in keys if (page != "keys" or key.id not in first) and key not in idle
        ]
        if others:
            yield title, others


def _page_of_heading(heading: str) -> str:
    if heading in _STAGE_GROUPS:
        return "stage"
    if heading in _MODERATOR_GROUPS:
        return "moderator"
    return "green-room" if heading == "GREEN ROOM" else "keys"


_TO_THE_KEYS = Key("find.keys", "enter", "", "To the list", "")
"""The enter key of the field, which the settings cannot change."""
_GLOBAL_KEYS = tuple(key for key in EVERYWHERE if key.id != "app.help")
"""The keys that work everywhere, except the one that opens the help."""
_END = replace(APP_BACK, label=mark("End search"))


class HelpScreen(CompanionScreen):
    """The screen with the pages of the help, and a field that searches them."""

    NAME = "help"
    AUTO_FOCUS = "#keys-page"
    BINDINGS = bindings((APP_BACK, LIST_FILTER, *PAGING))
    KEYS = (APP_BACK, LIST_FILTER, *PAGING, *_GLOBAL_KEYS)

    def __init__(self, viewer: Viewer, here: Sequence[Key] = ()) -> None:
        """`here` are the keys that work on the previous screen."""
        super().__init__(viewer)
        self._here = here
        self._shown_page = PAGES[0]
        self._page = lines.ScrollingLines(self._paint, id="keys-page")
        self._field = LiveInput(self._search, id="find")
        self._field.display = False
        self.parts = self._field, self._page

    def paint(self, *, changed: bool) -> None:
        """Repaint the page if it has `changed`, for example into another language."""
        if changed:
            self._field.placeholder = self.viewer.words.say("type what you want to do")
            self._page.update()
            if self.focused is None:
                self._page.focus()

    def keys(self) -> Sequence[Key]:
        """Return the keys. While the search is open, the keys that turn pages are left out."""
        if self._field.has_focus:
            return (_END, _TO_THE_KEYS)
        if self._field.display:
            return (_END, LIST_FILTER, *_GLOBAL_KEYS)
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
        """Open the field, in which the user searches for a key by its description."""
        self._field.display = True
        self._field.focus()

    def on_input_submitted(self) -> None:
        """Move the focus from the field to the found keys."""
        self._page.focus()

    def on_click(self, event: Click) -> None:
        """Show the page whose name the user clicks."""
        if lines.row_under_click(self, event) != (self._page, 0):
            return
        top = self._page.row_at(0, self._page.row_width)
        page = _page_at(top, event.x) if top else None
        if page is not None:
            self._show(page)

    def action_page(self, by: int) -> None:
        """Show the next page (`by` 1) or the previous page (-1)."""
        self._show(PAGES[(PAGES.index(self._shown_page) + by) % len(PAGES)])

    def _show(self, page: str) -> None:
        self._shown_page = page
        self._page.scroll_to(y=0, animate=False)
        self._page.update()

    def step_back(self) -> bool:
        """End the search, or else leave the help."""
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
            name=self._shown_page,
            query=self._field.value,
        )
