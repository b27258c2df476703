"""How full a room is: whose session it belongs to, when it ends, and what it leaves alone."""

from __future__ import annotations

import pytest

from sommet_tui.domain.announced_day import announced_programme, live_event
from sommet_tui.domain.timeline import Timeline
from tests.acting import after, example_day, moment, timing_at


@pytest.mark.parametrize(
    ("now", "acts", "seats"),
    [
        ("09:10", (), {}),
        ("09:10", ("09:05 full opening",), {"opening": "full"}),
        ("09:10", ("09:05 full opening nearly-full",), {"opening": "nearly-full"}),
        ("09:10", ("09:05 full opening", "09:06 full opening open"), {}),
        ("09:10", ("09:05 full opening", "09:06 undo 1"), {}),
        ("09:10", ("09:05 full opening", "09:06 undo 1", "09:07 undo 2"), {"opening": "full"}),
        pytest.param("09:14", ("09:05 full a",), {"a": "full"}, id="before it begins"),
        pytest.param("09:15", ("09:05 full opening",), {}, id="over by the clock"),
        pytest.param(
            *("09:20", ("09:01 start opening", "09:05 full opening"), {"opening": "full"}),
            id="in overtime",
        ),
        pytest.param(
            "09:20", ("09:01 start opening", "09:05 full opening", "09:16 end"), {}, id="ended"
        ),
        pytest.param("09:05", ("09:01 full a", "09:02 cancel a"), {}, id="cancelled"),
    ],
)
def test_room_is_full_until_its_session_is_over(
    now: str, acts: tuple[str, ...], seats: dict[str, str]
) -> None:
    assert timing_at(example_day(), now, *acts).seats == seats
    lanes, at = after(example_day(), *acts), moment(now)
    told = live_event(example_day(), Timeline(example_day()), lanes, at).programme
    assert {s.id: s.seats for s in told.sessions if s.seats} == seats
    published = announced_programme(example_day(), lanes, at)
    assert {s.id: s.seats for s in published.sessions if s.seats} == seats
