"""Arrivals as they are noted away from the panel: on the screens for the green room."""

from __future__ import annotations

from sommet_tui.companion.keeping import UnknownError
from sommet_tui.companion.kept import RehearsalOverError
from sommet_tui.companion.moderator import Change, Moderator
from sommet_tui.companion.presence import Presence
from sommet_tui.companion.protocols import KeepingError
from sommet_tui.companion.stage import NotActingError
from sommet_tui.domain.panel.acts import ARRIVALS
from sommet_tui.domain.programme import Session
from sommet_tui.tui.acting import Acting, login_name
from sommet_tui.tui.viewer import Viewer


def advance(viewer: Viewer, person: str, session: Session) -> str | None:
    """Someone is one step nearer to a session's stage, or away again; why not, if not."""
    companion = viewer.companion
    before = Presence(companion.snapshot, companion.now()).of(person, session)
    value = ARRIVALS[(ARRIVALS.index(before) + 1) % len(ARRIVALS)]
    try:
        one = Moderator(companion, session.id, login_name())
        one.record(Change("arrival", person=person, value=value))
    except UnknownError:
        return viewer.words.say("That cannot be done now.")
    except (NotActingError, RehearsalOverError, KeepingError) as error:
        answer = Acting(viewer).excuse(error)
        return answer.more or answer.text
    return None
