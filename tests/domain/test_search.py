"""What a search and a filter find, in which order, and where in the line it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.search import (
    Hit,
    Index,
    Line,
    excerpt,
    highlight,
    items_with_words,
    matching_own_events,
    matching_sessions,
    person_texts,
    searchable_text,
    sentences_with_matches,
    session_texts,
)
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from tests import strategies
from tests.builders import at, participant, programme, session
from tests.tables import table

ADA = participant("ada", "Ada Éthier", affiliation="Collectif Œuvres")
PLANNED = programme(
    session("law", title="Droit et réseaux", label="Panel 1", subtitle="Un débat", people=[ADA]),
    session("inside", "10:00", "11:00", title="Maladroit", room="hall"),
    session("deep", "11:00", "12:00", title="Clôture"),
    abstracts={"deep": "Une introduction.\nPuis le droit des œuvres, en détail."},
)


def search(wanted: str, notes: dict[str, str] | None = None, of: Programme = PLANNED) -> list[Hit]:
    return list(Index(of, of.people_on_stage).search(wanted, notes))


def found(wanted: str, notes: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(hit.kind, hit.id) for hit in search(wanted, notes)]


@pytest.mark.parametrize(("wanted", "hits"), table("search.txt", "results in their order"))
def test_results_are_ranked_by_text_and_place_in_the_word(wanted: str, hits: str) -> None:
    assert ", ".join(map(" ".join, found(wanted))) == hits


def test_notes_are_searched() -> None:
    notes = {"law": "à relire\nposer ma question", "gone": "question"}
    assert found("question", notes) == [("note", "law")]
    assert search("question", notes)[0].line.text == "poser ma question"
    assert found("question") == []


def test_hit_shows_the_line_with_the_query() -> None:
    line = search("OEUVRES detail")[0].line
    assert line.text == "Puis le droit des œuvres, en détail."
    assert [text for text, matches in line.pieces() if matches] == ["œuvres", "détail"]


@pytest.mark.parametrize(("text", "word", "marked"), table("search.txt", "matches"))
def test_matches_are_marked_in_the_original_text(text: str, word: str, marked: str) -> None:
    pieces = highlight(text, [word]).pieces()
    assert [piece for piece, matches in pieces if matches] == marked.split()


@given(st.text(), st.text(min_size=1, max_size=4))
def test_exactly_the_matches_of_the_folded_text_are_marked(text: str, wanted: str) -> None:
    words = fold(wanted).split()
    line = highlight(text, words)
    assert "".join(piece for piece, _ in line.pieces()) == text
    assert bool(line.ranges) == any(word in fold(text) for word in words)
    for start, end in line.ranges:
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=80), st.text(min_size=1, max_size=3), st.integers(10, 60))
def test_excerpt_fits_and_shows_the_first_match(text: str, wanted: str, width: int) -> None:
    whole = highlight(text, fold(wanted).split())
    cut = excerpt(whole, width, len)
    assert len(cut.text) <= width
    assert bool(cut.ranges) == bool(whole.ranges)


def test_excerpt_marks_where_it_was_cut() -> None:
    line = highlight("one two three four five six seven", ["five"])
    assert excerpt(line, 16, len) == Line("…five six seven", ((1, 5),))
    assert excerpt(line, 14, len).text == "…five six sev…"
    assert excerpt(Line("ab cd " + "x" * 50, ((3, 5),)), 20, len).text.startswith("ab cd")


@given(strategies.programmes(), st.text(min_size=1, max_size=3))
def test_search_finds_the_texts_of_any_programme(planned: Programme, wanted: str) -> None:
    words = fold(wanted).split()
    for hit in search(wanted, of=planned):
        assert hit.line.text in hit.text
        assert any(word in fold(hit.text) for word in words)
    titled = {s.id for s in planned.sessions if all(w in fold(s.title) for w in words)}
    assert not words or titled <= {h.id for h in search(wanted, of=planned) if h.kind != "person"}


def test_overlapping_words_and_words_with_several_spaces_are_one_match() -> None:
    assert highlight("abcd", ["abc", "bcd"]).ranges == ((0, 4),)
    assert highlight("one  two", ["one two"]).ranges == ((0, 8),)


def test_equal_ranks_keep_programme_order() -> None:
    alike = [session(id_, f"{9 + n}:00", title="Le droit") for n, id_ in enumerate("bca")]
    assert [hit.id for hit in search("droit", of=programme(*alike))] == ["b", "c", "a"]
    people = [participant(id_, "Ada Droit") for id_ in "zy"]
    shown = search("droit", of=programme(session(title="Clôture", people=people)))
    assert [hit.id for hit in shown] == ["z", "y", "talk"]


def test_first_of_equally_matching_lines_is_shown() -> None:
    texts = {"deep": "Le droit, un.\nLe droit, deux."}
    of = programme(session("deep", title="Clôture"), abstracts=texts)
    assert search("droit", of=of)[0].line.text == "Le droit, un."


@pytest.mark.parametrize(
    ("title", "subtitle", "wanted"),
    [("Le droit", "Un débat", "debat droit"), ("Maladroit", "Adroitement", "droit")],
    ids=["several texts", "inside words"],
)
def test_matching_title_is_shown_before_other_texts(title: str, subtitle: str, wanted: str) -> None:
    of = programme(session("law", title=title, subtitle=subtitle))
    assert search(wanted, of=of)[0].text == title


@pytest.mark.parametrize(("words", "expected"), table("search.txt", "complete sentences"))
def test_full_sentences_contain_all_matches(words: str, expected: str) -> None:
    line = highlight("One. Is two v1.5 here? Three… And four", words.split())
    found = sentences_with_matches(line)
    assert found.text == expected
    assert [text.lower() for text, matches in found.pieces() if matches] == words.split()


LISTED = programme(
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
    return bool(items_with_words("1", [text], wanted))


@pytest.mark.parametrize(("wanted", "found"), table("search.txt", "words that find L’éthique"))
def test_session_is_found_by_words_in_its_row(wanted: str, found: str) -> None:
    assert is_found(session_texts(LISTED)["ethics"], wanted) == (found == "yes")


@pytest.mark.parametrize(("wanted", "found"), table("search.txt", "words that find Éric"))
def test_person_is_found_by_name_affiliation_or_session(wanted: str, found: str) -> None:
    texts = person_texts(LISTED, LISTED.people_on_stage)
    assert is_found(texts["eric"], wanted) == (found == "yes")


_TEXTS = st.lists(st.text(alphabet="aA é'(.-+_1’œ", max_size=12), max_size=6)


@given(texts=_TEXTS, word=st.text(alphabet="aé'(.+1œ", min_size=1, max_size=3))
def test_match_at_a_word_beginning_wins(texts: list[str], word: str) -> None:
    folded, sought = [fold(text) for text in texts], fold(word)
    begins = [t for t in folded if re.search(rf"(?<!\w){re.escape(sought)}", t)]
    holds = [t for t in folded if sought in t]
    assert items_with_words(folded, [searchable_text(text) for text in texts], word) == (
        begins or holds
    )


def fair() -> Programme:
    return programme(
        replace(session("9c3e-1", title="Rust in the kernel"), identifiers=("8376", "QX7")),
        replace(session("9c4f-2", "10:00", "11:00", title="Écoute"), label="Panel 1"),
        session("9c4f-22", "11:00", "12:00", title="Rust devroom"),
        session("b", "12:00", "13:00", title="Kernel"),
    )


@pytest.mark.parametrize(("wanted", "ids"), table("session_names.txt"))
def test_session_is_found_by_id_code_prefix_or_title_words(wanted: str, ids: str) -> None:
    assert list(matching_sessions(fair(), wanted)) == ids.split()


def test_own_event_is_found_by_id_prefix_or_title_word() -> None:
    events = [
        OwnEvent("own-1a", "Train to Paris", at("18:30"), at("20:00")),
        OwnEvent("own-2b", "Lunch", at("12:00"), at("13:00")),
    ]
    assert [matching_own_events(events, w) for w in ("own-2", "paris", "own")] == [
        ("own-2b",),
        ("own-1a",),
        ("own-1a", "own-2b"),
    ]
