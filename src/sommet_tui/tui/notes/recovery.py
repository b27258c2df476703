"""When the program ends: notes that could not be kept are kept now, or put where they are found."""

from __future__ import annotations

import sys
from contextlib import suppress

from sommet_tui.companion.ports import EditorError
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.notes import note_trouble_sentence, written_in


def rescue(viewer: Viewer) -> None:
    """Keep every draft; what cannot be is written to a file of its own, else to standard error."""
    for draft in viewer.drafts.values():
        draft.put()
        if not draft.due:
            continue
        lines = [f"sommet-tui: {draft.title}"]
        if draft.trouble is not None:
            lines.append(note_trouble_sentence(draft.trouble, viewer.words))
        try:
            lines.append(written_in(viewer.editor().leave(draft.text), viewer.words))
        except EditorError:
            lines.append(draft.text)
        with suppress(OSError, AttributeError):
            sys.stderr.write("\n".join(lines) + "\n")
