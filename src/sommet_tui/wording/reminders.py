"""Reminders in words."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.wording.sentences import headline, held_in, listed, short_name
from sommet_tui.wording.times import duration, late_text, sentence_time, until, viewer_time
from sommet_tui.wording.view import View
from sommet_tui.wording.words import Words


def reminder_title(session: Session, words: Words) -> str:
    """Return the title of a reminder; its first word is fixed, so it is never an option."""
    return words.say("Reminder: {session}", session=headline(session))


def reminder_text(session: Session, view: View, *, late: bool, walk: int, left_out: bool) -> str:
    """Return how soon it starts, when and where, and the walk there in minutes.

    `late` if it has not begun on time, `left_out` if the plan leaves it out.
    """
    words = view.words
    left = session.start - view.now
    time = sentence_time(session.start, view)
    if left > timedelta(0):
        soon = until(session.start, view)
        starts = words.say("Starts {until}, at {time}", until=soon, time=time)
    elif late:
        delay = late_text(session.start, view.expected(session), view)
        starts = words.say("{late}; the announced time is {time}", time=time, late=delay)
    else:
        starts = words.say("Just started, at {time}", time=time)
    own = viewer_time(session.start, view)
    plan = words.say("left out of your plan") if left_out else None
    return listed([starts, own, _place(session, view), _way(session, view, walk), plan])


def reminder_short(session: Session, view: View, *, late: bool, walk: int) -> str:
    """Return the same in few words: how soon, where, the walk, and the title, to be cut."""
    soon = until(session.start, view)
    if late:
        soon = late_text(session.start, view.expected(session), view)
    elif session.start <= view.now:
        soon = view.words.say("has just started")
    return listed([soon, _place(session, view), _way(session, view, walk), headline(session)])


def _place(session: Session, view: View) -> str | None:
    event = next((e for e in view.snapshot.mine.own_events if e.id == session.id), None)
    return held_in(session, view) or (event.place if event else None)


def _way(session: Session, view: View, walk: int) -> str | None:
    """Return the walk to it, or when to leave for an own event; None once it has begun."""
    words = view.words
    if session.start <= view.now:
        return None
    event = next((e for e in view.snapshot.mine.own_events if e.id == session.id), None)
    if event is not None and event.lead is not None:
        return words.say("leave now")
    return (
        words.say("walk, {time}", time=duration(timedelta(minutes=walk), words)) if walk else None
    )


def lead_words(minutes: int, words: Words, *, own: bool) -> str:
    """Return how long before its start to remind the user, who leaves for an `own` event then."""
    time = duration(timedelta(minutes=minutes), words)
    if own:
        return words.say("leave {time} before the start", time=time)
    return words.say("reminder {time} before the start", time=time)


def lead_sentence(id_: str, minutes: int | None, view: View) -> str:
    """Return the lead time that was set for a bookmark or own event."""
    words = view.words
    own = {event.id: event.title for event in view.snapshot.mine.own_events}
    session = view.programme.by_id.get(id_)
    name = own.get(id_) or (short_name(session) if session else id_)
    if minutes is None:
        return words.say("Reminder for {session}: as in the settings", session=name)
    return listed([lead_words(minutes, words, own=id_ in own), name])
