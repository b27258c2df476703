"""The line on top, the marks nobody may miss, the keys at the foot and their page."""

from __future__ import annotations

import pytest

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    GREEN_ROOM,
    LIST_FILTER,
    NOW_REPLAY,
    SCREENS,
    SESSION,
    SESSION_STAR,
    STAGE,
)
from sommet_tui.domain.programme import Programme, Venue
from sommet_tui.domain.values import replace
from sommet_tui.tui.help.view import PAGES, help_page
from sommet_tui.tui.keys.foot import foot
from sommet_tui.tui.render.header import header
from sommet_tui.wording import marks
from sommet_tui.wording.words import words_in
from tests.builders import at, programme, session
from tests.tui.scenes import page, scene, text


def event() -> Programme:
    two = programme(session("a", room="north"), session("b", room="south"))
    return replace(two, venue=Venue("Palais", "1 place Exemple"))


def test_narrow_windows_drop_place_then_date_never_the_time() -> None:
    def line(width: int) -> str:
        return text(header(scene(event(), at("09:20:07")), width)[0], width)

    assert "Palais" in line(60)
    assert "1 place" not in line(60)
    assert "Friday" in line(45)
    assert "Palais" not in line(45)
    assert "Friday" not in line(30)
    assert line(30).split() == ["Example", "Day", "09:20:07"]
    assert line(16).endswith("09:20:07")


@pytest.mark.parametrize(
    ("speed", "expected"),
    [
        (1.0, "SIMULATED TIME · t"),
        (60.0, "SIMULATED TIME · speed × 60"),
        (0.0, "SIMULATED TIME · stopped"),
    ],
)
@pytest.mark.parametrize("width", [40, 80])
def test_a_clock_that_is_not_the_real_one_is_marked_across_the_screen(
    speed: float, expected: str, width: int
) -> None:
    rows = header(scene(event(), at("09:20"), speed=speed), width)
    assert len(rows) == 2
    assert expected in text(rows[1], width)
    assert {part.style for part in rows[1]} == {"badge"}
    assert sum(len(part.text) for part in rows[1]) >= width


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
@pytest.mark.parametrize(
    "keys",
    [
        (*SCREENS[:4], SESSION_STAR, LIST_FILTER, *SCREENS[4:], *EVERYWHERE),
        (*SCREENS[:4], NOW_REPLAY, *EVERYWHERE),
        (APP_BACK, *SESSION, *EVERYWHERE),
    ],
)
def test_the_footer_always_has_the_help_key(language: str, width: int, keys: object) -> None:
    assert isinstance(keys, tuple)
    words = words_in(language)
    line = text(foot(keys, "now", words, width)[0], width)
    assert f"? {words.say('Help')}" in line
    assert "…" not in line


@pytest.mark.parametrize("language", ["en", "fr"])
def test_keys_that_share_a_word_stand_together_or_not_at_all(language: str) -> None:
    words = words_in(language)
    pairs = (("1 min", "+ −"), ("5 min", "> <"))
    for width in range(20, 160, 3):
        for height in (1, 2, 3):
            rows = foot((*STAGE, *EVERYWHERE), "stage", words, width, height)
            found = [text(row, width) for row in rows]
            for word, keys in pairs:
                parts = [row for row in found if word in row]
                assert len(parts) <= 1
                assert all(f"{keys} {word}" in row for row in parts)
                assert parts or not any(key in row for row in found for key in keys.split())


def test_the_footer_marks_the_current_screen() -> None:
    keys = (*SCREENS, *EVERYWHERE)
    looks = {p.text.strip(): p.style for p in foot(keys, "agenda", words_in("en"), 120)[0]}
    assert looks["Agenda"] == "strong"
    assert looks["Now"] == looks["People"] == "muted"


def test_the_keys_of_the_stage_and_of_the_green_room_have_pages_of_their_own() -> None:
    words = words_in("en")
    pages = {name: page(help_page(words, 100, name=name)) for name in PAGES}
    for key, home in ((STAGE[0], "stage"), (GREEN_ROOM[1], "green-room")):
        assert [name for name in PAGES if words.say(key.purpose) in pages[name]] == [home]
    assert "stage.undo" in pages["ids"]
    assert "stage.undo" not in pages["keys"]


def test_a_wide_window_has_the_keys_in_two_columns() -> None:
    words = words_in("en")
    wide, narrow = (help_page(words, width) for width in (112, 111))
    assert len(wide) < 0.7 * len(narrow)
    for key in (*SCREENS, *EVERYWHERE):
        assert " ".join(words.say(key.purpose).split()[:4]) in page(wide)


def test_the_help_explains_every_sign_of_a_list() -> None:
    screen = page(help_page(words_in("en"), 100))
    signs = (marks.OWN, marks.BOTH, marks.THEIRS, marks.NOTED, marks.NEW, marks.CHANGED)
    every = (*signs, marks.CLASH, marks.NEXT, *marks.DEGREE.values(), *marks.STATUS.values())
    legend = screen[screen.index("Symbols:") :]
    assert [sign for sign in every if f"{sign}" not in legend] == []
