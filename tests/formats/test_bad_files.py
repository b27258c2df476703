from __future__ import annotations

import re

import pytest

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MAX_FINDINGS
from sommet_tui.formats.readers import read_programme as read
from tests.finding_codes import CODES, places
from tests.tables import DATA, table

BAD = DATA / "bad"

PLACES = dict(
    line.split(" | ") for line in (DATA / "bad_files.txt").read_text("utf-8").splitlines()
)


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


@pytest.mark.parametrize(("name", "suggestion"), table("suggestions.txt"))
def test_finding_about_a_misspelt_word_contains_a_suggestion(name: str, suggestion: str) -> None:
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
    [*table("invalid_yaml.txt"), ("a: |x\\n b", "1", "character", 'a: "|x"')],
)
def test_invalid_yaml_is_reported_with_cause_and_fix(
    text: str, line: str, fault: str, suggestion: str
) -> None:
    (finding,) = read(text.replace("\\n", "\n").encode(), "").findings
    assert (finding.code, finding.line) == ("syntax", int(line))
    assert (finding.values["fault"], finding.values["suggestion"]) == (fault, suggestion)


def test_colour_that_yaml_reads_as_a_comment_is_reported() -> None:
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


def test_findings_above_the_limit_are_only_counted() -> None:
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
