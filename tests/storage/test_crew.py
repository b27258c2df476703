"""Settings and records of a crew are stored unchanged; bad ones do no harm."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from sommet_tui.companion.live_ports import Dropped, Share, SharedBatch, SharedRead
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, Position, crew_record_view
from sommet_tui.domain.records import to_record
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from sommet_tui.storage.crew import _BOOT, SqliteCrew
from sommet_tui.storage.records import SqliteRecords
from tests.builders import existing

from .samples import raw, read_new

PROGRAMME = "summit"
NOW = datetime(2025, 2, 7, 9, 0, tzinfo=UTC)
SHARE = Share("mqtts://stage@host/day", "stage/1", "Stage", "PEM", offset=1.5)


@pytest.mark.skipif(not Path(_BOOT).exists(), reason="this system has no id of its last start")
def test_computer_id_is_the_same_in_all_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = iter((1, 2))  # Python's are random while no network card has an address
    monkeypatch.setattr("uuid.getnode", lambda: next(addresses))
    database = tmp_path / "sommet.sqlite3"
    assert SqliteCrew(database).installation_id() == SqliteCrew(database).installation_id()


def claim(epoch: int, writer: str = "stage/1", room: str | None = None) -> LeadClaim:
    return LeadClaim(room, epoch, writer, "Stage", NOW, Position("stage/1", 3), "open")


def sent(writer: str, number: int, session: str) -> str:
    """What a laptop sends of a start."""
    start = Act("start", session, seq=number, at=NOW)
    record = CrewRecord(writer, number, "act", f"{writer}.{number}", None, start, stamp=NOW)
    return json.dumps(crew_record_view(PROGRAMME, record, to_record(start)))


def shared(crew: SqliteCrew, beyond: int = 0) -> SharedRead:
    return existing(crew.read(PROGRAMME, beyond))


@pytest.fixture
def crew(database: Path) -> SqliteCrew:
    return SqliteCrew(database)


def test_address_of_the_broker_is_saved_for_each_programme(
    crew: SqliteCrew, database: Path
) -> None:
    crew.put_share(PROGRAMME, SHARE)
    assert SqliteCrew(database).find_share(PROGRAMME) == SHARE
    crew.put_offset(PROGRAMME, -3)
    assert crew.find_share(PROGRAMME) == replace(SHARE, offset=-3.0)
    assert crew.find_share("another") is None
    records = SqliteRecords(database)
    for programme in (PROGRAMME, "another"):
        read_new(records, programme=programme)
    assert (records.is_shared(PROGRAMME), records.is_shared("another")) == (True, False)


def test_received_record_is_saved_once_in_order_of_arrival(crew: SqliteCrew) -> None:
    crew.put_share(PROGRAMME, SHARE)
    first, second = sent("b/1", 1, "one") + "\n", sent("b/1", 2, "two")
    crew.save_batch(PROGRAMME, SharedBatch([("b/1", 2, second), ("b/1", 1, first)]))
    another = sent("b/1", 2, "another")
    crew.save_batch(
        PROGRAMME, SharedBatch([("b/1", 2, another), ("c/1", 1, sent("c/1", 1, "three"))])
    )
    read = shared(crew)
    sessions = [
        record.content.session for record in read.records if isinstance(record.content, Act)
    ]
    assert sessions == ["two", "one", "three"]
    numbers = crew.record_checksums(PROGRAMME)
    assert {writer: set(found) for writer, found in numbers.items()} == {"b/1": {1, 2}, "c/1": {1}}
    assert numbers["b/1"][1] == crc32(first.encode())
    later = shared(crew, read.position)
    assert (later.records, later.position) == ((), read.position)


def test_members_and_dropped_records_are_listed(crew: SqliteCrew) -> None:
    dropped = Dropped("a/topic", "garbled", NOW)
    crew.save_batch(PROGRAMME, SharedBatch(members={"b/1": "Room B"}, dropped=[dropped, dropped]))
    crew.save_batch(PROGRAMME, SharedBatch(members={"b/1": "Room C"}))
    assert crew.members(PROGRAMME) == {"b/1": "Room C"}
    assert crew.dropped_messages(PROGRAMME) == (dropped,)


def test_only_the_latest_dropped_messages_are_kept(crew: SqliteCrew, database: Path) -> None:
    for at in (NOW, NOW + timedelta(hours=1)):
        many = [Dropped(f"{at}/{n}", "garbled", at) for n in range(2000)]
        crew.save_batch(PROGRAMME, SharedBatch(dropped=many))
    with raw(database) as connection:
        assert connection.execute("SELECT count(*) FROM dropped").fetchone() == (1000,)


def test_claims_are_saved_with_their_results(crew: SqliteCrew) -> None:
    crew.put_share(PROGRAMME, SHARE)
    for each in (claim(1), claim(2), claim(2, room="hall")):
        crew.add_claim(PROGRAMME, each)
    theirs = replace(claim(3, "b/1"), state="accepted")
    crew.save_batch(PROGRAMME, SharedBatch(claims=[theirs]))
    crew.set_claim_state(PROGRAMME, claim(1), "accepted")
    crew.set_claim_state(PROGRAMME, claim(2), "refused")
    crew.save_batch(PROGRAMME, SharedBatch(claims=[replace(theirs, state="withdrawn")]))
    read = shared(crew)
    assert {(c.room, c.epoch, c.state) for c in read.claims} == {
        (None, 1, "accepted"),
        (None, 2, "refused"),
        ("hall", 2, "open"),
        (None, 3, "withdrawn"),
    }


def test_void_actions_that_the_user_has_seen_are_saved(crew: SqliteCrew) -> None:
    crew.put_share(PROGRAMME, SHARE)
    crew.mark_void_acts_seen(PROGRAMME, frozenset(("b/1.2", "stage/1.7")))
    read = shared(crew)
    assert read.seen == {"b/1.2", "stage/1.7"}


def test_renamed_user_leads_the_same_rooms(crew: SqliteCrew) -> None:
    crew.put_share(PROGRAMME, SHARE)
    crew.add_claim(PROGRAMME, claim(1))
    crew.add_claim(PROGRAMME, claim(2, "b/1"))
    crew.put_share(PROGRAMME, replace(SHARE, writer="regie/1"))
    read = shared(crew)
    assert {(c.epoch, c.writer, c.after and c.after.writer) for c in read.claims} == {
        (1, "regie/1", "regie/1"),
        (2, "b/1", "regie/1"),
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [("address", "https://host"), ("address", ""), ("writer", "a/b/c"), ("writer", "a/#")],
)
def test_damaged_share_is_ignored(
    crew: SqliteCrew, database: Path, column: str, value: str
) -> None:
    crew.put_share(PROGRAMME, SHARE)
    spoil(database, f"UPDATE shares SET {column} = ?", value)
    assert crew.find_share(PROGRAMME) is None
    assert crew.read(PROGRAMME, 0) is None


def test_damaged_rows_are_skipped(
    crew: SqliteCrew, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "json.decoder")  # most commands do not load it
    crew.put_share(PROGRAMME, SHARE)
    crew.add_claim(PROGRAMME, claim(1))
    crew.save_batch(
        PROGRAMME, SharedBatch([("b/1", 1, '{"a" 1}')], dropped=[Dropped("x", "y", NOW)])
    )
    spoil(database, "UPDATE claims SET claim = ?", "no claim")
    spoil(database, "UPDATE dropped SET at = ?", "no time")
    spoil(database, "UPDATE shares SET offset = ?", float("inf"))
    spoil(database, "UPDATE shares SET name = ?", "Sta\x1b[2Jge")
    read = shared(crew)
    assert (read.records, read.claims) == ((), ())
    assert (read.share.offset, read.share.name) == (0.0, "Sta[2Jge")
    assert len(crew.dropped_messages(PROGRAMME)) == 1


def spoil(database: Path, statement: str, value: object) -> None:
    with raw(database) as connection:
        connection.execute(statement, (value,))
