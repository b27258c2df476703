"""The keys as the settings change them: which of the changes hold, and why others do not."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    GROUPS,
    LIST_OPEN,
    MAIN_QUIT,
    PANEL,
    RENAMED,
    ROOMS,
    SCREENS,
    SESSION_LINKS,
    STAGE,
    Key,
    character,
)
from sommet_tui.companion.settings import VIM, Remap
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

VIM_MOVES: Mapping[str, str] = MappingProxyType(
    {"h": "left", "j": "down", "k": "up", "l": "right", "g": "home", "G": "end"}
)
"""The letters that move in vim, and the keys they replace."""
_UNDER_VIM = MappingProxyType({"people.soon": ("S",)})
"""The keys of those that give a letter to a move."""
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NONE: Mapping[str, str] = MappingProxyType({})
_TYPE_NOTHING = frozenset(
    [
        *("escape", "enter", "return", "tab", "backspace", "space", "insert", "delete"),
        *("home", "end", "pageup", "pagedown", "left", "right", "up", "down"),
        *(f"f{number}" for number in range(1, 25)),
    ]
)
"""The names of the keys that type no character."""
_MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "hyper+", "meta+")
_MAIN = ("LISTS", "BOOKMARKS", "FILTERS", "GREEN ROOM", "NOW")
"""Groups of keys that work on one screen together."""
_ALONE = ("CONFIRMATION",)
"""Groups that are left in their own way."""
_NEAREST = 3
"""How many ids are offered for one that there is not."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """`changed` gives, by the id of a key, the names that replace those of the table.

    `moves` are letters and the keys they replace where they have no other meaning.
    """

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    moves: Mapping[str, str] = field(default_factory=lambda: _NONE)

    def of(self, key: Key) -> Key:
        """Return a row of the table with the keys that it has here."""
        names = self.changed.get(key.id)
        return key if names is None else replace(key, keys=" ".join(names))

    def shown(self, key: Key) -> str:
        """Return how a key is written in the footer."""
        return self.of(key).shown

    def panel_letters(self) -> frozenset[str]:
        """Return the small letters that a moderator's screen has for itself, none for speakers."""
        keys = (*PANEL, *SCREENS, *EVERYWHERE, MAIN_QUIT)
        names = {character(name) for key in keys for name in self.of(key).names}
        return frozenset(name for name in names if len(name) == 1 and "a" <= name <= "z")


AS_THEY_ARE = Keymap()
"""No key changed."""


def remapped(remaps: Sequence[Remap]) -> tuple[Keymap, tuple[Finding, ...]]:
    """Return the keymap after the remaps, and why some of these were rejected.

    A binding keeps its own keys if there is no such key, or if another binding on the same screen
    has it; two bindings may exchange theirs.
    """
    if any(remap.binding == VIM for remap in remaps):
        return Keymap(_UNDER_VIM, VIM_MOVES), ()
    findings: list[Finding] = []
    wanted: dict[str, Remap] = {}
    for remap in remaps:
        wrong = _wrong(remap)
        if wrong is None:
            binding = RENAMED.get(remap.binding, remap.binding)
            also = wanted[binding].keys if binding in wanted else ()
            keys = tuple(dict.fromkeys((*also, *remap.keys)))
            wanted[binding] = replace(remap, binding=binding, keys=keys)
        else:
            findings.append(wrong)
    while (clash := _clash(wanted)) is not None:
        taken, finding = clash
        del wanted[taken]
        findings.append(finding)
    changed = {binding: remap.keys for binding, remap in wanted.items()}
    findings.sort(key=lambda finding: finding.line or 0)
    return Keymap(MappingProxyType(changed)), tuple(findings)


def _known() -> dict[str, Key]:
    """Return the keys that the help lists, by id."""
    return {key.id: key for _, keys in GROUPS for key in keys}


def _wrong(remap: Remap) -> Finding | None:
    known = _known()
    key = known.get(RENAMED.get(remap.binding, remap.binding))
    if key is None:
        near = _nearest(remap.binding[:100], known)
        name = "suggestion" if len(near) == 1 else "choices"
        return _finding(remap, "unknown-binding", key=remap.binding, **{name: ", ".join(near)})
    for name in remap.keys:
        if not _exists(name):
            return _finding(remap, "unknown-keys", value=name)
        # Such a key is taken from whoever types, in a field too.
        if key.priority and key.id.startswith("app.") and len(character(name)) == 1:
            return _finding(remap, "key-typed", value=name)
    return None


def _nearest(binding: str, known: Mapping[str, Key]) -> list[str]:
    """Return the ids that may be meant: of the same name elsewhere, or written nearly so."""
    from difflib import get_close_matches

    name = binding.rpartition(".")[2]
    close = get_close_matches(binding, known, n=_NEAREST, cutoff=0.75)
    namesakes = {key.rpartition(".")[2] for key in known}
    meant = get_close_matches(name, namesakes, n=1, cutoff=0.8)
    close += [key for key in known if key.rpartition(".")[2] in meant and key not in close]
    return close[:_NEAREST]


def _exists(name: str) -> bool:
    bare = name
    while bare.startswith(_MODIFIERS):
        bare = bare.split("+", 1)[1]
    if len(bare) == 1:
        return bare.isprintable() and not bare.isspace()
    return bare in _TYPE_NOTHING or len(character(bare)) == 1


def _clash(wanted: dict[str, Remap]) -> tuple[str, Finding] | None:
    """Return the first wish that collides with another binding, and what to say of it."""
    known = _known()
    for binding, remap in wanted.items():
        mine = {character(name) for name in remap.keys}
        for other in _beside(binding):
            theirs = wanted[other].keys if other in wanted else known[other].names
            common = mine & {character(name) for name in theirs}
            if common:
                return binding, _finding(remap, "key-taken", value=min(common), other=other)
    return None


def _beside(binding: str) -> Iterator[str]:
    """Yield the other bindings that work where this one does."""
    everywhere = {key.id for key in (*SCREENS, *EVERYWHERE)}
    homes = [
        {key.id for key in (keys if heading in _ALONE else (*keys, APP_BACK, MAIN_QUIT))}
        for heading, keys in GROUPS
        if heading not in _MAIN
    ]
    main = [key for heading, keys in GROUPS if heading in _MAIN for key in keys]
    homes.append({key.id for key in (*main, APP_BACK, MAIN_QUIT)})
    homes.append({key.id for key in (SESSION_LINKS, APP_BACK, MAIN_QUIT)})
    homes.append({key.id for key in (*PANEL, APP_BACK, MAIN_QUIT)})
    homes.append({key.id for key in (*STAGE, *ROOMS, LIST_OPEN, APP_BACK, MAIN_QUIT)})
    for other in _known():
        together = any(binding in home and other in home for home in homes)
        if other != binding and (together or {binding, other} & everywhere):
            yield other


def _finding(remap: Remap, code: str, **values: str) -> Finding:
    shown = {name: cap(clean_line(value), 1000) for name, value in values.items()}
    path = cap(clean_line(f"keys.{remap.binding}"), 200)
    return Finding("error", code, path, remap.line, MappingProxyType(shown))
