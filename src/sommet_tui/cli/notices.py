"""Notices: what everyone was told by message."""

from __future__ import annotations

from collections.abc import Iterable

from sommet_tui.cli.layout import cells, filled
from sommet_tui.cli.view import View
from sommet_tui.domain.messages import Message, about
from sommet_tui.wording.live import notice_text


def notice_lines(view: View, found: Iterable[Message]) -> list[str]:
    """Those that the shown rooms are to know, one below the other."""
    lines = []
    for notice in about(found, view.snapshot.room):
        text = notice_text(notice, view.programme, view.words)
        first = f"{view.words.say('Notice:')} "
        lines += filled(text, " " * cells(first), first)
    return lines
