"""Recording arrivals in the green room, away from the panel."""

from __future__ import annotations

from functools import partial

from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.green_room import GreenRoom
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.stage import login_name
from sommet_tui.domain.panel import PanelAct, next_arrival
from sommet_tui.domain.people import OnStage
from sommet_tui.tui.messages import Feedback
from sommet_tui.tui.stage.answers import attempt
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.panel import arrival_sentence, arrival_word


def record_next_arrival(viewer: Viewer, one: OnStage) -> Feedback:
    """Record the next arrival of a person for their present or next session; return the report."""
    companion, words = viewer.companion, viewer.words
    turn = GreenRoom(companion.snapshot, companion.clock.now()).appearance(one)
    if turn is None:
        return Feedback(words.say("{name} has no more sessions.", name=one.person.name), "muted")
    value = next_arrival(turn.arrival)
    act = PanelAct("arrival", person=one.person.id, value=value)
    session = turn.session.id
    done = attempt(
        ShownLane(viewer), lambda: Moderator(companion, session, login_name()).record(act)
    )
    if isinstance(done, Feedback):
        return done
    viewer.undos.append(partial(_undo, viewer, done))
    said = arrival_sentence(value, one.person.name, words)
    return Feedback(f"{said} · {viewer.undo_key}")


def _undo(viewer: Viewer, act: PanelAct, _width: int) -> str | Feedback:
    """Undo an arrival, or say why that is not possible."""
    companion, words = viewer.companion, viewer.words
    done = attempt(
        ShownLane(viewer), lambda: Moderator(companion, act.session, login_name()).undo_act(act)
    )
    if isinstance(done, Feedback):
        return done
    if done is None or done.person is None:  # another window has undone it
        raise UnknownError("session", act.session)
    programme = companion.snapshot.programme
    people = {person.id: person.name for person in programme.people}
    name = people.get(done.person, done.person)
    room = GreenRoom(companion.snapshot, companion.clock.now())
    now = room.arrival_of(done.person, programme.by_id[done.session]).arrival
    said = arrival_sentence(done.value, name, words)
    return f"{said} · {arrival_word(now, words)}"
