"""The user's own editor, and the private files that a text is handed to it in."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sommet_tui.companion.protocols import EditorError


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
            written = Path(path).read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise EditorError("unreadable", str(error)) from error
        except UnicodeError as error:
            raise EditorError("unreadable", str(error), path) from error
        written = written.removesuffix("\n")  # the one that editors end every file with
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


def _run(command: Sequence[str]) -> int:
    """Run a program in this terminal; its exit code, as a shell counts it.

    Ctrl+C is the program's while it runs: it reaches us as well, and means nothing to us.
    """
    with subprocess.Popen(command) as process:  # noqa: S603 - the user's own choice
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code
