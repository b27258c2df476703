"""The values and errors of JSON, of which docs/json.md has the shapes."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.tables import table


@pytest.mark.parametrize(("at", "phase", "expected"), table("commands/now_phases.txt"))
def test_json_of_now_describes_every_phase(ask: Ask, at: str, phase: str, expected: str) -> None:
    data = ask("now --json --at", at).data
    assert data["phase"] == phase
    (lane,) = data["lanes"]
    ids = " ".join(session["id"] for session in lane["now"])
    gap = lane["gap"] and "-".join(lane["gap"][end][11:16] for end in ("start", "end"))
    values = (
        ids,
        lane["next"] and lane["next"]["id"],
        gap,
        lane["alert"],
        lane["remaining_seconds"],
    )
    assert " / ".join(str(value or "-") for value in values) == expected


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


@pytest.mark.parametrize(("line", "message"), table("commands/json_errors.txt"))
def test_json_error_is_an_object_on_the_last_line(
    ask: Ask, tmp_path: Path, line: str, message: str
) -> None:
    (folder := tmp_path / "bad").mkdir()
    write({"2025-02-07": [{"title": "Without times"}]}, folder=folder)
    argv = shlex.split(line)
    plain = ask(*argv)
    answer = ask(*argv, "--json")
    error = json.loads(answer.err.splitlines()[-1])
    assert set(error) == {"code", "message", "hint"}
    assert plain.code == answer.code == error["code"] != 0
    assert error["message"].startswith(message)
    assert error["message"] in plain.err
    assert all(line in plain.err for line in (error["hint"] or "").splitlines())
    assert answer.out == ""


@pytest.mark.parametrize(("line", "message"), table("commands/no_json.txt"))
def test_command_without_json_output_refuses_the_json_option(
    ask: Ask, line: str, message: str
) -> None:
    error = json.loads(ask("", *shlex.split(line), "--json").refused(64))
    assert error["message"] == message
