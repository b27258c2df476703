"""The entry point: each call handles one request, prints one output, and returns one exit code."""

from __future__ import annotations

import _thread
import gc
import os
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.cli.options import Request, ScreenOptions
    from sommet_tui.companion.settings import LoadedSettings
    from sommet_tui.wording.words import Words


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, and return the exit code.

    If `argv` is None, take the process's own arguments.
    """
    collecting = gc.isenabled()
    # Imported objects are never garbage. Checking them would take a sixth of the command's time.
    gc.disable()  # the screens turn garbage collection on again after their first frame
    if argv is None:
        _watch_threads(sys.argv[1:])
        code = _run_and_report(sys.argv[1:])
        if not _must_wait_for_threads():
            _exit(code)
        return code
    try:
        return _run_and_report(argv)
    finally:
        if collecting:
            gc.enable()


def _watch_threads(argv: Sequence[str]) -> None:
    """If a thread fails, report the bug like any other, and end the process."""

    def end(raised: threading.ExceptHookArgs) -> None:
        from sommet_tui.cli.bug_report import end_after_thread_fault

        end_after_thread_fault(raised, argv)

    # Importing `threading` replaces this hook. It is slow to import, and rarely needed.
    _thread._excepthook = end  # noqa: SLF001
    if "threading" in sys.modules:
        sys.modules["threading"].excepthook = end  # type: ignore[attr-defined]


def _must_wait_for_threads() -> bool:
    """Return whether the process must wait for a running thread."""
    known = sys.modules.get("threading")
    return known is not None and not all(
        thread.daemon or thread is known.main_thread() for thread in known.enumerate()
    )


def _exit(code: int) -> None:
    """End the process immediately, without freeing its objects.

    Freeing them takes a fifteenth of a command's time. It would also crash a daemon thread that is
    encrypting.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _run_and_report(argv: Sequence[str]) -> int:
    try:
        return _run(argv)
    except Exception as error:  # catch any bug, to report it in one line
        from sommet_tui.cli.bug_report import report_fault, safe_words
        from sommet_tui.cli.options import wants_json

        return report_fault(error, safe_words(argv), as_json=wants_json(argv))


def _run(argv: Sequence[str]) -> int:
    """Run a command line. Turn every error that is not a bug into a message and an exit code."""
    from sommet_tui.cli import output
    from sommet_tui.cli.exit_codes import INTERRUPTED, IO_ERROR, OK, RefusalError
    from sommet_tui.cli.options import error_line, startup_words, wants_json
    from sommet_tui.wiring.companion import open_settings

    output.prepare_streams()
    loaded = open_settings()
    words = startup_words(argv, loaded.settings)
    if _is_completing():
        from sommet_tui.cli.commands.completion import complete

        complete(words)
    try:
        return _run_command_line(argv, words, loaded)
    except RefusalError as refusal:
        output.report_error(refusal.lines, refusal.code, as_json=wants_json(argv))
        return refusal.code
    except BrokenPipeError:
        # The program that reads the output has ended, as `head` does. That is not an error.
        output.discard_output()
        return OK
    except output.OutputError as error:
        sentence = words.say("Cannot write the output: {reason}.", reason=error)
        output.report_error([error_line(sentence)], IO_ERROR, as_json=wants_json(argv))
        output.discard_output()
        return IO_ERROR
    except KeyboardInterrupt:
        output.discard_output()
        return INTERRUPTED


def _is_completing() -> bool:
    """Return whether a shell asks for completions.

    A single variable may be set by accident, so all of the shell's variables must be valid.
    """
    numbers = (os.environ.get("_ARGCOMPLETE", ""), os.environ.get("COMP_POINT", ""))
    return "COMP_LINE" in os.environ and all(n.isdecimal() and len(n) < 10 for n in numbers)


def _run_command_line(argv: Sequence[str], words: Words, loaded: LoadedSettings) -> int:
    from sommet_tui.cli.parser import HelpRequest, parse

    line = parse(argv, words)
    if isinstance(line, HelpRequest):
        from sommet_tui.cli.exit_codes import OK
        from sommet_tui.cli.help import print_help, print_version

        if line.version:
            print_version()
        else:
            print_help(line.command, line.verb, words)
        return OK
    if line.request.debug or os.environ.get("SOMMET_LOG"):
        _begin_log(words)
    if line.request.source_tz is not None:
        from sommet_tui.cli.context import find_zone

        find_zone(line.request.source_tz, words)
    if line.run is None:
        return _open_screens(line.request, line.screens, loaded)
    request = line.request.with_settings(loaded.settings)
    try:
        if loaded.findings:
            from sommet_tui.cli import output
            from sommet_tui.wording.settings_errors import settings_lines

            output.report(settings_lines(loaded, request.words()))
        return line.run(request)
    finally:
        _report_set_aside(request)


def _begin_log(words: Words) -> None:
    from sommet_tui.cli.bug_report import begin_log

    try:
        begin_log()
    except OSError as error:
        from sommet_tui.cli import output
        from sommet_tui.cli.options import error_line

        reason = error.strerror or str(error)
        output.report(
            [error_line(words.say("The log cannot be written: {reason}.", reason=reason))]
        )


def _report_set_aside(request: Request) -> None:
    """Report each database that was set aside, until the user has seen the report.

    The process that set the database aside may have been a status bar, whose errors are not
    visible.
    """
    from sommet_tui.wiring.stores import set_aside_notices

    notices = set_aside_notices()
    if not notices:
        return
    from sommet_tui.cli import output
    from sommet_tui.cli.options import error_line
    from sommet_tui.wording.errors import notice_sentence

    words = request.words()
    hint = words.say(
        "To see where the renamed file is, and to dismiss this message: {command}",
        command="sommet-tui paths",
    )
    output.report([*(error_line(notice_sentence(notice, words)) for notice in notices), hint])


def _open_screens(request: Request, options: ScreenOptions, loaded: LoadedSettings) -> int:
    from sommet_tui.cli.context import command_for, open_for_screens, require_file
    from sommet_tui.cli.exit_codes import USAGE, RefusalError
    from sommet_tui.cli.options import error_line, parse_speed
    from sommet_tui.cli.output import is_terminal
    from sommet_tui.domain.values import replace

    # The screens report errors in the settings.
    if options.theme is not None:
        loaded = replace(loaded, settings=replace(loaded.settings, theme=options.theme))
    if options.calm:
        loaded = replace(loaded, settings=replace(loaded.settings, calm=True))
    request = request.with_settings(loaded.settings)
    words = request.words()
    seconds = parse_speed(options.speed, words)
    has_terminal = is_terminal(sys.stdin) and is_terminal(sys.stdout)
    if not has_terminal or os.environ.get("TERM") == "dumb":
        require_file(request)
        event = ["--event", request.event] if request.event else []
        now = command_for(request, "now", *event)
        sentence = words.say(
            "The app needs a terminal. To print instead, use a command: {command}", command=now
        )
        if has_terminal:
            sentence = words.say(
                "The app cannot draw its screens in this terminal (TERM=dumb). To print instead, "
                "use a command: {command}",
                command=now,
            )
        raise RefusalError(USAGE, [error_line(sentence)])
    opened = open_for_screens(request, seconds)
    from sommet_tui.tui.app import run
    from sommet_tui.wiring.companion import window_services

    def report(fault: BaseException, words: Words) -> int:
        from sommet_tui.cli.bug_report import report_fault

        return report_fault(fault, words)

    def show_screens(context: Context, remarks: Sequence[str]) -> tuple[int, str | None]:
        return run(
            context.companion,
            context.words.language,
            context.zones,
            loaded,
            services=window_services(context.companion, loaded.settings),
            report_fault=report,
            remarks=remarks,
        )

    code, wanted = show_screens(opened, opened.hidden_rehearsal_remarks())
    while wanted is not None:
        other = request.for_programme(wanted).without_option("--at").without_option("--room")
        try:
            code, wanted = show_screens(open_for_screens(other, None), ())
            request = other
        except RefusalError as refusal:
            code, wanted = show_screens(open_for_screens(request, None), refusal.lines)
    return code
