"""A server that stops answering, at each stage of a connection: the next attempt always follows."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sommet_tui.domain.crew.address import share_address
from sommet_tui.live.broker import MqttBroker
from sommet_tui.live.mosquitto import write_configuration
from tests.brokers import heard_by
from tests.ports import free_port

# paho leaves a socket whose connection failed to be found by the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
CONNACK = bytes((0x20, 3, 0, 0, 0))
UNREADABLE = bytes((0x30, 4, 0, 1, 0xFF, 0))
"""A message whose topic is no UTF-8."""
UPGRADE = b"HTTP/1.1 101 Go on\r\nConnection: Upgrade\r\nSec-WebSocket-Accept:x\r\n\r\n"
"""A header without the space that the library expects."""

Stage = Callable[[socket.socket], object]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sommet_tui.live.broker.KEEPALIVE", 1)
    monkeypatch.setattr("sommet_tui.live.broker._FIRST_DELAY", 0.01)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sommet_tui.live.broker._CONNECT_PATIENCE", 0.3)


@contextmanager
def server(stage: Stage) -> Iterator[int]:
    """Run a server that does `stage` with each connection, and then stays silent."""
    listening, kept = socket.create_server(("127.0.0.1", 0)), []

    def serve() -> None:
        with suppress(OSError):
            while True:
                end, _ = listening.accept()
                kept.append(end)
                with suppress(OSError):
                    stage(end)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
        for end in kept:
            end.close()


def expect_twice(code: str, broker: MqttBroker) -> None:
    """Connect; the attempt fails for that reason, and so does the next one."""
    with heard_by(broker) as heard:
        assert [heard.wait("disconnected") for _ in range(2)] == [(code,), (code,)]


def accept_silently(end: socket.socket) -> None:
    """Do nothing more."""


def left(end: socket.socket) -> None:
    end.recv(4096)
    end.shutdown(socket.SHUT_RDWR)


def accept_connection(end: socket.socket) -> None:
    end.recv(4096)
    end.sendall(CONNACK)


def accept_and_send_nonsense(end: socket.socket) -> None:
    accept_connection(end)
    end.sendall(UNREADABLE)


def upgrade_and_send_nonsense(end: socket.socket) -> None:
    end.recv(4096)
    end.sendall(UPGRADE)


@pytest.mark.parametrize(
    ("scheme", "stage", "code"),
    [
        ("mqtt", left, "no-mqtt"),
        ("mqtt", accept_connection, "lost"),
        ("mqtt", accept_and_send_nonsense, "failed"),
        ("ws", upgrade_and_send_nonsense, "no-mqtt"),
    ],
)
def test_hanging_server_is_disconnected_and_tried_again(
    scheme: str, stage: Stage, code: str
) -> None:
    with server(stage) as port:
        expect_twice(code, MqttBroker(share_address(f"{scheme}://127.0.0.1:{port}/sommet")))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("scheme", ["mqtt", "mqtts", "ws"])
def test_server_that_never_answers_is_disconnected_and_tried_again(scheme: str) -> None:
    with server(accept_silently) as port:
        expect_twice("timeout", MqttBroker(share_address(f"{scheme}://127.0.0.1:{port}/sommet")))


@pytest.mark.usefixtures("_impatient")
def test_server_that_hangs_after_encryption_is_disconnected(tmp_path: Path) -> None:
    made = write_configuration(str(tmp_path), share_address(f"mqtts://127.0.0.1:{free_port()}/day"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    ends = []

    def encrypted(end: socket.socket) -> None:
        ends.append(context.wrap_socket(end, server_side=True))

    with server(encrypted) as port:
        address, authority = share_address(f"mqtts://127.0.0.1:{port}/day"), Path(made.authority)
        expect_twice("timeout", MqttBroker(address, authority=authority.read_text()))
        for end in ends:
            end.close()


def test_connection_that_breaks_before_the_first_message_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect, is_open = socket.create_connection, threading.Event()

    def reset(*arguments: object, **more: object) -> socket.socket:
        """Connect, and return only once the other end has broken the connection."""
        made = connect(*arguments, **more)  # type: ignore[arg-type]
        is_open.set()
        broken = select.poll()
        broken.register(made, 0)
        broken.poll()
        return made

    def breaks(end: socket.socket) -> None:
        is_open.wait()
        is_open.clear()
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        end.close()

    monkeypatch.setattr("socket.create_connection", reset)
    with server(breaks) as port:
        expect_twice("no-mqtt", MqttBroker(share_address(f"mqtt://127.0.0.1:{port}/sommet")))
