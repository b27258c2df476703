"""Classes of values behave as the standard library's, as far as the app uses them."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain import values

LIBRARIES = (values, dataclasses)


def frozen(library: Any, cls: type, *, slots: bool = True) -> Any:
    """Make a class of values. Without slots, it has a cached property."""
    if not slots:
        cached = cached_property(str)
        cls.cached = cached  # type: ignore[attr-defined]
        cached.__set_name__(cls, "cached")
    if library is values:
        return values.frozen(cls)
    return dataclasses.dataclass(frozen=True, slots=slots)(cls)


def point(library: Any, *, slots: bool) -> Any:
    """The same class, made by a library."""

    class Point:
        """Where something is."""

        KINDS: ClassVar[int] = 2
        x: int
        y: int = 0
        tags: list[str] = library.field(default_factory=list)
        hidden: str = library.field(default="", compare=False, repr=False)

        def moved(self, by: int) -> Any:
            return library.replace(self, x=self.x + by)

    return frozen(library, Point, slots=slots)


BEFORE = (0, 40)
"""Values that were made before: a constructor is compiled for many."""


@pytest.mark.parametrize("slots", [True, False])
@given(st.sampled_from(BEFORE), st.tuples(st.integers(), *[st.integers(0, 1)] * 2), st.text())
def test_values_are_built_printed_compared_and_replaced_like_dataclasses(
    slots: bool, before: int, numbers: tuple[int, int, int], hidden: str
) -> None:
    x, y, other = numbers

    def behaviour(library: Any) -> list[object]:
        cls = point(library, slots=slots)
        assert all(cls(number).x == number for number in range(before))
        one, two = cls(x, y, hidden=hidden), cls(x=x, y=other)
        three = cls(x + 1, tags=["a"])
        changed = one.moved(other)
        return [
            *(str(each) for each in (one, two, three, changed)),
            one == two,
            one == three,
            one == cls(x, y),
            one != (x, y),
            (changed.x, changed.y, changed.hidden, changed.tags == []),
            one.tags is cls(x, y).tags,
            cls.KINDS,
            cls.__match_args__,
            cls.__doc__,
            cls.__qualname__,
        ]

    assert behaviour(values) == behaviour(dataclasses)


@pytest.mark.parametrize("slots", [True, False])
@pytest.mark.parametrize("library", LIBRARIES)
def test_frozen_values_cannot_be_changed(library: Any, slots: bool) -> None:
    one = point(library, slots=slots)(1)
    with pytest.raises(AttributeError, match="cannot assign to field 'x'"):
        one.x = 2
    with pytest.raises(AttributeError, match="cannot delete field 'x'"):
        del one.x
    assert one.x == 1


@pytest.mark.parametrize("library", LIBRARIES)
def test_frozen_values_are_hashed_by_their_compared_fields(library: Any) -> None:
    class Key:
        name: str
        seen: int = library.field(default=0, compare=False)

    key = frozen(library, Key)
    found = {key("a", 1): "first", key("b"): "second"}
    assert found[key("a", 2)] == "first"
    assert key("c") not in found


@pytest.mark.parametrize("slots", [True, False])
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize(
    ("arguments", "named"),
    [((), {}), ((), {"x": 1, "z": 2}), ((1,), {"x": 1}), ((1, 2, 3, 4, 5), {})],
)
def test_missing_and_extra_arguments_are_errors(
    slots: bool, before: int, arguments: tuple[int, ...], named: dict[str, int]
) -> None:
    messages = set()
    for library in LIBRARIES:
        cls = point(library, slots=slots)
        assert all(cls(number).x == number for number in range(before))
        with pytest.raises(TypeError) as error:
            cls(*arguments, **named)
        messages.add(str(error.value).split("()")[-1])
    assert len(messages) == 1


@pytest.mark.parametrize("library", LIBRARIES)
def test_class_keeps_its_own_methods(library: Any) -> None:
    class Own:
        name: str

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    one = frozen(library, Own)("a")
    assert (repr(one), one == 3, hash(one)) == ("own", True, 7)


@pytest.mark.parametrize("library", LIBRARIES)
def test_class_without_fields_can_be_a_value_class(library: Any) -> None:
    class Empty:
        pass

    nothing = frozen(library, Empty)
    assert {nothing(), nothing()} == {nothing()}
    assert repr(nothing()).endswith("<locals>.Empty()")


@pytest.mark.parametrize("slots", [True, False])
@pytest.mark.parametrize("library", LIBRARIES)
def test_value_class_has_the_fields_of_its_base(library: Any, slots: bool) -> None:
    class Base:
        x: int
        y: int = 1

        def sum(self) -> int:
            return self.x + self.y

    class Named(frozen(library, Base, slots=slots)):  # type: ignore[misc]
        name: str = ""

    cls = frozen(library, Named, slots=slots)
    for number in range(BEFORE[1]):
        assert cls(number).sum() == number + 1
    one = cls(2, 3, "a")
    assert (one.x, one.y, one.name) == (2, 3, "a")
    assert library.replace(one, x=5) == cls(5, 3, name="a") != cls(5, 3)
    assert repr(one).endswith("Named(x=2, y=3, name='a')")
    assert one != cls.__bases__[0](2, 3)
    with pytest.raises(TypeError):
        cls(name="a")
    with pytest.raises(AttributeError):
        one.x = 1


def test_slots_refuse_other_attributes_and_cached_properties_work_without_them() -> None:
    assert not hasattr(point(values, slots=True)(1), "__dict__")
    counted: list[int] = []

    @values.frozen
    class Sum:
        parts: tuple[int, ...]

        @cached_property
        def total(self) -> int:
            counted.append(1)
            return sum(self.parts)

    one = Sum((1, 2))
    assert (one.total, one.total, counted) == (3, 3, [1])
