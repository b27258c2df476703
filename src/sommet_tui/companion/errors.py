"""Errors of programmes, storage, the broker and the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.rundown.refusal import Refusal


class SourceError(Exception):
    """The programme could not be read at all.

    `code` says why, `origin` where: "missing" (no such file), "folder" (it is one), "denied"
    (not allowed), "too-large" (more than the limit) or "unreadable" (the disk said no).

    Of an address: "address" (neither https nor http on this machine), "offline" (nobody answers),
    "timeout", "certificate", "status" (`detail` is the number), "redirects" (too many of them),
    "scheme" (a redirect to another one), "cut-short", "garbled", "protocol" (what answers speaks no
    proper HTTP), "login" (a name or a password is in the address), "no-export" (a web page that
    leads to no programme), "no-directory" (no list of events) or "follow" (no day can be followed
    there). `age` is how old the copy is that stays in use. `asked` is the address that failed where
    `origin` leads there, "" where it is `origin` itself.
    """

    def __init__(
        self,
        code: str,
        origin: str,
        detail: str = "",
        age: timedelta | None = None,
        asked: str = "",
    ) -> None:
        super().__init__(f"{code}: {origin}")
        self.code = code
        self.origin = origin
        self.detail = detail
        self.age = age
        self.asked = asked if asked != origin else ""


class UnknownError(Exception):
    """Nothing goes by that name.

    `kind` is "session", "room", "own event" or "bookmark".
    `several` are the ids of those that it may mean, if they are more than one.
    """

    def __init__(self, kind: str, wanted: str, several: tuple[str, ...] = ()) -> None:
        super().__init__(f"unknown {kind}: {wanted}")
        self.kind = kind
        self.wanted = wanted
        self.several = several


class LogError(Exception):
    """A file is no log of acts.

    `code`: "encoding" (not UTF-8), "too-many" (more records than are read), "json" (a line that is
    none), "shape" (one that is no object), "twice" (one that has its `key` twice), "duplicate" (a
    `seq` that was there before), "order" (an end before its start), or a `RecordError.problem` of
    its `key`. `line` counts from 1.
    """

    def __init__(self, code: str, line: int, key: str = "") -> None:
        super().__init__(f"{code}: {line}: {key}")
        self.code = code
        self.line = line
        self.key = key


class ReplayError(Exception):
    """An act of a log from elsewhere could not have been recorded at its place."""

    def __init__(self, act: Act, refusal: Refusal) -> None:
        super().__init__(f"{act.seq}: {refusal.reason}")
        self.act = act
        self.refusal = refusal


class KeepingError(Exception):
    """Something could not be kept, or what was kept could not be read.

    `code`: "full" (disk full), "read-only", "newer" (written by a later version of the program),
    "damaged" (not a database), "busy" (locked for too long), "no-folder" (the folder cannot be
    made), "range" (the clock shows a time at an end of the calendar, which nothing can be kept of)
    or "failed" (anything else the disk said). `path` is the file; `detail` is the system's own
    words.
    """

    def __init__(self, code: str, path: str, detail: str = "") -> None:
        super().__init__(f"{code}: {path}: {detail}")
        self.code = code
        self.path = path
        self.detail = detail


class LeadRefusedError(Exception):
    """The lead of a room was refused; nothing was recorded.

    `reason`: "refused" (the broker does not let this user lead) or "crossed" (someone else acted or
    took the lead at the same moment).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EditorError(Exception):
    """The user's own editor could not be used.

    `code`: "none" (no editor is named in the environment), "missing" (the one named cannot be
    started), "failed" (it ended with another exit code than 0), "gone" (it left no file), "no-file"
    (it left something else in its place, as a pipe is), "denied" (what it left cannot be read),
    "unreadable" (that is no UTF-8 text), "too-large" (that is far more than a note holds),
    "no-scratch" (no temporary file can be made). `detail` is the editor, the exit code or what the
    system says. `path` is the file with what was written, None where that is nothing new.
    """

    def __init__(self, code: str, detail: str = "", path: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.path = path
