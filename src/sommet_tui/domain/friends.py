"""Friends' bookmarks, stored beside the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sommet_tui.domain.bookmarks import Bookmark


@dataclass(frozen=True, slots=True)
class Friend:
    """A person whose bookmarks (musts and maybes) were imported under a name."""

    name: str
    bookmarks: tuple[Bookmark, ...]


def picked_by(friends: Iterable[Friend]) -> dict[str, tuple[str, ...]]:
    """Map the id of each session to the names of the friends who picked it."""
    found: dict[str, tuple[str, ...]] = {}
    for friend in friends:
        for bookmark in friend.bookmarks:
            found[bookmark.session] = (*found.get(bookmark.session, ()), friend.name)
    return found
