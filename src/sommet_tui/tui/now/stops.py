"""My next stops, at the top of the Now screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.timeline import alert
from sommet_tui.domain.values import replace
from sommet_tui.tui.render.colours import ALERT_STYLES
from sommet_tui.tui.render.rows import Memo, Row, Span, click_target, fit_row, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.times import column_time, time_left_in_minutes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.pages.now import StopLine
    from sommet_tui.tui.messages import Feedback
    from sommet_tui.tui.widgets.dialog import Dialog
    from sommet_tui.tui.widgets.row_list import Item
    from sommet_tui.wording.words import View

_KEY = "stop "
"""The prefix of the keys of these rows. It is followed by the id of the stop."""
_LARGE = 80, 24
_SIZES = ((*_LARGE, 3), (60, 20, 2))
"""A minimum width and height, and the number of lines. Smaller windows have one line."""


_STYLES = {"now": "time", "next": "", "then": "muted"}
"""The style of the end of each line, by the turn of its stop."""


class NextStops:
    """The lines of my next stops, which are computed again only when they may have changed."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._lines: Memo[tuple[StopLine, ...]] = Memo()

    def lines(self, width: int, height: int) -> tuple[StopLine, ...]:
        """Return as many lines as fit in a window of this size."""
        view, walk = self._viewer.scene(), self._viewer.settings.walk_minutes
        if not view.snapshot.mine.has_picks:
            return ()
        # Imported here, because a start without bookmarks does not need it.
        from sommet_tui.pages.now import next_stop_lines

        known = (
            view.snapshot,
            view.zones,
            view.words,
            walk,
            # Times change each minute. Just after each quarter of a minute, the rest of a session
            # may become too short to attend.
            truncate_to_minute(view.now),
            -(-view.now.second // 15),
            _stage_times(view),
        )
        found = self._lines.get(known, lambda: _label_stops(next_stop_lines(view, walk), view))
        most = next((most for w, h, most in _SIZES if width >= w and height >= h), 1)
        if most == 1 and len(found) > 1 and found[0].next.turn == "now":
            # The running sessions are listed below the stops.
            return (replace(found[1], label=found[1].label or found[0].label),)
        return found[:most]

    def find(self, key: str | None) -> StopLine | None:
        """Return the line for the key of a row, or None if the row is not a stop."""
        wanted = (key or "").removeprefix(_KEY)
        return self.line_of_stop(wanted) if wanted != key else None

    def only_full_stop_line(self) -> StopLine | None:
        """Return the line of the only stop that is full and has an alternative.

        If several stops are full, or none is, return None.
        """
        full = [line for line in self.lines(*_LARGE) if line.next.instead is not None]
        return full[0] if len(full) == 1 else None

    def line_of_stop(self, id_: str) -> StopLine | None:
        """Return the line of the stop with this id, or None. Search all lines of a large window."""
        return next((line for line in self.lines(*_LARGE) if line.next.stop.id == id_), None)


def _label_stops(lines: tuple[StopLine, ...], view: View) -> tuple[StopLine, ...]:
    """Return the lines with their labels.

    If only one room is shown, its board already uses the label NEXT, so the first is labelled PLAN.
    """
    if view.snapshot.shows_several_rooms:
        return lines
    plan = view.words.say("PLAN")
    return tuple(replace(line, label="" if index else plan) for index, line in enumerate(lines))


def _stage_times(view: View) -> tuple[object, ...]:
    """Return the times of my sessions in rooms that the stage drives, to the minute."""
    live = view.snapshot.live
    if live is None:
        return ()
    return tuple(
        (
            times.status,
            tuple(column_time(moment, view.zones) for moment in (times.start, times.end) if moment),
            None if times.remaining is None else time_left_in_minutes(times.remaining, view.words),
        )
        for id_, times in live.times.items()
        if id_ in view.snapshot.mine.bookmarked_ids
    )


def _stop_key(line: StopLine) -> str:
    """Return the key of the row for a line."""
    return f"{_KEY}{line.next.stop.id}"


def stop_rows(lines: Sequence[StopLine], width: int, view: View) -> list[Row]:
    if not lines:
        return []
    from sommet_tui.pages.now import stop_columns

    rows = []
    for line, (label, sign, place, title, edge) in zip(
        lines, stop_columns(lines, width - 2), strict=True
    ):
        style, session = _STYLES[line.next.turn], view.programme.by_id.get(line.next.stop.id)
        left = view.remaining(session) if session and line.next.turn == "now" else None
        if session and left is not None:
            style = ALERT_STYLES.get(alert(session, left), style)
        style = "warning" if line.urgent or line.next.leg.missed else style
        remark = next((c for c in line.remarks if title.rstrip().endswith(f" {c}")), "")
        named = title.rpartition(remark) if remark else ("", "", title)
        parts = row(
            " ",
            click_target(
                label, "muted" if line.next.turn == "then" else "heading", _stop_key(line)
            ),
            Span(sign, "star"),
            " ",
            Span(f"{place} " if place else ""),
            named[0],
            Span(named[1], "danger"),
            named[2],
            "  " if edge else "",
            Span(edge, style),
        )
        rows.append(fit_row(parts, width))
    return rows


def stop_items(lines: Sequence[StopLine], view: View) -> list[Item]:
    """Return the lines as rows of a list."""
    # Imported here, because Now has no list if there is only one room.
    from sommet_tui.tui.widgets.row_list import Item

    rows = Memo[list[Row]]()

    def paint_row(number: int, width: int) -> Row:
        return rows.get(width, lambda: stop_rows(lines, width, view))[number]

    return [Item(_stop_key(line), partial(paint_row, y)) for y, line in enumerate(lines)]


def open_stop(
    viewer: Viewer,
    line: StopLine,
    report: Callable[[Feedback | None], None],
    offer: Callable[[Dialog], object],
) -> str | None:
    """Return the id of the session of a stop. For an own event, open its dialog and return None."""
    from sommet_tui.domain.own_events import OwnEvent

    subject = line.next.stop.subject
    if not isinstance(subject, OwnEvent):
        return subject.id
    from sommet_tui.tui.plan import OwnEvents

    OwnEvents(viewer, report, offer).change(subject)
    return None
