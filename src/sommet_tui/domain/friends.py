"""Friends' picks, kept beside one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sommet_tui.domain.bookmarks import Bookmark


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody whose bookmarks are known, musts and maybes, by the name they are kept under."""

    name: str
    bookmarks: tuple[Bookmark, ...]


def picked_by(friends: Iterable[Friend]) -> dict[str, tuple[str, ...]]:
    """Return the names of the friends who picked a session, by its id."""
    found: dict[str, tuple[str, ...]] = {}
    for friend in friends:
        for bookmark in friend.bookmarks:
            found[bookmark.session] = (*found.get(bookmark.session, ()), friend.name)
    return found
