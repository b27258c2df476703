"""What the page on crews tells to type, typed on three computers with a real broker."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.brokers import NotStartedError, free_pair, needs_mosquitto, running

pytestmark = needs_mosquitto
PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "crew.md").read_text("utf-8")
_TRIES = 5
LINES = re.findall(r"^sommet-tui (stage share .+)$", PAGE, re.MULTILINE)


class Computer:
    """One computer of a crew, which has a folder of its own."""

    def __init__(self, home: Path, port: int, password: str = "") -> None:
        home.mkdir()
        self.home = home
        self.port = port
        self.password = password

    def type(self, line: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Type a line of the page; the broker is on this machine."""
        said = line.replace("192.168.1.10", f"127.0.0.1:{self.port}")
        return subprocess.run(
            [sys.executable, "-m", "sommet_tui", *shlex.split(said), "--lang", "en"],
            env={
                **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
                "HOME": str(self.home),
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
                "SOMMET_SHARE_PASSWORD": self.password,
                **more,
            },
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Computer]]:
    """The three computers of the page, once its broker runs and they have its authority."""
    with ExitStack() as stack:
        for _ in range(_TRIES):
            with suppress(NotStartedError):  # somebody else took one of its ports meanwhile
                found = _computers(tmp_path_factory.mktemp("crew"), free_pair())
                stage = found["stage"]
                stack.enter_context(running(stage.home / "broker", "", stage.port))
                break
        else:
            pytest.fail("no two ports are free")
        yield found


def _computers(folder: Path, port: int) -> dict[str, Computer]:
    """The computers, before their broker runs."""
    stage = Computer(folder / "stage", port)
    made = stage.type(LINES[0])
    assert made.returncode == 0, made.stderr
    users = re.findall(r"mqtts://(\w+)@.*\n.*password: (\S+)", made.stdout)
    computers = {"stage": stage}
    for user, password in users:
        if user not in computers:
            computers[user] = Computer(folder / user, port)
        computer = computers[user]
        computer.password = password
        authority = (stage.home / "broker" / "ca.crt").read_text()
        (computer.home / "ca.crt").write_text(authority)
    return computers


def test_the_page_leads_from_nothing_to_a_shared_stage(crew: dict[str, Computer]) -> None:
    stage, moderator, green = (crew[user] for user in ("stage", "moderator", "greenroom"))
    for computer, line in zip((stage, moderator, green), LINES[1:4], strict=True):
        answer = computer.type(line)
        assert answer.returncode == 0, answer.stderr
        assert "Connected." in answer.stdout
    assert "Nobody leads." in answer.stdout
    led = stage.type("stage lead")
    assert (led.returncode, led.stdout) == (0, "You lead.\n")
    told = moderator.type("stage share").stdout
    assert "Stage leads." in told
    refused = moderator.type("stage lead")
    assert refused.returncode == 65
    assert "Stage leads. Take the lead?" in refused.stderr
    taken = moderator.type("stage lead --yes")
    assert taken.returncode == 65
    assert "lets this user take no lead" in taken.stderr
    assert "Stage leads." in green.type("stage share").stdout
    assert "Shared no more" in green.type("stage share --off").stdout
    assert "This day is not shared." in green.type("stage share").stdout


def test_what_is_wrong_is_told(crew: dict[str, Computer]) -> None:
    stage = crew["stage"]
    wrong = stage.type(LINES[1], SOMMET_SHARE_PASSWORD="wrong")
    assert wrong.returncode == 69
    assert "check the user and the password" in wrong.stderr
    untrusted = stage.type(LINES[1].replace(" --ca ca.crt", " --ca none.crt"))
    assert untrusted.returncode == 69
    assert "holds no certificate" in untrusted.stderr
    for line, told in (
        ("stage share https://host/day", "is no address to share at"),
        ("stage share mqtt://me:secret@host/day", "read by everybody"),
        ("stage share --off mqtt://host/day", "--off takes no address"),
        ("stage share --mosquitto-config other", "needs the address"),
        ("stage share mqtts://host/day --mosquitto-config ''", "needs a value"),
        ("stage share mqtts://host/day#2", "write ? as %3F and # as %23"),
        ("stage share mqtt://host/day --mosquitto-config other", "begins with mqtts://"),
    ):
        answer = stage.type(line)
        assert answer.returncode == 64
        assert told in answer.stderr
        assert "secret" not in answer.stderr
    again = stage.type(LINES[0])
    assert again.returncode == 73
    assert "is there already" in again.stderr


def test_passwords_are_kept_nowhere(crew: dict[str, Computer]) -> None:
    for computer in crew.values():
        for path in computer.home.rglob("*"):
            if path.is_file():
                assert computer.password.encode() not in path.read_bytes()
