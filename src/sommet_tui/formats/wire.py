"""The shape of a programme file: the one model that every format is validated against.

Only what can be seen in one value at a time is checked here; what the parts say together is
checked when a programme is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, StrictBool, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sommet_tui.domain.preparation import MOST_QUESTIONS, MOST_SEATS, MOST_SEGMENTS
from sommet_tui.formats.values import (
    Boundary,
    Date,
    Id,
    Language,
    Length,
    Minutes,
    Percent,
    Time,
    Url,
)


class Part(BaseModel):
    """What all parts of a file have in common: no key but those that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Link(Part):
    """A web page and what it is called."""

    title: str = Field(min_length=1, description="What the page is called.")
    url: Url = Field(description="Its address: http or https.")


class Venue(Part):
    """Where the event takes place."""

    name: str = Field(min_length=1, description="What the place is called.")
    address: str | None = Field(None, description="How to find it.")


class Event(Part):
    """The event as a whole."""

    id: Id = Field(description="Names the event for good: bookmarks are kept under it.")
    title: str = Field(min_length=1, description="What the event is called.")
    subtitle: str | None = Field(None, description="The rest of its title.")
    description: str | None = Field(None, description="What it is about, in Markdown.")
    url: Url | None = Field(None, description="Its web page: http or https.")
    registration: str | None = Field(None, description="How registration stands, in a few words.")
    venue: Venue | None = Field(None, description="Where it takes place.")
    timezone: str = Field(
        description="The IANA name of the zone that all times are in.",
        examples=["Europe/Paris", "America/Montreal"],
    )
    language: Language = Field(description="The code of the language the event is held in.")
    day_boundary: Boundary = Field(
        "04:00", description="Times before this one belong to the night of the day before."
    )


class Room(Part):
    """A place in which one session runs at a time."""

    id: Id = Field(description="What sessions call the room.", examples=["main"])
    name: str = Field(min_length=1, description="What people call it.")


class Track(Part):
    """A theme that runs through several sessions."""

    id: Id = Field(description="What sessions call the track.")
    name: str = Field(min_length=1, description="What people call it.")


class Person(Part):
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
    links: list[Link] = Field([], description="Their web pages.")


class Participation(Part):
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


class Segment(Part):
    """A part of a session's plan."""

    name: str = Field(
        min_length=1,
        description="One of the usual ones - welcome, statements, discussion, questions, close -"
        " which are shown in the reader's language, or what you call it.",
        examples=["welcome", "statements", "discussion", "questions", "close"],
    )
    minutes: Length = Field(description="How many minutes it takes.", examples=[20])


class Question(Part):
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


class Session(Part):
    """One item of the programme: a session, or a break."""

    id: Id = Field(description="Names the session for good: bookmarks and notes follow it.")
    label: str | None = Field(
        None, description="What it is called beside its title.", examples=["Keynote", "Panel 1"]
    )
    title: str = Field(min_length=1, description="What it is about, in one line.")
    subtitle: str | None = Field(None, description="The rest of its title.")
    start: Time = Field(
        description="When it starts, HH:MM in the event's zone. In the hour that comes twice when"
        " clocks go back, add the offset: 02:30+01:00."
    )
    end: Time = Field(description="When it ends, written like `start`.")
    kind: Literal["session", "break"] = Field("session", description="A session, or a break.")
    room: Id | None = Field(
        None, description="The id of its room; not needed where there is one room."
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
    language: Language | None = Field(
        None, description="The code of the language it is held in, where not the event's."
    )
    people: list[Participation] = Field([], description="Who is on stage, in order.")
    abstract: str | None = Field(None, description="What it is about, in Markdown.")
    links: list[Link] = Field([], description="Web pages about it.")
    segments: list[Segment] = Field(
        [],
        max_length=MOST_SEGMENTS,
        description="The plan of a panel, part by part; a usual one is made unless said.",
    )
    questions: list[Question] = Field(
        [], max_length=MOST_QUESTIONS, description="Questions the moderator wants at hand."
    )
    seating: list[Id] = Field(
        [],
        max_length=MOST_SEATS,
        description="Who sits where: ids of its people from left to right, as the room sees them.",
    )


class Day(Part):
    """One day of the event."""

    date: Date = Field(description="The calendar day, YYYY-MM-DD.")
    sessions: list[Session] = Field(description="Its sessions and breaks, in any order.")


class ProgrammeFile(Part):
    """The programme of an event, for people to read and write."""

    model_config = ConfigDict(title="Programme of an event")

    version: Literal[1] = Field(description="The version of this format.")
    event: Event = Field(description="The event as a whole.")
    rooms: list[Room] = Field([], description="Its rooms; none for an event of one unnamed room.")
    tracks: list[Track] = Field([], description="Themes that run through several sessions.")
    people: dict[Id, Person] = Field(
        {},
        description="Everyone on stage, each under the id that sessions call them by.",
        json_schema_extra={"additionalProperties": False},
    )
    days: list[Day] = Field(description="The days of the event.")


PARTS: Final[Mapping[str, type[Part]]] = {
    "event": Event,
    "venue": Venue,
    "rooms": Room,
    "tracks": Track,
    "days": Day,
    "sessions": Session,
    "links": Link,
    "segments": Segment,
    "questions": Question,
}


def part_at(loc: Sequence[str | int]) -> type[Part]:
    """The model of the mapping at a place in the file."""
    if not loc:
        return ProgrammeFile
    names = [name for name in loc if isinstance(name, str)]
    if loc[0] == "people" and "links" not in names[2:]:
        return Person
    return Participation if names[-1] == "people" else PARTS.get(names[-1], Link)
