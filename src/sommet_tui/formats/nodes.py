"""Plain data that knows the line of each of its parts."""

from __future__ import annotations

from typing import Final


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
