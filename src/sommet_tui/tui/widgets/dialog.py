"""Dialogs in which the user types a line, chooses from a list, or searches a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from sommet_tui.companion.keys import APP_BACK, MAIN_QUIT, Key
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys_on_screen import bindings, footer_row, footer_rows, key_at, key_list
from sommet_tui.tui.render.rows import BLANK, Row, clip, indent_rows, paragraphs
from sommet_tui.tui.textual_internals import PaintedApp, PaintedScreen, PaintedView
from sommet_tui.tui.widgets.field import CleanInput, Finder
from sommet_tui.tui.widgets.lines import FixedLines, Painter, row_under_click
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows, accept_every_row
from sommet_tui.wording.words import Words, mark

WIDTH = 64
FRAME = 4
"""The width of the border and the padding of a panel, in cells."""
EDGES = 2
"""The height of the border of a panel, in rows."""
TALL = 18
"""The height of a window from which a blank row separates the keys from the rows above."""
_FINDER_HEIGHT = 4
"""The height of the border, the field and the blank rows around the field."""
_FIELD = 2
"""The height of a field with the blank row above it."""


def enter_key(label: str) -> Key:
    """Return the enter key for a footer. `label` names its effect."""
    return Key("dialog.enter", "enter", "", label, "")


CHOOSE, ANSWER = enter_key(mark("Choose")), enter_key(mark("OK"))


class Dialog(PaintedScreen, ModalScreen[None]):
    """A panel with a title, some widgets, and its keys in the last rows.

    It closes only once. A key that is held down goes on repeating after the panel has closed. These
    repeats must not close the screen below, and the app must not report them as useless keys.
    """

    BINDINGS = bindings((MAIN_QUIT, APP_BACK))
    DEFAULT_CSS = f"""
    Dialog {{
        align: center middle;
        background: $background 60%;
        color: $foreground;
        layers: base above;
        &:ansi {{ background: $background 60%; }}
        & > Vertical {{
            width: {WIDTH};
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $muted;
            border-title-color: $accent;
            border-title-style: bold;
            background: $surface;
            & LineView {{ background: $surface; height: auto; }}
        }}
        & Input {{ margin: 1 0 0 0; }}
        & Finder Input {{ margin: 0 0 1 0; }}
    }}
    """
    BLANK: ClassVar[bool] = False
    """Textual paints the dimmed screen below, which is visible around the panel."""
    KEYS: ClassVar[Sequence[Key]] = (CHOOSE, APP_BACK)
    parts: Sequence[Widget] = ()
    """The widgets of the panel, from top to bottom."""

    def __init__(self, title: str) -> None:
        """`title` is the label of the key that opens the dialog, or a question."""
        super().__init__()
        self.title = title
        self.footer = FixedLines(lambda width, _height: self.key_rows(width))

    def compose(self) -> ComposeResult:
        """Yield the panel with its parts, and with its keys below them."""
        with Vertical() as panel:
            panel.border_title = Content(self.title or "")
            yield from self.parts
            yield self.footer

    def on_mount(self) -> None:
        """Give each widget the background of the panel."""
        for view in self.query(PaintedView):
            view.ground = "surface"

    def key_rows(self, width: int) -> list[Row]:
        """Return the keys as one row and, in a high window, a blank row above it."""
        keys = footer_row(self._user_keys(), self._words, width)
        return [keys] if footer_height(self.app.size) == 1 else [BLANK, keys]

    def on_click(self, event: Click) -> None:
        """Press the key on which the user clicks."""
        found = row_under_click(self, event)
        parts = found[0].row_at(found[1], found[0].row_width) if found else None
        id_ = key_at(parts, event.screen_x - found[0].region.x) if found and parts else None
        names = next((key.names for key in self._user_keys() if key.id == id_), None)
        if names is None:
            return
        active = self.active_bindings.get(names[0])
        if active is not None:
            self.app.call_later(self.app.run_action, active.binding.action, active.node)

    def _user_keys(self) -> list[Key]:
        """Return the keys of the footer, as the user's settings have changed them."""
        names: dict[str | None, list[str]] = {}
        for name, active in self.active_bindings.items():
            names.setdefault(active.binding.id, []).append(name)
        keys = [replace(k, keys=" ".join(names.get(k.id, k.names))) for k in self.keys()]
        return [replace(k, purpose="") if k.id == APP_BACK.id else k for k in keys]

    @property
    def _words(self) -> Words:
        return cast("PaintedApp", self.app).words

    def close(self) -> bool:
        """Close the panel. If it is not on top, do nothing and return False."""
        on_top = self.is_active
        if on_top:
            self.dismiss(None)
        return on_top

    def keys(self) -> Sequence[Key]:
        """Return the keys, the most important first."""
        return self.KEYS

    def action_back(self) -> None:
        """Close the panel."""
        self.close()

    def action_leave(self) -> None:
        """Close the panel. In a dialog without a field, `q` closes it like escape."""
        self.action_back()


def footer_height(size: Size) -> int:
    """Return how many rows the keys need below a list: 1 in a low terminal, or else 2."""
    return 1 if size.height < TALL else 2


def dialog_text(paint: Painter) -> FixedLines:
    """Return a text whose lines begin where those of fields, lists and keys begin."""
    return FixedLines(lambda width, height: indent_rows(paint(width - 1, height), 1))


class LineDialog(Dialog):
    """A dialog with a question, a field for the answer, and the keys."""

    KEYS: ClassVar[Sequence[Key]] = (ANSWER, APP_BACK)

    def __init__(
        self,
        title: str,
        question_rows: Callable[[int, str], Sequence[Row]],
        rows: int,
        field: CleanInput,
        then: Callable[[str], str | None],
    ) -> None:
        """`question_rows` returns the question for a width in cells and an error ("" for none).

        The question takes at least `rows` rows. `then` receives the answer. If it returns an error,
        the dialog shows the error and stays open. If it returns None, the dialog closes.
        """
        super().__init__(title)
        self.complaint = ""
        self._then = then
        self._rows = rows
        self.question = dialog_text(lambda width, _height: question_rows(width, self.complaint))
        self.question.styles.min_height = rows
        self.field = field
        self.parts = self.question, field

    def key_rows(self, width: int) -> list[Row]:
        """Return a row for each key if they fit, or else as few rows as possible."""
        keys = sorted(self._user_keys(), key=lambda key: key.id == APP_BACK.id)
        rows = key_list(keys, self._words, width)
        question_height = max(self._rows, len(self.question.rows_for(width)))
        free = self.size.height - EDGES - _FIELD - question_height - self.extra_height()
        return [BLANK, *rows] if len(rows) < free else footer_rows(keys, self._words, width)

    def extra_height(self) -> int:
        """Return the number of rows between the field and the keys."""
        return 0

    def on_resize(self) -> None:
        """Arrange the keys for the new size."""
        self.footer.refresh(layout=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Use the typed answer."""
        event.stop()
        if self.is_active:
            self.submit()

    def submit(self) -> None:
        """Pass the answer to `then`. Close the dialog, or show the error that `then` returns."""
        complaint = self._then(self.field.value)
        if complaint is None:
            self.close()
        else:
            self.show_error(complaint)

    def show_error(self, complaint: str) -> None:
        """Show an error or, if it is "", the question again."""
        self.complaint = complaint
        self.question.update()
        self.question.refresh(layout=True)


def question_painter(text: str, style: str = "") -> Callable[[int, str], Sequence[Row]]:
    """Return a function that paints a question or, in its place, an error."""
    return lambda width, complaint: (
        paragraphs(complaint, width, "danger") if complaint else paragraphs(text, width, style)
    )


class ChoiceDialog(Dialog):
    """A dialog with a list to choose from, and details of the row under the cursor below it."""

    MOST: ClassVar[int] = 8
    """The maximum height of the list, in rows."""
    AT_ONCE: ClassVar[bool] = False
    """Whether the first click on a row chooses it."""
    STAYS: ClassVar[bool] = False
    """Whether the dialog stays open after a choice."""
    first: str | None = None
    """The key on which the cursor begins, or None for the first row."""
    detail_rows = 6
    """The maximum height of the details, in rows."""

    def __init__(
        self,
        title: str,
        about: Callable[[int], Sequence[Row]],
        items: Sequence[Item],
        then: Callable[[str], object],
        detail: Callable[[str, int], Sequence[Row]] = lambda _key, _width: (),
    ) -> None:
        """`about` returns the rows above the list for a width in cells.

        `detail` returns the rows about a key for a width in cells. `then` receives the chosen key.
        """
        super().__init__(title)
        self.items = items
        self.detail = dialog_text(
            lambda width, rows: clip(detail(self.list.key or "", width), rows, width)
        )
        self.list = RowList(self.detail.update, at_once=lambda _key: self.AT_ONCE)
        self.about = dialog_text(lambda width, _height: about(width))
        self.parts = self.about, self.list, self.detail
        self._detail = detail
        self._then = then

    def on_mount(self) -> None:
        self.adapt_to_size()
        self.list.show_rows(Rows.from_items(self.items), lambda: self.first)

    def on_resize(self) -> None:
        """Distribute the rows of the new size."""
        self.adapt_to_size()

    def adapt_to_size(self) -> None:
        """Distribute the rows of the window to the list and the details.

        Rows that neither the list nor the text needs go to the details.
        """
        size = self.app.size
        width = min(WIDTH, size.width) - FRAME
        free = size.height - footer_height(size) - EDGES - len(self.about.rows_for(width))
        rows = min(self.MOST, len(self.items))
        if self.detail.display:
            used = max(
                (len(self._detail(i.key, width - 1)) for i in self.items if i.key), default=0
            )
            detail = min(self.detail_rows, max(used, free - rows)) if used else 0
            self.detail.styles.height = detail
            free -= detail
        self.list.styles.height = max(1, min(rows, free))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Choose the clicked row, or the row under the cursor."""
        self.choose(event.key)

    def choose(self, key: str) -> None:
        """Pass the chosen key to `then`. First close the dialog, unless it `STAYS` open."""
        if self.STAYS or self.close():
            self._then(key)


class FindDialog(Dialog):
    """A dialog with a field, and a list of the items that match the typed text."""

    def __init__(
        self,
        title: str,
        find: Callable[[str], Sequence[Item]],
        hint: str,
        rows: int = 0,
        max_items: int = 1_000,
    ) -> None:
        """`find` returns the items for the typed text. The empty field shows the `hint`.

        The list is at most `max_items` rows high, and `rows` rows below it stay free.
        """
        super().__init__(title)
        self.list = RowList(self.on_cursor_moved, at_once=accept_every_row)
        self.finder = Finder(lambda text: self.list.show(find(text)), self.list, self.list)
        self.finder.field.placeholder = hint
        self.parts = (self.finder,)
        self._find = find
        self._rows_around_list = _FINDER_HEIGHT + rows
        self._max_items = max_items

    def on_mount(self) -> None:
        """List the items for an empty text."""
        self.finder.search()

    def on_resize(self) -> None:
        """Give the list the rows that are free."""
        self.adapt_to_size()

    def adapt_to_size(self) -> None:
        """Give the list a row for each item, but at most as many rows as are free."""
        free = self.size.height - footer_height(self.size) - self._rows_around_list
        rows = min(self._max_items, len(self._find("")), free)
        self.list.styles.height = max(1, rows)
        self.finder.styles.height = max(1, rows) + _FINDER_HEIGHT - EDGES

    def on_cursor_moved(self) -> None:
        """React to a cursor that has moved to another row. Subclasses may override this."""
