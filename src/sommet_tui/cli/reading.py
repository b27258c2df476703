"""The context of commands that show the day, after asking the crew of a shared day."""

from __future__ import annotations

from sommet_tui.cli.context import glance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request


def glance_at_day(request: Request, *, several_rooms: bool = False) -> Context:
    """Open the requested programme as `glance` does, with all records of the crew."""
    return ask_crew(glance(request, several_rooms=several_rooms))


def ask_crew(context: Context) -> Context:
    """Return the context, after asking the crew of a shared day for its records.

    If the crew does not answer, standard error says how old the day is.
    """
    crew = context.companion.snapshot.events.crew
    if crew is not None and crew.share.active:
        from sommet_tui.cli.crew import ask_first

        ask_first(context, crew)
    return context
