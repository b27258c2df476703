"""The values and errors of JSON, of which docs/json.md has the shapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write

GAP = {
    "start": "2025-02-07T13:00:00+01:00",
    "end": "2025-02-07T14:00:00+01:00",
    "break_id": None,
}


@pytest.mark.parametrize(
    ("at", "phase", "lane"),
    [
        ("2025-02-01T10:00", "before", ([], "introduction", None, None, None)),
        ("11:23", "on", (["panel-1"], "panel-2", None, "normal", 47 * 60)),
        ("13:10", "gap", ([], "panel-3", GAP, None, None)),
        ("2025-02-08T10:00", "after", ([], None, None, None, None)),
    ],
)
def test_now_json_is_valid_in_every_phase(
    ask: Ask, at: str, phase: str, lane: tuple[object, ...]
) -> None:
    data = ask("now --json --at", at).data
    assert data["phase"] == phase
    (found,) = data["lanes"]
    upcoming = found["next"]["id"] if found["next"] else None
    counts = [found[key] for key in ("gap", "alert", "remaining_seconds")]
    assert ([each["id"] for each in found["now"]], upcoming, *counts) == lane


def test_check_json_lists_findings(ask: Ask) -> None:
    counts = ("sessions", "breaks", "people", "days", "rooms")
    good = ask("check --json").data
    assert good["ok"] is True
    assert [good[key] for key in counts] == [8, 0, 18, 1, 0]
    file = write("one 10:00-25:00")
    answer = ask("check", file, "--json")
    assert (answer.code, answer.data["ok"]) == (65, False)
    assert {answer.data[key] for key in counts} == {None}
    (finding,) = answer.data["findings"]
    assert (finding["level"], finding["line"]) == ("error", 1)


def test_json_times_have_the_offset_of_the_event_in_every_displayed_zone(ask: Ask) -> None:
    data = ask("show panel-2 --json --tz Asia/Tokyo").data
    assert data["start"] == "2025-02-07T12:10:00+01:00"


@pytest.mark.parametrize("typed", ["z\u2028q", "z\x1b[31mq", "z\udcffq"])
def test_json_option_works_anywhere_on_the_command_line(
    ask: Ask, tmp_path: Path, typed: str
) -> None:
    answer = ask("search", typed, "--json")
    assert answer.code == 0
    assert set("zq") <= set(answer.data["query"])
    assert "\x1b" not in answer.out
    folder = tmp_path / typed.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    folder.mkdir()
    file = write("one 09:00-10:00", folder=folder)
    answer = ask("check", file, "--json")
    assert answer.code == 0
    assert answer.data["file"] == file


WRONG = (
    (("show", "nope"), "No session matches “nope”."),
    (("now", "--at", "99:99"), "“99:99” is not a valid time."),
    (("agenda", "--bad"), "Unknown option --bad."),
    (("stage",), "“stage” needs a verb:"),
    (("stage", "start", "nope"), "The event does not take place today."),
    (("check", "/nowhere.yaml"), "The file “/nowhere.yaml” does not exist."),
    (("now", "--programme", "{bad}"), "2 errors"),
)


@pytest.mark.parametrize(("said", "message"), WRONG)
def test_json_error_is_an_object_on_the_last_line(
    ask: Ask, tmp_path: Path, said: tuple[str, ...], message: str
) -> None:
    (folder := tmp_path / "bad").mkdir()
    bad = write({"2025-02-07": [{"title": "Without times"}]}, folder=folder)
    said = tuple(bad if word == "{bad}" else word for word in said)
    plain = ask(*said)
    answer = ask(*said, "--json")
    error = json.loads(answer.err.splitlines()[-1])
    assert set(error) == {"code", "message", "hint"}
    assert plain.code == answer.code == error["code"] != 0
    assert error["message"].startswith(message)
    assert error["message"] in plain.err
    assert all(line in plain.err for line in (error["hint"] or "").splitlines())
    assert answer.out == ""


def test_json_option_without_command_is_refused_in_json(ask: Ask) -> None:
    error = json.loads(ask("--json").refused(64))
    assert error["message"] == "--json works only with a command."
    assert error["hint"] == "Try: sommet-tui --help"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("convert", "{bad}", "-", "--to", "csv"), "convert has no option --json."),
        (("completion", "bash"), "completion has no option --json."),
        (("stage", "lead"), "stage lead has no option --json."),
        (("stage", "share"), "--json needs --check."),
        (("stage", "redo"), "--json needs a number or --all."),
    ],
)
def test_command_without_json_output_refuses_the_json_option(
    ask: Ask, said: tuple[str, ...], message: str
) -> None:
    assert json.loads(ask(*said, "--json").refused(64))["message"] == message
