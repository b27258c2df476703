"""What is typed into a filter, and what it finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.filter import holding, person_texts, searchable, session_texts
from sommet_tui.domain.people import on_stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from tests import strategies
from tests.builders import participant, programme, session

PLANNED = programme(
    replace(
        session(
            "ethics",
            title="L’éthique, pour qui ?",
            subtitle="Un débat",
            label="Panel 1",
            room="Grande salle",
            track="Société",
            people=[participant("eric", "Éric Piédallu", affiliation="Collectif Œuvres")],
        ),
        type="Table ronde",
    ),
    session("plain", "10:00", "11:00", title="Clôture"),
    rooms=["Grande salle"],
)


def is_found(text: str, wanted: str) -> bool:
    return bool(holding("1", [text], wanted))


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "  ",
        "ethique",
        "ÉTHIQUE",
        "l'ethique",
        "debat",
        "panel 1",
        "grande",
        "societe",
        "ronde",
        "piedallu",
        "oeuvres",
        "piedallu ethique",
    ],
)
def test_session_is_found_by_everything_in_its_row(wanted: str) -> None:
    assert is_found(session_texts(PLANNED)["ethics"], wanted)


@pytest.mark.parametrize("wanted", ["ethics", "piedallu cloture", "x"])
def test_session_is_not_found_by_other_words(wanted: str) -> None:
    assert not is_found(session_texts(PLANNED)["ethics"], wanted)


@pytest.mark.parametrize("wanted", ["eric", "PIEDALLU", "oeuvres", "ethique", "panel 1 piedallu"])
def test_person_is_found_by_name_affiliation_or_session(wanted: str) -> None:
    assert is_found(person_texts(PLANNED, on_stage(PLANNED))["eric"], wanted)


def test_person_is_not_found_by_another_persons_session() -> None:
    assert not is_found(person_texts(PLANNED, on_stage(PLANNED))["eric"], "cloture")


@given(planned=strategies.programmes(), data=st.data())
def test_every_session_and_person_is_found_by_their_own_words(
    planned: Programme, data: st.DataObject
) -> None:
    sessions = session_texts(planned)
    people = person_texts(planned, on_stage(planned))
    assert set(sessions) == set(planned.by_id)
    assert set(people) == {person.id for person in planned.people}
    for one in planned.sessions:
        words = data.draw(st.permutations(one.title.split()))
        assert is_found(sessions[one.id], " ".join(words))
        assert all(is_found(people[p.id], f"{p.name} {one.title}") for p in one.participants)


@given(planned=strategies.programmes(), data=st.data())
def test_filter_finds_exactly_the_texts_with_the_words(
    planned: Programme, data: st.DataObject
) -> None:
    texts = session_texts(planned)
    there = data.draw(st.sampled_from([word for text in texts.values() for word in text.split()]))
    wanted = " ".join(data.draw(st.lists(st.sampled_from((there, there[:1], "A", "zz")))))
    found = holding(planned.sessions, [texts[s.id] for s in planned.sessions], wanted)
    holders = [s for s in planned.sessions if is_found(texts[s.id], wanted)]
    assert [s for s in holders if s in found] == found
    assert bool(found) or not holders or " " in wanted


_TEXTS = st.lists(st.text(alphabet="aA é'(.-+_1’œ", max_size=12), max_size=6)


@given(texts=_TEXTS, word=st.text(alphabet="aé'(.+1œ", min_size=1, max_size=3))
def test_match_at_a_word_beginning_wins(texts: list[str], word: str) -> None:
    folded, sought = [fold(text) for text in texts], fold(word)
    begins = [t for t in folded if re.search(rf"(?<!\w){re.escape(sought)}", t)]
    holds = [t for t in folded if sought in t]
    assert holding(folded, [searchable(text) for text in texts], word) == (begins or holds)


def test_text_matches_words_in_any_order() -> None:
    assert is_found(searchable("rust in the kernel"), "Kernel ru")
    assert not is_found(searchable("rust in the kernel"), "rust trust")


def test_filter_matches_only_word_beginnings() -> None:
    texts = ["in rust we trust", "zero trust", "frustration", "rusty nails", "c++"]
    texts = [searchable(text) for text in texts]
    assert holding("abcde", texts, "rust") == ["a", "d"]
    assert holding("abcde", texts, "trust") == ["a", "b"]
    assert holding("abcde", texts, "ustra") == ["c"]
    assert holding("abcde", texts, "rust trust") == ["a"]
    assert holding("abcde", texts, "++") == ["e"]
