"""What a reminder says."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.sentences import headline, held_in, listed
from sommet_tui.wording.times import late_text, sentence_time, until, viewer_time
from sommet_tui.wording.view import Zones
from sommet_tui.wording.words import Words


def reminder_title(session: Session, words: Words) -> str:
    """Of what it reminds; our own word comes first, lest a program take a title for an option."""
    return words.say("Reminder: {session}", session=headline(session))


def reminder_text(  # noqa: PLR0913 - one sentence
    session: Session,
    programme: Programme,
    now: datetime,
    zones: Zones,
    words: Words,
    *,
    late: bool = False,
    expected: datetime | None = None,
) -> str:
    """How soon it starts, at what time and where; `late` if it has not begun when it should.

    `expected` is when it begins as things are.
    """
    left = session.start - now
    time = sentence_time(session.start, zones, words)
    if left > timedelta(0):
        soon = until(session.start, now, zones, words)
        starts = words.say("Starts {until}, at {time}", until=soon, time=time)
    elif late:
        told = late_text(expected, now, zones, words)
        starts = words.say("Announced for {time}: {late}", time=time, late=told)
    else:
        starts = words.say("Has just started, at {time}", time=time)
    own = viewer_time(session.start, zones, words)
    return listed([starts, own, held_in(programme, session, words)])


def command_failed(command: str, failure: str, words: Words) -> str:
    """Why the command that was to be told of a reminder was not; said once."""
    name = cap(clean_line(command), 200)
    if failure == "timeout":
        return words.say(
            "The notify_command “{command}” took too long and was stopped.", command=name
        )
    return words.say(
        "The notify_command “{command}” failed ({detail}). Check it in the settings file.",
        command=name,
        detail=cap(clean_line(failure), 200),
    )
