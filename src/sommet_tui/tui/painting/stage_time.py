"""The one time that counts on the stage, as a text for large digits, with its word and colour."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.projecting import Projected
from sommet_tui.domain.rundown.standing import Standing
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.stage import alert_sign
from sommet_tui.wording.times import column_time, countdown, days_until

_NONE = timedelta(0)
LOOKS = {"normal": "time", "warning": "warning", "danger": "danger", "overtime": "danger"}
BADGES = {"warning": "badge", "danger": "badge-warning", "overtime": "badge-warning"}


@dataclass(frozen=True, slots=True)
class Loud:
    """What stands largest: `time` is "46:53", "+4:10" or a number of days, "" after the end.

    `word` says quietly what is counted. `sign` is what colour alone would say, None while all is
    well, and `badge` its style. `about` is the session or break it is all about, `eyebrow` how
    that stands.
    """

    time: str
    look: str
    word: str
    eyebrow: str
    about: Session | None = None
    sign: str | None = None
    badge: str = "badge"


def loud(scene: Scene, standing: Standing) -> Loud:
    """What counts now: the time left, the time until something starts, or nothing any more."""
    if standing.running is not None:
        return _running(scene, standing, standing.running)
    if standing.next is not None:
        return _waiting(scene, standing, standing.next)
    said = scene.words.say("Nothing more is to come.")
    return Loud("", "muted", said, scene.words.say("AFTER THE DAY"))


def _running(scene: Scene, standing: Standing, item: Projected) -> Loud:
    words, session = scene.words, item.session
    left = standing.remaining or _NONE
    alert = standing.alert or "normal"
    time = countdown(left) if left >= _NONE else f"+{countdown(-left)}"
    word = words.say("left") if left >= _NONE else words.say("over its time")
    eyebrow = words.say("ON NOW") if standing.state.called else words.say("ON NOW, BY THE CLOCK")
    sign = alert_sign(alert, session.danger_minutes, words)
    look, badge = LOOKS[alert], BADGES.get(alert, "badge")
    since = standing.paused_since
    if since is not None:
        sign = words.say("PAUSE SINCE {time}", time=column_time(since, scene.zones))
        look, badge = ("warning", "badge") if left >= _NONE else (look, badge)
        word = words.say("left, standing still") if left >= _NONE else word
    return Loud(time, look, word, eyebrow, session, sign, badge)


def _waiting(scene: Scene, standing: Standing, item: Projected) -> Loud:
    """Nothing runs: until the next one starts, or since it should have."""
    words, now, session = scene.words, standing.at, item.session
    assert item.start is not None
    rest = next((i for i in standing.items if i.status == "running"), None)
    name = words.say("BREAK") if rest else words.say("NEXT")
    late = now - max(session.start, _before(standing))
    if item.start <= now and late > _NONE:
        return Loud(
            f"+{countdown(late)}",
            "danger",
            words.say("since it was due"),
            name,
            session,
            words.say("NOT STARTED"),
            "badge-warning",
        )
    left = max(_NONE, item.start - now)
    before = all(i.actual.start is None and i.status != "done" for i in standing.items)
    days = days_until(item.start, now, scene.zones)
    if days is not None:
        unit = words.count("day until it starts", "days until it starts", days)
        return Loud(str(days), "time", unit, words.say("BEFORE THE DAY"), session)
    eyebrow = words.say("BEFORE THE DAY") if before else name
    return Loud(countdown(left), "time", words.say("until it starts"), eyebrow, session)


def _before(standing: Standing) -> datetime:
    """When the latest of what is over ended; long ago if nothing is."""
    ends = [i.end for i in standing.items if i.status == "done" and i.end is not None]
    return max(ends, default=standing.state.plan.closes - timedelta(days=2))
