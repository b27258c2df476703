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
    INTEGER_LIMIT,
    LEAST_POLL,
    LINE_LIMIT,
    LIVE_BYTES_LIMIT,
    MESSAGE_LIMIT,
    MINUTES_LIMIT,
    MOST_LANES,
    MOST_NOTICES,
    MOST_OFFSETS,
    MOST_POLL,
    MOST_ROOM_FILES,
    MOST_SEATS,
    MOST_SESSIONS,
)
from sommet_tui.domain.messages import Message
from sommet_tui.domain.programme import DANGER_MINUTES, WARNING_MINUTES, Participant, Session
from sommet_tui.domain.rundown.state import Binding, Place
from sommet_tui.domain.shared_day import LIVE_VERSION, SharedDay, SharedItem, SharedLane
from sommet_tui.domain.text import cap, clean_line

_REACH: Final = timedelta(days=366)
"""How far from its day the times of a lane may be: durations are computed and added up."""


def _of_the_calendar(moment: datetime) -> datetime:
    """Return an instant in UTC that every zone can show."""
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
Number = Annotated[StrictInt, Field(ge=0, le=INTEGER_LIMIT - 1)]


class DocumentPart(BaseModel):
    """The base of all parts; readers ignore unknown keys."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class OffsetDocument(DocumentPart):
    """An offset from UTC, and when it holds."""

    start: Instant = Field(description="From when it holds.")
    end: Instant = Field(description="Until when it holds.")
    seconds: StrictInt = Field(description="The offset: local time minus UTC.", examples=[3600])


class EventDocument(DocumentPart):
    """The event that it is about."""

    id: Id = Field(description="The id of the programme.")
    title: Line = Field(description="The title of the event.")
    timezone: Line = Field(description="The IANA name of its zone.", examples=["Europe/Paris"])
    language: Line = Field(description="The code of its language.", examples=["fr"])
    utc_offsets: list[OffsetDocument] = Field(
        default=[],
        max_length=MOST_OFFSETS,
        description="The offsets of its zone around the event and `sent_at`, in order, for readers"
        " without a time zone database.",
    )


class RoomDocument(DocumentPart):
    """A room of the programme."""

    id: Id = Field(description="Its id in the programme.")
    name: Line = Field(description="The name of the room.")


class PlaceDocument(DocumentPart):
    """The place of a session that was deferred, swapped, moved or inserted."""

    start: Instant = Field(description="The start of its place, which a move or a deferral keeps.")
    end: Instant = Field(description="The end of its place.")
    moved_to: Instant | None = Field(
        description="The time that it was moved to or inserted at; null if there is none."
    )
    deferred: StrictBool = Field(
        description="Whether it begins when the item before it ends, whatever its place."
    )


class ItemDocument(DocumentPart):
    """A session or a break, as of `sent_at`."""

    id: Id = Field(description="Its id in the programme.")
    kind: Literal["session", "break"] = Field(description="A session, or a break.")
    label: Line | None = Field(description="Its short name, such as Panel 1.")
    title: Line = Field(description="Its title.")
    people: list[Line] = Field(max_length=MOST_SEATS, description="Who is on stage, in order.")
    status: Literal["upcoming", "running", "done", "skipped", "cancelled"] = Field(
        description="Its status at `sent_at`. In a rolled lane, the time alone decides what is"
        " upcoming, running or done; in a called one only for breaks, while no session runs."
    )
    by_clock: StrictBool = Field(description="Whether the clock started it, and no person.")
    planned_start: Instant = Field(description="The start in the programme.")
    planned_end: Instant = Field(description="The end in the programme.")
    announced_start: Instant = Field(description="The start that was announced to attendees.")
    announced_end: Instant = Field(description="The end that was announced to attendees.")
    due_start: Instant = Field(
        description="The start of its place in the lane, which its delay is measured from."
    )
    due_end: Instant = Field(description="The end of its place in the lane.")
    projected_start: Instant | None = Field(
        description="The expected start if nobody does anything more, or the actual one; null if"
        " it is skipped or cancelled."
    )
    projected_end: Instant | None = Field(description="The expected or actual end, likewise.")
    time_over: Instant | None = Field(
        description="When the time of a running session is over, without the current pause. The"
        " time left is counted from `paused_since` if it is paused and its end is not fixed, else"
        " from now. Null if it is not running."
    )
    paused_since: Instant | None = Field(description="The start of the current pause.")
    fixed_end: StrictBool = Field(
        description="Whether its end stays despite pauses and a late start."
    )
    warning_seconds: Number = Field(
        default=60 * WARNING_MINUTES, description="From how many seconds left on its clock warns."
    )
    danger_seconds: Number = Field(
        default=60 * DANGER_MINUTES,
        description="From how many seconds left on its clock says that it is ending.",
    )
    added_minutes: StrictInt = Field(description="The minutes added; negative if removed.")
    place: PlaceDocument | None = Field(
        default=None, description="Its place in the lane; null if that is the planned one."
    )
    promised_start: Instant | None = Field(
        default=None,
        description="The earliest time that it may begin at: the start that was announced, if that"
        " was after it left its place; null if nothing was.",
    )
    promised_end: Instant | None = Field(
        default=None, description="The end that was announced, likewise."
    )
    added: StrictBool = Field(
        default=False,
        description="Whether the stage inserted it on the day. The programme does not have it; its"
        " planned times are those that it was inserted for.",
    )


class LaneDocument(DocumentPart):
    """One room on one day of the event."""

    room: RoomDocument | None = Field(description="The room; null if the event has no rooms.")
    day: date = Field(description="The day of the event.")
    mode: Literal["rolled", "called"] = Field(
        description="Whether the clock (rolled) or the stage (called) starts and ends its sessions."
    )
    offset_minutes: StrictInt = Field(description="How far behind it is; negative if ahead.")
    running: Id | None = Field(
        description="The running session; of several, the one that ends first."
    )
    paused_since: Instant | None = Field(description="The start of its current pause.")
    items: list[ItemDocument] = Field(
        max_length=MOST_SESSIONS, description="Its sessions and breaks, in order."
    )

    @model_validator(mode="after")
    def _expect_one_day(self) -> LaneDocument:
        if len({item.id for item in self.items}) < len(self.items):
            raise ValueError("an item appears twice")
        moments = (moment for item in self.items for moment in _moments(item))
        if any(abs(moment.date() - self.day) > _REACH for moment in moments):
            raise ValueError("far from its day")
        return self


def _moments(part: DocumentPart) -> Iterator[datetime]:
    """Yield every instant in a part, and in the parts of it."""
    for _, value in part:
        if isinstance(value, datetime):
            yield value
        elif isinstance(value, DocumentPart):
            yield from _moments(value)


class NoticeDocument(DocumentPart):
    """A message to everyone."""

    text: Annotated[StrictStr, _line(MESSAGE_LIMIT)] = Field(description="The text of the message.")
    session: Id | None = Field(description="The id of the session it is about.")
    room: Id | None = Field(description="The id of the room it is for; null for all.")
    at: Instant = Field(description="When it was sent.")


class PublisherDocument(DocumentPart):
    """The computer of the crew that published it, while the others stand by."""

    id: Line = Field(description="Its id in the crew.")
    name: Line = Field(description="Its name in the crew.")
    place: Line = Field(
        description="The id of the place where it was published, which stays the same there."
    )


class LiveDocument(DocumentPart):
    """How the day runs, as the stage last published it.

    Of two documents the one with the higher epoch is newer, then the one with the higher seq.
    Readers drop a document that is older than theirs or past `valid_until`.
    """

    model_config = ConfigDict(title="How the day runs", extra="ignore", frozen=True)

    version: Literal[1] = Field(description="The version of this format.")
    event: EventDocument = Field(description="The event.")
    epoch: Number = Field(
        description="The number of the lead; it grows when someone takes the lead."
    )
    seq: Number = Field(description="Its number in the epoch, which grows with each document.")
    sent_at: Instant = Field(description="The instant that the document describes.")
    poll_after: StrictInt = Field(ge=0, description="Seconds after which to request it again.")
    valid_until: Instant = Field(description="When it expires.")
    rooms: list[Id] = Field(
        default=[],
        max_length=MOST_ROOM_FILES,
        description="The ids of the rooms that also have a document of their own: beside this one,"
        " in a file that docs/audience.md names.",
    )
    lanes: list[LaneDocument] = Field(
        max_length=MOST_LANES, description="The lanes; a missing one runs as planned."
    )
    notices: list[NoticeDocument] = Field(
        max_length=MOST_NOTICES, description="The messages to everyone that are still up."
    )
    agenda: Line | None = Field(
        default=None,
        description="The revision of the `agenda.json` beside it, which has the same in its `meta`;"
        " null if there is none.",
    )
    publisher: PublisherDocument | None = Field(
        default=None, description="Who published it; null if no crew shares the day."
    )


def read_document(data: bytes) -> SharedDay:
    """Return the day in a document.

    Raises:
        DocumentError: "too-large", "garbled" (not JSON), "version" (`detail` is the unknown one) or
            "shape" (`detail` is the invalid key).
    """
    if len(data) > LIVE_BYTES_LIMIT:
        raise DocumentError("too-large")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise DocumentError("garbled") from None
    if not isinstance(content, dict):
        raise DocumentError("garbled")
    if "version" in content and content["version"] != LIVE_VERSION:
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
        poll_after=min(max(document.poll_after, LEAST_POLL), MOST_POLL),
        valid_until=document.valid_until,
        lanes=tuple(_lane(lane) for lane in document.lanes),
        notices=tuple(
            Message(number, notice.at, "everyone", notice.text, notice.session, notice.room)
            for number, notice in enumerate(document.notices, 1)
            if notice.text
        ),
        rooms=tuple(document.rooms),
    )


def _lane(lane: LaneDocument) -> SharedLane:
    return SharedLane(
        room=lane.room.id if lane.room else None,
        day=lane.day,
        called=lane.mode == "called",
        running=lane.running,
        items=tuple(_item(item, lane) for item in lane.items),
    )


def _inserted(item: ItemDocument, lane: LaneDocument) -> Session | None:
    """Return an inserted item, or None; its people have only names."""
    if not item.added or item.planned_end <= item.planned_start:
        return None
    return Session(
        id=item.id,
        title=item.title,
        start=item.planned_start,
        end=item.planned_end,
        day=lane.day,
        rooms=(lane.room.id,) if lane.room else (),
        participants=tuple(Participant(name, name) for name in item.people if name),
        added=True,
    )


def _left_place(place: PlaceDocument | None) -> Place | None:
    if place is None:
        return None
    binding: Binding = "moved" if place.moved_to else "deferred" if place.deferred else "hard"
    return Place(place.start, place.end, binding, 0, place.moved_to)


def _item(item: ItemDocument, lane: LaneDocument) -> SharedItem:
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
        place=_left_place(item.place),
        promise=(item.promised_start, item.promised_end) if item.promised_end else None,
        inserted=_inserted(item, lane),
    )


class _Generator(GenerateJsonSchema):
    """Omits titles made from the keys, which would only repeat them."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def live_schema_text() -> str:
    """Return the schema (draft 2020-12) as indented JSON with a final newline."""
    made = LiveDocument.model_json_schema(schema_generator=_Generator)
    schema = {"$schema": _Generator.schema_dialect, **made}
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    for part in ("Offset", "Event", "Room", "Place", "Item", "Lane", "Notice", "Publisher"):
        text = text.replace(f"{part}Document", part)
    return text
