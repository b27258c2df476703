"""Errors in the settings file, in sentences: the error, the cure, and the value used instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from sommet_tui.companion import settings
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import clean_line
from sommet_tui.wording.findings import choose_sentence, finding_sentence
from sommet_tui.wording.words import Words, mark

_SENTENCES: Mapping[str, tuple[str, ...]] = mark(
    {
        "unreadable": ("Cannot read the settings ({detail}). Check the file’s permissions.",),
        "unknown-setting": (
            "Unknown setting “{key}”. Did you mean “{suggestion}”?",
            "Unknown setting “{key}”. Settings: {choices}.",
        ),
        "binary": ("This is not a text file. Write the settings in YAML, as plain text.",),
        "command-words": (
            (
                "“{value}” contains spaces. Write each word of the command as an item of a "
                "list: {suggestion}."
            ),
        ),
        "no-home": ("“{value}” is not a home folder. Write the full path.",),
        "unknown-binding": (
            "No key has the id “{key}”. Did you mean “{suggestion}”?",
            "No key has the id “{key}”. Did you mean one of these: {choices}?",
            "No key has the id “{key}”. All ids are at the end of the help (?).",
        ),
        "unknown-keys": (
            "“{value}” is not a key. Write a character, or a name such as ctrl+x, f5 or left.",
        ),
        "key-taken": (
            "“{value}” is already assigned to {other}. Choose another key for one of the two.",
        ),
        "key-typed": (
            (
                "“{value}” cannot be a key, because you could no longer type it. Choose a "
                "key with ctrl, or a function key."
            ),
        ),
    }
)
"""The sentences of findings that only settings have, or that settings phrase differently."""


def settings_lines(
    loaded: settings.LoadedSettings, words: Words, findings: Sequence[Finding] | None = None
) -> list[str]:
    """Return a line for each finding, in the format of compilers, with its place in the file.

    By default, these are the findings of the loaded settings; `findings` replaces them.
    """
    found = loaded.findings if findings is None else findings
    return [_line(loaded.origin, finding, words) for finding in found]


def _line(origin: str, finding: Finding, words: Words) -> str:
    file = clean_line(origin)
    place = [file if finding.line is None else f"{file}:{finding.line}", finding.path]
    parts = [_sentence(finding, words), _fallback_sentence(finding, words)]
    return ": ".join([*filter(None, place), " ".join(filter(None, parts))])


def _sentence(finding: Finding, words: Words) -> str:
    sentences = _SENTENCES.get(finding.code)
    if sentences is None:
        return finding_sentence(finding, words)
    return choose_sentence(sentences, finding.values, words)


def _fallback_sentence(finding: Finding, words: Words) -> str | None:
    """Return a sentence saying that the default replaces a wrong value.

    Return None for a setting that is unknown, and for a value that was corrected.
    """
    if not finding.is_error or finding.code in ("unknown-setting", "unknown-binding"):
        return None
    return (
        words.say("The default is used.")
        if finding.path
        else words.say("The default settings are used.")
    )


_INTRODUCTION = mark(
    "Settings of sommet-tui. “sommet-tui paths” shows where to put this file. Each line "
    "shows a default or an example. To use a line, remove its #."
)


def settings_example(words: Words) -> list[str]:
    """Return the lines of an example of a settings file; every line is a comment."""
    lines = _comment(words.say(_INTRODUCTION))
    for setting in settings.SETTINGS:
        lines += ["", *_comment(_setting_help(setting, words))]
        lines.append(f"#{setting.name}: {setting.example}")
    return lines


def _setting_help(setting: settings.Setting, words: Words) -> str:
    if setting.help:
        return words.say(setting.help)
    *most, last = setting.choices
    return words.say("{choices} or {last}.", choices=", ".join(most), last=last)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, 78, break_on_hyphens=False)]
