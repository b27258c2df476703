"""Lists: where the cursor stands, and the filter that narrows them as one types."""

from __future__ import annotations

from sommet_tui.domain.programme import Track
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteSessionIds
from sommet_tui.tui.list_screen import ListScreen
from sommet_tui.tui.now.after_event import AfterEventView
from sommet_tui.tui.render.rows import row
from sommet_tui.tui.widgets.row_list import Item, RowList
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY, at, programme, session

from .conftest import Open
from .events import event
from .worlds import Shelf, World


def under_cursor(here: World) -> str:
    """What the preview below the list shows: its title row."""
    rows = here.lines
    rule = max(n for n, row in enumerate(rows) if row.startswith("────"))
    return rows[rule + 1].strip()


async def test_agenda_opens_at_the_running_session_and_keeps_its_cursor(world: Open) -> None:
    here = world(event(), "10:30")
    async with here.open("2"):
        assert under_cursor(here) == "Panel 1 · Debate"  # the running session
        await here.press("down")
        assert under_cursor(here) == "Closing"
        here.clock.shown = at("10:30:01")
        await here.until_shown("10:30:01")
        assert under_cursor(here) == "Closing"
        here.clock.shown = at("11:15")  # another session ended
        await here.until_shown(" 11:15 ─")
        assert under_cursor(here) == "Closing"


async def test_screen_without_its_list_can_be_painted(world: Open) -> None:
    """Keys typed as the app ends may still show a screen whose parts are gone."""
    here = world(event(), "10:30")
    async with here.open("2"):
        screen = here.app.screen
        assert isinstance(screen, ListScreen)
        await screen.pane.remove()
        await screen.show_current_state()
        await here.pause()
        assert "10:30:00" in here.picture


def all_day(room: str = "") -> list[str]:
    """Return a talk every five minutes from 09:00 to 19:00, in this room."""
    times = [f"{9 + n // 12:02}:{n % 12 * 5:02}" for n in range(121)]
    return [f"s{n} {times[n]}-{times[n + 1]} {room} = Talk {n}" for n in range(120)]


async def test_long_agenda_opens_at_the_running_session(world: Open) -> None:
    here = world(day_of(", ".join(all_day())), "17:02")
    async with here.open(size=(60, 20)):
        await here.shows("2", "Talk 96", "Talk 97")
        assert here.app.screen.query_one(RowList).vertical_scrollbar.position > 0


async def test_agenda_of_another_room_shows_its_running_session(world: Open) -> None:
    few = [f"t{n} {n // 2:02}:{n % 2 * 30:02}-{n // 2:02}:59 @north" for n in range(18, 47)]
    here = world(day_of(", ".join([*few, *all_day("@south")])), "17:02")
    async with here.open("2 1 right 2", (80, 12)):
        assert " 17:00  T34" in here.picture
        await here.shows("full_stop", " 17:00  T34")


async def test_agenda_returns_to_the_current_time_after_the_clock_is_set(world: Open) -> None:
    here = world(event(), "20:00")
    async with here.open("2"):
        assert here.subject == "closing"
        await here.press("1 r")
        await here.until(lambda: here.snapshot.is_shifted)
        await here.press("2")
        assert here.subject == "opening"
        await here.press("down 1")
        here.companion.clock.set(here.companion.clock.now(), 10)
        await here.press("2")
        assert here.subject == "debate"
        here.companion.clock.return_to_real_time()
        await here.pause()
        assert here.subject == "closing"


async def test_cursor_stays_on_a_session_with_a_new_id(world: Open) -> None:
    made = day_of("a 10:00-10:30, b 11:00-11:30, c 12:00-12:30, d 13:00-13:30, e 14:00-14:30")
    held, shelf = made.sessions, Shelf(made)
    here = world(shelf, "09:00")
    async with here.open("2 . down down"):
        assert under_cursor(here) == "C"
        SqliteSessionIds(here.database).add("example", {"c": "c2", "d": "d2"})
        renamed = [replace(s, id=f"{s.id}2", title=f"{s.title} now") for s in held[2:4]]
        shelf.put(programme(*held[:2], *renamed, held[4]))
        await here.until_shown("C now")
        assert under_cursor(here) == "C now"
        await here.press("b")
        assert here.stars == {"c2"}
        shelf.put(programme(*held[:2], *held[4:]))
        await here.until(lambda: under_cursor(here) == "E")


async def test_search_in_a_list_ignores_accents_and_accepts_all_letters(here: World) -> None:
    async with here.open("2 slash 'piedallu'"):
        here.assert_shown("Panel 1 · Debate")
        here.assert_absent("Opening")
        await here.shows("backspace*8 'b1iqtL4?'", "b1iqtL4?", "No match.")
        assert not here.stars
        await here.hides("escape", "b1iqtL4?")
        assert "Opening" in here.picture
        await here.press("home b")
        assert here.stars == {"opening"}


async def test_footer_shows_no_letter_keys_while_filtering(here: World) -> None:
    async with here.open():
        for screen in ("2", "3", "4"):
            await here.press(screen)
            before = here.picture
            await here.press("slash 'ada'")
            assert " / ada" in here.lines[1:3]
            assert "Éric" not in here.picture
            assert here.foot == " ↵ To the list  esc End search"
            await here.press("enter")
            assert here.foot.startswith(" esc End search  ")
            await here.press("escape")
            assert here.picture == before
        await here.press("ctrl+f")
        assert here.foot == " esc Back"
        await here.press("'ada'")
        assert here.foot == " esc Back  ↵ Open"


async def test_down_and_enter_move_from_the_search_to_the_list(here: World) -> None:
    async with here.open("2 end slash 'clos'"):
        assert under_cursor(here) == "Closing"
        await here.press("down b")
        assert here.stars == {"closing"}
        assert "1 match" in here.lines[1]
        await here.shows("slash 'ing' enter enter", "12:00 – 13:00", "IN 2 H 30")
        await here.shows("escape", "closing")
        assert "Debate" not in here.picture
        await here.press("escape")
        assert under_cursor(here) == "Closing"
        await here.press("slash 'clos' enter full_stop")
        assert under_cursor(here) == "Opening"
        assert "match" not in here.picture


async def test_preview_of_another_session_starts_at_its_top(here: World) -> None:
    async with here.open("2 home down", (160, 24)):
        page = here.app.screen.query_one("#detail")
        page.scroll_to(y=20, animate=False)
        await here.pause()
        assert page.scroll_offset.y == 20
        await here.press("down")
        assert page.scroll_offset.y == 0


async def test_hidden_session_leaves_the_cursor_on_the_next_row(here: World) -> None:
    async with here.open("2 home x"):
        assert under_cursor(here) == "Panel 1 · Debate"
        await here.press("end x")  # the last one
        assert under_cursor(here) == "Panel 1 · Debate"


async def test_list_that_fits_has_no_scroll_bar(world: Open) -> None:
    here = world(event(), "08:30")
    async with here.open("2"):
        rows = here.app.screen.query_one(RowList)
        height = rows.size.height
        for number in (height + 1, height):
            rows.show([Item(f"s{n}", lambda width: row("x" * width)) for n in range(number)])
            await here.pause()
            assert here.picture.count("x" * 80) == (0 if number > height else height)


async def test_bookmarks_open_at_the_next_session(world: Open) -> None:
    here = world(event(), "10:30")
    here.bookmark("opening", "closing")
    async with here.open("3"):
        assert under_cursor(here) == "Closing"
        await here.press("up full_stop")
        assert under_cursor(here) == "Closing"
        assert "Nothing else is planned" not in here.picture


async def test_bookmark_of_a_removed_session_stays_and_can_be_removed(world: Open) -> None:
    shelf = Shelf(event())
    here = world(shelf, "09:30")
    here.bookmark("closing")
    async with here.open("3"):
        shelf.put(replace(event(), sessions=event().sessions[:2]))
        await here.until_shown("NO LONGER IN THE PROGRAMME")
        assert here.picture.count("Closing") == 2, "in the list, and in the page below"
        await here.shows("enter", "NO LONGER")
        await here.shows("b", "NO LONGER")  # the row stays until one leaves
        assert not here.stars
        await here.shows("1 3", "No bookmarks yet.")


async def test_cursor_skips_headings_and_a_click_opens_the_selected_row(here: World) -> None:
    async with here.open("2"):
        await here.click(offset=(5, 1))
        assert under_cursor(here) == "Opening"
        await here.click_on("Closing")
        assert under_cursor(here) == "Closing"
        await here.press("home up up down*4")
        assert under_cursor(here) == "Closing"
        await here.press("pageup")
        assert under_cursor(here) == "Opening"
        await here.press("pagedown home end")
        assert under_cursor(here) == "Closing"
        await here.click_on("Closing")
        assert "IN 2 H 30" in here.picture


async def test_search_in_a_list_opens_before_the_screen_is_ready(here: World) -> None:
    async with here.open():
        here.app.action_go("agenda")
        agenda = here.app.screen
        assert isinstance(agenda, ListScreen)
        await agenda.action_filter()
        await here.until_shown("part of a title")
        await here.press("enter L")
        await here.until_gone("part of a title")


def names(here: World) -> list[str]:
    known = ("Ada", "Eric", "Zoe")
    rows = here.lines
    return [name for row in rows for name in known if row.lstrip(" ▌0123456789:").startswith(name)]


async def test_s_sorts_people_by_time_on_stage(world: Open) -> None:
    day = day_of("first 09:00-10:00 +zoe, then 10:00-11:00 +eric, last 11:00-12:00 +ada")
    here = world(day, "08:00")
    async with here.open("4"):
        assert names(here)[:3] == ["Ada", "Eric", "Zoe"]
        assert "Arrival" not in here.picture  # the day has no crew that records arrivals
        await here.press("s")
        assert names(here)[:3] == ["Zoe", "Eric", "Ada"]
        assert under_cursor(here) == "Zoe"


async def test_brackets_change_the_day_of_the_agenda(world: Open) -> None:
    hours = range(8, 20)
    talks = [
        session(f"d{n}h{h}", f"{h:02}:00", f"{h + 1:02}:00", day=day, title=f"Talk {n}/{h}")
        for n, day in enumerate((DAY, NEXT_DAY))
        for h in hours
    ]
    here = world(programme(*talks), "07:30")
    async with here.open("2 right_square_bracket", (80, 15)):
        top = [line.strip() for line in here.lines[2:4]]
        assert top[0].startswith("Saturday 8 February")
        assert "Talk 1/8" in top[1]
        await here.press("end up up")
        assert "Saturday 8 February" in here.lines[1]
        await here.press("left_square_bracket")
        top = [line.strip() for line in here.lines[2:4]]
        assert top[0].startswith("Friday 7 February")
        assert "Talk 0/8" in top[1]
        await here.click(offset=(30, 1))  # the tab of the other day
        assert here.lines[2].strip().startswith("Saturday 8 February")


async def test_space_selects_filters_and_enter_applies_them(world: Open) -> None:
    tracks = {"rust": "Ferris", "web": "Firefox", "go": "Gopher"}
    day = programme(*(session(t, track=t, title=title) for t, title in tracks.items()))
    here = world(replace(day, tracks=tuple(Track(t, t.title()) for t in tracks)), at("08:00"))

    def only() -> str:
        line = here.lines[1]
        return line.partition("only: ")[2].split("  ")[0]

    async with here.open("2 F down down enter"):
        assert only() == "Rust"
        await here.press("F down*4 space down enter")
        assert only() == "Rust, Web"
        await here.press("F down down space 'go' enter")  # applies the match
        assert only() == "from now on · Rust, Web, Go"
        await here.shows("F 'zzz' enter", "No match.")
        await here.press("escape escape 2")
        assert only() == "from now on · Rust, Web, Go"


async def test_cursor_selects_all_rows_of_a_session(world: Open) -> None:
    long = "A title with enough words that it needs at least three rows of a small window"
    talks = [f"s{n} {n:02}:00-{n:02}:30 = {long}" for n in range(9, 13)]
    here = world(day_of(", ".join(talks)), "20:00")
    async with here.open("down down", (40, 12)):
        shown = here.app.screen.query_one(AfterEventView)
        marked = [y for y in range(30) if shown.is_marked(y)]
        assert shown.key == "s11"
        assert len(marked) == 3
        assert shown.top <= marked[0]
        assert marked[-1] < shown.top + shown.size.height
        await here.click(AfterEventView, offset=(10, marked[0] - shown.top - 1))
        assert shown.key == "s10"
