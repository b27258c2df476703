"""Texts of strangers may hold anything; none of it commands the terminal of a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.programmes import HARM, write_hostile

from .conftest import Ask


@pytest.mark.parametrize(
    "argv",
    [
        ("now",),
        ("agenda",),
        ("show", "s0"),
        ("people",),
        ("info",),
        ("bookmark", "add", "s0"),
        ("bookmark", "list"),
        ("check",),
        ("show", HARM),
        ("now", "--room", HARM),
    ],
    ids=lambda argv: argv[0],
)
def test_no_command_prints_a_single_command_byte(
    ask: Ask, tmp_path: Path, argv: tuple[str, ...]
) -> None:
    programme = write_hostile(tmp_path / "hostile.yaml")
    answer = ask(*argv, "--programme", str(programme), "--at", "2026-03-01T09:10")
    said = answer.out + answer.err
    assert said.strip()
    assert [c for c in said if not c.isprintable() and c not in "\n\u00a0\u202f"] == []
