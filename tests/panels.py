"""A panel of three with its moderator, and its acts, for tests.

Times are "HH:MM", as in `builders`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast, get_args

from hypothesis import strategies as st

from sommet_tui.domain.panel import ARRIVALS, Panel, PanelAct, PanelActKind, panel_of_session
from sommet_tui.domain.programme import Participant, Preparation, Programme, Segment, Session
from sommet_tui.domain.values import replace
from tests.builders import NEXT_DAY, at, participant, programme, session

PEOPLE = (
    participant("ada", "Ada Exemple"),
    participant("mona", "Mona Modère", role="moderator"),
    participant("bob", "Bob Témoin"),
    participant("cleo", "Cléo Martin"),
)
PLAN = tuple(
    Segment(name, minutes)
    for name, minutes in (
        ("welcome", 5),
        ("statements", 15),
        ("discussion", 20),
        ("questions", 15),
        ("close", 5),
    )
)
START = at("09:00")


def day(
    preparations: Mapping[str, Preparation] | None = None, people: tuple[Participant, ...] = PEOPLE
) -> Programme:
    """Return a panel from 09:00 to 10:00, then a talk by Ada, and another by her the next day."""
    ada = PEOPLE[:1]
    made = programme(
        session("panel", "09:00", "10:00", people=people),
        session("talk", "10:00", "11:00", people=ada),
        session("tomorrow", "09:00", "10:00", day=NEXT_DAY, people=ada),
    )
    return replace(made, preparations=preparations or {"panel": Preparation(segments=PLAN)})


def the_panel(acts: Sequence[PanelAct] = (), of: Programme | None = None) -> Panel:
    """Return the panel after these acts."""
    made = of or day()
    return panel_of_session(made, made.by_id["panel"], acts)


def the_session() -> Session:
    """Return the panel as planned."""
    return day().by_id["panel"]


def log(acts: str) -> tuple[PanelAct, ...]:
    """Return the acts "08:40 arrival +ada =arrived @talk, 09:05 hand back, 09:06 undo #2".

    After "+" comes a person, after "=" a value, after "@" the session, which is the panel by
    default, after "#" the number of an item or of an act that is undone. All else is a text.
    """
    found = []
    for seq, each in enumerate(filter(None, acts.split(", ")), 1):
        clock, kind, *words = each.split()
        marked = {word[0]: word[1:] for word in words if word[0] in "+=@#"}
        number = int(marked["#"]) if "#" in marked else None
        made = PanelAct(
            cast(PanelActKind, kind),
            marked.get("+"),
            marked.get("="),
            " ".join(word for word in words if word[0] not in marked) or None,
            None if kind == "undo" else number,
            undoes=number if kind == "undo" else None,
            session=marked.get("@", "panel"),
            seq=seq,
            at=at(clock),
        )
        found.append(made)
    return tuple(found)


@st.composite
def logs(draw: st.DrawFn, most: int = 12) -> tuple[PanelAct, ...]:
    """Draw unlikely acts, some of which make no sense, by a clock that may go back."""
    found: list[PanelAct] = []
    moment = START
    for seq in range(1, draw(st.integers(0, most)) + 1):
        moment += timedelta(seconds=draw(st.integers(-60, 600)))
        found.append(_any_act(draw, seq, moment))
    return tuple(found)


def _any_act(draw: st.DrawFn, seq: int, moment: datetime) -> PanelAct:
    ids = st.sampled_from([p.id for p in PEOPLE])
    values = (*ARRIVALS, "starred", "plain", "asked", "open", "aimed", "nonsense")
    return PanelAct(
        draw(st.sampled_from(get_args(PanelActKind))),
        session=draw(st.sampled_from(("panel", "panel", "talk"))),
        person=draw(st.none() | st.just("") | ids),
        value=draw(st.none() | st.sampled_from(values)),
        text=draw(st.none() | st.just("Why?")),
        item=draw(st.none() | st.integers(-1, 8)),
        order=tuple(draw(st.lists(ids, unique=True))),
        segments=draw(st.sampled_from(((), PLAN, PLAN[1:], (Segment("Duel", 10),)))),
        undoes=draw(st.none() | st.integers(1, max(1, seq - 1))),
        seq=seq,
        at=moment,
    )
