"""The list of people, with the times of their sessions and their arrivals."""

from __future__ import annotations

from sommet_tui.domain.programme import ProgrammePerson, Session, people_in_sessions
from sommet_tui.pages.session import status_lines
from sommet_tui.wording import expected_times, session_texts, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.green_room import Appearance
    from sommet_tui.domain.filters import Facets
    from sommet_tui.wording.words import View


def listed_people(
    people: tuple[ProgrammePerson, ...], view: View, facets: Facets | None
) -> tuple[ProgrammePerson, ...]:
    """Return the people to list.

    If the `facets` limit the list, return only people with matching sessions, and only these
    sessions.
    """
    if not facets:
        return people
    found = view.snapshot.matching_sessions(view.programme.sessions, facets, view.now)
    return people_in_sessions(people, {session.id for session in found})


def turn_words(turn: Appearance, view: View) -> str:
    """Return words saying that a person's session is running, or how soon it begins.

    If it is on a later day, return when it begins.
    """
    if view.status(turn.session) == "running":
        return session_texts.status_word("running", view.words)
    is_later_day = view.programme.has_several_days and not view.is_today(turn.start)
    if is_later_day and turn.start > view.now:
        return times.day_time(turn.start, view)
    return expected_times.next_start_words(turn.session, turn.start, view)


def participation_line(session: Session, view: View) -> str:
    """Return the time, the place and the status of a person's session.

    The day is left out if the event has only one day, and this day has begun.
    """
    day, today = view.zones.local(session.start).date(), view.today
    dated = view.programme.has_several_days or day > today
    return session_texts.join(
        [
            times.date_text(day, view.words, year=day.year != today.year) if dated else None,
            times.column_span(session.start, session.end, view.zones),
            expected_times.planned_times_text(session, view),
            times.viewer_span(session.start, session.end, view),
            session_texts.rooms_text(session, view),
            *status_lines(
                session,
                view,
                lambda left: expected_times.time_left_words(left, view.words, calm=True),
            ),
        ]
    )


def presence_word(turn: Appearance, view: View) -> str | None:
    """Return a word for whether a person has arrived.

    If the person has not arrived, return None if it is too early to be there, or if arrivals are
    not recorded.
    """
    from sommet_tui.wording.panel import arrival_word

    if turn.is_due:
        return view.words.say("due, not here yet")
    if turn.arrival == "not_seen" and not turn.is_missing:
        return None
    return arrival_word(turn.arrival, view.words)
