"""Texts in several languages: which one a reader gets, and that all of them are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.changes import changes
from sommet_tui.domain.programme import EVENT, Programme, Translations
from sommet_tui.domain.search import Index, items_with_words, matching_sessions, session_texts
from sommet_tui.domain.translations import choose_text, translate_programme
from sommet_tui.domain.values import replace
from tests import strategies
from tests.builders import programme, session
from tests.tables import table

TITLES = {"fr": "Qui décide ?", "en": "Who decides?"}
ABSTRACTS = {"fr": "Un débat animé.", "en": "A lively debate."}


def bilingual(**texts: dict[str, str]) -> Programme:
    given = {"title": TITLES, "subtitle": {"en": "On power"}, "abstract": ABSTRACTS} | texts
    found = programme(session("who", title="?"), session("tea", "10:00", "11:00", title="Thé"))
    event = Translations(title={"en": "AI day", "fr": "Jour de l’IA"}, abstract={"en": "A day."})
    return translate_programme(
        replace(found, language="fr", translations={"who": Translations(**given), EVENT: event})
    )


@pytest.mark.parametrize(("codes", "languages", "expected"), table("available_languages.txt"))
def test_first_available_language_is_chosen(codes: str, languages: str, expected: str) -> None:
    wanted = [None if each == "-" else each for each in languages.split()]
    assert choose_text({code: code for code in codes.split()}, wanted) == expected


def test_reader_gets_every_text_in_their_language() -> None:
    found = translate_programme(bilingual(), "en")

    assert found.by_id["who"].title == "Who decides?"
    assert found.by_id["who"].subtitle == "On power"
    assert found.abstracts["who"] == "A lively debate."
    assert (found.title, found.description) == ("AI day", "A day.")
    assert found.by_id["tea"].title == "Thé"


def test_other_readers_get_the_session_language_before_the_event_language() -> None:
    found = bilingual()
    assert found.by_id["who"].title == "Qui décide ?"
    spoken = tuple(replace(s, languages=("en", "fr")) for s in found.sessions)
    assert (
        translate_programme(replace(found, sessions=spoken), "de").by_id["who"].title
        == "Who decides?"
    )
    nowhere = replace(found, language="und")
    assert translate_programme(nowhere, "de").title == "AI day"


@given(strategies.translated(), st.sampled_from(("fr", "en", "de", None)), st.data())
def test_translation_does_not_depend_on_the_previous_language(
    found: Programme, reader: str | None, data: st.DataObject
) -> None:
    before = data.draw(st.sampled_from(("fr", "en", "de", None)))
    assert translate_programme(translate_programme(found, before), reader) == translate_programme(
        found, reader
    )


@pytest.mark.parametrize("reader", ["fr", "en"])
def test_words_of_every_language_are_found_by_searches_filters_and_commands(reader: str) -> None:
    found = translate_programme(bilingual(), reader)
    texts, index = session_texts(found), Index(found, ())
    for wanted in ("decides", "décide", "power", "lively", "animé"):
        assert [hit.id for hit in index.search(wanted)] == ["who"]
    for wanted in ("who dec", "qui decide"):
        assert items_with_words(tuple(texts), tuple(texts.values()), wanted) == ["who"]
        assert matching_sessions(found, wanted) == ("who",)


def test_translation_is_not_a_change_of_the_session() -> None:
    plain = replace(bilingual(), translations={})

    assert changes(bilingual(), translate_programme(bilingual(), "en")) == ()
    assert changes(plain, translate_programme(bilingual(), "en")) == ()


def test_new_translation_counts_as_a_change_for_its_readers() -> None:
    after = bilingual(title={**TITLES, "en": "Who rules?"}, abstract={**ABSTRACTS, "fr": "Autre."})

    (english,) = changes(translate_programme(bilingual(), "en"), translate_programme(after, "en"))
    (french,) = changes(translate_programme(bilingual(), "fr"), translate_programme(after, "fr"))
    assert (english.aspects, french.aspects) == (("title",), ("text",))
