"""Every finding of a reader has a sentence in both languages: the problem, and what to do."""

from __future__ import annotations

import json

import pytest

from sommet_tui.domain.findings import Finding
from sommet_tui.wording.findings import (
    FAULTS,
    PROBLEMS,
    REMEDIES,
    TYPES,
    finding_line,
    finding_lines,
    finding_sentence,
)
from sommet_tui.wording.words import LANGUAGES, words_in
from tests.finding_codes import CODES, REMARKS
from tests.tables import table

EN, FR = words_in("en"), words_in("fr")
KINDS = (*TYPES, "nothing")

SAMPLES: dict[str, str] = dict(row.values for row in table("finding_codes.txt", "sample values"))  # type: ignore[misc]

MAY_BE_UNKNOWN = [
    (code, name)
    for code in sorted(CODES.keys() - REMARKS.keys())
    for name in sorted(CODES[code] & {"suggestion", "first", "byte", "fault", "value"})
    if (code, name) not in {("range", "value"), ("comment", "suggestion"), ("person-id", "value")}
]


def a_finding(code: str, **changes: str) -> Finding:
    values = {name: SAMPLES[name] for name in CODES[code]} | changes
    return Finding("error", code, "days[0].sessions[2].start", 12, values)


def sentence(code: str, language: str, **changes: str) -> str:
    return finding_sentence(a_finding(code, **changes), words_in(language))


def test_every_finding_code_has_a_sentence() -> None:
    assert set(REMEDIES) == set(CODES) - set(REMARKS)
    assert {*PROBLEMS, "type", "characters-removed", "more"} == set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_finding_says_what_is_wrong_and_what_to_do(code: str, language: str) -> None:
    text = sentence(code, language)
    if code not in REMARKS:
        assert text.count(". ") + text.count("? ") >= 1, "two sentences"
    assert text[-1] in ".?"
    assert "{" not in text
    assert "}" not in text
    for name in CODES[code] - {"expected", "found", "fault"}:
        if not (code == "type" and name == "suggestion") and name != "choices":
            assert SAMPLES[name] in text, name


@pytest.mark.parametrize("code", sorted(CODES))
def test_french_differs_from_english(code: str) -> None:
    assert sentence(code, "fr") != sentence(code, "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "name"),
    MAY_BE_UNKNOWN,
)
def test_unknown_values_leave_no_gap_in_a_sentence(code: str, name: str, language: str) -> None:
    text = sentence(code, language, **{name: ""})
    holes = ("“”", "«\u202f\u202f»", "  ", ": .", "\u202f: .", "()", " .")
    assert [hole for hole in holes if hole in text] == []
    assert text.count(". ") + text.count("? ") >= 1


@pytest.mark.parametrize(
    ("code", "changes", "english", "french"), table("sentences.txt", "findings")
)
def test_finding_has_an_english_and_a_french_sentence(
    code: str, changes: str, english: str, french: str
) -> None:
    values = json.loads(changes)
    assert sentence(code, "en", **values) == english
    assert sentence(code, "fr", **values) == french


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_value_has_a_different_name(language: str) -> None:
    values = {
        sentence("type", language, expected=expected, found=found)
        for expected in TYPES
        for found in KINDS
    }
    assert len(values) == len(TYPES) * len(KINDS)


def test_every_yaml_syntax_error_is_in_the_readers_language() -> None:
    found = {sentence("syntax", lang, fault=fault) for lang in LANGUAGES for fault in FAULTS}
    assert len(found) == len(LANGUAGES) * len(FAULTS)
    assert "pas du YAML valide\u202f: il manque un guillemet" in sentence("syntax", "fr")


def test_braces_in_a_value_are_not_fields() -> None:
    assert "“{0.__class__}”" in sentence("unknown-key", "en", key="{0.__class__}")


def test_finding_line_begins_with_file_and_line() -> None:
    assert finding_line("day.yaml", a_finding("missing-key", key="end"), EN) == (
        "day.yaml:12: days[0].sessions[2].start: The key “end” is missing. Add the key."
    )


def test_finding_line_marks_warnings() -> None:
    finding = Finding("warning", "unused-person", "people.ada", 3, {"id": "ada", "name": "Ada"})
    assert finding_line("day.yaml", finding, FR) == (
        "day.yaml:3: people.ada: avertissement\u202f: "
        "Ada («\u202fada\u202f») ne figure dans aucune session. "
        "Ajoutez cette personne à une session, ou retirez-la de la liste «\u202fpeople\u202f»."
    )


def test_finding_line_omits_an_unknown_line_number() -> None:
    assert finding_line("day.yaml", Finding("error", "empty"), EN) == (
        "day.yaml: This file is empty. Check that this is the right file or address."
    )


def test_file_name_cannot_control_the_terminal() -> None:
    line = finding_line("a\x1b[31m\n.yaml", Finding("error", "empty"), EN)
    assert line.startswith("a[31m .yaml: ")


def test_findings_of_one_kind_are_merged_with_their_places() -> None:
    removed = [
        Finding("warning", "characters-removed", f"days[{n}]", n + 10, {"count": "1"})
        for n in range(20)
    ]
    unknown = [Finding("error", "unknown-key", "event", n, {"key": f"x{n}"}) for n in range(1, 8)]
    few = [Finding("warning", "tab", line=n) for n in (40, 41)]
    first, *others = (finding_line("day.yaml", each, EN) for each in (removed[0], *unknown, *few))
    found = [*removed[:3], *unknown, *removed[3:], *few]
    more = "  and 19 more of this kind: 11, 12, 13, 14, 15, 16, 17, 18, …"
    assert [*finding_lines("day.yaml", found, EN)] == [first, more, *others]


def test_errors_with_one_wrong_value_are_merged_with_all_their_places() -> None:
    wrong = [Finding("error", "date", "date", n, {"value": "Fri 7"}) for n in range(2, 20)]
    first, more = finding_lines("day.csv", wrong, EN)
    assert first == finding_line("day.csv", wrong[0], EN)
    assert more == f"  and 17 more of this kind: {', '.join(map(str, range(3, 20)))}"


def test_every_guessed_break_is_listed() -> None:
    titles = [f"Break {n}" for n in range(30)]
    guessed = [Finding("warning", "break-from-title", "", None, {"title": t}) for t in titles]
    listed = "\n".join(finding_lines("day.json", guessed, EN))
    assert [title for title in titles if title not in listed] == []


def test_warnings_without_a_line_are_counted() -> None:
    lines = list(finding_lines("day.ics", [Finding("warning", "tab")] * 6, EN))
    assert lines[1:] == ["  and 5 more of this kind"]
