"""The clock alone, for the speaker's monitor: time left, its word, and a line from the stage."""

from __future__ import annotations

from collections.abc import Sequence

from sommet_tui.companion.panel_moment import CUE_SHOWN
from sommet_tui.domain.panel.segments import cue
from sommet_tui.tui.painting.digits import digits
from sommet_tui.tui.painting.letters import large
from sommet_tui.tui.painting.rows import (
    BLANK,
    Part,
    Row,
    centred,
    clipped,
    fit,
    fit_row,
    paragraphs,
    row,
    width_of,
)
from sommet_tui.tui.painting.stage import StageView
from sommet_tui.tui.painting.stage_time import loud
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.moderating import cue_sign
from sommet_tui.wording.sentences import headline


def clock_page(
    scene: Scene, view: StageView | None, width: int, height: int, cues: Sequence[int] = ()
) -> list[Row]:
    """Exactly `height` rows: a title on top, the digits in the middle, sign and line below.

    `cues` are minutes before the end at which a quiet sign is due.
    """
    rehearsing = scene.snapshot.happened.rehearsal is not None
    mark = row(Part(f" {scene.words.say('REHEARSAL')} ", "badge")) if rehearsing else BLANK
    if view is None:
        return [fit_row(centred(mark, width), width), *([BLANK] * (height - 1))][:height]
    found = loud(scene, view.standing)
    title = headline(found.about) if found.about else found.word
    top = [
        centred(mark, width),
        centred(row(Part(fit(title, width - 2), "muted")), width),
    ]
    if not rehearsing:
        top.reverse()
    left = view.standing.remaining
    due = cue(left, cues, CUE_SHOWN) if left is not None else None
    said = found.sign if due is None else cue_sign(due, scene.words)
    sign = Part(f" {said} ", found.badge) if said else Part("")
    message = view.said.speaker[-1].text if view.said.speaker else ""
    line = _message(message, width, height) if message else []
    bottom = [centred(row(sign), width), *([BLANK, *line] if line and height >= 12 else line)]
    room = max(1, height - len(top) - len(bottom) - (2 if height >= 12 else 0))
    drawn = digits(found.time, found.look, width - 4, room) if found.time else [BLANK]
    drawn = [centred(r, width) for r in _even(drawn)]
    spare = max(0, height - len(top) - len(drawn) - len(bottom))
    above = [BLANK] * (spare // 2)
    gap = [BLANK] if spare >= 2 else []
    below = [BLANK] * (spare - len(above) - len(gap))
    rows = [*top, *above, *drawn, *gap, *bottom, *below][:height]
    return [fit_row(r, width) for r in rows]


def _message(text: str, width: int, height: int) -> list[Row]:
    """The stage's line: in large letters on up to a third of the rows, else on a band."""
    found = large(text, width - 4, height // 3)
    if found:
        return [centred(row(Part(each, "title")), width) for each in found]
    lines = clipped(paragraphs(text, width - 4, "room"), max(2, height // 6), width - 4)
    if height < 12:
        return [centred(each, width) for each in lines]
    around = row(Part(" " * width, "room"))
    return [around, *(_on_band(each, width) for each in lines), around]


def _on_band(line: Row, width: int) -> Row:
    """A line in the middle of a row of its own colour."""
    before = (width - width_of(line)) // 2
    after = width - width_of(line) - before
    return row(Part(" " * before, "room"), *line, Part(" " * after, "room"))


def _even(drawn: list[Row]) -> list[Row]:
    """The digits with all rows as wide as the widest, so that they are moved as one."""
    widest = max((width_of(r) for r in drawn), default=0)
    return [(*r, Part(" " * (widest - width_of(r)))) if r else r for r in drawn]
