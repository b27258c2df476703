"""The command as a process: which modules it loads, its pipes, and what its terminal can show."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from sommet_tui.companion.ports import Copy
from sommet_tui.storage.copies import FileCopies
from sommet_tui.storage.user_folders import copies_folder
from tests.cli.programmes import write_today
from tests.tables import table
from tests.warm import needs_ascii_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pipes, signals and a pty")
UNLOADED = "commands/unloaded_modules.txt"
BARE = [sys.executable, "-P", "-m", "sommet_tui"]


def _run(
    *argv: str | bytes,
    stdin: int = subprocess.DEVNULL,
    stdout: int | BinaryIO = subprocess.PIPE,
    stderr: int | BinaryIO = subprocess.PIPE,
    **env: Any,
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*BARE, *argv],
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        timeout=60,
        check=False,
        env=os.environ | env,
    )


def _run_in_shell(line: str, *argv: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell, in which "$@" is the command."""
    return subprocess.run(
        ["/bin/sh", "-c", line, "sh", *BARE, *argv], capture_output=True, timeout=60, check=False
    )


@contextmanager
def _terminal() -> Iterator[tuple[int, int]]:
    """Yield the two ends of a terminal: the keyboard, and the one for a process."""
    ends = os.openpty()
    yield ends
    for each in ends:
        os.close(each)


def _loaded(*argv: str) -> set[str]:
    """The packages that a command has loaded when it ends, ours by their full name."""
    return _loaded_by("from sommet_tui.cli.main import main; main(sys.argv[1:])", *argv)


def _loaded_by(program: str, *argv: str) -> set[str]:
    """The packages that these statements have loaded, ours by their full name."""
    report = "print('\\n'.join(sys.modules), file=sys.stderr)"
    asked = subprocess.run(
        [sys.executable, "-c", f"import sys; {program}; {report}", *argv],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
        check=True,
        text=True,
    )
    return {
        name
        for line in asked.stderr.split()
        for name in (line, line.split(".")[0], line.split("__")[0])
    }


GROUPS = {
    str(name): str(names) for name, names in (row.values for row in table(UNLOADED, "groups"))
}
"""The groups of modules that the table names."""
if sys.version_info >= (3, 12):
    GROUPS["SLOW"] += " -threading"  # from 3.12 on the standard library's zoneinfo brings it


def modules(names: str) -> set[str]:
    """Return these modules and those of these groups, without the ones after a "-"."""
    found: set[str] = set()
    for name in names.split():
        named = name.removeprefix("-")
        these = modules(GROUPS[named]) if named in GROUPS else {named}
        found = found - these if name.startswith("-") else found | these
    return found


@pytest.mark.parametrize(("line", "groups"), table(UNLOADED))
def test_command_imports_only_the_modules_it_needs(
    known: Path, tmp_path: Path, line: str, groups: str
) -> None:
    forbidden = modules(groups)
    if forbidden >= modules("FILES"):
        shutil.copytree(known, tmp_path / "cache")
    loaded = _loaded(*line.split())
    assert "sommet_tui.cli.main" in loaded
    assert sorted(loaded & forbidden) == []
    commands = "sommet_tui.cli.commands."
    found = {name.removeprefix(commands).split(".")[0] for name in loaded if commands in name}
    assert "--help" in line or found <= {line.split(maxsplit=1)[0]}, "no other command"


def test_screens_import_only_the_modules_of_the_first_screen() -> None:
    first = "sommet_tui.tui.now.screen"  # the app imports a screen when it is first shown
    loaded = _loaded_by(
        "import sommet_tui.cli.bug_report, sommet_tui.tui.app, "
        f"sommet_tui.wiring.publishing_and_following, {first}"
    )
    unneeded = "READERS DATABASE STAGE argparse importlib.metadata email"
    assert sorted(loaded & modules(f"{unneeded} sommet_tui.companion.live_ports")) == []


def test_attendee_screens_load_neither_crew_rules_nor_exports() -> None:
    screens = {f"sommet_tui.tui.{name}" for name in ("agenda.screen", "people", "bookmarks")}
    loaded = _loaded_by(f"import {', '.join(sorted(screens))}")
    assert screens < loaded
    unneeded = (
        "STAGE sommet_tui.domain.panel sommet_tui.wording.panel sommet_tui.pages.export_formats"
    )
    assert sorted(loaded & modules(f"{unneeded} hashlib")) == []


def test_now_opens_the_database_only_for_bookmarks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "chez François"))
    assert _run("bookmark", "add", "panel-1").returncode == 0
    loaded = _loaded("now", "--at", "09:00")
    assert "sqlite3" in loaded
    assert sorted(loaded & modules("LEAN JSON -sqlite3")) == []


@pytest.mark.parametrize(("line", "groups"), table(UNLOADED, "on a day with actions on stage"))
def test_command_on_a_day_with_actions_imports_only_the_modules_it_needs(
    tmp_path: Path, line: str, groups: str
) -> None:
    event = ["--programme", write_today(folder=tmp_path)]
    assert _run("stage", "take", *event).returncode == 0
    loaded = _loaded(*line.split(), *event)
    assert "sommet_tui.domain.records" in loaded
    assert sorted(loaded & modules(groups)) == []


def test_now_in_a_room_of_an_event_at_an_address_loads_almost_nothing() -> None:
    address = "https://example.org/programme.yaml"
    content = (Path(__file__).parents[1] / "data/good/rooms-and-days.yaml").read_bytes()
    copy = Copy(address, content, datetime.now(UTC), None, None, None)
    FileCopies(copies_folder()).save(address, copy)
    command = ("now", "--tmux", "--room", "side", "--programme", address)
    assert _run(*command).returncode == 0
    assert sorted(_loaded(*command) & modules("LEAN JSON PATTERNS -sqlite3")) == []


def test_unusable_programme_is_reported_before_any_screen() -> None:
    with _terminal() as (keyboard, terminal):
        argv = ("--programme", "nothing.yaml")
        answer = _run(*argv, stdin=terminal, stdout=terminal, stderr=terminal)
        os.write(terminal, b"end")
        shown = os.read(keyboard, 10_000)
    assert answer.returncode == 66
    assert b"nothing.yaml" in shown
    assert b"\x1b[?" not in shown


def test_manual_page_opens_in_man_on_a_terminal(tmp_path: Path) -> None:
    man = tmp_path / "man"
    man.write_text('#!/bin/sh\necho "opened: $(head -c 9 "$1")"\n')
    man.chmod(0o755)
    assert _run("man").stdout.startswith(b'.\\" Made by ')
    paths = {
        f"{tmp_path}:{os.environ['PATH']}": (0, b'opened: .\\" Made '),
        str(tmp_path / "none"): (69, b"no \xe2"),
    }
    for path, (code, text) in paths.items():
        with _terminal() as (keyboard, terminal):
            shown = _run("man", stdout=terminal, stderr=terminal, PATH=path)
            assert shown.returncode == code
            assert text in os.read(keyboard, 10_000)


@pytest.mark.parametrize("argv", [["agenda"], ["--help"]])
def test_closed_pipe_is_not_an_error(argv: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        answer = _run(*argv, stdout=pipe)
    assert (answer.returncode, answer.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_full_disk_during_output_exits_with_74() -> None:
    with Path("/dev/full").open("wb") as full:
        answer = _run("agenda", stdout=full)
    assert answer.returncode == 74
    assert answer.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(("argv", "code"), [(("nope",), 64), (("show", "nope"), 65)])
def test_closed_standard_error_keeps_the_exit_code(argv: tuple[str, ...], code: int) -> None:
    with Path("/dev/full").open("wb") as full:
        answer = _run(*argv, stderr=full)
    assert (answer.returncode, answer.stdout) == (code, b"")


@pytest.mark.parametrize(
    ("streams", "command", "code"),
    [(">&- 2>&- <&-", "now", 74), (">&-", "schema", 74), ("2>&- <&-", "now", 0)],
)
def test_output_that_is_closed_exits_with_74(streams: str, command: str, code: int) -> None:
    closed = _run_in_shell(f'exec "$@" {streams}', command)
    assert closed.returncode == code
    assert (b"Cannot write the output: Bad file descriptor." in closed.stderr) == (streams == ">&-")


def _sleeps(pid: int) -> bool:
    """Whether a process waits for something; read from `/proc`, as Linux alone sets pipe sizes."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


@pytest.mark.skipif(sys.platform != "linux", reason="pipes have one size here")
def test_ctrl_c_exits_silently_with_130() -> None:
    import fcntl

    with subprocess.Popen(
        [*BARE, "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What a shell starts in the background hears no Ctrl+C, nor would its children.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
        assert os.read(process.stdout.fileno(), 1) == b"{"
        # The answer is longer than the pipe: it waits for its reader.
        while not _sleeps(process.pid):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read() == b""


@needs_ascii_path
@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C"},
    ],
)
def test_command_works_in_every_locale(env: dict[str, Any]) -> None:
    answer = _run("agenda", "--at", "11:23", **env)
    assert (answer.returncode, answer.stderr) == (0, b"")
    output = answer.stdout.decode("utf-8")
    assert "12:10" in output
    if output.isascii():
        assert "Grands temoignages" in output
        assert ">   11:00 - 12:10" in output
    told_json = _run("show", "panel-1", "--json", **env).stdout.decode("utf-8")
    assert "\\u00e9moignages" in told_json or "émoignages" in told_json


def test_each_sign_of_a_list_has_its_own_ascii_character() -> None:
    program = (
        "from sommet_tui.cli.output import prepare_streams, write;"
        "from sommet_tui.wording.marks import legend;"
        "from sommet_tui.wording.words import words_in;"
        "prepare_streams(); write(legend(words_in('en')))"
    )
    output = subprocess.check_output(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONIOENCODING": "ascii"}, text=True
    )
    meanings: dict[str, str] = {}
    for line in output.splitlines():
        sign, meaning = line.split(" ", 1)
        meanings.setdefault(sign.removesuffix("2"), meaning)
    assert "?" not in meanings
    assert len(meanings) == len(output.splitlines()) - 1  # the clash sign has two meanings


def test_command_works_in_a_deleted_working_folder(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    answer = _run_in_shell(f'cd "{gone}" && rmdir "{gone}" && exec "$@"', "now")
    assert (answer.returncode, answer.stderr) == (0, b"")


def test_undecodable_arguments_are_reported() -> None:
    answer = _run("show", b"\xff\xfe")
    assert answer.returncode == 65
    assert b"Traceback" not in answer.stderr
