"""A plain broker, and a venue's: TLS, users and rules as the app writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sommet_tui.companion.live_ports import VenueBroker
from sommet_tui.domain.crew.address import ShareAddress, share_address
from sommet_tui.domain.values import replace
from sommet_tui.live.mosquitto import write_configuration
from tests.brokers import PATIENCE, Mosquitto, NotStartedError
from tests.ports import free_port

from .homes import Home, NewHome


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy machines may take long to connect to a broker, and that is no error here."""
    monkeypatch.setattr("sommet_tui.live.broker._CONNECT_PATIENCE", PATIENCE)


class Venue:
    """The broker of a venue, as its configuration has it."""

    def __init__(self, address: ShareAddress, made: VenueBroker) -> None:
        self.address = address
        self.made = made
        self.authority = Path(made.authority).read_text()

    def of(self, user: str | None, event: str = "day") -> ShareAddress:
        return replace(self.address, user=user, event=event)


def start_venue(folder: Path) -> tuple[Venue, Mosquitto]:
    """Start a venue's broker on two ports; another process may take one of them meanwhile."""
    folder.mkdir(exist_ok=True)
    for left in reversed(range(5)):
        address = share_address(f"mqtts://127.0.0.1:{free_port()}/day")
        made = write_configuration(str(folder / str(left)), address)
        broker = Mosquitto(Path(made.folder), "", address.port)
        try:
            broker.start()
        except NotStartedError:
            if not left:
                raise
        else:
            return Venue(address, made), broker
    raise AssertionError


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    found, broker = start_venue(tmp_path_factory.mktemp("venue"))
    yield found
    broker.kill()


@pytest.fixture
def url(mosquitto: Mosquitto, request: pytest.FixtureRequest) -> str:
    """Return an address with another event for each test."""
    return mosquitto.url(event=request.node.name)


@pytest.fixture
def home(tmp_path: Path, url: str) -> NewHome:
    """Return a function that makes a machine with a name."""
    return lambda name: Home(tmp_path, name, url)


@pytest.fixture
def one(home: NewHome) -> Home:
    return home("one")


@pytest.fixture
def two(home: NewHome) -> Home:
    return home("two")
