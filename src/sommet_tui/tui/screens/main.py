"""The main screens by name: what the function keys show."""

from __future__ import annotations

from textual.screen import Screen

from sommet_tui.tui.viewer import Viewer


def main_screen(name: str, viewer: Viewer) -> Screen[None]:
    """A main screen; its module is imported when it is first shown."""
    made: Screen[None]
    if name == "agenda":
        from sommet_tui.tui.screens.agenda import AgendaScreen

        made = AgendaScreen(viewer)
    elif name == "bookmarks":
        from sommet_tui.tui.screens.bookmarks import BookmarksScreen

        made = BookmarksScreen(viewer)
    elif name == "people":
        from sommet_tui.tui.screens.people import PeopleScreen

        made = PeopleScreen(viewer)
    elif name == "stage":
        from sommet_tui.tui.screens.stage import StageScreen

        made = StageScreen(viewer)
    elif name == "moderator":
        from sommet_tui.tui.screens.moderator import ModeratorScreen

        made = ModeratorScreen(viewer)
    elif name == "info":
        from sommet_tui.tui.screens.pages import InfoScreen

        made = InfoScreen(viewer)
    else:
        from sommet_tui.tui.screens.now import NowScreen

        made = NowScreen(viewer)
    return made
