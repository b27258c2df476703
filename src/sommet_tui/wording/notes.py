"""Sentences about notes: errors of saving and of editors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.companion.errors import EditorError, StorageError
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.notes import NoteTooLongError
from sommet_tui.wording.errors import foreign, storage_error_sentence
from sommet_tui.wording.words import Words, mark

_EDITOR: Mapping[str, str] = MappingProxyType(
    {
        "none": mark("No editor is set. Set EDITOR, for example with “export EDITOR=nano”."),
        "missing": mark("The editor “{detail}” cannot be started. Check VISUAL and EDITOR."),
        "failed": mark("The editor exited with code {detail}; the note is unchanged."),
        "gone": mark("The editor deleted its file; the note is unchanged."),
        "no-file": mark("The editor’s result is not a regular file; the note is unchanged."),
        "denied": mark("The editor’s file cannot be read; the note is unchanged."),
        "unreadable": mark("The editor’s file is not UTF-8 text; the note is unchanged."),
        "too-large": mark("The editor’s file is much too long for a note; the note is unchanged."),
        "no-scratch": mark("Cannot create a temporary file for the editor. Check the disk."),
    }
)


def editor_error_sentence(error: EditorError, words: Words) -> str:
    """Return why a note was not edited, and where the text is."""
    reason = words.say(_EDITOR[error.code], detail=foreign(error.detail))
    return f"{reason} {written_in(error.path, words)}" if error.path else reason


def written_in(path: str, words: Words) -> str:
    """Return where a text is that could not be saved."""
    return words.say("Your text is saved in “{path}”.", path=foreign(path))


def note_trouble_sentence(trouble: StorageError | NoteTooLongError, words: Words) -> str:
    """Return why a note is not saved, and what to do."""
    if isinstance(trouble, StorageError):
        return storage_error_sentence(trouble, words)
    return words.count(
        "A note can have {limit} characters; this one has {n} too many.",
        "A note can have {limit} characters; this one has {n} too many.",
        trouble.length - NOTE_LIMIT,
        limit=words.number(NOTE_LIMIT),
    )


def joined_sentence(words: Words) -> str:
    """Return that the note was changed elsewhere while it was being written here."""
    return words.say("The note was also changed elsewhere; it now contains both texts.")


def changed_sentence(words: Words) -> str:
    """Return that the note was changed elsewhere while nothing was being written here."""
    return words.say("The note was changed elsewhere; this is the new version.")


def full_sentence(too_many: int, words: Words) -> str:
    """Return that typed or pasted text did not fit."""
    return words.count(
        "A note can have {limit} characters: {n} character was not inserted.",
        "A note can have {limit} characters: {n} characters were not inserted.",
        too_many,
        limit=words.number(NOTE_LIMIT),
    )
