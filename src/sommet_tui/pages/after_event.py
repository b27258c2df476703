"""An event that is over: its dates, its replay, and the user's sessions and notes."""

from __future__ import annotations

from sommet_tui.companion.simulated_time_and_rehearsal import replay_start
from sommet_tui.domain.values import frozen
from sommet_tui.wording import session_texts, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.programme import Link, Session
    from sommet_tui.wording.words import View


_LINK_KINDS = ("recording", "feedback")
"""The kinds of links to show after a session, the most important first."""
_SUBTITLES = (".vtt", ".srt")
"""The endings of addresses of subtitles. Programmes list subtitles as recordings, too."""


@frozen
class MySession:
    """A session that the user bookmarked or wrote a note about.

    `session` is None if it was removed from the programme. `links` are pairs of a word and an
    address, with one link of each kind.
    """

    id: str
    title: str
    session: Session | None
    note: str | None
    links: tuple[tuple[str, str], ...]


def links_after_session(session: Session) -> list[Link]:
    """Return the links to show after a session, such as its recording and the feedback form."""
    return [link for kind in _LINK_KINDS for link in session.links if link.kind == kind]


def my_sessions(view: View) -> list[MySession]:
    """Return the user's bookmarks and notes in time order.

    Notes about sessions that were removed from the programme come last.
    """
    snapshot = view.snapshot
    notes = {note.session: note for note in snapshot.notes_in_order}
    picked = snapshot.mine.bookmarked_ids | notes.keys()
    found = []
    for session in snapshot.programme.sessions:
        if session.id in picked:
            note = _first_line(notes[session.id]) if session.id in notes else None
            links = tuple(_first_links(session, view))
            found.append(MySession(session.id, session.title, session, note, links))
    found += [
        MySession(id_, note.title, None, _first_line(note), ())
        for id_, note in notes.items()
        if id_ not in snapshot.programme.by_id
    ]
    return found


def _first_line(note: Note) -> str:
    from sommet_tui.domain.notes import first_line

    return first_line(note.text)


def _first_links(session: Session, view: View) -> Iterator[tuple[str, str]]:
    """Yield a word and an address for the first link of each kind.

    A recording may have several formats, and subtitles, which are the last choice.
    """
    for kind in _LINK_KINDS:
        links = [link for link in session.links if link.kind == kind]
        for link in sorted(links, key=lambda link: link.url.endswith(_SUBTITLES))[:1]:
            yield session_texts.link_word(link, view.words) or link.title, link.url


def my_sessions_heading(view: View) -> str:
    """Return the heading for the user's bookmarks and notes."""
    several = view.snapshot.programme.has_several_days
    return view.words.say("MY DAYS") if several else view.words.say("MY DAY")


def past_event_variants(view: View, place: str | None) -> tuple[str, ...]:
    """Return the dates and the place of an event that is over, in texts of decreasing length.

    If every session was cancelled, return a sentence about that instead.
    """
    words, timeline, programme = view.words, view.snapshot.timeline, view.snapshot.programme
    if timeline.first_session is None or timeline.end is None:
        return (session_texts.phase_sentence(view),)
    first, last = (
        programme.day_of(moment) for moment in (timeline.first_session.start, timeline.end)
    )
    dates = times.dates_text(first, last, words)
    with_weekday = times.date_text(first, words, year=True) if first == last else dates
    dated = [words.say("OVER · {date}", date=date) for date in (with_weekday, dates)]
    return session_texts.join([dated[0], place]), *dated


def replay_texts(view: View) -> tuple[str, str] | None:
    """Return the label for the replay and the text of its start; None for a cancelled event."""
    words, begins = view.words, replay_start(view.snapshot)
    if begins is None:
        return None
    time = times.sentence_time(begins, view)
    day = _replay_date(begins, view)
    if day is None:
        return words.say("Replay the day"), words.say("from {time}", time=time)
    date = times.date_text(day, words)
    return words.say("Replay the event"), words.say("from {date}, {time}", date=date, time=time)


def replay_sentence(begins: datetime, command: str, view: View) -> str:
    """Return a sentence with the command that replays the event from an instant.

    If the event has several days, the sentence also has the date of that instant.
    """
    day = _replay_date(begins, view)
    if day is None:
        return view.words.say("Replay the day: {command}", command=command)
    date = times.date_text(day, view.words)
    return view.words.say("Replay the event from {date}: {command}", date=date, command=command)


def _replay_date(begins: datetime, view: View) -> date | None:
    """Return the date on which the replay begins, or None if the event has only one day."""
    several = view.snapshot.programme.has_several_days
    return view.zones.local(begins).date() if several else None
