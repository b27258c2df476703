"""Arrivals as they are noted away from the panel: on the screens for the green room."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.companion.errors import KeepingError, UnknownError
from sommet_tui.companion.green_room import Presence
from sommet_tui.companion.moderator import Change, Moderator, take_back_arrival
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import NotActingError, login_name
from sommet_tui.domain.panel.acts import ARRIVALS, PanelAct
from sommet_tui.domain.people import OnStage
from sommet_tui.tui.feedback import Answer
from sommet_tui.tui.moderator.keys import TAKE_BACK
from sommet_tui.tui.stage.controller import Acting
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.moderator import arrival_sentence
from sommet_tui.wording.panel import arrival_word


def advance(viewer: Viewer, one: OnStage) -> Answer:
    """Someone is one step nearer to the stage of their next session, or away again."""
    companion, words = viewer.companion, viewer.words
    scene = viewer.scene()
    turn = one.turn(scene.now, scene.snapshot.status)
    if turn is None:
        return Answer(words.say("{name} is on stage no more.", name=one.person.name), "muted")
    before = Presence(companion.snapshot, companion.now()).of(one.person.id, turn)
    value = ARRIVALS[(ARRIVALS.index(before) + 1) % len(ARRIVALS)]
    change = Change("arrival", person=one.person.id, value=value)
    done = _done(viewer, lambda: Moderator(companion, turn.id, login_name()).record(change))
    if isinstance(done, Answer):
        return done
    said = arrival_sentence(value, one.person.name, words)
    return Answer(f"{said} · {viewer.keymap.shown(TAKE_BACK)} {words.say('undo')}")


def take_back(viewer: Viewer) -> Answer:
    """The latest arrival that was noted in this window never was."""
    companion, words = viewer.companion, viewer.words
    done = _done(viewer, lambda: take_back_arrival(companion, login_name()))
    if isinstance(done, Answer):
        return done
    if done is None or done.person is None:
        return Answer(words.say("No arrival was noted here."), "muted")
    programme = companion.snapshot.programme
    people = {person.id: person.name for person in programme.people}
    name = people.get(done.person, done.person)
    said = words.say("Undone: {act}", act=arrival_sentence(done.value, name, words))
    session = programme.by_id[done.session]
    now = Presence(companion.snapshot, companion.now()).of(done.person, session)
    return Answer(f"{said} · {arrival_word(now, words)}")


def _done(viewer: Viewer, act: Callable[[], PanelAct | None]) -> PanelAct | Answer | None:
    """What was recorded, or why nothing could be."""
    try:
        return act()
    except UnknownError:
        return Answer(viewer.words.say("That cannot be done now."), "danger")
    except (NotActingError, RehearsalOverError, KeepingError) as error:
        return Acting(viewer).excuse(error)
