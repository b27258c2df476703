"""Where in the file a part stands."""

from __future__ import annotations

from collections.abc import Sequence

from sommet_tui.formats.facts import Loc
from sommet_tui.formats.nodes import ListNode, MapNode


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
