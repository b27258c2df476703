"""The fields of a programme in YAML, with the rules for their values.

The model checks only single values, and describes them in the schema. Relations between parts are
checked when a programme is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, LiteralString

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    JsonValue,
    StrictBool,
    StrictInt,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from sommet_tui.domain.limits import (
    ADDRESS_LIMIT,
    MAX_PER_SESSION,
    MAX_QUESTIONS,
    MAX_READY_MESSAGES,
    MAX_SEATS,
    MAX_SEGMENTS,
    MAX_WALKS,
    MINUTES_LIMIT,
)
from sommet_tui.domain.programme import DANGER_MINUTES, WARNING_MINUTES
from sommet_tui.formats.ids import ID, LANGUAGE, LIVE, URL, has_host, is_identifier

_TIME = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][01][0-9]:?[0-5][0-9])?$"
_BOUNDARY = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_COLOR = r"^#[0-9A-Fa-f]{6}$"


class Constraint:
    """Checks a value. The schema contains the same check, so that editors can apply it."""

    def __init__(self, check: Callable[[Any], Any], description: JsonSchemaValue) -> None:
        self._check = check
        self._described = description

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        """Return the schema of the value, followed by the check."""
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Return the schema of the value, with the description of the check."""
        return handler(core_schema) | self._described


def _pattern_constraint(
    code: LiteralString, pattern: str, *examples: str, **more: JsonValue
) -> Constraint:
    """Return the constraint that a text must match a pattern as a whole."""
    matches = re.compile(pattern).fullmatch

    def check(text: str) -> str:
        if matches(text) is None:
            raise PydanticCustomError(code, "not as it should be")
        return text

    shown = {"examples": [*examples]} if examples else {}
    return Constraint(check, {"pattern": pattern, **more, **shown})


def _check_year(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("date", "not in the calendar") from None
    return text


def _check_identifier(text: str) -> str:
    if not is_identifier(text):
        raise PydanticCustomError("id", "not as it should be")
    return text


def _check_web_address(text: str) -> str:
    if not has_host(text):
        raise PydanticCustomError("url", "not as it should be")
    return text


def _as_list(value: object) -> object:
    """Put a single item into a list."""
    return value if value is None or isinstance(value, list | dict) else [value]


def _wrap_person(value: object) -> object:
    """Put the id of one person into a list."""
    return [value] if isinstance(value, str) else value


def _wrap_text(value: object) -> object:
    """If the value is a text, return a mapping from the language "" to this text.

    Texts by language must not use the key "".
    """
    if not isinstance(value, dict):
        return {"": value}
    if "" in value:
        raise PydanticCustomError("language", "not as it should be")
    return value


def _check_language(code: str) -> str:
    if code and re.fullmatch(LANGUAGE, code) is None:
        raise PydanticCustomError("language", "not as it should be")
    return code


class ByLanguage:
    """Adds to the schema that `_wrap_text` accepts a text alone, or texts by language."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Return a schema that accepts both forms."""
        text = handler(core_schema)["additionalProperties"]
        several = {
            "type": "object",
            "patternProperties": {LANGUAGE: text},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"anyOf": [text, several]}


class OneOrList:
    """Adds to the schema that `_as_list` accepts an item alone, or a list of items."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Return a schema that accepts both forms."""
        several = handler(core_schema)
        return {"anyOf": [several["items"], several]}


def _range_constraint(low: int, high: int) -> Constraint:
    def check(number: int) -> int:
        if not low <= number <= high:
            bounds = {"low": str(low), "high": str(high)}
            raise PydanticCustomError("range", "not between these", bounds)
        return number

    return Constraint(check, {"minimum": low, "maximum": high})


Id = Annotated[str, _pattern_constraint("id", ID), AfterValidator(_check_identifier)]
Time = Annotated[str, _pattern_constraint("time", _TIME, "09:30", "02:30+01:00")]
Boundary = Annotated[str, _pattern_constraint("time", _BOUNDARY, "04:00")]
Date = Annotated[
    str,
    _pattern_constraint("date", _DATE, "2026-03-01", format="date"),
    AfterValidator(_check_year),
]
Language = Annotated[str, _pattern_constraint("language", LANGUAGE, "fr", "pt-BR")]
_Code = Annotated[str, AfterValidator(_check_language)]
Texts = Annotated[dict[_Code, str], Field(min_length=1), BeforeValidator(_wrap_text), ByLanguage()]
Titles = Annotated[
    dict[_Code, Annotated[str, Field(min_length=1)]],
    Field(min_length=1),
    BeforeValidator(_wrap_text),
    ByLanguage(),
]
Url = Annotated[
    str,
    _pattern_constraint("url", URL, "https://example.org/", maxLength=ADDRESS_LIMIT),
    AfterValidator(_check_web_address),
]
LiveUrl = Annotated[
    str,
    _pattern_constraint("url", LIVE, "https://example.org/live.json", maxLength=ADDRESS_LIMIT),
    AfterValidator(_check_web_address),
]
Color = Annotated[str, _pattern_constraint("color", _COLOR, "#4466aa")]
_FEW = Field(max_length=MAX_PER_SESSION)
Rooms = Annotated[list[Id], _FEW, BeforeValidator(_as_list), OneOrList()]
Languages = Annotated[list[Language], _FEW, BeforeValidator(_as_list), OneOrList()]
Minutes = Annotated[StrictInt, _range_constraint(0, MINUTES_LIMIT)]
Length = Annotated[StrictInt, _range_constraint(1, MINUTES_LIMIT)]
ReadyMessage = Annotated[str, Field(json_schema_extra={"minLength": 1})]
Percent = Annotated[StrictInt, _range_constraint(1, 100)]


_BY_LANGUAGE = " In several languages: `{fr: …, en: …}`."


class WirePart(BaseModel):
    """The base of all parts of a file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ShortPart(WirePart):
    """The base of parts that may be written as only the value under the key `ALONE`."""

    ALONE: ClassVar[str]
    MEANING: ClassVar[str]
    """The description of that value."""

    @model_validator(mode="before")
    @classmethod
    def _accept_value_alone(cls, value: object) -> object:
        return {cls.ALONE: value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Return the schema of both forms."""
        whole = handler.resolve_ref_schema(handler(core_schema))
        alone = {**whole["properties"][cls.ALONE], "description": cls.MEANING}
        # If Python runs with -OO, there are no docstrings, and therefore no descriptions.
        meaning_of_whole = {name: whole.pop(name) for name in ("description",) if name in whole}
        return {**meaning_of_whole, "anyOf": [alone, whole]}


class LinkWire(WirePart):
    """A web page with its title."""

    title: str = Field(min_length=1, description="The page's title.")
    url: Url = Field(description="The address of the page: http or https.")
    kind: Literal["page", "slides", "stream", "recording", "feedback", "chat"] | None = Field(
        None, description="What kind of page it is."
    )


class VenueWire(WirePart):
    """Where the event takes place."""

    name: str = Field(min_length=1, description="The name of the place.")
    address: str | None = Field(None, description="The postal address, or directions to the venue.")


class EventWire(WirePart):
    """The event as a whole."""

    id: Id = Field(
        default_factory=str,
        description=(
            "The id of the event. Bookmarks refer to this id, so do not change it. By default, "
            "sommet-tui makes the id from the title and the year."
        ),
    )
    title: Titles = Field(description=f"The name of the event.{_BY_LANGUAGE}")
    subtitle: Texts | None = Field(None, description=f"A second line for the title.{_BY_LANGUAGE}")
    description: Texts | None = Field(
        None, description=f"What the event is about, in Markdown.{_BY_LANGUAGE}"
    )
    url: Url | None = Field(None, description="The event's web page: http or https.")
    registration: str | None = Field(
        None, description="How to register, or the last day to register, in a few words."
    )
    venue: VenueWire | None = Field(None, description="The place of the event.")
    timezone: str = Field(
        description="The time zone of all times in the file: an IANA name, such as Europe/Paris.",
        examples=["Europe/Paris", "America/Montreal"],
    )
    language: Language = Field(
        "und", description="The code of the main language of the event, or `und` if it is unknown."
    )
    day_boundary: Boundary = Field(
        "04:00", description="Sessions that start before this time belong to the previous day."
    )
    live: LiveUrl | None = Field(
        None,
        description=(
            "The address where the stage manager publishes the day: a `live.json` (http or https), "
            "or an event on a broker (mqtt, mqtts, ws or wss)."
        ),
    )
    color: Color | None = Field(
        None,
        description="The event's colour as `#rrggbb`, in quotes. The published web page uses it.",
    )
    logo: Url | None = Field(
        None,
        description=(
            "The https address of the event's logo, for the published web page: a PNG, JPEG, WebP "
            "or SVG of at most 48 kB."
        ),
    )


class RoomWire(WirePart):
    """A place for one session at a time."""

    id: Id = Field(description="The id that sessions use for the room.", examples=["main"])
    name: str = Field(min_length=1, description="The name on the door.")
    note: str | None = Field(
        None, description="How to find the room, in a few words.", examples=["2e étage"]
    )
    url: Url | None = Field(None, description="The room's web page: http or https.")
    building: str | None = Field(
        None,
        description="The building of the room. Walking times depend on buildings.",
        examples=["K"],
    )


class TrackWire(WirePart):
    """A theme that several sessions share."""

    id: Id = Field(description="The id that sessions use for the track.")
    name: str = Field(min_length=1, description="The track's name.")
    color: Color | None = Field(None, description="The track's colour as `#rrggbb`, in quotes.")


class PersonWire(WirePart):
    """Someone on stage, under the id that sessions use for them."""

    name: str = Field(min_length=1, description="First and last name, as the person writes it.")
    affiliation: str | None = Field(
        None, description="The organisation of the person. A session can name another one."
    )
    pronunciation: str | None = Field(
        None, description="How to pronounce the name.", examples=["AY-da eg-ZEM-pluh"]
    )
    introduction: str | None = Field(
        None,
        description="What the moderator says to introduce the person.",
        examples=["Ada has measured what machines cost for twenty years."],
    )
    links: list[LinkWire] = Field(
        [], max_length=MAX_PER_SESSION, description="The person's web pages."
    )


class ParticipationWire(ShortPart):
    """A person in a session: their id alone, or with a role, an affiliation, a share."""

    ALONE, MEANING = "person", "The person's id."

    person: Id = Field(description="The person's id under `people`.")
    role: Literal["speaker", "moderator", "host"] = Field(
        "speaker", description="The person's role in this session."
    )
    affiliation: str | None = Field(
        None, description="The organisation of the person in this session."
    )
    share: Percent | None = Field(
        None,
        description="The part of the speaking time that the person should have, in percent.",
        examples=[40],
    )


class SegmentWire(WirePart):
    """A part of a session, such as the questions."""

    name: str = Field(
        min_length=1,
        description=(
            "The name of the segment: welcome, statements, discussion, questions, close, or "
            "another name. The first five names appear in the language of the reader."
        ),
        examples=["welcome", "statements", "discussion", "questions", "close"],
    )
    minutes: Length = Field(description="The length of the segment in minutes.", examples=[20])


class QuestionWire(ShortPart):
    """A prepared question: its text alone, or with the person it is for."""

    ALONE, MEANING = "text", "The question."

    text: str = Field(min_length=1, description="The question.")
    to: Id | None = Field(
        None,
        description="The id of the person who should answer. The person must be in the session.",
    )


People = Annotated[list[ParticipationWire], _FEW, BeforeValidator(_wrap_person), OneOrList()]


class SessionWire(WirePart):
    """One item of the programme: a session, or a break."""

    id: Id = Field(
        default_factory=str,
        description=(
            "The id of the session. Bookmarks and notes refer to this id, so do not change it. "
            "By default, sommet-tui makes the id from the title."
        ),
    )
    label: str | None = Field(
        None, description="A short name shown before the title.", examples=["Keynote", "Panel 1"]
    )
    title: Titles = Field(
        description=f"The title, in one line.{_BY_LANGUAGE}",
        examples=["Opening", {"fr": "Ouverture", "en": "Opening"}],
    )
    subtitle: Texts | None = Field(None, description=f"A second line for the title.{_BY_LANGUAGE}")
    start: Time = Field(
        description=(
            "The start, as HH:MM in quotes, in the time zone of the event. When the clocks go "
            "back, one hour occurs twice. In this hour, add the UTC offset: 02:30+01:00."
        )
    )
    end: Time = Field(
        description=(
            "The end, written like `start`. If the end is not later than the start, the session "
            "ends on the next date."
        )
    )
    kind: Literal["session", "break"] = Field("session", description="A session or a break.")
    type: str | None = Field(
        None,
        description=(
            "The event's own word for the kind of session, such as workshop. The type `break` "
            "makes it a break."
        ),
        examples=["Talk", "Workshop"],
    )
    room: Rooms = Field(
        [],
        description=(
            "The id of the room, or a list of ids; `all` means every room. If a session has "
            "several rooms, the first room’s stage manager runs the session. If the event has only "
            "one room, leave this key out."
        ),
    )
    track: Id | None = Field(None, description="The id of the track.")
    follows: StrictBool = Field(
        False,
        description="True if the session starts when the previous one ends.",
    )
    fixed_end: StrictBool | None = Field(
        None,
        description=(
            "True if the session or break ends at its planned end even if it starts late. By "
            "default, true for a break and false for a session."
        ),
    )
    warning_minutes: Minutes = Field(
        WARNING_MINUTES,
        description=(
            "The clock shows a warning this many minutes before the end. The default is 5. For a "
            "session shorter than 20 minutes, the default is a quarter of its length."
        ),
    )
    danger_minutes: Minutes = Field(
        DANGER_MINUTES,
        description="The clock shows a last warning this many minutes before the end.",
    )
    state: Literal["confirmed", "moved", "cancelled"] = Field(
        "confirmed", description="Whether the session takes place as planned."
    )
    language: Languages = Field(
        [],
        description=(
            "The code of the language of the session, or a list of codes. By default, the "
            "language of the event."
        ),
    )
    recorded: StrictBool | None = Field(
        None, description="True if a recording will be published, false if there will be none."
    )
    people: People = Field(
        [],
        description="The people on stage, in order. Each entry is an id, or has an id and a role.",
    )
    abstract: Texts | None = Field(None, description=f"The abstract, in Markdown.{_BY_LANGUAGE}")
    links: list[LinkWire] = Field(
        [], max_length=MAX_PER_SESSION, description="Web pages about the session."
    )
    segments: list[SegmentWire] = Field(
        [],
        max_length=MAX_SEGMENTS,
        description="The parts of a panel, in order. By default, sommet-tui divides the time.",
    )
    questions: list[QuestionWire] = Field(
        [], max_length=MAX_QUESTIONS, description="Prepared questions for the moderator."
    )
    seating: list[Id] = Field(
        [],
        max_length=MAX_SEATS,
        description="The ids of the people from left to right, as seen from the audience.",
    )
    cue: str | None = Field(
        None,
        description=("Instructions for the stage crew. Attendees never see this text."),
        examples=["microphones 2 and 3, video"],
    )

    @property
    def is_break(self) -> bool:
        # Schedules, and the published web page, know a break by its type.
        return "break" in (self.kind, self.type)


class StageWire(WirePart):
    """Settings of the stage."""

    take: StrictBool = Field(
        False,
        description="True if rooms are manual from the start: people start and end all sessions.",
    )
    messages: list[ReadyMessage] = Field(
        [],
        max_length=MAX_READY_MESSAGES,
        description="Prepared messages. The stage manager sends them by number, beginning with 1.",
        examples=[["Lunch is served upstairs", "Please take your seats"]],
    )


class DayWire(WirePart):
    """One day of the event."""

    date: Date = Field(description="The date, as YYYY-MM-DD.")
    sessions: list[SessionWire] = Field(
        description="The sessions and breaks of the day, in any order."
    )


class ProgrammeWire(WirePart):
    """The programme of an event, written by people."""

    model_config = ConfigDict(title="Programme of an event")

    version: Literal[1] = Field(1, description="The version of this format: 1.")
    event: EventWire = Field(description="The event: its title, its time zone and its place.")
    rooms: list[RoomWire] = Field(
        [],
        description="The rooms. Leave this key out for an event with one unnamed room.",
    )
    walks: dict[str, Minutes] = Field(
        {},
        max_length=MAX_WALKS,
        description=(
            "Walking times in minutes: `within` a building (2 by default), `between` two "
            "buildings (5 by default), and between two given buildings, such as `K-H`."
        ),
        examples=[{"within": 2, "between": 7, "K-H": 4}],
    )
    tracks: list[TrackWire] = Field(
        [], description="The tracks: themes to which several sessions belong."
    )
    people: dict[Id, PersonWire] = Field(
        {},
        description="The people on stage, each under an id. Sessions refer to this id.",
        json_schema_extra={"additionalProperties": False},
    )
    stage: StageWire | None = Field(None, description="Settings of the stage.")
    days: list[DayWire] = Field(description="The days of the event.")


PARTS: Mapping[str, type[WirePart]] = {
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
    """Return the model of the mapping at a path in the file."""
    if not loc:
        return ProgrammeWire
    names = [name for name in loc if isinstance(name, str)]
    if loc[0] == "people" and "links" not in names[2:]:
        return PersonWire
    return ParticipationWire if names[-1] == "people" else PARTS.get(names[-1], LinkWire)
