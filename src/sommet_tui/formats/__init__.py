"""Programme files: from bytes to a programme and what is to be said about them.

Every reader answers with findings, whose `code` is one of `CODES` and whose `values` have exactly
the names listed there (a value that is not known is ""). Nothing here makes sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # The file as such.
        "empty": frozenset(),  # nothing in it, or only comments
        "binary": frozenset(),  # no text
        "encoding": frozenset({"byte"}),  # not UTF-8; the first byte that is not, as "0xe9"
        "tab": frozenset(),  # a tab where YAML wants spaces
        # no YAML; `fault`: "key", "no-colon", "end", "dash", "list", "group", "quote", "character",
        # "escape", "item"
        "syntax": frozenset({"fault"}),
        "documents": frozenset(),  # a second document after "---"
        "too-deep": frozenset({"limit"}),  # nested deeper than `limit` levels
        "too-many": frozenset({"limit"}),  # more than `limit` values
        "anchor": frozenset({"name"}),  # "&name" is not read: write it out
        "alias": frozenset({"name"}),  # "*name" is not read: write it out
        "tag": frozenset({"tag"}),  # "!tag" is not read
        "key": frozenset(),  # a key that is a list or a mapping
        "duplicate-key": frozenset({"key", "first"}),  # `first`: the line it was given on before
        # What is written for each key.
        "unknown-key": frozenset({"key", "suggestion"}),
        "missing-key": frozenset({"key"}),
        # `expected`, `found`: "text", "whole-number", "number", "true-or-false", "list",
        # "mapping", "nothing"; `suggestion`: the value as it should be written
        "type": frozenset({"expected", "found", "suggestion"}),
        "choice": frozenset({"value", "choices", "suggestion"}),  # `choices`: "a, b, c"
        "range": frozenset({"value", "low", "high"}),  # a number out of its range
        "too-long": frozenset({"length", "limit"}),  # a list of more than `limit` items
        "version": frozenset({"found", "read"}),  # of the file; the one that is read
        "id": frozenset({"value"}),  # spaces, invisible characters, a leading "-", or too long
        "time": frozenset({"value", "suggestion"}),  # no "HH:MM"
        "date": frozenset({"value"}),  # no "YYYY-MM-DD" of the calendar
        "language": frozenset({"value"}),  # no language code
        "url": frozenset({"value"}),  # no http or https address
        "blank": frozenset({"key"}),  # a text without any visible character
        # What the parts say together.
        "unknown-zone": frozenset({"zone", "suggestion"}),
        "unknown-person": frozenset({"id", "suggestion"}),
        "unknown-room": frozenset({"id", "suggestion"}),
        "unknown-track": frozenset({"id", "suggestion"}),
        "no-room": frozenset({"rooms"}),  # which one? ids as "a, b, c"
        "duplicate-id": frozenset({"id", "first"}),  # `first`: line
        "duplicate-date": frozenset({"date", "first"}),
        "duplicate-person": frozenset({"id", "first"}),  # twice in one session
        "not-in-session": frozenset({"id", "suggestion"}),  # seated, or asked, but not there
        "duplicate-seat": frozenset({"id", "first"}),
        "shares": frozenset({"total"}),  # target shares of more than 100 percent together
        "end-before-start": frozenset({"start", "end"}),  # or at the same instant
        "across-boundary": frozenset({"start", "end", "boundary"}),  # past where the day ends
        "time-impossible": frozenset({"time", "zone"}),  # skipped when clocks go forward
        # happens twice when clocks go back; `choices`: "+02:00, +01:00"
        "time-ambiguous": frozenset({"time", "zone", "choices"}),
        "time-offset": frozenset({"time", "zone", "choices"}),  # not the zone's; right ones
        "time-range": frozenset({"time"}),  # beyond the years that can be counted
        "no-sessions": frozenset(),
        "too-many-sessions": frozenset({"count", "limit"}),
        # Warnings: the programme can be used.
        "capped": frozenset({"length", "limit"}),  # a text cut after `limit` characters
        "characters-removed": frozenset({"count"}),  # that could command a terminal
        # The minutes of the plan, of the session, and by how many they differ.
        "segments-too-long": frozenset({"minutes", "available", "excess"}),
        "segments-too-short": frozenset({"minutes", "available", "missing"}),
        "overlap": frozenset({"title", "other", "first"}),  # in one room; `first`: line of `other`
        "unused-person": frozenset({"id", "name"}),  # in no session
        # Stands for `count` more findings than anyone reads.
        "more": frozenset({"count"}),
    }
)
