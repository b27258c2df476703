"""The rows of the Agenda and of other lists of sessions, and the facts in a row."""

from __future__ import annotations

from sommet_tui.companion.pauses import insert_pauses
from sommet_tui.domain.values import dataclass
from sommet_tui.wording import expected_times, marks, session_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from datetime import timedelta

    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.timeline import Gap, Status
    from sommet_tui.wording.words import View


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """The facts about a session in a list; a field that does not apply is None, "" or empty."""

    session: Session
    status: Status
    sign: str
    """The one-cell sign of its status, or that of the next session in its room."""
    signs: tuple[tuple[str, str], ...]
    """The user's marks, as pairs of a name and a sign; all rows have signs of the same width."""
    title: str
    place: str | None
    """Its rooms if the list has several; the place of an own event."""
    track: str | None
    languages: str
    planned: str | None
    """Its planned times, if it is not over and the announced times differ; or "added"."""
    late: str | None
    """Says that it is due or late and when it is expected, or that it is expected early."""
    late_brief: str | None
    """The short form of `late`, with an arrow before a future time."""
    left: timedelta | None
    paused: str | None
    off: str | None
    """Says that it is cancelled or skipped."""
    moved: str | None
    seats: str | None
    """Says that its room is full or nearly full."""
    added: str | None
    badges: tuple[str, ...]


def sessions_and_gaps(
    sessions: Sequence[Session], view: View, facets: Facets | None
) -> Iterable[Session | Gap]:
    """Return the sessions of a list, with the gaps in which no session takes place.

    If the `facets` leave out sessions, gaps are not returned, because hidden sessions may fill
    them. Breaks are sessions here.
    """
    if facets is None or facets.shows_pauses:
        return insert_pauses(view.snapshot, sessions)
    return sessions


def next_session_ids(view: View) -> frozenset[str]:
    """Return the ids of the sessions that are next in their rooms."""
    return frozenset(room.next.id for room in view.moment.rooms if room.next)


def session_facts(
    session: Session, view: View, coming: Container[str] = (), *, rooms: bool = True
) -> SessionFacts:
    """Return the facts for a session's row.

    `coming` has the ids of the sessions that are next in their rooms; `rooms` says whether the list
    has several rooms.
    """
    snapshot, words, status = view.snapshot, view.words, view.status(session)
    place = session_texts.rooms_text(session, view) if rooms else None
    if snapshot.mine.is_own(session.id):
        place = place or session.subtitle
    return SessionFacts(
        session=session,
        status=status,
        sign=marks.NEXT if session.id in coming else marks.STATUS[status],
        signs=marks.signs(snapshot, session.id, over=status == "done"),
        title=session_texts.headline(session),
        place=place,
        track=view.programme.track_names.get(session.track or ""),
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
        badges=tuple(session_texts.badges(session, view)),
    )
