"""The exit code of every error that a file, an address or the disk can cause."""

from __future__ import annotations

import pytest

from sommet_tui.cli.context import source_refusal, storage_refusal
from sommet_tui.cli.options import Request
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.wording.words import words_in
from tests.wording.test_errors import codes_of

SOURCES = {
    "missing": 66,
    "folder": 66,
    "special": 66,
    "denied": 66,
    "too-large": 65,
    "unreadable": 66,
    "address": 66,
    "offline": 69,
    "timeout": 69,
    "certificate": 69,
    "status": 69,
    "redirects": 69,
    "scheme": 66,
    "login": 66,
    "cut-short": 69,
    "garbled": 66,
    "protocol": 69,
    "no-export": 66,
    "no-directory": 66,
    "follow": 64,
}
KEEPING = {
    "full": 74,
    "read-only": 74,
    "newer": 74,
    "damaged": 74,
    "earlier": 74,
    "busy": 74,
    "no-folder": 73,
    "replaced": 74,
    "range": 65,
    "failed": 74,
}


@pytest.mark.parametrize("code", codes_of(SourceError))
def test_every_error_of_a_programme_source_has_an_exit_code(code: str) -> None:
    refusal = source_refusal(SourceError(code, "https://example.org/x"), Request({}))
    assert refusal.code == SOURCES[code]


@pytest.mark.parametrize("code", codes_of(StorageError))
def test_every_error_of_the_database_has_an_exit_code(code: str) -> None:
    assert storage_refusal(StorageError(code, "/data"), words_in("en")).code == KEEPING[code]
