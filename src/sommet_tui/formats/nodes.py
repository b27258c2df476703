"""Plain data that knows where in the file each of its parts stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Loc = tuple[str | int, ...]
"""The way to a part of the file: keys and indexes, from the top."""


class MapNode(dict[str, object]):
    """A mapping: `line` is where it begins, `lines` where each key stands.

    `repeated` are the keys that were there again; only what they had first is kept.
    """

    __slots__ = ("line", "lines", "repeated")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: dict[str, int] = {}
        self.repeated: list[str] = []


class ListNode(list[object]):
    """A list: `line` is where it begins, `lines` where each item does.

    `indexes` are the places the items have in the file, where some were taken out.
    """

    __slots__ = ("indexes", "line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[int] = []
        self.indexes: list[int] | None = None


class Refused:
    """Stands where a value was that a finding already speaks of."""


REFUSED: Final = Refused()


def kind_of(value: object) -> str:
    """What a value is, in the words of the finding "type"."""
    names = {bool: "true-or-false", int: "whole-number", float: "number", str: "text"}
    if value is None:
        return "nothing"
    if isinstance(value, ListNode):
        return "list"
    return names.get(type(value), "mapping")


def line_of(root: MapNode, loc: Loc) -> int:
    """The line of a key or an item; of the mapping around it where there is none."""
    node: object = root
    line = root.line
    for part in loc:
        if isinstance(node, MapNode) and part in node:
            assert isinstance(part, str)
            line, node = node.lines[part], node[part]
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node):
            line, node = node.lines[part], node[part]
        else:
            return node.line if isinstance(node, MapNode | ListNode) else line
    return line


def value_at(root: MapNode, loc: Loc) -> object:
    """What stands there; None where nothing does."""
    node: object = root
    for part in loc:
        if isinstance(node, MapNode) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return None
    return node


def original(data: MapNode, loc: Sequence[str | int]) -> Loc:
    """The place in the file of what stands at `loc` in `data`, from which items were taken out.

    Ends early at a text that stands for a mapping, as a person's id alone does.
    """
    node: object = data
    found: list[str | int] = []
    for part in loc:
        if isinstance(node, ListNode) and isinstance(part, int):
            found.append(index_in_file(node, part))
            node = node[part]
        elif isinstance(node, MapNode) and isinstance(part, str):
            found.append(part)
            node = node.get(part)
        else:
            break
    return tuple(found)


def index_in_file(node: object, index: int) -> int:
    """The place an item has in the file, by the one it has in what is left of its list."""
    if isinstance(node, ListNode) and node.indexes is not None:
        return node.indexes[index]
    return index
