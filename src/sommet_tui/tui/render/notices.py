"""Notices: messages to everyone."""

from __future__ import annotations

from collections.abc import Iterable

from sommet_tui.domain.messages import Message
from sommet_tui.tui.render.rows import Row, Span, paragraphs, row
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import notice_text

_SIGN = f"{marks.NOTICE} "


def notice_rows(scene: Scene, found: Iterable[Message], width: int) -> list[Row]:
    """Return each notice on as many rows as it needs, with a sign in front."""
    rows: list[Row] = []
    for notice in found:
        text = notice_text(notice, scene.programme, scene.words)
        first, *more = paragraphs(text, width - len(_SIGN), "warning")
        rows.append(row(Span(_SIGN, "warning"), *first))
        rows += [row(" " * len(_SIGN), *line) for line in more]
    return rows
