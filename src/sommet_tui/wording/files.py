"""Why a file for the user was not written, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.companion.export_ports import SavingError
from sommet_tui.wording.errors import foreign, with_detail
from sommet_tui.wording.words import Words, mark

_SAVING: Mapping[str, str] = MappingProxyType(
    {
        "exists": mark(
            "“{path}” already exists. Choose another name, or use --force to overwrite it."
        ),
        "folder": mark("“{path}” is a folder. Add a file name."),
        "special": mark(
            "“{path}” is not a regular file. Choose another name, or use - for standard output."
        ),
        "link": mark(
            "“{path}” is a symbolic link in a folder that others can write to, so it may "
            "lead anywhere. Remove the link, or write to another folder."
        ),
        "dangling": mark(
            "“{path}” is a link to “{detail}”, which does not exist. "
            "Create that file with --force, or choose another name."
        ),
        "no-folder": mark(
            "The folder of “{path}” does not exist. Create it, or choose another name."
        ),
        "denied": mark("No permission to write “{path}”. Choose another folder."),
        "full": mark(
            "The disk is full: “{path}” was not written. Free some space, then try again."
        ),
        "failed": mark("Cannot write “{path}”."),
    }
)


def saving_error_sentence(error: SavingError, words: Words) -> str:
    """Return why a file was not written, and what to do."""
    sentence = words.say(
        _SAVING[error.code], path=foreign(error.path), detail=foreign(error.detail)
    )
    return with_detail(sentence, error.detail if error.code == "failed" else "", words)
