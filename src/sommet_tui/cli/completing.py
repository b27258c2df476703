"""What a shell is told when it asks how a command line may go on.

Used only then. It never complains: where the programme cannot be read, nothing is offered.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence

from sommet_tui.cli.arguments import make_parser
from sommet_tui.cli.commands.completion import SHELLS
from sommet_tui.cli.commands.paths import EXAMPLE
from sommet_tui.companion.companion import Companion
from sommet_tui.wiring import Options, open_companion
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.words import Words

Offer = Callable[..., Mapping[str, str]]
"""Gives completions with what is said beside them, from argcomplete's named arguments."""


def complete(words: Words) -> None:
    """Answer the shell, and end the process."""
    import argcomplete

    parser, commands = make_parser(words)
    for each in (parser, *commands.parsers.values()):
        _complete_options(each)
    for name, offer in _WORDS.items():
        if name in commands.parsers:
            # Free words are collected by hand; here they stand for themselves.
            action = commands.parsers[name].add_argument("words", nargs="*", help="")
            action.completer = offer  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser, always_complete_options=False)


def _complete_options(parser: argparse.ArgumentParser) -> None:
    values: dict[str, Offer] = {
        "room": _rooms,
        "tz": _zones,
        "at": lambda **_: {},
        "speed": lambda **_: {},
        "alarm": lambda **_: {},
        "format": lambda **_: {},
        "tmux": lambda **_: {},
        "arrived": _people,
        "not_seen": _people,
        "session": _sessions,
        "when": lambda **_: {},
        "ago": lambda **_: {},
        "by": lambda **_: {},
    }
    for action in parser._actions:  # noqa: SLF001  (argparse has no other way to list them)
        if action.dest in values:
            action.completer = values[action.dest]  # type: ignore[attr-defined]
        elif isinstance(action.metavar, str) and "|" in action.metavar:
            # What its help shows is what it takes.
            action.completer = _any_of(action.metavar.split("|"))  # type: ignore[attr-defined]


def _any_of(choices: Sequence[str]) -> Offer:
    return lambda **_: dict.fromkeys(choices, "")


def _opened(parsed: argparse.Namespace) -> Companion | None:
    """The programme that the command line names so far."""
    try:
        options = Options(programme=getattr(parsed, "programme", None))
        return open_companion(options, os.environ, "")
    except Exception:
        return None


def _rooms(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    companion = _opened(parsed_args)
    return {r.id: r.name for r in companion.snapshot.programme.rooms} if companion else {}


def _sessions(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    companion = _opened(parsed_args)
    if companion is None:
        return {}
    return {s.id: headline(s) for s in companion.snapshot.programme.sessions}


def _people(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    """Those of the session that was named."""
    companion, said = _opened(parsed_args), getattr(parsed_args, "words", None) or [""]
    session = companion.snapshot.programme.by_id.get(said[0]) if companion else None
    return {p.id: p.name for p in session.participants} if session else {}


def _zones(**_: object) -> Mapping[str, str]:
    from zoneinfo import available_timezones

    return dict.fromkeys(("event", "local", *sorted(available_timezones())), "")


def _bookmark(*, parsed_args: argparse.Namespace, **more: object) -> Mapping[str, str]:
    """A verb, then sessions or a file."""
    said = getattr(parsed_args, "words", None) or []
    if not said:
        return dict.fromkeys(("add", "remove", "list", "export", "import"), "")
    if said == ["import"]:
        return _files(str(more.get("prefix", "")))
    return _sessions(parsed_args=parsed_args, **more) if said[0] in ("add", "remove") else {}


def _note(*, parsed_args: argparse.Namespace, **more: object) -> Mapping[str, str]:
    """A verb, then a session."""
    said = getattr(parsed_args, "words", None) or []
    if not said:
        return dict.fromkeys(("show", "edit", "list"), "")
    return _sessions(parsed_args=parsed_args, **more) if said in (["show"], ["edit"]) else {}


def _files(prefix: str) -> Mapping[str, str]:
    from argcomplete.completers import FilesCompleter

    return dict.fromkeys(FilesCompleter()(prefix), "")


def _one_of(*choices: str) -> Offer:
    def offer(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
        return {} if getattr(parsed_args, "words", None) else dict.fromkeys(choices, "")

    return offer


def _stage(*, parsed_args: argparse.Namespace, **more: object) -> Mapping[str, str]:
    """A verb of the stage, then the sessions that it takes."""
    from sommet_tui.cli.staging.asking import VERBS

    said = getattr(parsed_args, "words", None) or []
    if not said:
        return dict.fromkeys(VERBS, "")
    if said == ["rehearsal"]:
        return dict.fromkeys(("begin", "clear"), "")
    places = {"start": (1,), "cancel": (1,), "defer": (1, 2), "add": (2,)}.get(said[0], ())
    return _sessions(parsed_args=parsed_args, **more) if len(said) in places else {}


def _one_session(*, parsed_args: argparse.Namespace, **more: object) -> Mapping[str, str]:
    return {} if getattr(parsed_args, "words", None) else _sessions(parsed_args=parsed_args, **more)


_WORDS: Mapping[str, Callable[..., object]] = {
    "show": _one_session,
    "panel": _one_session,
    "bookmark": _bookmark,
    "note": _note,
    "stage": _stage,
    "paths": _one_of(EXAMPLE),
    "completion": _one_of(*SHELLS),
}
