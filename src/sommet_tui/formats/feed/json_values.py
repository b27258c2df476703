"""Values in JSON from anyone: a value of the wrong type counts as missing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

Object = Mapping[str, Any]
_EMPTY: Object = {}
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_MARKS = ("guid", "slug", "id", "code")


def text(value: object, language: str = "en") -> str:
    """Return a text, or a number as text; of several languages, this one or else the first."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)[:100]
    if isinstance(value, dict):
        chosen = value.get(language) or next(filter(None, value.values()), "")
        return chosen.strip() if isinstance(chosen, str) else ""
    return ""


def text_at(found: Object, *keys: str) -> str:
    """Return the first text under these keys that is not empty, or ""."""
    return next(filter(None, (text(found.get(key)) for key in keys)), "")


def by_language(value: object) -> dict[str, str]:
    """Return a text in several languages by language code; empty for any other value."""
    return {
        code: name.strip()
        for code, name in part(value).items()
        if isinstance(name, str) and name.strip()
    }


def name(value: object, language: str = "en") -> str:
    """Return a text, or the name of an object; rooms and tracks are either."""
    if isinstance(value, dict) and "name" in value:
        return text(value["name"], language)
    if isinstance(value, dict) and "slug" in value:
        return text(value["slug"])
    return "" if id_of(part(value)) else text(value, language)


def names_by_id(found: Iterable[Object], language: str = "en") -> dict[str, str]:
    """Return the names of rooms, tracks or people by each property that identifies them."""
    return {
        text_at(item, mark): name(item, language)
        for item in found
        for mark in _MARKS
        if item.get(mark)
    }


def name_from(value: object, names: Mapping[str, str], language: str = "en") -> str:
    """Return the name of an object, or the one that belongs to its id; `names` are by id.

    A number alone is an id, a text alone is an id or a name.
    """
    if not isinstance(value, dict):
        return names.get(text(value), "" if isinstance(value, int) else text(value))
    known = (names.get(text_at(value, mark), "") for mark in _MARKS)
    return text(value.get("name"), language) or next(filter(None, known), name(value, language))


def id_of(value: object) -> str:
    """Return the id of an object, or a value that is an id itself."""
    return text_at(value, "code", "guid", "id") if isinstance(value, dict) else text(value)


def items(value: object) -> list[Any]:
    """Return a list, or none."""
    return value if isinstance(value, list) else []


def objects(value: object) -> list[Object]:
    """Return the objects in a list."""
    return [item for item in items(value) if isinstance(item, dict)]


def part(value: object) -> Object:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else _EMPTY


def read_boolean(value: object) -> bool | None:
    """Read a boolean in its usual spellings, or None."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _TRUTHS.get(value.strip().lower())
    return None


def filming(found: Object) -> bool | None:
    """Whether a session is recorded, if it says so."""
    hidden = read_boolean(found.get("do_not_record"))
    return None if hidden is None else not hidden


def unread(found: Object, known: Container[str]) -> Iterator[str]:
    """The keys with a value, except the known ones."""
    return (
        key
        for key, value in found.items()
        if key not in known and value not in (None, "", [], {}, False)
    )


def shown_keys(value: object) -> str:
    """Return what a file contains, in a few words, for users who chose the wrong one."""
    if isinstance(value, dict):
        return "{" + ", ".join(str(key)[:40] for key in list(value)[:6]) + "}"
    if isinstance(value, list):
        return f"[{shown_keys(value[0]) if value and isinstance(value[0], dict) else '…'}]"
    return str(value)[:40]
