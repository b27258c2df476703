"""The JSON shapes of the programme and the user's data.

Keys are English and never change. Times are in ISO 8601 with the event's offset from UTC. `start`
and `end` are always the planned times. Until the stage acts, announced and projected times equal
the planned times. `state` is the state in the programme, except in two cases: it is "cancelled" if
the stage has cancelled the session, and "moved" if another start was announced.
"""

from __future__ import annotations

from sommet_tui.companion.json import (
    Json,
    fields,
    heading_view,
    instants,
    iso,
    programme_view,
    seconds_left,
    start_and_end,
)
from sommet_tui.companion.snapshot import Snapshot, timely_notices
from sommet_tui.domain.instants import iso_microseconds, whole_minutes
from sommet_tui.domain.programme import EVENT, Programme, ProgrammePerson, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sommet_tui.domain.bookmarks import Pick
    from sommet_tui.domain.changes import RoomChange, SessionChange
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.plan import Comparison
    from sommet_tui.domain.rundown.lanes import Span
    from sommet_tui.domain.saved_plan import PlanChange, SavedStop
    from sommet_tui.domain.search import Hit
    from sommet_tui.domain.timeline import Moment, RoomMoment


_ROOM = ("id", "name", "building", "note", "url")


def now_view(snapshot: Snapshot, moment: Moment) -> Json:
    """Return the output of `now`: every room at an instant, and current messages to everyone."""
    now = moment.at
    return heading_view(snapshot, now) | {
        "phase": moment.phase,
        "following": _following_view(snapshot),
        "notices": [_notice_view(snapshot, notice) for notice in timely_notices(snapshot, now)],
        "lanes": [_room_view(snapshot, room, now) for room in moment.room_moments(snapshot.room)],
    }


def _following_view(snapshot: Snapshot) -> Json | None:
    """Return the status of following another stage. If this computer follows none, return None."""
    following, day = snapshot.following, snapshot.shared
    if following is None:
        return None
    return {
        "url": following.address,
        "freshness": following.freshness,
        "sent_at": iso(snapshot.programme, day.sent_at if day else None),
        "since": iso(snapshot.programme, following.since),
    }


def agenda_view(snapshot: Snapshot, now: datetime, sessions: Iterable[Session]) -> Json:
    """Return the output of `agenda`: sessions and breaks in planned order."""
    return heading_view(snapshot, now) | {
        "sessions": [session_view(snapshot, s, now) for s in sessions],
    }


def people_view(snapshot: Snapshot, now: datetime, people: Iterable[ProgrammePerson]) -> Json:
    """Return the output of `people`: everyone in the programme, with their sessions."""
    return heading_view(snapshot, now) | {
        "people": [
            {
                **fields(one.person, "id", "name"),
                "affiliations": list(one.affiliations),
                "sessions": [s.id for s in one.sessions],
            }
            for one in people
        ]
    }


def info_view(snapshot: Snapshot) -> Json:
    """Return the output of `info`, which describes the event itself."""
    from sommet_tui.domain import walks

    programme = snapshot.programme
    venue = programme.venue
    between = walks.minutes_between_buildings(programme, None)
    within = walks.minutes_within_a_building(programme, between)
    return {
        "programme": {
            **fields(programme, "id", "title", "subtitle", "timezone", "language", "description"),
            "translations": _translations_view(programme, EVENT, "description"),
            "venue": fields(venue, "name", "address") if venue else None,
            **fields(programme, "registration", "url"),
            "rooms": [fields(room, *_ROOM) for room in programme.rooms],
            "walks": {walks.WITHIN: within, walks.BETWEEN: between, **programme.walks},
        },
    }


def bookmarks_view(snapshot: Snapshot, now: datetime, walk_minutes: int | None = None) -> Json:
    """Return the output of `bookmark list`, in time order.

    If a session has left the programme, `session` is null. `walk_minutes` is the user's setting for
    the walk between two buildings, or None.
    """
    listed = _saved_items_view(snapshot, now)
    return {
        "programme": listed.pop("programme"),
        "overview": _overview_view(snapshot, now, walk_minutes),
        **listed,
    }


def _overview_view(snapshot: Snapshot, now: datetime, walk_minutes: int | None) -> Json:
    from sommet_tui.companion.plan import overview_at, planned_days

    overview = overview_at(snapshot, planned_days(snapshot, walk_minutes, now), now)
    free, programme = overview.next_free, snapshot.programme
    times = free and instants(programme, free, "start", "end")
    return fields(overview, "picks", "clashes") | {"next_free": times}


def _saved_items_view(snapshot: Snapshot, now: datetime) -> Json:
    """Return the bookmarks, hidden sessions and own events, as in lists and exports."""
    return {
        "programme": programme_view(snapshot.programme),
        "bookmarks": [_pick_view(snapshot, pick, now) for pick in snapshot.picks],
        "hidden": [
            {
                "id": bookmark.session,
                "title": bookmark.title,
                "added_at": iso(snapshot.programme, bookmark.added_at),
            }
            for bookmark in snapshot.mine.hidden
        ],
        "own_events": [
            own_event_view(snapshot.programme, event) for event in snapshot.mine.own_events
        ],
    }


def notes_view(snapshot: Snapshot, now: datetime) -> Json:
    """Return the output of `note list`, in time order.

    If a session has left the programme, `session` is null.
    """
    return {
        "programme": programme_view(snapshot.programme),
        "notes": [note_view(snapshot, note.session, now) for note in snapshot.notes_in_order],
    }


def note_view(snapshot: Snapshot, session_id: str, now: datetime) -> Json:
    """Return the output of `note show`: a session, and its note or null."""
    note: Note | None = snapshot.mine.note(session_id)
    session = snapshot.programme.by_id.get(session_id)
    return {
        "id": session_id,
        "updated_at": iso(snapshot.programme, note.updated_at) if note else None,
        "text": note.text if note else None,
        "session": session_view(snapshot, session, now) if session else None,
    }


def export_view(snapshot: Snapshot, now: datetime) -> Json:
    """Return the output of `bookmark export`: bookmarks and notes that can be imported again.

    A bookmark has the `title` that its session had when the bookmark was made. Instants have
    microseconds, so that an import restores exactly the same values.
    """
    programme = snapshot.programme
    listed = _saved_items_view(snapshot, now)
    marked = [pick.bookmark for pick in snapshot.picks], snapshot.mine.hidden
    for name, bookmarks in zip(("bookmarks", "hidden"), marked, strict=True):
        for view, bookmark in zip(listed[name], bookmarks, strict=True):
            view["title"] = bookmark.title
            view["added_at"] = iso_microseconds(bookmark.added_at, programme.zone)
    notes = [
        {
            "id": note.session,
            **fields(note, "title", "text"),
            "updated_at": iso_microseconds(note.updated_at, programme.zone),
        }
        for note in snapshot.notes_in_order
    ]
    own = [
        own_event_view(programme, event)
        | {
            "start": iso_microseconds(event.start, programme.zone),
            "end": iso_microseconds(event.end, programme.zone),
        }
        for event in snapshot.mine.own_events
    ]
    return listed | {"own_events": own, "notes": notes}


def search_view(
    snapshot: Snapshot,
    now: datetime,
    query: str,
    hits: Iterable[tuple[Hit, Session | ProgrammePerson]],
) -> Json:
    """Return the output of `search`: the hits, the best first.

    The `ranges` of a hit are positions in `line`, in code points; the end is not included. If a hit
    is a person, `session` is null.
    """
    found = [_hit_view(snapshot, hit, subject, now) for hit, subject in hits]
    return heading_view(snapshot, now) | {"query": query, "hits": found}


def session_view(
    snapshot: Snapshot, session: Session, now: datetime, room: str | None = None
) -> Json:
    """Return a session as `show` prints it, and as other outputs contain it.

    A break has its times in `room`.
    """
    programme, mine, times = snapshot.programme, snapshot.mine, snapshot.times(session, now, room)
    planned: Span = (session.start, session.end)
    announced = planned
    projected: tuple[datetime | None, datetime | None] | None = planned
    if times is not None:
        planned, announced, projected = times.planned, times.announced, (times.start, times.end)
        session = snapshot.at(now).programme.by_id[session.id]
    elif session.cancelled:
        projected = None
    return {
        **fields(session, "id", "label", "title", "subtitle", "kind", "state"),
        "status": snapshot.status(session, now, room),
        **start_and_end(programme, "", planned),
        **start_and_end(programme, "announced_", announced),
        **start_and_end(programme, "projected_", projected),
        **fields(session, "room", "track", "language"),
        "participants": [fields(p, *PARTICIPANT) for p in session.participants],
        "abstract": programme.abstracts.get(session.id),
        "links": [fields(link, "title", "url", "kind") for link in session.links],
        "bookmarked": session.id in mine.bookmarked_ids,
        "degree": mine.degrees.get(session.id) if session.id in mine.bookmarked_ids else None,
        "hidden": session.id in mine.hidden_ids,
        "type": session.type,
        "rooms": list(session.rooms),
        "languages": list(session.languages),
        **fields(session, "recorded", "added", "seats"),
        "translations": _translations_view(programme, session.id, "abstract"),
    }


def _translations_view(programme: Programme, key: str, abstract: str) -> Json | None:
    """Return texts that exist in several languages, by language code, or None."""
    given = programme.translations.get(key)
    if given is None:
        return None
    texts = {"title": given.title, "subtitle": given.subtitle, abstract: given.abstract}
    return {name: dict(text) or None for name, text in texts.items()}


def _room_view(snapshot: Snapshot, room: RoomMoment, now: datetime) -> Json:
    return {
        "room": room.room,
        "now": [session_view(snapshot, s, now) for s in room.now],
        "next": session_view(snapshot, room.next, now) if room.next else None,
        "gap": room.gap
        and {
            **instants(snapshot.programme, room.gap, "start", "end"),
            **fields(room.gap, "break_id"),
        },
        "offset_minutes": whole_minutes(room.offset),
        "alert": room.alert,
        "remaining_seconds": seconds_left(room.remaining),
    }


def _notice_view(snapshot: Snapshot, notice: Message) -> Json:
    """Return a message to everyone."""
    times = instants(snapshot.programme, notice, "at", "until")
    return fields(notice, "text", "room", "session") | times


PARTICIPANT = ("id", "name", "role", "affiliation")


def _hit_view(
    snapshot: Snapshot, hit: Hit, subject: Session | ProgrammePerson, now: datetime
) -> Json:
    line, session = hit.line, subject if isinstance(subject, Session) else None
    return {
        **fields(hit, "kind", "id"),
        "title": subject.title if isinstance(subject, Session) else subject.person.name,
        "line": line.text,
        "ranges": [list(bounds) for bounds in line.ranges],
        "session": session_view(snapshot, session, now) if session else None,
    }


def _pick_view(snapshot: Snapshot, pick: Pick, now: datetime) -> Json:
    return {
        "id": pick.bookmark.session,
        "degree": pick.bookmark.degree,
        "added_at": iso(snapshot.programme, pick.bookmark.added_at),
        "session": session_view(snapshot, pick.session, now) if pick.session else None,
        "conflicts": [other.id for other in pick.conflicts],
        "lead_minutes": snapshot.mine.leads.get(pick.bookmark.session),
    }


def own_event_view(programme: Programme, event: OwnEvent) -> Json:
    """Return an own event. `place` is the id of a room, or any other text."""
    return {
        **fields(event, "id", "title"),
        **instants(programme, event, "start", "end"),
        "place": event.place,
        "lead_minutes": event.lead,
    }


def comparison_view(snapshot: Snapshot, now: datetime, friend: str, comparison: Comparison) -> Json:
    """Return the output of `bookmark compare`.

    It has the common sessions, the sessions of only one person, and the times at which the two
    people part and meet.
    """
    return heading_view(snapshot, now) | {
        "friend": friend,
        "both": [session_view(snapshot, s, now) for s in comparison.both],
        "mine": [session_view(snapshot, s, now) for s in comparison.mine],
        "theirs": [session_view(snapshot, s, now) for s in comparison.theirs],
        "partings": [
            {
                "since": iso(snapshot.programme, parting.since),
                "mine": [session.id for session in parting.mine],
                "theirs": [session.id for session in parting.theirs],
                "meet": parting.meet.id if parting.meet else None,
            }
            for parting in comparison.partings
        ],
    }


def changes_view(
    snapshot: Snapshot,
    now: datetime,
    changes: Iterable[SessionChange],
    rooms: Iterable[RoomChange],
) -> Json:
    """Return the output of `changes`, in time order.

    `{programme, at, plan[{day, at, before[], after[]}], rooms[{before, after, sessions[]}],
    changes[{kind, aspects[], session, before{id, title, state, start, end, rooms[], people[]}|null,
    instead[]}]}`. `plan` has the changes of the user's plans, with the old and the new stops.
    `rooms` has the renamed rooms, with the ids of their sessions. `session` is as in
    `show`, or the last known version of a session that has left the programme. If a session is
    cancelled or has left the programme, `instead` has the ids of the sessions that are now in its
    former room at its former time.
    """
    from sommet_tui.domain.changes import replacing_sessions

    return heading_view(snapshot, now) | {
        "plan": [_plan_view(snapshot, change) for change in snapshot.mine.plan_changes],
        "rooms": [
            fields(room, "before", "after") | {"sessions": list(room.sessions)} for room in rooms
        ],
        "changes": [
            {
                "kind": change.kind,
                "aspects": list(change.aspects),
                "session": session_view(snapshot, change.session, now),
                "before": change.before
                and {
                    **fields(change.before, "id", "title", "state"),
                    **instants(snapshot.programme, change.before, "start", "end"),
                    "rooms": list(change.before.rooms),
                    "people": [participant.name for participant in change.before.participants],
                },
                "instead": [
                    session.id for session in replacing_sessions(change, snapshot.programme)
                ],
            }
            for change in changes
        ],
    }


def _plan_view(snapshot: Snapshot, change: PlanChange) -> Json:
    def stop(saved: SavedStop) -> Json:
        found = {"id": saved.id, "degree": saved.degree, "title": saved.title}
        return found | instants(snapshot.programme, saved, "start")

    return {
        "day": change.day.isoformat(),
        **instants(snapshot.programme, change, "at"),
        "before": [stop(saved) for saved in change.before],
        "after": [stop(saved) for saved in change.after],
    }
