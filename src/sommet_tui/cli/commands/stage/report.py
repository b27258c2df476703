"""`stage report`: planned, announced and projected or actual times, and what lateness costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.commands.stage.lane import command, cue_line, lane_heading, open_stage
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions, Switch, Value
from sommet_tui.cli.reading import with_crew
from sommet_tui.cli.request import misused
from sommet_tui.companion.json.stage import lane_timings, report_view
from sommet_tui.domain.instants import drift, in_minutes
from sommet_tui.domain.messages import TOS, about, undone_entries
from sommet_tui.domain.rundown.acts import changes_of_place
from sommet_tui.domain.rundown.impact import impact, new_end, suggestions
from sommet_tui.domain.rundown.lane_timing import paused
from sommet_tui.domain.rundown.totals import Totals, totals
from sommet_tui.domain.values import replace
from sommet_tui.wording import marks
from sommet_tui.wording.layout import block, cells, filled
from sommet_tui.wording.messages import message_sentence
from sommet_tui.wording.sentences import added_words, listed, paused_words, short_name, status_word
from sommet_tui.wording.stage import (
    act_sentence,
    back_sentence,
    cost_sentence,
    held_words,
    left_place_words,
    new_end_words,
    off_words,
    suggestion_words,
)
from sommet_tui.wording.times import (
    column_time,
    countdown,
    date_text,
    duration,
    sentence_time,
    span,
)
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from datetime import timedelta

    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.rundown.lane_timing import LaneTiming
    from sommet_tui.domain.rundown.projection import Projected

_COLUMN = 15
"""Cells of a column of times, and the space after it."""


class ReportOptions(CommandOptions):
    """What is reported, and as what."""

    acts = Value(
        mark("report on FILE, which contains the output of “stage log --json” (-: standard input)"),
        mark("FILE"),
        offers="file",
    )
    csv = Switch(mark("print a CSV table"))
    sheet = Switch(mark("show the plan of the day as a printable run sheet"))


def report(request: Request, options: ReportOptions) -> int:
    """Tell where every lane stands: as a page, JSON, a table (--csv), or planned (--sheet)."""
    words = request.words()
    if sum((request.as_json, options.csv, options.sheet)) > 1:
        raise misused(words.say("Use only one of --json, --csv and --sheet."), words)
    if options.acts is None:
        context = with_crew(open_stage(request))
        snapshot = context.snapshot
    else:
        from sommet_tui.cli.commands.stage.act_log import open_filed

        context, snapshot = open_filed(request, options.acts)
    if request.as_json:
        output.write_json(report_view(snapshot, context.now))
    elif options.csv:
        from sommet_tui.cli.commands.stage.table import table

        output.write(table(snapshot, context.now))
    elif options.sheet:
        from sommet_tui.cli.commands.stage.run_sheet import run_sheet

        output.write(run_sheet(context, snapshot))
    else:
        output.write(_page(context, snapshot))
    return OK


def _page(context: Context, snapshot: Snapshot) -> list[str]:
    lines = block([context.programme.title])
    lines += block(context.zone_remarks())
    for lane in lane_timings(snapshot, context.now):
        lines += ["", *_lane(context, snapshot, lane)]
    return [*lines, *_messages(context, snapshot)]


def _messages(context: Context, snapshot: Snapshot) -> list[str]:
    """What the stage said, when, and which of it is out."""
    words, now = context.words, context.now
    said = about(snapshot.messages(now), snapshot.room)
    shown = [message for message in said if message.undoes is None]
    if not shown:
        return []
    out = {m.uid for to in TOS for m in snapshot.current_messages(to, now)}
    gone = undone_entries(said)
    lines = ["", *filled(words.say("Messages"))]
    for message in shown:
        sentence = message_sentence(message, context.view)
        state = words.say("on display") if message.uid in out else None
        state = words.say("undone") if message.uid in gone else state
        first = f"  {column_time(message.at, context.zones)}  "
        lines += filled(listed([sentence, state]), " " * cells(first), first)
    return lines


def _lane(context: Context, snapshot: Snapshot, lane: LaneTiming) -> list[str]:
    words = context.words
    mode = words.say("run by hand") if lane.state.called else words.say("run by the clock")
    clock = column_time(context.now, context.zones)
    lines = [lane_heading(context, lane), *filled(listed([_dated(context, lane, clock), mode]))]
    ends = new_end_words(new_end(lane), context.view)
    lines += filled(cost_sentence(lane.offset, impact(lane), words, ends))
    lines += filled(_running(context, lane)) if lane.running else []
    for found in suggestions(lane):
        added = command(context, "add", str(found.minutes), found.session.id)
        sentence = suggestion_words(found, words)
        lines += filled(words.say("To catch up, {what}: {command}", what=sentence, command=added))
    heads = (words.say("planned"), words.say("announced"), words.say("projected or actual"))
    lines += ["", ("  " + "".join(_padded(head) for head in heads)).rstrip()]
    for item in lane.items:
        lines += _item(context, lane, item)
    return [*lines, *_totals(context, lane), *_places(context, snapshot, lane)]


def _totals(context: Context, lane: LaneTiming) -> list[str]:
    """What the day comes to so far; nothing before anything is over."""
    words, found = context.words, totals(lane)
    if replace(found, added=0) == Totals():
        return []
    lines = [
        *held_words(found, words),
        words.say(
            "{time} instead of {planned}",
            time=duration(found.lasted, words),
            planned=duration(found.planned, words),
        )
        if found.held
        else None,
        words.count("{n} session added", "{n} sessions added", found.added)
        if found.added
        else None,
        added_words(in_minutes(found.given), words),
        added_words(-in_minutes(found.taken), words),
        paused_words(in_minutes(found.paused), words),
        words.say("cancelled while running: {n}", n=found.broken_off) if found.broken_off else None,
        *off_words(found, words),
    ]
    return ["", *filled(words.say("Total: {totals}", totals=listed(lines)))]


def _places(context: Context, snapshot: Snapshot, lane: LaneTiming) -> list[str]:
    """What left its place in the lane, and when that was decided."""
    acts = snapshot.rundown(context.now).acts_of(lane.state.plan)
    lines = []
    for act, back in changes_of_place(acts, lane.state.void):
        tell = back_sentence if back else act_sentence
        sentence = tell(act, context.view)
        first = f"  {column_time(act.when or act.at, context.zones)}  "
        lines += filled(sentence, " " * cells(first), first)
    return lines


def _dated(context: Context, lane: LaneTiming, clock: str) -> str:
    """The time it is shown for, with its date unless that is the lane's."""
    local = context.view.today
    if local == lane.state.plan.lane.day:
        return clock
    return f"{date_text(local, context.words, year=True)} {clock}"


def _running(context: Context, lane: LaneTiming) -> str:
    assert lane.running is not None
    assert lane.remaining is not None
    words, over = context.words, lane.overtime
    if over:
        sentence = words.say("{time} overtime", time=countdown(over))
    else:
        sentence = words.say("{time} left", time=countdown(lane.remaining))
    since = lane.paused_since
    still = None
    if since is not None:
        time = sentence_time(since, context.view)
        still = words.say("paused since {time}", time=time)
    name = words.say("On now: {session}", session=short_name(lane.running.session))
    return listed([name, sentence, still])


def _item(context: Context, lane: LaneTiming, item: Projected) -> list[str]:
    session = item.session
    announced = lane.state.announced_times(session)
    columns = (
        "" if session.added else span(session.start, session.end, context.zones),
        span(*announced, context.zones),
        span(item.start, item.end, context.zones)
        if item.start and item.end
        else status_word(item.status, context.words),
    )
    first = f"{marks.STATUS.get(item.status, ' ')} " + "".join(map(_padded, columns))
    indent = " " * cells(first)
    title = f"{short_name(session)} [{session.id}]"
    return [*filled(title, indent, first), *block([_details(context, lane, item)], indent)]


def _padded(text: str) -> str:
    return text + " " * max(1, _COLUMN - cells(text))


def _details(context: Context, lane: LaneTiming, item: Projected) -> str:
    """How far from when it is due, in words, and what made it so."""
    words = context.words
    added = added_words(in_minutes(item.actual.added), words)
    stood = paused_words(in_minutes(paused(item, lane.at)), words)
    gone = None
    if item.actual.cancelled and item.actual.start is not None:
        gone = words.say("cancelled while running")
    place = lane.state.places.get(item.session.id)
    left = left_place_words(item.session, place, context.view) if place is not None else None
    what = [_drift(item, context), left, _lasted(item, context), added, stood, gone]
    return listed([*what, cue_line(context, item.session)])


def _drift(item: Projected, context: Context) -> str | None:
    if item.start is None or item.end is None:
        return None
    start, end = drift(item.start, item.due_start), drift(item.end, item.due_end)
    if item.follows and not in_minutes(start) and not in_minutes(end):
        return None  # nobody was told when it begins
    if item.by_clock and not in_minutes(start) and not in_minutes(end):
        return context.words.say("assumed to have run as planned")
    if start == end:
        return late_words(start, context)
    values = {"start": late_words(start, context), "end": late_words(end, context)}
    if item.status == "done":
        return context.words.say("started {start}, ended {end}", **values)
    return context.words.say("starts {start}, ends {end}", **values)


def late_words(late: timedelta, context: Context) -> str:
    """How far from the plan: 4 min late, 1 h 15 early, on time."""
    minutes, words = in_minutes(late), context.words
    length = duration(abs(late), words)
    if minutes > 0:
        return words.say("{time} late", time=length)
    return words.say("{time} early", time=length) if minutes else words.say("on time")


def _lasted(item: Projected, context: Context) -> str | None:
    """Return how long an item lasted by the times shown; None if as planned or obvious.

    For a break, also how long it lasts if the item before it shortens it.
    """
    actual, words = item.actual, context.words
    if item.session.is_break and item.start is not None and item.end is not None:
        left = drift(item.end, item.start)
        if left >= item.session.duration:
            return None
        return words.say(
            "{time} instead of {planned}",
            time=duration(left, words),
            planned=duration(item.session.duration, words),
        )
    if actual.start is None or actual.end is None:
        return None
    really = drift(actual.end, actual.start)
    if not in_minutes(really - item.session.duration):
        return None
    return words.say(
        "lasted {time} instead of {planned}",
        time=duration(really, words),
        planned=duration(item.session.duration, words),
    )


VERBS = {
    "report": Command(
        mark("report planned, announced and projected times, and what a delay costs"),
        report,
        ReportOptions,
    )
}
