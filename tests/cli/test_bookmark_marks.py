"""`bookmark`: sessions stay bookmarked, and conflicts between them are reported."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sommet_tui.storage.database import Database
from sommet_tui.storage.user_folders import database_path
from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.tables import table


def test_unwritable_database_exits_with_73(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    assert str(tmp_path / "data") in ask("bookmark add panel-1").refused(73)


def test_bookmarks_in_an_unreadable_database_are_not_changed(ask: Ask, database: Path) -> None:
    database.mkdir()
    for verb in ("list", "add panel-1", "remove panel-1"):
        assert str(database) in ask(f"bookmark {verb}").refused(74)
    agenda = ask("agenda --at 11:23")
    assert agenda.code == 0
    assert "Panel 1" in agenda.out
    assert str(database) in agenda.err
    assert database.is_dir()


COMMANDS = ("now", "schema", "bookmark list", "stage report", "show nothing")


def test_damaged_database_is_reported_until_the_paths_command_lists_the_file(
    ask: Ask, database: Path
) -> None:
    garbage = b"no database at all " * 100
    database.write_bytes(garbage)
    assert ask("now").err.count("could not be read") == 1  # met by a status bar
    for command in COMMANDS:
        message = ask(command).err
        assert message.count("sommet.sqlite3.damaged-") == 1
        assert "sommet-tui paths" in message
    listed = ask("paths")
    (aside,) = [line.split("  ")[-1] for line in listed.lines if line.startswith("set aside")]
    assert Path(aside).read_bytes() == garbage
    assert listed.err == ""
    assert all("damaged" not in ask(command).err for command in COMMANDS)
    assert ask("paths --json").data["set_aside"] == [aside]
    database.write_bytes(garbage * 2)
    assert "sommet.sqlite3.damaged-" in ask("bookmark add panel-1").err
    assert len(ask("paths --json").data["set_aside"]) == 2


@pytest.mark.parametrize(
    "line",
    [
        "bookmark add panel-1",
        "bookmark remove panel-1",
        "bookmark list",
        "panel panel-1 --arrived kithoko",
    ],
)
def test_command_waits_only_once_for_a_locked_database(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    ask("bookmark add introduction")

    def again(*_: object) -> None:
        raise AssertionError("it was waited for once more")

    monkeypatch.setattr("sommet_tui.cli.context.PATIENCE", 0.05)
    monkeypatch.setattr(Database, "write", again)
    with closing(sqlite3.connect(database_path(), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "in use by another program" in ask(line).refused(74)


@pytest.mark.parametrize("line", table("commands/reading.txt"))
def test_reading_commands_do_not_wait_for_a_locked_database(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    ask("bookmark add panel-1")
    monkeypatch.setattr("sommet_tui.cli.context.PATIENCE", "as long as it takes")
    with closing(sqlite3.connect(database_path(), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = ask(*shlex.split(line))
    assert answer.code == 0
    assert "Grands" in answer.out or "Panel 1" in answer.out
    assert "★" not in answer.out
    assert "without your bookmarks, notes" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_suggested_command_can_be_typed_into_a_shell(ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    folder.mkdir()
    file = write("$(one) 09:00-10:00", folder=folder)
    for verb, expected in (("bookmark", "To bookmark a session: "), ("note", "To write a note: ")):
        suggested = ask(verb, "list", "--programme", file).out.split(expected)[1]
        program, *argv = shlex.split(suggested)
        assert program == "sommet-tui"
        assert argv[2:] == ["$(one)", "--programme", file]


def test_now_command_counts_hidden_sessions(ask: Ask) -> None:
    talks = [f"a{hour} {hour}:00-{hour + 1}:00 a" for hour in range(10, 15)]
    write("; ".join([*talks, "b 10:00-11:30 b"]))
    ask("bookmark hide a10 a11 a13 b")
    for room in ("", " --room a", " --room b"):
        for clock in ("09:59", "10:00", "11:00", "11:30", "12:00", "14:59", "15:00"):
            line = f"now{room} --at 2025-03-01T{clock}"
            every, shown = ask(f"{line} --hidden").out, ask(line)
            missing = every.count("∅") - shown.out.count("∅")  # a running session stays
            last = shown.lines[-1]
            said = last.split()[0] if "--hidden" in last else "0"
            assert said == str(missing), line
            assert "--hidden" not in every
    assert "--hidden" not in ask(f"{line} --mine").out


def test_reminder_can_be_set_for_bookmarks_and_own_events(ask: Ask) -> None:
    ask("bookmark add panel-1")
    own = ask("own add --day 1", "18:30-20:30 Train @ Gare du Midi", "--leave", "25", "--json").data
    assert [e["lead_minutes"] for e in own["own_events"]] == [25]
    assert ask("bookmark remind panel-1 15").out == (
        "reminder 15\u00a0min before the start · Panel 1\n"
    )
    assert "\nbookmarked · reminder 15\u00a0min before the start\n" in ask("show panel-1").out
    data = ask("bookmark remind train 40 --json").data
    assert [b["lead_minutes"] for b in data["bookmarks"]] == [15]
    assert [e["lead_minutes"] for e in data["own_events"]] == [40]
    assert "leave 40\u00a0min before the start" in ask("own list").out
    ask("bookmark remind panel-1 default")
    assert ask("bookmark list --json").data["bookmarks"][0]["lead_minutes"] is None
