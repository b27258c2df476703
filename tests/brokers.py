"""Real Mosquitto brokers for tests, on a free port of this machine, and listeners to them."""

from __future__ import annotations

import getpass
import queue
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.live_ports import BrokerError

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
needs_mosquitto = pytest.mark.skipif(MOSQUITTO is None, reason="needs mosquitto")
PATIENCE = 20.0
"""Seconds after which what should come is missing."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mosquitto:
    """One broker, to be killed and started again on the same port."""

    def __init__(self, folder: Path, configuration: str = "allow_anonymous true") -> None:
        self.port = free_port()
        self._file = folder / f"mosquitto-{self.port}.conf"
        own = f"user {getpass.getuser()}\n"  # it would be another's, who may not read these files
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
            pytest.fail("".join(said))
        # Nobody reads on: what it says later must not fill the pipe.
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


@contextmanager
def running(folder: Path, configuration: str = "allow_anonymous true") -> Iterator[Mosquitto]:
    broker = Mosquitto(folder, configuration)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


class Heard:
    """A listener that keeps what it is told until a test asks for it."""

    def __init__(self) -> None:
        self._told: queue.Queue[tuple[Any, ...]] = queue.Queue()
        self._waiting: list[tuple[Any, ...]] = []

    def connected(self) -> None:
        self._told.put(("connected",))

    def disconnected(self, error: BrokerError) -> None:
        self._told.put(("disconnected", error.code))

    def subscribed(self) -> None:
        self._told.put(("subscribed",))

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        self._told.put(("received", topic, payload, retained))

    def published(self, token: int) -> None:
        self._told.put(("published", token))

    def refused(self, token: int, reason: str) -> None:
        self._told.put(("refused", token, reason))

    def wait(self, what: str, fits: Callable[..., bool] = lambda *_: True) -> tuple[Any, ...]:
        """The next that is told of that kind, and fits; what came before it can still be had."""
        for told in self._waiting:
            if told[0] == what and fits(*told[1:]):
                self._waiting.remove(told)
                return told[1:]
        while True:
            told = self._told.get(timeout=PATIENCE)
            if told[0] == what and fits(*told[1:]):
                return told[1:]
            self._waiting.append(told)
