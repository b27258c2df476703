"""The one day of several machines: which acts count, in what order, and that no order of coming
makes another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.messages import Message, standing_messages
from sommet_tui.domain.panel.acts import PanelAct
from sommet_tui.domain.panel.records import panel_record
from sommet_tui.domain.records import RecordError, StoredRecord, act_record, message_record
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.sharing.merge import SharedLog, shared_log
from sommet_tui.domain.sharing.records import (
    CrewRecord,
    LeadClaim,
    OwnRecords,
    Position,
    claims_from,
    claims_view,
    crew_record_from,
    crew_record_view,
)
from sommet_tui.domain.values import replace

T = datetime(2025, 2, 7, 9, 0, tzinfo=UTC)
A, B, C = "stage/a", "stage/b", "panel/c"


def minute(n: float) -> datetime:
    return T + timedelta(minutes=n)


def act(
    writer: str,
    number: int,
    epoch: int = 0,
    *,
    at: float | None = None,
    kind: ActKind = "start",
    room: str | None = None,
    refers: str | None = None,
) -> CrewRecord:
    uid = f"{writer}.{number}"
    when = minute(number if at is None else at)
    undoes = 1 if kind == "undo" else None
    what = Act(1, when, kind, room=room, session="panel-1", undoes=undoes, uid=uid, by=writer)
    return CrewRecord(writer, number, epoch, "act", uid, refers, what)


def arrival(writer: str, number: int, at: float, value: str = "arrived") -> CrewRecord:
    uid = f"{writer}.{number}"
    what = PanelAct(1, minute(at), "arrival", "panel-1", person="ada", value=value, uid=uid)
    return CrewRecord(writer, number, 0, "panel", uid, None, what)


def claim(
    writer: str, epoch: int, after: Position | None = None, at: float = 0, room: str | None = None
) -> LeadClaim:
    return LeadClaim(room, epoch, writer, writer, minute(at), after)


def told(log: SharedLog) -> list[str]:
    return [a.uid for a in log.acts]


def without_lead(log: SharedLog) -> list[str]:
    return [r.uid for r in log.void]


def test_before_anybody_leads_everybodys_acts_count_by_time() -> None:
    log = shared_log([act(B, 1, at=2), act(A, 1, at=1), act(A, 2, at=3)], [])
    assert told(log) == [f"{A}.1", f"{B}.1", f"{A}.2"]
    assert [a.seq for a in log.acts] == [1, 2, 3]
    assert not log.void


def test_a_writers_own_acts_keep_their_order_where_its_clock_was_put_back() -> None:
    log = shared_log([act(A, 1, at=10), act(A, 2, at=5), act(B, 1, at=7)], [])
    assert told(log) == [f"{B}.1", f"{A}.1", f"{A}.2"]


def test_of_the_earlier_lead_counts_what_the_next_one_knew() -> None:
    acts = [act(A, 1, 1), act(A, 2, 1), act(A, 3, 1), act(B, 1, 2)]
    log = shared_log(acts, [claim(A, 1), claim(B, 2, Position(A, 2))])
    assert told(log) == [f"{A}.1", f"{A}.2", f"{B}.1"]
    assert without_lead(log) == [f"{A}.3"]
    assert log.leads[None].writer == B


def test_what_was_done_before_the_first_claim_counts_as_far_as_that_knew() -> None:
    acts = [act(A, 1), act(A, 2), act(B, 1), act(A, 3, 1)]
    log = shared_log(acts, [claim(A, 1, Position(A, 2))])
    assert told(log) == [f"{A}.1", f"{A}.2", f"{A}.3"]
    assert without_lead(log) == [f"{B}.1"]


def test_a_first_claim_that_knew_of_nothing_lets_nothing_earlier_count() -> None:
    log = shared_log([act(B, 1), act(A, 1, 1)], [claim(A, 1)])
    assert told(log) == [f"{A}.1"]
    assert without_lead(log) == [f"{B}.1"]


def test_of_two_leads_at_once_the_later_one_holds() -> None:
    acts = [act(A, 1, 2), act(B, 1, 2)]
    for first, second in ((A, B), (B, A)):
        log = shared_log(acts, [claim(first, 2, at=1), claim(second, 2, at=2)])
        assert told(log) == [f"{second}.1"]
        assert without_lead(log) == [f"{first}.1"]


def test_who_takes_the_lead_over_from_one_of_two_says_whose_acts_counted() -> None:
    acts = [act(A, 1, 2), act(B, 1, 2), act(C, 1, 3)]
    claims = [claim(A, 2, at=1), claim(B, 2, at=2), claim(C, 3, Position(A, 1), at=3)]
    assert told(shared_log(acts, claims)) == [f"{A}.1", f"{C}.1"]


def test_an_act_under_a_claim_that_has_not_come_counts_when_it_comes() -> None:
    acts = [act(A, 1, 1), act(A, 2, 2)]
    before = shared_log(acts, [claim(A, 1)])
    assert without_lead(before) == [f"{A}.2"]
    after = shared_log(acts, [claim(A, 1), claim(A, 2, Position(A, 1))])
    assert told(after) == [f"{A}.1", f"{A}.2"]


def test_every_room_has_a_lead_of_its_own() -> None:
    acts = [act(A, 1, 1, room="one"), act(B, 1, 1, at=0.5, room="two"), act(B, 2, 1, room="one")]
    log = shared_log(acts, [claim(A, 1, room="one"), claim(B, 1, room="two")])
    assert told(log) == [f"{B}.1", f"{A}.1"]
    assert without_lead(log) == [f"{B}.2"]


def test_an_undo_takes_away_what_it_named_by_whatever_number_that_has_now() -> None:
    acts = [act(B, 1, at=0), act(A, 1), act(A, 2, kind="undo", refers=f"{A}.1")]
    log = shared_log(acts, [])
    assert log.acts[2].undoes == log.acts[1].seq == 2


def test_an_undo_of_what_does_not_count_takes_nothing_away() -> None:
    acts = [act(A, 1, 1), act(B, 1, 2), act(B, 2, 2, kind="undo", refers=f"{A}.1")]
    log = shared_log(acts, [claim(A, 1), claim(B, 2)])
    assert [a.undoes for a in log.acts] == [None, 0]


def test_arrivals_of_several_machines_come_in_the_order_of_time() -> None:
    log = shared_log([arrival(B, 1, 5, "on_stage"), arrival(A, 1, 3)], [])
    assert [a.value for a in log.panel_acts] == ["arrived", "on_stage"]
    assert [a.seq for a in log.panel_acts] == [1, 2]


def test_a_question_keeps_its_star_whatever_number_it_has_on_this_machine() -> None:
    ask = PanelAct(1, minute(2), "ask", "panel-1", text="Why?", uid="q")
    star = PanelAct(2, minute(3), "question", "panel-1", item=1, value="starred", uid="s")
    prepared = PanelAct(3, minute(4), "question", "panel-1", item=-7, value="starred", uid="p")
    mine = [
        CrewRecord(A, 1, 0, "panel", "q", None, ask),
        CrewRecord(A, 2, 0, "panel", "s", "q", star),
        CrewRecord(A, 3, 0, "panel", "p", None, prepared),
    ]
    log = shared_log([*mine, arrival(B, 1, 1)], [])
    assert [a.seq for a in log.panel_acts] == [1, 2, 3, 4]
    assert log.panel_acts[2].item == log.panel_acts[1].seq == 2
    assert log.panel_acts[3].item == -7


def test_a_line_is_seen_by_whoever_saw_it_first() -> None:
    line = Message(1, T, "stage", "Water, please", uid="m")
    records = [
        CrewRecord(C, 1, 0, "message", "m", None, line),
        CrewRecord(A, 1, 0, "seen", "s1", None, ("m", minute(3))),
        CrewRecord(B, 1, 0, "seen", "s2", None, ("m", minute(2))),
    ]
    assert shared_log(records, []).messages[0].seen_at == minute(2)
    assert shared_log(records[:1], []).messages[0].seen_at is None


def test_a_message_knows_the_last_act_by_then_and_is_undone_by_its_uid() -> None:
    early = Message(1, minute(0.5), "everyone", "x", uid="e")
    late = Message(2, minute(2), "everyone", "y", uid="l")
    undo = replace(late, seq=3, text="", uid="u", undoes="l")
    own = OwnRecords(C)
    mine = [
        own.add(StoredRecord(n, "message", message_record(m)))
        for n, m in enumerate((early, late, undo), 1)
    ]
    assert [r.refers for r in mine if r is not None] == [None, None, "l"]
    log = shared_log([*(r for r in mine if r is not None), act(A, 1), act(B, 2), act(B, 3)], [])
    assert [m.after_act for m in log.messages] == [0, 2, 2]
    assert [m.text for m in standing_messages(log.messages, "everyone")] == ["x"]


def test_what_came_twice_counts_once() -> None:
    replayed = replace(act(A, 1), number=9)
    log = shared_log([act(A, 1), act(A, 1), replayed], [])
    assert told(log) == [f"{A}.1"]


def test_of_two_records_with_one_number_all_machines_take_the_same() -> None:
    one, other = act(A, 1), act(A, 2)
    other = replace(other, number=one.number)
    for order in ([one, other], [other, one]):
        assert told(shared_log(order, [])) == [one.uid]


def test_values_that_are_still_the_same_are_the_same_objects() -> None:
    first = shared_log([act(A, 1), act(A, 2)], [])
    known = {a.uid: a for a in first.acts}
    second = shared_log([act(A, 1), act(A, 2), act(A, 3)], [], known)
    assert all(old is new for old, new in zip(first.acts, second.acts, strict=False))


def test_whoever_takes_the_lead_names_the_last_record_of_who_had_it() -> None:
    log = shared_log([act(A, 1, 1), arrival(A, 2, 5), act(B, 1, 0)], [claim(A, 1)])
    assert log.claim(None, B, "Studio", minute(9)) == LeadClaim(
        None, 2, B, "Studio", minute(9), Position(A, 2)
    )
    assert log.claim("two", B, "Studio", T).after == Position(B, 1)


def test_the_first_lead_takes_over_from_whoever_drove_the_room() -> None:
    log = shared_log([act(A, 1)], [])
    assert log.claim(None, B, "Studio", T) == LeadClaim(None, 1, B, "Studio", T, Position(A, 1))
    assert shared_log([], []).claim(None, B, "Studio", T).after is None


def test_the_first_lead_goes_on_from_what_it_did_itself() -> None:
    log = shared_log([act(A, 1), act(B, 1, at=5)], [])
    assert log.claim(None, A, "Stage", T).after == Position(A, 1)


# In any order


@st.composite
def days(draw: st.DrawFn) -> tuple[list[CrewRecord], list[LeadClaim]]:
    """What three machines recorded in two rooms, some of them without the lead."""
    records: list[CrewRecord] = []
    for writer in (A, B, C):
        for number in range(1, draw(st.integers(0, 6)) + 1):
            at = draw(st.integers(0, 20))
            epoch = draw(st.integers(0, 3))
            room = draw(st.sampled_from([None, "one"]))
            if draw(st.integers(0, 3)) == 0:
                records.append(arrival(writer, number, at))
            elif records and draw(st.integers(0, 1)) == 1:
                about = draw(st.sampled_from(records)).uid
                record = act(writer, number, epoch, at=at, kind="undo", room=room, refers=about)
                records.append(record)
            else:
                records.append(act(writer, number, epoch, at=at, room=room))
    claims = [
        claim(
            draw(st.sampled_from([A, B])),
            draw(st.integers(1, 3)),
            draw(st.none() | st.builds(Position, st.sampled_from([A, B, C]), st.integers(1, 6))),
            at=draw(st.integers(0, 20)),
            room=draw(st.sampled_from([None, "one"])),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    return records, claims


@given(day=days(), data=st.data())
def test_the_same_set_makes_the_same_day_in_any_order_and_any_number_of_times(
    day: tuple[list[CrewRecord], list[LeadClaim]], data: st.DataObject
) -> None:
    records, claims = day
    again = data.draw(st.lists(st.sampled_from(records), max_size=4)) if records else []
    shuffled = data.draw(st.permutations([*records, *again]))
    assert shared_log(shuffled, data.draw(st.permutations(claims))) == shared_log(records, claims)


@given(days())
def test_nothing_is_lost_and_numbers_have_no_holes(
    day: tuple[list[CrewRecord], list[LeadClaim]],
) -> None:
    records, claims = day
    log = shared_log(records, claims)
    acts = {r.uid for r in records if r.kind == "act"}
    assert {*told(log), *without_lead(log)} == acts
    assert len(log.acts) + len(log.void) == len(acts)
    assert [a.seq for a in log.acts] == list(range(1, len(log.acts) + 1))
    assert {a.uid for a in log.panel_acts} == {r.uid for r in records if r.kind == "panel"}


@given(days())
def test_every_writers_acts_of_a_room_stay_in_their_order(
    day: tuple[list[CrewRecord], list[LeadClaim]],
) -> None:
    records, _ = day
    numbers = {r.uid: (r.writer, r.number) for r in records}
    for writer in (A, B, C):
        mine = [
            n for w, n in (numbers[uid] for uid in told(shared_log(records, []))) if w == writer
        ]
        for room in (None, "one"):
            of_room = [
                n
                for n in mine
                if any(r.number == n and r.writer == writer and in_room(r, room) for r in records)
            ]
            assert of_room == sorted(of_room)


def in_room(record: CrewRecord, room: str | None) -> bool:
    return isinstance(record.what, Act) and record.what.room == room


# As JSON


def stored(offset: int, what: Act | Message | PanelAct, **more: object) -> StoredRecord:
    if isinstance(what, Act):
        return StoredRecord(offset, "act", {**act_record(what), **more})
    if isinstance(what, Message):
        return StoredRecord(offset, "message", {**message_record(what), **more})
    return StoredRecord(offset, "panel", {**panel_record(what), **more})


def test_own_records_are_numbered_by_their_place_and_say_by_uid_what_they_undo() -> None:
    own = OwnRecords(A)
    first = own.add(stored(3, Act(1, T, "start", session="panel-1", uid="x")))
    assert first is not None
    assert (first.number, first.epoch, first.refers) == (1, 0, None)
    assert own.add(StoredRecord(5, "act", {})) is None
    undo = own.add(stored(8, Act(2, T, "undo", undoes=1, uid="y")))
    assert undo is not None
    assert (undo.number, undo.refers) == (3, "x")
    shared = own.add(stored(9, Act(3, T, "undo", undoes=7, uid="z"), refers="y", epoch=4))
    assert shared is not None
    assert (shared.refers, shared.epoch) == ("y", 4)
    assert own.count == 4


def test_what_is_sent_comes_as_it_was() -> None:
    line = Message(1, T, "stage", "Water, please", uid="m")
    seen: tuple[str, datetime] = ("m", T)
    for record, plain in (
        (act(A, 3, 2, room="one"), act_record(act(A, 3, 2, room="one").what)),  # type: ignore[arg-type]
        (CrewRecord(C, 1, 0, "message", "m", None, line), message_record(line)),
        (
            CrewRecord(C, 2, 0, "seen", "s", None, seen),
            {"of": "m", "at": T.isoformat(), "uid": "s"},
        ),
        (arrival(C, 4, 3), panel_record(arrival(C, 4, 3).what)),  # type: ignore[arg-type]
    ):
        assert crew_record_from(crew_record_view("sommet", record, plain), "sommet") == record


def view_of(record: CrewRecord) -> dict[str, object]:
    assert isinstance(record.what, Act)
    return crew_record_view("sommet", record, act_record(record.what))


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"version": 2}, "version"),
        ({"programme": "other"}, "programme"),
        ({"record": None}, "record"),
        ({"record": []}, "record"),
        ({"record": {}}, "uid"),
        ({"kind": None}, "kind"),
        ({"kind": "wish", "record": {"uid": "x"}}, "kind"),
        ({"number": 0}, "number"),
        ({"number": 2**53}, "number"),
        ({"number": True}, "number"),
        ({"epoch": -1}, "epoch"),
        ({"writer": "nobody"}, "writer"),
        ({"writer": "a/b/c"}, "writer"),
        ({"writer": "/b"}, "writer"),
        ({"writer": "a/"}, "writer"),
        ({"writer": "a/#"}, "writer"),
    ],
)
def test_what_is_no_record_is_told_by_its_key(changed: dict[str, object], key: str) -> None:
    with pytest.raises(RecordError) as caught:
        crew_record_from({**view_of(act(A, 1)), **changed}, "sommet")
    assert caught.value.key == key


def test_claims_come_as_they_were_the_earlier_ones_too() -> None:
    claims = (claim(A, 1), claim(A, 3, Position(B, 4), at=2))
    view = claims_view("sommet", claims)
    assert set(claims_from(view, "sommet")) == set(claims)
    assert (view["epoch"], len(view["earlier"])) == (3, 1)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"epoch": 0}, "epoch"),
        ({"at": "noon"}, "at"),
        ({"after": "me"}, "after"),
        ({"after": {"writer": A}}, "number"),
        ({"earlier": {}}, "earlier"),
        ({"earlier": [3]}, "earlier"),
        ({"version": None}, "version"),
    ],
)
def test_what_is_no_claim_is_told_by_its_key(changed: dict[str, object], key: str) -> None:
    view = {**claims_view("sommet", (claim(A, 1, Position(B, 2)),)), **changed}
    with pytest.raises(RecordError) as caught:
        claims_from(view, "sommet")
    assert caught.value.key == key


def test_a_claim_of_somebody_without_a_name_is_named_by_its_writer() -> None:
    view = {**claims_view("sommet", (claim(A, 1),)), "name": None, "earlier": None}
    (found,) = claims_from(view, "sommet")
    assert found.name == A
