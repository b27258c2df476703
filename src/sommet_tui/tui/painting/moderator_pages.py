"""Pages of a panel: its people to introduce, and the report of it."""

from __future__ import annotations

from sommet_tui.companion.panel_moment import PanelMoment
from sommet_tui.tui.painting.rows import BLANK, Row, indented, paragraphs
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.panel import arrival_word
from sommet_tui.wording.panel_sheet import panel_sheet
from sommet_tui.wording.sentences import headline, listed, role_word


def who_page(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Everyone with how their name is said, what for they are here, and who they are."""
    inner = max(10, width - 4)
    rows: list[Row] = [BLANK, *paragraphs(headline(moment.session), inner, "title"), BLANK]
    for seat in moment.all:
        who, person = seat.participant, seat.person
        rows += paragraphs(who.name, inner, "accent")
        if person is not None and person.pronunciation:
            rows += paragraphs(person.pronunciation, inner, "strong")
        arrival = arrival_word(seat.arrival, scene.words)
        rows += paragraphs(
            listed([role_word(who, scene.words), who.affiliation, arrival]), inner, "muted"
        )
        if person is not None and person.introduction:
            rows += [BLANK, *paragraphs(person.introduction, inner)]
        rows.append(BLANK)
    return [indented(r, 2) if r else r for r in rows]


def report_page(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """The sheet as it is printed; its headings stand out."""
    lines = panel_sheet(scene.snapshot, moment, scene.zones, scene.words)
    inner = max(10, width - 3)
    rows: list[Row] = [BLANK]
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line and not line.strip("-"):
            continue  # the rule below a heading
        heading = bool(below) and not below.strip("-")
        rows += paragraphs(line, inner, "accent" if heading else "") if line else [BLANK]
    return [indented(r, 1) if r else r for r in rows]
