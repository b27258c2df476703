"""A programme from an address, as commands meet it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.sources.web import Web, answering, needs_nginx, own_certificate
from tests.storage.test_programme_cache import settle

pytestmark = needs_nginx


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    folder = tmp_path / "nginx"
    folder.mkdir()
    found = Web(folder)
    write({"2026-03-01": "talk 09:00-10:00"}, folder=found.www)
    found.start()
    yield found
    found.stop()


def age(tmp_path: Path, seconds: float) -> None:
    """Make the saved copies this many seconds old."""
    for file in (tmp_path / "data" / "sommet-tui" / "copies").glob("*.copy"):
        stamp = time.time() - seconds
        os.utime(file, (stamp, stamp))


def test_programme_opens_from_an_address(
    ask: Ask, web: Web, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{web.address}/programme.yaml"
    assert ask("info --programme", address).lines[0] == "Example"
    programme = ask("paths --json --programme", address).data["programme"]
    assert programme == {"path": address, "exists": True, "from": "option"}
    settings.write_text(f"programme: {address}\n")
    assert ask("info").lines[0] == "Example"
    settings.unlink()
    monkeypatch.setenv("SOMMET_PROGRAMME", address)
    assert ask("info").lines[0] == "Example"
    monkeypatch.chdir("/")
    assert ask("info").lines[0] == "Example"
    assert web.asked() == ["GET /programme.yaml 200"]  # the copy is young


def test_offline_command_uses_the_copy_and_reports_its_age(
    ask: Ask, web: Web, tmp_path: Path
) -> None:
    address = f"{web.address}/programme.yaml"
    whole = ask("agenda --programme", address)
    web.stop()
    assert ask("agenda --programme", address) == whole  # from the copy, without a request
    age(tmp_path, 3 * 3600 + 9)
    answer = ask("agenda --programme", address)
    assert (answer.code, answer.out) == (0, whole.out)
    assert answer.err == (
        "sommet-tui: 127.0.0.1 is unreachable. Showing the copy from 3\u00a0hours ago.\n"
    )


def test_malformed_redirect_keeps_the_copy(ask: Ask, web: Web, tmp_path: Path) -> None:
    address = f"{web.address}/programme.yaml"
    whole = ask("agenda --programme", address)
    web.stop()
    age(tmp_path, 3 * 3600 + 9)
    moved = "HTTP/1.1 302 Found\r\nLocation: //me:secret@[\r\nContent-Length: 0\r\n\r\n"
    with answering(moved.encode(), port=web.port):
        answer = ask("agenda --programme", address)
    assert (answer.code, answer.out) == (0, whole.out)
    assert answer.err.endswith(" sent no programme. Showing the copy from 3\u00a0hours ago.\n")
    assert "secret" not in answer.err


def test_programme_opens_from_a_page_that_links_to_it(ask: Ask, web: Web) -> None:
    (web.www / "index.html").write_text('<html><a href="schedule.json">')
    (web.www / "schedule.json").write_bytes((web.www / "programme.yaml").read_bytes())
    address = f"{web.address}/"
    first = ask("info --programme", address)
    assert first.lines[0] == "Example"
    assert f"The page links to a programme: “{web.address}/schedule.json”." in first.err
    assert ask("info --programme", address).err == ""
    assert (
        f"warning: The page links to a programme: “{web.address}/sched" in ask("check", address).out
    )


def test_checking_an_address_fetches_it_and_saves_nothing(
    ask: Ask, web: Web, tmp_path: Path
) -> None:
    for _ in range(2):
        answer = ask("check", f"{web.address}/programme.yaml")
        assert answer.code == 0
        assert "1\u00a0session" in answer.out
    assert len(web.asked()) == 2
    assert not (tmp_path / "data").exists()


def test_completion_does_not_fetch_the_programme(web: Web, tmp_path: Path) -> None:
    from sommet_tui.companion.errors import SourceError
    from sommet_tui.wiring import NEVER, Options
    from sommet_tui.wiring.companion import open_companion

    options = Options(programme=f"{web.address}/programme.yaml", refresh=NEVER)
    with pytest.raises(SourceError):
        open_companion(options)
    open_companion(Options(programme=f"{web.address}/programme.yaml"))
    age(tmp_path, 9999)
    assert open_companion(options).snapshot.programme.id == "example"
    assert len(web.asked()) == 1


def test_both_events_of_a_changed_address_can_be_opened(ask: Ask, web: Web, tmp_path: Path) -> None:
    address = f"{web.address}/programme.yaml"

    def give(day: str, title: str, id_: str) -> None:
        sessions = (f"{id_}-{n} {n}:00-{n}:30" for n in range(10, 16))
        file = Path(write({day: "\n".join(sessions)}, folder=web.www, title=title, id=id_))
        content = json.loads(file.read_text())
        del content["event"]["id"]
        file.write_text(json.dumps(content))
        stamp = time.time() - 60 * len(web.asked())  # another version, another ETag
        os.utime(file, (stamp, stamp))

    def picks_of(*argv: str) -> str:
        answer = ask("bookmark list --json", *argv)
        assert answer.code == 0
        settle()
        picks = [pick["session"]["id"] for pick in answer.data["bookmarks"]]
        return f"{answer.data['programme']['title']}: {' '.join(picks)}"

    give("2026-03-01", "Spring", "spring")
    ask("bookmark add spring-10 --programme", address)
    settle()
    assert picks_of("--programme", address) == "Spring: spring-10"
    give("2026-09-01", "Autumn", "autumn")
    age(tmp_path, 3600)
    answer = ask("bookmark add autumn-11 --programme", address)
    assert answer.err == (
        "sommet-tui: The address now has another event. “Spring” stays in your list of events, "
        "with everything that you saved for it.\n"
    )
    settle()
    assert ask("info --programme", address).err == ""
    assert picks_of("--programme", address) == "Autumn: autumn-11"
    assert picks_of("--event", "autumn") == "Autumn: autumn-11"
    assert picks_of("--event", "spring") == "Spring: spring-10"
    listed = ask("events --json").data["events"]
    assert {event["title"]: event["address"] == address for event in listed} == {
        "Autumn": True,
        "Spring": False,
    }
    give("2026-03-01", "Spring", "spring")
    age(tmp_path, 3600)
    assert picks_of("--programme", address) == "Spring: spring-10"
    assert picks_of("--event", "autumn") == "Autumn: autumn-11"


@needs_nginx
def test_programme_is_fetched_from_a_server_with_its_own_authority(
    ask: Ask, tmp_path: Path
) -> None:
    authority, with_key = own_certificate(tmp_path)
    web = Web(tmp_path, certificate=with_key)
    (web.www / "day.yaml").write_bytes(Path(write("one 09:00-10:00")).read_bytes())
    web.start()
    try:
        url = f"{web.address}/day.yaml"
        assert "certificate" in ask("check", url).refused(69)
        for command in (("check", url), ("agenda", "--programme", url), ("convert", url, "a.csv")):
            assert ask(*command, "--ca", str(authority)).code == 0
    finally:
        web.stop()
