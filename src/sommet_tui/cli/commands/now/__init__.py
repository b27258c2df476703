"""`now`: the event at this instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.exits import OK
from sommet_tui.cli.facets import FacetOptions, facets_of, left_out, narrow_moment, seen
from sommet_tui.cli.options import Value
from sommet_tui.cli.reading import glance_at_day
from sommet_tui.cli.request import misused
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.cli.request import Request
    from sommet_tui.wording.words import Words


class NowOptions(FacetOptions):
    """A line of one's own instead of the page."""

    format = Value(
        mark("print one line for a status bar: {example}"),
        mark("TEXT"),
        example="'{summary}'",
    )
    tmux = Value(
        mark("print the same line, escaped for tmux"),
        mark("TEXT"),
    )


def run(request: Request, options: NowOptions) -> int:
    """Print where the event stands."""
    if options.format is not None or options.tmux is not None:
        return _line(request, options)
    context = glance_at_day(request)
    context.tell_troubles()
    facets = facets_of(options, context)
    moment = narrow_moment(facets, context)
    if request.as_json:
        from sommet_tui.companion.json.programme import now_view

        output.tell_json(now_view(context.snapshot, moment))
    else:
        from sommet_tui.cli.commands.now.page import page

        hidden = left_out(options, context)
        output.tell(page(context, seen(moment, hidden, context), facets, hidden))
    return OK


def _line(request: Request, options: NowOptions) -> int:
    """Print one line for a status bar, which has no place for anything else."""
    words, text = request.words(), options.format
    if request.as_json and text is not None:
        raise misused(words.say("Use --format or --json, not both."), words)
    if options.tmux is not None and (request.as_json or text is not None):
        raise misused(words.say("--tmux cannot be used with --format or --json."), words)
    from sommet_tui.cli.commands.now.status_line import check_format, formatted

    text = text if options.tmux is None else options.tmux
    assert text is not None
    check_format(text, words)
    context = glance_at_day(request)
    context.tell_troubles()
    moment = narrow_moment(facets_of(options, context), context)
    moment = seen(moment, left_out(options, context), context)
    output.tell([formatted(text, context, moment, doubled="" if options.tmux is None else "#")])
    return OK


def _fields(words: Words) -> str:
    from sommet_tui.cli.commands.now.status_line import fields_help

    return fields_help(words)


COMMAND = Command(
    mark("show the running session, the time left and what comes next"),
    run,
    NowOptions,
    more=_fields,
)
