"""`plan`: my day of musts and maybes without clashes, ways and own events included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.context import open_context
from sommet_tui.cli.exits import OK
from sommet_tui.cli.facets import days_meant
from sommet_tui.cli.numbers import minutes
from sommet_tui.cli.options import CommandOptions, Value
from sommet_tui.cli.reading import with_crew
from sommet_tui.cli.request import misused
from sommet_tui.companion.plan import plan_days, planned_days
from sommet_tui.wiring.companion import current_settings
from sommet_tui.wording.layout import cells, filled
from sommet_tui.wording.plan import (
    left_out_words,
    plan_heading,
    plan_lines,
    stop_place,
    stop_sign,
    stop_title,
    way_words,
)
from sommet_tui.wording.sentences import listed
from sommet_tui.wording.times import date_text, span
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.companion.plan import PlannedDay
    from sommet_tui.domain.plan import Stop

_FORMATS = ("text", "markdown", "json")


class PlanOptions(CommandOptions):
    """Which day, as what, how far the rooms are apart."""

    day = Value(
        mark("show one day: 2025-02-07, saturday, today, or 2 (the second)"),
        mark("DAY"),
        offers="day",
    )
    format = Value(mark("choose the format: text, Markdown or JSON"), choices=_FORMATS)
    walk = Value(
        mark("set the minutes it takes to walk between two buildings"),
        mark("MINUTES"),
    )


def run(request: Request, options: PlanOptions) -> int:
    """Print what fits, what lies between, what is left out and why."""
    words = request.words()
    if request.as_json and options.format not in (None, "json"):
        raise misused(words.say("Use --format or --json, not both."), words)
    context = with_crew(open_context(request))
    context.tell_troubles()
    walk = current_settings().walk_minutes
    if options.walk is not None:
        walk = minutes(options.walk, context.words)
    snapshot = context.snapshot
    wanted = days_meant(options.day, context, plan_days(snapshot))
    days = [d for d in planned_days(snapshot, walk) if not wanted or d.day in wanted]
    if request.as_json or options.format == "json":
        from sommet_tui.companion.json.plan import plan_view

        output.tell_json(plan_view(snapshot, context.now, days, walk))
    elif options.format == "markdown":
        output.tell(plan_lines(days, context.view))
    else:
        output.tell(_page(context, days))
    return OK


def _page(context: Context, days: Sequence[PlannedDay]) -> list[str]:
    words = context.words
    if not days:
        first = context.snapshot.timeline.first or context.programme.sessions[0]
        command = context.command("bookmark", "add", first.id)
        return [
            words.say("Nothing to plan yet."),
            words.say("Add one with: {command}", command=command),
        ]
    lines = context.remarks()
    for day in days:
        lines += [date_text(day.day, words, year=True), plan_heading(day, words), ""]
        for leg in day.legs:
            way = way_words(leg, words)
            lines += [f"                  {way}"] if way else []
            lines += _stop(context, leg.stop)
        if day.plan.left_out:
            lines += ["", words.say("Left out:")]
        for left_out in day.plan.left_out:
            lines += _stop(context, left_out.stop, left_out_words(left_out, words))
        lines.append("")
    signs = {
        "★": words.say("must"),
        "☆": words.say("maybe"),
        "◇": words.say("own event"),
    }
    return [*lines, "   ".join(f"{sign} {meaning}" for sign, meaning in signs.items())]


def _stop(context: Context, stop: Stop, why: str | None = None) -> Iterator[str]:
    first = f" {stop_sign(stop)} {span(stop.start, stop.end, context.zones)}  "
    indent = " " * cells(first)
    yield from filled(f"{stop_title(stop)} [{stop.id}]", indent, first)
    place = stop_place(stop, context.programme, context.words)
    for detail in (listed([place]), why):
        if detail:
            yield from filled(detail, indent)


COMMAND = Command(
    mark("turn your bookmarks into a day without overlaps"),
    run,
    PlanOptions,
)
