"""From the keys that the settings ask for to those that hold: only the screens know both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from textual.keys import Keys

from sommet_tui.companion.settings import VIM, Remap
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.tui.keys.groups import GROUPS
from sommet_tui.tui.keys.keymap import VIM_MOVES, Keymap, character
from sommet_tui.tui.keys.table import BACK, EVERYWHERE, OPEN, QUIT, ROOMS, SCREENS, SESSION, Key
from sommet_tui.tui.moderator.keys import PANEL
from sommet_tui.tui.stage.keys import STAGE

_KNOWN = frozenset(key.value for key in Keys if not key.value.startswith("<"))
_MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "hyper+", "meta+")
_MAIN = ("LISTS", "BOOKMARKS", "NARROWING", "GREEN ROOM", "NOW")
"""Groups of keys that work on one screen together."""
_ALONE = ("A QUESTION OF THE STAGE",)
"""Groups with a way of their own to leave."""
_LINKS = next(key for key in SESSION if key.id == "session.links")
_UNDER_VIM = MappingProxyType({"people.soon": ("S",)})
"""The keys of those that give a letter to a move."""
_NEAREST = 3
"""How many ids are offered for one that there is not."""


def remapped(remaps: Sequence[Remap]) -> tuple[Keymap, tuple[Finding, ...]]:
    """The keys that hold, and why some of those asked for do not.

    A binding keeps its own keys where there is no such key, or where another binding that works
    on the same screen has it; two bindings may exchange theirs.
    """
    if any(remap.binding == VIM for remap in remaps):
        return Keymap(_UNDER_VIM, VIM_MOVES), ()
    findings: list[Finding] = []
    wanted: dict[str, Remap] = {}
    for remap in remaps:
        wrong = _wrong(remap)
        if wrong is None:
            wanted[remap.binding] = remap
        else:
            findings.append(wrong)
    while (clash := _clash(wanted)) is not None:
        taken, finding = clash
        del wanted[taken]
        findings.append(finding)
    changed = {binding: remap.keys for binding, remap in wanted.items()}
    findings.sort(key=lambda finding: finding.line or 0)
    return Keymap(MappingProxyType(changed)), tuple(findings)


def table() -> dict[str, Key]:
    """Every binding by its id."""
    return {key.id: key for _, keys in GROUPS for key in keys}


def _wrong(remap: Remap) -> Finding | None:
    known = table()
    key = known.get(remap.binding)
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


def _nearest(binding: str, known: Collection[str]) -> list[str]:
    """The ids that may be meant: of the same name elsewhere, or written nearly so."""
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
    return name in _KNOWN or bare in _KNOWN or len(character(bare)) == 1


def _clash(wanted: dict[str, Remap]) -> tuple[str, Finding] | None:
    """The first wish that collides with another binding, and what to say of it."""
    known = table()
    for binding, remap in wanted.items():
        mine = {character(name) for name in remap.keys}
        for other in _beside(binding):
            theirs = wanted[other].keys if other in wanted else known[other].keys.split(",")
            common = mine & {character(name) for name in theirs}
            if common:
                return binding, _finding(remap, "key-taken", value=min(common), other=other)
    return None


def _beside(binding: str) -> Iterator[str]:
    """The other bindings that work where this one does."""
    everywhere = {key.id for key in (*SCREENS, *EVERYWHERE)}
    homes = [
        {key.id for key in (keys if heading in _ALONE else (*keys, BACK, QUIT))}
        for heading, keys in GROUPS
        if heading not in _MAIN
    ]
    main = [key for heading, keys in GROUPS if heading in _MAIN for key in keys]
    homes.append({key.id for key in (*main, BACK, QUIT)})
    homes.append({key.id for key in (_LINKS, BACK, QUIT)})
    homes.append({key.id for key in (*PANEL, BACK, QUIT)})
    homes.append({key.id for key in (*STAGE, *ROOMS, OPEN, BACK, QUIT)})
    for other in table():
        together = any(binding in home and other in home for home in homes)
        if other != binding and (together or {binding, other} & everywhere):
            yield other


def _finding(remap: Remap, code: str, **values: str) -> Finding:
    shown = {name: cap(clean_line(value), 1000) for name, value in values.items()}
    path = cap(clean_line(f"keys.{remap.binding}"), 200)
    return Finding("error", code, path, remap.line, MappingProxyType(shown))
