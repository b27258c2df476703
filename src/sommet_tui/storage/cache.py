"""The compiled cache: a programme that was read once opens without reading it again.

An entry belongs to one file, to one content of it and to one state of the program's own code:
whatever else is there, damaged or written by another version, counts as nothing. The whole folder
may be deleted at any time.

Three lines: what identifies it, what tells the time, the rest: texts to read, and what panels
prepare. Whoever needs only the second never parses the third.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from zlib import adler32, crc32
from zoneinfo import ZoneInfo

from sommet_tui import __version__
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.programme import Programme
from sommet_tui.storage.codec import UNSOUND, Table, column_of, expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, BinaryIO, Final

    from sommet_tui.domain.preparation import Preparation

    Buffer = bytes | memoryview
    Reader = Callable[[bytes, str, str | None], Loaded]

_FORMAT: Final = f"6 {__version__}"
_LIMIT: Final = 40_000_000
"""Bytes of an entry: more than the largest programme that is read comes to."""
_SMALL: Final = 65_536
"""Bytes that may stay in memory for the case that they are asked for."""
LATER: Final = ("abstracts", "preparations")
"""Fields of a programme that are only unpacked when they are asked for."""
_STATE: Final = "_state"
"""Among the attributes of a programme that comes from an entry: the digests of its lines."""
_DAYS_APART: Final = 2
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class CachedReader:
    """Reads like the reader it is given, but a content it knows from the cache.

    Whatever can be used is kept, without the remarks on it: who asks for those reads the file.
    """

    def __init__(
        self, folder: str | os.PathLike[str], reader: Callable[[], Reader], code: Sequence[str]
    ) -> None:
        """`folder` need not exist; `reader` gives the reader when one is needed.

        `code` are the folders with the code that makes programmes: an entry lives no longer than
        it stays as it is.
        """
        self._folder = folder
        self._reader = reader
        self._code = code_key(code)

    def __call__(self, data: bytes, origin: str, zone: str | None = None) -> Loaded:
        """The programme of a file's content; `origin` and `zone` are as for the reader."""
        # Megabytes are not held for a case that never comes: they are read again in that.
        again = partial(bytes, data) if len(data) <= _SMALL else partial(_content_of, origin)
        known = self.known(digest(data), origin, zone, again)
        return known or self._read(data, origin, zone)

    def known(
        self, content: str, origin: str, zone: str | None, data: Callable[[], bytes]
    ) -> Loaded | None:
        """The programme of the content that has this digest, if the cache knows it.

        `data` gives the content itself, should a part of what is kept be damaged.
        """
        table = Table(Programme, LATER)
        key = self._key(table, content, zone)

        def again() -> Programme | None:
            return self._read(data(), origin, zone).programme

        known = _recall(self._entry(origin), key, table, again)
        return Loaded(origin, known) if known else None

    def known_file(self, path: str, zone: str | None = None) -> Loaded | None:
        """The programme of a large file that is as the cache knows it; None else.

        Its megabytes are looked through and never held, which leaves the memory as it is.
        """
        if not os.path.exists(self._entry(path)):
            return None
        try:
            with _ordinary_file(path) as file:
                if os.fstat(file.fileno()).st_size <= _SMALL:
                    return None
                content = _digest_of(iter(partial(file.read, _SMALL), b""))
        except (OSError, ValueError):
            return None
        return self.known(content, path, zone, partial(_content_of, path))

    def _key(self, table: Table, content: str, zone: str | None) -> str:
        return f"{_FORMAT} {self._code} {_crc(table.shape)} {content} {zone or '-'}"

    def _read(self, data: bytes, origin: str, zone: str | None) -> Loaded:
        """Read it anew, and keep what can be kept."""
        loaded = self._reader()(data, origin, zone)
        if loaded.programme is not None:
            from threading import Thread

            # The process waits for it, wherever this is called.
            key = self._key(Table(Programme, LATER), digest(data), zone)
            entry = self._entry(origin)
            Thread(target=_keep, args=(entry, key, loaded.programme), daemon=False).start()
        return loaded

    def _entry(self, origin: str) -> str:
        return entry_path(self._folder, origin)


def entry_path(folder: str | os.PathLike[str], origin: str) -> str:
    """The file that keeps what was read from a path or an address."""
    path = origin if "://" in origin else os.path.abspath(origin)
    return os.path.join(folder, f"{digest(os.fsencode(path))}.programme")


def code_key(folders: Sequence[str]) -> str:
    """Tells states of code apart: whatever is written to a file of the folders gives another one.

    Where no files can be seen, the program's version has to do.
    """
    found: list[object] = []
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as files:
            for file in files:
                if file.name.endswith(".py"):
                    state = file.stat()
                    found.append((file.name, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
    return _crc(repr(sorted(map(repr, found))))


def pack(programme: Programme) -> tuple[str, str]:
    """The line that tells the time, and the line of the rest.

    Raises:
        ValueError: it holds what cannot be kept.
    """
    core = Table(Programme, LATER).pack([programme])
    later = [_later(name).pack([getattr(programme, name)]) for name in LATER]
    return _line(core), _line([_shape_of_later(), later])


def unpack(
    core: Buffer,
    rest: Buffer | Callable[[], Buffer],
    table: Table,
    again: Callable[[], Programme | None],
    of_rest: str | None = None,
) -> Programme:
    """The programme of two lines; the second is parsed when any of it is first asked for.

    Should it then be no such line, or not have the digest `of_rest`, `again` reads the programme
    anew.

    Raises:
        UNSOUND: these are not such lines.
    """
    later = _Later(rest, of_rest, again)
    fields = table.fields(_parsed(core), 1)
    programme = Programme(
        **{name: next(iter(values)) for name, values in fields.items()},
        abstracts=_Lazy(later.abstracts),
        preparations=_Lazy(later.preparations),
    )
    _expect_sound(programme)
    return programme


def digest(data: Buffer) -> str:
    """Tells contents apart that differ by accident; nobody is kept from making two alike."""
    return _digest_of((data,))


def _digest_of(parts: Iterable[Buffer]) -> str:
    """The digest of all parts together."""
    length, first, second = 0, 0, 1
    for part in parts:
        length += len(part)
        first, second = crc32(part, first), adler32(part, second)
    return f"{length:x}-{first:08x}-{second:08x}"


def _recall(
    entry: str, key: str, table: Table, again: Callable[[], Programme | None]
) -> Programme | None:
    try:
        lines = _lines_of(entry)
        if lines.told != key:
            return None
        rest = partial(_rest_of, entry) if lines.rest is None else lines.rest
        programme = unpack(lines.core, rest, table, again, lines.of_rest)
    except UNSOUND:
        return None
    vars(programme)[_STATE] = lines.state
    return programme


def _rest_of(entry: str) -> bytes:
    """The last line of an entry as it is now.

    Raises:
        UNSOUND: there is none.
    """
    return _lines_of(entry, whole=True).rest or b""


def _content_of(origin: str) -> bytes:
    """What a file holds now; nothing where there is none, as behind an address."""
    with suppress(OSError):
        return _ordinary_bytes(origin)
    return b""


def _keep(entry: str, key: str, programme: Programme) -> None:
    """Write an entry, and at the first time the baseline that later states are compared with."""
    with suppress(ValueError):  # it holds what cannot be kept
        content = _content(key, programme)
        if not os.path.exists(_baseline_of(entry)):
            _write(_baseline_of(entry), _before(entry) or content)
        _write(entry, content)


def _content(key: str, programme: Programme) -> bytes:
    core, rest = (line.encode() for line in pack(programme))
    return b"\n".join((f"{key} {digest(core)} {digest(rest)}".encode(), core, rest))


class _Lines(NamedTuple):
    """An entry: what it begins with, its two other lines, the last one's digest, and both.

    `rest` is None where it has megabytes of texts, which are not read before they are needed.
    """

    told: str
    core: bytes
    rest: bytes | None
    of_rest: str
    state: str


def _lines_of(path: str, *, whole: bool = False) -> _Lines:
    """What a file holds; if `whole`, all of it.

    Raises:
        UNSOUND: it is no entry, or not a whole one.
    """
    with _ordinary_file(path) as file:
        begun = file.read(_SMALL)
        heading = begun[: begun.index(b"\n")]
        told, of_core, of_rest = heading.decode().rsplit(" ", 2)
        start, length, left = len(heading) + 1, _length(of_core), _length(of_rest)
        expect(os.fstat(file.fileno()).st_size == start + length + 1 + left)
        core = begun[start : start + length]
        core += file.read(length - len(core))
        expect(of_core == digest(core))
        rest = None
        if whole or left <= _SMALL:
            file.seek(start + length + 1)
            rest = file.read(left)
        return _Lines(told, core, rest, of_rest, f"{of_core} {of_rest}")


def _length(of: str) -> int:
    """How many bytes have this digest."""
    return int(of[: of.index("-")], 16)


def _before(entry: str) -> bytes | None:
    """What an entry held until now."""
    try:
        return _ordinary_bytes(entry)
    except OSError:
        return None


def _write(path: str, content: bytes) -> None:
    """Write a file whole or not at all; a cache that cannot be written is done without."""
    part = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(part, "xb") as file:  # nothing that lies there is written to
            file.write(content)
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            os.unlink(part)


class CachedBaseline:
    """A programme as it was when somebody last looked at what had changed, beside its entry.

    It is made when the programme is first read, and outlives every change of the file and of the
    program's code but one of the classes themselves.
    """

    def __init__(self, folder: str | os.PathLike[str], origin: str) -> None:
        """`origin` is what the programme is read from, as `CachedReader` is told."""
        self._path = _baseline_of(entry_path(folder, origin))

    def programme(self) -> Programme | None:
        """The programme as it was; None where that is not known."""
        table = Table(Programme, LATER)
        try:
            lines = _lines_of(self._path, whole=True)
            expect(self._is_readable(lines.told, table))
            return unpack(lines.core, lines.rest or b"", table, lambda: None, lines.of_rest)
        except UNSOUND:
            return None

    def is_of(self, programme: Programme) -> bool:
        """Whether it is just as `programme`, as far as that can be told from two digests."""
        state = vars(programme).get(_STATE)
        if state is None:
            return False
        try:
            with _ordinary_file(self._path) as file:
                told, of_core, of_rest = (
                    file.readline(_SMALL).decode().split("\n")[0].rsplit(" ", 2)
                )
            return state == f"{of_core} {of_rest}" and self._is_readable(
                told, Table(Programme, LATER)
            )
        except UNSOUND:
            return False

    def _is_readable(self, told: str, table: Table) -> bool:
        words = told.split(" ")
        return words[0] == _FORMAT.split(" ")[0] and _crc(table.shape) in words

    def renew(self, programme: Programme) -> None:
        """Compare with this state from now on; where that cannot be kept, nothing changes."""
        with suppress(ValueError):
            shape = _crc(Table(Programme, LATER).shape)
            _write(self._path, _content(f"{_FORMAT} - {shape}", programme))


def _baseline_of(entry: str) -> str:
    return f"{entry.removesuffix('.programme')}.baseline"


def _ordinary_bytes(path: str) -> bytes:
    """The content of an ordinary file that is not too large; nothing else is waited for.

    Raises:
        OSError: there is none.
    """
    with _ordinary_file(path) as file:
        return file.read(_LIMIT)


@contextmanager
def _ordinary_file(path: str) -> Iterator[BinaryIO]:
    # Asked before opening, since opening some devices does something.
    _expect_small(os.stat(path))
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        _expect_small(os.fstat(file.fileno()))
        yield file


def _expect_small(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError("not a regular file")
    if found.st_size > _LIMIT:
        raise OSError("too large")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _parsed(line: Buffer) -> Any:
    text = str(line, "utf-8")
    expect("\\ud" not in text)  # half a character
    return json.loads(text)


def _crc(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


def _later(name: str) -> Any:
    from sommet_tui.domain import preparation

    return column_of(Programme.__annotations__[name], vars(preparation))


def _shape_of_later() -> str:
    return _crc("".join(_later(name).shape for name in LATER))


class _Later:
    """The line of the rest, parsed once, when first asked for."""

    def __init__(
        self,
        line: Buffer | Callable[[], Buffer],
        digest: str | None,
        again: Callable[[], Programme | None],
    ) -> None:
        self._line = line
        self._digest = digest
        self._again = again
        self._parts: list[Any] | None = None
        self._whole: Programme | None = None

    def abstracts(self) -> Mapping[str, str]:
        """The texts, by the session's id."""
        try:
            return self._unpacked("abstracts")
        except UNSOUND:
            whole = self._anew()
            return whole.abstracts if whole else {}

    def preparations(self) -> Mapping[str, Preparation]:
        """What was prepared, by the session's id."""
        try:
            if self._part("preparations") == [[0], [], []]:
                return {}
            found = self._unpacked("preparations")
            for each in found.values():
                _expect_prepared(each)
        except UNSOUND:
            whole = self._anew()
            return whole.preparations if whole else {}
        return found

    def _unpacked(self, name: str) -> Mapping[str, Any]:
        (found,) = _later(name).unpack(self._part(name), 1)
        expect(isinstance(found, Mapping))
        mapping: Mapping[str, Any] = found
        return mapping

    def _part(self, name: str) -> Any:
        if self._parts is None:
            line = self._line() if callable(self._line) else self._line
            expect(self._digest in (None, digest(line)))
            shape, parts = _parsed(line)
            expect(shape == _shape_of_later() and len(parts) == len(LATER))
            self._parts = parts
        return self._parts[LATER.index(name)]

    def _anew(self) -> Programme | None:
        if self._whole is None:
            self._whole = self._again()
        return self._whole


class _Lazy(Mapping[str, "Any"]):
    """Values by key, made when one is first asked for."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make
        self._made: Mapping[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def _values(self) -> Mapping[str, Any]:
        if self._made is None:
            self._made = self._make()
        return self._made


def _expect_sound(programme: Programme) -> None:
    """Make sure that the parts of a programme know one another, and all of it can be shown."""
    people = {person.id for person in programme.people}
    rooms = {room.id for room in programme.rooms}
    tracks = {None, *[track.id for track in programme.tracks]}
    expect(programme.sessions)
    expect(programme.day_boundary.tzinfo is None)
    ZoneInfo(programme.timezone)
    sessions = programme.sessions
    # Of what sessions share each is looked at once.
    for start, end, day in {(s.start, s.end, s.day) for s in sessions}:
        expect(start < end and abs(start.toordinal() - day.toordinal()) <= _DAYS_APART)
    for minutes in {(s.warning_minutes, s.danger_minutes) for s in sessions}:
        expect(min(minutes) >= 0 and max(minutes) <= MINUTES_LIMIT)
    expect(rooms.issuperset(chain.from_iterable(s.rooms for s in sessions)))
    expect(tracks.issuperset(s.track for s in sessions))
    expect(all(0 <= minutes <= MINUTES_LIMIT for minutes in programme.walks.values()))
    expect(people.issuperset(each.id for s in sessions for each in s.participants))


def _expect_prepared(preparation: Preparation) -> None:
    expect(all(1 <= segment.minutes <= MINUTES_LIMIT for segment in preparation.segments))
    expect(all(1 <= share <= 100 for share in preparation.shares.values()))
