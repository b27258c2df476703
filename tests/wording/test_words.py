"""The language of the app: the option's, the locale's, else English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.wording.words import LANGUAGES, Words, choose_language, other_language, words_in
from tests.tables import table


@pytest.mark.parametrize(("option", "env", "expected"), table("languages.txt"))
def test_language_is_chosen_by_option_then_locale(option: str, env: str, expected: str) -> None:
    said = dict(each.split("=") for each in env.split())
    assert choose_language(option or None, said) == expected


@given(st.text(), st.dictionaries(st.sampled_from(["LANGUAGE", "LC_ALL", "LANG"]), st.text()))
def test_every_environment_has_a_language(option: str, env: dict[str, str]) -> None:
    assert words_in(choose_language(option, env)).say("break") in ("break", "pause")


def test_language_key_cycles_through_all_languages() -> None:
    spoken = [LANGUAGES[0]]
    while (following := other_language(spoken[-1])) not in spoken:
        spoken.append(following)
    assert spoken == list(LANGUAGES)
    assert following == LANGUAGES[0]


def test_language_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        Words("de")


def test_value_with_braces_is_shown_unchanged() -> None:
    assert Words("en").say("{sentence}", sentence="{x}") == "{x}"
    assert Words("fr").count("{n} room", "{n} rooms", 0) == "0\u00a0salle"
    assert Words("en").count("{n} room", "{n} rooms", 0) == "0\u00a0rooms"


@pytest.mark.parametrize(
    ("sentence", "english", "french"),
    [
        ("{n} min added", "3_min", "3_min"),
        ("This entry would last {days} days, so its end is ignored.", "3_days", "3_jours"),
        ("move the clock 5 minutes back", "5_minutes", "5_minutes"),
    ],
)
def test_number_and_its_unit_stay_on_one_line(sentence: str, english: str, french: str) -> None:
    for language, wanted in (("en", english), ("fr", french)):
        said = words_in(language).say(sentence, n=3, days=3)
        assert wanted in said.replace("\u00a0", "_")
    assert words_in("en").count("in {n} day", "in {n} days", 3) == "in 3\u00a0days"
    assert words_in("en").count("{n} person", "{n} people", 3) == "3\u00a0people"
