"""The JSON shape of the changes of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.json.parts import Json, fields, heading_view, instants
from sommet_tui.companion.json.programme import session_view
from sommet_tui.domain.changes import replacing_sessions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.changes import RoomChange, SessionChange
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.saved_plan import PlanChange, SavedStop


def changes_view(
    snapshot: Snapshot,
    now: datetime,
    changes: Iterable[SessionChange],
    rooms: Iterable[RoomChange] = (),
) -> Json:
    """Return `changes`, in time order.

    `{programme, at, plan[{day, at, before[], after[]}], rooms[{before, after, sessions[]}],
    changes[{kind, aspects[], session, before{id, title, state, start, end, rooms[], people[]}|null,
    instead[]}]}`. `plan` lists the changes of the user's plans: their old and their new stops.
    `rooms` are the renamed rooms, with the ids of their sessions. A session is as in `show`; the
    old version, if it is gone. `instead` are the ids of the sessions in its room at its time.
    """
    return heading_view(snapshot, now) | {
        "plan": [_plan_view(snapshot, change) for change in snapshot.mine.plan_changes],
        "rooms": [
            fields(room, "before", "after") | {"sessions": list(room.sessions)} for room in rooms
        ],
        "changes": [
            {
                "kind": change.kind,
                "aspects": list(change.aspects),
                "session": session_view(snapshot, change.session, now),
                "before": _before_view(snapshot, change.before) if change.before else None,
                "instead": [
                    session.id for session in replacing_sessions(change, snapshot.programme)
                ],
            }
            for change in changes
        ],
    }


def _plan_view(snapshot: Snapshot, change: PlanChange) -> Json:
    def stop(saved: SavedStop) -> Json:
        found = {"id": saved.id, "degree": saved.wanted, "title": saved.title}
        return found | instants(snapshot.programme, saved, "start")

    return {
        "day": change.day.isoformat(),
        **instants(snapshot.programme, change, "at"),
        "before": [stop(saved) for saved in change.before],
        "after": [stop(saved) for saved in change.after],
    }


def _before_view(snapshot: Snapshot, session: Session) -> Json:
    return {
        **fields(session, "id", "title", "state"),
        **instants(snapshot.programme, session, "start", "end"),
        "rooms": list(session.rooms),
        "people": [participant.name for participant in session.participants],
    }
