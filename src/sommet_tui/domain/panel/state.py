"""A panel after its acts: everything a moderator sees, but for the instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sommet_tui.domain.panel.acts import ARRIVALS, Arrival, PanelAct, in_force, of_session
from sommet_tui.domain.panel.airtime import Turn
from sommet_tui.domain.panel.questions import Hand, Question, hands, questions
from sommet_tui.domain.panel.seating import seated
from sommet_tui.domain.panel.segments import usual_segments
from sommet_tui.domain.preparation import Preparation, Segment
from sommet_tui.domain.programme import Participant, Session


@dataclass(frozen=True, slots=True)
class Panel:
    """One session as its moderator has it.

    `people` are in seating order. `plan` are the segments, `begun` their numbers and when each was
    begun by hand, in order. `shares` are target shares in percent, by id. `turns` are in order too.
    """

    session: Session
    people: tuple[Participant, ...]
    arrivals: Mapping[str, Arrival]
    plan: tuple[Segment, ...]
    shares: Mapping[str, int]
    begun: tuple[tuple[int, datetime], ...]
    turns: tuple[Turn, ...]
    questions: tuple[Question, ...]
    hands: tuple[Hand, ...]


def panel(session: Session, preparation: Preparation, acts: Sequence[PanelAct]) -> Panel:
    """A session after the acts of its whole event, which are in the order of `seq`."""
    standing = in_force(acts)
    own = of_session(standing, session.id)
    plan = preparation.segments or usual_segments(session.duration)
    order = preparation.seating
    begun: list[tuple[int, datetime]] = []
    turns: list[Turn] = []
    for act in own:
        if act.act == "plan":
            plan = act.segments or plan
            begun = [each for each in begun if each[0] < len(plan)]
        elif act.act == "seating":
            order = act.order
        elif act.act == "segment" and act.item is not None and 0 <= act.item < len(plan):
            begun.append((act.item, act.at))
        elif act.act == "turn":
            turns.append(Turn(act.person, act.at))
    return Panel(
        session=session,
        people=seated(session, order),
        arrivals=arrivals(standing, session.id),
        plan=plan,
        shares=preparation.shares,
        begun=tuple(begun),
        turns=tuple(turns),
        questions=questions(preparation.questions, own),
        hands=hands(own),
    )


def arrivals(acts: Iterable[PanelAct], session: str | None = None) -> Mapping[str, Arrival]:
    """Where each person was last seen, by id; `acts` are in force. Who is missing: "not_seen".

    Whoever was on stage in another session has arrived, no more.
    """
    found: dict[str, Arrival] = {}
    for act in acts:
        if act.act != "arrival" or act.person is None:
            continue
        for arrival in ARRIVALS:
            if arrival == act.value:
                found[act.person] = arrival
        if found.get(act.person) == "on_stage" and session not in (None, act.session):
            found[act.person] = "arrived"
    return found
