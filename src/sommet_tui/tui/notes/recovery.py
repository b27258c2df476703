"""Saving unsaved notes when the program ends, or writing them to a file."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

from sommet_tui.companion.editor import leave
from sommet_tui.companion.errors import EditorError
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.errors import note_trouble_sentence, written_in

_PATIENCE = 1.0
"""The seconds to wait for the database when the process must end."""


def rescue(viewer: Viewer) -> None:
    """Save every draft; write those that cannot be saved to a file, else to standard error."""
    for draft in viewer.drafts.values():
        draft.put()
        if not draft.due:
            continue
        lines = [f"sommet-tui: {draft.title}"]
        if draft.trouble is not None:
            lines.append(note_trouble_sentence(draft.trouble, viewer.words))
        try:
            lines.append(written_in(leave(draft.text), viewer.words))
        except EditorError:
            lines.append(draft.text)
        with suppress(OSError, AttributeError):
            sys.stderr.write("\n".join(lines) + "\n")


def abandon(viewer: Viewer, code: int) -> None:
    """End the process from any thread after saving the drafts, without waiting for anything else.

    If the database takes too long, they are written to files.
    """
    try:
        keeping = threading.Thread(target=_save_all, args=(viewer,), daemon=True)
        keeping.start()
        keeping.join(_PATIENCE)
        if keeping.is_alive():
            for draft in viewer.drafts.values():
                with suppress(EditorError):
                    leave(draft.text)
    finally:
        os._exit(code)


def _save_all(viewer: Viewer) -> None:
    for draft in viewer.drafts.values():
        draft.put()
        if draft.due:
            with suppress(EditorError):
                leave(draft.text)
