"""Dialogs: for the clock, for events, and for the keys for which a footer has no room."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.companion.keys import ALL_KEYS, PANEL, STAGE
from sommet_tui.domain.known_events import KnownEvent, ListedEvent
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import KeySpan
from sommet_tui.tui.palette_filters_and_clock import display_host
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import RowList
from sommet_tui.wiring.programme import read_event
from tests.builders import at
from tests.tables import table

from .conftest import Open
from .events import event
from .moderating import moment as panel_now
from .stages import A_RUNS, SIZE, acts, day, do_acts
from .worlds import World

REAL = at("09:30")


async def test_clock_dialog_sets_the_time_and_explains_an_invalid_time(here: World) -> None:
    async with here.open():
        for wrong in ("25:00", "-"):
            await here.press("t", *wrong, "enter")
            assert "is not a valid time. Write it as" in here.picture
            assert here.companion.clock.now() == REAL
            await here.press("escape")
        # an hour that comes twice
        await here.shows("t '2025-10-26 02:30' enter", "the UTC offset that you mean: +02:00")
        await here.hides("escape", "SIMULATED")
        for typed in ("10:20", "10h25"):
            await here.press("t", *typed, "enter")
            assert here.companion.clock.now() == at(typed.replace("h", ":"))
            here.assert_shown(f"{typed.replace('h', ':')}:00", "SIMULATED", "Debate")


async def test_arrows_in_the_clock_dialog_move_the_time_by_five_minutes(here: World) -> None:
    async with here.open("t right*3 left"):
        assert here.companion.clock.now() == REAL + timedelta(minutes=10)
        assert "Friday 7 February 2025  09:40:00" in here.picture
        await here.press("left left")
        assert here.companion.clock.now() == REAL


FACES = {
    80: "Vendredi 7 février 2025  09:35:00  vitesse × 1",
    46: "7 février 2025  09:35:00  vitesse × 1",
    40: "7 février  09:35:00  vitesse × 1",
    30: "09:35:00  vitesse × 1",
}
"""The face of the clock, by the width of the window."""


async def test_narrow_clock_dialog_shortens_the_date_but_not_the_speed(world: Open) -> None:
    here = world(event(), REAL, language="fr")
    async with here.open("t right"):
        for width, face in FACES.items():
            await here.resize(width, 24)
            await here.until_shown(f" {face} ")


async def test_up_and_down_change_the_speed_of_the_clock(here: World) -> None:
    async with here.open("t up"):
        assert here.snapshot.speed == 10
        here.clock.shown = REAL + timedelta(seconds=60)
        assert here.companion.clock.begin_frame() == REAL + timedelta(seconds=600)
        await here.press("up*3")
        assert here.snapshot.speed == 600
        await here.press("down*4")
        assert here.snapshot.speed == 0
        await here.press("full_stop")
        assert here.companion.clock.now() == here.clock.shown
        assert here.snapshot.speed == 1
        assert "SIMULATED" not in here.picture


@pytest.mark.parametrize("typed", ["", "12:00"])
async def test_held_enter_closes_only_the_clock_dialog(here: World, typed: str) -> None:
    async with here.open():
        await here.press("enter", "t", *typed)
        field = here.app.screen.query_one(Input)
        field.post_message(Input.Submitted(field, typed))
        field.post_message(Input.Submitted(field, typed))
        await here.pause()
        assert "esc Back" in here.picture
        assert here.companion.clock.now() == (at(typed) if typed else REAL)


async def test_page_down_in_the_clock_dialog_jumps_to_the_next_change(world: Open) -> None:
    here = world(day(), "08:50")
    here.companion.clock.set(at("20:00"), 0.0)
    async with here.open("t pagedown", (40, 12)):
        assert "Nothing else is planned." in here.picture
        assert here.companion.clock.now() == at("20:00")
        here.companion.clock.set(at("09:20"))
        await here.press("escape 5 R S 5 enter")  # opening, since 09:15
        await here.shows("t", "⇟ Next change")
        for clock in ("09:59", "10:59"):
            await here.press("pagedown")
            assert here.companion.clock.now() == at(clock)


NOW = datetime.now(UTC)


def known_event(title: str, days: int) -> KnownEvent:
    day = NOW.date() + timedelta(days=days)
    address = f"https://example.org/{title}"
    return KnownEvent(address, title, f"{title} \\[/]", day, day, "UTC", NOW)


def offer_events(here: World, *events: KnownEvent) -> None:
    here.offer(known_events=lambda: events)


async def test_event_dialog_lists_events_and_opens_the_selected_event(here: World) -> None:
    offer_events(here, known_event("Past", -400), known_event("Next", 2))
    async with here.open("ctrl+o"):
        await here.until_shown("a name, a file or an address…")
        shown = here.picture
        assert shown.index("Next \\[/]") < shown.index("Past \\[/]")
        assert "https://example.org/Next" in shown
        assert "in 2 days" in shown
        await here.press("down")
        await here.until_shown("https://example.org/Past")
        await here.press("enter")
        await here.until(lambda: here.app._viewer.wanted)
    assert here.app._viewer.wanted == "https://example.org/Past"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/x.xml", "https://example.org/x.xml"),
        ("day.yaml", "day.yaml"),
        ("~/day.yaml", "~/day.yaml"),
        ("'/tmp/my day.yaml'", "/tmp/my day.yaml"),
    ],
)
async def test_event_dialog_opens_a_typed_file_or_address(
    here: World, typed: str, address: str
) -> None:
    offer_events(here, known_event("Next", 2))
    async with here.open():
        await here.press("ctrl+o", *typed)
        await here.until_shown(f"open “{typed}”")
        await here.press("enter")
        await here.until(lambda: here.app_viewer.wanted)
    assert here.app_viewer.wanted == str(
        Path(address).expanduser() if address[0] == "~" else address
    )


async def test_event_dialog_keeps_the_typed_text_after_an_error(here: World) -> None:
    offer_events(here, known_event("Next", 2))

    def refuse(address: str) -> None:
        if address.endswith("a.yaml"):
            raise SourceError("missing", address)

    here.offer(read_event=refuse)
    async with here.open("ctrl+o '/tmp/a.yaml' enter", (40, 12)):
        sentence = "This file does not exist. Correct the path, or choose another event."
        await here.until(lambda: sentence in _below_the_field(here))
        assert "/tmp/a.yaml" in here.picture, "to be corrected"
        assert here.app_viewer.wanted is None
        await here.press("backspace*6 'b.yaml' enter")
        await here.until(lambda: here.app_viewer.wanted == "/tmp/b.yaml")


async def test_event_dialog_shows_the_first_error_of_a_programme(
    world: Open, tmp_path: Path
) -> None:
    day = tmp_path / "day.yaml"
    day.write_text(
        "event: {title: Day, timezone: Europe/Paris}\n"
        "days:\n- date: 2025-02-07\n  sessions:\n"
        '  - {title: Talk, start: "25:00", end: "11:00"}\n'
        '  - {title: Other, start: "11:00", end: "noon"}\n'
    )
    here = world(event(), "09:30", language="fr")
    offer_events(here, known_event("Next", 2))
    here.offer(read_event=lambda _address: read_event(str(day)))
    async with here.open("ctrl+o '/day.yaml' enter", (40, 12)):
        sentence = "2 erreurs, la première à la ligne 5 : "
        await here.until(lambda: sentence in _below_the_field(here))
        assert "25:00" in _below_the_field(here)
        assert "/day.yaml" in here.picture, "to be corrected"
        assert here.app_viewer.wanted is None


def _below_the_field(here: World) -> str:
    """The text of the dialog, without its frame."""
    rows = here.lines
    return " ".join(row.split("│")[1].strip() for row in rows if row.count("│") == 2)


async def test_event_dialog_lists_events_of_the_directory(here: World) -> None:
    offer_events(here, known_event("Past", -400))
    there = [
        ListedEvent("https://example.org/Past", "Past, listed"),
        ListedEvent("https://example.org/camp", "Camp [/]", date(2027, 8, 1), date(2027, 8, 4)),
        ListedEvent("https://example.org/fest", "Fest"),
    ]
    here.offer(directory=lambda _: there, known_events=lambda: (known_event("Past", -400),))
    async with here.open("ctrl+o down"):
        await here.until_shown("ggt.gaa.st/menu.json")
        await here.press("enter")
        await here.until_shown("Camp [/]")
        assert "1 August – 4 August 2027" in here.picture
        assert "Past, listed" not in here.picture
        await here.press("'fest' enter")
        await here.until(lambda: here.app_viewer.wanted)
    assert here.app_viewer.wanted == "https://example.org/fest"


async def test_event_dialog_reports_an_unavailable_directory(world: Open) -> None:
    here = world(event(), "09:30", language="fr")

    def refuse(_: str) -> tuple[ListedEvent, ...]:
        raise SourceError("offline", "https://ggt.gaa.st/menu.json")

    here.offer(directory=refuse)
    async with here.open("ctrl+o"):
        await here.until_shown("annuaire")
        await here.press("enter")
        await here.until_shown("ggt.gaa.st/menu.json »")
        await here.press("'day.yaml' enter")
        await here.until(lambda: here.app_viewer.wanted)


async def test_event_dialog_reports_an_unreadable_database(here: World) -> None:

    def refuse() -> tuple[KnownEvent, ...]:
        raise StorageError("busy", "/data/sommet.sqlite3")

    here.offer(known_events=refuse)
    async with here.open("ctrl+o"):
        await here.until_shown("Try again")


async def test_first_screen_shows_why_an_event_did_not_open(here: World) -> None:
    received: list[bool] = []
    here.offer(remember_event=lambda: received.append(True))
    here.app._viewer.start_remarks = ("It could not be opened [/].",)
    async with here.open():
        await here.until(lambda: received)
        await here.until_shown("It could not be opened [/]")


# The chooser of the keys for which a footer has no room

MOST = 6


def footer_words(screen: object) -> set[str]:
    """The words in a footer, besides those of the keys that lead to all others."""
    assert isinstance(screen, CompanionScreen)
    shown = screen.footer.shown_key_ids()
    keys = tuple(screen.keys())
    return {key.label for key in keys if key.id in shown and key not in ALL_KEYS}


async def keys_within(here: World) -> set[str]:
    """The ids of the keys in the footer of a screen, on its board and in its chooser."""
    screen = here.app.screen
    assert isinstance(screen, CompanionScreen)
    shown = set(screen.footer.shown_key_ids())
    for board in screen.query("#board").results(FixedLines):
        rows = [board.row_at(y, board.row_width) or () for y in range(board.size.height)]
        shown.update(part.key_id for row in rows for part in row if isinstance(part, KeySpan))
    await here.press("tab")
    listed = here.app.screen.query_one(RowList)
    shown.update(key for key in listed._rows.keys if key)
    await here.press("escape")
    return shown


@pytest.mark.parametrize(("size", "language"), [((40, 12), "fr"), ((200, 55), "en")])
async def test_stage_footer_is_short_and_its_dialogs_contain_all_keys(
    world: Open, size: tuple[int, int], language: str
) -> None:
    here = world(day(), "08:50", language=language)
    do_acts(here, *A_RUNS, "10:20 add a 5", now="10:30")
    more = "? keys" if language == "en" else "? touches"
    async with here.open("5", size):
        assert 0 < len(footer_words(here.app.screen)) <= MOST
        assert more in here.foot
        absent = {key.id for key in STAGE} - await keys_within(here) - {"stage.change"}
        idle = {"stage.take", "stage.lead", "stage.board", "stage.seen"}
        assert absent == idle
        await here.press("p")
        assert len(footer_words(here.app.screen)) <= MOST
        assert "p Resume Panel 1" in here.text or "p Reprendre Panel 1" in here.text
        await here.press("e y")
        assert len(footer_words(here.app.screen)) <= MOST
        here.companion.clock.set(at("10:10"))
        await here.pause()
        assert len(footer_words(here.app.screen)) <= MOST
        assert "  R " in here.picture


async def test_moderator_footer_is_short(panel: World) -> None:
    async with panel.open("6", (40, 12)):
        assert 0 < len(footer_words(panel.app.screen)) <= MOST
        assert "? keys" in panel.foot
        hand = {"panel.aim", "panel.star"}  # the cursor is on a hand
        idle = hand | {"panel.seen", "panel.asked", "panel.change"}
        assert {key.id for key in PANEL} - await keys_within(panel) - idle == set()


async def test_click_answers_a_question(halfway: World) -> None:
    async with halfway.open("5 e", SIZE):
        assert halfway.line == "End Panel 1?"
        assert "Message" not in halfway.foot
        await halfway.click_on("n No")
        assert "e  End Panel 1" in halfway.picture
        await halfway.press("6 A")
        assert halfway.foot.strip() == "esc Back"
        await halfway.press("escape R")
        assert halfway.foot.strip() == "y Yes  n No"
        y = halfway.lines.index(halfway.row("n  No"))
        assert abs(y - SIZE[1] // 2) < 4, "the question is in the middle"
        await halfway.click_on("n  No")
        assert "n  No" not in halfway.picture


async def test_dialog_of_keys_runs_the_action_of_a_key(halfway: World) -> None:
    async with halfway.open("5 tab", SIZE):
        assert "Select a session first." in halfway.picture
        await halfway.shows(
            "escape down up tab",
            "More…",
            "Selected: Panel 1 · Clouds",
            "x  Cancel           cancel the selected session",
        )
        await halfway.says("x", "Panel 1 is running. Cancel it?…")
        await halfway.says("n tab enter", "Panel 1 is running. Cancel it?…")  # the first row
        await halfway.shows("n tab s", "More…")  # a key of the footer does nothing there
        await halfway.press("greater_than_sign")
        assert acts(halfway)[-1] == ("add", "a", 5)
        await halfway.press("tab escape")
        assert "m Message" in halfway.foot


async def test_keys_of_the_dialog_take_precedence_over_letters_of_speakers(panel: World) -> None:
    async with panel.open("6 tab a", SIZE):
        await panel.shows("m", "Mona Modère has the floor")
        assert panel_now(panel).speaking == "mona"
        await panel.shows("tab A", "Who is here, and who is not? Press the letter beside the name.")


async def test_narrow_dialog_of_keys_describes_the_selected_key(halfway: World) -> None:
    async with halfway.open("5 tab", (40, 12)):
        assert "cancel the selected session" in halfway.picture
        await halfway.shows("down", "defer the selected session until")


@pytest.mark.parametrize(("url", "host"), table("screens.txt", "host of an address"))
def test_host_with_lookalike_letters_is_shown_in_ascii(url: str, host: str) -> None:
    assert display_host(url) == host
