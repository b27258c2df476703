"""Every list at every width: what a wider window shows is never less."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.programme import Programme, Room, Track
from sommet_tui.domain.search import Index
from sommet_tui.domain.values import replace
from sommet_tui.tui.agenda.view import session_grid, session_row
from sommet_tui.tui.bookmarks import bookmark_entries, entry_row
from sommet_tui.tui.list_screen import list_width
from sommet_tui.tui.now.rooms import on_grid, on_row, starts_grid
from sommet_tui.tui.people import people_grid, person_row
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.search import line_row, title_row
from sommet_tui.tui.viewer import Scene
from tests.builders import NEXT_DAY, at, participant, programme, session

from .scenes import scene, text, turn

TITLE = "Keeping the kernel honest while nobody is looking at what it does"
"""Shorter in a narrow list, but its beginning is always there."""


def event() -> Programme:
    """Rooms with long names, tracks, a session that is on and a bookmark that clashes."""
    rooms = ("Auditorium Janson", "Auditorium Lameere", "K.1.105 (La Fontaine)")
    made = programme(
        session("a", "09:00", "10:50", room="r1", title="Rust in the kernel, five years on"),
        session(
            "b",
            "10:00",
            "11:00",
            room="r2",
            title=TITLE,
            people=[participant("ada", "Ada Exemple")],
        ),
        session("c", "10:20", "11:30", room="r1", title="What is next"),
        session("d", "10:00", "11:00", room="r0", day=NEXT_DAY),
    )
    values = [replace(each, track="t", recorded=False) for each in made.sessions]
    return replace(
        made,
        sessions=tuple(values),
        rooms=tuple(Room(f"r{n}", name) for n, name in enumerate(rooms)),
        tracks=(Track("t", "Systems", "#ff8800"),),
    )


def beside(paint: Callable[[Scene, int], list[Row]]) -> Callable[[Scene, int], list[str]]:
    """The rows of a list that may have a page beside it, in a window of a width."""

    def rows(shown: Scene, width: int) -> list[str]:
        room = list_width(width)
        return [text(each, room) for each in paint(shown, room)]

    return rows


def alone(paint: Callable[[Scene, int], list[Row]]) -> Callable[[Scene, int], list[str]]:
    """The rows of a list that has all of a window."""
    return lambda shown, width: [text(each, width) for each in paint(shown, width)]


def agenda(shown: Scene, width: int) -> list[Row]:
    return [session_row(shown, shown.snapshot.programme.by_id["b"], session_grid(shown, width))]


def bookmarks(shown: Scene, width: int) -> list[Row]:
    picks = [entry for entry in bookmark_entries(shown, ()) if isinstance(entry, Pick)]
    grid = session_grid(shown, width)
    return [entry_row(shown, pick, grid) for pick in picks if pick.bookmark.session == "b"]


def people(shown: Scene, width: int) -> list[Row]:
    (one,) = shown.snapshot.people
    grid = people_grid(shown, width, crew=False, by_time=False)
    return [person_row(shown, one, turn(shown, one), grid)]


def found(shown: Scene, width: int) -> list[Row]:
    snapshot = shown.snapshot
    (hit,) = Index(snapshot.programme, snapshot.people).search("honest kernel")
    session_ = snapshot.programme.by_id[hit.id]
    grid = session_grid(shown, width, dated=True)
    return [paint(shown, hit, session_, grid) for paint in (title_row, line_row)]


def on_now(shown: Scene, width: int) -> list[Row]:
    session_ = shown.snapshot.programme.by_id["b"]
    return [on_row(shown, session_, on_grid(shown, width))]


def soon(shown: Scene, width: int) -> list[Row]:
    session_ = shown.snapshot.programme.by_id["c"]
    return [session_row(shown, session_, starts_grid(shown, width), clashes=False)]


FACTS = {
    "agenda": (beside(agenda), ("10:00", "50 min", "★", "Keeping", "K.1.10")),
    "bookmarks": (beside(bookmarks), ("10:00", "50 min", "★", "✕1", "Keeping", "K.1.10")),
    "people": (beside(people), ("Ada Exemple", "Keeping", "on now", "K.1.10")),
    "search": (alone(found), ("10:00", "★", "Keeping", "Fri", "K.1.10", "Ada")),
    "rooms": (alone(on_now), ("K.1.10", "Keeping", " 50 ", "★")),
    "soon": (alone(soon), ("10:20", "Audi", "What is")),
}


@pytest.mark.parametrize("name", FACTS)
def test_wider_window_shows_at_least_as_much(name: str) -> None:
    rows, facts = FACTS[name]
    shown = scene(event(), at("10:10"), stars=["b", "c"])
    seen: set[str] = set()
    for width in range(40, 201):
        joined = "\n".join(rows(shown, width))
        there = {fact for fact in facts if fact in joined}
        assert seen <= there, (width, seen - there, joined)
        seen = there
    assert seen == set(facts)


def test_search_result_shows_its_day_in_a_narrow_window() -> None:
    shown = scene(event(), at("08:00"))
    index = Index(shown.snapshot.programme, shown.snapshot.people)
    (later,) = (h for h in index.search("d") if h.id == "d")
    grid = session_grid(shown, 40, dated=True)
    line = text(title_row(shown, later, shown.snapshot.programme.by_id["d"], grid), 40)
    assert line.startswith(" Sat 10:00  ")
    (person,) = (h for h in index.search("ada exemple") if h.kind == "person")
    (ada,) = shown.snapshot.people
    assert "Fri 10:00 · K.1.105 " in text(
        line_row(shown, person, ada, session_grid(shown, 60, dated=True)), 60
    )
