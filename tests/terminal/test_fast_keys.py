"""Keys that arrive together, as over ssh or from a macro pad, work as slow ones do.

Every write below is one packet.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from .conftest import OpenWindow
from .terminal import Terminal, absent
from .test_stage import AT, SIZE, rehearse

BACKSPACE, CLEAR = "\x7f", "\x15"
ESCAPE = "\x1b[27u"
"""The escape key in the form of the kitty protocol, which no other key can follow as Alt."""
PALETTE, SEARCH, EVENTS = "\x10", "\x06", "\x0f"
CORRECTED = "bottomley" + BACKSPACE * 9 + "hodgson"
HOME = {"1": "THEN", "2": "Introduction", "5": "m Message", "6": "Q Question"}
"""A text on each screen, by the key of the screen."""
TYPED = [
    ("1", "n", "qbx", ""),
    ("1", SEARCH, CORRECTED, "hodgson"),
    ("1", EVENTS, "qbx", ""),
    ("1", "t", "11:24", ""),
    ("2", "/", "qbx", ""),
    ("2", "/", CORRECTED, "hodgson"),
    ("2", "n", "qbx", ""),
    ("2", "F", "qbx", ""),
    ("2", "?/", "qbx", ""),
    ("5", "m", "hello everyone", ""),
    ("5", "E", "11:02", ""),
    ("5", "I", CORRECTED, "hodgson"),
    ("5", "\tI", "qbx", ""),
    ("6", "Q", "qbx", ""),
    ("6", "M", CORRECTED, "hodgson"),
    ("6", PALETTE, "qbx", ""),
]
"""The screen, the keys that open a field, the typed text, and the field's text then."""


def in_field(text: str) -> Callable[[str], object]:
    """Return the condition that a text is all that a field has."""
    field = re.compile(rf"(^|[│/]|  ) *{re.escape(text)} *($|│)", re.MULTILINE)
    return field.search


def leave_field(terminal: Terminal, text: str) -> None:
    """Close the field and its dialog."""
    terminal.press(CLEAR + ESCAPE)  # a note would be saved
    terminal.until(lambda shown: not in_field(text)(shown))


def test_field_receives_text_sent_together_with_its_key(window: OpenWindow) -> None:
    terminal = rehearse(window)
    for screen, opener, typed, has in TYPED:
        terminal.press(screen)
        terminal.until(HOME[screen])
        terminal.press(opener + typed)
        terminal.until(in_field(has or typed))
        leave_field(terminal, has or typed)


def test_question_ignores_enter_before_the_first_frame(window: OpenWindow) -> None:
    terminal = rehearse(window)
    terminal.press("sn" + "so")
    terminal.until("ON NOW   Panel 2", "Panel 2 started at 11:20 · u undo")
    terminal.press("e\r\r\r")
    terminal.until("End Panel 2?")
    terminal.press("enter")
    terminal.until(absent("End Panel 2?"), "Panel 2 ended at 11:20")


RESTLESS = """
import sys
from sommet_tui.cli.main import main
from sommet_tui.tui.app import SommetApp

settle_in = SommetApp._start_deferred_tasks

def repaint(self):
    settle_in(self)
    self.set_interval(0.002, lambda: self.screen_stack[0].query_one("#header").refresh())

SommetApp._start_deferred_tasks = repaint
sys.exit(main(sys.argv[1:]))
"""
"""The app, with a clock that is repainted below dialogs all the time."""


def test_field_shows_typed_letters_while_the_screen_behind_is_repainted(window: OpenWindow) -> None:
    command = (sys.executable, "-P", "-c", RESTLESS)
    terminal = window(*AT, size=SIZE, command=command)
    terminal.until("ON NOW")
    terminal.press("t")
    typed = ""
    for digit in "112411":
        typed += digit
        terminal.press(digit)
        terminal.until(in_field(typed))
