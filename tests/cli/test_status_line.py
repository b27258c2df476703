"""`now --format` and `now --tmux`: one line for a status bar."""

from __future__ import annotations

import pytest

from sommet_tui.cli.commands.now.status_line import FIELDS
from tests.cli.conftest import Ask


def test_format_fields_are_filled_in(ask: Ask) -> None:
    ask("bookmark add panel-2")
    answer = ask("now --at 11:20 --format", "{label} {left} > {next_name} {next_in} {{x}}")
    assert answer.out == "Panel 1 50\u00a0min > Panel 2 50\u00a0min {x}\n"
    answer = ask("now --at 11:20 --format {bookmark}|{bookmark_start}|{phase}|{time}")
    assert answer.out == "Panel 2|12:10|on|11:20\n"
    answer = ask("now --at 11:20 --format {{{{}}{{{time}}}{{time}}{phase}{phase}}}")
    assert answer.out == "{{}{11:20}{time}onon}\n"


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("09:30", "Introduction · in 30\u00a0min"),
        ("11:20", "Panel 1 · 50\u00a0min left"),
        ("13:30", "Panel 3 · in 30\u00a0min"),
        ("23:00", ""),
    ],
)
def test_summary_field_describes_the_day(ask: Ask, clock: str, expected: str) -> None:
    assert ask("now --at", clock, "--format", "{summary}").out == f"{expected}\n"


def test_every_format_field_has_a_value_in_every_phase(ask: Ask) -> None:
    every = " ".join(f"{{{name}}}" for name in FIELDS)
    for clock in ("09:30", "11:20", "13:30", "23:00"):
        assert ask("now --at", clock, "--format", every).code == 0
    output = ask("now --help").out
    assert all(f"{{{name}}}" in output for name in FIELDS)


@pytest.mark.parametrize(
    ("said", "every"),
    [
        ("{next_title}", "{nope} {} {0} {title.__class__} {title[0]} {title!r} {title:>999999999}"),
        ("unmatched brace", "{ } {title {{{ }}} {{} {}} {title}} {{title} {title}}}} }{title}"),
    ],
)
def test_invalid_format_field_is_refused_with_the_valid_ones(
    ask: Ask, said: str, every: str
) -> None:
    for wrong in every.split():
        assert said in ask("now --format", wrong).refused(64), wrong


def test_status_line_without_stops_shows_the_running_session(ask: Ask) -> None:
    for option in ("--format", "--tmux"):
        for clock in ("11:23", "13:10", "23:00"):
            at = ("--at", clock)
            assert ask("now", option, *at).lines == ask("now", option, "{summary}", *at).lines
    assert ask("now --format --at 11:23").lines == ["Panel 1 · 47\u00a0min left"]
