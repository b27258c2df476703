"""A word for a role means the same in a sheet and in a feed."""

from __future__ import annotations

import json

import pytest

from sommet_tui.formats.readers import read_programme

WORDS = [
    ("speaker", "speaker Speaker intervenant Intervenante INTERVENANTE"),
    ("moderator", "moderator MODERATOR Moderation chair Facilitator"),
    ("moderator", "modérateur moderateur Modératrice MODÉRATRICE animateur animatrice Animation"),
    ("host", "host Host herald ANGEL emcee"),
    ("host", "hôte HÔTE hote accueil"),
]


@pytest.mark.parametrize(
    ("word", "role"), [(word, role) for role, words in WORDS for word in words.split()]
)
def test_words_for_a_role_are_read_in_sheets_and_feeds(word: str, role: str) -> None:
    assert in_a_sheet(f"{word}, Institute X") == ("Ada", role, "Institute X")
    assert in_a_feed(word) == ("Ada", role, "Institute X")


def test_unknown_role_word_is_not_a_role() -> None:
    assert in_a_sheet("Angelique, Institute X") == ("Ada", "speaker", "Angelique, Institute X")
    assert in_a_feed("contributor") == ("Ada", "speaker", "Institute X")


def in_a_sheet(aside: str) -> tuple[str, str, str | None]:
    row = f'2026-03-01,9:00,9:30,Opening,"Ada ({aside})"\n'
    return person_in(("date,start,end,title,people\n" + row).encode(), "plan.csv")


def in_a_feed(word: str) -> tuple[str, str, str | None]:
    talk = {
        "date": "2026-03-01T09:00:00+01:00",
        "duration": "00:30",
        "title": "Opening",
        "persons": [{"public_name": "Ada", "affiliation": "Institute X", "role": word}],
    }
    day = {"date": "2026-03-01", "rooms": {"Main": [talk]}}
    feed = {"schedule": {"conference": {"title": "Event", "days": [day]}}}
    return person_in(json.dumps(feed).encode(), "schedule.json")


def person_in(data: bytes, origin: str) -> tuple[str, str, str | None]:
    programme = read_programme(data, origin, "Europe/Paris").programme
    assert programme is not None
    (person,) = programme.sessions[0].participants
    return person.name, person.role, person.affiliation
