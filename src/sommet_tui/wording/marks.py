"""The signs that stand for a word where there is no room for one; each takes one cell."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sommet_tui.companion.snapshot import Snapshot

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
CLASH = "!"
"""Bookmarked, and on at the same time as another bookmark."""
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


def degree_mark(snapshot: Snapshot, session_id: str, absent: str = " ") -> str:
    """How a session is marked, in one cell; `absent` where it is not."""
    return DEGREE.get(snapshot.degrees.get(session_id, ""), absent)


def friend_mark(snapshot: Snapshot, session_id: str) -> str:
    """Whether a friend goes there, too, or alone; "" while no friend's picks are known."""
    if not snapshot.friends:
        return ""
    if session_id not in snapshot.picked_by:
        return " "
    return BOTH if session_id in snapshot.starred else THEIRS
