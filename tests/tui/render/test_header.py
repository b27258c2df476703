"""The top row with its tabs and chips, the footer, and the page of all keys."""

from __future__ import annotations

from itertools import product

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.companion.keys import (
    APP_BACK,
    CREW_TABS,
    DAY_SCREENS,
    DAYS,
    EVERYWHERE,
    GREEN_ROOM,
    KEYS,
    LIST_FILTER,
    SCALES,
    SESSION,
    SESSION_STAR,
    STAGE,
    Key,
)
from sommet_tui.companion.ports import Rehearsal
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.tui.help import PAGES, help_page
from sommet_tui.tui.info import info_page
from sommet_tui.tui.keys_on_screen import footer_row
from sommet_tui.tui.render.header import UserPlace, clock_row, header
from sommet_tui.tui.render.rows import width_of
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.words import words_in
from tests.acting import day_of
from tests.builders import at
from tests.tui.scenes import page, scene, style_of, text

TABS = tuple(key.id for key in (*DAY_SCREENS, *CREW_TABS))
REHEARSAL = Rehearsal("r", at("09:00"), at("09:00"), 1.0)


def event(title: str = "Example Day") -> Programme:
    two = day_of("a 09:00-10:00 @north, b 09:00-10:00 @south")
    return replace(two, title=title)


def top(shown: Scene, width: int, here: str = "go.now", *, crew: bool = False) -> str:
    return text(header(shown, width, UserPlace(here, crew))[0], width)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (
            120,
            " Example Day    1 Now   2 Agenda   3 Bookmarks   4 People   Fri 7 February 09:20:07",
        ),
        (80, " Example Day    1  2 Agenda  3  4   Fri 7 February   09:20:07"),
        (60, " Example Day    1  2 Agenda  3  4   Fri 7   09:20:07"),
        (40, " 2 Agenda   09:20:07"),
        (24, " 2 Agenda   09:20:07"),
    ],
)
def test_narrow_windows_show_the_current_tab_and_the_time(width: int, expected: str) -> None:
    line = top(scene(event(), at("09:20:07")), width, "go.agenda")
    assert line.split() == expected.split()
    assert line.endswith("09:20:07")


@pytest.mark.parametrize(
    ("title", "language"), [("X", "en"), ("A very long name of an event " * 5, "fr")]
)
@pytest.mark.parametrize("here", [*TABS, "go.plan", "go.info", "app.changes", "app.help"])
def test_current_tab_has_its_name_at_every_width(here: str, title: str, language: str) -> None:
    shown = scene(event(title), at("09:20:07"), language=language, speed=60.0)
    label = shown.words.say(KEYS[here].label)
    for width, crew in product(range(40, 200), (False, True)):
        parts = header(shown, width, UserPlace(here, crew))[0]
        filled = [part.text for part in parts if part.style == "tab"]
        assert filled == [f" {KEYS[here].footer_name} {label} "]
        assert width_of(parts) <= width
        assert text(parts, width).endswith("09:20:07")


@pytest.mark.parametrize(
    ("speed", "expected"),
    [(1.0, " SIMULATED "), (60.0, " SIMULATED × 60 "), (0.0, " SIMULATED · stopped ")],
)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_chip_of_simulated_time_moves_neither_tabs_nor_clock(
    speed: float, expected: str, width: int
) -> None:
    calm, full = (
        header(scene(event(), at("09:20"), speed=each), width, UserPlace("go.now", True))[0]
        for each in (None, speed)
    )
    assert [part.text for part in full if part.style == "quiet-chip"] == [expected]
    last = max(n for n, part in enumerate(calm) if getattr(part, "key_id", "") in TABS)
    assert full[: last + 1] == calm[: last + 1]
    assert full[-2:] == calm[-2:]


def test_info_explains_each_chip_of_the_header() -> None:
    found = scene(
        event(),
        at("09:20"),
        events=EventLog(rehearsal=REHEARSAL),
        speed=1.0,
        data_error=StorageError("full", "/x"),
        trouble=SourceError("missing", "/y"),
    )
    shown = replace(found, unread=(6, 0))
    chips = [
        part.text for part in header(shown, 160, UserPlace("go.now"))[0] if part.style == "chip"
    ]
    assert chips == [" REHEARSAL ", " DATA ERROR ", " OLD DATA "]
    text = page(info_page(shown, 80))
    for sentence in ("REHEARSAL · speed × 1", "The disk is full", "old version is still shown"):
        assert sentence in text
    assert "6 of your bookmarks changed" in text


@pytest.mark.parametrize("here", TABS)
def test_rehearsal_colours_the_header_of_crew_screens(here: str) -> None:
    log = EventLog(rehearsal=REHEARSAL)
    shown = scene(event("Event " * 9), at("09:20"), events=log, speed=60.0, language="fr")
    parts = (*header(shown, 80, UserPlace(here, True))[0], *clock_row(shown, here))
    others = {part.style for part in parts if shown.words.say(KEYS[here].label) not in part.text}
    assert (others == {"chip"}) == (here in ("go.stage", "go.moderator"))
    assert " RÉPÉTITION " in text(parts, 90), "only the event’s name is cut"


@pytest.mark.parametrize(
    ("title", "width", "above"),
    [("Example Day", 99, False), ("Example Day", 100, True), ("Event " * 9, 120, True)],
)
def test_local_time_of_the_user_is_in_the_header_or_on_info(
    title: str, width: int, above: bool
) -> None:
    shown = scene(event(title), at("09:20"), viewer="America/Montreal")
    assert ("03:20 your time" in top(shown, width)) == above
    assert style_of(info_page(shown, width), "03:20 your time") == "muted"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "keys", [(SESSION_STAR, LIST_FILTER, *EVERYWHERE), (APP_BACK, *SESSION, *EVERYWHERE)]
)
def test_footer_ends_with_the_keys_for_help_and_commands(
    language: str, keys: tuple[Key, ...]
) -> None:
    words = words_in(language)
    for width in (40, 60, 80, 99, 100, 120):
        line = text(footer_row(keys, words, width), width)
        assert line.endswith(f"? {words.say('Keys').lower()}")
        assert (f"^p {words.say('Commands').lower()}" in line) == (width >= 100)
        assert "…" not in line


def test_footer_leaves_out_the_label_of_plus_and_minus_only() -> None:
    for pair, bare in ((SCALES, True), (DAYS, False)):
        rows = (footer_row(pair, words_in("en"), width) for width in range(8, 30))
        ends = {"".join(part.text for part in line).strip() for line in rows}
        signs = " ".join(key.footer_name for key in pair)
        assert f"{signs} {pair[0].label}" in ends
        assert (signs in ends) == bare


def test_help_has_separate_pages_for_stage_and_green_room() -> None:
    words = words_in("en")
    pages = {name: page(help_page(words, 120, name=name)) for name in PAGES}
    for key, home in ((STAGE[0], "stage"), (GREEN_ROOM[1], "green-room")):
        purpose = words.say(key.purpose).replace("\u00a0", " ")
        assert [name for name in PAGES if purpose in pages[name]] == [home]
    assert set(KEYS) <= set(pages["ids"].split())
    assert "stage.undo" not in pages["keys"]


def test_help_explains_every_sign_of_a_list() -> None:
    screen = page(help_page(words_in("en"), 100))
    signs = (marks.OWN, marks.BOTH, marks.THEIRS, marks.NOTED, marks.NEW, marks.CHANGED)
    every = (*signs, marks.CLASH, marks.NEXT, *marks.DEGREE.values(), *marks.STATUS.values())
    legend = screen[screen.index("Symbols:") :]
    assert [sign for sign in every if f"{sign}" not in legend] == []
