"""Events whose file gives no ids: saved data, the log and the published day stay with them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Ask, Type
from tests.cli.programmes import noon
from tests.storage.test_programme_cache import settle

Row = tuple[str, str, str, str, str]
Change = Callable[[list[Row]], list[Row]]

ZONE, _NOW = noon()


def day(ahead: int) -> str:
    return (_NOW + timedelta(days=ahead)).date().isoformat()


ROWS: list[Row] = [
    (day(0), "05:00", "20:00", "Opening", "Main"),
    (day(0), "20:15", "21:00", "Keynote", "Main"),
    (day(1), "10:00", "11:00", "Keynote", "Main"),
    (day(1), "11:00", "12:00", "A panel about everything", "Lab"),
]


def csv_of(rows: list[Row]) -> str:
    return "\n".join(["date,start,end,title,room", *map(",".join, rows)]) + "\n"


def yaml_of(rows: list[Row]) -> str:
    days: dict[str, list[object]] = {}
    for date, start, end, name, room in rows:
        session = {"start": start, "end": end, "title": name, "room": room.lower()}
        days.setdefault(date, []).append(session)
    rooms = [{"id": name, "name": name.capitalize()} for name in ("main", "lab")]
    event = {"title": "Some days", "timezone": ZONE, "language": "en"}
    listed = [{"date": date, "sessions": sessions} for date, sessions in days.items()]
    return json.dumps({"version": 1, "event": event, "rooms": rooms, "days": listed})


class Sheet:
    """A sheet of rows, read by commands."""

    def __init__(self, ask: Ask, file: Path) -> None:
        self._ask = ask
        self.file = file
        self.rows = ROWS
        self.write()

    def write(self) -> None:
        text = csv_of(self.rows) if self.file.suffix == ".csv" else yaml_of(self.rows)
        self.file.write_text(text)

    def change(self, change: Change) -> None:
        self.rows = change(self.rows)
        self.write()

    def ask(self, *argv: str) -> str:
        answer = self._ask(*argv, "--programme", str(self.file), "--source-tz", ZONE)
        assert answer.code == 0, answer.err
        settle()
        return answer.out

    def event(self) -> str:
        return str(json.loads(self.ask("info --json"))["programme"]["id"])

    def bookmarks(self) -> dict[str, str]:
        """Return the titles of the bookmarked sessions that are in the programme, by their ids."""
        found = json.loads(self.ask("bookmark list --json"))["bookmarks"]
        return {one["session"]["id"]: one["session"]["title"] for one in found if one["session"]}

    def changes(self) -> dict[str, str]:
        found = json.loads(self.ask("changes --json"))["changes"]
        return {one["session"]["id"]: one["kind"] for one in found}

    def log(self) -> list[tuple[str, str]]:
        acts = map(json.loads, self.ask("stage log --json").splitlines())
        return [(act["act"], act["session"]) for act in acts]


@pytest.fixture(params=["days.csv", "days.yaml"])
def sheet(ask: Ask, tmp_path: Path, request: pytest.FixtureRequest, type_in: Type) -> Sheet:
    """A sheet with two bookmarks and a note, while a session runs."""
    found = Sheet(ask, tmp_path / request.param)
    found.ask("bookmark add keynote a-panel-about-everything")
    type_in(b"Sit in front")
    found.ask("note edit keynote -")
    found.ask("stage start opening --yes")
    return found


EARLIER: Row = (day(-1), "10:00", "11:00", "Keynote", "Main")
KEYNOTE = ROWS[1]


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda rows: [EARLIER, *rows], {"keynote-2": "new"}),
        (
            lambda rows: [rows[0], (*KEYNOTE[:3], "The first keynote", "Main"), *rows[2:]],
            {"keynote": "changed"},
        ),
        (
            lambda rows: [rows[0], (day(0), "20:30", "21:15", "Keynote", "Main"), *rows[2:]],
            {"keynote": "moved"},
        ),
        (lambda rows: [*rows[:2], *rows[3:]], {"keynote-1000": "gone"}),
    ],
    ids=["day before", "title", "start", "one left"],
)
def test_saved_data_and_the_log_survive_a_changed_sheet(
    sheet: Sheet, change: Change, changed: dict[str, str]
) -> None:
    event = sheet.event()
    sheet.change(change)
    titles = {row[3] for row in sheet.rows}
    assert sheet.event() == event
    assert list(sheet.bookmarks()) == ["keynote", "a-panel-about-everything"]
    assert set(sheet.bookmarks().values()) <= titles
    assert "Sit in front" in sheet.ask("note show keynote")
    assert sheet.log() == [("start", "opening")]
    lanes = json.loads(sheet.ask("now --json"))["lanes"]
    assert [session["id"] for lane in lanes for session in lane["now"]] == ["opening"]
    assert sheet.changes() == changed


def test_event_is_recognised_after_many_changes(sheet: Sheet, tmp_path: Path) -> None:
    event = sheet.event()
    steps: list[Change] = [
        lambda rows: [EARLIER, *rows],
        lambda rows: [(*r[:3], r[3].replace("Opening", "Welcome to all"), r[4]) for r in rows],
        lambda rows: rows[1:],
        lambda rows: [EARLIER, (day(-1), "11:00", "12:00", "Opening", "Main"), *rows],
        lambda rows: [(*r[:3], r[3].replace("everything", "all of it"), r[4]) for r in rows],
    ]
    for number, step in enumerate(steps):
        sheet.change(step)
        renamed = tmp_path / f"{number}" / f"sheet-{number}{sheet.file.suffix}"
        renamed.parent.mkdir()
        sheet.file = sheet.file.rename(renamed)
        shutil.rmtree(tmp_path / "cache")  # it may be deleted at any time
        assert sheet.event() == event
        listed = json.loads(sheet.ask("events --json"))["events"]
        assert [each["address"] for each in listed] == [str(sheet.file)]
        assert sheet.log() == [("start", "opening")]
    assert list(sheet.bookmarks()) == ["keynote", "a-panel-about-everything"]
    assert sheet.bookmarks()["a-panel-about-everything"] == "A panel about all of it"


def test_renamed_file_lists_only_unread_changes(sheet: Sheet) -> None:
    sheet.file = sheet.file.rename(sheet.file.with_name(f"other{sheet.file.suffix}"))
    sheet.change(lambda rows: [EARLIER, *rows])
    assert sheet.changes() == {"keynote-2": "new"}
    sheet.ask("changes --seen")
    assert sheet.changes() == {}


def test_check_and_convert_use_the_ids_of_the_saved_data(sheet: Sheet, tmp_path: Path) -> None:
    event = sheet.event()
    sheet.change(lambda rows: [EARLIER, *rows])
    if sheet.file.suffix == ".yaml":
        ids = [event, "keynote-2", "opening", "keynote", "keynote-1000", "a-panel-about-everything"]
        findings = json.loads(sheet.ask("check", str(sheet.file), "--json"))["findings"]
        said = [finding["message"] for finding in findings if finding["code"] == "id-derived"]
        assert sorted(sentence.split("“")[2].split("”")[0] for sentence in said) == sorted(ids)
    converted = tmp_path / "converted.yaml"
    sheet.ask("convert", str(sheet.file), str(converted))
    sheet.file = converted
    assert sheet.event() == event
    assert list(sheet.bookmarks()) == ["keynote", "a-panel-about-everything"]
    assert sheet.log() == [("start", "opening")]


@pytest.mark.parametrize("is_cached", [True, False])
def test_event_keeps_its_id_while_the_database_is_locked(
    sheet: Sheet, tmp_path: Path, database: Path, is_cached: bool
) -> None:
    event = sheet.event()
    if not is_cached:
        shutil.rmtree(tmp_path / "cache")
    sheet.change(lambda rows: [EARLIER, *rows])
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        first = json.loads(sheet.ask("agenda --json"))["sessions"][0]["id"]
        assert (first == "keynote-2") is is_cached
    assert sheet.event() == event
    assert list(sheet.bookmarks()) == ["keynote", "a-panel-about-everything"]
