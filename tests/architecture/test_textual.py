"""What the screens use of Textual beyond its documentation is still there, and is all listed.

The list is the table in docs/architecture.md. When a new Textual fails here, look at each use that
is named, at the file that has it, before the version in pyproject.toml is raised.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest

from sommet_tui import tui
from tests.tables import table

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "architecture.md"
SCREENS = ROOT / "src" / "sommet_tui" / "tui"


def _accepts_coroutine_functions(it: object) -> bool:
    assert inspect.isfunction(it)
    return "iscoroutinefunction" in inspect.getsource(it)


def _takes(it: object, *names: str) -> bool:
    assert callable(it)
    return [n for n in inspect.signature(it).parameters if n != "self"] == [*names]


CONDITIONS: dict[str, Callable[[object], bool]] = {
    "callable": callable,
    "class": inspect.isclass,
    "not empty": bool,
    "is False": lambda it: it is False,
    "bool": lambda it: isinstance(it, bool),
    "property": lambda it: isinstance(it, property),
    "accepts coroutine functions": _accepts_coroutine_functions,
}
USED = {str(row.values[0]): str(row.values[1]) for row in table("textual_names.txt")}
"""The names in use, and their conditions; of an attribute, the source of its first value."""


def _found(name: str) -> object:
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            if inspect.isclass(found) and not hasattr(found, part):
                return _first_value(found, part)
            found = getattr(found, part)
        return found
    raise AssertionError(name)


@cache
def _parsed(kind: type) -> ast.ClassDef:
    (parsed,) = ast.parse(dedent(inspect.getsource(kind))).body
    assert isinstance(parsed, ast.ClassDef)
    return parsed


def _of_textual(kind: type) -> list[type]:
    """Return a class and its bases as far as they are Textual's, whose source can be read."""
    return [base for base in kind.__mro__ if base.__module__.startswith("textual.")]


def _first_value(kind: type, attribute: str) -> str:
    """Return the source of what `__init__` sets an attribute to."""
    for base in _of_textual(kind):
        for node in _parsed(base).body:
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Assign | ast.AnnAssign) and inner.value is not None:
                        first = inner.targets[0] if isinstance(inner, ast.Assign) else inner.target
                        if ast.unparse(first) == f"self.{attribute}":
                            return ast.unparse(inner.value)
    raise AssertionError(attribute)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("_")


def _is_own(node: ast.Attribute) -> bool:
    """Whether an attribute is one of the object whose class it is written in."""
    return ast.unparse(node.value) in ("self", "cls", "super()")


@cache
def _private_names(kind: type) -> frozenset[str]:
    """Return the private names that a class defines, or uses of itself."""
    parsed = _parsed(kind)
    names = {
        node.attr for node in ast.walk(parsed) if isinstance(node, ast.Attribute) and _is_own(node)
    }
    for node in parsed.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(ast.unparse(target) for target in targets)
    return frozenset(filter(_is_private, names))


def _inherited() -> Iterator[tuple[str, str]]:
    """Yield each private name that a class of the screens shares with one of Textual, its base."""
    for info in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
        for kind in vars(import_module(info.name)).values():
            if isinstance(kind, type) and kind.__module__ == info.name:
                theirs = frozenset[str]().union(*map(_private_names, _of_textual(kind)))
                if theirs:
                    yield from ((kind.__name__, name) for name in _private_names(kind) & theirs)


_OF_PYTHON = re.compile(r"os\._exit|.*\._replace")
"""Names that begin with an underscore and are documented all the same."""


def _of_others() -> Iterator[tuple[str, str]]:
    """Yield each private name that the screens use of another object, of whatever class."""
    for file in SCREENS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute) or not _is_private(node.attr):
                continue
            if not _is_own(node) and not _OF_PYTHON.fullmatch(ast.unparse(node)):
                yield file.name, node.attr


@pytest.mark.parametrize(("name", "condition"), table("textual_names.txt"))
def test_installed_textual_has_every_private_name_that_the_app_uses(
    name: str, condition: str
) -> None:
    found, (verb, *words) = _found(name), condition.split()
    if verb == "takes":
        assert _takes(found, *words)
    elif verb == "starts":
        assert found == condition.removeprefix("starts as ")
    else:
        assert CONDITIONS[condition](found)


def test_every_private_use_of_textual_is_documented() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert not [name for name in USED if f"`{name.removeprefix('textual.')}`" not in document]


def test_no_other_private_module_of_textual_is_imported() -> None:
    private = re.compile(r"from (textual\._\w+) import (\w+)")
    imported = {
        ".".join(match.groups())
        for file in SCREENS.rglob("*.py")
        for match in private.finditer(file.read_text(encoding="utf-8"))
    }
    assert imported == {name for name in USED if re.fullmatch(r"textual\._\w+\.\w+", name)}


def test_no_other_private_attribute_of_textual_is_used() -> None:
    listed = {name.rpartition(".")[2] for name in USED}
    used = {*_inherited(), *_of_others()}
    assert not {(place, name) for place, name in used if name not in listed}
    assert set(filter(_is_private, listed)) == {name for _, name in used} | {"_run_async"}
