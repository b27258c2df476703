"""Texts in several languages: which one a reader gets, and that all of them are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.changes import changes
from sommet_tui.domain.programme import EVENT, Programme, Translations
from sommet_tui.domain.search import Index, holding, matching_sessions, session_texts
from sommet_tui.domain.translations import choose_text, in_language
from sommet_tui.domain.values import replace
from tests import strategies
from tests.builders import programme, session

TITLES = {"fr": "Qui décide ?", "en": "Who decides?"}
ABSTRACTS = {"fr": "Un débat animé.", "en": "A lively debate."}


def bilingual(**texts: dict[str, str]) -> Programme:
    given = {"title": TITLES, "subtitle": {"en": "On power"}, "abstract": ABSTRACTS} | texts
    found = programme(session("who", title="?"), session("tea", "10:00", "11:00", title="Thé"))
    event = Translations(title={"en": "AI day", "fr": "Jour de l’IA"}, abstract={"en": "A day."})
    return in_language(
        replace(found, language="fr", translations={"who": Translations(**given), EVENT: event})
    )


@pytest.mark.parametrize(
    ("codes", "languages", "expected"),
    [
        (("fr", "en"), ("en",), "en"),
        (("fr", "en"), ("de", "en"), "en"),
        (("fr", "en"), ("de", None, "und"), "fr"),
        (("de", "fr-CA"), ("fr",), "fr-CA"),
        (("fr-CA", "fr"), ("fr",), "fr"),
        (("de", "fr"), ("fr-CA", "de"), "fr"),
        (("pt-BR", "en"), ("pt-br",), "pt-BR"),
    ],
)
def test_first_available_language_is_chosen(
    codes: tuple[str, ...], languages: tuple[str | None, ...], expected: str
) -> None:
    assert choose_text({code: code for code in codes}, languages) == expected


def test_reader_gets_every_text_in_their_language() -> None:
    found = in_language(bilingual(), "en")

    assert found.by_id["who"].title == "Who decides?"
    assert found.by_id["who"].subtitle == "On power"
    assert found.abstracts["who"] == "A lively debate."
    assert (found.title, found.description) == ("AI day", "A day.")
    assert found.by_id["tea"].title == "Thé"


def test_other_readers_get_the_session_language_before_the_event_language() -> None:
    found = bilingual()
    assert found.by_id["who"].title == "Qui décide ?"
    spoken = tuple(replace(s, languages=("en", "fr")) for s in found.sessions)
    assert in_language(replace(found, sessions=spoken), "de").by_id["who"].title == "Who decides?"
    nowhere = replace(found, language="und")
    assert in_language(nowhere, "de").title == "AI day"


@given(strategies.translated(), st.sampled_from(("fr", "en", "de", None)), st.data())
def test_previously_shown_language_makes_no_difference(
    found: Programme, reader: str | None, data: st.DataObject
) -> None:
    before = data.draw(st.sampled_from(("fr", "en", "de", None)))
    assert in_language(in_language(found, before), reader) == in_language(found, reader)


@pytest.mark.parametrize("reader", ["fr", "en"])
@pytest.mark.parametrize("wanted", ["decides", "décide", "power", "lively", "animé"])
def test_words_of_every_language_are_found(reader: str, wanted: str) -> None:
    assert [hit.id for hit in Index(in_language(bilingual(), reader), ()).search(wanted)] == ["who"]


@pytest.mark.parametrize("reader", ["fr", "en"])
@pytest.mark.parametrize("wanted", ["who dec", "qui decide"])
def test_filters_and_commands_know_the_titles_of_every_language(reader: str, wanted: str) -> None:
    found = in_language(bilingual(), reader)
    texts = session_texts(found)

    assert holding(tuple(texts), tuple(texts.values()), wanted) == ["who"]
    assert matching_sessions(found, wanted) == ("who",)


def test_neither_another_reader_nor_a_translation_changes_a_session() -> None:
    plain = replace(bilingual(), translations={})

    assert changes(bilingual(), in_language(bilingual(), "en")) == ()
    assert changes(plain, in_language(bilingual(), "en")) == ()


def test_new_text_in_the_readers_language_is_a_change() -> None:
    after = bilingual(title={**TITLES, "en": "Who rules?"}, abstract={**ABSTRACTS, "fr": "Autre."})

    (english,) = changes(in_language(bilingual(), "en"), in_language(after, "en"))
    (french,) = changes(in_language(bilingual(), "fr"), in_language(after, "fr"))
    assert (english.aspects, french.aspects) == (("title",), ("text",))
