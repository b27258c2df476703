"""Calendars that other programs read as they were meant."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.ports import Appointment, Calendar, ImportFileError
from sommet_tui.domain.calendar_revisions import Revision, make_entry
from sommet_tui.domain.imports import plan_import
from sommet_tui.domain.limits import MAX_IMPORTS
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme
from sommet_tui.formats.calendar_file import write_calendar
from sommet_tui.formats.readers import read_imports
from tests.builders import at, programme, session
from tests.refusals import refusal
from tests.strategies import bookmarks, programmes

pytestmark = pytest.mark.lowest

ODD = (
    'Comma, semicolon; colon: backslash \\ quote \u201c\u00bb "x"',
    "👩\u200d💻 🇫🇷 ❤️ 人工智能与公共利益 " * 12,
    "Line one\\n is no new line",
    "Œuvres & <communs>",
)
MADE = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


def _calendar(one: Programme, ids: list[str], notes: tuple[Note, ...] = ()) -> Calendar:
    return Calendar(
        name=one.title,
        timezone=one.timezone,
        link="https://example.org/",
        source="https://example.org/a,b;c",
        appointments=tuple(
            Appointment(
                f"{id_}@example",
                Revision(
                    make_entry(one.by_id[id_], one.by_id[id_].title, "Room; A, 1", ""), 2, MADE
                ),
                MADE,
                "First line\nsecond, line; of text",
                "Track, 1",
            )
            for id_ in ids
        ),
        notes=tuple((f"{note.session}@example", note) for note in notes),
    )


def _odd(timezone: str) -> Programme:
    items = [
        session(f"s{n}", f"{9 + n}:00", f"{10 + n}:00", timezone=timezone, title=title)
        for n, title in enumerate(ODD)
    ]
    cancelled = session("off", "15:00", "16:00", timezone=timezone, state="cancelled")
    return programme(*items, cancelled, timezone=timezone)


ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]


@pytest.mark.parametrize("timezone", ZONES)
def test_vobject_reads_the_exported_calendar(timezone: str) -> None:
    one = _odd(timezone)
    written = write_calendar(_calendar(one, list(one.by_id)), timedelta(minutes=5))
    assert max(map(len, written.split(b"\r\n"))) <= 75
    read = vobject.readOne(written.decode())
    events = {event.uid.value: event for event in read.vevent_list}
    for item in one.sessions:
        event = events[f"{item.id}@example"]
        assert event.summary.value == item.title
        assert event.dtstart.value == item.start
        assert event.dtend.value == item.end
        assert event.location.value == "Room; A, 1"
        assert event.description.value == "First line\nsecond, line; of text"
        assert event.status.value == ("CANCELLED" if item.cancelled else "CONFIRMED")
        assert hasattr(event, "valarm") is not item.cancelled


@pytest.mark.skipif(sys.platform == "win32", reason="khal does not run there")
@pytest.mark.parametrize("timezone", ZONES[1:2])
def test_khal_imports_the_exported_calendar(timezone: str, tmp_path: Path) -> None:
    one = _odd(timezone)
    note = Note("s0", "x", "Mine.", MADE)
    file = tmp_path / "picks.ics"
    file.write_bytes(write_calendar(_calendar(one, list(one.by_id), (note,)), None))
    (tmp_path / "calendar").mkdir()
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[mine]]\npath = {tmp_path}/calendar\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"local_timezone = {timezone}\ndefault_timezone = {timezone}\n[default]\n",
        encoding="utf-8",
    )
    khal = [str(Path(sys.executable).with_name("khal")), "-c", str(config)]
    env = os.environ | {"LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
    imported = subprocess.run(
        [*khal, "import", "--batch", str(file)], capture_output=True, env=env, check=False
    )
    assert imported.returncode == 0, imported.stderr.decode()
    shown = "{start-time}|{end-time}|{title}|{location}"
    listed = subprocess.run(
        [*khal, "list", "--format", shown, "--day-format", "", "2025-02-07", "1d"],
        capture_output=True,
        env=env,
        check=True,
    ).stdout.decode()
    for n, title in enumerate(ODD):
        assert f"{9 + n:02}:00|{10 + n:02}:00|{title.strip()}" in listed
    assert "Room; A, 1" in listed


def test_calendar_export_is_reproducible() -> None:
    one = _odd("Europe/Paris")
    written = write_calendar(_calendar(one, ["s0"]), None)
    assert written == write_calendar(_calendar(one, ["s0"]), None)
    for line in (
        b"NAME:Example Day",
        b"X-WR-CALNAME:Example Day",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        b"SOURCE;VALUE=URI:https://example.org/a,b;c",
        b"UID:s0@example",
        b"SEQUENCE:2",
        b"DTSTART:20250207T080000Z",
        b"LAST-MODIFIED:20250102T030405Z",
    ):
        assert line in written.split(b"\r\n")
    assert b"VALARM" not in written


@given(st.data())
def test_exported_calendar_restores_bookmarks_on_import(data: st.DataObject) -> None:
    one = data.draw(programmes())
    marked = [b for b in data.draw(bookmarks(one)) if b.session in one.by_id]
    texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)
    notes = tuple(Note(b.session, b.title, data.draw(texts), MADE) for b in marked[:2])
    written = write_calendar(_calendar(one, [b.session for b in marked], notes), None)
    done = plan_import(one, (), (), read_imports(written), MADE)
    assert [b.session for b in done.bookmarks] == [b.session for b in marked]
    assert [(n.session, n.text) for n in done.notes] == [(n.session, n.text) for n in notes]


def test_entries_of_another_calendar_are_matched_by_title_and_start() -> None:
    twice = [session("two", "11:00", "12:00", title="Ouverture"), session(title="Ouverture")]
    one = programme(*twice)
    event = icalendar.Event()
    event.add("SUMMARY", "ouverture")
    event.add("DTSTART", at("09:00"))
    foreign = icalendar.Calendar()
    foreign.add_component(event)
    done = plan_import(one, (), (), read_imports(foreign.to_ical()), MADE)
    assert [b.session for b in done.bookmarks] == ["talk"]


@pytest.mark.parametrize(
    "zone", ["Europe", "Europe/", "America/Argentina", "x" * 256, "a/" * 3000, "..", "zone.tab"]
)
def test_time_in_an_unknown_time_zone_is_ignored(zone: str) -> None:
    lines = ("UID:talk", "SUMMARY:Talk", f"DTSTART;TZID={zone}:20250207T090000")
    event = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])
    (brought,) = read_imports(f"BEGIN:VCALENDAR\r\n{event}\r\nEND:VCALENDAR\r\n".encode())
    assert (brought.uid, brought.title, brought.start) == ("talk", "Talk", None)


@pytest.mark.parametrize(
    "lines",
    [
        ("BEGIN:VCALENDAR", "END:VEVENT"),
        ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VCALENDAR"),
        ("BEGIN:VCALENDAR", "END:VCALENDAR", "END:VCALENDAR"),
        ("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VCALENDAR"),
    ],
)
def test_calendar_with_a_missing_begin_or_end_is_refused(lines: tuple[str, ...]) -> None:
    assert (
        refusal(
            ImportFileError, lambda: read_imports("".join(f"{line}\r\n" for line in lines).encode())
        )
        == "calendar"
    )


def test_file_of_an_unknown_kind_is_not_imported() -> None:
    assert refusal(ImportFileError, lambda: read_imports(b"Dear all,")) == "neither"


def test_too_many_entries_are_refused_before_they_are_read() -> None:
    unreadable = "BEGIN:VEVENT\nDTSTART:never\nEND:VEVENT\n"
    file = f"BEGIN:VCALENDAR\n{unreadable * (MAX_IMPORTS + 1)}END:VCALENDAR\n"
    assert refusal(ImportFileError, lambda: read_imports(file.encode())) == "too-many"


@given(st.binary(max_size=200), st.sampled_from((b"", b"BEGIN:VCALENDAR\r\n", b"{", b"[")))
def test_import_of_any_bytes_succeeds_or_is_refused(data: bytes, start: bytes) -> None:
    try:
        read_imports(start + data)
    except ImportFileError as error:
        assert error.code  # noqa: PT017  (either way is fine)
