"""The exit code of every error that a file, an address or the disk can cause."""

from __future__ import annotations

import pytest

from sommet_tui.cli.context import source_refusal, storage_refusal
from sommet_tui.cli.options import Request
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.wording.words import words_in
from tests.tables import table
from tests.wording.test_errors import codes_of


@pytest.mark.parametrize(("kind", "error", "code"), table("commands/exit_codes.txt"))
def test_every_error_of_a_source_or_the_database_has_an_exit_code(
    kind: str, error: str, code: str
) -> None:
    if kind == "source":
        refusal = source_refusal(SourceError(error, "https://example.org/x"), Request({}))
    else:
        refusal = storage_refusal(StorageError(error, "/data"), words_in("en"))
    assert refusal.code == int(code)


def test_table_of_exit_codes_contains_every_error() -> None:
    found = {kind: {row.values[1] for row in ROWS if row.values[0] == kind} for kind in ERRORS}
    assert found == {kind: set(codes_of(error)) for kind, error in ERRORS.items()}


ROWS = table("commands/exit_codes.txt")
ERRORS = {"source": SourceError, "database": StorageError}
