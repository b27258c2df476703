"""The codes of findings, the names of the values that each of them has, and their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sommet_tui.domain.findings import Finding

REMARKS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "zone-utc": frozenset(),  # the zone is UTC, in which no event takes place
        "event-alone": frozenset({"title"}),  # the one entry lasts days: no programme
        "zone-from-offsets": frozenset({"zone"}),
        "boundary-unread": frozenset({"value"}),
        "local-as-utc": frozenset({"zone", "count"}),  # local times with "+00:00" behind them
        "no-start": frozenset({"title"}),  # left out: it has no start
        "start-differs": frozenset({"start", "shown"}),  # from its date, which counts
        "clock-impossible": frozenset({"time", "zone"}),  # skipped when clocks go forward
        "clock-ambiguous": frozenset({"time", "zone"}),  # the first of two was taken
        "too-long-session": frozenset({"days"}),  # its end was ignored
        "rows-above": frozenset({"count"}),  # skipped above the headings
        "row-skipped": frozenset(),  # of a sheet: it has no title and no time
        "cells-filled": frozenset({"count"}),  # of a sheet: they were merged with the one above
        "end-guessed": frozenset({"title", "minutes"}),
        "rooms-folded": frozenset({"title", "rooms"}),  # the feed lists it once for each room
        "id-repeated": frozenset({"id", "title"}),
        "people-by-name": frozenset({"count"}),  # ids that have several names
        "person-empty": frozenset(),
        "person-repeated": frozenset({"name"}),  # twice in one session
        "room-differs": frozenset({"room", "other"}),  # the room under which it is listed was used
        "room-guessed": frozenset({"title"}),  # none is given: all rooms
        "track-cut": frozenset({"value", "kept"}),  # several tracks, of which the first was kept
        "language-unread": frozenset({"value"}),
        "buildings-guessed": frozenset({"count", "buildings"}),  # from the names of rooms
        "language-guessed": frozenset({"language"}),  # the event's, from its sessions
        "link-left-out": frozenset({"value"}),
        "link-mended": frozenset({"value", "suggestion"}),
        "state-from-title": frozenset({"title", "mark"}),
        "break-from-title": frozenset({"title"}),
        "title-missing": frozenset({"title"}),
        "left-out": frozenset({"key", "count"}),  # keys that a programme does not have
        "not-written": frozenset({"key", "count"}),  # keys that the written format does not have
        "color-unread": frozenset({"value"}),
        "recurrence": frozenset({"title", "count"}),  # listed at each of its times
        "recurrence-unread": frozenset({"title"}),  # listed once
        "entry-unread": frozenset({"title"}),  # of a calendar
        "zone-rules-unread": frozenset({"zone"}),  # that a calendar defines
        "calendar-broken-off": frozenset(),
        "cut-to-a-day": frozenset({"title"}),  # the format allows at most 24 hours
        "dates-ambiguous": frozenset({"value", "shown"}),  # 01/03 was read with the day first
        "export-taken": frozenset({"address"}),  # the one that a web page led to
        "merged": frozenset({"count"}),  # breaks taken from the other file
    }
)
"""Remarks about guesses, repairs and omissions in a feed. They need no action."""

CODES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # The file as such.
        "empty": frozenset(),  # nothing in it, or only comments
        "binary": frozenset(),  # no text
        "encoding": frozenset({"byte"}),  # not UTF-8; the first byte that is not, as "0xe9"
        "tab": frozenset(),  # a tab where YAML wants spaces
        # no YAML; `fault`: "colon", "space", "hash", "after-quote", "key", "no-colon", "end",
        # "dash", "list", "group", "quote", "character", "escape", "item"; `suggestion`: the
        # entry as it should be written
        "syntax": frozenset({"fault", "suggestion"}),
        "comment": frozenset({"suggestion"}),  # "#" right after "key: ": the value is lost
        "documents": frozenset(),  # a second document after "---"
        "too-deep": frozenset({"limit"}),  # nested deeper than `limit` levels
        "too-many": frozenset({"limit"}),  # more than `limit` values
        "anchor": frozenset({"name"}),  # "&name" is not read: write it out
        "alias": frozenset({"name"}),  # "*name" is not read: write it out
        "tag": frozenset({"tag"}),  # "!tag" is not read
        "key": frozenset(),  # a key that is a list or a mapping
        "duplicate-key": frozenset({"key", "first"}),  # `first`: the line it was given on before
        # A spreadsheet.
        "workbook": frozenset(),  # Excel's or LibreOffice's own file
        "csv-syntax": frozenset(),
        "columns-missing": frozenset({"columns", "unknown"}),  # "date, end"
        "no-separator": frozenset(),  # headings with something else between them
        "cell-empty": frozenset(),
        "no-rows": frozenset(),  # below the headings
        "row-too-long": frozenset({"separator"}),  # more cells than headings
        "names-with-comma": frozenset({"name"}),  # probably two people
        "row-without-times": frozenset(),  # no date, no start, no end: a heading inside the sheet?
        "row-separator": frozenset({"found", "separator"}),  # a row has another than the headings
        "column-twice": frozenset({"key"}),  # two headings mean the same
        "length-unread": frozenset({"value"}),  # also in feeds, which are read without it
        # The values of each key.
        "unknown-key": frozenset({"key", "suggestion"}),
        # `place`, where the key belongs: "event", "top", "day" or "session"
        "misplaced-key": frozenset({"key", "place"}),
        "stray-text": frozenset({"text"}),  # a key without a value, such as the end of a text
        "missing-key": frozenset({"key"}),
        "id-derived": frozenset({"id"}),  # made from the title
        # `expected`, `found`: "text", "whole-number", "number", "true-or-false", "list",
        # "mapping", "nothing"; `suggestion`: the value as it should be written
        "type": frozenset({"expected", "found", "suggestion"}),
        "choice": frozenset({"value", "choices", "suggestion"}),  # `choices`: "a, b, c"
        "range": frozenset({"value", "low", "high"}),  # a number out of its range
        "too-long": frozenset({"length", "limit"}),  # a list of more than `limit` items
        "version": frozenset({"found", "read"}),  # of the file; the one that is read
        "id": frozenset({"value"}),  # spaces, invisible characters, a leading "-", or too long
        "person-id": frozenset({"value", "id"}),  # a name, for example; `id`: one they could have
        "time": frozenset({"value", "suggestion"}),  # no "HH:MM"
        "date": frozenset({"value"}),  # no "YYYY-MM-DD" of the calendar
        "language": frozenset({"value", "suggestion"}),  # no language code
        "url": frozenset({"value"}),  # no http or https address
        "color": frozenset({"value"}),  # no "#rrggbb"
        "blank": frozenset({"key"}),  # a text without any visible character
        # What the parts say together.
        "unknown-zone": frozenset({"zone", "suggestion"}),
        "unknown-person": frozenset({"id", "suggestion"}),
        "unknown-room": frozenset({"id", "suggestion"}),
        "unknown-track": frozenset({"id", "suggestion"}),
        "unknown-walk": frozenset({"key", "suggestion", "buildings"}),
        "no-room": frozenset({"rooms"}),  # which one? ids as "a, b, c"
        "duplicate-id": frozenset({"id", "first"}),  # `first`: line
        "duplicate-date": frozenset({"date", "first"}),
        "duplicate-person": frozenset({"id", "first"}),  # twice in one session
        "duplicate-room": frozenset({"id", "first"}),  # twice for one session
        "not-in-session": frozenset({"id", "suggestion"}),  # seated, or asked, but not there
        "duplicate-seat": frozenset({"id", "first"}),
        "shares": frozenset({"total"}),  # target shares of more than 100 percent together
        "end-before-start": frozenset({"start", "end"}),  # where clocks are set back
        "time-impossible": frozenset({"time", "zone"}),  # skipped when clocks go forward
        # happens twice when clocks go back; `choices`: "+02:00, +01:00"
        "time-ambiguous": frozenset({"time", "zone", "choices"}),
        "time-offset": frozenset({"time", "zone", "choices"}),  # not the zone's; right ones
        "time-range": frozenset({"time"}),  # beyond the years that can be counted
        "no-sessions": frozenset(),
        "too-many-sessions": frozenset({"count", "limit"}),  # `count`: "" if the rest was not read
        "too-many-parts": frozenset({"limit"}),  # people and links of all its sessions
        "too-many-rooms": frozenset({"limit"}),  # rooms and languages of all its sessions
        "too-much-markup": frozenset({"count", "limit"}),  # HTML in the texts of a feed
        # Warnings: the programme can be used.
        "capped": frozenset({"length", "limit"}),  # a text cut after `limit` characters
        "characters-removed": frozenset({"count"}),  # that could control a terminal
        # The minutes of the plan, of the session, and by how many they differ.
        "segments-too-long": frozenset({"minutes", "available", "excess"}),
        "segments-too-short": frozenset({"minutes", "available", "missing"}),
        "overlap": frozenset({"title", "other", "first"}),  # in one room; `first`: line of `other`
        # A person is in two rooms at the same time; `first`: the other session's line.
        "double-booked": frozenset({"name", "title", "other", "first"}),
        "long-session": frozenset({"title", "start", "end", "length"}),  # `length` as "13:30"
        "long-overnight": frozenset({"title", "start", "end", "length"}),  # ends on the next date
        "other-day": frozenset({"title", "day", "date"}),  # listed under `day`, starts on `date`
        "far-day": frozenset({"title", "date", "days"}),  # days from the event's others
        "lone-night": frozenset({"title", "start", "date"}),  # hours after everything else
        # The text under `key` lacks these languages, which those of other sessions have.
        "untranslated": frozenset({"title", "key", "languages"}),
        "rooms-alike": frozenset({"name", "other"}),  # differ in case, accents or spaces only
        "unused-person": frozenset({"id", "name"}),  # in no session
        # Feeds: errors that make a file unreadable.
        "no-programme": frozenset(),  # other text, or a list
        "html-unread": frozenset(),  # a page of the web
        "doctype": frozenset(),  # XML that declares a document type
        "xml-syntax": frozenset(),  # no XML
        "cut-off": frozenset(),  # XML or JSON that ends too early
        "xml-unread": frozenset({"found"}),  # XML, of another kind: its root
        "json-syntax": frozenset(),  # no JSON
        "speakers-alone": frozenset(),  # a view of Sessionize that has no times
        "json-unread": frozenset({"found", "program"}),  # JSON, of another kind: its keys
        "yaml-unread": frozenset({"found"}),  # YAML, of another kind: its keys
        "calendar-syntax": frozenset(),  # no iCalendar
        "calendar-too-costly": frozenset(),  # its events, zones and rules take too long to follow
        "not-a-pair": frozenset(),  # two files that are no schedule and its widget
        "no-events": frozenset({"key"}),  # or none with a time; `key` has the start
        # None of the ids that the sessions give is that of a room or a person; `id`: the first one
        "unknown-rooms": frozenset({"id"}),
        "unknown-people": frozenset({"id"}),
        "zone-needed": frozenset(),  # local times without a zone
        "zone-unread": frozenset({"zone", "suggestion"}),  # the feed names an unknown one
        # Replaces `count` further findings.
        "more": frozenset({"count"}),
        **REMARKS,
    }
)


def places(findings: Iterable[Finding]) -> str:
    """Return code, line and path of each finding: "syntax 4, blank 10 days[0].date"."""
    return ", ".join(
        " ".join(str(part) for part in (each.code, each.line, each.path) if part)
        for each in findings
    )
