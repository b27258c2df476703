"""The files for other apps hold the announced times, and change only with them."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from sommet_tui.companion.live_ports import SCHEDULES, PublishError
from sommet_tui.companion.publisher import Publisher
from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.values import replace
from sommet_tui.formats.readers import read_programme
from sommet_tui.wiring.publishing_and_following import write_schedules
from tests.acting import example_day
from tests.builders import at, programme, session
from tests.companion.test_publisher import Shelf, agenda, until, why, write_page, written
from tests.companion.test_shared_day import Machine, share
from tests.companion.windows import Window
from tests.tables import table

Facts = set[tuple[str, datetime, datetime, bool]]


class Stage:
    """A window that publishes the example day after each act."""

    def __init__(self, folder: Path, day: Programme | None = None) -> None:
        self.window = Window(folder / "sommet.sqlite3", "08:00", day or example_day())
        self.shelf = Shelf()
        self.restart()

    def restart(self) -> None:
        self.publishing = publisher(self.window, self.shelf)

    def do(self, clock: str, act: str) -> None:
        self.window.play(f"{clock} {act}")
        self.publish(clock)

    def publish(self, clock: str) -> None:
        self.window.wait_until(clock)
        (state,) = self.publishing.publish_once()
        assert state.error is None, state.error


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.publish("08:00")
    return made


def publisher(window: Window, shelf: Shelf) -> Publisher:
    return Publisher(
        window.companion, [shelf], written, agenda, write_page, write_schedules=write_schedules
    )


def read_back(shelf: Shelf, name: str) -> Programme:
    loaded = read_programme(shelf.there[name], name)
    assert loaded.programme is not None, loaded.errors
    return loaded.programme


def facts(shelf: Shelf, name: str) -> Facts:
    sessions = read_back(shelf, name).sessions
    return {(s.title, s.start, s.end, s.cancelled) for s in sessions}


def on_the_page(shelf: Shelf, day: Programme) -> Facts:
    """What the audience's page says is announced."""
    items = [item for lane in shelf.live["lanes"] for item in lane["items"]]
    for item in items:
        if item["announced_start"] == item["announced_end"]:  # nothing is left of this break
            times = {f"announced_{edge}": item[f"planned_{edge}"] for edge in ("start", "end")}
            item.update(times, status="cancelled")
    shown = {
        (
            item["title"],
            datetime.fromisoformat(item["announced_start"]),
            datetime.fromisoformat(item["announced_end"]),
            item["status"] == "cancelled",
        )
        for item in items
    }
    acted = {item["id"] for item in items}
    return shown | {
        (s.title, s.start, s.end, s.cancelled) for s in day.sessions if s.id not in acted
    }


def version(shelf: Shelf) -> int:
    """The version that all three files have."""
    json_version = json.loads(shelf.there["schedule.json"])["schedule"]["version"]
    assert f"<version>{json_version}</version>".encode() in shelf.there["schedule.xml"]
    numbers = [entry["SEQUENCE"] for entry in entries(shelf).values()]
    assert max(numbers) <= int(json_version)
    return int(json_version)


def entries(shelf: Shelf) -> dict[str, Any]:
    calendar: Any = icalendar.Calendar.from_ical(shelf.there["schedule.ics"])
    return {str(entry["UID"]).partition("@")[0]: entry for entry in calendar.walk("VEVENT")}


def test_title_says_that_the_room_is_full_until_the_session_is_over(stage: Stage) -> None:
    acts = [
        ("09:04", "start opening", None),
        ("09:05", "full opening nearly-full", b"[NEARLY FULL] Opening"),
        ("09:06", "full opening", b"[FULL] Opening"),
        ("09:20", "end", None),
    ]
    for clock, act, title in acts:
        stage.do(clock, act)
        for name in SCHEDULES:
            written_title = re.search(rb"\[[A-Z ]*FULL\] \w+", stage.shelf.there[name])
            assert (written_title and written_title[0]) == title, (clock, name)
            assert read_back(stage.shelf, name).sessions[0].title == "Opening"


def test_every_file_agrees_with_the_page_after_each_act(stage: Stage) -> None:
    day, numbers = example_day(), [version(stage.shelf)]
    for line in table("published_acts.txt"):
        clock, act, changes = map(str, line.values)
        stage.do(clock, act)
        page = on_the_page(stage.shelf, day)
        for name in SCHEDULES:
            assert facts(stage.shelf, name) == page, (clock, act, name)
        numbers.append(version(stage.shelf))
        assert numbers[-1] - numbers[-2] == len(changes), (clock, act)
    moved = entries(stage.shelf)["c"]
    assert moved["DTSTART"].dt == at("14:00")
    assert entries(stage.shelf)["b"]["STATUS"] == "CANCELLED"
    assert entries(stage.shelf)["opening"]["SEQUENCE"] < moved["SEQUENCE"]


def test_passing_time_does_not_rewrite_schedules(stage: Stage) -> None:
    stage.do("09:10", "start opening")  # late, and not announced
    before = dict(stage.shelf.there)
    del stage.shelf.put_files[:]
    for clock in ("09:11", "09:40", "12:00", "23:00"):
        stage.publish(clock)
    assert set(stage.shelf.put_files) == {"live.json"}
    assert {name: stage.shelf.there[name] for name in SCHEDULES} == {
        name: before[name] for name in SCHEDULES
    }


def test_changes_within_one_second_have_distinct_times(stage: Stage) -> None:
    stage.do("09:00", "cancel a")
    stage.do("09:00", "undo 1")
    assert entries(stage.shelf)["a"]["LAST-MODIFIED"].dt == at("09:00") + timedelta(seconds=1)


def test_schedule_versions_increase_even_if_files_cannot_be_read_back(stage: Stage) -> None:
    stage.do("09:30", "cancel a")
    stage.do("09:31", "cancel b")
    before = version(stage.shelf)
    stage.shelf.there.clear()
    stage.restart()
    stage.publish("10:00")
    assert version(stage.shelf) >= before


def test_another_crew_laptop_continues_the_numbers(tmp_path: Path) -> None:
    one, two = (Machine(tmp_path, name, example_day()) for name in ("one", "two"))
    share(one, two)
    shelf = Shelf()
    for clock, id_ in (("09:00", "a"), ("09:01", "b")):
        one.act(clock, "cancel", id_)
        publisher(one, shelf).publish_once()
    before = dict(shelf.there)
    one.send(two)
    two.wait_until("11:00")
    taking_over = publisher(two, shelf)
    taking_over.publish_once()
    assert shelf.live["sent_at"] == "2025-02-07T11:00:00+01:00"
    assert all(shelf.there[name] == before[name] for name in SCHEDULES)
    two.log.take_lead(None)
    two.act("11:05", "cancel", "c")
    taking_over.publish_once()
    assert entries(shelf)["c"]["SEQUENCE"] == entries(shelf)["b"]["SEQUENCE"] + 1


def test_changed_programme_is_a_new_version_of_changed_files(stage: Stage) -> None:
    day = example_day()
    renamed = tuple(replace(s, title="New") if s.id == "c" else s for s in day.sessions)
    stage.window.put(replace(day, sessions=renamed))
    stage.publish("08:30")
    found = {id_: entry["SEQUENCE"] for id_, entry in entries(stage.shelf).items()}
    assert {id_ for id_, number in found.items() if number == version(stage.shelf)} == {"c"}
    stage.window.put(replace(day, sessions=renamed[:-1]))
    stage.publish("08:40")
    assert "c" not in entries(stage.shelf)
    assert version(stage.shelf) == 3


def test_session_keeps_its_numbers_when_others_are_added(stage: Stage) -> None:
    def ids() -> dict[str, str]:
        events = json.loads(stage.shelf.there["schedule.json"])["schedule"]["conference"]["days"][0]
        return {e["title"]: f"{e['id']} {e['guid']}" for e in events["rooms"][""]}

    before = ids()
    stage.do("09:00", "insert drill 5 09:01")
    assert ids().items() > before.items()


def test_killed_publisher_leaves_no_partial_version(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = stage.shelf.put

    def fail(file: Any) -> None:
        if file.name == "schedule.json":
            raise PublishError("full", "shelf")
        put(file)

    monkeypatch.setattr(stage.shelf, "put", fail)
    stage.window.play("09:30 cancel a")
    (state,) = stage.publishing.publish_once()
    assert why(state)[0] == "full"
    assert [i["status"] for i in stage.shelf.live["lanes"][0]["items"]].count("cancelled") == 1
    monkeypatch.undo()
    stage.restart()
    stage.publish("09:40")
    assert version(stage.shelf) == 2
    for name in SCHEDULES:
        assert facts(stage.shelf, name) == on_the_page(stage.shelf, example_day())


@pytest.mark.parametrize(
    "there", [b"", b"[]", b"{}", b'{"schedule": {"conference": 1}}', b"\xff", b"[" * 100_000]
)
def test_damaged_file_is_replaced(stage: Stage, there: bytes) -> None:
    stage.shelf.there["schedule.json"] = there
    stage.restart()
    stage.publish("08:30")
    assert version(stage.shelf) == 1


def test_calendar_contains_its_address_only_if_the_programme_does() -> None:
    day = replace(example_day(), url="https://summit.example/")
    for live, source in (
        ("https://summit.example/day/live.json", "https://summit.example/day/schedule.ics"),
        ("mqtts://broker.example/day", None),
        (None, None),
    ):
        files = write_schedules(replace(day, live=live), None, 1, at("09:00"))
        calendar: Any = icalendar.Calendar.from_ical(files["schedule.ics"])
        assert calendar.get("SOURCE") == source
        assert calendar["URL"] == "https://summit.example/"
        assert calendar["REFRESH-INTERVAL"].dt == timedelta(minutes=5)
        named = b"<url>https://summit.example/day/schedule.xml</url>" in files["schedule.xml"]
        assert named == (source is not None)


@pytest.mark.long
@pytest.mark.parametrize("name", SCHEDULES)
def test_files_of_a_large_event_can_be_read(name: str) -> None:
    address = f"https://summit.example/{'a' * 60}"
    links = tuple(Link(f"{'Recording ' * 4}{n}", f"{address}{n}") for n in range(8))
    talks = [replace(session(f"talk-{n}", room=f"r{n}"), links=links) for n in range(1079)]
    day = programme(*talks, abstracts={talk.id: "Words, and more. " * 90 for talk in talks})
    found = read_programme(write_schedules(day, None, 1, at("09:00"))[name], name)
    assert found.programme is not None, found.errors
    assert len(found.programme.sessions) == len(talks)


def test_slow_target_gets_the_day_before_other_files(stage: Stage) -> None:
    del stage.shelf.put_files[:]
    stage.window.wait_until("09:30")
    stage.window.act_now("cancel a")
    stage.publishing.publish_due()
    until(lambda: "schedule.json" in stage.shelf.put_files)
    assert stage.shelf.put_files == ["live.json", *SCHEDULES]
