"""Plain command lines, read without the grammar, mean what the grammar says they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sommet_tui.cli.arguments import read_command_line
from sommet_tui.cli.plain import COMMANDS, read_plainly

from sommet_tui.cli.exits import RefusalError
from sommet_tui.cli.request import Request
from sommet_tui.wording.words import words_in

WORDS = st.one_of(
    st.sampled_from(COMMANDS),
    st.sampled_from(["--programme", "--at", "--room", "--lang", "--tz", "--json", "--format"]),
    st.sampled_from(["--at=", "--at=-5", "--lang=fr", "--lang=de", "--json=1", "--sheet", "--roo"]),
    st.sampled_from(["--help", "-h", "--", "-", "-5", "-x", "", "fr", "en", "11:23", "panel-1"]),
    st.sampled_from(["--speed", "--theme", "--format={title}", "two words", "- x", "é", "a=b"]),
    st.sampled_from(
        ["stage", "--when", "--ago=3", "--by", "--to", "--acts", "--csv", "-²", "-5.5"]
    ),
)


def _read(argv: list[str]) -> Request | None:
    """What the whole grammar makes of it; None where it refuses or helps."""
    try:
        return read_command_line(argv, {}, words_in("en"))
    except (RefusalError, SystemExit):
        return None


@given(st.lists(WORDS, max_size=6))
def test_what_is_read_plainly_is_what_the_grammar_reads(argv: list[str]) -> None:
    plain = read_plainly(argv, {})
    assert plain is None or plain == _read(argv)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--lang fr",
        "now",
        "now --at 11:23 --json",
        "--at=11:23 now --room a --tz local",
        "now --format {title}",
        "now --tmux {title}",
        "show panel-1 --programme day.yaml",
        "bookmark add one two --json",
        "stage start",
        "stage add -5 panel-1 --room a",
        "stage start keynote --ago 3 --by Ada --json",
        "stage message Lunch --to=speaker --session panel-1",
        "stage report --acts acts.jsonl --at 10:20",
    ],
)
def test_what_people_type_is_read_plainly(line: str) -> None:
    assert read_plainly(line.split(), {}) == _read(line.split()) is not None


@pytest.mark.parametrize(
    "line",
    ["--help", "now -h", "--version", "nwo", "now --sheet", "now --at", "--lang de", "--json"],
)
def test_what_is_wrong_or_rare_is_left_to_the_grammar(line: str) -> None:
    assert read_plainly(line.split(), {}) is None
