"""The signs that stand for a word where there is no room for one; each takes one cell."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.wording.words import Words

STAR = "★"
"""Bookmarked, as a must."""
MAYBE = "☆"
"""Bookmarked, as a maybe."""
HIDDEN = "∅"
"""Hidden from lists, shown all the same because somebody asked for it."""
OWN = "◇"
"""An event of one's own."""
BOTH = "&"
"""Picked by a friend, too."""
THEIRS = "@"
"""Picked by a friend alone."""
DEGREE: Mapping[str, str] = MappingProxyType({"must": STAR, "maybe": MAYBE, "hidden": HIDDEN})
NOTED = "✎"
"""With a note."""
CLASH = "✕"
"""On at the same time as another bookmark; in a row with their number (`clash_mark`)."""
NEXT = "›"
"""The next one in its room."""
NEW = "+"
"""New in the programme since somebody looked."""
CHANGED = "~"
"""Moved or changed since then."""
NOTICE = "◆"
"""What everyone was told."""
STATUS: Mapping[str, str] = MappingProxyType(
    {"done": "✓", "running": "▶", "cancelled": "✗", "skipped": "✗", "upcoming": " "}
)
"""Where a session stands."""
TRACK = "●"
"""The colour of a track."""

_MEANINGS = (
    (STATUS["done"], mark("over")),
    (STATUS["running"], mark("on now")),
    (NEXT, mark("next in its room")),
    (STATUS["cancelled"], mark("cancelled")),
    (STAR, mark("must")),
    (MAYBE, mark("maybe")),
    (HIDDEN, mark("hidden")),
    (OWN, mark("own event")),
    (f"{CLASH}2", mark("clashes with two others")),
    (NOTED, mark("note")),
    (NEW, mark("new")),
    (CHANGED, mark("changed")),
    (BOTH, mark("a friend, too")),
    (THEIRS, mark("a friend")),
    (TRACK, mark("track")),
    (NOTICE, mark("notice")),
)


def legend(words: Words) -> str:
    """What each sign of a list means."""
    return " · ".join(f"{sign} {words.say(meaning)}" for sign, meaning in _MEANINGS)


def degree_mark(snapshot: Snapshot, session_id: str, absent: str = " ") -> str:
    """How a session is marked, in one cell; `absent` where it is not."""
    return DEGREE.get(snapshot.degrees.get(session_id, ""), absent)


def clash_mark(snapshot: Snapshot, session_id: str) -> str:
    """How many others a bookmark or own event overlaps: ✕2, in as many cells for every row."""
    clashes = snapshot.clashes
    if not clashes:
        return " "
    number = clashes.get(session_id)
    told = f"{CLASH}{number}" if number else ""
    return told.ljust(1 + len(str(max(clashes.values()))))


def friend_mark(snapshot: Snapshot, session_id: str) -> str:
    """Whether a friend goes there, too, or alone; "" while no friend's picks are known."""
    if not snapshot.friends:
        return ""
    if session_id not in snapshot.picked_by:
        return " "
    return BOTH if session_id in snapshot.starred else THEIRS
