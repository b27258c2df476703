"""Events and sessions without ids in their file keep the ids that they got first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

import pytest
from hypothesis import assume, given

from sommet_tui.domain.ids_across_versions import (
    KnownProgramme,
    earlier_version,
    facts_to_save,
    restore_known_ids,
)
from sommet_tui.domain.programme import Preparation, Programme, Segment, Session, Translations
from sommet_tui.domain.values import replace
from tests.acting import day_of
from tests.builders import DAY, programme, session
from tests.strategies import programmes
from tests.tables import listed, table

BEFORE = DAY - timedelta(days=1)
TODAY = DAY - timedelta(days=30)
HERE, THERE = "/home/ada/days.csv", "/media/stick/copy.csv"
ADDRESSES = {"here": HERE, "there": THERE}

MONDAY = day_of(
    "opening 09:00-09:30 @main +ada, keynote 10:00-11:00 @main +bob, lunch 12:00-13:00 break, "
    "panel 14:00-15:00 @lab = Everything about panels"
).sessions
TUESDAY = day_of(
    "keynote-1000 10:00-11:00 next-day @main = Keynote, closing 16:00-16:30 next-day @main"
).sessions


def sheet(*sessions: Session, id_: str = "days") -> Programme:
    """Return a programme as a reader returns that of a sheet without ids."""
    return replace(programme(*sessions), id=id_, has_derived_id=True)


FIRST = sheet(*MONDAY, *TUESDAY)
KNOWN = facts_to_save(FIRST, HERE, None)


def session_ids(found: Programme) -> frozenset[str]:
    return frozenset(session.id for session in found.sessions)


def recognise(
    found: Programme, *known: KnownProgramme, where: str = HERE, today: date = TODAY
) -> Programme:
    """Return a programme without ids in its file, as the app knows it."""
    version = earlier_version(found, session_ids(found), where, known, today)
    return restore_known_ids(found, session_ids(found), version) if version is not None else found


def is_recognised(found: Programme, where: str = HERE, today: date = TODAY) -> bool:
    """Return whether a programme with another id is recognised as the known one."""
    return recognise(replace(found, id="other"), KNOWN, where=where, today=today).id == "days"


def ids(found: Programme) -> list[str]:
    return [session.id for session in found.sessions]


def move_days(sessions: Sequence[Session], days: int) -> list[Session]:
    by = timedelta(days=days)
    return [replace(s, start=s.start + by, end=s.end + by, day=s.day + by) for s in sessions]


def change_title(old: Session) -> Session:
    return replace(old, id=f"x-{old.id}", title=old.title[::-1], participants=())


EXTRA = [session(f"extra-{n}", f"{n}:00", f"{n}:30", day=BEFORE, room="main") for n in range(9, 20)]


GROUPS = {
    "Sunday": EXTRA,
    "one of Sunday": EXTRA[:1],
    "Monday": MONDAY,
    "opening": MONDAY[:1],
    "opening and keynote": MONDAY[:2],
    "rest of Monday renamed": [*map(change_title, MONDAY[1:])],
    "Monday renamed": [*map(change_title, MONDAY)],
    "Tuesday": TUESDAY,
    "one of Tuesday": TUESDAY[:1],
}


@pytest.mark.parametrize(("groups", "where", "same"), table("recognised_events.txt", "sessions"))
def test_event_is_recognised_by_most_of_its_sessions(groups: str, where: str, same: str) -> None:
    sessions = chain.from_iterable(GROUPS[group] for group in listed(groups))
    assert is_recognised(sheet(*sessions), ADDRESSES[where]) == (same == "yes")


@pytest.mark.parametrize(
    ("days", "today", "where", "same"), table("recognised_events.txt", "days later")
)
def test_next_edition_is_a_new_event_but_a_postponed_event_is_not(
    days: str, today: str, where: str, same: str
) -> None:
    moved = sheet(*move_days(FIRST.sessions, int(days)))
    assert is_recognised(moved, ADDRESSES[where], date.fromisoformat(today)) == (same == "yes")


def test_event_with_a_known_derived_id_is_recognised() -> None:
    changed = sheet(*map(change_title, MONDAY))
    assert ids(recognise(changed, KNOWN)) == ids(FIRST)[:4]
    assert ids(recognise(changed, KNOWN, where=THERE)) == ids(FIRST)[:4]
    later = sheet(*move_days(MONDAY, 7))
    assert recognise(later, KNOWN, where=THERE) == later


def test_event_with_an_id_is_recognised_only_by_that_id() -> None:
    own = replace(FIRST, id="own", has_derived_id=False)
    assert earlier_version(own, session_ids(own), HERE, [KNOWN], TODAY) is None
    known = facts_to_save(own, THERE, None)
    assert earlier_version(own, session_ids(own), HERE, [KNOWN, known], TODAY) == known


def test_sessions_keep_their_ids_if_an_earlier_day_has_the_same_titles() -> None:
    """Without that, the bookmark of Monday's keynote would move to Sunday's."""
    new = session("keynote", "10:00", "11:00", day=BEFORE, room="main")
    moved = replace(MONDAY[1], id="keynote-0207")
    found = recognise(sheet(new, MONDAY[0], moved, *MONDAY[2:], *TUESDAY), KNOWN)
    assert ids(found) == ["keynote-2", *ids(FIRST)]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Keynotes"},
        {"start": MONDAY[1].start + timedelta(minutes=15)},
        {"title": "What Bob thinks", "rooms": ("lab",)},  # the same person and time
        {"title": "Something else", "participants": ()},  # the same place
        {"rooms": ("hall",)},
    ],
)
def test_session_keeps_its_id_if_its_title_time_or_room_changes(change: dict[str, Any]) -> None:
    changed = replace(MONDAY[1], **change, id="made-anew")
    found = recognise(sheet(MONDAY[0], changed, *MONDAY[2:], *TUESDAY), KNOWN)
    assert ids(found) == ids(FIRST)


def test_session_that_returns_gets_its_earlier_id() -> None:
    renamed = replace(MONDAY[3], id="made", title="Anything about panels")
    known = KNOWN
    for sessions in ((*MONDAY[:3], renamed, *TUESDAY), MONDAY[:3]):
        known = facts_to_save(recognise(sheet(*sessions), known), HERE, known)
    assert [session.id for session in known.gone] == ["panel", "keynote-1000", "closing"]
    assert ids(recognise(sheet(*MONDAY[:3], renamed, *TUESDAY), known)) == ids(FIRST)


def test_id_in_the_file_is_never_replaced() -> None:
    given = replace(MONDAY[0], title="Something new", id="keynote")
    moved = replace(MONDAY[1], id="keynote-1000")
    found = sheet(given, moved, *MONDAY[2:])
    recognised_now = restore_known_ids(found, session_ids(found) - {"keynote"}, KNOWN)
    assert ids(recognised_now)[:2] == ["keynote", "keynote-1000"]


def test_all_facts_of_a_session_move_to_its_recognised_id() -> None:
    changed = replace(MONDAY[1], id="made", title="Keynotes")
    prepared = Preparation(segments=(Segment("welcome", 5),))
    translated = Translations(title={"en": "Keynotes", "fr": "Conférences"})
    found = replace(
        sheet(MONDAY[0], changed, *MONDAY[2:], *TUESDAY),
        abstracts={"made": "Words", "opening": "Hello"},
        preparations={"made": prepared},
        cues={"made": "video"},
        translations={"made": translated, "": Translations()},
    )
    found = recognise(found, KNOWN)
    assert found.abstracts == {"keynote": "Words", "opening": "Hello"}
    assert found.preparations == {"keynote": prepared}
    assert found.cues == {"keynote": "video"}
    assert found.translations == {"keynote": translated, "": Translations()}


def test_event_addresses_are_saved_latest_first() -> None:
    known = facts_to_save(FIRST, THERE, KNOWN)
    assert known.addresses == (THERE, HERE)
    assert facts_to_save(FIRST, HERE, known).addresses == (HERE, THERE)
    for number in range(50):
        known = facts_to_save(FIRST, f"/{number}", known)
    assert known.addresses[0] == "/49"
    assert len(known.addresses) == 20


@given(programmes())
def test_unchanged_programme_is_recognised_with_the_same_ids(found: Programme) -> None:
    assume(not all(session.is_break for session in found.sessions))
    found = replace(found, has_derived_id=True)
    known = facts_to_save(found, HERE, None)
    made = {s.id: f"made-{number}" for number, s in enumerate(found.sessions)}
    again = replace(
        found, id="other", sessions=tuple(replace(s, id=made[s.id]) for s in found.sessions)
    )
    assert recognise(again, known, today=found.days[0]) == found


@given(programmes(), programmes())
def test_two_sessions_never_get_the_same_id(before: Programme, after: Programme) -> None:
    known = facts_to_save(before, HERE, None)
    found = restore_known_ids(replace(after, has_derived_id=True), session_ids(after), known)
    assert len(set(ids(found))) == len(after.sessions)
    titles = {session.title for session in found.sessions}
    assert titles == {session.title for session in after.sessions}
    again = restore_known_ids(found, session_ids(found), facts_to_save(found, HERE, known))
    assert ids(again) == ids(found)
