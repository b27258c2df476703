"""Two publishers of a crew at one place: one is killed, and no reader sees an older document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from sommet_tui.companion.simulated_time import SystemClock
from sommet_tui.domain.crew.address import live_topics, share_address
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.formats.readers import read_programme
from sommet_tui.live.broker import MqttBroker
from tests.brokers import Mosquitto, RecordingListener, needs_mosquitto, running
from tests.cli.programmes import noon, write

from .homes import Home, until

# paho leaves a socket whose connection failed to be found by the garbage collector.
pytestmark = [
    needs_mosquitto,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NAMES = ("Left", "Right")
TIMES = int(os.environ.get("HARD_KNOCKS", "1"))


class Laptop:
    """A laptop of the crew that runs `publish`; `said` is what that has printed.

    The second one prints JSON.
    """

    def __init__(self, home: Path, name: str, url: str, programme: str) -> None:
        home.mkdir()
        self.name = name
        self._in_json = name == NAMES[1]
        self._programme = programme
        self._env = {
            **{each: os.environ[each] for each in ("PATH", "PYTHONPATH") if each in os.environ},
            "HOME": str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        self._run("stage", "share", url, "--name", name).communicate()
        self._publishing: subprocess.Popen[str] | None = None
        self._targets: tuple[str, ...] = ()
        self.said: list[str] = []

    def _run(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-m", "sommet_tui", *words, "--lang", "en"]
        return subprocess.Popen(
            [*command, "--programme", self._programme],
            env=self._env,
            stdout=subprocess.PIPE if self._in_json else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if self._in_json else subprocess.PIPE,
            text=True,
        )

    def publish(self, *targets: str) -> None:
        self._targets, self.said = targets, []
        json_lines = ["--json"] if self._in_json else []
        self._publishing = process = self._run("publish", *targets, *json_lines)
        threading.Thread(target=self._listen, args=(process, self.said), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str], said: list[str]) -> None:
        output = process.stdout or process.stderr
        assert output is not None
        with output:
            said.extend(output)

    def kill(self) -> None:
        if self._publishing is not None:
            self._publishing.kill()
            self._publishing.wait()
            self._publishing = None

    @property
    def has_begun(self) -> bool:
        """Whether it has reported on each target."""
        return all(self._last(target) for target in self._targets)

    def stands_by_for(self, name: str) -> bool:
        """Whether it said last of each target that another laptop publishes there."""
        for target in self._targets:
            line = self._last(target)
            if self._in_json:
                data: dict[str, Any] = json.loads(line or "{}")
                if data.get("publisher") != name or data["error"] is not None:
                    return False
            elif f"Standing by: {name} publishes to " not in line:
                return False
        return True

    def _last(self, target: str) -> str:
        return next((line for line in reversed(self.said) if target in line), "")


class Reader:
    """A reader of the published files: each document's order, and the minutes added by then."""

    def __init__(self) -> None:
        self.seen: list[tuple[tuple[int, int], int]] = []
        self.by = ""

    def take(self, data: bytes) -> None:
        document: dict[str, Any] = json.loads(data)
        minutes = [i["added_minutes"] for lane in document["lanes"] for i in lane["items"]]
        self.by = (document["publisher"] or {}).get("name", "")
        self.seen.append(((document["epoch"], document["seq"]), sum(minutes)))

    @property
    def minutes(self) -> int:
        return self.seen[-1][1] if self.seen else -1

    def expect_nothing_older(self) -> None:
        orders = [order for order, _ in self.seen]
        assert orders == sorted(orders)
        minutes = [each for _, each in self.seen]
        assert minutes == sorted(minutes)


class WebReader(Reader):
    """Asks a web server again and again."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        handler = partial(_Silent, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._address = f"http://127.0.0.1:{self._server.server_port}/live.json"
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(0.02,)),
            threading.Thread(target=self._ask),
        ]

    def __enter__(self) -> WebReader:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._threads[1].join()
        self._server.shutdown()
        self._server.server_close()

    def _ask(self) -> None:
        while not self._ended.wait(0.02):
            try:
                with urlopen(self._address, timeout=30) as answer:
                    self.take(answer.read())
            except URLError:  # nothing is published yet
                continue


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Log nothing."""


class BrokerReader(Reader, RecordingListener):
    """Is sent each document by the broker."""

    def __init__(self, url: str) -> None:
        Reader.__init__(self)
        RecordingListener.__init__(self)
        address = share_address(url)
        self._topic = live_topics(address.event)
        self._broker = MqttBroker(address)

    def __enter__(self) -> BrokerReader:
        self._broker.start(self)
        self.wait("connected")
        self._broker.subscribe([self._topic])
        self.wait("subscribed")
        return self

    def __exit__(self, *_: object) -> None:
        self._broker.stop()

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        self.take(payload)


@contextmanager
def _stage(folder: Path, url: str, programme: str) -> Iterator[Callable[[], None]]:
    """The laptop that drives the day, which publishes nothing; a call adds a minute."""
    loaded = read_programme(Path(programme).read_bytes(), programme).programme
    assert loaded is not None
    home = Home(folder, "stage", url, programme=loaded)
    home.open(SystemClock())

    def act() -> None:
        home.look()
        home.stage.record(Act("add", session="panel", minutes=1))

    home.connect()
    try:
        until(lambda: home.companion.log.is_caught_up)
        home.companion.log.take_lead(None)
        home.stage.record(Act("start", session="panel"))
        yield act
    finally:
        home.leave()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with running(tmp_path) as found:
        yield found


def _agree(web: Reader, there: Reader, laptops: Iterable[Laptop]) -> bool:
    """Whether all know which laptop publishes; one that has just come back may take over."""
    by = web.by
    return there.by == by and all(each.stands_by_for(by) for each in laptops if each.name != by)


@pytest.mark.parametrize("kills", [1, pytest.param(4 * TIMES, marks=pytest.mark.long)])
@pytest.mark.long
def test_another_publisher_continues_after_the_first_is_killed(
    tmp_path: Path, broker: Mosquitto, kills: int
) -> None:
    zone, now = noon()
    days = {f"{now:%Y-%m-%d}": "panel 00:00-23:00"}
    programme = write(days, folder=tmp_path, timezone=zone, day_boundary="00:00")
    url, www, random = broker.url("day"), tmp_path / "www", Random(kills)
    targets = (str(www), url)
    with ExitStack() as stack:
        web = stack.enter_context(WebReader(www))
        there = stack.enter_context(BrokerReader(url))
        act = stack.enter_context(_stage(tmp_path, url, programme))
        laptops = {name: Laptop(tmp_path / name, name, url, programme) for name in NAMES}
        for laptop in laptops.values():
            stack.callback(laptop.kill)
            laptop.publish(*targets)
        added = 0
        for _ in range(kills):
            for laptop in laptops.values():
                until(lambda: laptop.has_begun)  # noqa: B023
            for _ in range(random.randrange(1, 4)):
                act()
                added += 1
            until(lambda: web.minutes == there.minutes == added)  # noqa: B023
            until(lambda: _agree(web, there, laptops.values()))
            gone = laptops[web.by]
            (other,) = (each for each in laptops.values() if each is not gone)
            gone.kill()
            act()
            added += 1
            until(lambda: web.minutes == there.minutes == added)  # noqa: B023
            assert web.by == there.by == other.name
            gone.publish(*targets)
        for reader in (web, there):
            reader.expect_nothing_older()
