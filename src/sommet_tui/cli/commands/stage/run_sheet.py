"""`stage report --sheet`: the day to print before it begins, with room to write what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.commands.stage.lane import cue_line, lane_heading
from sommet_tui.companion.json.stage import lane_timings
from sommet_tui.domain.timeline import gaps
from sommet_tui.wording.layout import WIDTH, block, cells, filled
from sommet_tui.wording.sentences import gap_words, headline, listed
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import duration, span

if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.lane_timing import LaneTiming
    from sommet_tui.domain.timeline import Gap

_INDENT = " " * 15


def run_sheet(context: Context, snapshot: Snapshot) -> list[str]:
    """Every lane: planned times, lengths, how each starts, who; below, lines to write on."""
    lines = block(
        [context.programme.title, context.words.say("Run sheet"), *context.zone_remarks()]
    )
    for lane in lane_timings(snapshot, context.now):
        heading = lane_heading(context, lane)
        lines += ["", *filled(heading), "─" * min(WIDTH, cells(heading))]
        lines += _lane(context, lane)
    return lines


def _lane(context: Context, lane: LaneTiming) -> list[str]:
    items = lane.state.plan.lane.items
    rows = [(item.start, _item(context, item)) for item in items]
    planned = [item for item in items if not item.cancelled]
    rows += [(gap.start, _gap(context, gap)) for gap in gaps(planned)]
    return [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]


def _gap(context: Context, gap: Gap) -> list[str]:
    first = f"{span(gap.start, gap.end, context.zones)}  "
    return [*filled(gap_words(gap, context.view), _INDENT, first), ""]


def _item(context: Context, session: Session) -> list[str]:
    first = f"{span(session.start, session.end, context.zones)}  "
    lines = filled(headline(session), _INDENT, first)
    lines += block([_about(context, session), cue_line(context, session)], _INDENT)
    if session.cancelled:
        return [*lines, ""]
    if not session.is_break:
        lines += block((participant_line(p, context.words) for p in session.participants), _INDENT)
    return [*lines, _INDENT + _to_fill_in(context), ""]


def _about(context: Context, session: Session) -> str:
    """How long, and what holds its start and its end."""
    words = context.words
    if session.cancelled:
        return words.say("cancelled")
    start = words.say("starts when the previous session ends") if session.follows else None
    if start is None and not session.is_break:
        start = words.say("starts at this time")
    end = words.say("ends at this time") if session.fixed_end else None
    return listed([duration(session.duration, words), start, end])


def _to_fill_in(context: Context) -> str:
    words, time = context.words, "_" * 7
    sentence = f"{words.say('started')} {time}  {words.say('ended')} {time}  {words.say('notes')} "
    return sentence + "_" * (WIDTH - cells(_INDENT + sentence))
