"""The conversion of the terminal's input from bytes to keys, reports and pastes.

All input passes through this module, in linear time and bounded memory. Only valid input goes on to
Textual's parser: keys, and reports of the mouse and the focus, in a form that the parser knows.
Pasted text is passed on as text.

These are dropped: bytes that are not text, sequences that the app did not request (positions,
sizes, names, other colours), numbers out of range, and the rest of a sequence that never ends. The
size of the window comes from the system, not from a report.

Sources: ECMA-48 5.4 (control sequences), 5.6 (control strings); XTerm Control Sequences (mouse,
bracketed paste, mode reports); the kitty keyboard protocol.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

from sommet_tui.domain.values import frozen

PASTE_LIMIT = 2_000_000
"""The maximum size of a paste in bytes. The rest is dropped."""

ESCAPE_SILENCE = 0.1
"""Seconds without input after which an unfinished sequence counts as keys."""

PASTE_SILENCE = 1.0
"""Seconds without input after which an unfinished paste counts as stalled.

If the user then presses escape, and no input follows for the same time, the paste ends. Silence
alone does not end it: on a slow connection, the rest of the text would then count as keys.
"""

_ESCAPE = 0x1B
_PASTE_BEGINS = b"\x1b[200~"
_PASTE_ENDS = b"\x1b[201~"
_MAX_SEQUENCE = 64
"""The maximum length of a sequence in bytes. The longest valid sequence is a key with its text."""
_MAX_PARSED_LENGTH = 32
"""The maximum number of characters that Textual's parser accepts as one sequence."""
_MAX_POSITION = 9_999
"""The highest valid column or row of the mouse."""
_MAX_CHARACTER = 0x10FFFF
_SHIFT, _ALT = 1, 2

_ESCAPE_KEY = re.compile(rb"\x1b(?:\[27(?:;1(?::1)?)?u)?\Z")
"""A pattern of the escape key at the end of the input, in its old form or in kitty's form."""
_CSI = re.compile(rb"\x1b\[[ -?]*[@-~]")
_CSI_ENDS = re.compile(rb"[@-~]|(?=[^ -?])")
_CSI_BEGUN = re.compile(rb"\x1b\[[ -?]*")
_CONSOLE = b"\x1b[["
_CONSOLE_KEY = re.compile(rb"\x1b\[\[[A-E]")
_SS3 = re.compile(rb"\x1bO[0-9;]*[A-Za-z]")
_SS3_BEGUN = re.compile(rb"\x1bO[0-9;]*")
_STRING = re.compile(rb"\x1b(?:\][0-9]|P[0-9+$!>|=]|_G)")
"""A pattern of the beginnings of control strings. Other letters after an escape are keys."""
_BACKGROUND_BEGINS = b"\x1b]11;"
_BACKGROUND = re.compile(
    rb"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})"
    rb"(?:/[0-9a-fA-F]{1,4})?(?:\x07|\x1b\\)"
)
"""A pattern of the answer with the background colour, the only colour that the app requests."""
_STRING_BEGUN = re.compile(rb"\x1b[\]P_]")
_STRING_ENDS = re.compile(rb"\x07|\x1b\\")
_MOUSE = re.compile(r"<(\d{1,3});(\d{1,5});(\d{1,5})")
_SYNCHRONISED = re.compile(r"\?2026;[0-4]\$")
_OLD_MOUSE = b"\x1b[M"
_OLD_MOUSE_LENGTH = 6
_FOCUS = frozenset({"\x1b[I", "\x1b[O"})
_RELEASED = "3"


@frozen
class Sequence:
    """Characters or one complete sequence, so that Textual's parser need not wait for more."""

    text: str


@frozen
class Escape:
    """A press of the escape key."""


@frozen
class Pasted:
    """The text of one paste.

    `left_out` is the number of bytes that were dropped because the paste was too long.
    """

    text: str
    left_out: int = 0


@frozen
class PasteStalled:
    """A paste has begun, but the input has stopped before the end of the paste."""


@frozen
class Background:
    """The background colour of the terminal: red, green and blue, each from 0 to 1."""

    red: float
    green: float
    blue: float

    @property
    def is_light(self) -> bool:
        """Whether the relative luma of the background is above one half.

        On such a background, dark text is easier to read than light text.
        """
        return 0.2126 * self.red + 0.7152 * self.green + 0.0722 * self.blue > _LIGHT


_LIGHT = 0.5

Piece = Sequence | Escape | Pasted | PasteStalled


class TerminalInput:
    """A converter from bytes to keys, reports and pastes.

    A chunk of bytes may end anywhere, even within a sequence.
    """

    def __init__(self) -> None:
        self.background: Background | None = None
        """The background colour in the terminal's last answer, or None after it was handled."""
        self._pieces: list[Piece] = []
        self._pending = b""
        """The unfinished bytes of a sequence, a character, or the mark that ends a paste."""
        self._paste: bytearray | None = None
        self._stalled = False
        self._escaped = False
        """Whether a stalled paste ended with a press of the escape key."""
        self._left_out = 0
        self._skipped: re.Pattern[bytes] | None = None
        """The pattern that ends the sequence that is being dropped, or None."""

    @property
    def flush_delay(self) -> float | None:
        """Seconds without input after which to call `flush`, or None if no input is unfinished."""
        if self._paste is not None:
            return PASTE_SILENCE if self._escaped or not self._stalled else None
        return ESCAPE_SILENCE if self._pending or self._skipped else None

    def feed(self, data: bytes) -> list[Piece]:
        """Convert these bytes, after any unfinished bytes before them, and return the pieces."""
        data, self._pending = self._pending + data, b""
        place = 0
        while place < len(data):
            place = self._reader(data[place])(data, place)
        return self._pop_pieces()

    def flush(self) -> list[Piece]:
        """Convert the unfinished bytes without waiting for further bytes, and return the pieces."""
        if self._paste is not None:
            self._flush_paste()
            return self._pop_pieces()
        pending, self._pending, self._skipped = self._pending, b"", None
        if pending == b"\x1b":
            self._pieces.append(Escape())
        elif len(pending) == 2 and pending[0] == _ESCAPE:
            self._add_alt(pending[1:].decode("latin-1"))
        return self._pop_pieces()

    def _flush_paste(self) -> None:
        if self._escaped:
            pending, self._pending = self._pending, b""
            self._read_bytes(pending)
            self._end_paste()
        else:
            self._stalled = True
            self._pieces.append(PasteStalled())

    def _pop_pieces(self) -> list[Piece]:
        pieces, self._pieces = self._pieces, []
        return pieces

    # Each of these methods reads from an index, and returns the index after the last byte it read.

    def _reader(self, first: int) -> Callable[[bytes, int], int]:
        if self._paste is not None:
            return self._read_paste
        if self._skipped is not None:
            return self._drop_unwanted
        return self._read_sequence if first == _ESCAPE else self._read_characters

    def _read_characters(self, data: bytes, place: int) -> int:
        """Read characters up to the next escape. Drop bytes that are not UTF-8."""
        end = data.find(b"\x1b", place)
        run = data[place:] if end < 0 else data[place:end]
        if end < 0:
            complete = len(run) - _incomplete_bytes(run)
            run, self._pending = run[:complete], run[complete:]
        text = run.decode("utf-8", "ignore")
        if text:
            self._pieces.append(Sequence(text))
        return len(data) if end < 0 else end

    def _read_paste(self, data: bytes, place: int) -> int:
        """Read pasted text up to the sequence that ends the paste.

        If that sequence is missing, leave final bytes unread that may be its beginning.
        """
        end = data.find(_PASTE_ENDS, place)
        if end >= 0:
            self._read_bytes(data[place:end])
            self._end_paste()
            return end + len(_PASTE_ENDS)
        self._escaped = self._stalled and _ESCAPE_KEY.search(data, place) is not None
        keep = _partial_mark_length(data, _PASTE_ENDS, place)
        self._read_bytes(data[place : len(data) - keep])
        return self._save_incomplete(data, len(data) - keep)

    def _read_bytes(self, data: bytes) -> None:
        assert self._paste is not None
        taken = data[: PASTE_LIMIT - len(self._paste)]
        self._paste += taken
        self._left_out += len(data) - len(taken)

    def _end_paste(self) -> None:
        assert self._paste is not None
        self._pieces.append(Pasted(self._paste.decode("utf-8", "ignore"), self._left_out))
        self._paste, self._left_out = None, 0
        self._stalled = self._escaped = False

    def _read_sequence(self, data: bytes, place: int) -> int:
        """Read a sequence that begins with an escape."""
        follows = data[place + 1 : place + 2]
        if not follows or (_STRING_BEGUN.match(data, place) and len(data) == place + 2):
            return self._save_incomplete(data, place)
        if follows == b"\x1b":
            self._pieces.append(Escape())
            return place + 1
        if _STRING.match(data, place):
            if _could_be_background(data, place):
                return self._save_incomplete(data, place)
            match = _BACKGROUND.match(data, place)
            if match is not None:
                self.background = Background(*map(_colour_component, match.groups()))
                return match.end()
            return self._begin_skipping(data, place + 2, _STRING_ENDS)
        kinds = {b"[": self._read_control_sequence, b"O": self._read_ss3}
        return kinds.get(follows, self._read_alt)(data, place)

    def _read_control_sequence(self, data: bytes, place: int) -> int:
        if data.startswith(_OLD_MOUSE, place):
            return self._read_old_mouse(data, place)
        whole = _CONSOLE_KEY.match(data, place) or _CSI.match(data, place)
        if whole is None:
            return self._read_unfinished_control_sequence(data, place)
        if whole[0] == _CONSOLE and whole.end() == len(data):
            return self._save_incomplete(data, place)
        if whole[0] == _PASTE_BEGINS:
            self._paste = bytearray()
        elif whole.end() - place <= _MAX_SEQUENCE:
            known = _normalise(whole[0].decode())
            if known is not None:
                self._pieces.append(Sequence(known))
        return whole.end()

    def _read_unfinished_control_sequence(self, data: bytes, place: int) -> int:
        begun = _CSI_BEGUN.match(data, place)
        assert begun is not None
        if begun.end() < len(data):
            return begun.end()  # a byte that no sequence contains has interrupted this one
        if begun.end() - place > _MAX_SEQUENCE:
            return self._begin_skipping(data, begun.end(), _CSI_ENDS)
        return self._save_incomplete(data, place)

    def _read_old_mouse(self, data: bytes, place: int) -> int:
        """Drop an unrequested mouse report of the oldest kind, which has three arbitrary bytes."""
        end = place + _OLD_MOUSE_LENGTH
        return end if end <= len(data) else self._save_incomplete(data, place)

    def _read_ss3(self, data: bytes, place: int) -> int:
        whole = _SS3.match(data, place)
        if whole is None:
            begun = _SS3_BEGUN.match(data, place)
            assert begun is not None
            if begun.end() == len(data) and begun.end() - place <= _MAX_SEQUENCE:
                return self._save_incomplete(data, place)
            return begun.end()
        text = whole[0].decode()
        if text in ANSI_SEQUENCES_KEYS:
            self._pieces.append(Sequence(text))
        return whole.end()

    def _read_alt(self, data: bytes, place: int) -> int:
        """Read a key with Alt in its traditional form: an escape, then a character."""
        end = place + 1 + _character_length(data[place + 1])
        if end > len(data) and _incomplete_bytes(data[place + 1 :]):
            return self._save_incomplete(data, place)
        try:
            self._add_alt(data[place + 1 : end].decode())
        except UnicodeDecodeError:
            return place + 2
        return end

    def _add_alt(self, character: str) -> None:
        """Add a key with Alt in the kitty protocol's form, so that the parser need not wait."""
        code = f"\x1b{character}"
        if code in ANSI_SEQUENCES_KEYS:
            self._pieces.append(Sequence(code))
            return
        if character < " ":  # the escape key and a control key: Alt with a control key is unlikely
            self._pieces += (Escape(), Sequence(character))
            return
        lower = character.lower() if len(character.lower()) == 1 else character
        modifiers = 1 + _ALT + (_SHIFT if lower != character else 0)
        key = _normalise_key(f"{ord(lower)};{modifiers}", "u")
        if key is not None:
            self._pieces.append(Sequence(key))

    def _save_incomplete(self, data: bytes, place: int) -> int:
        """Save the incomplete bytes from `place` on until more arrive.

        Return the index of the data's end.
        """
        self._pending = data[place:]
        return len(data)

    def _begin_skipping(self, data: bytes, place: int, until: re.Pattern[bytes]) -> int:
        self._skipped = until
        return self._drop_unwanted(data, place)

    def _drop_unwanted(self, data: bytes, place: int) -> int:
        """Drop bytes up to the end of an unwanted sequence."""
        assert self._skipped is not None
        end = self._skipped.search(data, place)
        if end is None:
            half = data.endswith(b"\x1b") and self._skipped is _STRING_ENDS
            return self._save_incomplete(data, len(data) - half)
        self._skipped = None
        return end.end()


def _could_be_background(data: bytes, place: int) -> bool:
    """Return whether the bytes from `place` on may be the beginning of an answer with a colour."""
    begun = data[place : place + _MAX_SEQUENCE]
    if len(begun) == _MAX_SEQUENCE or _STRING_ENDS.search(begun):
        return False
    return begun.startswith(_BACKGROUND_BEGINS) or _BACKGROUND_BEGINS.startswith(begun)


def _colour_component(digits: bytes) -> float:
    """Return a colour component, given in hexadecimal digits, as a number from 0 to 1."""
    return int(digits, 16) / ((1 << 4 * len(digits)) - 1)


def _normalise(text: str) -> str | None:
    """Return a control sequence in a form for Textual's parser, or None if it is invalid."""
    parameters, last = text[2:-1], text[-1]
    if last == "y":
        return text if _SYNCHRONISED.fullmatch(parameters) else None
    if last in "Mm":
        return text if _is_mouse(parameters) else None
    if last == "R" and parameters:  # F3 with a modifier, which Textual would read as a position
        return _normalise_key(f"13{parameters[1:]}", "~") if parameters[:2] == "1;" else None
    if text in _FOCUS or text in ANSI_SEQUENCES_KEYS:
        return text
    return _normalise_key(parameters, last)


def _is_mouse(parameters: str) -> bool:
    report = _MOUSE.fullmatch(parameters)
    if report is None:
        return False
    button, column, row = map(int, report.groups())
    return button <= 0xFF and 1 <= column <= _MAX_POSITION and 1 <= row <= _MAX_POSITION


def _normalise_key(parameters: str, last: str) -> str | None:
    """Return a key of the kitty protocol as a sequence, or None if it is invalid or a key release.

    The parts that the app did not request are left out: keys of other layouts, and kinds of events.
    """
    if last not in "u~ABCDEFHPQS" or not re.fullmatch(r"[0-9:;]*", parameters):
        return None
    code_, modifiers_, text_, *more = [*parameters.split(";"), "", "", ""][:6]
    if any(more):
        return None
    modifiers, _, kind = modifiers_.partition(":")
    code = _parse_number(code_.partition(":")[0] or "1", _MAX_CHARACTER)
    held = _parse_number(modifiers or "1", 256)
    if code is None or not held or kind == _RELEASED or (kind and not kind.isdigit()):
        return None
    if f"{code}{last}" not in FUNCTIONAL_KEYS and (last != "u" or not _is_character(code)):
        return None
    typed = [_parse_number(part, _MAX_CHARACTER) for part in text_.split(":")] if text_ else []
    if any(number is None or not _is_character(number) for number in typed):
        return None
    held_and_typed = ";".join((modifiers, ":".join(map(str, typed)))).rstrip(";")
    key = f"\x1b[{code}{held_and_typed and ';'}{held_and_typed}{last}"
    return key if len(key) <= _MAX_PARSED_LENGTH else None


def _parse_number(digits: str, highest: int) -> int | None:
    if not digits.isdigit() or len(digits) > 7:
        return None
    number = int(digits)
    return number if number <= highest else None


def _is_character(code: int) -> bool:
    return code >= 1 and not 0x7F < code < 0xA0 and not 0xD800 <= code <= 0xDFFF


def _character_length(first: int) -> int:
    """Return the length in bytes of the UTF-8 character that begins with the byte `first`."""
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4


def _incomplete_bytes(run: bytes) -> int:
    """Return how many bytes at the end of `run` belong to an incomplete UTF-8 character."""
    for back in range(1, min(4, len(run) + 1)):
        byte = run[-back]
        if byte >= 0xC0:
            return back if _character_length(byte) > back else 0
        if byte < 0x80:
            return 0
    return 0


def _partial_mark_length(data: bytes, mark: bytes, place: int) -> int:
    """Return how many bytes at the end of the data may be the beginning of `mark`.

    Bytes before `place` do not count.
    """
    for length in range(min(len(mark) - 1, len(data) - place), 0, -1):
        if data.endswith(mark[:length]):
            return length
    return 0
