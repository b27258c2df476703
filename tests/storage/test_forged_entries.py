"""Cache entries that a stranger wrote: valid by their header, and wrong inside."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.domain.programme import Participant, Preparation, Programme, Session
from sommet_tui.domain.values import DECODE_ERRORS, replace
from sommet_tui.storage.programme_cache import CachedReader, digest, pack, unpack
from tests import builders
from tests.tables import table

from .test_programme_cache import PANEL, CountingReader, settle

Lines = tuple[str, str]
Change = Callable[[Any, Any], object]


class Desk:
    """A cached programme, and a count of the times it was read."""

    def __init__(self, folder: Path) -> None:
        self.reader = CountingReader()
        self._cached = CachedReader(folder, self.reader, ())
        self.first = self.read()
        (self.entry,) = folder.glob("*.programme")

    def read(self) -> object:
        """Return the programme, with the parts that are read on demand."""
        programme = self._cached(PANEL.read_bytes(), "panel.yaml").programme
        assert isinstance(programme, Programme)
        found = programme, dict(programme.abstracts), dict(programme.preparations)
        settle()
        return found

    def forge(self, change: Callable[[str, str], Lines]) -> None:
        """Replace the two lines by others, under a header with valid checksums."""
        heading, core, rest = self.entry.read_text(encoding="utf-8").split("\n")
        lines = [line.encode() for line in change(core, rest)]
        vouching = " ".join([heading.rsplit(" ", 2)[0], *map(digest, lines)])
        self.entry.write_bytes(b"\n".join((vouching.encode(), *lines)))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "cache")


FIELDS = [*Programme.__match_args__]
"""Each is a column of one value; those of sessions are a column each, under how many there are."""


def of_event(field: str, value: object) -> Change:
    def change(core: Any, _: Any) -> None:
        core[FIELDS.index(field)] = [value]

    return change


def of_first(cls: type, column: Callable[[Any], Any], field: str, value: object) -> Change:
    """A change of one value of the first of its kind."""

    def change(core: Any, _: Any) -> None:
        columns = column(core[FIELDS.index("sessions")][1])
        columns[cls.__match_args__.index(field)][0] = value  # type: ignore[attr-defined]

    return change


def session(field: str, value: object) -> Change:
    return of_first(Session, lambda columns: columns, field, value)


def participant(field: str, value: object) -> Change:
    at = Session.__match_args__.index("participants")
    return of_first(Participant, lambda columns: columns[at][1], field, value)


def in_another_room(_: list[int], columns: list[Any]) -> None:
    counts, ids = columns[Session.__match_args__.index("rooms")]
    counts[0] += 1
    ids.insert(0, "nowhere")


def of_sessions(change: Change) -> Change:
    """A change of how many sessions there are, and of their columns."""
    return lambda core, _: change(*core[FIELDS.index("sessions")])


def empty(count: list[int], columns: list[Any]) -> None:
    count[0] = 0
    columns[:] = [[] for _ in columns]


def later(place: str, value: object) -> Change:
    """Replace the texts (0) or the prepared parts (1) by something else."""
    return lambda _, rest: rest[1].__setitem__(int(place), value)


def prepared(field: str, value: object) -> Change:
    def change(_: Any, rest: Any) -> None:
        rest[1][1][2][Preparation.__match_args__.index(field)] = value

    return change


PARTS: dict[str, Callable[[str, object], Change]] = {
    "session": session,
    "participant": participant,
    "event": of_event,
    "later": later,
    "prepared": prepared,
}


@pytest.mark.parametrize(("place", "value"), table("forged_values.txt"))
def test_forged_value_is_ignored(desk: Desk, place: str, value: str) -> None:
    part, field = place.split()
    expect_ignored(desk, PARTS[part](field, json.loads(value)))


WRONG: dict[str, Change] = {
    "an unknown room": of_sessions(in_another_room),
    "a number as a column": of_sessions(lambda _, columns: columns.__setitem__(0, 5)),
    "a missing column": of_sessions(lambda _, columns: columns.pop()),
    "a wrong number of sessions": of_sessions(lambda count, _: count.__setitem__(0, 7)),
    "a negative number of sessions": of_sessions(lambda count, _: count.__setitem__(0, -1)),
    "a number as the event": lambda core, _: core.__setitem__(0, 5),
    "no sessions": of_sessions(empty),
    "a missing part of the event": lambda core, _: core.pop(),
    "no deferred parts": lambda _, rest: rest.clear(),
    "a deferred part of another shape": lambda _, rest: rest.__setitem__(0, "00000000"),
}


@pytest.mark.parametrize("name", WRONG)
def test_forged_shape_is_ignored(desk: Desk, name: str) -> None:
    expect_ignored(desk, WRONG[name])


def expect_ignored(desk: Desk, forge: Change) -> None:
    def change(*lines: str) -> Lines:
        core, rest = map(json.loads, lines)
        forge(core, rest)
        return json.dumps(core), json.dumps(rest)

    desk.forge(change)
    assert desk.read() == desk.first
    assert desk.reader.calls == 2
    assert desk.read() == desk.first
    assert desk.reader.calls == 2  # the new entry is in the cache


KINDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "beyond the last": lambda column: column.__setitem__("which", [99] * 12),
    "negative": lambda column: column.__setitem__("which", [-1] * 12),
    "texts": lambda column: column.__setitem__("which", ["0"] * 12),
    "too few": lambda column: column["which"].pop(),
    "no kinds": lambda column: column.update(count=0, kinds=[]),
    "fewer kinds than the count": lambda column: column["kinds"].pop(),
    "no count": lambda column: column.pop("count"),
}


@pytest.mark.parametrize("name", KINDS)
def test_repeated_value_is_saved_only_once_in_the_cache(name: str) -> None:
    sessions = [builders.session(f"s{n}", f"{8 + n:02}:00", f"{9 + n:02}:00") for n in range(12)]
    sessions = [replace(s, type=("Talk", "Panel")[n % 2]) for n, s in enumerate(sessions)]
    whole = builders.programme(*sessions)
    core, rest = pack(whole)
    assert core.count("Panel") == 1

    kept = unpack(core.encode(), rest.encode, lambda: None)
    assert kept == whole
    assert kept.sessions[1].type is kept.sessions[11].type

    parts = json.loads(core)
    column = parts[FIELDS.index("sessions")][1][Session.__match_args__.index("type")]
    KINDS[name](column)
    with pytest.raises(DECODE_ERRORS):
        unpack(json.dumps(parts).encode(), rest.encode, lambda: None)


@pytest.mark.parametrize("line", ["", "{", "[" * 100_000, "5", "\x00", "9" * 5000])
def test_cache_entry_with_an_invalid_line_is_ignored(desk: Desk, line: str) -> None:
    desk.forge(lambda _, rest: (line, rest))
    assert desk.read() == desk.first
    desk.forge(lambda core, _: (core, line))
    assert desk.read() == desk.first
    assert desk.reader.calls == 3


def test_special_file_in_place_of_a_cache_entry_is_not_opened(desk: Desk) -> None:
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


def test_link_with_the_name_of_a_temporary_file_is_not_followed(desk: Desk) -> None:
    other = desk.entry.with_name("other")
    other.write_text("mine")
    desk.entry.unlink()
    desk.entry.with_name(f"{desk.entry.name}.{os.getpid()}.part").symlink_to(other)
    assert desk.read() == desk.first
    assert other.read_text() == "mine"
