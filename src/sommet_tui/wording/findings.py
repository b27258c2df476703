"""Sentences about findings in programme files: first the error, then how to correct it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import Formatter

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import clean_line
from sommet_tui.wording.times import zone_name
from sommet_tui.wording.words import Words, mark

_COUNTS = ("length", "limit", "count")


def finding_sentence(finding: Finding, words: Words) -> str:
    """Return the error, then how to correct it."""
    values = _value_words(finding.values, words)
    parts = [_problem(finding, values, words)]
    # A warning without a line is about data from another program, which the user cannot correct.
    if finding.is_error or finding.line is not None:
        parts.append(_remedy(finding, values, words))
    return " ".join(filter(None, parts))


def finding_line(origin: str, finding: Finding, words: Words) -> str:
    """Return a finding as editors read compiler errors: first its place in the file, then its text.

    An example is `file.yaml:12: days[0].sessions[2].start: sentence`; unknown parts of the place
    are left out. If the file can be used in spite of the finding, the line calls it a warning.
    """
    file = clean_line(origin)
    place = [file if finding.line is None else f"{file}:{finding.line}", finding.path]
    sentence = finding_sentence(finding, words)
    if not finding.is_error:
        sentence = words.say("warning: {sentence}", sentence=sentence)
    return ": ".join([*filter(None, place), sentence])


def errors_sentence(errors: Sequence[Finding], words: Words) -> str:
    """Return how many errors a programme has, and a description of the first one."""
    first, number = errors[0], len(errors)
    sentence = finding_sentence(first, words)
    if first.line is None:
        return words.count(
            "{n} error: {sentence}",
            "{n} errors, the first one: {sentence}",
            number,
            sentence=sentence,
        )
    return words.count(
        "{n} error, on line {line}: {sentence}",
        "{n} errors, the first one on line {line}: {sentence}",
        number,
        line=first.line,
        sentence=sentence,
    )


_ALIKE = 5
"""If there are more findings of one kind than this, only the first has its own line."""
_PLACES = 8
"""The maximum number of places in the line that counts further warnings of a kind."""
_EACH = {"id-derived": "id", "break-from-title": "title"}
"""The kinds of warnings that are all listed, by a value and not by their places."""


def finding_lines(
    origin: str, findings: Sequence[Finding], words: Words, *, terminal: bool = False
) -> Iterator[str]:
    """Yield a line for each finding, in order.

    If there are many findings of one kind, only the first has its own line; a second line counts
    the others. If the lines are for a `terminal`, `origin` gets its own line.
    """
    if terminal and findings:
        yield clean_line(origin)
    kinds: dict[object, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(_kind(finding), []).append(finding)
    for finding in findings:
        alike = kinds[_kind(finding)]
        if not alike:
            continue
        line = finding_line("" if terminal else origin, finding, words)
        yield f"  {line.removeprefix(':')}" if terminal else line
        if len(alike) > _ALIKE:
            yield f"{'    ' if terminal else '  '}{_more_of_kind(alike[1:], words)}"
            alike.clear()


def _kind(finding: Finding) -> object:
    """Return a value that findings of one kind share. Errors of one kind have one wrong value."""
    return finding.code, finding.is_error and str({**finding.values, "time": ""})


def _more_of_kind(findings: Sequence[Finding], words: Words) -> str:
    """Return how many more findings of the same kind there are, and where.

    All places of errors are listed, because the user must correct all errors.
    """
    places = [f.path if f.line is None else str(f.line) for f in findings]
    most = len(findings) if findings[0].is_error else _PLACES
    if key := _EACH.get(findings[0].code):
        places, most = [f.values[key] for f in findings], len(findings)
    shown = list(dict.fromkeys(filter(None, places)))
    count = words.number(len(findings))
    if not shown:
        return words.say("and {count} more of this kind", count=count)
    listed = ", ".join(shown[:most] + ["…"] * (len(shown) > most))
    return words.say("and {count} more of this kind: {places}", count=count, places=listed)


def _problem(finding: Finding, values: Mapping[str, str], words: Words) -> str:
    if finding.code == "type":
        return _type_problem(finding.values, words)
    if finding.code in ("characters-removed", "more"):
        return _counted_problem(finding, values, words)
    return choose_sentence(PROBLEMS[finding.code], values, words)


def _remedy(finding: Finding, values: Mapping[str, str], words: Words) -> str:
    if finding.code == "type" and values["found"] == "nothing":
        return words.say("Add the value, or remove the key if it is optional.")
    if finding.code == "type" and values["expected"] == "text" and not values["suggestion"]:
        return words.say(
            "If a text begins with a bracket or a brace, put it in quotes. Otherwise correct "
            "the indentation."
        )
    remedies = REMEDIES.get(finding.code)
    return choose_sentence(remedies, values, words) if remedies else ""


def _type_problem(values: Mapping[str, str], words: Words) -> str:
    expected = words.say(TYPES[values["expected"]])
    if values["found"] == "nothing":
        return words.say("The value is missing; expected {expected}.", expected=expected)
    found = words.say(TYPES[values["found"]])
    return words.say("Expected {expected}, found {found}.", expected=expected, found=found)


def _counted_problem(finding: Finding, values: Mapping[str, str], words: Words) -> str:
    number, count = int(finding.values["count"]), values["count"]
    if finding.code == "more":
        return words.count(
            "There is {count} more problem.",
            "There are {count} more problems.",
            number,
            count=count,
        )
    return words.count(
        "{count} control character was removed here.",
        "{count} control characters were removed here.",
        number,
        count=count,
    )


def _value_words(values: Mapping[str, str], words: Words) -> dict[str, str]:
    """Return values as texts for a sentence.

    Numbers get thousands separators; zones, faults and places become words.
    """
    shown = {
        name: words.number(int(value)) if name in _COUNTS and value.isdecimal() else value
        for name, value in values.items()
    }
    if "zone" in shown:
        shown["zone"] = zone_name(shown["zone"])
    if shown.get("fault"):
        shown["fault"] = words.say(FAULTS[shown["fault"]])
    if "place" in shown:
        shown["place"] = words.say(PLACES[shown["place"]])
    return shown


def choose_sentence(sentences: str | Sequence[str], values: Mapping[str, str], words: Words) -> str:
    """Return the first sentence for which all fields have values, or else the last sentence."""
    of_all = (sentences,) if isinstance(sentences, str) else sentences
    known = {name for name, value in values.items() if value}
    chosen = next((s for s in of_all if _fields(s) <= known), of_all[-1])
    return words.say(chosen, **values)


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


PROBLEMS: Mapping[str, str | tuple[str, ...]] = mark(
    {
        "empty": "This file is empty.",
        "binary": "This is not a text file.",
        "encoding": (
            "This is not UTF-8 text: it has the byte {byte} here.",
            "This is not UTF-8 text.",
        ),
        "tab": "This line is indented with a tab; YAML allows only spaces.",
        "syntax": (
            "This is not valid YAML: {fault}.",
            "This is not valid YAML.",
        ),
        "documents": "A second YAML document begins here (“---”).",
        "too-deep": "The file is nested more than {limit} levels deep.",
        "too-many": "The file contains more than {limit} values.",
        "anchor": "Anchors such as “&{name}” are not supported.",
        "alias": "References such as “*{name}” are not supported.",
        "tag": "Tags such as “{tag}” are not supported.",
        "key": "Expected a key here, not a list or a group of keys.",
        "duplicate-key": "The key “{key}” appears twice.",
        "unknown-key": "Unknown key “{key}”.",
        "misplaced-key": "The key “{key}” cannot be used here.",
        "stray-text": "“{text}” is not a key.",
        "missing-key": "The key “{key}” is missing.",
        "comment": "The value is empty, because YAML reads the text after “#” as a comment.",
        "id-derived": "The “id” is missing; “{id}”, made from the title, is used.",
        "choice": (
            "“{value}” is not one of the values allowed here.",
            "The value is empty.",
        ),
        "range": "{value} is too small or too large.",
        "too-long": "This list has {length} items; the limit is {limit}.",
        "version": "This version of sommet-tui does not support version {found} of the format.",
        "id": ("“{value}” cannot be an id.", "The id is missing."),
        "person-id": "“{value}” is not the id of a person.",
        "time": ("“{value}” is not a time of day.", "The time is missing."),
        "date": ("“{value}” is not a date.", "The date is missing."),
        "language": (
            "“{value}” is not a language code.",
            "The language code is missing.",
        ),
        "url": ("“{value}” is not a web address.", "The web address is missing."),
        "color": ("“{value}” is not a colour.", "The colour is missing."),
        "blank": "The text of “{key}” is empty.",
        "unknown-zone": (
            "There is no time zone “{zone}”.",
            "The time zone is missing.",
        ),
        "unknown-person": "No person in this file has the id “{id}”.",
        "unknown-room": "No room in this file has the id “{id}”.",
        "unknown-people": (
            "The sessions name people by ids such as “{id}”, but no person in this file has one of "
            "them."
        ),
        "unknown-rooms": (
            "The sessions name rooms by ids such as “{id}”, but no room in this file has one of "
            "them."
        ),
        "unknown-track": "No track under “tracks” has the id “{id}”.",
        "unknown-walk": (
            "“{key}” must name two of these buildings: {buildings}.",
            "“{key}” should name two buildings, but no room of this programme has a “building”.",
        ),
        "no-room": "The event has several rooms, so this session must name its room.",
        "duplicate-id": "The id “{id}” is used twice.",
        "duplicate-date": "The day {date} appears twice.",
        "duplicate-person": "“{id}” appears twice in this session.",
        "duplicate-room": "The room “{id}” appears twice.",
        "not-in-session": "“{id}” is not in this session.",
        "duplicate-seat": "“{id}” has two seats.",
        "shares": "The shares add up to {total} percent.",
        "end-before-start": "The end ({end}) is not after the start ({start}).",
        "time-impossible": (
            "{time} does not exist in {zone}, because the clocks go forward and skip that time."
        ),
        "time-ambiguous": "{time} occurs twice in {zone}, because the clocks go back.",
        "time-offset": "{time} has a UTC offset that {zone} does not use at that time.",
        "time-range": "{time} is outside the supported range of years.",
        "no-sessions": "The programme has no session.",
        "too-many-parts": "The sessions have more than {limit} speakers and links in all.",
        "too-many-rooms": (
            "The rooms and languages of all sessions add up to more than {limit}; a session in all "
            "rooms counts once for each room."
        ),
        "too-much-markup": (
            "The texts contain {count} HTML tags and entities; the limit is {limit}."
        ),
        "too-many-sessions": (
            "The programme has {count} sessions; the limit is {limit}.",
            "The programme has more than {limit} sessions.",
        ),
        "capped": (
            "This text has {length} characters; only the first {limit} are used.",
            "This text is too long; only its beginning is used.",
        ),
        "segments-too-long": (
            "The segments add up to {minutes} minutes, {excess} more than the session "
            "({available})."
        ),
        "segments-too-short": (
            "The segments add up to {minutes} minutes, {missing} fewer than the session "
            "({available})."
        ),
        "overlap": "“{title}” and “{other}” are in the same room at the same time.",
        "double-booked": "{name} is in “{title}” and in “{other}” at the same time.",
        "long-session": "“{title}” lasts {length}, from {start} to {end}.",
        "long-overnight": "“{title}” ends the next day: it lasts {length}, from {start} to {end}.",
        "other-day": "“{title}” is listed under {day} but starts on {date}.",
        "untranslated": (
            "Other texts are translated into {languages}, but the “{key}” of “{title}” is not."
        ),
        "far-day": "“{title}” is on {date}, {days} days before or after the rest of the programme.",
        "lone-night": (
            "“{title}” starts at night, at {start} on {date}, hours after all other sessions."
        ),
        "rooms-alike": "“{name}” and “{other}” are two rooms with nearly the same name.",
        "unused-person": (
            "{name} (“{id}”) is in no session.",
            "“{id}” is in no session.",
        ),
        "no-programme": "This file contains no programme.",
        "html-unread": "This is a web page, not a schedule.",
        "workbook": "This is an Excel or LibreOffice workbook, which sommet-tui cannot read.",
        "csv-syntax": "This row is not valid CSV.",
        "no-separator": "The row of headings has no separator (comma, semicolon or tab).",
        "columns-missing": (
            (
                "These headings are missing from the first row: {columns}. These headings are "
                "unknown: {unknown}."
            ),
            "These headings are missing from the first row: {columns}.",
        ),
        "names-with-comma": "“{name}” was read as the name of one person.",
        "cell-empty": "This cell is empty.",
        "no-rows": "The sheet has no row below its headings.",
        "row-too-long": "This row has more cells than there are headings.",
        "row-without-times": "This row has no date, no start and no end.",
        "row-separator": (
            "The first row uses “{separator}” between cells, but this row uses “{found}”."
        ),
        "column-twice": "Two columns both contain “{key}”.",
        "dates-ambiguous": (
            "“{value}” was read as {shown}. The file does not show whether its dates "
            "begin with the day or with the month."
        ),
        "doctype": "This XML file has a DOCTYPE line, which sommet-tui does not accept.",
        "xml-syntax": "This is not valid XML.",
        "xml-unread": "This XML is not a schedule: {found}.",
        "cut-off": "The file is cut off: its end is missing.",
        "json-syntax": "This is not valid JSON.",
        "speakers-alone": "This file is Sessionize’s list of speakers, which contains no times.",
        "zone-utc": (
            "The times in this file are in UTC, so they may be shown in the wrong time zone. Set "
            "the time zone of the event with “--source-tz”."
        ),
        "event-alone": (
            "This file contains only “{title}”, which lasts several days. That is the "
            "event itself, not its programme."
        ),
        "json-unread": (
            "This looks like {program} data, which sommet-tui cannot read: {found}.",
            "This JSON is not a schedule: {found}.",
        ),
        "yaml-unread": "This YAML is not a programme of sommet-tui: {found}.",
        "calendar-syntax": "This is not a valid calendar.",
        "calendar-too-costly": (
            "This calendar takes too long to read: too many entries, time zones or repetitions."
        ),
        "not-a-pair": (
            "These two files do not belong together. Give the schedule JSON and the "
            "widget JSON of the same event."
        ),
        "no-events": (
            "No session in this file has a time under “{key}”.",
            "No session in this file has a time.",
        ),
        "zone-needed": "The file has local times but names no time zone.",
        "zone-unread": "The file names an unknown time zone: “{zone}”.",
        "zone-from-offsets": (
            "The file names no time zone. {zone} is used, because it fits the UTC "
            "offsets in the file. To set another one, use “--source-tz”."
        ),
        "boundary-unread": "A day cannot begin at “{value}”.",
        "local-as-utc": (
            "All {count} start times are marked as UTC but are local times; they are read as "
            "{zone}."
        ),
        "no-start": "“{title}” was dropped: its start cannot be read.",
        "start-differs": "“start” says {start}, but “date” says {shown}; “date” is used.",
        "clock-impossible": (
            "{time} does not exist in {zone}, because the clocks go forward and skip that time."
        ),
        "clock-ambiguous": "{time} occurs twice in {zone}; the first one is used.",
        "too-long-session": "This entry would last {days} days, so its end is ignored.",
        "end-guessed": "“{title}” has no end; a length of {minutes} minutes is used.",
        "length-unread": (
            "“{value}” is not a duration.",
            "The duration is missing.",
        ),
        "rooms-folded": (
            "“{title}” was listed once for each room; it is now one session in {rooms}."
        ),
        "id-repeated": "The id “{id}” is already used, so “{title}” gets another one.",
        "people-by-name": (
            "{count} person ids are each used for several names, so people are identified by name."
        ),
        "person-empty": "A person without a name was dropped.",
        "person-repeated": "{name} appears twice; the second entry was dropped.",
        "room-differs": (
            "The entry is listed under the room “{room}”, but the entry itself names "
            "the room “{other}”."
        ),
        "room-guessed": "“{title}” has no room; it is listed for all rooms.",
        "track-cut": "This entry has several tracks (“{value}”); only “{kept}” is used.",
        "language-unread": "“{value}” is not a language code and was dropped.",
        "buildings-guessed": (
            "The buildings are guessed from the names of {count} rooms: {buildings}."
        ),
        "language-guessed": (
            "The file does not name the language of the event. “{language}” is used, as "
            "in most sessions."
        ),
        "link-left-out": "“{value}” is not a web address and was dropped.",
        "link-mended": "The address “{value}” is read as {suggestion}.",
        "state-from-title": "The title of “{title}” contains “{mark}”.",
        "break-from-title": "“{title}” is read as a break.",
        "title-missing": "The title is missing; “{title}” is used instead.",
        "cells-filled": (
            "Empty cells below a date, a time or a room were filled with the cell above: {count}."
        ),
        "row-skipped": "This row was skipped, because it has neither a title nor a time.",
        "rows-above": "Rows above the headings were skipped: {count}.",
        "left-out": "Entries dropped: {count}. sommet-tui has no equivalent of “{key}”.",
        "not-written": "Entries dropped: {count}. The format has no place for “{key}”.",
        "color-unread": "“{value}” is not a colour and was dropped.",
        "recurrence": "“{title}” repeats; it is listed {count} times.",
        "recurrence-unread": (
            "“{title}” repeats, but its repetition rule cannot be read; the session is listed once."
        ),
        "entry-unread": (
            "The entry “{title}” cannot be read and was dropped.",
            "An entry cannot be read and was dropped.",
        ),
        "zone-rules-unread": (
            "The rules of the time zone “{zone}” cannot be read; times in it may be wrong."
        ),
        "calendar-broken-off": "The calendar is cut off; entries may be missing.",
        "cut-to-a-day": "“{title}” was shortened to 24 hours, the limit of the format.",
        "export-taken": "The page links to a programme: “{address}”.",
        "merged": "The two files were merged. The second file added {count} breaks.",
    }
)
"""The sentences about errors, by code; functions phrase "type" and errors with a number."""

_MEANT = mark("Did you mean “{suggestion}”?")
_WRITE = mark("Write {suggestion} instead.")
_CORRECT = mark("Correct this line, or use another export of the event.")
_OTHER_EXPORT = mark("Use another export of the event.")
_KEEP_ONE = mark("Remove one of the two entries; the other one is on line {first}.")
_KEEP_EITHER = mark("Remove one of the two entries.")

_READ = mark(
    "Supported formats: sommet-tui’s YAML, frab and pentabarf XML, schedule JSON, pretalx’s "
    "widget JSON, the JSON of Sessionize and HackerTracker, iCalendar, CSV. If the event offers "
    "none of them, enter its sessions in a spreadsheet: “sommet-tui schema csv” prints a template."
)

REMEDIES: Mapping[str, str | tuple[str, ...]] = mark(
    {
        "empty": "Check that this is the right file or address.",
        "binary": _READ,
        "encoding": "Save the file as UTF-8.",
        "tab": "Replace the tab with spaces.",
        "syntax": (
            _WRITE,
            "Check indentation, colons and quotes on this line and on the one before.",
        ),
        "documents": "Keep only one document in the file.",
        "too-deep": "Check indentation and brackets.",
        "too-many": "Remove the entries that do not belong to the programme.",
        "anchor": "Remove the anchor, and repeat the value wherever you need it.",
        "alias": "Write the value here instead of a reference to it.",
        "tag": "Remove the tag. If the value is text, put it in quotes.",
        "key": (
            "Write a plain name before the colon. If a text begins with a bracket or a "
            "brace, put it in quotes."
        ),
        "duplicate-key": (_KEEP_ONE, _KEEP_EITHER),
        "unknown-key": (
            _MEANT,
            "Remove this key. “sommet-tui schema” lists all keys.",
        ),
        "misplaced-key": "Move this key {place}.",
        "stray-text": (
            "If this is the rest of a text that contains a comma, put the whole text in "
            "quotes; otherwise remove this key."
        ),
        "missing-key": "Add the key.",
        "comment": _WRITE,
        "id-derived": (
            "Saved data, such as bookmarks, refers to this id. Before you change the title, "
            "write the id into the file."
        ),
        "choice": (
            "Did you mean “{suggestion}”? Allowed values: {choices}.",
            "Allowed values: {choices}.",
        ),
        "range": ("Write a number from {low} to {high}.", "Correct the number."),
        "too-long": "Shorten the list.",
        "version": "Write “version: {read}”, or use a newer version of sommet-tui.",
        "person-id": (
            "List this person under “people:” with an id such as “{id}”, and use that id.",
            "List this person under “people:”, and use the id that you give there.",
        ),
        "id": "Use at most 100 visible characters, no spaces, and no “-” at the beginning.",
        "time": (_WRITE, "Write hours and minutes, such as “09:30”."),
        "date": "Write year, month and day, such as “2026-03-01”.",
        "language": (_WRITE, "Write a code such as “fr”, “en” or “pt-BR”."),
        "url": "Write an address that begins with “https://” or “http://”.",
        "color": "Write the colour in quotes, such as “#4466aa”.",
        "blank": "Add the value, or remove the key if it is optional.",
        "unknown-zone": (
            _MEANT,
            "Write the IANA name of a time zone, such as “Europe/Paris”.",
        ),
        "unknown-person": (_MEANT, "Add this person under “people”, or correct the id."),
        "unknown-room": (
            _MEANT,
            "Add the room under “rooms”, or correct the id; “all” means every room.",
        ),
        "unknown-track": (_MEANT, "Add the track under “tracks”, or correct the id."),
        "unknown-walk": (
            _MEANT,
            "Write the names of two buildings with a hyphen between them.",
        ),
        "no-room": ("Add “room” with one of these: {rooms}.", "Add “room”."),
        "duplicate-id": (
            "Change one of the two ids; the other one is on line {first}.",
            "Change one of the two ids.",
        ),
        "duplicate-date": (
            "Move the sessions of this day to the day on line {first}.",
            "Merge the two days.",
        ),
        "duplicate-person": (_KEEP_ONE, _KEEP_EITHER),
        "duplicate-room": (_KEEP_ONE, _KEEP_EITHER),
        "not-in-session": (
            _MEANT,
            "Add this person to the “people” of the session, or remove the id here.",
        ),
        "duplicate-seat": (_KEEP_ONE, _KEEP_EITHER),
        "shares": "Reduce the shares to 100 percent or less in total.",
        "end-before-start": "Correct the start or the end.",
        "time-impossible": "Choose an earlier or a later time.",
        "time-ambiguous": (
            "Add one of these UTC offsets: {choices}.",
            "Add the UTC offset, for example “02:30+01:00”.",
        ),
        "time-offset": (
            "Correct the date, or use one of these UTC offsets: {choices}.",
            "Correct the UTC offset, or remove it.",
        ),
        "time-range": "Correct the date.",
        "no-sessions": "Add at least one session under “days”.",
        "too-many-parts": "Use an export with fewer days.",
        "too-many-rooms": "Use an export with fewer days, or name the rooms of more sessions.",
        "too-much-markup": (
            "Use an export with fewer days, with shorter texts, or without HTML in its texts."
        ),
        "too-many-sessions": "Split the programme into several files.",
        "capped": "Shorten the text.",
        "characters-removed": "Delete the line and type it again.",
        "type": (_WRITE, "Correct the value, or its indentation."),
        "segments-too-long": "Shorten some segments.",
        "segments-too-short": "Lengthen some segments, or add another segment.",
        "overlap": (
            (
                "Change the time or the room of one of the two sessions; the other one is "
                "on line {first}."
            ),
            "Change the time or the room of one of the two sessions.",
        ),
        "double-booked": (
            (
                "Change the time or the speakers of one of the two sessions; the other one "
                "is on line {first}."
            ),
            "Change the time or the speakers of one of the two sessions.",
        ),
        "long-session": "Correct the start or the end, unless this is intentional.",
        "long-overnight": "Correct the start or the end, unless this is intentional.",
        "other-day": "Correct the start, or list the session under the right day.",
        "untranslated": (
            "Translate this text too. Until then, some readers see it in another language."
        ),
        "far-day": "Correct the date, unless this is intentional.",
        "lone-night": "Correct the start, unless this is intentional.",
        "rooms-alike": "If both names mean the same room, spell them the same way.",
        "unused-person": "Add this person to a session, or remove the person from “people”.",
        "more": "Correct the errors above, then check again.",
        "no-programme": _READ,
        "html-unread": _READ,
        "workbook": "Save the sheet as CSV (in Excel: “CSV UTF-8”), and use that file.",
        "csv-syntax": "Check the quotes in this row and in those above.",
        "no-separator": "Save the sheet as CSV with commas, semicolons or tabs.",
        "columns-missing": "Add or rename columns; “sommet-tui schema csv” prints a template.",
        "cell-empty": "Fill in the cell.",
        "length-unread": "Write minutes, such as “45”, or hours and minutes, such as “0:45”.",
        "no-rows": "Add a row for each session.",
        "row-too-long": "If a text contains “{separator}”, put the text in quotes.",
        "names-with-comma": "Separate several people with semicolons.",
        "row-without-times": "Fill in the date, the start and the end, or delete the row.",
        "row-separator": "Use the same separator in every row.",
        "column-twice": "Remove or rename one of the two columns.",
        "doctype": "Remove the DOCTYPE line, or use another export of the event.",
        "xml-syntax": _CORRECT,
        "xml-unread": _READ,
        "yaml-unread": _READ,
        "cut-off": "Download the file again.",
        "json-syntax": _CORRECT,
        "unknown-people": _OTHER_EXPORT,
        "unknown-rooms": _OTHER_EXPORT,
        "speakers-alone": "Use the address that ends in “/view/All”.",
        "json-unread": _READ,
        "calendar-too-costly": "Use another export of the event, or one with fewer days.",
        "calendar-syntax": "Download the file again, or use another export of the event.",
        "not-a-pair": "Name one schedule JSON file and one widget JSON file.",
        "no-events": "Download the file again when the programme has been published.",
        "zone-needed": (
            "Set the time zone with “--source-tz”, for example “--source-tz Europe/Paris”."
        ),
        "zone-unread": (_MEANT, "Set the right time zone with “--source-tz”."),
    }
)
"""How to correct each error, by its code; some errors have no remedy."""

PLACES = mark(
    {
        "event": "under “event:”, indented by two spaces",
        "top": "to the beginning of a line, at the level of “event:”",
        "day": "into an item of “days:” that begins with “- date:”",
        "session": "into a session under “sessions:”",
    }
)
"""The place where a misplaced key belongs, by the place's name in the finding."""

TYPES = mark(
    {
        "text": "text",
        "whole-number": "a whole number",
        "number": "a number",
        "true-or-false": "“true” or “false”",
        "list": "a list",
        "mapping": "a group of keys",
    }
)
"""The words for each type of value, by the type's name in the finding "type"."""

FAULTS = mark(
    {
        "colon": "a text that contains “: ” must be in quotes",
        "space": "a space is missing after the colon",
        "hash": "“#” begins a comment here",
        "after-quote": "there is text after the closing quote; put all of it in quotes",
        "key": "a key is not allowed here; put a text that contains “: ” in quotes",
        "no-colon": "a colon is missing after a key",
        "end": "this line does not continue the previous one",
        "dash": "this line is indented differently from the list items above it",
        "list": (
            "a comma or the closing bracket is missing; a text with a comma or a bracket "
            "must be in quotes"
        ),
        "group": (
            "a comma or the closing brace is missing; a text that contains “: ”, “#” or “,” "
            "must be in quotes"
        ),
        "quote": "a closing quote is missing",
        "character": "a text that begins like this must be in quotes",
        "escape": (
            "a backslash in double quotes cannot be followed by this character; use single quotes"
        ),
        "half": "this escape is only a part of a character; type the character itself",
        "item": "there cannot be a list item here",
    }
)
"""The words for each fault in invalid YAML, by the fault's name in the finding "syntax"."""
