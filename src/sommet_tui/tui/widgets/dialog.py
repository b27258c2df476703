"""Dialogs: a line to write, a list to choose from, a list to search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click, Resize
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from sommet_tui.companion.keys import APP_BACK, MAIN_QUIT, Key
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys import bindings, footer_row, footer_rows, key_at, key_list
from sommet_tui.tui.render.rows import BLANK, Row, clip, paragraphs
from sommet_tui.tui.textual_internals import PaintedApp, PaintedView
from sommet_tui.tui.widgets.field import CleanInput, Finder
from sommet_tui.tui.widgets.lines import FixedLines, row_under
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows, accept_every_row
from sommet_tui.wording.words import Words, mark

WIDTH = 64
FRAME = 4
"""The cells of a panel beside its rows."""
EDGES = 2
"""The rows of the border."""
TALL = 18
"""From this height on, a blank row separates the keys from the rows above."""
_AROUND_FINDER = 4
"""The rows of the border, of the field and of the space around it."""
_FIELD = 2
"""The rows of a field and of the space above it."""


def enter_key(label: str) -> Key:
    """Return the enter key for the footer; its label is its effect on the field or the list."""
    return Key("dialog.enter", "enter", "", label, "")


CHOOSE, ANSWER = enter_key(mark("Choose")), enter_key(mark("OK"))


class Dialog(ModalScreen[None]):
    """A panel with a title, which closes only once; its last rows have its keys.

    A key that is held down keeps repeating after the panel has closed: the repetitions must neither
    close the screen below nor count as a mistake.
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
    KEYS: ClassVar[Sequence[Key]] = (CHOOSE, APP_BACK)
    parts: Sequence[Widget] = ()
    """The widgets of the panel, from top to bottom."""

    def __init__(self, title: str) -> None:
        """`title` is the label of the key that opens the dialog, or the question that it asks."""
        super().__init__()
        self.title = title
        self.footer = FixedLines(lambda width, _height: self.key_rows(width))

    def compose(self) -> ComposeResult:
        """Put the parts into the panel, and the keys below them."""
        with Vertical() as panel:
            panel.border_title = Content(self.title or "")
            yield from self.parts
            yield self.footer

    def on_mount(self) -> None:
        """Choose the colours for the ground of the panel."""
        for view in self.query(PaintedView):
            view.ground = "surface"

    def key_rows(self, width: int) -> list[Row]:
        """Return the keys on one row, below a blank one if there is room."""
        keys = footer_row(self._user_keys(), self._words, width)
        return [keys] if footer_height(self.size) == 1 else [BLANK, keys]

    def on_click(self, event: Click) -> None:
        """Press the key on which the user clicks."""
        found = row_under(self, event)
        parts = found[0].row_at(found[1], found[0].row_width) if found else None
        id_ = key_at(parts, event.screen_x - found[0].region.x) if found and parts else None
        names = next((key.names for key in self._user_keys() if key.id == id_), None)
        if names is None:
            return
        active = self.active_bindings.get(names[0])
        if active is not None:
            self.app.call_later(self.app.run_action, active.binding.action, active.node)

    def _user_keys(self) -> list[Key]:
        """Return the keys of the footer as the user has set them."""
        names: dict[str | None, list[str]] = {}
        for name, active in self.active_bindings.items():
            names.setdefault(active.binding.id, []).append(name)
        keys = [replace(k, keys=" ".join(names.get(k.id, k.names))) for k in self.keys()]
        return [replace(k, purpose="") if k.id == APP_BACK.id else k for k in keys]

    @property
    def _words(self) -> Words:
        return cast("PaintedApp", self.app).words

    def close(self) -> bool:
        """Close the panel; return whether it was still on top."""
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
        """Close the panel, too: `q` leaves a dialog that has no field."""
        self.action_back()


def footer_height(size: Size) -> int:
    """Return how many rows the keys take below a list, in a terminal of this size."""
    return 1 if size.height < TALL else 2


class LineDialog(Dialog):
    """A question, a field for the answer below it, and the effect of each key."""

    KEYS: ClassVar[Sequence[Key]] = (ANSWER, APP_BACK)

    def __init__(
        self,
        title: str,
        asked: Callable[[int, str], Sequence[Row]],
        rows: int,
        field: CleanInput,
        then: Callable[[str], str | None],
    ) -> None:
        """`asked` returns the rows above the field for a width and complaint (`question_painter`).

        These take at least `rows` rows. `then` uses the answer and returns None, or returns a
        complaint; the dialog then shows the complaint and asks again.
        """
        super().__init__(title)
        self.complaint = ""
        self._then = then
        self._rows = rows
        self.question = FixedLines(lambda width, _height: asked(width, self.complaint))
        self.question.styles.min_height = rows
        self.field = field
        self.parts = self.question, field

    def key_rows(self, width: int) -> list[Row]:
        """Return a row for each key if there is room, else as few rows as possible."""
        keys = sorted(self._user_keys(), key=lambda key: key.id == APP_BACK.id)
        rows = key_list(keys, self._words, width)
        asked = max(self._rows, len(self.question.rows_for(width)))
        free = self.size.height - EDGES - _FIELD - asked - self.extra_height()
        return [BLANK, *rows] if len(rows) < free else footer_rows(keys, self._words, width)

    def extra_height(self) -> int:
        """Return the number of rows between the field and the keys."""
        return 0

    def on_resize(self, event: Resize) -> None:
        """List the keys if there is room."""
        del event
        self.footer.refresh(layout=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Use the answer."""
        event.stop()
        if self.is_active:
            self.submit()

    def submit(self) -> None:
        """Use the answer and close, or show the complaint."""
        complaint = self._then(self.field.value)
        if complaint is None:
            self.close()
        else:
            self.show_error(complaint)

    def show_error(self, complaint: str) -> None:
        """Show an error; "" removes it."""
        self.complaint = complaint
        self.question.update()
        self.question.refresh(layout=True)


def question_painter(text: str, style: str = "") -> Callable[[int, str], Sequence[Row]]:
    """Return the painter of a question; a complaint replaces it."""
    return lambda width, complaint: (
        paragraphs(complaint, width, "danger") if complaint else paragraphs(text, width, style)
    )


class ChoiceDialog(Dialog):
    """A list to choose from, with details of the row under the cursor below it."""

    MOST: ClassVar[int] = 8
    """How many rows of the list are visible at most."""
    AT_ONCE: ClassVar[bool] = False
    """Whether the first click on a row chooses it."""
    STAYS: ClassVar[bool] = False
    """Whether the dialog stays open after a choice."""
    first: str | None = None
    """The key under the cursor at first, None for the first row."""
    detail_rows = 6
    """The maximum rows of the details."""

    def __init__(
        self,
        title: str,
        about: Callable[[int], Sequence[Row]],
        items: Sequence[Item],
        then: Callable[[str], object],
        detail: Callable[[str, int], Sequence[Row]] = lambda _key, _width: (),
    ) -> None:
        """`about` returns the rows above the list for a width in cells.

        `detail` returns rows about a key. `then` receives the chosen key.
        """
        super().__init__(title)
        self.items = items
        self.detail = FixedLines(
            lambda width, rows: clip(detail(self.list.key or "", width), rows, width)
        )
        self.list = RowList(self.detail.update, at_once=lambda _key: self.AT_ONCE)
        self.about = FixedLines(lambda width, _height: about(width))
        self.parts = self.about, self.list, self.detail
        self._detail = detail
        self._then = then

    def on_mount(self) -> None:
        """Show the choices."""
        self.list.show_rows(Rows.from_items(self.items), lambda: self.first)

    def on_resize(self, event: Resize) -> None:
        """Give the list the remaining rows."""
        self.adapt_to_size(event.size)

    def adapt_to_size(self, size: Size) -> None:
        """Divide a window of this size; the detail has blank rows only if the whole list fits."""
        width = min(WIDTH, size.width) - FRAME
        free = size.height - footer_height(size) - EDGES - len(self.about.rows_for(width))
        rows = min(self.MOST, len(self.items))
        if self.detail.display:
            used = max((len(self._detail(i.key, width)) for i in self.items if i.key), default=0)
            detail = min(self.detail_rows, max(used, free - rows)) if used else 0
            self.detail.styles.height = detail
            free -= detail
        self.list.styles.height = max(1, min(rows, free))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Choose the row under the cursor."""
        self.choose(event.key)

    def choose(self, key: str) -> None:
        """Close the dialog, unless it stays open, and use the chosen key."""
        if self.STAYS or self.close():
            self._then(key)


class FindDialog(Dialog):
    """A field, and the rows that match the typed text below it."""

    def __init__(
        self,
        title: str,
        find: Callable[[str], Sequence[Item]],
        hint: str,
        rows: int = 0,
        max_items: int = 1_000,
    ) -> None:
        """`find` returns the items for the typed text; the empty field shows the `hint`.

        At most `max_items` of them are visible, with `rows` free rows below them.
        """
        super().__init__(title)
        self.list = RowList(self.on_cursor_moved, at_once=accept_every_row)
        self.finder = Finder(lambda text: self.list.show(find(text)), self.list, self.list)
        self.finder.field.placeholder = hint
        self.parts = (self.finder,)
        self._find = find
        self._around = _AROUND_FINDER + rows
        self._most = max_items

    def on_mount(self) -> None:
        """Show all rows before the user types anything."""
        self.finder.search()

    def on_resize(self) -> None:
        """Give the list all free rows."""
        self.adapt_to_size()

    def adapt_to_size(self) -> None:
        """Give the list a row for each item, as far as there is room."""
        free = self.size.height - footer_height(self.size) - self._around
        rows = min(self._most, len(self._find("")), free)
        self.list.styles.height = max(1, rows)
        self.finder.styles.height = max(1, rows) + _AROUND_FINDER - EDGES

    def on_cursor_moved(self) -> None:
        """React to a cursor that has moved to another row."""
