"""The shapes of docs/json.md are those that the commands print."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ask
from tests.tables import table

PAGE = Path(__file__).parents[2] / "docs" / "json.md"
ENTRY = re.compile(r"^(?P<name>\S(?:.*?\S)?)  +(?P<shape>\S.*(?:\n .*)*)", re.MULTILINE)
TOKEN = re.compile(r"\w+|[{}\[\]:?]")
ANSWERS = [[str(cell) for cell in row.values] for row in table("commands/documented_json.txt")]
"""Names on the page, command lines after `_prepare_day`, and lists that are then not empty."""


Check = Callable[[Any, str], None]
SEEN: set[str] = set()
"""Where a list was looked at that had something in it."""


class Reader:
    """Turns the notation of the page into a check for each shape; a check says what differs."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)

    def shape(self) -> Check:
        """An object, or the shape of a name."""
        if not self.takes("{"):
            return _named(self.tokens.pop(0))
        if self.takes("}"):
            return _any_object
        keys: dict[str, Check] = {}
        while not self.takes("}"):
            key = self.tokens.pop(0)
            keys[key] = self.value()

        def check(value: Any, where: str) -> None:
            assert isinstance(value, dict), where
            assert value.keys() == keys.keys(), where
            for key, inner in keys.items():
                inner(value[key], f"{where}.{key}")

        return check

    def value(self) -> Check:
        """Return the check for the value of a key."""
        if self.takes("["):
            inner = _plain if self.tokens[0] == "]" else self.shape()
            assert self.takes("]")
            return _list_of(inner)
        if self.takes(":") or self.tokens[0] == "{":
            inner = self.shape()
            return _or_null(inner) if self.takes("?") else inner
        return _plain

    def takes(self, token: str) -> bool:
        """Whether that comes next; if so it is read."""
        taken = self.tokens[:1] == [token]
        del self.tokens[: int(taken)]
        return taken


def _plain(value: Any, where: str) -> None:
    assert not isinstance(value, dict), where
    assert not isinstance(value, list) or where.endswith(".ranges[]"), where


def _any_object(value: Any, where: str) -> None:
    assert value is None or isinstance(value, dict), where


def _list_of(inner: Check) -> Check:
    def check(value: Any, where: str) -> None:
        assert isinstance(value, list), where
        if value:
            SEEN.add(where)
        for each in value:
            inner(each, f"{where}[]")

    return check


def _or_null(inner: Check) -> Check:
    return lambda value, where: None if value is None else inner(value, where)


def _named(name: str) -> Check:
    return Reader(SHAPES[name]).shape()


def entries(text: str) -> dict[str, str]:
    """Names with their shapes, of all blocks of a page."""
    blocks = "".join(re.findall(r"^```text\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    return {found["name"]: found["shape"] for found in ENTRY.finditer(blocks)}


FOUND = entries(PAGE.read_text("utf-8"))
SHAPES = {
    name: shape for name, shape in FOUND.items() if name not in {answer[0] for answer in ANSWERS}
}


@pytest.fixture
def _prepare_day(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day with something of everything."""
    programme = (Path(__file__).parents[2] / "programme.yaml").read_text("utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(programme, "utf-8")
    (tmp_path / "bad.yaml").write_text(programme.replace("version: 1", "version: 2"), "utf-8")
    ask("changes --programme changed.yaml --seen")
    changed.write_text(programme.replace('"12:10"', '"12:11"'), "utf-8")
    ask("bookmark add panel-1 panel-2")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"ask about water")))
    ask("note edit panel-2 -")
    ask("publish www --once")
    live = tmp_path / "www" / "live.json"
    live.write_text(live.read_text("utf-8").replace('"rooms":[]', '"rooms":["hall"]'), "utf-8")
    ask("check --live www")
    (tmp_path / "picks.json").write_text(ask("bookmark export --json").out, "utf-8")
    ask("bookmark compare picks.json --keep Ada")
    ask("own add 12:30-13:30 Lunch @ Foyer --day 1")
    ask("stage rehearsal begin --at 11:15")
    ask("stage start panel-1 --ago 3")
    ask("stage message", "Water is at the door")
    ask("stage message", "Ten more minutes", "--to", "panel")
    ask("panel panel-1 --arrived kithoko")


@pytest.mark.usefixtures("_prepare_day")
def test_json_of_every_command_has_the_documented_shape(ask: Ask) -> None:
    for name, line, _ in ANSWERS:
        out = ask("", *shlex.split(line), "--json").out
        data = json.loads(out.splitlines()[0] if name == "stage log" else out)
        Reader(FOUND[name]).shape()(data, name)
    message = json.loads(ask("stage log --json").out.splitlines()[-1])
    Reader(SHAPES["Logged"]).shape()(message, "stage log")
    assert {f"{name}.{path}" for name, _, paths in ANSWERS for path in paths.split()} <= SEEN
