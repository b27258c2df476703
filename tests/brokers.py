"""Real Mosquitto brokers for tests, on free ports of this machine, and their listeners."""

from __future__ import annotations

import json
import queue
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.live_ports import Broker, BrokerError, BrokerListener
from tests.ports import free_port

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
needs_mosquitto = pytest.mark.skipif(MOSQUITTO is None, reason="needs mosquitto")
_TRIES = 5
"""How many ports to try, because another process may take a port before the broker does."""
PATIENCE = 120.0
"""Seconds to wait for an event before the test fails."""


class NotStartedError(Exception):
    """A broker that did not start, with its output: another process may have taken its port."""


class Mosquitto:
    """A broker that a test can kill and start again on the same port."""

    def __init__(
        self, folder: Path, configuration: str = "allow_anonymous true", port: int = 0
    ) -> None:
        self.port = port or free_port()
        self._file = folder / f"mosquitto-{self.port}.conf"
        if not configuration:  # it exists already
            self._file = folder / "mosquitto.conf"
            return
        own = "user root\n"  # if root starts it: the broker's own user cannot read these files
        self._file.write_text(f"{own}listener {self.port} 127.0.0.1\n{configuration}\n")
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        assert MOSQUITTO is not None
        self._process = process = subprocess.Popen(
            [MOSQUITTO, "-v", "-c", str(self._file)], stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if "running" in line:
                break
        else:
            process.wait()
            process.stderr.close()
            raise NotStartedError("".join(said))
        # No more output is read, so it must not fill the pipe.
        self._drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        process.stderr.close()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._drain.wait()
            self._process = None

    def url(self, event: str = "sommet", user: str = "") -> str:
        return f"mqtt://{user}{'@' if user else ''}127.0.0.1:{self.port}/{event}"


def _started(folder: Path, configuration: str, port: int) -> Mosquitto:
    for _ in range(_TRIES - 1):
        broker = Mosquitto(folder, configuration, port)
        try:
            broker.start()
        except NotStartedError:
            if port:
                raise
        else:
            return broker
    broker = Mosquitto(folder, configuration, port)
    broker.start()
    return broker


@contextmanager
def running(
    folder: Path, configuration: str = "allow_anonymous true", port: int = 0
) -> Iterator[Mosquitto]:
    broker = _started(folder, configuration, port)
    try:
        yield broker
    finally:
        broker.kill()


class Wire:
    """A network between a client and a broker on this machine, which a test can interrupt."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._ends: list[socket.socket] = []
        self._frozen = False
        self._open = True
        self._flows = threading.Event()
        self._flows.set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Wire:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self.cut()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(PATIENCE)

    def cut(self) -> None:
        """Break all connections, and refuse new ones."""
        self._open = False
        self._flows.set()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends = []

    def freeze(self) -> None:
        """Pass nothing on any more, without closing the connections."""
        self._frozen = True

    def stall(self) -> None:
        """Hold everything back until the network works again."""
        self._flows.clear()

    def mend(self) -> None:
        """Work normally again."""
        self._open, self._frozen = True, False
        self._flows.set()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            if not self._open:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:  # the broker is down
                near.close()
                continue
            self._ends += [near, far]
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with source:
            while True:
                try:
                    data = source.recv(65536)
                    self._flows.wait()
                    if self._frozen and data:
                        continue
                    if not data:
                        target.shutdown(socket.SHUT_RDWR)
                        return
                    target.sendall(data)
                except OSError:
                    return


class Silent:
    """A broker that neither sends nor receives anything."""

    def start(self, listener: BrokerListener) -> None: ...
    def stop(self) -> None: ...
    def subscribe(self, topics: Sequence[str]) -> None: ...
    def unsubscribe(self, topics: Sequence[str]) -> None: ...
    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None: ...


class Taking(Silent):
    """A broker that accepts every message while it is up; tests answer messages by number."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []
        self.is_up = True

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        del topic, retained
        if not self.is_up:
            return None
        self.payloads.append(payload)
        return len(self.payloads)

    @property
    def views(self) -> list[Any]:
        return [json.loads(payload) for payload in self.payloads]


class RecordingListener:
    """A listener that records its calls for a test."""

    def __init__(self) -> None:
        self._events: queue.Queue[tuple[Any, ...]] = queue.Queue()
        self._waiting: list[tuple[Any, ...]] = []

    def on_connected(self) -> None:
        self._events.put(("connected",))

    def on_disconnected(self, error: BrokerError) -> None:
        self._events.put(("disconnected", error.code))

    def on_subscribed(self) -> None:
        self._events.put(("subscribed",))

    def on_subscription_refused(self, reason: str) -> None:
        self._events.put(("subscription_refused", reason))

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        self._events.put(("received", topic, payload, retained))

    def on_published(self, token: int) -> None:
        self._events.put(("published", token))

    def on_refused(self, token: int, reason: str) -> None:
        self._events.put(("refused", token, reason))

    def wait(self, what: str, fits: Callable[..., bool] = lambda *_: True) -> tuple[Any, ...]:
        """Wait for a call of this name that fits, and return its arguments; keep other calls."""
        for event in self._waiting:
            if event[0] == what and fits(*event[1:]):
                self._waiting.remove(event)
                return event[1:]
        while True:
            event = self._events.get(timeout=PATIENCE)
            if event[0] == what and fits(*event[1:]):
                return event[1:]
            self._waiting.append(event)


@contextmanager
def heard_by(broker: Broker) -> Iterator[RecordingListener]:
    """Connect a listener to the broker, and yield it."""
    heard = RecordingListener()
    broker.start(heard)
    try:
        yield heard
    finally:
        broker.stop()
