"""`stage report --sheet`: the day to print before it begins, with room to write what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.commands.stage.lane import cue_line, lane_heading
from sommet_tui.companion.json.stage import lane_timings
from sommet_tui.domain.timeline import Gap, gaps
from sommet_tui.wording.layout import WIDTH, block, cells, fill, lines_beside
from sommet_tui.wording.sentences import gap_words, headline, join, participant_line
from sommet_tui.wording.times import duration, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.lane_timing import LaneTiming
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words

_INDENT = " " * 15


def run_sheet(view: View, remarks: Sequence[str]) -> list[str]:
    """Every lane: planned times, lengths, how each starts, who; below, lines to write on."""
    lines = block([view.programme.title, view.words.say("Run sheet"), *remarks])
    for lane in lane_timings(view.snapshot, view.now):
        heading = lane_heading(lane, view)
        lines += ["", *fill(heading), "─" * min(WIDTH, cells(heading))]
        lines += _lane(lane, view)
    return lines


def _lane(lane: LaneTiming, view: View) -> list[str]:
    items = lane.state.plan.lane.items
    rows = [(item.start, _item(item, view)) for item in items]
    rows += [(gap.start, _gap(gap, view)) for gap in gaps(i for i in items if not i.cancelled)]
    return [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]


def _gap(gap: Gap, view: View) -> list[str]:
    return [*lines_beside(f"{span(gap.start, gap.end, view.zones)}  ", gap_words(gap, view)), ""]


def _item(session: Session, view: View) -> list[str]:
    times = f"{span(session.start, session.end, view.zones)}  "
    lines = lines_beside(
        times, headline(session), _constraints(session, view.words), cue_line(session, view)
    )
    if session.cancelled:
        return [*lines, ""]
    if not session.is_break:
        lines += block((participant_line(p, view.words) for p in session.participants), _INDENT)
    return [*lines, _INDENT + _to_fill_in(view.words), ""]


def _constraints(session: Session, words: Words) -> str:
    """How long, and what holds its start and its end."""
    if session.cancelled:
        return words.say("cancelled")
    start = words.say("starts when the previous session ends") if session.follows else None
    if start is None and not session.is_break:
        start = words.say("starts at this time")
    end = words.say("ends at this time") if session.fixed_end else None
    return join([duration(session.duration, words), start, end])


def _to_fill_in(words: Words) -> str:
    time = "_" * 7
    sentence = f"{words.say('started')} {time}  {words.say('ended')} {time}  {words.say('notes')} "
    return sentence + "_" * (WIDTH - cells(_INDENT + sentence))
