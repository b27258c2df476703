"""Shares the day with a crew through a broker."""

from __future__ import annotations

import errno
import os
from functools import partial

from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.limits import LIVE_BYTES_LIMIT
from sommet_tui.wiring import PATIENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.companion.live_ports import CrewLink, Share, VenueBroker
    from sommet_tui.companion.ports import Clock
    from sommet_tui.domain.crew.address import ShareAddress
    from sommet_tui.domain.programme import Programme
    from sommet_tui.live.broker import MqttBroker
    from sommet_tui.storage.database import Database

    Folder = str | os.PathLike[str]

_CERTIFICATE = "SOMMET_SHARE_CERTIFICATE"
"""The file with this computer's own certificate, for brokers that ask for one."""


def broker_password(address: ShareAddress) -> str | None:
    """Return the password of the address's user, from the environment or the keyring."""
    from sommet_tui.live.broker import find_password

    return find_password(address, os.environ)


def remember_password(address: ShareAddress, secret: str) -> bool:
    """Save a password in the system's keyring. Return False if the system has no keyring."""
    from sommet_tui.live.broker import save_password

    return save_password(address, secret)


def day_broker(address: ShareAddress, authority: str | None = None, writer: str = "") -> MqttBroker:
    """Return a connection to the broker at which the day is published.

    `writer` is the crew's writer that connects, or "" for anyone. `authority` has the certificates
    of the broker's own authority, or is None.
    """
    from sommet_tui.live.broker import MqttBroker

    return MqttBroker(
        address,
        partial(broker_password, address),
        authority=authority,
        certificate=os.environ.get(_CERTIFICATE),
        writer=writer,
        limit=LIVE_BYTES_LIMIT,
    )


def erase_own_records(share: Share) -> int:
    """Remove this computer's messages from the broker, and return how many there were.

    Raises:
        BrokerError: some messages may still be there.
    """
    from sommet_tui.domain.crew.address import share_address
    from sommet_tui.live.crew.broker_messages import Eraser

    address = share_address(share.address)
    broker = day_broker(address, share.authority or None, share.writer)
    return Eraser(address, share.writer, broker).erase()


def write_venue_broker(folder: str, address: ShareAddress) -> VenueBroker:
    """Write a Mosquitto configuration for an address into a folder.

    Raises:
        BrokerError: the package for certificates is not installed.
        SavingError: the folder's path contains a link that others may have made.
        OSError: writing fails, or the folder already has a configuration.
    """
    from sommet_tui.companion.ports import SavingError
    from sommet_tui.live.mosquitto import write_configuration
    from sommet_tui.storage.files import WholeFiles
    from sommet_tui.storage.user_folders import documents_folder

    try:
        place = WholeFiles(documents_folder).resolve(folder, replace=False)
    except SavingError as error:
        if error.code != "dangling":
            raise
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), folder) from error
    return write_configuration(str(place), address)


def open_link(
    programme: Programme,
    password: Callable[[ShareAddress], str | None] = broker_password,
    place: Folder | Database | None = None,
    clock: Clock | None = None,
    *,
    only_reads: bool = False,
) -> CrewLink | None:
    """Return the link that shares a programme's day with the crew, or None if it is not shared.

    `password` returns the password for an address, by default the saved one. `place` and `clock`
    replace the usual database and clock. If the link `only_reads`, it publishes nothing.

    Raises:
        StorageError: the database cannot be read.
        BrokerError: the MQTT library is missing.
    """
    from sommet_tui.storage.crew import SqliteCrew
    from sommet_tui.storage.database import database_at
    from sommet_tui.storage.user_folders import database_path

    database = database_at(place if place is not None else database_path(), PATIENCE)
    crew = SqliteCrew(database)
    share = crew.find_share(programme.id)
    if share is None or not share.active:
        return None
    from sommet_tui.companion.live_ports import LastWill
    from sommet_tui.domain.crew.address import presence_topic, share_address
    from sommet_tui.live.broker import MqttBroker
    from sommet_tui.live.crew.link import CrewSharing
    from sommet_tui.live.crew.presence import goodbye_message
    from sommet_tui.storage.records import SqliteRecords

    address = share_address(share.address)
    topic = presence_topic(address.event, share.writer)
    id_in_messages = None if programme.has_derived_id else programme.id
    broker = MqttBroker(
        address,
        partial(password, address),
        authority=share.authority or None,
        certificate=os.environ.get(_CERTIFICATE),
        writer=share.writer,
        will=LastWill(topic, goodbye_message(id_in_messages, share.writer, share.name)),
    )
    sharing = CrewSharing(
        programme.id,
        broker,
        SqliteRecords(database),
        crew,
        clock or SystemClock(),
        has_derived_id=programme.has_derived_id,
        days=programme.days,
        revision=programme.revision,
        only_reads=only_reads,
    )
    sharing.start()
    return sharing
