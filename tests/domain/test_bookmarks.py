"""Bookmarks: every conflict, the order, and the next session."""

from __future__ import annotations

from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import (
    Pick,
    conflicts,
    next_pick,
    overview,
    picks,
    remove_unplanned_clashes,
)
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Gap
from tests import strategies
from tests.acting import day_of
from tests.builders import at, bookmark, session
from tests.tables import table


def conflict_ids(pick: Pick) -> tuple[str, ...]:
    return tuple(other.id for other in pick.conflicts)


@given(planned=strategies.programmes(past_boundary=True), data=st.data())
def test_all_overlapping_sessions_conflict_unless_cancelled(
    planned: Programme, data: st.DataObject
) -> None:
    found = conflicts(data.draw(st.permutations(planned.sessions)))
    expected = {
        (one.id, two.id)
        for one in planned.sessions
        for two in planned.sessions
        if one is not two
        and "cancelled" not in (one.state, two.state)
        and max(one.start, two.start) < min(one.end, two.end)
    }
    pairs = [(one, two.id) for one, others in found.items() for two in others]
    assert sorted(pairs) == sorted(expected)
    for others in found.values():
        starts = [(other.start, other.end) for other in others]
        assert others
        assert starts == sorted(starts)


def test_long_conflict_list_is_shortened() -> None:
    many = [session(f"s{n:02}", f"09:{n:02}", "12:00") for n in range(30)]
    found = {id_: [s.id for s in others] for id_, others in conflicts(many).items()}
    before, after = [s.id for s in many[:10]], [s.id for s in many[26:]]
    assert found["s25"] == [*before, *after]
    assert found["s00"] == [s.id for s in many[1:11]]
    assert found["s29"] == before
    assert found["s10"] == [*before, *(s.id for s in many[11:21])]


@given(data=st.data(), planned=strategies.programmes())
def test_bookmarks_are_in_time_order_with_removed_ones_last(
    data: st.DataObject, planned: Programme
) -> None:
    marked = data.draw(strategies.bookmarks(planned))
    found = picks(planned, data.draw(st.permutations(marked)))
    gone = sorted((b for b in marked if b.session not in planned.by_id), key=attrgetter("added_at"))
    assert [p.bookmark for p in found[len(marked) - len(gone) :]] == gone
    assert {p.bookmark for p in found} == set(marked)
    assert all(p.session == planned.by_id.get(p.bookmark.session) for p in found)
    present = [(p.session.start, p.session.end) for p in found if p.session]
    assert present == sorted(present)
    assert all(p.session is not None for p in found[: len(present)])
    chosen = {p.bookmark.session for p in found}
    assert all(chosen.issuperset(conflict_ids(p)) for p in found)


def test_delay_causes_a_clash_between_rooms_but_not_within_one() -> None:
    day = "a 09:00-{} @north, b 10:00-11:00 @north, c 10:00-11:00 @south, d 10:30-11:30 @north"
    late, planned = (
        picks(day_of(day.format(end)), [bookmark(id_) for id_ in "abcd"])
        for end in ("10:20", "10:00")
    )
    found = remove_unplanned_clashes(late, planned)
    assert {p.bookmark.session: conflict_ids(p) for p in found} == {
        "a": ("c",),
        "b": ("c", "d"),
        "c": ("a", "b", "d"),
        "d": ("b", "c"),
    }


@given(planned=strategies.programmes(), data=st.data())
def test_next_bookmark_is_the_first_session_that_has_not_started(
    planned: Programme, data: st.DataObject
) -> None:
    found = picks(planned, data.draw(strategies.bookmarks(planned)))
    now = data.draw(strategies.instants(planned) | st.sampled_from(strategies.boundaries(planned)))
    coming = [
        p.session.start
        for p in found
        if p.session and p.session.state != "cancelled" and p.session.start > now
    ]
    following = next_pick(found, now)
    assert (following.start if following else None) == min(coming, default=None)
    assert following is None or following.id in {p.bookmark.session for p in found}


@pytest.mark.parametrize(("now", "clashes", "free"), table("clashes_to_come.txt"))
def test_past_sessions_have_no_clashes_or_free_time(now: str, clashes: str, free: str) -> None:
    day = day_of("early 10:00-11:00, also 10:30-11:30, one 14:00-15:00, two 14:30-15:30")
    found = picks(day, [bookmark(s.id) for s in day.sessions])
    times = [("15:30", "18:00"), ("11:30", "14:00"), ("09:00", "10:00"), ("11:30", "11:44")]
    summed = overview(found, (), at(now), [Gap(at(start), at(end)) for start, end in times])
    assert summed.clashes == int(clashes)
    assert summed.next_free == (Gap(at(free[:5]), at(free[6:])) if free else None)
