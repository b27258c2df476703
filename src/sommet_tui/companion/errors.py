"""Errors about programmes, storage, acts, the broker and the editor."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta

    from sommet_tui.domain.rundown.acts import Act, Refusal


class CodedError(Exception):
    """The base of errors with a `code`. `detail` has further facts."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class PathError(CodedError):
    """The base of errors about the file at `path`."""

    def __init__(self, code: str, path: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.args = (f"{code}: {path}: {detail}",)
        self.path = path


class SourceError(Exception):
    """The programme could not be read.

    `code` is the reason, and `origin` is the file or the address. About a file: "missing" (it does
    not exist), "folder" (it is a folder), "special" (it is a device or a pipe), "denied",
    "too-large", "closed" (standard input is closed) or "unreadable" (a disk error).

    About an address: "address" (neither https nor http on this computer), "offline" (no answer),
    "timeout", "certificate", "status" (`detail` is the number), "redirects" (too many), "scheme" (a
    redirect to another scheme), "cut-short", "garbled", "protocol" (the answer is not HTTP),
    "login" (the address contains a user name or a password), "no-export" (a web page that leads to
    no programme), "no-directory" (not a list of events) or "follow" (no day can be followed there).

    If an older copy is still in use, `age` is its age. If `origin` redirects to another address and
    that one failed, `requested` is the failed address; otherwise it is "".
    """

    def __init__(
        self,
        code: str,
        origin: str,
        detail: str = "",
        age: timedelta | None = None,
        requested: str = "",
    ) -> None:
        super().__init__(f"{code}: {origin}")
        self.code = code
        self.origin = origin
        self.detail = detail
        self.age = age
        self.requested = requested if requested != origin else ""


class UnknownError(Exception):
    """A session, room, own event or bookmark was not found, or the name fits several.

    `kind` is "session", "room", "own event" or "bookmark". If the name fits several, `several` has
    their ids.
    """

    def __init__(self, kind: str, query: str, several: tuple[str, ...] = ()) -> None:
        super().__init__(f"unknown {kind}: {query}")
        self.kind = kind
        self.query = query
        self.several = several


class LogError(Exception):
    """A file is not a log of acts.

    `code`: "encoding" (not UTF-8), "too-many" (too many records), "json" (a line is not JSON),
    "shape" (a line is not an object), "twice" (`key` occurs twice in one line),
    "duplicate" (two lines have the same `seq`), "order" (an end is before its start), or a
    `RecordError.problem` about the `key`. `line` is the number of the line, from 1.
    """

    def __init__(self, code: str, line: int, key: str = "") -> None:
        super().__init__(f"{code}: {line}: {key}")
        self.code = code
        self.line = line
        self.key = key


class ReplayError(Exception):
    """An act in a log file is impossible after the acts that precede it."""

    def __init__(self, act: Act, refusal: Refusal) -> None:
        super().__init__(f"{act.seq}: {refusal.reason}")
        self.act = act
        self.refusal = refusal


class StorageError(PathError):
    """Data could not be saved, or saved data could not be read.

    `code`: "full" (the disk is full), "read-only", "newer" or "earlier" (a later or earlier version
    of the app wrote the data), "damaged" (not a database), "busy" (locked for too long),
    "no-folder" (the folder cannot be made), "replaced" (the file was replaced by another one or by
    an older copy), "range" (the clock shows a time at an end of the calendar, which no record can
    have) or "failed" (any other disk error). `path` is the file, and `detail` is the system's
    message.
    """


class NotDoneError(Exception):
    """The base of errors about an impossible act. Nothing was recorded."""


class RehearsalOverError(NotDoneError):
    """The rehearsal is over, so nothing was recorded."""


class LeadRefusedError(NotDoneError):
    """This computer could not take the lead of a room.

    `reason`: "refused" (the broker does not let this user lead), "crossed" (someone else acted or
    took the lead at the same moment) or "clock" (this computer's clock is too wrong).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EditorError(CodedError):
    """The user's own editor could not be used.

    `code`: "none" (the environment names no editor), "missing" (the editor cannot be started),
    "failed" (its exit code is not 0), "gone" (the file no longer exists), "no-file" (something
    other than a regular file has replaced it), "denied" (the file cannot be read), "unreadable"
    (the file is not UTF-8), "too-large" (the text is far too long for a note) or "no-scratch" (no
    temporary file can be made). `detail` is the editor, the exit code or the system's message.
    `path` is the file with the edited text, or None if nothing was edited.
    """

    def __init__(self, code: str, detail: str = "", path: str | None = None) -> None:
        super().__init__(code, detail)
        self.path = path
