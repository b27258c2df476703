"""`stage report --log`: a log from elsewhere, folded without touching what is kept."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Ask
from tests.cli.stages import StageAsk, example, stage, two_rooms

__all__ = ["stage"]

RECORD = {"seq": 1, "at": "2025-02-07T10:12:00+01:00", "act": "start", "session": "a"}

BACKWARDS = {"a": {"start": "2025-02-07T10:30:00+01:00", "end": "2025-02-07T10:12:00+01:00"}}


class Filed:
    """A file of acts beside the programme of the worked examples."""

    def __init__(self, ask: Ask, folder: Path) -> None:
        self._ask, self._programme = ask, example(folder)
        self.path = folder / "acts.jsonl"

    def __call__(self, content: str | bytes, when: str = "10:20", *more: str) -> Answer:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = ("report", "--log", str(self.path), "--at", when, "--json", *more)
        return self._ask("stage", *said, "--programme", self._programme)


@pytest.fixture
def filed(ask: Ask, tmp_path: Path) -> Filed:
    return Filed(ask, tmp_path)


def record(**more: object) -> str:
    return json.dumps(RECORD | more) + "\n"


def test_printed_log_can_be_read_back_to_the_same_report(stage: StageAsk, tmp_path: Path) -> None:
    said: tuple[tuple[str, ...], ...] = (
        ("start", "opening", "--when", "09:06"),
        ("start", "--when", "09:20"),
        ("pause", "--when", "09:30"),
        ("resume", "--when", "09:33"),
        ("add", "-5", "b"),
        ("announce",),
        ("insert", "Drill", "--minutes", "5", "--person", "Bob"),
        ("cancel", "c"),
        ("defer", "b", "lunch"),
        ("undo", "8"),
        ("undo", "2"),
        ("end",),
    )
    for act in said:
        assert stage(*act).code == 0
    path = tmp_path / "acts.jsonl"
    path.write_text(stage("log", "--json").out, "utf-8")
    kept = stage("report", "--json").data
    folded = stage("report", "--log", str(path), "--at", "10:20", "--json")
    assert (folded.code, folded.err) == (0, "")
    assert folded.data == kept


def test_minimal_log_is_read_in_order_of_seq(filed: Filed) -> None:
    acts = [
        {"seq": 7, "at": "2025-02-07T09:13:00Z", "act": "add", "session": "a", "minutes": 5},
        {"seq": 3, "at": "2025-02-07T10:12:00+01:00", "act": "start", "session": "a"},
    ]
    content = "\ufeff\r\n" + "\r\n \r\n".join(map(json.dumps, acts)) + "\r\n\n"
    (lane,) = filed(content).data["lanes"]
    assert (lane["running"], lane["offset_minutes"]) == ("a", 17)


def test_empty_log_gives_the_plan(filed: Filed) -> None:
    for content in ("", "\n\n", record(at="2025-02-07T10:20:01+01:00")):
        (lane,) = filed(content).data["lanes"]
        assert (lane["mode"], lane["running"], lane["offset_minutes"]) == ("rolled", "a", 0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ('{"seq": 1' + "0" * 5000 + "}", "this is not JSON"),
        ("5", "this is JSON, but not an action"),
        (record(act="begin"), "the value of “act” is unknown."),
        (record(seq=None), "“seq” is missing."),
        (record(seq="1"), "the value of “seq” has the wrong type"),
        (record(seq=0), "“seq” is out of range."),
        (record(seq=9), "an action with this “seq” already exists"),
        (record(at="10:12"), "“at” is not a time with a UTC offset, such as 2025-"),
        (record(act="announce", times=BACKWARDS), "in “times”, a period ends before it starts."),
        (record(times={"a": 1})[:-3] + ', "a": 2}}', "“a” appears twice."),
    ],
)
def test_invalid_line_of_a_log_is_reported(filed: Filed, line: str, expected: str) -> None:
    error = filed(record(seq=9) + "\n" + line).refused(65)
    assert f"acts.jsonl, line 3: {expected}" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (record(seq=10), "Panel A is already running."),
        (record(seq=10, session="nowhere"), "The programme has no session “nowhere”."),
        (
            record(seq=10, act="undo", undoes=4),
            "There is no action with this number. “stage log” lists the actions.",
        ),
        (record(seq=10, act="end", room="nowhere"), "There is no such room."),
    ],
)
def test_impossible_act_in_a_log_is_reported(filed: Filed, line: str, expected: str) -> None:
    error = filed("\n" + line + record(seq=9)).refused(65)
    assert f"acts.jsonl, line 2: action 10 is impossible. {expected}" in error


def test_unreadable_log_is_reported(filed: Filed, ask: Ask, tmp_path: Path) -> None:
    error = filed(record().encode() + b'{"by": "\xe9"}\n').refused(65)
    assert "line 2: this is not UTF-8 text." in error
    error = ask("stage", "report", "--log", "nowhere.jsonl").refused(66)
    assert "The file “nowhere.jsonl” does not exist." in error
    assert "is a folder" in ask("stage", "report", "--log", str(tmp_path)).refused(66)


def test_log_with_too_many_bytes_or_actions_is_refused(filed: Filed) -> None:
    assert "too large for an action log" in filed(" " * 16_000_001).refused(65)
    error = filed("".join(record(seq=n) for n in range(1, 10_002))).refused(65)
    assert "line 10001: the log has too many actions." in error


def test_acts_of_another_programme_are_reported(filed: Filed) -> None:
    answer = filed(record(programme="another\x1b"))
    assert (answer.code, answer.data["lanes"][0]["running"]) == (0, "a")
    assert answer.err == ("sommet-tui: These actions were recorded for the programme “another”.\n")


def test_log_file_does_not_touch_saved_data(stage: StageAsk, tmp_path: Path, ask: Ask) -> None:
    stage("start", "keynote")
    path = tmp_path / "acts.jsonl"
    path.write_text(record(), "utf-8")
    said = ("report", "--log", str(path), "--at", "10:20", "--json")
    answer = stage(*said)
    assert (answer.err, answer.data["lanes"][0]["running"]) == ("", "a")
    database = tmp_path / "data" / "sommet-tui" / "sommet.sqlite3"
    database.write_bytes(b"no database " * 1000)
    before = {p.name: p.read_bytes() for p in database.parent.iterdir()}
    again = stage(*said)
    assert (again.code, again.err, again.data) == (0, "", answer.data)
    assert {p.name: p.read_bytes() for p in database.parent.iterdir()} == before
    database.unlink()
    database.mkdir()
    assert stage(*said).data == answer.data
    table = stage("report", "--log", str(path), "--at", "10:20", "--csv")
    assert ",a,session,False,running," in table.out
    assert "Panel A" in stage("report", "--log", str(path), "--at", "10:20").out


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes that are files")
@pytest.mark.parametrize(("much", "code"), [(1, 0), (17_000_000, 65)])
def test_log_may_come_through_a_named_pipe(ask: Ask, tmp_path: Path, much: int, code: int) -> None:
    pipe = tmp_path / "acts"
    os.mkfifo(pipe)

    def write_acts() -> None:
        with contextlib.suppress(BrokenPipeError), pipe.open("w") as file:
            file.write(record() + "\n" * much)

    writer = threading.Thread(target=write_acts)
    writer.start()
    said = ("--log", str(pipe), "--at", "10:20", "--json", "--programme", example(tmp_path))
    answer = ask("stage", "report", *said)
    writer.join()
    assert answer.code == code
    if code:
        assert "too large for an action log" in answer.err
    else:
        assert answer.data["lanes"][0]["running"] == "a"


def test_log_may_come_through_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sommet_tui", "stage", "report", "--log", "-"]
    at_ = ["--at", "10:20", "--json", "--programme", example(tmp_path)]
    done = subprocess.run(
        [*command, *at_], input=record(), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["lanes"][0]["running"] == "a"
    wrong = subprocess.run([*command, *at_], input="{", capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (65, "")
    assert "/dev/stdin, line 1: this is not JSON" in wrong.stderr


def test_closed_standard_input_is_reported(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ask("stage", "report", "--log", "-").refused(66)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(record().encode())))
    assert ask("stage", "report", "--log", "-").code == 65  # the shipped day has no such session


def test_log_file_keeps_rooms_and_days_apart(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "acts.jsonl"
    acts = (
        record(session="two", at="2025-02-07T09:05:00+01:00"),
        record(seq=2, act="end", session=None, room="b", at="2025-02-07T09:50:00+01:00"),
        record(seq=3, session="five", at="2025-02-08T09:10:00+01:00"),
    )
    path.write_text("".join(acts), "utf-8")
    said = ("report", "--log", str(path), "--at", "2025-02-08T09:20", "--json")
    lanes = ask("stage", *said, "--programme", two_rooms(tmp_path)).data["lanes"]
    assert [(lane["mode"], lane["running"]) for lane in lanes] == [
        ("rolled", None),
        ("called", None),
        ("called", "five"),
        ("rolled", "four"),
    ]
    roomless = record(seq=4, act="end", session=None, at="2025-02-08T09:15:00+01:00")
    path.write_text("".join(acts) + roomless, "utf-8")
    error = ask("stage", *said, "--programme", two_rooms(tmp_path)).refused(65)
    assert "line 4: action 4 is impossible. Name the room." in error
