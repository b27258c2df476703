"""The chooser of a screen's rarer actions: each with its key and a line on what it does."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Key as KeyPressed
from textual.events import Resize

from sommet_tui.companion.keys import APP_BACK, Choices, Key, character
from sommet_tui.tui.keys.bindings import bindings, within_reach
from sommet_tui.tui.render.rows import Row, Span, fit_row, pad, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, every_row

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

_FRAME = 4
"""Cells of the panel that are not the rows'."""
_EDGES = 2
"""Rows of its border."""
_SENTENCE = 30
"""The cells beside keys and labels from which on what a key does stands there, not below."""
_DETAIL = 2
"""The rows below the list for what the selected key does, where it is cut beside the key."""


class KeyChooser(Dialog):
    """Lists keys in groups; enter, a click or the key itself does what the key does."""

    DEFAULT_CSS = "KeyChooser > Vertical { width: 100; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(
        self,
        viewer: Viewer,
        below: Screen[Any],
        heading: tuple[str, str],
        choices: Choices,
        left_out: Container[str],
    ) -> None:
        """`heading` is a title and what the keys are about, "" for nothing.

        `left_out` has the ids of the keys that need not be listed.
        """
        super().__init__()
        self._viewer = viewer
        self._heading = heading
        self._keys = list(_in_groups(below, choices, left_out))
        self._acting: dict[str, tuple[Key, DOMNode]] = {
            key.id: (key, node) for _, key, node in self._keys
        }
        self._beside = True
        self._head = FixedLines(self._paint_head)
        self._detail = FixedLines(self._paint_detail)
        self._list = RowList(self._detail.update, at_once=every_row)
        self._head.ground = self._list.ground = self._detail.ground = "surface"

    def compose(self) -> ComposeResult:
        """Yield the title, the keys, and the sentence on the selected key if that is cut."""
        with Vertical():
            yield self._head
            yield self._list
            yield self._detail

    def on_mount(self) -> None:
        """Begin with the first."""
        self._list.focus()

    def on_resize(self, event: Resize) -> None:
        """As many rows as there are keys and the terminal has room for."""
        width = min(100, event.size.width) - _FRAME
        self._beside = width - self._columns() >= _SENTENCE
        cut = any(self._is_cut(key, width) for _, key, _ in self._keys)
        self._detail.display = cut
        self._detail.styles.height = _DETAIL
        head = 1 + bool(self._heading[1])
        self._head.styles.height = head
        items = list(self._items())
        around = _EDGES + head + _DETAIL * cut
        self._list.styles.height = max(1, min(len(items), event.size.height - around))
        self._list.show(items)

    def on_key(self, event: KeyPressed) -> None:
        """The key of a row chooses it, whatever the key does in a list."""
        if event.key in ("enter", "escape"):
            return
        pressed = event.character or event.key
        for key, _ in self._acting.values():
            names = map(character, self._viewer.keymap.of(key).names)
            if {event.key, pressed}.intersection(names):
                event.stop()
                self._do(key.id)
                return

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Do what the selected key does."""
        self._do(event.key)

    def _do(self, key_id: str) -> None:
        key, node = self._acting[key_id]
        if self.close():
            self.app.call_later(self.app.run_action, key.action, node)

    def _items(self) -> Iterator[Item]:
        for heading, keys in groupby(self._keys, key=lambda each: each[0]):
            yield Item(None, partial(self._group, heading))
            for _, key, _ in keys:
                yield Item(key.id, partial(self._row, key))

    def _group(self, heading: str, width: int) -> Row:
        return fit_row(row(" ", Span(self._viewer.words.say(heading), "accent")), width)

    def _row(self, key: Key, width: int) -> Row:
        words = self._viewer.words
        parts = row(
            " ",
            Span(pad(self._viewer.keymap.shown(key), self._key_cells()), "key"),
            Span(f" {pad(words.say(key.label), self._label_cells())}", "strong"),
        )
        if self._beside:
            parts = row(*parts, Span(f"  {words.say(key.purpose)}", "muted"))
        return fit_row(parts, width)

    def _is_cut(self, key: Key, width: int) -> bool:
        """Whether the sentence on a key is missing from its row, or cut there."""
        sentence = cell_len(self._viewer.words.say(key.purpose))
        return not self._beside or self._columns() + sentence > width

    def _columns(self) -> int:
        return 4 + self._key_cells() + self._label_cells()

    def _key_cells(self) -> int:
        shown = self._viewer.keymap.shown
        return max((cell_len(shown(key)) for _, key, _ in self._keys), default=1)

    def _label_cells(self) -> int:
        words = self._viewer.words
        return max((cell_len(words.say(key.label)) for _, key, _ in self._keys), default=1)

    def _paint_head(self, width: int, _height: int) -> list[Row]:
        words, (title, about) = self._viewer.words, self._heading
        hint = words.say("↵ or its key · esc: back")
        rows = [row(" ", Span(title, "strong"), "  ", Span(hint, "muted"))]
        rows += [row(" ", Span(about, "accent"))] if about else []
        return [fit_row(each, width) for each in rows]

    def _paint_detail(self, width: int, _height: int) -> list[Row]:
        found = self._acting.get(self._list.key or "")
        if found is None or not self._is_cut(found[0], width):
            return []
        return paragraphs(self._viewer.words.say(found[0].purpose), width, "muted")[:_DETAIL]


def _in_groups(
    below: Screen[Any], choices: Choices, left_out: Container[str]
) -> Iterator[tuple[str, Key, DOMNode]]:
    """The keys of these groups that act on a screen, each with its heading and the node that acts.

    A key of the same family that is in no group joins the first.
    """
    nodes = {key.id: (key, node) for key, node in within_reach(below)}
    grouped = {key.id for _, keys in choices for key in keys}
    family = {id_.partition(".")[0] for id_ in grouped}
    others = [
        key
        for id_, (key, _) in nodes.items()
        if id_ not in grouped and id_.partition(".")[0] in family
    ]
    for number, (heading, keys) in enumerate(choices):
        for key in (*keys, *([] if number else others)):
            if key.id in nodes and key.id not in left_out:
                yield heading, *nodes[key.id]
