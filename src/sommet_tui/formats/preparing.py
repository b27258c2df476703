"""What a session of the wire model prepares for its moderator."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from types import MappingProxyType

from sommet_tui.domain import programme as domain
from sommet_tui.domain.preparation import (
    QUESTION_LIMIT,
    SEGMENT_LIMIT,
    UNPREPARED,
    Preparation,
    Prepared,
    Segment,
)
from sommet_tui.domain.values import dataclass
from sommet_tui.formats import wire
from sommet_tui.formats.facts import Loc
from sommet_tui.formats.report import Report
from sommet_tui.formats.sessions import FirstSeen, Surroundings, expect, place_of

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Here:
    """A session in the file: `node` is what it was made from.

    `people` are the ids of those in it, None where that cannot be told.
    """

    loc: Loc
    node: object
    people: Collection[str] | None
    around: Surroundings

    def place(self, key: str, index: int) -> Loc:
        """The place in the file of an item of the list under `key`."""
        return (*self.loc, key, place_of(self.node, key, index))

    def has(self, person: str, place: Loc) -> bool:
        """Whether someone is in this session; if not, that is an error."""
        known, report = self.around.known.people, self.around.report
        if not expect(person, place, "unknown-person", known, report):
            return False
        return expect(person, place, "not-in-session", self.people, report)


def make_preparation(
    session: wire.Session,
    where: tuple[Loc, object],
    made: domain.Session | None,
    around: Surroundings,
) -> Preparation | None:
    """What is prepared; None where nothing is.

    `where` is the session's place in the file and what it was made from; `made` is what it
    became, None where that could not be told.
    """
    loc, node = where
    torn = around.report.is_torn((*loc, "people"))
    people = None if torn else dict.fromkeys(entry.person for entry in session.people)
    here = _Here(loc, node, people, around)
    found = Preparation(
        segments=_segments(session, here, made),
        questions=_questions(session, here),
        seating=_seating(session, here),
        shares=_shares(session, here),
    )
    return None if found == UNPREPARED else found


def _segments(
    session: wire.Session, here: _Here, made: domain.Session | None
) -> tuple[Segment, ...]:
    report = here.around.report
    found = []
    for index, segment in enumerate(session.segments):
        name = report.name(here.place("segments", index), "name", segment.name, SEGMENT_LIMIT)
        found.append(Segment(name, segment.minutes))
    if made is not None and found:
        _expect_to_fill(found, made, (*here.loc, "segments"), report)
    return tuple(found)


def _expect_to_fill(
    segments: list[Segment], made: domain.Session, loc: Loc, report: Report
) -> None:
    minutes = sum(segment.minutes for segment in segments)
    available = made.duration // _MINUTE
    facts = {"minutes": str(minutes), "available": str(available)}
    if minutes > available:
        report.warn(loc, "segments-too-long", **facts, excess=str(minutes - available))
    elif minutes < available:
        report.warn(loc, "segments-too-short", **facts, missing=str(available - minutes))


def _questions(session: wire.Session, here: _Here) -> tuple[Prepared, ...]:
    report = here.around.report
    found = []
    for index, question in enumerate(session.questions):
        place = here.place("questions", index)
        text = report.name(place, "text", question.text, QUESTION_LIMIT)
        if question.to is not None:
            here.has(question.to, (*place, "to"))
        found.append(Prepared(text, question.to))
    return tuple(found)


def _seating(session: wire.Session, here: _Here) -> tuple[str, ...]:
    seen = FirstSeen(here.around.report, "duplicate-seat", "id")
    found = []
    for index, person in enumerate(session.seating):
        place = here.place("seating", index)
        if here.has(person, place) and seen.note(person, place):
            found.append(person)
    return tuple(found)


def _shares(session: wire.Session, here: _Here) -> Mapping[str, int]:
    shares = {p.person: p.share for p in session.people if p.share is not None}
    total = sum(shares.values())
    if total > 100:
        here.around.report.error((*here.loc, "people"), "shares", total=str(total))
    return MappingProxyType(shares)
