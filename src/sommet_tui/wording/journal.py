"""The journal (bookmarks, notes and own events in order of time), also as a sheet to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Gap, interleave_gaps, merge_by_start
from sommet_tui.domain.values import frozen, replace
from sommet_tui.wording.bookmarks import free_time_words
from sommet_tui.wording.layout import cell_width, fill
from sommet_tui.wording.session_texts import (
    WHOLE_NAME,
    headline,
    join,
    moved_word,
    participant_line,
    rooms_text,
    short_name,
    venue_line,
)
from sommet_tui.wording.times import column_span, column_time, date_heading, sentence_time
from sommet_tui.wording.words import View, Zones

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Bookmark
    from sommet_tui.domain.notes import Note


@frozen
class Journal:
    """The sessions with a bookmark or a note, and own events as sessions.

    `days` maps each event day to its sessions and free times, in time order. `gone` maps the ids of
    sessions that were removed from the programme to their last titles.
    """

    days: Mapping[date, tuple[Session | Gap, ...]]
    gone: Mapping[str, str]

    @property
    def first_session(self) -> Session | None:
        listed = (item for items in self.days.values() for item in items)
        return next((item for item in listed if isinstance(item, Session)), None)


def journal(
    programme: Programme,
    bookmarks: Iterable[Bookmark],
    notes: Iterable[Note],
    own: Iterable[Session],
    free: Mapping[date, Sequence[Gap]],
) -> Journal:
    """Return the journal; `free` has the free times of each day.

    Sessions that were removed from the programme are listed with the bookmarked sessions first.
    """
    titles = {bookmark.session: bookmark.title for bookmark in bookmarks}
    for note in notes:
        titles.setdefault(note.session, note.title)
    mine = merge_by_start((s for s in programme.sessions if s.id in titles), own)
    by_day = groupby(sorted(mine, key=attrgetter("day")), key=attrgetter("day"))
    return Journal(
        {day: tuple(interleave_gaps(sessions, free.get(day, ()))) for day, sessions in by_day},
        {id_: title for id_, title in titles.items() if id_ not in programme.by_id},
    )


_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)


def journal_lines(found: Journal, view: View) -> list[str]:
    """Return the journal as lines of Markdown; the notes are copied unchanged."""
    programme, words = view.programme, view.words
    lines = [f"# {escape_markdown(programme.title)}", ""]
    if where := venue_line(programme):
        lines += [escape_markdown(where), ""]
    for day, items in found.days.items():
        lines += [f"## {date_heading(day, words)}", ""]
        for item in items:
            if isinstance(item, Session):
                lines += _session_section(item, view)
            else:
                lines += [f"*{_free_line(item, view)}*", ""]
    if found.gone:
        lines += [f"## {words.say('No longer in the programme')}", ""]
    for id_, title in found.gone.items():
        lines += [f"### {escape_markdown(title)}", "", *_note_lines(id_, view)]
    if not (found.days or found.gone):
        lines += [words.say("No bookmarks yet."), ""]
    return lines[:-1]


def _session_section(session: Session, view: View) -> Iterator[str]:
    words = view.words
    times = column_span(session.start, session.end, view.zones)
    yield f"### {times} · {escape_markdown(headline(session))}"
    yield ""
    subtitle = None if view.snapshot.mine.is_own_event(session.id) else session.subtitle
    for line in (subtitle, session_facts(session, view)):
        if line:
            yield from (escape_markdown(line), "")
    if session.participants:
        yield from (
            f"- {escape_markdown(participant_line(p, words))}" for p in session.participants
        )
        yield ""
    if clash := _clash_line(session, view):
        yield from (f"**{escape_markdown(clash)}**", "")
    yield from _note_lines(session.id, view)


def session_facts(session: Session, view: View) -> str:
    """Return the room, the track and the state of a session on one line."""
    words, is_own = view.words, view.snapshot.mine.is_own_event(session.id)
    degree = "must" if is_own else view.snapshot.mine.degrees.get(session.id)
    return join(
        [
            rooms_text(session, view),
            view.programme.track_name(session),
            words.say("cancelled") if session.cancelled else None,
            moved_word(session, words),
            words.say("not bookmarked") if degree in (None, "hidden") else None,
            words.say("maybe") if degree == "maybe" else None,
            session.subtitle if is_own else None,
        ]
    )


def _clash_line(session: Session, view: View) -> str | None:
    """Return the bookmarks that a bookmarked session overlaps, or None."""
    if session.id not in view.snapshot.clashes or view.snapshot.mine.is_own_event(session.id):
        return None
    pick = next(pick for pick in view.snapshot.picks if pick.bookmark.session == session.id)
    others = ", ".join(short_name(other, WHOLE_NAME) for other in pick.conflicts)
    return view.words.say("clashes with {sessions}", sessions=others)


def _free_line(gap: Gap, view: View) -> str:
    """Return the free time between two sessions as one line."""
    return f"{column_span(gap.start, gap.end, view.zones)}  {free_time_words(gap, view)}"


def description(session: Session, view: View) -> str:
    """Return the description of a calendar entry: people, abstract, the user's note.

    If the stage manager inserted the session, the description begins with this fact.
    """
    words = view.words
    people = [participant_line(p, words) for p in session.participants]
    note = view.snapshot.mine.note(session.id)
    parts = [
        words.say("Not in the programme: added by the stage manager") if session.added else None,
        session.subtitle,
        "\n".join(people),
        view.programme.abstracts.get(session.id),
        words.say("My note: {text}", text=note.text) if note else None,
        "\n".join(f"{link.title}: {link.url}" for link in session.links),
    ]
    return "\n\n".join(part.strip() for part in parts if part)


def calendar_entry(session: Session, view: View) -> tuple[str, str | None, str]:
    """Return the name, the place and the description of a calendar entry."""
    programme = view.programme
    where = ", ".join(filter(None, (rooms_text(session, view), venue_line(programme))))
    return headline(session), where or None, description(session, view)


def _zone_line(moment: datetime, view: View) -> str | None:
    """Return the zone of the times shown; None if these times are the same in the event's zone."""
    own = Zones(view.programme.zone)
    if column_time(moment, view.zones) == column_time(moment, own):
        return None
    return view.words.say(
        "These times are not in the time zone of the event. In its own zone, the event "
        "starts at {time}.",
        time=sentence_time(moment, replace(view, zones=own)),
    )


def _note_lines(session_id: str, view: View) -> list[str]:
    note = view.snapshot.mine.note(session_id)
    if note is None:
        return []
    text = note.text.strip("\n")
    return [*text.split("\n"), *_closing_fence(text), ""]


def _closing_fence(text: str) -> list[str]:
    """Return the line that closes a code block if the text leaves one open; otherwise []."""
    open_ = ""
    for fence in _FENCE.findall(text):
        if not open_:
            open_ = fence
        elif fence.startswith(open_):
            open_ = ""
    return [open_] if open_ else []


def escape_markdown(text: str) -> str:
    """Escape a text that someone else wrote, so that Markdown shows it literally."""
    escaped = _MARKS.sub(r"\\\1", text.replace("\n", " "))
    return re.sub(r"^([-+]|\d+[.)])(?=\s|$)", lambda m: m[1][:-1] + "\\" + m[1][-1], escaped)


_INDENT = " " * 15


def day_sheet(found: Journal, view: View) -> list[str]:
    """Return the journal as lines to print.

    Each day is in time order, with clashes and free times.
    """
    programme, words = view.programme, view.words
    lines = fill(programme.title)
    lines += fill(where) if (where := venue_line(programme)) else []
    whose = _zone_line(found.first_session.start, view) if found.first_session else None
    lines += [*(fill(whose) if whose else []), ""]
    for day, items in found.days.items():
        heading = date_heading(day, words)
        lines += [heading, "─" * cell_width(heading)]
        for item in items:
            if isinstance(item, Session):
                lines += _entry_lines(item, view)
            else:
                lines += [_free_line(item, view)]
        lines.append("")
    if found.gone:
        lines += [words.say("No longer in the programme:")]
        for id_, title in found.gone.items():
            lines += [*fill(title, "    ", first="  "), *_day_sheet_note(id_, view)]
        lines.append("")
    if not (found.days or found.gone):
        lines += [words.say("No bookmarks yet."), ""]
    return lines[:-1]


def _entry_lines(session: Session, view: View) -> list[str]:
    words = view.words
    first = f"{column_span(session.start, session.end, view.zones)}  "
    lines = fill(headline(session), _INDENT, first)
    people = (participant_line(p, words) for p in session.participants)
    for detail in (session_facts(session, view), *people):
        lines += fill(detail, _INDENT) if detail else []
    if clash := _clash_line(session, view):
        lines += fill(f"! {clash}", _INDENT)
    return [*lines, *_day_sheet_note(session.id, view)]


def _day_sheet_note(session_id: str, view: View) -> list[str]:
    note = view.snapshot.mine.note(session_id)
    return [] if note is None else fill(note.text.strip("\n"), f"{_INDENT}| ")
