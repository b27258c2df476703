"""The JSON shape of what changed in a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.json.parts import Json, fields, heading, instants
from sommet_tui.companion.json.programme import session_view
from sommet_tui.domain.changes import instead

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.changes import SessionChange
    from sommet_tui.domain.programme import Session


def changes_view(snapshot: Snapshot, now: datetime, changes: Iterable[SessionChange]) -> Json:
    """`changes`: in time order.

    `{programme, at, changes[{kind, aspects[], session, before{id, title, state, start, end,
    rooms[], people[]}|null, instead[]}]}`; a session is as `show` has it, the one that was where it
    is gone; `instead` has the ids of those that are where and when it no longer is.
    """
    return heading(snapshot, now) | {
        "changes": [
            {
                "kind": change.kind,
                "aspects": list(change.aspects),
                "session": session_view(snapshot, change.session, now),
                "before": _before_view(snapshot, change.before) if change.before else None,
                "instead": [session.id for session in instead(change, snapshot.programme)],
            }
            for change in changes
        ]
    }


def _before_view(snapshot: Snapshot, session: Session) -> Json:
    return {
        **fields(session, "id", "title", "state"),
        **instants(snapshot.programme, session, "start", "end"),
        "rooms": list(session.rooms),
        "people": [participant.name for participant in session.participants],
    }
