"""Which modules each layer loads in a separate interpreter, and imports in its functions."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import sommet_tui

PACKAGE = Path(sommet_tui.__file__).parent

IMPORT_EACH = """
import json, sys
for name in sys.argv[1:]:
    before = set(sys.modules)
    __import__(name)
    print(json.dumps([name, sorted(set(sys.modules) - before)]))
"""


@dataclass(frozen=True)
class Layer:
    """What a layer may load: of ours by prefix, of others by package.

    `others` None is for the screens, whose library brings whatever it needs, but `never`. The
    functions of the layer may also import `later`.
    """

    ours: tuple[str, ...]
    others: frozenset[str] | None = frozenset()
    never: frozenset[str] = frozenset({"sqlite3"})
    later: frozenset[str] = frozenset()


CORE = ("domain", "companion")
SHAPES = (
    "domain",
    "companion.ports",
    "companion.live_ports",
    "companion.errors",
)
CONTENTS = (*SHAPES, "companion.settings")
FILES = frozenset(
    {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
) | {"yaml", "_yaml", "cython_runtime", "icalendar", "dateutil", "six"}

LAYERS: Mapping[str, Layer] = {
    "domain": Layer(("domain",)),
    "companion": Layer(CORE),
    # urllib3 looks whether there is a decompressor among the backports.
    "sources": Layer((*SHAPES, "sources"), frozenset({"urllib3", "backports"})),
    "formats": Layer(
        (*CONTENTS, "formats"),
        FILES,
    ),
    "storage": Layer(
        (*CONTENTS, "storage"),
        frozenset({"platformdirs", "filelock"}),
        frozenset(),
    ),
    "live": Layer(
        (*SHAPES, "live"),
        frozenset(name for name in FILES if name.startswith(("pydantic", "annotated", "typing"))),
        later=frozenset({"paho", "keyring", "cryptography", "obstore", "uvicorn", "h11", "segno"}),
    ),
    "wording": Layer((*CORE, "wording")),
    "wiring": Layer((*CORE, "wiring"), later=frozenset({"sources", "formats", "storage", "live"})),
    "pages": Layer((*CORE, "wording", "pages")),
    "cli": Layer(
        (*CORE, "wording", "pages", "wiring", "cli"), later=frozenset({"tui.app", "argcomplete"})
    ),
    "tui": Layer(
        (*CORE, "wording", "pages", "tui"),
        None,
        frozenset({"pydantic", "yaml", "sqlite3", "filelock"}),
    ),
}
"""Adapters and screens are imported when they are first needed: wiring and cli load none."""


@cache
def modules() -> list[str]:
    """Every module of the package but the one that runs it."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts != ("__main__",):
            found.append(".".join(["sommet_tui", *(p for p in parts if p != "__init__")]))
    return found


def newly_loaded(names: list[str]) -> dict[str, set[str]]:
    """Return what each module loads that those before it have not loaded."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH, *names],
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: set(others) for name, others in answers}


def test_every_module_belongs_to_a_layer() -> None:
    assert {layer_of(name) for name in modules()} - {""} == set(LAYERS)


@pytest.mark.parametrize("layer", ["", *LAYERS])
def test_modules_of_a_layer_load_only_allowed_modules(layer: str) -> None:
    names = [name for name in modules() if layer_of(name) == layer]
    wrong = {
        f"{name} loads {other}"
        for name, others in newly_loaded(names).items()
        for other in others
        if not allowed(name, other)
    }
    assert sorted(wrong) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_functions_of_a_layer_import_only_allowed_modules(layer: str) -> None:
    later = LAYERS[layer].later
    wrong = {
        f"{name} imports {other}"
        for name in modules()
        if layer_of(name) == layer
        for other in imported_by_functions(name)
        if not allowed(name, other) and later.isdisjoint(beginnings(other))
    }
    assert sorted(wrong) == []


def imported_by_functions(name: str) -> Iterator[str]:
    path = PACKAGE.parent.joinpath(*name.split("."))
    text = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                yield node.module
                named = {f"{node.module}.{alias.name}" for alias in node.names}
                yield from named.intersection(modules())


def beginnings(name: str) -> set[str]:
    """Return a module, its package and so on up; those of this project without its name."""
    parts = name.removeprefix("sommet_tui.").split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1)}


def allowed(name: str, other: str) -> bool:
    layer = LAYERS.get(layer_of(name), Layer(()))
    root = other.partition(".")[0]
    if root == "sommet_tui":
        inner = other.partition(".")[2]
        # A package's own first file is loaded with anything in it.
        known = (*layer.ours, *(ours.partition(".")[0] for ours in layer.ours[1:]))
        return inner in ("", *known) or any(inner.startswith(f"{ours}.") for ours in layer.ours)
    if root in layer.never:
        return False
    if root in sys.stdlib_module_names or root.startswith("_sysconfigdata"):
        return True
    if root.startswith("_cython"):  # what PyYAML's C parser runs on
        root = "yaml"
    return layer.others is None or root in layer.others


def layer_of(name: str) -> str:
    return name.partition(".")[2].partition(".")[0]
