"""Completions for a shell that asks how a command line may continue.

Imported only then. Errors are ignored: if the programme cannot be read, there are no completions.
The values of `offers` in commands are names in `_OFFERS`, or "file"; "" has no completions.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sommet_tui.cli.command import Command, CommandGroup, load
from sommet_tui.cli.exits import IO_ERROR
from sommet_tui.cli.help import argparse_parsers
from sommet_tui.cli.options import Option
from sommet_tui.cli.request import Request, ScreenOptions
from sommet_tui.companion.companion import Companion
from sommet_tui.domain.facets import Facet, values
from sommet_tui.wiring.companion import open_companion
from sommet_tui.wiring.options import NEVER, Options
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.words import Words

Offer = Callable[..., Mapping[str, str]]
"""Returns completions with their descriptions, from argcomplete's named arguments."""


def complete(words: Words) -> None:
    """Answer the shell, and end the process."""
    import argcomplete

    try:
        argcomplete.autocomplete(completing_parser(words), always_complete_options=False)
    except OSError:  # the file that the answer goes to cannot be written
        raise SystemExit(IO_ERROR) from None


def completing_parser(words: Words) -> argparse.ArgumentParser:
    """Return the parser for argcomplete: the words that may appear in each place."""
    parser, commands = argparse_parsers(words)
    for options in (Request, ScreenOptions):
        _complete_options(parser, options.declared())
    for name, command_parser in commands.items():
        declared = load(name)
        own = declared if isinstance(declared, CommandGroup) else declared.options
        _complete_options(command_parser, own.declared() | Request.declared())
        action = command_parser.add_argument("words", nargs="*", help="")
        action.completer = _words_of(declared, words)  # type: ignore[attr-defined]
    return parser


def _complete_options(parser: argparse.ArgumentParser, options: Mapping[str, Option]) -> None:
    for action in parser._actions:  # noqa: SLF001  (argparse has no other way to list them)
        option = next((options[f] for f in action.option_strings if f in options), None)
        if option is not None and option.takes and option.offers != "file":
            action.completer = _offer(option.choices, option.offers)  # type: ignore[attr-defined]


def _words_of(declared: Command | CommandGroup, words: Words) -> Offer:
    """Return the completions of a command's words by place: its verb first, if it has verbs."""

    def offer(*, parsed_args: argparse.Namespace, **more: object) -> Mapping[str, str]:
        said: Sequence[str] = getattr(parsed_args, "words", None) or []
        command = declared
        if isinstance(command, CommandGroup):
            if not said:
                return {
                    verb: words.say(subcommand.purpose) for verb, subcommand in command.commands()
                }
            if said[0] not in command.verbs:
                return {}
            command, said = command.command(said[0]), said[1:]
        argument = command.argument(len(said))
        if argument is None:
            return {}
        return _offer(argument.choices, argument.offers)(parsed_args=parsed_args, **more)

    return offer


def _offer(choices: Sequence[str], offers: str) -> Offer:
    if not choices:
        return _OFFERS[offers]
    return lambda **_: dict.fromkeys((choice for choice in choices if choice != "-"), "")


def _opened(parsed: argparse.Namespace) -> Companion | None:
    """The programme that the command line names so far."""
    try:
        options = Options(programme=getattr(parsed, "programme", None), refresh=NEVER)
        return open_companion(options, os.environ, "")
    except Exception:
        return None


def _rooms(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    companion = _opened(parsed_args)
    return {r.id: r.name for r in companion.snapshot.programme.rooms} if companion else {}


def _buildings(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    companion = _opened(parsed_args)
    return dict.fromkeys(companion.snapshot.programme.buildings.values(), "") if companion else {}


def _sessions(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    companion = _opened(parsed_args)
    if companion is None:
        return {}
    return {s.id: headline(s) for s in companion.snapshot.programme.sessions}


def _own_events(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    companion = _opened(parsed_args)
    return {e.id: e.title for e in companion.snapshot.own_events} if companion else {}


def _friends(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    companion = _opened(parsed_args)
    return dict.fromkeys((f.name for f in companion.snapshot.friends), "") if companion else {}


def _people(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    """Those of the session that was named."""
    companion, said = _opened(parsed_args), getattr(parsed_args, "words", None) or [""]
    session = companion.snapshot.programme.by_id.get(said[0]) if companion else None
    return {p.id: p.name for p in session.participants} if session else {}


def _events(**_: object) -> Mapping[str, str]:
    from sommet_tui.companion.errors import StorageError
    from sommet_tui.wiring.stores import event_store

    try:
        return {event.programme: event.title for event in event_store().events()}
    except StorageError:
        return {}


def _facet(name: Facet) -> Offer:
    def offer(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
        companion = _opened(parsed_args)
        if companion is None:
            return {}
        programme = companion.snapshot.programme
        there = values(programme)[name]
        return {str(value): programme.track_names.get(str(value), "") for value in there}

    return offer


def _zones(**_: object) -> Mapping[str, str]:
    from zoneinfo import available_timezones

    return dict.fromkeys(("event", "local", *sorted(available_timezones())), "")


def _files(*, prefix: str = "", **_: object) -> Mapping[str, str]:
    from argcomplete.completers import FilesCompleter

    return dict.fromkeys(FilesCompleter()(prefix), "")


_OFFERS: Mapping[str, Offer] = MappingProxyType(
    {
        "": lambda **_: {},
        "room": _rooms,
        "building": _buildings,
        "session": _sessions,
        "person": _people,
        "own": _own_events,
        "friend": _friends,
        "event": _events,
        "zone": _zones,
        "day": _facet("days"),
        "track": _facet("tracks"),
        "kind": _facet("kinds"),
        "language": _facet("languages"),
        "file": _files,
    }
)
