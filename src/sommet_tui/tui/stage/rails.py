"""The plan of a lane and its day as it goes, for rails that show lateness as a shift."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.rundown.lane_timing import LaneEntry, LaneGap, LaneTiming, lane_entries
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.pages.stage import lateness, planned_times
from sommet_tui.tui.render.rail import Stretch
from sommet_tui.tui.render.styles import ALERT_STYLES

_SECOND = timedelta(seconds=1)


def planned_and_expected_stretches(timing: LaneTiming) -> tuple[list[Stretch], list[Stretch]]:
    """Return the plan of a lane, and its day as it goes.

    What runs has the colour of its time left, and what will start late that of lateness.
    """
    plan, now = list[Stretch](), list[Stretch]()
    for entry in lane_entries(timing):
        is_break = isinstance(entry, LaneGap) or entry.session.is_break
        if (due := planned_times(entry)) is not None:
            plan.append(Stretch(*due, is_break, "faint"))
        start, end, style = entry.start, entry.end, "warning" if is_late(entry) else ""
        if start is None or end is None:
            continue
        if not isinstance(entry, LaneGap) and entry.status == "running":
            end = max(end, timing.at + _SECOND)  # in overtime, it goes on
            alert = "warning" if timing.paused_since is not None else timing.alert or ""
            style = "" if is_break else ALERT_STYLES.get(alert, "")
        now.append(Stretch(start, max(start, end), is_break, style))
    return plan, now


def is_late(entry: LaneEntry | None) -> bool:
    """Return whether a session will start later than due."""
    if not isinstance(entry, Projected) or entry.session.is_break or entry.status != "upcoming":
        return False
    late = lateness(entry)
    return late is not None and whole_minutes(late[0]) > 0
