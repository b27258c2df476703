"""`now`: print the running sessions and the next ones."""

from __future__ import annotations

from sommet_tui.cli import filters, output, shown_day
from sommet_tui.cli.commands import Command
from sommet_tui.cli.options import MisuseError, Request, Switch, Value
from sommet_tui.wording.words import Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.pages.now import StopLine


class NowOptions(filters.FacetOptions):
    all = Switch("list all rooms, even the empty ones")
    format = Value(
        "print one line for a status bar, such as {example} (default: your next stop)",
        "TEXT",
        example="'{summary}'",
        optional=True,
    )
    tmux = Value(
        "print one line for tmux, as --format does, but double each # in a value",
        "TEXT",
        optional=True,
    )


def run(request: Request, options: NowOptions) -> None:
    """Print the state of the event."""
    if options.format is not None or options.tmux is not None:
        _print_status_line(request, options)
        return
    context = shown_day.open_day_briefly(request)
    facets = filters.read_facets(options, context)
    moment = filters.shown_moment(facets, context)
    lines = my_stops(context)
    if request.as_json:
        from sommet_tui.pages.now import now_json

        output.write_json(now_json(context.view, moment, lines))
    else:
        from sommet_tui.cli.commands.now.printed_page import ShownPart, page

        shown = ShownPart(facets, filters.hidden_ids(options, context), options.all)
        output.write(page(context, moment, lines, shown))


def my_stops(context: Context) -> tuple[StopLine, ...]:
    """Return the next stops of my plan as lines, or () if I cannot attend anything."""
    if not context.snapshot.has_coming_picks(context.now):
        return ()
    context.save_plans()
    from sommet_tui.pages.now import next_stop_lines

    return next_stop_lines(context.view, context.request.settings.walk_minutes)


def _print_status_line(request: Request, options: NowOptions) -> None:
    """Print one line for a status bar, in the format of --format."""
    words, text = request.words(), options.format
    if request.as_json and text is not None:
        raise MisuseError(words.say("Use --format or --json, not both."), words)
    if options.tmux is not None and (request.as_json or text is not None):
        raise MisuseError(words.say("--tmux cannot be used with --format or --json."), words)
    from sommet_tui.cli.commands.now.status_line import check_format, format_status

    text = (text if options.tmux is None else options.tmux) or ""
    check_format(text, words)
    context = shown_day.open_day_briefly(request)
    moment = filters.shown_moment(filters.read_facets(options, context), context)
    moment = filters.remove_hidden_sessions(moment, filters.hidden_ids(options, context), context)
    lines = my_stops(context) if not text or "{stop" in text or "{leave" in text else ()
    text = text or ("{stop}" if lines else "{summary}")
    doubled = "" if options.tmux is None else "#"
    output.write([format_status(text, context, moment, lines, doubled)])


def _fields_help(words: Words) -> str:
    from sommet_tui.cli.commands.now.status_line import fields_help

    return fields_help(words)


COMMAND = Command(
    "show the running session, the time left and the next sessions",
    run,
    NowOptions,
    more=_fields_help,
)
