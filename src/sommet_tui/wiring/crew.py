"""The day shared with a crew at a broker."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from sommet_tui.companion.clock import SystemClock
from sommet_tui.wiring.options import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sommet_tui.companion.live_ports import CrewLink, VenueBroker
    from sommet_tui.companion.ports import (
        Clock,
    )
    from sommet_tui.domain.sharing.address import ShareAddress
    from sommet_tui.storage.database import Database

    Folder = str | os.PathLike[str]


def broker_password(address: ShareAddress, env: Mapping[str, str]) -> str | None:
    """The password of whom an address names, of the environment or the system's safe."""
    from sommet_tui.live.passwords import password

    return password(address, env)


def remember_password(address: ShareAddress, secret: str) -> bool:
    """Keep a password in the system's safe; False where there is none."""
    from sommet_tui.live.passwords import remember

    return remember(address, secret)


def write_venue_broker(folder: str, address: ShareAddress) -> VenueBroker:
    """Write a configuration of Mosquitto for an address into a folder.

    Raises:
        BrokerError: what makes certificates is not installed.
        SavingError: others may have made a link in the folder's path.
        OSError: it cannot be written, or there is one already.
    """
    from sommet_tui.companion.export_ports import SavingError
    from sommet_tui.live.mosquitto import write_configuration
    from sommet_tui.storage.files import WholeFiles
    from sommet_tui.storage.paths import documents_folder

    try:
        place = WholeFiles(documents_folder).place(folder, replace=False)
    except SavingError as error:
        if error.code != "dangling":
            raise
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), folder) from error
    return write_configuration(str(place), address)


def open_link(
    programme: str,
    password: Callable[[ShareAddress], str | None],
    place: Folder | Database | None = None,
    clock: Clock | None = None,
    *,
    only_reads: bool = False,
) -> CrewLink | None:
    """What passes the day of a programme (its id) on to the crew; None where it is not shared.

    `password` is asked for the one of the address. `place` is what is kept, `clock` this
    machine's, where they are not the usual ones. One that `only_reads` publishes nothing.

    Raises:
        KeepingError: what is kept cannot be read.
        BrokerError: what speaks with brokers is missing.
    """
    from sommet_tui.storage.crew import SqliteCrew
    from sommet_tui.storage.database import database_at
    from sommet_tui.storage.paths import database_path

    database = database_at(place if place is not None else database_path(), PATIENCE)
    crew = SqliteCrew(database)
    share = crew.share(programme)
    if share is None or not share.active:
        return None
    from sommet_tui.companion.live_ports import LastWill
    from sommet_tui.domain.sharing.address import here_topic, share_address
    from sommet_tui.live.broker import MqttBroker
    from sommet_tui.live.sharing import CrewSharing, goodbye
    from sommet_tui.storage.records import SqliteRecords

    address = share_address(share.address)
    topic = here_topic(address.event, share.writer)
    broker = MqttBroker(
        address,
        lambda: password(address),
        authority=share.authority or None,
        will=LastWill(topic, goodbye(programme, share.writer, share.name)),
    )
    records = SqliteRecords(database)
    used = clock or SystemClock()
    sharing = CrewSharing(programme, broker, records, crew, used, only_reads=only_reads)
    sharing.start()
    return sharing
