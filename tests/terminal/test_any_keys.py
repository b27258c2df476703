"""Random bytes as keys, a bug of the app itself, and all commands of the palette in a row."""

from __future__ import annotations

import sys

import pytest

from .conftest import PANEL_1, OpenWindow, World
from .recorded import answers

CRASHING = """
import sys, threading
from sommet_tui.cli.main import main
from sommet_tui.tui.app import SommetApp

class Fault(Exception): pass

def fail(*_): raise Fault("on purpose")

def fail_there(self):
    match sys.argv[1]:
        case "a key": fail()
        case "a worker": self.run_worker(fail, thread=True)
        case "a plain thread": threading.Thread(target=fail, daemon=True).start()
        case "the loop": self._loop.call_soon(fail)

SommetApp.action_help = fail_there
sys.exit(main(["--at", "11:23"]))
"""


@pytest.mark.parametrize(
    "where",
    [
        *("a key", "a plain thread"),
        *(pytest.param(where, marks=pytest.mark.long) for where in ("a worker", "the loop")),
    ],
)
def test_bug_is_reported_in_one_line_with_details_in_a_file(
    window: OpenWindow, world: World, where: str
) -> None:
    world.more["TMPDIR"] = str(world.home)
    terminal = window(command=(sys.executable, "-P", "-c", CRASHING, where))
    terminal.until(PANEL_1)
    written = len(terminal.raw)
    terminal.press("?")
    terminal.assert_ended(70)
    (file,) = world.home.glob(".local/state/sommet-tui/fault-*")
    assert "Fault: on purpose" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0
    said = bytes(terminal.raw[written:])
    assert file.name.encode() in said
    assert said.count(b"sommet-tui:") == 1
    assert b"Traceback" not in terminal.raw


def test_bug_before_the_first_screen_is_reported_in_a_file(
    window: OpenWindow, world: World
) -> None:
    world.more.update({"TMPDIR": str(world.home), "TEXTUAL_DRIVER": "x:y"})
    terminal = window()
    assert terminal.end() == 70
    (file,) = world.home.glob(".local/state/sommet-tui/fault-*")
    assert "No module named 'x'" in file.read_text("utf-8")
    assert file.name.encode() in terminal.raw
    assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize(
    "burst",
    [
        "now\r\r",
        *(
            pytest.param(burst, marks=pytest.mark.long)
            for burst in ("\x1b\x1b", "\x1b[6~\x1b[5~", "\r\r")
        ),
    ],
)
def test_palette_accepts_input_sent_in_one_packet(panel_1: OpenWindow, burst: str) -> None:
    terminal = panel_1("--speed", "0")
    for size in ((80, 24), (40, 3), (6, 10), (4, 10), (1, 1)):
        terminal.resize(*size)
        terminal.press("ctrl+p" + burst, "ctrl+p", burst)
        terminal.take(0.1)
    terminal.resize(80, 24)
    if answers(terminal):
        terminal.press("ctrl+q")
    assert terminal.end() == 0
