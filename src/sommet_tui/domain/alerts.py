"""When a running session ends soon: the alerts, and how much time is left when each begins."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.programme import WARNING_MINUTES, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

# Annotations are text: importing `typing` takes 2 % of the time of the command `now`.
Alert: TypeAlias = 'Literal["normal", "warning", "danger", "overtime"]'


def alert(session: Session, remaining: timedelta) -> Alert:
    """Return the alert of a running session with this time left, by the session's thresholds."""
    if remaining < timedelta(0):
        return "overtime"
    warning, danger = alert_thresholds(session)
    if remaining <= danger:
        return "danger"
    return "warning" if remaining <= warning else "normal"


def alert_thresholds(session: Session) -> tuple[timedelta, timedelta]:
    """Return how much time is left when the alert becomes "warning", and when it becomes "danger".

    Unless the session sets its own warning time, the warning does not come before its last quarter:
    docs/timing.md, "One session".
    """
    warning = timedelta(minutes=session.warning_minutes)
    if session.warning_minutes == WARNING_MINUTES:
        warning = min(warning, session.duration / 4)
    return warning, timedelta(minutes=session.danger_minutes)
