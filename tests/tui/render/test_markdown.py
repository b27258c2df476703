"""Abstracts and notes in Markdown, as rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.tui.render.markdown import has_markup, markdown
from sommet_tui.tui.render.rows import Row, width_of, wrap
from tests import strategies
from tests.tui.scenes import texts


def rows(text: str, width: int = 30) -> list[str]:
    return texts(list(markdown(text, width)), width)


def styled(text: str, style: str, width: int = 60) -> list[str]:
    """The stretches of a style."""
    return [span.text for each in markdown(text, width) for span in each if span.style == style]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("one\ntwo\n\nthree", ["one", "two", "", "three"]),
        ("a *b* **c** `d`", ["a b c d"]),
        ("- one\n- two\n  - three\n", ["• one", "• two", "  • three"]),
        ("3. one\n4. two", ["3. one", "4. two"]),
        ("> quoted\n> on", ["│ quoted", "│ on"]),
        ("# Head\ntext", ["Head", "text"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["a · b", "1 · 2"]),
        ("![a picture](x.png)", ["a picture"]),
        ("[words](https://example.org)", ["words (https://example.org)"]),
        ("<https://example.org>", ["https://example.org"]),
        ("```\ncode  *here*\n```", ["  code  *here*"]),
        ("a <b>bold</b> word", ["a bold word"]),
        ("<script>alert()</script>", ["alert()"]),
        ("2 * 3 < 7 & 8 > 1", ["2 * 3 < 7 & 8 > 1"]),
        ("snake_case and R&D; (x)", ["snake_case and R&D; (x)"]),
    ],
)
def test_markup_is_drawn_and_other_characters_are_unchanged(text: str, drawn: list[str]) -> None:
    assert rows(text) == drawn


def test_long_list_item_is_indented_on_its_next_row() -> None:
    assert rows("- one two three four", 12) == ["• one two", "  three four"]


def test_emphasis_continues_on_the_next_row() -> None:
    assert styled("a **strong word that** wraps", "strong", 12) == ["strong", "word that"]
    assert styled("a *quiet* word", "emphasis") == ["quiet"]
    assert styled("see [this](https://example.org)", "link") == ["this"]


WORDS = st.text("ab *_`#[]()<>|!-+.\n\\&;1é東", max_size=80)


@given(WORDS, st.integers(1, 40))
def test_markdown_rows_fit_any_width(text: str, width: int) -> None:
    drawn: tuple[Row, ...] = markdown(text, width)
    assert all(width_of(each) <= max(2, width) for each in drawn)


@given(st.sampled_from((*strategies.TITLES, *strategies.NAMES)), st.integers(8, 60))
def test_text_without_markup_is_only_wrapped(text: str, width: int) -> None:
    if not has_markup(text):
        assert rows(text, width) == [line.rstrip() for line in wrap(text, width)]
