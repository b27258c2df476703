"""The line at the foot of a screen, and the page of all keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sommet_tui.tui.keys import (
    BACK,
    CLOCK,
    EVERYWHERE,
    FILTER,
    FOUND,
    OPEN,
    QUIT,
    REPLAY,
    ROOMS,
    SCREENS,
    SESSION,
    STAR,
    Key,
)
from sommet_tui.tui.painting.rows import BLANK, Part, Row, indented, pad, row, width_of, wrap
from sommet_tui.wording.words import Words, mark

_GROUPS = (
    (mark("SCREENS"), SCREENS),
    (mark("LISTS"), (OPEN, FILTER, STAR, BACK)),
    (mark("NOW"), (REPLAY, *ROOMS)),
    (mark("SESSION"), SESSION),
    (mark("SEARCH"), FOUND),
    (mark("CLOCK"), CLOCK),
    (mark("EVERYWHERE"), (*EVERYWHERE, QUIT)),
)


def foot(keys: Sequence[Key], here: str, words: Words, width: int) -> Row:
    """As many keys as fit, the screen one is on marked; the help key is always among them."""
    wanted = [key for key in keys if key.foot]
    help_key = next(k for k in EVERYWHERE if k.id == "app.help")
    shown = [k for k in wanted if k is not help_key]
    while shown and width_of(_line([*shown, help_key], here, words)) > width:
        shown.pop()
    return _line([*shown, help_key], here, words)


def _line(keys: Sequence[Key], here: str, words: Words) -> Row:
    parts: list[Part] = [Part(" ")]
    for key in keys:
        look = "strong" if key.id == f"go.{here}" else "muted"
        parts += [Part(key.shown, "key"), Part(f" {words.say(key.label)}", look), Part("  ")]
    return row(*parts[:-1])


def help_page(words: Words, width: int, here: Sequence[Key] = ()) -> list[Row]:
    """Every key with what it does, first those that act on the screen one came from."""
    rows: list[Row] = [BLANK]
    name_width = min(16, width // 3)
    for heading, keys in _groups(here):
        rows.append(row(Part(words.say(heading), "accent")))
        for key in keys:
            names = Part(pad(_names(key), name_width), "key-name")
            told = wrap(words.say(key.purpose), max(10, width - name_width - 5))
            rows.append(row(names, f" {next(told)}"))
            rows += [indented(row(line), name_width + 1) for line in told]
        rows.append(BLANK)
    rows.append(
        row(Part(words.say("Marks: ✓ over · ▶ on now · › next · ★ starred · ! clash"), "muted"))
    )
    return [*(indented(r, 2) if r else r for r in rows), BLANK]


def _groups(here: Sequence[Key]) -> Iterator[tuple[str, Sequence[Key]]]:
    """Headings with their keys; no key stands twice."""
    common = {key.id for key in (*SCREENS, *EVERYWHERE, QUIT)}
    first = {key.id: key for key in here if key.id not in common}
    if first:
        yield mark("ON THIS SCREEN"), tuple(first.values())
    for heading, keys in _GROUPS:
        others = [key for key in keys if key.id not in first]
        if others:
            yield heading, others


def _names(key: Key) -> str:
    special = {"slash": "/", "question_mark": "?", "escape": "esc", "left": "←", "right": "→"}
    special |= {"up": "↑", "down": "↓", "enter": "↵", "pageup": "⇞", "pagedown": "⇟"}
    return " ".join(
        special.get(name, name.upper() if name.startswith("f") and name[1:] else name)
        for name in key.keys.split(",")
    )
