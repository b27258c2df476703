"""Databases of this version open for good; those of earlier versions are set aside unchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sommet_tui.companion.live_ports import Dropped, Share
from sommet_tui.companion.ports import Rehearsal
from sommet_tui.domain.bookmarks import Bookmark, Friend
from sommet_tui.domain.calendar_revisions import CalendarEntry
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, Position
from sommet_tui.domain.known_events import KnownEvent
from sommet_tui.domain.notes import Note
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.reminders import Reminder
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.saved_plan import PlanChange, SavedPlan, SavedStop
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.storage.database import Database
from sommet_tui.storage.database_file import VERSION
from sommet_tui.storage.known_events import SqliteEvents, SqliteReminders, SqliteSeen
from sommet_tui.storage.records import SqliteRecords
from sommet_tui.storage.user_data import (
    SqliteBookmarks,
    SqliteDayPlans,
    SqliteNotes,
    SqlitePlans,
    SqliteRevisions,
)
from tests.builders import existing

from .samples import (
    Stars,
    asides,
    fill,
    mark,
    names,
    raw,
    read_new,
    saved_sessions,
    set_version,
)

WRITTEN = Path(__file__).parents[1] / "data" / "database-12.sql"
EVENT = "summit"
NINE = datetime(2025, 2, 7, 9, tzinfo=UTC)
TEN = NINE.replace(hour=10)
MUST, MAYBE = Bookmark("keynote", "L’ouverture", NINE), Bookmark("panel", "Panel", TEN, "maybe")
NOTE = Note("keynote", "L’ouverture", "Poser la question\nsur les licences", NINE)
OWN = OwnEvent("own-1", "Déjeuner", NINE, TEN, "foyer", 10)
FRIEND = Friend("Ada", (Bookmark("panel", "Panel", NINE),))
PLAN = SavedPlan(
    date(2025, 2, 7),
    "0a1b2c3d",
    NINE,
    (
        SavedStop("keynote", "L’ouverture", "must", NINE),
        SavedStop("panel", "Panel", "maybe", TEN, since=NINE, fills_gap=True),
    ),
)
CHANGE = PlanChange(
    PLAN.day,
    NINE,
    (SavedStop("own-1", "Déjeuner", "own", NINE),),
    (SavedStop("panel", "Panel", "maybe", TEN),),
    is_reported=True,
)
REMINDER = Reminder("keynote", TEN, 5)
ENTRY = CalendarEntry("keynote", "L’ouverture", NINE, TEN, "Salle A", "confirmed", "abc")
KNOWN = KnownEvent(
    "/srv/day.yaml", EVENT, "Summit", date(2025, 2, 7), date(2025, 2, 8), "Europe/Paris", NINE
)
REHEARSAL = Rehearsal("r1", NINE, TEN, 2.0)
SHARE = Share("mqtts://stage@host/day", "stage/1", "Régie", "PEM", offset=1.5)
CLAIM = LeadClaim("hall", 1, "stage/1", "Régie", NINE, Position("hall/2", 1), "open")
THEIRS = CrewRecord(
    "hall/2",
    1,
    "act",
    "hall/2.1",
    None,
    Act("start", "keynote", uid="hall/2.1", seq=1, at=NINE),
    stamp=NINE,
)
DROPPED = Dropped("sommet/2/day/records/x", "garbled", NINE)


def test_database_of_this_version_can_always_be_opened(database: Path) -> None:
    database.parent.mkdir()
    with raw(database) as connection:
        connection.executescript(WRITTEN.read_text(encoding="utf-8"))
    shared = Database(database)
    assert list(SqliteBookmarks(shared).bookmarks(EVENT)) == [MUST, MAYBE]
    assert list(SqliteNotes(shared).notes(EVENT)) == [NOTE]
    assert SqliteSeen(shared).get("hint") == "1"
    assert list(SqliteEvents(shared).events()) == [KNOWN]
    assert SqlitePlans(shared).read(EVENT) == ((OWN,), (FRIEND,), {"keynote": 15, "own-1": 10})
    assert SqliteDayPlans(shared).read(EVENT) == ({PLAN.day: PLAN}, (CHANGE,))
    assert SqliteReminders(shared).mark_given(EVENT, REMINDER, TEN) == NINE
    revision = SqliteRevisions(shared).revise(EVENT, [ENTRY], [], TEN)["keynote"]
    assert (revision.sequence, revision.modified_at) == (0, NINE)
    assert _records(shared, joining=False) == (None, [("act", "keynote", 1)])
    assert _records(shared, joining=True) == (REHEARSAL, [("message", None, 1)])
    crew = SqliteCrew(shared)
    read = existing(crew.read(EVENT, 0))
    assert (read.share, read.claims, read.records) == (SHARE, (CLAIM,), (THEIRS,))
    assert read.names == {"hall/2": "Salle B"}
    assert read.seen == {"u1"}
    assert crew.dropped_messages(EVENT) == (DROPPED,)
    assert asides(database) == []


def _records(
    shared: Database, *, joining: bool
) -> tuple[Rehearsal | None, Sequence[tuple[str, str | None, int]]]:
    rehearsal, records = read_new(SqliteRecords(shared), joining=joining, programme=EVENT)
    return rehearsal, [(r.kind, r.record.get("session"), r.record["seq"]) for r in records]


@pytest.mark.parametrize("version", range(VERSION))
def test_database_of_an_earlier_version_is_set_aside_and_a_new_one_created(
    database: Path, version: int
) -> None:
    fill(database, 2)
    set_version(database, version)
    content = database.read_bytes()
    store = Stars(database)
    assert store.all() == []
    assert not database.exists()
    assert store.star(7)
    (aside,) = asides(database)
    assert aside.name.startswith("sommet.sqlite3.earlier-")
    assert aside.read_bytes() == content
    (notice,) = store.database.notices()
    assert notice.code == "earlier"
    assert notice.values == {"path": str(database), "aside": str(aside)}
    assert names(database.parent) == [database.name, aside.name]
    assert saved_sessions(database) == {"s7"}


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.all(),
        lambda store: store.unstar("s1"),
        lambda store: store.star(1),
    ],
)
def test_earlier_version_restored_while_running_is_set_aside_at_the_next_use(
    database: Path, use: Callable[[Stars], object]
) -> None:
    store = Stars(database)
    store.star(1)
    assert store.all() == [mark(1)]
    set_version(database, VERSION - 1)
    use(store)
    assert [notice.code for notice in store.database.notices()] == ["earlier"]
    assert len(asides(database)) == 1
