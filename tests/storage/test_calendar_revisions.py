"""What exports said is remembered, and the number of an entry rises when it must."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision, entry_of
from sommet_tui.domain.values import replace
from sommet_tui.storage.calendar_revisions import SqliteRevisions
from tests.builders import session

from .samples import DAWN, PROGRAMME

TALK = entry_of(session("talk", "09:00", "10:00"), "Talk", "Room A", "abc")
HOUR = timedelta(hours=1)


def _tell(database: Path, entry: CalendarEntry, hours: int) -> Revision:
    store = SqliteRevisions(database)
    return store.revise(PROGRAMME, [entry], (), DAWN + hours * HOUR)["talk"]


def test_only_time_place_and_state_raise_the_number(database: Path) -> None:
    first = _tell(database, TALK, 0)
    assert first == Revision(TALK, 0, DAWN)
    assert _tell(database, TALK, 1) == first
    renamed = _tell(database, replace(TALK, title="Other", details="x"), 2)
    assert (renamed.sequence, renamed.modified_at) == (0, DAWN + 2 * HOUR)
    later = replace(TALK, start=TALK.start + HOUR, end=TALK.end + HOUR)
    steps = (later, replace(later, place="Room B"), replace(later, state="cancelled"), TALK)
    assert [_tell(database, text, 3).sequence for text in steps] == [1, 2, 3, 4]


def test_removed_session_is_withdrawn_once_and_only_if_exported(database: Path) -> None:
    store = SqliteRevisions(database)
    assert store.revise(PROGRAMME, [], {"talk"}, DAWN) == {}
    _tell(database, TALK, 0)
    gone = store.revise(PROGRAMME, [], {"talk", "never"}, DAWN + HOUR)
    assert gone == {"talk": Revision(replace(TALK, state="cancelled"), 1, DAWN + HOUR)}
    assert store.revise(PROGRAMME, [], {"talk"}, DAWN + 2 * HOUR) == gone
    assert store.revise("other", [TALK], (), DAWN)["talk"].sequence == 0
