"""Two publishers of a crew at one place: one is killed, and no reader sees an older document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.crew.address import live_topics, share_address
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.formats.readers import read_programme
from sommet_tui.live.broker import MqttBroker
from tests.brokers import Mosquitto, RecordingListener, needs_mosquitto
from tests.builders import existing
from tests.cli.programmes import noon, write

from .homes import Home, until

# paho leaves a socket whose connection failed to be found by the garbage collector.
pytestmark = [
    needs_mosquitto,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
KILLS = 4 * int(os.environ.get("HARD_KNOCKS", "1"))


class Laptop:
    """A laptop of the crew that runs `publish`; `said` is what that has printed."""

    def __init__(self, home: Path, url: str, programme: str, *options: str) -> None:
        home.mkdir()
        self.name, self._programme, self._options = home.name, programme, options
        self._env = {
            **{each: os.environ[each] for each in ("PATH", "PYTHONPATH") if each in os.environ},
            "HOME": str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        self._run("stage", "share", url, "--name", self.name).communicate()

    def _run(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-m", "sommet_tui", *words, "--lang", "en"]
        return subprocess.Popen(
            [*command, "--programme", self._programme],
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def publish(self, *targets: str) -> None:
        self._targets, self.said = targets, list[str]()
        self._process = process = self._run("publish", *targets, *self._options)
        threading.Thread(target=self._listen, args=(process, self.said), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str], said: list[str]) -> None:
        with existing(process.stdout) as output:
            said.extend(output)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def last(self) -> list[str]:
        """What it has printed last about each target."""
        latest = self.said[::-1]
        return [next((line for line in latest if each in line), "") for each in self._targets]

    def stands_by_for(self, name: str) -> bool:
        """Whether it said last of each target that another laptop publishes there."""
        signs = f"Standing by: {name} publishes to ", f'"publisher": "{name}"'
        return all(any(sign in line for sign in signs) for line in self.last)


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


class FolderReader(Reader):
    """Reads the published file again and again."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file = folder / "live.json"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> FolderReader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._ended.wait(0.02):
            with suppress(FileNotFoundError):  # nothing is published yet
                self.take(self._file.read_bytes())


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
    home = Home(folder, "stage", url, programme=existing(loaded))
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


def _agree(here: Reader, there: Reader, laptops: Iterable[Laptop]) -> bool:
    """Whether all know which laptop publishes; one that has just come back may take over."""
    by = here.by
    return there.by == by and all(each.stands_by_for(by) for each in laptops if each.name != by)


@pytest.mark.long
def test_another_publisher_continues_after_the_first_is_killed(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    zone, now = noon()
    days = {f"{now:%Y-%m-%d}": "panel 00:00-23:00"}
    programme = write(days, folder=tmp_path, timezone=zone, day_boundary="00:00")
    url, random = mosquitto.url(), Random(KILLS)
    targets = (str(tmp_path / "www"), url)
    with ExitStack() as stack:
        here = stack.enter_context(FolderReader(tmp_path / "www"))
        there = stack.enter_context(BrokerReader(url))
        act = stack.enter_context(_stage(tmp_path, url, programme))
        laptops = [
            Laptop(tmp_path / "Left", url, programme),
            Laptop(tmp_path / "Right", url, programme, "--json"),
        ]
        for laptop in laptops:
            stack.callback(laptop.kill)
            laptop.publish(*targets)
        added = 0
        for _ in range(KILLS):
            until(lambda: all(all(laptop.last) for laptop in laptops))
            for _ in range(random.randrange(1, 4)):
                act()
                added += 1
            until(lambda: here.minutes == there.minutes == added)  # noqa: B023
            until(lambda: _agree(here, there, laptops))
            gone, other = sorted(laptops, key=lambda laptop: laptop.name != here.by)
            gone.kill()
            act()
            added += 1
            until(lambda: here.minutes == there.minutes == added)  # noqa: B023
            assert here.by == there.by == other.name
            gone.publish(*targets)
        for reader in (here, there):
            reader.expect_nothing_older()
