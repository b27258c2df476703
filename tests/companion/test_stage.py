"""The stage records acts and messages, under a name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import (
    StorageError,
    UnknownError,
)
from sommet_tui.companion.recorder import extend_log
from sommet_tui.companion.snapshot import messages_in_force, notices_at
from sommet_tui.companion.stage import NotActingError, RefusedError, Stage, login_name
from sommet_tui.domain.messages import Message, MessageEnd
from sommet_tui.domain.records import StoredRecord
from sommet_tui.domain.rundown.acts import Act
from tests.acting import day_of, moment, request
from tests.builders import DAY, at, existing
from tests.companion.windows import Window
from tests.refusals import raised
from tests.tables import stories


def refused(window: Window, line: str) -> str:
    """Try an act, such as "09:00 start panel, if next"; return the refusal and its session."""
    spec, *how = line.split(", ")
    clock, _, act = spec.partition(" ")
    window.wait_until(clock)
    try:
        window.stage.record(request(act), if_next="if next" in how, careful="careful" in how)
    except RefusedError as error:
        return " ".join(filter(None, (str(error), error.refusal.session)))
    return ""


def test_stage_action_at_a_simulated_time_is_refused(one: Window) -> None:
    sent, start = one.stage.send_message("lunch"), Act("start", "panel")
    one.clock.set(at("09:00"))
    assert one.stage.acting_refusal() == "looking"
    for ask in (
        lambda: one.stage.record(start),
        lambda: one.stage.check(start),
        lambda: one.stage.send_message("hello"),
        lambda: one.stage.undo_message(sent),
        lambda: one.stage.acknowledge(sent),
    ):
        assert raised(NotActingError, ask).reason == "looking"


def test_running_session_stays_on_stage_after_the_day_boundary(database: Path) -> None:
    night = Window(database, programme=day_of("a 01:30-02:30, b 09:00-10:00 next-day"))
    night.dial.shows = moment("03:30")
    night.act_now("start a")
    night.dial.shows = moment("+1 04:10")
    running = night.stage.timing(existing(night.stage.plan())).running
    assert existing(running).session.id == "a"
    assert [s.id for s in night.snapshot.driven_sessions(moment("+1 04:10"))] == ["a"]
    assert night.clock.instant("03:50", past=True) == moment("03:50")
    for spec in ("pause", "add a 5", "take", "announce", "release", "insert party 5"):
        refusal = raised(RefusedError, night.act_now, spec).refusal
        assert (refusal.reason, refusal.session) == ("only-end", "a")
    night.act_now("cancel b")
    assert undone(night) == "cancel b"
    assert night.stage.latest_undo(existing(night.stage.plan())) is night.snapshot.events.acts[-1]
    assert night.act_now("end").session == "a"
    assert [item.id for item in existing(night.stage.plan()).lane.items] == ["b"]
    assert undone(night) == "end a"
    assert undone(night) == "start a"
    night.dial.shows = moment("+1 08:50")
    night.act_now("undo 6")
    assert night.stage.latest_entry_to_undo(existing(night.stage.plan())) is None


def test_session_of_the_last_night_can_be_ended_after_the_event(database: Path) -> None:
    night = Window(database, programme=day_of("a 01:30-02:30"))
    night.dial.shows = moment("03:30")
    night.act_now("start a")
    night.dial.shows = moment("+1 04:10")
    assert night.clock.instant("04:05", past=True) == moment("+1 04:05")
    assert night.act_now("end").session == "a"
    assert raised(NotActingError, night.act_now, "start a").reason == "outside"


def undone(window: Window) -> str:
    """Undo the latest act as the key does; return its kind and its session."""
    act = existing(window.stage.latest_entry_to_undo(existing(window.stage.plan())))
    assert isinstance(act, Act)
    window.stage.record(Act("undo", undoes=act.seq), if_next=True)
    return f"{act.act} {act.session}"


def test_only_preparations_are_allowed_outside_the_event(one: Window) -> None:
    one.dial.shows = at("08:30", DAY.replace(month=1))
    for spec in ("start panel", "add panel 5", "end", "pause", "resume"):
        assert raised(NotActingError, one.act_now, spec).reason == "outside"
    assert one.act_now("cancel talk").act == "cancel"


def test_announcement_is_confirmed_with_the_number_of_new_starts(database: Path) -> None:
    day = day_of(
        "a 10:00-11:00, coffee 11:00-11:10 break, b 11:10-12:00, c 12:00-13:00, d 15:00-16:00"
    )
    window = Window(database, programme=day)
    for spec in ("10:00 start a", "10:50 add a 20"):
        window.wait_until(spec[:5])
        window.act_now(spec[6:])
    assert existing(window.stage.question_before(Act("announce"))).count == 2


def test_act_can_be_checked_without_recording(one: Window) -> None:
    one.wait_until("09:00")
    assert one.stage.check(Act("start", "panel")).session == "panel"
    assert one.snapshot.events.acts == ()
    with pytest.raises(RefusedError):
        one.stage.check(Act("resume"))


def test_two_presses_of_one_button_within_a_second_both_pause(one: Window) -> None:
    one.play("09:00 start panel")
    one.act_now("pause")
    plan = existing(one.stage.plan())
    assert one.stage.pause_or_resume(plan) == "pause"
    one.wait_until("09:00:02")
    assert one.stage.pause_or_resume(plan) == "resume"


@pytest.mark.parametrize("story", stories("refused_acts.txt"))
def test_impossible_or_late_act_is_refused(one: Window, story: list[tuple[str, str]]) -> None:
    assert [refused(one, line) for line, _ in story] == [expected for _, expected in story]


def test_report_on_a_skipped_session_or_another_day_is_refused(database: Path) -> None:
    days = day_of("a 09:00-10:00, b 10:00-11:00, tomorrow 09:00-10:00 next-day")
    window = Window(database, programme=days)
    window.play("08:55 take")
    window.play("09:05 start b")
    assert refused(window, "09:06 full a") == "skipped a"
    assert refused(window, "09:06 full tomorrow") == "other-lane tomorrow"


def test_message_is_marked_as_seen_once(one: Window) -> None:
    sent = one.stage.send_message("hello", to="stage")
    assert one.snapshot.events.messages[0].seen_at is None
    for clock in ("08:31", "08:40"):  # another window may not have read the first time yet
        one.wait_until(clock)
        one.stage.acknowledge(sent)
        assert one.snapshot.events.messages[0].seen_at == at("08:31")


def test_notice_disappears_at_its_expiry(one: Window) -> None:
    sent = one.stage.send_message("lunch", end=MessageEnd(timedelta(minutes=30)))
    assert sent.until == at("09:00")
    counts = [len(notices_at(one.snapshot, at(clock))) for clock in ("08:59:59", "09:00")]
    assert counts == [1, 0]
    taken_back = one.stage.send_message("", end=MessageEnd(timedelta(minutes=30)))
    assert taken_back.until is None, "what says nothing has no end"


def test_notice_expires_when_a_session_really_ends(one: Window) -> None:
    one.play("09:00 start panel")
    one.stage.send_message("stay seated", end=MessageEnd(session="panel"))
    assert len(notices_at(one.snapshot, at("10:40"))) == 1
    one.play("10:40 end")
    assert notices_at(one.snapshot, at("10:40")) == ()
    with pytest.raises(UnknownError):
        one.stage.send_message("hello", end=MessageEnd(session="nothing"))


def test_latest_act_or_message_of_a_lane_is_undone(one: Window) -> None:
    plan = existing(one.stage.plan())
    assert one.stage.latest_entry_to_undo(plan) is None
    started = one.play("09:00 start panel")
    one.stage.send_message("about the other room", session="talk", to="stage")
    assert one.stage.latest_entry_to_undo(plan) == started, (
        "a message to the stage is not one from it"
    )
    sent = one.stage.send_message("lunch", to="panel")
    assert one.stage.latest_entry_to_undo(plan) == sent
    more = one.play("09:00 add panel 5")
    assert one.stage.latest_entry_to_undo(plan) == more, "the later one of the same second"
    one.play(f"09:01 undo {more.seq}")
    taken = one.stage.undo_message(sent, plan)
    assert one.stage.latest_entry_to_undo(plan) == started
    one.stage.undo_message(taken)
    assert messages_in_force(one.snapshot, "panel", at("09:01")) == (sent,)


def test_message_is_undone_once_and_only_while_it_is_the_latest(one: Window) -> None:
    plan = existing(one.stage.plan())
    sent = one.stage.send_message("lunch")
    one.play("09:00 start panel")
    late = raised(RefusedError, one.stage.undo_message, sent, plan).refusal
    assert (late.reason, late.session) == ("moved-on", "panel")
    one.stage.undo_message(sent)
    again = raised(RefusedError, one.stage.undo_message, sent)
    assert again.refusal.reason == "not-in-force"
    first = one.stage.send_message("coffee")
    one.stage.send_message("tea", to="panel")
    with pytest.raises(RefusedError):
        one.stage.undo_message(first, plan)
    one.stage.send_message("dinner")
    assert refused(one, "09:01 undo 1, if next") == "moved-on"


def test_only_the_sending_window_undoes_a_message_to_all_rooms(database: Path) -> None:
    shown = day_of("one 09:00-10:00 @main, two 09:00-10:00 @lab")
    main = Window(database, "09:00", shown)
    lab = main.another()
    plan = existing(lab.stage.plan("lab"))
    started = lab.play("09:00 start two")
    sent = main.stage.send_message("lunch")
    lab.companion.state.reload()
    assert lab.stage.latest_entry_to_undo(plan) == started
    assert main.stage.latest_entry_to_undo(plan) == sent
    main.stage.undo_message(sent, plan)
    lab.companion.state.reload()
    assert lab.stage.latest_undo(plan) is None
    assert main.stage.latest_undo(plan) is not None


def test_unreadable_act_records_are_skipped(one: Window) -> None:
    act = one.play("09:00 start panel")
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


def test_record_beyond_the_calendar_is_refused(one: Window) -> None:
    late = Message(0, datetime(9999, 12, 31, 23, tzinfo=UTC), "everyone", "hello")
    assert raised(StorageError, one.log.record, lambda _: late).code == "range"


def test_stage_without_a_name_acts_anonymously(one: Window) -> None:
    one.wait_until("09:00")
    assert Stage(one.companion).record(Act("start", "panel")).by is None


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("ada", "ada"),
        ("\x1b[31mada\x07", "[31mada"),
        ("\x1b\x07", None),
        ("a" * 80, "a" * 59 + "…"),
    ],
)
def test_control_characters_are_removed_from_a_login_name(
    monkeypatch: pytest.MonkeyPatch, login: str, name: str | None
) -> None:
    monkeypatch.setenv("LOGNAME", login)
    assert login_name() == name


def test_given_name_takes_precedence_over_the_login() -> None:
    assert login_name("\x07Régie ") == "Régie"
    assert login_name("") is None


@pytest.mark.parametrize("fault", [OSError, KeyError, ImportError])
def test_acts_without_a_login_name_are_anonymous(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def getuser() -> str:
        raise fault

    monkeypatch.setattr("getpass.getuser", getuser)
    assert login_name() is None
