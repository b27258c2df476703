"""Which programme is meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from sommet_tui.sources.shipped import PROGRAMME_NAME, shipped_programme

VARIABLE: Final = "SOMMET_PROGRAMME"

Origin = Literal["option", "environment", "settings", "here", "shipped"]


def programme_path(
    option: str | None, env: Mapping[str, str], cwd: Path, configured: str | None = None
) -> Path:
    """The programme that is opened; see `found_programme` for the order."""
    return found_programme(option, env, cwd, configured)[0]


def found_programme(
    option: str | None, env: Mapping[str, str], cwd: Path, configured: str | None = None
) -> tuple[Path, Origin]:
    """The option's file, else the environment's, else the `configured` one of the settings.

    Where none is named, the one in `cwd`, else the shipped one. Says which it was.

    What is named explicitly is taken, whether it is there or not: a wrong name must be told.
    With `Path()` for `cwd` the answer stays as short as people wrote it.
    """
    if option is not None:
        return cwd / option, "option"
    named = env.get(VARIABLE, "")
    if named:
        return cwd / named, "environment"
    if configured is not None:
        return Path(configured), "settings"
    here = cwd / PROGRAMME_NAME
    return (here, "here") if here.is_file() else (shipped_programme(), "shipped")
