"""What the readers of programme files found, in sentences: what is wrong, then what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from types import MappingProxyType

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import clean_line
from sommet_tui.wording.times import zone_name
from sommet_tui.wording.words import Words, mark

_COUNTS = ("length", "limit", "count")


def finding_sentence(finding: Finding, words: Words) -> str:
    """What is wrong and what to do about it."""
    values = _spoken(finding.values, words)
    told = [_problem(finding, values, words)]
    if finding.is_error or finding.line is not None:  # else nobody types such a file
        told.append(_remedy(finding, values, words))
    return " ".join(filter(None, told))


def finding_line(origin: str, finding: Finding, words: Words) -> str:
    """The same after its place, as compilers write it, for editors to jump to.

    `file.yaml:12: days[0].sessions[2].start: sentence`, as far as the place is known. What does
    not keep the file from being used is called a warning.
    """
    file = clean_line(origin)
    place = [file if finding.line is None else f"{file}:{finding.line}", finding.path]
    sentence = finding_sentence(finding, words)
    if not finding.is_error:
        sentence = words.say("warning: {sentence}", sentence=sentence)
    return ": ".join([*filter(None, place), sentence])


_ALIKE = 5
"""So many warnings of a kind are told one by one."""
_PLACES = 8
"""The most places that are told of those that are not."""


def finding_lines(origin: str, findings: Sequence[Finding], words: Words) -> Iterator[str]:
    """Everything that was found, in order, but many warnings of a kind at the first of them.

    Errors are told one by one: each has to be mended where it is.
    """
    kinds = Counter(finding.code for finding in findings if not finding.is_error)
    told: set[str] = set()
    for finding in findings:
        many = not finding.is_error and kinds[finding.code] > _ALIKE
        if many and finding.code in told:
            continue
        yield finding_line(origin, finding, words)
        if many:
            told.add(finding.code)
            alike = [f for f in findings if f.code == finding.code and not f.is_error]
            yield f"  {_alike(alike[1:], words)}"


def _alike(findings: Sequence[Finding], words: Words) -> str:
    """How many more there are, and where."""
    places = [f.path if f.line is None else str(f.line) for f in findings]
    shown = list(dict.fromkeys(filter(None, places)))
    more = "…" if len(shown) > _PLACES else ""
    count = words.number(len(findings))
    if not shown:
        return words.say("and {count} more of this kind", count=count)
    listed = ", ".join([*shown[:_PLACES], *filter(None, (more,))])
    return words.say("and {count} more of this kind: {places}", count=count, places=listed)


def _problem(finding: Finding, values: Mapping[str, str], words: Words) -> str:
    if finding.code == "type":
        return _type_problem(finding.values, words)
    if finding.code in ("characters-removed", "more"):
        return _counted_problem(finding, values, words)
    return fitting(PROBLEMS[finding.code], values, words)


def _remedy(finding: Finding, values: Mapping[str, str], words: Words) -> str:
    if finding.code == "type" and values["found"] == "nothing":
        return words.say("Add it, or remove the key if it is optional.")
    remedies = REMEDIES.get(finding.code)
    return fitting(remedies, values, words) if remedies else ""


def _type_problem(values: Mapping[str, str], words: Words) -> str:
    expected = words.say(TYPES[values["expected"]])
    if values["found"] == "nothing":
        return words.say("The value is missing; it should be {expected}.", expected=expected)
    found = words.say(TYPES[values["found"]])
    return words.say("This should be {expected}, not {found}.", expected=expected, found=found)


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
        "{count} character that could command the terminal was left out here.",
        "{count} characters that could command the terminal were left out here.",
        number,
        count=count,
    )


def _spoken(values: Mapping[str, str], words: Words) -> dict[str, str]:
    """Values as a sentence shows them: thousands apart, zones and faults in words."""
    said = {
        name: words.number(int(value)) if name in _COUNTS and value.isdecimal() else value
        for name, value in values.items()
    }
    if "zone" in said:
        said["zone"] = zone_name(said["zone"])
    if said.get("fault"):
        said["fault"] = words.say(FAULTS[said["fault"]])
    return said


def fitting(sentences: Sequence[str], values: Mapping[str, str], words: Words) -> str:
    """Say the first sentence of which everything to fill in is known, else the last."""
    known = {name for name, value in values.items() if value}
    chosen = next((s for s in sentences if _fields(s) <= known), sentences[-1])
    return words.say(chosen, **values)


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


PROBLEMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "empty": (mark("There is nothing in this file."),),
        "binary": (mark("This is not a text file."),),
        "encoding": (
            mark("This is not UTF-8 text: it has the byte {byte} here."),
            mark("This is not UTF-8 text."),
        ),
        "tab": (mark("There is a tab here, where YAML wants spaces."),),
        "syntax": (
            mark("This is not valid YAML: {fault}."),
            mark("This is not valid YAML."),
        ),
        "documents": (mark("A second document begins here (“---”)."),),
        "too-deep": (mark("This is nested deeper than {limit} levels."),),
        "too-many": (mark("The file holds more than {limit} values."),),
        "anchor": (mark("The anchor “&{name}” is not read."),),
        "alias": (mark("The reference “*{name}” is not read."),),
        "tag": (mark("The tag “{tag}” is not read."),),
        "key": (mark("A list or a group of keys stands here in the place of a key."),),
        "duplicate-key": (mark("The key “{key}” is given twice."),),
        "unknown-key": (mark("The key “{key}” is not known here."),),
        "missing-key": (mark("The key “{key}” is missing."),),
        "choice": (
            mark("“{value}” is not one of the values allowed here."),
            mark("The value is empty."),
        ),
        "range": (mark("{value} is too small or too large."),),
        "too-long": (mark("This list has {length} items; at most {limit} are read."),),
        "version": (mark("The file is of version {found}, which this program does not read."),),
        "id": (mark("“{value}” cannot be an id."), mark("The id is empty.")),
        "time": (mark("“{value}” is not a time of day."), mark("The time is empty.")),
        "date": (mark("“{value}” is not a date."), mark("The date is empty.")),
        "language": (
            mark("“{value}” is not a language code."),
            mark("The language code is empty."),
        ),
        "url": (mark("“{value}” is not a web address."), mark("The web address is empty.")),
        "color": (mark("“{value}” is not a color."), mark("The color is empty.")),
        "blank": (mark("The text of “{key}” is empty."),),
        "unknown-zone": (
            mark("There is no time zone “{zone}”."),
            mark("The time zone is empty."),
        ),
        "unknown-person": (mark("Nobody under “people” has the id “{id}”."),),
        "unknown-room": (mark("Nothing under “rooms” has the id “{id}”."),),
        "unknown-track": (mark("Nothing under “tracks” has the id “{id}”."),),
        "no-room": (mark("There are several rooms, and this does not say which one."),),
        "duplicate-id": (mark("The id “{id}” is given twice."),),
        "duplicate-date": (mark("The day {date} is given twice."),),
        "duplicate-person": (mark("“{id}” is in this session twice."),),
        "duplicate-room": (mark("The room “{id}” is given twice."),),
        "not-in-session": (mark("“{id}” is not in this session."),),
        "duplicate-seat": (mark("“{id}” has two seats."),),
        "shares": (mark("The shares add up to {total} percent."),),
        "end-before-start": (mark("The end ({end}) is not after the start ({start})."),),
        "time-impossible": (
            mark("{time} does not exist in {zone}: clocks go forward and skip it."),
        ),
        "time-ambiguous": (mark("{time} comes twice in {zone}: clocks go back and repeat it."),),
        "time-offset": (mark("{time} has an offset from UTC that {zone} does not have then."),),
        "time-range": (mark("{time} is beyond the years that can be counted."),),
        "no-sessions": (mark("The programme has no session."),),
        "too-many-sessions": (
            mark("The programme has {count} sessions; at most {limit} are read."),
        ),
        "capped": (
            mark("This text has {length} characters; only the first {limit} are kept."),
            mark("This text is too long; only its beginning is kept."),
        ),
        "segments-too-long": (
            mark(
                "The segments take {minutes} minutes, {excess} more than the session ({available})."
            ),
        ),
        "segments-too-short": (
            mark(
                "The segments take {minutes} minutes, "
                "{missing} fewer than the session ({available})."
            ),
        ),
        "overlap": (mark("“{title}” and “{other}” are in the same room at the same time."),),
        "unused-person": (
            mark("{name} (“{id}”) is in no session."),
            mark("“{id}” is in no session."),
        ),
        "html-unread": (mark("This is a page of the web."),),
        "doctype": (mark("This XML file declares a document type, which is not read."),),
        "xml-syntax": (mark("This is not valid XML."),),
        "xml-unread": (mark("This is XML of another kind: {found}."),),
        "json-syntax": (mark("This is not valid JSON."),),
        "json-unread": (mark("This is JSON of another kind: {found}."),),
        "calendar-syntax": (mark("This is not a valid calendar."),),
        "not-a-pair": (mark("These are not a schedule JSON and the widget’s of one event."),),
        "no-events": (mark("There is no session in this file that has a time."),),
        "zone-needed": (mark("The file gives local times and does not say in which time zone."),),
        "zone-unread": (mark("The file names the time zone “{zone}”, which nobody knows."),),
        "zone-from-offsets": (
            mark("The file names no time zone; its offsets say {zone}. “--source-tz” can name it."),
        ),
        "boundary-unread": (mark("“{value}” is not an hour at which a day could begin."),),
        "local-as-utc": (
            mark("All starts ({count}) are local times marked as UTC; read as times of {zone}."),
        ),
        "no-start": (mark("“{title}” has no start that can be read, and is left out."),),
        "start-differs": (mark("The start is {start}, but the date says {shown}, which holds."),),
        "clock-impossible": (
            mark("{time} does not exist in {zone}: clocks go forward and skip it."),
        ),
        "clock-ambiguous": (mark("{time} comes twice in {zone}; the first time is taken."),),
        "too-long-session": (mark("It would last {days} days; its end is not believed."),),
        "end-guessed": (mark("“{title}” has no end; it is taken to last {minutes} minutes."),),
        "length-unread": (mark("“{value}” is not a duration."),),
        "rooms-folded": (mark("“{title}” is given once for each room; it is one: {rooms}."),),
        "id-repeated": (mark("The id “{id}” is not only that of “{title}”; it gets another."),),
        "people-by-name": (
            mark(
                "Ids of people are not reliable here ({count} have several names); names tell them."
            ),
        ),
        "person-empty": (mark("Someone without a name is left out."),),
        "person-repeated": (mark("{name} is given twice, and kept once."),),
        "room-differs": (mark("It stands under the room “{room}”, but says “{other}”."),),
        "room-guessed": (mark("“{title}” has no room; it is taken to be in all of them."),),
        "track-cut": (mark("Of the tracks “{value}”, “{kept}” is kept."),),
        "language-unread": (mark("“{value}” is not a language code, and is left out."),),
        "language-guessed": (
            mark("The file does not say the event’s language; most sessions say “{language}”."),
        ),
        "link-left-out": (mark("“{value}” is not a web address, and is left out."),),
        "link-mended": (mark("The address “{value}” is read as {suggestion}."),),
        "state-from-title": (mark("“{title}” is marked in its title: “{mark}”."),),
        "break-from-title": (mark("“{title}” is taken for a break."),),
        "title-missing": (mark("The title is missing; it is called “{title}”."),),
        "left-out": (mark("“{key}” has no place here; left out: {count}."),),
        "color-unread": (mark("“{value}” is not a color, and is left out."),),
        "recurrence": (mark("“{title}” recurs; times it is listed: {count}."),),
        "recurrence-unread": (mark("How “{title}” recurs cannot be told; it is listed once."),),
        "entry-unread": (
            mark("The entry “{title}” cannot be read, and is left out."),
            mark("An entry cannot be read, and is left out."),
        ),
        "calendar-broken-off": (mark("The calendar breaks off inside an entry."),),
        "cut-to-a-day": (mark("“{title}” is written with 24 hours: the format holds no more."),),
        "export-taken": (mark("The page leads to a programme: “{address}”."),),
        "merged": (mark("The two files are read as one; breaks taken from the second: {count}."),),
    }
)
"""What is wrong. Those with a form of their own are not here: "type", and the counted ones."""

_MEANT = mark("Did you mean “{suggestion}”?")
_WRITE = mark("Write {suggestion} instead.")
_KEEP_ONE = mark("Keep one of them; the other is on line {first}.")
_KEEP_EITHER = mark("Keep one of them.")

_READ = mark(
    "Read are: our own YAML, frab and pentabarf XML, schedule JSON, pretalx’s widget JSON,"
    " Sessionize’s “All” JSON, and iCalendar."
)

REMEDIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "empty": (mark("Write the programme in it, or give another file."),),
        "binary": (mark("Give a programme written in YAML, as plain text."),),
        "encoding": (mark("Save the file as UTF-8."),),
        "tab": (mark("Replace it with spaces."),),
        "syntax": (
            mark("Check indentation, colons and quotes on this line and on the one before."),
        ),
        "documents": (mark("Keep only one in the file."),),
        "too-deep": (mark("Check indentation and brackets."),),
        "too-many": (mark("Take out what is not part of the programme."),),
        "anchor": (mark("Remove it, and write the value out wherever it is needed."),),
        "alias": (mark("Write the value itself here."),),
        "tag": (mark("Remove it; put the value in quotes if it is text."),),
        "key": (
            mark(
                "Write a plain name before the colon; "
                "a text that begins with a bracket needs quotes."
            ),
        ),
        "duplicate-key": (_KEEP_ONE, _KEEP_EITHER),
        "unknown-key": (
            _MEANT,
            mark("Remove it; “sommet-tui schema” prints the keys there are."),
        ),
        "missing-key": (mark("Add it."),),
        "choice": (
            mark("Did you mean “{suggestion}”? The values are: {choices}."),
            mark("The values are: {choices}."),
        ),
        "range": (mark("Write a number from {low} to {high}."), mark("Correct it.")),
        "too-long": (mark("Shorten the list."),),
        "version": (mark("Write “version: {read}”, or use a newer version of the program."),),
        "id": (mark("Use at most 100 characters, no spaces, and no “-” at the beginning."),),
        "time": (_WRITE, mark("Write hours and minutes, as in “09:30”.")),
        "date": (mark("Write year, month and day, as in “2026-03-01”."),),
        "language": (mark("Write one such as “fr”, “en” or “pt-BR”."),),
        "url": (mark("Write one that begins with “https://” or “http://”."),),
        "color": (mark("Write red, green and blue, as in “#4466aa”."),),
        "blank": (mark("Write something in it, or remove the key if it is optional."),),
        "unknown-zone": (_MEANT, mark("Write an IANA name, as in “Europe/Paris”.")),
        "unknown-person": (_MEANT, mark("Add this person there, or correct the id.")),
        "unknown-room": (_MEANT, mark("Add the room there, or correct the id.")),
        "unknown-track": (_MEANT, mark("Add the track there, or correct the id.")),
        "no-room": (mark("Add “room” with one of these: {rooms}."), mark("Add “room”.")),
        "duplicate-id": (
            mark("Change one of them; the other is on line {first}."),
            mark("Change one of them."),
        ),
        "duplicate-date": (
            mark("Move these sessions to the one on line {first}."),
            mark("Put its sessions together."),
        ),
        "duplicate-person": (_KEEP_ONE, _KEEP_EITHER),
        "duplicate-room": (_KEEP_ONE, _KEEP_EITHER),
        "not-in-session": (
            _MEANT,
            mark("Add this person to the “people” of the session, or remove the id here."),
        ),
        "duplicate-seat": (_KEEP_ONE, _KEEP_EITHER),
        "shares": (mark("Make them 100 or less together."),),
        "end-before-start": (mark("Correct one of the two."),),
        "time-impossible": (mark("Choose a time before or after."),),
        "time-ambiguous": (
            mark("Add the offset from UTC that is meant, one of these: {choices}."),
            mark("Add the offset from UTC that is meant, as in “02:30+01:00”."),
        ),
        "time-offset": (
            mark("It would be one of these: {choices}."),
            mark("Correct the offset, or leave it out."),
        ),
        "time-range": (mark("Correct the date."),),
        "no-sessions": (mark("Add at least one under “days”."),),
        "too-many-sessions": (mark("Split it into several programmes."),),
        "capped": (mark("Shorten it."),),
        "characters-removed": (mark("Delete this line and type it again to clean it."),),
        "type": (_WRITE, mark("Correct the value, or its indentation.")),
        "segments-too-long": (mark("Shorten some of them."),),
        "segments-too-short": (mark("Lengthen some of them, or add one."),),
        "overlap": (
            mark("Change a time or a room; the other is on line {first}."),
            mark("Change a time or a room."),
        ),
        "unused-person": (mark("Add this person to a session, or remove the entry."),),
        "more": (mark("Correct those above, then check again."),),
        "html-unread": (_READ,),
        "doctype": (mark("Remove the declaration, or give another export of the event."),),
        "xml-syntax": (mark("Fetch the file again, or give another export of the event."),),
        "xml-unread": (_READ,),
        "json-syntax": (mark("Fetch the file again, or give another export of the event."),),
        "json-unread": (_READ,),
        "calendar-syntax": (mark("Fetch the file again, or give another export of the event."),),
        "not-a-pair": (mark("Give one of each."),),
        "no-events": (mark("Fetch it again when the programme is published."),),
        "zone-needed": (mark("Say it with “--source-tz”, as in “--source-tz Europe/Paris”."),),
        "zone-unread": (_MEANT, mark("Say the right one with “--source-tz”.")),
    }
)
"""What to do, where there is something to do."""

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text": mark("text"),
        "whole-number": mark("a whole number"),
        "number": mark("a number"),
        "true-or-false": mark("“true” or “false”"),
        "list": mark("a list"),
        "mapping": mark("a group of keys"),
    }
)
"""What a value is or should be, as the finding "type" names it."""

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "key": mark("a key cannot stand here"),
        "no-colon": mark("a key has no colon after it"),
        "end": mark("this does not go on with what stands before it"),
        "dash": mark("an item of a list has no “-” before it"),
        "list": mark("a list in brackets lacks a comma or its end"),
        "group": mark("a group of keys in braces lacks a comma or its end"),
        "quote": mark("a text in quotes does not end"),
        "character": mark("a text that begins like this needs quotes"),
        "escape": mark("a backslash in double quotes begins nothing that is known"),
        "item": mark("an item of a list cannot stand here"),
    }
)
"""What keeps a file from being YAML, as the finding "syntax" names it."""
