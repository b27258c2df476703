"""A day shared with other machines, as one window has it; the test delivers their records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.day_log import CrewDay
from sommet_tui.companion.errors import LeadRefusedError
from sommet_tui.companion.live_ports import BrokerError, LinkStatus, Share, SharedBatch, SharedRead
from sommet_tui.companion.recorder import NotSharedError, Recorder
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.companion.stage import NotLeadingError, RefusedError, Stage
from sommet_tui.companion.stage_command import StageEvents
from sommet_tui.domain.crew.records import ClaimState, LeadClaim, OwnRecords, crew_record_view
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act, latest_to_undo
from sommet_tui.domain.rundown.catch_up_suggestions import Limits, suggestions
from sommet_tui.domain.rundown.lane_now import LaneTiming
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.values import replace
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.storage.records import SqliteRecords
from sommet_tui.wording.crew import lost_act_sentence
from sommet_tui.wording.errors import notice_sentence
from sommet_tui.wording.words import View, Zones, words_in
from tests.acting import day_of, example_day
from tests.builders import at, existing, session
from tests.panels import day
from tests.refusals import raised

from .windows import Window

ID = day().id


class Machine(Window):
    """A window with a separate database."""

    def __init__(self, folder: Path, name: str, of: Programme | None = None) -> None:
        super().__init__(folder / f"{name}.sqlite3", "09:00", of or day())
        self.id = self.programme.id
        self.writer, self.name = f"crew/{name}", name
        self.crew = SqliteCrew(self.database)
        self.records = SqliteRecords(self.database)
        self.stage = Stage(self.companion, by=name)

    def share(self, writer: str | None = None) -> None:
        share = Share("mqtt://host/day", writer or self.writer, self.name)
        self.crew.put_share(self.id, share)
        self.look()

    def connect(self, *, connected: bool = True) -> Link:
        link = Link(connected=connected)
        self.log.connect(link)
        return link

    def send(self, *others: Machine, most: int | None = None) -> None:
        """Bring the records of this machine, or the first of them, to other machines."""
        _, kept = self.records.read_new_records(self.id, joins_rehearsal=False, known=None, after=0)
        own = OwnRecords(self.writer)
        sent = []
        for each in kept[:most]:
            record = own.add(each)
            if record is not None:
                view = crew_record_view(self.id, record, each.record)
                sent.append((self.writer, record.number, json.dumps(view)))
        read = existing(self.crew.read(self.id, 0))
        claims = [claim for claim in read.claims if claim.writer == self.writer]
        for other in others:
            other.crew.save_batch(self.id, SharedBatch(sent, claims))
            other.look()

    def act(self, clock: str, kind: str, named: str | None = None, **more: Any) -> Any:
        self.wait_until(clock)
        return self.stage.record(Act(kind, session=named, **more))  # type: ignore[arg-type]

    def acts(self) -> list[str]:
        self.look()
        return [f"{a.seq} {a.act} {a.session}" for a in self.snapshot.events.acts]

    @property
    def crew_day(self) -> CrewDay:
        self.look()
        return existing(self.snapshot.events.crew)

    @property
    def lane(self) -> Plan:
        return existing(self.stage.plan())


@pytest.fixture
def one(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "one")


@pytest.fixture
def two(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "two")


def share(*machines: Machine) -> None:
    for machine in machines:
        machine.share()


@pytest.fixture
def both(one: Machine, two: Machine) -> tuple[Machine, Machine]:
    """Two machines that share a day; the first leads since it has started the panel."""
    share(one, two)
    one.act("09:00", "start", "panel")
    one.send(two)
    return one, two


Both = tuple[Machine, Machine]


def seats(machine: Machine, clock: str) -> str | None:
    machine.look()
    return machine.snapshot.at(at(clock)).programme.by_id["panel"].seats


def test_seat_report_needs_no_lead(both: Both) -> None:
    one, two = both
    two.act("09:05", "full", "panel", seats="full")
    with pytest.raises(NotLeadingError):
        two.act("09:06", "end")
    one.act("09:07", "pause")
    one.send(two)
    latest = two.stage.latest_entry_to_undo(two.lane)
    assert isinstance(latest, Act)
    assert latest.act == "full"  # the pause is not this laptop's to undo
    undo = two.act("09:08", "undo", undoes=latest.seq)
    assert two.stage.latest_entry_to_undo(two.lane) is None
    assert two.stage.latest_undo(two.lane) == undo
    assert seats(two, "09:09") is None
    two.act("09:10", "undo", undoes=undo.seq)
    two.send(one)
    assert (seats(one, "09:11"), seats(two, "09:11")) == ("full", "full")
    assert (one.crew_day.log.void, one.crew_day.is_lead(None)) == ((), True)


def test_inserted_session_has_the_same_id_on_all_machines(both: Both) -> None:
    one, two = both
    one.wait_until("09:05")
    drill = one.stage.record(one.stage.make_insert("Drill", 5, ["Ada"], after="panel"))
    one.send(two)
    added = two.snapshot.programme.by_id[drill.session or ""]
    assert (added.title, added.added) == ("Drill", True)
    assert [each.name for each in added.participants] == ["Ada"]
    two.wait_until("09:10")
    two.log.take_lead(None)
    other = two.stage.record(two.stage.make_insert("Drill", 5, after="panel"))
    two.send(one)
    ids = {s.id for s in one.snapshot.programme.sessions if s.added}
    assert ids == {drill.session, other.session}
    assert len(ids) == 2


def test_session_inserted_without_the_lead_is_redone_under_its_id(both: Both) -> None:
    one, two = both
    two.log.take_lead(None)
    one.wait_until("09:05")
    drill = one.stage.record(one.stage.make_insert("Drill", 5, after="panel"))
    one.act("09:06", "add", drill.session, minutes=5)
    two.act("09:07", "pause")
    two.send(one)
    one.send(two)
    assert drill.session not in one.snapshot.programme.by_id
    insert, more = one.stage.acts_to_redo(None)
    one.log.take_lead(None)
    one.stage.redo(insert)
    one.stage.redo(more)
    assert one.snapshot.programme.by_id[drill.session or ""].added
    one.send(two)
    assert two.acts()[-2:] == [f"3 insert {drill.session}", f"4 add {drill.session}"]


def test_first_act_claims_a_room_without_a_lead(one: Machine, two: Machine) -> None:
    one.share()
    one.act("08:50", "take")
    crew = one.crew_day
    assert (crew.is_lead(None), crew.has_unconfirmed_lead(None)) == (True, True)
    one.act("09:00", "start", "panel")
    assert one.crew_day.log.leads == crew.log.leads
    two.share()
    one.send(two)
    assert raised(NotLeadingError, two.act, "09:01", "end").claim.name == "one"
    assert existing(two.stage.other_lead(None)).writer == "crew/one"
    assert one.stage.other_lead(None) is None


def test_act_that_needs_a_claim_is_recorded_once_the_broker_accepts_it(one: Machine) -> None:
    one.share()
    link = one.connect()
    states: Iterator[ClaimState] = iter(("refused", "withdrawn", "dropped", "accepted"))

    def answer(claim: LeadClaim) -> ClaimState:
        state = next(states)
        one.crew.set_claim_state(ID, claim, state)
        return state

    link.answer = answer
    for reason in ("refused", "crossed", "crossed"):
        assert raised(LeadRefusedError, one.act, "09:00", "start", "panel").reason == reason
        assert one.records.read_new_records(ID, joins_rehearsal=False, known=None, after=0)[1] == ()
    one.act("09:00", "start", "panel")
    assert one.acts() == ["1 start panel"]
    assert (one.crew_day.is_lead(None), one.crew_day.has_unconfirmed_lead(None)) == (True, False)
    one.act("09:01", "end")
    assert len(link.asked) == 4


def test_unshared_day_has_no_lead(one: Machine) -> None:
    assert one.stage.other_lead(None) is None
    with pytest.raises(NotSharedError):
        one.log.take_lead(None)
    one.share()
    one.rehearsals.begin()
    with pytest.raises(NotSharedError):
        one.log.take_lead(None)
    assert one.snapshot.events.crew is None
    one.rehearsals.clear()
    assert one.snapshot.events.crew is not None


def test_void_act_can_be_redone_at_its_time(both: Both) -> None:
    one, two = both
    two.log.take_lead(None)
    one.act("09:05", "add", "panel", minutes=5)
    two.act("09:06", "pause")
    two.send(one)
    one.send(two)
    (void,) = one.stage.acts_to_redo(None)
    assert (void.act.minutes, one.crew_day.void_reason(void)) == (5, "not-leading")
    assert one.crew_day.unseen_void_acts == (void,)
    one.log.mark_void_acts_seen(frozenset((void.record.uid,)))
    assert existing(one.snapshot.events.crew).unseen_void_acts == (), "shown immediately"
    with pytest.raises(NotLeadingError):
        one.stage.redo(void)
    one.log.take_lead(None)
    again = one.stage.redo(void)
    assert (again.minutes, again.when) == (5, at("09:05"))
    assert one.stage.acts_to_redo(None) == ()
    assert one.crew_day.log.void[0].redone


def test_command_asks_before_it_undoes_an_act_of_the_same_user_elsewhere(
    one: Machine, two: Machine
) -> None:
    share(one, two)
    two.stage = Stage(two.companion, by="one")
    started = one.act("09:00", "start", "panel")
    one.send(two)
    assert one.stage.undo_question(started, by_name=True) is None
    (received,) = two.snapshot.events.acts
    assert existing(two.stage.undo_question(received, by_name=True)).by == "one"


def test_undo_can_be_redone_only_with_its_act(one: Machine, two: Machine) -> None:
    one.share()
    started = one.act("09:00", "start", "panel")
    two.share()
    one.send(two)
    two.wait_until("09:05")
    one.act("09:02", "undo", undoes=started.seq)
    one.act("09:03", "start", "talk")
    one.act("09:04", "undo", undoes=3)
    two.log.take_lead(None)
    one.send(two)
    first, _, of_void = two.stage.acts_to_redo(None)
    two.wait_until("09:06")
    assert two.stage.redo(first).undoes == 1
    with pytest.raises(RefusedError):
        two.stage.redo(of_void)


def test_acts_made_before_sharing_count_without_a_lead(one: Machine, two: Machine) -> None:
    for machine in (one, two):
        machine.act("09:00", "start", "panel")
        machine.share()
    claim = existing(one.crew_day.lead(None))
    assert (claim.at, claim.state, claim.after) == (at("09:00"), "open", None)
    one.crew.set_claim_state(ID, claim, "accepted")
    two.crew.set_claim_state(ID, existing(two.crew_day.lead(None)), "withdrawn")
    one.send(two)
    assert two.acts() == ["1 start panel"]
    assert [each.record.writer for each in two.crew_day.log.void] == ["crew/two"]


def test_message_names_the_room_that_the_laptop_leads(tmp_path: Path) -> None:
    rooms = day_of("a 09:00-10:00 @Hall, b 09:00-10:00 @Salon")
    one, two = (Machine(tmp_path, name, rooms) for name in ("one", "two"))
    share(one, two)
    two.log.take_lead(rooms.rooms[0].id)
    two.send(one)
    (notice,) = one.companion.state.notices()
    assert (notice.code, notice.values) == ("lead-taken", {"room": "Hall", "name": "two"})
    assert notice_sentence(notice, words_in("en")) == "Hall: two took the lead in this room."


def test_question_numbers_are_those_of_the_shared_day(one: Machine, two: Machine) -> None:
    share(one, two)
    two.wait_until("08:50")
    two.moderator.record(PanelAct("arrival", person="ada", value="arrived"))
    two.send(one)
    asked = one.moderator.record(PanelAct("ask", text="Why?"))
    assert asked.seq == 2
    one.moderator.record(PanelAct("question", item=2, value="starred"))
    one.moderator.record(PanelAct("question", item=-1, value="starred"))
    one.moderator.record(PanelAct("segment", item=0))
    one.stage.acknowledge(one.stage.send_message("Water", "stage", "panel"))
    one.send(two)
    for machine in (one, two):
        assert [q.starred for q in machine.moderator.panel().questions] == [True]
    assert two.snapshot.events.messages[0].seen_at


def test_renamed_installation_keeps_its_lead(one: Machine) -> None:
    one.share()
    one.log.take_lead(None)
    one.act("09:00", "start", "panel")
    one.log.take_lead(None)
    one.share("regie/one")
    assert one.crew_day.is_lead(None)
    assert one.acts() == ["1 start panel"]


def test_clock_follows_the_leads_time(one: Machine) -> None:
    one.share()

    def clock_with(offset: float) -> datetime:
        one.crew.put_offset(ID, offset)
        one.look()
        return one.clock.now()

    assert clock_with(120) == at("09:02")
    one.clock.set(at("12:00"))
    assert clock_with(60) == at("12:00")
    one.clock.return_to_real_time()
    assert one.clock.now() == at("09:01")
    assert clock_with(0) == at("09:00")


class Link:
    """Says how it stands; counts how often it was woken."""

    def __init__(self, *, connected: bool) -> None:
        error, since = BrokerError("offline", "host"), datetime(2025, 2, 7, tzinfo=UTC)
        self.stands = LinkStatus(
            connected=connected, since=since, error=None if connected else error, synced=connected
        )
        self.woken = self.stopped = 0
        self.asked: list[LeadClaim] = []
        self.announced: frozenset[str] | None = None
        self.answer: Callable[[LeadClaim], ClaimState] = lambda _: "open"

    def status(self) -> LinkStatus:
        return self.stands

    def wake(self) -> None:
        self.woken += 1

    def wait_for_claim(self, claim: LeadClaim, patience: float) -> ClaimState:
        self.asked.append(claim)
        return self.answer(claim)

    def announce(self, places: frozenset[str]) -> None:
        self.announced = places

    def stop(self) -> None:
        self.stopped += 1


def test_record_is_sent_and_the_snapshot_shows_its_state(one: Machine) -> None:
    one.share()
    link, changes = one.connect(connected=False), []
    one.companion.state.on_change(lambda: changes.append(1))
    assert one.snapshot.link == link.stands
    assert str(link.stands.error) == "offline: host"
    one.log.take_lead(None)
    one.act("09:00", "start", "panel")
    assert link.woken == 2
    link.stands = replace(link.stands, connected=True)
    changes.clear()
    one.look()
    assert one.snapshot.link is link.stands
    assert changes == [1]
    one.look()
    assert changes == [1]
    found = [one.log.disconnect(), one.snapshot.link, one.log.disconnect()]
    assert found == [link, None, None]


def test_day_is_complete_once_the_link_reports_it(one: Machine) -> None:
    one.share()
    link = one.connect()

    def catches_up() -> LinkStatus:
        claim = LeadClaim(None, 1, "crew/studio", "Studio", at("08:30"))
        one.crew.save_batch(one.id, SharedBatch(claims=[claim]))
        return replace(link.stands, synced=True)

    link.stands = replace(link.stands, synced=False)
    link.status = catches_up  # type: ignore[method-assign]
    one.look()
    assert existing(one.snapshot.link).synced
    assert existing(one.snapshot.events.crew).lead(None)


def test_stage_command_runs_only_for_led_rooms(one: Machine, two: Machine) -> None:
    share(one, two)
    one.act("08:50", "take")
    events = StageEvents(one.companion)
    events.take_events()
    one.act("09:00", "start", "panel")
    assert [each["event"] for each in events.take_events()] == ["start"]
    one.send(two)
    two.log.take_lead(None)
    two.send(one)
    one.wait_until("10:04:30")
    assert events.take_events() == ()


def test_unshared_day_has_no_crew(tmp_path: Path) -> None:
    class Gone(SqliteCrew):
        def read(self, programme: str, beyond: int) -> SharedRead | None:
            return None

    path = tmp_path / "one.sqlite3"
    SqliteCrew(path).put_share(ID, Share("mqtt://host/day", "crew/one", "one"))
    recorder = Recorder(SqliteRecords(path), SystemClock(), open_crew=lambda: Gone(path))
    assert recorder.read(ID).crew is None


def test_day_of_another_programme_is_separate(one: Machine) -> None:
    one.share()
    one.act("09:00", "start", "panel")
    recorder = Recorder(one.records, SystemClock(), open_crew=lambda: one.crew)
    assert recorder.read(ID).crew is not None
    assert recorder.read("another").crew is None
    assert len(recorder.read(ID).acts) == 1


# Groups


def _catch_up(machine: Machine) -> None:
    """Take the first suggestion at 10:45 of a day on which Panel A started at 10:35."""
    machine.act("10:35", "start", "a")
    machine.wait_until("10:45")
    machine.stage.catch_up(suggestions(_lane(machine), Limits())[0], None)


def _lane(machine: Machine) -> LaneTiming:
    machine.look()
    return machine.stage.timing(machine.lane)


def _added(machine: Machine) -> dict[str, int]:
    lane, minute = _lane(machine), timedelta(minutes=1)
    return {i.session.id: i.actual.added // minute for i in lane.items if i.actual.added}


def test_group_of_acts_counts_up_to_the_last_act_of_the_new_lead(tmp_path: Path) -> None:
    one, two = (Machine(tmp_path, name, example_day()) for name in ("one", "two"))
    share(one, two)
    _catch_up(one)
    one.send(two, most=3)
    two.wait_until("10:46")
    two.log.take_lead(None)
    one.send(two)
    two.send(one)
    one.wait_until("10:46")
    assert _added(one) == _added(two) == {"a": -10, "coffee": 5}
    (late,) = two.stage.acts_to_redo(None)
    assert late.act.session == "b"
    undo = two.act("10:47", "undo", undoes=2)
    assert _added(two) == {}
    two.act("10:48", "undo", undoes=undo.seq)
    two.stage.redo(late)
    assert _added(two) == {"a": -10, "coffee": 5, "b": -5}
    two.act("10:49", "undo", undoes=existing(latest_to_undo(two.snapshot.events.acts)).seq)
    two.send(one)
    one.wait_until("10:49")
    assert _added(one) == _added(two) == {}


def test_suggestion_that_became_impossible_records_nothing(tmp_path: Path) -> None:
    one = Machine(tmp_path, "one", example_day())
    one.act("10:35", "start", "a")
    one.wait_until("10:45")
    (found, *_) = suggestions(_lane(one), Limits())
    one.act("10:45", "cancel", "b")
    with pytest.raises(RefusedError):
        one.stage.catch_up(found, None)
    assert _added(one) == {}


@pytest.fixture
def versions(tmp_path: Path) -> Both:
    """The lead, whose newer programme has an extra talk, and another machine without it."""
    extra = session("extra", "11:00", "11:30", title="Extra talk")
    newer = replace(day(), sessions=(*day().sessions, extra))
    found = Machine(tmp_path, "a", newer), Machine(tmp_path, "b")
    share(*found)
    return found


def test_session_known_only_to_the_lead_runs_on_all_laptops(versions: Both) -> None:
    a, b = versions
    a.act("09:20", "start", "extra")
    a.send(b)
    b.dial.shows = now = at("09:40")
    assert [(s.title, s.added) for s in b.snapshot.running_sessions(now)] == [("Extra talk", True)]
    zone = b.programme.zone

    def said(on: Machine) -> str:
        (act,) = on.snapshot.lost_acts(now)
        return lost_act_sentence(act, View(on.snapshot, now, Zones(zone, zone), words_in("en")))

    assert said(b).startswith(
        "a is running a session that this programme does not have (“Extra talk”). "
    )
    assert b.snapshot.lacks_session(now)
    assert not a.snapshot.lacks_session(now)
    (claim,) = existing(b.crew.read(ID, 0)).claims
    assert claim.revision == a.programme.revision != b.programme.revision

    newer = a.programme
    a.put(day())
    assert said(a).startswith("“Extra talk” is missing from the new file.")
    a.put(newer)
    a.act("09:55", "end")
    a.send(b)
    assert not b.snapshot.lacks_session(now)
    assert b.snapshot.running_sessions(at("09:56")) == ()
    a.act("09:56", "start", "panel")
    a.send(b)
    assert [s.id for s in b.snapshot.running_sessions(at("09:57"))] == ["panel"]


def test_latest_known_times_of_a_session_missing_from_this_programme_count(versions: Both) -> None:
    a, b = versions
    a.act("09:10", "add", "extra", minutes=10)
    later = session("extra", "12:00", "12:30", title="Extra talk")
    a.put(replace(day(), sessions=(*day().sessions, later)))
    a.act("09:20", "start", "extra")
    a.send(b)
    b.dial.shows = now = at("09:40")
    states = b.snapshot.rundown(now).lanes.values()
    (extra,) = (item for state in states for item in state.plan.lane.items if item.id == "extra")
    assert (extra.start, extra.end) == (later.start, later.end)


@pytest.mark.parametrize(
    "spec",
    [
        "add extra 10",
        "move extra 11:15",
        "defer talk extra",
        "swap talk extra",
        "insert interview 10 extra",
    ],
)
def test_session_missing_from_this_programme_is_taken_from_the_lead(
    versions: Both, spec: str
) -> None:
    a, b = versions
    a.play(f"09:20 {spec}")
    a.send(b)
    b.dial.shows = now = at("10:20")
    assert b.snapshot.rundown(now).void_reasons == {}
    assert [s.id for s in a.snapshot.running_sessions(now)] != ["panel"]
    assert [s.id for s in b.snapshot.running_sessions(now)] == ["panel"]
    assert b.snapshot.programme.by_id["extra"].title == "Extra talk"
    assert b.snapshot.lacks_session(now)
    b.wait_until("20:00")
    assert b.snapshot.lacks_session(at("20:00"))
