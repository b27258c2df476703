"""The bundle for a venue without a network holds exactly what the app needs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tools.bundle import EXTRAS, PLATFORMS, Platform, lines_for_platform, needed_entries, parse_lock

LOCK = parse_lock((Path(__file__).parents[2] / "requirements-dev.lock").read_text("utf-8"))
NAMES = {each.name for each in needed_entries(LOCK)}


def _installed(name: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> None:
    """Add what a package needs here, as its own metadata says."""
    if (name, extras) in seen:
        return
    seen.add((name, extras))
    for line in _lines(name):
        found = Requirement(line)
        wanted = (
            [found.marker.evaluate({"extra": each}) for each in extras or {""}]
            if (found.marker)
            else [True]
        )
        if any(wanted):
            _installed(canonicalize_name(found.name), frozenset(found.extras), seen)


def _lines(name: str) -> Iterator[str]:
    try:
        yield from requires(name) or ()
    except PackageNotFoundError:
        return


def test_bundle_contains_all_dependencies_and_no_development_tool() -> None:
    seen: set[tuple[str, frozenset[str]]] = set()
    _installed("sommet-tui", frozenset(EXTRAS), seen)
    assert {name for name, _ in seen} - {"sommet-tui"} <= NAMES
    assert NAMES.isdisjoint({"pytest", "mypy", "ruff", "babel", "playwright", "hatchling"})


@pytest.mark.parametrize("there", PLATFORMS.values(), ids=PLATFORMS)
def test_each_platform_gets_its_own_packages_with_their_hashes(there: Platform) -> None:
    lines = lines_for_platform(needed_entries(LOCK), there, "3.13")
    names = {line.partition("==")[0] for line in lines}
    assert ("pywin32-ctypes" in names) == (there.sys_platform == "win32")
    assert ("secretstorage" in names) == (there.sys_platform == "linux")
    assert "importlib-metadata" not in names
    assert all(" ; " not in line and "--hash=sha256:" in line for line in lines)
    older = {
        line.partition("==")[0] for line in lines_for_platform(needed_entries(LOCK), there, "3.11")
    }
    assert "importlib-metadata" in older
