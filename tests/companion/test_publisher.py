"""The day is published at every act and every minute, at each target apart from the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Condition, Event
from time import sleep
from typing import Any

import pytest

from sommet_tui.companion.live_ports import Member, PublishedFile, PublishError
from sommet_tui.companion.publisher import Publisher, TargetState, split_targets
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from tests.builders import at, programme, session, with_titles
from tests.companion.test_shared_day import Machine, share
from tests.companion.windows import Window
from tests.tables import table


class Shelf:
    """A target in memory; while `says_no`, nothing can be put there."""

    def __init__(self, name: str = "shelf", **there: bytes) -> None:
        self.name = name
        self.there = {f"{stem}.json": data for stem, data in there.items()}
        self.put_files: list[str] = []
        self.says_no: PublishError | None = None
        self.closed = False
        self._changed = Condition()

    def read(self, name: str) -> bytes | None:
        return self.there.get(name)

    def put(self, file: PublishedFile) -> None:
        with self._changed:
            if self.says_no is not None:
                raise self.says_no
            self.there[file.name] = file.data
            self.put_files.append(file.name)
            self._changed.notify_all()

    def remove(self, name: str) -> None:
        self.there.pop(name, None)

    def close(self) -> None:
        self.closed = True

    def wait_for(self, documents: int) -> None:
        """Wait until this number of documents has arrived."""
        with self._changed:
            came = lambda: self.put_files.count("live.json") >= documents  # noqa: E731
            assert self._changed.wait_for(came, 30)

    @property
    def live(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.there["live.json"])
        return found


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path / "sommet.sqlite3", "09:00")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def publishing(window: Window, shelf: Shelf) -> Publisher:
    """The publisher of a day that it has published once."""
    made = publisher(window, shelf)
    made.publish_due()
    shelf.wait_for(1)
    return made


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that another thread brings about."""
    while not holds():
        sleep(0.001)


def why(state: TargetState) -> tuple[str, str]:
    assert state.error is not None
    return state.error.code, state.error.detail


def written(programme: Programme) -> bytes:
    return programme.title.encode()


def agenda(programme: Programme) -> tuple[str, bytes]:
    return programme.title, written(programme)


def publisher(window: Window, *shelves: Shelf) -> Publisher:
    return Publisher(window.companion, shelves, written, agenda, write_page, event_of=event_of)


PAGE = b'<link rel="alternate" href="programme.json">'


def write_page(*_: object) -> bytes:
    return PAGE


def event_of(data: bytes) -> str | None:
    return "example" if data.startswith(b"Example") else None


def test_first_publication_contains_everything(window: Window, shelf: Shelf) -> None:
    (state,) = publisher(window, shelf).publish_once()
    assert (state.name, state.published_at, state.error) == ("shelf", at("09:00"), None)
    assert shelf.put_files == ["index.html", "programme.json", "agenda.json", "live.json"]
    assert shelf.there["index.html"] == PAGE
    assert shelf.live["agenda"] == "Example Day", "the revision of its agenda"
    assert shelf.live["sent_at"] == "2025-02-07T09:00:00+01:00"
    assert shelf.live["poll_after"] == 15


def test_page_gets_its_address_from_the_programme_or_the_server(window: Window) -> None:
    def page(_: Programme, address: str | None) -> bytes:
        return f"at {address}".encode()

    for name, address in (("www", None), ("http://192.0.2.7/", "http://192.0.2.7/")):
        shelf = Shelf(name)
        Publisher(window.companion, [shelf], written, agenda, page).publish_once()
        assert shelf.there["index.html"].decode() == f"at {address}"


def test_act_and_message_are_published_once(
    window: Window, shelf: Shelf, publishing: Publisher
) -> None:
    publishing.publish_due()
    window.mine.save_bookmark("panel")
    publishing.publish_due()
    window.act_now("start panel")
    publishing.publish_due()
    shelf.wait_for(2)
    window.stage.send_message("Lunch is served")
    publishing.publish_due()
    shelf.wait_for(3)
    assert shelf.live["lanes"][0]["running"] == "panel"
    assert [notice["text"] for notice in shelf.live["notices"]] == ["Lunch is served"]
    assert shelf.put_files.count("live.json") == 3
    assert shelf.put_files.count("index.html") == 1


def test_day_is_published_every_minute_with_increasing_numbers(window: Window) -> None:
    shelf = Shelf()
    publishing = publisher(window, shelf)
    numbers: list[int] = []
    for clock in ("09:00", "09:01", "09:02", "09:00"):  # the last where the clock was put right
        window.wait_until(clock)
        publishing.publish_due()
        shelf.wait_for(len(numbers) + 1)
        numbers.append(shelf.live["seq"])
        window.dial.shows += timedelta(seconds=59)
        publishing.publish_due()
    assert numbers == sorted(set(numbers))
    assert shelf.live["sent_at"] == "2025-02-07T09:00:00+01:00"
    assert len(numbers) == shelf.put_files.count("live.json")


@pytest.mark.parametrize(("there", "order"), table("published_numbers.txt"))
def test_numbers_continue_from_the_published_document(
    window: Window, there: str, order: str
) -> None:
    shelf = Shelf(live=json.dumps(live_of("example") | json.loads(there)).encode())
    publisher(window, shelf).publish_once()
    assert f"{shelf.live['epoch']} {shelf.live['seq']}" == order


def live_of(event: str) -> dict[str, Any]:
    return {"version": 1, "event": {"id": event}, "epoch": 1, "seq": 1, "sent_at": "", "lanes": []}


@pytest.mark.parametrize(
    "name",
    [
        *("index.html", "programme.json", "agenda.json", "live.json", "live.json.gz"),
        *("live-r0.json", "live-r0.json.gz"),
    ],
)
@pytest.mark.parametrize("content", [b"<h1>Mine</h1>", b'{"epoch": 1, "seq": 2}', b"[]"])
def test_foreign_file_is_not_overwritten(window: Window, name: str, content: bytes) -> None:
    other_rooms(window, *MANY)
    shelf = Shelf()
    shelf.there[name] = content
    (state,) = publisher(window, shelf).publish_once()
    assert why(state) == ("occupied", name)
    assert shelf.there == {name: content}


def test_unexpected_error_is_reported_and_stops_no_other_target(window: Window) -> None:
    class Broken(Shelf):
        def read(self, name: str) -> bytes | None:
            raise ZeroDivisionError(name)

    broken, good = Broken("broken"), Shelf("good")
    first, second = publisher(window, broken, good).publish_once()
    assert why(first) == ("failed", "ZeroDivisionError: live.json")
    assert second.error is None


def test_page_of_an_earlier_version_is_replaced(window: Window) -> None:
    shelf = Shelf(programme=b"Example of old")
    shelf.there["index.html"] = b"<title>Old</title>" + PAGE
    (state,) = publisher(window, shelf).publish_once()
    assert state.error is None
    assert shelf.there["index.html"] == PAGE


def test_failing_target_delays_no_other_target_and_gets_the_latest_day(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sommet_tui.companion.publisher._FIRST_RETRY", 0.01)
    monkeypatch.setattr("sommet_tui.companion.publisher._LAST_RETRY", 0.02)
    good, bad = Shelf("good"), Shelf("bad")
    bad.says_no = PublishError("full", "bad")
    publishing = publisher(window, good, bad)
    publishing.publish_due()
    good.wait_for(1)
    window.act_now("start panel")
    publishing.publish_due()
    good.wait_for(2)
    until(lambda: publishing.states[1].error is not None)
    assert publishing.states[1].published_at is None
    bad.says_no = None
    bad.wait_for(1)
    assert bad.live["lanes"][0]["running"] == "panel"
    until(lambda: publishing.states[1].error is None)
    assert publishing.states[1].published_at == at("09:00")


def test_waits_between_attempts_double_up_to_a_minute(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    class Impatient(Condition):
        """Waits for no time to pass, and remembers for how long it was to wait."""

        def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
            if timeout is not None:
                waits.append(timeout)
                return predicate()
            return super().wait_for(predicate)

    monkeypatch.setattr("sommet_tui.companion.publisher.Condition", Impatient)
    shelf = Shelf()
    put = shelf.put

    def fail(file: PublishedFile) -> None:
        if len(waits) < 7:
            raise PublishError("offline", shelf.name)
        put(file)

    monkeypatch.setattr(shelf, "put", fail)
    publisher(window, shelf).publish_due()
    shelf.wait_for(1)
    assert waits == [2, 4, 8, 16, 32, 60, 60]


def test_rehearsal_is_never_published(window: Window, shelf: Shelf, publishing: Publisher) -> None:
    window.rehearsals.begin()
    window.play("10:00 start panel")
    assert publishing.is_held_back is True
    publishing.publish_due()
    window.rehearsals.clear()
    publishing.publish_due()
    shelf.wait_for(2)
    assert shelf.live["lanes"] == []


def test_publishing_uses_the_real_time_in_a_simulated_window(window: Window) -> None:
    shelf = Shelf()
    window.act_now("start panel")
    window.clock.set(at("08:00"))
    publishing = publisher(window, shelf)
    publishing.publish_due()
    shelf.wait_for(1)
    assert shelf.live["sent_at"] == "2025-02-07T09:00:00+01:00"
    assert shelf.live["lanes"][0]["running"] == "panel"


def test_new_programme_is_published_with_the_next_document(
    window: Window, shelf: Shelf, publishing: Publisher
) -> None:
    window.put(replace(window.programme, title="Renamed"))
    publishing.publish_due()
    shelf.wait_for(2)
    assert shelf.there["programme.json"] == b"Renamed"
    assert shelf.live["event"]["title"] == "Renamed"


@pytest.mark.parametrize("reader", ["fr", "en"])
def test_published_day_uses_the_event_language(window: Window, reader: str) -> None:
    shelf, titles = Shelf(), {"fr": "Table ronde", "en": "Round table"}
    window.put(with_titles(replace(window.programme, language="fr"), panel=titles))
    window.companion.set_language(reader)
    window.act_now("start panel")
    Publisher(
        window.companion, (shelf,), lambda p: p.by_id["panel"].title.encode(), agenda, write_page
    ).publish_once()
    assert shelf.there["programme.json"].decode() == titles["fr"]
    assert titles["fr"] in [item["title"] for item in shelf.live["lanes"][0]["items"]]


def test_closed_publisher_does_nothing(window: Window) -> None:
    shelf, begun, ready = Shelf(), Event(), Event()

    def slow(programme: Programme) -> bytes:
        begun.set()
        ready.wait(30)
        return written(programme)

    publishing = Publisher(window.companion, [shelf], slow, agenda, write_page)
    publishing.publish_due()
    assert begun.wait(30)
    publishing.close()
    ready.set()
    shelf.wait_for(1)
    window.act_now("start panel")
    publishing.publish_due()
    assert shelf.closed
    assert shelf.live["lanes"] == []


def test_serve_address_is_distinguished_from_a_folder() -> None:
    folders = "~/www", "s3://bucket/a", "./a:80"
    assert split_targets([*folders, ":8080", "0.0.0.0:80", "[::1]:8080", "hall.example:1"]) == (
        folders,
        ((None, 8080), ("0.0.0.0", 80), ("::1", 8080), ("hall.example", 1)),
    )


def test_new_lead_begins_a_new_epoch(tmp_path: Path, shelf: Shelf) -> None:
    one, two = (Machine(tmp_path, name) for name in ("one", "two"))
    share(one, two)
    publisher(one, shelf).publish_once()
    assert shelf.live["epoch"] == 1, "without a lead"
    one.act("09:00", "start", "panel")
    one.send(two)
    two.wait_until("09:10")
    two.log.take_lead(None)
    publisher(two, shelf).publish_once()
    assert shelf.live["epoch"] == 2


def fair(*rooms: str) -> Programme:
    """An event with a talk in each room, and one in two rooms."""
    talks = (session(f"talk-{n}", room=room) for n, room in enumerate(rooms))
    return programme(*talks, replace(session("both", "10:00", "11:00"), rooms=rooms[2:4]))


MANY = ("Salle Été", *(f"r{n}" for n in range(10)))


def other_rooms(window: Window, *rooms: str) -> None:
    window.put(replace(fair(*rooms), id=window.programme.id))


def test_each_of_many_rooms_has_a_document_with_its_own_facts(window: Window) -> None:
    other_rooms(window, *MANY)
    window.act_now("start talk-1 @r0")
    window.act_now("start talk-2 @r1")
    window.stage.send_message("Lunch is served")
    window.stage.send_message("Move in, please", room="r1")
    shelf = Shelf()
    publisher(window, shelf).publish_once()
    assert shelf.live["rooms"] == list(MANY)
    one = json.loads(shelf.there["live-r0.json"])
    both = json.loads(shelf.there["live-r2.json"])
    lanes = [[lane["room"]["id"] for lane in found["lanes"]] for found in (one, both)]
    assert lanes == [["r0"], ["r1"]], "the lane that drives a session in two rooms is in both"
    assert [notice["text"] for notice in one["notices"]] == ["Lunch is served"]
    alike = ("version", "event", "epoch", "seq", "sent_at", "poll_after", "valid_until")
    assert {key: one[key] for key in alike} == {key: shelf.live[key] for key in alike}
    quiet = json.loads(shelf.there["live-_53alle_20_c3_89t_c3_a9.json"])
    assert (quiet["lanes"], quiet["rooms"]) == ([], [])
    assert len(shelf.there) == 4 + len(MANY)


def test_act_is_published_immediately_in_its_room_and_within_a_minute_for_all(
    window: Window,
) -> None:
    other_rooms(window, *MANY)
    shelf = Shelf()
    publishing = publisher(window, shelf)

    def files() -> list[str]:
        del shelf.put_files[:]
        publishing.publish_once()
        return shelf.put_files

    every_room = 1 + len(MANY)
    assert len(files()) == 3 + every_room
    window.act_now("start talk-1 @r0")
    assert files() == ["live.json", "live-r0.json"]
    window.dial.shows += timedelta(seconds=60)
    assert len(files()) == every_room
    theirs = shelf.live | {"publisher": {"id": "other", "name": "Other", "place": "www"}}
    shelf.there["live.json"] = json.dumps(theirs).encode()
    assert len(files()) == every_room, "after a conflict"


def test_only_the_document_of_a_removed_room_is_deleted(window: Window) -> None:
    shelf = Shelf()
    other_rooms(window, *MANY)
    publisher(window, shelf).publish_once()
    shelf.there["live-r9.json"] = b"mine"
    shelf.there["live-stream.json"] = b"mine too"
    other_rooms(window, *MANY[:3])
    publisher(window, shelf).publish_once()
    assert shelf.live["rooms"] == []
    left = {name: data for name, data in shelf.there.items() if name.startswith("live-")}
    assert left == {"live-r9.json": b"mine", "live-stream.json": b"mine too"}


def test_crew_laptop_stands_by_until_the_publisher_is_gone(tmp_path: Path) -> None:
    one = Machine(tmp_path, "one")
    one.share()
    seq = int(at("09:05").timestamp())
    by = {"id": "a", "name": "Stage", "place": "www"}
    there = {"seq": seq, "sent_at": "2025-02-07T08:59:30+01:00", "publisher": by}
    shelf = Shelf(live=json.dumps(live_of("example") | there).encode())
    link = one.connect()
    stage = Member("crew/a", "Stage", is_connected=True, publishes=frozenset({"www"}))
    link.stands = replace(link.stands, members=(stage,))
    publishing = publisher(one, shelf)

    def publish_due() -> TargetState:
        one.look()
        publishing.publish_due()
        return publishing.states[0]

    until(lambda: publish_due().publisher == "Stage")
    assert link.announced == frozenset({"www"})
    one.act("09:00", "start", "panel")
    publish_due()
    assert shelf.put_files == []
    link.stands = replace(link.stands, members=())
    for _ in range(5):
        publish_due()
        one.dial.shows += timedelta(seconds=1)
    until(lambda: publish_due().published_at is not None)
    assert publish_due().publisher is None
    assert shelf.live["publisher"] == {"id": "one", "name": "one", "place": "www"}
    assert (shelf.live["seq"] > seq, shelf.live["lanes"][0]["running"]) == (True, "panel")
    publishing.close()
    assert link.announced == frozenset()


def test_day_is_republished_when_the_crew_reconnects(tmp_path: Path) -> None:
    one, shelf = Machine(tmp_path, "one"), Shelf()
    one.share()
    link = one.connect()
    published = Publisher(one.companion, [shelf], written, agenda, write_page, in_turn=False)
    for documents, connected, since in (
        (1, True, "09:00"),
        (1, True, "09:00"),
        (1, False, "09:01"),
        (2, True, "09:02"),  # the broker may have lost the document
        (2, True, "09:02"),
    ):
        link.stands = replace(link.stands, connected=connected, since=at(since))
        one.look()
        published.publish_due()
        shelf.wait_for(documents)
    published.close()
    assert shelf.put_files.count("live.json") == 2
