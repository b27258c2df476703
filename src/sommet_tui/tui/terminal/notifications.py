"""Sequences that set the window's title and show notifications on the desktop.

They are only sent to terminals that are known to support them, because other terminals may print
them. Terminal multiplexers get none, because they might pass a sequence on to any window.
"""

from __future__ import annotations

from collections.abc import Mapping

SAVE_TITLE = "\x1b[22;2t"
"""The sequence that saves the window's title on the terminal's stack (xterm, XTWINOPS)."""
RESTORE_TITLE = "\x1b]2;\x1b\\\x1b[23;2t"
"""The sequence that restores the title. A terminal without a stack gets its usual title."""
_MAX_LENGTH = 200
"""The maximum length of a title or notification, in characters."""
_CONSOLES = ("linux", "vt100", "dumb")
"""The values of TERM for consoles that have no title, and may print the sequence."""
_PROGRAMS = {"iTerm.app": "9", "WarpTerminal": "9", "ghostty": "777", "WezTerm": "777"}
"""The number of the notification sequence that a terminal documents, by TERM_PROGRAM."""
_TERMS = {"xterm-kitty": "99", "xterm-ghostty": "777", "foot": "777", "rxvt-unicode": "777"}
"""The number of the notification sequence, by the beginning of TERM.

Unlike TERM_PROGRAM, TERM is also set after a login to another computer.
"""


def supports_titles(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal, as named by TERM, shows a title."""
    return environment.get("TERM", "") not in _CONSOLES


def title_sequence(text: str) -> str:
    """Return the sequence that sets the title of the window."""
    return f"\x1b]2;{_plain_text(text)}\x1b\\"


def notification(title: str, text: str, environment: Mapping[str, str]) -> str:
    """Return the sequence for a notification on the desktop, or "" if the terminal has none."""
    term = environment.get("TERM", "")
    if term.startswith(("tmux", "screen")) or "TMUX" in environment or "STY" in environment:
        return ""
    kind = _PROGRAMS.get(environment.get("TERM_PROGRAM", ""))
    kind = next((code for name, code in _TERMS.items() if term.startswith(name)), kind)
    if kind is None:
        return ""
    head, body = _plain_text(title), _plain_text(text)
    payloads = {"9": f"{head}: {body}", "99": f";{head}: {body}", "777": f"notify;{head};{body}"}
    return f"\x1b]{kind};{payloads[kind]}\x1b\\"


def _plain_text(text: str) -> str:
    """Return a text without characters that a sequence would interpret, cut to `_MAX_LENGTH`."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text[:_MAX_LENGTH])
    return plain.replace(";", ",")
