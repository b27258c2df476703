"""The fields of `now --format`, for status bars and prompts.

A format can contain only `{names}` of fields. Attributes, indexes, conversions and widths are
refused, so that neither a format nor a programme can read any other value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sommet_tui.cli.context import Context
from sommet_tui.cli.options import MisuseError
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Moment, alert
from sommet_tui.wording import expected_times, times
from sommet_tui.wording.session_texts import (
    alert_word,
    join,
    participants_line,
    rooms_text,
    seats_word,
    short_name,
)
from sommet_tui.wording.words import View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.pages.now import StopLine

FIELDS = mark(
    {
        "summary": "the running session and the time left, or the next session",
        "title": "the title of the running session",
        "label": "the label of the running session, such as Panel 1",
        "name": "the short name of the running session",
        "people": "the people on stage",
        "room": "the room of the running session",
        "start": "the start of the running session",
        "end": "the end of the running session",
        "seats": "whether the room is full or nearly full",
        "left": "the time left; during a break, the time until the next session",
        "alert": "on time (if offset is empty), ends soon, ending, overtime, paused",
        "offset": "how late or early the room is (nothing if on time)",
        "planned_start": "the planned start, if the running session began at another time",
        "next_title": "the title of the next session",
        "next_label": "the label of the next session",
        "next_name": "the short name of the next session",
        "next_room": "the room of the next session",
        "next_start": "the start of the next session",
        "next_in": "the time until the next session starts",
        "next_seats": "whether the next session’s room is full or nearly full",
        "next_planned_start": "the planned start, if the next session was moved",
        "bookmark": "your next bookmark",
        "bookmark_room": "the room of your next bookmark",
        "bookmark_start": "the start of your next bookmark",
        "bookmark_in": "the time until your next bookmark starts",
        "bookmark_seats": "whether your next bookmark’s room is full or nearly full",
        "stop": "the current or next stop of your plan",
        "stop_2": "the second stop from now in your plan",
        "stop_3": "the third stop from now in your plan",
        "leave": "when to leave for the next stop of your plan",
        "leave_room": "the room of your next stop",
        "phase": "how far along the event is: before, on, gap or after (not translated)",
        "event": "the title of the event",
        "time": "the time of day",
    }
)


def fields_help(words: Words) -> str:
    """Return each field with its meaning, one on each line, for the help."""
    heading = words.say("Fields for --format. A field without a value prints nothing.")
    width = max(map(len, FIELDS)) + 4
    return "\n".join(
        [heading, *(f"  {{{name}}}".ljust(width + 2) + words.say(FIELDS[name]) for name in FIELDS)]
    )


def check_format(text: str, words: Words) -> None:
    """Check that a format contains only names of known fields.

    Raises:
        RefusalError: a field is unknown, or a brace has no partner; the exit code is 64.
    """
    known = ", ".join(f"{{{name}}}" for name in FIELDS)
    try:
        names = [name for _, name in _split_format(text)]
    except ValueError:
        sentence = words.say(
            "--format has an unmatched brace. To print a brace, write it twice: {{ or }}."
        )
        raise MisuseError(sentence, words) from None
    for name in names:
        if name is not None and name not in FIELDS:
            sentence = words.say(
                "Unknown field “{field}” in --format. Available fields: {fields}.",
                field=name,
                fields=known,
            )
            raise MisuseError(sentence, words)


def _split_format(text: str) -> Iterator[tuple[str, str | None]]:
    """Split a format into pairs: a text, and the name of the field after the text.

    The name is None after the last text. `string.Formatter` does the same, but importing it takes a
    hundredth of the command's time.

    Raises:
        ValueError: a brace is unmatched.
    """
    literal = ""
    while text:
        before, opening, text = text.partition("{")
        if "}" in before.replace("}}", ""):
            raise ValueError(before)
        literal += before.replace("}}", "}")
        if opening and text.startswith("{"):
            literal, text = literal + "{", text[1:]
        elif opening:
            name, closing, text = text.partition("}")
            if not closing:
                raise ValueError(name)
            yield literal, name
            literal = ""
    yield literal, None


def format_status(
    text: str, context: Context, moment: Moment, stops: Sequence[StopLine], doubled: str
) -> str:
    """Fill in the fields of a checked format. The result is a single line.

    `doubled` is a character with a special meaning in the program that shows the line. Wherever it
    occurs in a value, it is written twice.
    """
    values = _field_values(context, moment, stops)
    if doubled:
        values = {name: value.replace(doubled, doubled * 2) for name, value in values.items()}
    return "".join(
        literal + (values[name] if name else "") for literal, name in _split_format(text)
    )


def _field_values(context: Context, moment: Moment, stops: Sequence[StopLine]) -> Mapping[str, str]:
    now, coming = _running_session(context, moment), _next_session(context, moment)
    bookmark = context.snapshot.next_pick(context.now)
    left = context.view.remaining(now) if now else None
    offset = _offset_words(context, moment, now or coming)
    known = {
        "summary": _summary(context, now, left, coming),
        "people": participants_line(now) if now else "",
        "end": times.column_time(now.end, context.zones) if now else "",
        "left": _time_left(context, left, coming if moment.phase == "gap" else None),
        "alert": _alert_text(now, left, offset, context.view) if now and left is not None else "",
        "offset": offset,
        "planned_start": _planned_start(context, now),
        "next_planned_start": _planned_start(context, coming),
        "bookmark": short_name(bookmark) if bookmark else "",
        "phase": moment.phase,
        "event": context.programme.title,
        "time": times.column_time(context.now, context.zones),
    }
    texts = [line.text for line in stops]
    known |= dict(zip(("stop", "stop_2", "stop_3"), [*texts, "", "", ""], strict=False))
    ahead = next((line for line in stops if line.next.turn == "next"), None)
    known["leave"] = ahead.timing[0] if ahead else ""
    known["leave_room"] = ahead.place if ahead else ""
    for prefix, session in (("", now), ("next_", coming), ("bookmark_", bookmark)):
        known |= {prefix + name: value for name, value in _session_values(context, session).items()}
    return known


def _session_values(context: Context, session: Session | None) -> dict[str, str]:
    if session is None:
        return dict.fromkeys(("title", "label", "name", "room", "start", "in", "seats"), "")
    return {
        "title": session.title,
        "label": session.label or "",
        "name": short_name(session),
        "room": rooms_text(session, context.view) or "",
        "start": times.column_time(session.start, context.zones),
        "in": _time_to_start(context, session),
        "seats": seats_word(session.seats, context.words) or "",
    }


def _time_to_start(context: Context, session: Session) -> str:
    """Return the time until a session starts.

    If that time has passed, return "due now" or "late".
    """
    view, expected = context.view, context.view.expected_start(session)
    if session.start > view.now:
        return times.time_until(expected or session.start, view)
    return times.late_word(session.start, expected, view)


def _time_left(context: Context, left: timedelta | None, coming: Session | None) -> str:
    """Return the time left of the running session, as +4:10 in overtime.

    If `left` is None, return the time until the session `coming` starts.
    """
    if left is not None:
        return (
            times.time_left_in_seconds(left)
            if left < timedelta(0)
            else times.duration(left, context.words)
        )
    return "" if coming is None else _time_to_start(context, coming)


def _planned_start(context: Context, session: Session | None) -> str:
    """Return the planned start of a session if a different start has been announced, or else ""."""
    return expected_times.planned_times(session, context.view)[0] if session else ""


def _alert_text(now: Session, left: timedelta, offset: str, view: View) -> str:
    """Return the alert of a running session, but "" instead of "on time" if there is an offset."""
    kind = alert(now, left)
    if view.is_paused(now):
        return view.words.say("paused")
    return "" if offset and kind == "normal" else alert_word(kind, view.words)


def _offset_words(context: Context, moment: Moment, session: Session | None) -> str:
    """Return in words how late a session's room is, or "" if the room is on time."""
    room = next((r for r in moment.rooms if session and r.room == session.room), None)
    return expected_times.late_words(room.offset, context.words) or "" if room else ""


def _running_session(context: Context, moment: Moment) -> Session | None:
    """Return one running session in the shown rooms: the bookmarked session that ends first.

    If no running session is bookmarked, return the session that ends first.
    """
    starred = context.snapshot.mine.bookmarked_ids
    on = [s for room_moment in moment.room_moments(context.snapshot.room) for s in room_moment.now]
    return min(on, key=lambda s: (s.id not in starred, s.end, s.start), default=None)


def _next_session(context: Context, moment: Moment) -> Session | None:
    """Return the session in the shown rooms that starts next."""
    coming = [
        room_moment.next
        for room_moment in moment.room_moments(context.snapshot.room)
        if room_moment.next
    ]
    return min(coming, key=lambda session: session.start, default=None)


def _summary(
    context: Context, now: Session | None, left: timedelta | None, coming: Session | None
) -> str:
    if now is not None and left is not None:
        words = context.words
        paused = words.say("paused") if context.view.is_paused(now) else None
        left_words = expected_times.time_left_words(left, words)
        return join([short_name(now), seats_word(now.seats, words), left_words, paused])
    if coming is not None:
        soon = times.until_words(coming.start, context.view, context.view.expected_start(coming))
        return join([short_name(coming), seats_word(coming.seats, context.words), soon])
    return ""
