"""Who sits where, and the letter that stands for each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.panel_seating import letters, seat_order
from sommet_tui.domain.text import fold
from tests.builders import participant, session
from tests.panels import the_session
from tests.strategies import NAMES as SCRIPTS

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def seats(*order: str) -> list[str]:
    return [p.id for p in seat_order(the_session(), order)]


def test_speakers_are_seated_in_programme_order_with_others_last() -> None:
    assert seats() == ["ada", "bob", "cleo", "mona"]


def test_seating_order_includes_the_moderator_and_puts_unlisted_people_last() -> None:
    assert seats("cleo", "mona") == ["cleo", "mona", "ada", "bob"]


def test_absent_person_has_no_seat() -> None:
    assert seats("nobody", "bob") == ["bob", "ada", "cleo", "mona"]


def test_person_named_twice_has_one_seat() -> None:
    twice = session(people=(participant("ada"), participant("ada", role="host")))
    assert [p.id for p in seat_order(twice, ())] == ["ada"]


def test_letter_is_the_first_free_one_of_the_name() -> None:
    names = {"a": "Alice Guyon", "j": "Jean Massiet", "l": "Laure", "f": "Frithjof", "x": "Éric"}

    assert letters(names, "u") == {"a": "a", "j": "j", "l": "l", "f": "f", "x": "e"}


def test_later_person_gets_the_next_letter_of_the_name() -> None:
    names = {"one": "Ada Exemple", "two": "Ada Exemple", "three": "Ad"}

    assert letters(names, "") == {"one": "a", "two": "d", "three": "b"}


def test_name_without_latin_letters_gets_the_first_free_letter() -> None:
    assert letters({"w": "王小明", "l": "ليلى"}, "a") == {"w": "b", "l": "c"}


def test_person_gets_no_letter_when_all_are_taken() -> None:
    assert letters({"ada": "Ada"}, ALPHABET) == {"ada": ""}


@given(
    st.lists(st.sampled_from((*SCRIPTS, "Ada", "Bob Bob", "", "...")) | st.text(max_size=8)),
    st.sets(st.sampled_from(ALPHABET)),
)
def test_letters_are_unique_and_never_reserved_ones(names: list[str], taken: set[str]) -> None:
    found = letters({str(number): name for number, name in enumerate(names)}, taken)

    given_out = [letter for letter in found.values() if letter]
    assert len(given_out) == len(set(given_out)) == min(len(names), 26 - len(taken))
    assert set(given_out) <= set(ALPHABET) - taken


@given(st.lists(st.sampled_from(SCRIPTS), min_size=1))
def test_later_person_does_not_take_an_initial(names: list[str]) -> None:
    people = {str(number): name for number, name in enumerate(names)}
    first = dict(list(people.items())[:-1])
    before, after = letters(first, "bq"), letters(people, "bq")
    own = {id_: letter for id_, letter in before.items() if fold(people[id_])[:1] == letter}

    assert own.items() <= after.items()


def test_eight_speakers_get_their_initials_before_other_letters() -> None:
    names = ["Ada", "Abel", "Béa", "Chloé", "Dora", "Éric", "Farid", "Lou"]

    found = letters({name: name for name in names}, "imnqtu")

    assert "".join(found[name] for name in names if name != "Abel") == "abcdefl"
    assert found["Abel"] == "g"
