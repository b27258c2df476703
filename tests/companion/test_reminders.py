"""Reminders of one run and of several, under the real clock and under another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.reminders import GivenReminder, Reminders
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteReminders
from tests.acting import day_of
from tests.builders import DAY, at, pause
from tests.companion import windows
from tests.companion.windows import Dial

SECOND = timedelta(seconds=1)


class Window(windows.Window):
    """A window at 8:00 that reminds the user `minutes` before each session."""

    def __init__(
        self,
        database: Path,
        dial: Dial | str = "08:00",
        programme: Programme | None = None,
        minutes: tuple[int, ...] = (5,),
    ) -> None:
        super().__init__(database, dial, programme or day_of("talk 10:00-11:00, late 15:00-16:00"))
        remember = SqliteReminders(self.database).mark_given
        self.reminders = Reminders(self.companion, remember, minutes, self.dial)

    def given(self, time: str | None = None) -> tuple[GivenReminder, ...]:
        """Give the reminders that are due at that time."""
        self.look(time)
        return self.reminders.mark_given(self.reminders.due_reminders())

    def shown_at(self, time: str | None = None) -> list[tuple[str, str]]:
        """Return the sessions and the manners of the reminders given at that time."""
        return [(each.session.id, each.manner) for each in self.given(time)]


@pytest.fixture
def window(database: Path) -> Window:
    """A window in which the talk has a bookmark."""
    made = Window(database)
    made.mine.save_bookmark("talk")
    return made


def test_reminder_after_a_restart_is_silent_until_the_session_begins(window: Window) -> None:
    assert window.shown_at("09:55") == [("talk", "aloud")]
    window.dial.shows += SECOND
    assert Window(window.database, window.dial).shown_at() == [("talk", "quietly")]
    window.wait_until("10:00:30")
    assert Window(window.database, window.dial).shown_at() == []


def test_two_windows_ring_a_reminder_once(window: Window) -> None:
    windows = [window, Window(window.database, window.dial)]
    manners = [window.shown_at("09:55") for window in windows]
    assert manners == [[("talk", "aloud")], [("talk", "quietly")]]
    assert [window.shown_at("09:56") for window in windows] == [[], []]


def test_rehearsal_reminders_do_not_affect_the_real_day(window: Window) -> None:
    window.clock.set(at("09:55"))
    assert window.shown_at() == [("talk", "rehearsed")]
    window.clock.set(window.clock.now(), 60.0)
    assert window.shown_at() == []
    window.clock.set(at("09:50"))
    assert window.shown_at() == []
    window.clock.set(at("09:56"))
    assert window.shown_at() == [("talk", "rehearsed")]
    window.clock.return_to_real_time()
    assert window.shown_at("09:55") == [("talk", "aloud")]


def test_reminder_that_cannot_be_saved_is_given(window: Window) -> None:
    remember = SqliteReminders(Path("~/nowhere")).mark_given
    told_by = Reminders(window.companion, remember, (5,), window.dial)
    window.wait_until("09:55")
    assert [given.manner for given in told_by.mark_given(told_by.due_reminders())] == ["aloud"]
    assert told_by.due_reminders() == ()


@pytest.fixture
def driven(window: Window) -> Window:
    """The same, with a session before it that the stage can let run over."""
    window.put(day_of("before 09:00-10:00, talk 10:00-11:00"))
    window.play("09:00 start before")
    return window


@pytest.mark.parametrize("now", ["10:00", "10:01"])
def test_reminder_of_an_overdue_session_is_marked_as_late(driven: Window, now: str) -> None:
    (given,) = driven.given(now)
    assert given.late
    driven.play("10:01 start talk")
    again = Window(driven.database, driven.dial, driven.snapshot.programme, minutes=(4,))
    (given,) = again.given()
    assert not given.late


def test_time_announced_in_a_rehearsal_affects_only_rehearsal_reminders(driven: Window) -> None:
    driven.clock.set(at("09:30"))
    driven.rehearsals.begin()
    driven.act_now("start before")
    driven.act_now("announce")
    driven.clock.set(at("10:25"))
    assert driven.shown_at() == [("talk", "rehearsed")]
    driven.clock.return_to_real_time()
    assert driven.shown_at("09:55") == [("talk", "aloud")]


def test_reminder_of_a_break_uses_the_room_of_the_session_before_it(window: Window) -> None:
    talks = day_of("k-talk 09:00-10:00 @k, h-talk 09:00-10:00 @h")
    lunch = replace(pause("lunch", "10:00", "11:00"), rooms=("k", "h"))
    window.put(replace(talks, sessions=(*talks.sessions, lunch)))
    window.mine.save_bookmark("k-talk")
    window.mine.save_bookmark("lunch")
    window.play("09:00 start k-talk @k")
    window.play("09:30 add k-talk 20")
    window.play("09:30 announce @k")
    assert window.shown_at("09:55") == []
    (given,) = window.given("10:15")
    assert (given.session.id, given.session.start) == ("lunch", at("10:20"))
    assert window.reminders.update(given) == given


def test_reminder_includes_the_walk_to_the_session(window: Window) -> None:
    far = day_of("before 09:00-09:50 @k, talk 10:00-11:00 @h")
    window.put(replace(far, walks={"within": 8}))
    window.mine.save_bookmark("before")
    window.shown_at("09:00")
    assert window.shown_at("09:51") == []
    (given,) = window.given("09:52")
    assert (given.session.id, given.minutes, given.walk) == ("talk", 8, 8)


@pytest.mark.parametrize("is_driven", [False, True])
def test_bookmark_outside_the_plan_has_no_reminder(window: Window, *, is_driven: bool) -> None:
    window.put(day_of("before 09:00-09:30, talk 10:00-11:00, other 10:00-10:30 @h"))
    if is_driven:
        window.play("09:00 start before")
    window.mine.save_bookmark("other", "maybe")
    window.mine.set_lead("other", 6)
    assert window.shown_at("09:56") == [("talk", "aloud")]
    window.mine.remove_bookmark("talk")
    assert window.shown_at() == [("other", "aloud")]


def test_reminder_disappears_while_the_plan_leaves_its_session_out(window: Window) -> None:
    window.put(day_of("talk 10:00-11:00, other 10:00-10:30 @h"))
    window.mine.remove_bookmark("talk")
    window.mine.save_bookmark("other", "maybe")
    window.wait_until("09:55")
    due = window.reminders.due_reminders()
    (given,) = window.reminders.mark_given(due)
    window.mine.save_bookmark("talk")
    assert window.reminders.update(given) is None
    assert window.reminders.mark_given(due) == (), "the plan changed while it waited for the disk"
    window.mine.remove_bookmark("talk")
    assert window.reminders.update(given) is not None


def test_own_events_have_reminders_even_if_they_clash(window: Window) -> None:
    for line in ("12:00-13:00 Lunch", "12:00-13:30 Call"):
        window.mine.save_own_event(line, DAY)
    assert {each.session.title for each in window.given("11:55")} == {"Lunch", "Call"}


def test_reminder_stays_until_the_session_begins_or_its_bookmark_is_removed(window: Window) -> None:
    (given,) = window.given("09:55")

    def is_current(time: str) -> bool:
        window.wait_until(time)
        now = window.reminders.update(given)
        return now is not None and not now.begun

    assert is_current("09:59")
    assert not is_current("10:00")
    assert not is_current("09:54"), "the clock was set back"
    window.mine.save_bookmark("talk", "hidden")
    assert not is_current("09:59")
    window.mine.save_bookmark("talk", "maybe")
    assert is_current("09:59")
    window.put(day_of("talk 10:04-11:00"))
    assert is_current("10:01"), "it is not reminded of again"
    window.put(day_of("talk 10:30-11:30"))
    assert not is_current("10:01"), "it is reminded of again at 10:25"
    window.put(day_of("talk 10:00-11:00 cancelled, other 09:00-10:00"))
    assert not is_current("09:59")


def test_custom_reminder_time_replaces_the_default(window: Window) -> None:
    window.mine.set_lead("talk", 20)
    assert window.shown_at("09:39") == []
    assert window.shown_at("09:40") == [("talk", "aloud")]
    assert window.shown_at("09:55") == []
    window.mine.set_lead("talk", None)
    assert window.shown_at("09:56") == [("talk", "aloud")]


def test_own_lead_time_works_with_reminders_off(database: Path) -> None:
    window = Window(database, minutes=())
    train = window.mine.save_own_event("12:00-14:00 Train @ Gare du Midi", DAY, lead=25)
    window.mine.save_bookmark("talk")
    assert window.shown_at("09:55") == []
    assert window.shown_at("11:35") == [(train.id, "aloud")]


def test_lead_time_needs_a_bookmark_or_own_event(window: Window) -> None:
    with pytest.raises(UnknownError):
        window.mine.set_lead("late", 10)
    window.mine.save_bookmark("talk", "hidden")
    with pytest.raises(UnknownError):
        window.mine.set_lead("talk", 10)
