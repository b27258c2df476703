"""What a search finds, in which order, and where in the line it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.highlight import Line, excerpt, marked, sentences
from sommet_tui.domain.people import on_stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.search import Hit, Index
from sommet_tui.domain.text import fold
from tests import strategies
from tests.builders import participant, programme, session

ADA = participant("ada", "Ada Éthier", affiliation="Collectif Œuvres")
PLANNED = programme(
    session("law", title="Droit et réseaux", label="Panel 1", subtitle="Un débat", people=[ADA]),
    session("inside", "10:00", "11:00", title="Maladroit", room="hall"),
    session("deep", "11:00", "12:00", title="Clôture"),
    abstracts={"deep": "Une introduction.\nPuis le droit des œuvres, en détail."},
)


def search(wanted: str, notes: dict[str, str] | None = None, of: Programme = PLANNED) -> list[Hit]:
    return list(Index(of, on_stage(of)).search(wanted, notes))


def found(wanted: str, notes: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(hit.kind, hit.id) for hit in search(wanted, notes)]


def test_beginnings_of_words_rank_above_middles_and_titles_above_abstracts() -> None:
    assert found("droit") == [("session", "law"), ("abstract", "deep"), ("session", "inside")]


def test_a_person_comes_before_the_sessions_they_take_part_in() -> None:
    assert found("ethier") == [("person", "ada"), ("session", "law")]


def test_all_words_must_be_there_wherever_each_is() -> None:
    assert found("ethier droit") == [("session", "law")]
    assert found("ethier cloture") == []
    assert found("cloture detail") == [("abstract", "deep")]


@pytest.mark.parametrize("wanted", ["", "   ", "zzz"])
def test_no_words_and_unknown_ones_find_nothing(wanted: str) -> None:
    assert found(wanted) == []


def test_notes_are_searched_where_there_are_any() -> None:
    notes = {"law": "à relire\nposer ma question", "gone": "question"}
    assert found("question", notes) == [("note", "law")]
    assert search("question", notes)[0].line.text == "poser ma question"
    assert found("question") == []


def test_the_line_of_a_hit_is_the_one_that_holds_the_words() -> None:
    line = search("OEUVRES detail")[0].line
    assert line.text == "Puis le droit des œuvres, en détail."
    assert [text for text, matches in line.pieces() if matches] == ["œuvres", "détail"]


@pytest.mark.parametrize(
    ("text", "word", "matching"),
    [
        ("Œuvre", "oe", ["Œ"]),
        ("Œuvre", "e", ["Œ", "e"]),
        ("Cafe\u0301 !", "cafe", ["Cafe\u0301"]),
        ("Straße", "ss", ["ß"]),
        ("l’éthique", "l'ethique", ["l’éthique"]),
        ("aaa", "aa", ["aa"]),
    ],
)
def test_matches_are_marked_in_the_text_as_it_is_written(
    text: str, word: str, matching: list[str]
) -> None:
    assert [piece for piece, matches in marked(text, [word]).pieces() if matches] == matching


@given(st.text(), st.text(min_size=1, max_size=4))
def test_every_match_of_the_folded_text_is_marked_and_nothing_else(text: str, wanted: str) -> None:
    words = fold(wanted).split()
    line = marked(text, words)
    assert "".join(piece for piece, _ in line.pieces()) == text
    assert bool(line.ranges) == any(word in fold(text) for word in words)
    for start, end in line.ranges:
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=80), st.text(min_size=1, max_size=3), st.integers(10, 60))
def test_an_excerpt_fits_and_keeps_the_first_match_in_sight(
    text: str, wanted: str, width: int
) -> None:
    whole = marked(text, fold(wanted).split())
    cut = excerpt(whole, width, len)
    assert len(cut.text) <= width
    assert bool(cut.ranges) == bool(whole.ranges)


def test_an_excerpt_says_where_something_was_cut() -> None:
    line = marked("one two three four five six seven", ["five"])
    assert excerpt(line, 16, len) == Line("…five six seven", ((1, 5),))
    assert excerpt(line, 14, len).text == "…five six sev…"


@given(strategies.programmes(), st.text(min_size=1, max_size=3))
def test_any_programme_finds_what_its_texts_hold(planned: Programme, wanted: str) -> None:
    words = fold(wanted).split()
    for hit in search(wanted, of=planned):
        assert hit.line.text in hit.text
        assert any(word in fold(hit.text) for word in words)
    titled = {s.id for s in planned.sessions if all(w in fold(s.title) for w in words)}
    assert not words or titled <= {h.id for h in search(wanted, of=planned) if h.kind != "person"}


def test_matches_that_overlap_are_marked_as_one() -> None:
    assert marked("abcd", ["abc", "bcd"]).ranges == ((0, 4),)


def test_several_spaces_are_one_to_whoever_searches() -> None:
    assert marked("one  two", ["one two"]).ranges == ((0, 8),)


def test_an_early_match_leaves_the_beginning_in_sight() -> None:
    assert excerpt(Line("ab cd " + "x" * 50, ((3, 5),)), 20, len).text.startswith("ab cd")


def test_what_ranks_alike_stays_in_the_order_of_the_programme() -> None:
    alike = [session(id_, f"{9 + n}:00", title="Le droit") for n, id_ in enumerate("bca")]
    assert [hit.id for hit in search("droit", of=programme(*alike))] == ["b", "c", "a"]
    people = [participant(id_, "Ada Droit") for id_ in "zy"]
    shown = search("droit", of=programme(session(title="Clôture", people=people)))
    assert [hit.id for hit in shown] == ["z", "y", "talk"]


def test_of_lines_that_hold_as_much_the_first_is_shown() -> None:
    texts = {"deep": "Le droit, un.\nLe droit, deux."}
    of = programme(session("deep", title="Clôture"), abstracts=texts)
    assert search("droit", of=of)[0].line.text == "Le droit, un."


def test_of_texts_that_hold_as_many_words_the_weightiest_is_shown() -> None:
    of = programme(session("law", title="Le droit", subtitle="Un débat"))
    assert search("debat droit", of=of)[0].text == "Le droit"


def test_a_word_inside_others_is_shown_where_it_weighs_most() -> None:
    of = programme(session("law", title="Maladroit", subtitle="Adroitement"))
    assert search("droit", of=of)[0].text == "Maladroit"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("two", "Is two v1.5 here?"),
        ("one", "One."),
        ("four", "And four"),
        ("two three", "Is two v1.5 here? Three…"),
    ],
)
def test_whole_sentences_hold_all_that_matches(words: str, expected: str) -> None:
    found = sentences(marked("One. Is two v1.5 here? Three… And four", words.split()))
    assert found.text == expected
    matched = [text.lower() for text, matches in found.pieces() if matches]
    assert matched == words.split()
