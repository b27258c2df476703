"""The page of all keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sommet_tui.tui.keys.groups import GROUPS
from sommet_tui.tui.keys.keymap import AS_THEY_ARE, Keymap, written
from sommet_tui.tui.keys.table import EVERYWHERE, QUIT, SCREENS, Key
from sommet_tui.tui.render.rows import BLANK, Row, Span, indented, pad, row, wrap
from sommet_tui.wording.words import Words, mark


def help_page(
    words: Words,
    width: int,
    here: Sequence[Key] = (),
    keymap: Keymap = AS_THEY_ARE,
    idle: Sequence[Key] = (),
) -> list[Row]:
    """Every key with what it does, first those that act on the screen one came from; then ids.

    `idle` are those that do nothing in this programme.
    """
    rows: list[Row] = [BLANK]
    name_width = min(16, width // 3)
    for heading, keys in _groups(here, idle):
        rows.append(row(Span(words.say(heading), "accent")))
        for key in keys:
            names = Span(pad(_names(keymap.of(key)), name_width), "key-name")
            told = wrap(words.say(key.purpose), max(10, width - name_width - 5))
            rows.append(row(names, f" {next(told)}"))
            rows += [indented(row(line), name_width + 1) for line in told]
        rows.append(BLANK)
    rows.append(
        row(
            Span(
                words.say("Marks: ✓ over · ▶ on now · › next · ★ starred · ✎ noted · ! clash"),
                "muted",
            )
        )
    )
    rows += [BLANK, row(Span(words.say("IDS FOR “KEYS” IN THE SETTINGS"), "accent"))]
    rows += _ids(width - 2)
    return [*(indented(r, 2) if r else r for r in rows), BLANK]


def _ids(width: int) -> Iterator[Row]:
    """The ids of all bindings, in as many columns as fit."""
    ids = list(dict.fromkeys(key.id for _, keys in GROUPS for key in keys))
    column = max(map(len, ids)) + 2
    across = max(1, width // column)
    for first in range(0, len(ids), across):
        line = "".join(name.ljust(column) for name in ids[first : first + across])
        yield row(Span(line.rstrip(), "muted"))


def _groups(here: Sequence[Key], idle: Sequence[Key]) -> Iterator[tuple[str, Sequence[Key]]]:
    """Headings with their keys; no key stands twice."""
    common = {key.id for key in (*SCREENS, *EVERYWHERE, QUIT)}
    first = {key.id: key for key in here if key.id not in common}
    if first:
        yield mark("ON THIS SCREEN"), tuple(first.values())
    for heading, keys in GROUPS:
        others = [key for key in keys if key.id not in first and key not in idle]
        if others:
            yield heading, others


def _names(key: Key) -> str:
    return " ".join(written(name) for name in key.keys.split(","))
