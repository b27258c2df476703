"""The document that the stage publishes for its audience: its shape, its schema, its reader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import GenerateJsonSchema

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.domain.limits import (
    ID_LIMIT,
    LINE_LIMIT,
    LIVE_BYTES_LIMIT,
    MESSAGE_LIMIT,
    MINUTES_LIMIT,
    MOST_LANES,
    MOST_NOTICES,
    MOST_SEATS,
    MOST_SESSIONS,
)
from sommet_tui.domain.messages import Message
from sommet_tui.domain.shared_day import SharedDay, SharedItem, SharedLane
from sommet_tui.domain.text import cap, clean_line

VERSION: Final = 1
_LEAST_POLL: Final = 2
_MOST_POLL: Final = 3600
_REACH: Final = timedelta(days=366)
"""How far from its day what a lane tells may lie: lengths are made of it, and added up."""
_MOST_NUMBER: Final = 2**53 - 1
"""The highest that every reader of JSON keeps whole."""


def _of_the_calendar(moment: datetime) -> datetime:
    """An instant in UTC that every zone can show."""
    try:
        found = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("at an end of the calendar") from None
    if not 1 < found.year < 9999:
        raise ValueError("at an end of the calendar")
    return found


def _line(limit: int) -> AfterValidator:
    return AfterValidator(lambda text: cap(clean_line(text), limit))


Instant = Annotated[AwareDatetime, AfterValidator(_of_the_calendar)]
Id = Annotated[StrictStr, Field(min_length=1, max_length=ID_LIMIT), _line(ID_LIMIT)]
Line = Annotated[StrictStr, _line(LINE_LIMIT)]
Number = Annotated[StrictInt, Field(ge=0, le=_MOST_NUMBER)]


class DocumentPart(BaseModel):
    """What all parts have in common: what a reader does not know, it ignores."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class EventDocument(DocumentPart):
    """The event that it is about."""

    id: Id = Field(description="The id of the programme.")
    title: Line = Field(description="What the event is called.")
    timezone: Line = Field(description="The IANA name of its zone.", examples=["Europe/Paris"])
    language: Line = Field(description="The code of its language.", examples=["fr"])


class RoomDocument(DocumentPart):
    """A room of the programme."""

    id: Id = Field(description="Its id in the programme.")
    name: Line = Field(description="What people call it.")


class ItemDocument(DocumentPart):
    """A session or a break, as it stood at `sent_at`."""

    id: Id = Field(description="Its id in the programme.")
    kind: Literal["session", "break"] = Field(description="A session, or a break.")
    label: Line | None = Field(description="What it is called beside its title.")
    title: Line = Field(description="What it is about.")
    people: list[Line] = Field(max_length=MOST_SEATS, description="Who is on stage, in order.")
    status: Literal["upcoming", "running", "done", "skipped", "cancelled"] = Field(
        description="Where it stood. In a lane that is rolled, now alone decides what is upcoming,"
        " running or done; in one that is called, for breaks alone, while no session runs."
    )
    by_clock: StrictBool = Field(description="Whether it was begun by the clock and no person.")
    planned_start: Instant = Field(description="When it begins by the programme.")
    planned_end: Instant = Field(description="When it ends by the programme.")
    announced_start: Instant = Field(description="When attendees were told that it begins.")
    announced_end: Instant = Field(description="When attendees were told that it ends.")
    due_start: Instant = Field(description="When its place in the lane begins, for its lateness.")
    due_end: Instant = Field(description="When its place in the lane ends.")
    projected_start: Instant | None = Field(
        description="When it begins if nothing more is done, or began; null for what is skipped or"
        " cancelled."
    )
    projected_end: Instant | None = Field(description="When it ends likewise, or ended.")
    time_over: Instant | None = Field(
        description="When the time of a session that runs is over, a pause that is open not"
        " counted: what is left is until then, from `paused_since` if it stands still and its end"
        " is not fixed, else from now. Null for what does not run."
    )
    paused_since: Instant | None = Field(description="Since when it stands still.")
    fixed_end: StrictBool = Field(description="Whether no pause and no late start moves its end.")
    added_minutes: StrictInt = Field(description="The minutes it was given; negative, lost.")

    def moments(self) -> Iterator[datetime]:
        """Every instant that it tells."""
        yield from (self.planned_start, self.planned_end)
        yield from (self.announced_start, self.announced_end, self.due_start, self.due_end)
        others = self.projected_start, self.projected_end, self.time_over, self.paused_since
        yield from (moment for moment in others if moment is not None)


class LaneDocument(DocumentPart):
    """One room on one day of the event."""

    room: RoomDocument | None = Field(description="The room; null where the event names none.")
    day: date = Field(description="The day of the event.")
    mode: Literal["rolled", "called"] = Field(
        description="Whether the clock begins and ends its sessions, or the stage."
    )
    offset_minutes: StrictInt = Field(description="How far behind it is; negative, ahead.")
    running: Id | None = Field(
        description="The session that was on, of several the one that ends first."
    )
    paused_since: Instant | None = Field(description="Since when that one stands still.")
    items: list[ItemDocument] = Field(
        max_length=MOST_SESSIONS, description="Its sessions and breaks, in the order they come in."
    )

    @model_validator(mode="after")
    def _expect_one_day(self) -> LaneDocument:
        if len({item.id for item in self.items}) < len(self.items):
            raise ValueError("an item is told twice")
        moments = (moment for item in self.items for moment in item.moments())
        if any(abs(moment.date() - self.day) > _REACH for moment in moments):
            raise ValueError("far from its day")
        return self


class NoticeDocument(DocumentPart):
    """A message to everyone."""

    text: Annotated[StrictStr, _line(MESSAGE_LIMIT)] = Field(description="What is said.")
    session: Id | None = Field(description="The id of the session it is about.")
    room: Id | None = Field(description="The id of the room it is for; null for all.")
    at: Instant = Field(description="When it was said.")


class LiveDocument(DocumentPart):
    """How the day runs, as the stage last told it.

    Of two documents the one with the higher epoch is newer, then the one with the higher seq; what
    is older than what a reader has, or past `valid_until`, is dropped.
    """

    model_config = ConfigDict(title="How the day runs", extra="ignore", frozen=True)

    version: Literal[1] = Field(description="The version of this format.")
    event: EventDocument = Field(description="The event.")
    epoch: Number = Field(description="Whose document it is: higher for who leads since.")
    seq: Number = Field(description="Its number, higher with each document of an epoch.")
    sent_at: Instant = Field(description="The instant that all of it is told for.")
    poll_after: StrictInt = Field(ge=0, description="Seconds after which to ask again.")
    valid_until: Instant = Field(description="From when on it says nothing any more.")
    lanes: list[LaneDocument] = Field(
        max_length=MOST_LANES, description="The lanes; one that is missing is as planned."
    )
    notices: list[NoticeDocument] = Field(
        max_length=MOST_NOTICES, description="What everyone was told and still holds."
    )


def read_document(data: bytes) -> SharedDay:
    """The day in a document.

    Raises:
        DocumentError: "too-large", "garbled" (no JSON), "version" (`detail` is the unknown one) or
            "shape" (`detail` is the key that is not as it should be).
    """
    if len(data) > LIVE_BYTES_LIMIT:
        raise DocumentError("too-large")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise DocumentError("garbled") from None
    if not isinstance(content, dict):
        raise DocumentError("garbled")
    if "version" in content and content["version"] != VERSION:
        raise DocumentError("version", cap(clean_line(str(content["version"])), 20))
    try:
        return _day(LiveDocument.model_validate(content))
    except ValidationError as error:
        raise DocumentError("shape", _place(error.errors()[0]["loc"])) from None


def _place(loc: Sequence[str | int]) -> str:
    return cap(clean_line(".".join(str(part) for part in loc)), 80)


def _day(document: LiveDocument) -> SharedDay:
    return SharedDay(
        event=document.event.id,
        epoch=document.epoch,
        seq=document.seq,
        sent_at=document.sent_at,
        poll_after=min(max(document.poll_after, _LEAST_POLL), _MOST_POLL),
        valid_until=document.valid_until,
        lanes=tuple(_lane(lane) for lane in document.lanes),
        notices=tuple(
            Message(number, told.at, "everyone", told.text, told.session, told.room)
            for number, told in enumerate(document.notices, 1)
            if told.text
        ),
    )


def _lane(lane: LaneDocument) -> SharedLane:
    return SharedLane(
        room=lane.room.id if lane.room else None,
        day=lane.day,
        called=lane.mode == "called",
        running=lane.running,
        items=tuple(_item(item) for item in lane.items),
    )


def _item(item: ItemDocument) -> SharedItem:
    start, end = item.projected_start, item.projected_end
    timeless = item.status in ("skipped", "cancelled") or start is None or end is None
    return SharedItem(
        id=item.id,
        status="skipped" if timeless and item.status != "cancelled" else item.status,
        announced=(item.announced_start, item.announced_end),
        due=(item.due_start, item.due_end),
        projected=None if timeless or start is None or end is None else (start, max(start, end)),
        time_over=item.time_over if item.status == "running" and item.kind == "session" else None,
        paused_since=item.paused_since if item.status == "running" else None,
        fixed_end=item.fixed_end,
        added=timedelta(minutes=min(max(item.added_minutes, -MINUTES_LIMIT), MINUTES_LIMIT)),
        by_clock=item.by_clock,
    )


class _Generator(GenerateJsonSchema):
    """Leaves out titles made from the keys: they would only repeat them."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def live_schema_text() -> str:
    """The schema (draft 2020-12) as indented JSON with a newline at its end."""
    made = LiveDocument.model_json_schema(schema_generator=_Generator)
    schema = {"$schema": _Generator.schema_dialect, **made}
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    for part in ("Event", "Room", "Item", "Lane", "Notice"):
        text = text.replace(f"{part}Document", part)
    return text
