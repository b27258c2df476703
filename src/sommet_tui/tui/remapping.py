"""From the keys that the settings ask for to those that hold: only the screens know both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from textual.keys import Keys

from sommet_tui.companion.settings import Remap
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.tui.keymap import Keymap, character
from sommet_tui.tui.keys import BACK, EVERYWHERE, OPEN, QUIT, ROOMS, SCREENS, Key
from sommet_tui.tui.moderator_keys import PANEL
from sommet_tui.tui.painting.foot import GROUPS
from sommet_tui.tui.stage_keys import STAGE

_KNOWN = frozenset(key.value for key in Keys if not key.value.startswith("<"))
_MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "hyper+", "meta+")
_MAIN = ("LISTS", "GREEN ROOM", "NOW")
"""Groups of keys that work on one screen together."""


def remapped(remaps: Sequence[Remap]) -> tuple[Keymap, tuple[Finding, ...]]:
    """The keys that hold, and why some of those asked for do not.

    A binding keeps its own keys where there is no such key, or where another binding that works
    on the same screen has it; two bindings may exchange theirs.
    """
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
        close = get_close_matches(remap.binding[:100], known, n=1)
        suggestion, choices = "".join(close), ", ".join(known)
        return _finding(
            remap, "unknown-binding", key=remap.binding, suggestion=suggestion, choices=choices
        )
    for name in remap.keys:
        if not _exists(name):
            return _finding(remap, "unknown-keys", value=name)
        # Such a key is taken from whoever types, in a field too.
        if key.priority and key.id.startswith("app.") and len(character(name)) == 1:
            return _finding(remap, "key-typed", value=name)
    return None


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
    homes = [{key.id for key in keys} for heading, keys in GROUPS if heading not in _MAIN]
    homes.append({key.id for heading, keys in GROUPS if heading in _MAIN for key in keys})
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
