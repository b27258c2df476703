"""The time that counts for a panel, as a text for large digits, with its word and its sign."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.companion.panel_moment import PanelMoment
from sommet_tui.tui.painting.stage_time import BADGES, LOOKS, Loud
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.moderating import cue_sign
from sommet_tui.wording.sentences import status_word
from sommet_tui.wording.stage import alert_sign
from sommet_tui.wording.times import clock_left, column_time, countdown, days_until

_NONE = timedelta(0)


def panel_loud(scene: Scene, moment: PanelMoment) -> Loud:
    """What is left of it, how long until it begins, or how it ended."""
    words, runs, session = scene.words, moment.course, moment.session
    eyebrow = words.say("MODERATION")
    if runs.over:
        return Loud("", "muted", status_word(runs.status, words), eyebrow, session)
    if runs.remaining is not None:
        return _running(scene, moment, eyebrow)
    start = runs.projected_start or runs.start
    left = start - moment.at
    days = days_until(start, moment.at, scene.zones)
    if days is not None:
        unit = words.count("day until it starts", "days until it starts", days)
        return Loud(str(days), "time", unit, eyebrow, session)
    late = moment.at - runs.start
    if left <= _NONE and late > _NONE:
        sign, word = words.say("NOT STARTED"), words.say("since it was due")
        time = f"+{countdown(late)}"
        return Loud(time, "danger", word, eyebrow, session, sign, "badge-warning")
    return Loud(countdown(max(left, _NONE)), "time", words.say("until it starts"), eyebrow, session)


def _running(scene: Scene, moment: PanelMoment, eyebrow: str) -> Loud:
    words, runs, session = scene.words, moment.course, moment.session
    left, alert = runs.remaining or _NONE, runs.alert or "normal"
    word = words.say("left") if left >= _NONE else words.say("over its time")
    look, badge = LOOKS[alert], BADGES.get(alert, "badge")
    sign = alert_sign(alert, session.danger_minutes, words)
    if moment.cue is not None:
        sign = cue_sign(moment.cue, words)
    if runs.paused_since is not None:
        sign = words.say("PAUSE SINCE {time}", time=column_time(runs.paused_since, scene.zones))
    return Loud(clock_left(left), look, word, eyebrow, session, sign, badge)
