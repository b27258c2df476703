"""Commands show the day that a stage on another machine publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sommet_tui.companion.live_ports import PublishedFile
from sommet_tui.live.web_server import WebTarget
from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import write_today
from tests.ports import closed_port
from tests.sources.web import Web, needs_nginx, own_certificate


class Places:
    """A stage's home and an attendee's, on the present day of an event that is on now."""

    def __init__(self, ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ask = ask
        self._folder = folder
        self._patch = monkeypatch
        self.web = WebTarget("127.0.0.1", 0)
        self.url = self.web.name + "live.json"
        self.programme = Path(write_today())

    def at(self, home: str, *argv: str) -> Answer:
        for name in ("data", "config", "cache"):
            self._patch.setenv(f"XDG_{name.upper()}_HOME", str(self._folder / home / name))
        return self._ask(*argv, "--programme", str(self.programme))

    def publish(self) -> None:
        folder = self._folder / "www"
        assert self.at("stage", "publish", str(folder), "--once").code == 0
        data = (folder / "live.json").read_bytes()
        self.web.put(PublishedFile("live.json", data, "application/json", 5))


@pytest.fixture
def places(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    made = Places(ask, tmp_path, monkeypatch)
    yield made
    made.web.close()


@pytest.mark.parametrize(
    ("others", "freshness"), [((), "live"), (("one",), "refused"), (("one", "two"), "refused")]
)
def test_programme_without_id_follows_a_day_with_the_same_sessions(
    places: Places, others: tuple[str, ...], freshness: str
) -> None:
    """The stage knows the event under an id that a new reader cannot derive any more."""
    text = places.programme.read_text().replace(
        '"id": "example", "title": "Example"', '"title": "Meeting"'
    )
    places.programme.write_text(text)
    assert places.at("stage", "stage start one").code == 0
    text = text.replace("Meeting", "Assembly")
    places.programme.write_text(text)
    places.publish()
    for id_ in others:
        text = text.replace(f'"id": "{id_}"', f'"id": "other-{id_}"')
    places.programme.write_text(text)
    mine = places.at("attendee", "now --json --follow", places.url).data
    theirs = places.at("stage", "now --json").data
    assert mine["programme"]["id"] != theirs["programme"]["id"]
    assert mine["following"]["freshness"] == freshness


def test_now_and_agenda_show_the_followed_day(places: Places) -> None:
    assert places.at("stage", "stage start one").code == 0
    assert places.at("stage", "stage add 20 one").code == 0
    assert places.at("stage", "stage message", "Lunch is served").code == 0
    places.publish()
    mine = places.at("attendee", "now --json --follow", places.url).data
    theirs = places.at("stage", "now --json").data
    assert mine["following"]["freshness"] == "live"
    assert theirs["following"] is None
    lane, their_lane = mine["lanes"][0], theirs["lanes"][0]
    assert lane["now"] == their_lane["now"]
    assert lane["offset_minutes"] == their_lane["offset_minutes"] != 0
    assert abs(lane["remaining_seconds"] - their_lane["remaining_seconds"]) < 60
    assert [notice["text"] for notice in mine["notices"]] == ["Lunch is served"]
    sessions = places.at("attendee", "agenda --json --follow", places.url).data["sessions"]
    assert [each["status"] for each in sessions] == ["running", "upcoming"]
    lines = places.at("attendee", "now --follow", places.url).lines
    assert lines[0] == "The day is live, sent by 127.0.0.1."


def test_stage_does_not_follow_the_address_in_its_programme(places: Places) -> None:
    write_today(live=places.url)
    assert places.at("attendee", "now --json").data["following"] is None
    places.publish()
    assert places.at("attendee", "now --json").data["following"]["url"] == places.url
    assert places.at("attendee", "now --json --follow off").data["following"] is None
    assert places.at("stage", "now --json").data["following"] is None
    assert places.at("stage", "stage start one").code == 0
    refused = places.at("attendee", "stage start one")
    assert refused.code == 65
    assert "--follow off" in refused.err
    assert places.at("attendee", "stage start one --follow off").code == 0
    assert places.at("attendee", "now --json").data["following"] is None
    shared = f"stage share mqtt://127.0.0.1:{closed_port()}/day --yes --follow off"
    assert places.at("crew", shared).code == 69  # No broker is running.
    assert places.at("crew", "now --json").data["following"] is None


def test_address_to_follow_can_come_from_the_settings(places: Places, tmp_path: Path) -> None:
    places.publish()
    settings = tmp_path / "attendee" / "config" / "sommet-tui" / "settings.yaml"
    settings.parent.mkdir(parents=True)
    for wanted, freshness in ((places.url, "live"), ("off", None)):
        settings.write_text(f"follow: {wanted}\n")
        answer = places.at("attendee", "now --json")
        following = answer.data["following"]
        assert (following and following["freshness"]) == freshness, answer.err
    settings.write_text("follow: somewhere\n")
    assert "follow" in places.at("attendee", "now").err
    settings.write_text('follow: "mqtt://"\n')
    refused = places.at("attendee", "now")
    assert refused.code == 64
    assert "Cannot follow “mqtt://”" in refused.err
    assert f"(This address is in the settings, {settings}.)" in refused.err


def test_unreachable_server_shows_the_last_day(places: Places) -> None:
    closed = f"http://127.0.0.1:{closed_port()}/live.json"
    output = places.at("attendee", "now --follow", closed)
    assert output.code == 0
    assert output.lines[0] == "127.0.0.1 is unreachable; planned times are shown."
    places.at("stage", "stage start one")
    places.publish()
    assert places.at("attendee", "now --follow", places.url).code == 0
    document = json.loads(places._folder.joinpath("www/live.json").read_text())
    data = json.dumps(document | {"version": 2}).encode()
    places.web.put(PublishedFile("live.json", data, "application/json", 5))
    other = places.at("elsewhere", "now --follow", places.url)
    assert "newer version of sommet-tui can read it (format 2)" in other.out


def test_day_of_another_programme_is_refused(places: Places) -> None:
    places.at("stage", "stage start one")
    places.publish()
    write_today("one 11:00-13:30 hall; other-two 13:30-15:00 hall")
    refused = places.at("attendee", "now --follow", places.url).lines[0]
    assert refused.startswith("Cannot show the day published at 127.0.0.1: this programme has none")


@needs_nginx
def test_server_certificate_is_trusted_with_ca_option(places: Places, tmp_path: Path) -> None:
    places.publish()
    authority, with_key = own_certificate(tmp_path)
    web = Web(tmp_path, certificate=with_key)
    url = f"{web.address}/live.json"
    web.start()
    try:
        unnamed = places.at("attendee", "now --json --follow", url)
        assert unnamed.data["following"]["freshness"] == "offline"
        assert places.at("attendee", "check --live", url).code == 69
        named = ("--ca", str(authority))
        assert places.at("attendee", "check --live", url, *named).code == 0
        for given in (named, ()):
            now = places.at("attendee", "now --json --follow", url, *given)
            assert now.data["following"]["freshness"] == "live"
    finally:
        web.stop()
