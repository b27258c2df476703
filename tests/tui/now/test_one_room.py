"""The board of one room: one glance at any instant shows the running and the next session."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sommet_tui.domain.programme import Programme, Room
from sommet_tui.domain.values import replace
from sommet_tui.tui.now.one_room import board_rows, time_left
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.viewer import Scene
from tests.acting import day_of
from tests.builders import at, participant, pause, programme, session
from tests.tables import table
from tests.tui.scenes import moment, page, scene, style_of, texts, the_room

ADA, BOB = participant("ada", "Ada Exemple"), participant("bob", "Bob Test")


def day() -> Programme:
    return programme(
        session("opening", "09:00", "10:00", label="Keynote", people=[ADA]),
        session("panel", "10:00", "11:00", label="Panel 1", subtitle="A subtitle", people=[BOB]),
        pause("coffee", "11:00", "11:30"),
        session("talk", "11:30", "12:00"),
        session("closing", "14:00", "15:00"),
    )


def rows(shown: Scene, width: int = 100, height: int = 27) -> list[Row]:
    return board_rows(shown, the_room(shown), width, height)


DAYS = {
    "summit": day(),
    "changeover": day_of("a 09:00-10:00, b 10:10-11:00"),
    "short break": day_of("a 09:00-10:00, tea 10:00-10:10 break, b 10:20-11:00"),
    "two days": day_of("one 09:00-10:00, two 09:00-10:00 next-day"),
    "parallel": day_of("long 09:00-12:00, short 09:30-10:00"),
}


def test_way_to_a_room_is_shown_below_its_name() -> None:
    made = replace(
        day_of("talk 09:00-10:00 @north"),
        rooms=(Room("north", "North", "2nd floor", "https://example.org/n"), Room("b", "B")),
    )
    shown = scene(made, at("09:30"), room="north")
    band = [line.strip() for line in texts(rows(shown), 100)[:3]]
    assert band == ["", "N O R T H", "2nd floor · https://example.org/n"]
    assert "2nd floor" not in page(rows(shown, 100, 18), 100)


@pytest.mark.parametrize(
    ("made", "now", "time", "label", "lines"), table("screens.txt", "label and time of Now")
)
def test_now_shows_a_label_with_its_time_left(
    made: str, now: str, time: str, label: str, lines: str
) -> None:
    clock, _, early = now.partition(" ")
    moment = at(clock, date(2025, 2, int(early or 7)))
    shown = scene(DAYS[made], moment, viewer="Asia/Tokyo" if "your time" in lines else None)
    found = time_left(shown, the_room(shown))
    assert (found.text.replace("\u00a0", " "), found.label) == (time, label)
    board_ = texts(rows(shown, 110, 30), 110)
    large = [y for y, line in enumerate(board_) if set("█▀▄") & set(line[:20])]
    assert large[0] == 1
    assert any(line.strip().startswith(label) for line in board_[large[-1] :][1:3])
    places = [
        next((y for y, s in enumerate(board_) if part in s), -1) for part in lines.split(" / ")
    ]
    assert places[0] == 1
    assert places == sorted(places)


def test_now_reports_a_room_without_further_sessions() -> None:
    two = day_of("one 09:00-10:00 @north, two 09:00-12:00 @south")
    shown = scene(two, at("11:00"), room="north")
    assert "Nothing more in this room." in page(rows(shown))


@pytest.mark.parametrize(
    ("clock", "word", "style"), table("screens.txt", "last minutes of a session")
)
def test_last_minutes_of_a_session_have_a_word_and_a_colour(
    clock: str, word: str, style: str
) -> None:
    shown = rows(scene(day(), at(clock)))
    assert page(shown).count(word) == 1
    assert style_of(shown, word) == style


def test_now_in_a_tiny_window_shows_title_time_and_next_session() -> None:
    screen = page(rows(scene(day(), at("10:20"), stars=["closing"]), 40, 9), 40)
    for there in ("ON NOW · Panel 1", "Panel", "left", "NEXT in 1 h 10", "11:30  Talk"):
        assert there in screen
    for left_out in ("━", "11:00  Coffee", "Closing"):
        assert left_out not in screen
    assert "ends soon" in page(rows(scene(day(), at("10:57")), 40, 9), 40)
    waits = rows(scene(day(), at("09:00", date(2025, 2, 2)), viewer="Asia/Tokyo"), 36, 10)
    assert "  on Friday 7 February at 09:00\n" in page(waits, 40) + "\n"
    assert "warning" not in {part.style for line in waits for part in line}


LONG = "A question that is " + "much " * 18 + "too long to be read in a glance?"


@pytest.mark.parametrize(("width", "height"), [(80, 22), (60, 18), (80, 20)])
def test_long_title_uses_free_rows_of_now(width: int, height: int) -> None:
    one = programme(session("long", "09:00", "10:00", title=LONG), session("next", "10:00"))
    screen = page(rows(scene(one, at("09:20")), width, height), width)
    assert "a glance?" in screen
    assert "…" not in screen


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (100, "★ Your next bookmark: Closing, on Friday 7 February at 14:00 (in 18 days)"),
        (70, "★ Your next bookmark: Closing, on Friday 7 February at 14:00\n"),
        (56, "★ Closing: on Friday 7 February at 14:00, in 18 days\n"),
    ],
)
def test_next_bookmark_is_shortened_before_its_time(width: int, expected: str) -> None:
    shown = scene(day(), at("08:00", date(2025, 1, 20)), stars=["closing"])
    assert expected in page(rows(shown, width, 24), width) + "\n"


@pytest.mark.parametrize(
    "abstract", ["Of *many* things that matter.\n\n- one\n- two", "Of *many* things that matter."]
)
def test_tall_window_shows_the_abstract_of_the_running_session(abstract: str) -> None:
    made = day_of("talk 09:00-10:00 +ada, then 10:00-11:00", abstracts={"talk": abstract})
    tall, low = (page(rows(scene(made, at("09:30")), 100, height), 100) for height in (40, 14))
    assert tall.index("NEXT") < tall.index("ABOUT THIS SESSION") < tall.index("Of many")
    assert ("• two" in tall) == ("two" in abstract)
    assert "many things" not in low


@pytest.mark.parametrize("size", [(100, 30), (80, 21), (60, 17), (40, 9)])
@pytest.mark.parametrize(
    "items",
    [
        "only 09:00-10:00",
        ", ".join(f"s{n} {n:02}:00-{n:02}:50" for n in range(9, 17)),
        ", ".join(f"s{h}{m} {h:02}:{m}-{h:02}:{m + 5}" for h in range(9, 19) for m in (10, 30, 50)),
        "long 09:00-12:00, short 09:30-10:00",
        "a 23:00-00:30, b 01:00-02:00",
        "one 09:00-10:00, two 09:00-10:00 next-day",
    ],
)
def test_now_shows_a_time_and_a_session_all_day(items: str, size: tuple[int, int]) -> None:
    event = day_of(items)
    first = min(s.start for s in event.sessions)
    for minutes in range(-70, 1200, 37):
        shown = scene(event, first + timedelta(minutes=minutes))
        room = the_room(shown)
        if moment(shown).phase == "after":
            continue
        lines = texts(rows(shown, *size), size[0])
        assert len(lines) <= size[1]
        assert all(len(line) <= size[0] for line in lines)
        found = time_left(shown, room)
        assert not found.text or any(set("█▀▄") & set(line) for line in lines)
        subject = room.current or room.next
        assert subject is not None
        assert subject.title in "\n".join(lines)
