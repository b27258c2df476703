"""The fields of `now --format`."""

from __future__ import annotations

import pytest

from sommet_tui.cli.commands.now.status_line import FIELDS
from tests.cli.conftest import Ask


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
