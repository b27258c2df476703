"""What Changes lists and says, on screen and in `changes` and `show`."""

from __future__ import annotations

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.domain.changes import SessionChange, changes
from sommet_tui.domain.values import replace
from sommet_tui.pages.changes import (
    change_sentence,
    changes_by_session,
    listed_changes,
    replacements,
)
from tests.acting import log
from tests.builders import at, programme, session
from tests.tui.scenes import scene

TALK = session("talk", "10:00", "11:00", title="Old habits", room="a")
OFF = session("off", "12:00", "13:00", title="Never say never", room="a")
INSTEAD = session("instead", "12:00", "13:00", title="Say it again", room="a")
AFTER = programme(replace(TALK, start=at("10:30"), end=at("11:30")), INSTEAD)
FOUND = {change.session.id: change for change in changes(programme(TALK, OFF), AFTER)}
MOVED, GONE = FOUND["talk"], FOUND["off"]


def test_changes_list_programme_and_stage_changes() -> None:
    made = programme(replace(TALK, rooms=()), replace(OFF, rooms=()))
    events = EventLog(log(made, "09:10 insert drill 10 15:30"))
    shown = scene(made, at("09:30"), events=events)
    by_stage = SessionChange("cancelled", OFF, OFF, act="cancelled")
    found = listed_changes([MOVED], [by_stage], shown.snapshot, shown.now)
    assert found[:2] == (MOVED, by_stage)
    assert [(change.kind, change.session.title) for change in found[2:]] == [("new", "drill")]


def test_session_page_shows_stage_changes_rather_than_a_new_version() -> None:
    by_stage = SessionChange("cancelled", MOVED.session, TALK, act="cancelled")
    assert changes_by_session([MOVED, GONE], [by_stage]) == {"talk": by_stage, "off": GONE}


@pytest.mark.parametrize(("stars", "expected"), [(["off"], ["instead"]), (["talk"], [])])
def test_only_a_removed_bookmark_has_replacements(stars: list[str], expected: list[str]) -> None:
    shown = scene(AFTER, at("09:00"), stars=stars)
    assert [other.id for other, _ in replacements(GONE, shown)] == expected


def test_change_that_cannot_be_described_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("hall-a")

    monkeypatch.setattr("sommet_tui.wording.changes._time_change", fail)
    shown = scene(AFTER, at("09:00"))
    assert "cannot describe this change (KeyError)" in change_sentence(MOVED, shown)
    assert change_sentence(GONE, shown) == "no longer in the programme"
