"""`changes`: list the changes in the programme since the user last looked."""

from __future__ import annotations

from sommet_tui.cli import output, rows
from sommet_tui.cli.commands import Command
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.filters import FacetOptions, facet_lines, filter_flags, read_facets
from sommet_tui.cli.options import MisuseError, Request, Switch
from sommet_tui.companion.unseen_changes import stage_changes
from sommet_tui.domain.changes import RoomChange, SessionChange, group_by_day, notable_changes
from sommet_tui.domain.values import replace
from sommet_tui.pages.changes import (
    change_sentence,
    listed_changes,
    matching_room_changes,
    no_changes_sentence,
    plan_lines,
    replacements,
)
from sommet_tui.wiring.companion import open_changes, open_seen_changes
from sommet_tui.wording import layout, marks, session_texts, times
from sommet_tui.wording.changes import room_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.domain.filters import Facets


class ChangesOptions(FacetOptions):
    seen = Switch("mark these changes as seen")


def run(request: Request, options: ChangesOptions) -> None:
    """Print the new, moved, changed, cancelled and removed sessions.

    If --seen is given, also mark these changes as seen.
    """
    if options.seen:
        _refuse_filters(request, options)
    context = open_context(request, several_rooms=True)
    if context.snapshot.room is not None:
        context = replace(context, rooms=frozenset((context.snapshot.room,)))
    context.report_troubles()
    changes = open_changes(context.companion)
    facets = read_facets(options, context)
    context.save_plans()
    snapshot, now = context.snapshot, context.now
    unseen = changes.find_unseen_changes()
    rooms = matching_room_changes(unseen.rooms, snapshot, facets, now)
    found = listed_changes(unseen.sessions, stage_changes(snapshot, now), snapshot, now)
    shown = [
        c
        for c in found
        if snapshot.matching_sessions(filter(None, (c.session, c.before)), facets, now)
    ]
    if request.as_json:
        from sommet_tui.companion.json.now_sessions_and_bookmarks import changes_view

        output.write_json(changes_view(context.snapshot, context.now, shown, rooms))
    else:
        output.write(_page(context, shown, rooms, facets, seen=options.seen))
    if options.seen:
        changes.mark_seen()
        with context.convert_errors():
            context.companion.plans.mark_seen()
        starred = context.snapshot.mine.bookmarked_ids
        open_seen_changes().mark_read(
            context.programme.id, (*notable_changes(shown, starred), *rooms)
        )


def _refuse_filters(request: Request, options: ChangesOptions) -> None:
    """Refuse --seen together with a filter, because the filter may hide unseen changes.

    Raises:
        MisuseError: an option filters the output.
    """
    filters = [flag for flag in filter_flags() if flag in options.values]
    if request.room is not None:
        filters.append(Request.room.flag)
    if filters:
        words = request.words()
        sentence = words.say(
            "--seen marks all changes as seen. Use it without {option}.", option=filters[0]
        )
        raise MisuseError(sentence, words)


def _page(
    context: Context,
    found: list[SessionChange],
    rooms: Sequence[RoomChange],
    facets: Facets | None,
    *,
    seen: bool,
) -> list[str]:
    words = context.words
    lines = [*context.zone_remarks(), *facet_lines(facets, context)]
    if facets is None and (plan := plan_lines(context.view)):
        lines += [
            words.say("My plan:"),
            *(row for line in plan for row in layout.fill(line, " ")),
            "",
        ]
    elif not found and not rooms:
        return [*lines, *layout.fill(no_changes_sentence(context.view))]
    if rooms:
        lines.append(words.say("Rooms:"))
        lines += (
            row for room in rooms for row in layout.fill(room_sentence(room, context.view), " ")
        )
        lines.append("")
    mine = notable_changes(found, context.snapshot.mine.bookmarked_ids)
    if mine:
        lines.append(words.say("My bookmarks:"))
        for change in mine:
            lines += _row(context, change, dated=True)
        lines.append("")
    for day, of_day in group_by_day(found, mine):
        lines.append(times.date_heading(day, words))
        for change in of_day:
            lines += _row(context, change)
        lines.append("")
    if seen:
        return lines[:-1]
    command = context.command("changes", "--seen")
    return [*lines, words.say("To mark these changes as seen: {command}", command=command)]


def _row(context: Context, change: SessionChange, *, dated: bool = False) -> list[str]:
    """Return the lines of a change, including the sessions offered as replacements.

    If `dated`, the day precedes the times.
    """
    session, view = change.session, context.view
    star = marks.degree_mark(context.snapshot, session.id)
    day = times.short_day(view.zones.local(session.start).date(), view) if dated else ""
    when = f"{day} {rows.times_text(view, session.start, session.end)}".lstrip()
    first = f" {star} {when}  "
    title = f"{session_texts.headline(session)} [{session.id}]"
    instead = (f"{line} [{other.id}]" for other, line in replacements(change, view))
    return layout.lines_beside(first, title, change_sentence(change, view), *instead)


COMMAND = Command("list what changed in the programme since you last looked", run, ChangesOptions)
