"""The catalogues hold every sentence of the app, in good typography."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest
from tools import catalogues

from sommet_tui.wording.words import CATALOGUES, DOMAIN, LANGUAGES, words_in

FRENCH = catalogues.read(Path(CATALOGUES) / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po")
MESSAGES = list(catalogues.messages(FRENCH))
TEXTS = [form for message in MESSAGES for form in catalogues.forms(message.string)]

_AS_TYPED = re.compile(
    r"(https?|mqtts?|wss?|s3)://|ADRESSE:PORT|:8080 |\d\d?[:h]\d\d|version: \{read\}"
)
"""Addresses, times as they are typed, and lines of a programme file keep their own spacing."""

_FAULTS = {
    "a typewriter apostrophe or quote": r"['\"]",
    "no thin space before high punctuation": r"(?<!\u202f)[:;!?»]",
    "no thin space after an opening quote": r"«(?!\u202f)",
    "a space that breaks between number and unit": (
        r"(\d|\{(n|count|limit|length)\})[ \u202f][a-zà-ÿ]"
    ),
    "two spaces": r"[ \u00a0\u202f]{2}",
    "three dots": r"\.\.\.",
}


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {po.parent.parent.name for po in catalogues.catalogues()} == set(LANGUAGES[1:])


def test_catalogues_translate_every_sentence() -> None:
    template = catalogues.extract_sentences()
    assert len(template) > 200
    faults = [
        fault
        for po in catalogues.catalogues()
        for fault in catalogues.catalogue_faults(po, template)
    ]
    assert faults == []


def test_compiled_catalogue_equals_its_source() -> None:
    french = words_in("fr")
    for message in MESSAGES:
        ids, strings = catalogues.forms(message.id), catalogues.forms(message.string)
        if len(ids) == 1:
            assert french.say(ids[0]) == strings[0]
        else:
            named = dict.fromkeys(re.findall(r"{(\w+)}", "".join(ids)), "-")
            for number, form in ((0, 0), (1, 0), (2, 1), (21, 1)):
                others = {name: value for name, value in named.items() if name != "n"}
                said = french.count(ids[0], ids[1], number, **others)
                assert said == strings[form].format(**named | {"n": number})


def test_untranslated_sentence_is_shown_in_english() -> None:
    assert words_in("fr").say("{n} of a kind", n=2) == "2 of a kind"
    assert words_in("fr").count("{n} unknown", "{n} unknowns", 3) == "3\u00a0unknowns"


@pytest.mark.parametrize("fault", _FAULTS)
def test_french_typography_is_correct(fault: str) -> None:
    pattern = re.compile(_FAULTS[fault])
    assert [text for text in TEXTS if pattern.search(_AS_TYPED.sub("…", text))] == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("a typewriter apostrophe or quote", "l'heure"),
        ("no thin space before high punctuation", "Pause: reprise"),
        ("no thin space before high punctuation", "Vraiment\u00a0?"),
        ("no thin space after an opening quote", "«oui\u202f»"),
        ("a space that breaks between number and unit", "{n} min de retard"),
        ("a space that breaks between number and unit", "reculer de 5 minutes"),
        ("two spaces", "un  mot"),
        ("three dots", "attendez..."),
    ],
)
def test_typography_checks_find_errors(fault: str, text: str) -> None:
    assert re.search(_FAULTS[fault], _AS_TYPED.sub("…", text))


def test_translation_ends_with_the_same_punctuation() -> None:
    def ending(text: str) -> str:
        return text[-1] if text[-1] in ".?: " else ""

    differing = [
        (original, string)
        for message in MESSAGES
        for original, string in zip(
            catalogues.forms(message.id), catalogues.forms(message.string), strict=True
        )
        if ending(original) != ending(string)
    ]
    assert differing == []


def test_english_has_typographic_apostrophes_and_quotes() -> None:
    originals = [form for message in MESSAGES for form in catalogues.forms(message.id)]
    assert [text for text in originals if re.search("['\"]", text)] == []


class Tree:
    """A copy of the tool beside a package with a module and a French catalogue."""

    def __init__(self, folder: Path) -> None:
        package = folder / "src" / DOMAIN
        self.source = package / "front.py"
        self.po = package / "wording" / "locale" / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
        self.po.parent.mkdir(parents=True)
        self.po.write_text('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n')
        (folder / "tools").mkdir()
        self._tool = shutil.copy(catalogues.__file__, folder / "tools")

    def run(self, order: str, expected: int) -> str:
        command = [sys.executable, self._tool, order]
        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
        assert done.returncode == expected, done.stderr
        return done.stdout


class TestCatalogueTool:
    """On a copy of the real tree, as someone who adds a sentence would use it."""

    @pytest.fixture
    def tree(self, tmp_path: Path) -> Tree:
        return Tree(tmp_path)

    def test_check_lists_untranslated_sentences(self, tree: Tree) -> None:
        tree.source.write_text('words.say("Good day")\nwords.count("{n} cat", "{n} cats", 2)\n')
        assert "missing: Good day" in tree.run("check", 1)

        tree.run("update", 0)
        assert "not translated: {n} cat" in tree.run("check", 1)

        french = tree.po.read_text("utf-8")
        french = french.replace('"Good day"\nmsgstr ""', '"Good day"\nmsgstr "Bonjour"')
        french = french.replace('msgstr[0] ""', 'msgstr[0] "{n} chat"')
        tree.po.write_text(french.replace('msgstr[1] ""', 'msgstr[1] "{n} chats"'), "utf-8")
        assert tree.run("check", 0) == ""

    def test_update_keeps_the_plural_rule_of_a_catalogue(self, tree: Tree) -> None:
        """The rule does not depend on the installed version of Babel."""
        tree.source.write_text('words.count("{n} cat", "{n} cats", 2)\n')
        rule = "nplurals=3; plural=(n == 1 ? 0 : n == 2 ? 1 : 2);"
        tree.po.write_text(tree.po.read_text("utf-8").replace("nplurals=2; plural=(n > 1);", rule))
        tree.run("update", 0)
        french = tree.po.read_text("utf-8")
        assert rule in french
        for number, form in enumerate(("un chat", "deux chats", "{n} chats")):
            french = french.replace(f'msgstr[{number}] ""', f'msgstr[{number}] "{form}"')
        tree.po.write_text(french, "utf-8")
        tree.run("compile", 0)
        tree.run("update", 0)

        assert tree.po.read_text("utf-8") == french
        with tree.po.with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)
        said = [compiled.ngettext("{n} cat", "{n} cats", number) for number in (1, 2, 3)]
        assert said == ["un chat", "deux chats", "{n} chats"]

    def test_new_language_begins_with_an_empty_file(self, tree: Tree) -> None:
        tree.source.write_text('words.count("{n} cat", "{n} cats", 2)\n')
        tree.po.write_text("")
        tree.run("update", 0)
        assert re.search(r"^\"Plural-Forms: nplurals=\d", tree.po.read_text("utf-8"), re.MULTILINE)

    def test_check_reports_removed_sentences_and_different_fields(self, tree: Tree) -> None:
        tree.source.write_text('words.say("Until {time}")\nwords.say("Never mind")\n')
        tree.run("update", 0)
        tree.po.write_text(
            tree.po.read_text("utf-8").replace('msgstr ""\n\n#', 'msgstr "à {heure}"\n\n#')
        )
        tree.source.write_text('words.say("Until {time}")\n')
        said = tree.run("check", 1)
        assert "no longer used: Never mind" in said
        assert "other fields than the original: à {heure}" in said

    def test_similar_looking_bytes_and_names_are_ignored(self, tree: Tree) -> None:
        tree.source.write_text('data.count(b"\\n", 0, 3)\nwords.say(sentence)\nself._say("code")\n')
        assert tree.run("check", 0) == ""

    def test_unknown_command_of_the_catalogue_tool_is_refused(self, tree: Tree) -> None:
        assert tree.run("translate", 64) == ""
