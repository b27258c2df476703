"""Packs objects of frozen classes into columns of plain values, and unpacks them.

For each field of a class, the values of all objects form one list of numbers and texts, so that a
few calls check and make all of them. Repeated values are stored once and become one object.
Instants are whole seconds since 1970, and dates are ordinals. The annotations of the fields decide
how they are packed. `shape` identifies the classes. Data of another shape is ignored.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain, islice, repeat
from operator import attrgetter
from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Column(Protocol):
        """Packs and unpacks the values that all objects have in one field."""

        shape: str
        """The structure of the values, down to the last field."""

        def pack(self, values: Sequence[Any]) -> Any:
            """Convert values to a form that JSON can hold.

            Raises:
                ValueError: JSON cannot hold the values.
            """

        def unpack(self, packed: Any, count: int) -> Iterable[Any]:
            """Convert `count` packed values back.

            Raises:
                DECODE_ERRORS: the data is not packed data.
            """


_FIRST = -62_104_060_800
_LAST = 253_370_764_800
"""Packed instants lie between `_FIRST` and `_LAST`, so that every time zone can show them."""


_FEW = 8
"""If a column has at least this many values, repeated values are stored once."""


class _PlainColumn:
    """Values that JSON can hold unchanged."""

    def __init__(self, *kinds: type) -> None:
        self.shape = "|".join(kind.__name__ for kind in kinds)
        self._kinds = frozenset(kinds)

    def pack(self, values: Sequence[Any]) -> list[Any]:
        return list(values)

    def unpack(self, packed: Any, count: int) -> list[Any]:
        return _as_list(packed, count, self._kinds)


class _ChoiceColumn:
    """Values that are each one of a few choices."""

    def __init__(self, choices: Sequence[Any]) -> None:
        self.shape = repr(choices)
        self._choices = frozenset(choices)

    def pack(self, values: Sequence[Any]) -> list[Any]:
        return list(values)

    def unpack(self, packed: Any, count: int) -> list[Any]:
        ensure(len(packed) == count and self._choices.issuperset(packed))
        found: list[Any] = packed
        return found


class _ValueColumn:
    def __init__(
        self, kind: type, plain: type, to: Callable[[Any], Any], back: Callable[[Any], Any]
    ) -> None:
        self.shape = kind.__name__
        self._plain = frozenset((plain,))
        self._to = to
        self._back = back

    def pack(self, values: Sequence[Any]) -> list[Any]:
        return list(map(self._to, values))

    def unpack(self, packed: Any, count: int) -> Iterable[Any]:
        return map(self._back, _as_list(packed, count, self._plain))


class _InstantColumn:
    """Aware instants, in UTC."""

    shape = "datetime"

    def pack(self, values: Sequence[datetime]) -> list[int]:
        return [_seconds(value) for value in values]

    def unpack(self, packed: Any, count: int) -> Iterable[datetime]:
        found = _as_list(packed, count, frozenset((int,)))
        ensure(not found or (min(found) >= _FIRST and max(found) < _LAST))
        return map(datetime.fromtimestamp, found, repeat(UTC))


class _OptionalColumn:
    """Values that may be None: first a flag for each value, then the values that are not None."""

    def __init__(self, inner: Column) -> None:
        self.shape = f"{inner.shape}|None"
        self._inner = inner

    def pack(self, values: Sequence[Any]) -> list[Any]:
        present = [value for value in values if value is not None]
        return [[int(value is not None) for value in values], self._inner.pack(present)]

    def unpack(self, packed: Any, count: int) -> Iterable[Any]:
        which, inner = packed
        ensure(len(which) == count and {0, 1}.issuperset(which))
        items = iter(self._inner.unpack(inner, sum(which)))
        return [next(items) if present else None for present in which]


class _TupleColumn:
    """Tuples of any length: first all lengths, then all items."""

    def __init__(self, inner: Column) -> None:
        self.shape = f"({inner.shape},)"
        self._inner = inner

    def pack(self, values: Sequence[Any]) -> list[Any]:
        return [list(map(len, values)), self._inner.pack(list(chain.from_iterable(values)))]

    def unpack(self, packed: Any, count: int) -> Iterable[tuple[Any, ...]]:
        lengths, inner = packed
        _check_lengths(lengths, count)
        items = iter(self._inner.unpack(inner, sum(lengths)))
        return [tuple(islice(items, length)) if length else () for length in lengths]


class _MappingColumn:
    """Mappings with texts as keys: first all lengths, then all keys, then all values."""

    def __init__(self, inner: Column) -> None:
        self.shape = f"{{{inner.shape}}}"
        self._inner = inner

    def pack(self, values: Sequence[Mapping[str, Any]]) -> list[Any]:
        held = [value for mapping in values for value in mapping.values()]
        keys = list(chain.from_iterable(values))
        return [list(map(len, values)), keys, self._inner.pack(held)]

    def unpack(self, packed: Any, count: int) -> Iterable[Mapping[str, Any]]:
        lengths, keys, inner = packed
        _check_lengths(lengths, count)
        names = _as_list(keys, sum(lengths), frozenset((str,)))
        pairs = zip(names, self._inner.unpack(inner, len(names)), strict=True)
        return [MappingProxyType(dict(islice(pairs, length))) for length in lengths]


class Table:
    """Packs objects of a frozen class. Each field has a column, except the fields `left_out`."""

    def __init__(self, cls: type, left_out: Sequence[str] = ()) -> None:
        module = vars(sys.modules[cls.__module__])
        kinds: Mapping[str, str] = cls.__annotations__
        fields: tuple[str, ...] = cls.__match_args__  # type: ignore[attr-defined]
        self._cls = cls
        self.columns = {
            name: column_of(kinds[name], module) for name in fields if name not in left_out
        }
        shapes = ",".join(f"{name}:{column.shape}" for name, column in self.columns.items())
        self.shape = f"{cls.__name__}({shapes})"

    def pack(self, values: Sequence[Any]) -> list[Any]:
        """Return a packed column for each field."""
        return [
            _fold_repeats(column, list(map(attrgetter(name), values)))
            for name, column in self.columns.items()
        ]

    def unpack(self, packed: Any, count: int) -> Iterable[Any]:
        return map(self._cls, *self.fields(packed, count).values())

    def fields(self, packed: Any, count: int) -> dict[str, Iterable[Any]]:
        """Return the values of each field, unpacked, for `count` objects."""
        pairs = zip(self.columns.items(), packed, strict=True)
        return {name: _unfold_repeats(column, values, count) for (name, column), values in pairs}


def _fold_repeats(column: Column, values: Sequence[Any]) -> Any:
    """Pack values. If many of them are repeated, store each different value only once."""
    if len(values) < _FEW:
        return column.pack(values)
    known: dict[Any, int] = {}
    try:
        which = [known.setdefault(value, len(known)) for value in values]
    except TypeError:  # some values are not hashable
        return column.pack(values)
    if len(known) * 2 > len(values):
        return column.pack(values)
    kinds = column.pack(list(known))
    return {"count": len(known), "kinds": kinds, "which": which if len(known) > 1 else []}


def _unfold_repeats(column: Column, packed: Any, count: int) -> Iterable[Any]:
    if type(packed) is not dict:
        return column.unpack(packed, count)
    number, which = packed["count"], packed["which"]
    ensure(type(number) is int and number > 0)
    kinds = list(column.unpack(packed["kinds"], number))
    if number == 1:
        return repeat(kinds[0], count)
    _check_lengths(which, count)
    return map(kinds.__getitem__, which)


def column_of(kind: str, names: Mapping[str, Any]) -> Column:
    """Return the column for an annotation. `names` maps the names in it to classes.

    Raises:
        TypeError: values of that type cannot be packed.
    """
    if kind in _COLUMNS:
        return _COLUMNS[kind]
    if kind.endswith(" | None"):
        inner = kind.removesuffix(" | None")
        plain = _PLAIN.get(inner)
        return (
            _PlainColumn(plain, type(None)) if plain else _OptionalColumn(column_of(inner, names))
        )
    if kind.startswith("tuple[") and kind.endswith(", ...]"):
        return _TupleColumn(column_of(kind[6:-6], names))
    if kind.startswith("Mapping[str, "):
        return _MappingColumn(column_of(kind[13:-1], names))
    annotation = names.get(kind)
    if isinstance(annotation, str) and annotation.startswith("Literal["):
        return _ChoiceColumn(tuple(annotation[8:-1].replace('"', "").split(", ")))
    if isinstance(annotation, type) and hasattr(annotation, "__match_args__"):
        return Table(annotation)
    raise TypeError(f"nothing is known of {kind}")


_PLAIN: Mapping[str, type] = {"str": str, "int": int, "bool": bool, "float": float}
_COLUMNS: Mapping[str, Column] = {
    **{name: _PlainColumn(kind) for name, kind in _PLAIN.items()},
    "datetime": _InstantColumn(),
    "date": _ValueColumn(date, int, date.toordinal, date.fromordinal),
    "time": _ValueColumn(time, str, time.isoformat, time.fromisoformat),
}


def ensure(condition: object) -> None:
    """Raise an error unless a condition is true.

    Raises:
        ValueError: the condition is false.
    """
    if not condition:
        raise ValueError("not as it is packed")


def _as_list(packed: Any, count: int, kinds: frozenset[type]) -> list[Any]:
    """Return packed data as a list, after checking that it has `count` values of these types."""
    ensure(type(packed) is list and len(packed) == count and kinds.issuperset(map(type, packed)))
    found: list[Any] = packed
    return found


def _check_lengths(lengths: Any, count: int) -> None:
    _as_list(lengths, count, frozenset((int,)))
    ensure(not lengths or min(lengths) >= 0)


def _seconds(moment: datetime) -> int:
    if moment.microsecond:
        raise ValueError("a part of a second")
    return int(moment.timestamp())
