"""The pieces that rows are made of: cutting, filling, wrapping, the large time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sommet_tui.cli.output import prepare_streams
from sommet_tui.tui.render.digits import digits
from sommet_tui.tui.render.rows import (
    Need,
    Row,
    Span,
    changed_cells,
    clip,
    cut_or_pad,
    divide,
    fit,
    justify,
    row,
    to_encoding,
    width_of,
    wrap,
    wrap_names,
)
from sommet_tui.wording.layout import cell_width
from tests import strategies
from tests.tui.scenes import texts

FOREIGN = st.lists(st.sampled_from((*strategies.TITLES, *strategies.NAMES)), max_size=4).map(
    " ".join
)


@given(FOREIGN, st.integers(0, 60))
def test_cut_text_fits_and_ends_in_an_ellipsis(text: str, width: int) -> None:
    fitted = fit(text, width)
    assert cell_len(fitted) <= width
    assert fitted == text or not width or fitted.endswith("…")
    assert texts([row(text)], width) == [fitted.rstrip()]
    assert cell_len(cut_or_pad(text, width)) == width
    assert fit("One… two", 6) == "One…"


@given(FOREIGN, FOREIGN, st.integers(8, 80))
def test_right_part_of_a_row_ends_at_the_right_edge(left: str, right: str, width: int) -> None:
    spreaded = justify(row(left), row(right), width)
    assert width_of(spreaded) <= width
    if right and cell_len(right) <= width - 6:
        assert width_of(spreaded) == width
        assert spreaded[-1].text == right


@given(FOREIGN, st.integers(2, 60))
def test_wrapped_text_keeps_every_word_and_fits_its_width(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(FOREIGN)
def test_commands_and_screens_compute_the_same_width_of_a_text(text: str) -> None:
    assert cell_width(text) == cell_len(text)


def test_text_without_spaces_breaks_at_any_character() -> None:
    assert list(wrap("東京で会いましょう", 8)) == ["東京で会", "いましょ", "う"]
    assert list(wrap("AI 東京で会う", 8)) == ["AI 東京", "で会う"]


def test_wrapping_breaks_only_words_longer_than_a_line() -> None:
    assert list(wrap("one two three", 8)) == ["one two", "three"]
    assert list(wrap("abcdefghij kl", 4)) == ["abcd", "efgh", "ij", "kl"]


def test_wrapping_keeps_paragraphs_and_line_breaks() -> None:
    assert list(wrap("one\ntwo\n\nthree", 20)) == ["one", "two", "", "three"]


def test_french_punctuation_stays_with_its_word() -> None:
    assert list(wrap("et pour qui ?", 12)) == ["et pour", "qui ?"]
    assert list(wrap("dit « non »", 7)) == ["dit", "« non »"]
    assert list(wrap("à 14\u00a0h pile", 7)) == ["à 14\u00a0h", "pile"]


def test_rows_cut_at_a_height_end_in_an_ellipsis() -> None:
    assert texts(clip([row("one"), row("two"), row("three")], 2, 20)) == ["one", "two …"]
    assert texts(clip([row("one"), row("two")], 2, 20)) == ["one", "two"]
    assert texts(clip([row("one"), row(), row("two")], 2, 20)) == ["one …"]
    assert not clip([row(), row("two")], 1, 20)
    assert texts(clip([row("cut already…"), row("two")], 1, 20)) == ["cut already…"]


@pytest.mark.parametrize(
    ("width", "height", "rows"), [(80, 5, 5), (80, 4, 3), (20, 5, 3), (10, 5, 1), (80, 2, 1)]
)
def test_time_has_the_largest_digits_that_fit(width: int, height: int, rows: int) -> None:
    drawn = digits("12:34", "time", width, height)
    assert len(drawn) == rows
    assert all(width_of(line) <= width for line in drawn)


def test_digits_are_distinct_in_every_size() -> None:
    for height in (5, 3):
        drawn = {tuple(texts(digits(d, "time", 80, height))) for d in "0123456789:+-"}
        assert len(drawn) == 13


def test_text_without_large_digits_stays_small() -> None:
    assert texts(digits("5 days", "time", 80, 5)) == ["5 days"]


STYLES = st.sampled_from(("", "muted", "strong"))
ROWS = st.lists(st.builds(Span, FOREIGN.filter(bool), STYLES), max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("cafe", "cafe\u0301", [(3, 4)]),  # the mark belongs to the letter before it
        ("cafe\u0301", "cafe", [(3, 4)]),
        ("nai\u0308ve", "naive", [(2, 3)]),
        ("12:30", "12:31", [(4, 5)]),
        ("東京", "東都", [(2, 4)]),
        ("same", "same", []),
        ("one, two", "six, two", [(0, 3)]),
        ("a" * 40, f"b{'a' * 5}b{'a' * 32}b", [(0, 7), (39, 40)]),
    ],
)
def test_only_changed_cells_are_redrawn(old: str, new: str, changed: list[tuple[int, int]]) -> None:
    assert changed_cells(row(old), row(new)) == changed


@given(ROWS, ROWS, ROWS)
def test_every_different_cell_of_a_row_is_redrawn(same: Row, old: Row, new: Row) -> None:
    old, new = (*same, *old), (*same, *new)
    before, after = _cells(old), _cells(new)
    size = max(len(before), len(after))
    before += [(" ", "")] * (size - len(before))
    after += [(" ", "")] * (size - len(after))
    changed = {cell for start, end in changed_cells(old, new) for cell in range(start, end)}
    assert [
        cell for cell in range(size) if before[cell] != after[cell] and cell not in changed
    ] == []


def test_accent_of_a_changed_span_redraws_the_letter_before_it() -> None:
    assert changed_cells(row("e", Span("x")), row("e", Span("\u0301x"))) == [(0, 1)]


def _cells(parts: Row) -> list[tuple[str, str]]:
    """Return every cell: a character with its marks, or the second half of a wide one."""
    cells: list[tuple[str, str]] = []
    for part in parts:
        drawn = ""
        for character in part.text:
            size = cell_len(drawn + character) - cell_len(drawn)
            drawn += character
            if size <= 0 and cells:
                cells[-1] = (cells[-1][0] + character, part.style)
            else:
                cells += [(character, part.style), *[("", part.style)] * (size - 1)]
    return cells


def test_wrapping_breaks_only_names_longer_than_a_row() -> None:
    lines = texts(wrap_names(("Ada Exemple", "Bob de Test", "Cleo"), 20))
    assert lines == ["Ada Exemple", "Bob de Test · Cleo"]
    assert wrap_names((), 20) == []
    assert len(texts(wrap_names(("A name that is very long indeed",), 12))) > 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" ↵ Open  b Star      ? keys", " Enter Open b Star   ? keys"),
        ("Réinventer…   10 min", "Reinventer... 10 min"),
        ("a… b", "a... b"),
        ("A title…  Salle…  20 min ★", "A tit...  Sal...  20 min *"),
    ],
)
def test_ascii_signs_use_the_spaces_behind_them(text: str, shown: str) -> None:
    prepare_streams()
    found = to_encoding(row(text), "ascii", cell_len(text))
    assert "".join(part.text for part in found) == shown


NEEDS = st.lists(
    st.builds(
        lambda part, least, more: Need(part, least, least + more),
        st.sampled_from("abcd"),
        st.integers(1, 9),
        st.integers(0, 9),
    ),
    max_size=9,
)
HEIGHTS = st.integers(0, 60)


def test_part_of_a_screen_gets_its_minimum_or_no_rows() -> None:
    needs = [Need("time", 5, 5), Need("next", 2, 2), Need("rest", 3, 8), Need("time", 10, 10)]
    assert divide(needs, 4) == {"time": 0, "next": 2, "rest": 0}
    assert divide(needs, 9) == {"time": 5, "next": 2, "rest": 0}
    assert divide(needs, 10) == {"time": 5, "next": 2, "rest": 3}
    assert divide(needs, 19) == {"time": 5, "next": 2, "rest": 8}
    assert divide(needs, 20) == {"time": 10, "next": 2, "rest": 8}


@given(NEEDS, HEIGHTS)
def test_parts_of_a_screen_fit_the_available_rows(needs: list[Need], height: int) -> None:
    rows = divide(needs, height)
    assert sum(rows.values()) <= height
    for part, given_ in rows.items():
        own = [need for need in needs if need.part == part]
        assert given_ == 0 or any(need.min_rows <= given_ <= need.max_rows for need in own)
