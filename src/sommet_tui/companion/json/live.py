"""The day as the stage publishes it for its audience: `live.json`.

It contains facts as of an instant, and no countdowns: a reader counts down by its own clock. In a
called lane, statuses stay the same until the next document, except for breaks, which begin and end
by their projected times while no session is running. In a rolled lane, projected times decide. A
lane that the document does not contain is as planned.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.json.parts import Json, bounds, fields, instants, iso, seconds
from sommet_tui.companion.messages import timely_notices
from sommet_tui.domain.instants import in_minutes, utc_offsets
from sommet_tui.domain.rundown.lane_timing import lane_timing
from sommet_tui.domain.rundown.lanes import closing
from sommet_tui.domain.shared_day import LIVE_VERSION, rooms_with_files
from sommet_tui.domain.timeline import thresholds
from sommet_tui.domain.translations import in_language

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Final

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.lane_timing import LaneTiming
    from sommet_tui.domain.rundown.projection import Projected
    from sommet_tui.domain.rundown.state import Place

POLL_AFTER: Final = 15
"""Seconds after which a reader asks again, unless the publisher sets a longer time."""
_LEAST_VALID: Final = timedelta(hours=1)
_AROUND: Final = timedelta(days=2)
_YEAR: Final = timedelta(days=366)


def live_view(
    snapshot: Snapshot, now: datetime, *, epoch: int, seq: int, poll_after: int = POLL_AFTER
) -> Json:
    """Return the document at `now`, with the rooms that the snapshot shows.

    Its lanes are those on which the stage acted; titles are in the event's language. It is valid
    until the day is over, and for at least an hour. The publisher adds its name, and the revision
    of the agenda.
    """
    programme = snapshot.programme if snapshot.base is None else snapshot.base.programme
    programme = in_language(programme, programme.language)
    today = programme.day_of(now)
    over = closing(today, programme.zone, programme.day_boundary)
    rundown, room = snapshot.rundown(now), snapshot.room
    lines = [
        lane_timing(rundown.lane(plan), now)
        for plan in snapshot.plans.all
        if room in (None, plan.lane.room) and rundown.acts_of(plan)
    ]
    return {
        "version": LIVE_VERSION,
        "event": fields(programme, "id", "title", "timezone", "language")
        | {"utc_offsets": _utc_offsets(programme, now)},
        "epoch": epoch,
        "seq": seq,
        "sent_at": iso(programme, now),
        "poll_after": poll_after,
        "valid_until": iso(programme, max(over, now + _LEAST_VALID)),
        "rooms": list(rooms_with_files(programme)),
        "lanes": [_lane(programme, lane) for lane in lines],
        "notices": [_notice(programme, notice) for notice in timely_notices(snapshot, now)],
        "agenda": None,
        "publisher": None,
    }


def _utc_offsets(programme: Programme, now: datetime) -> list[Json]:
    """Return the offsets from UTC during the event, and between the event and now."""
    times = [now, *(moment for s in programme.sessions for moment in (s.start, s.end))]
    start = max(min(times) - _AROUND, now - _YEAR)
    end = min(max(times) + _AROUND, now + _YEAR)
    return [
        {"start": iso(programme, start), "end": iso(programme, end), "seconds": seconds(offset)}
        for start, end, offset in utc_offsets(programme.zone, start, end)
    ]


def room_view(document: Json, room: str) -> Json:
    """Return the part of a document for one room, by its id.

    It has the same number, the lanes of that room, and the notices to it and to everyone.
    """
    return document | {
        "rooms": [],
        "lanes": [lane for lane in document["lanes"] if (lane["room"] or {}).get("id") == room],
        "notices": [notice for notice in document["notices"] if notice["room"] in (None, room)],
    }


def _lane(programme: Programme, lane: LaneTiming) -> Json:
    plan, running = lane.state.plan, lane.running
    return {
        "room": _room(programme, plan.lane.room),
        "day": plan.lane.day.isoformat(),
        "mode": "called" if lane.state.called else "rolled",
        "offset_minutes": in_minutes(lane.offset),
        "running": running.session.id if running else None,
        "paused_since": iso(programme, lane.paused_since),
        "items": [_item(programme, lane, item) for item in lane.items],
    }


def _room(programme: Programme, room: str | None) -> Json | None:
    return None if room is None else {"id": room, "name": programme.room_names[room]}


def _item(programme: Programme, lane: LaneTiming, item: Projected) -> Json:
    session = item.session
    warning, danger = thresholds(session)
    return {
        **fields(session, "id", "kind", "label"),
        "title": programme.by_id.get(session.id, session).title,
        "people": [participant.name for participant in session.participants],
        **fields(item, "status", "by_clock"),
        **bounds(programme, "planned_", item.planned),
        **bounds(programme, "announced_", item.announced),
        **instants(programme, item, "due_start", "due_end"),
        **bounds(programme, "projected_", (item.start, item.end)),
        "time_over": iso(programme, _time_over(lane, item)),
        "paused_since": iso(programme, item.actual.pause_start if item.paused else None),
        "fixed_end": item.fixed,
        "warning_seconds": int(warning.total_seconds()),
        "danger_seconds": int(danger.total_seconds()),
        "added_minutes": in_minutes(item.actual.added),
        "place": _place(programme, lane.state.places.get(session.id)),
        **bounds(programme, "promised_", lane.state.promise(session.id) or (None, None)),
        "added": session.added,
    }


def _place(programme: Programme, place: Place | None) -> Json | None:
    if place is None:
        return None
    return {
        **instants(programme, place, "start", "end"),
        "moved_to": iso(programme, place.time),
        "deferred": place.binding == "deferred",
    }


def _time_over(lane: LaneTiming, item: Projected) -> datetime | None:
    """Return when the time of a running session is over, without an open pause."""
    if item.remaining is None or item.session.is_break:
        return None
    since = None if item.fixed else item.actual.pause_start
    return (since or lane.at) + item.remaining


def _notice(programme: Programme, notice: Message) -> Json:
    times = instants(programme, notice, "at")
    return fields(notice, "text", "session", "room") | times
