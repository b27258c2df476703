"""Sentences about the plan: stops, walks, reasons why picks are left out, and friends' picks."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.own_events import OwnEvent, OwnEventError
from sommet_tui.domain.programme import Session
from sommet_tui.domain.text import shorten
from sommet_tui.wording import expected_times, layout, marks
from sommet_tui.wording.session_texts import SHORT_NAME, headline, join, rooms_text, short_name
from sommet_tui.wording.times import (
    column_span,
    column_time,
    date_text,
    day_time,
    duration,
    sentence_time,
)
from sommet_tui.wording.words import View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sommet_tui.companion.plan import PlannedDay
    from sommet_tui.domain.instants import TimeError
    from sommet_tui.domain.plan import Comparison, Parting, Reason, Stop
    from sommet_tui.domain.saved_plan import PlanChange, SavedStop
    from sommet_tui.domain.stops import Leg

_SIGNS: Mapping[str, str] = {"own": marks.OWN, "must": marks.STAR, "maybe": marks.MAYBE}


def announced_start(stop: Stop, view: View) -> str | None:
    """Return the announced start of a stop; None if the session is expected at that time."""
    if not isinstance(stop.subject, Session) or stop.has_begun(view.now):
        return None
    return expected_times.announced_words(stop.subject, stop.expected_times[0], view)


def stop_symbol(stop: Stop) -> str:
    """Return the symbol for the degree of a stop; it takes one cell."""
    return _SIGNS[stop.degree]


def stop_title(stop: Stop) -> str:
    return headline(stop.subject) if isinstance(stop.subject, Session) else stop.subject.title


def stop_name(stop: Stop) -> str:
    """Return the short name of a stop, for a sentence."""
    return short_name(stop.subject) if isinstance(stop.subject, Session) else stop.subject.title


def name_with_place(stop: Stop, view: View, max_title_length: int = SHORT_NAME) -> str:
    """Return the symbol, the place and the short name of a stop."""
    name = shorten(stop_name(stop), max_title_length) if max_title_length else ""
    place = stop_place(stop, view) or ""
    if max_title_length < SHORT_NAME:
        place = layout.short_names((place,), 9)[place]
    return " ".join(filter(None, (stop_symbol(stop), place, name)))


def stop_place(stop: Stop, view: View) -> str | None:
    """Return the place of a stop, or None. The only room of an event is left out."""
    if isinstance(stop.subject, Session):
        return rooms_text(stop.subject, view) if view.programme.has_several_rooms else None
    return own_place(stop.subject, view)


def own_place(event: OwnEvent, view: View) -> str | None:
    """Return where an own event is: the name of a room, or any other place."""
    return view.programme.room_names.get(event.place or "", event.place)


def walk_words(leg: Leg, view: View, *, is_first: bool = False) -> str | None:
    """Return the way to a stop: the walk, free time before it, and how late the user will be.

    Return None if no remark is needed. If `is_first`, name the place where the walk begins.
    """
    words = view.words
    origin = stop_place(leg.before, view) if is_first and leg.before is not None else None
    walk = None
    if leg.stop.lead is not None:
        walk = _leave_sentence(leg.stop.lead, words) if leg.leave is not None else None
    elif leg.walk and origin is not None:
        time = _minute_words(leg.walk, words)
        walk = words.say("walk from {place}, {time}", place=origin, time=time)
    elif leg.walk:
        walk = words.say("walk, {time}", time=_minute_words(leg.walk, words))
    free = words.say("free, {time}", time=duration(leg.free, words)) if leg.gap else None
    return join([_leave_words(leg, view), walk, free, _missed_words(leg, view)]) or None


def _leave_words(leg: Leg, view: View) -> str | None:
    """Return when to leave the previous stop; None if the user can stay until its end."""
    before = leg.before if leg.stop.lead is None else None  # its lead time says when to leave
    if before is None or leg.leave is None or not before.fills_gap or before.end <= leg.leave:
        return None
    return view.words.say("leave at {time}", time=column_time(leg.leave, view.zones))


def _missed_words(leg: Leg, view: View) -> str | None:
    """Return how much of a stop's start the user will miss; None if the user will be on time."""
    if not leg.missed:
        return None
    return missed_variants(leg, view)[0 if leg.stop.fills_gap else -1]


def missed_variants(leg: Leg, view: View) -> tuple[str, ...]:
    """Return how much of a stop the user will miss, in texts of decreasing length."""
    words, late = view.words, _minute_words(leg.missed, view.words)
    if leg.stop.fills_gap:
        start = leg.stop.expected_times[0] + timedelta(minutes=leg.missed)
        time = column_time(start, view.zones)
        full = words.say("join at {time}, {late} late", time=time, late=late)
        return full, words.say("join at {time}", time=time)
    short = words.say("{time} late", time=late)
    if not leg.walk:
        return (short,)
    return words.say("{time} late, {minutes} min walk", time=late, minutes=leg.walk), short


def reason_variants(reason: Reason, words: Words) -> tuple[str, str]:
    """Return why a pick is left out of the plan, in a long and a short version.

    If the reason is another stop, both versions name that stop.
    """
    if reason.stop is None:
        late = reason.why == "late"
        return (words.say("too much of it is over") if late else words.say("cancelled"),) * 2
    sign, name = stop_symbol(reason.stop), stop_name(reason.stop)
    values = {"time": _minute_words(reason.minutes, words), "session": f"{sign} {name}"}
    if reason.why == "walk":
        return (
            words.say("{time} short for the walk to or from {session}", **values),
            words.say("{time} too late: {session}", **values),
        )
    return (
        words.say("clashes for {time} with {session}", **values),
        words.say("clash {time}: {session}", **values),
    )


def alternative_variants(pick: Stop, view: View) -> tuple[str, str]:
    """Return the pick to attend instead of a stop whose room is full, as a long and short text."""
    words, name = view.words, name_with_place(pick, view)
    time = column_time(pick.expected_times[0], view.zones)
    long = words.say("full; instead: {session}", session=join([name, time]))
    return long, words.say("full; instead: {session}", session=name)


def _minute_words(number: int, words: Words) -> str:
    return duration(timedelta(minutes=number), words)


def plan_heading(day: PlannedDay, words: Words) -> str:
    """Return how many stops a day has, and how many own events, musts and maybes are left out."""
    kept = words.count("{n} stop", "{n} stops", len(day.legs))
    out = [left_out.stop.degree for left_out in day.plan.left_out]
    own, musts, maybes = (out.count(wanted) for wanted in ("own", "must", "maybe"))
    return join(
        [
            kept,
            words.count("{n} own event left out", "{n} own events left out", own) if own else None,
            words.count("{n} must-see session left out", "{n} must-see sessions left out", musts)
            if musts
            else None,
            words.count("{n} maybe session left out", "{n} maybe sessions left out", maybes)
            if maybes
            else None,
        ]
    )


_MAX_NAMES = 3
"""The maximum number of sessions in a list of names.

If there are more, two are named, and the others counted.
"""


def plan_change_sentence(change: PlanChange, view: View) -> str:
    """Return a change to a plan for a notification, which has room for only a few stops."""
    text = plan_change_text(change, view, _MESSAGE_STOPS, _MESSAGE_NAME)
    return view.words.say("Your plan: {change}", change=text)


_MESSAGE_STOPS, _MESSAGE_NAME = 2, 20
"""How many old or new stops a message names at most, and how long each title may be."""


def plan_change_text(
    change: PlanChange, view: View, most: int | None = None, length: int = SHORT_NAME
) -> str:
    """Return a change to a plan as “old stops → new stops”.

    Each side names at most `most` stops (all if None), with titles cut to `length` characters.
    """

    def stop_words(stop: SavedStop) -> str:
        is_today = change.day == view.today
        time = column_time(stop.start, view.zones) if is_today else day_time(stop.start, view)
        return f"{time} {_SIGNS[stop.degree]} {shorten(stop.title, length)}"

    before, after = (
        _list_first_names([*map(stop_words, stops)], most, view.words)
        or view.words.say("free time")
        for stops in (change.before, change.after)
    )
    return f"{before} → {after}"


def _list_first_names(names: Sequence[str], max_names: int | None, words: Words) -> str:
    """Return all names if there are at most `max_names`.

    Otherwise, return `max_names - 1` names and the number of the others.
    """
    shown = len(names) if max_names is None or len(names) <= max_names else max_names - 1
    more = f" {words.say('and {n} more', n=len(names) - shown)}" if shown < len(names) else ""
    return ", ".join(names[:shown]) + more


def own_event_words(event: OwnEvent, view: View) -> str:
    """Return an own event for use in a sentence: its time, its title and its place."""
    place = own_place(event, view)
    day = date_text(view.zones.local(event.start).date(), view.words)
    when = f"{day} {column_span(event.start, event.end, view.zones)}"
    return join([when, event.title, place, leave_words(event, view.words)])


def leave_words(event: OwnEvent, words: Words) -> str | None:
    """Return how long before an own event to leave; None if the walking time decides."""
    return None if event.lead is None else _leave_sentence(event.lead, words)


def _leave_sentence(lead: int, words: Words) -> str:
    return words.say("leave {time} before the start", time=_minute_words(lead, words))


def own_event_error_sentence(error: OwnEventError | TimeError, words: Words) -> str:
    """Return why a typed line is not an own event, and how to write one."""
    if isinstance(error, OwnEventError):
        return words.say(_WRONG[error.code])
    from sommet_tui.wording.errors import time_error_sentence

    return time_error_sentence(error, words)


_WRONG = mark(
    {
        "times": "Start with the times, for example: 12:30-13:30 Lunch with Ada @ Foyer.",
        "title": "Add a title after the times, for example: 12:30-13:30 Lunch with Ada @ Foyer.",
        "length": (
            "The end must be after the start, for example: 12:30-13:30 Lunch with Ada @ Foyer."
        ),
    }
)


def comparison_lines(comparison: Comparison, friend: str, view: View) -> Iterator[str]:
    """Yield lines that compare the user's picks with a friend's picks.

    The lines name the common and the separate picks, and when the two people part and meet again.
    """
    words = view.words
    groups = (
        (words.say("Both of you"), marks.BOTH, comparison.both),
        (words.say("Only you"), " ", comparison.mine),
        (words.say("Only {friend}", friend=friend), marks.THEIRS, comparison.theirs),
    )
    for heading, sign, sessions in groups:
        yield f"{heading} ({len(sessions)})"
        for session in sessions:
            yield f"  {sign} {_session_line(session, view)}"
        yield ""
    if comparison.partings:
        yield words.say("Where you go separate ways")
    for parting in comparison.partings:
        yield f"  {_parting_sentence(parting, friend, view)}"


def _session_line(session: Session, view: View) -> str:
    times = column_span(session.start, session.end, view.zones)
    text = join([headline(session), rooms_text(session, view)])
    return f"{_day_prefix(session, view)}{times}  {text}"


def _day_prefix(session: Session, view: View) -> str:
    """Return the day of a session, to precede its time; "" if the event has only one day."""
    return f"{date_text(session.day, view.words)} " if view.programme.has_several_days else ""


def _parting_sentence(parting: Parting, friend: str, view: View) -> str:
    """Return when two people part, which session each attends, and when they meet again."""
    words = view.words
    first = (*parting.mine, *parting.theirs)[0]
    mine = _session_names(parting.mine, words) or words.say("nothing")
    theirs = _session_names(parting.theirs, words) or words.say("nothing")
    meet = words.say("no more sessions in common that day")
    if parting.meet is not None:
        meet = words.say(
            "you meet again at {session} at {time}",
            session=short_name(parting.meet),
            time=sentence_time(parting.meet.start, view),
        )
    sentence = words.say("you: {mine}; {friend}: {theirs}", mine=mine, friend=friend, theirs=theirs)
    return f"{_day_prefix(first, view)}{sentence_time(parting.since, view)} · {sentence} · {meet}"


def _session_names(sessions: Sequence[Session], words: Words) -> str:
    return _list_first_names([*map(short_name, sessions)], _MAX_NAMES, words)
