"""Sentences about bookmarks: an overview on one line, and reminders."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.wording import marks
from sommet_tui.wording.session_texts import headline, join, lead_time_words, rooms_text, short_name
from sommet_tui.wording.times import (
    column_time,
    day_time,
    duration,
    late_text,
    sentence_time,
    until_words,
    viewer_time,
)
from sommet_tui.wording.words import NBSP, View, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Overview
    from sommet_tui.domain.timeline import Gap


def overview_variants(overview: Overview, view: View) -> tuple[str, ...]:
    """Return the numbers of bookmarks and clashes on one line, in a long and a short version.

    The long version also has the next free time.
    """
    words = view.words
    counted = words.count("{n} bookmark", "{n} bookmarks", overview.picks)
    number = overview.clashes
    clashes = None
    if number:
        clashes = f"{marks.CLASH} {words.count('{n} clash', '{n} clashes', number)}"
    return join([counted, clashes, _next_free_words(overview.next_free, view)]), join(
        [counted, clashes]
    )


def free_time_words(gap: Gap, view: View) -> str:
    """Return the free time between two bookmarks with its length: "free, 2 h"."""
    return view.words.say("free, {time}", time=duration(gap.duration, view.words))


def _next_free_words(gap: Gap | None, view: View) -> str | None:
    if gap is None:
        return None
    end = column_time(gap.end, view.zones)
    if gap.start <= view.now:
        return view.words.say("free until {time}", time=end)
    span = f"{day_time(gap.start, view)}–{end}".replace(" ", NBSP)
    if view.is_today(gap.start):
        span = f"{column_time(gap.start, view.zones)}–{end}"
    return view.words.say("next free: {times}", times=span)


def reminder_title(session: Session, words: Words) -> str:
    """Return the title of a reminder's notification.

    It begins with a fixed word, so that no program takes it for an option.
    """
    return words.say("Reminder: {session}", session=headline(session))


def reminder_variants(
    session: Session, view: View, timing: tuple[str, ...], *, late: bool, missed: int
) -> tuple[str, str]:
    """Return the text of a reminder in a long and a short version.

    The long version has the start, the time to leave and the place. `timing` says how soon the
    session starts or when to leave, each version shorter than the one before. `late` says that the
    session should have begun. `missed` is how many minutes late the user will arrive. The short
    version ends with the title, because the end of a line may be cut.
    """
    words, time, lateness = view.words, sentence_time(session.start, view), None
    if session.start > view.now:
        starts, soon = words.say("Starts at {time}", time=time), timing[-1]
        if missed:
            minutes = duration(timedelta(minutes=missed), words)
            lateness = words.say("you will be {time} late", time=minutes)
    elif late:
        soon = late_text(session.start, view.expected_start(session), view)
        starts = words.say("{late}; the announced time is {time}", time=time, late=soon)
    else:
        soon = words.say("has just started")
        starts = words.say("Just started, at {time}", time=time)
    place = _place_words(session, view)
    full = [
        starts,
        timing[0] if session.start > view.now else None,
        lateness,
        viewer_time(session.start, view),
        place,
    ]
    return join(full), join([soon, place, lateness, headline(session)])


def start_timing(session: Session, view: View, walk: int) -> str:
    """Return how soon a session or own event starts, and the minutes of the walk.

    If an own event has its own lead time, the text has "leave now" instead of the walk.
    """
    words, soon = view.words, until_words(session.start, view)
    event = next((e for e in view.snapshot.mine.own_events if e.id == session.id), None)
    if event is not None and event.lead is not None:
        return join([soon, words.say("leave now")])
    way = words.say("walk, {time}", time=duration(timedelta(minutes=walk), words)) if walk else None
    return join([soon, way])


def _place_words(session: Session, view: View) -> str | None:
    event = next((e for e in view.snapshot.mine.own_events if e.id == session.id), None)
    return rooms_text(session, view) or (event.place if event else None)


def lead_time_sentence(id_: str, minutes: int | None, view: View) -> str:
    """Return the lead time that the user has just set for a bookmark or own event."""
    words = view.words
    own = {event.id: event.title for event in view.snapshot.mine.own_events}
    session = view.programme.by_id.get(id_)
    name = own.get(id_) or (short_name(session) if session else id_)
    if minutes is None:
        return words.say("Reminder for {session}: as in the settings", session=name)
    return join([lead_time_words(minutes, words, own=id_ in own), name])
