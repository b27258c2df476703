"""Lists of keys: in groups, with columns for the keys, their labels and their help."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from sommet_tui.companion.keys import Choices, Key
from sommet_tui.domain.search import highlight
from sommet_tui.tui.keys.foot import key_span
from sommet_tui.tui.render.rows import Row, Span, hanging_rows, inset, pad, paragraphs, row
from sommet_tui.wording.words import Words

if TYPE_CHECKING:
    from textual.dom import DOMNode


SENTENCE = 30
"""From this many cells beside keys and labels on, the help of a key is there, not below."""


class KeyColumns(NamedTuple):
    """The columns of a list of keys: the cells of the keys, and those of their labels."""

    words: Words
    names: int
    labels: int

    @property
    def purpose_at(self) -> int:
        """The cells before the description of a key."""
        return self.label_at + self.labels + 2

    @property
    def label_at(self) -> int:
        """The cells before the label of a key."""
        return 1 + self.names + 2

    def label_row(self, names: Span, label: str, sought: Sequence[str] = ()) -> Row:
        """Return the names of a key and its label, in which the `sought` words are marked."""
        gap = " " * (self.names - cell_len(names.text) + 2)
        end = " " * (self.labels - cell_len(label) + 2)
        return row(" ", names, gap, *mark_matches(label, sought), end)

    def rows(self, names: Span, key: Key, width: int) -> list[Row]:
        """Return a key with its description, which is beside the label or, if narrow, below."""
        lead = self.label_row(names, self.words.say(key.label))
        if not key.purpose:
            return [lead]
        purpose = self.words.say(key.purpose)
        if width - self.purpose_at >= SENTENCE:
            return hanging_rows(lead, purpose, width, "muted")
        return [lead, *inset(paragraphs(purpose, width - self.label_at, "muted"), self.label_at)]


def mark_matches(text: str, sought: Sequence[str]) -> Row:
    """Return a text in which the `sought` words are marked."""
    return row(
        *(Span(piece, "match" if hit else "") for piece, hit in highlight(text, sought).pieces())
    )


def key_columns(keys: Iterable[tuple[Key, str]], words: Words) -> KeyColumns:
    """Return the columns for keys, each with the names to show."""
    sizes = [(cell_len(names), cell_len(words.say(key.label))) for key, names in keys]
    return KeyColumns(words, *(max(column) for column in zip(*(sizes or [(1, 1)]), strict=True)))


def key_list(keys: Iterable[Key], words: Words, width: int) -> list[Row]:
    """Return a list of keys; those with the same label share a row."""
    groups: dict[str, list[Key]] = {}
    for key in keys:
        groups.setdefault(key.label, []).append(key)
    shown = [(group[0], " ".join(key.shown for key in group)) for group in groups.values()]
    columns = key_columns(shown, words)
    return [
        line
        for key, names in shown
        for line in columns.rows(key_span(key, f"{pad(names, columns.names)} "), key, width)
    ]


def grouped_keys(
    reach: Iterable[tuple[Key, DOMNode]], choices: Choices, left_out: Container[str]
) -> Iterator[tuple[str, Key, DOMNode]]:
    """Yield the keys of the groups that are within reach, with their heading and their node.

    A key of the same family that is in no group is in the first. No key is in two groups.
    """
    nodes = {key.id: (key, node) for key, node in reach if key.id not in left_out}
    grouped = {key.id for _, keys in choices for key in keys}
    family = {id_.partition(".")[0] for id_ in grouped}
    others = [
        key
        for id_, (key, _) in nodes.items()
        if id_ not in grouped and id_.partition(".")[0] in family
    ]
    for number, (heading, keys) in enumerate(choices):
        for key in (*keys, *([] if number else others)):
            if key.id in nodes:
                yield heading, *nodes.pop(key.id)
