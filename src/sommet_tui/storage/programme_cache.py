"""The cache of parsed programmes, so that a known programme opens without being parsed again.

An entry is valid for one file, its content, and one version of the app's code. Damaged entries and
entries of other versions are ignored. The whole folder may be deleted at any time. An entry has
three lines: its key, the sessions with their times, and the rest (abstracts and prepared panels).
The third line is parsed only when it is needed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, cached_property, partial
from itertools import chain
from zlib import adler32, crc32

from sommet_tui import __version__
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.instants import ZoneInfo
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.programme import Preparation, Programme
from sommet_tui.domain.values import DECODE_ERRORS, frozen, replace
from sommet_tui.storage.codec import Table, column_of, ensure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    Buffer = bytes | memoryview
    Reader = Callable[[bytes, str, str | None], Loaded]
    Recognise = Callable[
        [Loaded, str, Callable[[], Programme | None]], tuple[Programme, Sequence[str]] | None
    ]
    """Recognises a programme that was opened before.

    It gets the programme as read, its place, and a function that returns the programme read there
    before. It returns the programme with its known ids, and the other places from which it was
    read. It returns None if the saved data cannot be read.
    """

_FORMAT = f"6 {__version__}"
_LIMIT = 40_000_000
"""The maximum size of an entry in bytes, larger than the largest programme."""
_SMALL = 65_536
"""Files up to this many bytes stay in memory in case they are needed again."""
DEFERRED_FIELDS = ("abstracts", "preparations")
"""Fields of a programme that are unpacked on first use."""
_STATE = "_state"
"""In a programme from an entry, the attribute with the digests of the entry's lines."""
_DAYS_APART = 2
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class CachedReader:
    """A reader that gets known contents from the cache, and new contents from a second reader.

    Only usable programmes are cached, and without their findings. To get the findings, read the
    file without the cache.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        reader: Callable[[], Reader],
        code: Sequence[str],
        recognise: Recognise | None = None,
    ) -> None:
        """Prepare the reader. `reader` returns the second reader when it is needed.

        The cache is in `folder`, which need not exist. `code` are the folders with the code that
        makes programmes. If a file in them changes, all entries become invalid. `recognise` is
        called for each programme that is not in the cache.
        """
        self._folder = folder
        self._reader = reader
        self._recognise = recognise
        self._code = _code_key(code)

    def __call__(self, data: bytes, origin: str, zone: str | None = None) -> Loaded:
        """Return the programme with this content.

        `origin` and `zone` are passed to the second reader.
        """
        # Large files do not stay in memory. If needed, they are read again.
        again = partial(bytes, data) if len(data) <= _SMALL else partial(_read_content, origin)
        known = self.find_by_digest(digest(data), origin, zone, again)
        return known or self._read(data, origin, zone)

    def find_by_digest(
        self, content: str, origin: str, zone: str | None, data: Callable[[], bytes]
    ) -> Loaded | None:
        """Return the cached programme whose content has this digest, or None.

        `content` is the digest. `data` returns the content itself, in case a part of the entry is
        damaged.
        """

        def read_again() -> Programme | None:
            return self._read(data(), origin, zone).programme

        known = _load_cached(
            _entry_path(self._folder, origin), self._key(content, zone), read_again
        )
        return Loaded(origin, known) if known else None

    def find_cached_file(self, path: str, zone: str | None = None) -> Loaded | None:
        """Return the cached programme of a large file, or None if it is missing or outdated.

        The file is hashed in pieces, so that it takes no memory.
        """
        if not os.path.exists(_entry_path(self._folder, path)):
            return None
        try:
            with _ordinary_file(path) as file:
                if os.fstat(file.fileno()).st_size <= _SMALL:
                    return None
                content = _digest_of(iter(partial(file.read, _SMALL), b""))
        except (OSError, ValueError):
            return None
        return self.find_by_digest(content, path, zone, partial(_read_content, path))

    def _key(self, content: str, zone: str | None) -> str:
        return f"{_FORMAT} {self._code} {_crc(_core_table().shape)} {content} {zone or '-'}"

    def _read(self, data: bytes, origin: str, zone: str | None) -> Loaded:
        """Read a file with the second reader. If the programme is usable, cache it."""
        loaded = self._reader()(data, origin, zone)
        programme, entry = loaded.programme, _entry_path(self._folder, origin)
        if programme is None:
            return loaded
        if self._recognise is not None:
            found = self._recognise(loaded, absolute_place(origin), partial(_last_programme, entry))
            if found is None:  # the saved data is unreadable: recognise the programme next time
                return loaded
            programme, others = found
            loaded = replace(loaded, programme=programme)
            files = (_entry_path(self._folder, place) for place in (origin, *others))
            baseline, *known = map(_baseline_path, files)
            before = next(filter(None, map(_read_content, known)), None)
            if before is not None and not os.path.exists(baseline):
                # Save the earlier version now. Otherwise, the thread below saves the new version.
                _write(baseline, before)
        from threading import Thread

        # This is no daemon thread, because the process must end only after the write.
        key = self._key(digest(data), zone)
        Thread(target=_write_entry, args=(entry, key, programme), daemon=False).start()
        return loaded


def absolute_place(origin: str) -> str:
    """Return the absolute path of a file. An address is returned unchanged."""
    return origin if "://" in origin else os.path.abspath(origin)


def _entry_path(folder: str | os.PathLike[str], origin: str) -> str:
    """Return the path of the cache entry for a file or an address."""
    return os.path.join(folder, f"{digest(os.fsencode(absolute_place(origin)))}.programme")


def _code_key(folders: Sequence[str]) -> str:
    """Return a key that changes when any file in these folders changes.

    If the folders have no files (because the code is in an archive), the key is the app's version.
    """
    found: list[tuple[str, int, int, int]] = []
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as files:
            for file in files:
                if file.name.endswith(".py"):
                    state = file.stat()
                    found.append((file.name, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
    return _crc(repr(sorted(found)))


def pack(programme: Programme) -> tuple[str, str]:
    """Return the second and the third line of a programme's entry.

    Raises:
        ValueError: the programme contains a value that cannot be packed.
    """
    core = _core_table().pack([programme])
    later = [_deferred_column(name).pack([getattr(programme, name)]) for name in DEFERRED_FIELDS]
    return _to_line(core), _to_line([_deferred_layout_checksum(), later])


def unpack(
    core: Buffer,
    rest: Callable[[], Buffer],
    read_again: Callable[[], Programme | None],
    rest_digest: str | None = None,
) -> Programme:
    """Return the programme in the second and the third line. The third is parsed on first use.

    If the third line is invalid, or its digest is not `rest_digest`, `read_again` returns the
    programme.

    Raises:
        DECODE_ERRORS: the lines are invalid.
    """
    later = _DeferredLine(rest, rest_digest, read_again)
    fields = _core_table().fields(_parse(core), 1)
    programme = Programme(
        **{name: next(iter(values)) for name, values in fields.items()},
        abstracts=_Lazy(partial(later.field, "abstracts")),
        preparations=_Lazy(partial(later.field, "preparations")),
    )
    _check_consistency(programme)
    return programme


def digest(data: Buffer) -> str:
    """Return a digest that identifies some data, but is no protection against forgery."""
    return _digest_of((data,))


def _digest_of(parts: Iterable[Buffer]) -> str:
    """Return the digest of the joined parts, without joining them in memory."""
    length, first, second = 0, 0, 1
    for part in parts:
        length += len(part)
        first, second = crc32(part, first), adler32(part, second)
    return f"{length:x}-{first:08x}-{second:08x}"


def _load_cached(
    entry: str, key: str, read_again: Callable[[], Programme | None]
) -> Programme | None:
    try:
        lines = _read_lines(entry)
        if lines.identity != key:
            return None
        programme = unpack(lines.core, lines.rest, read_again, lines.rest_digest)
    except DECODE_ERRORS:
        return None
    vars(programme)[_STATE] = lines.state
    return programme


def _read_content(origin: str) -> bytes:
    """Return the content of a file, or b"" if it does not exist, for example for an address."""
    with suppress(OSError), _ordinary_file(origin) as file:
        return file.read(_LIMIT)
    return b""


def _last_programme(entry: str) -> Programme | None:
    """Return the programme last read from a file or address, which may have changed since."""
    try:
        lines = _read_lines(entry, whole=True)
        ensure(_is_readable(lines.identity))
        return unpack(lines.core, lines.rest, lambda: None, lines.rest_digest)
    except DECODE_ERRORS:
        return None


def _write_entry(entry: str, key: str, programme: Programme) -> None:
    """Write a cache entry.

    The first time, also write the baseline with which later versions are compared.
    """
    with suppress(ValueError):  # the programme contains a value that cannot be packed
        content = _entry_content(key, programme)
        if not os.path.exists(_baseline_path(entry)):
            _write(_baseline_path(entry), content)
        _write(entry, content)


def _entry_content(key: str, programme: Programme) -> bytes:
    core, rest = (line.encode() for line in pack(programme))
    return b"\n".join((f"{key} {digest(core)} {digest(rest)}".encode(), core, rest))


@frozen
class _Lines:
    """The three lines of an entry.

    `rest` returns the third line. If it is long, it is read only then. `rest_digest` is its digest;
    `state` has the digests of the second line and of the third.
    """

    identity: str
    core: bytes
    rest: Callable[[], bytes]
    rest_digest: str
    state: str


def _read_lines(path: str, *, whole: bool = False) -> _Lines:
    """Return the lines of an entry's file. If `whole`, read all of them now.

    Raises:
        DECODE_ERRORS: the file is not a complete entry.
    """
    with _ordinary_file(path) as file:
        begun = file.read(_SMALL)
        heading = begun[: begun.index(b"\n")]
        identity, of_core, of_rest = heading.decode().rsplit(" ", 2)
        start, length, left = len(heading) + 1, _digest_length(of_core), _digest_length(of_rest)
        ensure(os.fstat(file.fileno()).st_size == start + length + 1 + left)
        core = begun[start : start + length]
        core += file.read(length - len(core))
        ensure(of_core == digest(core))
        if whole or left <= _SMALL:
            file.seek(start + length + 1)
            rest: Callable[[], bytes] = partial(bytes, file.read(left))
        else:
            rest = partial(_read_rest, path)
        return _Lines(identity, core, rest, of_rest, f"{of_core} {of_rest}")


def _read_rest(path: str) -> bytes:
    """Read the third line of an entry from the disk.

    Raises:
        DECODE_ERRORS: the entry has no third line.
    """
    return _read_lines(path, whole=True).rest()


def _digest_length(of: str) -> int:
    """Return the length of the data that a digest identifies. The digest begins with it."""
    return int(of[: of.index("-")], 16)


def _write(path: str, content: bytes) -> None:
    """Write a file completely or not at all. If the cache cannot be written, do nothing.

    If the user has no home folder, the path is relative. It is then not written, so that no file
    appears in the current folder.
    """
    if not os.path.isabs(path):
        return
    from threading import get_ident

    part = f"{path}.{os.getpid()}-{get_ident()}.part"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(part, "xb") as file:  # never write to an existing file
            file.write(content)
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            os.unlink(part)


class CachedBaseline:
    """A programme as it was when the user last looked at its changes.

    It is saved beside the programme's cache entry when the programme is first read. It stays valid
    after changes of the file and of the code, except changes of the packed classes.
    """

    def __init__(self, folder: str | os.PathLike[str], origin: str) -> None:
        """Prepare the baseline. `origin` is the path or address, as for `CachedReader`."""
        self._path = _baseline_path(_entry_path(folder, origin))

    def programme(self) -> Programme | None:
        return _last_programme(self._path)

    def equals(self, programme: Programme) -> bool:
        """Return whether the baseline is the same as `programme`, by their digests."""
        state = vars(programme).get(_STATE)
        if state is None:
            return False
        try:
            with _ordinary_file(self._path) as file:
                identity, of_core, of_rest = (
                    file.readline(_SMALL).decode().split("\n")[0].rsplit(" ", 2)
                )
            return state == f"{of_core} {of_rest}" and _is_readable(identity)
        except DECODE_ERRORS:
            return False

    def replace(self, programme: Programme) -> None:
        """Save a programme as the baseline. If that fails, the old baseline stays."""
        with suppress(ValueError):
            _write(
                self._path, _entry_content(f"{_FORMAT} - {_crc(_core_table().shape)}", programme)
            )


def _is_readable(identity: str) -> bool:
    """Return whether an entry with this key has the same packed classes."""
    words = identity.split(" ")
    return words[0] == _FORMAT.partition(" ")[0] and _crc(_core_table().shape) in words


def _baseline_path(entry: str) -> str:
    return f"{entry.removesuffix('.programme')}.baseline"


@contextmanager
def _ordinary_file(path: str) -> Iterator[BinaryIO]:
    """Open a regular file that is not too large. For a pipe, raise an error instead of waiting.

    Raises:
        OSError: the file does not exist, is too large, or is not a regular file.
    """
    # Check before opening, because opening a device may have side effects.
    _check_file(os.stat(path))
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        _check_file(os.fstat(file.fileno()))
        yield file


def _check_file(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError("not a regular file")
    if status.st_size > _LIMIT:
        raise OSError("too large")


def _to_line(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _parse(line: Buffer) -> Any:
    text = str(line, "utf-8")
    ensure("\\ud" not in text)  # an escaped surrogate, which is half a character
    return parse_json(text)


def parse_json(text: str) -> Any:
    """Return the value in a text of JSON, without importing `json`.

    Raises:
        DECODE_ERRORS: the text is not JSON.
    """
    text = text.strip(" \t\n\r")  # JSON permits these at both ends
    try:
        value, end = _json_scanner()(text, 0)
    except (StopIteration, SystemError):  # the latter while the module `json` is not loaded
        raise ValueError("no JSON") from None
    ensure(end == len(text))
    return value


class _ScannerOptions:
    strict, object_hook, object_pairs_hook, array_hook = True, None, None, None
    parse_int, parse_float, parse_constant = int, float, float


@cache
def _json_scanner() -> Callable[[str, int], tuple[Any, int]]:
    """Return the function with which `json.loads` parses JSON.

    Importing `json` takes an eighth of the time of `now`, most of it for `re`.
    """
    try:
        from _json import make_scanner

        return make_scanner(_ScannerOptions)  # type: ignore[arg-type]
    except (ImportError, AttributeError):  # another Python or a later one
        from json import JSONDecoder

        return JSONDecoder().raw_decode


def _crc(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


@cache
def _core_table() -> Table:
    """Return the table that packs the second line of an entry."""
    return Table(Programme, DEFERRED_FIELDS)


def _deferred_column(name: str) -> Any:
    """Return the column that packs one field in the third line."""
    from sommet_tui.domain import programme

    return column_of(Programme.__annotations__[name], vars(programme))


def _deferred_layout_checksum() -> str:
    return _crc("".join(_deferred_column(name).shape for name in DEFERRED_FIELDS))


class _DeferredLine:
    """The third line of an entry, which is parsed on first use."""

    def __init__(
        self,
        line: Callable[[], Buffer],
        of_line: str | None,
        read_again: Callable[[], Programme | None],
    ) -> None:
        self._line = line
        self._line_digest = of_line
        self._again = read_again

    def field(self, name: str) -> Mapping[str, Any]:
        """Return one field of the programme. If the line is invalid, read the programme again."""
        try:
            (found,) = _deferred_column(name).unpack(self._parts[DEFERRED_FIELDS.index(name)], 1)
            ensure(isinstance(found, Mapping))
            mapping: Mapping[str, Any] = found
            if name == "preparations":
                for prepared in mapping.values():
                    _check_preparation(prepared)
        except DECODE_ERRORS:
            return getattr(self._programme, name, {})
        return mapping

    @cached_property
    def _parts(self) -> list[Any]:
        line = self._line()
        ensure(self._line_digest in (None, digest(line)))
        shape, parts = _parse(line)
        ensure(shape == _deferred_layout_checksum() and len(parts) == len(DEFERRED_FIELDS))
        found: list[Any] = parts
        return found

    @cached_property
    def _programme(self) -> Programme | None:
        """The programme, read again because the line is invalid."""
        return self._again()


class _Lazy(Mapping[str, "Any"]):
    """A mapping that makes each value on its first use."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @cached_property
    def _values(self) -> Mapping[str, Any]:
        return self._make()


def _check_consistency(programme: Programme) -> None:
    """Check that all references in a programme are valid, and that it can be shown."""
    people = {person.id for person in programme.people}
    rooms = {room.id for room in programme.rooms}
    tracks = {None, *[track.id for track in programme.tracks]}
    ensure(programme.sessions)
    ensure(programme.day_boundary.tzinfo is None)
    ZoneInfo(programme.timezone)
    sessions = programme.sessions
    # Parts that sessions share are checked once.
    for start, end, day in {(s.start, s.end, s.day) for s in sessions}:
        ensure(start < end and abs(start.toordinal() - day.toordinal()) <= _DAYS_APART)
    for minutes in {(s.warning_minutes, s.danger_minutes) for s in sessions}:
        ensure(min(minutes) >= 0 and max(minutes) <= MINUTES_LIMIT)
    ensure(rooms.issuperset(chain.from_iterable(s.rooms for s in sessions)))
    ensure(tracks.issuperset(s.track for s in sessions))
    ensure(all(0 <= minutes <= MINUTES_LIMIT for minutes in programme.walks.values()))
    ensure(people.issuperset(participant.id for s in sessions for participant in s.participants))


def _check_preparation(preparation: Preparation) -> None:
    ensure(all(1 <= segment.minutes <= MINUTES_LIMIT for segment in preparation.segments))
    ensure(all(1 <= share <= 100 for share in preparation.shares.values()))
