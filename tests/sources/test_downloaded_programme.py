"""A programme at an address: its copy, what replaces it, and what does not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.values import replace
from sommet_tui.formats.readers import read_programme
from sommet_tui.sources.downloaded_programme import PERIOD, AddressSource, read_address
from sommet_tui.storage.copies import FileCopies
from sommet_tui.storage.programme_cache import CachedReader
from tests.builders import existing
from tests.refusals import raised, refusal
from tests.sources.web import Web, answering, needs_nginx
from tests.storage.test_programme_cache import settle
from tests.tables import table

pytestmark = needs_nginx

TOP = Path(__file__).parents[2]
SHIPPED = (TOP / "programme.yaml").read_bytes()


class Desk:
    """A source at an address of a separate web server."""

    def __init__(self, folder: Path) -> None:
        (folder / "nginx").mkdir()
        self.web = Web(folder / "nginx")
        self.copies = FileCopies(str(folder / "copies"))
        self.give("programme.yaml", SHIPPED)
        self.web.start()

    def give(self, path: str, content: bytes) -> None:
        file = self.web.www / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        stamp = time.time() - 60 - len(content)  # another content, another ETag
        os.utime(file, (stamp, stamp))

    def source(self, path: str = "programme.yaml") -> AddressSource:
        return AddressSource(f"{self.web.address}/{path}", read_programme, self.copies)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path)
    yield found
    found.web.stop()


def title(source: AddressSource) -> str:
    return existing(source.load().programme).title


def renamed(title: str) -> bytes:
    return SHIPPED.replace("Réinventer l’IA".encode(), title.encode(), 1)


def test_programme_fetched_once_opens_offline(desk: Desk) -> None:
    assert title(desk.source()) == "Réinventer l’IA"
    desk.web.stop()
    source = desk.source()
    assert title(source) == "Réinventer l’IA"
    error = raised(SourceError, source.refresh)
    assert error.code == "offline"
    assert timedelta(0) <= existing(error.age) < timedelta(minutes=5)
    assert title(source) == "Réinventer l’IA"


CALENDAR = b"".join(
    (
        b"BEGIN:VCALENDAR\r\nX-WR-CALNAME:Whole\r\nX-WR-TIMEZONE:Europe/Paris\r\n",
        *(
            b"BEGIN:VEVENT\r\nUID:%d\r\nSUMMARY:Talk %d\r\nDTSTART:20260301T%02d0000\r\n"
            b"DURATION:PT30M\r\nEND:VEVENT\r\n" % (hour, hour, hour)
            for hour in range(9, 19)
        ),
        b"END:VCALENDAR\r\n",
    )
)


@pytest.mark.parametrize("cut", [-len(b"END:VCALENDAR\r\n"), -300, -310])
def test_truncated_calendar_never_replaces_a_complete_one(desk: Desk, cut: int) -> None:
    desk.give("all.ics", CALENDAR)
    source = desk.source("all.ics")
    assert count(source) == 10
    desk.give("all.ics", CALENDAR[:cut])
    assert refusal(SourceError, source.refresh) == "cut-short"
    assert count(desk.source("all.ics")) == 10


def test_truncated_calendar_is_used_until_the_complete_one_arrives(desk: Desk) -> None:
    desk.give("all.ics", CALENDAR[:-300])
    source = desk.source("all.ics")
    assert 0 < count(source) < 10
    assert "calendar-broken-off" in {finding.code for finding in source.load().findings}
    desk.give("all.ics", CALENDAR[:-200])
    assert source.refresh() is None
    desk.give("all.ics", CALENDAR)
    assert source.refresh() is None
    assert count(source) == 10


def day_of(count: int, start: int = 0) -> bytes:
    """Return a programme in YAML with some sessions, as a download without a length begins."""
    listed = "".join(
        f"      - {{id: talk-{n}, title: Talk {n}, start: '{9 + n}:00', end: '{9 + n}:30'}}\n"
        for n in range(start, start + count)
    )
    return (
        b"version: 1\nevent: {id: whole, title: Whole, timezone: Europe/Paris}\n"
        b"days:\n  - date: 2026-03-01\n    sessions:\n" + listed.encode()
    )


@pytest.mark.parametrize(
    ("head", "shorter", "accepted"),
    [
        (b"", day_of(4), None),
        (b"", day_of(5), 5),  # half of them may have left
        (b"Content-Length: %d\r\n", day_of(4), 4),
        (b"", day_of(2).replace(b"id: whole", b"id: other"), 2),
    ],
)
def test_truncated_download_does_not_replace_the_copy(
    tmp_path: Path, head: bytes, shorter: bytes, accepted: int | None
) -> None:
    content = day_of(10)

    def answer() -> bytes:
        return (head and head % len(content)) + b"\r\n" + content

    with answering(b"HTTP/1.0 200 OK\r\n", latest=answer) as port:
        copies = FileCopies(str(tmp_path / "copies"))
        source = AddressSource(f"http://127.0.0.1:{port}/day.yaml", read_programme, copies)
        assert count(source) == 10
        content = shorter
        if accepted is None:
            error = raised(SourceError, source.refresh)
            assert (error.code, error.age is not None) == ("cut-short", True)
        else:
            assert source.refresh() is None
        assert count(source) == (accepted or 10)
        content = day_of(9, start=1)
        assert source.refresh() is None
        assert count(source) == 9


def test_copy_of_an_event_is_set_aside_before_another_replaces_it(desk: Desk) -> None:
    source = desk.source()
    source.load()
    desk.give("programme.yaml", renamed("Repenser"))
    assert source.refresh() is None
    aside = Path(desk.copies.set_aside_path(f"{desk.web.address}/programme.yaml", "sommet-2025"))
    assert not aside.exists()
    desk.give("programme.yaml", renamed("Repenser").replace(b"id: sommet-2025", b"id: next"))
    assert source.refresh() is None
    assert aside.name == "programme.yaml"
    assert aside.read_bytes() == renamed("Repenser")
    assert aside.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("address", "name"),
    [*table("copy_names.txt"), (f"https://example.org/{'x' * 300}.ics", f"{'x' * 56}.ics")],
)
def test_saved_copy_of_an_event_stays_in_the_cache_folder(
    tmp_path: Path, address: str, name: str
) -> None:
    copies = FileCopies(str(tmp_path / "copies"))
    path = Path(copies.set_aside_path(address, "../../x"))
    assert path.parents[1] == tmp_path / "copies"
    assert path.name == name
    assert copies.set_aside_path(address, "other") != str(path)


def count(source: AddressSource) -> int:
    return len(existing(source.load().programme).sessions)


def test_programme_without_a_copy_does_not_open_offline(desk: Desk) -> None:
    desk.web.stop()
    error = raised(SourceError, desk.source().load)
    assert (error.code, error.age) == ("offline", None)


def test_unchanged_programme_is_not_downloaded_again(desk: Desk) -> None:
    source = desk.source()
    source.load()
    before = source.version()
    address = f"{desk.web.address}/programme.yaml"
    desk.copies.confirm(address, datetime.now(UTC) - timedelta(days=2))
    assert source.refresh() is None
    assert source.version() == before
    assert datetime.now(UTC) - existing(desk.copies.fetched_at(address)) < timedelta(minutes=5)
    assert desk.web.asked() == ["GET /programme.yaml 200", "GET /programme.yaml 304"]


def test_changed_programme_is_a_new_version_and_is_loaded(desk: Desk) -> None:
    source = desk.source()
    source.load()
    before = source.version()
    desk.give("programme.yaml", renamed("Repenser"))
    assert source.version() == before  # until the next refresh
    assert source.refresh() is None
    assert source.version() != before
    assert title(source) == "Repenser"
    assert title(desk.source()) == "Repenser"


@pytest.mark.parametrize("bad", [b"", b"no programme", SHIPPED[:200], b"\x00" * 99])
def test_invalid_download_is_reported_and_does_not_replace_the_copy(desk: Desk, bad: bytes) -> None:
    source = desk.source()
    source.load()
    before = source.version()
    desk.give("programme.yaml", bad)
    assert existing(source.refresh()).errors
    assert source.version() == before
    assert title(source) == "Réinventer l’IA"
    desk.give("programme.yaml", renamed("Mended"))
    assert source.refresh() is None
    assert title(source) == "Mended"


def test_old_copy_is_refreshed_once(desk: Desk) -> None:
    source = desk.source()
    assert source.is_due()
    source.load()
    assert not source.is_due()
    address = f"{desk.web.address}/programme.yaml"
    for age, due in ((0, False), (0.8, False), (1.2, True), (-1, True)):
        desk.copies.confirm(address, datetime.now(UTC) - timedelta(seconds=PERIOD * age))
        assert desk.source().is_due() == due
    desk.web.stop()
    late = desk.source()
    assert late.is_due()
    with pytest.raises(SourceError):
        late.refresh()
    assert not late.is_due()


def test_redirected_programme_is_refreshed_at_its_final_address(desk: Desk) -> None:
    source = desk.source("once")
    source.load()
    assert source.refresh() is None
    assert desk.web.asked()[-2:] == ["GET /once 302", "GET /programme.yaml 304"]


def test_version_tag_of_another_address_is_not_used(desk: Desk) -> None:
    address = f"{desk.web.address}/once"
    moved = f"{desk.web.address}/programme.yaml"
    before = desk.source()
    before.load()
    copy = existing(desk.copies.load(moved))
    # The address led elsewhere, where another programme had the very same ETag.
    elsewhere = replace(copy, address=address, data=renamed("Elsewhere"), found=f"{moved}.old")
    desk.copies.save(address, elsewhere)
    source = desk.source("once")
    assert title(source) == "Elsewhere"
    assert source.refresh() is None
    assert title(source) == "Réinventer l’IA"


def test_export_that_was_moved_is_found_again(desk: Desk) -> None:
    desk.give("event/index.html", PAGE)
    desk.give("event/data/schedule.json", SHIPPED)
    source = desk.source("event/")
    source.load()
    export = desk.web.www / "event/data/schedule.json"
    stamp = export.stat().st_mtime
    export.unlink()
    desk.give("event/index.html", PAGE.replace(b"data/schedule.json", b"new/schedule.json"))
    desk.give("event/new/schedule.json", renamed("Moved"))
    for path in ("event/index.html", "event/new/schedule.json"):
        file = desk.web.www / path  # of the same time and length: with the ETag of the export
        file.write_bytes(file.read_bytes().ljust(len(SHIPPED)))
        os.utime(file, (stamp, stamp))
    assert source.refresh() is None
    assert title(source) == "Moved"


PAGE = b"""<!DOCTYPE html><html><head><title>Event</title>
<link rel="alternate" type="application/atom+xml" href="/feed.atom">
<link rel="stylesheet" href="style.css">
</head><body><a href="bad/schedule.xml">XML</a> <a href='../event/data/schedule.json'>JSON</a>
<a href="https://example.org/schedule.json">elsewhere</a> <a href="http://[::1/x.ics">odd</a>
<a href="javascript:alert(1)//schedule.json">no</a></body></html>"""


def test_programme_opens_from_a_page_that_links_to_an_export(desk: Desk) -> None:
    desk.give("event/index.html", PAGE)
    desk.give("event/data/schedule.json", SHIPPED)
    source = desk.source("event/")
    assert title(source) == "Réinventer l’IA"
    assert source.export_address() == f"{desk.web.address}/event/data/schedule.json"
    assert source.refresh() is None
    assert desk.web.asked()[-1] == "GET /event/data/schedule.json 304"


def test_invalid_export_is_skipped_for_the_next(desk: Desk) -> None:
    desk.give("event/index.html", PAGE)
    desk.give("event/data/schedule.json", b"{}")
    desk.give("event/bad/schedule.xml", SHIPPED)
    source = desk.source("event/")
    assert title(source) == "Réinventer l’IA"
    assert source.export_address() == f"{desk.web.address}/event/bad/schedule.xml"


def test_programme_opens_from_the_front_page_of_an_event(desk: Desk) -> None:
    front = b'<html><a href="/about/">About</a> <a href="https://example.org/schedule/">x</a>'
    desk.give("2026/index.html", front + b'<a href="./">here</a><a href="schedule/">Schedule</a>')
    desk.give("2026/schedule/index.html", b'<html><a href="/2026/schedule/xml">XML</a>')
    desk.give("2026/schedule/xml", SHIPPED)
    source = desk.source("2026/")
    assert title(source) == "Réinventer l’IA"
    assert source.export_address() == f"{desk.web.address}/2026/schedule/xml"


def test_page_links_are_followed_only_a_few_steps(desk: Desk) -> None:
    desk.give("a/schedule/index.html", b'<html><a href="/b/schedule/">')
    desk.give("b/schedule/index.html", b'<html><a href="/a/schedule/">')
    assert refusal(SourceError, desk.source("a/schedule/").load) == "no-export"
    assert len(desk.web.asked()) == 2


def test_page_without_a_schedule_is_reported(desk: Desk) -> None:
    desk.give("page.html", b"<html><body>Nothing here</body></html>")
    assert refusal(SourceError, desk.source("page.html").load) == "no-export"


def test_error_of_the_only_export_of_a_page_is_reported(desk: Desk) -> None:
    desk.give("page.html", b'<html><a href="schedule.xml">')
    desk.give("schedule.xml", b"<schedule><nothing/></schedule>")
    loaded = desk.source("page.html").load()
    assert loaded.programme is None
    assert loaded.errors


def test_pretalx_breaks_are_fetched_beside_the_schedule(desk: Desk) -> None:
    schedule = """{"schedule": {"version": "1", "conference": {"acronym": "e", "title": "E",
      "time_zone_name": "Europe/Paris", "days": [{"index": 1, "date": "2026-03-01", "rooms": {"A": [
      {"guid": "g1", "id": 1, "date": "2026-03-01T09:00:00+01:00", "start": "09:00",
       "duration": "01:00", "room": "A", "title": "Talk", "persons": []}]}}]}}}"""
    widget = """{"talks": [
      {"code": "X", "title": "Talk", "start": "2026-03-01T09:00:00+01:00",
       "end": "2026-03-01T10:00:00+01:00", "room": 1, "speakers": []},
      {"title": {"en": "Lunch"}, "start": "2026-03-01T12:00:00+01:00",
       "end": "2026-03-01T13:00:00+01:00", "room": 1}],
      "rooms": [{"id": 1, "name": {"en": "A"}}], "speakers": [], "tracks": [],
      "timezone": "Europe/Paris"}"""
    desk.give(
        "e/index.html", b'<html><head><meta name="generator" content="pretalx"></head></html>'
    )
    desk.give("e/schedule/export/schedule.json", schedule.encode())
    desk.give("e/schedule/widgets/schedule.json", widget.encode())
    sessions = existing(desk.source("e/").load().programme).sessions
    assert [(s.title, s.is_break) for s in sessions] == [("Talk", False), ("Lunch", True)]


def test_programme_that_is_only_checked_is_not_saved(desk: Desk, tmp_path: Path) -> None:
    loaded = read_address(f"{desk.web.address}/programme.yaml", read_programme)
    assert loaded.programme is not None
    assert not (tmp_path / "copies").exists()


def test_copy_is_parsed_only_once(desk: Desk, tmp_path: Path) -> None:
    calls = []

    def reader() -> Callable[[bytes, str, str | None], Loaded]:
        calls.append("read")
        return read_programme

    def source() -> AddressSource:
        cached = CachedReader(tmp_path / "cache", reader, ())
        address = f"{desk.web.address}/programme.yaml"
        return AddressSource(address, cached, desk.copies, None, cached.find_by_digest)

    assert title(source()) == "Réinventer l’IA"
    settle()
    assert title(source()) == "Réinventer l’IA"
    assert calls == ["read"]
    (entry,) = (tmp_path / "cache").glob("*.programme")
    heading, core, _ = entry.read_bytes().split(b"\n")
    entry.write_bytes(heading + b"\n" + core + b"\n[]")
    assert title(source()) == "Réinventer l’IA"
    settle()
    assert calls == ["read", "read"]
    desk.give("programme.yaml", renamed("Repenser"))
    fresh = source()
    fresh.refresh()
    assert title(fresh) == title(source()) == "Repenser"
