"""The crew's broker, as commands speak with it: for a moment, and not for long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.domain.sharing.address import share_address
from sommet_tui.wiring import broker_password, open_link
from sommet_tui.wording.sharing import broker_error_sentence, link_trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.cli.context import Context
    from sommet_tui.companion.live_ports import LinkStatus
    from sommet_tui.domain.sharing.address import ShareAddress

PATIENCE = 8.0
"""Seconds that a command waits for the broker."""


def tried(context: Context, password: Callable[[ShareAddress], str | None]) -> LinkStatus | None:
    """How the connection stands once everything was exchanged, or nothing more is waited for."""
    link = open_link(context.programme.id, password)
    if link is None:
        return None
    end = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < end:
            status = link.status()
            if status.error is not None or (status.synced and not status.waiting):
                break
            if status.refused is not None:
                break
            time.sleep(0.05)
        return link.status()
    finally:
        link.stop()


def pass_on(context: Context) -> list[str]:
    """Send what was recorded now, if the broker answers; what to say where it does not.

    An open window does it too; this is for where none is.
    """
    words = context.words
    crew = context.companion.snapshot.events.crew
    if crew is None or not crew.share.active:
        return []
    address = share_address(crew.share.address)
    try:
        status = tried(context, lambda _: broker_password(address, context.request.env))
    except BrokerError as error:
        return [broker_error_sentence(error, words)]
    context.companion.look_again()
    if status is None or (status.connected and not status.waiting and not status.refused):
        return []
    trouble = link_trouble(crew, status, context.zones, words)
    return [trouble] if trouble else []


def tell_crew(context: Context) -> None:
    """Send what was recorded to the crew; say on standard error where that cannot be."""
    output.narrate(pass_on(context))
