"""What is said about notes: why one is not kept, and what became of an editor."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.ports import EditorError
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.notes import NoteTooLongError
from sommet_tui.wording.errors import foreign, keeping_error_sentence
from sommet_tui.wording.words import Words, mark

_EDITOR: Mapping[str, str] = MappingProxyType(
    {
        "none": mark("No editor is known here. Name yours in EDITOR, as in “export EDITOR=nano”."),
        "missing": mark("The editor “{detail}” cannot be started. Check VISUAL and EDITOR."),
        "failed": mark("The editor ended with the code {detail}: the note stays as it was."),
        "gone": mark("The editor left no file: the note stays as it was."),
        "no-file": mark("What the editor left is not a file: the note stays as it was."),
        "denied": mark("What the editor left cannot be read: the note stays as it was."),
        "unreadable": mark("What the editor left is not UTF-8 text: the note stays as it was."),
        "too-large": mark(
            "What the editor left is far more than a note holds: the note stays as it was."
        ),
        "no-scratch": mark("No temporary file can be made for the editor. Check the disk."),
    }
)


def editor_error_sentence(error: EditorError, words: Words) -> str:
    """Why a note was not edited, and where what was written lies."""
    said = words.say(_EDITOR[error.code], detail=foreign(error.detail))
    return f"{said} {written_in(error.path, words)}" if error.path else said


def written_in(path: str, words: Words) -> str:
    """Where a text lies that could not be kept."""
    return words.say("What was written is in “{path}”.", path=foreign(path))


def note_trouble_sentence(trouble: KeepingError | NoteTooLongError, words: Words) -> str:
    """Why a note is not kept, and what to do."""
    if isinstance(trouble, KeepingError):
        return keeping_error_sentence(trouble, words)
    return words.count(
        "A note holds {limit} characters; this one has {n} too many.",
        "A note holds {limit} characters; this one has {n} too many.",
        trouble.length - NOTE_LIMIT,
        limit=words.number(NOTE_LIMIT),
    )


def joined_sentence(words: Words) -> str:
    """Somebody else changed the note while it was being written here."""
    return words.say("The note was changed elsewhere meanwhile; both texts are in it now.")


def changed_sentence(words: Words) -> str:
    """Somebody else changed the note while nothing was being written here."""
    return words.say("The note was changed elsewhere; this is how it is now.")


def full_sentence(too_many: int, words: Words) -> str:
    """What was typed or pasted does not fit any more."""
    return words.count(
        "A note holds {limit} characters: that was {n} too many, and was left out.",
        "A note holds {limit} characters: that was {n} too many, and was left out.",
        too_many,
        limit=words.number(NOTE_LIMIT),
    )
