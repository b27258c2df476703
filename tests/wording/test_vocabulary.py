"""The check for one word per concept finds every other word, and nothing else."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from tools import vocabulary


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("shown in the foot", "en", "“foot” should be “footer”"),
        ("Every act\nis kept.", "en", "“act” should be “action”"),
        ("12 min over its time", "en", "“over its time” should be “overtime”"),
        ("Enregistré sans la main", "fr", "“sans la main” should be “sans effet”"),
    ],
)
def test_wrong_word_is_reported_with_its_replacement(text: str, language: str, other: str) -> None:
    assert other in list(vocabulary.text_faults(text, language))


@pytest.mark.parametrize("text", ["the footer", "Undo “{act}”?", "use --acts FILE", "an actor"])
def test_vocabulary_check_ignores_fields_options_and_longer_words(text: str) -> None:
    assert list(vocabulary.text_faults(text, "en")) == []


def test_sentence_is_reported_with_its_file_unless_it_is_an_exception() -> None:
    template = Catalog()
    for sentence in (*vocabulary.EXCEPTIONS, "Your stars"):
        template.add(sentence, locations=[("src/view.py", 0)])
    assert list(vocabulary.source_faults(template)) == [
        "src/view.py: “stars” should be “bookmark”: Your stars"
    ]


def test_exception_for_a_removed_sentence_is_reported() -> None:
    assert list(vocabulary.source_faults(Catalog())) == [
        f"tools/vocabulary.py: no such sentence: {each}" for each in sorted(vocabulary.EXCEPTIONS)
    ]


def test_help_of_every_command_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = vocabulary.Rule("en", "publish", r"publish the day")
    monkeypatch.setattr(vocabulary, "RULES", (rule, vocabulary.Rule("en", "undo", "undo action N")))
    found = [fault.partition(",")[0] for fault in vocabulary.help_faults()]
    assert found == ["--help", "stage --help", "stage undo --help", "publish --help"]


def test_word_explained_twice_in_the_glossary_is_reported() -> None:
    text = (
        "| word | meaning |\n|---|---|\n| lead, epoch | a |\n| gap | b |\n| epoch (number) | c |\n"
    )
    assert list(vocabulary.glossary_faults(text)) == ["docs/glossary.md: “epoch” has 2 entries"]
