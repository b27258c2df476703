"""From the times of a session, as written, to instants."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from sommet_tui.domain.instants import TimeError, instant, parse_time
from sommet_tui.domain.values import dataclass
from sommet_tui.formats.facts import Loc
from sommet_tui.formats.report import Report
from sommet_tui.formats.wire import Event, Session

_UTC = ZoneInfo("UTC")
_ANY_DAY = date(2000, 1, 1)
_LATE, _EARLY = time(18), time(9)
"""What starts so late and ends so early is meant to run through the night."""


def zone_named(name: str, report: Report) -> ZoneInfo | None:
    """The zone of the event; None if nobody knows it."""
    loc = ("event", "timezone")
    if loc in report.touched or ("event",) in report.touched:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no path inside the data, a folder of it
        suggestion = report.suggest.closest(name, available_timezones())
        report.error(loc, "unknown-zone", zone=name, suggestion=suggestion)
        return None


@dataclass(frozen=True, slots=True)
class Hours:
    """Reads the times of sessions; without a zone or a boundary only as far as that goes."""

    zone: ZoneInfo | None
    boundary: time | None

    @classmethod
    def of(cls, event: Event, report: Report) -> Hours:
        """The event's zone and boundary, where they are right."""
        known = ("event", "day_boundary") not in report.touched
        boundary = parse_time(event.day_boundary).time if known else None
        return cls(zone_named(event.timezone, report), boundary)

    def span(
        self, session: Session, day: date | None, loc: Loc, report: Report
    ) -> tuple[datetime, datetime] | None:
        """Start and end; None where they cannot be told or were wrong before."""
        start_loc, end_loc = (*loc, "start"), (*loc, "end")
        start = None
        end = None
        if start_loc not in report.touched:
            start = self._instant(session.start, day, start_loc, report)
        if end_loc not in report.touched:
            end = self._instant(session.end, day, end_loc, report)
        if start is None or end is None:
            return None
        if end <= start:
            facts = {"start": session.start, "end": session.end}
            if self._parts(parse_time(session.start).time, parse_time(session.end).time):
                facts["boundary"] = f"{self.boundary:%H:%M}"
                report.error(end_loc, "across-boundary", **facts)
            else:
                report.error(end_loc, "end-before-start", **facts)
            return None
        return start, end

    def _parts(self, start: time, end: time) -> bool:
        """Whether the boundary lies in what the clock makes a session, be it through a night."""
        if self.boundary is None or start == end:
            return False
        if start < end:
            return start < self.boundary <= end
        return self.boundary <= end and start >= _LATE and end <= _EARLY

    def _instant(self, written: str, day: date | None, loc: Loc, report: Report) -> datetime | None:
        local = parse_time(written)
        if self.boundary is None:
            return None
        if self.zone is None or day is None:
            # Good enough to tell which of two times is later, unless clocks are in doubt.
            known = local.offset is None
            return instant(_ANY_DAY, local, _UTC, self.boundary) if known else None
        try:
            return instant(day, local, self.zone, self.boundary)
        except TimeError as problem:
            facts = {"time": problem.text, "zone": self.zone.key}
            match problem.reason:
                case "impossible":
                    report.error(loc, "time-impossible", **facts)
                case "ambiguous" | "offset":
                    choices = ", ".join(problem.choices)
                    report.error(loc, f"time-{problem.reason}", **facts, choices=choices)
                case _:
                    report.error(loc, "time-range", time=problem.text)
            return None
