"""What publishing the day, and following it, need from outside, by shape; `live` fulfils it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sommet_tui.domain.shared_day import SharedDay

    Check = Callable[[SharedDay, SharedDay | None], None]
    """Raises DocumentError for a day that came and is not to be shown, given the one before it."""


_AWAY = 24 * 60 * 60
"""For so many seconds an old answer is better than none: every document says how old it is."""


class DocumentError(Exception):
    """What was published of the day cannot be used.

    `code`: "garbled" (no document at all), "too-large", "version" (`detail` is the unknown one),
    "shape" (`detail` is the key that is not as it should be), "event" (`detail` is the other event
    it is about), "older", "time" or "number" (as `shared_day.doubt` has them), "missing" (`detail`
    is the extra of the program that is needed to get it).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class PublishError(Exception):
    """Something could not be published at `target`, as it was named.

    `code`: "no-folder" (there is none, and none can be made), "denied", "full", "occupied" (the
    file `detail` is not one of this program), "event" (the files there are of the event `detail`),
    "special" (`detail` is no ordinary file), "link" (others may have made the link `detail`),
    "dangling" (the link `detail` leads nowhere), "address" (it names no place to publish at),
    "password" (one is in it),
    "missing" (`detail` is the extra of the program that it needs), "taken" (another program answers
    there already), "not-here" (this machine has no such address to serve at), "port" (it may not
    serve there), "offline" (nobody answers), "refused" (somebody says no) or "failed". `detail`
    is what was said elsewhere.
    """

    def __init__(self, code: str, target: str, detail: str = "") -> None:
        super().__init__(f"{code}: {target}: {detail}")
        self.code = code
        self.target = target
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file for the audience: its `kind` as the web has it, and for how many seconds it holds."""

    name: str
    data: bytes
    kind: str
    max_age: int

    @property
    def cache_control(self) -> str:
        """For how long caches may answer by it, and for how much longer while we are away."""
        return (
            f"public, max-age={self.max_age}, stale-while-revalidate={self.max_age},"
            f" stale-if-error={_AWAY}"
        )


class PublishTarget(Protocol):
    """A place where the day is published; `name` is the one the user gave.

    Called by one thread of its own, and `close` by any.
    """

    name: str

    def read(self, name: str) -> bytes | None:
        """Return the contents of a file, or None if it does not exist.

        A target that writes `NAME.gz` beside each file returns what that contains, uncompressed.

        Raises:
            PublishError: nobody can say.
        """

    def put(self, file: PublishedFile) -> None:
        """Put a file there, whole or not at all, in the place of the one of its name.

        Raises:
            PublishError: it is not there.
        """

    def remove(self, name: str) -> None:
        """Remove a file, if it exists.

        Raises:
            PublishError: it is still there.
        """

    def close(self) -> None:
        """Nothing more comes."""


class DaySource(Protocol):
    """Where the day is followed from."""

    address: str

    def kept(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return the last day received in another run, and when; None if there is none."""

    def news(self) -> bool:
        """Whether something arrived by itself since the last call: ask at once then."""

    def ask(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Ask, for up to `patience` seconds, from any thread; None if nothing is newer.

        A day that `check` drops is not remembered, and is asked for again.

        Raises:
            SourceError: nobody could be asked.
            DocumentError: what came cannot be used.
        """
