"""The context of commands that show a day. A shared day is first updated from the crew."""

from __future__ import annotations

from sommet_tui.cli.context import Context, open_for_glance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.cli.options import Request


def open_day_briefly(request: Request, *, several_rooms: bool = False) -> Context:
    """Open the requested programme (see `open_for_glance`), then receive the crew's records."""
    return with_crew_records(open_for_glance(request, several_rooms=several_rooms))


def with_crew_records(context: Context) -> Context:
    """If the day is shared, receive the crew's records. Return the updated context.

    If the crew does not answer, report the age of the day on standard error.
    """
    crew = context.companion.snapshot.events.crew
    if crew is not None and crew.share.active:
        from sommet_tui.cli.crew import refresh_shown_day

        refresh_shown_day(context, crew)
    return context
