"""The pages to read: a session, a person, the event; and a session in short."""

from __future__ import annotations

from datetime import date

import pytest

from sommet_tui.domain.programme import (
    Link,
    Person,
    Programme,
    ProgrammePerson,
    Venue,
)
from sommet_tui.domain.values import replace
from sommet_tui.tui.info import info_page
from sommet_tui.tui.people import people_grid, person_page, person_row
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.session_page import session_page, session_preview
from sommet_tui.tui.viewer import Scene
from tests.builders import at, participant, programme, session

from .scenes import page, scene, text, texts, turn


def event() -> Programme:
    ada = participant("ada", "Ada Exemple", affiliation="Institut X")
    chair = participant("ada", "Ada Exemple", role="moderator", affiliation="Collectif Y")
    panel = session(
        "panel",
        "10:00",
        "11:00",
        label="Panel 1",
        subtitle="A subtitle",
        room="north",
        track="Law",
        people=[ada, participant("bob", "Bob Test")],
    )
    return programme(
        replace(panel, links=(Link("Slides", "https://example.org/slides"),), languages=("fr",)),
        session("talk", "10:30", "11:30", room="south"),
        session("end", "12:00", "13:00", room="north", people=[chair]),
        abstracts={"panel": "First paragraph.\n\nSecond one, a line\nand another."},
        people=[
            Person("ada", "Ada Exemple", "Institut X", "A-da", "She wrote a programme."),
            Person("bob", "Bob Test"),
        ],
    )


def read(shown: Scene, id_: str, width: int = 80) -> str:
    return page(session_page(shown, shown.snapshot.programme.by_id[id_], width), width)


def person(shown: Scene, id_: str) -> ProgrammePerson:
    return next(one for one in shown.snapshot.people if one.person.id == id_)


def row(shown: Scene, one: ProgrammePerson, width: int) -> Row:
    grid = people_grid(shown, width, crew=False, by_time=False)
    return person_row(shown, one, turn(shown, one), grid)


def about(shown: Scene, one: ProgrammePerson, width: int) -> list[Row]:
    return person_page(shown, one, turn(shown, one), width)


def test_session_page_lists_details_in_reading_order() -> None:
    screen = read(scene(event(), at("09:00")), "panel")
    wanted = [
        "IN 1 H · Panel 1",
        "Panel",
        "A subtitle",
        "─────",
        "Friday 7 February 2025 · 10:00 – 11:00 · 1 h",
        "north · Law · in French",
        "Ada Exemple",
        "Institut X",
        "Bob Test",
        "First paragraph.\n\n  Second one, a line\n  and another.",
        "LINKS  Slides",
    ]
    places = [screen.find(text_) for text_ in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_wide_page_has_people_and_links_beside_the_abstract() -> None:
    made = replace(event(), abstracts={"panel": "Of many things. " * 20})
    shown = scene(made, at("08:00"))
    narrow, wide = (session_page(shown, made.by_id["panel"], width) for width in (135, 160))
    assert len(wide) < len(narrow)
    first = next(line for line in texts(wide, 160) if "Of many things" in line)
    assert len(first) > 100  # the second column is beside it
    assert all(len(line) <= 88 for line in texts(narrow, 300) if "Of many things" in line)


def test_session_page_shows_the_whole_title_of_the_next_session() -> None:
    long = "A title that needs more than one row of a page without a second column"
    day = programme(
        session("talk", room="north"), session("next", "10:00", "11:00", room="north", title=long)
    )
    shown = scene(day, at("08:00"))
    screen = page(session_page(shown, day.by_id["talk"], 44), 44)
    assert " ".join(screen.split("NEXT IN THIS ROOM")[1].split()).endswith(long)


def test_session_page_names_roles_other_than_speaker() -> None:
    shown = scene(event(), at("09:00"))
    assert "Ada Exemple · moderator   Collectif Y" in read(shown, "end")
    assert "·" not in next(line for line in read(shown, "panel").splitlines() if "Ada" in line)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (42, "  Ada Exemple   Institut X\n  Bob Test\n"),
        (41, "  Ada Exemple\n    Institut X\n  Bob Test\n"),
    ],
)
def test_wide_session_page_has_a_column_of_affiliations(width: int, shown: str) -> None:
    assert shown in read(scene(event(), at("09:00")), "panel", width)


def test_session_page_marks_the_session_in_the_day_of_its_room() -> None:
    shown = scene(event(), at("10:10"))
    end = shown.programme.by_id["end"]
    line = next(row for row in session_page(shown, end, 64) if "●" in text(row))
    assert [part.text for part in line if part.style == "strong"] == ["─" * 20]
    calm = page(session_page(replace(shown, calm=True), end, 64))
    assert "session 2 of 2 · 10:00 – 13:00" in calm
    assert "●" not in calm


def test_session_preview_shows_a_clash() -> None:
    shown = scene(event(), at("09:00"), stars=["panel", "talk"])
    panel = shown.snapshot.programme.by_id["panel"]
    expected = " 10:00 – 11:00 · north · ✕ clashes with Talk (south, 30 min)"
    assert texts(session_preview(shown, panel, 80), 80)[3].startswith(f"{expected[:22]} · Law")
    assert texts(session_preview(shown, panel, 62), 62)[3] == expected


@pytest.mark.parametrize(
    ("width", "day", "start"),
    [(39, date(2025, 2, 7), "1 h 10"), (60, date(2023, 4, 15), "664 jours")],
)
def test_narrow_row_shows_a_persons_session_and_its_time(width: int, day: date, start: str) -> None:
    one = programme(session("p", "11:30", label="Panel 12", people=[participant("x", "X" * 30)]))
    shown = scene(one, at("10:20", day), language="fr")
    line = text(row(shown, person(shown, "x"), width), width)
    assert "XXX… Panel 12 " in line
    assert line.endswith(f"  dans {start}")


def test_person_page_lists_all_sessions_and_affiliations() -> None:
    shown = scene(event(), at("11:30"))
    screen = page(about(shown, person(shown, "ada"), 80))
    assert "Ada Exemple\n  Institut X\n  Collectif Y\n  A-da" in screen
    assert "She wrote a programme." in screen
    assert "Panel 1 · Panel\n  10:00 – 11:00 · north · over\n\n  End\n  12:00 – 13:00" in screen


def test_event_page_has_name_date_place_and_counts() -> None:
    full = replace(
        event(),
        subtitle="A subtitle",
        venue=Venue("Palais", "1 place Exemple"),
        registration="Closed",
        url="https://example.org/",
        description="About it.\n\nMore.",
    )
    screen = page(info_page(scene(full, at("09:00")), 80))
    for wanted in (
        "Example Day\n  A subtitle",
        "Friday 7 February 2025",
        "Palais, 1 place Exemple",
        "Closed",
        "https://example.org/",
        "3 sessions, 2 people, 1 day, 2 rooms",
        "ROOMS\n  north, south",
        "Time zone: Europe/Paris",
        "About it.\n\n  More.",
        "Programme read from example.yaml",
    ):
        assert wanted in screen


def test_narrow_person_page_does_not_cut_the_arrival() -> None:
    title = "A title that fills the row of a page"
    shown = scene(programme(session("p", title=title, people=[participant("ada")])), at("08:50"))
    (one,) = shown.snapshot.people
    found = turn(shown, one)
    assert found is not None
    due = replace(found, has_arrivals=True)
    screen = page(person_page(shown, one, due, 60), 60)
    assert f"{title} · in 10 min\n  due, not here yet\n" in screen
    assert "in 10 min · due, not here yet\n" in page(person_page(shown, one, due, 90), 90)
