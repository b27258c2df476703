"""A session's page: its place, its state, and the facts that concern the user.

The page can also be a few plain lines.
"""

from __future__ import annotations

from sommet_tui.companion.snapshot import notices_at
from sommet_tui.domain.programme import Link, Room, Session, sort_links_by_use
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import frozen
from sommet_tui.wording import expected_times, layout, marks, times
from sommet_tui.wording.session_texts import (
    bookmarked_sentence,
    date_and_time_line,
    expected_words,
    headline,
    join,
    languages_text,
    lead_time_words,
    link_word,
    moved_word,
    not_held_word,
    participant_line,
    rooms_text,
    status_word,
    venue_line,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import timedelta

    from sommet_tui.domain.messages import Message
    from sommet_tui.wording.words import View, Words


_MAX_PEOPLE = 8
"""The maximum number of people whose next sessions are shown."""
_FEW_ROOMS = 3
"""If a session has more rooms than this, their addresses are not shown."""


NextSentences = tuple[str, str, str, str]
"""Four sentences: "next in the room", "next with {name}", and both for a session in the past."""


@frozen
class NextSession:
    """A session that comes after another one, in the same room or with the same `person`.

    `when` has its time and, if they differ from those of the other session, its day and its rooms.
    If `past` is true, the session has begun.
    """

    person: str | None
    session: Session
    when: str
    past: bool

    def sentence(self, sentences: NextSentences, words: Words, **values: object) -> str:
        """Return the sentence that fits, filled in with the person's name and `values`."""
        in_room, with_person = sentences[2:] if self.past else sentences[:2]
        if self.person is None:
            return words.say(in_room, **values)
        return words.say(with_person, name=self.person, **values)


def time_words(session: Session, view: View) -> str:
    """Return the date, the times and the length of a session.

    The text also has the planned times and the times in the user's own zone, if they differ.
    """
    own = times.viewer_span(session.start, session.end, view)
    return join(
        [date_and_time_line(session, view), expected_times.planned_times_text(session, view), own]
    )


def place_lines(session: Session, view: View) -> list[str | None]:
    """Return the rooms, the kind, the track and, if they differ from the event's, the languages.

    If there is only one room, its note follows, because it helps to find the room.
    """
    programme = view.programme
    rooms = rooms_text(session, view)
    notes = [room.note for room in _rooms_of_session(session, view)]
    if rooms is not None and len(notes) == 1 and notes[0]:
        rooms = f"{rooms} ({notes[0]})"
    track, kind = programme.track_name(session), session.type
    usual = session.languages == (programme.language,)
    spoken = None if usual else languages_text(session, view.words)
    return [rooms, None if kind and fold(kind) == fold(track or "") else kind, track, spoken]


def _rooms_of_session(session: Session, view: View) -> list[Room]:
    return [room for room in view.programme.rooms if session.is_in(room.id)]


def session_notices(session: Session, view: View) -> tuple[Message, ...]:
    """Return the notices to everyone about a session, about its rooms, or about the whole event.

    They do not depend on the room that the user has chosen.
    """
    found = notices_at(view.snapshot, view.now)
    if not found:
        return ()
    from sommet_tui.domain.messages import messages_about_session

    return messages_about_session(found, session)


def symbol_sentences(session: Session, view: View) -> Iterator[tuple[str, str]]:
    """Yield each symbol of a session with a sentence about it.

    The symbols are those for the bookmark and its reminder, for friends, and for a hidden session.
    """
    snapshot, words, id_ = view.snapshot, view.words, session.id
    if id_ in snapshot.mine.bookmarked_ids:
        lead = snapshot.mine.leads.get(id_)
        reminder = None if lead is None else lead_time_words(lead, words, own=False)
        degree = bookmarked_sentence(snapshot.mine.degrees.get(id_), words)
        yield marks.degree_mark(snapshot, id_), join([degree, reminder])
    if id_ in snapshot.mine.friends_by_session:
        friends = ", ".join(snapshot.mine.friends_by_session[id_])
        yield (
            marks.friend_mark(snapshot, id_),
            words.say("bookmarked by {names}", names=friends),
        )
    if id_ in snapshot.mine.hidden_ids:
        yield marks.HIDDEN, words.say("hidden from lists")


def status_lines(
    session: Session, view: View, left_text: Callable[[timedelta], str]
) -> list[str | None]:
    """Return lines about the state of a session.

    These are: how soon it starts, or its status; the time left; and whether it is paused or moved.
    `left_text` turns a time left into words.
    """
    words, status, left = view.words, view.status(session), view.remaining(session)
    return [
        *(
            expected_times.start_words(session, view)
            if status == "upcoming"
            else [status_word(status, words)]
        ),
        None if left is None else left_text(left),
        words.say("paused") if view.is_paused(session) else None,
        moved_word(session, words),
    ]


def session_links(session: Session, view: View) -> tuple[Link, ...]:
    """Return the links of a session, the most useful first.

    When the session is over, a recording comes first. The links of the rooms come last. If there
    are more than three rooms, their links are left out.
    """
    rooms = _rooms_of_session(session, view)
    ways = (Link(room.name, room.url) for room in rooms if room.url and len(rooms) <= _FEW_ROOMS)
    return (*sort_links_by_use(session.links, over=view.status(session) == "done"), *ways)


def room_link(session: Session, view: View) -> Link | None:
    """Return the link of a session's room.

    Return None if the session has several rooms, or if its room has no link.
    """
    ways = [link for link in session_links(session, view) if link not in session.links]
    return ways[0] if len(ways) == len(session.rooms) == 1 else None


def link_title(link: Link, words: Words) -> str:
    """Return the title of a link, with a word for its kind."""
    return join([link.title, link_word(link, words)])


def next_sessions(session: Session, view: View) -> Iterator[NextSession]:
    """Yield the next session in the same room on that day, and the next session of each person."""
    theirs = {one.person.id: one.sessions for one in view.snapshot.people}
    ways: list[tuple[str | None, Iterable[Session]]] = [
        (p.name, theirs.get(p.id, ())) for p in session.participants[:_MAX_PEOPLE]
    ]
    if session.room is not None:
        same_day = (s for s in view.programme.sessions if s.day == session.day)
        ways.insert(0, (None, (s for s in same_day if s.room == session.room)))
    for person, sessions in ways:
        after = (s for s in sessions if _comes_after(s, session, view))
        other = next((s for s in after if not s.is_break and not s.cancelled), None)
        if other is not None:
            day = times.date_text(other.day, view.words) if other.day != session.day else None
            room = rooms_text(other, view) if other.rooms != session.rooms else None
            late = expected_words(other, view)
            when = join([day, times.column_span(other.start, other.end, view.zones), late, room])
            yield NextSession(person, other, when, past=other.start <= view.now)


def _comes_after(other: Session, session: Session, view: View) -> bool:
    """Return whether the session `other` comes after `session`.

    In a room that the stage manager runs, the order of sessions decides, because their announced
    times may overlap.
    """
    if other.id == session.id:
        return False
    if other.room != session.room or not (view.times(other) and view.times(session)):
        return other.start >= session.end
    order = view.programme.sessions
    return order.index(other) > order.index(view.programme.by_id[session.id])


def session_line(session: Session, view: View) -> str:
    """Return the time, place and title of a session for a list of a person's sessions.

    If the session is cancelled, the line says so.
    """
    return join(
        [
            times.day_time(session.start, view),
            rooms_text(session, view),
            headline(session),
            not_held_word(session, view),
        ]
    )


def session_summary(session: Session, view: View) -> list[str]:
    """Return the title, time, place and people as lines of any length, with "" between the parts.

    The text is the same for every user, except for the time zone.
    """
    programme, words = view.programme, view.words
    where = join([rooms_text(session, view), venue_line(programme)])
    parts: list[list[str | None]] = [
        [headline(session), session.subtitle],
        [date_and_time_line(session, view), where],
        [participant_line(p, words) for p in session.participants],
        [f"{link.title}: {link.url}" for link in session.links],
    ]
    return layout.stack_parts([[line for line in part if line] for part in parts])
