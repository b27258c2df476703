"""The context of commands that show a day. A shared day is first updated from the crew."""

from __future__ import annotations

from sommet_tui.cli.context import Context, open_quickly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.cli.options import Request


def open_day_briefly(request: Request) -> Context:
    """Open the requested programme (see `open_quickly`), which may have several chosen rooms.

    Then receive the crew's records, and report troubles on standard error.
    """
    context = update_from_crew(open_quickly(request, several_rooms=True))
    context.report_troubles()
    return context


def update_from_crew(context: Context) -> Context:
    """If the day is shared, receive the crew's records. Return the updated context.

    If the crew does not answer, report the age of the day on standard error.
    """
    crew = context.companion.snapshot.events.active_crew
    if crew is not None:
        from sommet_tui.cli.crew import refresh_shown_day

        refresh_shown_day(context, crew)
    return context
