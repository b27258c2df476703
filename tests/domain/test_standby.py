"""Of the machines of a crew, one publishes at a place, and all agree which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.sharing.records import LeadClaim
from sommet_tui.domain.sharing.standby import (
    PostedDocument,
    choose_publisher,
    machine_id,
    publishing_order,
)

MACHINES = st.sets(st.text("abcdef0123456789", min_size=1, max_size=3), min_size=1, max_size=6)
SILENCES = st.integers(0, 600).map(lambda seconds: timedelta(seconds=seconds))


def leading(room: str, writer: str, *, confirmed: bool = True) -> LeadClaim:
    at = datetime(2025, 2, 7, 9, tzinfo=UTC)
    return LeadClaim(room, 1, writer, writer, at, state="accepted" if confirmed else "open")


def leads(*claims: LeadClaim) -> dict[str | None, LeadClaim]:
    return {claim.room: claim for claim in claims}


def posted(by: str | None, seconds: int) -> PostedDocument:
    return PostedDocument(by, timedelta(seconds=seconds))


def test_machine_that_leads_most_rooms_comes_first_then_by_id() -> None:
    claims = leads(leading("hall", "stage/c"), leading("studio", "stage/c"), leading("cave", "b/b"))
    assert publishing_order(["a", "d", "b", "c"], claims) == ("c", "b", "a", "d")
    assert publishing_order(["d", "a"], claims) == ("a", "d")


def test_lead_known_only_to_its_own_machine_does_not_count() -> None:
    claims = leads(leading("hall", "stage/b", confirmed=False))
    assert publishing_order(["b", "a"], claims) == ("a", "b")


@given(MACHINES, st.data())
def test_publisher_order_does_not_depend_on_arrival(
    machines: set[str], data: st.DataObject
) -> None:
    who = st.sampled_from(sorted(machines))
    claims = leads(*(leading(f"room-{n}", f"u/{data.draw(who)}") for n in range(3)))
    order = publishing_order(sorted(machines), claims)
    arrived = data.draw(st.permutations(sorted(machines)))
    again = leads(*data.draw(st.permutations(list(claims.values()))))
    assert publishing_order(arrived, again) == order
    assert sorted(order) == sorted(machines)


@given(MACHINES, st.none() | st.builds(PostedDocument, st.sampled_from(["a", "zz"]), SILENCES))
def test_machines_agree_on_one_publisher(machines: set[str], found: PostedDocument | None) -> None:
    order = publishing_order(machines, {})
    assert choose_publisher(order, found, connected=True) in machines
    if found is None or found.is_fresh:
        assert choose_publisher(order, found, connected=True) == order[0]


@pytest.mark.parametrize(
    ("found", "who"),
    [
        (None, "a"),
        (posted("b", 60), "b"),  # whoever publishes goes on, there or not
        (posted("b", 104), "b"),
        (posted("b", 105), "b"),  # the first had its chance: the next in turn
        (posted("c", 140), "c"),
        (posted("b", 195), "a"),  # nobody published, as before the day begins
    ],
)
def test_publisher_continues_without_the_crew(found: PostedDocument | None, who: str) -> None:
    assert choose_publisher(("a", "b", "c"), found, connected=False) == who


def test_anonymous_publisher_keeps_its_turn_until_it_is_silent() -> None:
    assert choose_publisher(("a", "b"), posted(None, 104), connected=True) is None
    assert choose_publisher(("a", "b"), posted(None, 105), connected=True) == "b"


@given(MACHINES, st.booleans())
def test_each_machine_has_a_turn_if_the_others_do_not_publish(
    machines: set[str], connected: bool
) -> None:
    order = publishing_order(machines, {})
    silent = [posted(order[0], seconds) for seconds in range(105, 105 + 30 * len(order))]
    assert {choose_publisher(order, each, connected=connected) for each in silent} == machines


def test_machine_is_identified_by_its_id_for_any_user() -> None:
    assert machine_id("stage/9f86d081884c") == "9f86d081884c"
