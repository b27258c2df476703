"""Measures one event and its audience on a single machine: `python -m benchmarks.load`.

A lead acts once a second. Thousands of readers follow over a broker (Mosquitto), and thousands more
over a web server (nginx). This needs both programs and the extras `share` and `publish`. All
traffic stays on the loopback, is limited in number and time, and ends by itself.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import multiprocessing
import os
import random
import resource
import selectors
import socket
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.brokers import running
from tests.live.homes import Home, agree, connected
from tests.ports import free_port
from tests.sources.web import NGINX

from sommet_tui.domain.crew.address import live_topics
from sommet_tui.wiring.publishing_and_following import open_publisher

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

READERS, PROCESSES = 2000, 4
"""The number of readers, over MQTT and again over HTTP, and of their processes."""
ACTS = 30
"""The number of acts, one a second."""
FOLLOWED, POLL = 40.0, 5.0
"""The seconds of following over HTTP, and the seconds between two requests of a follower."""
LATE = 2000
"""The number of records that a late laptop must fetch."""
_PATIENCE = 60.0
"""The seconds in which all readers must subscribe and receive everything."""


class Received(NamedTuple):
    """A document that a reader received: its first new act, and the time of arrival (monotonic)."""

    act: int
    at: float


def acts_shown(document: Mapping[str, Any]) -> int:
    """Return how many acts a document shows. Each act gave a session one minute."""
    return sum(item["added_minutes"] for lane in document["lanes"] for item in lane["items"])


# Readers over MQTT


class Readers:
    """MQTT clients in one thread, each with the documents in which it saw one of the `acts`."""

    def __init__(self, count: int, port: int, topic: str, acts: int) -> None:
        self.received: list[list[Received]] = [[] for _ in range(count)]
        self.subscribed = self.finished = 0
        self._topic = topic
        self._acts = acts
        self._sockets = selectors.DefaultSelector()
        self._clients = [self._client(mine, port) for mine in self.received]

    def _client(self, mine: list[Received], port: int) -> Client:
        from paho.mqtt.client import Client, MQTTv5
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5, userdata=mine)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.connect("127.0.0.1", port, keepalive=600)
        connection = client.socket()
        assert connection is not None
        self._sockets.register(connection.fileno(), selectors.EVENT_READ, client)
        return client

    def _on_connect(self, client: Client, *_: Any) -> None:
        client.subscribe(self._topic, qos=1)

    def _on_subscribe(self, *_: object) -> None:
        self.subscribed += 1

    def _on_message(self, _: Client, mine: list[Received], message: MQTTMessage) -> None:
        act = acts_shown(json.loads(message.payload))
        if act > (mine[-1].act if mine else 0):
            mine.append(Received(act, time.monotonic()))
            self.finished += act >= self._acts

    def take(self) -> None:
        """Exchange the waiting data with the broker, for at most a fifth of a second."""
        for key, _ in self._sockets.select(0.2):
            if key.data.loop_read():  # the connection is gone
                self._sockets.unregister(key.fileobj)
        for client in self._clients:
            if client.want_write():
                client.loop_write()

    def leave(self) -> None:
        """Disconnect all clients."""
        for client in self._clients:
            client.disconnect()


def read_over_mqtt(count: int, port: int, topic: str, acts: int, pipe: Connection) -> None:
    """Run `count` readers until each was shown all acts.

    Send "there" when all have subscribed, and at the end the documents of each reader.
    """
    _open_files(count + 100)
    readers = Readers(count, port, topic, acts)
    deadline = time.monotonic() + _PATIENCE + acts
    while readers.subscribed < count and time.monotonic() < deadline:
        readers.take()
    pipe.send("there")
    while readers.finished < count and time.monotonic() < deadline:
        readers.take()
    readers.leave()
    pipe.send(readers.received)


# Followers over HTTP


@dataclass
class Requests:
    """The requests of followers: the number of answers by status, and the seconds of each."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)


async def follow(port: int, until: float, every: float, requests: Requests) -> None:
    """Follow the day as one follower.

    About every `every` seconds, ask for a version that is newer than the latest one.
    """
    await asyncio.sleep(random.uniform(0, every))  # noqa: S311 - no secret
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    tag = ""
    while time.monotonic() < until:
        condition = f"If-None-Match: {tag}\r\n" if tag else ""
        before = time.monotonic()
        writer.write(f"GET /live.json HTTP/1.1\r\nHost: localhost\r\n{condition}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        await reader.readexactly(int(fields.get("Content-Length", 0)))
        tag = fields.get("ETag", tag)
        requests.latencies.append(time.monotonic() - before)
        requests.statuses[int(head.split()[1])] += 1
        await asyncio.sleep(every * random.uniform(0.8, 1.2))  # noqa: S311
    writer.close()


def follow_over_http(count: int, port: int, seconds: float, every: float, pipe: Connection) -> None:
    """Run `count` followers for `seconds`, then send their requests."""
    _open_files(count + 100)
    requests = Requests()

    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(follow(port, until, every, requests) for _ in range(count)))

    asyncio.run(all_of_them())
    pipe.send(requests)


# Measurements


class Row(NamedTuple):
    """A name and the measured value."""

    what: str
    value: str


def readers_over_mqtt(folder: Path) -> Iterator[Row]:
    """Publish the day at a broker after each act, and measure how each reader gets every act."""
    with running(folder, "allow_anonymous true\nmax_queued_messages 0") as broker:
        lead = _lead(folder, broker.url())
        publisher = open_publisher(lead.companion, [broker.url()])
        topic = live_topics("sommet")
        each = (READERS // PROCESSES, broker.port, topic, ACTS)
        before = _cpu(broker.pid)
        with _processes(read_over_mqtt, each, PROCESSES) as pipes:
            for one in pipes:
                one.recv()
            acted = []
            for _ in range(ACTS):
                acted.append(time.monotonic())
                lead.act("09:05", "add", "panel", minutes=1)
                publisher.publish_due()
                time.sleep(max(0.0, acted[-1] + 1 - time.monotonic()))
            found = [mine for one in pipes for mine in one.recv()]
        used = _cpu(broker.pid) - before
        publisher.close()
    # A document that shows several acts counts for each of them.
    delays, missing = [], 0
    for mine in found:
        for act, at in enumerate(acted, 1):
            shown = next((r.at for r in mine if r.act >= act), None)
            missing += shown is None
            delays += [] if shown is None else [shown - at]
    all_of_them = READERS * ACTS
    yield Row(f"MQTT readers, and acts (one a second) of {ACTS}", f"{READERS:,}")
    yield Row("acts that reached their readers", _share(all_of_them - missing, all_of_them))
    yield Row("from key to reader, median", _milliseconds(statistics.median(delays)))
    yield Row("from key to reader, 99th percentile", _milliseconds(_percentile(delays)))
    yield Row("processor time of the broker for one delivery", _microseconds(used / all_of_them))


def followers_over_http(folder: Path) -> Iterator[Row]:
    """Publish the day in a folder that nginx serves, with an act every ten seconds."""
    assert NGINX is not None, "needs nginx"
    port, site = free_port(), folder / "site"
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; {'user root;' if os.geteuid() == 0 else ''} pid {folder}/pid;"
        f" error_log {folder}/error.log; worker_processes 1; worker_rlimit_nofile 16384;"
        " events { worker_connections 8192; } http { access_log off; keepalive_timeout 120;"
        f" server {{ listen 127.0.0.1:{port} backlog=4096; root {site}; }} }}"
    )
    publisher_home = _lead(folder, "mqtt://127.0.0.1:1/none")
    publisher = open_publisher(publisher_home.companion, [str(site)])
    publisher.publish_once()
    command = [NGINX, "-p", str(folder), "-c", str(config)]
    with subprocess.Popen(command) as server:  # noqa: S603 - our own configuration
        try:
            _wait_until_listening(port)
            worker = int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text())
            before = _cpu(worker)
            each = (READERS // 2, port, FOLLOWED, POLL)
            with _processes(follow_over_http, each, 2) as pipes:
                until = time.monotonic() + FOLLOWED
                while time.monotonic() < until:
                    publisher_home.act("09:05", "add", "panel", minutes=1)
                    publisher.publish_once()
                    time.sleep(max(0.0, min(10.0, until - time.monotonic())))
                found: list[Requests] = [one.recv() for one in pipes]
            used = _cpu(worker) - before
        finally:
            server.terminate()
    publisher.close()
    statuses = sum((each.statuses for each in found), Counter[int]())
    delays = [took for each in found for took in each.latencies]
    yield Row(f"HTTP followers, each asking every {POLL:.0f} s", f"{READERS:,}")
    yield Row("requests a second", f"{statuses.total() / FOLLOWED:.0f}")
    yield Row("answered 304, nothing new", _share(statuses[304], statuses.total()))
    yield Row(
        "other answers than 200 and 304", f"{statuses.total() - statuses[200] - statuses[304]}"
    )
    yield Row("time of an answer, median", _milliseconds(statistics.median(delays)))
    yield Row("time of an answer, 99th percentile", _milliseconds(_percentile(delays)))
    yield Row("processor time of nginx for one request", _microseconds(used / statuses.total()))
    size = (site / "live.json").stat().st_size
    packed = len(gzip.compress((site / "live.json").read_bytes()))
    yield Row("the document, and packed", f"{size:,} B, {packed:,} B")


def late_laptop(folder: Path) -> Iterator[Row]:
    """Measure a laptop that joins when thousands of records are at the broker."""
    with running(folder, "allow_anonymous true\nmax_queued_messages 0") as broker:
        lead = _lead(folder, broker.url())
        for _ in range(LATE - 1):
            lead.act("09:05", "add", "panel", minutes=1)
        with connected(lead):
            agree(lead)
            late = Home(folder, "late", broker.url())
            before = time.monotonic()
            with connected(late):
                agree(lead, late)
                took = time.monotonic() - before
    yield Row(f"a late laptop fetches {LATE:,} records and shows the day", f"{took:.2f} s")


def _lead(folder: Path, url: str) -> Home:
    home = Home(Path(tempfile.mkdtemp(dir=folder)), "lead", url)
    home.act("09:00", "start", "panel")
    return home


@contextmanager
def _processes(
    target: Callable[..., None], arguments: tuple[Any, ...], count: int
) -> Iterator[list[Connection]]:
    """Run `count` processes of a function, and yield a connection to each."""
    start = multiprocessing.get_context("spawn")
    pipes, running_now = [], []
    for _ in range(count):
        here, there = start.Pipe()
        process = start.Process(target=target, args=(*arguments, there), daemon=True)
        process.start()
        pipes.append(here)
        running_now.append(process)
    try:
        yield pipes
    finally:
        for process in running_now:
            process.terminate()
            process.join()


def _open_files(count: int) -> None:
    """Allow this process `count` open files, if the system does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count <= hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def _wait_until_listening(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError("the server does not start")


def _cpu(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} % ({part:,} of {whole:,})"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs"


def main() -> None:
    """Run all measurements, and print a row for each."""
    print("| what | measured |\n|---|---|")
    for measure in (readers_over_mqtt, followers_over_http, late_laptop):
        with tempfile.TemporaryDirectory() as folder:
            for row in measure(Path(folder)):
                print(f"| {row.what} | {row.value} |", flush=True)


if __name__ == "__main__":
    main()
