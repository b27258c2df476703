"""Sentences about the terminal and programs: a cut or stalled paste, a failed command, a bug."""

from __future__ import annotations

from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.words import Words


def paste_cut_sentence(left_out: int, words: Words) -> str:
    """Return that the last bytes of a paste were dropped."""
    return words.count(
        "The pasted text is too long: its last {n} byte was dropped.",
        "The pasted text is too long: its last {n} bytes were dropped.",
        left_out,
    )


def paste_stalled_sentence(words: Words) -> str:
    """Return that a paste has not ended, and how to end it."""
    return words.say("The paste has not ended, so no key works. Press esc and wait a second.")


def line_cut_sentence(left_out: int, words: Words) -> str:
    """Return that characters pasted into a line were dropped."""
    return words.count(
        "This line is full: {n} character was not inserted.",
        "This line is full: {n} characters were not inserted.",
        left_out,
    )


def command_failed(setting: str, command: str, failure: str, words: Words) -> str:
    """Return why the program of a setting failed; `failure` is as `run_program` has it."""
    name = cap(clean_line(command), 200)
    if failure == "timeout":
        return words.say(
            "The {setting} “{command}” took too long and was stopped.",
            setting=setting,
            command=name,
        )
    return words.say(
        "The {setting} “{command}” failed ({detail}). Check the command in the settings file.",
        setting=setting,
        command=name,
        detail=cap(clean_line(failure), 200),
    )


def fault_sentence(path: str, words: Words) -> str:
    """Return that there is a bug, and where its details are."""
    return words.say(
        "This is a bug in sommet-tui. Everything you saved is intact. Report the bug with "
        "the details in “{path}”.",
        path=cap(clean_line(path), 200),
    )


def unwritten_fault_sentence(kind: str, words: Words) -> str:
    """Return the same if the details could not be written to a file."""
    return words.say(
        "This is a bug in sommet-tui. Everything you saved is intact. Report the bug under "
        "this name: {kind}.",
        kind=cap(clean_line(kind), 200),
    )


def unworded_change_sentence(kind: str, words: Words) -> str:
    """Return that a change of the programme cannot be described, because of a bug."""
    return words.say(
        "sommet-tui has a bug: it cannot describe this change ({kind}).",
        kind=cap(clean_line(kind), 200),
    )


def unworded_changes_sentence(kind: str, words: Words) -> str:
    """Return that the changes of the programme cannot be described, because of a bug."""
    return words.say(
        "The programme has changed. sommet-tui has a bug and cannot describe the change "
        "({kind}). To see the details: {command}",
        kind=cap(clean_line(kind), 200),
        command="sommet-tui changes",
    )
