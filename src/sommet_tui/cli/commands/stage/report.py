"""`stage report`: print planned, announced and actual times, and the cost of delays.

The log can also come from a file. The output can also be a table for spreadsheets, or a run sheet
to print before the day.
"""

from __future__ import annotations

from sommet_tui.cli import output, shown_day
from sommet_tui.cli.commands import Command
from sommet_tui.cli.commands.stage import cue_line, lane_heading
from sommet_tui.cli.commands.stage.acts import suggestion_lines
from sommet_tui.cli.context import Context, open_context, open_with_saved_data
from sommet_tui.cli.exit_codes import BAD_DATA, NO_INPUT, RefusalError
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    Switch,
    Value,
    error_line,
    make_refusal,
)
from sommet_tui.companion import errors
from sommet_tui.companion.json.stage import item_view, lane_timings, report_view
from sommet_tui.companion.snapshot import Snapshot, messages_at, messages_in_force
from sommet_tui.domain import timeline
from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.messages import TOS, Message, messages_for_room
from sommet_tui.domain.rundown import delay_cost
from sommet_tui.domain.rundown.acts import Act, moving_acts
from sommet_tui.domain.rundown.lane_now import (
    LaneEntry,
    LaneGap,
    LaneTiming,
    lane_entries,
    paused_time,
)
from sommet_tui.domain.text import to_csv_cell
from sommet_tui.domain.values import replace
from sommet_tui.pages.stage import (
    delay_sentence,
    driver_sentence,
    item_symbol,
    lateness,
    place_change_words,
    planned_times,
    shortened_lengths,
    unannounced_sentence,
    undone_ids,
)
from sommet_tui.wiring.files import read_acts
from sommet_tui.wording.files import log_error_sentence, log_source_sentence
from sommet_tui.wording.layout import WIDTH, block, cell_width, fill, lines_beside
from sommet_tui.wording.messages import message_sentence, seen_words
from sommet_tui.wording.session_texts import (
    added_minutes_words,
    gap_words,
    headline,
    join,
    participant_line,
    paused_minutes_words,
    seats_word,
    short_name,
    status_word,
)
from sommet_tui.wording.stage import (
    act_sentence,
    cancelled_and_skipped_counts,
    held_session_counts,
    refusal_sentence,
    reversed_swap_sentence,
)
from sommet_tui.wording.times import (
    column_span,
    column_time,
    countdown,
    date_text,
    duration,
)
from sommet_tui.wording.words import View, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.session_and_break_times import Projected


_COLUMN = 15
"""The width of a column of times in cells, including the space after it."""


class ReportOptions(CommandOptions):
    log = Value(
        "report on FILE, the output of “stage log --json” (“-”: standard input)",
        "FILE",
        offers="file",
    )
    csv = Switch("print a CSV table")
    sheet = Switch("show the plan of the day as a printable run sheet")


def report(request: Request, options: ReportOptions) -> None:
    """Print every lane with its times, as a page, as JSON or, if --csv is given, as a table.

    If --sheet is given, print the planned times only.
    """
    words = request.words()
    if sum((request.as_json, options.csv, options.sheet)) > 1:
        raise MisuseError(words.say("Use only one of --json, --csv and --sheet."), words)
    if options.log is None:
        context = shown_day.update_from_crew(open_with_saved_data(request))
        view = context.view
    else:
        context, snapshot = _open_log_file(request, options.log)
        view = replace(context.view, snapshot=snapshot)
    if request.as_json:
        output.write_json(report_view(view.snapshot, view.now))
    elif options.csv:
        output.write(_table_lines(view.snapshot, view.now))
    elif options.sheet:
        output.write(_run_sheet(view, context.zone_remarks()))
    else:
        output.write(_page(context, view))


def _page(context: Context, view: View) -> list[str]:
    lines = block([view.programme.title, *context.zone_remarks()])
    for lane in lane_timings(view.snapshot, view.now):
        lines += ["", *_lane_lines(context, view, lane)]
    return [*lines, *_message_lines(view)]


def _message_lines(view: View) -> list[str]:
    """Return the stage's messages with their times. Current messages are marked."""
    snapshot, words, now = view.snapshot, view.words, view.now
    messages = messages_for_room(messages_at(snapshot, now), snapshot.room)
    shown = [message for message in messages if message.undoes is None]
    if not shown:
        return []
    out = {m.uid for to in TOS for m in messages_in_force(snapshot, to, now)}
    gone = undone_ids(view)
    lines = ["", *fill(words.say("Messages"))]
    for message in shown:
        sentence = message_sentence(message, view)
        state = words.say("on display") if message.uid in out else None
        if message.to in ("panel", "stage") and message.text:
            state = seen_words(message, view, over=message.uid not in out)
        state = words.say("undone") if message.uid in gone else state
        lines += lines_beside(f"  {column_time(message.at, view.zones)}  ", join([sentence, state]))
    return lines


def _lane_lines(context: Context, view: View, lane: LaneTiming) -> list[str]:
    words = view.words
    now = column_time(view.now, view.zones)
    if view.today != lane.state.plan.lane.day:
        now = f"{date_text(view.today, words, year=True)} {now}"
    lines = [lane_heading(lane, view)]
    lines += block(
        [
            join([now, driver_sentence(lane, view)]),
            delay_sentence(lane, view),
            _running_line(lane, view),
            unannounced_sentence(lane, words),
        ]
    )
    for line in [*suggestion_lines(context, lane)][:1]:
        lines += fill(line)
    heads = (words.say("planned"), words.say("announced"), words.say("expected or actual"))
    lines += ["", ("  " + "".join(_time_cell(head) for head in heads)).rstrip()]
    for entry in lane_entries(lane):
        lines += _entry_lines(lane, entry, view)
    return [*lines, *_total_lines(lane, view), *_moved_session_lines(lane, view)]


def _total_lines(lane: LaneTiming, view: View) -> list[str]:
    """Return the totals of the day so far, or [] if sessions were only added."""
    words, found = view.words, delay_cost.totals(lane)
    if replace(found, added=0) == delay_cost.Totals():
        return []
    lines = [
        *held_session_counts(found, words),
        _length_change_words(found.lasted, found.planned, words) if found.held else None,
        words.count("{n} session added", "{n} sessions added", found.added)
        if found.added
        else None,
        added_minutes_words(whole_minutes(found.given), words),
        added_minutes_words(-whole_minutes(found.taken), words),
        paused_minutes_words(whole_minutes(found.paused), words),
        words.say("cancelled while running: {n}", n=found.broken_off) if found.broken_off else None,
        *cancelled_and_skipped_counts(found, words),
    ]
    return ["", *fill(words.say("Total: {totals}", totals=join(lines)))]


def _moved_session_lines(lane: LaneTiming, view: View) -> list[str]:
    """Return a line for each session that was moved within the lane, with the time of the move."""
    acts = view.snapshot.rundown(view.now).lane_acts(lane.state.plan)
    lines = []
    for act, back in moving_acts(acts, lane.state.void_seqs):
        sentence = reversed_swap_sentence(act, view) if back else act_sentence(act, view)
        lines += lines_beside(f"  {column_time(act.when or act.at, view.zones)}  ", sentence)
    return lines


def _running_line(lane: LaneTiming, view: View) -> str | None:
    """Return the running session and the time it has left, or None."""
    words, over, since = view.words, lane.overtime, lane.paused_since
    if lane.running is None or lane.remaining is None:
        return None
    if over:
        sentence = words.say("{time} overtime", time=countdown(over))
    else:
        sentence = words.say("{time} left", time=countdown(lane.remaining))
    still = words.say("paused since {time}", time=column_time(since, view.zones)) if since else None
    name = words.say("On now: {session}", session=short_name(lane.running.session))
    return join([name, sentence, still])


def _entry_lines(lane: LaneTiming, entry: LaneEntry, view: View) -> list[str]:
    """Return an item or a gap of a lane, with its planned, announced and actual times."""
    due, actual = planned_times(entry), None
    if entry.start is not None and entry.end is not None:
        actual = column_span(entry.start, max(entry.start, entry.end), view.zones)
    columns = [column_span(*due, view.zones) if due else "", "", actual or "–"]
    if isinstance(entry, LaneGap):
        title, details = view.words.say("break"), _shortened_break_words(entry, view.words)
    else:
        session = entry.session
        columns[1] = column_span(*entry.announced, view.zones)
        columns[2] = actual or status_word(entry.status, view.words)
        title = f"{short_name(session)} [{session.id}]"
        details = _details_text(lane, entry, view)
    return lines_beside(
        f"{item_symbol(lane, entry)} " + "".join(_time_cell(time or "") for time in columns),
        title,
        details,
    )


def _time_cell(text: str) -> str:
    return text + " " * max(1, _COLUMN - cell_width(text))


def _details_text(lane: LaneTiming, item: Projected, view: View) -> str:
    """Return the differences of an item from the plan, the causes, and the item's cue."""
    words = view.words
    gone = words.say("cancelled while running") if item.was_aborted else None
    return join(
        [
            _drift_words(item, words),
            seats_word(lane.seats.get(item.session.id), words),
            place_change_words(lane, item, view),
            _shortened_break_words(item, words) or _duration_words(item, words),
            added_minutes_words(whole_minutes(item.actual.added), words),
            paused_minutes_words(whole_minutes(paused_time(item, lane.at)), words),
            gone,
            cue_line(item.session, view),
        ]
    )


def _drift_words(item: Projected, words: Words) -> str | None:
    late = lateness(item)
    if late is None:
        return None
    start, end = late
    if item.status == "done" and item.is_automatic and not start and not end:
        return words.say("assumed to have run as planned")
    if start == end:
        return _difference_words(start, words)
    values = {"start": _difference_words(start, words), "end": _difference_words(end, words)}
    if item.status == "done":
        return words.say("started {start}, ended {end}", **values)
    return words.say("starts {start}, ends {end}", **values)


def _difference_words(late: timedelta, words: Words) -> str:
    """Return in words how late or early something is: 4 min late, 1 h 15 early, on time."""
    minutes, length = whole_minutes(late), duration(abs(late), words)
    if minutes > 0:
        return words.say("{time} late", time=length)
    return words.say("{time} early", time=length) if minutes else words.say("on time")


def _shortened_break_words(entry: LaneEntry, words: Words) -> str | None:
    """Return the new and the planned length of a break or gap, or None if it was not shortened."""
    cut = shortened_lengths(entry)
    return _length_change_words(*cut, words) if cut else None


def _duration_words(item: Projected, words: Words) -> str | None:
    """Return the actual and the planned length of a session.

    If they are equal, or if the session is not over, return None.
    """
    actual, length = item.actual, item.session.duration
    if item.session.is_break or actual.start is None or actual.end is None:
        return None
    really = drift(actual.end, actual.start)
    if not whole_minutes(really - length):
        return None
    return words.say(
        "lasted {time} instead of {planned}",
        time=duration(really, words),
        planned=duration(length, words),
    )


def _length_change_words(length: timedelta, planned: timedelta, words: Words) -> str:
    return words.say(
        "{time} instead of {planned}",
        time=duration(length, words),
        planned=duration(planned, words),
    )


VERBS = {
    "report": Command(
        "report planned, announced and expected times, and what a delay costs",
        report,
        ReportOptions,
    )
}


def _open_log_file(request: Request, file: str) -> tuple[Context, Snapshot]:
    """Open the programme, and read a log from a file.

    Return the context, and a snapshot whose log contains only the acts and messages of the file.

    Raises:
        RefusalError: the file cannot be read, or an act is impossible after the acts before it.
    """
    context = open_context(request, uses_saved_data=False)
    logged = _read_log(context, file)
    lines = {one.seq: line for line, one in logged if isinstance(one, Act)}
    acts = [one for _, one in logged if isinstance(one, Act)]
    _report_foreign_acts(context, acts)
    try:
        return context, context.snapshot.with_log([one for _, one in logged], context.now)
    except errors.ReplayError as error:
        sentence = refusal_sentence(error.refusal, context.view)
        line = context.words.say(
            "{file}, line {line}: action {number} is impossible. {reason}",
            file=output.display_name(file),
            line=lines[error.act.seq],
            number=error.act.seq,
            reason=sentence,
        )
        raise make_refusal(line) from None


def _read_log(context: Context, file: str) -> tuple[tuple[int, Act | Message], ...]:
    name = output.display_name(file)
    try:
        return read_acts(name if file == "-" else file, output.piped_input(file))
    except errors.SourceError as error:
        code = BAD_DATA if error.code == "too-large" else NO_INPUT
        raise RefusalError(code, [error_line(log_source_sentence(error, context.words))]) from None
    except errors.LogError as error:
        raise RefusalError(
            BAD_DATA, [error_line(log_error_sentence(error, name, context.words))]
        ) from None


def _report_foreign_acts(context: Context, acts: list[Act]) -> None:
    """Report acts recorded for another programme, where an id may mean another session."""
    others = {act.programme for act in acts} - {None, context.programme.id}
    for other in sorted(filter(None, others))[:1]:
        sentence = context.words.say(
            "These actions were recorded for the programme “{id}”.", id=other
        )
        output.report([error_line(sentence)])


_INDENT = " " * 15


def _run_sheet(view: View, remarks: Sequence[str]) -> list[str]:
    """Return the planned times, starts and people of each lane, with blank lines to write on."""
    lines = block([view.programme.title, view.words.say("Run sheet"), *remarks])
    for lane in lane_timings(view.snapshot, view.now):
        heading = lane_heading(lane, view)
        lines += ["", *fill(heading), "─" * min(WIDTH, cell_width(heading))]
        lines += _sheet_lane(lane, view)
    return lines


def _sheet_lane(lane: LaneTiming, view: View) -> list[str]:
    items = lane.state.plan.lane.items
    rows = [(item.start, _item_lines(item, view)) for item in items]
    rows += [
        (gap.start, _gap_lines(gap, view))
        for gap in timeline.gaps(i for i in items if not i.cancelled)
    ]
    return [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]


def _gap_lines(gap: timeline.Gap, view: View) -> list[str]:
    return [
        *lines_beside(f"{column_span(gap.start, gap.end, view.zones)}  ", gap_words(gap, view)),
        "",
    ]


def _item_lines(session: Session, view: View) -> list[str]:
    times = f"{column_span(session.start, session.end, view.zones)}  "
    lines = lines_beside(
        times, headline(session), _constraints_text(session, view.words), cue_line(session, view)
    )
    if session.cancelled:
        return [*lines, ""]
    if not session.is_break:
        lines += block((participant_line(p, view.words) for p in session.participants), _INDENT)
    return [*lines, _INDENT + _blank_line(view.words), ""]


def _constraints_text(session: Session, words: Words) -> str:
    """Return the length of an item, and whether its start and end are fixed."""
    if session.cancelled:
        return words.say("cancelled")
    start = words.say("starts when the previous session ends") if session.follows else None
    if start is None and not session.is_break:
        start = words.say("starts at this time")
    end = words.say("ends at this time") if session.fixed_end else None
    return join([duration(session.duration, words), start, end])


def _blank_line(words: Words) -> str:
    time = "_" * 7
    sentence = f"{words.say('started')} {time}  {words.say('ended')} {time}  {words.say('notes')} "
    return sentence + "_" * (WIDTH - cell_width(_INDENT + sentence))


_PLANNED = ("planned_start", "planned_end")
"""The columns that contain planned times."""


def _table_lines(snapshot: Snapshot, now: datetime) -> list[str]:
    """Return the lines of a table: a row of headings, then a row for each item.

    Each row begins with the room and the day of the lane. The headings are keys of `stage report
    --json`. A missing value is an empty cell. Inserted items have no planned times.
    """
    import csv
    from io import StringIO

    programme = snapshot.programme
    rows: list[dict[str, object]] = []
    for lane in lane_timings(snapshot, now):
        plan = lane.state.plan.lane
        for item in lane.items:
            where: dict[str, object] = {
                "day": plan.day.isoformat(),
                "room": plan.room,
                "title": item.session.title,
            }
            row = where | item_view(programme, lane, item)
            if item.session.added:
                row |= dict.fromkeys(_PLANNED, "")
            rows.append(
                {key: to_csv_cell(v) if isinstance(v, str) else v for key, v in row.items()}
            )
    if not rows:
        return []
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().removesuffix("\n").split("\n")
