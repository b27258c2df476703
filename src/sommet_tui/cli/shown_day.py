"""The context of commands that show the day, after asking the crew of a shared day."""

from __future__ import annotations

from sommet_tui.cli.context import Context, open_briefly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.cli.options import Request


def open_day_briefly(request: Request, *, several_rooms: bool = False) -> Context:
    """Open the requested programme as `open_briefly` does, then fetch the crew's records."""
    return with_crew_records(open_briefly(request, several_rooms=several_rooms))


def with_crew_records(context: Context) -> Context:
    """Return the context, after asking the crew of a shared day for its records.

    If the crew does not answer, standard error says how old the day is.
    """
    crew = context.companion.snapshot.events.crew
    if crew is not None and crew.share.active:
        from sommet_tui.cli.crew import refresh_shown_day

        refresh_shown_day(context, crew)
    return context
