"""The questions to a panel, prepared or asked spontaneously, and the raised hands in the room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zlib import crc32

from sommet_tui.domain.panel_acts import PanelAct
from sommet_tui.domain.preparation import Prepared
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Question:
    """A question at an instant; `number` is the `seq` of its act, or negative if it was prepared.

    The number of a prepared question depends on its text, so that it stays the same if questions
    are added before it. `asked_at` is when the moderator asked it, or None.
    """

    number: int
    text: str
    to: str | None = None
    starred: bool = False
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """A raised hand: its place in the room, and since when; `number` is the `seq` of its act.

    `taken_at` is when the person spoke, None while the hand is up. `before` is the number of
    earlier hands at the same place that were taken.
    """

    number: int
    text: str
    since: datetime
    taken_at: datetime | None = None
    before: int = 0


def questions(prepared: Iterable[Prepared], acts: Iterable[PanelAct]) -> tuple[Question, ...]:
    """Return the prepared questions, then the added ones, after the acts in force."""
    found: dict[int, Question] = {}
    for prepared_question in prepared:
        number = -1 - crc32(prepared_question.text.encode())
        while number in found:
            number -= 1
        found[number] = Question(number, prepared_question.text, prepared_question.to)
    for act in acts:
        if act.act == "ask" and act.text:
            found[act.seq] = Question(act.seq, act.text, act.person)
        elif act.act == "question" and act.item in found:
            found[act.item] = _apply(found[act.item], act)
    return tuple(found.values())


def _apply(question: Question, act: PanelAct) -> Question:
    if act.value in ("starred", "plain"):
        return replace(question, starred=act.value == "starred")
    if act.value in ("asked", "open"):
        return replace(question, asked_at=act.at if act.value == "asked" else None)
    return replace(question, to=act.person) if act.value == "aimed" else question


def hands(acts: Iterable[PanelAct]) -> tuple[Hand, ...]:
    """Return every raised hand, oldest first, including those that were taken."""
    found: dict[int, Hand] = {}
    for act in acts:
        if act.act != "hand":
            continue
        if act.item is not None:
            hand = found.get(act.item)
            if hand is not None and hand.taken_at is None:
                found[hand.number] = replace(hand, taken_at=act.at)
        elif act.text:
            found[act.seq] = Hand(act.seq, act.text, act.at)
    turns = Counter(fold(hand.text) for hand in found.values() if hand.taken_at is not None)
    return tuple(
        replace(hand, before=turns[fold(hand.text)] - (hand.taken_at is not None))
        for hand in found.values()
    )
