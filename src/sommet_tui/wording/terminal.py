"""What is said of the terminal and of the program itself: a paste cut off, a fault."""

from __future__ import annotations

from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.words import Words


def paste_cut_sentence(left_out: int, words: Words) -> str:
    """Of what was pasted, so many bytes were left out."""
    return words.count(
        "The pasted text is too long: its last {n} byte was dropped.",
        "The pasted text is too long: its last {n} bytes were dropped.",
        left_out,
    )


def line_cut_sentence(left_out: int, words: Words) -> str:
    """Of what was pasted into a field of one line, so many characters were left out."""
    return words.count(
        "This line is full: {n} character was not inserted.",
        "This line is full: {n} characters were not inserted.",
        left_out,
    )


def fault_sentence(path: str, words: Words) -> str:
    """The program failed by a fault of its own, and where that is described."""
    return words.say(
        "This is a bug in the program; everything it saved is intact. "
        "Report it with the details in “{path}”.",
        path=cap(clean_line(path), 200),
    )


def unwritten_fault_sentence(kind: str, words: Words) -> str:
    """The same where the details could not be written to a file."""
    return words.say(
        "This is a bug in the program; everything it saved is intact. "
        "Report it with its name: {kind}.",
        kind=cap(clean_line(kind), 200),
    )


def unworded_change_sentence(kind: str, words: Words) -> str:
    """One change of the programme could not be described, by a fault of the program."""
    return words.say(
        "The program cannot describe this change ({kind}): this is a bug.",
        kind=cap(clean_line(kind), 200),
    )


def unworded_changes_sentence(kind: str, words: Words) -> str:
    """What changed in the programme could not be told, by a fault of the program."""
    return words.say(
        "The programme has changed, but the program cannot describe how ({kind}): this is a bug. "
        "To see its details: {command}",
        kind=cap(clean_line(kind), 200),
        command="sommet-tui changes",
    )
