"""The crew's broker, as commands speak with it: for a moment, and not for long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.domain.sharing.address import share_address
from sommet_tui.wiring.crew import broker_password, open_link
from sommet_tui.wording.sharing import broker_error_sentence, link_trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.cli.context import Context
    from sommet_tui.companion.live_ports import CrewLink, LinkStatus
    from sommet_tui.domain.sharing.address import ShareAddress

PATIENCE = 8.0
"""Seconds that a command waits for the broker."""
_GLANCE = 3.0
"""Seconds that it waits to learn what the crew did; what is to be done will not wait."""


def tried(context: Context, password: Callable[[ShareAddress], str | None]) -> LinkStatus | None:
    """How the connection stands once everything was exchanged, or nothing more is waited for."""
    link = open_link(context.programme.id, password)
    if link is None:
        return None
    try:
        return _settled(link, PATIENCE)
    finally:
        link.stop()


def _settled(link: CrewLink, patience: float) -> LinkStatus:
    """How a connection stands once everything was exchanged; waits so many seconds at most."""
    end = time.monotonic() + patience
    status = link.status()
    while time.monotonic() < end and status.error is None and status.refused is None:
        if status.synced and not status.waiting:
            break
        time.sleep(0.02)
        status = link.status()
    return status


def catch_up(context: Context) -> None:
    """Learn what the crew recorded, before anything is done that it might speak against.

    An open window learns it too; this is for where none is. It is done without where the broker
    does not answer: `pass_on` says so. The connection stands until then.
    """
    companion = context.companion
    crew = companion.snapshot.events.crew
    if crew is None or not crew.share.active:
        return
    address = share_address(crew.share.address)
    try:
        link = open_link(
            context.programme.id, lambda _: broker_password(address, context.request.env)
        )
    except BrokerError:
        return
    if link is not None:
        _settled(link, _GLANCE)
        companion.connect(link)
        companion.look_again()


def pass_on(context: Context) -> list[str]:
    """Send what was recorded since `catch_up`; what to say where the broker does not take it."""
    words, companion = context.words, context.companion
    crew, link = companion.snapshot.events.crew, companion.release()
    if crew is None or not crew.share.active:
        return []
    if link is None:
        return [broker_error_sentence(BrokerError("library", ""), words)]
    try:
        link.wake()
        status = _settled(link, PATIENCE)
    finally:
        link.stop()
    companion.look_again()
    if status.connected and not status.waiting and not status.refused:
        return []
    trouble = link_trouble(crew, status, context.zones, words)
    return [trouble] if trouble else []


def tell_crew(context: Context) -> None:
    """Send what was recorded to the crew; say on standard error where that cannot be."""
    output.narrate(pass_on(context))
