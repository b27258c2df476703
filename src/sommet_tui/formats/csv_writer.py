"""Writes a programme as CSV in UTF-8 for Excel, with a row for each session."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.programme import DAY_BOUNDARY, Programme, Session, Translations
from sommet_tui.domain.text import to_csv_cell
from sommet_tui.formats.csv_headings_and_cells import (
    BY_LANGUAGE,
    COLUMNS,
    column_in_language,
    format_names,
    format_person,
)
from sommet_tui.formats.findings import omission_warnings, warning
from sommet_tui.formats.yaml_writer import clock_times

_BOM = "\ufeff"
"""The byte order mark. Without it, Excel does not read the file as UTF-8."""
_EVENT = (
    *("subtitle", "description", "url", "registration", "venue", "live", "color", "logo", "walks"),
)


def write_csv(programme: Programme) -> tuple[bytes, list[Finding]]:
    """Return the file, and warnings about values for which the sheet has no column."""
    findings: list[Finding] = []
    table = StringIO(newline="")
    writer = csv.writer(table)
    rows = [_row(programme, session, findings) for session in programme.sessions]
    every = tuple(programme.room_names)
    # Readers replace "all" by every room that other rows name, in the order of its first
    # appearance.
    elsewhere = (room for s in programme.sessions if s.rooms != every for room in s.rooms)
    if len(every) > 1 and tuple(dict.fromkeys(elsewhere)) == every:
        for row, session in zip(rows, programme.sessions, strict=True):
            row["room"] = "all" if session.rooms == every else row["room"]
    columns = _columns(rows)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([to_csv_cell(row.get(column) or "") for column in columns])
    findings += omission_warnings("not-written", _count_without_column(programme))
    return f"{_BOM}{table.getvalue()}".encode(), findings


def template() -> str:
    """Return a sheet with headings, a session and a break, as an example for organisers."""
    table = StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow(
        {
            "date": "2027-03-01", "start": "9:00", "end": "9:30", "title": "Opening",
            "room": "Main hall", "label": "Keynote", "people": "Ada Example (Institute X)",
        }
    )  # fmt: skip
    writer.writerow(
        {"date": "2027-03-01", "start": "9:30", "end": "10:00", "title": "Coffee", "kind": "break",
         "room": "all"}
    )  # fmt: skip
    return table.getvalue()


def _columns(rows: Sequence[Mapping[str, str | None]]) -> list[str]:
    """Return the columns that the rows need.

    If a text always has a language, its column without a language is left out.
    """
    found: list[str] = []
    every = dict.fromkeys(column for row in rows for column in row)
    for column in COLUMNS:
        several = [name for name in every if name.startswith(f"{column}_")]
        if not several or any(row.get(column) for row in rows):
            found.append(column)
        found += several
    return found


def _texts(programme: Programme, session: Session) -> dict[str, str | None]:
    """Return title, subtitle and abstract of a session by column.

    A text in several languages has a column for each of them.
    """
    given = programme.translations.get(session.id, Translations())
    abstract = programme.abstracts.get(session.id)
    texts: dict[str, str | None] = {}
    for name, alone in zip(BY_LANGUAGE, (session.title, session.subtitle, abstract), strict=True):
        several: Mapping[str, str] = getattr(given, name)
        texts |= {column_in_language(name, code): text for code, text in several.items()}
        texts[name] = None if several else alone
    return texts


def _row(programme: Programme, session: Session, findings: list[Finding]) -> dict[str, str | None]:
    start, end = clock_times(programme, session)
    if end is None:
        findings.append(warning("cut-to-a-day", session.id, None, title=session.title))
    day = session.start.astimezone(programme.zone).date()
    track = programme.track_name(session)
    return {
        "date": day.isoformat(),
        "start": start,
        "end": end or start,
        **_texts(programme, session),
        "room": format_names(programme.room_names[room] for room in session.rooms),
        "track": track and track.replace(";", ",").replace("|", "/"),
        "label": session.label,
        "kind": "break" if session.is_break else "session",
        "type": session.type,
        "language": format_names(session.languages),
        "people": "; ".join(
            format_person(one.name, one.role, one.affiliation) for one in session.participants
        ),
        "url": session.links[0].url if session.links else None,
        "id": session.id,
    }


def _count_without_column(programme: Programme) -> dict[str, int]:
    """Count the values for which a sheet has no column, by key, such as `rooms.note`."""
    counts: Counter[str] = Counter()
    for key in _EVENT:
        counts[f"event.{key}"] = int(bool(getattr(programme, key)))
    counts["event.day_boundary"] = int(programme.day_boundary != DAY_BOUNDARY)
    counts["rooms.note"] = sum(
        bool(room.note or room.url or room.building) for room in programme.rooms
    )
    counts["tracks.color"] = sum(bool(track.color) for track in programme.tracks)
    counts["people.introduction"] = sum(
        bool(person.introduction or person.pronunciation or person.links)
        for person in programme.people
    )
    for session in programme.sessions:
        counts["state"] += session.state != "confirmed"
        counts["follows"] += session.follows
        counts["fixed_end"] += session.fixed_end != session.is_break
        counts["recorded"] += session.recorded is not None
        counts["links"] += max(len(session.links) - 1, 0)
        counts["segments"] += session.id in programme.preparations
    counts["cue"] = len(programme.cues)
    counts["stage"] = int(programme.stage_takes) + len(programme.stage_messages)
    return counts
