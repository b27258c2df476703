"""What real feeds do, one small file each: FORMATS.md's quirks of real files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.translations import translate_programme
from sommet_tui.formats.feed_texts import building_of, is_break
from sommet_tui.formats.readers import RECORD, read_programme
from tests.tables import DATA, table


def load(name: str, zone: str | None = None) -> Loaded:
    return read_programme((DATA / "feeds" / name).read_bytes(), name, zone)


def programme(name: str, zone: str | None = None) -> Programme:
    found = load(name, zone)
    assert not found.errors
    assert found.programme is not None
    return found.programme


def local_times(name: str, zone: str | None = None) -> str:
    """Start and end of each session on the event's clocks: "Opening 09:30-10:00, Tea …"."""
    found = programme(name, zone)
    return ", ".join(f"{s.title} {hours(found, s)}" for s in found.sessions)


def hours(found: Programme, session: Session) -> str:
    start, end = session.start.astimezone(found.zone), session.end.astimezone(found.zone)
    pattern = "%H:%M" if end.date() == start.date() else "%d %H:%M"
    return f"{start:{pattern}}-{end:{pattern}}"


FACTS: dict[str, Callable[[Programme, Session], object]] = {
    "abstract": lambda found, session: found.abstracts.get(session.id),
    "affiliations": lambda _, session: [p.affiliation for p in session.participants],
    "ids": lambda _, session: [p.id for p in session.participants],
    "links": lambda _, session: [
        " ".join(filter(None, (link.title, link.url, link.kind))) for link in session.links
    ],
    "people": lambda _, session: [p.name for p in session.participants],
    "roles": lambda _, session: [p.role for p in session.participants],
    "times": hours,
    "track": lambda found, session: session.track and found.track_names[session.track],
}
"""Facts of a session that are not its attributes."""


def facts(found: Programme, columns: str) -> str:
    """Return the columns "sessions title rooms" of each item: "Opening / main; Tea / main+hall"."""
    kind, *names = columns.split()
    items: Iterable[Any] = [found] if kind == "event" else getattr(found, kind)
    known = FACTS if kind == "sessions" else {}

    def fact(item: Any, name: str) -> object:
        return known[name](found, item) if name in known else getattr(item, name)

    return "; ".join(" / ".join(plain(fact(item, name)) for name in names) for item in items)


def plain(value: object) -> str:
    if isinstance(value, tuple | list):
        return "+".join(map(plain, value)) or "-"
    text = "-" if value is None else str(value)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def findings(name: str, zone: str | None = None) -> str:
    counts = Counter(finding.code for finding in load(name, zone).findings)
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))


@pytest.mark.parametrize(("name", "zone", "columns", "expected"), table("feed_facts.txt"))
def test_facts_of_a_sample_feed_are_read(name: str, zone: str, columns: str, expected: str) -> None:
    assert facts(programme(name, zone or None), columns) == expected


@pytest.mark.parametrize(("name", "zone", "expected"), table("feed_findings.txt"))
def test_findings_about_a_sample_feed_are_reported(name: str, zone: str, expected: str) -> None:
    assert findings(name, zone or None) == expected


@pytest.mark.parametrize(("title", "expected"), table("break_titles.txt"))
def test_break_titles_are_recognised(title: str, expected: str) -> None:
    assert is_break(title) is (expected == "yes")


def test_pretalx_breaks_have_titles_in_several_languages() -> None:
    found = programme("pretalx-widget.json")

    assert translate_programme(found, "fr").sessions[2].title == "x"
    assert translate_programme(found, "en").sessions[2].title == "Lunch (cold)"


@pytest.mark.parametrize("turned", [False, True])
def test_abstracts_and_breaks_of_two_pretalx_exports_are_combined(turned: bool) -> None:
    names = ["pretalx-schedule.json", "pretalx-widget.json"]
    first, second = [(DATA / "feeds" / n).read_bytes() for n in (names[::-1] if turned else names)]
    loaded = read_programme(RECORD + first + RECORD + second, "odd")

    assert loaded.programme is not None
    assert [s.title for s in loaded.programme.sessions] == [
        "Registration",
        "Opening",
        "Lunch (cold)",
    ]
    assert [s.kind for s in loaded.programme.sessions] == ["break", "session", "break"]
    assert list(loaded.programme.abstracts.values()) == ["Schedule text"]
    assert loaded.programme.title == "Odd"
    assert loaded.programme.tracks[0].color == "#bd79fb"
    (merged,) = [f for f in loaded.findings if f.code == "merged"]
    assert merged.values["count"] == "3"


def test_two_unrelated_files_are_refused() -> None:
    data = (DATA / "feeds" / "pretalx-schedule.json").read_bytes()

    assert [f.code for f in read_programme((RECORD + data) * 2, "odd").findings] == ["not-a-pair"]


@pytest.mark.parametrize(("name", "zone", "times", "found"), table("feed_times.txt"))
def test_times_of_a_sample_feed_are_read(name: str, zone: str, times: str, found: str) -> None:
    assert (programme(name).timezone, local_times(name)) == (zone, times)
    assert findings(name) == found


def test_feed_with_too_many_sessions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sommet_tui.formats.parsed_feed.MAX_SESSIONS", 1)
    assert [f.code for f in load("offsets-and-no-zone.xml").errors] == ["too-many-sessions"]


@pytest.mark.parametrize(
    "name",
    [
        "no-date-no-guid-no-zone.xml",
        "local-times-and-no-zone.xml",
        "sessionize-all.json",
        "sessionize-gridsmart.json",
        "sessionize-sessions.json",
    ],
)
def test_feed_with_local_times_needs_a_time_zone(name: str) -> None:
    assert [f.code for f in load(name).errors] == ["zone-needed"]
    assert local_times(name, "Europe/Paris")


def test_unknown_zone_is_reported() -> None:
    loaded = load("unknown-zone.xml")
    assert loaded.findings[0].values == {"zone": "Europe/Pari", "suggestion": "Europe/Paris"}
    (error,) = load("offsets-and-no-zone.xml", "Europe/Pari").errors
    assert (error.code, error.path) == ("unknown-zone", "--source-tz")


@pytest.mark.parametrize(("room", "building"), table("buildings.txt"))
def test_building_is_guessed_only_from_letters_before_a_room_number(
    room: str, building: str
) -> None:
    assert (building_of(room) or "") == building


def test_line_break_in_json_text_is_kept() -> None:
    data = (DATA / "feeds" / "html-entities.json").read_bytes().replace(b"one and", b"one\nand")
    loaded = read_programme(data, "odd.json")
    assert loaded.programme is not None
    assert list(loaded.programme.abstracts.values()) == ['Line one\nand "two"']


def test_very_long_or_missing_title_is_replaced() -> None:
    titles = [s.title for s in programme("long-title.json").sessions]

    assert titles == ["x" * 299 + "…", "What is left", "First line"]


def test_dropped_link_and_logo_are_reported() -> None:
    found = load("links.xml").findings
    assert [f.values["value"] for f in found if f.code == "link-left-out"] == [
        *("ftp://example.net/c", "mailto:a@example.net", "javascript:alert(1)"),
    ]
    assert [f.values["key"] for f in found if f.code == "left-out"] == ["logo"]


@pytest.mark.parametrize(("rule", "days"), table("recurrences.txt"))
def test_recurrence_rule_follows_the_event_zone(rule: str, days: str) -> None:
    text = (DATA / "feeds" / "no-end.ics").read_text("utf-8").partition("BEGIN:VEVENT")[0]
    event = f"UID:a\nSUMMARY:T\nDTSTART;TZID=Europe/Paris:20260301T090000\nRRULE:{rule}\n"
    loaded = read_programme(f"{text}BEGIN:VEVENT\n{event}END:VEVENT\nEND:VCALENDAR\n".encode(), "")
    assert loaded.programme is not None
    assert [f"{s.day:%d}" for s in loaded.programme.sessions] == days.split()


def test_time_zones_of_one_calendar_do_not_affect_the_next() -> None:
    def start(offset: str) -> datetime:
        part = f"DTSTART:19700101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\n"
        zone = f"BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\n{part}END:STANDARD\nEND:VTIMEZONE\n"
        event = "BEGIN:VEVENT\nUID:a\nSUMMARY:T\nDTSTART;TZID=Ours:20260301T090000\nEND:VEVENT\n"
        text = f"BEGIN:VCALENDAR\n{zone}{event}END:VCALENDAR\n"
        loaded = read_programme(text.encode(), "", "Europe/Paris")
        assert loaded.programme is not None
        return loaded.programme.sessions[0].start

    assert start("+0100") - start("+0500") == timedelta(hours=4)


def test_calendar_id_with_a_line_break_is_reported_on_one_line() -> None:
    (path,) = (f.path for f in load("uid-of-several-lines.ics").findings if f.code == "end-guessed")
    assert path == "VEVENT[1 2]"


def test_unknown_room_or_speaker_of_a_session_is_reported_with_its_id() -> None:
    found = load("sessionize-unknown-ids.json", "Europe/Vienna")
    assert [
        (f.code, f.path, f.values["id"]) for f in found.findings if f.code.startswith("unknown")
    ] == [("unknown-room", "session[2]", "2"), ("unknown-person", "session[2]", "s2")]


def test_every_sample_feed_is_tested() -> None:
    """A file that no test names shows nothing."""
    files = (
        Path(__file__),
        *(DATA / f"feed_{kind}.txt" for kind in ("facts", "times", "findings")),
    )
    text = "".join(file.read_text("utf-8") for file in files)
    assert [path.name for path in (DATA / "feeds").iterdir() if path.name not in text] == []


@pytest.mark.parametrize(("name", "code", "found"), table("refused_files.txt"))
def test_file_that_resembles_a_feed_is_refused(name: str, code: str, found: str) -> None:
    loaded = read_programme((DATA / "refused" / name).read_bytes(), name)

    assert loaded.programme is None
    (error,) = loaded.errors
    assert error.code == code
    assert {finding.code for finding in loaded.findings} <= {code, "no-start"}
    assert error.values.get("found", "") == found
