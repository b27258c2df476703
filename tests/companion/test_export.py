"""What leaves the program: JSON shapes, calendars and files, changes of the programme."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.export import Exporter
from sommet_tui.companion.json.now_sessions_and_bookmarks import (
    agenda_view,
    bookmarks_view,
    export_view,
    info_view,
    notes_view,
    now_view,
)
from sommet_tui.companion.ports import Calendar, SavingError
from sommet_tui.companion.settings import SETTINGS, Settings
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Link, Programme, Room, Session, Track, Venue
from sommet_tui.domain.values import replace
from sommet_tui.storage.files import WholeFiles
from sommet_tui.storage.user_data import SqliteRevisions
from tests.builders import DAY, at, participant, pause, programme, session, write_note
from tests.companion.windows import Window
from tests.refusals import raised

ADA, BOB = participant("ada", affiliation="Institute"), participant("bob")
MINUTE = timedelta(minutes=1)


def event() -> Programme:
    talk = session("talk", "10:30", "11:30", room="main", track="web", people=[ADA, BOB])
    made = programme(
        session("panel", "09:00", "10:00", room="main", people=[ADA]),
        pause("tea", "10:00", "10:30", room="main"),
        replace(talk, links=(Link("Slides", "https://example.org/talk"),)),
        session("side", "09:30", "10:30", room="side", people=[BOB]),
        abstracts={"talk": "Of water."},
    )
    return replace(
        made,
        rooms=(Room("main", "Main"), Room("side", "Side")),
        tracks=(Track("web", "Web"),),
        venue=Venue("Palace", "1 Example Place"),
        url="https://example.org",
    )


@pytest.fixture
def one(tmp_path: Path) -> Window:
    return Window(tmp_path / "sommet.sqlite3", programme=event())


def edition(made: Programme) -> Loaded:
    return Loaded("paper", made)


def test_now_json_has_one_lane_per_room(one: Window) -> None:
    now = at("10:10")
    view = now_view(one.snapshot, one.snapshot.moment(now))
    main, side = view["lanes"]
    assert (main["room"], main["now"], main["next"]["id"]) == ("main", [], "talk")
    assert main["gap"] == {
        "start": "2025-02-07T10:00:00+01:00",
        "end": "2025-02-07T10:30:00+01:00",
        "break_id": "tea",
    }
    assert [running["id"] for running in side["now"]] == ["side"]
    assert (side["next"], side["remaining_seconds"]) == (None, 20 * 60)
    one.companion.choose_room("side")
    narrowed = now_view(one.snapshot, one.snapshot.moment(now))
    assert [lane["room"] for lane in narrowed["lanes"]] == ["side"]


def test_session_json_has_all_keys_even_if_values_are_missing(one: Window) -> None:
    sessions = one.snapshot.shown_sessions
    views = agenda_view(one.snapshot, at("08:30"), sessions)["sessions"]
    assert len({frozenset(view) for view in views}) == 1
    talk = next(view for view in views if view["id"] == "talk")
    assert talk["links"] == [{"title": "Slides", "url": "https://example.org/talk", "kind": None}]
    assert talk["abstract"] == "Of water."
    assert talk["participants"][0]["affiliation"] == "Institute"
    one.companion.choose_room("side")
    assert [s.id for s in one.snapshot.shown_sessions] == ["side"]


def test_event_json_contains_the_venue(one: Window) -> None:
    found = info_view(one.snapshot)["programme"]
    assert found["venue"] == {"name": "Palace", "address": "1 Example Place"}
    nowhere = replace(one.snapshot, programme=replace(event(), venue=None))
    assert info_view(nowhere)["programme"]["venue"] is None


def test_bookmarks_are_exported_with_overlaps_and_removed_sessions(one: Window) -> None:
    for id_ in ("panel", "side"):
        one.mine.save_bookmark(id_)
    write_note(one.companion, "talk", "ask about water")
    bookmarks = bookmarks_view(one.snapshot, at("08:30"))["bookmarks"]
    assert [(b["id"], b["conflicts"]) for b in bookmarks] == [
        ("panel", ["side"]),
        ("side", ["panel"]),
    ]
    left = replace(event(), sessions=(event().by_id["panel"],))
    one.companion.show_programme(edition(left))
    snapshot = one.snapshot
    assert bookmarks_view(snapshot, at("08:30"))["bookmarks"][1]["session"] is None
    (note,) = notes_view(snapshot, at("08:30"))["notes"]
    assert (note["id"], note["text"], note["session"]) == ("talk", "ask about water", None)
    taken = export_view(snapshot, at("08:30"))
    assert [b["title"] for b in taken["bookmarks"]] == ["Panel", "Side"]
    assert [n["text"] for n in taken["notes"]] == ["ask about water"]


@pytest.fixture
def written() -> list[Calendar]:
    return []


@pytest.fixture
def exporter(one: Window, written: list[Calendar], tmp_path: Path) -> Exporter:
    def write(calendar: Calendar, alarm: timedelta | None) -> bytes:
        del alarm
        written.append(calendar)
        return b"a calendar"

    return Exporter(
        SqliteRevisions(one.database), lambda: write, WholeFiles(lambda: tmp_path), one.dial
    )


def describe(one: Session) -> tuple[str, str | None, str]:
    return one.title, "Main", "All about it"


def test_calendar_contains_bookmarks_at_announced_times(
    one: Window, exporter: Exporter, written: list[Calendar]
) -> None:
    one.mine.save_bookmark("talk")
    one.mine.save_bookmark("panel")
    write_note(one.companion, "talk", "ask")
    assert exporter.calendar(one.snapshot, describe) == b"a calendar"
    one.play("09:40 start panel")
    one.play("09:41 announce @main")
    exporter.calendar(one.snapshot, describe)
    before, after = (
        {a.uid: a.revision.entry.start for a in calendar.appointments} for calendar in written
    )
    (talk,) = [uid for uid in before if uid.startswith("talk@")]
    assert (before[talk], after[talk]) == (at("10:30"), at("10:40"))
    assert [note.text for _, note in written[-1].notes] == ["ask"]
    links = {a.uid: (a.link, a.category) for a in written[-1].appointments}
    assert links[talk] == ("https://example.org/talk", "Web")


def test_maybe_is_tentative_and_an_own_event_has_its_place(
    one: Window, exporter: Exporter, written: list[Calendar]
) -> None:
    one.mine.save_bookmark("talk", "maybe")
    own = one.mine.save_own_event("12:00-13:00 Lunch @ Side", DAY)
    one.mine.save_own_event("14:00-15:00 Call", DAY)
    one.mine.set_lead("talk", 15)
    exporter.calendar(one.snapshot, describe)
    talk, lunch, call = written[-1].appointments
    assert talk.tentative
    assert talk.extra == (("SOMMET-DEGREE", "MAYBE"), ("SOMMET-LEAD", "15"))
    assert lunch.uid.startswith(own.id)
    assert (lunch.revision.entry.place, lunch.tentative) == ("Side", False)
    assert lunch.extra == (("SOMMET-OWN", "TRUE"), ("SOMMET-PLACE", "side"))
    assert (call.revision.entry.place, len(call.extra)) == ("", 1)
    one.mine.save_bookmark("talk")
    exporter.calendar(one.snapshot, describe)
    assert written[-1].appointments[0].revision.entry != talk.revision.entry


def test_removed_session_is_withdrawn_if_it_was_exported_before(
    one: Window, exporter: Exporter, written: list[Calendar]
) -> None:
    one.mine.save_bookmark("talk")
    exporter.calendar(one.snapshot, describe)
    one.mine.save_bookmark("side")
    one.companion.show_programme(edition(replace(event(), sessions=event().sessions[:1])))
    exporter.calendar(one.snapshot, describe)
    (appointment,) = written[-1].appointments
    assert appointment.uid.startswith("talk@")
    assert appointment.category is None


def test_programme_calendar_has_people_and_abstracts(
    exporter: Exporter, written: list[Calendar]
) -> None:
    assert exporter.programme_calendar(event()) == b"a calendar"
    found = {a.uid.partition("@")[0]: a for a in written[-1].appointments}
    assert set(found) == {"panel", "tea", "talk", "side"}
    assert found["talk"].description == "Speaker: Ada [Institute]; Bob\n\nOf water."
    assert found["tea"].description == ""


def test_files_are_named_after_the_programme_and_the_session(
    one: Window, exporter: Exporter, tmp_path: Path
) -> None:
    paths = [exporter.save_new(one.snapshot, "md", b"", session) for session in (None, "talk")]
    names = [f"{one.programme.id}.md", f"{one.programme.id}-talk.md"]
    assert paths == [str(tmp_path / name) for name in names]
    path = str(tmp_path / "day.ics")
    exporter.save(path, b"1", replace=False)
    refused = raised(SavingError, exporter.save, path, b"2", replace=False)
    assert (refused.code, refused.path) == ("exists", path)
    exporter.save(path, b"2", replace=True)


def test_every_setting_has_an_entry_and_a_default() -> None:
    assert {setting.name for setting in SETTINGS} == set(Settings.__match_args__)
