"""`plan`: print the rest of my plan, with walks and own events."""

from __future__ import annotations

from sommet_tui.cli import filters, output, shown_day
from sommet_tui.cli.commands import Command
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    Value,
    make_refusal,
    parse_minutes,
)
from sommet_tui.companion.plan import plan_days
from sommet_tui.domain.plan import Reason
from sommet_tui.pages import plan
from sommet_tui.wiring import PATIENCE
from sommet_tui.wiring.companion import open_exporter
from sommet_tui.wording import layout, marks
from sommet_tui.wording.session_texts import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sommet_tui.pages.plan import PlanFacts, StopFacts

_FORMATS = ("text", "markdown", "json", "ics")


class PlanOptions(CommandOptions):
    day = filters.FacetOptions.day
    take = Value(
        "attend session ID although the plan left it out; clashing sessions become maybes",
        "ID",
        offers="session",
    )
    format = Value("choose the format: text, Markdown, JSON or iCalendar", choices=_FORMATS)
    walk = Value(
        "set the walking time between two buildings, in minutes",
        "MINUTES",
    )


def run(request: Request, options: PlanOptions) -> None:
    """Print the plan: its stops, free time, and the bookmarks left out, each with the reason."""
    words = request.words()
    if request.as_json and options.format not in (None, "json"):
        raise MisuseError(words.say("Use --format or --json, not both."), words)
    context = shown_day.update_from_crew(open_context(request))
    context.report_troubles()
    context.save_plans()
    walk = request.settings.walk_minutes
    if options.walk is not None:
        walk = parse_minutes(options.walk, context.words)
    if options.take is not None:
        output.report([_put_on_plan(context, options.take)])
    days = filters.find_days(options.day, context, plan_days(context.snapshot))
    facts = plan.plan_facts(context.view, walk, days)
    if request.as_json or options.format == "json":
        output.write_json(plan.plan_json(facts, context.view))
    elif options.format == "ics":
        output.write_bytes(_calendar(context, facts))
    elif options.format == "markdown":
        output.write(_markdown_lines(context, facts))
    else:
        output.write(_page(context, facts))


def _put_on_plan(context: Context, query: str) -> str:
    """Put a session on the plan, and remove the stops that clash with it.

    Return a sentence about the changes.
    """
    with context.convert_errors():
        session = context.find_session(query)
        walk_minutes = context.request.settings.walk_minutes
        found = context.companion.plans.put_on_plan(session.id, walk_minutes)
    if found is None or isinstance(found, Reason):
        sentence = plan.swap_refusal_sentence(found, session, context.view)
        raise make_refusal(sentence)
    return plan.swap_sentence(found, context.view)


def _page(context: Context, facts: PlanFacts) -> list[str]:
    words = context.words
    if facts.nothing is not None:
        command = context.example_command("bookmark", "add")
        return [facts.nothing, words.say("To bookmark a session: {command}", command=command)]
    lines = context.remarks()
    for day in facts.days:
        lines += [day.date, day.heading, ""]
        for stop in day.stops:
            lines += [f"                  {stop.way}"] if stop.way else []
            lines += _stop_lines(stop)
        if day.left_out:
            lines += ["", words.say("Left out:")]
        for left_out in day.left_out:
            lines += _stop_lines(left_out)
        lines.append("")
    among = {stop.sign for day in facts.days for stop in (*day.stops, *day.left_out)}
    return [*lines, "   ".join(marks.legend(words, among))]


def _calendar(context: Context, facts: PlanFacts) -> bytes:
    """Return the stops as an iCalendar file.

    Each entry equals the entry in an export of bookmarks.
    """
    from sommet_tui.pages.export_formats import Export, format_by_name

    context.require_saved_data()
    view = plan.view_of_stops(context.view, facts)
    with context.convert_errors():
        return format_by_name("ics").write(Export(view, open_exporter(PATIENCE)))


def _stop_lines(facts: StopFacts) -> list[str]:
    first = f" {facts.sign} {facts.times}  "
    where = join([facts.announced, facts.place])
    return layout.lines_beside(
        first, f"{facts.title} [{facts.stop.id}]", where, _reasons_text(facts)
    )


def _reasons_text(facts: StopFacts) -> str:
    return join(full for full, _ in facts.reasons)


def _markdown_lines(context: Context, facts: PlanFacts) -> Iterator[str]:
    from sommet_tui.wording.journal import escape_markdown

    yield f"# {escape_markdown(context.programme.title)}"
    for day in facts.days:
        yield from ("", f"## {day.date}", "", day.heading, "")
        for stop in day.stops:
            if stop.way:
                yield f"- *{stop.way}*"
            about = stop.title, stop.announced, stop.place
            yield f"- {stop.times} {stop.sign} {escape_markdown(join(about))}"
        if day.left_out:
            yield from ("", f"### {context.words.say('Left out')}", "")
        for left_out in day.left_out:
            why = escape_markdown(_reasons_text(left_out))
            yield f"- {left_out.times} {left_out.sign} {escape_markdown(left_out.title)}: {why}"
    if facts.nothing is not None:
        yield from ("", facts.nothing)


COMMAND = Command(
    "plan the rest of the day from your bookmarks, without clashes",
    run,
    PlanOptions,
)
