"""Errors of commands that answer in JSON are JSON, too, with the same exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write

WRONG = (
    (("show", "nope"), "No session matches “nope”."),
    (("now", "--at", "99:99"), "“99:99” is not a time."),
    (("agenda", "--bad"), "Unknown option --bad."),
    (("stage",), "“stage” needs a verb:"),
    (("stage", "start", "nope"), "The event does not take place today."),
    (("check", "/nowhere.yaml"), "The file “/nowhere.yaml” does not exist."),
    (("now", "--programme", "{bad}"), "2 errors"),
)


@pytest.mark.parametrize(("said", "message"), WRONG)
def test_error_is_an_object_on_the_last_line(
    ask: Ask, tmp_path: Path, said: tuple[str, ...], message: str
) -> None:
    bad = write(tmp_path, {"2025-02-07": [{"title": "Without times"}]})
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
def test_command_without_json_refuses_the_option(
    ask: Ask, said: tuple[str, ...], message: str
) -> None:
    assert json.loads(ask(*said, "--json").refused(64))["message"] == message
