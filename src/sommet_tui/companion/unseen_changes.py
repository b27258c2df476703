"""The changes that the user has not seen: in the programme, and by the stage."""

from __future__ import annotations

from contextlib import suppress

from sommet_tui.companion.errors import StorageError
from sommet_tui.domain.changes import RoomChange, SessionChange, changes, renamed_rooms
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.ports import ProgrammeBaseline
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.changes import ChangeKind
    from sommet_tui.domain.programme import Programme


@frozen
class Difference:
    """The difference between two versions of a programme.

    It has the changed sessions in time order, and the renamed rooms.
    """

    sessions: tuple[SessionChange, ...] = ()
    rooms: tuple[RoomChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sessions or self.rooms)

    @property
    def fingerprints(self) -> frozenset[str]:
        """The fingerprints of all these changes."""
        sessions = frozenset(change.fingerprint for change in self.sessions)
        return sessions.union(change.fingerprint for change in self.rooms)


NO_DIFFERENCE = Difference()


def difference(before: Programme, after: Programme) -> Difference:
    return Difference(changes(before, after), renamed_rooms(before, after))


class ProgrammeChanges:
    """How the open programme has changed since the user last looked at its changes."""

    def __init__(self, companion: Companion, baseline: ProgrammeBaseline) -> None:
        self._companion = companion
        self._baseline = baseline

    def find_unseen_changes(self) -> Difference:
        """Return how the programme differs from the version that the user saw last.

        If that version is unknown, there is no difference, and the current version counts as seen.
        """
        # Usually the programme has not changed. In this case, read nothing.
        if self._baseline.equals(self._companion.programme_as_read):
            return NO_DIFFERENCE
        before = self._seen_programme()
        if before is None:
            self.mark_seen()
            return NO_DIFFERENCE
        return difference(before, self.planned_programme)

    def mark_seen(self) -> None:
        self._baseline.replace(self._companion.programme_as_read)

    @property
    def planned_programme(self) -> Programme:
        """The current programme as planned."""
        return self._companion.snapshot.lanes.programme

    def _seen_programme(self) -> Programme | None:
        before = self._baseline.programme()
        if before is None or before.id != self.planned_programme.id:
            return None
        return self._companion.translate_for_reader(before)


class ReadChanges:
    """The fingerprints of the changes that the user has read, and of those reported last.

    If they cannot be saved, the changes count as unread again. All methods may wait for the disk.
    """

    def __init__(
        self, load_value: Callable[[str], str | None], save_value: Callable[[str, str], bool]
    ) -> None:
        """`load_value` returns a saved value by its name.

        `save_value` saves a value under a name, and returns whether the value is new.
        """
        self._load_value = load_value
        self._save_value = save_value

    def read_fingerprints(self, programme: str) -> frozenset[str]:
        """Return the fingerprints of the changes that the user has read in a programme (an id)."""
        with suppress(StorageError):
            return frozenset((self._load_value(f"changes {programme}") or "").split())
        return frozenset()

    def mark_read(self, programme: str, found: Iterable[SessionChange | RoomChange]) -> None:
        """Save that the user has read these changes."""
        prints = [change.fingerprint for change in found]
        before = sorted(self.read_fingerprints(programme).difference(prints))
        self._save(programme, [*before, *prints])

    def claim_report(self, programme: str, found: Iterable[SessionChange | RoomChange]) -> bool:
        """Return whether this window should report these changes to the user's program.

        If another window has done so, return False.
        """
        prints = " ".join(sorted(change.fingerprint for change in found))
        with suppress(StorageError):
            return self._save_value(f"reported {programme}", prints)
        return True

    def mark_unread(self, programme: str, prints: Collection[str]) -> None:
        """Mark changes as unread, because they were made again. `prints` has their fingerprints."""
        known = sorted(self.read_fingerprints(programme))
        left = [each for each in known if each not in prints]
        if left != known:
            self._save(programme, left)

    def forget_withdrawn_changes(self, programme: str, prints: Collection[str]) -> None:
        """Forget withdrawn changes, by fingerprint.

        If such a change is made again, it counts as new.
        """
        self.mark_unread(programme, prints)
        with suppress(StorageError):
            reported = (self._load_value(f"reported {programme}") or "").split()
            if not set(reported).isdisjoint(prints):
                self._save_value(f"reported {programme}", "")

    def _save(self, programme: str, prints: Sequence[str]) -> None:
        with suppress(StorageError):
            self._save_value(f"changes {programme}", " ".join(prints[-_REMEMBERED:]))


_REMEMBERED = 500
"""How many changes of each programme are saved as read."""


def stage_changes(snapshot: Snapshot, now: datetime) -> tuple[SessionChange, ...]:
    """Return the changes that the stage made to bookmarked sessions, in time order.

    This includes cancellations, restored sessions, swaps, deferrals and moves. Until a start is
    announced after the move, a moved session has its expected start. Sessions that are over are
    left out, and so are sessions that are only delayed.
    """
    day = snapshot.at(now)
    if day.live is None or day.base is None:
        return ()
    planned, times = day.base.programme, day.live.times
    mine = [id_ for id_ in day.mine.bookmarked_ids if id_ in times and id_ in planned.by_id]
    if not mine:
        return ()
    lanes = day.rundown(now).lanes.values()
    places = {id_: (place, lane) for lane in lanes for id_, place in lane.places.items()}
    inserts = {act.seq for act in snapshot.events.acts if act.act == "insert"}
    found = []
    for id_ in mine:
        before, session = planned.by_id[id_], day.programme.by_id[id_]
        if session.cancelled != before.cancelled:
            if max(session.end, before.end) > now:
                kind: ChangeKind = "cancelled" if session.cancelled else "restored"
                found.append(SessionChange(kind, session, before, (), planned, act=kind))
        elif id_ in places and times[id_].status == "upcoming":
            (place, lane), expected = places[id_], times[id_].start
            if place.edit in inserts:
                continue  # it has not moved since it was inserted
            announced = lane.times_since_move(id_)
            if expected is not None and (announced is None or announced[0] in (None, before.start)):
                start = truncate_to_minute(expected)
                session = replace(session, start=start, end=start + session.duration)
            act = f"{place.edit} {place.binding} {(place.time or place.start).isoformat()}"
            if session.start != before.start:
                found.append(SessionChange("moved", session, before, ("time",), planned, act=act))
    return tuple(sorted(found, key=lambda change: change.session.start))


def added_changes(snapshot: Snapshot, now: datetime) -> tuple[SessionChange, ...]:
    """Return the inserted items that are not over, as changes of the kind "new", in time order.

    Bookmarked items are left out, because the user already knows them.
    """
    day = snapshot.at(now)
    return tuple(
        SessionChange("new", session, act="insert")
        for session in day.programme.sessions
        if session.added and session.id not in day.mine.bookmarked_ids
        if day.status(session, now) in ("upcoming", "running")
    )
