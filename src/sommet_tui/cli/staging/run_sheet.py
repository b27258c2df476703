"""`stage report --sheet`: the day to print before it begins, with room to write what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.layout import WIDTH, block, cells, filled
from sommet_tui.cli.staging.heading import lane_heading
from sommet_tui.companion.json.stage import standings
from sommet_tui.domain.timeline import gaps
from sommet_tui.wording.sentences import gap_name, headline, listed
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import duration, span

if TYPE_CHECKING:
    from sommet_tui.cli.view import View
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.standing import Standing
    from sommet_tui.domain.timeline import Gap

_INDENT = " " * 15


def run_sheet(view: View, snapshot: Snapshot) -> list[str]:
    """Every lane: planned times, lengths, how each starts, who; below, lines to write on."""
    lines = block([view.programme.title, view.words.say("Run sheet"), *view.zone_remarks()])
    for lane in standings(snapshot, view.now):
        heading = lane_heading(view, lane)
        lines += ["", *filled(heading), "─" * min(WIDTH, cells(heading))]
        lines += _lane(view, lane)
    return lines


def _lane(view: View, lane: Standing) -> list[str]:
    items = lane.state.plan.lane.items
    rows = [(item.start, _item(view, item)) for item in items]
    planned = [item for item in items if not item.cancelled]
    rows += [(gap.start, _gap(view, gap)) for gap in gaps(planned)]
    return [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]


def _gap(view: View, gap: Gap) -> list[str]:
    name = gap_name(view.programme, gap, view.words)
    first = f"{span(gap.start, gap.end, view.zones)}  "
    return [*filled(f"{name}, {duration(gap.duration, view.words)}", _INDENT, first), ""]


def _item(view: View, session: Session) -> list[str]:
    first = f"{span(session.start, session.end, view.zones)}  "
    lines = filled(headline(session), _INDENT, first)
    lines += block([_about(view, session)], _INDENT)
    if session.cancelled:
        return [*lines, ""]
    if not session.is_break:
        lines += block((participant_line(p, view.words) for p in session.participants), _INDENT)
    return [*lines, _INDENT + _to_fill_in(view), ""]


def _about(view: View, session: Session) -> str:
    """How long, and what holds its start and its end."""
    words = view.words
    if session.cancelled:
        return words.say("cancelled")
    start = words.say("starts when the one before ends") if session.follows else None
    if start is None and not session.is_break:
        start = words.say("starts at this time")
    end = words.say("ends at this time") if session.fixed_end else None
    return listed([duration(session.duration, words), start, end])


def _to_fill_in(view: View) -> str:
    words, time = view.words, "_" * 7
    told = f"{words.say('began')} {time}  {words.say('ended')} {time}  {words.say('notes')} "
    return told + "_" * (WIDTH - cells(_INDENT + told))
