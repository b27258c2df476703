"""Choosing the programme to open, and the one shipped with the program."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    Origin = Literal["option", "environment", "settings", "here", "opened", "shipped"]


PROGRAMME_NAME = "programme.yaml"

_PACKAGE = os.path.dirname(os.path.dirname(__file__))


def shipped_programme() -> str:
    """Return its file: in the installed package, or at the top of a source checkout."""
    inside = os.path.join(_PACKAGE, PROGRAMME_NAME)
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), PROGRAMME_NAME)
    return checkout if os.path.isfile(checkout) and not os.path.isfile(inside) else inside


VARIABLE = "SOMMET_PROGRAMME"


def is_address(name: str) -> bool:
    """Return whether a programme's name is an address, valid or not, and not a file."""
    scheme, separator, _ = name.partition("://")
    return bool(separator) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def find_programme(
    option: str | None,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str],
    configured: str | None = None,
    expected: Callable[[], str | None] = lambda: None,
) -> tuple[str, Origin]:
    """Return the programme of the option, the environment or the settings, in this order.

    If none names one: the one in `cwd`, else the `expected` one of those opened before, else the
    shipped one. Also returns where it was found.

    An explicit name is returned even if there is no such file, so that a wrong name is reported.
    With "" for `cwd` a relative path stays as it was written.
    """
    if option is not None:
        return _absolute_name(option, cwd), "option"
    named = env.get(VARIABLE, "")
    if named:
        return _absolute_name(named, cwd), "environment"
    if configured is not None:
        return _absolute_name(configured, ""), "settings"
    here = _simplify(os.path.join(cwd, PROGRAMME_NAME))
    if os.path.isfile(here):
        return here, "here"
    before = expected()
    return (shipped_programme(), "shipped") if before is None else (before, "opened")


def _absolute_name(name: str, folder: str | os.PathLike[str]) -> str:
    """Return an address unchanged, a file by its path."""
    return name if is_address(name) else _simplify(os.path.join(folder, name))


def _simplify(path: str) -> str:
    """Return the path in its simplest form ("./a//b" is "a/b")."""
    parts = path.lstrip("/").split("/")
    if os.sep == "/" and "" not in parts and "." not in parts and not path.startswith("//"):
        return path
    from pathlib import Path  # which takes longer to import than a command to run

    return str(Path(path))
