"""The stage records acts and messages, and tells what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sommet_tui.companion.errors import (
    EditorError,
    LogError,
    ReplayError,
    SourceError,
    StorageError,
    UnknownError,
)
from sommet_tui.companion.event_log import extend_log
from sommet_tui.companion.follower import Follower
from sommet_tui.companion.json.stage import log_entries, log_view, report_view
from sommet_tui.companion.pauses import pauses_in
from sommet_tui.companion.ports import ImportFileError, SavingError
from sommet_tui.companion.rehearsal import Rehearsal, RehearsalOverError
from sommet_tui.companion.snapshot import messages_in_force, notices_at, timely_notices
from sommet_tui.companion.stage import NotActingError, RefusedError, Stage
from sommet_tui.companion.unseen_changes import fingerprint, stage_changes
from sommet_tui.domain.changes import SessionChange
from sommet_tui.domain.messages import Message, MessageEnd
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.records import StoredRecord
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.timeline import gaps
from sommet_tui.domain.values import replace
from tests.acting import example_day
from tests.builders import DAY, NEXT_DAY, at, programme, session
from tests.companion.test_follower import Mast
from tests.companion.windows import Dial, Window, do
from tests.publishing import document, of_event, read


def refused(
    window: Window, clock: str, act: Act, *, if_next: bool = False, careful: bool = False
) -> tuple[str, str | None]:
    with pytest.raises(RefusedError) as refusal:
        do(window, clock, act, if_next=if_next, careful=careful)
    found = refusal.value.refusal
    assert str(refusal.value) == found.reason
    return found.reason, found.session


class TestWhoMayAct:
    def test_acting_at_a_simulated_time_is_refused(self, one: Window) -> None:
        one.clock.set(at("09:00"))
        assert one.stage.acting_refusal() == "looking"
        start = Act("start", "panel")
        for ask in (
            lambda: one.stage.record(start),
            lambda: one.stage.check(start),
            lambda: one.stage.send_message("hello"),
        ):
            with pytest.raises(NotActingError) as refusal:
                ask()
            assert refusal.value.reason == "looking"

    def test_only_preparations_are_allowed_outside_the_event(self, one: Window) -> None:
        one.dial.shows = at("08:30", DAY.replace(month=1))
        for act in (
            Act("start", "panel"),
            Act("add", "panel", 5),
            Act("end"),
            Act("pause"),
            Act("resume"),
        ):
            with pytest.raises(NotActingError) as refusal:
                one.stage.record(act)
            assert refusal.value.reason == "outside"
        assert one.stage.record(Act("cancel", "talk")).act == "cancel"

    def test_acting_in_a_rehearsal_is_allowed(self, one: Window) -> None:
        one.dial.shows = at("08:30", DAY.replace(month=1))
        one.rehearsals.begin()
        assert one.stage.acting_refusal() is None


class TestActs:
    def test_act_can_be_checked_without_recording(self, one: Window) -> None:
        one.dial.shows = at("09:00")
        assert one.stage.check(Act("start", "panel")).session == "panel"
        assert one.snapshot.events.acts == ()
        with pytest.raises(RefusedError):
            one.stage.check(Act("resume"))

    def test_simultaneous_starts_of_the_next_session_record_one(self, one: Window) -> None:
        start = Act("start", "panel")
        assert do(one, "09:00", start, if_next=True).session == "panel"
        assert refused(one, "09:00", start, if_next=True) == ("already-runs", "panel")
        do(one, "09:20", Act("start", "talk"))
        assert refused(one, "09:21", start, if_next=True)[0] == "moved-on"

    def test_button_pressed_twice_starts_one_session(self, one: Window) -> None:
        do(one, "09:00", Act("start", "panel"), if_next=True, careful=True)
        twice = Act("start", "talk")
        refusal = refused(one, "09:00", twice, if_next=True, careful=True)
        assert refusal == ("just-started", "panel")
        assert do(one, "09:05", twice, if_next=True, careful=True).session == "talk"

    def test_redundant_seat_report_is_refused(self, one: Window) -> None:
        full = Act("full", "talk", seats="full")
        assert do(one, "09:01", full).seats == "full"
        assert refused(one, "09:02", full) == ("already-reported", "talk")
        do(one, "09:03", Act("cancel", "talk"))
        assert refused(one, "09:04", replace(full, seats="open")) == ("cancelled", "talk")
        do(one, "09:05", Act("start", "panel"))
        do(one, "09:10", Act("end"))
        assert refused(one, "09:11", Act("full", "panel", seats="full")) == ("done", "panel")

    def test_report_on_a_skipped_session_or_another_day_is_refused(self, database: Path) -> None:
        days = programme(
            session("a", "09:00", "10:00"),
            session("b", "10:00", "11:00"),
            session("tomorrow", "09:00", "10:00", day=NEXT_DAY),
        )
        window = Window(database, Dial(at("08:30")), days)
        do(window, "08:55", Act("take"))
        do(window, "09:05", Act("start", "b"))
        for id_, reason in (("a", "skipped"), ("tomorrow", "other-lane")):
            report = Act("full", id_, seats="full")
            assert refused(window, "09:06", report) == (reason, id_)

    def test_undo_applies_to_the_latest_act_only(self, one: Window) -> None:
        first = do(one, "09:00", Act("start", "panel"))
        second = do(one, "09:10", Act("add", "panel", minutes=5))
        late, in_time = Act("undo", undoes=first.seq), Act("undo", undoes=second.seq)
        assert refused(one, "09:11", late, if_next=True) == ("moved-on", "panel")
        assert do(one, "09:11", in_time, if_next=True).undoes == second.seq
        assert refused(one, "09:12", in_time, if_next=True)[0] == "not-in-force"

    def test_stage_uses_the_current_lane_by_default(self, one: Window) -> None:
        plan = one.stage.plan()
        assert plan is not None
        assert one.stage.timing(plan).next_to_start is not None


class TestMessages:
    def test_message_about_an_unknown_session_is_refused(self, one: Window) -> None:
        with pytest.raises(UnknownError):
            one.stage.send_message("hello", session="nothing")

    def test_message_is_marked_as_seen_once(self, one: Window) -> None:
        said = one.stage.send_message("hello", to="stage")
        one.clock.set(at("08:31"))
        with pytest.raises(NotActingError):
            one.stage.acknowledge(said)
        one.clock.return_to_present()
        assert one.snapshot.events.messages[0].seen_at is None
        one.stage.acknowledge(said)
        (seen,) = one.snapshot.events.messages
        assert seen.seen_at == at("08:30")
        one.dial.shows = at("08:40")
        one.stage.acknowledge(said)  # as another window may do that has not read it yet
        assert one.snapshot.events.messages[0].seen_at == at("08:30")

    def test_notice_about_a_session_is_current_until_its_end(self, one: Window) -> None:
        one.stage.send_message("in another room", session="panel")
        one.stage.send_message("lunch is served")
        snapshot = one.snapshot
        assert len(timely_notices(snapshot, at("09:30"))) == 2
        assert [n.text for n in timely_notices(snapshot, at("10:30"))] == ["lunch is served"]

    def test_notice_disappears_at_its_expiry(self, one: Window) -> None:
        said = one.stage.send_message("lunch", end=MessageEnd(timedelta(minutes=30)))
        snapshot = one.snapshot
        assert said.until == at("09:00")
        assert [len(notices_at(snapshot, at(clock))) for clock in ("08:59:59", "09:00")] == [1, 0]
        one.stage.send_message("later", end=MessageEnd(timedelta(minutes=30)))
        assert len(notices_at(one.snapshot, at("08:40"))) == 1
        assert notices_at(one.snapshot, at("09:00")) == (), "what it replaced stays gone"
        taken_back = one.stage.send_message("", end=MessageEnd(timedelta(minutes=30)))
        assert taken_back.until is None, "what says nothing has no end"

    def test_notice_expires_when_a_session_really_ends(self, one: Window) -> None:
        do(one, "09:00", Act("start", "panel"))
        one.stage.send_message("stay seated", end=MessageEnd(session="panel"))
        assert len(notices_at(one.snapshot, at("11:00"))) == 1, "it is still on"
        do(one, "09:40", Act("end"))
        assert notices_at(one.snapshot, at("09:40")) == ()
        do(one, "09:41", Act("undo", undoes=2))
        assert len(notices_at(one.snapshot, at("09:41"))) == 1
        with pytest.raises(UnknownError):
            one.stage.send_message("hello", end=MessageEnd(session="nothing"))

    def test_latest_act_or_message_of_a_lane_is_undone(self, one: Window) -> None:
        plan = one.stage.plan()
        assert plan is not None
        assert one.stage.latest_entry_to_undo(plan) is None
        started = do(one, "09:00", Act("start", "panel"))
        one.stage.send_message("about the other room", session="talk", to="stage")
        assert one.stage.latest_entry_to_undo(plan) == started, (
            "what is said to the stage is not its own"
        )
        said = one.stage.send_message("lunch", to="panel")
        assert one.stage.latest_entry_to_undo(plan) == said
        more = do(one, "09:00", Act("add", "panel", minutes=5))
        assert one.stage.latest_entry_to_undo(plan) == more, "of the same second, what came later"
        do(one, "09:01", Act("undo", undoes=more.seq))
        taken = one.stage.undo_message(said, plan)
        assert one.stage.latest_entry_to_undo(plan) == started
        one.stage.undo_message(taken)
        assert messages_in_force(one.snapshot, "panel", at("09:01")) == (said,)

    def test_message_is_undone_once_and_only_while_it_is_the_latest(self, one: Window) -> None:
        plan = one.stage.plan()
        assert plan is not None
        said = one.stage.send_message("lunch")
        do(one, "09:00", Act("start", "panel"))
        with pytest.raises(RefusedError) as refusal:
            one.stage.undo_message(said, plan)
        assert (refusal.value.refusal.reason, refusal.value.refusal.session) == (
            "moved-on",
            "panel",
        )
        one.stage.undo_message(said)
        with pytest.raises(RefusedError) as refusal:
            one.stage.undo_message(said)
        assert refusal.value.refusal.reason == "not-in-force"
        first = one.stage.send_message("coffee")
        one.stage.send_message("tea", to="panel")
        with pytest.raises(RefusedError):
            one.stage.undo_message(first, plan)
        late = Act("undo", undoes=1)
        one.stage.send_message("dinner")
        assert refused(one, "09:01", late, if_next=True) == ("moved-on", None)

    def test_only_the_sending_window_undoes_a_message_to_all_rooms(self, tmp_path: Path) -> None:
        shown = programme(
            session("one", "09:00", "10:00", room="main"),
            session("two", "09:00", "10:00", room="lab"),
        )
        dial = Dial(at("09:00"))
        main, lab = (Window(tmp_path / "sommet.sqlite3", dial, shown) for _ in "ab")
        plan = lab.stage.plan("lab")
        assert plan is not None
        started = do(lab, "09:00", Act("start", "two"))
        said = main.stage.send_message("lunch")
        lab.companion.state.reload()
        assert lab.stage.latest_entry_to_undo(plan) == started
        assert main.stage.latest_entry_to_undo(plan) == said
        main.stage.undo_message(said, plan)
        lab.companion.state.reload()
        assert lab.stage.latest_undo(plan) is None
        assert main.stage.latest_undo(plan) is not None

    def test_message_cannot_be_withdrawn_at_a_simulated_time(self, one: Window) -> None:
        said = one.stage.send_message("lunch")
        one.clock.set(at("09:00"))
        with pytest.raises(NotActingError):
            one.stage.undo_message(said)


class TestTheSnapshot:
    def test_running_session_is_the_one_started_on_stage(self, one: Window) -> None:
        do(one, "09:05", Act("start", "talk"))
        snapshot, now = one.snapshot, at("09:10")
        assert [s.id for s in snapshot.running_sessions(now)] == ["talk"]
        talk, panel = snapshot.programme.by_id["talk"], snapshot.programme.by_id["panel"]
        assert snapshot.status(talk, now) == "running"
        assert snapshot.remaining(talk, now) is not None
        assert snapshot.expected_start(talk, now) == at("09:05")
        assert snapshot.expected_start(panel, now) == at("09:00")
        assert snapshot.status_version(now) == snapshot.status_version(at("09:11"))

    def test_cancelled_session_has_no_expected_time(self, one: Window) -> None:
        do(one, "08:30", Act("cancel", "talk"))
        snapshot = one.snapshot
        assert snapshot.expected_start(snapshot.programme.by_id["talk"], at("08:30")) is None

    def test_planned_gaps_are_those_of_the_programme(self, one: Window) -> None:
        do(one, "09:05", Act("start", "panel"))
        snapshot = one.snapshot.at(at("09:10"))
        assert pauses_in(snapshot, snapshot.programme.sessions[:2]) == ()
        planned = one.snapshot
        assert pauses_in(planned, planned.programme.sessions[:2]) == ()
        every = gaps(planned.programme.sessions)
        rows = pauses_in(planned, planned.programme.sessions)
        assert rows == tuple(gap for gap in every if gap.duration >= timedelta(minutes=15))

    def test_day_without_acts_equals_the_plan(self, one: Window) -> None:
        do(one, "09:05", Act("start", "panel"))
        one.clock.set(at("08:45"))
        snapshot = one.snapshot
        assert snapshot.at(at("08:45")) is snapshot

    def test_log_is_shown_as_of_an_instant(self, one: Window) -> None:
        do(one, "09:00", Act("start", "panel"))
        do(one, "09:10", Act("add", "panel", minutes=5))
        snapshot = one.snapshot
        assert [record["void"] for record in log_view(snapshot, at("09:10"))] == [False, False]
        one.clock.set(at("09:05"))
        acts = one.snapshot.acts(at("09:05"))
        assert [act.act for act in acts] == ["start"]

    def test_log_of_one_room_omits_acts_of_others(self, one: Window) -> None:
        do(one, "09:00", Act("start", "panel"))
        elsewhere = replace(one.snapshot, room="elsewhere")
        assert list(log_entries(elsewhere, at("09:00"))) == []

    def test_external_log_is_folded_like_a_local_one(self, one: Window) -> None:
        snapshot = one.snapshot
        start = Act("start", session="panel", rehearsal="friday", seq=1, at=at("09:05"))
        later = snapshot.with_log([start], at("09:10"))
        assert [s.id for s in later.running_sessions(at("09:10"))] == ["panel"]
        assert report_view(later, at("09:10"))["rehearsal"] == "friday"
        assert snapshot.events.acts == ()
        impossible = Act("resume", seq=2, at=at("09:06"))
        with pytest.raises(ReplayError) as refusal:
            snapshot.with_log([start, impossible], at("09:10"))
        assert refusal.value.act.seq == 2
        assert refusal.value.refusal.reason == "not-paused"

    def test_report_names_the_running_rehearsal(self, one: Window) -> None:
        one.rehearsals.begin()
        found = report_view(one.snapshot, at("08:30"))["rehearsal"]
        rehearsal = one.snapshot.events.rehearsal
        assert rehearsal is not None
        assert found == rehearsal.id


def test_unreadable_act_records_are_skipped(one: Window) -> None:
    act = do(one, "09:00", Act("start", "panel"))
    before = one.snapshot.events
    strange = [
        StoredRecord(before.offset + 1, "act", {"act": "dance"}),
        StoredRecord(before.offset + 2, "weather", {"rain": True}),
        StoredRecord(before.offset + 3, "message", {"text": 5}),
    ]
    after = extend_log(before, strange)
    assert (after.acts, after.messages) == (before.acts, ())
    assert [a.seq for a in after.acts] == [act.seq]
    assert after.offset == before.offset + 3


def test_time_outside_the_calendar_records_nothing(one: Window) -> None:
    late = Message(0, datetime(9999, 12, 31, 23, tzinfo=UTC), "everyone", "hello")
    with pytest.raises(StorageError) as refusal:
        one.log.record(lambda _: late)
    assert refusal.value.code == "range"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (LogError("json", 3, "seq"), "json: 3: seq"),
        (EditorError("exit", "3", "/tmp/note"), "exit: 3"),
        (SourceError("missing", "day.yaml"), "missing: day.yaml"),
        (ImportFileError("json", "3"), "json: 3"),
        (SavingError("full", "day.ics"), "full: day.ics: "),
    ],
)
def test_error_about_a_log_names_the_act(error: Exception, said: str) -> None:
    assert str(error) == said


def test_stage_without_a_name_acts_anonymously(one: Window) -> None:
    one.dial.shows = at("09:00")
    assert Stage(one.companion).record(Act("start", "panel")).by is None


def test_named_rehearsal_began_when_its_clock_did() -> None:
    named = Rehearsal("friday", at("09:00"), at("10:00"), 1.0)
    assert named.began_at == at("09:00")


def test_forgotten_rehearsal_has_ended(one: Window) -> None:
    one.rehearsals.begin()
    one.dial.shows += timedelta(days=9)
    with pytest.raises(RehearsalOverError):
        one.clock.set(at("09:00"))


PARIS = ZoneInfo("Europe/Paris")


def _day() -> Programme:
    """The example day, with the panel that a window has."""
    return replace(
        example_day(),
        sessions=(*example_day().sessions, session("panel", "15:00", "16:00")),
    )


@pytest.fixture
def mine(tmp_path: Path) -> Window:
    """The example day; A, B and C are bookmarked."""
    window = Window(tmp_path / "sommet.sqlite3", Dial(at("09:30")), _day())
    for id_ in ("a", "b", "c"):
        window.mine.save_bookmark(id_)
    return window


def found(window: Window, clock: str = "09:30") -> list[tuple[str, str, str]]:
    """Each change at that time: what, of which session, and its start."""
    return [
        (c.kind, c.session.id, f"{c.session.start.astimezone(PARIS):%H:%M}")
        for c in changes(window, clock)
    ]


def changes(window: Window, clock: str) -> tuple[SessionChange, ...]:
    window.dial.shows = at(clock)
    return stage_changes(window.snapshot, window.dial.shows)


def test_cancelled_session_is_listed_until_its_time_is_over(mine: Window) -> None:
    mine.stage.record(Act("cancel", "b"))
    assert found(mine) == [("cancelled", "b", "11:30")]
    assert found(mine, "12:30") == []


def test_swap_changes_both_sessions(mine: Window) -> None:
    assert found(mine) == []
    mine.stage.record(Act("swap", "a", partner="b"))
    assert found(mine) == [("moved", "b", "10:00"), ("moved", "a", "11:30")]
    mine.stage.record(Act("add", "b", minutes=60))
    assert found(mine) == [("moved", "b", "10:00"), ("moved", "a", "12:00")]


def test_delay_of_a_swapped_session_is_no_other_change(mine: Window) -> None:
    mine.stage.record(Act("swap", "a", partner="b"))
    before = changes(mine, "09:30")
    mine.stage.record(Act("add", "b", minutes=60))
    after = changes(mine, "09:30")
    assert [c.session.start for c in before] != [c.session.start for c in after]
    assert list(map(fingerprint, before)) == list(map(fingerprint, after))


def test_followers_see_the_same_changes(mine: Window) -> None:
    mine.mine.save_bookmark("panel")
    mast = Mast()
    started = ("09:00 start opening", "09:15 start keynote")
    changed = ("09:20 swap a b", "09:21 cancel c")
    acts = (*started, *changed, "09:22 move panel 14:30")
    mast.answer = read(document("09:30", *acts, day=_day()))
    follower = Follower(mast, mine.snapshot.programme.id, mine.dial, is_requested=True)
    mast.answer = of_event(mast.answer, follower.event)
    mine.companion.attach_follower(follower)
    mine.companion.process_day(follower.ask())
    assert found(mine) == [
        ("moved", "b", "10:00"),
        ("moved", "a", "11:30"),
        ("cancelled", "c", "13:30"),
        ("moved", "panel", "14:30"),
    ]
