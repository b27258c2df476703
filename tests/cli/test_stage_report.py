"""`stage report` and `stage log`: the state of the lanes, the recorded actions, and a log file."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Ask, Type
from tests.cli.stages import StageAsk, after, example, late, stage
from tests.tables import table

__all__ = ["late", "stage"]


RECORD = {"seq": 1, "at": "2025-02-07T10:12:00+01:00", "act": "start", "session": "a"}


class Filed:
    """A file of acts beside the programme of the worked examples."""

    def __init__(self, ask: Ask, folder: Path) -> None:
        self._ask = ask
        self.path = folder / "acts.jsonl"
        example()

    def __call__(self, content: str | bytes) -> Answer:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self._ask("stage report --json --at 10:20 --log", str(self.path))


@pytest.fixture
def filed(ask: Ask, tmp_path: Path) -> Filed:
    return Filed(ask, tmp_path)


def record(**more: object) -> str:
    return json.dumps(RECORD | more) + "\n"


def test_printed_log_gives_the_same_report_when_it_is_read(stage: StageAsk, tmp_path: Path) -> None:
    after(stage, "start opening --when 09:06", "start --when 09:20", "pause --when 09:30")
    after(stage, "resume --when 09:33", "add -5 b", "announce", "cancel c", "defer b lunch")
    after(stage, "insert Drill --minutes 5 --person Bob", "undo 7", "undo 2", "end")
    path = tmp_path / "acts.jsonl"
    path.write_text(stage("log --json").out, "utf-8")
    kept = stage("report --json").data
    folded = stage("report --log", str(path), "--at", "10:20", "--json")
    assert (folded.code, folded.err) == (0, "")
    assert folded.data == kept


def test_actions_of_a_log_file_are_applied_in_order_of_their_numbers(filed: Filed) -> None:
    acts = [
        {"seq": 7, "at": "2025-02-07T09:13:00Z", "act": "add", "session": "a", "minutes": 5},
        {"seq": 3, "at": "2025-02-07T10:12:00+01:00", "act": "start", "session": "a"},
    ]
    content = "\ufeff\r\n" + "\r\n \r\n".join(map(json.dumps, acts)) + "\r\n\n"
    (lane,) = filed(content).data["lanes"]
    assert (lane["running"], lane["offset_minutes"]) == ("a", 17)


def test_report_of_an_empty_log_shows_the_planned_times(filed: Filed) -> None:
    for content in ("", "\n\n", record(at="2025-02-07T10:20:01+01:00")):
        (lane,) = filed(content).data["lanes"]
        assert (lane["mode"], lane["running"], lane["offset_minutes"]) == ("rolled", "a", 0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        *table("commands/invalid_log_lines.txt"),
        ("[" * 100_000, "this is not JSON"),
        (f'{{"seq": 1{"0" * 5000}}}', "this is not JSON"),
    ],
)
def test_invalid_line_of_a_log_is_reported(filed: Filed, line: str, expected: str) -> None:
    error = filed(record(seq=9) + "\n" + line).refused(65)
    assert f"acts.jsonl, line 3: {expected}" in error
    assert error.count("\n") == 1


def test_impossible_action_in_a_log_file_is_reported(filed: Filed) -> None:
    for session, expected in (
        ("a", "Panel A is already running."),
        ("nowhere", "The programme has no session “nowhere”."),
    ):
        error = filed("\n" + record(seq=10, session=session) + record(seq=9)).refused(65)
        assert f"acts.jsonl, line 2: action 10 is impossible. {expected}" in error


def test_log_that_is_not_utf_8_is_reported(filed: Filed) -> None:
    error = filed(record().encode() + b'{"by": "\xe9"}\n').refused(65)
    assert "line 2: this is not UTF-8 text." in error


def test_log_with_too_many_bytes_is_refused(filed: Filed) -> None:
    assert "too large for an action log" in filed(" " * 16_000_001).refused(65)


def test_log_of_another_programme_causes_a_warning(filed: Filed) -> None:
    answer = filed(record(programme="another\x1b"))
    assert (answer.code, answer.data["lanes"][0]["running"]) == (0, "a")
    assert answer.err == ("sommet-tui: These actions were recorded for the programme “another”.\n")


def test_report_of_a_log_file_does_not_change_saved_data(
    stage: StageAsk, tmp_path: Path, database: Path
) -> None:
    stage("start keynote")
    (tmp_path / "acts.jsonl").write_text(record())
    line = "report --log acts.jsonl --at 10:20"
    answer = stage(f"{line} --json")
    assert (answer.err, answer.data["lanes"][0]["running"]) == ("", "a")
    database.write_bytes(b"no database " * 1000)
    before = {p.name: p.read_bytes() for p in database.parent.iterdir()}
    assert stage(f"{line} --json") == answer
    assert {p.name: p.read_bytes() for p in database.parent.iterdir()} == before
    assert ",a,session,False,running," in stage(f"{line} --csv").out
    assert "Panel A" in stage(line).out


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes that are files")
def test_log_is_read_from_a_named_pipe(ask: Ask, tmp_path: Path) -> None:
    example()
    os.mkfifo(pipe := tmp_path / "acts")
    writer = threading.Thread(target=pipe.write_text, args=[record()])
    writer.start()
    answer = ask("stage report --log acts --at 10:20 --json")
    writer.join()
    assert answer.data["lanes"][0]["running"] == "a"


def test_log_is_read_from_standard_input(
    ask: Ask, type_in: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    example()
    line = "stage report --log - --at 10:20 --json"
    monkeypatch.setattr(sys, "stdin", None)
    ask(line).refused(66)
    type_in(record().encode())
    assert ask(line).data["lanes"][0]["running"] == "a"
    type_in(b"{")
    assert "line 1: this is not JSON" in ask(line).refused(65)
