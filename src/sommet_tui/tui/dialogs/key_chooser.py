"""A list of the keys that a footer has no room for, with their help."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.events import Key as KeyPressed
from textual.geometry import Size

from sommet_tui.companion.keys import Choices, Key, character
from sommet_tui.tui.keys.menu import SENTENCE, grouped_keys, key_columns
from sommet_tui.tui.render.rows import Row, Span, fit_row, heading, paragraphs, row, text_row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import FRAME, ChoiceDialog
from sommet_tui.tui.widgets.row_list import Item

if TYPE_CHECKING:
    from textual.dom import DOMNode

_WIDTH = 100


class KeyChooser(ChoiceDialog):
    """Keys in groups; enter, a click or the key itself runs its action."""

    MOST = 1_000
    AT_ONCE = True
    DEFAULT_CSS = f"KeyChooser > Vertical {{ width: {_WIDTH}; }}"

    def __init__(
        self,
        viewer: Viewer,
        reach: Iterable[tuple[Key, DOMNode]],
        title: tuple[str, str],
        choices: Choices,
        left_out: Container[str],
    ) -> None:
        """`reach` contains the keys that act on the screen below, with the node that acts.

        `title` is that of the dialog and the subject of the keys, "" for none.
        `left_out` contains the ids of keys that are not listed.
        """
        words = viewer.words
        self._viewer = viewer
        keys = list(grouped_keys(reach, choices, left_out))
        self._acting = {key.id: (key, node) for _, key, node in keys}
        self._columns = key_columns([(k, viewer.keymap.shown(k)) for _, k, _ in keys], words)
        self._beside = True
        items: list[Item] = []
        for group, members in groupby(keys, key=lambda pair: pair[0]):
            items.append(Item.fixed(heading(words.say(group))))
            items += [Item(key.id, partial(self._row, key)) for _, key, _ in members]
        label, about = title
        super().__init__(
            label,
            lambda width: [fit_row(text_row(f" {about}", ""), width)] if about else [],
            items,
            self._run_key,
            self._purpose_rows,
        )

    def make_room(self, size: Size) -> None:
        """Show the help of a key beside it, or below the list if it does not fit."""
        width = min(_WIDTH, size.width) - FRAME
        self._beside = width - self._columns.purpose_at >= SENTENCE
        keys = [key for key, _ in self._acting.values() if self._is_cut(key, width)]
        self.detail.display = bool(keys)
        self.detail_rows = max((len(self._purpose_rows(key.id, width)) for key in keys), default=0)
        self.detail.styles.height = self.detail_rows
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

    def _run_key(self, key_id: str) -> None:
        key, node = self._acting[key_id]
        self.app.call_later(self.app.run_action, key.action, node)

    def _row(self, key: Key, width: int) -> Row:
        purpose = self._viewer.words.say(key.purpose) if self._beside else ""
        names = Span(self._viewer.keymap.shown(key), "key")
        lead = self._columns.label_row(names, self._viewer.words.say(key.label))
        return fit_row(row(*lead, Span(purpose, "muted")), width)

    def _is_cut(self, key: Key, width: int) -> bool:
        """Return whether the row of a key lacks or cuts its description."""
        sentence = cell_len(self._viewer.words.say(key.purpose))
        return not self._beside or self._columns.purpose_at + sentence > width

    def _purpose_rows(self, key_id: str, width: int) -> list[Row]:
        found = self._acting.get(key_id)
        if found is None or not self._is_cut(found[0], width):
            return []
        return paragraphs(self._viewer.words.say(found[0].purpose), width, "muted")
