"""What a moderator says first: the abstract of the panel, and who its people are."""

from __future__ import annotations

from sommet_tui.companion.panel import PanelMoment
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import BLANK, Row, inset, paragraphs, text_row
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.panel import presence_words
from sommet_tui.wording.sentences import headline, join, role_word


def introduction_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the abstract, then everyone in seating order with all that introduces them."""
    inner = max(10, width - 4)
    rows: list[Row] = [BLANK, *paragraphs(headline(moment.session), inner, "title"), BLANK]
    abstract = scene.programme.abstracts.get(moment.session.id)
    if abstract:
        rows += [*markdown(abstract, inner), BLANK]
    else:
        rows += [text_row(scene.words.say("The programme has no abstract."), "muted"), BLANK]
    for seat in moment.everyone:
        who = seat.participant
        rows += paragraphs(who.name, inner, "accent")
        if seat.pronunciation:
            rows += paragraphs(seat.pronunciation, inner, "strong")
        arrival = presence_words(seat, moment, scene.view)
        rows += paragraphs(
            join([role_word(who, scene.words), who.affiliation, arrival]), inner, "muted"
        )
        if seat.introduction:
            rows += [BLANK, *paragraphs(seat.introduction, inner)]
        rows.append(BLANK)
    return inset(rows, 2)
