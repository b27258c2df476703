"""A newer programme gives sessions other ids while windows are open and people run the day."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.companion.notes import Draft
from sommet_tui.companion.stage_command import StageEvents
from sommet_tui.domain.changes import renamed_sessions
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteSessionIds
from tests.builders import DAY, at, programme, session
from tests.panels import day

from .test_shared_day import Machine, share
from .windows import Window, unreadable_log


def renamed(programme: Programme, **names: str) -> Programme:
    """Return a programme with other ids of sessions."""
    sessions = (replace(s, id=names.get(s.id, s.id)) for s in programme.sessions)
    return replace(programme, sessions=tuple(sessions), preparations={}, abstracts={}, cues={})


def rename(window: Window, **names: str) -> None:
    """Open a newer programme whose reader has recognised sessions with other ids."""
    SqliteSessionIds(window.database).add(window.programme.id, names)
    window.put(renamed(day(), **names))


def test_window_shows_the_log_with_the_ids_of_its_programme(one: Window) -> None:
    two = one.another()
    one.play("09:00 start panel")
    one.turn("09:05", one.programme.by_id["panel"].participants[0].id)
    one.stage.send_message("hello", session="panel")
    shown: list[bool] = []
    one.companion.state.on_change(
        lambda: shown.append(bool(one.snapshot.rundown(at("09:06")).acts_without_lane))
    )
    rename(one, panel="p-1")
    two.look()
    assert [act.session for act in one.snapshot.events.acts] == ["p-1"]
    assert [act.session for act in one.snapshot.events.panel_acts] == ["p-1"]
    assert [message.session for message in one.snapshot.events.messages] == ["p-1"]
    assert not any(shown)
    one.play("09:07 add p-1 5")
    two.look()
    assert [act.session for act in two.snapshot.events.acts] == ["panel", "panel"]


def test_new_session_id_does_not_run_the_stage_command(one: Window) -> None:
    one.play("09:00 start panel")
    one.stage.send_message("hello", session="panel")
    events = StageEvents(one.companion)
    assert events.take_events() == ()
    rename(one, panel="p-1")
    assert events.take_events() == ()
    one.play("09:05 end")
    assert [(event["event"], event["session"]["id"]) for event in events.take_events()] == [
        ("end", "p-1")
    ]


def test_open_note_continues_under_the_new_id(one: Window) -> None:
    draft = Draft(one.companion, "panel")
    draft.text = "Hello"
    draft.save()
    rename(one, panel="p-1")
    draft.load_changes()
    assert (draft.text, draft.outcome) == ("Hello", None)
    draft.text = "Hello world"
    draft.save()
    notes = [(note.session, note.text) for note in one.snapshot.mine.notes]
    assert notes == [("p-1", "Hello world")]


def test_actions_stay_in_the_rehearsal_while_the_log_is_unreadable(
    one: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.rehearsals.begin()
    one.play("09:00 start panel")
    with unreadable_log(monkeypatch):
        rename(one, panel="p-1")
        assert one.act_now("add p-1 5").rehearsal
    one.look()
    one.act_now("add panel 5")  # the question before it named the earlier id
    assert [act.session for act in one.snapshot.events.acts] == ["p-1"] * 3


def test_next_edition_in_the_same_file_has_other_sessions() -> None:
    def edition(year: int, id_: str) -> Programme:
        return programme(session(id_, title="Opening", day=DAY.replace(year=year)))

    first, moved, later = edition(2025, "a"), edition(2025, "b"), edition(2026, "b")
    assert renamed_sessions(first, moved) == {"a": "b"}
    assert renamed_sessions(first, later) == {}


def test_crew_laptop_shows_received_records_with_its_own_session_ids(tmp_path: Path) -> None:
    one, two = Machine(tmp_path, "one"), Machine(tmp_path, "two")
    share(one, two)
    one.act("09:00", "start", "panel")
    rename(two, panel="p-1")
    one.send(two)
    assert two.acts() == ["1 start p-1"]
    assert one.acts() == ["1 start panel"]
    one.act("09:10", "add", "panel", minutes=5)
    one.send(two)
    assert two.acts() == ["1 start p-1", "2 add p-1"]
