"""The screen about the event: its description, dates, venue and registration."""

from __future__ import annotations

from collections.abc import Sequence

from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, SESSION_LINKS, Key
from sommet_tui.domain.programme import Link
from sommet_tui.tui.base_screen import MainScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.header import remarks
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    Row,
    Span,
    indent_rows,
    paragraphs,
    row,
    text_row,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.wording import session_texts


def info_page(scene: Scene, width: int) -> list[Row]:
    """Return the page about the event."""
    programme, words = scene.programme, scene.words
    inner = max(10, min(READING_WIDTH, width - 4))
    rows = [BLANK, *paragraphs(programme.title, inner, "title")]
    rows += paragraphs(programme.subtitle, inner, "muted") if programme.subtitle else []
    rows += [BLANK, *paragraphs(session_texts.event_dates(programme, words), inner, "strong")]
    for remark, style in remarks(scene):
        rows += paragraphs(remark, inner, style)
    for fact in (
        session_texts.venue_line(programme),
        programme.registration,
        programme.url,
        session_texts.programme_counts(programme, words),
    ):
        link = fact if fact == programme.url else None
        rows += paragraphs(fact, inner, link=link or "") if fact else []
    rows += paragraphs(session_texts.event_zone(programme, words), inner, "muted")
    if programme.description:
        rows += [BLANK, *markdown(programme.description, inner)]
    if programme.rooms:
        named = ", ".join(room.name for room in programme.rooms)
        rows += [BLANK, text_row(words.say("ROOMS"), "heading"), *paragraphs(named, inner, "muted")]
    origin = words.say("Programme read from {origin}", origin=scene.snapshot.origin)
    rows += [BLANK, *paragraphs(origin, inner, "faint")]
    findings = session_texts.findings_sentence(scene)
    rows += paragraphs(findings, inner, "faint") if findings else []
    return [*indent_rows(rows, 2), row(Span(""))]


class InfoScreen(MainScreen):
    NAME = "info"
    BINDINGS = bindings((APP_BACK, SESSION_LINKS))

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._page = ScrollingLines(lambda width, _height: info_page(viewer.scene(), width))
        self._remarks: Sequence[tuple[str, str]] = ()
        self.parts = (self._page,)

    def paint(self, *, changed: bool) -> None:
        """Update the page if it has `changed`, or if a remark shows another time."""
        shown = remarks(self.viewer.scene())
        if changed or shown != self._remarks:
            self._remarks = shown
            self._page.update()

    def keys(self) -> Sequence[Key]:
        """Return the keys, with the key that goes back only if it has an effect."""
        back = (APP_BACK,) if self.allows_back() else ()
        links = (SESSION_LINKS,) if self.viewer.programme.url else ()
        return (*back, *links, *EVERYWHERE)

    def allows_back(self) -> bool:
        """Return whether another screen is below this one."""
        return len(self.app.screen_stack) > 1

    def allows_star(self) -> bool:
        """Return False. Keys about a session have no effect on this screen."""
        return False

    allows_open_note = allows_undo = allows_star

    def action_open_links(self) -> None:
        """Open the dialog with the address of the event."""
        programme = self.viewer.programme
        links = (Link(programme.title, programme.url),) if programme.url else ()
        self.open_links(links)
