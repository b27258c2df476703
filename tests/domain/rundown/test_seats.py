"""Free seats of a room: the session they belong to, when they expire, and no other effect."""

from __future__ import annotations

import pytest

from sommet_tui.domain.day_for_attendees import announced_programme, live_event
from sommet_tui.domain.timeline import Timeline
from tests.acting import after, example_day, moment, timing_at
from tests.tables import table


@pytest.mark.parametrize(("now", "acts", "seats"), table("seats.txt"))
def test_room_is_full_until_its_session_is_over(now: str, acts: str, seats: str) -> None:
    said, at = tuple(filter(None, acts.split(", "))), moment(now)
    known = {word.split()[0]: word.split()[1] for word in filter(None, [seats])}
    assert timing_at(example_day(), now, *said).seats == known
    lanes = after(example_day(), *said)
    live = live_event(example_day(), Timeline(example_day()), lanes, at).programme
    for updated in (live, announced_programme(example_day(), lanes, at)):
        assert {s.id: s.seats for s in updated.sessions if s.seats} == known
