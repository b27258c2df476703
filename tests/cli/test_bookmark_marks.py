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


def test_empty_list_of_bookmarks_shows_how_to_add_one(ask: Ask) -> None:
    answer = ask("bookmark list")
    assert answer.code == 0
    command = answer.out.split("To bookmark a session: sommet-tui ")[1].split()
    assert ask(*command).code == 0
    assert "Introduction" in ask("bookmark list").out


def test_adding_a_bookmark_twice_is_allowed(ask: Ask) -> None:
    first = ask("bookmark add introduction pleniere")
    assert first.lines == [
        "Bookmarked: Introduction",
        "Bookmarked: Plénière · Quelle souveraineté numérique européenne\u202f?",
    ]
    again = ask("bookmark add introduction")
    assert (again.code, again.out) == (0, "Already bookmarked: Introduction\n")


def test_unknown_id_among_others_changes_no_bookmark(ask: Ask) -> None:
    ask("bookmark add panel-1")
    for verb in ("add", "remove"):
        assert "“panel-3”" in ask("bookmark", verb, "panel-1", "panel-2", "panle-3").refused(65)
    kept = ask("bookmark list --json").data["bookmarks"]
    assert [bookmark["id"] for bookmark in kept] == ["panel-1"]


def test_removed_bookmarks_are_reported_one_by_one(ask: Ask) -> None:
    ask("bookmark add introduction")
    answer = ask("bookmark remove introduction panel-1")
    assert answer.code == 0
    assert answer.lines[0] == "No longer bookmarked: Introduction"
    assert answer.lines[1].startswith("Not in your bookmarks: Panel 1 · ")
    assert ask("bookmark list --json").data["bookmarks"] == []


def test_bookmark_list_shows_free_time_and_the_next_session(ask: Ask) -> None:
    ask("bookmark add panel-4 panel-1")
    output = ask("bookmark list --at 09:00").out
    rows = [output.index("[panel-1]"), output.index("12:10 – 16:00  free, 3\u00a0h\u00a050")]
    rows.append(output.index("[panel-4]"))
    assert rows == sorted(rows)
    assert "Your next bookmark: Panel 1, at 11:00 (in 2\u00a0h)\n" in output


def test_bookmark_of_a_removed_session_stays_and_can_be_removed(ask: Ask) -> None:
    write("stays 09:00-10:00; leaves 10:00-11:00")
    ask("bookmark add stays leaves")
    write("stays 09:00-10:00")
    output = ask("bookmark list").out
    assert "No longer in the programme:\n  Leaves [leaves] · cancelled\n" in output
    assert ask("bookmark remove leaves").code == 0
    assert "Leaves" not in ask("bookmark list").out


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


def test_bookmark_can_be_changed_from_maybe_to_must(ask: Ask) -> None:
    for said in ("Bookmarked as maybe", "Already bookmarked as maybe"):
        assert ask("bookmark add --maybe introduction").lines == [f"{said}: Introduction"]
    assert "☆ 10:00" in ask("agenda").out
    assert ask("bookmark add introduction").lines == ["Bookmarked: Introduction"]
    assert ask("bookmark list --json").data["bookmarks"][0]["degree"] == "must"


def test_hidden_sessions_are_left_out_of_lists_unless_requested(ask: Ask) -> None:
    assert ask("bookmark hide panel-1 panel-2").code == 0
    answer = ask("agenda --at 11:23")
    assert "[panel-1]" not in answer.out
    assert answer.lines[-1] == "2 hidden sessions are not listed. To list them, add --hidden."
    assert "∅ 11:00" in ask("agenda --hidden").out
    assert "Panel 1" in ask("now --at 11:23").out, "hidden, but running"
    assert "Panel 1" in ask("now --at 11:23 --hidden").out
    assert "Panel 2" not in ask("now --at 10:30").out
    every = ask("agenda --json").data["sessions"]
    assert [s["id"] for s in every if s["hidden"]] == ["panel-1", "panel-2"]
    hidden = ask("bookmark list --json").data["hidden"]
    assert [session["id"] for session in hidden] == ["panel-1", "panel-2"]
    again = ask("bookmark unhide panel-1 panel-3")
    assert again.lines[0].startswith("No longer hidden: Panel 1")
    assert again.lines[1].startswith("This session is not hidden: Panel 3")
    assert "[panel-1]" in ask("agenda").out


def test_now_command_counts_hidden_sessions(ask: Ask) -> None:
    talks = [f"a{hour} {hour}:00-{hour + 1}:00 a" for hour in range(10, 15)]
    write("; ".join([*talks, "b 10:00-11:30 b"]), rooms="ab")
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


def test_list_explains_session_ids_only_if_it_shows_some(ask: Ask) -> None:
    assert ask("own add", "12:30-13:30 Lunch").code == 0
    assert "[…] is the session’s id" not in ask("bookmark list").out
    assert ask("bookmark add panel-1").code == 0
    assert "[…] is the session’s id" in ask("bookmark list").out


def test_reminder_can_be_set_for_bookmarks_and_own_events(ask: Ask) -> None:
    ask("bookmark add panel-1")
    own = ask("own add", "18:30-20:30 Train @ Gare du Midi", "--leave", "25", "--json").data
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
