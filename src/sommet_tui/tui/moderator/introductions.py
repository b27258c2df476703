"""The people of a panel: how their names are pronounced, and who they are."""

from __future__ import annotations

from sommet_tui.companion.panel import PanelMoment
from sommet_tui.tui.render.rows import BLANK, Row, inset, paragraphs
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.panel import presence
from sommet_tui.wording.sentences import headline, listed, role_word


def introductions(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the pronunciation, role, arrival and introduction of everyone, in seating order."""
    inner = max(10, width - 4)
    rows: list[Row] = [BLANK, *paragraphs(headline(moment.session), inner, "title"), BLANK]
    for seat in moment.all:
        who = seat.participant
        rows += paragraphs(who.name, inner, "accent")
        if seat.pronunciation:
            rows += paragraphs(seat.pronunciation, inner, "strong")
        arrival = presence(seat, moment, scene.view)
        rows += paragraphs(
            listed([role_word(who, scene.words), who.affiliation, arrival]), inner, "muted"
        )
        if seat.introduction:
            rows += [BLANK, *paragraphs(seat.introduction, inner)]
        rows.append(BLANK)
    return inset(rows, 2)
