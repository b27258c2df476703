"""Which programme is meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sommet_tui.sources.shipped import PROGRAMME_NAME, shipped_programme

VARIABLE: Final = "SOMMET_PROGRAMME"


def programme_path(option: str | None, env: Mapping[str, str], cwd: Path) -> Path:
    """The option's file, else the environment's, else the one in `cwd`, else the shipped one.

    What is named explicitly is taken, whether it is there or not: a wrong name must be told.
    With `Path()` for `cwd` the answer stays as short as people wrote it.
    """
    if option is not None:
        return cwd / option
    named = env.get(VARIABLE, "")
    if named:
        return cwd / named
    here = cwd / PROGRAMME_NAME
    return here if here.is_file() else shipped_programme()
