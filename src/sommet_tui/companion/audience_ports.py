"""The protocols for publishing a day and following it; `live` implements them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from sommet_tui.companion.errors import CodedError
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sommet_tui.domain.shared_day import SharedDay

    Check = Callable[[SharedDay, SharedDay | None], None]
    """Raises DocumentError if a received day must not be shown, given the day before it."""


SCHEDULE = "schedule.json"
"""The announced day as other apps read it; each version continues the one before."""
SCHEDULES = MappingProxyType(
    {
        "schedule.xml": "application/xml",
        "schedule.ics": "text/calendar; charset=utf-8",
        SCHEDULE: "application/json",
    }
)
"""The files for other apps in the order of writing, with their media types."""
_MAX_STALE = 24 * 60 * 60
"""Seconds for which an old answer is better than none: every document says how old it is."""


class DocumentError(CodedError):
    """A published document of the day cannot be used.

    `code`: "garbled" (not a document), "too-large", "version" (`detail` is the unknown version),
    "shape" (`detail` is the invalid key), "event" (`detail` is the other event), "programme" (it
    has no session of the programme), "older", "time" or "number" (see `shared_day.doubt`),
    "missing" (`detail` is what must be installed).
    """


class PublishError(Exception):
    """The day could not be published at `target`, as the user named it.

    `code`: "no-folder" (the folder does not exist and cannot be made), "denied", "full", "occupied"
    (another program wrote the file `detail`), "event" (the files there belong to the event
    `detail`), "special" (`detail` is not a regular file), "link" (other users may have made the
    link `detail`), "dangling" (the link `detail` leads nowhere), "address" (it names no place to
    publish at), "serve" (`detail` is an address at which the page can be served), "slashes" (it
    lacks the slashes of the address `detail`), "password" (it contains one), "missing" (`detail` is
    what must be installed), "taken" (another program uses the port), "not-here" (this machine does
    not have the address), "port" (this user may not use the port), "offline" (no answer), "refused"
    or "failed". `detail` is otherwise the message of the system or the server.
    """

    def __init__(self, code: str, target: str, detail: str = "") -> None:
        super().__init__(f"{code}: {target}: {detail}")
        self.code = code
        self.target = target
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file for the audience: `kind` is its media type, and it stays valid for some seconds.

    The live document names the `revision` of a file whose content it refers to.
    """

    name: str
    data: bytes
    kind: str
    max_age: int
    revision: str | None = None

    @property
    def cache_control(self) -> str:
        """How long caches may answer with it, and for how much longer if we do not answer."""
        return (
            f"public, max-age={self.max_age}, stale-while-revalidate={self.max_age},"
            f" stale-if-error={_MAX_STALE}"
        )


class PublishTarget(Protocol):
    """A place where the day is published; `name` is as the user typed it.

    One thread calls it, but any thread may call `close`.
    """

    name: str

    def read(self, name: str) -> bytes | None:
        """Return the contents of a file, or None if it does not exist.

        A target that writes `NAME.gz` beside each file returns the uncompressed content of that.

        Raises:
            PublishError: the file cannot be read.
        """

    def put(self, file: PublishedFile) -> None:
        """Replace the file of this name, in one step.

        Raises:
            PublishError: the file was not written.
        """

    def remove(self, name: str) -> None:
        """Remove a file, if it exists.

        Raises:
            PublishError: the file is still there.
        """

    def close(self) -> None:
        """Release the target; no other call follows."""


class DaySource(Protocol):
    """The place from which the day is followed."""

    address: str

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return the last day that another run received, and when; or None."""

    def news(self) -> bool:
        """Whether something arrived unasked since the last call, so that `ask` is due now."""

    def ask(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Ask for a newer day, for up to `patience` seconds, from any thread; None without one.

        A day that `check` drops is not saved, and will be received again.

        Raises:
            SourceError: there is no answer.
            DocumentError: the answer cannot be used.
        """
