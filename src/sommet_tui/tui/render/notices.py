"""Notices: messages to everyone."""

from __future__ import annotations

from collections.abc import Iterable

from sommet_tui.domain.messages import Message
from sommet_tui.tui.render.rows import Row, hanging_rows, text_row
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import notice_text

_SIGN = text_row(f"{marks.NOTICE} ", "warning")


def notice_rows(scene: Scene, found: Iterable[Message], width: int) -> list[Row]:
    """Return each notice on as many rows as it needs, with a sign before it."""
    texts = (notice_text(message, scene.programme, scene.words) for message in found)
    return [line for text in texts for line in hanging_rows(_SIGN, text, width, "warning")]
