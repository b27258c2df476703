"""The event for most tests of the running app."""

from __future__ import annotations

from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.values import replace
from tests.acting import day_of
from tests.builders import participant, programme, session

ERIC = participant("eric", "Éric Piédallu", affiliation="La Quadrature")
ADA = participant("ada", "Ada Exemple")


def event() -> Programme:
    """Return three sessions in one room; Ada is on stage first and last."""
    opening = session("opening", "09:00", "10:00", people=[ADA])
    links = (
        Link("Slides", "https://slides.example.org/deep/path?page=1"),
        Link("Paper", "https://paper.example.org/"),
    )
    return replace(
        programme(
            replace(opening, links=links),
            session("debate", "10:00", "11:00", label="Panel 1", people=[ERIC]),
            session("closing", "12:00", "13:00", people=[ADA]),
            abstracts={"debate": "What it is about. " * 200},
        ),
        url="https://event.example.org/",
    )


def in_rooms() -> Programme:
    """Return an event with two rooms, both with a running session at 09:30."""
    return day_of(
        "north-talk 09:00-10:00 @north, south-talk 09:00-11:00 @south, "
        "south-next 11:00-12:00 @south"
    )
