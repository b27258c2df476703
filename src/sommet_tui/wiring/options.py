"""The options of opening a companion, and its timeouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 10.0
"""`Options.patience` of commands, in seconds."""
GLANCE_PATIENCE = 0.1
"""`Options.patience` of commands that can do without the database, for shell prompts."""
REFRESH_PATIENCE = 5.0
"""`Options.refresh` of commands, in seconds; after that they use the copy."""
NEVER = 0.0
"""`Options.refresh` of commands that must not use the network."""
WINDOW_PATIENCE = 0.4
"""`Options.patience` of the screens, in seconds, during which no key works."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to open a companion.

    `programme` is a file or an address, None for the usual one, which may be the one `configured`
    in the settings; `source_tz` names the zone of its times where it does not; `at` the time to
    show, as people write it; `speed` in seconds a second; `room` an id or a name, None for all.
    `patience` is how many seconds to wait where another program has locked what is kept: a command
    rather waits than fails. Without `keeping`, nothing that is kept is read or written: there is
    none of it then. An address is asked for something newer for `refresh` seconds at most, None not
    to wait for that; `progress` is told how many bytes came. `follow` is the address at which a
    stage publishes the day, "off" for none, None for what the programme says. `authority` is the
    text of the certificates that its broker is trusted by, None for those saved with the event.
    """

    programme: str | None = None
    at: str | None = None
    speed: float | None = None
    room: str | None = None
    configured: str | None = None
    source_tz: str | None = None
    patience: float = PATIENCE
    keeping: bool = True
    refresh: float | None = REFRESH_PATIENCE
    follow: str | None = None
    authority: str | None = None
    progress: Callable[[int], None] | None = None
