"""Connects the core with the adapters. No other package imports adapters.

Adapters are imported on demand, so that a command loads only the modules that it needs. This module
has the options for opening a companion, and its timeouts.
"""

from __future__ import annotations

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


PATIENCE = 10.0
"""`Options.patience` of commands, in seconds."""
GLANCE_PATIENCE = 0.1
"""`Options.patience` in seconds of commands for shell prompts, which work without saved data."""
REFRESH_PATIENCE = 5.0
"""`Options.refresh` of commands, in seconds, after which they use the copy."""
NEVER = 0.0
"""`Options.refresh` of commands that must not use the network."""
WINDOW_PATIENCE = 0.4
"""`Options.patience` of the screens, in seconds. Meanwhile, no key works."""


@frozen
class Options:
    """The options for opening a companion.

    `programme` is a file or an address, or None for the default, which the settings may name
    (`configured`). `source_tz` is the zone of a programme that names no time zone. `at` is the time
    to show, as the user typed it. `speed` is in seconds per second. `room` is an id or a name, or
    None for all rooms. `patience` is the seconds to wait if another program has locked the
    database. If `uses_saved_data` is False, saved data is neither read nor written, and counts as
    empty. `refresh` is the seconds to wait for a newer programme from an address, or None for no
    wait. `progress` is called with the number of bytes received. `follow` is the address of the
    published day, "off" to follow no day, or None for the address in the programme. `authority` is
    the text of certificates to trust at these addresses, or None; at the address to follow, those
    saved with the event are then trusted.
    """

    programme: str | None = None
    at: str | None = None
    speed: float | None = None
    room: str | None = None
    configured: str | None = None
    source_tz: str | None = None
    patience: float = PATIENCE
    uses_saved_data: bool = True
    refresh: float | None = REFRESH_PATIENCE
    follow: str | None = None
    authority: str | None = None
    progress: Callable[[int], None] | None = None
