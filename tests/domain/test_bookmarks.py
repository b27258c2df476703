"""What someone picked: every conflict, the order, and what comes next for them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import (
    Pick,
    conflicts,
    next_pick,
    overview,
    picks,
    without_lateness,
)
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Gap
from tests import strategies
from tests.acting import day_of
from tests.builders import at, bookmark, programme, session


def conflict_ids(pick: Pick) -> tuple[str, ...]:
    return tuple(other.id for other in pick.conflicts)


@given(planned=strategies.programmes(past_boundary=True), data=st.data())
def test_conflicts_are_all_overlapping_pairs_that_take_place(
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
    assert set(pairs) == expected
    assert len(pairs) == len(expected)
    assert all(one != two and (two, one) in expected for one, two in pairs)
    for others in found.values():
        starts = [(other.start, other.end) for other in others]
        assert others
        assert starts == sorted(starts)


def test_long_list_of_conflicts_is_cut_before_and_after() -> None:
    many = [session(f"s{n:02}", f"09:{n:02}", "12:00") for n in range(30)]
    found = {id_: [s.id for s in others] for id_, others in conflicts(many).items()}
    before, after = [s.id for s in many[:10]], [s.id for s in many[26:]]
    assert found["s25"] == [*before, *after]
    assert found["s00"] == [s.id for s in many[1:11]]
    assert found["s29"] == before
    assert found["s10"] == [*before, *(s.id for s in many[11:21])]


def test_conflict_with_a_distant_session_is_found() -> None:
    workshop, early = session("workshop", "09:00", "12:00"), session("early", "09:30", "10:00")
    late = session("late", "11:30", "12:30")
    assert conflicts([workshop, early, late]) == {
        "workshop": (early, late),
        "early": (workshop,),
        "late": (workshop,),
    }


@given(data=st.data(), planned=strategies.programmes())
def test_bookmarks_are_in_time_order_with_removed_ones_last(
    data: st.DataObject, planned: Programme
) -> None:
    marked = data.draw(strategies.bookmarks(planned))
    found = picks(planned, data.draw(st.permutations(marked)))
    assert {p.bookmark for p in found} == set(marked)
    assert len(found) == len(marked)
    assert all(p.session == planned.by_id.get(p.bookmark.session) for p in found)
    present = [(p.session.start, p.session.end) for p in found if p.session]
    assert present == sorted(present)
    assert all(p.session is not None for p in found[: len(present)])
    chosen = {p.bookmark.session for p in found}
    assert all(chosen.issuperset(conflict_ids(p)) for p in found)


def test_bookmarks_of_removed_sessions_have_titles_in_order_of_adding() -> None:
    before = at("20:00", date(2025, 2, 5))
    marked = [
        bookmark("later", title="Was there later"),
        bookmark("earlier", title="Was there", added_at=before),
        bookmark("talk"),
    ]
    found = picks(programme(session("talk")), marked)
    assert [p.bookmark.session for p in found] == ["talk", "earlier", "later"]
    assert [p.bookmark.title for p in found] == ["Talk", "Was there", "Was there later"]
    assert [p.session is None for p in found] == [False, True, True]


def test_only_bookmarks_conflict_with_bookmarks() -> None:
    planned = day_of("mine 09:00-10:00, also 09:30-10:30, other 09:00-10:30")
    found = picks(planned, [bookmark("also"), bookmark("mine")])
    assert [(p.bookmark.session, conflict_ids(p)) for p in found] == [
        ("mine", ("also",)),
        ("also", ("mine",)),
    ]


def test_delay_causes_a_clash_between_rooms_but_not_within_one() -> None:
    marked = [bookmark("a"), bookmark("b"), bookmark("c"), bookmark("d")]
    planned = programme(
        session("a", "09:00", "10:00", room="north"),
        session("b", "10:00", "11:00", room="north"),
        session("c", "10:00", "11:00", room="south"),
        session("d", "10:30", "11:30", room="north"),
    )
    day = programme(
        session("a", "09:00", "10:20", room="north"),
        session("b", "10:00", "11:00", room="north"),
        session("c", "10:00", "11:00", room="south"),
        session("d", "10:30", "11:30", room="north"),
    )
    found = without_lateness(picks(day, marked), picks(planned, marked))
    assert {p.bookmark.session: conflict_ids(p) for p in found} == {
        "a": ("c",),
        "b": ("c", "d"),
        "c": ("a", "b", "d"),
        "d": ("b", "c"),
    }


@given(planned=strategies.programmes(), data=st.data())
def test_next_bookmark_is_the_first_still_to_start(planned: Programme, data: st.DataObject) -> None:
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


def test_past_sessions_have_no_clashes_or_free_time() -> None:
    day = day_of("early 10:00-11:00, also 10:30-11:30, one 14:00-15:00, two 14:30-15:30")
    found = picks(day, [bookmark(s.id) for s in day.sessions])
    times = [("15:30", "18:00"), ("11:30", "14:00"), ("09:00", "10:00"), ("11:30", "11:44")]
    free = [Gap(at(start), at(end)) for start, end in times]

    def summary_at(clock: str) -> tuple[int, tuple[str, str] | None]:
        summed = overview(found, (), at(clock), free)
        first = summed.next_free
        return summed.clashes, (_clock(first.start), _clock(first.end)) if first else None

    assert summary_at("08:00") == (2, ("09:00", "10:00"))
    assert summary_at("11:00") == (1, ("11:30", "14:00"))
    assert summary_at("14:45") == (1, ("15:30", "18:00"))
    assert summary_at("15:00") == (0, ("15:30", "18:00"))
    assert summary_at("18:00") == (0, None)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo('Europe/Paris')):%H:%M}"
