"""The speaker's clock: a word in every state, its colour, messages as large as they fit."""

from __future__ import annotations

from itertools import product

import pytest

from sommet_tui.domain.messages import Message
from sommet_tui.tui.render.digits import Glyphs, large_letters, stretched_digits
from sommet_tui.tui.stage.shown_lane_and_key_results import LaneMessages, StageView
from sommet_tui.tui.stage.speakers_clock import clock_page
from tests.acting import day_of, example_day, timing_at
from tests.builders import at
from tests.tables import listed, table
from tests.tui.scenes import scene, texts

DAY = example_day()
ON_TIME = ("09:00 start opening", "09:15 start keynote")
A_RUNS = (*ON_TIME, "10:00 start a")
ENDED = (*A_RUNS, "10:50 end")


STATES = (
    (A_RUNS, "10:30"),
    (A_RUNS, "10:57"),
    (A_RUNS, "10:59:30"),
    (A_RUNS, "11:03"),
    ((*A_RUNS, "10:40 pause"), "10:44"),
    (ENDED, "11:10"),
    (ENDED, "11:34"),
)


def styles(clock: str, *acts: str) -> tuple[list[str], set[str]]:
    """The page as text, and the styles on it that are not muted."""
    timing = timing_at(DAY, clock, *acts)
    rows = clock_page(scene(DAY, at(clock)), StageView(timing), 80, 12)
    return texts(rows, 80), {part.style for row in rows for part in row if part.text.strip()}


@pytest.mark.parametrize(
    ("acts", "clock", "word", "style"),
    table("stage_screens.txt", "colour of the speaker's clock"),
)
def test_speakers_clock_colours_only_the_time_left(
    acts: str, clock: str, word: str, style: str
) -> None:
    rows, found = styles(clock, *listed(acts))
    assert any(row.strip() == word for row in rows)
    colours = found & {"time", "warning", "danger", "overtime"}
    assert colours == ({style} if style != "muted" else set())


SIZES = ((200, 55), (120, 40), (100, 30), (80, 24), (60, 20), (40, 12))
SAID = Message(1, at("10:00"), "speaker", "Two more minutes")


@pytest.mark.parametrize(("acts", "clock"), [*STATES, ((), "08:30")])
def test_digits_of_the_speakers_clock_have_space_around_them(
    acts: tuple[str, ...], clock: str
) -> None:
    timing = timing_at(DAY, clock, *acts)
    for language, messages, (width, height) in product(("en", "fr"), ((), (SAID,)), SIZES):
        view = StageView(timing, messages=LaneMessages(speaker=messages))
        rows = clock_page(scene(DAY, at(clock), language=language), view, width, height)
        drawn = [y for y, row in enumerate(rows) if any(isinstance(part, Glyphs) for part in row)]
        shown = texts(rows, width)
        assert drawn, "the digits are large at every size"
        assert shown[drawn[-1] + 1] == ""
        assert all(len(shown[y]) < width and shown[y].startswith(" ") for y in drawn)


def test_speakers_clock_shows_room_and_time_of_day_in_its_corners() -> None:
    two = day_of("a 10:00-11:00 @hall, b 10:00-11:00 @attic", rooms=["hall", "attic"])
    timing = timing_at(two, "10:30")
    rows = clock_page(scene(two, at("10:30")), StageView(timing), 60, 12)
    shown = texts(rows, 60)
    assert shown[0].split() == ["hall", "10:30", "·", "end", "11:00"]
    assert any("A · started automatically" in each for each in shown)


@pytest.mark.parametrize(
    ("acts", "clock", "times"), table("stage_screens.txt", "large times of the speaker's clock")
)
def test_tall_speakers_clock_shows_the_time_of_day_and_the_end_in_large_letters(
    acts: str, clock: str, times: str
) -> None:
    timing = timing_at(DAY, clock, *listed(acts))
    rows = clock_page(scene(DAY, at(clock)), StageView(timing), 200, 55)
    shown = texts(rows, 200)
    assert not any(time in line for time in listed(times) for line in shown)
    bottom = shown[-5:]
    for time in listed(times):
        drawn = large_letters(time, 97, 5)
        assert all(part.strip() in line for part, line in zip(drawn, bottom, strict=True))


def test_speakers_clock_that_counts_up_shows_the_state_in_words() -> None:
    timing = timing_at(DAY, "10:57:10", *A_RUNS)
    view, shown = StageView(timing), scene(DAY, at("10:57:10"))
    for up, cues, time, word in (
        (False, (), "2:50", "ENDS SOON"),
        (True, (), "57:10", "ENDS SOON"),
        (False, (3,), "2:50", "ENDS SOON"),
        (True, (3,), "57:10", "3 MINUTES LEFT"),
    ):
        page = clock_page(shown, view, 40, 12, cues, up=up)
        drawn = [part.text for line in page for part in line if isinstance(part, Glyphs)]
        assert drawn == [part.text for line in stretched_digits(time, "", 40, 9) for part in line]
        assert texts(page, 40)[-1].strip() == word


def test_accents_use_extra_rows_only_in_lines_that_have_them() -> None:
    plain, accented = large_letters("ete", 80, 12), large_letters("été", 80, 12)
    assert len(accented) > len(plain)
    assert len({tuple(large_letters(word, 80, 8)) for word in ("é", "è", "ê", "ë", "e")}) == 5
    assert large_letters("ç", 80, 8) != large_letters("c", 80, 8)
    assert len(large_letters("ô", 80, 24)) > len(large_letters("o", 80, 24))
    assert large_letters("日", 80, 24) == []
