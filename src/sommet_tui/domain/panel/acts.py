"""What a moderator or the crew records of a panel, each one record of an append-only log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, get_args

from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.rundown.acts import NOT_YET, Uid
from sommet_tui.domain.values import dataclass

PanelActKind = Literal[
    "arrival", "turn", "segment", "plan", "seating", "ask", "question", "hand", "limit", "undo"
]
PANEL_ACT_KINDS: tuple[PanelActKind, ...] = get_args(PanelActKind)

Arrival = Literal["not_seen", "arrived", "on_stage"]
ARRIVALS: tuple[Arrival, ...] = get_args(Arrival)

MODERATION = ""
"""Who speaks in the moderator's own turns, where the programme names no moderator."""

# The kinds of values below, as `domain.records` reads and limits them.
Speaker = str
QuestionText = str
Seating = tuple[str, ...]
Segments = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class PanelAct:
    """One record of the log, or what is to become one.

    `arrival`: `person` is `value` (an `Arrival`). `turn`: `person` speaks from here, None for
    nobody. `segment`: the segment with the number `item` begins. `plan`: `segments` are the plan
    from here. `seating`: `order` holds the people's ids from left to right. `ask`: a question,
    its `text`, aimed at `person` or at no one. `question`: the one numbered `item` is `value`:
    "starred", "plain", "asked" or "open", or "aimed" at `person`. `hand`: raised where `text`
    says, or, with an `item`, the one of that number was taken. `limit`: a turn may last `item`
    seconds from here, 0 for as long as it likes. `undo`: the act `undoes` has no
    effect.

    Recording adds the rest: the id of its `session`, and when it was recorded, aware, in UTC, in
    whole seconds.
    """

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


def in_force(acts: Sequence[PanelAct]) -> tuple[PanelAct, ...]:
    """Return the acts in force, without undos; an undo can itself be undone."""
    taken: set[int] = set()
    for act in reversed(acts):
        if act.act == "undo" and act.undoes is not None and act.seq not in taken:
            taken.add(act.undoes)
    return tuple(a for a in acts if a.act != "undo" and a.seq not in taken)


def of_session(acts: Iterable[PanelAct], session: str) -> tuple[PanelAct, ...]:
    """Return those of one session, in their order."""
    return tuple(act for act in acts if act.session == session)


def latest_to_undo(acts: Sequence[PanelAct]) -> PanelAct | None:
    """Return the latest of these acts in force; None if there is none."""
    standing = in_force(acts)
    return standing[-1] if standing else None


def latest_undone(acts: Sequence[PanelAct]) -> tuple[PanelAct, PanelAct] | None:
    """Return the latest undo in force and its act; None if an act in force came after the undo."""
    standing = latest_to_undo(acts)
    found = {act.seq: act for act in acts}
    again = {act.undoes for act in acts if act.act == "undo"}
    for undo in reversed(acts):
        if undo is standing:
            return None
        act = found.get(undo.undoes or 0)
        if undo.act == "undo" and undo.seq not in again and act is not None and act.act != "undo":
            return undo, act
    return None
