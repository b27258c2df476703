"""The services of the screens besides the companion."""

from __future__ import annotations

from functools import partial

from sommet_tui.companion.services import Services
from sommet_tui.domain.events import DIRECTORY
from sommet_tui.wiring import WINDOW_PATIENCE, audience, crew, stores
from sommet_tui.wiring.companion import (
    open_changes,
    open_exporter,
    open_read_changes,
    open_reminders,
)
from sommet_tui.wiring.programme import read_directory, read_event, remember_event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.settings import Settings


def window_services(companion: Companion, settings: Settings) -> Services:
    """Return the services of a window with this companion; nothing is opened yet."""
    return Services(
        exporter=partial(open_exporter, WINDOW_PATIENCE),
        reminders=partial(open_reminders, companion, settings),
        changes=partial(open_changes, companion),
        read_changes=open_read_changes,
        remember_event=partial(remember_event, companion),
        known_events=lambda: stores.event_store(WINDOW_PATIENCE).events(),
        directory=partial(read_directory, DIRECTORY),
        read_event=read_event,
        connect=crew.open_link,
        publish=partial(audience.publish_from, companion),
        publish_as_lead=partial(audience.publish_as_lead, companion),
        claim_stage_command=stores.claim_stage_command,
        set_aside_notices=stores.set_aside_notices,
        mark_set_aside_seen=stores.mark_set_aside_seen,
    )
