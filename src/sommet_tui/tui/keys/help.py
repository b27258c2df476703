"""The line at the foot of a screen, and the page of all keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sommet_tui.tui.keys.keymap import AS_THEY_ARE, Keymap, written
from sommet_tui.tui.keys.table import (
    BACK,
    CLOCK,
    EVERYWHERE,
    EXPORT,
    FILTER,
    FOUND,
    NOTE,
    OPEN,
    QUIT,
    REPLAY,
    ROOMS,
    SCREENS,
    SESSION,
    STAR,
    WRITING,
    Key,
)
from sommet_tui.tui.moderator.keys import (
    FURTHER,
    GREEN_ROOM,
    OPEN_PANEL,
    PANEL,
    PLANNING,
    READY,
    REPORTING,
    SEATING,
)
from sommet_tui.tui.render.rows import BLANK, Row, Span, indented, pad, row, width_of, wrap
from sommet_tui.tui.stage.keys import ACT_UNDO, ASKED, STAGE, TO, TO_BEFORE
from sommet_tui.wording.words import Words, mark

GROUPS = (
    (mark("SCREENS"), SCREENS),
    (mark("LISTS"), (OPEN, FILTER, STAR, NOTE, EXPORT, BACK)),
    (mark("GREEN ROOM"), GREEN_ROOM),
    (mark("PERSON"), (FURTHER,)),
    (mark("NOW"), (REPLAY, *ROOMS)),
    (mark("STAGE"), STAGE),
    (mark("MODERATOR"), PANEL[:-1]),
    (mark("PLAN"), PLANNING),
    (mark("SEATS"), SEATING),
    (mark("REPORT"), REPORTING),
    (mark("LINE TO THE STAGE"), READY),
    (mark("A QUESTION OF THE STAGE"), ASKED),
    (mark("ACTS"), (ACT_UNDO,)),
    (mark("MESSAGE"), (TO, TO_BEFORE)),
    (mark("SESSION"), (*SESSION, OPEN_PANEL)),
    (mark("NOTE"), WRITING),
    (mark("SEARCH"), FOUND),
    (mark("CLOCK"), CLOCK),
    (mark("EVERYWHERE"), (*EVERYWHERE, QUIT)),
)
"""Every binding, in the groups of the help."""


def foot(keys: Sequence[Key], here: str, words: Words, width: int, height: int = 1) -> list[Row]:
    """As many keys as fit on the rows, each filled before the next is begun.

    The screen one is on is marked; the help key, if any, is always there.
    """
    rest = [key for key in keys if key.foot]
    rows: list[Row] = []
    while len(rows) < height - 1:
        fits = len(rest)
        while fits > 1 and width_of(_line(rest[:fits], here, words)) > width:
            fits = _last_alike(rest[:fits]) or fits - 1
        rows.append(_line(rest[:fits], here, words))
        rest = rest[fits:]
    return [*rows, _last(rest, here, words, width)]


def _last(keys: Sequence[Key], here: str, words: Words, width: int) -> Row:
    """The row that others may be left out of."""
    kept = [key for key in keys if key.id == "app.help"]
    shown = [key for key in keys if key not in kept]
    while shown and width_of(_line([*shown, *kept], here, words)) > width:
        del shown[_last_alike(shown) :]
    return _line([*shown, *kept], here, words)


def _last_alike(keys: Sequence[Key]) -> int:
    """Where the last keys with one word begin: they go together, or none of them goes."""
    place = len(keys) - 1
    while place and keys[place - 1].label == keys[-1].label:
        place -= 1
    return place


def _line(keys: Sequence[Key], here: str, words: Words) -> Row:
    """Keys that follow one another with the same word share it."""
    parts: list[Span] = [Span(" ")]
    for key, after in zip_longest(keys, keys[1:]):
        style = "strong" if key.id == f"go.{here}" else "muted"
        parts.append(Span(key.shown, "key"))
        if after is not None and after.label == key.label:
            parts.append(Span(" "))
        else:
            parts += [Span(f" {words.say(key.label)}", style), Span("  ")]
    return row(*parts[:-1])


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
