"""The shipped programme against the text it was made from.

The expectations are read out of the published text by its own marks (bullets, headings, "Avec"),
so that a word changed, lost or added on either side shows. Apostrophes and spaces before
punctuation are those of French typography in the programme, and do not count.
"""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sommet_tui.domain.programme import Programme, Session, Venue
from sommet_tui.formats.readers import read_programme as read

TOP = Path(__file__).parents[2]


def plain(text: str) -> str:
    """A text without the apostrophes and spaces of typography."""
    text = text.replace("’", "'").replace("\u00a0:", " :")
    return re.sub(r"[ \u00a0\u202f]*([?!;])", r"\1", text)


SEED = plain((TOP / "tests" / "data" / "seed.txt").read_text(encoding="utf-8"))
PARIS = ZoneInfo("Europe/Paris")

NO_BREAK_SPACE = "\u00a0"
HEADING = re.compile(r"• (KEYNOTE SPEAKER|Panel \d|Plénière)")
HOUR = r"(\d{1,2})h(\d{2})?"
TIME_LINE = re.compile(rf"{HOUR}(?: ?- ?{HOUR})?(?: : .*)?")


def paragraphs(text: str) -> list[str]:
    """Paragraphs without their indentation; those without words left out."""
    bare = "\n".join(line.strip(" ") for line in text.split("\n"))
    return [p for p in re.split(r"\n\n+", bare.strip("\n")) if p.strip(f" \n{NO_BREAK_SPACE}")]


def published_blocks() -> list[list[str]]:
    """The paragraphs before the running order, then those of each of its bullets, then the end."""
    blocks: list[list[str]] = [[]]
    for paragraph in paragraphs(SEED):
        if HEADING.match(paragraph) or paragraph == "Inscriptions closes":
            blocks.append([])
        blocks[-1].append(paragraph)
    return blocks


INTRODUCTION, *BULLETS, END = published_blocks()
PANELS = ["panel-1", "panel-2", "panel-3", "panel-4"]
IDS = ["keynote-breton", *PANELS, "keynote-howayeck", "pleniere"]
BULLET_OF = dict(zip(IDS, BULLETS, strict=True))


def published_people(bullet: list[str]) -> list[str]:
    """The lines after "Avec", without their bullets."""
    with_ = next(i for i, p in enumerate(bullet) if p in ("Avec", "Avec :"))
    return [p.removeprefix("• ") for p in bullet[with_ + 1 :]]


def published_texts(bullet: list[str]) -> list[str]:
    """Return the lines between the heading and the times or "Avec"."""
    rest = bullet[1:]
    while TIME_LINE.fullmatch(rest[0]):
        rest = rest[1:]
    return rest[: next((i for i, p in enumerate(rest) if p in ("Avec", "Avec :")), len(rest))]


@pytest.fixture(scope="module")
def programme() -> Programme:
    loaded = read((TOP / "programme.yaml").read_bytes(), "programme.yaml")
    assert loaded.findings == ()
    assert loaded.programme is not None
    return loaded.programme


def clock(session: Session) -> tuple[str, str]:
    start, end = session.start.astimezone(PARIS), session.end.astimezone(PARIS)
    return f"{start:%H:%M}", f"{end:%H:%M}"


def test_title_and_date_match_the_published_ones(programme: Programme) -> None:
    assert INTRODUCTION[1] == plain(f"“{programme.title} : {programme.subtitle}”")
    assert "Le 7 février 2025" in INTRODUCTION
    assert INTRODUCTION[-2:] == ["Déroulé du Sommet", "7 Février 2025"]


def test_place_and_registration_match_the_published_ones(programme: Programme) -> None:
    assert programme.venue == Venue("Digital Village", "Paris 13e, 21 rue Albert Bayet")
    assert INTRODUCTION[-3] == f"Rendez-vous au {programme.venue.name}, à {programme.venue.address}"
    assert [programme.registration] == END


def test_description_of_the_event_matches_the_published_text(programme: Programme) -> None:
    assert programme.description is not None
    published = [INTRODUCTION[0], *INTRODUCTION[3:-2]]

    assert plain(programme.description) == "\n\n".join(published)
    assert "\n➡\ufe0f Rejoignez-nous" in programme.description
    assert "notre société.\nElles soulèvent" in programme.description
    assert NO_BREAK_SPACE not in plain(programme.description)


@pytest.mark.parametrize("session", IDS[1:])
def test_abstracts_of_the_shipped_programme_match_the_published_text(
    programme: Programme, session: str
) -> None:
    assert plain(programme.abstracts[session]) == "\n\n".join(published_texts(BULLET_OF[session]))


def test_question_of_the_first_keynote_is_its_title(programme: Programme) -> None:
    question, *text = published_texts(BULLET_OF["keynote-breton"])

    assert plain(programme.by_id["keynote-breton"].title) == question
    assert plain(programme.abstracts["keynote-breton"]) == "\n\n".join(text)


def test_only_published_sessions_have_an_abstract(programme: Programme) -> None:
    assert programme.abstracts.keys() == BULLET_OF.keys()


@pytest.mark.parametrize("session", PANELS)
def test_headings_of_panels_match_the_published_ones(programme: Programme, session: str) -> None:
    panel = programme.by_id[session]
    joint, between = (" : ", " : ") if session == "panel-1" else (" - ", ": ")

    heading = f"• {panel.label}{joint}{panel.title}{between}{panel.subtitle}"
    assert BULLET_OF[session][0] == plain(heading)


def test_other_headings_match_the_published_ones(programme: Programme) -> None:
    plenary = programme.by_id["pleniere"]

    assert BULLET_OF["pleniere"][0] == plain(f"• {plenary.label} : {plenary.title}")
    assert plenary.subtitle is None
    introduction = programme.by_id["introduction"]
    assert (introduction.label, introduction.title) == (None, "Introduction")
    assert programme.by_id["keynote-breton"].label == "Keynote"
    howayeck = programme.by_id["keynote-howayeck"]
    assert (howayeck.label, howayeck.title) == ("Keynote", "Keynote de Pierrette Howayeck")


def test_introduction_and_first_keynote_match_the_published_ones(programme: Programme) -> None:
    introduction, keynote = programme.sessions[:2]

    _, opening, time_line, *_ = BULLET_OF["keynote-breton"]
    assert opening == f"10h00 : Introduction par {introduction.participants[0].name}"
    assert time_line == f"10h10-11h : KEYNOTE par {keynote.participants[0].name}"
    assert clock(introduction) == ("10:00", "10:10")
    assert clock(keynote) == ("10:10", "11:00")


@pytest.mark.parametrize("session", IDS[1:])
def test_session_times_match_the_published_ones(programme: Programme, session: str) -> None:
    match = TIME_LINE.fullmatch(BULLET_OF[session][1])
    assert match is not None
    start_hour, start_minute, end_hour, end_minute = match.groups()

    published = (f"{start_hour}:{start_minute or '00'}", f"{end_hour}:{end_minute or '00'}")
    assert clock(programme.by_id[session]) == published


@pytest.mark.parametrize("session", [*PANELS, "pleniere"])
def test_people_on_stage_match_the_published_ones(programme: Programme, session: str) -> None:
    people = programme.by_id[session].participants
    comma = [" " if person.name.startswith("Blue") else ", " for person in people]

    written = [plain(f"{p.name}{c}{p.affiliation}") for p, c in zip(people, comma, strict=True)]
    assert written == published_people(BULLET_OF[session])


@pytest.mark.parametrize("session", ["keynote-breton", "keynote-howayeck"])
def test_keynote_speaker_is_named_in_the_heading(programme: Programme, session: str) -> None:
    (speaker,) = programme.by_id[session].participants

    heading = f"• KEYNOTE SPEAKER : {speaker.name}, {speaker.affiliation}"
    assert BULLET_OF[session][0] == plain(heading)
