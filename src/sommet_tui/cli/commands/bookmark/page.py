"""The bookmarks as a page: in time order, with conflicts, free time, and sessions that are gone."""

from __future__ import annotations

from sommet_tui.cli.context import Context
from sommet_tui.cli.rows import by_day, day_rows, legend, own_times
from sommet_tui.companion.plan import overview_of, planned_days
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.timeline import with_gaps, with_others
from sommet_tui.wording.bookmarks import free_words, overview_forms
from sommet_tui.wording.layout import fill
from sommet_tui.wording.sentences import next_bookmark


def page(context: Context) -> list[str]:
    """Return every bookmark; if there is none, how to add one.

    Raises:
        RefusalError: the notes cannot be read.
    """
    words = context.words
    if not context.snapshot.mine.has_picks:
        return [
            words.say("No bookmarks yet."),
            words.say(
                "To bookmark a session: {command}", command=context.example("bookmark", "add")
            ),
        ]
    context.companion.mine.remember_notes()
    context.require_saved()
    picked = [pick.session for pick in context.snapshot.picks if pick.session]
    sessions = with_others(picked, context.snapshot.own_sessions)
    walk = context.request.settings.walk_minutes
    planned = planned_days(context.snapshot, walk, context.now)
    free = {day.day: day.free for day in planned}
    summed = overview_of(context.snapshot, planned, context.now)
    overview, *_ = overview_forms(summed, context.view)
    lines = [*context.remarks(), overview, ""]
    upcoming = context.snapshot.next_pick(context.now)
    coming = frozenset({upcoming.id} if upcoming else ())
    lines += by_day(
        context.view,
        sessions,
        lambda held: day_rows(
            context.view, with_gaps(held, free.get(held[0].day, ())), coming, free_words
        ),
    )
    lines += _missing_lines(context)
    if upcoming:
        lines += fill(next_bookmark(upcoming, context.view))
    return [
        *lines,
        *own_times(context.view, sessions),
        *(legend(words, context.snapshot, sessions) if sessions else []),
    ]


def _missing_lines(context: Context) -> list[str]:
    gone: list[Pick] = [pick for pick in context.snapshot.picks if pick.session is None]
    if not gone:
        return []
    lines = [context.words.say("No longer in the programme:")]
    for pick in gone:
        said = f"{pick.bookmark.title} [{pick.bookmark.session}] · {context.words.say('cancelled')}"
        lines += fill(said, "    ", first="  ")
    return [*lines, ""]
