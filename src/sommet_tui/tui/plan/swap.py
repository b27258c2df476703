"""Attending a session that the plan leaves out, from wherever it is shown."""

from __future__ import annotations

from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.keys import MINE_UNDO
from sommet_tui.domain.plan import Reason
from sommet_tui.pages.plan import refusal_sentence, swap_sentence
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.wording.errors import keeping_error_sentence


def take_instead(screen: CompanionScreen, session_id: str) -> None:
    """Take a session instead of what clashes with it; say what that costs and how to undo it."""
    viewer = screen.viewer
    words, companion = viewer.words, viewer.companion
    before = companion.snapshot.degrees
    try:
        found = companion.take_instead(session_id, viewer.settings.walk_minutes, companion.now())
    except KeepingError as error:
        screen.complain(keeping_error_sentence(error, words))
        return
    if found is None:
        screen.say(words.say("The plan does not leave this out."))
    elif isinstance(found, Reason):
        screen.complain(refusal_sentence(found, words))
    else:
        told, marked = swap_sentence(found, words), (*found.demoted, found.taken)

        def restore(_: CompanionScreen) -> str:
            for stop in marked:
                companion.mark(stop.id, before.get(stop.id))
            return told

        viewer.undos.append(restore)
        screen.say(f"{told} · {viewer.keymap.shown(MINE_UNDO)} {words.say('undo')}")
