"""The shipped programme against the text it was made from.

The published text has a block for each session, which the programme must give word by word.
Apostrophes and spaces before punctuation are those of French typography in the programme, and do
not count; nor does the punctuation of headings, times and names.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sommet_tui.domain.programme import Programme, Session, Venue
from sommet_tui.formats.readers import read_programme as read

TOP = Path(__file__).parents[2]
NO_BREAK_SPACE = "\u00a0"


def plain(text: str) -> str:
    """A text without the apostrophes and spaces of typography."""
    text = text.replace("’", "'").replace("\u00a0:", " :")
    return re.sub(r"[ \u00a0\u202f]*([?!;])", r"\1", text)


def paragraphs(text: str) -> list[str]:
    """Paragraphs without their indentation; those without words left out."""
    bare = "\n".join(line.strip(" ") for line in text.split("\n"))
    return [p for p in re.split(r"\n\n+", bare.strip("\n")) if p.strip(f" \n{NO_BREAK_SPACE}")]


def words(text: str) -> list[str]:
    """The words of a line, with times as "11h" and "12h10"."""
    return re.findall(r"\w+", re.sub(r"h00\b", "h", plain(text)))


PUBLISHED = paragraphs(plain((TOP / "tests" / "data" / "seed.txt").read_text(encoding="utf-8")))
STARTS = [
    place
    for place, paragraph in enumerate(PUBLISHED)
    if re.match("• (KEYNOTE SPEAKER|Panel [0-9]|Plénière)|Inscriptions closes", paragraph)
]
INTRODUCTION = PUBLISHED[: STARTS[0]]
IDS = ["keynote-breton", "panel-1", "panel-2", "panel-3", "panel-4", "keynote-howayeck", "pleniere"]
BLOCKS = {
    id_: PUBLISHED[start:end] for id_, start, end in zip(IDS, STARTS[:-1], STARTS[1:], strict=True)
}


@pytest.fixture(scope="module")
def programme() -> Programme:
    loaded = read((TOP / "programme.yaml").read_bytes(), "programme.yaml")
    assert loaded.findings == ()
    assert loaded.programme is not None
    return loaded.programme


def clock(programme: Programme, session: Session) -> str:
    start, end = (t.astimezone(programme.zone) for t in (session.start, session.end))
    return f"{start:%Hh%M} {end:%Hh%M}"


def test_title_and_date_match_the_published_ones(programme: Programme) -> None:
    assert INTRODUCTION[1] == plain(f"“{programme.title} : {programme.subtitle}”")
    assert "Le 7 février 2025" in INTRODUCTION
    assert INTRODUCTION[-2:] == ["Déroulé du Sommet", "7 Février 2025"]


def test_place_and_registration_match_the_published_ones(programme: Programme) -> None:
    assert programme.venue == Venue("Digital Village", "Paris 13e, 21 rue Albert Bayet")
    assert INTRODUCTION[-3] == f"Rendez-vous au {programme.venue.name}, à {programme.venue.address}"
    assert [programme.registration] == PUBLISHED[STARTS[-1] :]


def test_description_of_the_event_matches_the_published_text(programme: Programme) -> None:
    assert programme.description is not None
    published = [INTRODUCTION[0], *INTRODUCTION[3:-2]]

    assert plain(programme.description) == "\n\n".join(published)
    assert "\n➡\ufe0f Rejoignez-nous" in programme.description
    assert "notre société.\nElles soulèvent" in programme.description
    assert NO_BREAK_SPACE not in plain(programme.description)


def test_introduction_is_the_only_session_without_a_published_text(programme: Programme) -> None:
    first, *others = programme.sessions
    assert [session.id for session in others] == IDS
    assert programme.abstracts.keys() == {*IDS}
    assert (first.label, first.title) == (None, "Introduction")
    assert clock(programme, first) == "10h00 10h10"
    assert programme.by_id["keynote-howayeck"].title == "Keynote de Pierrette Howayeck"


@pytest.mark.parametrize("id_", IDS)
def test_session_matches_its_published_text(programme: Programme, id_: str) -> None:
    session, first = programme.by_id[id_], programme.sessions[0]
    text, time = plain(programme.abstracts[id_]), clock(programme, session)
    people = [f"{person.name}, {person.affiliation}" for person in session.participants]
    expected = [time, *text.split("\n\n"), "Avec", *people]
    heading = f"{session.label} {session.title} {session.subtitle or ''}"
    if id_.startswith("keynote"):
        heading = f"KEYNOTE SPEAKER {people[0]}"
        expected = expected[:-2]
        assert session.label == "Keynote"
    if id_ == "keynote-breton":
        opening = f"10h00 : Introduction par {first.participants[0].name}"
        line = f"{time} KEYNOTE par {session.participants[0].name}"
        expected = [opening, line, session.title, *expected[1:]]
    assert [words(each) for each in BLOCKS[id_]] == [words(each) for each in (heading, *expected)]
    assert text in "\n\n".join(BLOCKS[id_])
