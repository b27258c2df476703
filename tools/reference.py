"""Generates the lists of keys, settings and commands in the documents from the code.

    python tools/reference.py update    write the generated parts of docs/*.md, and the manual page
    python tools/reference.py check     list the outdated documents; exit 1 if there are any

A generated part is between `<!-- made by tools/reference.py: NAME -->` and `<!-- end -->`; the rest
is written by hand. The whole manual page, cli/sommet-tui.1, is generated. A library that makes
manual pages of argparse would repeat the common options under each command, and leave out the verbs
and the line that `whatis` looks for.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sommet_tui import __version__
from sommet_tui.cli import exit_codes
from sommet_tui.cli.commands import COMMANDS, Command, CommandGroup, load
from sommet_tui.cli.filters import FacetOptions
from sommet_tui.cli.options import PROGRAM, Option, Request, ScreenOptions
from sommet_tui.companion.keys import GROUPS, displayed_key
from sommet_tui.companion.settings import SETTINGS, Setting, Settings
from sommet_tui.formats.schema import schema_text
from sommet_tui.wording.words import words_in

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
MANUAL: Final = Path(exit_codes.__file__).with_name("sommet-tui.1")
PART: Final = re.compile(
    r"(?<=<!-- made by tools/reference\.py: )(?P<name>\w+) -->\n.*?(?=<!-- end -->)", re.DOTALL
)
WORDS: Final = words_in("en")


def main(arguments: list[str]) -> int:
    """Run the command given as the argument; return the exit code."""
    match arguments:
        case ["update"]:
            for path, text in outdated_documents():
                path.write_text(text, encoding="utf-8")
                print(path.name)
            return 0
        case ["check"]:
            wrong = [path for path, _ in outdated_documents()]
            for path in wrong:
                print(f"{path.name} is out of date: python tools/reference.py update")
            return 1 if wrong else 0
    sys.stderr.write(__doc__ or "")
    return 64


def outdated_documents() -> Iterator[tuple[Path, str]]:
    """Yield every outdated document with its new content."""
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text("utf-8")
        made = PART.sub(lambda part: f"{part['name']} -->\n{_part(part['name'])}\n", text)
        if made != text:
            yield path, made
    made = manual_page()
    if not MANUAL.exists() or MANUAL.read_text("utf-8") != made:
        yield MANUAL, made


def _part(name: str) -> str:
    parts: Mapping[str, Callable[[], Iterable[str]]] = {
        "keys": key_tables,
        "settings": setting_table,
        "commands": command_pages,
        "format": format_tables,
    }
    return "\n".join(parts[name]())


def key_tables() -> Iterator[str]:
    """Yield every key by the groups of the help, with its id."""
    for heading, keys in GROUPS:
        yield from (f"## {heading.capitalize()}", "", "| key | meaning | id |", "|---|---|---|")
        for key in keys:
            names = " ".join(_code(displayed_key(name)) for name in key.names) or "–"
            yield f"| {names} | {_cell(key.purpose)} | `{key.id}` |"
        yield ""


def setting_table() -> Iterator[str]:
    """Yield every setting with its help and its default."""
    yield from ("", "| setting | meaning | default |", "|---|---|---|")
    yield from map(_setting_row, SETTINGS)
    yield ""


def _setting_row(setting: Setting) -> str:
    default = getattr(Settings(), setting.name)
    shown = list(default) if isinstance(default, tuple) else default
    if isinstance(default, tuple) and len(default) == 1:
        (shown,) = default  # a single value needs no list
    *most, last = [f"`{choice}`" for choice in setting.choices] or [""]
    what = setting.help or f"{', '.join(most)} or {last}"
    return f"| `{setting.name}` | {_cell(what)} | {setting.default_text or f'`{shown}`'} |"


_PARTS = (
    ("The file", "Programme of an event"),
    ("`event`", "Event"),
    ("`event.venue`", "Venue"),
    ("`rooms`", "Room"),
    ("`tracks`", "Track"),
    ("`people`", "Person"),
    ("`days`", "Day"),
    ("`sessions`", "Session"),
    ("`people` of a session", "Participation"),
    ("`segments`", "Segment"),
    ("`questions`", "Question"),
    ("`links`", "Link"),
    ("`stage`", "Stage"),
)
"""The headings of the format's page, with the titles of their parts in the schema."""


def format_tables() -> Iterator[str]:
    """Yield every key of a programme file, part by part, from the schema."""
    schema = json.loads(schema_text())
    parts = {name: _mapping(part) for name, part in schema["$defs"].items()}
    parts[schema["title"]] = schema
    assert set(parts) == {title for _, title in _PARTS}, "a part of the schema has no heading"
    for heading, title in _PARTS:
        yield from (f"## {heading}", "", "| key | meaning | default |", "|---|---|---|")
        required = parts[title].get("required", ())
        for key, value in parts[title]["properties"].items():
            default = "required" if key in required else _default(value)
            choices = ", ".join(f"`{choice}`" for choice in _choices(value))
            what = f"{value['description']} Values: {choices}." if choices else value["description"]
            yield f"| `{key}` | {_cell(what)} | {default} |"
        yield ""


def _mapping(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a part as a mapping, even if a single value is also valid."""
    found: Mapping[str, Any] = next(
        way for way in (part, *part.get("anyOf", ())) if "properties" in way
    )
    return found


def _choices(value: Mapping[str, Any]) -> list[str]:
    ways = (value, *value.get("anyOf", ()))
    return next((way["enum"] for way in ways if "enum" in way), [])


def _default(value: Mapping[str, Any]) -> str:
    default = value.get("default")
    return "" if default in (None, [], {}) else f"`{json.dumps(default).strip(chr(34))}`"


def command_pages() -> Iterator[str]:
    """Yield every command with its verbs and options, the common options, and the exit codes."""
    yield from ("## Every command", "", "| command | meaning |", "|---|---|")
    for name in COMMANDS:
        yield f"| [`{name}`](#{name}) | {_cell(load(name).purpose)} |"
    for name in COMMANDS:
        yield from _command_section(name, load(name))
    yield from ("", "## Options of all commands", "")
    yield from _option_table(Request.options_by_flag().values())
    yield from ("", "Without a command, sommet-tui also has these options:", "")
    yield from _option_table(ScreenOptions.options_by_flag().values())
    yield from ("", "Commands that list sessions also have these options:", "")
    yield from _option_table(FacetOptions.options_by_flag().values())
    yield from ("", "## Exit codes", "", "| code | meaning |", "|---|---|")
    yield from (f"| {code} | {_cell(meaning)} |" for code, meaning in list_exit_codes())


def _command_section(name: str, declared: Command | CommandGroup) -> Iterator[str]:
    yield from ("", f"### {name}", "")
    if isinstance(declared, CommandGroup):
        yield from (_sentence(declared.purpose), "")
        yield from _verbs(declared)
    else:
        usage = f"{PROGRAM} {name} {declared.usage(WORDS)}".rstrip()
        yield from (f"Usage: `{usage}`", "", _sentence(_cell(declared.purpose)))
    options = _own_options(declared)
    if options:
        yield ""
        yield from _option_table(options)
    if _takes_facets(declared):
        filters = "[options that filter sessions](#options-of-all-commands)"
        yield from ("", f"This command also accepts the {filters}.")
    more = declared.more(WORDS) if isinstance(declared, Command) and declared.more else ""
    if more:
        yield from ("", "```text", more, "```")


def _verbs(group: CommandGroup) -> Iterator[str]:
    """Yield the verbs of a command with their purposes."""
    verbs = {
        f"`{_cell(f'{verb} {command.usage(WORDS)}'.rstrip())}`": _cell(command.purpose)
        for verb, command in group.commands()
    }
    yield from ("| verb | meaning |", "|---|---|")
    yield from (f"| {verb} | {purpose} |" for verb, purpose in verbs.items())


def _option_table(options: Iterable[Option]) -> Iterator[str]:
    yield from ("| option | meaning |", "|---|---|")
    for option in options:
        yield f"| `{_cell(_flags(option))}` | {_cell(option.help(WORDS))} |"


def _own_options(declared: Command | CommandGroup) -> list[Option]:
    """Return the options that only this command has."""
    group = declared if isinstance(declared, CommandGroup) else declared.options
    shared = FacetOptions.options_by_flag() if _takes_facets(declared) else {}
    return [option for flag, option in group.options_by_flag().items() if flag not in shared]


def _takes_facets(declared: Command | CommandGroup) -> bool:
    return isinstance(declared, Command) and issubclass(declared.options, FacetOptions)


def _flags(option: Option) -> str:
    flags = ", ".join(filter(None, (option.short, option.flag)))
    return f"{flags} {option.usage(WORDS)}" if option.value_name else flags


def list_exit_codes() -> list[tuple[int, str]]:
    """Return every exit code with the docstring of its constant."""
    body = ast.parse(Path(exit_codes.__file__).read_text("utf-8")).body
    meanings = {0: "Success."}
    for number, meaning in pairwise(body):
        if isinstance(number, ast.Assign) and isinstance(meaning, ast.Expr):
            code = ast.literal_eval(number.value)
            meanings[code] = ast.literal_eval(meaning.value)
    return sorted(meanings.items())


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def manual_page() -> str:
    """Return the manual page of the app, in the macros of man(7)."""
    purpose = "the day-of companion in the terminal: sessions, rooms and delays"
    lines = [
        '.\\" Made by tools/reference.py from what the commands declare.',
        f'.TH {PROGRAM.upper()} 1 "" "{PROGRAM} {__version__}" "User Commands"',
        *(".SH NAME", f"{_roff(PROGRAM)} \\- {_roff(purpose)}"),
        *(".SH SYNOPSIS", f".B {_roff(PROGRAM)}", "[FILE|URL] [COMMAND] [options]"),
        ".SH DESCRIPTION",
        "Without a command, sommet\\-tui opens the screens. Press ? there to list the keys.",
        "With a command, it prints and exits.",
        "You can write options before or after the command.",
        ".SH COMMANDS",
    ]
    for name in COMMANDS:
        lines += _manual_command(name, load(name))
    lines += [".SH OPTIONS", *_manual_options(Request.options_by_flag().values())]
    lines += [
        ".SS Options of the screens",
        *_manual_options(ScreenOptions.options_by_flag().values()),
    ]
    lines += [
        ".SS Options that filter sessions",
        *_manual_options(FacetOptions.options_by_flag().values()),
        ".SH EXIT STATUS",
    ]
    for code, meaning in list_exit_codes():
        lines += [".TP", f".B {code}", _roff(meaning)]
    lines += [".SH ENVIRONMENT", ".TP", ".B SOMMET_PROGRAMME", "The programme to open."]
    lines += [".TP", ".B VISUAL, EDITOR", "The editor for notes."]
    text = "The password for the broker of a shared day, if the system has no keyring."
    lines += [".TP", ".B SOMMET_SHARE_PASSWORD", text]
    text = "The file with the certificate and the key that the broker of a shared day asks for."
    lines += [".TP", ".B SOMMET_SHARE_CERTIFICATE", text]
    lines += [".TP", ".B SOMMET_LOG", "If this variable is set, sommet\\-tui writes a log."]
    lines += [".TP", ".B NO_COLOR", "If this variable is set, sommet\\-tui uses no colours."]
    text = "If this variable is 0, sommet\\-tui uses no colours."
    lines += [".TP", ".B CLICOLOR", text]
    text = "If one of these is set, and not 0, pipes and files get the colours of messages, too."
    lines += [".TP", ".B FORCE_COLOR, CLICOLOR_FORCE", text]
    lines += [".SH FILES", ".B sommet\\-tui paths", "shows where all files are."]
    return "\n".join(lines) + "\n"


def _manual_command(name: str, declared: Command | CommandGroup) -> Iterator[str]:
    if isinstance(declared, CommandGroup):
        yield from (f".SS {_roff(name)}", _roff(_sentence(declared.purpose)))
        for verb, command in declared.commands():
            usage = f"{name} {verb} {command.usage(WORDS)}".rstrip()
            yield from (".TP", f".B {_roff(usage)}", *filter(None, [_roff(command.purpose)]))
    else:
        usage = f"{name} {declared.usage(WORDS)}".rstrip()
        yield from (f".SS {_roff(usage)}", _roff(_sentence(declared.purpose)))
        if _takes_facets(declared):
            yield "This command also accepts the options that filter sessions."
    yield from _manual_options(_own_options(declared))
    if isinstance(declared, Command) and declared.more:
        yield from (".PP", ".nf", *map(_roff, declared.more(WORDS).splitlines()), ".fi")


def _manual_options(options: Iterable[Option]) -> Iterator[str]:
    for option in options:
        yield from (".TP", f".B {_roff(_flags(option))}", _roff(option.help(WORDS)))


def _roff(text: str) -> str:
    """Return a line of text escaped for the formatter, with characters beyond ASCII by name."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    named = "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in plain)
    return f"\\&{named}" if named.startswith((".", "'")) else named


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
