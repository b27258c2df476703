"""The shape of a programme: the one model that every format is validated against.

Only what can be seen in one value at a time is checked here, and told to the schema; what the
parts say together is checked when a programme is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Final, Literal, LiteralString
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    StrictBool,
    StrictInt,
    WrapValidator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sommet_tui.domain.limits import (
    MINUTES_LIMIT,
    MOST_QUESTIONS,
    MOST_READY_MESSAGES,
    MOST_SEATS,
    MOST_SEGMENTS,
)

_UNSEEN = r"\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_ID = rf"^[^-{_UNSEEN}][^{_UNSEEN}]{{0,99}}$"
_TIME = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][01][0-9]:?[0-5][0-9])?$"
_BOUNDARY = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
_HOST = rf"(\[[0-9A-Fa-f:.]+\]|[^{_UNSEEN}<>\"\\/?#@:\[\]]+)"
_URL = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(:[0-9]{{1,5}})?([/?#][^{_UNSEEN}<>\"\\]*)?$"
"""No name before the host and no backslash: browsers and people disagree on where these lead."""
_WEB = "[Hh][Tt][Tt][Pp][Ss]?://"
_LIVE = _URL.replace(_WEB, rf"({_WEB}|(mqtts?|wss?)://([^{_UNSEEN}/?#@:]+@)?)")
"""The same, and a broker's, which may name who reads there."""
_URL_LENGTH = 2008
_COLOR = r"^#[0-9A-Fa-f]{6}$"


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


@lru_cache(maxsize=1024)
def _names_host(url: str) -> bool:
    """Whether an address names a host to ask; readers of feeds ask too, before the model does."""
    try:
        parts = urlsplit(url)
        return len(url) <= _URL_LENGTH and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _of_the_web(text: str) -> str:
    if not _names_host(text):
        raise PydanticCustomError("url", "not as it should be")
    return text


def web_address(text: str) -> bool:
    """Whether a text is an address that a programme may have."""
    return re.fullmatch(_URL, text) is not None and _names_host(text)


def live_address(text: str) -> bool:
    """Whether a text is an address at which a stage can publish the day."""
    try:
        return re.fullmatch(_LIVE, text) is not None and _of_the_web(text) == text
    except PydanticCustomError:
        return False


def identifier(text: str) -> bool:
    """Whether a text can be an id."""
    return re.fullmatch(_ID, text) is not None


def _is_instant(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


def _listed(value: object) -> object:
    """One value alone, as the list of that one."""
    return value if value is None or isinstance(value, list | dict) else [value]


class WithOneAlone:
    """Tells the schema what `_listed` takes: an item alone, or a list of some."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Either way of writing it."""
        several = handler(core_schema)
        return {"anyOf": [several["items"], several]}


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
if TYPE_CHECKING:
    Moment = str | datetime
else:
    Moment = Annotated[Time, WrapValidator(lambda v, check: v if _is_instant(v) else check(v))]
    """A time as people write it; an aware instant where a reader made it."""
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
LiveUrl = Annotated[
    str,
    _matching("url", _LIVE),
    AfterValidator(_of_the_web),
    _written(_LIVE, "https://example.org/live.json", maxLength=_URL_LENGTH),
]
Color = Annotated[str, _matching("color", _COLOR), _written(_COLOR, "#4466aa")]
Rooms = Annotated[list[Id], BeforeValidator(_listed), WithOneAlone()]
Languages = Annotated[list[Language], BeforeValidator(_listed), WithOneAlone()]
Minutes = Annotated[StrictInt, _between(0, 1440), _ranging(0, 1440)]
Length = Annotated[StrictInt, _between(1, MINUTES_LIMIT), _ranging(1, MINUTES_LIMIT)]
ReadyMessage = Annotated[str, Field(json_schema_extra={"minLength": 1})]
Percent = Annotated[StrictInt, _between(1, 100), _ranging(1, 100)]


class WirePart(BaseModel):
    """What all parts of a file have in common: no key but those that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkWire(WirePart):
    """A web page and what it is called."""

    title: str = Field(min_length=1, description="What the page is called.")
    url: Url = Field(description="Its address: http or https.")
    kind: Literal["page", "slides", "stream", "recording", "feedback", "chat"] | None = Field(
        None, description="What it leads to."
    )


class VenueWire(WirePart):
    """Where the event takes place."""

    name: str = Field(min_length=1, description="What the place is called.")
    address: str | None = Field(None, description="How to find it.")


class EventWire(WirePart):
    """The event as a whole."""

    id: Id = Field(description="Names the event for good: bookmarks are kept under it.")
    title: str = Field(min_length=1, description="What the event is called.")
    subtitle: str | None = Field(None, description="The rest of its title.")
    description: str | None = Field(None, description="What it is about, in Markdown.")
    url: Url | None = Field(None, description="Its web page: http or https.")
    registration: str | None = Field(None, description="How registration stands, in a few words.")
    venue: VenueWire | None = Field(None, description="Where it takes place.")
    timezone: str = Field(
        description="The IANA name of the zone that all times are in.",
        examples=["Europe/Paris", "America/Montreal"],
    )
    language: Language = Field(description="The code of the language the event is held in.")
    day_boundary: Boundary = Field(
        "04:00", description="Times before this one belong to the night of the day before."
    )
    live: LiveUrl | None = Field(
        None,
        description="Where the stage publishes how the day really runs: http or https, or an event"
        " of a broker by mqtt, mqtts, ws or wss.",
    )


class RoomWire(WirePart):
    """A place in which one session runs at a time."""

    id: Id = Field(description="What sessions call the room.", examples=["main"])
    name: str = Field(min_length=1, description="What people call it.")
    note: str | None = Field(
        None, description="What helps to find it, in a few words.", examples=["2e étage"]
    )
    url: Url | None = Field(None, description="Its web page: http or https.")


class TrackWire(WirePart):
    """A theme that runs through several sessions."""

    id: Id = Field(description="What sessions call the track.")
    name: str = Field(min_length=1, description="What people call it.")
    color: Color | None = Field(None, description="Its color, as the web writes it.")


class PersonWire(WirePart):
    """Someone on stage; the key in front is what sessions call them."""

    name: str = Field(min_length=1, description="First and last name, as they write it.")
    affiliation: str | None = Field(
        None, description="Whom they speak for, unless a session says otherwise."
    )
    pronunciation: str | None = Field(
        None, description="How to say the name.", examples=["AY-da eg-ZEM-pluh"]
    )
    introduction: str | None = Field(
        None,
        description="What to say when they come on stage.",
        examples=["Ada has measured what machines cost for twenty years."],
    )
    links: list[LinkWire] = Field([], description="Their web pages.")


class ParticipationWire(WirePart):
    """A person in a session: their id alone, or with a role, an affiliation, a share."""

    person: Id = Field(description="The person's key under `people`.")
    role: Literal["speaker", "moderator", "host"] = Field(
        "speaker", description="What they do in this session."
    )
    affiliation: str | None = Field(None, description="Whom they speak for in this session.")
    share: Percent | None = Field(
        None,
        description="How much of the speaking time is theirs, in percent: what the moderator aims"
        " at.",
        examples=[40],
    )

    @model_validator(mode="before")
    @classmethod
    def _id_alone(cls, value: object) -> object:
        return {"person": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Either way of writing it."""
        return _either(handler, core_schema, "person", "The person's id.")


class SegmentWire(WirePart):
    """A part of a session's plan."""

    name: str = Field(
        min_length=1,
        description="One of the usual ones - welcome, statements, discussion, questions, close -"
        " which are shown in the reader's language, or what you call it.",
        examples=["welcome", "statements", "discussion", "questions", "close"],
    )
    minutes: Length = Field(description="How many minutes it takes.", examples=[20])


class QuestionWire(WirePart):
    """A question thought of beforehand: its text alone, or with whom it is for."""

    text: str = Field(min_length=1, description="The question.")
    to: Id | None = Field(None, description="The id of the person it is for: one of the session's.")

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Either way of writing it."""
        return _either(handler, core_schema, "text", "The question.")


def _either(
    handler: GetJsonSchemaHandler, core_schema: CoreSchema, key: str, meaning: str
) -> JsonSchemaValue:
    """The schema of a mapping, or of what stands under one of its keys alone."""
    whole = handler.resolve_ref_schema(handler(core_schema))
    alone = {**whole["properties"][key], "description": meaning}
    return {"description": whole.pop("description"), "anyOf": [alone, whole]}


class SessionWire(WirePart):
    """One item of the programme: a session, or a break."""

    id: Id = Field(description="Names the session for good: bookmarks and notes follow it.")
    label: str | None = Field(
        None, description="What it is called beside its title.", examples=["Keynote", "Panel 1"]
    )
    title: str = Field(min_length=1, description="What it is about, in one line.")
    subtitle: str | None = Field(None, description="The rest of its title.")
    start: Moment = Field(
        description="When it starts, HH:MM in the event's zone. In the hour that comes twice when"
        " clocks go back, add the offset: 02:30+01:00."
    )
    end: Moment = Field(
        description="When it ends, written like `start`; at or before it, the next date is meant,"
        " up to 24 hours on."
    )
    kind: Literal["session", "break"] = Field("session", description="A session, or a break.")
    type: str | None = Field(
        None, description="The event's own word for what it is.", examples=["Talk", "Workshop"]
    )
    room: Rooms = Field(
        [],
        description="The id of its room, or those of several, the first of which drives it; `all`"
        " for all rooms. Not needed where there is one room.",
    )
    track: Id | None = Field(None, description="The id of its track.")
    follows: StrictBool = Field(
        False, description="Starts when the session before it ends, early or late (a soft start)."
    )
    fixed_end: StrictBool | None = Field(
        None,
        description="Whether it ends on time however late it started: false for a session, true"
        " for a break, unless said.",
    )
    warning_minutes: Minutes = Field(
        5, description="How many minutes before its end the time turns to warning."
    )
    danger_minutes: Minutes = Field(
        1, description="How many minutes before its end the time turns to danger."
    )
    state: Literal["confirmed", "moved", "cancelled"] = Field(
        "confirmed", description="What was decided about it."
    )
    language: Languages = Field(
        [],
        description="The code of the language it is held in, where not the event's; or of several.",
    )
    recorded: StrictBool | None = Field(
        None, description="Whether one can see it later; false: only in the room."
    )
    people: list[ParticipationWire] = Field([], description="Who is on stage, in order.")
    abstract: str | None = Field(None, description="What it is about, in Markdown.")
    links: list[LinkWire] = Field([], description="Web pages about it.")
    segments: list[SegmentWire] = Field(
        [],
        max_length=MOST_SEGMENTS,
        description="The plan of a panel, part by part; a usual one is made unless said.",
    )
    questions: list[QuestionWire] = Field(
        [], max_length=MOST_QUESTIONS, description="Questions the moderator wants at hand."
    )
    seating: list[Id] = Field(
        [],
        max_length=MOST_SEATS,
        description="Who sits where: ids of its people from left to right, as the room sees them.",
    )
    cue: str | None = Field(
        None,
        description="What the stage has to do for it: shown to the stage alone, and on the run"
        " sheet.",
        examples=["microphones 2 and 3, video"],
    )


class StageWire(WirePart):
    """How the stage drives the event."""

    take: StrictBool = Field(
        False,
        description="The stage drives from the first: nothing begins or ends by the clock alone.",
    )
    messages: list[ReadyMessage] = Field(
        [],
        max_length=MOST_READY_MESSAGES,
        description="Messages that are often sent, to be chosen by their number: the first is 1.",
        examples=[["Lunch is served upstairs", "Please take your seats"]],
    )


class DayWire(WirePart):
    """One day of the event."""

    date: Date = Field(description="The calendar day, YYYY-MM-DD.")
    sessions: list[SessionWire] = Field(description="Its sessions and breaks, in any order.")


class ProgrammeWire(WirePart):
    """The programme of an event, for people to read and write."""

    model_config = ConfigDict(title="Programme of an event")

    version: Literal[1] = Field(description="The version of this format.")
    event: EventWire = Field(description="The event as a whole.")
    rooms: list[RoomWire] = Field(
        [], description="Its rooms; none for an event of one unnamed room."
    )
    tracks: list[TrackWire] = Field([], description="Themes that run through several sessions.")
    people: dict[Id, PersonWire] = Field(
        {},
        description="Everyone on stage, each under the id that sessions call them by.",
        json_schema_extra={"additionalProperties": False},
    )
    stage: StageWire | None = Field(None, description="How the stage drives the event.")
    days: list[DayWire] = Field(description="The days of the event.")


PARTS: Final[Mapping[str, type[WirePart]]] = {
    "event": EventWire,
    "venue": VenueWire,
    "rooms": RoomWire,
    "tracks": TrackWire,
    "stage": StageWire,
    "days": DayWire,
    "sessions": SessionWire,
    "links": LinkWire,
    "segments": SegmentWire,
    "questions": QuestionWire,
}


def part_at(loc: Sequence[str | int]) -> type[WirePart]:
    """The model of the mapping at a place in the file."""
    if not loc:
        return ProgrammeWire
    names = [name for name in loc if isinstance(name, str)]
    if loc[0] == "people" and "links" not in names[2:]:
        return PersonWire
    return ParticipationWire if names[-1] == "people" else PARTS.get(names[-1], LinkWire)
