"""What a command asks before it acts: on a terminal as the key does, in a script nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import StringIO

import pytest

from tests.builders import plain
from tests.cli.conftest import Answer, Ask
from tests.cli.stages import StageAsk, example, late, stage

__all__ = ["late", "stage"]

RUNNING = "start a --when 10:12 --by grace"
ASKS = [
    ("end", "End Panel A?"),
    ("cancel a", "Panel A is running. Cancel it? No other session moves."),
    ("swap b c", "Swap Panel B and Panel C? No other session moves."),
    ("announce", "Announce the current ends and breaks? No session gets a new start."),
    ("release", "Return this room to automatic control?"),
    ("start b", "Panel A still has 52 min. Start Panel B now?"),
    ("undo", "Undo “Panel A started at 10:12”, by grace?"),
    ("rehearsal clear", "End the rehearsal for everyone and discard its actions?"),
]


def asked(answer: Answer) -> str:
    """What a command says beside its answer and that this is a rehearsal."""
    first, _, others = plain(answer.err).partition("\n")
    return others if first.startswith("Rehearsal, ") else f"{first}\n{others}"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Types this text at a terminal."""

    def sit(text: str) -> None:
        monkeypatch.setattr("sommet_tui.cli.output.is_terminal", lambda _: True)
        monkeypatch.setattr(sys, "stdin", StringIO(text))

    return sit


@pytest.mark.parametrize(("act", "question"), ASKS)
def test_command_on_a_terminal_asks_the_same_question_as_the_key(
    stage: StageAsk, typed: Callable[[str], None], act: str, question: str
) -> None:
    assert stage(RUNNING).code == 0
    before = stage("log --json").out
    typed("n\n")
    refused = stage(act)
    assert (refused.code, asked(refused)) == (0, f"{question} [y/n]\n")
    assert refused.out in ("Nothing was done.\n", "Nothing was undone.\n")
    assert stage("log --json").out == before

    typed("y\n")
    assert stage(act).code == 0
    assert stage("log --json").out != before


def test_start_next_in_an_automatic_room_starts_the_due_session(
    stage: StageAsk, typed: Callable[[str], None]
) -> None:
    question = (
        "So far, this room has run automatically. Start Panel A 20 min late, and take "
        "manual control?"
    )
    typed("n\n")
    refused = stage("start")
    assert (asked(refused), refused.out) == (f"{question} [y/n]\n", "Nothing was done.\n")
    typed("y\n")
    assert plain(stage("start").out).startswith("Panel A started at 10:20")
    stage("undo 1 --yes")

    assert plain(stage("start --ago 5").out).startswith("Panel A started at 10:15")
    stage("undo 3 --yes")
    typed("")  # the command names the session, so it does not ask which one
    assert plain(stage("start a --yes").out).startswith("Panel A started at 10:20")


@pytest.mark.parametrize("act", ["end", "announce", "release", "undo"])
def test_script_acts_without_a_remark_if_the_action_can_be_undone(
    stage: StageAsk, act: str
) -> None:
    assert stage(RUNNING).code == 0
    answer = stage(act)
    assert (answer.code, asked(answer)) == (0, "")


@pytest.mark.parametrize("act", ["start --yes", "end --when 10:15", "undo --yes"])
def test_command_with_the_yes_option_or_a_time_asks_no_question(
    stage: StageAsk, typed: Callable[[str], None], act: str
) -> None:
    assert stage(RUNNING).code == 0
    typed("")
    answer = stage(act)
    assert (answer.code, asked(answer)) == (0, "")


def test_recent_action_of_the_same_user_is_undone_without_a_question(
    ask: Ask, typed: Callable[[str], None]
) -> None:
    example()
    ask("stage rehearsal begin --at 10:00 --speed 600")
    assert ask("stage add 5 b").code == 0
    typed("")
    answer = ask("stage undo")
    assert (answer.code, asked(answer)) == (0, "")
    assert answer.out.startswith("Undone – Panel B: 5")
