"""Notifications on the desktop: the sequence for each terminal, and its content."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.tui.terminal.notifications import notification, title_sequence

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e]")
KNOWN = {
    "99": {"TERM": "xterm-kitty"},
    "777": {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"},
    "9": {"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"},
}


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"TERM": "xterm-256color"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"},
        {"TERM": "screen.xterm-256color", "TERM_PROGRAM": "WezTerm"},
        {"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"},
        {"TERM": "foot", "STY": "1.pts-0.host"},
    ],
)
def test_unknown_terminals_get_no_notification_sequence(environment: dict[str, str]) -> None:
    assert notification("Reminder", "Panel 2", environment) == ""


@pytest.mark.parametrize(("kind", "environment"), KNOWN.items())
@given(title=st.text(), text=st.text())
def test_foreign_text_cannot_end_the_sequence_or_add_parts(
    kind: str, environment: dict[str, str], title: str, text: str
) -> None:
    sequence = notification(title, text, environment)
    assert sequence.startswith(f"\x1b]{kind};")
    assert sequence.endswith("\x1b\\")
    said = sequence[2:-2]
    assert not CONTROL.search(said)
    assert said.count(";") == {"9": 1, "99": 2, "777": 3}[kind]
    assert len(said) < 500
    assert not CONTROL.search(title_sequence(title)[4:-2])
