from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.text import clean_line
from sommet_tui.formats.readers import read_programme as read
from tests.finding_codes import CODES

DATA = Path(__file__).parents[1] / "data"
FILES = [path.read_text(encoding="utf-8") for path in sorted((DATA / "good").glob("*.yaml"))]
SHORT = [text for text in FILES if len(text) < 5000]

WORDS = ["", "null", "true", "-1", "1e9", "[]", "{}", "[{}]", "&a x", "*a", "!!int 1", '"', "ada"]
WORDS += ["25:00", "x: y", "\t", "\n", "- ", "? ", "| ", "\\uD800", "\x85", "\u2028", "\ufeff"]


def expect_an_answer(data: bytes, zone: str | None = None) -> None:
    """Either a programme or errors, and nothing raised."""
    loaded = read(data, "file", zone)

    assert (loaded.programme is None) == bool(loaded.errors)
    for finding in loaded.findings:
        assert set(finding.values) == CODES[finding.code]
        assert all(clean_line(value) == value for value in finding.values.values())


@given(st.binary(max_size=200))
def test_programme_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    expect_an_answer(data)


@given(st.text(max_size=200))
def test_programme_of_any_text_is_read_or_refused(text: str) -> None:
    expect_an_answer(text.encode("utf-8", "surrogatepass"))


@given(st.data())
def test_reader_does_not_crash_if_any_value_is_replaced(data: st.DataObject) -> None:
    parts = data.draw(st.sampled_from(SHORT)).split(" ")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(parts) - 1))
        parts[place] = data.draw(st.sampled_from(WORDS) | st.text(max_size=5))

    expect_an_answer(" ".join(parts).encode("utf-8", "surrogatepass"))


@given(st.data())
def test_programme_with_a_missing_part_does_not_crash_the_reader(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SHORT))
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(1, 40))

    expect_an_answer((text[:start] + text[start + length :]).encode())


@given(st.data())
def test_programme_with_reordered_lines_does_not_crash_the_reader(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(SHORT)).splitlines()

    expect_an_answer("\n".join(data.draw(st.permutations(lines))).encode())
