"""The entry point: one request, one answer, one exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from sommet_tui.cli.request import Request
    from sommet_tui.wording.words import Words


def main(argv: Sequence[str] | None = None) -> int:
    """Answer a command line (the process's own where None); the value is the exit code."""
    collecting = gc.isenabled()
    # All that is imported stays: to walk it again and again is a sixth of an answer's time.
    gc.disable()  # the screens look for garbage from their first picture on
    if argv is None:
        code = _answered(sys.argv[1:])
        gc.freeze()  # nor need it be walked at the end of the process
        return code
    try:
        return _answered(argv)
    finally:
        if collecting:
            gc.enable()


def _answered(asked: Sequence[str]) -> int:
    from sommet_tui.cli import output
    from sommet_tui.cli.exits import INTERRUPTED, IO_ERROR, OK, RefusalError
    from sommet_tui.cli.request import named, spoken_early

    output.prepare()
    words = spoken_early(asked, os.environ)
    if "_ARGCOMPLETE" in os.environ:
        from sommet_tui.cli.completing import complete

        complete(words)
    try:
        return _answer(asked, os.environ, words)
    except RefusalError as refusal:
        output.narrate(refusal.lines)
        return refusal.code
    except BrokenPipeError:
        # Whoever reads has read enough, as `head` does: no failure, nothing to say.
        output.hush()
        return OK
    except output.OutputError as error:
        told = words.say("The answer could not be written: {reason}.", reason=error)
        output.narrate([named(told)])
        output.hush()
        return IO_ERROR
    except KeyboardInterrupt:
        output.hush()
        return INTERRUPTED


def _answer(argv: Sequence[str], env: Mapping[str, str], words: Words) -> int:
    from sommet_tui.cli.plain import read_plainly

    request = read_plainly(argv, env)
    if request is None:
        from sommet_tui.cli import output
        from sommet_tui.cli.arguments import read_command_line
        from sommet_tui.cli.exits import OK

        try:
            request = read_command_line(argv, env, words)
        except SystemExit:
            output.tell([])
            return OK
    request = _with_settings(request)
    return request.run(request) if request.run else _open_screens(request)


def _with_settings(request: Request) -> Request:
    """The request with what its maker has set once and for all; commands say what is wrong there.

    The screens say it themselves.
    """
    from sommet_tui.wiring import anything_set, open_settings

    if request.run is not None and not anything_set():
        return request
    from sommet_tui.domain.values import replace

    loaded = open_settings()
    if request.theme is not None:
        loaded = replace(loaded, settings=replace(loaded.settings, theme=request.theme))
    request = replace(request, settings=loaded)
    if loaded.findings and request.run is not None:
        from sommet_tui.cli import output
        from sommet_tui.wording.settings import settings_lines

        output.narrate(settings_lines(loaded, request.words()))
    return request


def _open_screens(request: Request) -> int:
    from sommet_tui.cli.exits import USAGE, RefusalError
    from sommet_tui.cli.request import named
    from sommet_tui.cli.view import open_view

    # All three: keys come from the first, and the screens are drawn on the third.
    if not all(map(_is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        words = request.words()
        told = words.say(
            "The screens need a terminal; without one, ask with a command: {command}",
            command="sommet-tui now",
        )
        raise RefusalError(USAGE, [named(told)])
    settings = request.settings
    assert settings is not None
    view = open_view(request, running=True)
    from sommet_tui.tui.run import run
    from sommet_tui.wiring import open_reminders, outside_editor, seen_things

    return run(
        view.companion,
        view.words.language,
        view.zones,
        settings,
        reminders=lambda: open_reminders(view.companion, settings.settings),
        editor=lambda: outside_editor(request.env),
        seen=seen_things,
    )


def _is_terminal(stream: TextIO | None) -> bool:
    # A stream that was closed before the program began is None.
    return stream is not None and stream.isatty()
