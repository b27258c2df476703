"""Claims of the lead and members of the crew, without a broker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.live_ports import Share, SharedBatch
from sommet_tui.domain.crew.address import lead_topic
from sommet_tui.domain.crew.records import VERSION, ClaimState, LeadClaim, Position, claim_view
from sommet_tui.domain.values import replace
from sommet_tui.live.crew.broker_messages import DropError, Post, encode
from sommet_tui.live.crew.lead_claims import Claims
from sommet_tui.live.crew.presence import Members
from sommet_tui.storage.crew import SqliteCrew
from tests.brokers import Taking
from tests.builders import at, existing

MINE = LeadClaim(None, 1, "me/1", "Stage", at("09:00"), state="open")
THEIRS = LeadClaim(None, 1, "b/1", "Room B", at("09:01"))
OF_C = LeadClaim(None, 1, "c/1", "Room C", at("09:00"))


class Laptop:
    """The claims of a laptop that has taken the lead and is connected."""

    def __init__(self, database: Path) -> None:
        self.crew = SqliteCrew(database)
        self.crew.put_share("summit", Share("mqtt://host/day", "me/1", "Stage"))
        self.crew.add_claim("summit", MINE)
        self.broker = Taking()
        self.post = Post(self.broker)
        self.claims = Claims("summit", "day", "me/1", self.crew, self.post, id_in_messages="summit")
        self.claims.load([MINE])
        self.now = at("09:02")

    def publish(self) -> Iterator[object]:
        self.now += timedelta(seconds=1)
        return self.claims.publish(tuple, self.now, self.now)

    def hear(self, claim: LeadClaim) -> None:
        self.crew.save_batch("summit", SharedBatch(claims=[claim]))

    @property
    def state(self) -> str:
        read = existing(self.crew.read("summit", 0))
        return next(claim.state for claim in read.claims if claim.writer == "me/1")


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path / "sommet.sqlite3")


def test_claim_is_accepted_after_an_answer_and_a_second_round_trip(laptop: Laptop) -> None:
    assert not list(laptop.publish())
    assert not list(laptop.publish())
    laptop.post.on_answer(1, None)
    (key,) = laptop.publish()
    assert not list(laptop.publish())
    assert (laptop.state, laptop.claims.waiting_count) == ("open", 1)
    take(laptop, replace(MINE, state="accepted"), of="me/1")
    laptop.claims.confirm(key)  # type: ignore[arg-type]
    assert not list(laptop.publish())
    assert (laptop.state, laptop.claims.waiting_count) == ("accepted", 0)
    assert len(laptop.broker.views) == 1


def test_claim_that_was_not_returned_by_the_broker_is_sent_again(laptop: Laptop) -> None:
    list(laptop.publish())
    laptop.post.on_answer(1, None)
    (key,) = laptop.publish()
    laptop.claims.confirm(key)  # type: ignore[arg-type]
    assert not list(laptop.publish())
    assert not list(laptop.publish())
    assert laptop.state == "open"
    assert len(laptop.broker.views) == 2


def test_claim_with_a_future_time_is_not_sent(laptop: Laptop) -> None:
    laptop.now = MINE.at - timedelta(seconds=31)
    list(laptop.claims.publish(tuple, laptop.now, laptop.now))
    assert (laptop.state, laptop.broker.views) == ("dropped", [])


@pytest.mark.parametrize(
    ("state", "days", "left"),
    [("open", 0, "withdrawn"), ("accepted", 7, "withdrawn"), ("accepted", 6, "accepted")],
)
def test_laptop_with_a_wrong_clock_withdraws_claims_that_others_ignore(
    laptop: Laptop, state: ClaimState, days: int, left: str
) -> None:
    list(laptop.publish())
    laptop.claims.load([replace(MINE, state=state)])
    laptop.crew.set_claim_state("summit", MINE, state)
    laptop.claims.withdraw(MINE.at - timedelta(days=days))
    assert laptop.state == left


def test_unfinished_round_trip_is_restarted_after_a_while(laptop: Laptop) -> None:
    list(laptop.publish())
    laptop.post.on_answer(1, None)
    assert [len(list(laptop.publish())) for _ in range(11)] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]


def test_outcome_of_an_unknown_claim_is_ignored(laptop: Laptop) -> None:
    laptop.hear(THEIRS)
    list(laptop.publish())
    assert (laptop.state, laptop.broker.views) == ("dropped", [])


def test_unanswered_claim_is_withdrawn_if_the_broker_loses_it(laptop: Laptop) -> None:
    list(laptop.publish())
    laptop.claims.reset()
    laptop.hear(THEIRS)
    list(laptop.publish())
    assert laptop.state == "withdrawn"
    assert [view["withdrawn"] for view in laptop.broker.views] == [False, True]


def take(
    laptop: Laptop, claim: LeadClaim, of: str = "b/1", names: dict[str, str] | None = None
) -> Sequence[LeadClaim]:
    """Have a claim arrive in a topic of `of`, or a copy of it if there are `names`."""
    topic = lead_topic("day", claim.room, of, claim.epoch)
    payload = encode(claim_view("summit", claim))
    return laptop.claims.receive(topic, of, payload, at("09:02"), names)


def test_known_claim_is_ignored(laptop: Laptop) -> None:
    assert list(take(laptop, THEIRS)) == [THEIRS]
    laptop.claims.add([THEIRS])
    assert list(take(laptop, THEIRS)) == []


def test_claim_with_a_huge_epoch_and_too_many_claims_are_ignored(laptop: Laptop) -> None:
    with pytest.raises(DropError, match="too-many"):
        take(laptop, replace(THEIRS, epoch=2000))
    many = [replace(THEIRS, epoch=epoch) for epoch in range(2, 1442)]
    laptop.claims.add(many)
    withdrawn = replace(many[0], state="withdrawn")
    assert list(take(laptop, withdrawn)) == [withdrawn]
    with pytest.raises(DropError, match="too-many"):
        take(laptop, THEIRS)


def test_claim_under_the_name_of_another_writer_is_ignored(laptop: Laptop) -> None:
    with pytest.raises(DropError, match="foreign"):
        take(laptop, THEIRS, of="c/1")


def test_withdrawal_is_sent_again_if_the_broker_still_has_the_claim(laptop: Laptop) -> None:
    laptop.claims.load([replace(MINE, state="withdrawn")])
    take(laptop, MINE, of="me/1")
    for _ in range(2):
        list(laptop.publish())
        assert [view["withdrawn"] for view in laptop.broker.views] == [True]


def test_claim_dated_a_week_ahead_does_not_block_others(laptop: Laptop) -> None:
    limit = at("09:02") + timedelta(days=7)
    assert len(take(laptop, replace(THEIRS, at=limit - timedelta(seconds=1)))) == 1
    early = replace(THEIRS, at=limit)
    assert not take(laptop, early)
    ((topic, writer, payload),) = laptop.claims.take_early_claims()
    assert list(laptop.claims.receive(topic, writer, payload, at("09:03"))) == [early]
    assert not laptop.claims.take_early_claims()
    take(laptop, early)
    assert len(take(laptop, replace(early, state="withdrawn"))) == 1
    assert not laptop.claims.take_early_claims()


@pytest.mark.parametrize(
    ("before", "names", "credible"),
    [
        pytest.param([], {}, True, id="the first claim of a room"),
        pytest.param([replace(OF_C, room="hall")], {}, True, id="the first claim of another room"),
        pytest.param([OF_C], {}, False, id="a claim by a stranger"),
        pytest.param([OF_C], {"b/1": "B"}, True, id="a claim by a member"),
        pytest.param(
            [replace(OF_C, after=Position("b/1", 3))], {}, True, id="a claim by the previous lead"
        ),
        pytest.param([OF_C, THEIRS], {}, True, id="a known claim"),
    ],
)
def test_copied_claim_is_accepted_only_from_a_known_writer(
    laptop: Laptop, before: list[LeadClaim], names: dict[str, str], credible: bool
) -> None:
    laptop.claims.add(before)
    if credible:
        assert list(take(laptop, THEIRS, names=names)) == [c for c in [THEIRS] if c not in before]
    else:
        with pytest.raises(DropError, match="unknown"):
            take(laptop, THEIRS, names=names)


def test_several_copied_claims_are_accepted_if_nothing_else_is_known(laptop: Laptop) -> None:
    for claim in (THEIRS, OF_C):
        assert list(take(laptop, claim, claim.writer, names={})) == [claim]
        laptop.claims.add([claim])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": VERSION + 1}, "newer"),
        ({"version": VERSION - 1}, "garbled"),
        ({"programme": "other"}, "programme"),
        ({"writer": "c/1"}, "garbled"),
    ],
)
def test_presence_of_another_version_event_or_writer_is_ignored(
    changes: dict[str, object], reason: str
) -> None:
    view = {"version": VERSION, "programme": "summit", "writer": "b/1", "name": "Room B"}
    members = Members("summit", {})
    with pytest.raises(DropError, match=reason):
        members.receive_presence("b/1", {**view, **changes}, at("09:00"))
    assert members.names == {}
    assert members.receive_presence("b/1", view, at("09:00")).is_new


@pytest.mark.parametrize(
    ("programme", "gone", "strangers"),
    [("other", False, 1), (None, False, 1), ("other", True, 0), ("summit", False, 0)],
)
def test_laptops_with_another_programme_are_counted(
    programme: str | None, gone: bool, strangers: int
) -> None:
    members = Members("summit", {})
    view = {"version": VERSION, "programme": programme, "writer": "b/1", "gone": gone}
    for _ in range(2):
        with suppress(DropError):
            members.receive_presence("b/1", view, at("09:00"))
        assert len(members.unknown_writers) == strangers
    members.receive_presence("b/1", {**view, "programme": "summit"}, at("09:00"))
    assert not members.unknown_writers
