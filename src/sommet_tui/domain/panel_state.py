"""The state of a panel after its acts, whatever the time is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sommet_tui.domain.panel import begun_number, carry_over, usual_segments
from sommet_tui.domain.panel_acts import ARRIVALS, Arrival, PanelAct, in_force, of_session
from sommet_tui.domain.panel_airtime import Turn
from sommet_tui.domain.panel_questions import Hand, Question, hands, questions
from sommet_tui.domain.panel_seating import seat_order
from sommet_tui.domain.preparation import UNPREPARED, Segment
from sommet_tui.domain.programme import Participant, Programme, Session
from sommet_tui.domain.values import dataclass


class Arrived(NamedTuple):
    """Whether a person is there, and since when; None if that was not recorded."""

    arrival: Arrival
    since: datetime | None


MISSING = Arrived("not_seen", None)
"""A person of whom no arrival was recorded."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One session as its moderator sees it.

    `people` are in seating order; `arrivals` are by id, and `has_arrivals` is whether anyone looked
    for these people that day. `plan` are the segments, `begun` their
    numbers and when each was begun by hand, in order. `shares` are target shares in percent, by id.
    `turns` are in order, and so are `hands`, including those who have spoken. `turn_limit` is the
    longest a turn may last, or None. `called` is the number of the hand that was called on last,
    until a turn begins or ends; or None.
    """

    session: Session
    people: tuple[Participant, ...]
    arrivals: Mapping[str, Arrived]
    has_arrivals: bool
    plan: tuple[Segment, ...]
    edited: bool
    shares: Mapping[str, int]
    begun: tuple[tuple[int, datetime], ...]
    turns: tuple[Turn, ...]
    turn_limit: timedelta | None
    questions: tuple[Question, ...]
    hands: tuple[Hand, ...]
    called: int | None


def panel(programme: Programme, session: Session, acts: Sequence[PanelAct]) -> Panel:
    """Return a session of a programme after the acts of the whole event, in the order of `seq`."""
    preparation = programme.preparations.get(session.id, UNPREPARED)
    valid, day = in_force(acts), same_day(programme, session)
    own = of_session(valid, session.id)
    speakers = sum(participant.role == "speaker" for participant in session.participants)
    plan = preparation.segments or usual_segments(session.duration, speakers)
    order, limit, called = preparation.seating, 0, None
    begun: list[tuple[int, datetime]] = []
    turns: list[Turn] = []
    for act in own:
        if act.act == "plan":
            changed = act.segments or plan
            begun = [*carry_over(begun, plan, changed, act.at)]
            plan = changed
        elif act.act == "seating":
            order = act.order
        elif act.act == "segment":
            number = begun_number(act.item, act.text, plan)
            if number is not None:
                begun.append((number, act.at))
        elif act.act == "turn":
            turns.append(Turn(act.person, act.at))
            called = None
        elif act.act == "hand" and act.item is not None:
            called = act.item
            if turns and turns[-1].person is not None:
                turns.append(Turn(None, act.at))
        elif act.act == "limit":
            limit = act.item or 0
    return Panel(
        session=session,
        people=seat_order(session, order),
        arrivals=arrivals(valid, session, day),
        has_arrivals=bool(
            recorded_arrivals(valid, day) & {person.id for person in session.participants}
        ),
        plan=plan,
        edited=any(act.act == "plan" for act in own),
        shares=preparation.shares,
        begun=tuple(begun),
        turns=tuple(turns),
        turn_limit=timedelta(seconds=limit) if limit > 0 else None,
        questions=questions(preparation.questions, own),
        hands=hands(own),
        called=called,
    )


def same_day(programme: Programme, session: Session) -> frozenset[str]:
    """Return the ids of the sessions of that session's event day, itself among them."""
    return frozenset(s.id for s in programme.sessions if s.day == session.day)


def arrivals(
    acts: Iterable[PanelAct], session: Session | None, day: Collection[str]
) -> Mapping[str, Arrived]:
    """Return each person's latest arrival on a day, and since when they are there, by id.

    `acts` are those in force, and `day` has the ids of the day's sessions: arrivals are not carried
    over to the next day. With a `session`, a person who was on stage in another session counts as
    arrived; None means all sessions. A person who takes the floor is on stage, since an unknown
    time. A person who has had a turn was there, and never counts as missing.
    """
    found: dict[str, Arrived] = {}
    heard: set[str] = set()
    for act in acts:
        arrival = _arrival(act)
        if arrival is None or not act.person or act.session not in day:
            continue
        is_here = session is None or act.session == session.id
        if act.act == "turn" and is_here:
            heard.add(act.person)
        if (arrival == "on_stage" and not is_here) or (
            arrival == "not_seen" and act.person in heard
        ):
            arrival = "arrived"
        before = found.get(act.person, MISSING)
        recorded = act.at if act.act == "arrival" else None
        since = recorded if before.arrival == "not_seen" else before.since
        found[act.person] = MISSING if arrival == "not_seen" else Arrived(arrival, since)
    return found


def recorded_arrivals(acts: Iterable[PanelAct], day: Collection[str]) -> frozenset[str]:
    """Return the ids of the people who were recorded as there or missing on a day.

    `acts` and `day` are as for `arrivals`. If there are none, no one counts as missing.
    """
    recorded = (
        act for act in acts if act.act == "arrival" and act.session in day and _arrival(act)
    )
    return frozenset(act.person for act in recorded if act.person)


def _arrival(act: PanelAct) -> Arrival | None:
    """Return the arrival that an act implies for its person, or None."""
    if act.act == "turn":
        return "on_stage"
    if act.act != "arrival":
        return None
    return next((arrival for arrival in ARRIVALS if arrival == act.value), None)
