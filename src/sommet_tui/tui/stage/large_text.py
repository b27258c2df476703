"""The largest text on Stage, its boards, the clock and Moderator: the time of a lane or panel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.companion.panel import SessionTiming
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.stage import alert_sign
from sommet_tui.wording.times import column_time, days_until

_ZERO = timedelta(0)
_STYLES = {"normal": "time", "warning": "warning", "danger": "danger", "overtime": "danger"}
_BADGES = {"warning": "badge", "danger": "badge-warning", "overtime": "badge-warning"}


@dataclass(frozen=True, slots=True)
class LargeText:
    """The largest text: `time` is "46:53", "+4:10", a number of days, or "" after the end.

    `state` is what the digits count; `word` says it in small letters. `sign` says in words what the
    colour means, or is None; `badge` is its style. `eyebrow` is the state of the session.
    """

    state: Literal["runs", "days", "ahead", "overdue", "over"]
    time: str
    style: str
    word: str
    eyebrow: str
    sign: str | None = None
    badge: str = "badge"


def large_text(scene: Scene, timing: LaneTiming) -> LargeText:
    """Return the largest text now: the time left, the time until a session starts, or nothing."""
    if timing.running is not None:
        paused = timing.paused_since is not None
        eyebrow = scene.words.say("PAUSED") if paused else scene.words.say("ON NOW")
        return running_text(scene, timing.running.session, timing, eyebrow)
    if timing.next is not None:
        return _waiting_text(scene, timing, timing.next)
    said = scene.words.say("Nothing else is planned.")
    return LargeText("over", "", "muted", said, scene.words.say("AFTER THE DAY"))


def running_text(
    scene: Scene,
    session: Session,
    timing: LaneTiming | SessionTiming,
    eyebrow: str,
    sign: str | None = None,
) -> LargeText:
    """Return the time left of a running session; `sign` replaces that of its alert."""
    words, since = scene.words, timing.paused_since
    left, alert = timing.remaining or _ZERO, timing.alert or "normal"
    time = scene.clock_left(left)
    word = words.say("left") if left >= _ZERO else words.say("overtime")
    sign = sign or alert_sign(alert, session.danger_minutes, words)
    style, badge = _STYLES[alert], _BADGES.get(alert, "badge")
    if since is not None:
        sign = words.say("PAUSED SINCE {time}", time=column_time(since, scene.zones))
        if left >= _ZERO:
            style, badge, word = "warning", "badge", words.say("left (paused)")
    return LargeText("runs", time, style, word, eyebrow, sign, badge)


def _waiting_text(scene: Scene, timing: LaneTiming, item: Projected) -> LargeText:
    """Return the time until the next session starts, or since it should have started."""
    words = scene.words
    assert item.start is not None
    rest = next((i for i in timing.items if i.status == "running"), None)
    name = words.say("BREAK") if rest else words.say("NEXT")
    since = timing.overdue_since
    if since is not None:
        word = words.say("since its planned start")
        if since > item.due_start:
            word = words.say("since the previous session")
        return not_started_text(scene, since, name, word)
    is_before = all(i.actual.start is None and i.status != "done" for i in timing.items)
    is_before = is_before or days_until(item.start, scene.view) is not None
    eyebrow = words.say("BEFORE THE DAY") if is_before else name
    return countdown_text(scene, item.start, eyebrow)


def not_started_text(scene: Scene, since: datetime, eyebrow: str, word: str) -> LargeText:
    """Return how long ago a session should have started; it is late after the first minute."""
    words, time = scene.words, scene.clock_left(since - scene.now.replace(microsecond=0))
    sign = words.say("NOT STARTED")
    return LargeText("overdue", time, "danger", word, eyebrow, sign, "badge-warning")


def countdown_text(scene: Scene, start: datetime, eyebrow: str) -> LargeText:
    """Return the days until a session starts, or the hours and minutes on its day."""
    words, days = scene.words, days_until(start, scene.view)
    if days is not None:
        unit = words.count("day until the start", "days until the start", days)
        return LargeText("days", str(days), "time", unit, eyebrow)
    time = scene.clock_left(max(_ZERO, start - scene.now))
    return LargeText("ahead", time, "time", words.say("until the start"), eyebrow)
