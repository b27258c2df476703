"""Classes of values: `frozen` makes a class whose values cannot be changed.

Like `dataclasses.dataclass` with `frozen` and `slots`, it writes the constructor and compares and
prints values by their fields. A class with cached properties has no slots, because it needs a
`__dict__`. `field` and `replace` are those of the standard library.

With `dataclasses`, defining a class takes 0.5 to 2 ms, because six functions are compiled for it.
Here, only the constructor is compiled, and only once a class has many values; all classes share the
other functions. When this was measured, `now` and `agenda` took 1.5 times as long with
`dataclasses`, and `stage report` 1.6 times. Features that this app does not use are missing: values
that can change, `__post_init__`, ordering, `fields` and `asdict`.
"""

from __future__ import annotations

from functools import cached_property
from itertools import count
from operator import attrgetter

__all__ = ["DECODE_ERRORS", "field", "frozen", "replace"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeVar, dataclass_transform

    T = TypeVar("T")


DECODE_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""The errors that reading damaged or foreign data can raise."""

_MISSING: Any = object()
"""Marks a field without a default."""
_MANY = 30
"""Once a class has this many values, a constructor is compiled for it."""


class _Field:
    """The options of a field, as in the standard library."""

    __slots__ = ("compare", "default", "default_factory", "repr")

    def __init__(
        self,
        *,
        default: Any = _MISSING,
        default_factory: Callable[[], Any] | None = None,
        compare: bool = True,
        repr: bool = True,  # noqa: A002  (the name in the standard library)
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.compare = compare
        self.repr = repr


def _replace(value: Any, /, **changes: Any) -> Any:
    fields = value.__match_args__
    return type(value)(**{name: getattr(value, name) for name in fields} | changes)


def _frozen(cls: type) -> type:
    body = dict(cls.__dict__)
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    if body.get("__hash__") is None:  # the class defines `__eq__`
        body.pop("__hash__", None)
    inherited: Mapping[str, Any] = getattr(cls, "_fields", {})
    own = {
        name: body.pop(name, _MISSING)
        for name, kind in cls.__annotations__.items()
        if not kind.startswith("ClassVar")
    }
    fields = {**inherited, **own}
    # Without fields to compare, all values of a class are equal.
    compared = [name for name, field in fields.items() if _has(field, "compare")]
    body |= {"__qualname__": cls.__qualname__, "__match_args__": tuple(fields)}
    body |= {"_fields": fields, "_key": attrgetter(*compared or ["__class__"])}
    slots = cached_property not in map(type, body.values())
    if slots:
        body["__slots__"] = tuple(own)

    numbers = count()

    def make(made: Any, *given: Any, **named: Any) -> Any:
        value = None
        if inherited or next(numbers) < _MANY:  # `_make_new` cannot make a class with a base
            value = _build_without_init(made, fields, given, named)
        if inherited and value is None:
            raise TypeError(cls.__name__)
        if value is None:
            equipped.__new__ = staticmethod(_make_new(equipped, fields, slots=slots))
            value = equipped.__new__(made, *given, **named)
        return value

    # The class is created again with its methods, because setting them later is slower. If the
    # class defines a method itself, this method stays.
    equipped: Any = type(cls)(cls.__name__, cls.__bases__, {**_METHODS, **body, "__new__": make})
    return equipped  # type: ignore[no-any-return]


def _has(field: Any, option: str) -> bool:
    """Return whether a field has an option; a field without `field(…)` has all options."""
    return not isinstance(field, _Field) or getattr(field, option)


# All classes share these functions, because copies for each class would take 0.1 megabytes.


def _equals(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    key = self._key
    return self is other or bool(key(self) == key(other))


def _hash(self: Any) -> int:
    return hash(self._key(self))


def _repr(self: Any) -> str:
    shown = [name for name, field in self._fields.items() if _has(field, "repr")]
    sentence = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{self.__class__.__qualname__}({sentence})"


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    raise AttributeError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise AttributeError(f"cannot delete field {name!r}")


_METHODS = {
    "__eq__": _equals,
    "__repr__": _repr,
    "__hash__": _hash,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
}
"""The methods that do not depend on how a value is constructed."""


def _build_without_init(
    cls: Any, fields: Mapping[str, Any], given: Sequence[Any], named: Mapping[str, Any]
) -> Any:
    """Return a value with these arguments, or None if a constructor would refuse them."""
    known = {**dict(zip(fields, given, strict=False)), **named}
    values = {**fields, **known}
    if len(known) < len(given) + len(named) or len(values) > len(fields):
        return None
    made = object.__new__(cls)
    for name, value in values.items():
        if isinstance(value, _Field):
            make = value.default_factory
            value = value.default if make is None else make()  # noqa: PLW2901
        if value is _MISSING:
            return None
        object.__setattr__(made, name, value)
    return made


def _make_new(cls: type, fields: Mapping[str, Any], *, slots: bool) -> Any:
    """Return the `__new__` of a class.

    It fills an instance of a class that is not frozen, and then changes the class of the instance
    to `cls`. Setting the fields of an instance of the frozen `cls` would take twice as long.
    """
    body = {"__slots__": tuple(fields)} if slots else {}
    open_class = type(cls)(cls.__name__, cls.__bases__, body)
    names: dict[str, Any] = {"_missing": _MISSING, "_new": object.__new__, "_open": open_class}
    parameters, lines = ["cls"], ["self = _new(_open)"]
    for name, field in fields.items():
        value = name
        plain = not isinstance(field, _Field)
        default, make = (field, None) if plain else (field.default, field.default_factory)
        if make is not None:
            names[f"_make_{name}"] = make
            parameters.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        elif default is not _MISSING:
            names[f"_default_{name}"] = default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"self.{name} = {value}")
    lines += ["self.__class__ = cls", "return self"]
    text = f"def __new__({', '.join(parameters)}):\n " + "\n ".join(lines)
    exec(text, names)  # noqa: S102  (field names only, as in the standard library)
    made = names["__new__"]
    made.__qualname__ = f"{cls.__qualname__}.__new__"
    made.__module__ = cls.__module__
    made.__annotations__ = {**cls.__annotations__, "return": "None"}
    return made


if TYPE_CHECKING:
    from dataclasses import field, replace

    @dataclass_transform(frozen_default=True, field_specifiers=(field,))
    def frozen(cls: type[T]) -> type[T]:
        """Make a class of values."""
        return cls
else:
    field, frozen, replace = _Field, _frozen, _replace
