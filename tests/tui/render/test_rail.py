"""The rail: sessions to scale, the present, the hours below, and the same in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.cli.output import prepare_streams
from sommet_tui.tui.render.rail import (
    Scale,
    Stretch,
    day_parts,
    day_sentence,
    hours_row,
    rail,
    room_rail,
    window_rail,
)
from sommet_tui.tui.render.rows import Row, to_encoding, width_of
from sommet_tui.wording.words import Zones
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY, PARIS, at
from tests.tables import table
from tests.tui.scenes import scene

ZONES = Zones(ZoneInfo(PARIS))
AUTUMN = datetime(2025, 10, 25, 23, tzinfo=UTC)
"""01:00 in Paris, before the clocks are put back."""


def stretch(start: str, end: str, *, is_break: bool = False, style: str = "") -> Stretch:
    return Stretch(at(start), at(end), is_break, style)


def scale(start: str, end: str, width: int) -> Scale:
    return Scale(at(start), at(end), width)


MORNING = stretch("10:00", "11:00"), stretch("11:00", "12:00")
LUNCH = stretch("12:00", "13:00", is_break=True)
AFTERNOON = stretch("13:00", "14:00")
SUMMIT = (*MORNING, LUNCH, AFTERNOON)
FOUR_HOURS = scale("10:00", "14:00", 24)


def row_text(row: Row) -> str:
    return "".join(part.text for part in row)


def cells(row: Row) -> list[tuple[str, str]]:
    return [(cell, part.style) for part in row for cell in part.text]


@pytest.mark.parametrize(("now", "shown"), table("screens.txt", "rail of a day"))
def test_rail_draws_past_sessions_thick_and_marks_the_current_time(now: str, shown: str) -> None:
    assert row_text(rail(SUMMIT, FOUR_HOURS, at(now) if now else None)) == shown


def test_rail_highlights_the_past_part_of_a_running_session() -> None:
    found = cells(rail(SUMMIT, FOUR_HOURS, at("11:30")))
    assert found[0] == ("━", "faint")
    assert found[6:12] == [("━", "accent")] * 3 + [("●", "accent")] + [("━", "muted")] * 2
    assert found[18] == ("─", "muted")


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(5, "━ ━ ━━"), (15, "━ ━ ━━"), (30, "━ ━ ━━"), (45, "━━ ━ ━"), (55, "━━ ━ ━")],
)
def test_rail_draws_at_least_one_cell_for_a_short_session(minutes: int, shown: str) -> None:
    meets = at("10:00") + timedelta(minutes=minutes)
    opening = Stretch(at("10:00"), meets), Stretch(meets, at("11:00")), stretch("11:00", "20:00")
    assert row_text(rail(opening, scale("10:00", "20:00", 40))).startswith(shown)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (110, "10         11         12         13         14         15"),
        (40, "10  11  12  13  14  15  16  17  18  19"),
        (39, "10     12      14      16      18"),
        (20, "10  12  14  16  18"),
        (19, "   12    15    18"),
    ],
)
def test_rail_omits_hours_without_space_between_them(width: int, shown: str) -> None:
    found = row_text(hours_row(scale("10:00", "20:00", width), ZONES))
    assert found.startswith(shown)


def test_rail_shows_hours_in_the_displayed_time_zone() -> None:
    found = Scale(at("10:00"), at("14:00"), 40)
    assert row_text(hours_row(found, Zones(ZoneInfo("Asia/Kathmandu")))).split() == [
        *("15", "16", "17", "18"),  # 10:00 in Paris is 14:45 there
    ]
    assert row_text(hours_row(found, Zones(ZoneInfo("Asia/Kathmandu")))).index("15") == 2


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (scale("10:15", "10:45", 20), "10:15"),
        (scale("22:00", "02:00", 20), "22   23   00   01"),
        (Scale(AUTUMN, AUTUMN + timedelta(hours=4), 20), "01   02   02   03"),
    ],
    ids=["without a full hour", "past midnight", "with a repeated hour"],
)
def test_rail_shows_each_of_its_hours(hours: Scale, shown: str) -> None:
    assert row_text(hours_row(hours, ZONES)).rstrip() == shown


def test_rail_in_ascii_has_a_character_for_each_sign() -> None:
    prepare_streams()
    found = to_encoding(rail(SUMMIT, FOUR_HOURS, at("11:30")), "ascii", 80)
    assert row_text(found) == "===== ===o==......------"


def _stretches(draw: st.DrawFn) -> list[Stretch]:
    begins, found = at("08:00"), []
    for _ in range(draw(st.integers(1, 30))):
        begins += timedelta(minutes=draw(st.sampled_from((0, 0, 0, 5, 45, -20))))
        ends = begins + timedelta(minutes=draw(st.sampled_from((1, 5, 20, 50, 180))))
        found.append(Stretch(begins, ends, draw(st.sampled_from((False, False, True)))))
        begins = ends
    return found


DAYS = st.composite(_stretches)()
WIDTHS = st.integers(20, 160)


@given(DAYS, WIDTHS, st.integers(-60, 3000))
def test_rail_fills_its_width_and_marks_the_current_time(
    stretches: list[Stretch], width: int, minutes: int
) -> None:
    now = at("08:00") + timedelta(minutes=minutes)
    found = Scale.from_stretches(stretches, width)
    shown = rail(stretches, found, now)
    assert width_of(shown) == width
    assert width_of(hours_row(found, ZONES)) <= width
    place = row_text(shown).find("●")
    assert place == (found.column(now) if found.start <= now < found.end else -1)
    heavy, light = row_text(shown).rfind("━"), row_text(shown).find("─")
    begun = [s for s in stretches if s.start <= now and not s.is_break]
    if not begun:
        assert heavy == -1
    if len(begun) == sum(not s.is_break for s in stretches):
        assert light == -1


TALKS = day_of(
    "welcome 09:00-09:10 @hall, talk 09:10-10:00 @hall, off 10:00-10:30 @hall cancelled, "
    "lunch 12:00-13:00 break @hall, late 23:00-01:30 @hall, other 09:00-10:00 @cellar, "
    "tomorrow 09:00-10:00 next-day @hall"
)


def test_rail_of_a_room_shows_gaps_and_ends_at_the_day_boundary() -> None:
    shown = scene(TALKS, at("09:00"))
    parts = day_parts(shown, "hall", DAY)
    assert [(p.id, p.is_break) for p in parts] == [
        ("welcome", False),
        ("talk", False),
        (None, True),
        ("lunch", True),
        (None, True),
        ("late", False),
    ]
    assert (parts[2].start, parts[2].end) == (at("10:00"), at("12:00"))
    assert [p.id for p in day_parts(shown, "hall", NEXT_DAY)] == ["tomorrow"]
    assert day_parts(shown, "cellar", NEXT_DAY) == ()


@pytest.mark.parametrize(
    ("now", "one", "said"),
    [
        ("09:05", None, "session 1 of 3 · 09:00 – 01:30"),
        ("10:00", None, "2 of 3\u00a0sessions are over · 09:00 – 01:30"),
        ("10:00", "late", "session 3 of 3 · 09:00 – 01:30"),
    ],
)
def test_calm_mode_describes_the_day_of_a_room_in_words(
    now: str, one: str | None, said: str
) -> None:
    shown = scene(TALKS, at(now))
    assert day_sentence(day_parts(shown, "hall", DAY), shown, one) == said


def test_rail_highlights_only_the_selected_session() -> None:
    shown = scene(TALKS, at("09:05"))
    found, _ = room_rail(shown, "hall", DAY, 80, "late")
    assert [style for cell, style in cells(found) if style == "strong"] == ["strong"] * 13


@pytest.mark.parametrize("width", [0, -5])
def test_rail_is_omitted_in_a_small_window(width: int) -> None:
    there = Stretch(at("10:00"), at("11:00"))
    narrow = scale("10:00", "11:00", width)
    assert rail([there], narrow, at("10:30")) == ()
    assert window_rail(narrow, (there.start, there.end), [], at("10:30")) == ()
    assert width_of(hours_row(narrow, ZONES)) == 0
