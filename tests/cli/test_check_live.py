"""`check --live`: whether a published day is there, valid, fresh and in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.json.published_day import room_view
from sommet_tui.companion.live_ports import SCHEDULES, PublishedFile
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.live.web_server import WebTarget
from sommet_tui.wiring.publishing_and_following import write_schedules
from tests import audience_site
from tests.acting import example_day
from tests.cli.conftest import Answer, Ask
from tests.ports import closed_port
from tests.publishing import LATE, document
from tests.sources.web import answering


class Site:
    """The documents published at a web address, or those of some seconds ago."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.web = WebTarget("127.0.0.1", 0)
        self.url = self.web.name + "live.json"
        self.put_schedules(example_day())

    def put_schedules(self, announced: Programme) -> None:
        """Serve the files for other apps."""
        files = write_schedules(announced, None, 1, datetime.now(UTC))
        for name, data in files.items():
            self.web.put(PublishedFile(name, data, SCHEDULES[name], 5))

    def put(self, content: object, name: str = "live.json") -> None:
        self.web.put(PublishedFile(name, json.dumps(content).encode(), "application/json", 5))

    def check(self, *argv: str) -> Answer:
        return self._ask("check --live", self.url, *argv)


@pytest.fixture
def site(ask: Ask) -> Iterator[Site]:
    made = Site(ask)
    yield made
    made.web.close()


def day(seq: int = 1, *, ago: float = 0, **others: object) -> dict[str, Any]:
    """A document that was sent some seconds ago."""
    sent = datetime.now(UTC) - timedelta(seconds=ago)
    until = sent + timedelta(hours=1)
    dated = {"sent_at": sent.isoformat(), "valid_until": until.isoformat(), "seq": seq}
    return document("10:20", *LATE) | dated | others


def test_check_compares_the_day_with_the_last_check(site: Site) -> None:
    site.put({}, "agenda.json")
    assert (site.check().code, "Missing" in site.check().out) == (66, True)
    site.put(day(7))
    first = site.check("--json")
    assert (first.code, first.data["state"], first.data["last"]) == (0, "fine", None)
    site.put(day(6))
    older = site.check("--json")
    assert (older.code, older.data["state"]) == (65, "older")
    assert (older.data["seq"], older.data["last"]["seq"]) == (6, 7)
    assert "version 1.6, but contained version 1.7" in site.check().out
    site.put(day(8, ago=200))
    assert (site.check().code, site.check("--json").data["state"]) == (69, "stale")
    site.put(day(9))
    assert site.check().out.startswith(f"OK: {site.url} was sent ")


def test_check_accepts_the_address_of_the_page(site: Site, ask: Ask) -> None:
    site.put(day(7))
    page = site.web.name
    for address in (page, page.rstrip("/"), page + "#foyer"):
        assert ask("check --live", address, "--json").data["address"] == site.url


def test_check_accepts_another_event_at_the_same_address(site: Site) -> None:
    site.put(day(9))
    assert site.check().code == 0
    event = {"id": "next", "title": "", "timezone": "UTC", "language": "en", "utc_offsets": []}
    site.put(day(1, event=event))
    assert site.check().code == 0


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ([], 65, "the response is not a published day"),
        ({"version": 2}, 65, "newer version"),
        (day(seq=2**52), 65, "the response has an impossibly high version number"),
        (day(ago=-200_000), 65, "dated more than a day in the future"),
        (day(valid_until="2025-01-01T00:00:00Z"), 69, "expired"),
    ],
)
def test_unusable_document_is_reported(site: Site, content: object, code: int, said: str) -> None:
    site.put(content)
    answer = site.check()
    assert answer.code == code
    assert said in answer.out
    assert len(answer.lines) == 1
    assert answer.err == ""


def test_check_reports_room_files_that_differ_from_the_published_day(site: Site) -> None:
    whole = day(7, rooms=["r1", "r2", "r3", "r2"])
    site.put(whole)
    for room in ("r1", "r2"):
        site.put(room_view(whole, room), f"live-{room}.json")
    site.put(day(7, ago=300), "live-r3.json")
    answer = site.check()
    assert answer.code == 65
    assert "1 of 6 other files do not match" in answer.out
    assert "r3 (out of date)" in answer.out
    site.web.remove("live-r1.json")
    notice = {"text": "Come in", "session": None, "room": "r2", "at": whole["sent_at"]}
    site.put(room_view(whole, "r2") | {"notices": [notice]}, "live-r2.json")
    site.put(room_view(whole, "r3"), "live-r3.json")
    faults = {each["room"]: each["state"] for each in site.check("--json").data["faults"]}
    assert faults == {"r1": "missing", "r2": "apart"}
    site.put(room_view(whole, "r1"), "live-r1.json")
    # A newer one that has just been sent: the whole document was read a moment before.
    site.put(room_view(whole, "r2") | {"notices": [notice], "seq": 8}, "live-r2.json")
    assert site.check().out.strip().endswith("6\u00a0other files match it.")
    site.put(whole | {"rooms": ["r" * 200]})
    assert site.check("--json").data["faults"][0]["state"] == "missing"


@pytest.mark.parametrize("name", SCHEDULES)
def test_check_reports_an_invalid_or_missing_file_for_another_app(site: Site, name: str) -> None:
    def faults() -> list[tuple[str, str]]:
        return [(each["file"], each["state"]) for each in site.check("--json").data["faults"]]

    site.put(day(7, ago=30))
    assert site.check().out.strip().endswith("3\u00a0other files match it.")
    site.web.put(PublishedFile(name, b"{}", "text/plain", 5))
    assert faults() == [(name, "invalid")]
    site.web.remove(name)
    assert faults() == [(name, "missing")]
    assert f"1 of 3 other files do not match {site.url}: {name} (missing)." in site.check().out


def test_check_reports_files_for_other_apps_with_wrong_times(site: Site) -> None:
    late = [
        replace(s, start=s.start + timedelta(minutes=5), end=s.end + timedelta(minutes=5))
        for s in example_day().sessions
    ]
    site.put_schedules(replace(example_day(), sessions=tuple(late)))
    site.put(day(7, ago=30))
    found = site.check("--json")
    assert (found.code, found.data["state"]) == (65, "apart")
    assert [each["file"] for each in found.data["faults"]] == list(SCHEDULES)
    site.put(day(7))  # just written: the other files follow
    assert site.check().code == 0


def test_folder_or_file_can_be_checked(ask: Ask, tmp_path: Path) -> None:
    assert ask("publish www --once").code == 0
    for named in ("www", "www/live.json", str(tmp_path / "www")):
        assert ask("check --live", named, "--lang", "fr").out.startswith("OK\u202f: ")
    (tmp_path / "www" / "live.json").write_text("{")
    assert ask("check --live www").code == 65
    assert ask("check --live https://").code == 64, "an address without a host"
    assert ask("check --live elsewhere").code == 66


def test_unreadable_file_is_not_reported_as_missing(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "live.json").mkdir()
    answer = ask("check --live", str(tmp_path))
    assert answer.code == 66
    assert answer.out == f"Missing: {tmp_path}/live.json cannot be read (Is a directory).\n"


def test_unreachable_server_is_reported(ask: Ask) -> None:
    for address in (f"http://127.0.0.1:{closed_port()}/", f"mqtt://127.0.0.1:{closed_port()}/day"):
        answer = ask("check --live", address)
        assert (answer.code, answer.out.partition(":")[0]) == (69, "Unreachable")


def test_redirect_to_an_unusable_address_is_reported_as_unreachable(ask: Ask) -> None:
    moved = (
        b"HTTP/1.1 302 Found\r\nLocation: http://me:secret@127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    )
    with answering(moved) as port:
        answer = ask("check --live", f"http://127.0.0.1:{port}/")
    assert (answer.code, answer.out.partition(":")[0]) == (69, "Unreachable")


def test_check_works_without_saved_history(site: Site, tmp_path: Path) -> None:
    site.put(day())
    (tmp_path / "cache").write_text("in the way")
    answer = site.check()
    assert (answer.code, answer.out[:2]) == (0, "OK")
    assert "the next check cannot compare the day with it" in answer.err
    (tmp_path / "cache").unlink()
    site.check()
    (memory,) = (tmp_path / "cache").rglob("*.copy")
    memory.write_bytes(memory.read_bytes()[:-5])  # half of it, or of a later version
    assert site.check("--json").data["last"] is None


@pytest.mark.parametrize(
    ("stage", "server", "clock"),
    [
        (20, -420, {"of": "server", "ahead_seconds": -420}),
        (440, -420, {"of": "computer", "ahead_seconds": 420}),
        (-420, 0, {"of": "stage", "ahead_seconds": 420}),
        (3600, 0, None),
    ],
)
def test_check_reports_which_of_three_clocks_is_wrong(
    ask: Ask, tmp_path: Path, stage: int, server: int, clock: dict[str, object] | None
) -> None:
    """The stage sent the document this many seconds ago by this computer's clock."""
    web = audience_site.Site(tmp_path)
    try:
        (tmp_path / "live.json").write_text(json.dumps(day(ago=stage)))
        web.shows = datetime.now(UTC) + timedelta(seconds=server)
        answer = ask("check --live", web.address + "/live.json", "--json")
    finally:
        web.close()
    found = answer.data["clock"]
    if found is not None:
        found["ahead_seconds"] = round(found["ahead_seconds"], -1)
    assert found == clock
    assert ("clock" in answer.data["message"]) == (clock is not None)


@pytest.mark.parametrize(
    "date",
    [
        "Tue, 01 Jan 99999999999999 00:00:00 GMT",
        "Tue, 99999999999999999999 Jan 2026 00:00:00 GMT",
        "Tue, 01 Jan 2026 00:00:00 +99999999999999999999",
        "yesterday",
    ],
)
def test_impossible_date_of_a_server_says_nothing_about_clocks(
    ask: Ask, tmp_path: Path, date: str
) -> None:
    web = audience_site.Site(tmp_path)
    try:
        (tmp_path / "live.json").write_text(json.dumps(day(ago=20)))
        web.date = date
        answer = ask("check --live", web.address + "/live.json", "--json")
    finally:
        web.close()
    assert (answer.data["clock"], answer.err) == (None, "")
