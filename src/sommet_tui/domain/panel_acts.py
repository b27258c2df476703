"""The acts of a panel, by its moderator or the crew: each is one record of an append-only log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Literal, get_args

from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.rundown.acts import NOT_YET, Uid
from sommet_tui.domain.values import dataclass

PanelActKind = Literal[
    "arrival", "turn", "segment", "plan", "seating", "ask", "question", "hand", "limit", "undo"
]

Arrival = Literal["not_seen", "arrived", "on_stage"]
ARRIVALS: tuple[Arrival, ...] = get_args(Arrival)

MODERATION = ""
"""The person in the moderator's own turns if the programme names no moderator."""

# The kinds of values below; `domain.records` reads and limits them by these names.
Speaker = str
QuestionText = str
Seating = tuple[str, ...]
Segments = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class PanelAct:
    """One record of the log, or a request for one.

    - `arrival`: `value` is the `Arrival` of `person`.
    - `turn`: `person` has the floor from now on; with None, no one has it.
    - `segment`: the segment with the number `item`, called `text`, begins.
    - `plan`: `segments` replace the plan.
    - `seating`: `order` has the people's ids from left to right.
    - `ask`: adds a question with a `text`, to `person` or to everyone.
    - `question`: question number `item` becomes `value`: "starred", "plain", "asked" or "open"; or
      it is "aimed" at `person`.
    - `hand`: a hand is raised at the place `text`; with an `item`, that hand was taken,
      and whoever had the floor has it no longer.
    - `limit`: a turn may last `item` seconds from now on; 0 for no limit.
    - `undo`: the act `undoes` has no effect.

    Recording adds the id of its `session`, and the time in UTC, in whole seconds.
    """

    KIND: ClassVar = "panel"
    """The kind of its records."""
    act: PanelActKind
    person: Speaker | None = None
    value: str | None = None
    text: QuestionText | None = None
    item: int | None = None
    order: Seating = ()
    segments: Segments = ()
    undoes: int | None = None
    session: str = ""
    seq: int = 0
    at: datetime = NOT_YET
    uid: Uid = ""
    by: str | None = None


def next_arrival(arrival: Arrival) -> Arrival:
    """Return the next arrival of a person; "not_seen" follows the last one."""
    return ARRIVALS[(ARRIVALS.index(arrival) + 1) % len(ARRIVALS)]


def in_force(acts: Sequence[PanelAct]) -> tuple[PanelAct, ...]:
    """Return the acts in force, without undos; an undo can itself be undone."""
    undone: set[int] = set()
    for act in reversed(acts):
        if act.act == "undo" and act.undoes is not None and act.seq not in undone:
            undone.add(act.undoes)
    return tuple(a for a in acts if a.act != "undo" and a.seq not in undone)


def of_session(acts: Iterable[PanelAct], session: str) -> tuple[PanelAct, ...]:
    """Return the acts of one session, in their order."""
    return tuple(act for act in acts if act.session == session)


def latest_to_undo(acts: Sequence[PanelAct]) -> PanelAct | None:
    """Return the latest of these acts that is in force, or None."""
    latest = in_force(acts)
    return latest[-1] if latest else None


def latest_undone(acts: Sequence[PanelAct]) -> tuple[PanelAct, PanelAct] | None:
    """Return the latest undo in force and its act; None if an act in force came after the undo."""
    latest = latest_to_undo(acts)
    found = {act.seq: act for act in acts}
    undone = {act.undoes for act in acts if act.act == "undo"}
    for undo in reversed(acts):
        if undo is latest:
            return None
        act = found.get(undo.undoes or 0)
        if undo.act == "undo" and undo.seq not in undone and act is not None and act.act != "undo":
            return undo, act
    return None
