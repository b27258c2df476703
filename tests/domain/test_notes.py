"""Notes: the text that is saved, their order, and how two versions are merged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.notes import (
    Note,
    NoteTooLongError,
    first_line,
    join_versions,
    sort_notes,
    tidy,
)
from tests.acting import day_of
from tests.builders import at

TEXTS = st.lists(st.sampled_from(("", "one", "two", "three", "- item")), max_size=6).map("\n".join)


def note(session_id: str, text: str = "text", clock: str = "09:00") -> Note:
    return Note(session_id, session_id.capitalize(), text, at(clock))


def is_within(wanted: str, text: str) -> bool:
    """Whether `text` has the lines of `wanted`, in their order."""
    left = iter(text.split("\n"))
    return all(line in left for line in wanted.split("\n"))


@given(TEXTS, TEXTS)
def test_joining_two_notes_keeps_every_line_of_both(mine: str, theirs: str) -> None:
    both = join_versions(mine, theirs)
    assert mine in both or is_within(mine, both)
    assert theirs in both or is_within(theirs, both)


@given(TEXTS, TEXTS)
def test_joining_two_notes_again_changes_nothing(mine: str, theirs: str) -> None:
    both = join_versions(mine, theirs)
    if mine in both:
        assert join_versions(both, mine) == both
    assert join_versions(mine, mine) == mine


def test_common_beginning_and_end_of_two_versions_appear_once() -> None:
    assert join_versions("top\nmine\nend", "top\ntheirs\nend") == "top\nmine\n\n---\n\ntheirs\nend"
    assert join_versions("top\nmine", "top") == "top\nmine"
    assert join_versions("", "theirs") == "theirs"


def test_note_is_cleaned_and_loses_trailing_blanks() -> None:
    assert tidy("\x1b[31mred\u202e\r\n  two\t.\n\n ") == "[31mred\n  two ."
    assert tidy(" \n\n") == ""


def test_notes_are_in_session_order_with_removed_sessions_last() -> None:
    day = day_of("b 11:00-12:00, a 09:00-10:00 next-day")
    found = sort_notes(day, [note("y", clock="10:00"), note("a"), note("z"), note("b")])
    assert [each.session for each in found] == ["b", "a", "z", "y"]


def test_first_line_skips_blank_lines() -> None:
    assert first_line("\n\n## Heading\ntext") == "Heading"
    assert first_line("###") == "###"
    assert first_line("") == ""


def test_joining_two_notes_keeps_an_inserted_line() -> None:
    assert join_versions("first\nlast", "first\nbetween\nlast") == "first\nbetween\nlast"


def test_error_about_a_long_note_has_its_length() -> None:
    assert NoteTooLongError(120_000).length == 120_000
