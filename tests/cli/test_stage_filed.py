"""`stage report --acts`: a log from elsewhere, folded without touching what is kept."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.domain.rundown.acts import Act
from tests.acting import example_day, log
from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import item, write
from tests.cli.stages import StageAsk, example, lines, stage, two_rooms
from tests.domain.test_timing_examples import ROWS, SHOWN

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
        said = ("report", "--acts", str(self.path), "--at", when, "--json", *more)
        return self._ask("stage", *said, "--programme", self._programme)


@pytest.fixture
def filed(ask: Ask, tmp_path: Path) -> Filed:
    return Filed(ask, tmp_path)


def record(**more: object) -> str:
    return json.dumps(RECORD | more) + "\n"


def shown(lane: dict[str, Any]) -> str:
    """The times of a lane's items as the table of worked examples has them."""
    items = {item["id"]: item for item in lane["items"]}
    times = []
    for id_ in SHOWN:
        start, end = items[id_]["projected_start"], items[id_]["projected_end"]
        times.append(f"{start[11:16]}-{end[11:16]}" if start else items[id_]["status"])
    return " ".join(times)


@pytest.mark.parametrize(("acts", "now", "offset", "times"), ROWS)
def test_worked_example(
    filed: Filed, acts: tuple[str, ...], now: str, offset: int, times: str
) -> None:
    (lane,) = filed(lines(log(example_day(), *acts)), now).data["lanes"]
    assert (lane["offset_minutes"], shown(lane)) == (offset, times)


def test_what_log_prints_is_read_back_to_the_same_report(stage: StageAsk, tmp_path: Path) -> None:
    said: tuple[tuple[str, ...], ...] = (
        ("start", "opening", "--when", "09:06"),
        ("start", "--when", "09:20"),
        ("pause", "--when", "09:30"),
        ("resume", "--when", "09:33"),
        ("add", "-5", "b"),
        ("announce",),
        ("cancel", "c"),
        ("defer", "b", "lunch"),
        ("undo", "7"),
        ("undo", "2"),
        ("end",),
    )
    for act in said:
        assert stage(*act).code == 0
    path = tmp_path / "acts.jsonl"
    path.write_text(stage("log", "--json").out, "utf-8")
    kept = stage("report", "--json").data
    folded = stage("report", "--acts", str(path), "--at", "10:20", "--json")
    assert (folded.code, folded.err) == (0, "")
    assert folded.data == kept


def test_little_has_to_be_said_and_the_order_is_that_of_seq(filed: Filed) -> None:
    acts = [
        {"seq": 7, "at": "2025-02-07T09:13:00Z", "act": "add", "session": "a", "minutes": 5},
        {"seq": 3, "at": "2025-02-07T10:12:00+01:00", "act": "start", "session": "a"},
    ]
    content = "\ufeff\r\n" + "\r\n \r\n".join(map(json.dumps, acts)) + "\r\n\n"
    (lane,) = filed(content).data["lanes"]
    assert (lane["running"], lane["offset_minutes"]) == ("a", 17)


def test_no_acts_at_all_are_the_plan(filed: Filed) -> None:
    for content in ("", "\n\n", record(at="2025-02-07T10:20:01+01:00")):
        (lane,) = filed(content).data["lanes"]
        assert (lane["mode"], lane["running"], lane["offset_minutes"]) == ("rolled", "a", 0)


def test_records_that_are_later_are_left_out_even_where_they_could_not_be(filed: Filed) -> None:
    later = record(seq=2, at="2025-02-07T10:20:01+01:00", session="nowhere")
    (lane,) = filed(record() + later).data["lanes"]
    assert lane["offset_minutes"] == 12
    assert filed(record() + later, "10:21").code == 65


def test_a_clock_that_was_put_back_makes_no_act_of_the_log_a_wrong_one(filed: Filed) -> None:
    back = record(seq=2, at="2025-02-07T10:05:00+01:00", act="end", session=None)
    (lane,) = filed(record() + back, "10:07").data["lanes"]
    assert (lane["mode"], lane["running"]) == ("called", None)
    (lane,) = filed(record() + back, "10:12").data["lanes"]
    assert (lane["mode"], lane["running"]) == ("called", None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ('{"seq": 1' + "0" * 5000 + "}", "this is not JSON"),
        ("[]", "this is JSON, but not an action"),
        ("5", "this is JSON, but not an action"),
        ("{}", "“act” is missing."),
        (record(act="begin"), "the value of “act” is unknown."),
        (record(act=5), "the value of “act” is unknown."),
        (record(seq=None), "“seq” is missing."),
        (record(seq="1"), "the value of “seq” has the wrong type"),
        (record(seq=True), "the value of “seq” has the wrong type"),
        (record(seq=0), "“seq” is out of range."),
        (record(seq=9), "an action with this “seq” already exists"),
        (record(at=None), "“at” is missing."),
        (record(at="10:12"), "“at” is not a time with a UTC offset, such as 2025-"),
        (record(at="2025-02-07T10:12:00"), "“at” is not a time with a UTC offset, such as 2025-"),
        (record(at="9999-12-31T23:59:59Z"), "“at” is out of range."),
        (record(when=5), "the value of “when” has the wrong type"),
        (record(session=None), "“session” is missing."),
        (record(act="add"), "“minutes” is missing."),
        (record(act="add", minutes=2.5), "the value of “minutes” has the wrong type"),
        (record(act="add", minutes=10**9), "“minutes” is out of range."),
        (record(act="defer"), "“after” is missing."),
        (record(act="undo"), "“undoes” is missing."),
        (record(act="announce", times={"a": 5}), "the value of “times” has the wrong type"),
        (record(act="announce", times=BACKWARDS), "in “times”, a period ends before it starts."),
        (record()[:-2] + ', "session": "b"}', "“session” appears twice."),
        (record(times={"a": 1})[:-3] + ', "a": 2}}', "“a” appears twice."),
    ],
)
def test_a_line_that_is_no_act_is_named(filed: Filed, line: str, expected: str) -> None:
    error = filed(record(seq=9) + "\n" + line).refused(65)
    assert f"acts.jsonl, line 3: {expected}" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (record(seq=10), "Panel A is already running."),
        (record(seq=10, session="nowhere"), "The programme has no session “nowhere”."),
        (record(seq=10, act="resume", session=None), "Panel A is not paused."),
        (record(seq=10, act="end", session="b"), "The running session is Panel A."),
        (record(seq=10, act="add", minutes=0), "Give a number of minutes other than 0"),
        (
            record(seq=10, act="undo", undoes=4),
            "There is no action with this number. “stage log” lists the actions.",
        ),
        (
            record(seq=10, session="b", when="2025-02-07T10:13:00+01:00"),
            "That time is in the future",
        ),
        (record(seq=10, act="end", room="nowhere"), "There is no such room."),
    ],
)
def test_a_line_that_would_have_been_refused_is_named(
    filed: Filed, line: str, expected: str
) -> None:
    error = filed("\n" + line + record(seq=9)).refused(65)
    assert f"acts.jsonl, line 2: action 10 is impossible. {expected}" in error


def test_an_unreadable_log_is_reported(filed: Filed, ask: Ask, tmp_path: Path) -> None:
    error = filed(record().encode() + b'{"by": "\xe9"}\n').refused(65)
    assert "line 2: this is not UTF-8 text." in error
    error = ask("stage", "report", "--acts", "nowhere.jsonl").refused(66)
    assert "The file “nowhere.jsonl” does not exist." in error
    assert "is a folder" in ask("stage", "report", "--acts", str(tmp_path)).refused(66)


def test_a_file_that_is_too_large_or_too_long_is_not_read(filed: Filed) -> None:
    assert "too large for an action log" in filed(" " * 16_000_001).refused(65)
    error = filed("".join(record(seq=n) for n in range(1, 10_002))).refused(65)
    assert "line 10001: the log has too many actions." in error


def test_acts_of_another_programme_are_said_to_be(filed: Filed) -> None:
    answer = filed(record(programme="another\x1b"))
    assert (answer.code, answer.data["lanes"][0]["running"]) == (0, "a")
    assert answer.err == ("sommet-tui: These actions were recorded for the programme “another”.\n")


def test_nothing_that_is_kept_is_touched_or_read(stage: StageAsk, tmp_path: Path, ask: Ask) -> None:
    stage("start", "keynote")
    path = tmp_path / "acts.jsonl"
    path.write_text(record(), "utf-8")
    said = ("report", "--acts", str(path), "--at", "10:20", "--json")
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
    table = stage("report", "--acts", str(path), "--at", "10:20", "--csv")
    assert ",a,session,False,running," in table.out
    assert "Panel A" in stage("report", "--acts", str(path), "--at", "10:20").out


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes that are files")
@pytest.mark.parametrize(("much", "code"), [(1, 0), (17_000_000, 65)])
def test_a_log_may_come_through_a_pipe_with_a_name(
    ask: Ask, tmp_path: Path, much: int, code: int
) -> None:
    pipe = tmp_path / "acts"
    os.mkfifo(pipe)

    def write_acts() -> None:
        with contextlib.suppress(BrokenPipeError), pipe.open("w") as file:
            file.write(record() + "\n" * much)

    writer = threading.Thread(target=write_acts)
    writer.start()
    said = ("--acts", str(pipe), "--at", "10:20", "--json", "--programme", example(tmp_path))
    answer = ask("stage", "report", *said)
    writer.join()
    assert answer.code == code
    if code:
        assert "too large for an action log" in answer.err
    else:
        assert answer.data["lanes"][0]["running"] == "a"


def test_a_log_may_come_through_a_pipe(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sommet_tui", "stage", "report", "--acts", "-"]
    at_ = ["--at", "10:20", "--json", "--programme", example(tmp_path)]
    done = subprocess.run(
        [*command, *at_], input=record(), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["lanes"][0]["running"] == "a"
    wrong = subprocess.run([*command, *at_], input="{", capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (65, "")
    assert "/dev/stdin, line 1: this is not JSON" in wrong.stderr


def test_a_closed_standard_input_is_reported(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ask("stage", "report", "--acts", "-").refused(66)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(record().encode())))
    assert ask("stage", "report", "--acts", "-").code == 65  # the shipped day has no such session


def test_several_rooms_and_days_are_distinguished(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "acts.jsonl"
    acts = (
        record(session="two", at="2025-02-07T09:05:00+01:00"),
        record(seq=2, act="end", session=None, room="b", at="2025-02-07T09:50:00+01:00"),
        record(seq=3, session="five", at="2025-02-08T09:10:00+01:00"),
    )
    path.write_text("".join(acts), "utf-8")
    said = ("report", "--acts", str(path), "--at", "2025-02-08T09:20", "--json")
    lanes = ask("stage", *said, "--programme", two_rooms(tmp_path)).data["lanes"]
    assert [(lane["mode"], lane["running"]) for lane in lanes] == [
        ("rolled", None),
        ("called", None),
        ("called", "five"),
        ("rolled", "four"),
    ]
    roomless = record(seq=4, act="end", session=None, at="2025-02-08T09:15:00+01:00")
    path.write_text("".join(acts) + roomless, "utf-8")
    answer = ask("stage", *said, "--programme", two_rooms(tmp_path))
    assert (answer.code, "line 4: action 4 is impossible. Name the room." in answer.err) == (
        65,
        True,
    )


def test_the_day_boundary_ends_what_nobody_ended(filed: Filed) -> None:
    pause = record(seq=2, at="2025-02-07T10:20:00+01:00", act="pause", session=None)
    (lane,) = filed(record() + pause, "2025-02-08T12:00").data["lanes"]
    assert (lane["running"], lane["paused_since"], lane["remaining_seconds"]) == (None, None, None)
    item_a = lane["items"][2]
    assert (item_a["status"], item_a["paused_seconds"]) == ("done", (17 * 60 + 40) * 60)
    assert item_a["projected_end"] == "2025-02-08T04:52:00+01:00"
    assert [item["status"] for item in lane["items"][3:]] == ["skipped"] * 4


def test_the_only_room_need_not_be_named(ask: Ask, tmp_path: Path) -> None:
    items = [item("one", "09:00", "10:00", room="a"), item("two", "10:00", "11:00", room="a")]
    file = write(tmp_path, {"2025-02-07": items}, rooms="a")
    path = tmp_path / "acts.jsonl"
    end = record(seq=2, act="end", session=None, at="2025-02-07T10:14:00+01:00")
    path.write_text(record(session="one") + end, "utf-8")
    said = ("report", "--acts", str(path), "--at", "10:20", "--json", "--programme", file)
    (lane,) = ask("stage", *said).data["lanes"]
    assert [item["status"] for item in lane["items"]] == ["done", "upcoming"]


def night(folder: Path, day: str) -> tuple[str, str]:
    """A night in which clocks change, and its acts, a quarter of an hour late."""
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    items = [
        item("dance", "23:00", "01:30"),
        item("dawn", "01:30", "03:30", follows=True),
        item("breakfast", "03:30", "03:50"),
    ]
    file = write(folder, {before: items})
    begun = datetime.fromisoformat(f"{before}T22:15:00+00:00")
    acts = (
        Act("start", session="dance", seq=1, at=begun),
        Act("start", session="dawn", seq=2, at=begun + timedelta(hours=2, minutes=30)),
    )
    path = folder / "acts.jsonl"
    path.write_text(lines(acts), "utf-8")
    return file, str(path)


@pytest.mark.parametrize("day", ["2025-02-07", "2025-03-30", "2025-10-26"])
def test_the_report_is_the_same_wherever_the_machine_stands(tmp_path: Path, day: str) -> None:
    file, path = night(tmp_path, day)
    now = datetime.fromisoformat(f"{day}T01:00:00+00:00").astimezone(UTC).isoformat()
    command = [sys.executable, "-m", "sommet_tui", "stage", "report", "--json"]
    said = ["--acts", path, "--at", now.replace("+00:00", "Z"), "--programme", file]
    answers = [
        subprocess.run(
            [*command, *said],
            env=os.environ | {"TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Europe/Paris", "America/St_Johns", "Pacific/Kiritimati")
    ]
    assert len(set(answers)) == 1
    (lane,) = json.loads(answers[0])["lanes"]
    assert lane["running"] == "dawn"
