"""Warnings about likely mistakes in a programme: overlaps, double bookings, odd times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from sommet_tui.domain.programme import Programme, Room, Session, Translations
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import dataclass, field
from sommet_tui.formats.nodes import Loc
from sommet_tui.formats.report import Report

_LONG: Final = timedelta(hours=12)
_LONG_OVERNIGHT: Final = timedelta(hours=6)
"""A session that ends on the next date may be a party; if it is longer than that, it is a typo."""


_MORNING: Final = time(9)
"""The latest hour at which events begin a new day."""
_QUIET: Final = timedelta(hours=4)
"""A night session follows another one sooner than that; otherwise its hour is a typo."""
_SMALL_HOURS: Final = time(1)
"""Sessions that begin earlier after midnight may be right: a new year, a whole day."""
_DAWN: Final = time(6)
_FAR: Final = timedelta(days=7)
"""The largest expected distance between two days of one event."""
_MOST: Final = 0.75
"""The share of sessions that makes a run of days the event, and the other days exceptions."""


@dataclass(frozen=True, slots=True)
class Filing:
    """How an event divides time into days, and the dates under which its file lists sessions.

    `dates` are by session id, only for formats in which a date can contradict a start.
    """

    zone: ZoneInfo
    boundary: time
    dates: Mapping[str, date] = field(default_factory=dict)


def warn_of_missing_languages(
    programme: Programme, places: Mapping[str, Loc], report: Report
) -> None:
    """Warn of titles, subtitles and abstracts that lack a language that others have."""
    alone: dict[str, Mapping[str, str | None]] = {
        "title": {session.id: session.title for session in programme.sessions},
        "subtitle": {session.id: session.subtitle for session in programme.sessions},
        "abstract": programme.abstracts,
    }
    for key, texts in alone.items():
        given: dict[str, Sequence[str]] = {
            id_: tuple(getattr(programme.translations.get(id_, Translations()), key))
            for id_ in programme.by_id
        }
        known = dict.fromkeys(code for codes in given.values() for code in codes)
        if len(known) < _SEVERAL:
            continue
        for session in programme.sessions:
            codes = given[session.id] or (session.language or programme.language,)
            missing = [code for code in known if code not in codes]
            if missing and texts.get(session.id):
                facts = {"title": session.title, "key": key, "languages": ", ".join(missing)}
                report.warn((*places[session.id], key), "untranslated", **facts)


_SEVERAL: Final = 2


def warn_of_likely_mistakes(
    sessions: Sequence[Session], places: Mapping[str, Loc], filing: Filing, report: Report
) -> None:
    """Add warnings about the sessions of an event.

    `places` has the place of each in the file, by id. Which of two sessions at the same time is
    named first does not depend on their order: all formats of an event have the same warnings.
    """
    confirmed = sorted(
        (session for session in sessions if not session.cancelled),
        key=lambda session: (session.start, session.end, session.id),
    )
    for session in confirmed:
        _warn_if_long(session, places[session.id], filing.zone, report)
    _warn_of_overlaps(confirmed, places, report)
    _warn_of_double_bookings(confirmed, places, report)
    _warn_of_other_days(confirmed, places, filing, report)
    _warn_of_far_days(confirmed, places, report)
    _warn_of_lone_nights(confirmed, places, filing, report)


def warn_of_alike_rooms(rooms: Sequence[Room], report: Report) -> None:
    """Warn of two rooms whose names differ only in case, accents, spaces or hyphens."""
    known: dict[str, Room] = {}
    for at, room in enumerate(rooms):
        plain = "".join(filter(str.isalnum, fold(room.name)))
        other = known.setdefault(plain, room)
        if other is not room and plain:
            report.warn(("rooms", at, "name"), "rooms-alike", name=room.name, other=other.name)


def _warn_if_long(session: Session, loc: Loc, zone: ZoneInfo, report: Report) -> None:
    start, end = session.start.astimezone(zone), session.end.astimezone(zone)
    overnight = end.date() > start.date()
    if session.duration <= (_LONG_OVERNIGHT if overnight else _LONG):
        return
    minutes = session.duration // timedelta(minutes=1)
    facts = {"title": session.title, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    code = "long-overnight" if overnight else "long-session"
    report.warn((*loc, "end"), code, **facts, length=f"{minutes // 60}:{minutes % 60:02d}")


def _warn_of_overlaps(
    sessions: Sequence[Session], places: Mapping[str, Loc], report: Report
) -> None:
    last: dict[str | None, Session] = {}
    for session in sessions:
        rooms = session.rooms or (None,)
        taken = (last[room] for room in rooms if room in last)
        before = next((other for other in taken if session.start < other.end), None)
        if before is not None:
            report.warn(
                (*places[session.id], "start"), "overlap", **_pair(session, before, places, report)
            )
        for room in rooms:
            if room not in last or session.end > last[room].end:
                last[room] = session


def _warn_of_double_bookings(
    sessions: Sequence[Session], places: Mapping[str, Loc], report: Report
) -> None:
    """Warn of people who are in two rooms at the same time; in one room, the overlap is enough."""
    last: dict[str, Session] = {}
    for session in sessions:
        for person in session.participants:
            before = last.get(person.id)
            in_another_room = before is not None and not set(session.rooms) & set(before.rooms)
            if before is not None and in_another_room and session.start < before.end:
                facts = _pair(session, before, places, report)
                report.warn(
                    (*places[session.id], "people"), "double-booked", name=person.name, **facts
                )
            if before is None or session.end > before.end:
                last[person.id] = session


def _pair(
    session: Session, before: Session, places: Mapping[str, Loc], report: Report
) -> dict[str, str]:
    first = report.line_of(places[before.id])
    return {"title": session.title, "other": before.title, "first": str(first or "")}


def _warn_of_other_days(
    sessions: Sequence[Session], places: Mapping[str, Loc], filing: Filing, report: Report
) -> None:
    """Warn of sessions that are listed under another date than that of their start.

    A night session may be under the date on which the evening began or under the next one. Dates
    that are wrong for nearly all sessions follow another rule: some files shift all by a day.
    """
    found = []
    for session in sessions:
        filed, start = filing.dates.get(session.id), session.start.astimezone(filing.zone)
        night = start.date() - timedelta(days=1) if start.time() < _MORNING else session.day
        utc = session.start.astimezone(UTC).date()
        if filed is not None and filed not in (session.day, start.date(), night, utc):
            found.append((session, filed, start.date()))
    if len(found) * 2 > len(sessions):
        return
    for session, filed, day in found:
        facts = {"day": filed.isoformat(), "date": day.isoformat()}
        report.warn((*places[session.id], "start"), "other-day", title=session.title, **facts)


def _warn_of_far_days(
    sessions: Sequence[Session], places: Mapping[str, Loc], report: Report
) -> None:
    """Warn of dates far from all others, as a typo in a month or a year makes them."""
    counts = Counter(session.day for session in sessions)
    if not counts:
        return
    days = sorted(counts)
    runs = [[days[0]]]
    for before, day in pairwise(days):
        if day - before > _FAR:
            runs.append([])
        runs[-1].append(day)
    event = max(runs, key=lambda run: sum(counts[day] for day in run))
    if sum(counts[day] for day in event) < _MOST * len(sessions):
        return
    reported: set[Loc] = set()
    for session in sessions:
        if session.day in event:
            continue
        loc = places[session.id]
        day_loc = (*(loc[:2] if loc[0] == "days" else loc), "date")
        if day_loc in reported:
            continue
        reported.add(day_loc)
        away = min(abs(session.day - event[0]), abs(session.day - event[-1])).days
        facts = {"date": session.day.isoformat(), "days": str(away)}
        report.warn(day_loc, "far-day", title=session.title, **facts)


def _warn_of_lone_nights(
    sessions: Sequence[Session], places: Mapping[str, Loc], filing: Filing, report: Report
) -> None:
    """Warn of sessions in the small hours that continue no evening: 2:00 typed for 14:00."""
    latest: datetime | None = None
    for session in sessions:
        start = session.start.astimezone(filing.zone)
        lone = latest is None or session.start - latest > _QUIET
        if _SMALL_HOURS <= start.time() < min(filing.boundary, _DAWN) and lone:
            facts = {"start": f"{start:%H:%M}", "date": f"{start:%Y-%m-%d}"}
            report.warn((*places[session.id], "start"), "lone-night", title=session.title, **facts)
        else:
            latest = session.end if latest is None else max(latest, session.end)
