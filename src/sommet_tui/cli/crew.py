"""The brief connections of commands to the crew's broker."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Thread

from sommet_tui.cli import output
from sommet_tui.cli.options import error_line
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import BrokerError, CrewLink, LinkStatus
from sommet_tui.wiring.crew import broker_password, open_link
from sommet_tui.wiring.stores import crew_store
from sommet_tui.wording.crew import (
    broker_error_sentence,
    last_news_words,
    link_trouble,
    old_day_sentence,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.cli.context import Context
    from sommet_tui.companion.day_log import CrewDay
    from sommet_tui.domain.crew.address import ShareAddress

PATIENCE = 8.0
"""The seconds for which a command waits for the broker."""
_READING = 0.3
"""The seconds for which a command that only shows the day waits for the broker."""
_GLANCE = 3.0
"""The seconds for which a command waits if it acts, or if this computer has recent news."""
_RECENT = timedelta(minutes=2)
"""The maximum age of recent news. A connected window saves the time of its news more often."""


class Membership:
    """The connection of a command that runs until the user stops it.

    The connection lasts while the day is shared.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._joined_share: object = None

    def update(self) -> None:
        """Connect or disconnect if sharing was turned on, off or changed.

        Report a broker that cannot be used, but only once.
        """
        companion = self._context.companion
        crew = companion.snapshot.events.active_crew
        share = crew.share if crew is not None else None
        programme = companion.snapshot.programme
        revision = programme.revision
        wanted = None if share is None else (share.address, share.writer, share.authority, revision)
        if wanted == self._joined_share:
            return
        link = companion.log.disconnect()
        if link is not None:
            link.stop()
        opened = None
        try:
            if share is not None:
                opened = open_link(programme)
        except BrokerError as error:
            output.report([error_line(broker_error_sentence(error, self._context.words))])
        except StorageError:
            return  # the next call tries again
        self._joined_share = wanted
        if opened is not None:
            companion.log.connect(opened)


def try_connection(
    context: Context,
    password: Callable[[ShareAddress], str | None] = broker_password,
    *,
    asks_all: bool = False,
) -> LinkStatus | None:
    """Connect to the broker, exchange all records, and return the status of the connection.

    Give up after 8 seconds. If `asks_all`, give every connected computer a moment to answer.
    """
    link = _open_synced_link(context, PATIENCE, password)
    if link is None:
        return None
    if asks_all and link.status().synced:
        time.sleep(_READING)  # let the windows of this computer answer, too
        end = time.monotonic() + _GLANCE
        while any(m.is_connected and m.ahead is None for m in link.status().members):
            if time.monotonic() >= end:
                break
            time.sleep(0.01)
    return _close(link)


def _open_synced_link(
    context: Context,
    patience: float,
    password: Callable[[ShareAddress], str | None] = broker_password,
) -> CrewLink | None:
    """Open a connection to the broker, and wait until all records are exchanged.

    After `patience` seconds, return the connection without waiting longer. If this computer's data
    is a copy of another computer's, give this computer a new id.
    """
    link = open_link(context.companion.snapshot.programme, password)
    if link is None:
        return None
    status = _wait_until_synced(link, time.monotonic() + patience)
    if status.error is None or status.error.code != "copied":
        return link
    output.report([error_line(broker_error_sentence(status.error, context.words))])
    link.stop()
    link = open_link(context.companion.snapshot.programme, password)
    if link is not None:
        _wait_until_synced(link, time.monotonic() + patience)
    return link


def _wait_until_synced(link: CrewLink, end: float, *, only_reads: bool = False) -> LinkStatus:
    """Wait until all records are exchanged, the broker fails, or the time is `end`.

    Return the status of the connection. `end` is a value of `time.monotonic`.
    """
    status = link.status()
    while time.monotonic() < end and status.error is None and status.refused is None:
        if status.synced and (only_reads or not status.waiting):
            break
        time.sleep(0.01)
        status = link.status()
    return status


def _close(link: CrewLink) -> LinkStatus:
    """Close a connection, and return its final status, which counts every record made so far."""
    link.stop()
    return link.status()


def receive_new_records(context: Context) -> None:
    """Receive the crew's records before an action, because they may make the action impossible.

    If the broker does not answer, the action is recorded nevertheless, and `send_new_records`
    reports the failure. The connection stays open for `send_new_records`.
    """
    companion = context.companion
    if companion.snapshot.events.active_crew is None:
        return
    try:
        link = _open_synced_link(context, _GLANCE)
    except BrokerError:
        return
    if link is not None:
        companion.log.connect(link)
        companion.state.reload()


def refresh_shown_day(context: Context, crew: CrewDay) -> None:
    """Receive the crew's records before the command shows their day.

    If that fails, report how old the day is. Wait at most 0.3 seconds; on a slow network, a thread
    continues in the background. If this computer has recent news, for example from a connected
    window, wait up to 3 seconds: the network then works, and only a busy computer is slow. If this
    computer's data is a copy of another computer's, try once more under a new id.
    """
    news: datetime | None = None
    with suppress(StorageError):
        news = crew_store().complete_until(context.programme.id)
    is_recent = news is not None and abs(context.companion.clock.real_now() - news) < _RECENT
    patience = _GLANCE if is_recent else _READING
    status = _sync_briefly(context, patience)
    if status is not None and status.error is not None and status.error.code == "copied":
        output.report([error_line(broker_error_sentence(status.error, context.words))])
        status = _sync_briefly(context, patience)
    if status is not None and status.synced and not status.refused:
        context.companion.state.reload()
    else:
        output.report([error_line(_outdated_day_sentence(context, crew, status, news))])


def _sync_briefly(context: Context, patience: float) -> LinkStatus | None:
    """Receive the crew's records, for up to `patience` seconds. Return the connection's status."""
    end, programme = time.monotonic() + patience, context.companion.snapshot.programme
    opened: SimpleQueue[CrewLink | None] = SimpleQueue()

    def connect() -> None:
        try:
            found = open_link(programme, only_reads=True)
        except (BrokerError, StorageError):
            found = None
        opened.put(found)

    Thread(target=connect, daemon=True).start()
    try:
        link = opened.get(timeout=patience)
    except Empty:
        return None
    if link is None:
        return None
    status = _wait_until_synced(link, end, only_reads=True)
    Thread(target=link.stop, daemon=True).start()
    return status


def _outdated_day_sentence(
    context: Context, crew: CrewDay, status: LinkStatus | None, news: datetime | None
) -> str:
    """Return how old the shown state of the crew's day is, and why it is not newer.

    `news` is the time of the latest news from the crew, or None.
    """
    now = context.companion.clock.real_now()
    since = None if news is None else last_news_words(news, now, context.view)
    return old_day_sentence(crew.share, status, since, context.words)


def send_new_records(context: Context) -> list[str]:
    """Send the records made since `receive_new_records`, and return any reason for a refusal."""
    words, companion = context.words, context.companion
    crew, link = companion.snapshot.events.active_crew, companion.log.disconnect()
    if crew is None:
        return []
    if link is None:
        return [broker_error_sentence(BrokerError("library", ""), words)]
    link.wake()
    _wait_until_synced(link, time.monotonic() + PATIENCE)
    status = _close(link)
    if status.error is not None and status.error.code == "copied":
        output.report([error_line(broker_error_sentence(status.error, words))])
        status = try_connection(context) or status
    companion.state.reload()
    if status.connected and not status.waiting and not status.refused:
        return []
    trouble = link_trouble(crew, status, context.view)
    return [trouble] if trouble else []


def send_or_report(context: Context) -> None:
    """Send new records to the crew. If that fails, report it on standard error."""
    output.report(send_new_records(context))
