"""The kinds of values a programme file has, each checked by itself and told to the schema."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, LiteralString
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, JsonValue, StrictInt
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from sommet_tui.domain.preparation import LONGEST

_UNSEEN = r"\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_ID = rf"^[^-{_UNSEEN}][^{_UNSEEN}]{{0,99}}$"
_TIME = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][01][0-9]:?[0-5][0-9])?$"
_BOUNDARY = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
_HOST = rf"(\[[0-9A-Fa-f:.]+\]|[^{_UNSEEN}<>\"\\/?#@:\[\]]+)"
_URL = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(:[0-9]{{1,5}})?([/?#][^{_UNSEEN}<>\"\\]*)?$"
"""No name before the host and no backslash: browsers and people disagree on where these lead."""
_URL_LENGTH = 2008


def _matching(code: LiteralString, pattern: str) -> AfterValidator:
    matches = re.compile(pattern).fullmatch

    def check(text: str) -> str:
        if matches(text) is None:
            raise PydanticCustomError(code, "not as it should be")
        return text

    return AfterValidator(check)


def _of_the_calendar(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("date", "not in the calendar") from None
    return text


def _of_the_web(text: str) -> str:
    try:
        parts = urlsplit(text)
        told = len(text) <= _URL_LENGTH and parts.hostname and parts.port != 0
    except ValueError:
        told = False
    if not told:
        raise PydanticCustomError("url", "not as it should be")
    return text


def _written(pattern: str, *examples: str, **more: JsonValue) -> FieldInfo:
    """What the schema says of a text that is checked here, for editors to check it too."""
    extra: dict[str, JsonValue] = {"pattern": pattern, **more}
    if examples:
        extra["examples"] = [*examples]
    field: FieldInfo = Field(json_schema_extra=extra)
    return field


def _between(low: int, high: int) -> AfterValidator:
    def check(number: int) -> int:
        if not low <= number <= high:
            bounds = {"low": str(low), "high": str(high)}
            raise PydanticCustomError("range", "not between these", bounds)
        return number

    return AfterValidator(check)


def _ranging(low: int, high: int) -> FieldInfo:
    """The same for the schema."""
    field: FieldInfo = Field(json_schema_extra={"minimum": low, "maximum": high})
    return field


Id = Annotated[str, _matching("id", _ID), _written(_ID)]
Time = Annotated[str, _matching("time", _TIME), _written(_TIME, "09:30", "02:30+01:00")]
Boundary = Annotated[str, _matching("time", _BOUNDARY), _written(_BOUNDARY, "04:00")]
Date = Annotated[
    str,
    _matching("date", _DATE),
    AfterValidator(_of_the_calendar),
    _written(_DATE, "2026-03-01", format="date"),
]
Language = Annotated[str, _matching("language", _LANGUAGE), _written(_LANGUAGE, "fr", "pt-BR")]
Url = Annotated[
    str,
    _matching("url", _URL),
    AfterValidator(_of_the_web),
    _written(_URL, "https://example.org/", maxLength=_URL_LENGTH),
]
Minutes = Annotated[StrictInt, _between(0, 1440), _ranging(0, 1440)]
Length = Annotated[StrictInt, _between(1, LONGEST), _ranging(1, LONGEST)]
Percent = Annotated[StrictInt, _between(1, 100), _ranging(1, 100)]
