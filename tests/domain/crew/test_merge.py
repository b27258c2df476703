"""The one day of several machines: which acts count, in what order, and that no order of coming
makes another."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sommet_tui.domain.crew.merge import SharedLog, objection, shared_log
from sommet_tui.domain.crew.records import (
    ClaimState,
    CrewRecord,
    LeadClaim,
    OwnRecords,
    Position,
    claim_view,
    crew_record_view,
    read_claim,
    read_crew_record,
)
from sommet_tui.domain.messages import Message, Seen, current_messages
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.records import RecordError, StoredRecord, to_record
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.values import replace
from tests.builders import existing
from tests.domain.naive_crew import NaiveDay, expect_by_the_rules
from tests.tables import table

if TYPE_CHECKING:
    from sommet_tui.domain.records import Value

T = datetime(2025, 2, 7, 9, 0, tzinfo=UTC)
A, B, C = "stage/a", "stage/b", "panel/c"
WRITERS = {"A": A, "B": B, "C": C}


def minute(n: float) -> datetime:
    return T + timedelta(minutes=n)


def act(
    writer: str,
    number: int,
    *,
    at: float | None = None,
    kind: ActKind = "start",
    room: str | None = None,
    refers: str | None = None,
    redoes: str | None = None,
) -> CrewRecord:
    when = minute(number if at is None else at)
    undoes = 1 if kind == "undo" else None
    made = Act(kind, room=room, session="panel-1", undoes=undoes, by=writer, seq=1, at=when)
    return replace(record(writer, number, made, refers), redoes=redoes)


def arrival(writer: str, number: int, at: float) -> CrewRecord:
    person = f"{writer}.{number}"
    made = PanelAct(
        "arrival", session="panel-1", person=person, value="arrived", seq=1, at=minute(at)
    )
    return record(writer, number, made)


def record(writer: str, number: int, content: Value, refers: str | None = None) -> CrewRecord:
    """Return the record of something by a writer; it was recorded when it happened."""
    uid = f"{writer}.{number}"
    if not isinstance(content, Seen):
        content = replace(content, uid=uid)
    return CrewRecord(writer, number, content.KIND, uid, refers, content, content.at)


def claim(
    writer: str, epoch: int, after: Position | None = None, at: float = 0, room: str | None = None
) -> LeadClaim:
    return LeadClaim(room, epoch, writer, writer, minute(at), after)


def acts(text: str) -> list[CrewRecord]:
    """The acts "A1 B2@6/hall C3=undo>A1": B's second was recorded at 6 (else at its number).

    An act is a start by default. After "/" comes a room, after "<" when it really happened, after
    ">" the undone act, after "~" the act that is redone; "+" makes it part of a group.
    """
    found = re.findall(
        r"([ABC])(\d+)(?:@([\d.]+))?(?:<(\d+))?(?:/(\w+))?(?:=(\w+))?([>~][ABC]\d+)?(\+)?", text
    )
    records = []
    for by, number, at, when, room, kind, about, group in found:
        other = f"{WRITERS[about[1]]}.{about[2:]}" if about else None
        made = act(
            WRITERS[by],
            int(number),
            at=float(at or number),
            kind=cast(ActKind, kind or "start"),
            room=room or None,
            refers=other if about[:1] == ">" else None,
            redoes=other if about[:1] == "~" else None,
        )
        content = replace(
            cast(Act, made.content), when=minute(int(when)) if when else None, group=group or None
        )
        records.append(replace(made, content=content))
    return records


def claims(text: str) -> list[LeadClaim]:
    """The claims "A1/hall, B2@5:A3+1 refused".

    At 5, B made claim 2, had made 1 record itself, and knew A's third one.
    """
    found = re.findall(
        r"([ABC])(\d+)(?:@([\d.]+))?(?::([ABC])(\d+))?(?:\+(\d+))?(?:/(\w+))?(?: (\w+))?", text
    )
    return [
        replace(
            claim(
                WRITERS[by],
                int(epoch),
                Position(WRITERS[known], int(number)) if known else None,
                at=float(at or 0),
                room=room or None,
            ),
            state=cast(ClaimState, state or "accepted"),
            own=int(own or 0),
        )
        for by, epoch, at, known, number, own, room, state in found
    ]


def short(uid: str) -> str:
    writer, _, number = uid.rpartition(".")
    return writer[-1].upper() + number


def uids(log: SharedLog) -> list[str]:
    return [a.uid for a in log.acts]


FIRST = claim(A, 1)


# Numbers are those of the worked scenarios: A leads from the start, minutes are those after 14:00.
@pytest.mark.parametrize(
    ("recorded", "claimed", "counted", "not_counted"), table("crew/which_acts_count.txt")
)
def test_acts_count_only_if_the_lead_records_them(
    recorded: str, claimed: str, counted: str, not_counted: str
) -> None:
    log = shared_log(acts(recorded), claims(claimed))
    undone = (f">{a.undoes}" if a.undoes else "" for a in log.acts)
    assert " ".join(map("".join, zip(map(short, uids(log)), undone, strict=True))) == counted
    void = (f"{short(v.record.uid)} {v.reason}{' redone' if v.redone else ''}" for v in log.void)
    assert ", ".join(void) == not_counted
    assert shared_log(acts(recorded)[::-1], claims(claimed)) == log


def test_copied_uid_does_not_affect_the_original_record() -> None:
    right = act(A, 1)
    copied = replace(act(A, 1), writer="moderator/m", number=9)
    log = shared_log([right, copied, act(A, 2)], [FIRST])
    assert [record.writer for record in log.counted] == [A, A]
    view = view_of(right) | {"writer": "moderator/m", "number": 9}
    with pytest.raises(RecordError) as caught:
        read_crew_record(view, "sommet")
    assert caught.value.key == "uid"


ASK = PanelAct("ask", session="panel-1", text="Why?", seq=1, at=minute(2))
STAR = PanelAct("question", session="panel-1", item=1, value="starred", seq=2, at=minute(3))


def test_question_stays_starred_when_its_number_changes() -> None:
    prepared = replace(STAR, item=-7, seq=3, at=minute(4))
    mine = [record(A, 1, ASK), record(A, 2, STAR, f"{A}.1"), record(A, 3, prepared)]
    log = shared_log([*mine, arrival(B, 1, 1)], [])
    assert [a.seq for a in log.panel_acts] == [1, 2, 3, 4]
    assert log.panel_acts[2].item == log.panel_acts[1].seq == 2
    assert log.panel_acts[3].item == -7


def test_message_keeps_its_first_seen_time() -> None:
    line = record(C, 1, Message(1, T, "stage", "Water, please"))
    seen = [record(A, 1, Seen(line.uid, minute(3))), record(B, 1, Seen(line.uid, minute(2)))]
    records = [line, *seen]
    assert shared_log(records, []).messages[0].seen_at == minute(2)
    assert shared_log(records[:1], []).messages[0].seen_at is None


def test_message_is_undone_by_its_uid() -> None:
    early = Message(1, minute(0.5), "everyone", "x", uid="e")
    late = Message(2, minute(2), "everyone", "y", uid="l")
    undo = replace(late, seq=3, text="", uid="u", undoes="l")  # as it was before it was shared
    own = OwnRecords(C)
    messages = enumerate((early, late, undo), 1)
    mine = [existing(own.add(stored(n, message))) for n, message in messages]
    assert [r.refers for r in mine] == [None, None, f"{C}.2"]
    log = shared_log([*mine, *acts("A1 A2 A3")], [FIRST])
    assert [m.after_act for m in log.messages] == [0, 2, 2]
    assert [m.text for m in current_messages(log.messages, "everyone")] == ["x"]


def test_record_published_again_by_another_writer_counts_once() -> None:
    records = [record(A, 1, ASK), record(B, 1, ASK), record(B, 2, STAR, f"{B}.1")]
    found = shared_log(records, []).panel_acts
    assert [each.uid for each in found] == [f"{A}.1", f"{B}.2"]
    assert found[1].item == 1


def test_merging_reuses_unchanged_values() -> None:
    first = shared_log(acts("A1 A2"), [FIRST])
    known = {a.uid: a for a in first.acts}
    second = shared_log(acts("A1 A2 A3"), [FIRST], known)
    assert all(old is new for old, new in zip(first.acts, second.acts, strict=False))


def test_new_lead_names_the_last_record_of_the_previous_one() -> None:
    log = shared_log([act(A, 1), arrival(A, 2, 5), act(B, 1)], [FIRST])
    taken = LeadClaim(None, 2, B, "Studio", minute(9), Position(A, 2), "open", own=1)
    assert log.claim(None, B, "Studio", minute(9)) == taken
    first = LeadClaim("two", 1, B, "Studio", minute(9), None, "open", own=1)
    assert log.claim("two", B, "Studio", minute(9)) == first
    assert shared_log([], [FIRST]).claim(None, B, "B", minute(9)).after == Position(A, 0)


def test_new_timestamp_is_later_than_all_known_ones_despite_a_slow_clock() -> None:
    log = shared_log([act(A, 1, at=8), arrival(B, 1, 12)], [FIRST])
    assert log.stamp(None, minute(9)) == minute(9)
    assert log.stamp(None, minute(7)) == minute(8) + timedelta(milliseconds=1)
    assert log.stamp_without_room(minute(11.9)) == minute(12) + timedelta(milliseconds=1)
    assert log.stamp_without_room(minute(7)) == minute(7)  # others see that record in five minutes
    assert log.claim(None, B, "B", minute(7)).at > minute(8)


# In any order


AT = st.integers(0, 8)
"""When something happens: often at the same moment as something else."""
ROOMS = st.sampled_from([None, None, "one"])
STATES: list[ClaimState] = [
    *("accepted", "accepted", "accepted", "open", "withdrawn", "dropped", "refused"),
]


@st.composite
def days(draw: st.DrawFn) -> tuple[list[CrewRecord], list[LeadClaim]]:
    """What three machines recorded in two rooms, some of them without the lead."""
    records: list[CrewRecord] = []
    for writer in (A, B, C):
        for number in range(1, draw(st.integers(0, 5)) + 1):
            at, room = draw(AT), draw(ROOMS)
            about = draw(st.none() | st.sampled_from(records)) if records else None
            what = draw(st.sampled_from(["arrival", "undo", "redo", "start", "start", "full"]))
            uid = about.uid if about is not None else None
            more: dict[str, Any] = {"kind": what}
            if what in ("undo", "redo"):
                more = {"kind": "undo", "refers": uid} if what == "undo" else {"redoes": uid}
            is_act = what != "arrival"
            made = act(writer, number, at=at, room=room, **more) if is_act else None
            records.append(made or arrival(writer, number, at))
    return records, draw(st.lists(_claims(), max_size=5))


def _claims() -> st.SearchStrategy[LeadClaim]:
    after = st.none() | st.builds(Position, st.sampled_from([A, B, C]), st.integers(0, 5))
    made = st.builds(claim, st.sampled_from([A, B, C]), st.integers(1, 3), after, AT, ROOMS)
    own = st.integers(0, 5)
    return st.builds(
        lambda c, state, own: replace(c, state=state, own=own), made, st.sampled_from(STATES), own
    )


@settings(max_examples=2 * settings().max_examples)
@given(day=days(), data=st.data())
def test_merged_log_follows_the_rules_for_any_order_of_records(
    day: tuple[list[CrewRecord], list[LeadClaim]], data: st.DataObject
) -> None:
    records, claims = day
    again = data.draw(st.lists(st.sampled_from(records), max_size=4)) if records else []
    shuffled = data.draw(st.permutations([*records, *again]))
    log = shared_log(shuffled, data.draw(st.permutations(claims)))
    expect_by_the_rules(log, records, claims)
    for wish in claims:
        against = objection(shared_log(records, set(claims) - {wish}), log, wish)
        expected = NaiveDay(records, claims).objections(wish)
        assert (None if against is None else against.writers) == expected


# As JSON


def stored(offset: int, content: Value, **more: object) -> StoredRecord:
    return StoredRecord(offset, content.KIND, {**to_record(content), **more})


START = Act("start", session="panel-1", uid="x", seq=1, at=T)
UNDO = Act("undo", undoes=1, uid="y", seq=2, at=T)


def test_own_records_are_numbered_and_identified_by_their_position() -> None:
    own = OwnRecords(A)
    first = existing(own.add(stored(3, START)))
    assert (first.number, first.uid, first.stamp, first.refers) == (1, f"{A}.1", T, None)
    assert own.add(StoredRecord(5, "act", {})) is None
    undo = existing(own.add(stored(8, UNDO)))
    assert (undo.number, undo.refers) == (3, f"{A}.1")
    stamp = "2025-02-07T09:00:01.250+00:00"
    again = stored(9, replace(UNDO, undoes=7, uid="z"), refers="y", stamp=stamp)
    shared = existing(own.add(again))
    assert (shared.refers, shared.stamp) == (f"{A}.3", T + timedelta(seconds=1.25))
    assert own.count == 4


def test_installation_under_another_user_name_recognises_its_records() -> None:
    own = OwnRecords("regie/a")
    own.add(stored(1, START))
    for number, refers, found in ((2, f"{A}.1", "regie/a.1"), (3, f"{B}.1", f"{B}.1")):
        undo = own.add(stored(number, replace(UNDO, uid=f"y{number}"), refers=refers))
        assert existing(undo).refers == found


def test_record_is_unchanged_by_a_round_trip_through_json() -> None:
    exact = T + timedelta(milliseconds=7)
    for sent in (
        act(A, 3, room="one", redoes=f"{B}.1"),
        replace(record(C, 1, Message(1, T, "stage", "Water, please")), stamp=exact),
        replace(record(C, 2, Seen(f"{C}.1", T)), stamp=exact),
        arrival(C, 4, 3),
    ):
        assert read_crew_record(view_of(sent), "sommet") == sent


def view_of(record: CrewRecord) -> dict[str, object]:
    return crew_record_view("sommet", record, to_record(record.content))


@pytest.mark.parametrize(("changed", "key"), table("crew/invalid.txt", "record"))
def test_invalid_record_is_reported_with_its_key(changed: str, key: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_crew_record({**view_of(act(A, 1)), **json.loads(changed)}, "sommet")
    assert caught.value.key == key


def test_claim_is_unchanged_by_a_round_trip_through_json() -> None:
    exact = T + timedelta(milliseconds=12)
    for sent in (
        replace(claim(A, 3, Position(B, 0)), at=exact),
        replace(claim(A, 1, room="hall"), at=exact, state="withdrawn", own=4),
    ):
        assert read_claim(claim_view("sommet", sent), "sommet") == sent


@pytest.mark.parametrize(("changed", "key"), table("crew/invalid.txt", "claim"))
def test_invalid_claim_is_reported_with_its_key(changed: str, key: str) -> None:
    new = claim_view("sommet", claim(A, 1, Position(B, 2)))
    with pytest.raises(RecordError) as caught:
        read_claim({**new, **json.loads(changed)}, "sommet")
    assert caught.value.key == key


def test_claim_without_a_user_name_shows_the_id_of_its_writer() -> None:
    assert read_claim({**claim_view("sommet", claim(A, 1)), "name": None}, "sommet").name == A
