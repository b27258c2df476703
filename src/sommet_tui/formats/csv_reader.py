"""Reads a programme from a CSV file: a row of headings, then a row for each session.

Excel, LibreOffice and Google Sheets write values as they display them. Three things vary. The
separator is a comma, or a semicolon where the comma is the decimal sign; Excel's "Unicode text" has
tabs. The encoding is UTF-8 in LibreOffice and Google Sheets. In Excel, it is Windows-1252 for
"CSV", UTF-8 with a byte order mark for "CSV UTF-8", and UTF-16 for "Unicode text". Dates and times
follow the language of the computer: 01/03/2026 or 3/1/2026, and 09:00, 9:00:00 or 9:00 AM.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from io import StringIO
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.limits import (
    MAX_FAULTS,
    MAX_MARKUP,
    MAX_PER_SESSION,
    MAX_SESSIONS,
)
from sommet_tui.domain.text import from_csv_cell, slug
from sommet_tui.domain.translations import choose_text
from sommet_tui.domain.values import replace
from sommet_tui.formats import csv_headings_and_cells as columns
from sommet_tui.formats import feed_builder, feed_texts, ids
from sommet_tui.formats.csv_headings_and_cells import (
    BY_LANGUAGE,
    JOINED,
    MAX_COLUMNS,
    MAX_HEADINGS_LENGTH,
    REQUIRED,
    ROWS_ABOVE,
    SEPARATORS,
    WORKBOOKS,
    Dates,
    are_headings,
    column_for,
    date_before_time,
    decode_text,
    end_after,
    find_headings,
    find_separator,
    has_other_separator,
    is_french,
    read_minutes,
    read_time,
    split_range,
    uses_twelve_hour_clock,
)
from sommet_tui.formats.findings import UnusableError, error, warning
from sommet_tui.formats.parsed_feed import (
    Feed,
    FeedLink,
    FeedPerson,
    FeedSession,
    too_many_sessions_error,
)

_MAX_CELL_LENGTH = 100_000_000
"""The maximum length of a cell in characters. Long texts are cut later, as in all formats."""
_ROW = re.compile(r"row\[(\d+)\](?:\.(\w+).*)?")


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Return the programme in a file. The event is named after the file.

    `zone` is the IANA name of the event's zone, because a sheet has no column for it.

    Raises:
        UnusableError: rows have errors, or the file is not a sheet.
    """
    if data.startswith(WORKBOOKS):
        is_text = b"word/document.xml" in data or b"opendocument.text" in data
        raise UnusableError(error("binary" if is_text else "workbook"))
    text = decode_text(data)
    lines = text.split("\n", 1)
    if lines[0].lower().startswith("sep=") and len(lines) > 1:  # this line is only for Excel
        text = "\n" + lines[1]
    first = find_headings(text) or next((line for line in text.split("\n") if line.strip()), "")
    is_too_long = len(first) >= MAX_HEADINGS_LENGTH
    if is_too_long or has_other_separator(first):
        code = "csv-syntax" if is_too_long else "no-separator"
        raise UnusableError(error(code, line=1))
    separator = find_separator(first)
    numbered = _number_rows(text, separator)
    if len(numbered) < 2:
        raise UnusableError(error("no-rows"))
    # Some sheets begin with the name of the event.
    tops = enumerate(numbered[: ROWS_ABOVE + 1])
    begin = next((at for at, (_, row) in tops if are_headings(row)), 0)
    line, headings = numbered[begin]
    if len(headings) > MAX_COLUMNS:
        raise UnusableError(error("csv-syntax", line=line))
    table = _Table(numbered[begin:], separator)
    if begin:
        above = warning("rows-above", line=line, count=begin)
        table.feed.findings.append(above)
    return table.programme(origin, zone)


def _number_rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with the number of its last line in the file."""
    csv.field_size_limit(_MAX_CELL_LENGTH)
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    numbered: list[tuple[int, list[str]]] = []
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                numbered.append((rows.line_num, row))
            if len(numbered) > MAX_SESSIONS + 1:
                raise too_many_sessions_error()
    except csv.Error as problem:
        begun = numbered[-1][0] + 1 if numbered else 1  # the unfinished row begins here
        raise UnusableError(error("csv-syntax", line=begun)) from problem
    return numbered


def _separator_name(separator: str) -> str:
    return "⇥" if separator == "\t" else separator


def _column_letters(index: int) -> str:
    """Return the letters by which spreadsheets name a column: A, B, … Z, AA."""
    name, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


class _Table:
    """The rows of a file, each with the number of its last line in the file."""

    def __init__(self, numbered: Sequence[tuple[int, list[str]]], separator: str) -> None:
        self._top, headings = numbered[0]
        self._width = len(headings)
        self._rows = [(line, row + [""] * (self._width - len(row))) for line, row in numbered[1:]]
        self._separator = separator
        self._headings: dict[str, str] = {}
        self._at: dict[str, list[int]] = {}
        self._findings: list[Finding] = []
        self._mixed = False
        columns = [column_for(heading) for heading in headings]
        self._is_ours = all(c and c[0] == h.strip() for c, h in zip(columns, headings, strict=True))
        """Whether our own writer wrote the headings. Its texts are Markdown."""
        self.feed = Feed(is_ours=True)
        self._unknown = {
            i: heading.strip() or _column_letters(i) for i, heading in enumerate(headings)
        }
        ranks: dict[str, int] = {}
        for rank, index, column in sorted((c[1], i, c[0]) for i, c in enumerate(columns) if c):
            if rank == ranks.setdefault(column, rank) and column in self._at:
                self._error("column-twice", self._top, "", key=headings[index].strip())
            if column in self._at and column not in JOINED:
                continue
            self._headings.setdefault(column, self._unknown.pop(index))
            self._at.setdefault(column, []).append(index)

    def programme(self, origin: str, zone: str | None) -> Loaded:
        """Build the programme from the rows.

        Raises:
            UnusableError: rows have errors. The exception has a finding for each error.
        """
        self._check_columns()
        self.feed.language = "fr" if is_french(self._headings.values()) else ""
        self._fill_merged_cells([row for _, row in self._rows if self._is_session(row)])
        twelve_hours = uses_twelve_hour_clock(self._time_cells(row)[0] for _, row in self._rows)
        days = [self._date_cell(row) for _, row in self._rows]
        dates = Dates(days, twelve_hours=twelve_hours)
        if dates.ambiguous:
            read = dates.read(dates.ambiguous)
            shown = f"{read:%Y-%m-%d}" if read else ""
            self.feed.warn("", "dates-ambiguous", value=dates.ambiguous, shown=shown)
        for line, row in self._rows:
            self._add_row(line, row, dates)
            if len(self._findings) > MAX_FAULTS:
                break
        self._add_ids()
        if self._findings:
            raise UnusableError(*self._findings, *self._end_warnings())
        loaded = feed_builder.build_feed(self.feed, origin, zone)
        if loaded.programme is not None:
            self._check_offsets(loaded.programme.zone)
        if self._findings:
            raise UnusableError(*self._findings)
        return replace(loaded, findings=tuple(map(self._place_finding, loaded.findings)))

    def _end_warnings(self) -> Iterator[Finding]:
        """Yield the warnings about sessions that are too long, because their ends may be wrong.

        An end before the start is read as a time on the next day.
        """
        for finding in feed_builder.build_feed(self.feed, "", "UTC").findings:
            if finding.code in ("long-overnight", "long-session"):
                yield self._place_finding(finding)

    def _check_columns(self) -> None:
        """Check that each required column, or a column that can replace it, has a heading.

        Raises:
            UnusableError: a column is missing, or the texts contain too much HTML.
        """
        found = {*self._at}
        if self._columns_of_text("title"):
            found.add("title")
        if any(date_before_time(self._time_cell(row, "start")) for _, row in self._rows):
            found.add("date")
            self._headings.setdefault("date", self._headings["start"])
        if "duration" in found or any(
            split_range(self._time_cell(r, "start")) for _, r in self._rows
        ):
            found.add("end")
        missing = ", ".join(column for column in REQUIRED if column not in found)
        markup = (
            0
            if self._is_ours
            else sum(feed_texts.count_markup(c) for _, row in self._rows for c in row)
        )
        if missing:
            unknown = ", ".join(self._unknown.values())
            self._error("columns-missing", self._top, "", columns=missing, unknown=unknown)
        elif markup > MAX_MARKUP:
            self._error("too-much-markup", self._top, "", count=markup, limit=MAX_MARKUP)
        else:
            return
        raise UnusableError(*self._findings)

    def _is_session(self, row: Sequence[str]) -> bool:
        """Return whether a row has a title or a time, unlike the heading of a day."""
        columns = (*self._columns_of_text("title").values(), "start", "end")
        return any(self._cell(row, column) for column in columns)

    def _fill_merged_cells(self, rows: Sequence[list[str]]) -> None:
        """Fill cells that are empty because the sheet merged them with the cell above.

        Times and dates are always filled. Rooms are filled only if the sheet seems to list the
        sessions of each day room by room. Otherwise, a session without a room is in all rooms. A
        break without a room is always in all rooms.
        """
        filled = 0
        for above, row in pairwise(rows):
            if self._cell(row, "title") and self._cell(row, "room"):
                filled += self._fill_from_above(above, row, "start", "end", "duration")
            if self._time_cell(row, "start"):
                filled += self._fill_from_above(above, row, "date")
        talks = (row for row in rows if not feed_texts.is_break(self._cell(row, "title")))
        days = [list(day) for _, day in groupby(talks, self._date_cell)]
        rooms = [[self._cell(row, "room") for row in day] for day in days]
        named = [list(filter(None, day)) for day in rooms]
        is_by_room = all(day[0] and all(a != b or not a for a, b in pairwise(day)) for day in rooms)
        is_once = all(len(set(day)) == len(day) for day in named)
        most = sum(map(len, rooms)) >= 2 * sum(map(len, named))
        if is_by_room and (most or (filled and is_once)):
            filled += sum(
                self._fill_from_above(*pair, "room") for day in days for pair in pairwise(day)
            )
        if filled:
            self.feed.warn("", "cells-filled", count=filled)

    def _fill_from_above(self, above: Sequence[str], row: list[str], *columns: str) -> int:
        """If the cells of `columns` are all empty in a row, copy them from the row above.

        Return how many cells were filled.
        """
        places = [self._at[column][0] for column in columns if column in self._at]
        if any(row[place].strip() for place in places):
            return 0
        for place in places:
            row[place] = above[place]
        return sum(bool(row[place].strip()) for place in places)

    def _time_cells(self, row: Sequence[str]) -> tuple[str, str]:
        """Return start and end of a row as text, even from one cell such as 9:00 – 9:30."""
        start, end = self._time_cell(row, "start"), self._time_cell(row, "end")
        return (start, end) if end else split_range(start) or (start, end)

    def _date_cell(self, row: Sequence[str]) -> str:
        """Return the date of a row as text. If no column has dates, take it from the start."""
        if "date" in self._at:
            cells = [" ".join(cell.split()) for cell in self._cells(row, "date")]
            return next(filter(Dates(cells).read, cells), next(filter(None, cells), ""))
        start = self._time_cell(row, "start")
        return date_before_time(start) or start

    def _time_cell(self, row: Sequence[str], column: str) -> str:
        """Return a cell with a date or a time, with plain spaces instead of other kinds."""
        return " ".join(self._cell(row, column).split())

    def _cells(self, row: Sequence[str], column: str) -> list[str]:
        cells = [from_csv_cell(row[index].strip()) for index in self._at.get(column, ())]
        if self._is_ours:
            return cells
        return [
            feed_texts.markdown(cell)
            if column.startswith("abstract")
            else feed_texts.unescape_entities(cell)
            for cell in cells
        ]

    def _cell(self, row: Sequence[str], column: str) -> str:
        """Return the text of a row in `column`.

        If several columns have that name, join their different texts.
        """
        cells = self._cells(row, column)
        return cells[0] if len(cells) == 1 else "\n\n".join(dict.fromkeys(filter(None, cells)))

    def _names_cell(self, line: int, row: Sequence[str], column: str) -> str:
        """Return a cell with several names. If it has too many, report an error and return ""."""
        cell = self._cell(row, column)
        length = cell.count(";") + cell.count("\n") + 1
        if length > MAX_PER_SESSION:
            self._error("too-long", line, column, length=length, limit=MAX_PER_SESSION)
            return ""
        return cell

    def _error(self, code: str, line: int, column: str, **values: str | int) -> None:
        self._findings.append(error(code, self._headings.get(column, column), line, **values))

    def _place_finding(self, finding: Finding) -> Finding:
        """Return a copy of a finding about a row, with the line and column in the file."""
        match = _ROW.fullmatch(finding.path)
        if match is None:
            about_room = finding.path.startswith("rooms[")
            return replace(finding, path=self._headings["room"]) if about_room else finding
        column = match[2] or ""
        return replace(finding, line=int(match[1]), path=self._headings.get(column, column))

    def _add_row(self, line: int, row: Sequence[str], dates: Dates) -> None:
        if other := self._mismatched_separator(row):
            if not self._mixed:
                facts = {
                    "found": _separator_name(other),
                    "separator": _separator_name(self._separator),
                }
                self._error("row-separator", line, "", **facts)
            self._mixed = True
            return
        if any(cell.strip() for cell in row[self._width :]):
            self._error("row-too-long", line, "", separator=self._separator)
            return
        if not self._is_session(row):
            self.feed.warn(f"row[{line}]", "row-skipped")
            return
        before = len(self._findings)
        self._read_row(line, row, dates)
        if len(row) > self._width and len(self._findings) > before:
            # An additional comma has shifted the cells after it. Errors about them would mislead.
            del self._findings[before:]
            self._error("row-too-long", line, "", separator=self._separator)

    def _read_row(self, line: int, row: Sequence[str], dates: Dates) -> None:
        session = FeedSession(f"row[{line}]")
        session.languages = columns.read_names(self._names_cell(line, row, "language"))
        self._read_texts(session, line, row)
        self._read_times(session, line, row, dates)
        id_ = self._cell(row, "id")
        if id_ and not ids.is_identifier(id_):
            self._error("id", line, "id", value=id_)
        session.our_id = id_
        kind = self._cell(row, "kind")
        session.is_break = columns.is_break(kind)
        if kind and session.is_break is None:
            choices = "session, break"
            self._error("choice", line, "kind", value=kind, choices=choices, suggestion="")
        room = self._names_cell(line, row, "room")
        session.everywhere = columns.is_all_rooms(room)
        session.rooms = [] if session.everywhere else columns.read_names(room)
        session.track, session.type = self._cell(row, "track"), self._cell(row, "type")
        session.label = self._cell(row, "label")
        people = self._names_cell(line, row, "people")
        session.people = [
            FeedPerson(
                name,
                our_id=slug(name),
                session_affiliation=affiliation,
                affiliation=affiliation,
                role=role,
            )
            for name, role, affiliation in columns.read_people(people)
        ]
        if not id_:
            for name in (
                person.name for person in session.people if columns.is_pair_of_names(person.name)
            ):
                self.feed.warn(f"{session.path}.people", "names-with-comma", name=name)
        url = self._cell(row, "url")
        session.links = [FeedLink(url)] if url else []
        for index, heading in self._unknown.items():
            if row[index].strip():
                self.feed.left_out[heading] += 1
        self.feed.add(session)

    def _check_offsets(self, zone: ZoneInfo) -> None:
        """Report each end with another offset than its start, unless the clocks change."""
        for session in self.feed.sessions:
            start, end = session.stamp, session.until
            if start is None or end is None or not (start.tzinfo and end.tzinfo):
                continue
            there = [
                instant.astimezone(zone).utcoffset() or timedelta() for instant in (start, end)
            ]
            offsets = [instant.utcoffset() or timedelta() for instant in (start, end)]
            if offsets[1] - offsets[0] not in (there[1] - there[0], timedelta()):
                line = int(session.path.partition("[")[2].rstrip("]"))
                written = {"time": end.isoformat()[11:], "choices": start.isoformat()[-6:]}
                self._error("time-offset", line, "end", **written, zone=zone.key)

    def _mismatched_separator(self, row: Sequence[str]) -> str:
        """Return the separator of a row if it differs from that of the headings, or else ""."""
        filled = [cell for cell in row if cell.strip()]
        if len(filled) >= len(REQUIRED):
            return ""
        others = (mark for mark in SEPARATORS if mark != self._separator)
        return next((m for m in others if filled[0].count(m) >= len(REQUIRED) - 2), "")

    def _add_ids(self) -> None:
        """Give ids to rows that have none, by the same rules as for our own files."""
        names = ids.UniqueIds()
        for session in self.feed.sessions:
            if session.our_id:
                names.new_id(session.our_id, session.our_id)
        for session in self.feed.sessions:
            if not session.our_id and session.stamp is not None:
                day, start = f"{session.stamp:%Y-%m-%d}", f"{session.stamp:%H:%M}"
                session.our_id = ids.session_id(session.title, start, day, names)
                session.has_derived_id = True

    def _columns_of_text(self, name: str) -> dict[str, str]:
        """Return the columns for one text by language code ("" for no language)."""
        found = {"": name} if name in self._at else {}
        for column in self._at:
            if column.startswith(f"{name}_"):
                found[column.removeprefix(f"{name}_")] = column
        return found

    def _read_texts(self, session: FeedSession, line: int, row: Sequence[str]) -> None:
        """Read the texts that a sheet may give in several languages.

        A text whose column names no language is in the language of the session, or else of the
        event.
        """
        own = [code for written in session.languages for code in feed_texts.languages(written)[0]]
        spoken = (*own, self.feed.language)
        for name in BY_LANGUAGE:
            columns = self._columns_of_text(name)
            given = {code: cell for code, c in columns.items() if (cell := self._cell(row, c))}
            alone = given.pop("", "")
            if given and alone and alone not in given.values():
                code = next(filter(None, spoken), "und")
                if code in given:
                    self.feed.left_out[self._headings[name]] += 1
                given = {code: alone, **given}
            if given:
                session.translations[name] = given
            setattr(session, name, choose_text(given, spoken) if given else alone)
        if not session.title:
            self._error("cell-empty", line, next(iter(self._columns_of_text("title").values())))

    def _read_times(
        self, session: FeedSession, line: int, row: Sequence[str], dates: Dates
    ) -> None:
        day = start = None
        written, until = self._time_cells(row)
        cells = {"date": self._date_cell(row), "start": written, "end": until}
        length = self._time_cell(row, "duration")
        if not any(cells.values()):
            self._error("row-without-times", line, "")
            return
        for column, cell in cells.items():
            if not cell and column in self._at and not (length and column == "end"):
                self._error("cell-empty", line, column)
        if cells["date"] and (day := dates.read(cells["date"])) is None:
            self._error("date", line, "date", value=cells["date"])
        if day is not None and not MINYEAR < day.year < MAXYEAR:
            self._error("time-range", line, "date", time=cells["date"])
            day = None
        if cells["start"] and (start := read_time(cells["start"])) is None:
            self._error("time", line, "start", value=cells["start"], suggestion="")
        end = read_time(cells["end"])
        if cells["end"] and end is None:
            self._error("time", line, "end", value=cells["end"], suggestion="")
        minutes = read_minutes(length)
        if length and minutes is None:
            self._error("length-unread", line, "duration", value=length)
        session.length = str(minutes or "")
        if day is not None and start is not None:
            session.stamp = datetime.combine(day, start)
            session.until = None if end is None else end_after(session.stamp, end)
