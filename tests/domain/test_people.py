"""People on stage: their current or next session, and their affiliations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.people import people_in_sessions, people_on_stage
from sommet_tui.domain.programme import Person, Programme
from tests import strategies
from tests.acting import day_of
from tests.builders import at, participant, programme, session


@given(planned=strategies.programmes())
def test_everyone_is_listed_once_with_their_sessions_in_order(planned: Programme) -> None:
    everyone = people_on_stage(planned)
    assert [one.person for one in everyone] == list(planned.people)
    for one in everyone:
        theirs = [s for s in planned.sessions if one.person.id in {p.id for p in s.participants}]
        assert list(one.sessions) == theirs


@given(planned=strategies.programmes(), data=st.data())
def test_appearance_is_the_current_or_next_session(planned: Programme, data: st.DataObject) -> None:
    now = data.draw(strategies.instants(planned) | st.sampled_from(strategies.boundaries(planned)))
    for one in people_on_stage(planned):
        left = [s for s in one.sessions if s.state != "cancelled" and s.end > now]
        assert one.next_session(now) == (left[0] if left else None)


def test_filters_keep_the_people_of_matching_sessions() -> None:
    people = people_on_stage(
        day_of("side 09:00-10:00 +ada, main 11:00-12:00 +ada, other 13:00-14:00 +bob")
    )

    found = people_in_sessions(people, {"main", "other"})
    assert [(one.person.id, [s.id for s in one.sessions]) for one in found] == [
        ("ada", ["main"]),
        ("bob", ["other"]),
    ]
    assert [one.person.id for one in people_in_sessions(people, {"other"})] == ["bob"]


def test_affiliations_start_with_the_usual_one_without_duplicates() -> None:
    talks = [("ada", "Parliament"), ("ada", "Institute"), ("ada", None)]
    talks += [("bob", None), ("bob", "Press")]
    sessions = [
        session(str(n), f"1{n}:00", f"1{n + 1}:00", people=[participant(id_, affiliation=where)])
        for n, (id_, where) in enumerate(talks)
    ]
    people = [Person("ada", "Ada", "Institute"), Person("bob", "Bob"), Person("eve", "Eve")]
    found = people_on_stage(programme(*sessions, people=people))
    assert [one.affiliations for one in found] == [("Institute", "Parliament"), ("Press",), ()]
    assert found[2].next_session(at("09:00")) is None
