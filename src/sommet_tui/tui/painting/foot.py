"""The line at the foot of a screen, and the page of all keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sommet_tui.tui.keymap import AS_THEY_ARE, Keymap, written
from sommet_tui.tui.keys import (
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
from sommet_tui.tui.moderator_keys import (
    FURTHER,
    GREEN_ROOM,
    OPEN_PANEL,
    PANEL,
    PLANNING,
    READY,
    REPORTING,
    SEATING,
)
from sommet_tui.tui.painting.rows import BLANK, Part, Row, indented, pad, row, width_of, wrap
from sommet_tui.tui.stage_keys import ACT_UNDO, ASKED, STAGE, TO
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
    (mark("MESSAGE"), (TO,)),
    (mark("SESSION"), (*SESSION, OPEN_PANEL)),
    (mark("NOTE"), WRITING),
    (mark("SEARCH"), FOUND),
    (mark("CLOCK"), CLOCK),
    (mark("EVERYWHERE"), (*EVERYWHERE, QUIT)),
)
"""Every binding, in the groups of the help."""


def foot(keys: Sequence[Key], here: str, words: Words, width: int) -> Row:
    """As many keys as fit, the screen one is on marked; the help key, if any, among them."""
    wanted = [key for key in keys if key.foot]
    kept = [key for key in wanted if key.id == "app.help"]
    shown = [key for key in wanted if key not in kept]
    while shown and width_of(_line([*shown, *kept], here, words)) > width:
        shown.pop()
    return _line([*shown, *kept], here, words)


def tall_foot(keys: Sequence[Key], here: str, words: Words, width: int, height: int) -> list[Row]:
    """The same on `height` rows, each filled before the next is begun."""
    rest = [key for key in keys if key.foot]
    rows: list[Row] = []
    while len(rows) < height - 1:
        fits = len(rest)
        while fits > 1 and width_of(_line(rest[:fits], here, words)) > width:
            fits -= 1
        rows.append(_line(rest[:fits], here, words))
        rest = rest[fits:]
    return [*rows, foot(rest, here, words, width)]


def _line(keys: Sequence[Key], here: str, words: Words) -> Row:
    """Keys that follow one another with the same word share it."""
    parts: list[Part] = [Part(" ")]
    for key, after in zip_longest(keys, keys[1:]):
        look = "strong" if key.id == f"go.{here}" else "muted"
        parts.append(Part(key.shown, "key"))
        if after is not None and after.label == key.label:
            parts.append(Part(" "))
        else:
            parts += [Part(f" {words.say(key.label)}", look), Part("  ")]
    return row(*parts[:-1])


def help_page(
    words: Words, width: int, here: Sequence[Key] = (), keymap: Keymap = AS_THEY_ARE
) -> list[Row]:
    """Every key with what it does, first those that act on the screen one came from."""
    rows: list[Row] = [BLANK]
    name_width = min(16, width // 3)
    for heading, keys in _groups(here):
        rows.append(row(Part(words.say(heading), "accent")))
        for key in keys:
            names = Part(pad(_names(keymap.of(key)), name_width), "key-name")
            told = wrap(words.say(key.purpose), max(10, width - name_width - 5))
            rows.append(row(names, f" {next(told)}"))
            rows += [indented(row(line), name_width + 1) for line in told]
        rows.append(BLANK)
    rows.append(
        row(
            Part(
                words.say("Marks: ✓ over · ▶ on now · › next · ★ starred · ✎ noted · ! clash"),
                "muted",
            )
        )
    )
    return [*(indented(r, 2) if r else r for r in rows), BLANK]


def _groups(here: Sequence[Key]) -> Iterator[tuple[str, Sequence[Key]]]:
    """Headings with their keys; no key stands twice."""
    common = {key.id for key in (*SCREENS, *EVERYWHERE, QUIT)}
    first = {key.id: key for key in here if key.id not in common}
    if first:
        yield mark("ON THIS SCREEN"), tuple(first.values())
    for heading, keys in GROUPS:
        others = [key for key in keys if key.id not in first]
        if others:
            yield heading, others


def _names(key: Key) -> str:
    return " ".join(written(name) for name in key.keys.split(","))
