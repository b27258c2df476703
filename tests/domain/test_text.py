"""What the gate lets through, where a text may be cut, and what a search takes for the same."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sommet_tui.domain.text import (
    ELLIPSIS,
    cap,
    clean,
    clean_line,
    fold,
    hyperlink,
    is_invisible,
    shorten,
)
from tests.tables import table

FORBIDDEN = (
    set(range(0x20)) - {0x0A}  # C0, but newline
    | {0x7F}  # DEL
    | set(range(0x80, 0xA0))  # C1
    | {0x202A, 0x202B, 0x202C, 0x202D, 0x202E}  # bidi embeddings, their end, and overrides
    | {0x2066, 0x2067, 0x2068, 0x2069}  # bidi isolates and their end
    | set(range(0xD800, 0xE000))  # lone surrogates
    | {0xFFF9, 0xFFFA, 0xFFFB}  # interlinear annotations
)
KEPT = (
    0x200C,  # zero width non-joiner
    0x200D,  # zero width joiner
    0x200E,  # left-to-right mark
    0x200F,  # right-to-left mark
    *range(0xFE00, 0xFE10),  # variation selectors
    0xE0100,  # and the first of their supplement
)
TAGS = set(range(0xE0000, 0xE0080))
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
WILD = st.text(
    st.characters()
    | st.sampled_from([chr(i) for i in sorted(FORBIDDEN | TAGS)])
    | st.sampled_from("\r\n🏴")
)
CHARACTERS = (
    "a",
    "\n",
    "é",
    "e\u0301",
    "u\u031b\u0323",
    "न\u093f",  # consonant and a vowel sign that takes room
    "क\u094dष",  # conjunct
    "ก\u0e33",
    "ب\u064e",
    "한",
    "\u1112\u1161\u11ab",  # the same in parts
    "王",
    "葛\U000e0100",
    "か\uff9e",
    "❤\ufe0f",
    "1\ufe0f\u20e3",  # keycap
    "👍🏽",
    "👩\u200d💻",
    "👨\u200d👩\u200d👧\u200d👦",
    "🇫🇷",
    SCOTLAND,
    " ",
)


@given(text=WILD)
def test_cleaned_text_has_no_forbidden_characters_and_is_stable(text: str) -> None:
    for gate in (clean, clean_line):
        cleaned = gate(text)
        assert not FORBIDDEN & set(map(ord, cleaned))
        assert gate(cleaned) == cleaned
    assert "\n" not in clean_line(text)
    assert clean_line(text) == clean_line(text).strip()


@given(text=WILD)
def test_cleaning_keeps_visible_characters(text: str) -> None:
    odd = FORBIDDEN | TAGS | {0x0A, 0x20, 0x2028, 0x2029, 0xFFFE, 0xFFFF}
    assert [c for c in clean(text) if ord(c) not in odd] == [c for c in text if ord(c) not in odd]


@pytest.mark.parametrize(
    "text", ["", " \n\u00a0", "\u200b", "\u200d\ufeff\u00ad", "\u3164 \u2800\ufe0f"]
)
def test_invisible_text_is_recognised(text: str) -> None:
    assert is_invisible(text)


@pytest.mark.parametrize("text", [c for c in CHARACTERS if c.strip()] + ["-", "\u200bx", "\u0301"])
def test_text_with_one_visible_character_is_visible(text: str) -> None:
    assert not is_invisible(text)


def test_each_forbidden_character_is_removed() -> None:
    assert [code for code in sorted(FORBIDDEN) if chr(code) in clean(f"a{chr(code)}b")] == []


def test_tag_characters_are_removed_except_in_flags() -> None:
    assert [code for code in sorted(TAGS) if clean(f"a{chr(code)}b") != "ab"] == []
    assert clean(f"{SCOTLAND} {SCOTLAND}{SCOTLAND}") == f"{SCOTLAND} {SCOTLAND}{SCOTLAND}"
    assert clean(f"a{SCOTLAND[1:]}") == "a"
    assert clean(SCOTLAND[:-1]) == "🏴"
    assert clean(f"{SCOTLAND}{SCOTLAND[1:]}") == SCOTLAND
    assert clean("🏴" + "\U000e0061" * 100 + "\U000e007f") == "🏴", "nothing hides in a flag"


@pytest.mark.parametrize("code", KEPT)
def test_characters_needed_by_languages_and_emoji_are_kept(code: int) -> None:
    assert clean(f"a{chr(code)}b") == f"a{chr(code)}b"
    assert clean_line(f"a{chr(code)}b") == f"a{chr(code)}b"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_line_ends_become_newlines_or_in_a_line_spaces(end: str) -> None:
    assert clean(f"one{end}two") == "one\ntwo"
    assert clean_line(f" one{end}two{end}") == "one two"


@given(text=st.text(st.sampled_from("eé \n\x01\u0301\u0316\u0e34ก\uff9e\U0001d165—"), max_size=200))
def test_only_marks_after_the_thirtieth_are_removed(text: str) -> None:
    marks, kept = 0, ""
    for character in text.replace("\x01", ""):
        marks = marks + 1 if character in "\u0301\u0316\u0e34\uff9e\U0001d165" else 0
        kept += character if marks <= 30 else ""
    assert clean(text) == kept


@pytest.mark.parametrize("unit", ["—", "ก", "ก็", "e\u0301", "👍🏽", "王", "ё", "ب\u064e"])
def test_long_words_keep_all_their_letters(unit: str) -> None:
    assert clean(unit * 100) == unit * 100


def test_very_long_text_is_folded_only_at_its_beginning() -> None:
    assert fold("É" * 200_000) == "e" * 100_000


def test_number_of_combining_marks_is_limited() -> None:
    marks = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c)[0] == "M"]
    assert [mark for mark in marks if clean(mark * 31) != mark * 30] == []


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("one\ttwo", "one two"),
        ("\x1b[31mred\x1b[0m \x9b2J [bold]x[/]", "[31mred[0m 2J [bold]x[/]"),
        (TYPOGRAPHY := "«\u00a0L’IA\u202f: pour qui\u202f?\u00a0» — Œuvre ➡️", TYPOGRAPHY),
    ],
    ids=["tab", "escape sequences and markup", "foreign typography"],
)
def test_text_is_cleaned_of_what_a_terminal_obeys(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(parts=st.lists(st.sampled_from(CHARACTERS)), limit=st.integers(-1, 30))
def test_capped_text_is_short_enough_and_ends_with_a_complete_character(
    parts: list[str], limit: int
) -> None:
    text = "".join(parts)
    capped = cap(text, limit)
    assert len(capped) <= max(limit, 0)
    if len(text) <= limit:
        assert capped == text
    elif limit > 0:
        assert capped.endswith(ELLIPSIS)
        assert capped[:-1] in {"".join(parts[:n]).rstrip() for n in range(len(parts) + 1)}


@pytest.mark.parametrize(("name", "limit", "short"), table("texts.txt", "shortened"))
def test_name_is_shortened_between_words_if_most_of_it_remains(
    name: str, limit: str, short: str
) -> None:
    assert shorten(name, int(limit)) == short


@pytest.mark.parametrize(("text", "limit", "capped"), table("texts.txt", "capped"))
def test_text_is_capped_after_a_complete_character(text: str, limit: str, capped: str) -> None:
    assert cap(text, int(limit)) == capped


def test_very_long_text_is_capped() -> None:
    assert cap("x" * 10_000, 500) == "x" * 499 + "…"
    assert cap("e" + "\u0301" * 10_000, 500) == "…"


@given(text=st.text())
@example("℡")  # its compatibility form is in capitals
@example("𝐀")
@example("ᾼ")
@example("ŉ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(before=st.text(), part=st.text(), after=st.text())
def test_folded_text_contains_its_folded_parts(before: str, part: str, after: str) -> None:
    assert fold(part).strip() in fold(before + part + after)


@given(text=st.text(st.characters(codec="latin-1")))
def test_folding_ignores_case(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        *table("texts.txt", "found"),
        ("PIEDALLU", "Eric Pie\u0301dallu"),
        ("porte-parole", "porte\u2011parole"),
        ("pour qui ?", "pour\u00a0qui\u202f?"),
        ("two words", "two \n  words"),
    ],
)
def test_typed_text_finds_accented_text(typed: str, title: str) -> None:
    assert fold(typed) in fold(title)


@given(rest=st.text())
def test_address_in_a_hyperlink_cannot_control_the_terminal(rest: str) -> None:
    for url in (f"https://example.org/{rest}", f"https://{rest}", rest):
        found = hyperlink(url, "xterm")
        assert all("!" <= char <= "~" for char in found)
        assert not found or found.startswith(("https://", "http://"))


@pytest.mark.parametrize(
    ("url", "terminal", "found"),
    [
        *table("texts.txt", "hyperlinks"),
        ("https://example.org/\x1b]8;;", "xterm", "https://example.org/%1B]8;;"),
    ],
)
def test_hyperlinks_lead_only_to_the_web(url: str, terminal: str, found: str) -> None:
    assert hyperlink(url, terminal or None) == found
