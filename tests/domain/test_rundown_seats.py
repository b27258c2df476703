"""How full a room is: whose session it belongs to, when it ends, and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.announced_day import announced_programme, live_event
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import SEATS, Act
from sommet_tui.domain.rundown.state_from_log import rundown
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from tests import days_driven
from tests.acting import after, example_day, moment, plans, timing_at


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


@given(data=st.data(), planned=days_driven.programmes())
def test_reports_on_rooms_move_no_session_and_an_undo_restores_the_day(
    data: st.DataObject, planned: Programme
) -> None:
    acts = data.draw(days_driven.logs(planned))
    now = data.draw(days_driven.moments(planned, acts))
    others = tuple(act for act in acts if act.act != "full")
    ids = [s.id for s in planned.sessions if not s.is_break]
    seq = len(acts) + 1
    undone = acts
    if ids:
        report = Act(
            *("full", data.draw(st.sampled_from(ids))),
            seats=data.draw(st.sampled_from(SEATS)),
            seq=seq,
            at=now,
        )
        undone = (*acts, report, Act("undo", undoes=seq, seq=seq + 1, at=now))
    before = live_event(planned, Timeline(planned), rundown(plans(planned), acts), now)
    again = live_event(planned, Timeline(planned), rundown(plans(planned), undone), now)
    assert again.programme.sessions == before.programme.sessions
    if not any(act.act == "undo" and act.undoes in _reports(acts) for act in acts):
        bare = live_event(planned, Timeline(planned), rundown(plans(planned), others), now)
        seatless = [replace(s, seats=None) for s in before.programme.sessions]
        assert seatless == list(bare.programme.sessions)


def _reports(acts: tuple[Act, ...]) -> set[int]:
    return {act.seq for act in acts if act.act == "full"}
