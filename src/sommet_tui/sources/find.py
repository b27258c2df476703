"""Which programme is meant."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sommet_tui.sources.shipped import PROGRAMME_NAME, shipped_programme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    Origin = Literal["option", "environment", "settings", "here", "opened", "shipped"]

VARIABLE = "SOMMET_PROGRAMME"


def is_address(name: str) -> bool:
    """Whether what names a programme is an address and no file; it may be one nobody may ask."""
    scheme, separator, _ = name.partition("://")
    return bool(separator) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def programme_path(
    option: str | None,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str],
    configured: str | None = None,
    expected: Callable[[], str | None] = lambda: None,
) -> str:
    """The programme that is opened; see `found_programme` for the order."""
    return found_programme(option, env, cwd, configured, expected)[0]


def found_programme(
    option: str | None,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str],
    configured: str | None = None,
    expected: Callable[[], str | None] = lambda: None,
) -> tuple[str, Origin]:
    """The option's file or address, else the environment's, else the `configured` of the settings.

    Where none is named, the one in `cwd`, else the one `expected` of those opened before, else the
    shipped one. Says which it was.

    What is named explicitly is taken, whether it is there or not: a wrong name must be told.
    With "" for `cwd` the answer stays as short as people wrote it.
    """
    if option is not None:
        return _named(option, cwd), "option"
    named = env.get(VARIABLE, "")
    if named:
        return _named(named, cwd), "environment"
    if configured is not None:
        return _named(configured, ""), "settings"
    here = _written(os.path.join(cwd, PROGRAMME_NAME))
    if os.path.isfile(here):
        return here, "here"
    before = expected()
    return (shipped_programme(), "shipped") if before is None else (before, "opened")


def _named(name: str, folder: str | os.PathLike[str]) -> str:
    """An address as it is, a file by its path."""
    return name if is_address(name) else _written(os.path.join(folder, name))


def _written(path: str) -> str:
    """The path as it is shown: nothing in it that leads nowhere ("./a//b" is "a/b")."""
    parts = path.lstrip("/").split("/")
    if os.sep == "/" and "" not in parts and "." not in parts and not path.startswith("//"):
        return path
    from pathlib import Path  # which takes longer to import than a command to answer

    return str(Path(path))
