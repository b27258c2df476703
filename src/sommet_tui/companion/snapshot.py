"""Everything a screen needs, but for the instant: screens show f(snapshot, now)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from sommet_tui.companion.log import NOTHING
from sommet_tui.domain.timeline import Timeline

TYPE_CHECKING = False  # each command pays only for what it shows
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sommet_tui.companion.log import Happened
    from sommet_tui.companion.outcomes import KeepingError, Loaded, SourceError
    from sommet_tui.domain.bookmarks import Bookmark, Pick
    from sommet_tui.domain.notes import Jotting, Note
    from sommet_tui.domain.panel.acts import PanelAct
    from sommet_tui.domain.people import OnStage
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.rundown.lanes import Plans
    from sommet_tui.domain.rundown.log import Rundown


@dataclass(frozen=True)
class Snapshot:
    """The state of the companion, frozen.

    `trouble` is why the newest programme is not the one shown (the last good one is).
    `unkept` is why bookmarks and notes cannot be read at present; they are empty then. `room`
    narrows what is shown to one room. `speed` and `shifted` describe the clock. `timeline` is the
    programme arranged by time; `arrange_people` arranges it by who is on stage, once. `happened` is
    the log of the day, or of the rehearsal that is taken part in.
    """

    programme: Programme
    timeline: Timeline = field(compare=False)
    arrange_people: Callable[[], tuple[OnStage, ...]] = field(compare=False, repr=False)
    origin: str
    bookmarks: tuple[Bookmark, ...] = ()
    notes: tuple[Note, ...] = ()
    happened: Happened = NOTHING
    room: str | None = None
    trouble: Loaded | SourceError | None = None
    unkept: KeepingError | None = None
    shifted: bool = False
    speed: float = 1.0

    @property
    def people(self) -> tuple[OnStage, ...]:
        """Everyone of the programme, in its order, with what they are on stage for."""
        return self.arrange_people()

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        """The bookmarks beside their sessions, in time order, with conflicts."""
        if not self.bookmarks:
            return ()
        from sommet_tui.domain.bookmarks import picks

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

    def panel_acts(self, now: datetime) -> tuple[PanelAct, ...]:
        """What moderators and the crew recorded, as it holds at `now`, like `acts`."""
        acts = self.happened.panel_acts
        return tuple(a for a in acts if a.at <= now) if self.looking else acts

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
    return Snapshot(programme, Timeline(programme), _people_of(programme), origin)


def reopened(snapshot: Snapshot, programme: Programme, origin: str) -> Snapshot:
    """The same state with a newer programme; what was arranged stays if nothing changed."""
    if programme == snapshot.programme:
        return replace(snapshot, origin=origin, trouble=None)
    room = snapshot.room if programme.find_room(snapshot.room or "") else None
    return replace(
        snapshot,
        programme=programme,
        timeline=Timeline(programme),
        arrange_people=_people_of(programme),
        origin=origin,
        room=room,
        trouble=None,
    )


def _people_of(programme: Programme) -> Callable[[], tuple[OnStage, ...]]:
    """What arranges the programme by who is on stage when that is first asked for."""

    @cache
    def arrange() -> tuple[OnStage, ...]:
        from sommet_tui.domain.people import on_stage

        return on_stage(programme)

    return arrange
