"""Sentences about a moment, a session, its people, a programme, and filters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import MappingProxyType

from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.text import shorten, typed_file
from sommet_tui.wording.times import (
    column_span,
    column_time,
    date_heading,
    date_text,
    duration,
    sentence_time,
    until_words,
    weekday_name,
    zone_name,
)
from sommet_tui.wording.words import View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Literal

    from sommet_tui.domain.bookmarks import Degree, Pick
    from sommet_tui.domain.filters import Facet, Facets
    from sommet_tui.domain.programme import Link, Participant, Programme, Seats, Session
    from sommet_tui.domain.timeline import Alert, Gap, RoomMoment, Status


_LANGUAGE_NAMES = MappingProxyType(
    mark(
        {
            "ar": "Arabic",
            "de": "German",
            "en": "English",
            "es": "Spanish",
            "fr": "French",
            "it": "Italian",
            "ja": "Japanese",
            "nl": "Dutch",
            "pl": "Polish",
            "pt": "Portuguese",
            "ru": "Russian",
            "uk": "Ukrainian",
            "zh": "Chinese",
        }
    )
)


def status_word(status: Status, words: Words) -> str:
    """Return the status of a session in one or two words."""
    return {
        "upcoming": words.say("upcoming"),
        "running": words.say("on now"),
        "done": words.say("over"),
        "skipped": words.say("skipped"),
        "cancelled": words.say("cancelled"),
    }[status]


def status_count(status: Literal["cancelled", "skipped"], number: int, words: Words) -> str:
    """Return how many sessions are cancelled or skipped, depending on `status`."""
    if status == "cancelled":
        return words.count("{n} session cancelled", "{n} sessions cancelled", number)
    return words.count("{n} session skipped", "{n} sessions skipped", number)


def not_held_word(session: Session, view: View) -> str | None:
    """Return the word "cancelled" or "skipped"; None for a session that does take place."""
    status = view.status(session)
    return status_word(status, view.words) if status in ("cancelled", "skipped") else None


def moved_word(session: Session, words: Words) -> str | None:
    """Return the word "moved" for a session that was moved, not inserted; otherwise None."""
    return words.say("moved") if session.state == "moved" and not session.added else None


def seats_word(seats: Seats | None, words: Words) -> str | None:
    """Return a word for a session that is full or nearly full; None for any other session."""
    if seats == "full":
        return words.say("full")
    return words.say("nearly full") if seats == "nearly-full" else None


def alert_word(alert: Alert, words: Words) -> str:
    return {
        "normal": words.say("on time"),
        "warning": words.say("ends soon"),
        "danger": words.say("ending"),
        "overtime": words.say("overtime"),
    }[alert]


def role_word(participant: Participant, words: Words) -> str | None:
    """Return the role of a participant; None for a speaker, because that is the usual role."""
    return {
        "speaker": None,
        "moderator": words.say("moderator"),
        "host": words.say("host"),
    }[participant.role]


def participant_names(session: Session) -> tuple[str, ...]:
    return tuple(p.name for p in session.participants)


def participants_line(session: Session) -> str:
    """Return the names of everyone in a session on one line."""
    return " · ".join(participant_names(session))


def headline(session: Session) -> str:
    """Return the label and the title on one line.

    The label is left out if the title repeats it.
    """
    label = session.label
    if not label or session.title.casefold().startswith(label.casefold()):
        return session.title
    return f"{label} · {session.title}"


SHORT_NAME = 40
"""The maximum length of a name in a sentence, in characters."""
WHOLE_NAME = 100_000
"""The maximum length of a name in a sentence that is wrapped: nothing is cut."""


def short_name(session: Session, max_length: int = SHORT_NAME) -> str:
    """Return a session's name for a sentence: its label if that is unique, else its title.

    `max_length` is the maximum length in characters.

    A label that several sessions share ("Keynote") is not unique, but a numbered one is. A label
    with a speaker replaces a title that is too long for a sentence.
    """
    label, title = session.label, session.title
    if label and (
        any(c.isdigit() for c in label) or (session.has_unique_label and len(label) <= max_length)
    ):
        return label
    if len(title) <= max_length:
        return title
    if label and session.participants and headline(session) != title:
        return f"{label} · {session.participants[0].name}"

    return shorten(title, max_length)


def bookmark_change_sentence(
    name: str, before: Degree | None, now: Degree | None, words: Words
) -> str:
    """Return the sentence for a session whose degree changed from `before` to `now`."""
    if now is None:
        taken = mark("no longer hidden: {session}") if before == "hidden" else None
        return words.say(taken or mark("bookmark removed: {session}"), session=name)
    return words.say(_MARKED[now], session=name)


_MARKED: Mapping[Degree, str] = mark(
    {
        "must": "★ bookmarked: {session}",
        "maybe": "☆ maybe: {session}",
        "hidden": "∅ hidden: {session}",
    }
)


def bookmarked_sentence(degree: Degree | None, words: Words) -> str:
    if degree == "maybe":
        return words.say("bookmarked as maybe")
    return words.say("bookmarked")


def gap_name(programme: Programme, gap: Gap, words: Words) -> str:
    """Return the name of a gap: the title of the break in it, or else the word "break"."""
    session = programme.by_id.get(gap.break_id or "")
    return session.title if session else words.say("break")


def gap_words(gap: Gap, view: View) -> str:
    """Return the name of a gap and its length: "break, 1 h"."""
    return f"{gap_name(view.programme, gap, view.words)}, {duration(gap.duration, view.words)}"


def room_name(programme: Programme, room: str | None) -> str | None:
    """Return the room's name; None if the event has no rooms."""
    return programme.room_names.get(room) if room else None


def hidden_sentence(room: RoomMoment, words: Words) -> str | None:
    """Return a sentence saying that the room's next session is hidden, or None if it is not."""
    return words.say("The next session is hidden.") if room.hidden else None


def rooms_text(session: Session, view: View) -> str | None:
    """Return the rooms of a session on one line; None if it has no room."""
    return rooms_line(view.programme, session, view.words)


def rooms_line(programme: Programme, session: Session, words: Words) -> str | None:
    """Return the rooms of a session on one line, with their names from `programme`.

    Return None if the session has no room.
    """
    if len(session.rooms) > 1 and len(session.rooms) == len(programme.rooms):
        return words.say("all rooms")
    return ", ".join(programme.room_names.get(room, room) for room in session.rooms) or None


def languages_text(session: Session, words: Words) -> str | None:
    """Return the languages of a session; None if the programme does not give them."""
    if not session.languages:
        return None
    return words.say(
        "in {language}",
        language=", ".join(_language_name(code, words) for code in session.languages),
    )


def _language_name(code: str, words: Words) -> str:
    """Return the name of a language, such as "German" for "de" or "de-AT".

    If the app has no name for the language, return its code.
    """
    name = _LANGUAGE_NAMES.get(code.partition("-")[0].lower())
    return words.say(name) if name else code


def language_codes(programme: Programme, session: Session) -> str:
    """Return the codes of a session's languages, "de/en"; "" if the event has only one language."""
    if session.is_break or not programme.has_several_languages:
        return ""
    codes = session.languages or (programme.language,)
    return "/".join(code for code in codes if code != "und")


def badges(session: Session, view: View) -> list[str]:
    """Return short remarks on a session, such as "full" or "not filmed", for lists and its page."""
    words = view.words
    not_filmed = words.say("not filmed") if session.recorded is False else None
    found = [seats_word(session.seats, words), not_filmed]
    return [badge for badge in found if badge]


def room_directions(programme: Programme, room_id: str | None) -> str:
    """Return the directions to a room: its note and its web address; "" if it has neither."""
    room = next((room for room in programme.rooms if room.id == room_id), None)
    return join([room.note, room.url]) if room else ""


def link_word(link: Link, words: Words) -> str | None:
    """Return a word for the kind of a link; None if the kind is unknown or only a web page."""
    return words.say(_LINK_KINDS[link.kind]) if link.kind in _LINK_KINDS else None


_LINK_KINDS: Mapping[str | None, str] = mark(
    {
        "slides": "slides",
        "stream": "stream",
        "recording": "recording",
        "feedback": "feedback",
        "chat": "chat",
    }
)


def venue_line(programme: Programme) -> str | None:
    """Return the venue of the event on one line; None if it is unknown."""
    venue = programme.venue
    if venue is None:
        return None
    return f"{venue.name}, {venue.address}" if venue.address else venue.name


def time_with_date(moment: datetime, view: View) -> str:
    """Return a time for a sentence; unless it is today, the date is included."""
    words = view.words
    time = sentence_time(moment, view)
    if view.is_today(moment):
        return words.say("at {time}", time=time)
    date = view.zones.local(moment).date()
    day = date_text(date, words, year=date.year != view.today.year)
    return words.say("on {date} at {time}", date=day, time=time)


def next_bookmark(session: Session, view: View) -> str:
    """Return the next bookmarked session with its time and how soon it begins."""
    return bookmark_variants(session, view)[0]


def bookmark_variants(session: Session, view: View) -> tuple[str, ...]:
    """Return the next bookmarked session as texts of several lengths, the longest first."""
    words = view.words
    fields = {
        "session": short_name(session),
        "when": time_with_date(session.start, view),
        "until": _start_text(session, view),
    }
    return (
        words.say("Your next bookmark: {session}, {when} ({until})", **fields),
        words.say("Your next bookmark: {session}, {when}", **fields),
        words.say("{session}: {when}, {until}", **fields),
        words.say("{session}: {when}", **fields),
    )


def differs_noticeably(expected: datetime, announced: datetime) -> bool:
    """Return whether the expected and the announced time differ by at least a minute."""
    return abs(expected - announced) >= timedelta(minutes=1)


def expected_words(session: Session, view: View) -> str | None:
    """Return when an upcoming session is expected.

    Return None if the session is on time, or should have begun.
    """
    expected = view.expected_start(session)
    if expected is None or session.start <= view.now:
        return None
    if not differs_noticeably(expected, session.start) or view.status(session) != "upcoming":
        return None
    return view.words.say("expected {time}", time=column_time(expected, view.zones))


def _start_text(session: Session, view: View) -> str:
    """Return how soon a session begins and, if it is expected at another time, this time."""
    soon = until_words(session.start, view, view.expected_start(session))
    return join([expected_words(session, view), soon])


def phase_sentence(view: View) -> str:
    """Return whether the event is ahead, running or over; all sessions count, even hidden ones."""
    moment, words, end = view.moment, view.words, view.snapshot.timeline.end
    if moment.phase == "after" and end is not None:
        day = date_text(view.zones.local(end).date(), words, year=True)
        return words.say("The event ended on {date}.", date=day)
    if moment.phase == "after":
        return words.say("Every session is cancelled.")
    if moment.phase == "on":
        return words.say("The event is under way.")
    assert moment.next is not None
    first, begins = next_to_begin(view)
    starts = time_with_date(begins, view)
    if begins == first.start:
        left = _start_text(first, view)
    else:
        announced = words.say("announced {time}", time=column_time(first.start, view.zones))
        left = join([until_words(begins, view), announced])
    if moment.phase == "before":
        return words.say("The event starts {when}, {until}.", when=starts, until=left)
    if moment.next.day != view.programme.day_of(view.now):
        return event_continues_sentence(moment.next.start, view)
    return words.say("Break: the day resumes {when} ({until}).", when=starts, until=left)


def next_to_begin(view: View) -> tuple[Session, datetime]:
    """Return the next session of all rooms, and when it begins.

    This is its announced start or, if that has passed, its expected start.
    """
    moment = view.moment
    assert moment.next is not None
    same_start = (r.next for r in moment.rooms if r.next and r.next.start == moment.next.start)
    first = min(same_start, key=lambda s: view.expected_start(s) or s.start, default=moment.next)
    late = first.start <= view.now
    return first, (view.expected_start(first) if late else None) or first.start


def event_continues_sentence(start: datetime, view: View) -> str:
    """Return when the event continues after a night."""
    words, day = view.words, view.zones.local(start).date()
    if (day - view.today).days == 1:
        return words.say(
            "The event goes on tomorrow, {weekday}, at {time}.",
            weekday=weekday_name(day, words),
            time=sentence_time(start, view),
        )
    return words.say(
        "The event resumes {when}, {until}.",
        when=time_with_date(start, view),
        until=until_words(start, view),
    )


def clash_words(id_: str, view: View, names: int = SHORT_NAME) -> str | None:
    """Return which sessions and own events a bookmarked session or own event overlaps.

    Return None if it overlaps nothing, or if it is over.
    """
    pick = pick_with_overlaps(id_, view)
    return describe_clash(pick, view.programme, view.words, names) if pick else None


def pick_with_overlaps(id_: str, view: View) -> Pick | None:
    """Return the pick (a bookmark or own event) with this id, including its conflicts.

    Return None if the pick is over or unknown.
    """
    pick = view.snapshot.picks_by_id.get(id_)
    if pick is None or pick.session is None or view.status(pick.session) == "done":
        return None
    return pick


def describe_clash(
    pick: Pick, programme: Programme, words: Words, names: int = SHORT_NAME
) -> str | None:
    """Return which picks a pick overlaps, where, and for how long; None if it overlaps nothing.

    `names` is the maximum length of a name.
    """
    mine = pick.session
    if not pick.conflicts or mine is None:
        return None
    overlaps = (
        _overlapping_session_text(mine, other, programme, words, names) for other in pick.conflicts
    )
    return words.say("clashes with {sessions}", sessions=", ".join(overlaps))


def _overlapping_session_text(
    mine: Session, other: Session, programme: Programme, words: Words, names: int
) -> str:
    """Return the other session, its room if that differs, and how long the two sessions overlap."""
    common = min(mine.end, other.end) - max(mine.start, other.start)
    where = rooms_line(programme, other, words) if other.rooms != mine.rooms else None
    name = shorten(short_name(other, max(SHORT_NAME, names)), names)
    return f"{name} ({', '.join(part for part in (where, duration(common, words)) if part)})"


def added_minutes_words(minutes: int, words: Words) -> str | None:
    """Return the number of minutes that were added (+) or removed, or None."""
    if minutes > 0:
        return words.say("{n} min added", n=minutes)
    return words.say("{n} min removed", n=-minutes) if minutes else None


def paused_minutes_words(minutes: int, words: Words) -> str | None:
    """Return how many minutes a session was paused; None if it was never paused."""
    return words.say("paused for {n} min", n=minutes) if minutes else None


def undo_words(act: str, words: Words) -> str:
    """Return "Undone: " and the action, or "Undone – " if the text of the action has a colon."""
    template = mark("Undone – {act}") if _has_colon(act) else mark("Undone: {act}")
    return words.say(template, act=act)


def redo_words(act: str, words: Words) -> str:
    """Return "Redone: " and the action, or "Redone – " if the text of the action has a colon."""
    template = mark("Redone – {act}") if _has_colon(act) else mark("Redone: {act}")
    return words.say(template, act=act)


def _has_colon(text: str) -> bool:
    return ": " in text


def offset_words(offset: timedelta, words: Words) -> str:
    """Return how late (if positive) or early a room is, such as "5 min behind" or "5 min ahead"."""
    minutes = whole_minutes(offset)
    if abs(minutes) >= 24 * 60:
        late = minutes > 0
        return words.say("more than a day behind") if late else words.say("more than a day ahead")
    if abs(minutes) >= 60:
        length = duration(abs(offset), words)
        if minutes > 0:
            return words.say("{length} behind", length=length)
        return words.say("{length} ahead", length=length)
    if minutes > 0:
        return words.say("{n} min behind", n=minutes)
    return words.say("{n} min ahead", n=-minutes) if minutes else words.say("on time")


def join(items: Iterable[str | None]) -> str:
    """Return the items except None, joined on one line."""
    return " · ".join(item for item in items if item)


_NAMED = 3
"""If there are more sessions than this, they are counted instead of named."""


def names_or_count(names: Sequence[str], words: Words) -> str:
    """Return the names of the sessions for a sentence, or their number if there are over three."""
    if len(names) > _NAMED:
        return words.count("{n} session", "{n} sessions", len(names))
    *others, last = names
    if not others:
        return last
    return words.say("{names} and {last}", names=", ".join(others), last=last)


def date_and_time_line(session: Session, view: View) -> str:
    """Return the date, the times and the length of a session."""
    words, zones = view.words, view.zones
    day = date_heading(zones.local(session.start).date(), words)
    times = column_span(session.start, session.end, zones)
    return join([day, times, duration(drift(session.end, session.start), words)])


def participant_line(participant: Participant, words: Words) -> str:
    """Return the name and affiliation of a participant, and the role unless it is "speaker"."""
    named = ", ".join(filter(None, (participant.name, participant.affiliation)))
    role = role_word(participant, words)
    return f"{named} ({role})" if role else named


def findings_sentence(view: View) -> str | None:
    """Return the number of findings in the programme file, and how to read them; None for 0."""
    if not view.programme.remarks:
        return None
    return view.words.count(
        "{n} remark on the programme file: sommet-tui check {file}",
        "{n} remarks on the programme file: sommet-tui check {file}",
        view.programme.remarks,
        file=typed_file(view.snapshot.origin, view.words.say("FILE")),
    )


def event_dates(programme: Programme, words: Words) -> str:
    """Return the first and the last day of an event."""
    days = programme.days
    first, last = date_heading(days[0], words), date_text(days[-1], words, year=True)
    return f"{first} – {last}" if days[1:] else first


def event_zone(programme: Programme, words: Words) -> str:
    """Return the name of the event's time zone; the user may see times in another zone."""
    return words.say("Time zone: {zone}", zone=zone_name(programme.timezone))


def programme_counts(programme: Programme, words: Words) -> str:
    """Return the numbers of sessions, people, days and rooms, and of breaks if there are any."""
    breaks = sum(session.is_break for session in programme.sessions)
    rooms = len(programme.rooms)
    counted = [
        item_counts(len(programme.sessions) - breaks, breaks, words),
        words.count("{n} person", "{n} people", len(programme.people)),
        words.count("{n} day", "{n} days", len(programme.days)),
        words.count("{n} room", "{n} rooms", rooms) if rooms else words.say("no rooms"),
    ]
    return ", ".join(filter(None, counted))


def item_counts(sessions: int, breaks: int, words: Words) -> str:
    """Return the number of sessions and, if there are any, the number of breaks."""
    counted = [words.count("{n} session", "{n} sessions", sessions)]
    counted += [words.count("{n} break", "{n} breaks", breaks)] if breaks else []
    return ", ".join(counted)


def facet_name(facet: Facet, words: Words) -> str:
    """Return the heading of a facet."""
    return {
        "days": words.say("DAYS"),
        "rooms": words.say("ROOMS"),
        "tracks": words.say("TRACKS"),
        "kinds": words.say("KINDS"),
        "languages": words.say("LANGUAGES"),
    }[facet]


def value_name(facet: Facet, value: str | date, programme: Programme, words: Words) -> str:
    """Return the name of one value of a facet."""
    if not isinstance(value, str):
        return date_text(value, words)
    if facet == "rooms":
        return programme.room_names.get(value, value)
    if facet == "tracks":
        return programme.track_names.get(value, value)
    if facet == "kinds":
        own = {"session": words.say("session"), "break": words.say("break")}
        return own.get(value, value)
    return value


def facets_text(facets: Facets, programme: Programme, words: Words) -> list[str]:
    """Return each active facet with its chosen values, in the order of the filter panel."""
    from sommet_tui.domain.filters import FACETS, facet_values

    names = [
        words.say("my bookmarks") if facets.mine else "",
        words.say("from now on") if facets.only_upcoming else "",
        words.say("not filmed") if facets.not_filmed else "",
        words.say("in the next {time}", time=duration(facets.soon, words)) if facets.soon else "",
    ]
    for facet in FACETS:
        chosen: frozenset[str | date] = getattr(facets, facet)
        if chosen:
            there = facet_values(programme)[facet]
            kept = [value for value in there if value in chosen]
            names.append(", ".join(value_name(facet, value, programme, words) for value in kept))
    return [name for name in names if name]


def lead_time_words(minutes: int, words: Words, *, own: bool) -> str:
    """Return how long before the start the reminder comes.

    For an `own` event, return how long before its start to leave.
    """
    time = duration(timedelta(minutes=minutes), words)
    if own:
        return words.say("leave {time} before the start", time=time)
    return words.say("reminder {time} before the start", time=time)
