"""The fields of `now --format`."""

from __future__ import annotations

import pytest

from sommet_tui.cli.commands.now.status_line import FIELDS
from tests.builders import plain
from tests.cli.conftest import Ask
from tests.cli.stages import example, rehearse


def test_every_format_field_has_a_value_in_every_phase(ask: Ask) -> None:
    every = " ".join(f"{{{name}}}" for name in FIELDS)
    for clock in ("09:30", "11:20", "13:30", "23:00"):
        assert ask("now --at", clock, "--format", every).code == 0
    output = ask("now --help").out
    assert all(f"{{{name}}}" in output for name in FIELDS)


def test_status_line_shows_a_pause_and_counts_to_the_expected_start(ask: Ask) -> None:
    file = example()
    rehearse(ask, "10:20", "start a --when 10:12", "add 30", "pause")
    text = "{alert} | {summary} | {next_start} {next_in}"
    shown = ask("now --programme", file, "--format", text).out.strip()
    assert plain(shown) == "paused | Panel A · 1 h 22 left · paused | 11:30 1 h 22"
    ask("bookmark add a --programme", file)
    shown = ask("now --programme", file, "--format", "{stop}").out.strip()
    assert plain(shown) == "NOW ★ Panel A 1 h 22 left · paused"
    ask("stage end --programme", file)
    ask("stage move b 11:45 --programme", file)
    shown = ask("now --programme", file, "--format", "{left} {next_in} {summary}").out.strip()
    assert plain(shown) == "1 h 25 1 h 25 Panel B · in 1 h 25"
    page = plain(ask("now --programme", file).out)
    assert "the day resumes at 11:30 (expected 11:45 · in 1 h 25)" in page


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
