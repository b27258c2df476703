"""The signs that stand for a word where there is no room for one; each takes one cell."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STAR = "★"
"""Bookmarked."""
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
