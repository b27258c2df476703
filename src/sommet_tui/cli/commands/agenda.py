"""`agenda`: list every session by day."""

from __future__ import annotations

from itertools import groupby

from sommet_tui.cli import output, shown_day
from sommet_tui.cli.commands import Command
from sommet_tui.cli.filters import FacetOptions, facet_lines, hidden_ids, hidden_lines, read_facets
from sommet_tui.cli.options import MisuseError, Request, Switch
from sommet_tui.cli.rows import day_rows, legend, own_time_remarks, rows_by_day
from sommet_tui.companion.json.now_sessions_and_bookmarks import agenda_view
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap
from sommet_tui.pages.agenda import next_session_ids, session_facts, sessions_and_gaps
from sommet_tui.wording import expected_times, session_texts, times
from sommet_tui.wording.layout import WIDTH, block, cell_width, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.domain.filters import Facets


class AgendaOptions(FacetOptions):
    sheet = Switch("print a sheet for paper: 80 columns, no symbols, no ids")
    grid = Switch("print a timetable with rooms as rows; with --sheet, landscape pages")


def run(request: Request, options: AgendaOptions) -> None:
    """Print every session and break, day by day."""
    if request.as_json and (options.sheet or options.grid):
        words, option = request.words(), "--sheet" if options.sheet else "--grid"
        raise MisuseError(words.say("Use {option} or --json, not both.", option=option), words)
    context = shown_day.open_day_briefly(request)
    facets = read_facets(options, context)
    sessions = context.snapshot.matching_sessions(
        context.snapshot.shown_sessions, facets, context.now
    )
    if request.as_json:
        output.write_json(agenda_view(context.snapshot, context.now, sessions))
    elif facets is not None and not sessions:
        sentence = context.words.say("No match in the programme.")
        output.write([*context.remarks(), sentence])
    elif options.grid:
        from sommet_tui.cli.timetable import timetable_lines

        hidden = hidden_ids(options, context)
        shown = [s for s in sessions if s.id not in hidden]
        lines = timetable_lines(context, shown, facets, paper=options.sheet)
        output.write([*([] if options.sheet else context.remarks()), *lines])
    elif options.sheet:
        output.write(_sheet(context, sessions, facets))
    else:
        hidden = hidden_ids(options, context)
        shown = [s for s in sessions if s.id not in hidden]
        missing = hidden_lines(len(sessions) - len(shown), context)
        output.write([*_page(context, shown, facets), *missing])


def _page(context: Context, sessions: Sequence[Session], facets: Facets | None) -> list[str]:
    room = session_texts.room_name(context.programme, context.snapshot.room)
    title = fill(session_texts.join([context.programme.title, room]))
    lines = [*context.remarks(), *title, *facet_lines(facets, context), ""]
    coming = next_session_ids(context.view)
    view = context.view
    lines += rows_by_day(
        view, sessions, lambda held: day_rows(view, sessions_and_gaps(held, view, facets), coming)
    )
    return [
        *lines,
        *own_time_remarks(view, sessions),
        *legend(context.words, context.snapshot, sessions),
    ]


def _sheet(context: Context, shown: Sequence[Session], facets: Facets | None) -> list[str]:
    """Return every session and break, day by day, in lines that fit on a printed page."""
    programme = context.programme
    room = session_texts.room_name(programme, context.snapshot.room)
    lines = block(
        [
            programme.title,
            programme.subtitle,
            session_texts.join([session_texts.venue_line(programme), room]),
        ]
    )
    if context.request.tz not in (None, "event"):
        lines += [line for line in context.remarks() if line]
    in_order = sorted(shown, key=lambda session: session.day)
    for day, of_day in groupby(in_order, key=lambda session: session.day):
        title = times.date_heading(day, context.words)
        lines += ["", title, "─" * min(WIDTH, cell_width(title))]
        for entry in sessions_and_gaps(list(of_day), context.view, facets):
            lines += _sheet_row(context, entry)
    return [part for line in lines for part in _cut_lines(line)]


def _sheet_row(context: Context, entry: Session | Gap) -> list[str]:
    first = f"{times.column_span(entry.start, entry.end, context.zones)}  "
    indent = " " * cell_width(first)
    if isinstance(entry, Gap):
        return fill(session_texts.gap_words(entry, context.view), indent, first)
    rooms = context.snapshot.shows_several_rooms
    facts = session_facts(entry, context.view, rooms=rooms)
    name = facts.title
    if entry.is_break:
        name = expected_times.break_with_length(name, entry, context.view)
    title = session_texts.join([name, facts.off, facts.late])
    about = [facts.place, facts.languages, entry.subtitle, session_texts.participants_line(entry)]
    return [*fill(title, indent, first), *block(about, indent)]


def _cut_lines(line: str) -> Iterator[str]:
    """Yield the pieces of a line, each at most as wide as the page.

    Lines break between words. A word wider than the page is broken, too.
    """
    while cell_width(line) > WIDTH:
        end = next(n for n in range(len(line), 0, -1) if cell_width(line[:n]) <= WIDTH)
        yield line[:end]
        line = line[end:]
    yield line


COMMAND = Command("list every session by day", run, AgendaOptions)
