"""The main screens by name: what the function keys show."""

from __future__ import annotations

from textual.screen import Screen

from sommet_tui.tui.viewer import Viewer


def main_screen(name: str, viewer: Viewer) -> Screen[None]:
    """A main screen; its module is imported when it is first shown."""
    made: Screen[None]
    if name == "agenda":
        from sommet_tui.tui.agenda.screen import AgendaScreen

        made = AgendaScreen(viewer)
    elif name == "bookmarks":
        from sommet_tui.tui.bookmarks.screen import BookmarksScreen

        made = BookmarksScreen(viewer)
    elif name == "people":
        from sommet_tui.tui.people.screen import PeopleScreen

        made = PeopleScreen(viewer)
    elif name == "stage":
        from sommet_tui.tui.stage.screen import StageScreen

        made = StageScreen(viewer)
    elif name == "moderator":
        from sommet_tui.tui.moderator.screen import ModeratorScreen

        made = ModeratorScreen(viewer)
    elif name == "info":
        from sommet_tui.tui.session.screen import InfoScreen

        made = InfoScreen(viewer)
    else:
        from sommet_tui.tui.now.screen import NowScreen

        made = NowScreen(viewer)
    return made
