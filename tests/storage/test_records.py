"""What happened is only ever added to, outlasts kills, and a rehearsal never touches the day."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.errors import RehearsalOverError
from sommet_tui.companion.ports import RecordStore, Rehearsal
from sommet_tui.companion.recorder import Recorder
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.records import StoredRecord
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from sommet_tui.storage.records import SqliteRecords
from tests import crowd

from .conftest import HELPER
from .samples import DAWN, PROGRAMME, kills, raw, read_new

Start = Callable[..., subprocess.Popen[str]]

NOW = datetime(2025, 2, 1, 12, 0, 0, 250_000, tzinfo=UTC)
FIRST = Rehearsal("first", NOW, DAWN, 60.0)


def put(
    store: RecordStore, by: str, rehearsal: str | None = None, kind: str = "act"
) -> Mapping[str, Any]:
    return store.append(PROGRAMME, rehearsal, 0, lambda _: [(kind, {"by": by})])[0].record


def authors(store: RecordStore, *, joining: bool = False, beyond: int = 0) -> list[str]:
    """Return the authors of the records, in order."""
    _, records = read_new(store, joining=joining, after=beyond)
    return [one.record.get("by", "?") for one in records]


def test_records_are_in_order_numbered_by_kind_with_unique_names(database: Path) -> None:
    store: RecordStore = SqliteRecords(database)
    made = [put(store, "a"), put(store, "b", kind="message"), put(store, "c")]
    assert [record["seq"] for record in made] == [1, 1, 2]
    assert len({record["uid"] for record in made}) == 3
    again = SqliteRecords(database)
    assert authors(again) == ["a", "b", "c"]
    _, records = read_new(again, joining=True)
    assert [one.record for one in records] == made
    assert [one.kind for one in records] == ["act", "message", "act"]
    assert authors(again, beyond=records[1].offset) == ["c"]
    assert read_new(again, joining=True, programme="another") == (None, ())


@pytest.mark.parametrize("number", [2**63 - 1, 2**53, -(2**63)])
def test_extreme_record_number_does_not_block_recording(database: Path, number: int) -> None:
    store = SqliteRecords(database)
    put(store, "a")
    with raw(database) as connection:
        connection.execute(
            "INSERT INTO records (programme, rehearsal, kind, seq, uid, record)"
            " VALUES (?, '', 'act', ?, 'x', '{}')",
            (PROGRAMME, number),
        )
    assert [put(store, "b")["seq"], put(store, "c")["seq"]] == [2, 3]
    assert authors(store) == ["a", "?", "b", "c"]


def test_recording_shows_records_made_by_others(database: Path) -> None:
    store, other = SqliteRecords(database), SqliteRecords(database)
    seen = store.append(PROGRAMME, None, 0, lambda _: [("act", {"by": "me"})])[0].offset
    put(other, "they")

    def make(records: Sequence[StoredRecord]) -> Sequence[tuple[str, Mapping[str, Any]]]:
        assert [one.record["by"] for one in records] == ["they"]
        return [("act", {"by": "me again", "seq": 77, "uid": "mine"}), ("act", {"by": "I"})]

    made = [one.record for one in store.append(PROGRAMME, None, seen, make)]
    assert [one["seq"] for one in made] == [3, 4]
    assert len({"mine", *(one["uid"] for one in made)}) == 3


def test_refused_record_does_not_change_the_database(database: Path) -> None:
    store = SqliteRecords(database)
    put(store, "a")
    before = database.read_bytes()

    def refuse(_: Sequence[StoredRecord]) -> Sequence[tuple[str, Mapping[str, Any]]]:
        raise LookupError

    with pytest.raises(LookupError):
        store.append(PROGRAMME, None, 0, refuse)
    assert database.read_bytes() == before
    assert put(store, "b")["seq"] == 2


def test_rehearsal_and_day_are_separate(database: Path) -> None:
    store = SqliteRecords(database)
    put(store, "day")
    assert store.begin(PROGRAMME, FIRST) == FIRST
    assert put(store, "rehearsed", FIRST.id)["seq"] == 1
    assert put(store, "day too")["seq"] == 2
    other = SqliteRecords(database)
    assert read_new(other, joining=True)[0] == FIRST
    assert authors(other, joining=True) == ["rehearsed"]
    assert authors(other) == ["day", "day too"]
    assert other.clear(PROGRAMME)
    assert authors(store, joining=True) == authors(store) == ["day", "day too"]
    assert other.clear(PROGRAMME) is False
    second = replace(FIRST, id="second")
    store.begin(PROGRAMME, second)
    assert authors(store, joining=True) == []
    assert put(store, "rehearsed", second.id)["seq"] == 1


def test_programme_has_at_most_one_rehearsal(database: Path) -> None:
    store = SqliteRecords(database)
    store.begin(PROGRAMME, FIRST)
    assert store.begin(PROGRAMME, replace(FIRST, id="second", speed=1.0)) == FIRST
    other = replace(FIRST, id="other")
    assert store.begin("another", other) == other
    put(store, "a", FIRST.id)
    store.clear("another")
    assert authors(store, joining=True) == ["a"]


def test_rehearsal_clock_is_shared(database: Path) -> None:
    store = SqliteRecords(database)
    store.begin(PROGRAMME, FIRST)
    paced = replace(FIRST, since=NOW.replace(minute=5), origin=NOW, speed=0.0)
    store.set_clock(PROGRAMME, paced)
    assert read_new(SqliteRecords(database), joining=True)[0] == paced


def test_ended_rehearsal_accepts_no_records(database: Path) -> None:
    store = SqliteRecords(database)
    store.begin(PROGRAMME, FIRST)
    store.clear(PROGRAMME)
    for late in (lambda: put(store, "a", FIRST.id), lambda: store.set_clock(PROGRAMME, FIRST)):
        with pytest.raises(RehearsalOverError):
            late()
    store.begin(PROGRAMME, replace(FIRST, id="second"))
    with pytest.raises(RehearsalOverError):
        put(store, "a", FIRST.id)
    assert authors(store, joining=True) == authors(store) == []


@pytest.mark.parametrize(
    "garbage", ["", "{", "[]", "null", "{}", '{"seq": 1}', "[" * 100_000, '{"act": "\\ud800"}']
)
def test_damaged_record_is_skipped_and_keeps_its_number(database: Path, garbage: str) -> None:
    log = Recorder(SqliteRecords(database), SystemClock())
    acts = [Act("start", session=name, seq=0, at=DAWN) for name in ("a", "b")]
    for act in acts:
        log.append(PROGRAMME, lambda _, act=act: [act], NOW)  # type: ignore[misc]
    with raw(database) as connection:
        connection.execute("UPDATE records SET record = ? WHERE seq = 1", (garbage,))
    log = Recorder(SqliteRecords(database), SystemClock())
    assert [(act.seq, act.session) for act in log.read(PROGRAMME).acts] == [(2, "b")]
    (again,) = log.append(
        PROGRAMME, lambda found: [Act("end", by=str(len(found.acts)), seq=0, at=DAWN)], NOW
    )
    assert (again.seq, again.by) == (3, "1")


def test_eight_processes_lose_no_record_and_share_no_number(database: Path) -> None:
    said = crowd.at_once(HELPER, "act", str(database), PROGRAMME, "p{n}", "12")
    assert sorted(int(seq) for each in said for seq in each) == list(range(1, 97))
    assert sorted(authors(SqliteRecords(database))) == sorted(
        f"p{p}-{n}" for p in range(8) for n in range(12)
    )


@pytest.mark.parametrize("generations", [2, pytest.param(10, marks=pytest.mark.long)])
def test_killed_processes_lose_no_saved_action(
    tmp_path: Path, start: Start, generations: int
) -> None:
    for path, kill, promised in kills(start, tmp_path, generations):
        _, records = read_new(SqliteRecords(path), joining=True)
        assert [one.record["seq"] for one in records] == list(range(1, len(records) + 1))
        names = [one.record["by"] for one in records]
        assert [name for name in names if name in set(promised)] == promised
        assert len(names) - len(promised) <= kill  # each may have died before its report
