"""`stage log`: actions and messages, with time, author and whether they are in force."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.commands.stage.lane import command, open_stage
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions
from sommet_tui.cli.reading import with_crew
from sommet_tui.companion.json.stage import log_view, logged, without_effect
from sommet_tui.domain.messages import entry_id, undone_entries
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.wording.layout import cells, filled
from sommet_tui.wording.messages import entry_sentence
from sommet_tui.wording.sentences import listed
from sommet_tui.wording.stage import void_words
from sommet_tui.wording.times import clock_face, date_text
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.domain.messages import Message


def log(request: Request, _: CommandOptions) -> int:
    """Print every act and message in order: one a line; with --json, its record, as for a file."""
    context = with_crew(open_stage(request))
    if request.as_json:
        output.tell_json_lines(log_view(context.snapshot, context.now))
    else:
        output.tell([*_page(context), *_without_lead(context)])
    return OK


def _without_lead(context: Context) -> list[str]:
    """What was done on a laptop that had not the lead: it has no effect."""
    crew, found = context.snapshot.events.crew, without_effect(context.snapshot, context.now)
    if crew is None or not found:
        return []
    from sommet_tui.wording.sharing import void_act_words, why_void_words

    words = context.words
    lines = [
        "",
        words.say(
            "These actions had no effect, because they were recorded on a computer that did "
            "not lead the room:"
        ),
    ]
    for void in found:
        why = why_void_words(void, crew, context.view)
        again = words.say("redone") if void.redone else None
        sentence = void_act_words(void, context.view)
        first = f"  ·  {clock_face(void.act.at, context.zones)}  "
        by = _by(context, void.act.by, crew.name(void.record.writer))
        lines += filled(listed([sentence, by, why, again]), " " * cells(first), first)
    if not all(void.redone for void in found):
        lines.append(
            words.say(
                "To redo the actions that had no effect: {command}",
                command=command(context, "redo"),
            )
        )
    return lines


def _page(context: Context) -> list[str]:
    snapshot, now = context.snapshot, context.now
    rows = list(logged(snapshot, now))
    if not rows:
        return [context.words.say("No actions yet.")]
    undone = undone_entries((*snapshot.acts(now), *snapshot.messages(now)))
    why_void = snapshot.rundown(now).why_void
    lines = context.zone_remarks()
    width = max(len(str(one.seq)) for one, _ in rows)
    for day, of_day in groupby(rows, key=lambda row: context.zones.local(row[0].at).date()):
        lines.append(date_text(day, context.words, year=True))
        for one, void in of_day:
            gone = entry_id(one) in undone
            why = why_void.get(one.seq) if void else None
            mark = context.words.say("undone") if gone else void_words(why, context.view)
            lines += _row(context, one, width, mark if gone or void else None)
    return lines


def _row(context: Context, one: Act | Message, width: int, mark: str | None) -> list[str]:
    """An act with its number, or a message, which has none that a command would take."""
    number = one.seq if isinstance(one, Act) else "·"
    first = f"  {number:>{width}}  {clock_face(one.at, context.zones)}  "
    crew = context.snapshot.events.crew
    by = _by(context, one.by, crew.laptop(one.uid) if crew is not None else None)
    return filled(listed([entry_sentence(one, context.view), by, mark]), " " * cells(first), first)


def _by(context: Context, login: str | None, laptop: str | None) -> str | None:
    """Who did it, and on which laptop, where the day is shared."""
    name = listed([login, laptop])
    return context.words.say("by {name}", name=name) if name else None


VERBS = {"log": Command(mark("list actions and messages, with times and names"), log)}
