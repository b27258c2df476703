"""Everything a screen needs, but for the instant: screens show f(snapshot, now)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sommet_tui.companion.log import NOTHING, Happened
from sommet_tui.companion.protocols import KeepingError, Loaded, SourceError
from sommet_tui.domain.bookmarks import Bookmark, Pick, picks
from sommet_tui.domain.people import OnStage, on_stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Timeline

if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.domain.notes import Jotting, Note
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.rundown.lanes import Plans
    from sommet_tui.domain.rundown.log import Rundown


@dataclass(frozen=True)
class Snapshot:
    """The state of the companion, frozen.

    `trouble` is why the newest programme is not the one shown (the last good one is).
    `unkept` is why bookmarks and notes cannot be read at present; they are empty then. `room`
    narrows what is shown to one room. `speed` and `shifted` describe the clock. `timeline` and
    `people` are the programme arranged by time and by who is on stage. `happened` is the log of
    the day, or of the rehearsal that is taken part in.
    """

    programme: Programme
    timeline: Timeline = field(compare=False)
    people: tuple[OnStage, ...] = field(compare=False)
    origin: str
    bookmarks: tuple[Bookmark, ...] = ()
    notes: tuple[Note, ...] = ()
    happened: Happened = NOTHING
    room: str | None = None
    trouble: Loaded | SourceError | None = None
    unkept: KeepingError | None = None
    shifted: bool = False
    speed: float = 1.0

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        """The bookmarks beside their sessions, in time order, with conflicts."""
        return picks(self.programme, self.bookmarks)

    @cached_property
    def starred(self) -> frozenset[str]:
        """Ids of the bookmarked sessions."""
        return frozenset(b.session for b in self.bookmarks)

    @cached_property
    def conflicting(self) -> frozenset[str]:
        """Ids of bookmarked sessions that overlap another bookmarked one."""
        return frozenset(p.bookmark.session for p in self.picks if p.conflicts)

    @cached_property
    def jottings(self) -> tuple[Jotting, ...]:
        """The notes beside their sessions, in time order."""
        if not self.notes:
            return ()
        from sommet_tui.domain.notes import jottings

        return jottings(self.programme, self.notes)

    @cached_property
    def noted(self) -> frozenset[str]:
        """Ids of the sessions with a note."""
        return frozenset(n.session for n in self.notes)

    @property
    def looking(self) -> bool:
        """Whether the clock is not the real one and no rehearsal is taken part in: read-only."""
        return self.shifted and self.happened.rehearsal is None

    @cached_property
    def plans(self) -> Plans:
        """The programme's lanes, for acts to find theirs."""
        from sommet_tui.domain.rundown.lanes import Plans

        return Plans(self.programme, self.timeline.lanes)

    def acts(self, now: datetime) -> tuple[Act, ...]:
        """The acts that hold at `now`: whoever looks at another time sees the log as it stood.

        Else all of them, also those recorded before the clock was put back.
        """
        acts = self.happened.acts
        if not acts or not self.looking:
            return acts
        from sommet_tui.domain.rundown.acts import until

        return until(acts, now)

    def rundown(self, now: datetime) -> Rundown:
        """Every lane after the acts that hold at `now`; folded again only when those change."""
        from sommet_tui.domain.rundown.log import rundown

        acts = self.acts(now)
        kept = self._rundowns.get(len(acts))
        if kept is None:
            self._rundowns.clear()
            kept = self._rundowns[len(acts)] = rundown(self.plans, acts)
        return kept

    @cached_property
    def _rundowns(self) -> dict[int, Rundown]:
        return {}

    def note(self, session_id: str) -> Note | None:
        """The note on a session, None where there is none."""
        if session_id not in self.noted:
            return None
        return next(n for n in self.notes if n.session == session_id)


def opened(programme: Programme, origin: str) -> Snapshot:
    """The first snapshot of a programme."""
    return Snapshot(programme, Timeline(programme), on_stage(programme), origin)


def reopened(snapshot: Snapshot, programme: Programme, origin: str) -> Snapshot:
    """The same state with a newer programme; what was arranged stays if nothing changed."""
    if programme == snapshot.programme:
        return replace(snapshot, origin=origin, trouble=None)
    room = snapshot.room if programme.find_room(snapshot.room or "") else None
    return replace(
        snapshot,
        programme=programme,
        timeline=Timeline(programme),
        people=on_stage(programme),
        origin=origin,
        room=room,
        trouble=None,
    )
