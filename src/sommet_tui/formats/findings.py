"""Collects findings about a file, finds the lines of its data, and cleans its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.limits import LINE_LIMIT, MAX_FAULTS, MAX_FINDINGS, TEXT_LIMIT
from sommet_tui.domain.text import cap, clean, clean_line, fold, is_invisible, join_lines, slug

Loc = tuple[str | int, ...]
"""The path of a part of a file: the keys and indexes that lead to it from the top."""


class MapNode(dict[str, object]):
    """A mapping in a file.

    `line` is the number of its first line, and `lines` has the line of each key. `repeated_keys`
    are the keys that the file gives more than once. Only their first values are used.
    """

    __slots__ = ("line", "lines", "repeated_keys")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: dict[str, int] = {}
        self.repeated_keys: list[str] = []


class ListNode(list[object]):
    """A list in a file. `line` is the number of its first line. `lines` has the line of each item.

    If items were removed, `indexes` has the original index of each remaining item.
    """

    __slots__ = ("indexes", "line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[int] = []
        self.indexes: list[int] | None = None


class RefusedValue:
    """Takes the place of a value that already has a finding."""


REFUSED = RefusedValue()


def kind_of(value: object) -> str:
    """Return the type of a value, as the finding "type" names it."""
    names = {bool: "true-or-false", int: "whole-number", float: "number", str: "text"}
    if value is None:
        return "nothing"
    if isinstance(value, ListNode):
        return "list"
    return names.get(type(value), "mapping")


def line_number(root: MapNode, loc: Loc) -> int:
    """Return the line of a key or an item, or the line of its mapping if the key is missing."""
    node: object = root
    line = root.line
    for part in loc:
        if isinstance(node, MapNode) and part in node:
            assert isinstance(part, str)
            line, node = node.lines[part], node[part]
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node):
            line, node = node.lines[part], node[part]
        else:
            return node.line if isinstance(node, MapNode | ListNode) else line
    return line


def value_at(root: MapNode, loc: Loc) -> object:
    """Return the value at a path, or None if the path does not exist."""
    node: object = root
    for part in loc:
        if isinstance(node, MapNode) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return None
    return node


def original_path(data: MapNode, loc: Sequence[str | int]) -> Loc:
    """Return the path in the file that corresponds to `loc` in `data`.

    The indexes differ if items were removed from `data`. If the file has a text instead of a
    mapping or a list, such as only a person's id, the path ends at that text.
    """
    node: object = data
    found: list[str | int] = []
    for part in loc:
        if isinstance(node, ListNode) and isinstance(part, int):
            found.append(part if node.indexes is None else node.indexes[part])
            node = node[part]
        elif isinstance(node, dict):
            found.append(part)
            node = node.get(part)
        else:
            break
    return tuple(found)


_SHOWN = 200
_MAX_PATH_LENGTH = 500
_NOTHING = ""
_MAX_EFFORT = 5_000_000
"""The number of pairs of characters to compare for suggestions. This takes a second at most."""


def error(code: str, path: str = "", line: int | None = None, **values: str | int) -> Finding:
    """Return an error, which means that the file cannot be used."""
    return Finding("error", code, _clean_path(path), line, _clean_values(values))


def warning(code: str, path: str = "", line: int | None = None, **values: str | int) -> Finding:
    """Return a warning about a value that was dropped or guessed. The file can still be used."""
    return Finding("warning", code, _clean_path(path), line, _clean_values(values))


def omission_warnings(code: str, counts: Mapping[str, int]) -> list[Finding]:
    """Return a warning for each kind of dropped value, from their numbers by key in `counts`."""
    found = ((key, n) for key, n in counts.items() if n)
    return [warning(code, key=key, count=n) for key, n in islice(found, MAX_FINDINGS)]


def _clean_path(path: str) -> str:
    """Return a path cleaned and shortened, because the path may contain ids from a feed."""
    sound = path.isprintable() and len(path) <= _MAX_PATH_LENGTH
    return path if sound else cap(clean_line(path[: 2 * _MAX_PATH_LENGTH]), _MAX_PATH_LENGTH)


def _clean_values(values: Mapping[str, str | int]) -> Mapping[str, str]:
    """Return values from a file as single lines, cleaned and shortened."""
    lines = {key: clean_line(str(value)[:1000]) for key, value in values.items()}
    return MappingProxyType({key: cap(line, _SHOWN) for key, line in lines.items()})


def _trim_blank_ends(text: str) -> str:
    return text.strip("\n").rstrip()


def format_path(loc: Loc) -> str:
    """Return a path as text, such as `days[0].sessions[2].start`."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
            continue
        key = cap(clean_line(part[:1000]), _SHOWN)
        plain = key.replace("-", "").replace("_", "").isalnum()
        path += f'["{key}"]' if not plain else f".{key}" if path else key
    return path


class UnusableError(Exception):
    """Stops the reading of an unusable file. `findings` has the reasons."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings


class Suggester:
    """Suggests corrections for mistakes, until a limit of suggestions or of work is reached.

    `root` is the file whose rooms, tracks and people may appear by name.
    """

    def __init__(self, root: MapNode | None = None, budget: int = 100) -> None:
        self._root = root
        self._budget = budget
        self._effort = _MAX_EFFORT
        self._ids: dict[str, Mapping[str, str]] = {}

    def id_for_name(self, name: str, part: str) -> str:
        """Return the id of the room, track or person called `name`, or "".

        `part` is the list to search.
        """
        if part not in self._ids:
            self._ids[part] = _ids_by_name(None if self._root is None else self._root.get(part))
        return self._ids[part].get(fold(name), _NOTHING)

    def closest_word(self, word: str, known: Iterable[str]) -> str:
        """Return the known word that is most similar to `word`, or "" if no word is similar."""
        if self._budget <= 0 or len(word) > 100:
            return _NOTHING
        self._budget -= 1
        names = list(known)
        self._effort -= len(word) * sum(map(len, names))
        if self._effort < 0:
            return _NOTHING
        folded = {name.casefold(): name for name in names}
        found = get_close_matches(word.casefold(), folded, n=1)
        return folded[found[0]] if found else _NOTHING


def _ids_by_name(given: object) -> dict[str, str]:
    entries: list[tuple[object, object]] = []
    found: dict[str, str] = {}
    if isinstance(given, ListNode):
        entries = [(entry.get("id"), entry) for entry in given if isinstance(entry, MapNode)]
        found = {fold(name): slug(name) for name in given if isinstance(name, str)}
    elif isinstance(given, MapNode):
        entries = list(given.items())
    for id_, entry in entries:
        name = entry.get("name") if isinstance(entry, MapNode) else None
        if isinstance(id_, str) and isinstance(name, str):
            found.setdefault(fold(name), id_)
    return found


class Report:
    """Collects findings about a file, each with its path.

    `root` is the file, or None if users cannot use line numbers of the file. `data` is the valid
    rest of the file. All paths given to the report are paths in `data`. `touched` are paths in the
    file with errors of structure, which are not reported again.
    """

    def __init__(
        self,
        root: MapNode | None,
        touched: frozenset[Loc] = frozenset(),
        names: Callable[[Loc], str] = format_path,
        data: MapNode | None = None,
    ) -> None:
        self._root = root
        self._names = names
        self._data = data
        self.touched = touched
        self._torn = {place[:depth] for place in touched for depth in range(1, len(place) + 1)}
        self.findings: list[Finding] = []
        self.suggest = Suggester(root)

    def _original_location(self, loc: Loc) -> Loc:
        return loc if self._data is None else original_path(self._data, loc)

    def error(self, loc: Loc, code: str, **values: str | int) -> None:
        """Report an error, which means that the file cannot be used."""
        path = self._names(self._original_location(loc))
        self.findings.append(error(code, path, self.line_of(loc), **values))

    def warn(self, loc: Loc, code: str, **values: str | int) -> None:
        """Report a dropped or guessed value. After very many findings, ignore further ones."""
        if len(self.findings) >= MAX_FAULTS:
            return
        path = self._names(self._original_location(loc))
        self.findings.append(warning(code, path, self.line_of(loc), **values))

    def line_of(self, loc: Loc) -> int | None:
        """Return the line of a path in the file, or None if the lines mean nothing to users."""
        return None if self._root is None else line_number(self._root, self._original_location(loc))

    def was_changed(self, loc: Loc) -> bool:
        """Return whether the value at a path was removed or replaced."""
        return bool(self.touched) and self._original_location(loc) in self.touched

    def keys(self, key: str) -> frozenset[str] | None:
        """Return all keys, valid or not, of a top-level mapping, or None if some may be missing."""
        if self._root is None or (key,) in self.touched or key in self._root.repeated_keys:
            return None
        node = self._root.get(key)
        return frozenset(node) if isinstance(node, MapNode) else frozenset()

    def is_complete_list(self, key: str) -> bool:
        """Return whether the list under `key` still has all its items, each with an id."""
        repeated = () if self._root is None else self._root.repeated_keys
        return key not in repeated and not any(
            loc[0] == key and (len(loc) < 3 or loc[2] == "id") for loc in self.touched
        )

    def has_structure_errors(self, loc: Loc) -> bool:
        """Return whether the part of the file at a path has errors of structure."""
        return self._original_location(loc) in self._torn

    def required_line(self, loc: Loc, key: str | int, text: str, limit: int = LINE_LIMIT) -> str:
        """Clean and limit a line of text. Report an error if it is blank.

        `key` is a key or an index.
        """
        passed = self.line(loc, key, text, limit)
        if passed is None:
            self.error((*loc, key), "blank", key=str(key if isinstance(key, str) else loc[-1]))
        return passed or ""

    def line(
        self, loc: Loc, key: str | int, text: str | None, limit: int = LINE_LIMIT
    ) -> str | None:
        """Clean and limit a line of text. If nothing remains, return None."""
        if not text:
            return None
        return self._clean_and_report(loc, key, text, join_lines, limit)

    def text(self, loc: Loc, key: str, text: str | None, limit: int = TEXT_LIMIT) -> str | None:
        """Clean and limit a text of several lines. If nothing remains, return None."""
        if not text:
            return None
        return self._clean_and_report(loc, key, text, _trim_blank_ends, limit)

    def _clean_and_report(
        self, loc: Loc, key: str | int, text: str, fit: Callable[[str], str], limit: int
    ) -> str | None:
        cleaned = clean(text)
        # Shortening a line break of two characters to one character loses nothing.
        removed = 0 if cleaned is text else len(text.replace("\r\n", "\n")) - len(cleaned)
        if removed:
            self.warn((*loc, key), "characters-removed", count=removed)
        cleaned = fit(cleaned)
        if len(cleaned) > limit:
            facts = {"length": len(cleaned), "limit": limit}
            self.warn((*loc, key), "capped", **facts)
        return None if is_invisible(cleaned) else cap(cleaned, limit)
