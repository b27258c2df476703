"""Events and sessions without ids of their own keep the ids under which they were seen first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import assume, given

from sommet_tui.domain.preparation import Preparation, Segment
from sommet_tui.domain.programme import Programme, Session, Translations
from sommet_tui.domain.recognition import Known, as_known, known_version, with_known_ids
from sommet_tui.domain.values import replace
from tests.builders import DAY, NEXT_DAY, participant, pause, programme, session
from tests.strategies import programmes

BEFORE = DAY - timedelta(days=1)
TODAY = DAY - timedelta(days=30)
HERE, THERE = "/home/ada/days.csv", "/media/stick/copy.csv"

MONDAY = (
    session("opening", "09:00", "09:30", room="main", people=[participant("ada")]),
    session("keynote", "10:00", "11:00", room="main", people=[participant("bob")]),
    pause("lunch", "12:00", "13:00"),
    session("panel", "14:00", "15:00", room="lab", title="Everything about panels"),
)
TUESDAY = (
    session("keynote-1000", "10:00", "11:00", day=NEXT_DAY, room="main", title="Keynote"),
    session("closing", "16:00", "16:30", day=NEXT_DAY, room="main"),
)


def sheet(*sessions: Session, id_: str = "days") -> Programme:
    """Return a programme as a reader returns that of a sheet without ids."""
    return replace(programme(*sessions), id=id_, has_derived_id=True)


FIRST = sheet(*MONDAY, *TUESDAY)
KNOWN = as_known(FIRST, HERE, None)


def derived(found: Programme) -> frozenset[str]:
    return frozenset(session.id for session in found.sessions)


def recognised(
    found: Programme, *known: Known, where: str = HERE, today: date = TODAY
) -> Programme:
    """Return a programme without any id of its own as it is known."""
    version = known_version(found, derived(found), where, known, today)
    return with_known_ids(found, derived(found), version) if version is not None else found


def kept(found: Programme, where: str = HERE, today: date = TODAY) -> bool:
    """Return whether a programme with another id is recognised as the known one."""
    return recognised(replace(found, id="other"), KNOWN, where=where, today=today).id == "days"


def ids(found: Programme) -> list[str]:
    return [session.id for session in found.sessions]


def shifted(sessions: Sequence[Session], days: int) -> list[Session]:
    by = timedelta(days=days)
    return [replace(s, start=s.start + by, end=s.end + by, day=s.day + by) for s in sessions]


def retitled(old: Session) -> Session:
    return replace(old, id=f"x-{old.id}", title=old.title[::-1], participants=())


EXTRA = [session(f"extra-{n}", f"{n}:00", f"{n}:30", day=BEFORE, room="main") for n in range(9, 20)]


@pytest.mark.parametrize(
    ("sessions", "where", "same"),
    [
        ((*EXTRA, *MONDAY, *TUESDAY), HERE, True),
        (MONDAY, HERE, True),
        (TUESDAY[:1], HERE, True),
        ((MONDAY[0], *EXTRA), HERE, False),
        ((MONDAY[0], *map(retitled, MONDAY[1:])), HERE, True),  # all else is at the same place
        ([retitled(session) for session in MONDAY], HERE, False),  # other sessions at these times
        (EXTRA, HERE, False),
        ((*MONDAY, *TUESDAY), THERE, True),
        ((EXTRA[0], *MONDAY, *TUESDAY), THERE, True),
        (MONDAY[:2], THERE, False),  # a sheet of one room
        ((*EXTRA, *MONDAY, *TUESDAY), THERE, False),
    ],
)
def test_an_event_is_the_same_if_most_of_its_sessions_were_seen_before(
    sessions: Sequence[Session], where: str, same: bool
) -> None:
    assert kept(sheet(*sessions), where) is same


@pytest.mark.parametrize(
    ("days", "today", "where", "same"),
    [
        (1, NEXT_DAY + timedelta(days=1), HERE, True),  # one day is common
        (2, NEXT_DAY, HERE, True),  # postponed during the event
        (2, NEXT_DAY + timedelta(days=1), HERE, False),  # it was over
        (-7, TODAY, HERE, True),
        (182, TODAY, HERE, True),
        (183, TODAY, HERE, False),
        (364, TODAY, HERE, False),  # the next edition
        (-364, TODAY, HERE, False),
        (1, TODAY, THERE, False),  # nothing is at the same time
    ],
)
def test_the_next_edition_is_another_event_and_a_postponed_one_is_not(
    days: int, today: date, where: str, same: bool
) -> None:
    assert kept(sheet(*shifted(FIRST.sessions, days)), where, today) is same


def test_an_event_with_the_derived_id_of_a_known_one_is_that_one() -> None:
    changed = sheet(*map(retitled, MONDAY))
    assert ids(recognised(changed, KNOWN)) == ids(FIRST)[:4]
    assert ids(recognised(changed, KNOWN, where=THERE)) == ids(FIRST)[:4]
    later = sheet(*shifted(MONDAY, 7))
    assert recognised(later, KNOWN, where=THERE) == later


def test_parallel_sheets_with_the_same_titles_are_different_events() -> None:
    beside = [replace(s, rooms=("other",)) for s in FIRST.sessions]
    assert not kept(sheet(*beside), THERE)


def test_an_event_with_an_id_is_only_the_one_with_that_id() -> None:
    own = replace(FIRST, id="own", has_derived_id=False)
    assert known_version(own, derived(own), HERE, [KNOWN], TODAY) is None
    known = as_known(own, THERE, None)
    assert known_version(own, derived(own), HERE, [KNOWN, known], TODAY) == known


def test_of_several_versions_the_one_with_most_in_common_is_it() -> None:
    other = as_known(sheet(*MONDAY, id_="monday"), HERE, None)
    assert recognised(FIRST, other, KNOWN).id == "days"
    assert recognised(FIRST, KNOWN, other).id == "days"


def test_sessions_keep_their_ids_if_an_earlier_day_has_the_same_titles() -> None:
    """Without that, the bookmark of Monday's keynote would move to Sunday's."""
    new = session("keynote", "10:00", "11:00", day=BEFORE, room="main")
    moved = replace(MONDAY[1], id="keynote-0207")
    found = recognised(sheet(new, MONDAY[0], moved, *MONDAY[2:], *TUESDAY), KNOWN)
    assert ids(found) == ["keynote-2", *ids(FIRST)]


@pytest.mark.parametrize(
    "changed",
    [
        replace(MONDAY[1], title="Keynotes"),
        replace(MONDAY[1], start=MONDAY[1].start + timedelta(minutes=15)),
        replace(MONDAY[1], title="What Bob thinks", rooms=("lab",)),  # the same person and time
        replace(MONDAY[1], title="Something else", participants=()),  # the same place
        replace(MONDAY[1], rooms=("hall",)),
    ],
)
def test_a_session_keeps_its_id_if_its_title_time_or_room_changes(changed: Session) -> None:
    changed = replace(changed, id="made-anew")
    found = recognised(sheet(MONDAY[0], changed, *MONDAY[2:], *TUESDAY), KNOWN)
    assert ids(found) == ids(FIRST)


def test_someone_else_with_something_else_in_a_place_is_another_session() -> None:
    other = replace(MONDAY[1], id="made", title="Cid’s talk", participants=(participant("cid"),))
    found = recognised(sheet(MONDAY[0], other, *MONDAY[2:], *TUESDAY), KNOWN)
    assert "keynote" not in ids(found)


def test_two_sessions_that_exchange_their_places_keep_their_own_ids() -> None:
    one, two = MONDAY[0], MONDAY[1]
    swapped = [
        replace(one, id="a", start=two.start, end=two.end),
        replace(two, id="b", start=one.start, end=one.end),
    ]
    found = recognised(sheet(*swapped, *MONDAY[2:], *TUESDAY), KNOWN)
    assert {s.title: s.id for s in found.sessions[:2]} == {
        "Opening": "opening",
        "Keynote": "keynote",
    }


def test_a_session_that_was_gone_for_a_while_gets_its_id_back() -> None:
    renamed = replace(MONDAY[3], id="made", title="Anything about panels")
    second = recognised(sheet(*MONDAY[:3], renamed, *TUESDAY), KNOWN)
    known = as_known(second, HERE, KNOWN)
    third = recognised(sheet(*MONDAY[:3]), known)
    known = as_known(third, HERE, known)
    assert [session.id for session in known.gone] == ["panel", "keynote-1000", "closing"]
    assert ids(recognised(sheet(*MONDAY[:3], renamed, *TUESDAY), known)) == ids(FIRST)


def test_an_id_in_the_file_always_counts() -> None:
    given = replace(MONDAY[0], title="Something new", id="keynote", start=MONDAY[0].start)
    moved = replace(MONDAY[1], id="keynote-1000")
    found = sheet(given, moved, *MONDAY[2:])
    recognised_now = with_known_ids(found, derived(found) - {"keynote"}, KNOWN)
    assert recognised_now.sessions[0].id == "keynote"
    assert recognised_now.sessions[1].id == "keynote-1000"


def test_everything_about_a_session_follows_its_id() -> None:
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
    found = recognised(found, KNOWN)
    assert found.abstracts == {"keynote": "Words", "opening": "Hello"}
    assert found.preparations == {"keynote": prepared}
    assert found.cues == {"keynote": "video"}
    assert found.translations == {"keynote": translated, "": Translations()}


def test_the_places_of_an_event_are_remembered_the_latest_first() -> None:
    known = as_known(FIRST, THERE, KNOWN)
    assert known.addresses == (THERE, HERE)
    assert as_known(FIRST, HERE, known).addresses == (HERE, THERE)
    for number in range(50):
        known = as_known(FIRST, f"/{number}", known)
    assert known.addresses[0] == "/49"
    assert len(known.addresses) == 20


@given(programmes())
def test_an_unchanged_programme_is_recognised_with_the_same_ids(found: Programme) -> None:
    assume(not all(session.is_break for session in found.sessions))
    found = replace(found, has_derived_id=True)
    known = as_known(found, HERE, None)
    made = {s.id: f"made-{number}" for number, s in enumerate(found.sessions)}
    again = replace(
        found, id="other", sessions=tuple(replace(s, id=made[s.id]) for s in found.sessions)
    )
    assert recognised(again, known, today=found.days[0]) == found


@given(programmes(), programmes())
def test_no_two_sessions_ever_get_one_id(before: Programme, after: Programme) -> None:
    known = as_known(before, HERE, None)
    found = with_known_ids(replace(after, has_derived_id=True), derived(after), known)
    assert len(set(ids(found))) == len(after.sessions)
    titles = {session.title for session in found.sessions}
    assert titles == {session.title for session in after.sessions}
    again = with_known_ids(found, derived(found), as_known(found, HERE, known))
    assert ids(again) == ids(found)
