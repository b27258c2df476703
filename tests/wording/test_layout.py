"""Plain text in lines: where one may be broken."""

from __future__ import annotations

import pytest

from sommet_tui.wording.layout import WIDTH, cells, filled


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("mark", ["?", "!", ":", ";", "»"])
def test_no_line_begins_with_the_mark_that_ends_a_sentence(space: str, mark: str) -> None:
    for length in range(WIDTH - 4, WIDTH + 1):
        lines = filled("a" * (length - 6) + f" fin du{space}mot{space}{mark} suite du texte")
        assert all(not line.strip().startswith(mark) for line in lines)
        assert all(cells(line) <= WIDTH for line in lines)


def test_no_line_ends_with_an_opening_quote() -> None:
    for length in range(WIDTH - 4, WIDTH + 1):
        lines = filled("a" * (length - 2) + " « citation »")
        assert all(not line.endswith("«") for line in lines)


def test_wide_characters_keep_the_mark_behind_them() -> None:
    for length in range(30, 45):
        lines = filled("漢" * length + " ? 漢")
        assert all(not line.strip().startswith("?") for line in lines)


def test_spaces_and_breaks_of_the_text_stay() -> None:
    assert filled("one  two\n\nthree ") == ["one  two", "", "three"]
