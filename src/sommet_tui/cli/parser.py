"""Parses a command line with the declaration of its command.

Options may come before or after the command. Words after `--` are never options. Argparse, which
takes longer to import than a command takes to run, only makes the help and the completions from the
same declarations.
"""

from __future__ import annotations

from collections import deque

from sommet_tui.cli import exit_codes
from sommet_tui.cli.commands import COMMANDS, Command, CommandGroup, load
from sommet_tui.cli.options import MisuseError, Option, Request, ScreenOptions
from sommet_tui.domain.text import clean
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sommet_tui.wording.words import Words


@frozen
class HelpRequest:
    """A request for the help, or for the version.

    `command` is None for the help of the whole app. `verb` is None for the help of a whole command.
    """

    command: str | None
    verb: str | None
    version: bool


@frozen
class CommandLine:
    """A parsed command line. `command` is None if the line opens the screens."""

    run: Callable[[Request], int] | None
    request: Request
    screens: ScreenOptions


def parse(argv: Sequence[str], words: Words) -> CommandLine | HelpRequest:
    """Return the parsed command line.

    Raises:
        RefusalError: the command line is invalid; the exit code is 64.
    """
    line = _Parser(words)
    rest = deque(argv)
    while rest:
        word = rest.popleft()
        if word == "--":
            while rest:
                line.read_word(rest.popleft())
        elif _is_plain_word(word):
            line.read_word(word)
        elif wanted := line.read_option(word, rest):
            return wanted
    return line.help_request() or line.command_line()


class _Parser:
    """A command line that is being parsed. Its errors are in the language of `words`."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._name: str | None = None
        self._declaration: Command | CommandGroup | None = None
        self._verb: str | None = None
        self._command: Command | None = None
        self._free: list[str] = []
        self._given_options: dict[str, str] = {}
        self._stray: str | None = None
        self._asks_for_help = False
        self._known_options: dict[str, Option] = {}
        self._add_options(Request.options_by_flag())
        self._add_options(ScreenOptions.options_by_flag())

    def read_word(self, word: str) -> None:
        """Read a word that is not an option. It is the command, its verb, or an argument.

        Raises:
            RefusalError: no command has this name.
        """
        if self._name is None:
            if _is_address(word):
                self._given_options[Request.programme.flag] = word
                return
            if word == "help":
                self._asks_for_help = True
                return
            if word not in COMMANDS:
                self._refuse_unknown_option()
                raise self._misuse_error(self._unknown_command_sentence(word))
            self._name, self._declaration = word, load(word)
            if isinstance(self._declaration, Command):
                self._choose_command(self._declaration)
        elif isinstance(self._declaration, CommandGroup) and self._verb is None:
            self._verb = word
            if word in self._declaration.verbs:
                self._choose_command(self._declaration.command(word))
        else:
            self._free.append(word)

    def read_option(self, word: str, rest: deque[str]) -> HelpRequest | None:
        """Read the option in `word`. Its value is in the same word, or the next word of `rest`.

        Raises:
            RefusalError: the option takes no value but has one, or needs a value and has none.
        """
        flag, equals, value = word.partition("=")
        option = self._find_option(flag)
        if option is None:
            self._stray = self._stray or flag
            return None
        if not option.value_name:
            if equals:
                sentence = self._words.say("{option} takes no value.", option=flag)
                raise self._misuse_error(sentence)
            if option in (Request.help, Request.version):
                return self._help(version=option is Request.version)
        elif not equals:
            if rest and _is_value(rest[0]):
                value = rest.popleft()
            elif not option.optional:
                sentence = self._words.say("{option} needs a value.", option=flag)
                raise self._misuse_error(sentence)
        # Names of files are not cleaned, because a cleaned name might not open the file.
        self._given_options[option.flag] = value if option.offers == "file" else clean(value)
        return None

    def help_request(self) -> HelpRequest | None:
        """If the command line begins with "help", return the request for this help.

        Otherwise, return None.
        """
        return self._help() if self._asks_for_help else None

    def _help(self, *, version: bool = False) -> HelpRequest:
        return HelpRequest(self._name, self._verb if self._command else None, version)

    def command_line(self) -> CommandLine:
        """Return the command with its request.

        Raises:
            RefusalError: parts of the command line cannot be combined.
        """
        words = self._words
        self._refuse_unknown_option()
        self._check_choice(Request.language)
        self._check_choice(ScreenOptions.theme)
        request = Request(self._given_options, self._arguments())
        screens = ScreenOptions(self._given_options)
        if self._declaration is None:
            if request.as_json:
                raise self._misuse_error(words.say("--json works only with a command."))
            return CommandLine(None, request, screens)
        self._check_screen_options()
        command = self._command
        if command is None:
            assert isinstance(self._declaration, CommandGroup)
            raise self._misuse_error(self._verb_sentence(self._declaration))
        self._check_words(command)
        self._check_options(command)
        return CommandLine(self._run(command), request, screens)

    def _run(self, command: Command) -> Callable[[Request], int]:
        options, name = command.options(self._given_options), self._command_words()

        def run(request: Request) -> int:
            try:
                return command.run(request, options) or exit_codes.OK
            except MisuseError as error:
                raise MisuseError(error.sentence, error.words, name) from None

        return run

    def _command_words(self) -> str:
        """Return the command and its verb, as far as they are known."""
        if self._declaration is None or self._name is None:
            return ""
        return f"{self._name} {self._verb or ''}".rstrip() if self._command else self._name

    def _arguments(self) -> tuple[str, ...]:
        cleaned = []
        for place, word in enumerate(self._free):
            argument = self._command.argument(place) if self._command else None
            is_file = argument is not None and argument.offers == "file"
            cleaned.append(word if is_file else clean(word))
        return tuple(cleaned)

    def _choose_command(self, command: Command) -> None:
        self._command = command
        self._add_options(command.options.options_by_flag())

    def _add_options(self, options: Mapping[str, Option]) -> None:
        for flag, option in options.items():
            self._known_options[flag] = option
            if option.short:
                self._known_options[option.short] = option

    def _find_option(self, flag: str) -> Option | None:
        """Return the option with this flag.

        In a group of commands, this finds options of all verbs. If the option belongs to another
        verb, it is refused later.
        """
        if flag not in self._known_options and isinstance(self._declaration, CommandGroup):
            return self._declaration.options_by_flag().get(flag)
        return self._known_options.get(flag)

    def _check_screen_options(self) -> None:
        """Refuse options that only affect screens, unless the command declares them."""
        own = self._command.options.options_by_flag() if self._command else {}
        declared = ScreenOptions.options_by_flag()
        if any(flag in self._given_options and flag not in own for flag in declared):
            *others, last = declared
            sentence = self._words.say("{names} and {last}", names=", ".join(others), last=last)
            raise self._misuse_error(
                self._words.say(
                    "{options} work only when you open the app, not with a command.",
                    options=sentence,
                )
            )

    def _check_words(self, command: Command) -> None:
        """Check that the number of words is right, and that each word is a valid choice."""
        words, free = self._words, self._free
        for place, word in enumerate(free):
            argument = command.argument(place)
            if argument is None and command.too_many_error:
                raise self._misuse_error(words.say(command.too_many_error, verb=self._verb))
            unknown = argument is None or (
                argument.choices and word not in argument.choices and not argument.least
            )
            if argument is None or (unknown and not argument.value_error):
                raise self._misuse_error(self._unexpected_word_sentence(command, word))
            if argument.choices and word not in argument.choices:
                sentence = (
                    words.say(argument.value_error)
                    if argument.value_error
                    else self._missing_arguments_sentence(command)
                )
                raise self._misuse_error(sentence)
        if len(free) < sum(argument.least for argument in command.arguments):
            raise self._misuse_error(self._missing_arguments_sentence(command))

    def _unexpected_word_sentence(self, command: Command, word: str) -> str:
        """Return the error for an unexpected word.

        For a path or an address, the error names the right option.
        """
        if not _is_address(word):
            return self._words.say("Unexpected argument “{word}”.", word=word)
        options = command.options.options_by_flag()
        flag = "--output" if "--output" in options else Request.programme.flag
        return self._words.say(
            "Unexpected argument “{word}”. Did you mean “{meant}”?",
            word=word,
            meant=f"{flag} {word}",
        )

    def _missing_arguments_sentence(self, command: Command) -> str:
        if command.too_few_error:
            choices = ", ".join(c for argument in command.arguments for c in argument.choices)
            return self._words.say(command.too_few_error, verb=self._verb, choices=choices)
        usage = f"{self._name} {self._verb} {command.usage(self._words)}"
        return self._words.say("Missing arguments. Usage: {usage}", usage=usage)

    def _check_options(self, command: Command) -> None:
        own = command.options.options_by_flag()
        common = Request.options_by_flag()
        if not command.has_json:
            common.pop("--json")
        for flag in self._given_options:
            if flag not in own and flag not in common:
                sentence = self._words.say(
                    "{command} has no option {option}.", option=flag, command=self._command_words()
                )
                raise self._misuse_error(sentence)
        for option in own.values():
            self._check_choice(option)

    def _check_choice(self, option: Option) -> None:
        value = self._given_options.get(option.flag)
        if value is None or not option.choices or value in option.choices:
            return
        sentence = self._words.say(
            "Invalid value “{value}” for {option}. Allowed: {choices}.",
            value=value,
            option=option.flag,
            choices=", ".join(option.choices),
        )
        raise self._misuse_error(sentence)

    def _misuse_error(self, sentence: str) -> MisuseError:
        return MisuseError(sentence, self._words, self._command_words())

    def _refuse_unknown_option(self) -> None:
        """If the command line has an unknown option, refuse it and suggest a similar one."""
        flag, say = self._stray, self._words.say
        if flag is None:
            return
        from difflib import get_close_matches

        typed = flag.lstrip("-").casefold()
        options = self._command.options if self._command else ScreenOptions
        names = {name[2:]: name for name in options.options_by_flag() | Request.options_by_flag()}
        similar = [name for name in names if len(typed) > 1 and name.startswith(typed)]
        similar = similar or get_close_matches(typed, names, n=1, cutoff=0.8)
        if not similar:
            raise self._misuse_error(say("Unknown option {option}.", option=flag))
        meant = names[similar[0]]
        raise self._misuse_error(
            say("Unknown option {option}. Did you mean {meant}?", option=flag, meant=meant)
        )

    def _unknown_command_sentence(self, word: str) -> str:
        """Return the error for an unknown command: all commands, and the most similar one."""
        from difflib import get_close_matches

        commands, say = ", ".join(COMMANDS), self._words.say
        similar = get_close_matches(word.casefold(), COMMANDS, n=1)
        if not similar:
            return say(
                "Unknown command “{word}”. Commands: {commands}.", word=word, commands=commands
            )
        return say(
            "Unknown command “{word}”. Did you mean “{meant}”? Commands: {commands}.",
            word=word,
            meant=similar[0],
            commands=commands,
        )

    def _verb_sentence(self, group: CommandGroup) -> str:
        """Return the error for a missing or unknown verb. It suggests a similar verb."""
        if self._verb is None:
            return group.missing_verb_sentence(self._words)
        from difflib import get_close_matches

        verbs, say = ", ".join(group.verbs), self._words.say
        similar = get_close_matches(self._verb.casefold(), group.verbs, n=1)
        if not similar:
            return say(
                "{command} has no verb “{word}”. Verbs: {verbs}.",
                command=group.name,
                word=self._verb,
                verbs=verbs,
            )
        return say(
            "{command} has no verb “{word}”. Did you mean “{meant}”? Verbs: {verbs}.",
            command=group.name,
            word=self._verb,
            meant=similar[0],
            verbs=verbs,
        )


def _is_address(word: str) -> bool:
    """Return whether a word in the place of a command names a programme: a file, path or URL."""
    return word[:1] != "-" and ("/" in word or "." in word)


def _is_plain_word(word: str) -> bool:
    """Return whether a word is not an option.

    Negative numbers begin with a dash, but are no options.
    """
    if word[:1] != "-" or word == "-":
        return True
    return _is_negative(word) or " " in word.partition("=")[0]


def _is_value(word: str) -> bool:
    return word != "--" and _is_plain_word(word)


def _is_negative(word: str) -> bool:
    digits = word[1:].replace(".", "", 1)
    return digits.isascii() and digits.isdecimal()
