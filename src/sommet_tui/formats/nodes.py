"""Plain data with the place of each part in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Loc = tuple[str | int, ...]
"""The path of a part of the file: keys and indexes, from the top."""


class MapNode(dict[str, object]):
    """A mapping: `line` is where it begins, `lines` where each key is.

    `repeated` are the keys that appear again; only their first values are used.
    """

    __slots__ = ("line", "lines", "repeated")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: dict[str, int] = {}
        self.repeated: list[str] = []


class ListNode(list[object]):
    """A list: `line` is where it begins, `lines` where each item begins.

    `indexes` are the indexes of the items in the file, if some were removed.
    """

    __slots__ = ("indexes", "line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[int] = []
        self.indexes: list[int] | None = None


class Refused:
    """Replaces a value that already has a finding."""


REFUSED: Final = Refused()


def kind_of(value: object) -> str:
    """Return the type of a value, in the words of the finding "type"."""
    names = {bool: "true-or-false", int: "whole-number", float: "number", str: "text"}
    if value is None:
        return "nothing"
    if isinstance(value, ListNode):
        return "list"
    return names.get(type(value), "mapping")


def line_of(root: MapNode, loc: Loc) -> int:
    """Return the line of a key or an item; if it is missing, that of the mapping around it."""
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
    """Return the value at a path, or None."""
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
    """Return the path in the file for `loc` in `data`, from which items were removed.

    Ends early at a text that replaces a mapping or a list, such as a person's id.
    """
    node: object = data
    found: list[str | int] = []
    for part in loc:
        if isinstance(node, ListNode) and isinstance(part, int):
            found.append(part if node.indexes is None else node.indexes[part])
            node = node[part]
        elif isinstance(node, dict):
            found.append(part)
            node = node.get(part)
        else:
            break
    return tuple(found)
