"""A list of the keys that a footer has no room for, with what they do."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.events import Key as KeyPressed
from textual.geometry import Size

from sommet_tui.companion.keys import Choices, Key, character
from sommet_tui.tui.render.rows import Row, Span, fit_row, pad, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import FRAME, ChoiceDialog
from sommet_tui.tui.widgets.row_list import Item

if TYPE_CHECKING:
    from textual.dom import DOMNode

_WIDTH = 100
_SENTENCE = 30
"""The cells beside keys and labels from which on what a key does stands there, not below."""


class KeyChooser(ChoiceDialog):
    """Keys in groups; enter, a click or the key itself runs its action."""

    MOST = 1_000
    AT_ONCE = True
    DEFAULT_CSS = f"KeyChooser > Vertical {{ width: {_WIDTH}; }}"

    def __init__(
        self,
        viewer: Viewer,
        reach: Iterable[tuple[Key, DOMNode]],
        heading: tuple[str, str],
        choices: Choices,
        left_out: Container[str],
    ) -> None:
        """`reach` contains the keys that act on the screen below, with the node that acts.

        `heading` is the title and the subject of the keys, "" for none.
        `left_out` contains the ids of keys that are not listed.
        """
        words = viewer.words
        self._viewer = viewer
        self._heading = heading
        keys = list(_in_groups(reach, choices, left_out))
        self._acting = {key.id: (key, node) for _, key, node in keys}
        self._key_cells = max((cell_len(viewer.keymap.shown(k)) for _, k, _ in keys), default=1)
        self._label_cells = max((cell_len(words.say(k.label)) for _, k, _ in keys), default=1)
        self._columns = 4 + self._key_cells + self._label_cells
        self._beside = True
        items: list[Item] = []
        for group, members in groupby(keys, key=lambda pair: pair[0]):
            items.append(Item.fixed(row(" ", Span(words.say(group), "accent"))))
            items += [Item(key.id, partial(self._row, key)) for _, key, _ in members]
        super().__init__(self._head, items, self._do, self._purpose, 1)

    def make_room(self, size: Size) -> None:
        """Say what a key does beside it, or below the list where it would be cut."""
        width = min(_WIDTH, size.width) - FRAME
        self._beside = width - self._columns >= _SENTENCE
        keys = [key for key, _ in self._acting.values() if self._is_cut(key, width)]
        self.detail.display = bool(keys)
        self._rows = max((len(self._purpose(key.id, width)) for key in keys), default=0)
        self.detail.styles.height = self._rows
        super().make_room(size)

    def on_key(self, event: KeyPressed) -> None:
        """Choose the row of the pressed key, even if the key moves the cursor of a list."""
        if event.key in ("enter", "escape"):
            return
        pressed = event.character or event.key
        for key, _ in self._acting.values():
            names = map(character, self._viewer.keymap.of(key).names)
            if {event.key, pressed}.intersection(names):
                event.stop()
                self.choose(key.id)
                return

    def _do(self, key_id: str) -> None:
        key, node = self._acting[key_id]
        self.app.call_later(self.app.run_action, key.action, node)

    def _row(self, key: Key, width: int) -> Row:
        words = self._viewer.words
        parts = row(
            " ",
            Span(pad(self._viewer.keymap.shown(key), self._key_cells), "key"),
            Span(f" {pad(words.say(key.label), self._label_cells)}", "strong"),
        )
        if self._beside:
            parts = row(*parts, Span(f"  {words.say(key.purpose)}", "muted"))
        return fit_row(parts, width)

    def _is_cut(self, key: Key, width: int) -> bool:
        """Return whether the row of a key lacks or cuts its description."""
        sentence = cell_len(self._viewer.words.say(key.purpose))
        return not self._beside or self._columns + sentence > width

    def _head(self, width: int) -> list[Row]:
        title, about = self._heading
        hint = self._viewer.words.say("↵ or its key: run · esc: back")
        rows = [row(" ", Span(title, "strong"), "  ", Span(hint, "muted"))]
        rows += [row(" ", Span(about, "accent"))] if about else []
        return [fit_row(line, width) for line in rows]

    def _purpose(self, key_id: str, width: int) -> list[Row]:
        found = self._acting.get(key_id)
        if found is None or not self._is_cut(found[0], width):
            return []
        return paragraphs(self._viewer.words.say(found[0].purpose), width, "muted")


def _in_groups(
    reach: Iterable[tuple[Key, DOMNode]], choices: Choices, left_out: Container[str]
) -> Iterator[tuple[str, Key, DOMNode]]:
    """Yield the keys of the groups that are within reach, with their heading and their node.

    A key of the same family that is in no group is in the first.
    """
    nodes = {key.id: (key, node) for key, node in reach}
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
