"""What each module has loaded once it is imported alone, in a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import sommet_tui

PACKAGE = Path(sommet_tui.__file__).parent

IMPORT_EACH = """
import gc, json, os, sys
gc.disable()
before = set(sys.modules)
for name in filter(None, sys.argv[1].split(",")):
    __import__(name)
print(json.dumps(["", sorted(set(sys.modules) - before)]))
before = set(sys.modules)
for name in sys.argv[2:]:
    reader, writer = os.pipe()
    if not os.fork():
        os.close(reader)
        __import__(name)
        loaded = sorted(set(sys.modules) - before)
        with os.fdopen(writer, "w") as pipe:
            json.dump([name, loaded], pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        print(pipe.read(), flush=True)
    os.wait()
"""
"""What each module loads beyond what stands in its first argument, imported once for all."""


@dataclass(frozen=True)
class Layer:
    """What a layer may load: of ours by prefix, of others by package.

    `others` None is for the screens, whose library brings whatever it needs, but `never`.
    """

    ours: tuple[str, ...]
    others: frozenset[str] | None = frozenset()
    never: frozenset[str] = frozenset({"sqlite3"})


CORE = ("domain", "companion")
SHAPES = (
    "domain",
    "companion.ports",
    "companion.live_ports",
    "companion.errors",
    "companion.rehearsal",
)
CONTENTS = (*SHAPES, "companion.export_ports", "companion.settings")
SHARED: Mapping[str, tuple[str, ...]] = {
    "tui": ("textual.app", "textual.containers", "textual.widgets", "textual.widgets.option_list"),
    "formats": ("pydantic", "yaml", "icalendar"),
    "live": ("pydantic",),
}
"""What most modules of a layer load from others, which takes most of the time: loaded once."""
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
        (*SHAPES, "companion.audience_ports", "live"),
        frozenset(name for name in FILES if name.startswith(("pydantic", "annotated", "typing"))),
    ),
    "wording": Layer((*CORE, "wording")),
    "wiring": Layer((*CORE, "wiring")),
    "pages": Layer((*CORE, "wording", "pages")),
    "cli": Layer((*CORE, "wording", "pages", "wiring", "cli")),
    "tui": Layer(
        (*CORE, "wording", "pages", "tui"),
        None,
        frozenset({"pydantic", "yaml", "sqlite3", "filelock"}),
    ),
}
"""Adapters and screens are imported when they are first needed: wiring and cli load none."""


def modules() -> list[str]:
    """Every module of the package but the one that runs it."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts != ("__main__",):
            found.append(".".join(["sommet_tui", *(p for p in parts if p != "__init__")]))
    return found


def loaded(names: list[str], *, after: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """What each of them loads in an interpreter of its own, in which `after` is there already.

    What `after` loads itself stands under the empty name.
    """
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH, ",".join(after), *names],
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: set(others) for name, others in answers}


def test_every_module_belongs_to_a_layer() -> None:
    assert {layer_of(name) for name in modules()} - {""} == set(LAYERS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="import-linter checks it without running it")
@pytest.mark.parametrize("layer", ["", *LAYERS])
def test_every_module_can_be_imported_alone_and_loads_no_more_than_its_layer_may_know(
    layer: str,
) -> None:
    names = [name for name in modules() if layer_of(name) == layer]
    shared = (*below(layer), *SHARED.get(layer, ()))
    found = loaded(names, after=shared)
    assert sorted(found) == sorted(["", *names])
    wrong = {
        f"{name or f'what {layer} shares'} loads {other}"
        for name, others in found.items()
        for other in others
        if not allowed(name or f"sommet_tui.{layer}", other)
    }
    assert sorted(wrong) == []


def below(layer: str) -> list[str]:
    """The modules of other layers that all of a layer may load: what they load, it may."""
    ours = LAYERS[layer].ours if layer else ()
    return [
        name
        for name in modules()
        if layer_of(name) not in ("", layer)
        and any(f"{name}.".startswith(f"sommet_tui.{known}.") for known in ours)
    ]


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
