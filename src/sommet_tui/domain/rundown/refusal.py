"""The reasons for which an act is refused: docs/timing.md, "Actions", lists them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sommet_tui.domain.values import dataclass

Reason = Literal[
    "unknown-session",
    "known-session",
    "unknown-room",
    "no-room",
    "other-lane",
    "unknown-act",
    "no-minutes",
    "no-time",
    "no-title",
    "future",
    "before-day",
    "before-start",
    "before-pause",
    "before-now",
    "outside-day",
    "nothing-runs",
    "other-runs",
    "already-runs",
    "already-paused",
    "not-paused",
    "already-called",
    "not-called",
    "done",
    "skipped",
    "cancelled",
    "after-over",
    "less-than-nothing",
    "break",
    "itself",
    "closed",
    "not-in-force",
    "no-message",
    "moved-on",
    "just-started",
    "already-reported",
    "unclear",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is refused or, after an undo, void.

    `session` is the id of the item that the act is about (for `insert`, its title, or the id of
    what it would follow, "closed"), of the session that is running ("other-runs", "already-runs",
    "just-started"), of the one that is next instead ("moved-on"), or of the one that may be meant
    ("unclear"). `since` is the refused instant ("future"), the earliest allowed one
    ("before-start", "before-pause", "before-day", "before-now"), the end of the day ("outside-day")
    or its closing ("closed").
    """

    reason: Reason
    session: str | None = None
    since: datetime | None = None
