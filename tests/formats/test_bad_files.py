from __future__ import annotations

import re
from pathlib import Path

import pytest

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MAX_FINDINGS
from sommet_tui.formats.readers import read_programme as read
from tests.finding_codes import CODES, places

BAD = Path(__file__).parents[1] / "data" / "bad"

PLACES = {
    "40-levels": "too-deep 1",
    "all-rooms-of-none": "unknown-room 11 days[0].sessions[0].room",
    "ambiguous-time": "time-ambiguous 10 days[0].sessions[0].start",
    "another-site": "yaml-unread",
    "anchor-and-alias": "anchor 4 event.title, alias 5 event.subtitle",
    "as-anyone-would-write-it": (
        "misplaced-key 1 title, misplaced-key 2 timezone, id-derived 6 days[0].sessions[0]"
    ),
    "bad-indent": "syntax 4",
    "binary": "binary 3",
    "blank-title": (
        "characters-removed 10 days[0].sessions[0].title, blank 10 days[0].sessions[0].title"
    ),
    "colon-in-a-title": "syntax 11",
    "comma-in-braces": "stray-text 8 people.ada.Country",
    "color-by-name": "color 7 tracks[0].color",
    "blank-question": "blank 12 days[0].sessions[0].questions[0]",
    "blank-ready-message": "blank 11 stage.messages[1], type 12 stage.messages[2]",
    "deep-nesting": "too-deep 1",
    "duplicate-date": "duplicate-date 11 days[1].date",
    "duplicate-id": "duplicate-id 11 days[0].sessions[1].id",
    "duplicate-key": "duplicate-key 10 days[0].sessions[0].title",
    "duplicate-person": "duplicate-person 11 days[0].sessions[0].people[1]",
    "duplicate-room": "duplicate-id 9 rooms[1].id",
    "empty-title": "blank 10 days[0].sessions[0].title",
    "empty": "empty",
    "end-before-clocks-go-back": "end-before-start 10 days[0].sessions[0].end",
    "february-30": "date 8 days[0].date",
    "french-hour": "time 10 days[0].sessions[0].end",
    "hour-with-a-dot": "time 10 days[0].sessions[0].end",
    "hour-25": "time 10 days[0].sessions[0].end",
    "id-with-space": "id 10 days[0].sessions[0].id",
    "impossible-time": "time-impossible 10 days[0].sessions[0].start",
    "invisible-id": "id 10 days[0].sessions[0].id",
    "invisible-title": "blank 10 days[0].sessions[0].title",
    "languages-of-which-one-is-none": "language 11 days[0].sessions[0].language[1]",
    "link-of-unknown-kind": "choice 11 days[0].sessions[0].links[0].kind",
    "recorded-as-text": "type 11 days[0].sessions[0].recorded",
    "room-as-number": "type 11 days[0].sessions[0].room",
    "room-twice": "duplicate-room 11 days[0].sessions[0].room[2]",
    "rooms-of-which-one-is-unknown": "unknown-room 11 days[0].sessions[0].room[1]",
    "javascript-link": "url 10 days[0].sessions[0].links[0].url",
    "key-that-is-a-list": "key 7",
    "language-name": "language 6 event.language",
    "latin-1": "encoding 4",
    "list-at-the-top": "no-programme",
    "minutes-out-of-range": "range 10 days[0].sessions[0].warning_minutes",
    "missing-event": "missing-key 1 event",
    "missing-key": "missing-key 10 days[0].sessions[0].title",
    "no-as-false": "type 10 days[0].sessions[0].follows",
    "number-sign-in-braces": "syntax 8",
    "only-breaks": "no-sessions 7 days",
    "only-comments": "empty",
    "people-as-list": "type 7 people",
    "people-in-two-groups": "duplicate-key 9 people",
    "person-by-name": "person-id 10 days[0].sessions[0].people",
    "person-by-the-name-of-somebody-listed": "unknown-person 12 days[0].sessions[0].people",
    "room-by-name": "unknown-room 12 days[0].sessions[0].room",
    "room-by-a-name-of-words": "unknown-room 12 days[0].sessions[0].room",
    "track-by-name": "unknown-track 12 days[0].sessions[0].track",
    "person-id-with-space": 'id 7 people["ada b"]',
    "question-to-nobody": "unknown-person 12 days[0].sessions[0].questions[1].to",
    "question-to-someone-absent": "not-in-session 12 days[0].sessions[0].questions[0].to",
    "question-without-text": "missing-key 12 days[0].sessions[0].questions[0].text",
    "room-where-there-is-none": "unknown-room 10 days[0].sessions[0].room",
    "rooms-under-the-event": "misplaced-key 7 event.rooms",
    "room-as-a-name": "type 7 rooms[0]",
    "rooms-as-names": (
        "type 7 rooms[0], type 7 rooms[1], type 7 rooms[2], "
        "unknown-room 12 days[0].sessions[1].room, unknown-room 13 days[0].sessions[2].room"
    ),
    "seat-in-another-session": "not-in-session 12 days[0].sessions[0].seating[0]",
    "seat-of-nobody": "unknown-person 12 days[0].sessions[0].seating[1]",
    "segment-as-text": "type 12 days[0].sessions[0].segments[0]",
    "segment-without-minutes": (
        "missing-key 12 days[0].sessions[0].segments[0].minutes, "
        "range 12 days[0].sessions[0].segments[1].minutes"
    ),
    "several-errors": (
        "unknown-key 7 event.langage, unknown-key 11 people.bob.nme, type 12 people.cleo, "
        "unknown-key 17 days[0].sessions[0].titel, "
        "unknown-person 20 days[0].sessions[0].people[1], type 21 days[0].sessions[1], "
        "time 24 days[0].sessions[2].start, "
        "unknown-key 26 days[0].sessions[2].people[2].rôle, "
        "unknown-room 27 days[0].sessions[2].room, duplicate-id 28 days[0].sessions[3].id, "
        "choice 28 days[0].sessions[3].kind, date 29 days[1].date, "
        "long-overnight 31 days[1].sessions[0].end, "
        "long-overnight 32 days[1].sessions[1].end, "
        "unknown-person 32 days[1].sessions[1].people[0]"
    ),
    "session-beside-its-day": "misplaced-key 9 days[0].title",
    "sessions-at-the-top": "id-derived 2 event, misplaced-key 4 sessions",
    "share-over-100": "range 11 days[0].sessions[0].people[0].share",
    "shares-over-100": "shares 11 days[0].sessions[0].people",
    "speakers-for-people": "unknown-key 10 days[0].sessions[0].speakers",
    "tab": "tab 4",
    "title-by-names-of-languages": (
        "language 10 days[0].sessions[0].title.English, "
        "language 10 days[0].sessions[0].title.french"
    ),
    "title-by-an-empty-language": "language 10 days[0].sessions[0].title",
    "title-in-a-key-by-language": "unknown-key 11 days[0].sessions[0].title_fr",
    "title-in-no-language": "blank 10 days[0].sessions[0].title",
    "title-with-a-colon-by-language": "syntax 10",
    "title-with-a-comma-by-language": 'stray-text 10 days[0].sessions[0].title["la bienvenue"]',
    "title-without-one-language": (
        "type 11 days[0].sessions[0].title.fr, blank 13 days[0].sessions[0].subtitle.en"
    ),
    "tag": "tag 4 event.title",
    "title-that-is-a-number": "type 10 days[0].sessions[0].title",
    "too-many-segments": "too-long 12 days[0].sessions[0].segments",
    "two-documents": "documents 11",
    "two-seats": "duplicate-seat 12 days[0].sessions[0].seating[1]",
    "unclosed-quote": "syntax 4",
    "unknown-key": "unknown-key 10 days[0].sessions[0].abstrct",
    "unknown-person": "unknown-person 11 days[0].sessions[0].people[1]",
    "unknown-role": "choice 11 days[0].sessions[0].people[0].role",
    "unknown-room": "unknown-room 11 days[0].sessions[0].room",
    "unknown-track": "unknown-track 10 days[0].sessions[0].track",
    "unknown-walk": "unknown-walk 11 walks.betwen, unknown-walk 14 walks.K-Z",
    "unknown-zone": "unknown-zone 5 event.timezone",
    "utf-16": "encoding 1",
    "version-2": "version 1 version",
    "version-as-text": "type 1 version",
    "which-room": "no-room 11 days[0].sessions[0].room",
    "wrong-offset": "time-offset 10 days[0].sessions[0].start",
    "year-9999": "time-range 10 days[0].sessions[0].end, time-range 10 days[0].sessions[0].start",
    "year-9999-in-no-zone": (
        "unknown-zone 5 event.timezone, time-range 10 days[0].sessions[0].end, "
        "time-range 10 days[0].sessions[0].start"
    ),
    "zero-sessions": "no-sessions 7 days",
    "zone-outside": "unknown-zone 5 event.timezone",
    "zone-that-is-a-folder": "unknown-zone 5 event.timezone",
}


def load(name: str) -> Loaded:
    return read((BAD / f"{name}.yaml").read_bytes(), name)


def values(name: str) -> dict[str, str]:
    (finding,) = load(name).findings
    return dict(finding.values)


def test_every_bad_file_has_an_expectation() -> None:
    named = {path.stem for path in BAD.glob("*.yaml")}

    assert named == {*PLACES, "alias-bomb"}


@pytest.mark.parametrize("name", PLACES)
def test_bad_file_is_refused_with_code_line_and_path(name: str) -> None:
    loaded = load(name)

    assert loaded.programme is None
    assert places(loaded.findings) == PLACES[name]


@pytest.mark.parametrize("name", [*PLACES, "alias-bomb"])
def test_findings_have_the_values_required_by_their_code(name: str) -> None:
    for finding in load(name).findings:
        assert set(finding.values) == CODES[finding.code]


def test_yaml_alias_bomb_is_refused() -> None:
    findings = load("alias-bomb").findings

    assert sum(finding.code == "alias" for finding in findings) == 72
    assert "alias 5 d[8]," in places(findings)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("unknown-key", "abstract"),
        ("unknown-person", "ada"),
        ("unknown-room", "main"),
        ("unknown-role", "speaker"),
        ("seat-of-nobody", "ada"),
        ("unknown-zone", "Europe/Paris"),
        ("french-hour", "10:30"),
        ("title-that-is-a-number", '"1984"'),
        ("speakers-for-people", "people"),
        ("hour-with-a-dot", "10:30"),
        ("colon-in-a-title", 'title: "AI: the commons"'),
        ("number-sign-in-braces", '"Room #3"'),
        ("language-name", "fr"),
        ("room-by-name", "main"),
        ("room-by-a-name-of-words", "main"),
        ("track-by-name", "web"),
        ("person-by-the-name-of-somebody-listed", "ada"),
        ("room-as-a-name", "{id: main-hall, name: Main hall}"),
        ("people-as-list", "ada: {name: ada}"),
        ("title-in-a-key-by-language", "title: {fr: …}"),
        ("title-with-a-colon-by-language", 'title: {fr: "L\'IA: enjeux", en: AI}'),
    ],
)
def test_misspelt_word_gets_a_suggestion(name: str, suggestion: str) -> None:
    assert values(name)["suggestion"] == suggestion


def test_repeated_hour_lists_its_possible_offsets() -> None:
    assert values("ambiguous-time") == {
        "time": "2026-10-25 02:30",
        "zone": "Europe/Paris",
        "choices": "+02:00, +01:00",
    }


def test_missing_room_is_reported_with_the_possible_values() -> None:
    assert values("which-room")["rooms"] == "main, side, all"


def test_unknown_version_is_reported_with_the_supported_one() -> None:
    assert values("version-2") == {"found": "2", "read": "1"}


def test_number_out_of_range_is_reported_with_the_range() -> None:
    assert values("share-over-100") == {"value": "101", "low": "1", "high": "100"}
    assert values("minutes-out-of-range")["low"] == "0"


def test_invalid_people_cause_no_further_errors_about_seats() -> None:
    data = (BAD / "two-seats.yaml").read_bytes().replace(b"[ada, ada]", b"[ada, bob]")
    torn = data.replace(b"people: [ada]", b"people: [ada, 3]")

    assert [f.code for f in read(data, "").findings] == ["not-in-session"]
    assert [f.code for f in read(torn, "").findings] == ["type"]


@pytest.mark.parametrize(
    ("text", "line", "fault", "suggestion"),
    [
        ("a: b: c", 1, "colon", 'a: "b: c"'),
        ("? a\n: b\nc", 3, "no-colon", ""),
        ("a:\n  b: 1\n c: 2", 3, "end", ""),
        ("a: 'it's'\nb: 1", 1, "after-quote", "a: \"'it's'\""),
        ('- a: "b" or "c"', 1, "after-quote", 'a: \'"b" or "c"\''),
        ("a: [1, 2\nb: 3", 2, "list", ""),
        ("a: {x: 1\nb: 3", 2, "group", ""),
        ("a: [b] c\nd: 1", 1, "character", 'a: "[b] c"'),
        ('a: "open\nb: c\n', 1, "quote", 'a: "open"'),
        ("a: @x", 1, "character", 'a: "@x"'),
        ("a: *x y", 1, "character", 'a: "*x y"'),
        ("a:x\nb: 1", 1, "space", "a: x"),
        (r'a: "\q"', 1, "escape", ""),
        (r'a: "\u12"', 1, "escape", ""),
        ("a: - b", 1, "character", 'a: "- b"'),
        ("a: |x\n b", 1, "character", 'a: "|x"'),
        ("- {a: b, c: #d}\n", 1, "hash", '"#d"'),
    ],
)
def test_invalid_yaml_is_reported_with_cause_and_fix(
    text: str, line: int, fault: str, suggestion: str
) -> None:
    (finding,) = read(text.encode(), "").findings
    facts = (finding.code, finding.line, finding.values["fault"], finding.values["suggestion"])
    assert facts == ("syntax", line, fault, suggestion)


def test_value_lost_in_a_comment_is_reported() -> None:
    tracks = b"tracks:\n  - id: web\n    name: Web\n    color: #2266aa\n"
    data = (BAD / "color-by-name.yaml").read_bytes()
    (finding,) = read(re.sub(rb"tracks: .*\n", tracks, data), "").findings
    assert (finding.code, finding.level, finding.line) == ("comment", "warning", 10)
    assert finding.values["suggestion"] == 'color: "#2266aa"'


def test_duplicate_is_reported_with_the_line_of_the_first() -> None:
    assert values("duplicate-key")["first"] == "10"
    assert values("duplicate-room")["first"] == "8"


def test_control_characters_are_removed_and_reported() -> None:
    data = (BAD / "zero-sessions.yaml").read_bytes().replace(b"Odd", b"O\x1b[31md\x07d")

    first = read(data, "").findings[0]

    assert (first.code, first.line, first.level) == ("characters-removed", 4, "warning")
    assert first.values == {"count": "2"}


def test_further_findings_are_only_counted() -> None:
    keys = "version: 1\n" + "".join(f"key-{number}: x\n" for number in range(MAX_FINDINGS + 500))

    findings = read(keys.encode(), "").findings

    assert len(findings) == MAX_FINDINGS + 1
    assert findings[-1].is_error
    assert findings[-1].values == {"count": "502"}


def test_file_with_too_many_values_is_refused() -> None:
    (finding,) = read(b"x: [" + b"1," * 1_000_001 + b"]", "").findings

    assert finding.code == "too-many"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("letter.txt", b"Dear all,\nplease: read this\n - soon\n", "no-programme"),
        ("notes.md", b"# Notes\n\nsome: text\n", "no-programme"),
        ("plan.pdf", b"%PDF-1.7\n%x: [\n", "no-programme"),
        ("letter.docx", b"PK\x03\x04word/document.xml", "binary"),
        ("plan.txt", b"event:\n  title: A: B\n", "syntax"),
        ("plan.yaml", b"a: b: c\n", "syntax"),
    ],
)
def test_yaml_advice_is_only_for_yaml_files(name: str, data: bytes, code: str) -> None:
    assert [f.code for f in read(data, name).findings] == [code]
