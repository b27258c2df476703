"""Bytes from a terminal: what makes sense goes on, all else is left out, however it is cut."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from sommet_tui.tui.terminal.input import (
    PASTE_LIMIT,
    PASTE_SILENCE,
    Escape,
    Pasted,
    PasteStalled,
    Piece,
    Sequence,
    TerminalInput,
)
from tests.tables import listed, table

BEGIN, END = b"\x1b[200~", b"\x1b[201~"


def read(*chunks: bytes, silence: bool = True) -> list[Piece]:
    """Return the pieces of input read chunk by chunk, runs of characters made one."""
    source = TerminalInput()
    pieces = [piece for chunk in chunks for piece in source.feed(chunk)]
    return pieces + source.flush() if silence else pieces


def keys(*chunks: bytes) -> list[str]:
    """Return the names of the keys that the app receives."""
    parser = XTermParser()
    return [
        event.key for event in as_events(read(*chunks), parser) if isinstance(event, events.Key)
    ]


def as_events(pieces: Iterable[Piece], parser: XTermParser) -> Iterable[object]:
    for piece in pieces:
        if isinstance(piece, Escape):
            yield events.Key("escape", "\x1b")
        elif isinstance(piece, Pasted | PasteStalled):
            yield piece
        else:
            yield from parser.feed(piece.text)


SEQUENCES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"a", b"\xc3", b"\xa9", b"\x1b", b"\x1b[", b"\x1b[A", b"\x1bOP", BEGIN, END, b"\x1b[M"]
    ),
    st.sampled_from([b"\x1b]11;rgb:0/0/0\x1b\\", b"\x1bP1$r0m\x1b\\", b"\x07", b"\x1b[<0;3;4M"]),
    st.builds(
        lambda numbers, last: f"\x1b[{numbers}{last}".encode(),
        st.text("0123456789;:?<>=", max_size=40),
        st.sampled_from("ABCDEFHPQRSZu~tMmycnIO$"),
    ),
)


@given(st.lists(SEQUENCES, max_size=12))
def test_parser_reads_keys_after_any_bytes(parts: list[bytes]) -> None:
    parser = XTermParser()
    list(as_events(read(*parts), parser))
    assert [event.key for event in parser.feed("x") if isinstance(event, events.Key)] == ["x"]


@given(st.lists(SEQUENCES, max_size=12), st.data())
def test_split_input_has_the_same_meaning(parts: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    chunks = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert joined(read(*chunks)) == joined(read(whole))


def joined(pieces: list[Piece]) -> list[object]:
    """Runs of characters as one."""
    result: list[object] = []
    for piece in pieces:
        text = getattr(piece, "text", "")
        plain = text and not isinstance(piece, Pasted) and not text.startswith("\x1b")
        if plain and result and isinstance(result[-1], str):
            result[-1] += text
        else:
            result.append(text if plain else piece)
    return result


@pytest.mark.parametrize(
    "senseless",
    [
        b"\x1b[48;24;80;0;0t",
        b"\x1b[48;9999;9999;1;1t",
        b"\x1b[1114112u",
        b"\x1b[55296u",
        b"\x1b[97;5:3u",
        b"\x1b[97;1;1114112u",
        b"\x1b[99999999999999999999u",
        b"\x1b[<0;99999;1M",
        b"\x1b[<0;0;-4M",
        b"\x1b[10;20R",
        b"\x1b[?2048;2$y",
        b"\x1b[?62;c",
        b"\x1b[999~",
        b"\x1b[" + b"1" * 100_000 + b"A",
        b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1b]52;c;aGVsbG8=\x07",
        b"\x1bP>|term\x1b\\",
        b"\x1b[M \xff\xff",
        b"\x1b[M   ",
        b"\xff\xfe",
        b"\xc3\xff",
    ],
)
def test_unknown_sequences_and_answers_are_ignored(senseless: bytes) -> None:
    assert keys(b"a" + senseless + b"b") == ["a", "b"]


@pytest.mark.parametrize(
    ("written", "listing"), table("screens.txt", "input of a terminal and its keys")
)
def test_keys_are_decoded_to_their_names(written: str, listing: str) -> None:
    sent, names = bytes(literal_eval(f'b"{written}"')), listed(listing)
    assert keys(sent) == names
    assert keys(*(bytes([each]) for each in sent)) == names
    if not sent.endswith(b"\x1b"):
        assert keys(sent + b"a") == [*names, "a"]


def test_mouse_report_has_its_position() -> None:
    (event,) = as_events(read(b"\x1b[<0;3;4M"), XTermParser())
    assert isinstance(event, events.MouseDown)
    assert (event.x, event.y) == (2, 3)


def test_paste_arrives_as_one_text() -> None:
    text = b"abc \x1b[31m def\r\x1b[200~ \x1bOP \xff \x1b]0;own\x07\n"
    assert read(BEGIN + text + END) == [Pasted(text.decode("utf-8", "ignore"))]


@pytest.mark.parametrize("place", range(1, len(END)))
def test_paste_ends_at_its_mark_even_if_it_is_split(place: int) -> None:
    source = TerminalInput()
    pieces = source.feed(BEGIN + b"text" + END[:place]) + source.feed(END[place:] + b"x")
    assert pieces == [Pasted("text"), *read(b"x")]
    assert source.flush_delay is None


def test_endless_paste_is_cut_and_counted() -> None:
    source = TerminalInput()
    pieces = source.feed(BEGIN)
    for _ in range(3 * PASTE_LIMIT // 100_000):
        pieces += source.feed(b"\x1b[31mword " * 10_000)
    pieces += source.feed(END + b"x")
    paste, after = pieces
    assert isinstance(paste, Pasted)
    assert len(paste.text) == PASTE_LIMIT
    assert paste.left_out == 3 * PASTE_LIMIT - PASTE_LIMIT
    assert after == read(b"x")[0]


def test_late_bytes_of_a_paste_press_no_keys() -> None:
    source = TerminalInput()
    assert source.feed(BEGIN + b"half a text\x1b") == []
    assert source.flush() == [PasteStalled()]
    assert source.feed(b"[31m, and spx") == []
    assert source.flush_delay is None
    assert source.feed(b"the rest" + END + b"x") == [
        Pasted("half a text\x1b[31m, and spxthe rest"),
        *read(b"x"),
    ]
    assert source.flush_delay is None


@pytest.mark.parametrize("escape", [b"\x1b", b"\x1b\x1b", b"\x1b[27u", b"\x1b[27;1:1u"])
def test_escape_ends_an_unfinished_paste(escape: bytes) -> None:
    source = TerminalInput()
    source.feed(BEGIN + b"half")
    source.flush()
    waits = []
    for keys in (b"s" + escape + b"s", escape):
        assert source.feed(keys) == []
        waits.append(source.flush_delay)
    assert waits == [None, PASTE_SILENCE]
    (paste,) = source.flush()
    assert isinstance(paste, Pasted)
    assert paste.text.startswith("halfs\x1b")
    assert source.feed(b"x") == read(b"x")


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", True),
        (b"\x1b]11;rgb:fd/f6/e3\x07", True),
        (b"\x1b]11;rgba:1e1e/1e1e/2e2e/ffff\x1b\\", False),
        (b"\x1b]11;rgb:0/0/0\x07", False),
        (b"\x1b]11;red\x07", None),
        (b"\x1b]10;rgb:ffff/ffff/ffff\x07", None),
    ],
)
def test_background_colour_is_read_from_a_split_answer(answer: bytes, light: bool | None) -> None:
    for place in range(len(answer)):
        terminal_input = TerminalInput()
        pieces = [*terminal_input.feed(answer[:place]), *terminal_input.feed(answer[place:] + b"a")]
        background = terminal_input.background
        assert (background and background.is_light) is light
        assert pieces == [Sequence("a")]
