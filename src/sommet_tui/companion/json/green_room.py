"""The JSON shape of the green room: the next sessions and their people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sommet_tui.companion.green_room import Appearance, Call
from sommet_tui.companion.json.parts import Json, countdown, fields, heading, iso
from sommet_tui.companion.json.programme import PARTICIPANT, session_view
from sommet_tui.companion.panel import Seat
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.programme import Programme


def calls_view(snapshot: Snapshot, now: datetime, calls: Iterable[Call]) -> Json:
    """Return `people --next` as JSON: absent is null, times have an offset.

    `{programme, at, next[{session, starts_at, starts_in_seconds, people[{id, name, role,
    affiliation, pronunciation, introduction, arrival, there_since}]}]}`; a session is as in `show`.
    """
    programme = snapshot.programme
    return heading(snapshot, now) | {
        "next": [
            {
                "session": session_view(snapshot, call.session, now),
                "starts_at": iso(programme, call.start),
                "starts_in_seconds": countdown(call.start - now),
                "people": [expected_view(programme, turn) for turn in call.people],
            }
            for call in calls
        ],
    }


def expected_view(programme: Programme, one: Appearance | Seat) -> Json:
    """Return a person, their entry in the programme, and whether they have arrived."""
    person = one.person
    return {
        **fields(one.participant, *PARTICIPANT),
        "pronunciation": person.pronunciation if person else None,
        "introduction": person.introduction if person else None,
        "arrival": one.arrival,
        "there_since": iso(programme, one.there_since),
    }
