"""The keys after the user's settings: which changes apply, and why others do not."""

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
"""Keys that are replaced if their letter moves the cursor in vim."""
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_MOVES: Mapping[str, str] = MappingProxyType({"j": "down", "k": "up"})
"""The letters that move the cursor unless they have another meaning."""
_TYPE_NOTHING = frozenset(
    [
        *("escape", "enter", "return", "tab", "backspace", "space", "insert", "delete"),
        *("home", "end", "pageup", "pagedown", "left", "right", "up", "down"),
        *(f"f{number}" for number in range(1, 25)),
    ]
)
"""The names of keys that type no character."""
_MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "hyper+", "meta+")
_MAIN = ("LISTS", "BOOKMARKS", "FILTERS", "TIMETABLE", "GREEN ROOM", "NOW")
"""Groups of keys that work on the same screen."""
_ALONE = ("CONFIRMATION",)
"""Groups whose keys collide with no other group."""
_NEAREST = 3
"""How many similar ids are suggested for an unknown one."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of each action; `changed` maps ids to the key names that replace the defaults.

    `moves` maps letters to the keys they replace if they have no other meaning.
    """

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    moves: Mapping[str, str] = field(default_factory=lambda: _MOVES)

    def of(self, key: Key) -> Key:
        """Return a row of the table with its keys after the changes."""
        names = self.changed.get(key.id)
        return key if names is None else replace(key, keys=" ".join(names))

    def shown(self, key: Key) -> str:
        """Return how a key is written in the footer."""
        return self.of(key).shown

    def panel_letters(self) -> frozenset[str]:
        """Return the small letters that the moderator's screen uses, and not speakers."""
        keys = (*PANEL, *SCREENS, *EVERYWHERE, MAIN_QUIT)
        names = {character(name) for key in keys for name in self.of(key).names}
        return frozenset(name for name in names if len(name) == 1 and "a" <= name <= "z")


AS_THEY_ARE = Keymap()
"""The default keys."""


def remap(remaps: Sequence[Remap]) -> tuple[Keymap, tuple[Finding, ...]]:
    """Return the keymap after the remaps, and a finding for each rejected remap.

    A binding keeps its default keys if a new key does not exist or belongs to another binding on
    the same screen. Two bindings may exchange their keys.
    """
    if any(remap.binding == VIM for remap in remaps):
        return Keymap(_UNDER_VIM, VIM_MOVES), ()
    findings: list[Finding] = []
    wanted: dict[str, Remap] = {}
    for remap in remaps:
        wrong = _wrong(remap)
        if wrong is None:
            wanted[remap.binding] = replace(remap, keys=tuple(dict.fromkeys(remap.keys)))
        else:
            findings.append(wrong)
    while (clash := _clash(wanted)) is not None:
        taken, finding = clash
        del wanted[taken]
        findings.append(finding)
    changed = {binding: remap.keys for binding, remap in wanted.items()}
    findings.sort(key=lambda finding: finding.line or 0)
    return Keymap(MappingProxyType(changed)), tuple(findings)


def _listed_keys() -> dict[str, Key]:
    """Return the keys that the help lists, by id."""
    return {key.id: key for _, keys in GROUPS for key in keys}


def _wrong(remap: Remap) -> Finding | None:
    known = _listed_keys()
    key = known.get(remap.binding)
    if key is None:
        near = _nearest(remap.binding[:100], known)
        name = "suggestion" if len(near) == 1 else "choices"
        return _finding(remap, "unknown-binding", key=remap.binding, **{name: ", ".join(near)})
    for name in remap.keys:
        if not _exists(name):
            return _finding(remap, "unknown-keys", value=name)
        # Such a key is unavailable for typing, even in a field.
        if key.priority and key.id.startswith("app.") and len(character(name)) == 1:
            return _finding(remap, "key-typed", value=name)
    return None


def _nearest(binding: str, known: Mapping[str, Key]) -> list[str]:
    """Return ids that the user may have meant: the same name elsewhere, or a similar spelling."""
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
    """Return the first remap that collides with another binding, and its finding."""
    known = _listed_keys()
    for binding, remap in wanted.items():
        mine = {character(name) for name in remap.keys}
        for other in _rival_keys(binding):
            theirs = wanted[other].keys if other in wanted else known[other].names
            common = mine & {character(name) for name in theirs}
            if common:
                return binding, _finding(remap, "key-taken", value=min(common), other=other)
    return None


def _rival_keys(binding: str) -> Iterator[str]:
    """Yield the other bindings that work on the same screens."""
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
    for other in _listed_keys():
        together = any(binding in home and other in home for home in homes)
        if other != binding and (together or {binding, other} & everywhere):
            yield other


def _finding(remap: Remap, code: str, **values: str) -> Finding:
    shown = {name: cap(clean_line(value), 1000) for name, value in values.items()}
    path = cap(clean_line(f"keys.{remap.binding}"), 200)
    return Finding("error", code, path, remap.line, MappingProxyType(shown))
