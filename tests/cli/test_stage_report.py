"""`stage report` and `stage log`: the state of the lanes, the recorded actions, and a log file."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import write
from tests.cli.stages import StageAsk, example, plain, stage, two_rooms
from tests.tables import table

__all__ = ["stage"]


@pytest.fixture
def late(stage: StageAsk) -> StageAsk:
    """Panel A began 12 minutes late and was given 5."""
    stage("start opening --when 09:00 --by Ada")
    stage("start keynote --when 09:15 --by Ada")
    stage("start a --when 10:12 --by Ada")
    stage("add 5 --by Grace")
    return stage


def test_json_report_contains_the_state_of_each_session(late: StageAsk) -> None:
    report = late("report --json").data
    assert report["at"] == "2025-02-07T10:20:00+01:00"
    (lane,) = report["lanes"]
    items = lane["items"]
    assert (lane["day"], lane["mode"], lane["running"]) == ("2025-02-07", "called", "a")
    assert (lane["remaining_seconds"], lane["offset_minutes"]) == (57 * 60, 17)
    assert lane["planned_end"] == lane["projected_end"] == "2025-02-07T14:30:00+01:00"
    assert lane["impact"] == [
        {"id": "coffee", "after": None, "change": "shrinks", "minutes": 13},
        {"id": "b", "after": None, "change": "on_time", "minutes": 0},
    ]
    assert [item["status"] for item in items] == ["done", "done", "running", *["upcoming"] * 4]
    (running,) = (item for item in items if item["status"] == "running")
    assert running["announced_start"] == running["planned_start"] == "2025-02-07T10:00:00+01:00"
    assert running["projected_start"] == running["actual_start"] == "2025-02-07T10:12:00+01:00"
    assert running["projected_end"] == "2025-02-07T11:17:00+01:00"
    assert (running["actual_end"], running["added_minutes"]) == (None, 5)
    assert (running["start_drift_minutes"], running["end_drift_minutes"]) == (12, 17)


def test_report_lists_pauses_overtime_and_gaps(ask: Ask) -> None:
    items = "one 09:00-09:10; two 09:30-10:00; three 10:00-11:00"
    write({"2025-02-07": items})
    ask("stage rehearsal begin --at 09:20 --speed 0")
    ask("stage start one --when 09:00")
    lines = plain(ask("stage report").out).splitlines()
    assert "On now: One · 10:00 overtime" in lines
    place = lines.index("  09:10 – 09:30                 09:20 – 09:30  break")
    assert lines[place + 1].strip() == "10 min instead of 20 min"
    ask("stage pause --when 09:05")
    output = ask("stage report").out
    assert "On now: One · 5:00 left · paused since 09:05" in output
    assert "paused for 15" in output


def test_report_can_be_limited_to_one_room(ask: Ask) -> None:
    said = ("report", "--at", "09:30", "--programme", two_rooms())
    lanes = ask("stage", *said, "--json").data["lanes"]
    assert [(lane["day"][-2:], lane["room"]) for lane in lanes] == [
        ("07", "a"),
        ("07", "b"),
        ("08", "a"),
        ("08", "b"),
    ]
    narrow = ask("stage", *said, "--json", "--room", "Room b").data["lanes"]
    assert narrow == [lane for lane in lanes if lane["room"] == "b"]


def test_report_shows_delays_and_their_impact(late: StageAsk) -> None:
    late("cancel c")
    output = plain(late("report").out)
    assert "17 min behind: Coffee cut to 13 min, Panel B on time\n" in output
    assert "On now: Panel A · 57:00 left\n" in output
    assert "  planned        announced      expected or actual\n" in output
    assert "✓ 09:00 – 09:15  09:00 – 09:15  09:00 – 09:15  Opening [opening]\n" in output
    assert "lasted 57 min instead of 45 min" in " ".join(output.split())
    assert "▶ 10:00 – 11:00  10:00 – 11:00  10:12 – 11:17  Panel A [a]\n" in output
    assert "starts 12 min late, ends 17 min\n" in output
    assert "started on time, ended 12 min\n" in output
    assert "✗ 13:30 – 14:30  13:30 – 14:30  cancelled      Panel C [c]\n" in output
    assert max(map(len, output.splitlines())) <= 80


def test_report_suggests_how_to_end_on_time(ask: Ask) -> None:
    items = "one 09:00-10:00; two 10:00-11:00"
    write({"2025-02-07": items})
    ask("stage rehearsal begin --at 09:30 --speed 0")
    ask("stage start one --ago 22")
    (line,) = [line for line in ask("stage report").lines if "To catch up" in line]
    assert plain(line).startswith("To catch up (One −8 → on time at 10:00): sommet-tui stage")


def test_csv_report_contains_planned_and_actual_times(late: StageAsk) -> None:
    late("end --when 10:19")
    late("message", "not an act")
    answer = late("report --csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert list(rows[0])[:4] == ["day", "room", "title", "id"]
    (lane,) = late("report --json").data["lanes"]
    assert rows[0].keys() == {"day", "room", "title"} | lane["items"][0].keys()
    assert [row["id"] for row in rows] == ["opening", "keynote", "a", "coffee", "b", "lunch", "c"]
    assert rows[2]["title"] == "Panel A"
    assert rows[2]["planned_end"] == "2025-02-07T11:00:00+01:00"
    assert rows[2]["actual_end"] == "2025-02-07T10:19:00+01:00"
    assert (rows[2]["end_drift_minutes"], rows[4]["actual_start"]) == ("-41", "")


def test_run_sheet_lists_all_sessions_with_space_for_notes(ask: Ask) -> None:
    example()
    answer = ask("stage report --sheet")
    assert (answer.code, answer.err) == (0, "")
    said = plain(answer.out)
    assert "Friday 7 February 2025\n──────" in said
    assert "09:00 – 09:15  Opening\n               15 min · starts at this time\n" in said
    assert "45 min · starts when the previous session ends\n" in said
    assert "               Ada Example, Institute X\n" in said
    assert "Coffee\n               30 min · ends at this time\n" in said
    assert said.count("started _______  ended _______  notes ____") == 7
    assert max(map(len, said.splitlines())) == 80
    french = ask("stage report --sheet --lang fr").out
    assert max(map(len, french.splitlines())) == 80


def test_times_are_in_the_requested_zone(late: StageAsk) -> None:
    output = late("report --tz America/Montreal").out
    assert "Times are in America/Montreal.\n" in output
    assert "04:00 – 05:00  04:00 – 05:00  04:12 – 05:17  Panel A" in output
    assert "  1  04:20:00  Opening started at 03:00" in late("log --tz America/Montreal").out


def test_log_lists_actions_with_times_authors_and_void_reasons(late: StageAsk) -> None:
    late("pause --by Grace")
    late("undo 3 --by Ada")
    lines = plain(late("log").out).splitlines()
    assert lines == [
        "Friday 7 February 2025",
        "  1  10:20:00  Opening started at 09:00 · by Ada",
        "  2  10:20:00  Keynote started at 09:15 · by Ada",
        "  3  10:20:00  Panel A started at 10:12 · by Ada · undone",
        "  4  10:20:00  Panel A: 5 min more · by Grace",
        "  5  10:20:00  Panel A paused at 10:20 · by Grace · void: the running session",
        "               was Keynote",
        "  6  10:20:00  Undone: Panel A started at 10:12 · by Ada",
    ]


def test_redo_explains_a_start_that_became_impossible(stage: StageAsk) -> None:
    for action in (("start", "a", "--when", "10:12"), ("undo", "1"), ("start", "a"), ("undo", "2")):
        assert stage(*action).code == 0
    why = "Action 3 had no effect: Panel A was already running."
    answers: tuple[tuple[tuple[str, ...], str], ...] = (
        ((), f"There is nothing to redo.\n{why}"),
        (("3",), why),
        (("1",), "Action 1 has taken effect."),
        (("2",), "That action has already been undone."),
        (("99",), "There is no action with this number. “stage log” lists the actions."),
    )
    for said, answer in answers:
        refused = stage("redo", *said)
        assert (refused.code, answer in plain(refused.err)) == (65, True), refused.err


def test_csv_report_contains_no_formulas(ask: Ask) -> None:
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "1-1", "Plain"]
    items = (f"s{n} {9 + n}:00-{10 + n}:00 title={title}" for n, title in enumerate(titles))
    write("\n".join(items))
    ask("stage rehearsal begin --at 08:50 --speed 0")
    ask("stage start s0")
    rows = list(csv.DictReader(io.StringIO(ask("stage report --csv").out)))
    assert [row["title"] for row in rows] == [f"'{title}" for title in titles[:5]] + titles[5:]
    assert rows[0]["start_drift_minutes"] == "-10"


def test_report_contains_totals_moves_messages_and_aborted_sessions(late: StageAsk) -> None:
    late("swap b c")
    late("defer b c")
    late("undo")
    late("message", "Lunch is upstairs", "--for", "30")
    late("message granted --to panel")
    late("undo")
    late("message", "mic 2", "--to", "panel")
    late("cancel a")
    output = plain(late("report").out)
    flat = " ".join(output.split())
    assert (
        "Total: 3 sessions took place · 1 h 20 instead of 2 h · 5 min added · "
        "cancelled while running: 1" in flat
    )
    assert "lasted 8 min instead of 1 h · 5 min added · cancelled while running" in flat
    assert "  10:20  Panel B and Panel C swapped" in output
    assert "Panel B deferred until after" not in output
    assert "on time · swapped (planned for 11:30)" in flat
    assert "on time · swapped (planned for 13:30)" in flat
    assert "2 h late" not in output
    (lane,) = late("report --json").data["lanes"]
    drifts = {each["id"]: each["start_drift_minutes"] for each in lane["items"]}
    assert (drifts["b"], drifts["c"]) == (120, -120)  # from the planned times beside it
    messages = output[output.index("Messages") :]
    assert "10:20 Message to everyone: “Lunch is upstairs”, until 10:50 · on display" in " ".join(
        messages.split()
    )
    assert "Message to the panel: “granted” · undone" in messages
    assert "Message to the panel: “mic 2” · not seen yet" in messages
    assert "Messages" not in late("report --json").out


def test_report_does_not_count_automatic_sessions_as_held(stage: StageAsk) -> None:
    page = stage("report --at 12:35").out
    opening = " ".join(page[page.index("[opening]") :].split())
    assert opening.startswith("[opening] assumed to have run as planned")
    assert "Total: 4 sessions assumed to have run as planned" in page


def test_cues_are_on_the_run_sheet_and_in_the_report(ask: Ask) -> None:
    items = "one 09:00-10:00 cue='microphones 2 and 3, video'; two 10:00-11:00"
    write({"2025-02-07": items})
    for more in ((), ("--sheet",)):
        output = " ".join(ask("stage report", *more).out.split())
        assert output.count("Cue: ") == 1
        assert "microphones 2 and 3, video" in output
    assert "Cue" not in ask("agenda").out, "it is for the stage alone"
    assert "microphones" not in ask("show one").out
    assert "microphones" not in ask("agenda --json").out


RECORD = {"seq": 1, "at": "2025-02-07T10:12:00+01:00", "act": "start", "session": "a"}


class Filed:
    """A file of acts beside the programme of the worked examples."""

    def __init__(self, ask: Ask, folder: Path) -> None:
        self._ask, self._programme = ask, example()
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


def test_printed_log_gives_the_same_report_when_it_is_read(stage: StageAsk, tmp_path: Path) -> None:
    said = (
        "start opening --when 09:06",
        "start --when 09:20",
        "pause --when 09:30",
        "resume --when 09:33",
        "add -5 b",
        "announce",
        "insert Drill --minutes 5 --person Bob",
        "cancel c",
        "defer b lunch",
        "undo 8",
        "undo 2",
        "end",
    )
    for act in said:
        assert stage(act).code == 0
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (record(seq=10), "Panel A is already running."),
        (record(seq=10, session="nowhere"), "The programme has no session “nowhere”."),
    ],
)
def test_impossible_action_in_a_log_file_is_reported(
    filed: Filed, line: str, expected: str
) -> None:
    error = filed("\n" + line + record(seq=9)).refused(65)
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
    stage: StageAsk, tmp_path: Path, ask: Ask
) -> None:
    stage("start keynote")
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
    table = stage("report --log", str(path), "--at", "10:20", "--csv")
    assert ",a,session,False,running," in table.out
    assert "Panel A" in stage("report --log", str(path), "--at", "10:20").out


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes that are files")
def test_log_is_read_from_a_named_pipe(ask: Ask, tmp_path: Path) -> None:
    pipe = tmp_path / "acts"
    os.mkfifo(pipe)

    def write_acts() -> None:
        pipe.write_text(record())

    writer = threading.Thread(target=write_acts)
    writer.start()
    said = ("--log", str(pipe), "--at", "10:20", "--json", "--programme", example())
    answer = ask("stage report", *said)
    writer.join()
    assert answer.data["lanes"][0]["running"] == "a"


def test_log_is_read_from_standard_input(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    report = ("stage", "report", "--log", "-", "--at", "10:20", "--json")
    said = (*report, "--programme", example())
    monkeypatch.setattr(sys, "stdin", None)
    ask(*said).refused(66)
    for content, code in ((record(), 0), ("{", 65)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        answer = ask(*said)
        assert answer.code == code
        assert (code == 0) == ('"running": "a"' in answer.out)
    assert "line 1: this is not JSON" in answer.err
