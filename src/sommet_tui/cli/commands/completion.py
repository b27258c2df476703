"""`completion`: the script that a shell reads once, and the completions of a command line.

Errors are ignored: if the programme cannot be read, the shell completes nothing. In a command's
declaration, `offers` is a key of `_COMPLETERS`, "file" for paths, or "" for no completions.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

from sommet_tui.cli import exit_codes, output
from sommet_tui.cli.commands import Argument, Command, CommandGroup, load
from sommet_tui.cli.help import argparse_parsers
from sommet_tui.cli.options import PROGRAM, CommandOptions, Option, Request, ScreenOptions
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain import filters
from sommet_tui.wiring import NEVER, Options, stores
from sommet_tui.wiring.companion import open_companion
from sommet_tui.wording.session_texts import headline
from sommet_tui.wording.words import Words, mark

Completer = Callable[..., Mapping[str, str]]
"""A function that returns completions and their descriptions. It takes argcomplete's arguments."""


def complete(words: Words) -> None:
    """Print the completions that the shell asks for, then end the process."""
    import argcomplete

    try:
        argcomplete.autocomplete(completing_parser(words), always_complete_options=False)
    except OSError:  # writing the completions has failed
        raise SystemExit(exit_codes.IO_ERROR) from None


def completing_parser(words: Words) -> argparse.ArgumentParser:
    """Return the parser from which argcomplete gets the valid words for each place."""
    parser, commands = argparse_parsers(words)
    for options in (Request, ScreenOptions):
        _complete_options(parser, options.options_by_flag())
    for name, command_parser in commands.items():
        declared = load(name)
        own = declared if isinstance(declared, CommandGroup) else declared.options
        _complete_options(command_parser, own.options_by_flag() | Request.options_by_flag())
        action = command_parser.add_argument("words", nargs="*", help="")
        action.completer = _word_completer(declared, words)  # type: ignore[attr-defined]
    return parser


def _complete_options(parser: argparse.ArgumentParser, options: Mapping[str, Option]) -> None:
    for action in parser._actions:  # noqa: SLF001  (argparse has no other way to list them)
        option = next((options[f] for f in action.option_strings if f in options), None)
        if option is not None and option.value_name and option.offers != "file":
            action.completer = _choice_completer(option.choices, option.offers)  # type: ignore[attr-defined]


def _word_completer(declared: Command | CommandGroup, words: Words) -> Completer:
    """Return a function that completes the verb of a command, if it has any, and its arguments."""

    def find_completions(*, parsed_args: argparse.Namespace, **more: object) -> Mapping[str, str]:
        typed: Sequence[str] = getattr(parsed_args, "words", None) or []
        command = declared
        if isinstance(command, CommandGroup):
            if not typed:
                return {
                    verb: words.say(subcommand.purpose) for verb, subcommand in command.commands()
                }
            if typed[0] not in command.verbs:
                return {}
            command, typed = command.command(typed[0]), typed[1:]
        argument = command.argument(len(typed))
        if argument is None:
            return {}
        return _choice_completer(argument.choices, argument.offers)(parsed_args=parsed_args, **more)

    return find_completions


def _choice_completer(choices: Sequence[str], offers: str) -> Completer:
    if not choices:
        return _COMPLETERS[offers]
    return lambda **_: dict.fromkeys((choice for choice in choices if choice != "-"), "")


def _programme_completer(listed: Callable[[Snapshot], Mapping[str, str]]) -> Completer:
    """Return a function that opens the programme of the command line and completes with `listed`.

    `listed` returns values with their descriptions.
    """

    def find_completions(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
        options = Options(programme=getattr(parsed_args, "programme", None), refresh=NEVER)
        try:
            companion = open_companion(options)
        except Exception:
            return {}
        return listed(companion.snapshot)

    return find_completions


def _complete_people(*, parsed_args: argparse.Namespace, **more: object) -> Mapping[str, str]:
    """Return the people in the session that the command line names, for completion."""
    named, *_ = getattr(parsed_args, "words", None) or [""]

    def list_values(snapshot: Snapshot) -> Mapping[str, str]:
        session = snapshot.programme.by_id.get(named)
        return {p.id: p.name for p in session.participants} if session else {}

    return _programme_completer(list_values)(parsed_args=parsed_args, **more)


def _complete_events(**_: object) -> Mapping[str, str]:

    try:
        return {event.programme: event.title for event in stores.event_store().events()}
    except StorageError:
        return {}


def _facet_completer(name: filters.Facet) -> Completer:
    def named_values(snapshot: Snapshot) -> Mapping[str, str]:
        programme = snapshot.programme
        values = filters.facet_values(programme)[name]
        return {str(value): programme.track_names.get(str(value), "") for value in values}

    return _programme_completer(named_values)


def _complete_zones(**_: object) -> Mapping[str, str]:
    from zoneinfo import available_timezones

    return dict.fromkeys(("event", "local", *sorted(available_timezones())), "")


def _complete_files(*, prefix: str = "", **_: object) -> Mapping[str, str]:
    from argcomplete.completers import FilesCompleter

    return dict.fromkeys(FilesCompleter()(prefix), "")


_COMPLETERS: Mapping[str, Completer] = {
    "": lambda **_: {},
    "room": _programme_completer(lambda day: {room.id: room.name for room in day.programme.rooms}),
    "building": _programme_completer(
        lambda day: dict.fromkeys(day.programme.buildings.values(), "")
    ),
    "session": _programme_completer(
        lambda day: {s.id: headline(s) for s in day.programme.sessions}
    ),
    "person": _complete_people,
    "own": _programme_completer(
        lambda day: {event.id: event.title for event in day.mine.own_events}
    ),
    "friend": _programme_completer(lambda day: {friend.name: "" for friend in day.mine.friends}),
    "event": _complete_events,
    "zone": _complete_zones,
    "day": _facet_completer("days"),
    "track": _facet_completer("tracks"),
    "kind": _facet_completer("kinds"),
    "language": _facet_completer("languages"),
    "file": _complete_files,
}


def run(request: Request, _: CommandOptions) -> None:
    """Print the completion script for a shell."""
    from argcomplete.shell_integration import shellcode

    output.write(shellcode([PROGRAM], shell=request.arguments[0]).rstrip("\n").split("\n"))


COMMAND = Command(
    "print the completion script for your shell",
    run,
    arguments=(Argument("", choices=("bash", "zsh", "fish", "powershell")),),
    too_few_error=mark("“completion” needs the name of a shell: {choices}."),
    has_json=False,
)
