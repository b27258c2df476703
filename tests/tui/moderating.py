"""A panel for the tests of its screens: its people, and its acts so far."""

from __future__ import annotations

from functools import partial

from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.panel import PanelMoment, panel_moment
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.programme import Person, Preparation, PreparedQuestion, Programme, Segment
from sommet_tui.domain.values import replace
from tests.acting import request
from tests.builders import at, participant, pause, programme, session

from .worlds import World, write_once

SIZE = (80, 24)
SPEAKERS = (
    ("alice", "Alice Guyon", "Institut Montaigne"),
    ("jean", "Jean Massiet", "Accropolis"),
    ("laure", "Laure Boutron-Marmion", "Respect Zone"),
    ("fri", "Frithjof Michaelsen", "La Quadrature du Net"),
    ("maria", "Maria-Magdalena Konstantinopoulou-Weatherbottom de la Tour", "Université"),
    ("bao", "阮文英 Bảo", None),
    ("zed", "Zed", None),
    ("ada", "Ada Lovelace", "Analytical Engines"),
)
PLAN = tuple(
    Segment(name, minutes)
    for name, minutes in (
        ("welcome", 5),
        ("statements", 25),
        ("discussion", 35),
        ("questions", 20),
        ("close", 5),
    )
)
INTRODUCTION = "She has measured what machines cost for twenty years. " * 12


def panels(speakers: int = 4) -> Programme:
    """Return a panel from 14:00 to 15:30, and a session before it and after it."""
    people = [participant(id_, name, affiliation=more) for id_, name, more in SPEAKERS[:speakers]]
    mona = participant("mona", "Mona Modère", role="moderator")
    made = programme(
        session("p2", "12:30", "13:30", label="Panel 2", title="Promises", people=people[:1]),
        session(
            "panel", "14:00", "15:30", label="Panel 3", title="Algorithms", people=[*people, mona]
        ),
        pause("coffee", "15:30", "16:00"),
        session("p4", "16:00", "17:30", label="Panel 4", title="Content", people=people[1:2]),
    )
    prepared = Preparation(
        PLAN,
        (PreparedQuestion("Who pays?", "alice"), PreparedQuestion("And then?")),
        (),
        {"alice": 30},
    )
    known = tuple(
        Person(
            p.id,
            p.name,
            p.affiliation,
            "a-LISS" if p.id == "alice" else None,
            INTRODUCTION if p.id == "alice" else None,
        )
        for p in people
    )
    return replace(made, preparations={"panel": prepared}, people=known)


def record(here: World, clock: str, *changes: PanelAct, session: str = "panel") -> None:
    """Record acts of another moderator at that time."""
    here.clock.shown = at(clock)
    here.companion.clock.begin_frame()
    one = Moderator(here.companion, session, "mo")
    for change in changes:
        one.record(change)


def record_arrival(here: World, arrival: str, session: str = "panel") -> None:
    """Record an arrival, such as "13:55 alice arrived"."""
    clock, person, value = arrival.split()
    record(here, clock, PanelAct("arrival", person=person, value=value), session=session)


def stage(here: World, act: str) -> None:
    """Record an act of the stage, such as "14:04 start panel"."""
    clock, wish = act.split(" ", 1)
    here.clock.shown = at(clock)
    here.companion.clock.begin_frame()
    Stage(here.companion, "grace").record(request(wish))


def begin_panel(here: World) -> None:
    """Begin the panel 4 minutes late; three have spoken, and Jean has had the floor since 14:50."""
    write_once(here, "begun", partial(_begin, here))
    here.clock.shown = at("14:52:10")


def _begin(here: World) -> None:
    stage(here, "14:04 start panel")
    record_arrival(here, "14:04 alice arrived")
    record_arrival(here, "14:04 jean on_stage")
    for clock, person in (
        ("14:04", "mona"),
        ("14:05", "alice"),
        ("14:17", "jean"),
        ("14:25", "alice"),
        ("14:29", None),
        ("14:30", "jean"),
        ("14:40", "mona"),
    ):
        record(here, clock, PanelAct("turn", person=person))
    record(here, "14:36", PanelAct("segment", item=2))
    record(here, "14:40", PanelAct("hand", text="left, second row"))
    record(here, "14:45", PanelAct("ask", text="What of Europe?"))
    record(here, "14:50", PanelAct("turn", person="jean"))


def moment(here: World, session: str = "panel") -> PanelMoment:
    """Return the panel now."""
    here.companion.load_external_changes()
    return panel_moment(here.companion.snapshot, session, here.clock.shown)


def acts(here: World) -> list[tuple[object, ...]]:
    """Return the recorded acts in a short form."""
    return [
        tuple(each for each in (a.act, a.person, a.value, a.item, a.text) if each is not None)
        for a in here.companion.snapshot.events.panel_acts
    ]
