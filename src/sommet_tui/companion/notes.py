"""A note while the user edits it: in a window, or in the user's own editor on a private file."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Lock

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import EditorError, StorageError
from sommet_tui.companion.user_data import session_by_id
from sommet_tui.domain.notes import READABLE, NoteTooLongError, tidy

Trouble = StorageError | NoteTooLongError


class Draft:
    """The note on one session while a window edits it.

    The window may show another programme by now. `text` is the text in the window. `trouble` is the
    error of the last attempt to save it, or None. `outcome` is a message to show once, or None:
    "joined" (someone else changed the note, and both texts were merged) or "changed" (someone else
    changed the note, and the user had typed nothing).

    Raises:
        UnknownError: the programme has no such session, and it has no note.
    """

    def __init__(self, companion: Companion, session_id: str) -> None:
        note = companion.snapshot.mine.note(session_id)
        self._session_id = session_id
        programme = companion.snapshot.programme
        self.programme = programme.id
        self.title = note.title if note else session_by_id(programme, session_id).title
        self.text = note.text if note else ""
        self.trouble: Trouble | None = None
        self.outcome: str | None = None
        self._companion = companion
        self._seen_text = self.text
        self._lock = Lock()
        self._done: tuple[str, str] | None = None

    @property
    def session_id(self) -> str:
        """The current id of the session."""
        id_ = self._session_id
        if self._companion.snapshot.programme.id != self.programme:
            return id_
        return self._companion.current_id(id_)

    @property
    def is_unsaved(self) -> bool:
        """Whether the user has typed text that is not saved."""
        return tidy(self.text) != self._seen_text

    def save(self) -> None:
        """Save the typed text. `text`, `trouble` and `outcome` then describe the result."""
        self.write()
        self.finish_save(self.text)

    def write(self) -> None:
        """Save the typed text; the caller then calls `finish_save`.

        This may wait for the disk, so any thread may call it.
        """
        with self._lock:
            self._finish_save(self.text)
            typed = self.text
            if tidy(typed) == self._seen_text:
                self.trouble = None
                return
            try:
                kept = self._companion.mine.put_note(
                    self.session_id, typed, self._seen_text, of=(self.programme, self.title)
                )
            except (StorageError, NoteTooLongError) as error:
                self.trouble = error
            else:
                self.trouble = None
                self._done = (typed, kept)

    def finish_save(self, current: str) -> None:
        """Show the result of `write`. `current` is the text that is now in the window."""
        with self._lock:
            self._finish_save(current)
        self._companion.state.reload()

    def load_changes(self) -> None:
        """If someone else has saved the note, read it, unless this window has unsaved text."""
        snapshot = self._companion.snapshot
        if self.is_unsaved or self._done or self._lock.locked() or snapshot.data_error is not None:
            return
        if snapshot.programme.id != self.programme:
            return
        note = snapshot.mine.note(self.session_id)
        text = note.text if note else ""
        if text != self._seen_text:
            self.text = self._seen_text = text
            self.outcome = "changed"

    def _finish_save(self, current: str) -> None:
        self.text = current
        if self._done is None:
            return
        (typed, kept), self._done = self._done, None
        if kept == tidy(typed):
            self._seen_text = kept
        elif current == typed:
            self.text = self._seen_text = kept
            self.outcome = "joined"
        else:
            # The user has typed more meanwhile, so the merged text cannot be shown. This window has
            # seen only its own text, so the next save merges other people's texts again.
            self._seen_text = tidy(typed)


def edit(text: str, env: Mapping[str, str]) -> tuple[str, str]:
    """Let the user edit a text in the editor named by VISUAL or EDITOR.

    Return the edited text, and the path of the private file that contains it.

    Raises:
        EditorError: the editor could not be used; the text is unchanged.
    """
    command = _editor_command(env)
    path = write_private_file(f"{text}\n" if text else "")
    try:
        code = _run([*command, path])
    except OSError as error:
        discard(path)
        raise EditorError("missing", command[0]) from error
    try:
        written = _read_back(path).removesuffix("\n")  # editors add a newline at the end
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
    """Delete a file that `edit` returned; its text must already be saved elsewhere."""
    from pathlib import Path

    with suppress(OSError):
        Path(path).unlink()


def write_private_file(text: str) -> str:
    """Write a text to a new file that only this user can read, and return its path.

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


def _editor_command(env: Mapping[str, str]) -> Sequence[str]:
    import shlex

    for name in ("VISUAL", "EDITOR"):
        value = env.get(name, "")
        if value.strip():
            try:
                return shlex.split(value)
            except ValueError as error:
                raise EditorError("missing", value) from error
    raise EditorError("none")


def _read_back(path: str) -> str:
    """Return the text of the file after the editor has ended.

    Something other than a regular file may have replaced it.

    Raises:
        EditorError: it is not a readable text.
    """
    from pathlib import Path

    try:
        # A pipe would make this process wait, and reading a device might never end.
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
    """Run a program in this terminal, and return its exit code as a shell would.

    While the program runs, this process ignores Ctrl+C, so that it affects only the program.
    """
    import subprocess

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
    """Return a function that restores the terminal's mode, in case the editor is killed."""
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
