"""What there is to choose from, in settings and on the command line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LANGUAGES: Final = ("en", "fr")
THEMES: Final = ("dark", "light", "terminal")
FIRST_SCREENS: Final = ("now", "agenda", "bookmarks", "people", "stage", "moderator", "info")
