"""The sessions of the Agenda and of other lists, the gaps between them, the facts in a row."""

from __future__ import annotations

from sommet_tui.domain.timeline import Gap, Status, gaps, gaps_in_plan, interleave_gaps
from sommet_tui.domain.values import frozen
from sommet_tui.wording import expected_times, marks, session_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import date, timedelta

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.programme import Session
    from sommet_tui.wording.words import View


@frozen
class SessionFacts:
    """The facts about a session in a list. A field that does not apply is None, "" or empty."""

    session: Session
    status: Status
    sign: str
    """The one-cell sign of its status, or of the next session in a room."""
    signs: tuple[tuple[str, str], ...]
    """The user's marks, as pairs of a name and a sign. All rows have signs of the same width."""
    title: str
    place: str | None
    """The rooms of the session if the list has several rooms, or the place of an own event."""
    track: str | None
    languages: str
    planned: str | None
    """The planned times if the session is not over and its announced times differ, or "added"."""
    late: str | None
    """Words for a session that is due, late, or expected early, and when it is expected."""
    late_brief: str | None
    """The short form of `late`, with an arrow before a future time."""
    left: timedelta | None
    paused: str | None
    off: str | None
    """The word "cancelled" or "skipped"."""
    moved: str | None
    seats: str | None
    """Words for a room that is full or nearly full."""
    added: str | None


def sessions_and_gaps(
    sessions: Sequence[Session], view: View, facets: Facets | None
) -> Iterable[Session | Gap]:
    """Return the sessions of a list, with the gaps in which no session takes place.

    If the `facets` hide sessions, gaps are left out, because hidden sessions may fill them. Breaks
    are sessions here.
    """
    if facets is None or facets.shows_gaps:
        return insert_gaps(view.snapshot, sessions)
    return sessions


def list_gaps(snapshot: Snapshot, sessions: Iterable[Session]) -> tuple[Gap, ...]:
    """Return the gaps to show between the sessions of a list. Changeovers are left out.

    If a hidden session of the same room lies between listed sessions, its time is no gap.
    """
    listed = tuple(sessions)
    found = _gaps(
        snapshot, _add_hidden_sessions(snapshot, listed) if snapshot.mine.hidden else listed
    )
    return tuple(gap for gap in found if not gap.is_changeover)


def insert_gaps(snapshot: Snapshot, sessions: Sequence[Session]) -> Iterator[Session | Gap]:
    """Yield the sessions of a list, with the gaps between them."""
    return interleave_gaps(sessions, list_gaps(snapshot, (s for s in sessions if not s.cancelled)))


def _gaps(snapshot: Snapshot, sessions: Iterable[Session]) -> tuple[Gap, ...]:
    """Return the gaps between sessions. If the stage runs the day, return only planned gaps."""
    if snapshot.base is None:
        return gaps(sessions)
    return gaps_in_plan(sessions, snapshot.base.programme.by_id)


def _add_hidden_sessions(snapshot: Snapshot, listed: Sequence[Session]) -> list[Session]:
    """Return the listed sessions, and the hidden sessions between them in the same rooms.

    If a room is chosen, only hidden sessions of that room count.
    """
    chosen = snapshot.room
    in_rooms = {chosen} if chosen else {room for s in listed for room in s.rooms or (None,)}
    ids = {s.id for s in listed}
    by_day: dict[date, list[Session]] = {}
    for session in listed:
        by_day.setdefault(session.day, []).append(session)
    found = [*listed]
    hidden_ids = snapshot.mine.hidden_ids - ids
    for hidden in (s for s in snapshot.programme.sessions if s.id in hidden_ids):
        if hidden.is_break or hidden.cancelled:
            continue
        if in_rooms.isdisjoint(hidden.rooms or (None,)):
            continue
        around = by_day.get(hidden.day, ())
        if any(s.start <= hidden.start for s in around) and any(
            s.end >= hidden.end for s in around
        ):
            found.append(hidden)
    return found


def next_session_ids(view: View) -> frozenset[str]:
    """Return the ids of the sessions that are next in their rooms."""
    return frozenset(room.next.id for room in view.moment.rooms if room.next)


def session_facts(
    session: Session, view: View, coming: Container[str] = (), *, rooms: bool = True
) -> SessionFacts:
    """Return the facts for a session's row.

    `coming` has the ids of the sessions that are next in their rooms. If `rooms` is true, the list
    has several rooms.
    """
    snapshot, words, status = view.snapshot, view.words, view.status(session)
    place = session_texts.rooms_text(session, view) if rooms else None
    if snapshot.mine.is_own_event(session.id):
        place = place or session.subtitle
    return SessionFacts(
        session=session,
        status=status,
        sign=marks.NEXT if session.id in coming else marks.STATUS[status],
        signs=marks.session_symbols(snapshot, session.id, over=status == "done"),
        title=session_texts.headline(session),
        place=place,
        track=view.programme.track_name(session),
        languages=session_texts.language_codes(view.programme, session),
        planned=expected_times.planned_times_text(session, view)
        if session.added or status != "done"
        else None,
        late=expected_times.delay_words(session, view),
        late_brief=expected_times.delay_words(session, view, brief=True),
        left=view.remaining(session),
        paused=words.say("paused") if view.is_paused(session) else None,
        off=session_texts.not_held_word(session, view),
        moved=session_texts.moved_word(session, words),
        seats=session_texts.seats_word(session.seats, words),
        added=words.say("added") if session.added else None,
    )
