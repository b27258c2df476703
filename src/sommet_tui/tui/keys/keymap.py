"""The keys as the settings have them, and how keys are written on screen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.domain.values import dataclass, field, replace
from sommet_tui.tui.keys.table import Key

_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "escape": "esc",
        "left": "←",
        "right": "→",
        "up": "↑",
        "down": "↓",
        "enter": "↵",
        "pageup": "⇞",
        "pagedown": "⇟",
        "space": "␣",
        "backspace": "⌫",
        "tab": "⇥",
    }
)
VIM_MOVES: Mapping[str, str] = MappingProxyType(
    {"h": "left", "j": "down", "k": "up", "l": "right", "g": "home", "G": "end"}
)
"""The letters that move in vim, with the keys they stand for."""
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Keymap:
    """`changed` gives, by binding id, the keys that stand in for those of the table.

    `moves` are letters with the keys they stand for where they mean nothing else.
    """

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    moves: Mapping[str, str] = field(default_factory=lambda: _NONE)

    def of(self, key: Key) -> Key:
        """A line of the table with the keys that hold here."""
        names = self.changed.get(key.id)
        if names is None:
            return key
        shown = written(names[0]).replace("ctrl+", "^")
        return replace(key, keys=self.names()[key.id], shown=shown)

    def names(self) -> dict[str, str]:
        """The changed keys by binding id, as Textual wants them."""
        # To Textual a comma stands between keys.
        return {
            binding: ",".join("comma" if name == "," else name for name in names)
            for binding, names in self.changed.items()
        }

    def shown(self, key: Key) -> str:
        """How the first key of a binding is written."""
        return self.of(key).shown


def written(name: str) -> str:
    """How a key is written on screen: /, F1, ←, ctrl+q."""
    if name in _WRITTEN:
        return _WRITTEN[name]
    if name.startswith("f") and name[1:].isdigit():
        return name.upper()
    return character(name)


def character(name: str) -> str:
    """The character a key types, by either of its names; the name itself of one that types none."""
    from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character

    if len(name) == 1 or "+" in name:
        return name
    originals = {short: unicode for unicode, short in KEY_NAME_REPLACEMENTS.items()}
    typed = key_to_character(originals.get(name, name))
    return typed if typed and typed.isprintable() and typed != " " else name


AS_THEY_ARE = Keymap()
"""No key changed."""
