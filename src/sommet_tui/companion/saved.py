"""What the user has saved about a programme, as a value."""

from __future__ import annotations

from functools import cached_property

from sommet_tui.domain.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sommet_tui.domain.bookmarks import Bookmark, Degree, Friend
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.saved_plan import PlanChange, SavedPlan


@dataclass(frozen=True)
class Saved:
    """The user's saved data about a programme; all empty if it cannot be read.

    `bookmarks` are musts and maybes; `hidden` are the hidden ones. `notes` are empty until they are
    needed. `friends` have imported picks. `leads` are lead times in minutes of bookmarks and own
    events, by id. `plans` are the saved plans by day, and `plan_changes` what changes did to them
    that the user has not seen.
    """

    bookmarks: tuple[Bookmark, ...] = ()
    hidden: tuple[Bookmark, ...] = ()
    notes: tuple[Note, ...] = ()
    own_events: tuple[OwnEvent, ...] = ()
    friends: tuple[Friend, ...] = ()
    leads: Mapping[str, int] = field(default_factory=dict)
    plans: Mapping[date, SavedPlan] = field(default_factory=dict)
    plan_changes: tuple[PlanChange, ...] = ()

    @property
    def has_picks(self) -> bool:
        """Whether the user has a bookmark or an own event."""
        return bool(self.bookmarks or self.own_events)

    @property
    def marked(self) -> tuple[Bookmark, ...]:
        """All bookmarks: musts and maybes, then hidden ones."""
        return (*self.bookmarks, *self.hidden)

    @cached_property
    def degrees(self) -> Mapping[str, Degree]:
        """The degree of each bookmarked session, by its id."""
        return {b.session: b.degree for b in self.marked}

    @cached_property
    def starred(self) -> frozenset[str]:
        """The ids of the bookmarked sessions."""
        return frozenset(b.session for b in self.bookmarks)

    @cached_property
    def hidden_ids(self) -> frozenset[str]:
        """The ids of the hidden sessions."""
        return frozenset(b.session for b in self.hidden)

    @cached_property
    def picked_by(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the friends who picked each session, by its id."""
        if not self.friends:
            return {}
        from sommet_tui.domain.bookmarks import picked_by

        return picked_by(self.friends)

    @cached_property
    def noted(self) -> frozenset[str]:
        """The ids of the sessions with a note."""
        return frozenset(self._notes_by_id)

    @cached_property
    def _notes_by_id(self) -> Mapping[str, Note]:
        return {note.session: note for note in self.notes}

    def note(self, session_id: str) -> Note | None:
        """Return the note on a session, or None."""
        return self._notes_by_id.get(session_id)

    def is_own(self, id_: str) -> bool:
        """Whether it is the id of an own event."""
        return id_ in self._own_ids

    @cached_property
    def _own_ids(self) -> frozenset[str]:
        return frozenset(event.id for event in self.own_events)


NOTHING_SAVED = Saved()
