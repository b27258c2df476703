"""Running the user's own editor on a private file."""

from __future__ import annotations

import os
import shlex
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sommet_tui.companion.errors import EditorError
from sommet_tui.domain.notes import READABLE


def edit(text: str, env: Mapping[str, str]) -> tuple[str, str]:
    """Let the user change a text in the editor named by VISUAL or EDITOR, with its options.

    Returns the changed text and the private file with it.

    Raises:
        EditorError: the text is unchanged.
    """
    command = _command(env)
    path = write_private_file(f"{text}\n" if text else "")
    try:
        code = _run([*command, path])
    except OSError as error:
        discard(path)
        raise EditorError("missing", command[0]) from error
    try:
        written = _read_back(path).removesuffix("\n")  # editors end every file with a newline
    except EditorError as error:
        if error.path is None:
            discard(path)
        raise EditorError("failed", str(code), error.path) if code else error from None
    if code == 0:
        return written, path
    if written == text:
        discard(path)
        raise EditorError("failed", str(code))
    raise EditorError("failed", str(code), path)


def discard(path: str) -> None:
    """Delete a file that `edit` returned, after its text was saved elsewhere."""
    with suppress(OSError):
        Path(path).unlink()


def write_private_file(text: str) -> str:
    """Write a text to a new file that only this user can read; return its path.

    Raises:
        EditorError: "no-scratch"; the file cannot be written.
    """
    import tempfile

    try:
        number, path = tempfile.mkstemp(prefix="sommet-note-", suffix=".md")
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise EditorError("no-scratch", error.strerror or str(error)) from error
    return path


def _command(env: Mapping[str, str]) -> Sequence[str]:
    for name in ("VISUAL", "EDITOR"):
        value = env.get(name, "")
        if value.strip():
            try:
                return shlex.split(value)
            except ValueError as error:
                raise EditorError("missing", value) from error
    raise EditorError("none")


def _read_back(path: str) -> str:
    """Read the file after the editor has ended; another kind of file may have replaced it.

    Raises:
        EditorError: it is not a readable text.
    """
    try:
        # Reading a pipe would wait, and a device might never end.
        if not stat.S_ISREG(Path(path).stat().st_mode):
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
    """Run a program in this terminal; return its exit code, as a shell would.

    While it runs, Ctrl+C is for that program, so this process ignores it.
    """
    restore = _terminal_restorer()
    with subprocess.Popen(command) as process:  # noqa: S603 - the user chose the command
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
            restore()
    return code if code >= 0 else 128 - code


def _terminal_restorer() -> Callable[[], None]:
    """Return a function that restores the terminal's mode after the program was killed."""
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
