"""Writes data to standard output and messages to standard error, and reads standard input.

Every text is cleaned before it is written. Even file names and words of the command line may
contain control characters.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress

from sommet_tui.domain.text import ELLIPSIS, NEAREST, clean, hyperlink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import BinaryIO, TextIO

    from sommet_tui.wording.words import Words

BOLD, ALARM = "\x1b[1m", "\x1b[1;31m"
"""The style of the app's name on a terminal: before a message, and before an error."""
_LONGEST = 100
"""The maximum width of a message in columns. Longer lines are hard to read."""
_PLACE = r"^  (\d+: )?[\w.\[\]]+:(?= )"
"""The place of a finding at the beginning of a line: its line number and path in the file."""


class OutputError(Exception):
    """The output could not be written, for example because the disk is full."""


def prepare_streams() -> None:
    """Prepare standard output and standard error for characters that they cannot encode.

    Similar ASCII characters replace these.
    """
    codecs.register_error(NEAREST, _replace_unencodable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NEAREST)


def write(lines: Iterable[str], *, links: bool = True, prefix: str = "") -> None:
    """Write lines to standard output and flush it.

    If `links`, make addresses clickable (hyperlinks).

    If a `prefix` is given, a terminal shows the lines as `report` does.

    Raises:
        OutputError: the lines could not be written.
        BrokenPipeError: the reader of a pipe has closed it.
    """
    try:
        _write_lines(sys.stdout, lines, links=links, prefix=prefix)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from error


def stream_width(stream: TextIO | None = None) -> int | None:
    """Return the width of a stream in columns, or None if the stream is not a terminal.

    The default is standard output.
    """
    stream = stream or sys.stdout
    if stream is None or not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def write_json(value: object) -> None:
    """Write a value as JSON to standard output. Raises the errors of `write`."""
    write([_json(value, indent=2)], links=False)


def write_json_lines(values: Iterable[object]) -> None:
    """Write each value as JSON to standard output, one on each line.

    Raises the errors of `write`.
    """
    write([_json(value) for value in values], links=False)


def _json(value: object, indent: int | None = None) -> str:
    """Return a value as JSON, with escapes for characters that cleaning would remove."""
    import json

    text = json.dumps(value, ensure_ascii=not encodes_all_characters(), indent=indent)
    return text if clean(text) == text else json.dumps(value, indent=indent)


def encodes_all_characters() -> bool:
    """Return whether standard output can encode every character. Otherwise, JSON needs escapes."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return bool(encoding.lower().replace("-", "").startswith("utf"))


def write_bytes(content: bytes) -> None:
    """Write the content of a file to standard output unchanged. Raises the errors of `write`."""
    try:
        stream = _ensure_open(sys.stdout)
        stream.flush()
        stream.buffer.write(content)
        stream.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from error


def report(lines: Iterable[str], prefix: str = BOLD) -> None:
    """Write lines to standard error, if it is open.

    A terminal shows the lines wrapped and in colours. `prefix` is the colour of the app's name.
    """
    try:
        _write_lines(sys.stderr, lines, prefix=prefix)
    except OSError:
        _discard(sys.stderr)  # otherwise, the interpreter would end with its own exit code


def report_error(lines: Sequence[str], code: int, *, as_json: bool) -> None:
    """Report the error that ends a command. `lines` are the error and hints.

    If `as_json`, write the report as a JSON object on one line.
    """
    if as_json:
        from sommet_tui.cli.options import PROGRAM

        message = next((line for line in lines if line.startswith(f"{PROGRAM}: ")), lines[0])
        hints = [line.strip() for line in lines if line is not message]
        text = message.removeprefix(f"{PROGRAM}: ")
        hint = "\n".join(hints) or None
        report([_json({"code": code, "message": text, "hint": hint})], "")
    else:
        report(lines, ALARM)


def discard_output() -> None:
    """Discard the unwritten rest of standard output, so that the interpreter ends without error."""
    _discard(sys.stdout)


def _discard(stream: TextIO | None) -> None:
    if stream is None:
        return
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _write_lines(
    stream: TextIO | None, lines: Iterable[str], *, links: bool = True, prefix: str
) -> None:
    text = "".join(f"{clean(line)}\n" for line in lines)
    if not text:
        return
    stream = _ensure_open(stream)
    columns = stream_width(stream) if prefix else None
    if columns is not None:
        text = _wrap(text, columns)
    if prefix and _has_colours(stream):
        text = _colour(text, prefix)
    if links and "://" in text and stream.isatty():
        text = _add_links(text)
    stream.write(text)
    stream.flush()


def _ensure_open(stream: TextIO | None) -> TextIO:
    """Return the stream. It is None if it was closed before the app began.

    Raises:
        OSError: the stream is None.
    """
    if stream is None:
        from errno import EBADF

        raise OSError(EBADF, os.strerror(EBADF))
    return stream


def _has_colours(stream: TextIO) -> bool:
    """Return whether a stream should get colours.

    The rules are those of https://no-color.org, https://force-color.org and
    https://bixense.com/clicolors.
    """
    wanted = os.environ.get
    if wanted("NO_COLOR"):
        return False
    if any(wanted(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return stream.isatty() and wanted("CLICOLOR") != "0" and wanted("TERM") != "dumb"


def _wrap(text: str, columns: int) -> str:
    """Wrap each line of `text` between words. Indent every row of a line except its first."""
    from sommet_tui.wording.layout import wrap

    rows: list[str] = []
    for line in text.splitlines():
        lead = " " * (len(line) - len(line.lstrip()))
        end = min(columns, _LONGEST)
        rows += wrap(line.strip(), end, first=lead, indent=f"{lead}  ", whole=True)
    return "".join(f"{row}\n" for row in rows)


def _colour(text: str, prefix: str) -> str:
    """Return `text` with colours for the app's name and for the places of findings."""
    import re

    from sommet_tui.cli.options import PROGRAM

    for pattern, colour in ((f"^{PROGRAM}:", prefix), (_PLACE, "\x1b[36m")):
        text = re.sub(pattern, f"{colour}\\g<0>\x1b[0m", text, flags=re.MULTILINE)
    return text


_AFTER_ADDRESS = ".,;:!?*_"


def _add_links(text: str) -> str:
    """Return `text` with each address as a hyperlink (OSC 8)."""
    import re

    terminal = os.environ.get("TERM")

    def add_link(found: re.Match[str]) -> str:
        url = found[0].rstrip(_AFTER_ADDRESS)
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(_AFTER_ADDRESS)
        target, rest = hyperlink(url, terminal), found[0][len(url) :]
        if not target or ELLIPSIS in url:  # a truncated address would lead nowhere
            return found[0]
        return f"\x1b]8;;{target}\x1b\\{url}\x1b]8;;\x1b\\{rest}"

    return re.sub(r"https?://[^\s<>\"“”«»]+", add_link, text)


def _replace_unencodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from sommet_tui.wording.marks import nearest_ascii

    missing = error.object[error.start : error.end]
    return "".join(map(nearest_ascii, missing)), error.end


def piped_input(file: str) -> BinaryIO | None:
    """Return standard input if `file` is "-", or else None.

    Raises:
        SourceError: standard input was closed before the app began.
    """
    if file != "-":
        return None
    if sys.stdin is None:
        from sommet_tui.companion.errors import SourceError

        raise SourceError("closed", file)
    return sys.stdin.buffer


def display_name(file: str) -> str:
    """Return the name of a file for a sentence."""
    return "/dev/stdin" if file == "-" else file


def confirm(question: str, words: Words) -> bool | None:
    """Ask the user a question on the terminal. In a script, which has no terminal, return None."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return None
    yes, no = words.say("Yes")[0].casefold(), words.say("No")[0].casefold()
    report([f"{question} [{yes}/{no}]"])
    return sys.stdin.readline().strip().casefold()[:1] in (yes, "y")


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal.

    A stream that was closed before the app began is None.
    """
    return stream is not None and stream.isatty()
