"""Entries of the cache that somebody else wrote: whole by their heading, and wrong inside."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.storage.cache import CachedReader, digest

from .test_cache import PANEL, CountingReader, settle

Lines = tuple[str, str]
Change = Callable[[Any, Any], object]


class Desk:
    """A programme that was kept, and how often it was really read."""

    def __init__(self, folder: Path) -> None:
        self.reader = CountingReader()
        self._cached = CachedReader(folder, self.reader)
        self.first = self.read()
        (self.entry,) = folder.iterdir()

    def read(self) -> object:
        """The programme, with what is only read when it is asked for."""
        programme = self._cached(PANEL.read_bytes(), "panel.yaml").programme
        assert isinstance(programme, Programme)
        found = programme, dict(programme.abstracts), dict(programme.preparations)
        settle()
        return found

    def forge(self, change: Callable[[str, str], Lines]) -> None:
        """Other lines in the place of the two, under a heading that vouches for them."""
        heading, core, rest = self.entry.read_text(encoding="utf-8").split("\n")
        body = "\n".join(change(core, rest)).encode()
        vouching = f"{heading.rpartition(' ')[0]} {digest(body)}\n"
        self.entry.write_bytes(vouching.encode() + body)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "cache")


def session(key: int, value: object) -> Change:
    """A change of one value of the first session."""

    def change(core: Any, _: Any) -> None:
        core[4][0][key] = value

    return change


def event(key: int, value: object) -> Change:
    def change(core: Any, _: Any) -> None:
        core[0][key] = value

    return change


def stranger(core: Any, _: Any) -> None:
    core[4][0][12] = [["nobody", "Nobody", "speaker", None]]


def role(core: Any, _: Any) -> None:
    core[4][0][12] = [[core[3][0][0], "Someone", "king", None]]


WRONG: dict[str, Change] = {
    "an instant that is none": session(2, 1e30),
    "no number": session(2, float("nan")),
    "an instant beyond the calendar": session(3, 10**15),
    "an instant in the first year": session(2, -62_135_596_800),
    "an end before the start": session(3, 0),
    "a day beyond the calendar": session(4, 10**30),
    "a day far from the session": session(4, 1),
    "a title that is no text": session(1, 5),
    "half a character": session(1, "\ud800"),
    "a kind that there is not": session(5, "party"),
    "a state that there is not": session(6, "lost"),
    "a room that there is not": session(9, "nowhere"),
    "a track that there is not": session(10, "nowhere"),
    "participants that are none": session(12, 5),
    "a participant that there is not": stranger,
    "a role that there is not": role,
    "links that are none": session(13, [5]),
    "a flag that is none": session(14, 0),
    "minutes beyond counting": session(16, 10**30),
    "a zone that there is not": event(2, "No/Zone"),
    "a zone that is a folder": event(2, "Europe"),
    "a boundary with an offset": event(9, "04:00:00+01:00"),
    "a venue that is none": event(8, [1]),
    "no event": lambda core, _: core.__setitem__(0, 5),
    "no sessions": lambda core, _: core[4].clear(),
    "too little": lambda core, _: core.pop(),
    "no rest": lambda _, rest: rest.clear(),
    "texts that are none": lambda _, rest: rest.__setitem__(0, {"panel": 5}),
    "half a character in a text": lambda _, rest: rest.__setitem__(0, {"panel": "\ud800"}),
    "preparations that are none": lambda _, rest: rest.__setitem__(1, [1]),
    "a preparation that is none": lambda _, rest: rest.__setitem__(1, {"panel": 5}),
    "segments that are none": lambda _, rest: rest[1]["panel"].__setitem__(0, [["x", "y"]]),
    "segments of no length": lambda _, rest: rest[1]["panel"].__setitem__(0, [["x", 0]]),
    "shares beyond all": lambda _, rest: rest[1]["panel"].__setitem__(3, {"bob": 900}),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_entry_with_something_else_in_it_counts_as_none(desk: Desk, name: str) -> None:
    def change(*lines: str) -> Lines:
        core, rest = map(json.loads, lines)
        WRONG[name](core, rest)
        return json.dumps(core), json.dumps(rest)

    desk.forge(change)
    assert desk.read() == desk.first
    assert desk.reader.calls == 2
    assert desk.read() == desk.first
    assert desk.reader.calls == 2  # what was read anew is kept again


@pytest.mark.parametrize("line", ["", "{", "[" * 100_000, "5", "\x00", "9" * 5000])
def test_a_line_that_makes_no_sense_counts_as_none(desk: Desk, line: str) -> None:
    desk.forge(lambda _, rest: (line, rest))
    assert desk.read() == desk.first
    desk.forge(lambda core, _: (core, line))
    assert desk.read() == desk.first
    assert desk.reader.calls == 3


def test_what_is_no_ordinary_file_is_not_waited_for(desk: Desk) -> None:
    content = desk.entry.read_bytes()

    def put(make: Callable[[Path], object]) -> None:
        desk.entry.unlink()
        make(desk.entry)
        assert desk.read() == desk.first

    put(os.mkfifo)
    put(lambda path: path.symlink_to("/dev/zero"))
    put(lambda path: path.symlink_to(path))
    put(Path.mkdir)
    assert desk.reader.calls == 5
    desk.entry.rmdir()
    desk.entry.write_bytes(content)
    assert desk.read() == desk.first
    assert desk.reader.calls == 5


def test_nothing_that_lies_in_the_way_is_written_to(desk: Desk) -> None:
    other = desk.entry.with_name("other")
    other.write_text("mine")
    desk.entry.unlink()
    desk.entry.with_name(f"{desk.entry.name}.{os.getpid()}.part").symlink_to(other)
    assert desk.read() == desk.first
    assert other.read_text() == "mine"
