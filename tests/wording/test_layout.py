"""Plain text in lines: the possible line breaks."""

from __future__ import annotations

import pytest

from sommet_tui.wording.layout import WIDTH, cell_width, fill, plain_links, wrap


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("mark", ["?", "!", ":", ";", "»"])
def test_no_line_begins_with_closing_punctuation(space: str, mark: str) -> None:
    for length in range(WIDTH - 4, WIDTH + 1):
        lines = fill("a" * (length - 6) + f" fin du{space}mot{space}{mark} suite du texte")
        assert all(not line.strip().startswith(mark) for line in lines)
        assert all(cell_width(line) <= WIDTH for line in lines)


def test_no_line_ends_with_an_opening_quote() -> None:
    for length in range(WIDTH - 4, WIDTH + 1):
        lines = fill("a" * (length - 2) + " « citation »")
        assert all(not line.endswith("«") for line in lines)


def test_times_from_to_stay_on_one_line() -> None:
    assert [*wrap("planned 19:29 – 19:44 · late", 17)] == ["planned", "19:29 – 19:44 ·", "late"]


def test_titles_may_break_after_a_dash() -> None:
    assert [*wrap("artificielle – Quelle souveraineté", 20)] == [
        "artificielle –",
        "Quelle souveraineté",
    ]


def test_wide_characters_keep_their_closing_punctuation() -> None:
    for length in range(30, 45):
        lines = fill("漢" * length + " ? 漢")
        assert all(not line.strip().startswith("?") for line in lines)


@pytest.mark.parametrize("width", range(2, 13))
def test_joined_emoji_stay_on_one_line(width: int) -> None:
    text = "Keynote \N{WOMAN}\u200d\N{PERSONAL COMPUTER} 漢字"
    lines = list(wrap(text, width))
    assert sum("\N{WOMAN}\u200d\N{PERSONAL COMPUTER}" in line for line in lines) == 1
    assert all(cell_width(line) <= width for line in lines)


def test_spaces_and_line_breaks_are_kept() -> None:
    assert fill("one  two\n\nthree ") == ["one  two", "", "three"]


def test_too_long_address_is_broken_between_its_parts() -> None:
    address = "https://video.example.org/2026/h2214/welcome_to_the_room.webm"
    assert list(wrap(f"See {address}", 40)) == [
        "See",
        "https://video.example.org/2026/h2214/",
        "welcome_to_the_room.webm",
    ]
    assert list(wrap("See https://example.org/short or call", 30)) == [
        "See https://example.org/short",
        "or call",
    ]


def test_markdown_links_become_words_and_address() -> None:
    text = "Led by [NLnet](https://nlnet.nl) and <https://ngi.eu>, [not this] (or that)"
    assert plain_links(text) == (
        "Led by NLnet (https://nlnet.nl) and https://ngi.eu, [not this] (or that)"
    )
    assert plain_links("[https://a.org/](https://a.org)") == "https://a.org"
