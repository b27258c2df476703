"""Recorded input for a terminal, which tests can play again, in files with one act a line.

`send "…"` sends bytes, written as a JSON text with one byte per character; `size 80 24` resizes the
window; `wait 0.2` waits for a number of seconds. Lines that begin with `#` are comments.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from time import monotonic

from sommet_tui.tui.terminal.input import PASTE_SILENCE

from .terminal import PATIENCE, Terminal

FIND = "\x06"
_KEYS = (
    *(b"123456789 ibnotLDTF?/!.[]SstjkuUaAQRPEMmepxdcfglrvyz+-<>" * 2),
    *b"\r\r\r\t\x7f\x06\x10\x0e\x05\x15\x17",
)
_NAMED = (
    *(b"\x1b[%c" % letter for letter in b"AABBCDHF"),
    *(b"\x1b[%d~" % number for number in (2, 3, 5, 6, 15, 17, 18, 24)),
    *(b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b", b"\x1b\x1b", b"\x1b[1;5C", b"\x1b[Z"),
)
_SENSELESS = (
    b"\x1b[48;24;80;0;0t",
    b"\x1b[48;9999;9999;1;1t",
    b"\x1b[1114112u",
    b"\x1b[?2048;2$y",
    b"\x1b[?2026;2$y",
    b"\x1b[?62;4c",
    b"\x1b[24;80R",
    b"\x1b]11;rgb:1111/2222/3333\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b[M \xff\xff",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[I",
    b"\x1b[O",
)
_TEXTS = (
    "abc",
    "é",
    "日本",
    "👩‍🚀",
    "\x1b[31m",
    "\x1b[0m",
    "\r",
    "\n",
    "\x00",
    "\x11",
    "[/]",
    "\u202e",
)
_SIZES = ((1, 1), (20, 5), (80, 24), (40, 3), (6, 10), (120, 40), (200, 60), (80, 24), (80, 24))


@dataclass(frozen=True)
class Act:
    """Bytes to send, a new size of the window, or seconds to wait."""

    sent: bytes = b""
    size: tuple[int, int] | None = None
    wait: float = 0.0

    def line(self) -> str:
        if self.size is not None:
            return f"size {self.size[0]} {self.size[1]}"
        if self.wait:
            return f"wait {self.wait}"
        return f"send {json.dumps(self.sent.decode('latin-1'))}"


def read(path: Path) -> list[Act]:
    return [
        act_of(line) for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"
    ]


def act_of(line: str) -> Act:
    kind, _, value = line.partition(" ")
    match kind:
        case "size":
            columns, rows = value.split()
            return Act(size=(int(columns), int(rows)))
        case "wait":
            return Act(wait=float(value))
        case "send":
            return Act(sent=json.loads(value).encode("latin-1"))
    raise ValueError(line)


def write(path: Path, acts: Iterable[Act], about: str) -> None:
    lines = [*(f"# {line}" for line in about.splitlines()), *(act.line() for act in acts)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def random_acts(chance: random.Random, number: int) -> list[Act]:
    """Return a number of random acts."""
    return [_random_act(chance) for _ in range(number)]


def _random_act(chance: random.Random) -> Act:
    kinds = (_key, _mouse, _senseless, _report, _paste, _size, _bytes, _wait)
    (kind,) = chance.choices(kinds, (52, 16, 6, 6, 6, 5, 8, 1))
    return kind(chance)


def _key(chance: random.Random) -> Act:
    if chance.random() < 0.25:
        return Act(chance.choice(_NAMED))
    return Act(bytes(chance.choices(_KEYS, k=chance.choice((1, 1, 1, 4)))))


def _senseless(chance: random.Random) -> Act:
    return Act(chance.choice(_SENSELESS))


def _paste(chance: random.Random) -> Act:
    text = "".join(chance.choices(_TEXTS, k=chance.choice((1, 5, 200))))
    end = b"\x1b[201~" if chance.random() < 0.95 else b""
    return Act(b"\x1b[200~" + text.encode() + end)


def _size(chance: random.Random) -> Act:
    return Act(size=chance.choice(_SIZES))


def _bytes(chance: random.Random) -> Act:
    # Without ctrl+z and ctrl+\, which would stop or kill the app.
    sent = chance.randbytes(chance.choice((1, 3, 20)))
    return Act(sent.translate(None, b"\x1a\x1c"))


def _wait(chance: random.Random) -> Act:
    return Act(wait=chance.choice((0.05, 0.2)))


def _mouse(chance: random.Random) -> Act:
    button = chance.choice((0, 0, 0, 1, 2, 32, 35, 35, 64, 65, 66, 67, 128, 255))
    place = chance.choice((1, chance.randint(1, 80))), chance.choice((0, chance.randint(1, 24)))
    return Act(b"\x1b[<%d;%d;%d%c" % (button, *place, chance.choice(b"Mm")))


def _report(chance: random.Random) -> Act:
    numbers = ("", "0", "1", "5", "24", "80", "97", "113", "57399", "1114112", "99999999999", "-1")
    parts = chance.choices(numbers, k=chance.randint(0, 5))
    text = chance.choice((";", ";", ":")).join(parts)
    kind, last = chance.choice(("", "", "?", "<", ">")), chance.choice("ABCDEFHPQRSZu~tMmycnhl$")
    return Act(f"\x1b[{kind}{text}{last}".encode())


def play(terminal: Terminal, acts: Sequence[Act]) -> bool:
    """Play the acts, checking the screen now and then; return False if the app has ended."""
    for number, act in enumerate(acts):
        if terminal.has_ended():
            return False
        if act.size is not None:
            terminal.resize(*act.size)
        elif act.sent:
            with suppress(OSError):  # it has just ended
                terminal.press(act.sent)
        if act.wait or number % 8 == 0:
            terminal.take(act.wait or 0.01)
    return not terminal.has_ended()


def answers(terminal: Terminal) -> bool:
    """Whether the app still shows typed text; False if it has ended.

    Raises:
        AssertionError: it is running but does not answer.
    """
    terminal.resize(80, 24)
    deadline, typed, silence = monotonic() + PATIENCE, _unseen(terminal.text), 0.3
    while typed not in terminal.text:
        assert monotonic() < deadline, f"it does not answer\n{terminal.text}"
        if terminal.has_ended():
            return False
        with suppress(OSError):
            terminal.press("escape")
            _look(terminal, typed, silence)
            terminal.press(FIND + typed)
        silence = 2 * PASTE_SILENCE  # ends an unfinished paste
        _look(terminal, typed, silence)
    return True


def _unseen(text: str) -> str:
    """Return letters that are not on the screen, unlike those of an earlier call."""
    return next(4 * letter for letter in reversed(ascii_lowercase) if 4 * letter not in text)


def _look(terminal: Terminal, wanted: str, seconds: float) -> None:
    ended = monotonic() + seconds
    while monotonic() < ended and wanted not in terminal.text:
        terminal.take(0.3)
