"""Which keys of the table do something on a screen, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sommet_tui.tui.keys.table import ALL, Key
from sommet_tui.tui.moderator.keys import MODERATOR_KEYS
from sommet_tui.tui.stage.keys import STAGE_KEYS

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen


_TABLE = tuple({key.id: key for key in (*MODERATOR_KEYS, *STAGE_KEYS, *ALL)}.values())


def within_reach(screen: Screen[Any]) -> list[tuple[Key, DOMNode]]:
    """The keys that act on a screen, in the order of the table, with the node that acts."""
    nodes = {
        active.binding.id: active.node
        for active in screen.active_bindings.values()
        if active.enabled and active.binding.id
    }
    return [(key, nodes[key.id]) for key in _TABLE if key.id in nodes]
