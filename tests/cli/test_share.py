"""The commands of the page on crews, typed on three computers with a real broker."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Timer

import pytest

from tests.brokers import NotStartedError, Wire, needs_mosquitto, running
from tests.cli.programmes import write_today
from tests.ports import closed_port, free_port
from tests.warm import WarmProgram

pytestmark = needs_mosquitto
PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "crew.md").read_text("utf-8")
_TRIES = 5
PATIENT = "from sommet_tui.cli import crew; crew._READING = crew._GLANCE = 60"
"""Gives the command time to wait for the crew."""
SLOW = "from sommet_tui.cli import crew; crew._READING = 0; crew._GLANCE = 60"
"""Gives the command time only if this computer has just had news."""
BUSY = (
    "from sommet_tui.live.crew import link;link._BEAT = 600; link.CrewSharing.wake = lambda _: None"
)
"""Keeps the connection from looking at new records immediately, as on a busy computer."""
STOPPED_MEANWHILE = """
from sommet_tui.cli.commands.stage import share

connect = share.try_connection

def stop_and_connect(context, *given):
    crew, id_ = share.crew_store(), context.programme.id
    crew.put_share(id_, share.replace(crew.find_share(id_), active=False))
    return connect(context, *given)

share.try_connection = stop_and_connect
"""
"""What lets another command stop sharing the day as soon as it is shared."""
TODAY = " --programme programme.yaml"
LINES = re.findall(r"^sommet-tui (stage share .+)$", PAGE, re.MULTILINE)


class Computer:
    """One computer of a crew, with its folder."""

    def __init__(self, program: WarmProgram, home: Path, port: int, password: str = "") -> None:
        home.mkdir()
        self.program = program
        self.home = home
        self.port = port
        self.password = password

    def type(self, line: str, first: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Type a line of the page; the broker is on this machine."""
        said = line.replace("192.168.1.10", f"127.0.0.1:{self.port}")
        return self.program.run(
            *shlex.split(said),
            "--lang",
            "en",
            env={
                **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
                "HOME": str(self.home),
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
                "SOMMET_SHARE_PASSWORD": self.password,
                **more,
            },
            cwd=self.home,
            first=first,
        )


@pytest.fixture(scope="module")
def crew(
    warm: WarmProgram, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Computer]]:
    """The three computers of the page, once its broker runs and they have its authority."""
    with ExitStack() as stack:
        for _ in range(_TRIES):
            with suppress(NotStartedError):  # another process took one of its ports meanwhile
                found = _computers(warm, tmp_path_factory.mktemp("crew"), free_port())
                stage = found["stage"]
                stack.enter_context(running(stage.home / "broker", "", stage.port))
                break
        else:
            pytest.fail("no two ports are free")
        yield found


def _computers(warm: WarmProgram, folder: Path, port: int) -> dict[str, Computer]:
    """The computers, before their broker runs."""
    stage = Computer(warm, folder / "stage", port)
    made = stage.type(LINES[0])
    assert made.returncode == 0, made.stderr
    users = re.findall(r"mqtts://(\w+)@.*\n.*password: (\S+)", made.stdout)
    computers = {"stage": stage}
    for user, password in users:
        if user not in computers:
            computers[user] = Computer(warm, folder / user, port)
        computer = computers[user]
        computer.password = password
        authority = (stage.home / "broker" / "ca.crt").read_text()
        (computer.home / "ca.crt").write_text(authority)
    return computers


def test_documented_commands_share_a_day(crew: dict[str, Computer]) -> None:
    stage, moderator, green = (crew[user] for user in ("stage", "moderator", "greenroom"))
    for computer, line in zip((stage, moderator, green), LINES[1:4], strict=True):
        answer = computer.type(line)
        assert answer.returncode == 0, answer.stderr
        assert "Connected." in answer.stdout
    assert "Nobody leads." in answer.stdout
    led = stage.type("stage lead")
    assert (led.returncode, led.stdout) == (0, "You now lead this room.\n")
    output = moderator.type("stage share").stdout
    assert "Stage leads." in output
    assert "Stage leads this room." in moderator.type("stage undo").stderr
    refused = moderator.type("stage lead")
    assert refused.returncode == 65
    assert "Stage leads this room. Take the lead?" in refused.stderr
    taken = moderator.type("stage lead --yes")
    assert taken.returncode == 65
    assert "rules forbid this user to lead a room" in taken.stderr
    assert "Stage leads." in green.type("stage share").stdout
    checked = green.type("stage share --check")
    assert checked.returncode == 65
    assert "Problem: Stage leads, but is not connected.\n" in checked.stdout
    assert checked.stdout.count("OK: ") == 6
    assert "Sharing has stopped" in green.type("stage share --off").stdout
    assert green.type("stage lead --yes").stdout == "You now lead this room.\n"
    asked = green.type("stage share --off --erase")
    assert asked.returncode == 65
    assert "Remove everything that this computer has sent to mqtts://greenroom@" in asked.stderr
    kept = green.type("stage share --off --erase --yes", SOMMET_SHARE_PASSWORD="wrong")
    assert (kept.returncode, "Messages may remain on the broker" in kept.stderr) == (69, True)
    erased = green.type("stage share --off --erase --yes")
    assert (erased.returncode, "1\u00a0message removed" in erased.stdout) == (0, True)
    assert "This day is not shared." in green.type("stage share").stdout


def test_invalid_address_or_password_of_a_broker_is_reported(crew: dict[str, Computer]) -> None:
    stage = crew["stage"]
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    (stage.home / "broken.crt").write_text(broken)

    def refused(code: int, authority: str = "ca.crt", **more: str) -> str:
        answer = stage.type(LINES[1].replace("ca.crt", authority), **more)
        assert (answer.returncode, answer.stdout) == (code, "")
        assert "SSL" not in answer.stderr
        return answer.stderr

    assert "Check the user name and the" in refused(69, SOMMET_SHARE_PASSWORD="wrong")
    assert "“none.crt” cannot be read (No such file or directory)." in refused(66, "none.crt")
    assert "“broken.crt” contains no certificate" in refused(65, "broken.crt")
    assert "Set SOMMET_SHARE_PASSWORD" in refused(69, SOMMET_SHARE_PASSWORD="")
    unreadable = "Cannot read a certificate from “ca.crt”. Set SOMMET_SHARE_"
    assert unreadable in refused(69, SOMMET_SHARE_CERTIFICATE="ca.crt")
    write_today(folder=stage.home)
    other = f"stage share mqtt://stage@192.168.1.10/other{TODAY}"
    mute = stage.type(other)  # it is encrypted
    assert (mute.returncode, mute.stdout) == (69, "")
    assert "is not an MQTT broker, or it closed the connection" in mute.stderr
    away = stage.type(other.replace("192.168.1.10", f"127.0.0.1:{closed_port()}"))
    assert away.returncode == 69
    assert "No broker answers at 127.0.0.1" in away.stdout
    assert "will be sent when the broker answers again" in away.stdout

    again = stage.type(LINES[0])
    assert again.returncode == 73
    assert "already exists" in again.stderr


def test_number_of_records_that_were_not_sent_is_shown(warm: WarmProgram, tmp_path: Path) -> None:
    laptop = Computer(warm, tmp_path / "laptop", closed_port())
    write_today(folder=laptop.home)
    assert laptop.type(f"stage share mqtt://stage@192.168.1.10/today{TODAY}").returncode == 69
    started = laptop.type(f"stage start one{TODAY}", BUSY)
    assert "2\u00a0records not sent yet" in started.stderr  # the action, and that it leads the room
    assert "3\u00a0records not sent yet" in laptop.type(f"stage add 7 one{TODAY}", BUSY).stderr


def test_share_command_reports_that_another_command_stopped_sharing(
    warm: WarmProgram, tmp_path: Path
) -> None:
    stage = Computer(warm, tmp_path / "stage", closed_port())
    shared = stage.type("stage share mqtt://127.0.0.1:1/summit", STOPPED_MEANWHILE)
    assert shared.returncode == 65
    assert "Another command has just stopped sharing this day." in shared.stderr
    assert "not shared" in stage.type("stage share").stdout


def test_audience_follows_a_broker_with_a_private_authority(crew: dict[str, Computer]) -> None:
    stage = crew["stage"]
    attendee = Computer(stage.program, stage.home.parent / "attendee", 0)
    follow = f"now --follow mqtts://127.0.0.1:{stage.port}/summit"
    untrusted = attendee.type(follow).stdout
    assert f"certificate of the broker at 127.0.0.1:{stage.port} is not trusted" in untrusted
    assert "give that authority’s file with --ca" in untrusted
    for more in (f" --ca '{stage.home}/ca.crt'", ""):  # saved with the event
        assert "Nothing is published at 127.0.0.1 yet" in attendee.type(follow + more).stdout
    other = follow.replace("127.0.0.1", "127.0.0.2")
    assert "certificate is not for “127.0.0.2”" in attendee.type(other).stdout


def test_command_reports_the_age_of_the_day_without_a_connection_to_the_crew(
    crew: dict[str, Computer], tmp_path: Path
) -> None:
    day = f" --programme '{write_today(folder=tmp_path)}'"
    stage, share = crew["stage"], LINES[1].replace("/summit", "/today") + day
    assert stage.type(share).returncode == 0
    assert stage.type("stage start one" + day).returncode == 0
    with Wire(stage.port) as wire:
        green = Computer(stage.program, tmp_path / "green", wire.port, stage.password)
        (green.home / "ca.crt").write_text((stage.home / "ca.crt").read_text())
        assert green.type(share).returncode == 0
        assert stage.type("stage add 7 one" + day).returncode == 0
        assert "7\u00a0min" in run_patiently(green, "stage log" + day).stdout
        assert run_patiently(green, "now" + day).returncode == 0
        output = stage.type("stage share" + day).stdout
        assert "Online: nobody else." in output  # a computer that only shows the day is not online
        assert stage.type("stage move two 14:30" + day).returncode == 0
        assert stage.type("stage announce" + day).returncode == 0
        checked = green.type("stage share --check" + day, SLOW).stdout
        assert "OK: All computers have the same programme." in checked
        wire.stall()
        Timer(1.0, wire.mend).start()
        assert "announced" in green.type("stage log" + day, SLOW).stdout
        wire.cut()
        assert stage.type("stage add 5 one" + day).returncode == 0
        for shows in ("now", "now --json", "agenda", "stage report", "stage log", "panel one"):
            answer = green.type(shows + day)
            assert answer.returncode == 0
            assert re.match(
                "sommet-tui: Not connected to the crew: "
                r"the screen shows the day as it was at \d\d:\d\d\.",
                answer.stderr,
            ), shows
            assert "not connected" not in answer.stdout
        wire.mend()
        assert "5\u00a0min" in run_patiently(green, "stage log" + day).stdout
        moved = stage.type(share.replace("192.168.1.10", f"127.0.0.1:{wire.port}"))
    assert (
        f"Everything that this computer has sent to mqtts://stage@127.0.0.1:{stage.port}/today "
        "remains there."
    ) in moved.stdout


def run_patiently(computer: Computer, line: str) -> subprocess.CompletedProcess[str]:
    """Run a command with enough time to hear the whole crew, however busy the machine is."""
    answer = computer.type(line, PATIENT)
    assert answer.stderr == ""
    return answer


def test_passwords_are_not_saved(crew: dict[str, Computer]) -> None:
    for computer in crew.values():
        for path in computer.home.rglob("*"):
            if path.is_file():
                assert computer.password.encode() not in path.read_bytes()
