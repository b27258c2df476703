"""Warns of likely mistakes in a programme: overlaps, double bookings, odd times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sommet_tui.domain.programme import Programme, Room, Session, Translations
from sommet_tui.domain.text import fold
from sommet_tui.formats.findings import Loc, Report

_LONG = timedelta(hours=12)
_LONG_OVERNIGHT = timedelta(hours=6)
"""The maximum length of a session that ends on the next date.

A longer session has a mistyped time.
"""


_MORNING = time(9)
"""The latest time at which an event's days may begin."""
_QUIET = timedelta(hours=4)
"""The maximum gap before a session at night. After a longer gap, the start is probably wrong."""
_SMALL_HOURS = time(1)
"""A start between midnight and this time may be right, for example on New Year's Eve."""
_DAWN = time(6)
_FAR = timedelta(days=7)
"""The maximum usual distance between two days of an event."""
_MOST = 0.75
"""The least share of all sessions on neighbouring days with which all other days seem wrong."""


def warn_of_missing_languages(
    programme: Programme, places: Mapping[str, Loc], report: Report
) -> None:
    """Warn of texts without a translation into a language that the texts of other sessions have."""
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
        if not _SEVERAL <= len(known) <= _MANY:
            continue
        for session in programme.sessions:
            codes = frozenset(given[session.id] or (session.language or programme.language,))
            missing = [code for code in known if code not in codes]
            if missing and texts.get(session.id):
                facts = {"title": session.title, "key": key, "languages": ", ".join(missing)}
                report.warn((*places[session.id], key), "untranslated", **facts)


_SEVERAL = 2
_MANY = 100
"""The number of languages above which no translation counts as missing."""


def warn_of_likely_mistakes(
    programme: Programme,
    places: Mapping[str, Loc],
    report: Report,
    dates: Mapping[str, date] = MappingProxyType({}),
) -> None:
    """Add warnings about the rooms and sessions of an event.

    `places` has the path of each session in the file, by id. `dates` has the date under which the
    file lists each session, by id. It is empty for formats in which the dates cannot differ.
    """
    _warn_of_similar_room_names(programme.rooms, report)
    review = _Review(programme, places, report)
    review.warn_of_long_sessions()
    review.warn_of_overlaps()
    review.warn_of_double_bookings()
    review.warn_of_other_days(dates)
    review.warn_of_distant_days()
    review.warn_of_isolated_nights()


def warn_if_long(session: Session, zone: ZoneInfo, loc: Loc, report: Report) -> None:
    """Warn of a session that is probably too long, for example if its times are swapped."""
    start, end = (at.astimezone(zone) for at in (session.start, session.end))
    overnight = end.date() > start.date()
    if session.duration <= (_LONG_OVERNIGHT if overnight else _LONG):
        return
    hours, minutes = divmod(session.duration // timedelta(minutes=1), 60)
    length = f"{hours}\u00a0h" + (f"\u00a0{minutes:02d}" if minutes else "")
    code = "long-overnight" if overnight else "long-session"
    facts = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "length": length}
    report.warn((*loc, "end"), code, title=session.title, **facts)


def _warn_of_similar_room_names(rooms: Sequence[Room], report: Report) -> None:
    """Warn of rooms whose names differ only in case, accents, spaces or hyphens."""
    known: dict[str, Room] = {}
    for at, room in enumerate(rooms):
        plain = "".join(filter(str.isalnum, fold(room.name)))
        other = known.setdefault(plain, room)
        if other is not room and plain:
            report.warn(("rooms", at, "name"), "rooms-alike", name=room.name, other=other.name)


def _is_clash(before: Session, session: Session) -> bool:
    """Return whether two items must not overlap but do.

    Two breaks may overlap if they are in different rooms.
    """
    breaks = before.is_break and session.is_break and before.rooms != session.rooms
    return session.start < before.end and not breaks


class _Review:
    """Checks the confirmed sessions of a programme, and reports likely mistakes.

    The order of sessions in the file does not matter, so that an event gets the same warnings in
    every format.
    """

    def __init__(self, programme: Programme, places: Mapping[str, Loc], report: Report) -> None:
        self._zone = programme.zone
        self._boundary = programme.day_boundary
        self._places = places
        self._report = report
        self._sessions = sorted(
            (session for session in programme.sessions if not session.cancelled),
            key=lambda session: (session.start, session.end, session.id),
        )

    def _warn(self, session: Session, key: str, code: str, **facts: str | int) -> None:
        loc = (*self._places[session.id], key)
        self._report.warn(loc, code, title=session.title, **facts)

    def _warn_of_pair(
        self, session: Session, key: str, code: str, other: Session, **facts: str
    ) -> None:
        first = str(self._report.line_of(self._places[other.id]) or "")
        self._warn(session, key, code, other=other.title, first=first, **facts)

    def warn_of_long_sessions(self) -> None:
        for session in self._sessions:
            warn_if_long(session, self._zone, self._places[session.id], self._report)

    def warn_of_overlaps(self) -> None:
        last: dict[str | None, Session] = {}
        for session in self._sessions:
            rooms = session.rooms or (None,)
            taken = (last[room] for room in rooms if room in last)
            before = next((other for other in taken if _is_clash(other, session)), None)
            if before is not None:
                self._warn_of_pair(session, "start", "overlap", before)
            for room in rooms:
                if room not in last or session.end > last[room].end:
                    last[room] = session

    def warn_of_double_bookings(self) -> None:
        """Warn of people who are due in two rooms at the same time."""
        last: dict[str, Session] = {}
        for session in self._sessions:
            rooms = frozenset(session.rooms)
            for person in session.participants:
                before = last.get(person.id)
                together = before is not None and session.start < before.end
                if before is not None and together and rooms.isdisjoint(before.rooms):
                    self._warn_of_pair(session, "people", "double-booked", before, name=person.name)
                if before is None or session.end > before.end:
                    last[person.id] = session

    def warn_of_other_days(self, dates: Mapping[str, date]) -> None:
        """Warn of sessions whose start is not on the date that the file gives.

        A session at night may be listed under either date. If nearly all dates seem wrong, the file
        follows another rule, and no warning is given.
        """
        found = []
        for session in self._sessions:
            filed, start = dates.get(session.id), session.start.astimezone(self._zone)
            night = start.date() - timedelta(days=1) if start.time() < _MORNING else session.day
            utc = session.start.astimezone(UTC).date()
            if filed is not None and filed not in (session.day, start.date(), night, utc):
                found.append((session, filed, start.date()))
        if len(found) * 2 > len(self._sessions):
            return
        for session, filed, day in found:
            facts = {"day": filed.isoformat(), "date": day.isoformat()}
            self._warn(session, "start", "other-day", **facts)

    def warn_of_distant_days(self) -> None:
        """Warn of dates far from all others. Their month or year is probably mistyped."""
        counts = Counter(session.day for session in self._sessions)
        if not counts:
            return
        days = sorted(counts)
        runs = [[days[0]]]
        for before, day in pairwise(days):
            if day - before > _FAR:
                runs.append([])
            runs[-1].append(day)
        event = max(runs, key=lambda run: sum(counts[day] for day in run))
        if sum(counts[day] for day in event) < _MOST * len(self._sessions):
            return
        reported: set[Loc] = set()
        for session in self._sessions:
            if event[0] <= session.day <= event[-1]:
                continue
            loc = self._places[session.id]
            day_loc = (*(loc[:2] if loc[0] == "days" else loc), "date")
            if day_loc in reported:
                continue
            reported.add(day_loc)
            away = min(abs(session.day - event[0]), abs(session.day - event[-1])).days
            date = session.day.isoformat()
            self._report.warn(day_loc, "far-day", title=session.title, date=date, days=away)

    def warn_of_isolated_nights(self) -> None:
        """Warn of sessions at night that follow no evening session. 2:00 may mean 14:00."""
        latest: datetime | None = None
        for session in self._sessions:
            start = session.start.astimezone(self._zone)
            lone = latest is None or session.start - latest > _QUIET
            if _SMALL_HOURS <= start.time() < min(self._boundary, _DAWN) and lone:
                facts = {"start": f"{start:%H:%M}", "date": f"{start:%Y-%m-%d}"}
                self._warn(session, "start", "lone-night", **facts)
            else:
                latest = session.end if latest is None else max(latest, session.end)
