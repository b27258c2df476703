"""What exports said is remembered, and the number of an entry rises when it must."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision, make_entry
from sommet_tui.domain.values import replace
from sommet_tui.storage.calendar_revisions import SqliteRevisions
from tests.builders import session

from .samples import DAWN, PROGRAMME

TALK = make_entry(session("talk", "09:00", "10:00"), "Talk", "Room A", "abc")
HOUR = timedelta(hours=1)


def _export(database: Path, entry: CalendarEntry, hours: int) -> Revision:
    store = SqliteRevisions(database)
    return store.revise(PROGRAMME, [entry], (), DAWN + hours * HOUR)["talk"]


def test_removed_session_is_cancelled_in_the_calendar_only_if_exported(database: Path) -> None:
    store = SqliteRevisions(database)
    assert store.revise(PROGRAMME, [], {"talk"}, DAWN) == {}
    _export(database, TALK, 0)
    gone = store.revise(PROGRAMME, [], {"talk", "never"}, DAWN + HOUR)
    assert gone == {"talk": Revision(replace(TALK, state="cancelled"), 1, DAWN + HOUR)}
    assert store.revise(PROGRAMME, [], {"talk"}, DAWN + 2 * HOUR) == gone
    assert store.revise("other", [TALK], (), DAWN)["talk"].sequence == 0
