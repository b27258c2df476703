"""The formats in which bookmarks and notes can be exported, and their files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Literal

from sommet_tui.companion.export import Exporter, fosdem_uid
from sommet_tui.companion.json.now_sessions_and_bookmarks import export_view
from sommet_tui.companion.plan import planned_days
from sommet_tui.domain.values import frozen
from sommet_tui.wording.journal import Journal, calendar_entry, day_sheet, journal, journal_lines
from sommet_tui.wording.session_texts import headline
from sommet_tui.wording.words import View


@frozen
class Export:
    """The data to export, and the object that writes calendars.

    A calendar gives an alarm the time `alarm` before each session, and no alarm if this is None.
    `walk_minutes` is the user's setting for the walk between two buildings, or None.
    """

    view: View
    exporter: Exporter
    alarm: timedelta | None = None
    walk_minutes: int | None = None


@frozen
class ExportFormat:
    """A format in which bookmarks and notes can be exported.

    `name` is the value of `--to`, and `title` is the name in lists. `endings` are the file
    extensions; new files get the first one. `write` returns the content of a file; it raises
    StorageError if a calendar's revisions cannot be saved. `on_screen` says how a terminal shows
    the content: as lines for people, as JSON, or unchanged.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    write: Callable[[Export], bytes]
    on_screen: Literal["lines", "json", "file"] = "lines"
    rings: bool = False


def _write_calendar(export: Export) -> bytes:
    describe = partial(calendar_entry, view=export.view)
    return export.exporter.calendar(export.view.snapshot, describe, export.alarm)


def _write_fosdem_calendar(export: Export) -> bytes:
    describe = partial(calendar_entry, view=export.view)
    return export.exporter.fosdem_calendar(export.view.snapshot, describe)


def _write_journal(export: Export) -> bytes:
    return _encode_lines(journal_lines(_collect_journal(export), export.view))


def _write_day_sheet(export: Export) -> bytes:
    return _encode_lines(day_sheet(_collect_journal(export), export.view))


def _collect_journal(export: Export) -> Journal:
    """Return the user's bookmarks, notes and own events, with the free times of the plan."""
    snapshot = export.view.snapshot
    planned = planned_days(snapshot, export.walk_minutes, export.view.now)
    return journal(
        snapshot.programme,
        (pick.bookmark for pick in snapshot.picks),
        snapshot.mine.notes,
        snapshot.own_sessions,
        {day.day: day.gaps for day in planned},
    )


def _write_json(export: Export) -> bytes:
    export_json = export_view(export.view.snapshot, export.view.now)
    return _encode_lines([json.dumps(export_json, ensure_ascii=False, indent=2)])


def _encode_lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


FORMATS = (
    ExportFormat(
        "ics", "calendar", ("ics", "ical", "icalendar"), _write_calendar, "file", rings=True
    ),
    ExportFormat("markdown", "journal in Markdown", ("md", "markdown"), _write_journal),
    ExportFormat("text", "printable sheet", ("txt", "text"), _write_day_sheet),
    ExportFormat("json", "JSON, for importing later", ("json",), _write_json, "json"),
)
"""The formats, the most popular first."""
FOSDEM = ExportFormat(
    "fosdem", "calendar for FOSDEM Companion", ("ics",), _write_fosdem_calendar, "file"
)
"""A format for FOSDEM, which only commands offer."""


def format_by_name(name: str) -> ExportFormat:
    """Return the format with this name, which must exist."""
    return next(export_format for export_format in (*FORMATS, FOSDEM) if export_format.name == name)


def bookmarks_without_number(view: View) -> list[str]:
    """Return the names of bookmarked sessions that FOSDEM Companion cannot identify by a number."""
    programme = view.snapshot.programme
    sessions = (pick.session for pick in view.snapshot.picks)
    return [
        headline(session)
        for session in sessions
        if session is not None and fosdem_uid(programme, session) is None
    ]


def format_of_file(file: str) -> ExportFormat | None:
    """Return the format for a file's extension, or None if no format has this extension."""
    stem, dot, ending = file.rpartition(".")
    if not (stem and dot):
        return None
    return next(
        (export_format for export_format in FORMATS if ending.lower() in export_format.endings),
        None,
    )


def saved_sentence(path: str, wanted: ExportFormat, view: View) -> str:
    """Return a sentence with the file of an export and, if the export is empty, a remark."""
    words, snapshot = view.words, view.snapshot
    written = words.say("Written: {path}", path=path)
    hidden = snapshot.mine.hidden if wanted.name == "json" else ()
    if snapshot.mine.bookmarks or snapshot.mine.own_events or snapshot.mine.notes or hidden:
        return written
    empty = words.say("The file contains no bookmarks, no notes and no own events.")
    return f"{written} · {empty}"
