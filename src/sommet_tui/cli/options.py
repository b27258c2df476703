"""Options: each declared once, as an attribute of a class; said, in an instance of it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self, overload

    from sommet_tui.wording.words import Words


class Option:
    """An option: the attribute of `CommandOptions` that it is declared as tells its flag.

    `purpose` is its help, with `example` filled in; `takes` stands for its value there, "" for a
    switch; `choices` are all the values there are; `offers` is what a shell is offered for a
    value, see `completers`. `short` is a second way to type it. The value may be `optional`: it is
    "" if the option is given without one.
    """

    def __init__(  # noqa: PLR0913  (all there is to say of an option)
        self,
        purpose: str,
        takes: str = "",
        *,
        flag: str = "",
        short: str = "",
        choices: tuple[str, ...] = (),
        offers: str = "",
        example: str = "",
        optional: bool = False,
    ) -> None:
        self.purpose = purpose
        self.takes = takes or "|".join(choices)
        self.flag = flag
        self.short = short
        self.choices = choices
        self.offers = offers
        self.example = example
        self.optional = optional

    def __set_name__(self, owner: type, name: str) -> None:
        self.flag = self.flag or "--" + name.replace("_", "-")

    def usage(self, words: Words) -> str:
        """Return what stands for its value, in brackets if that is optional."""
        takes = words.say(self.takes)
        return f"[{takes}]" if self.optional else takes

    def help(self, words: Words) -> str:
        """What it is for, in a phrase."""
        return words.say(self.purpose, **({"example": self.example} if self.example else {}))


class Switch(Option):
    """An option without a value: whether it was given."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, said: None, owner: object) -> Self: ...
        @overload
        def __get__(self, said: CommandOptions, owner: object) -> bool: ...

    def __get__(self, said: CommandOptions | None, owner: object) -> Self | bool:
        """Whether it was given."""
        return self if said is None else self.flag in said.values


class Value(Option):
    """An option with a value: the value given, or None."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, said: None, owner: object) -> Self: ...
        @overload
        def __get__(self, said: CommandOptions, owner: object) -> str | None: ...

    def __get__(self, said: CommandOptions | None, owner: object) -> Self | str | None:
        """The value, as it was typed."""
        return self if said is None else said.values.get(self.flag)


class CommandOptions:
    """The options of a command, by attributes: declared on the class, said in an instance.

    `values` are those said, by flag; a switch has "".
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    @classmethod
    def options_by_flag(cls) -> dict[str, Option]:
        """Every option by its flag, in the order of the help; those of a base come first."""
        found = [
            option
            for base in reversed(cls.__mro__)
            for option in vars(base).values()
            if isinstance(option, Option)
        ]
        return {option.flag: option for option in found}
