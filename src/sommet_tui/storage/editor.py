"""The user's own editor, and the private files that a text is handed to it in."""

from __future__ import annotations

import os
import shlex
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sommet_tui.companion.ports import EditorError
from sommet_tui.domain.notes import READABLE


class OutsideEditor:
    """The editor that VISUAL or EDITOR names, with its options: an `Editor`."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def edit(self, text: str) -> tuple[str, str]:
        """Let the user change a text; the text then, and the private file that holds it.

        Raises:
            EditorError: the text stays as it was.
        """
        command = self._command()
        path = scratch(f"{text}\n" if text else "")
        try:
            code = _run([*command, path])
        except OSError as error:
            self.discard(path)
            raise EditorError("missing", command[0]) from error
        try:
            written = _left(path).removesuffix("\n")  # the one that editors end every file with
        except EditorError as error:
            if error.path is None:
                self.discard(path)
            raise EditorError("failed", str(code), error.path) if code else error from None
        if code == 0:
            return written, path
        if written == text:
            self.discard(path)
            raise EditorError("failed", str(code))
        raise EditorError("failed", str(code), path)

    def discard(self, path: str) -> None:
        """Delete a file that `edit` left: the text is kept elsewhere."""
        with suppress(OSError):
            Path(path).unlink()

    def leave(self, text: str) -> str:
        """Write a text to a private file, to be found there; its path.

        Raises:
            EditorError: it cannot be written.
        """
        return scratch(text)

    def _command(self) -> Sequence[str]:
        for name in ("VISUAL", "EDITOR"):
            value = self._env.get(name, "")
            if value.strip():
                try:
                    return shlex.split(value)
                except ValueError as error:
                    raise EditorError("missing", value) from error
        raise EditorError("none")


def scratch(text: str) -> str:
    """A new file with a text, which this user alone can read; its path.

    Raises:
        EditorError: "no-scratch"; it cannot be written.
    """
    try:
        number, path = tempfile.mkstemp(prefix="sommet-note-", suffix=".md")
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise EditorError("no-scratch", error.strerror or str(error)) from error
    return path


def _left(path: str) -> str:
    """The text that an editor left, which may have put anything in the place of the file.

    Raises:
        EditorError: it is none.
    """
    try:
        # A pipe would be waited for, and a device never end.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise EditorError("no-file")
        with Path(path).open("rb") as file:
            data = file.read(READABLE + 1)
    except FileNotFoundError as error:
        raise EditorError("gone") from error
    except OSError as error:
        raise EditorError("denied", error.strerror or str(error), path) from error
    if len(data) > READABLE:
        raise EditorError("too-large", path=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeError as error:
        raise EditorError("unreadable", str(error), path) from error


def _run(command: Sequence[str]) -> int:
    """Run a program in this terminal; its exit code, as a shell counts it.

    Ctrl+C is the program's while it runs: it reaches us as well, and means nothing to us.
    """
    restore = _terminal_as_it_is()
    with subprocess.Popen(command) as process:  # noqa: S603 - the user's own choice
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
            restore()
    return code if code >= 0 else 128 - code


def _terminal_as_it_is() -> Callable[[], None]:
    """What makes the terminal read as it does now: a program that is killed leaves it otherwise."""
    if sys.platform == "win32" or sys.__stdin__ is None:
        return lambda: None
    import termios

    try:
        number = sys.__stdin__.fileno()
        before = termios.tcgetattr(number)
    except (OSError, ValueError, termios.error):
        return lambda: None

    def restore() -> None:
        with suppress(termios.error):
            termios.tcsetattr(number, termios.TCSANOW, before)

    return restore
