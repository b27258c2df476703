"""The JSON shapes of the stage: every lane, and the log of its acts.

Times are in ISO 8601 with the event's offset from UTC. To compute a drift, both times are first cut
to the minute. If a value is absent, it is null.
"""

from __future__ import annotations

from sommet_tui.companion.json import (
    Json,
    fields,
    heading_view,
    instants,
    iso,
    seconds,
    start_and_end,
)
from sommet_tui.companion.snapshot import Snapshot, messages_at
from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.messages import Message, interleave, messages_for_room
from sommet_tui.domain.records import message_record, to_record
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.catch_up_suggestions import Limits, remaining_delay, suggestions
from sommet_tui.domain.rundown.delay_cost import Cost, impact
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing, paused_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.session_and_break_times import Projected


def lane_timings(snapshot: Snapshot, now: datetime) -> tuple[LaneTiming, ...]:
    """Return the timing at `now` of each lane of the rooms shown, sorted by day, then by room."""
    rundown, room = snapshot.rundown(now), snapshot.room
    shown = (plan for plan in snapshot.plans.all if room in (None, plan.lane.room))
    return tuple(lane_timing(rundown.lane(plan), now) for plan in shown)


def report_view(snapshot: Snapshot, now: datetime) -> Json:
    """Return the output of `stage report`.

    It has planned, announced and projected times, and the cost of a delay.
    """
    programme = snapshot.programme
    return heading_view(snapshot, now) | {
        "rehearsal": _rehearsal(snapshot, now),
        "lanes": [_lane_view(programme, lane) for lane in lane_timings(snapshot, now)],
    }


def item_view(programme: Programme, lane: LaneTiming, item: Projected) -> Json:
    """Return one session or break of a lane, as `stage report` prints it."""
    session, actual = item.session, item.actual
    return {
        **fields(session, "id", "kind", "added"),
        **fields(item, "status", "by_clock"),
        **start_and_end(programme, "planned_", item.planned),
        **start_and_end(programme, "announced_", item.announced),
        **start_and_end(programme, "projected_", (item.start, item.end)),
        **start_and_end(programme, "actual_", (actual.manual_start, actual.manual_end)),
        "added_minutes": whole_minutes(actual.added),
        "paused_seconds": seconds(paused_time(item, lane.at)),
        "start_drift_minutes": whole_minutes(drift(item.start, session.start))
        if item.start
        else None,
        "end_drift_minutes": whole_minutes(drift(item.end, session.end)) if item.end else None,
        "seats": lane.seats.get(session.id),
    }


def log_entries(snapshot: Snapshot, now: datetime) -> Iterator[tuple[Act | Message, bool]]:
    """Yield the acts and messages of the rooms shown in order, each with whether it is void."""
    valid, room = snapshot.rundown(now).valid_acts, snapshot.room
    acts = (act for act in snapshot.acts(now) if room in (None, act.room))
    for one in interleave(acts, messages_for_room(messages_at(snapshot, now), room)):
        yield one, isinstance(one, Act) and one.seq not in valid


def log_view(snapshot: Snapshot, now: datetime) -> Iterator[Json]:
    """Yield the entries that `stage log` prints.

    Each entry is a record with more keys, such as `void`, `reason` and `laptop`. Changes of the
    lead, and acts made without the lead, come last.
    """
    programme, zone = snapshot.programme.id, snapshot.programme.zone
    rehearsal = snapshot.events.rehearsal.id if snapshot.events.rehearsal else None
    crew, void_reasons = snapshot.events.crew, snapshot.rundown(now).void_reasons
    for one, void in log_entries(snapshot, now):
        laptop = crew.laptop_name(one.uid) if crew is not None else None
        why = void_reasons.get(one.seq) if isinstance(one, Act) else None
        reason = why.reason if why is not None else None
        more = {"void": void, "reason": reason, "laptop": laptop, "lead": None, "redone": False}
        if isinstance(one, Act):
            yield to_record(one, zone) | more
        else:
            yield message_record(one, programme, rehearsal, zone) | more
    for claim in snapshot.takeovers(now):
        yield to_record(Act("take", room=claim.room, at=claim.at, programme=programme), zone) | {
            "act": "lead",
            "seq": None,
            "void": False,
            "reason": None,
            "laptop": claim.name,
            "lead": claim.name,
            "redone": False,
        }
    for void_act in void_acts_without_lead(snapshot, now):
        assert crew is not None
        yield to_record(void_act.act, zone) | {
            "seq": None,
            "undoes": void_act.record.refers,
            "void": True,
            "reason": crew.void_reason(void_act),
            "laptop": crew.name(void_act.record.writer),
            "lead": crew.name(void_act.claim.writer) if void_act.claim is not None else None,
            "redone": void_act.redone,
        }


def void_acts_without_lead(snapshot: Snapshot, now: datetime) -> tuple[VoidAct, ...]:
    """Return the acts recorded without the lead, in the rooms shown.

    If the time is simulated, acts after `now` are left out.
    """
    room = snapshot.room
    return tuple(void for void in snapshot.void_acts(now) if room in (None, void.act.room))


def _lane_view(programme: Programme, lane: LaneTiming) -> Json:
    """Return one lane, as `stage report` prints it."""
    plan, running = lane.state.plan, lane.running
    return {
        "room": plan.lane.room,
        "day": plan.lane.day.isoformat(),
        "mode": "called" if lane.state.is_manual else "rolled",
        "running": running.session.id if running else None,
        "alert": lane.alert,
        "remaining_seconds": seconds(lane.remaining),
        "overtime_seconds": seconds(lane.overtime),
        "paused_since": iso(programme, lane.paused_since),
        "offset_minutes": whole_minutes(lane.offset),
        "unannounced": lane.new_times_count,
        **instants(programme, lane, "planned_end", "projected_end"),
        "items": [item_view(programme, lane, item) for item in lane.items],
        "impact": [cost_view(cost) for cost in impact(lane)],
    }


def answer_view(snapshot: Snapshot, entry: Act | Message, lane: LaneTiming | None) -> Json:
    """Return the output of a command that recorded an entry, with the `lane` after the entry.

    If the entry is about all rooms, the lane is None.
    """
    programme = snapshot.programme
    return to_record(entry, programme.zone) | {
        "lane": _lane_view(programme, lane) if lane is not None else None
    }


def suggestions_view(programme: Programme, lane: LaneTiming, limits: Limits) -> Json:
    """Return the output of `stage catch-up`: the suggestions, and the lane."""
    return {
        "left_minutes": remaining_delay(lane),
        "suggestions": [
            {
                "number": number,
                "changes": [
                    {
                        "id": change.session.id,
                        "minutes": change.minutes,
                        **instants(programme, change, "start", "end"),
                    }
                    for change in one.changes
                ],
                "on_time_at": iso(programme, one.on_time),
                "left_minutes": one.left,
            }
            for number, one in enumerate(suggestions(lane, limits), 1)
        ],
        "lane": _lane_view(programme, lane),
    }


def event_view(  # noqa: PLR0913 - all the facts about the event
    snapshot: Snapshot,
    now: datetime,
    event: str,
    lane: LaneTiming | None,
    *,
    room: str | None,
    session: str | None,
    message: Json | None = None,
) -> Json:
    """Return an event of the stage for the program in the setting `stage_command`.

    `session` is the id of the event's session. `lane` is the event's lane, or None if the event
    concerns several lanes. The output has a true or false `rehearsal`, so that the program does not
    take a rehearsal for the real day.
    """
    from sommet_tui.companion.json.now_sessions_and_bookmarks import session_view

    found = snapshot.programme.by_id.get(session or "")
    return heading_view(snapshot, now) | {
        "event": event,
        "rehearsal": snapshot.events.rehearsal is not None,
        "room": room,
        "session": session_view(snapshot, found, now) if found else None,
        "message": message,
        "lane": _lane_view(snapshot.programme, lane) if lane else None,
    }


def cost_view(cost: Cost) -> Json:
    """Return one effect of a delay."""
    return {
        "id": cost.session.id if cost.session else None,
        "after": cost.after.id if cost.after else None,
        **fields(cost, "change", "minutes"),
    }


def _rehearsal(snapshot: Snapshot, now: datetime) -> str | None:
    """Return the id of the rehearsal shown, or None; in a log from a file, the records name it."""
    if snapshot.events.rehearsal is not None:
        return snapshot.events.rehearsal.id
    acts = snapshot.acts(now)
    return acts[-1].rehearsal if acts else None
