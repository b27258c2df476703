"""What has changed in a programme since somebody looked, and what became of what they keep."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

from sommet_tui.companion.errors import KeepingError
from sommet_tui.domain.changes import changes, followed_sessions
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.ports import ProgrammeBaseline
    from sommet_tui.domain.changes import SessionChange
    from sommet_tui.domain.programme import Programme


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of bookmarks and notes whose session has left the programme under its id.

    `found` are the new ids by the old ones, which were taken over; `lost` are the titles of those
    that fit nothing, or several.
    """

    found: Mapping[str, str]
    lost: tuple[str, ...] = ()


class ProgrammeChanges:
    """The changes of the programme that is open, until they are seen."""

    def __init__(self, companion: Companion, baseline: ProgrammeBaseline) -> None:
        self._companion = companion
        self._baseline = baseline

    def unseen(self) -> tuple[SessionChange, ...]:
        """Everything that differs from what was last seen, in time order.

        Where nothing was ever seen, what there is now is from then on.
        """
        now = self._planned()
        if self._baseline.is_of(now):  # as nearly always: nothing is read to find no difference
            return ()
        before = self._before()
        if before is None:
            self._baseline.renew(now)
            return ()
        return changes(before, now)

    def see(self) -> None:
        """Nothing of it is new any more. Follow first: it is told by what was seen before."""
        self._baseline.renew(self._planned())

    def follow(self) -> Followed:
        """Take bookmarks and notes over to the sessions that are theirs under another id.

        Raises:
            KeepingError: not all could be kept; another try does the rest.
        """
        self._companion.remember_notes()
        snapshot, programme = self._companion.snapshot, self._planned()
        titles = {note.session: note.title for note in snapshot.notes}
        titles |= {bookmark.session: bookmark.title for bookmark in snapshot.marked}
        strays = {id_: title for id_, title in titles.items() if id_ not in programme.by_id}
        if not strays:
            return Followed({})
        before = self._before()
        known = followed_sessions(before.sessions, programme.sessions) if before else {}
        found = {
            id_: new
            for id_, title in strays.items()
            if (new := known.get(id_) or _only_one_called(title, programme))
        }
        if found:
            self._companion.follow(found)
        return Followed(found, tuple(title for id_, title in strays.items() if id_ not in found))

    def _planned(self) -> Programme:
        snapshot = self._companion.snapshot
        return (snapshot.base or snapshot).programme

    def _before(self) -> Programme | None:
        before = self._baseline.programme()
        return before if before is not None and before.id == self._planned().id else None


class ReadChanges:
    """Which changes of bookmarks were read on this computer, so that no later run counts them.

    Where that cannot be remembered, they are counted once more. Both methods may take as long as a
    disk.
    """

    def __init__(self, seen: Callable[[str], str | None], see: Callable[[str, str], None]) -> None:
        """`seen` returns what was last remembered under a name, `see` remembers it."""
        self._seen = seen
        self._see = see

    def are_read(self, programme: str, found: Iterable[SessionChange]) -> bool:
        """Whether just these changes of a programme (its id) were read."""
        with suppress(KeepingError):
            return self._seen(f"changes {programme}") == _print_of(found)
        return False

    def read(self, programme: str, found: Iterable[SessionChange]) -> None:
        """Remember that these were read."""
        with suppress(KeepingError):
            self._see(f"changes {programme}", _print_of(found))


def _print_of(found: Iterable[SessionChange]) -> str:
    """A short text that is the same for the same changes."""
    lines = [
        (c.kind, c.session.id, c.aspects, c.session.start.isoformat(), c.session.rooms)
        for c in found
    ]
    return f"{crc32(repr(lines).encode()):08x}"


def _only_one_called(title: str, programme: Programme) -> str | None:
    called = [s.id for s in programme.sessions if fold(s.title) == fold(title)]
    return called[0] if len(called) == 1 else None
