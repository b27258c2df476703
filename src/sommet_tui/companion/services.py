"""The services that the screens need besides the companion."""

from __future__ import annotations

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sommet_tui.companion.export import Exporter
    from sommet_tui.companion.live_ports import CrewLink
    from sommet_tui.companion.ports import Notice
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.companion.unseen_changes import ProgrammeChanges, ReadChanges
    from sommet_tui.domain.known_events import KnownEvent, ListedEvent
    from sommet_tui.domain.programme import Programme


def _refuse_to_publish(_: Sequence[str]) -> Publisher:
    from sommet_tui.companion.live_ports import PublishError

    raise PublishError("address", "")


def _refuse_export() -> Exporter:
    from sommet_tui.companion.ports import SavingError

    raise SavingError("failed", "")


@frozen
class Services:
    """The services of a window. The defaults do nothing.

    `exporter` is called for each export. The app calls `reminders`, `changes` and `remember_event`
    after it has shown the first screen. It calls `read_changes` after a bookmark has changed.
    `known_events` returns the events opened before, and `directory` the events of the directory
    at an address.

    `read_event` reads the event at a path or address. It raises a `SourceError` if it finds no
    event, and a `BadProgrammeError` if the programme has errors. `connect` connects with the crew
    of a programme if its day is shared. `publish` publishes the day at folders, buckets and
    addresses. `publish_as_lead` publishes the rooms that this computer leads, at the crew's broker.

    `claim_stage_command` is called with a day or rehearsal, and returns whether this window should
    call the program in the settings for its events. After a call with None, another window may call
    the program. `set_aside_notices` returns notices about databases that were set aside, until
    `dismiss_set_aside_notices` is called.

    `remember_event`, `known_events`, `directory`, `read_event`, `connect`, `publish` and
    `claim_stage_command` may wait for a disk or a network, so they are called outside the screens'
    thread.
    """

    exporter: Callable[[], Exporter] = _refuse_export
    reminders: Callable[[], Reminders] | None = None
    changes: Callable[[], ProgrammeChanges] | None = None
    read_changes: Callable[[], ReadChanges] | None = None
    remember_event: Callable[[], object] = lambda: None
    known_events: Callable[[], Sequence[KnownEvent]] = tuple
    directory: Callable[[str], Sequence[ListedEvent]] = lambda _: ()
    read_event: Callable[[str], object] = lambda _: None
    connect: Callable[[Programme], CrewLink | None] = lambda _: None
    publish: Callable[[Sequence[str]], Publisher] = _refuse_to_publish
    publish_as_lead: Callable[[], Publisher | None] = lambda: None
    claim_stage_command: Callable[[str | None], bool] = lambda subject: subject is not None
    set_aside_notices: Callable[[], Sequence[Notice]] = tuple
    dismiss_set_aside_notices: Callable[[], None] = lambda: None
