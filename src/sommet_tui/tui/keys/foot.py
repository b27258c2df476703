"""The footer of a screen: the keys that do something there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile, zip_longest

from sommet_tui.companion.keys import APP_HELP, Key
from sommet_tui.domain.values import replace
from sommet_tui.tui.render.rows import Row, Span, row, width_of
from sommet_tui.wording.words import Words, mark


class Pressable(Span):
    """The name of a key in a row of keys; a click on it or on its label presses the key."""

    key_id = ""
    """The binding's id."""


def pressable(key: Key, name: str = "") -> Pressable:
    """Return the span of a key, or one with another `name`."""
    made = Pressable(name or key.shown, "key")
    made.key_id = key.id
    return made


def key_at(parts: Row, x: int) -> str | None:
    """Return the id of the key whose name or label is at a cell of the row; None for none."""
    found: str | None = None
    end = 0
    for part in parts:
        if end > x:
            break
        if isinstance(part, Pressable):
            found = part.key_id
        end += width_of((part,))
    return found if x < end else None


MOST = 6
"""The maximum number of labels in the footer of Stage and Moderator, besides “More”."""

MORE = replace(APP_HELP, label=mark("More"))
"""The key that lists all keys, for a footer with few of them."""


def first(most: int, keys: Sequence[Key]) -> list[Key]:
    """Return the first keys with `most` different labels."""
    labels = list(dict.fromkeys(key.label for key in keys))[:most]
    return [key for key in keys if key.label in labels]


def foot(keys: Sequence[Key], here: str, words: Words, width: int, height: int = 1) -> list[Row]:
    """Return as many keys as fit; each row is filled before the next one begins.

    The key of the current screen is marked. The help key, if any, is never left out.
    """
    rest = [key for key in keys if key.foot and key.names]
    rows: list[Row] = []
    while len(rows) < height - 1:
        fits = len(rest)
        while fits > 1 and width_of(_line(rest[:fits], here, words)) > width:
            fits = _last_alike(rest[:fits]) or fits - 1
        rows.append(_line(rest[:fits], here, words))
        rest = rest[fits:]
    return [*rows, _last(rest, here, words, width)]


_RANKS = (
    ("go.people", "room.previous", "room.next"),
    ("go.now", "go.agenda", "go.bookmarks", "list.facets"),
    ("list.open", "session.star", "list.filter", "now.replay", "go.plan"),
    ("plan.take",),
    ("app.help",),
)
"""The keys that are left out last in a narrow window; each line stays longer than the one above.

The keys of screens stay only in footers that begin with them; elsewhere, other keys matter more.
"""
_HERE = 1
"""The rank of the current screen's key: the user needs the keys of other screens more."""


def _last(keys: Sequence[Key], here: str, words: Words, width: int) -> Row:
    """Return the keys that fit the width; the least important are left out first."""
    shown = list(keys)
    leading = frozenset(takewhile(lambda id_: id_.startswith("go."), (key.id for key in keys)))
    while width_of(_line(shown, here, words)) > width and len(shown) > 1:
        ranks = [_rank(key, here, leading) for key in shown]
        left_out = [key for key, rank in zip(shown, ranks, strict=True) if rank == min(ranks)]
        for key in left_out[_last_alike(left_out) :]:
            shown.remove(key)
    return _line(shown, here, words)


def _rank(key: Key, here: str, leading: Collection[str]) -> int:
    """Return the rank of a key; keys of low rank are left out first."""
    if key.id.startswith("go.") and key.id not in leading and key.id != "go.plan":
        return 0
    rank = next((number for number, ids in enumerate(_RANKS, 1) if key.id in ids), 0)
    return min(rank, _HERE) if key.id == f"go.{here}" else rank


def _last_alike(keys: Sequence[Key]) -> int:
    """Return the index of the first of the last keys with one label: they are left out together."""
    place = len(keys) - 1
    while place and keys[place - 1].label == keys[-1].label:
        place -= 1
    return place


def _line(keys: Sequence[Key], here: str, words: Words) -> Row:
    """Return the keys as a row; neighbours with the same label share it."""
    parts: list[Span] = [Span(" ")]
    for key, after in zip_longest(keys, keys[1:]):
        style = "strong" if key.id == f"go.{here}" else "muted"
        parts.append(pressable(key))
        if after is not None and after.label == key.label:
            parts.append(Span(" "))
        else:
            parts += [Span(f" {words.say(key.label)}", style), Span("  ")]
    return row(*parts[:-1])
