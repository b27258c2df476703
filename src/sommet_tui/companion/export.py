"""Exports the user's data: makes the contents of calendars, and writes files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.ports import (
    Appointment,
    Calendar,
    CalendarWriter,
    Clock,
    FileMaker,
    RevisionStore,
)
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision, make_entry
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Participant, Programme, Session
from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

_PUBLISHED_REFRESH = timedelta(minutes=5)
Describe = Callable[[Session], tuple[str, str | None, str]]
"""Returns the texts of a session for a calendar: its title, its place and its description."""


class Exporter:
    """Makes calendars from snapshots, and writes files. Any thread may use it."""

    def __init__(
        self,
        revisions: RevisionStore,
        writer: Callable[[], CalendarWriter],
        files: FileMaker,
        clock: Clock,
    ) -> None:
        """`writer` returns the function that writes calendars; it is called only for an export.

        `clock` is the real clock.
        """
        self._clock = clock
        self._revisions = revisions
        self._writer = writer
        self._files = files

    def calendar(
        self, snapshot: Snapshot, describe: Describe, alarm: timedelta | None = None
    ) -> bytes:
        """Return the bookmarks and notes as an iCalendar file.

        Sessions have their announced times, so that an announcement reaches the calendar. Bookmarks
        of sessions that have left the programme are exported as cancelled, but only if they were
        exported before. The file shows the real day, even if the time is simulated.

        Raises:
            StorageError: the revisions cannot be saved, so there is no export.
        """
        snapshot = self._real_day(snapshot)
        programme = snapshot.programme
        previous = {s.id: describe(s) for pick in snapshot.picks if (s := pick.session) is not None}
        degrees = snapshot.mine.degrees
        lines = [
            _entry(_announced_session(snapshot, id_), *words, degree=degrees[id_])
            for id_, words in previous.items()
        ]
        gone = {pick.bookmark.session for pick in snapshot.picks if pick.session is None}
        own = [(event, _own_entry(event, programme)) for event in snapshot.mine.own_events]
        lines += [entry for _, entry in own]
        revisions = self._revisions.revise(programme.id, lines, gone, self._clock.now())
        mine = [_own_appointment(snapshot, event, revisions[event.id]) for event, _ in own]
        calendar = Calendar(
            name=programme.title,
            timezone=programme.timezone,
            link=programme.url,
            source=programme.url,
            appointments=tuple(
                _appointment(
                    snapshot, pick, revisions[id_], previous[id_][2] if id_ in previous else ""
                )
                for pick in snapshot.picks
                if (id_ := pick.bookmark.session) in revisions
            )
            + tuple(mine),
            notes=tuple(
                (_session_uid(snapshot, note.session), note) for note in snapshot.notes_in_order
            ),
        )
        return self._writer()(calendar, alarm)

    def fosdem_calendar(self, snapshot: Snapshot, describe: Describe) -> bytes:
        """Return the bookmarked sessions that have a number, in the format of FOSDEM Companion.

        That app refuses files with other UIDs, so notes and own events are left out.

        Raises:
            StorageError: the revisions cannot be saved, so there is no export.
        """
        snapshot = self._real_day(snapshot)
        programme = snapshot.programme
        numbered = {
            pick.session.id: (pick, uid, describe(pick.session))
            for pick in snapshot.picks
            if pick.session is not None and (uid := fosdem_uid(programme, pick.session))
        }
        degrees = snapshot.mine.degrees
        lines = [
            _entry(_announced_session(snapshot, id_), *words, degree=degrees[id_])
            for id_, (_, _, words) in numbered.items()
        ]
        revisions = self._revisions.revise(programme.id, lines, (), self._clock.now())
        appointments = (
            replace(_appointment(snapshot, pick, revisions[id_], words[2]), uid=uid)
            for id_, (pick, uid, words) in numbered.items()
        )
        calendar = Calendar(
            programme.title,
            programme.timezone,
            programme.url,
            tuple(appointments),
            source=programme.url,
        )
        return self._writer()(calendar, None)

    def programme_calendar(self, programme: Programme) -> bytes:
        """Return a programme's sessions and breaks at their planned times, as an iCalendar file.

        If there is no folder for revisions, all entries have their first revision.

        Raises:
            StorageError: the revisions cannot be saved, so there is no export.
        """
        entries = [
            _entry(s, s.title, _place_names(programme, s), _session_description(programme, s))
            for s in programme.sessions
        ]
        # Exported bookmarks have other texts, so their revisions are counted separately.
        now = self._clock.now()
        try:
            revisions = self._revisions.revise(f"{programme.id} convert", entries, (), now)
        except StorageError as error:
            if error.code != "no-folder":
                raise
            revisions = {entry.session: Revision(entry, 0, now) for entry in entries}
        return self._writer()(_programme_calendar(programme, revisions, programme.url), None)

    def _real_day(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot of the real day, even in a rehearsal or if the time is simulated."""
        planned = snapshot.base or snapshot
        rehearsed = planned.events.rehearsal is not None
        return planned.without_inserted_items() if rehearsed else planned.at(self._clock.now())

    def save(self, path: str, content: bytes, *, replace: bool) -> None:
        """Write a file to a path that the user named.

        If `replace` is set, overwrite an existing file.

        Raises:
            SavingError: nothing was written.
        """
        self._files.save(path, content, replace=replace)

    def save_new(
        self, snapshot: Snapshot, ending: str, content: bytes, about: str | None = None
    ) -> str:
        """Write a new file to the user's documents, named after the programme, and return its path.

        If the file is about one session, `about` is the id of the session, and also part of the
        name.

        Raises:
            SavingError: nothing was written.
        """
        name = f"{snapshot.programme.id}-{about}" if about else snapshot.programme.id
        return self._files.save_new(name, ending, content)


def published_calendar(
    programme: Programme, changes: Mapping[str, tuple[int, datetime]], address: str | None
) -> Calendar:
    """Return a calendar with every session, to be published at `address` (None if unknown).

    `changes` has, for each session, how often it has changed and the instant of the last change.
    """
    revisions = {
        s.id: Revision(
            make_entry(s, s.seats_mark + s.title, _place_names(programme, s), ""), *changes[s.id]
        )
        for s in programme.sessions
    }
    return replace(_programme_calendar(programme, revisions, address), refresh=_PUBLISHED_REFRESH)


def _session_uid(snapshot: Snapshot, session: str) -> str:
    """Return the UID by which calendars identify a session. It never changes."""
    return f"{session}@{snapshot.programme.id}"


def fosdem_uid(programme: Programme, session: Session) -> str | None:
    """Return the UID of a session in FOSDEM Companion, or None if the session has no number."""
    if session.number is None:
        return None
    return f"{session.number}@{programme.sessions[0].day.year}@be.digitalia.fosdem"


def _announced_session(snapshot: Snapshot, session_id: str) -> Session:
    """Return a session with its announced times, which ignore any delay that was not announced."""
    session = snapshot.programme.by_id[session_id]
    times = snapshot.live.times.get(session_id) if snapshot.live else None
    if times is None:
        return session
    return replace(session, start=times.announced[0], end=times.announced[1])


def _entry(
    session: Session, title: str, place: str | None, description: str, degree: Degree = "must"
) -> CalendarEntry:
    from hashlib import blake2b  # uses a megabyte of memory, and only exports need it

    links = (link.url for link in session.links)
    maybe = (degree,) if degree != "must" else ()
    details = "\0".join((title, description, session.track or "", *links, *maybe))
    digest = blake2b(details.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return make_entry(session, title, place, digest)


def _own_entry(event: OwnEvent, programme: Programme) -> CalendarEntry:
    place = programme.room_names.get(event.place or "", event.place)
    return CalendarEntry(
        event.id, event.title, event.start, event.end, place or "", "confirmed", event.place or ""
    )


def _own_appointment(snapshot: Snapshot, event: OwnEvent, revision: Revision) -> Appointment:
    place = (("SOMMET-PLACE", event.place),) if event.place else ()
    return Appointment(
        uid=_session_uid(snapshot, event.id),
        revision=revision,
        created_at=revision.modified_at,
        extra=(("SOMMET-OWN", "TRUE"), *place, *_lead_fields(event.lead)),
    )


def _lead_fields(minutes: int | None) -> tuple[tuple[str, str], ...]:
    return () if minutes is None else (("SOMMET-LEAD", str(minutes)),)


def _programme_calendar(
    programme: Programme, revisions: Mapping[str, Revision], source: str | None
) -> Calendar:
    """Return a calendar with all sessions and breaks. `revisions` has their revisions, by id."""
    return Calendar(
        programme.title,
        programme.timezone,
        programme.url,
        tuple(_programme_appointment(programme, s, revisions[s.id]) for s in programme.sessions),
        description=programme.description,
        language=programme.language,
        source=source,
    )


def _place_names(programme: Programme, session: Session) -> str:
    return "; ".join(programme.room_names[room] for room in session.rooms)


def _session_description(programme: Programme, session: Session) -> str:
    """Return a session's description for calendars: a line with its people, and its abstract."""
    names = "; ".join(map(_name_with_affiliation, session.participants))
    abstract = programme.abstracts.get(session.id) or ""
    return "\n\n".join(filter(None, (names and f"Speaker: {names}", abstract)))


def _name_with_affiliation(participant: Participant) -> str:
    """Return a name with the affiliation in brackets, for example "Ada Wu [CNRS]".

    If a reader could not separate the name from the affiliation again, return only the name.
    """
    name, affiliation = participant.name, participant.affiliation or ""
    clear = affiliation and not set("[];") & set(name + affiliation) and len(affiliation) <= 100
    return f"{name} [{affiliation}]" if clear else name


def _programme_appointment(
    programme: Programme, session: Session, revision: Revision
) -> Appointment:
    extra = {
        "SOMMET-KIND": "break" if session.is_break else "",
        "SOMMET-SUBTITLE": session.subtitle or "",
        "SOMMET-RECORDED": {None: "", True: "yes", False: "no"}[session.recorded],
        "SOMMET-TYPE": session.type or "",
        "SOMMET-LANGUAGE": ", ".join(session.languages),
    }
    return Appointment(
        uid=f"{session.id}@{programme.id}",
        revision=revision,
        created_at=revision.modified_at,
        description=_session_description(programme, session),
        category=programme.track_name(session),
        link=session.links[0].url if session.links else None,
        extra=tuple((name, value) for name, value in extra.items() if value),
        attached=session.links,
    )


def _appointment(
    snapshot: Snapshot, pick: Pick, revision: Revision, description: str
) -> Appointment:
    session, programme = pick.session, snapshot.programme
    track = session.track if session else None
    links = session.links if session else ()
    maybe = pick.bookmark.degree == "maybe"
    degree = (("SOMMET-DEGREE", "MAYBE"),) if maybe else ()
    return Appointment(
        uid=_session_uid(snapshot, pick.bookmark.session),
        revision=revision,
        created_at=pick.bookmark.added_at,
        description=description,
        category=programme.track_names.get(track) if track else None,
        link=links[0].url if links else programme.url,
        tentative=maybe,
        extra=(*degree, *_lead_fields(snapshot.mine.leads.get(pick.bookmark.session))),
    )
