"""The footer of a screen: the keys that do something there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from sommet_tui.companion.keys import ALL_KEYS, APP_COMMANDS, APP_HELP, Key
from sommet_tui.tui.render.rows import BLANK, Row, Span, row, spread, width_of
from sommet_tui.wording.words import Words


class KeySpan(Span):
    """The name of a key in a row of keys; a click on it or on its label presses the key."""

    key_id = ""
    """The binding's id."""


def key_span(key: Key, name: str = "", style: str = "key") -> KeySpan:
    """Return the span of a key, or one with another `name`."""
    made = KeySpan(name or key.shown, style)
    made.key_id = key.id
    return made


def restyle(part: Span, style: str) -> Span:
    """Return a span in another style; a click on it still presses its key."""
    if not isinstance(part, KeySpan):
        return Span(part.text, style)
    made = KeySpan(part.text, style)
    made.key_id = part.key_id
    return made


def key_at(parts: Row, x: int) -> str | None:
    """Return the id of the key whose name or label is at a cell of the row; None for none."""
    found: str | None = None
    end = 0
    for part in parts:
        if end > x:
            break
        if isinstance(part, KeySpan):
            found = part.key_id
        elif part.text.isspace() and len(part.text) > 1:
            found = None
        end += width_of((part,))
    return found if x < end else None


MOST = 6
"""The maximum number of labels in the footer of Stage and Moderator."""
_COMMANDS = 100
"""From this width on, the footer also names the key of all commands."""


def first_keys(most: int, keys: Sequence[Key]) -> list[Key]:
    """Return the first keys with `most` different labels."""
    labels = list(dict.fromkeys(key.label for key in keys))[:most]
    return [key for key in keys if key.label in labels]


def footer_row(keys: Sequence[Key], words: Words, width: int, unread: Row = BLANK) -> Row:
    """Return as many keys as fit, the first ones; at the right edge, the keys that list the others.

    `keys` begin with the most important ones. `unread` stands before those at the right edge.
    """
    right = row(*unread, " ") if unread else BLANK
    for key in reversed(keys):
        if key.id == APP_HELP.id or (key.id == APP_COMMANDS.id and width >= _COMMANDS):
            label = Span(f" {words.say(key.label).lower()} ", "muted")
            right = row(*right, *([" "] if right else ()), key_span(key), label)
    edge = [key.id for key in ALL_KEYS]
    shown = [key for key in keys if key.foot and key.names and key.id not in edge]
    while len(shown) > 1 and width_of((*_keys_row(shown, words), *right)) + 2 > width:
        shown = shown[: _last_alike(shown)] or shown[:1]
    return spread(_keys_row(shown, words), right, width)


def footer_rows(keys: Sequence[Key], words: Words, width: int) -> list[Row]:
    """Return all keys, on as many rows as they need."""
    rows, first = [], 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or width_of(_keys_row(keys[first : end + 1], words)) > width:
            rows.append(_keys_row(keys[first:end], words))
            first = end
    return rows


def _last_alike(keys: Sequence[Key]) -> int:
    """Return the index of the first of the last keys with one label: they are left out together."""
    place = len(keys) - 1
    while place and keys[place - 1].label == keys[-1].label:
        place -= 1
    return place


def _keys_row(keys: Sequence[Key], words: Words) -> Row:
    """Return the keys as a row; neighbours with the same label share it."""
    parts: list[Span] = [Span(" ")]
    for key, after in zip_longest(keys, keys[1:]):
        parts.append(key_span(key))
        if after is not None and after.label == key.label:
            parts.append(Span(" "))
        else:
            parts += [Span(f" {words.say(key.label)}", "muted"), Span("  ")]
    return row(*parts[:-1])
