"""What the readers of programme files found, in sentences: what is wrong, then what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import clean_line
from sommet_tui.wording.errors import (
    keeping_error_sentence,
    notice_sentence,
    source_error_sentence,
    time_error_sentence,
    unknown_sentence,
)
from sommet_tui.wording.problems import FAULTS, PROBLEMS, REMEDIES, TYPES
from sommet_tui.wording.times import number_text
from sommet_tui.wording.words import Words

__all__ = [
    "finding_line",
    "finding_sentence",
    "keeping_error_sentence",
    "notice_sentence",
    "source_error_sentence",
    "time_error_sentence",
    "unknown_sentence",
]

_COUNTS = ("length", "limit", "count")


def finding_sentence(finding: Finding, words: Words) -> str:
    """What is wrong and what to do about it."""
    values = _spoken(finding.values, words)
    return f"{_problem(finding, values, words)} {_remedy(finding, values, words)}"


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


def _problem(finding: Finding, values: Mapping[str, str], words: Words) -> str:
    if finding.code == "type":
        return _type_problem(finding.values, words)
    if finding.code in ("characters-removed", "more"):
        return _counted_problem(finding, values, words)
    return fitting(PROBLEMS[finding.code], values, words)


def _remedy(finding: Finding, values: Mapping[str, str], words: Words) -> str:
    if finding.code == "type" and values["found"] == "nothing":
        return words.say("Add it, or remove the key if it is optional.")
    return fitting(REMEDIES[finding.code], values, words)


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
    """Values as a sentence shows them: thousands apart in what was counted, faults in words."""
    said = {
        name: number_text(int(value), words) if name in _COUNTS and value.isdecimal() else value
        for name, value in values.items()
    }
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
