"""Words of a panel: its segments, who is there, who has spoken, what is asked."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from sommet_tui.wording.live import left_words, planned_words
from sommet_tui.wording.sentences import status_word, when
from sommet_tui.wording.summary import when_line
from sommet_tui.wording.times import (
    NARROW,
    column_time,
    countdown,
    sentence_time,
    until,
)
from sommet_tui.wording.words import mark

TYPE_CHECKING = False  # who only says whether somebody is there needs little of it
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sommet_tui.companion.panel_moment import PanelMoment, Seat
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.panel.acts import Arrival
    from sommet_tui.domain.panel.questions import Question
    from sommet_tui.domain.panel.segments import Part
    from sommet_tui.wording.times import Zones
    from sommet_tui.wording.words import Words

_SEGMENTS: Mapping[str, str] = MappingProxyType(
    {
        "welcome": mark("Welcome"),
        "statements": mark("Statements"),
        "discussion": mark("Discussion"),
        "questions": mark("Questions"),
        "close": mark("Close"),
    }
)
_ARRIVALS: Mapping[Arrival, str] = MappingProxyType(
    {
        "not_seen": mark("not here yet"),
        "arrived": mark("arrived"),
        "on_stage": mark("on stage"),
    }
)


def segment_name(name: str, words: Words) -> str:
    """What a segment is called: the usual ones in the viewer's language, others as written."""
    return words.say(_SEGMENTS[name]) if name in _SEGMENTS else name


def arrival_word(arrival: Arrival, words: Words) -> str:
    """Whether somebody is there."""
    return words.say(_ARRIVALS[arrival])


def percent(share: float, words: Words) -> str:
    """A part of a whole: 38%, 38 %."""
    return f"{round(share * 100)}{NARROW if words.language == 'fr' else ''}%"


def spoken(length: timedelta) -> str:
    """A speaking time to the second: 12:40."""
    return countdown(length)


def questions_line(moment: PanelMoment, zones: Zones, words: Words) -> str | None:
    """When the questions must open to fit before the end; None once they are open."""
    left, due = moment.until_questions, moment.questions_due
    if left is None or due is None or moment.course.over:
        return None
    time = when(due, moment.at, zones, words)
    if left > timedelta(0):
        soon = until(due, moment.at, zones, words)
        return words.say("Questions open {when}, {until}.", when=time, until=soon)
    return words.say("Questions were to open {when}.", when=time)


def part_line(part: Part, words: Words) -> str:
    """A segment by name, with what is left of the one that is on."""
    name = segment_name(part.segment.name, words)
    if part.remaining is None:
        return name
    return f"{name} · {left_words(part.remaining, words)}"


def held_when(
    snapshot: Snapshot, moment: PanelMoment, zones: Zones, words: Words
) -> list[str | None]:
    """When the session is, as it is told, and as it was planned; afterwards as it was planned."""
    session, now = moment.session, moment.at
    if moment.course.over:
        return [when_line(session, now, zones, words)]
    times = snapshot.times(session, now)
    told = snapshot.at(now).programme.by_id[session.id]
    return [when_line(told, now, zones, words), planned_words(told, times, zones, words)]


def course_line(moment: PanelMoment, zones: Zones, words: Words) -> list[str | None]:
    """Where the panel stands: what it is, its hard end, what is left."""
    runs = moment.course
    if runs.status in ("skipped", "cancelled"):
        return [status_word(runs.status, words)]
    if runs.over:
        held = f"{column_time(runs.start, zones)} – {column_time(runs.end, zones)}"
        return [status_word("done", words), words.say("held {times}", times=held)]
    ends = words.say("ends at {time}", time=sentence_time(runs.end, zones, words))
    if runs.remaining is None:
        ahead = runs.start > moment.at
        soon = until(runs.start, moment.at, zones, words) if ahead else None
        return [status_word("upcoming", words), soon, ends]
    left = left_words(runs.remaining, words)
    return [status_word("running", words), ends, left]


def lateness_line(moment: PanelMoment, words: Words) -> str | None:
    """How late it is and what that costs, where a stage drives; None once it is over."""
    runs = moment.course
    if runs.over or not runs.called:
        return None
    from sommet_tui.wording.stage import cost_sentence

    return cost_sentence(runs.offset, moment.impact, words)


def drift_lines(moment: PanelMoment, words: Words) -> list[str]:
    """Afterwards: how it kept to the plan; nothing where it did."""
    runs, session = moment.course, moment.session
    minute = timedelta(minutes=1)
    late, over = int((runs.start - session.start) / minute), int((runs.end - session.end) / minute)
    added = int(runs.added / minute)
    told = [
        words.say("started {n} min late", n=late) if late > 0 else None,
        words.say("started {n} min early", n=-late) if late < 0 else None,
        words.say("{n} min added", n=added) if added > 0 else None,
        words.say("{n} min taken away", n=-added) if added < 0 else None,
        words.say("ended {n} min after the plan", n=over) if over > 0 else None,
        words.say("ended {n} min before the plan", n=-over) if over < 0 else None,
    ]
    return [each for each in told if each]


def presence(seat: Seat, moment: PanelMoment, zones: Zones, words: Words) -> str | None:
    """Whether somebody is there, where anybody was looked for; who came late, at which minute."""
    if all(each.arrival == "not_seen" for each in moment.all):
        return None
    if moment.course.over and seat.arrival == "not_seen":
        return words.say("not seen")
    start, since = moment.course.start, seat.there_since
    if since is None or not moment.course.begun or since <= start:
        return arrival_word(seat.arrival, words)
    minute = int((since - start) / timedelta(minutes=1))
    time = column_time(since, zones)
    return words.say("here since {time}, minute {n}", time=time, n=minute)


def question_line(question: Question, moment: PanelMoment, zones: Zones, words: Words) -> str:
    """A question with its star, whom it is for, and when it was asked."""
    text = question.text
    if question.to is not None:
        seat = moment.seat(question.to)
        name = seat.participant.name if seat else question.to
        text = words.say("for {name}: {text}", name=name, text=text)
    text = f"★ {text}" if question.starred else text
    return f"{text} ({asked(question.asked_at, zones, words)})" if question.asked_at else text


def asked(moment: datetime, zones: Zones, words: Words) -> str:
    """When a question was put to the panel."""
    return words.say("asked at {time}", time=sentence_time(moment, zones, words))


def message_line(message: Message, zones: Zones, words: Words) -> str:
    """A line between panel and stage: what, when, and whether the other side saw it."""
    said = f"{column_time(message.at, zones)}  {message.text}"
    if message.seen_at is None:
        return f"{said} · {words.say('not seen yet')}"
    time = sentence_time(message.seen_at, zones, words)
    return f"{said} · {words.say('seen at {time}', time=time)}"
