"""The day as the stage publishes it for its audience: `live.json`.

The document describes one instant. It has no countdowns, because a reader counts down by its own
clock. Until the next document, a reader assumes three things. In a called lane, the status of a
session does not change, but while no session is running, breaks begin and end at their projected
times. In a rolled lane, sessions begin and end at their projected times, too. A lane that is not in
the document is as planned.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.json import Json
from sommet_tui.companion.snapshot import Snapshot, timely_notices
from sommet_tui.domain import instants, translations
from sommet_tui.domain.live_json import day_document
from sommet_tui.domain.published_day import (
    SharedDay,
    SharedEvent,
    SharedItem,
    SharedLane,
    SharedNotice,
    SharedOffset,
    SharedPlace,
    SharedRoom,
    rooms_with_files,
)
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.lanes import Place, closing_time
from sommet_tui.domain.timeline import alert_thresholds

if TYPE_CHECKING:
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.session_and_break_times import Projected

POLL_AFTER = 15
"""Seconds after which a reader asks again, unless the publisher sets a longer time."""
_MIN_VALID = timedelta(hours=1)
_AROUND = timedelta(days=2)
_YEAR = timedelta(days=366)


def live_view(
    snapshot: Snapshot, now: datetime, *, epoch: int, seq: int, poll_after: int = POLL_AFTER
) -> Json:
    """Return the document at `now`, with the rooms that the snapshot shows.

    It has the lanes on which the stage has acted. Titles are in the event's language. The document
    is valid until the day is over, and for at least an hour. The publisher later adds its own name
    and the revision of the agenda.
    """
    programme = snapshot.programme if snapshot.base is None else snapshot.base.programme
    programme = translations.translate_programme(programme, programme.language)
    over = closing_time(programme.day_of(now), programme.zone, programme.day_boundary)
    rundown, room = snapshot.rundown(now), snapshot.room
    lanes = [
        lane_timing(rundown.lane(plan), now)
        for plan in snapshot.plans.all
        if room in (None, plan.lane.room) and rundown.lane_acts(plan)
    ]
    day = SharedDay(
        event=SharedEvent(
            id=programme.id,
            title=programme.title,
            timezone=programme.timezone,
            language=programme.language,
            utc_offsets=_utc_offsets(programme, now),
        ),
        epoch=epoch,
        seq=seq,
        sent_at=now,
        poll_after=poll_after,
        valid_until=max(over, now + _MIN_VALID),
        rooms=rooms_with_files(programme),
        lanes=tuple(_shared_lane(programme, lane) for lane in lanes),
        notices=tuple(
            SharedNotice(notice.text, notice.session, notice.room, notice.at)
            for notice in timely_notices(snapshot, now)
        ),
    )
    return day_document(day, programme.zone)


def _utc_offsets(programme: Programme, now: datetime) -> tuple[SharedOffset, ...]:
    """Return the event's offsets from UTC, for the time of the event and for now."""
    times = [now, *(moment for s in programme.sessions for moment in (s.start, s.end))]
    start = max(min(times) - _AROUND, now - _YEAR)
    end = min(max(times) + _AROUND, now + _YEAR)
    return tuple(
        SharedOffset(start, end, int(offset.total_seconds()))
        for start, end, offset in instants.utc_offsets(programme.zone, start, end)
    )


def room_view(document: Json, room: str, shared: Collection[str] = ()) -> Json:
    """Return the part of a document that concerns one room (by its id).

    It has the lanes of the room, the messages to the room and to everyone, and the document's
    number. `shared` are the ids of the room's sessions that another room drives: the lanes with
    these sessions are also in the document.
    """
    return document | {
        "rooms": [],
        "lanes": [
            lane
            for lane in document["lanes"]
            if (lane["room"] or {}).get("id") == room
            or (shared and any(item["id"] in shared for item in lane["items"]))
        ],
        "notices": [notice for notice in document["notices"] if notice["room"] in (None, room)],
    }


def _shared_lane(programme: Programme, lane: LaneTiming) -> SharedLane:
    plan, running = lane.state.plan, lane.running
    room = plan.lane.room
    return SharedLane(
        room=None if room is None else SharedRoom(room, programme.room_names[room]),
        day=plan.lane.day,
        mode="called" if lane.state.is_manual else "rolled",
        offset_minutes=instants.whole_minutes(lane.offset),
        running=running.session.id if running else None,
        paused_since=lane.paused_since,
        items=tuple(_shared_item(programme, lane, item) for item in lane.items),
    )


def _shared_item(programme: Programme, lane: LaneTiming, item: Projected) -> SharedItem:
    session, actual = item.session, item.actual
    warning, danger = alert_thresholds(session)
    promised_start, promised_end = lane.state.times_since_move(session.id) or (None, None)
    return SharedItem(
        id=session.id,
        kind=session.kind,
        label=session.label,
        title=programme.by_id.get(session.id, session).title,
        people=tuple(participant.name for participant in session.participants),
        status="cancelled" if item.was_aborted else item.status,
        by_clock=item.by_clock,
        planned_start=session.start,
        planned_end=session.end,
        announced_start=item.announced[0],
        announced_end=item.announced[1],
        due_start=item.due_start,
        due_end=item.due_end,
        projected_start=item.start,
        projected_end=item.end,
        time_over=_granted_end(lane, item),
        paused_since=actual.pause_start if item.is_paused else None,
        fixed_end=item.has_fixed_end,
        warning_seconds=int(warning.total_seconds()),
        danger_seconds=int(danger.total_seconds()),
        added_minutes=instants.whole_minutes(actual.added),
        place=_shared_place(lane.state.places.get(session.id)),
        promised_start=promised_start,
        promised_end=promised_end,
        added=session.added,
        seats=lane.seats.get(session.id),
    )


def _shared_place(place: Place | None) -> SharedPlace | None:
    if place is None:
        return None
    return SharedPlace(place.start, place.end, place.time, place.binding == "deferred")


def _granted_end(lane: LaneTiming, item: Projected) -> datetime | None:
    """Return when the time of a running session is over, or None.

    If the session is paused, the result assumes that the pause ends now.
    """
    if item.remaining is None or item.session.is_break:
        return None
    since = None if item.has_fixed_end else item.actual.pause_start
    return (since or lane.at) + item.remaining
