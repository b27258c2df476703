"""Pasted text is only text: in any field, with any content, of any length."""

from __future__ import annotations

import json

from .conftest import Command, OpenWindow
from .terminal import Terminal

FIND = "\x06"
COLOURED = b"abc \x1b[31m def\r"
COMMANDS = b"\x11\x03\x1b]0;own\x07\x1b[2J"
"""Text that would end the app, or command the terminal, if it were typed or printed."""


def paste(terminal: Terminal, text: bytes) -> None:
    """Paste as terminals do: between two marks, so that the app does not take it for keys."""
    terminal.press(b"\x1b[200~" + text + b"\x1b[201~")


def test_field_inserts_a_long_paste_as_text_and_reports_the_rest(panel_1: OpenWindow) -> None:
    terminal = panel_1("--speed", "0", size=(100, 40))
    terminal.press(FIND)
    terminal.until("words from a title")
    paste(terminal, COMMANDS + COLOURED * 20_000)
    terminal.until_raw(b"were not inserted")  # for some seconds
    terminal.until("abc [31m def abc")
    terminal.quit()
    assert b"\x1b]0;own" not in terminal.raw


def test_paste_outside_a_field_presses_no_keys(
    panel_1: OpenWindow,
) -> None:
    terminal = panel_1("--speed", "0")
    paste(terminal, b"2q2q\x11" * 1000)
    terminal.press("4")
    terminal.until("Katia Roux   ")
    terminal.press("t")
    terminal.until("run the clock faster")
    paste(terminal, COLOURED * 1000)
    paste(terminal, b"14:20\r")
    terminal.until("14:20")
    terminal.press("enter")
    terminal.until("14:20:00")
    terminal.quit()


def test_all_lines_pasted_into_a_note_are_saved(panel_1: OpenWindow, command: Command) -> None:
    terminal = panel_1("--speed", "0")
    terminal.press("n")
    terminal.until("Write here")
    paste(terminal, COMMANDS + COLOURED * 5_000 + b"the end")
    terminal.until("the end", "saved")
    paste(terminal, COLOURED * 150_000)  # too much for any field
    terminal.until_raw(b"A note can have 100,000 characters")  # for some seconds
    terminal.until("the end")
    terminal.quit()
    (note,) = json.loads(command("note", "list", "--json").stdout)["notes"]
    assert note["text"] == "]0;own[2J" + "abc [31m def\n" * 5_000 + "the end"
