"""The event: its description, days, place and registration."""

from __future__ import annotations

from sommet_tui.tui.render.header import remarks
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    Row,
    Span,
    inset,
    paragraphs,
    row,
    text_row,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.sentences import dates, event_zone, held, place, remarked


def info_page(scene: Scene, width: int) -> list[Row]:
    """Return the whole page."""
    programme, words = scene.programme, scene.words
    inner = max(10, min(READING_WIDTH, width - 4))
    rows = [BLANK, *paragraphs(programme.title, inner, "title")]
    rows += paragraphs(programme.subtitle, inner, "muted") if programme.subtitle else []
    rows += [BLANK, *paragraphs(dates(programme, words), inner, "strong")]
    for remark in remarks(scene):
        rows += paragraphs(remark, inner, "warning")
    for fact in (place(programme), programme.registration, programme.url, held(programme, words)):
        link = fact if fact == programme.url else None
        rows += paragraphs(fact, inner, link=link or "") if fact else []
    rows += paragraphs(event_zone(programme, words), inner, "muted")
    if programme.description:
        rows += [BLANK, *markdown(programme.description, inner)]
    if programme.rooms:
        named = ", ".join(room.name for room in programme.rooms)
        rows += [BLANK, text_row(words.say("ROOMS"), "heading"), *paragraphs(named, inner, "muted")]
    origin = words.say("Programme read from {origin}", origin=scene.snapshot.origin)
    rows += [BLANK, *paragraphs(origin, inner, "faint")]
    noted = remarked(programme, words)
    rows += paragraphs(noted, inner, "faint") if noted else []
    return [*inset(rows, 2), row(Span(""))]
