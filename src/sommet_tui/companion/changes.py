"""What has changed in a programme since somebody looked, and what became of what they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.changes import changes, followed_sessions
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def _only_one_called(title: str, programme: Programme) -> str | None:
    called = [s.id for s in programme.sessions if fold(s.title) == fold(title)]
    return called[0] if len(called) == 1 else None
