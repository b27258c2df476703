"""The closing word after the last session, and the day to look back on."""

from __future__ import annotations

from datetime import date, timedelta

from sommet_tui.domain.filters import Facets
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.values import replace
from sommet_tui.tui.now.after_event import after_event_items
from sommet_tui.tui.viewer import Scene
from tests.acting import day_of
from tests.builders import NEXT_DAY, at, participant, programme, session
from tests.tui.scenes import page, scene, with_state


def day() -> Programme:
    return day_of(
        "one 09:00-10:00, two 10:00-11:00, coffee 11:00-11:30 break, "
        "three 11:30-12:00 cancelled, four 13:00-14:00"
    )


def past_day(shown: Scene, width: int = 80) -> str:
    return page([item.paint(width) for item in after_event_items(shown, width, roomy=True)], width)


def test_now_after_the_event_shows_its_date_and_its_sessions() -> None:
    shown = scene(day(), at("12:00", date(2025, 3, 1)))
    assert "OVER · 7 February 2025" in past_day(shown, 30)
    assert past_day(shown).splitlines() == [
        "",
        " Example Day",
        " OVER · Friday 7 February 2025",
        "",
        "   r  Replay the day    from 08:59",
        " ctrl+o Open another event    5 Rehearse the day on Stage",
        "",
        " THE DAY",
        " 09:00  One",
        " 10:00  Two",
        " 11:00  Coffee",
        " 11:30  cancelled · Three",
        " 13:00  Four",
    ]


def test_past_day_shows_complete_titles_with_people_and_rooms() -> None:
    title = "A title that needs more than one row of a list to be read"
    people = [participant("ada", "Ada Exemple"), participant("bob", "Bob Test-Exemple")]
    talk = session("talk", "09:00", "10:00", title=title, room="north", people=people)
    held = programme(talk, session("other", "10:00", "11:00", room="south"))
    shown = scene(held, at("12:00", date(2025, 3, 1)))
    assert past_day(shown, 80).splitlines()[-3:] == [
        " 09:00  A title that needs more than one row  Ada Exemple                north",
        "        of a list to be read                  Bob Test-Exemple",
        " 10:00  Other                                                            south",
    ]
    assert "Ada" not in past_day(shown, 50)
    assert "A title that needs more than one   north\n        row of a" in past_day(shown, 50)
    wide = past_day(shown, 160).splitlines()[-2]
    assert [part.strip() for part in wide.split("   ") if part] == [
        f"09:00  {title}",
        "Ada Exemple · Bob Test-Exemple  north",
    ]


def test_title_of_more_than_four_rows_ends_in_an_ellipsis() -> None:
    long = programme(session("long", title="word " * 60))
    rows = past_day(scene(long, at("12:00", date(2025, 3, 1))), 40).splitlines()
    assert len(rows[rows.index(" THE DAY") :]) == 5
    assert rows[-1].endswith("…")


def test_past_event_of_several_days_lists_sessions_by_day() -> None:
    two = day_of("one 09:00-10:00, two 09:00-10:00 next-day")
    screen = past_day(scene(two, at("12:00", NEXT_DAY + timedelta(days=9))))
    assert screen.index("THE PROGRAMME") < screen.index("\n Friday 7") < screen.index("One")
    assert screen.index("One") < screen.index("\n Saturday 8 February\n") < screen.index("Two")


def test_past_day_lists_my_sessions_first_with_links_and_notes() -> None:
    links = (
        Link("Feedback", "https://example.org/f", "feedback"),
        Link("Video", "https://example.org/v.webm", "recording"),
    )
    made = programme(replace(session("one"), links=links), session("two", "11:00", "12:00"))
    shown = scene(made, at("15:00"), stars=["one"])
    notes = Note("one", "One", "Well said", at("09:00")), Note("old", "Gone", "Why?", at("09:00"))
    state = replace(shown.snapshot, mine=replace(shown.snapshot.mine, notes=notes))

    def mine(width: int) -> list[str]:
        screen = past_day(with_state(shown, state), width)
        return screen[screen.index(" MY DAY") : screen.index("\n\n THE DAY")].splitlines()

    assert mine(80)[2:] == ["        ✎ Well said", "        Gone", "        ✎ Why?"]
    assert mine(80)[1].startswith(" 09:00  One ")
    assert mine(80)[1].endswith(" recording · feedback ★✎")
    assert mine(44)[1].endswith("★✎")
    assert mine(44)[2:4] == ["        recording · feedback", "        ✎ Well said"]
    assert "★✎" in past_day(with_state(shown, state)).split("THE DAY")[1]


def test_filter_does_not_remove_my_own_sessions_of_a_past_day() -> None:
    shown = replace(scene(day(), at("15:00"), stars=["four"]), hidden=frozenset(["two"]))
    screen = past_day(replace(shown, facets=Facets(kinds=frozenset(["break"]))))
    assert "Four" in screen[: screen.index("THE DAY")]
    assert screen[screen.index("THE DAY") :].split() == ["THE", "DAY", "11:00", "Coffee"]
    assert "Two" not in past_day(shown)
