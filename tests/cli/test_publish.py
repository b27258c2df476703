"""`publish`: the day in a folder, whole, once or for as long as it runs."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from sommet_tui.companion.live_ports import PublishedFile
from sommet_tui.live.web_server import WebTarget
from tests.cli.conftest import Ask
from tests.cli.desk import Desk
from tests.cli.programmes import write_today
from tests.tables import table

PROGRAM = (sys.executable, "-P", "-m", "sommet_tui")


def live(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "live.json").read_text("utf-8"))
    return found


def test_publish_once_writes_page_programme_and_day(ask: Ask, tmp_path: Path) -> None:
    Desk().record("09:31 start introduction")
    folder = tmp_path / "www" / "summit"
    answer = ask("publish", str(folder), "--once", "--at", "09:40", "--poll-after", "60")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.splitlines()[-1] == f"Published to {folder} at 09:40:00"
    files = {path for path in folder.iterdir() if path.suffix != ".gz"}
    assert {path.name for path in files} == {
        *("agenda.json", "index.html", "live.json", "programme.json", "worker.js"),
        *("schedule.ics", "schedule.json", "schedule.xml"),
    }
    for path in files:
        assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == path.read_bytes()
    assert live(folder)["sent_at"] == "2025-02-07T09:40:00+01:00"
    assert live(folder)["poll_after"] == 60, "followers know how long to wait"
    assert live(folder)["lanes"][0]["running"] == "introduction"
    conference = json.loads((folder / "programme.json").read_bytes())["schedule"]["conference"]
    assert conference["title"] == "Réinventer l’IA"
    assert (folder / "index.html").read_text("utf-8").startswith("<!doctype html>")


def test_programme_opens_from_the_address_of_the_published_page(ask: Ask, tmp_path: Path) -> None:
    assert ask("publish", str(tmp_path / "www"), "--once").code == 0
    web = WebTarget("127.0.0.1", 0)
    try:
        for name in ("index.html", "programme.json"):
            data = (tmp_path / "www" / name).read_bytes()
            kind = "text/html" if name.endswith("html") else "application/json"
            web.put(PublishedFile(name, data, kind, 5))
        opened = ask("info --programme", web.name)
        assert (opened.code, opened.lines[0]) == (0, "Réinventer l’IA")
    finally:
        web.close()


def test_published_files_are_readable_by_everyone(ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "www" / "summit"
    before = os.umask(0o077)
    try:
        assert ask("publish", str(folder), "--once").code == 0
    finally:
        os.umask(before)
    assert {f"{path.stat().st_mode & 0o777:o}" for path in folder.iterdir()} == {"644"}
    assert {f"{each.stat().st_mode & 0o777:o}" for each in (folder, folder.parent)} == {"755"}


def test_new_version_of_a_file_has_a_new_modification_time(ask: Ask, tmp_path: Path) -> None:
    assert ask("publish . --once").code == 0
    soon = int(time.time()) + 100  # as if many had been written in one second
    for name in ("live.json", "live.json.gz"):
        os.utime(tmp_path / name, (soon, soon))
    assert ask("publish . --once").code == 0
    for name in ("live.json", "live.json.gz"):
        assert (tmp_path / name).stat().st_mtime == soon + 1


def test_foreign_files_are_overwritten_only_with_force(ask: Ask, tmp_path: Path) -> None:
    agenda = tmp_path / "agenda.json"
    agenda.write_text('{"mine": true}')
    reason = "already contains a “agenda.json” that sommet-tui did not write"
    assert reason in ask("publish . --once").refused(73)
    assert [path.name for path in tmp_path.glob("*.*")] == ["agenda.json"]
    assert ask("publish . --once --force").code == 0
    assert "mine" not in agenda.read_text("utf-8")
    assert ask("publish . --once").code == 0


def test_folder_of_another_event_is_used_only_with_force(ask: Ask, tmp_path: Path) -> None:
    assert ask("publish www --once").code == 0
    write_today(id="other")
    reason = "contains the files of another event, “sommet-2025”"
    assert reason in ask("publish www --once").refused(73)
    assert ask("publish www --once --force").code == 0
    assert live(tmp_path / "www")["event"]["id"] == "other"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_pipe_in_place_of_a_file_is_reported_without_waiting(ask: Ask, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "live.json")
    reason = f"“live.json” in “{tmp_path}” is not a regular file"
    assert reason in ask("publish", str(tmp_path), "--once").refused(73)


def test_leftovers_of_a_killed_run_are_removed(ask: Ask, tmp_path: Path) -> None:
    left, young, mine = (
        tmp_path / name for name in (f".{'a' * 32}.part", f".{'b' * 32}.part", "x.part")
    )
    for each in (left, young, mine):
        each.write_text("half a fi")
    minutes_ago = time.time() - 120
    for each in (left, mine):
        os.utime(each, (minutes_ago, minutes_ago))
    assert ask("publish . --once").code == 0
    assert [each.exists() for each in (left, young, mine)] == [False, True, True]


def test_failing_target_does_not_stop_others(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    good, bad = str(tmp_path / "good"), str(tmp_path / "file")
    answer = ask("publish", bad, f"{good}/", good, "--once", "--json")
    assert answer.code == 73
    found = {each["target"]: each for each in answer.data["targets"]}
    assert len(found) == 2
    assert found[good]["error"] is None
    assert found[good]["published_at"] is not None
    assert found[bad] == {
        "target": bad,
        "published_at": None,
        "error": "no-folder",
        "publisher": None,
    }
    assert "is not a folder" in answer.err
    assert (tmp_path / "good" / "live.json").exists()


@pytest.mark.parametrize(("target", "suggestion"), table("commands/mistyped_targets.txt"))
def test_mistyped_address_does_not_create_a_folder(
    ask: Ask, tmp_path: Path, target: str, suggestion: str
) -> None:
    assert suggestion in ask("publish", target, "--once").refused(64)
    assert not list(tmp_path.glob("*8080*")) + list(tmp_path.glob("*:*"))


@pytest.mark.parametrize("folder", ["./127.0.0.1:8080", "a:b", "www:8080:old", "x:/y"])
def test_folder_may_have_a_colon_in_its_name(ask: Ask, tmp_path: Path, folder: str) -> None:
    assert ask("publish", folder, "--once").code == 0
    assert (tmp_path / folder / "live.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_link_to_a_missing_file_is_followed_only_with_force(ask: Ask, tmp_path: Path) -> None:
    link, memory = tmp_path / "live.json", tmp_path / "memory.json"
    link.symlink_to(memory)
    reason = f"“{link}” is a link to a file that does not exist"
    assert reason in ask("publish", str(tmp_path), "--once").refused(73)
    assert not memory.exists()
    assert ask("publish . --once --force").code == 0
    assert (link.is_symlink(), memory.exists()) == (True, True)


@contextmanager
def _publishing(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `publish` until the block ends."""
    with subprocess.Popen(
        [*PROGRAM, "publish", *arguments], stderr=subprocess.PIPE, text=True
    ) as publishing:
        try:
            yield publishing
        finally:
            publishing.kill()


def _until(look: Callable[[], Any]) -> Any:
    """What `read_new_records` gives once it gives anything, within half a minute."""
    for _ in range(3000):
        found = look()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(look)


def test_publish_reports_success_only_once(ask: Ask, tmp_path: Path) -> None:
    write_today()
    folder = tmp_path / "www"
    with _publishing(str(folder)) as publishing:
        assert publishing.stderr is not None
        reported = publishing.stderr.readline()
        assert live(folder)["lanes"] == []
        assert ask("stage start one").code == 0
        lanes = _until(lambda: live(folder)["lanes"])
        publishing.send_signal(signal.SIGINT)
        _, said = publishing.communicate(timeout=30)
    assert lanes[0]["running"] == "one"
    assert publishing.returncode == 130
    assert "Published" in reported
    assert "Published" not in said


def test_page_is_served_at_the_printed_address(tmp_path: Path) -> None:
    with _publishing("--serve", "127.0.0.1:0", str(tmp_path / "www")) as serving:
        assert serving.stderr is not None
        found = serving.stderr.readline() + serving.stderr.readline()
        assert str(tmp_path / "www") in found
        (address,) = re.findall(r"http://127\.0\.0\.1:\S+", found)
        with urlopen(address + "live.json", timeout=30) as answer:
            assert json.load(answer)["event"]["id"] == "sommet-2025"
        serving.send_signal(signal.SIGINT)
        assert serving.wait(30) == 130


def test_occupied_address_is_refused(ask: Ask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        answer = ask("publish --serve", address, "--once")
    assert answer.code == 69
    assert "Another program is using" in answer.err


def test_publish_target_can_come_from_the_settings(
    ask: Ask, settings: Path, tmp_path: Path
) -> None:
    settings.write_text(f"publish: [{tmp_path}/one, ~/two, ':0']\n")
    answer = ask("publish --once")
    assert answer.code == 0, answer.err
    assert live(tmp_path / "one")["event"]["id"] == "sommet-2025"
    assert live(tmp_path / "home" / "two")["event"]["id"] == "sommet-2025"
    assert len(re.findall(r"Published to http://\S+:\d+/ at", answer.err)) == 1
    assert ask("publish", str(tmp_path / "three"), "--once").err.count("Published") == 1
