"""A followed day: how fresh it is, when it is requested, and which documents are ignored."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.follower import Follower, Following
from sommet_tui.companion.json.now_sessions_and_bookmarks import now_view
from sommet_tui.companion.json.published_day import live_view
from sommet_tui.companion.live_ports import DocumentError
from sommet_tui.companion.stage import NotActingError
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.published_day import SharedDay, SharedEvent
from sommet_tui.domain.values import replace
from tests.builders import at, existing
from tests.companion.windows import Window
from tests.publishing import read
from tests.refusals import raised
from tests.tables import stories

if TYPE_CHECKING:
    from sommet_tui.companion.live_ports import Check

URL = "https://summit.example/live.json"


class Mast:
    """A source whose answers the test gives."""

    def __init__(self, saved_day: tuple[SharedDay, datetime] | None = None) -> None:
        self.address = URL
        self._last: SharedDay | None = None
        self.answer: SharedDay | Exception | None = None
        self._kept = saved_day
        self.pushed = False

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        try:
            if self._kept is not None:
                check(self._kept[0], None)
        except DocumentError:
            return None
        return self._kept

    def has_update(self) -> bool:
        return self.pushed

    def fetch_newer(self, check: Check, patience: float | None = None) -> SharedDay | None:
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            check(self.answer, self._last)
            self._last = self.answer
        return self.answer


class Scene:
    """A stage, and an attendee's window that follows it; both over one clock."""

    def __init__(self, folder: Path, *, insists: bool = True, drives: bool = False) -> None:
        self.stage = Window(folder / "stage.sqlite3", "09:00")
        self.dial = self.stage.dial
        self.attendee = Window(folder / "attendee.sqlite3", self.dial)
        self.mast = Mast()
        event = self.stage.programme.id
        self.follower = Follower(
            self.mast, event, self.dial, is_requested=insists, drives=lambda: drives
        )
        self.attendee.companion.attach_follower(self.follower)
        self.seq = 0

    def publish(self, **changes: Any) -> None:
        self.seq += 1
        snapshot, now = self.stage.snapshot, self.dial.shows
        day = read(live_view(snapshot, now, epoch=1, seq=self.seq))
        self.mast.answer = replace(day, **changes)

    def ask(self) -> None:
        self.attendee.companion.process_day(self.follower.fetch())

    def follow(self, **changes: Any) -> None:
        """Publish a document with these values, and let the attendee ask for it."""
        self.publish(**changes)
        self.ask()

    def pass_time(self, seconds: float) -> None:
        self.dial.shows += timedelta(seconds=seconds)
        self.attendee.look()

    @property
    def freshness(self) -> str | None:
        following = self.attendee.snapshot.following
        return following.freshness if following else None

    @property
    def state(self) -> str:
        """Return "live", "stale" or, for example, "refused older"."""
        following = existing(self.attendee.snapshot.following)
        found: list[str] = [following.freshness]
        if isinstance(following.error, DocumentError):
            found.append(following.error.code)
        return " ".join(found)

    def play(self, step: str) -> None:
        """Let something happen: "wait 45", "follow epoch=2 seq=5", "unreadable"."""
        verb, *words = step.split()
        if verb == "wait":
            self.pass_time(float(words[0]))
        elif verb == "follow":
            self.follow(
                **{key: self._value(key, text) for key, text in (word.split("=") for word in words)}
            )
        else:
            self.mast.answer = DocumentError("version", "2")
            self.ask()

    def _value(self, key: str, text: str) -> object:
        if text[0] == "+":
            return self.dial.shows + timedelta(hours=float(text))
        return SharedEvent(text) if key == "event" else int(text)

    def now(self, window: Window) -> Any:
        companion = window.companion
        snapshot = companion.snapshot.at(companion.clock.now())
        view = now_view(snapshot, companion.snapshot.moment(companion.clock.now()))
        return {key: value for key, value in view.items() if key != "following"}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_follower_sees_the_same_day_as_the_stage(scene: Scene) -> None:
    scene.stage.act_now("start panel")
    scene.stage.stage.send_message("Lunch is served")
    scene.stage.wait_until("09:10")
    scene.stage.act_now("add panel 7")
    scene.follow()
    assert scene.now(scene.attendee) == scene.now(scene.stage)
    assert scene.now(scene.attendee)["notices"][0]["text"] == "Lunch is served"
    scene.pass_time(50)
    assert scene.now(scene.attendee) == scene.now(scene.stage)


@pytest.mark.parametrize("story", stories("followed_day.txt"))
def test_newer_documents_are_shown_and_others_refused(
    scene: Scene, story: list[tuple[str, str]]
) -> None:
    for step, state in story:
        known = scene.attendee.snapshot.shared
        scene.play(step)
        assert scene.state == state, step
        shown = scene.mast.answer if step.startswith("follow") and state == "live" else known
        assert scene.attendee.snapshot.shared is shown, step


def test_silent_stage_is_stale_although_the_server_answers(scene: Scene) -> None:
    scene.follow()
    scene.mast.answer = None
    for _ in range(4):
        scene.pass_time(30)
        scene.ask()
    assert scene.attendee.snapshot.following == Following(URL, "stale", at("09:00"))


def test_offline_countdowns_continue_and_the_state_is_reported(scene: Scene) -> None:
    scene.stage.act_now("start panel")
    scene.follow()
    scene.mast.answer = SourceError("offline", URL)
    scene.pass_time(20)
    scene.ask()
    assert scene.freshness == "offline"
    before = scene.now(scene.attendee)["lanes"][0]["remaining_seconds"]
    scene.pass_time(600)
    after = scene.now(scene.attendee)["lanes"][0]["remaining_seconds"]
    assert before - after == 600
    assert scene.freshness == "offline"


def test_failed_requests_are_retried_with_growing_delays(scene: Scene) -> None:
    assert scene.follower.is_due()
    scene.follow()
    waits = [_wait(scene)]
    assert 12 <= waits[0] <= 18
    scene.mast.answer = SourceError("timeout", URL)
    for _ in range(7):
        scene.ask()
        waits.append(_wait(scene))
    assert waits[1] >= 24
    assert max(waits) <= 360
    assert waits[-1] >= 240
    scene.follow()
    assert _wait(scene) <= 18


def test_pushed_document_is_shown_immediately(scene: Scene) -> None:
    scene.follow()
    assert not scene.follower.is_due()
    scene.mast.pushed = True
    assert scene.follower.is_due()


def _wait(scene: Scene) -> int:
    """Seconds until it is due; it is put off to then."""
    waited = 0
    while not scene.follower.is_due():
        scene.dial.shows += timedelta(seconds=1)
        waited += 1
    return waited


def test_clock_set_back_delays_no_request(scene: Scene) -> None:
    scene.follow()
    scene.dial.shows -= timedelta(hours=1)
    assert scene.follower.is_due()


def test_repeated_document_does_not_repaint(scene: Scene) -> None:
    scene.follow()
    changes: list[None] = []
    scene.attendee.companion.state.on_change(lambda: changes.append(None))
    scene.mast.answer = None
    for _ in range(3):
        scene.pass_time(15)
        scene.ask()
    assert changes == []


def test_expired_day_is_not_shown(scene: Scene) -> None:
    scene.stage.act_now("start panel")
    scene.follow(valid_until=at("09:30"))
    scene.pass_time(31 * 60)
    assert scene.attendee.snapshot.shared_day(scene.dial.shows) is None
    assert scene.freshness == "stale"
    scene.follow(epoch=0, seq=0, valid_until=at("12:00"))
    assert scene.freshness == "live", "a valid document is better than an expired one"


def test_followed_day_hides_local_acts(scene: Scene) -> None:
    own = scene.attendee.another()
    own.wait_until("08:30")
    own.act_now("start panel")
    own.stage.send_message("Only here")
    scene.attendee.look()
    assert scene.now(scene.attendee)["lanes"][0]["now"] == []
    assert scene.now(scene.attendee)["notices"] == []
    scene.follow()
    assert scene.now(scene.attendee) == scene.now(scene.stage)


def test_followed_day_accepts_actions_only_in_a_rehearsal(scene: Scene) -> None:
    for _ in range(2):
        refused = raised(NotActingError, scene.attendee.act_now, "start panel")
        assert refused.reason == "following"
        scene.follow()
    scene.attendee.rehearsals.begin()
    scene.attendee.act_now("start panel")
    assert scene.now(scene.attendee)["lanes"][0]["now"][0]["id"] == "panel"
    scene.attendee.rehearsals.clear()
    assert scene.now(scene.attendee) == scene.now(scene.stage)


def test_simulated_time_shows_the_plan(scene: Scene) -> None:
    scene.stage.act_now("start panel")
    scene.follow()
    scene.attendee.clock.set(at("08:00"))
    assert scene.now(scene.attendee)["phase"] == "before"
    scene.attendee.clock.return_to_real_time()
    assert scene.now(scene.attendee) == scene.now(scene.stage)


def test_day_is_followed_once_it_is_published(tmp_path: Path) -> None:
    scene = Scene(tmp_path, insists=False)
    found = [scene.freshness]
    scene.mast.answer = SourceError("offline", URL)
    scene.ask()
    found.append(scene.freshness)
    scene.follow(valid_until=at("10:00"))
    found.append(scene.freshness)
    scene.pass_time(3600)
    assert [*found, scene.freshness] == [None, None, "live", None]
    scene.attendee.act_now("start panel")
    assert scene.attendee.log.has_recorded_today()


@pytest.mark.parametrize("insists", [False, True])
def test_window_that_drives_the_stage_does_not_follow_automatically(
    tmp_path: Path, insists: bool
) -> None:
    scene = Scene(tmp_path, insists=insists, drives=True)
    scene.follow()
    assert (scene.attendee.companion.follower is None) == (not insists)
    assert (scene.attendee.snapshot.following is None) == (not insists)


def test_rehearsing_computer_does_not_count_as_driving(scene: Scene) -> None:
    assert not scene.stage.log.has_recorded_today()
    scene.stage.rehearsals.begin()
    scene.stage.act_now("start panel")
    assert not scene.stage.log.has_recorded_today()
    scene.stage.rehearsals.clear()
    scene.stage.act_now("start panel")
    assert scene.stage.log.has_recorded_today()


def test_last_followed_day_is_shown_at_startup(scene: Scene) -> None:
    scene.publish()
    day = scene.mast.answer
    assert isinstance(day, SharedDay)
    event = scene.stage.programme.id

    def opened(saved_day: SharedDay, event: str = event) -> Follower:
        return Follower(Mast((saved_day, at("09:00"))), event, scene.dial, is_requested=True)

    assert opened(day).day is day
    assert not opened(day).is_due()
    assert existing(opened(day).status()).freshness == "live"
    assert opened(replace(day, valid_until=at("09:00") + timedelta(days=999))).day is None
    scene.stage.wait_until("09:20")
    assert opened(day).is_due()
    assert opened(day, "other").day is None
    scene.dial.shows = day.valid_until
    assert opened(day).day is None


def test_last_followed_day_of_another_event_is_not_shown(scene: Scene) -> None:
    scene.follow()
    other = replace(scene.attendee.programme, id="other")
    scene.attendee.companion.show_programme(Loaded("paper", other))
    assert scene.attendee.snapshot.following is None
    scene.ask()
    assert scene.attendee.snapshot.shared is None


def test_window_without_a_follower_ignores_published_days(scene: Scene) -> None:
    scene.stage.companion.process_day(None)
    assert scene.stage.snapshot.following is None
    assert scene.stage.companion.follower is None
    assert scene.follower.address == URL
