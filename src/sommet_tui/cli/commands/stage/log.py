"""`stage log`: list actions and messages with times and authors, and mark those in force."""

from __future__ import annotations

from itertools import groupby

from sommet_tui.cli import options, output, shown_day
from sommet_tui.cli.commands import Command
from sommet_tui.cli.commands.stage import shell_command
from sommet_tui.cli.context import Context, open_with_saved_data
from sommet_tui.companion.json.stage import log_entries, log_view, void_acts_without_lead
from sommet_tui.pages.stage import LogLine, lead_lines, log_lines, void_lines
from sommet_tui.wording import layout, session_texts, times


def log(request: options.Request, _: options.CommandOptions) -> None:
    """Print every act and message in order, one on each line.

    If --json is given, print the records.
    """
    context = shown_day.update_from_crew(open_with_saved_data(request))
    if request.as_json:
        output.write_json_lines(log_view(context.snapshot, context.now))
    else:
        output.write([*_page(context), *_void_lines(context)])


def _void_lines(context: Context) -> list[str]:
    """Return the acts that are void because another computer led the room at the time."""
    found = void_acts_without_lead(context.snapshot, context.now)
    if not found:
        return []
    words = context.words
    lines = [
        "",
        words.say(
            "These actions had no effect, because they were recorded on a computer that did "
            "not lead the room:"
        ),
    ]
    for line in void_lines(found, context.view):
        lines += _row(context, line, 1)
    if not all(void.redone for void in found):
        lines.append(
            words.say(
                "To redo the actions that had no effect: {command}",
                command=shell_command(context, "redo"),
            )
        )
    return lines


def _page(context: Context) -> list[str]:
    entries = [one for one, _ in log_entries(context.snapshot, context.now)]
    rows, leads = list(log_lines(entries, context.view)), list(lead_lines(context.view))
    if leads:
        rows = sorted([*rows, *leads], key=lambda row: row.at)
    if not rows:
        return [context.words.say("No actions yet.")]
    lines = context.zone_remarks()
    width = max(len(str(row.number or "")) for row in rows)
    for day, of_day in groupby(rows, key=lambda row: context.zones.local(row.at).date()):
        lines.append(times.date_heading(day, context.words))
        for row in of_day:
            lines += _row(context, row, width)
    return lines


def _row(context: Context, line: LogLine, width: int) -> list[str]:
    """Return a log entry as rows of text.

    The first row begins with the number of the entry in commands, or with a dot.
    """
    first = f"  {line.number or '·':>{width}}  {times.time_with_seconds(line.at, context.zones)}  "
    by = context.words.say("by {name}", name=line.by) if line.by else None
    return layout.fill(
        session_texts.join([line.sentence, by, *line.state[:1]]),
        " " * layout.cell_width(first),
        first,
    )


VERBS = {"log": Command("list actions and messages, with times and names", log)}
