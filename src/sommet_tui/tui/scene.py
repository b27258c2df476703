"""What a painter is given: the view of the instant, and what screens alone know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sommet_tui.companion.keys import AS_THEY_ARE, Keymap
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.changes import SessionChange
from sommet_tui.domain.facets import EVERYTHING, Facets
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.values import dataclass, field, replace
from sommet_tui.wording.times import (
    calm_left,
    clock_face,
    clock_left,
    column_time,
    until_words,
)
from sommet_tui.wording.view import View, Zones
from sommet_tui.wording.words import Words


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a screen shows, apart from its size, cursor and typed filter.

    `facets` are the filters of lists, and `hidden` the ids of sessions that lists leave out.
    `changes` has the changes that the user has not seen yet, by session id. `unread` is how many
    bookmarks were moved or cancelled, and how many rooms with bookmarks were renamed, since the
    user last read about bookmarks; None if all was read. `calm` hides the seconds.
    `unrecorded_since` is when a rehearsal began that keeps a day of the event from being recorded,
    or None.
    """

    view: View
    keymap: Keymap = AS_THEY_ARE
    facets: Facets = EVERYTHING
    calm: bool = False
    hidden: frozenset[str] = frozenset()
    unrecorded_since: datetime | None = None
    changes: Mapping[str, SessionChange] = field(default_factory=dict)
    unread: tuple[int, int] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The companion's state at the instant shown."""
        return self.view.snapshot

    @property
    def programme(self) -> Programme:
        """The programme at the instant shown."""
        return self.view.programme

    @property
    def now(self) -> datetime:
        """The instant shown."""
        return self.view.now

    @property
    def zones(self) -> Zones:
        """The zones that times are shown in."""
        return self.view.zones

    @property
    def words(self) -> Words:
        """The language of the screens."""
        return self.view.words

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions that lists show."""
        shown = (s for s in self.snapshot.shown_sessions if s.id not in self.hidden)
        return self.snapshot.matching(shown, self.facets, self.now)

    @property
    def left_out_ids(self) -> frozenset[str]:
        """The sessions that Now leaves out: in a room that is alone, those that do not match, too.

        Where several rooms are listed, those without a match are left out as a whole.
        """
        if not self.facets or self.snapshot.shows_several_rooms:
            return self.hidden
        there = self.snapshot.shown_sessions
        matching = {session.id for session in self.sessions}
        return self.hidden.union(s.id for s in there if s.id not in matching)

    @property
    def sessions_key(self) -> tuple[object, ...]:
        """What `sessions` depends on; an equal value means the same sessions."""
        snapshot, facets = self.snapshot, self.facets
        return (
            *(snapshot.programme, snapshot.room, facets, self.hidden),
            snapshot.mine.bookmarked_ids if facets.mine else None,
            snapshot.status_version(self.now) if facets.ahead else None,
        )

    def filters(self, *, one_room: bool) -> Facets:
        """Return the filters of a list; with `one_room`, the chosen room is one of them."""
        room = self.snapshot.room
        return replace(self.facets, rooms=frozenset({room})) if one_room and room else self.facets

    def until_words(self, session: Session) -> str:
        """How far away its start is, or that it is late and when it is expected."""
        return until_words(session.start, self.view, self.view.expected_start(session))

    def clock_text(self, at: datetime) -> str:
        """A time of day on the clock that is shown: 11:23:07, or 11:23."""
        return column_time(at, self.zones) if self.calm else clock_face(at, self.zones)

    def clock_left(self, left: timedelta) -> str:
        """What is left of a time, or since it ran out: 47:12 and +4:10, or 48 min and +4 min."""
        return calm_left(left, self.words) if self.calm else clock_left(left)
