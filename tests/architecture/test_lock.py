"""The lock of the development environment fits what the project says it needs."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sommet_tui import __version__

PROJECT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
METADATA = PYPROJECT["project"]
EXTRAS = [line for lines in METADATA["optional-dependencies"].values() for line in lines]
NEEDED = [*METADATA["dependencies"], *EXTRAS, *PYPROJECT["dependency-groups"]["dev"]]
PINNED = dict(
    re.findall(
        r"^([\w.-]+)==([^\s;]+)", (PROJECT / "requirements-dev.lock").read_text(), re.MULTILINE
    )
)


def test_every_dependency_is_locked_at_an_allowed_version() -> None:
    for needed in map(Requirement, NEEDED):
        name = canonicalize_name(needed.name)
        assert name in PINNED, "renew the lock: docs/releasing.md"
        assert needed.specifier.contains(PINNED[name], prereleases=True), name


def test_every_locked_version_has_hashes() -> None:
    blocks = re.split(
        r"^(?=\w)", (PROJECT / "requirements-dev.lock").read_text(), flags=re.MULTILINE
    )
    assert [block.split()[0] for block in blocks[1:] if "--hash=sha256:" not in block] == []


def test_version_is_written_once() -> None:
    assert "version" in METADATA["dynamic"]
    assert version("sommet-tui") == __version__
