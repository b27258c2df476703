"""Sentences about a panel: segments, arrivals, speaking times, questions, effects of keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sommet_tui.companion.panel import PanelMoment, Seat, SessionTiming
from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.limits import ID_LIMIT
from sommet_tui.domain.panel import MODERATION, Arrival, Hand, PanelAct, Part, Question, paused_time
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.expected_times import planned_times_text, time_left_words
from sommet_tui.wording.messages import seen_words
from sommet_tui.wording.session_texts import (
    added_minutes_words,
    date_and_time_line,
    differs_noticeably,
    join,
    paused_minutes_words,
    status_word,
    time_with_date,
)
from sommet_tui.wording.session_texts import short_name as short_title
from sommet_tui.wording.stage import cost_sentence, cost_variants
from sommet_tui.wording.times import (
    column_span,
    column_time,
    countdown,
    date_text,
    duration,
    sentence_time,
    until_words,
)
from sommet_tui.wording.words import NARROW, View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.green_room import Call
    from sommet_tui.companion.moderator import UncountedError
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Segment


_SEGMENTS = mark(
    {
        "welcome": "Welcome",
        "talk": "Talk",
        "statements": "Statements",
        "discussion": "Discussion",
        "questions": "Questions",
        "close": "Close",
    }
)
_ARRIVALS: Mapping[Arrival, str] = mark(
    {
        "not_seen": "not here yet",
        "arrived": "arrived",
        "on_stage": "on stage",
    }
)


def segment_title(name: str, words: Words) -> str:
    """Return the name of a segment; standard names are translated to the user's language."""
    return words.say(_SEGMENTS[name]) if name in _SEGMENTS else name


def arrival_word(arrival: Arrival, words: Words) -> str:
    return words.say(_ARRIVALS[arrival])


def percentage(percent: int, words: Words) -> str:
    """Return a percentage as 38% or 38 %."""
    return f"{percent}{NARROW if words.language == 'fr' else ''}%"


def questions_line(moment: PanelMoment, view: View) -> str | None:
    """Return when the questions must open so that they fit before the end.

    Return None once they are open.
    """
    words = view.words
    left, due = moment.time_until_questions, moment.questions_due
    if left is None or due is None or moment.timing.is_over:
        return None
    time = time_with_date(due, view)
    if left > timedelta(0):
        soon = until_words(due, view)
        return words.say("Questions must open {when}, {until}.", when=time, until=soon)
    return words.say("Questions should have opened {when}.", when=time)


def planned_minutes(part: Part, prepared: Segment, words: Words) -> str:
    """Return the planned minutes of a segment, and the minutes added or removed on the day."""
    given = part.segment.minutes - prepared.minutes
    if not given:
        return words.say("planned {n} min", n=prepared.minutes)
    if given > 0:
        return words.say("planned {n} min, {given} added", n=prepared.minutes, given=given)
    return words.say("planned {n} min, {taken} removed", n=prepared.minutes, taken=-given)


def actual_minutes(part: Part, moment: PanelMoment) -> int:
    """Return how many minutes a finished segment lasted, without pauses.

    The minutes match the times shown.
    """
    lasted = drift(part.end, part.start) - paused_time(moment.timing.pauses, part.start, part.end)
    return int(lasted / timedelta(minutes=1) + 0.5)


def part_line(part: Part, words: Words) -> str:
    """Return the name of a segment; for the current segment, also the time left."""
    name = segment_title(part.segment.name, words)
    if part.remaining is None:
        return name
    return f"{name} · {time_left_words(part.remaining, words)}"


def panel_times(moment: PanelMoment, view: View) -> list[str | None]:
    """Return the announced and the planned times; after the panel, only the planned times."""
    if moment.timing.is_over:
        return [date_and_time_line(moment.session, view)]
    announced = view.programme.by_id[moment.session.id]
    return [date_and_time_line(announced, view), planned_times_text(announced, view)]


def progress_line(moment: PanelMoment, view: View) -> list[str | None]:
    """Return the parts of a line about a panel: its status, its end, and the time left.

    If the panel has not begun, its start replaces the time left. If the panel is over, the parts
    are its status and the times at which it ran.
    """
    words = view.words
    timing = moment.timing
    if timing.status in ("skipped", "cancelled"):
        return [status_word(timing.status, words)]
    if timing.is_over:
        held = words.say("ran {times}", times=column_span(timing.start, timing.end, view.zones))
        if timing.item.is_automatic and not moment.has_turns:
            held = words.say("assumed to have run as planned")
        return [status_word("done", words), held]
    ends = end_words(moment, view)
    if timing.remaining is None:
        soon = until_words(timing.start, view, timing.item.start)
        return [status_word("upcoming", words), soon, ends]
    left = time_left_words(timing.remaining, words)
    return [status_word("running", words), ends, left]


def end_words(moment: PanelMoment, view: View, *, in_column: bool = False) -> str:
    """Return when a panel ends or should have ended; the panel must not be over."""
    words, end = view.words, _expected_end(moment.timing)
    time = column_time(end, view.zones) if in_column else sentence_time(end, view)
    if end < moment.at:
        return words.say("should have ended at {time}", time=time)
    if in_column:
        return words.say("ends {time}", time=time)
    return words.say("ends at {time}", time=time)


def _expected_end(timing: SessionTiming) -> datetime:
    """Return the expected end of a panel that has not begun, otherwise its hard end.

    If the two are less than a minute apart, return the hard end.
    """
    expected = timing.item.end if timing.status == "upcoming" else None
    return expected if expected and differs_noticeably(expected, timing.end) else timing.end


def lateness_line(moment: PanelMoment, words: Words) -> str | None:
    """Return the delay and its cost; None if the room is automatic or the panel is over."""
    timing = moment.timing
    if timing.is_over or not timing.lane.state.is_manual:
        return None

    return cost_sentence(timing.lane.offset, moment.impact, words)


def lateness_variants(moment: PanelMoment, words: Words) -> Iterator[str]:
    """Yield the delay and its cost, each version shorter than the one before.

    Every version ends with the last change.
    """
    whole = lateness_line(moment, words)
    if whole is not None:
        yield whole
        yield from cost_variants(moment.timing.lane.offset, moment.impact, words)


def drift_lines(moment: PanelMoment, view: View) -> list[str]:
    """Return how the finished panel differed from the plan.

    Return [] if the panel did not take place.
    """
    words = view.words
    timing, session = moment.timing, moment.session
    if not timing.is_over or timing.status != "done":
        return []
    late, added = (
        whole_minutes(drift(timing.start, session.start)),
        whole_minutes(timing.item.actual.added),
    )
    paused = whole_minutes(paused_time(timing.pauses, timing.start, timing.end))
    parts = [
        words.say("started {n} min late", n=late) if late > 0 else None,
        words.say("started {n} min early", n=-late) if late < 0 else None,
        added_minutes_words(added, words),
        paused_minutes_words(paused, words),
        _end_text(moment, view),
    ]
    return [part for part in parts if part]


def _end_text(moment: PanelMoment, view: View) -> str | None:
    """Return when the panel ended, compared with its planned and its changed end.

    Return None if it ended on time by both.
    """
    words = view.words
    timing, planned = moment.timing, moment.session.end
    granted = column_time(timing.due, view.zones)
    over, after = (whole_minutes(drift(timing.end, due)) for due in (timing.due, planned))
    if not over and not after:
        return None
    parts = [words.say("ended {time}", time=column_time(timing.end, view.zones))]
    if drift(timing.due, planned):
        if over > 0:
            parts.append(words.say("{n} min after the changed end ({time})", n=over, time=granted))
        elif over < 0:
            parts.append(
                words.say("{n} min before the changed end ({time})", n=-over, time=granted)
            )
        else:
            parts.append(words.say("on time"))
    if after > 0:
        parts.append(words.say("{n} min later than planned", n=after))
    elif after < 0:
        parts.append(words.say("{n} min earlier than planned", n=-after))
    return ", ".join(parts)


def arrival_time_words(since: datetime, view: View) -> str:
    """Return the time since which a panellist has been here."""
    return view.words.say("here since {time}", time=sentence_time(since, view))


def presence_words(seat: Seat, moment: PanelMoment, view: View) -> str | None:
    """Return whether a panellist has arrived, and when; None if that was not recorded.

    For latecomers, add the minute of the panel. If a panellist is on stage elsewhere, return where.
    A moderator whose arrival was not recorded may still have come.
    """
    words, over = view.words, moment.timing.is_over
    if seat.elsewhere is not None and seat.arrival == "not_seen" and not over:
        return words.say("on stage: {session}", session=short_title(seat.elsewhere))
    if not (moment.has_arrivals or seat.arrival != "not_seen"):
        return None
    if over and seat.arrival == "not_seen":
        return None if seat in moment.moderators else words.say("did not come")
    start, since = moment.timing.start, seat.there_since
    if since is None:
        return None if over else arrival_word(seat.arrival, words)
    here = arrival_time_words(since, view)
    if moment.timing.has_begun and since > start:
        time, minute = sentence_time(since, view), whole_minutes(since - start)
        here = words.say("here since {time} (minute {n} of the panel)", time=time, n=minute)
    on_stage = seat.arrival == "on_stage" and not over
    return join([arrival_word(seat.arrival, words), here]) if on_stage else here


def next_panel_variants(call: Call, view: View) -> Iterator[str]:
    """Yield the next panel, its start and the missing people, in texts of decreasing length."""
    words, name = view.words, short_title(call.session)
    time = sentence_time(call.start, view)
    if differs_noticeably(call.start, call.session.start):
        next_panel = words.say("Next: {session}, expected {time}", session=name, time=time)
    else:
        next_panel = words.say("Next: {session}, {time}", session=name, time=time)
    for attendance in attendance_variants(call, view):
        yield f"{next_panel}, {attendance}"
    yield next_panel


def attendance_variants(call: Call, view: View) -> Iterator[str]:
    """Yield the number of people here and the names of the missing; then only the number.

    Yield nothing if arrivals were not recorded.
    """
    if not call.people[0].has_arrivals:
        return
    words = view.words
    missing = [p.participant.name for p in call.people if p.arrival == "not_seen"]
    here = words.say("{n} of {all} here", n=len(call.people) - len(missing), all=len(call.people))
    if missing:
        yield join([here, words.say("missing: {names}", names=", ".join(missing))])
    yield here


def question_line(question: Question, moment: PanelMoment, view: View) -> str:
    """Return a question, with its star if it has one, its addressee, and when it was asked."""
    text = question.text
    if question.to is not None:
        seat = moment.seat(question.to)
        name = seat.participant.name if seat else question.to
        text = view.words.say("for {name}: {text}", name=name, text=text)
    text = f"★ {text}" if question.starred else text
    return f"{text} ({asked_at_words(question.asked_at, view)})" if question.asked_at else text


def short_name(seat: Seat, moment: PanelMoment) -> str:
    """Return a panellist's given name.

    If another panellist has the same given name, add the initial of the last name.
    """
    given, *rest = _name_parts(seat)
    shared = any(_name_parts(other)[0] == given for other in moment.everyone if other is not seat)
    return f"{given} {rest[-1][:1]}." if shared and rest else given


def _name_parts(seat: Seat) -> list[str]:
    """Return the parts of a panellist's name, without titles."""
    parts = seat.participant.name.split()
    return [part for part in parts if not part.endswith(".")] or parts


def asked_at_words(moment: datetime, view: View) -> str:
    """Return when a question was put to the panel."""
    return view.words.say("asked at {time}", time=sentence_time(moment, view))


def message_line(message: Message, moment: PanelMoment, view: View) -> str:
    """Return the sender and text of a message between panel and stage, and whether it was seen."""
    words = view.words
    sender = (
        words.say("Stage manager:") if message.to == "panel" else words.say("To the stage manager:")
    )
    if not message.text:
        return f"{sender} {words.say('message withdrawn')}"
    line = f"{sender} {words.say('“{text}”', text=message.text)}"
    return f"{line} · {seen_words(message, view, over=moment.timing.is_over)}"


def hand_line(hand: Hand, view: View) -> str:
    """Return where and when a person raised a hand, and when this person spoke."""
    words = view.words
    raised = words.say("raised at {time}", time=sentence_time(hand.since, view))
    if hand.taken_at is None:
        return join([hand.text, raised, words.say("has spoken") if hand.before else None])
    time = sentence_time(hand.taken_at, view)
    return join([hand.text, raised, words.say("spoke at {time}", time=time)])


def waiting_words(length: timedelta, words: Words) -> str:
    minutes = max(0, whole_minutes(length))
    return duration(timedelta(minutes=minutes), words) if minutes else words.say("just now")


_ARRIVED: Mapping[Arrival, str] = mark(
    {
        "not_seen": "{name} is not here yet",
        "arrived": "{name} has arrived",
        "on_stage": "{name} is on stage",
    }
)
_QUESTION = mark(
    {
        "starred": "Starred: {text}",
        "plain": "Star removed: {text}",
        "asked": "Asked: {text}",
        "open": "Not asked yet: {text}",
    }
)


def panel_act_sentence(act: PanelAct, moment: PanelMoment, words: Words) -> str:
    """Return the effect of an act as a sentence without a full stop.

    `moment` may be the panel just before or just after the act.
    """
    name = _person_name(act.person, moment, words)
    if act.act == "arrival":
        return arrival_sentence(act.value, name, words)
    if act.act == "turn":
        return (
            words.say("{name} has the floor", name=name)
            if name
            else words.say("Nobody has the floor")
        )
    if act.act == "segment":
        return _segment_sentence(act, moment, words)
    if act.act in ("ask", "question", "hand"):
        return _question_text(act, moment, name, words)
    if act.act == "limit":
        return limit_sentence(timedelta(seconds=act.item or 0), words)
    seats, plan = words.say("The seats have changed"), words.say("The segments have changed")
    return seats if act.act == "seating" else plan


def arrival_sentence(arrival: str | None, name: str, words: Words) -> str:
    """Return a sentence saying that a person is not here, has arrived, or is on stage."""
    arrived = next((text for value, text in _ARRIVED.items() if value == arrival), "{name}")
    return words.say(arrived, name=name)


def limit_sentence(limit: timedelta, words: Words) -> str:
    """Return how long each turn may last, or a sentence for turns without a limit."""
    if limit <= timedelta(0):
        return words.say("Turns have no limit")
    return words.say("Turn limit: {time}", time=countdown(limit))


def limit_refusal(text: str, words: Words) -> str:
    """Return why the typed `text` is no valid length for turns."""
    return words.say(
        "“{text}” is not a length. Write 1 to 99 minutes (2, 1:30), or 0 for no limit.",
        text=cap(clean_line(text), ID_LIMIT),
    )


def uncounted_sentence(error: UncountedError, view: View) -> str:
    """Return why an act would have no effect now."""
    words = view.words
    if error.reason == "heard":
        return words.say("{name} has had a turn, so nothing was changed.", name=error.name)
    if error.opens is None or error.reason == "over":
        return words.say("The panel is over. Turns and segments are no longer timed.")
    time = sentence_time(error.opens, view)
    if not view.is_today(error.opens):
        day = view.zones.local(error.opens).date()
        time = words.say("{date} at {time}", date=date_text(day, words), time=time)
    return words.say(
        "The panel has not started. You can start it, and time turns, from {time}.", time=time
    )


def _person_name(person: str | None, moment: PanelMoment, words: Words) -> str:
    """Return the name of a panellist; "" if `person` is None."""
    if person is None:
        return ""
    if person == MODERATION:
        return words.say("Moderator")
    seat = moment.seat(person)
    return seat.participant.name if seat else person


def _segment_sentence(act: PanelAct, moment: PanelMoment, words: Words) -> str:
    number = act.item or 0
    if act.text is not None:
        return words.say("Started: {segment}", segment=segment_title(act.text, words))
    if not 0 <= number < len(moment.plan):
        return words.say("Next segment")
    name = segment_title(moment.plan[number].segment.name, words)
    return words.say("Started: {segment}", segment=name)


def _question_text(act: PanelAct, moment: PanelMoment, name: str, words: Words) -> str:
    if act.act == "ask":
        return words.say("Question: {text}", text=act.text or "")
    if act.act == "hand":
        return _hand_sentence(act, moment, words)
    text = next((q.text for q in moment.questions if q.number == act.item), "")
    if act.value == "aimed":
        if not name:
            return words.say("For everyone: {text}", text=text)
        return words.say("For {name}: {text}", name=name, text=text)
    return words.say(_QUESTION.get(act.value or "", "{text}"), text=text)


def _hand_sentence(act: PanelAct, moment: PanelMoment, words: Words) -> str:
    if act.item is None:
        return words.say("Hand raised: {text}", text=act.text or "")
    text = next((h.text for h in moment.hands if h.number == act.item), "")
    return (
        words.say("Called on: {text}", text=text)
        if text
        else words.say("Someone in the audience has the floor")
    )


def ready_lines(moment: PanelMoment, words: Words) -> Sequence[str]:
    """Return the prepared messages to the stage; each has a fixed index.

    The message about missing people is the last one, because it is left out if no one is missing.
    """
    away = [s for s in moment.speakers if s.arrival == "not_seen" and s.elsewhere is None]
    missing = [s.participant.name for s in away]
    lines = [
        words.say("5 more minutes, please"),
        words.say("we are now taking questions"),
        words.say("we are about to close"),
        words.say("please come to the panel"),
    ]
    if missing and moment.has_arrivals:
        lines.append(words.say("missing: {names}", names=", ".join(missing)))
    return lines


def cue_sign(minutes: int, words: Words) -> str:
    """Return the short text that shows a speaker the minutes left, readable from a distance."""
    if minutes:
        return words.count("{n} MINUTE LEFT", "{n} MINUTES LEFT", minutes)
    return words.say("TIME IS UP")
