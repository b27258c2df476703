"""The user's day as a page to keep: bookmarks and notes in time order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.journal import JournalEntry, days, entries
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import replace
from sommet_tui.wording.sentences import (
    WHOLE_NAME,
    headline,
    held_in,
    listed,
    place,
    short_name,
)
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import column_time, date_text, duration, sentence_time, span
from sommet_tui.wording.view import View, Zones
from sommet_tui.wording.words import Words

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)


def journal_entries(snapshot: Snapshot) -> tuple[JournalEntry, ...]:
    """Return the sessions with a bookmark or a note, in time order."""
    return entries(snapshot.programme, snapshot.picks, snapshot.notes, snapshot.own_sessions)


def journal(view: View) -> list[str]:
    """Return the journal as lines of Markdown; notes are unchanged."""
    programme, words, found = view.programme, view.words, journal_entries(view.snapshot)
    lines = [f"# {plain(programme.title)}", ""]
    if where := place(programme):
        lines += [plain(where), ""]
    for day in days(found):
        lines += [f"## {date_text(day.date, words, year=True)}", ""]
        for item in day.items:
            if isinstance(item, JournalEntry):
                lines += _section(item, view)
            else:
                lines += [f"*{free_line(item, view)}*", ""]
    gone = [entry for entry in found if entry.session is None]
    if gone:
        lines += [f"## {words.say('No longer in the programme')}", ""]
    for entry in gone:
        lines += [f"### {plain(entry.title)}", "", *_written(entry)]
    if not found:
        lines += [words.say("No bookmarks yet."), ""]
    return lines[:-1]


def _section(entry: JournalEntry, view: View) -> Iterator[str]:
    words = view.words
    session = entry.session
    assert session is not None
    times = span(session.start, session.end, view.zones)
    yield f"### {times} · {plain(headline(session))}"
    yield ""
    subtitle = None if entry.own else session.subtitle
    for line in (subtitle, about(entry, view)):
        if line:
            yield from (plain(line), "")
    if session.participants:
        yield from (f"- {plain(participant_line(p, words))}" for p in session.participants)
        yield ""
    if clash := clash_line(entry, view.programme, words):
        yield from (f"**{plain(clash)}**", "")
    yield from _written(entry)


def about(entry: JournalEntry, view: View) -> str:
    """Return the room, the track and the state of a session, on one line."""
    session, words = entry.session, view.words
    if session is None:
        return ""
    return listed(
        [
            held_in(session, view),
            view.programme.track_names.get(session.track or ""),
            words.say("cancelled") if session.cancelled else None,
            words.say("moved") if session.state == "moved" else None,
            None if entry.starred else words.say("not bookmarked"),
            words.say("maybe") if entry.maybe else None,
            session.subtitle if entry.own else None,
        ]
    )


def clash_line(entry: JournalEntry, programme: Programme, words: Words) -> str | None:
    """Return all that a bookmarked session overlaps; None if nothing."""
    if not entry.conflicts:
        return None
    there = {own.id: own for own in entry.own_conflicts}
    others = ", ".join(
        short_name(there[id_] if id_ in there else programme.by_id[id_], WHOLE_NAME)
        for id_ in entry.conflicts
    )
    return words.say("clashes with {sessions}", sessions=others)


def free_line(gap: Gap, view: View) -> str:
    """Return the free time between two sessions, on one line."""
    words = view.words
    free = words.say("free, {time}", time=duration(gap.duration, words))
    return f"{span(gap.start, gap.end, view.zones)}  {free}"


def description(session: Session, view: View) -> str:
    """Return the description of a calendar entry: people, abstract, the user's note.

    That of a session that the stage inserted begins with that.
    """
    words = view.words
    people = [participant_line(p, words) for p in session.participants]
    note = view.snapshot.note(session.id)
    parts = [
        words.say("Not in the programme: added by the stage") if session.added else None,
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
    where = ", ".join(filter(None, (held_in(session, view), place(programme))))
    return headline(session), where or None, description(session, view)


def zone_line(moment: datetime, view: View) -> str | None:
    """Return the zone of the times, unless it is the event's."""
    own = Zones(view.programme.zone)
    if column_time(moment, view.zones) == column_time(moment, own):
        return None
    return view.words.say(
        "These times are not in the time zone of the event. In its own zone, the event "
        "starts at {time}.",
        time=sentence_time(moment, replace(view, zones=own)),
    )


def _written(entry: JournalEntry) -> list[str]:
    if entry.note is None:
        return []
    text = entry.note.text.strip("\n")
    return [*text.split("\n"), *_closing_fence(text), ""]


def _closing_fence(text: str) -> list[str]:
    """Return the fence that closes a block of code left open by the text, so the page continues."""
    open_ = ""
    for fence in _FENCE.findall(text):
        if not open_:
            open_ = fence
        elif fence.startswith(open_):
            open_ = ""
    return [open_] if open_ else []


def plain(text: str) -> str:
    """Return foreign text escaped for Markdown."""
    escaped = _MARKS.sub(r"\\\1", text.replace("\n", " "))
    return re.sub(r"^([-+]|\d+[.)])(?=\s|$)", lambda m: m[1][:-1] + "\\" + m[1][-1], escaped)
