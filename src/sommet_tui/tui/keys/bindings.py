"""The keys of the core as bindings of Textual, and which of them do something on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType

from sommet_tui.companion.keys import KEYS, Key, Keymap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.dom import DOMNode
    from textual.screen import Screen


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Return the bindings of some keys."""
    return [
        Binding(
            _join_names(key.names) or f"none.{key.id}",  # which no terminal sends
            key.action,
            key.label,
            tooltip=key.purpose,
            id=key.id,
            show=False,
            priority=key.priority,
        )
        for key in keys
    ]


def changed_bindings(keymap: Keymap) -> dict[str, str]:
    """Return the changed keys by id, as `App.set_keymap` takes them."""
    return {id_: _join_names(names) for id_, names in keymap.changed.items()}


def _join_names(names: Iterable[str]) -> str:
    # To Textual a comma stands between keys.
    return ",".join("comma" if name == "," else name for name in names)


def reachable_keys(screen: Screen[Any]) -> list[tuple[Key, DOMNode]]:
    """Return the keys that act on a screen, in the order of the table, with the node that acts."""
    nodes = {
        active.binding.id: active.node
        for active in screen.active_bindings.values()
        if active.enabled and active.binding.id
    }
    return [(key, nodes[id_]) for id_, key in KEYS.items() if id_ in nodes]
