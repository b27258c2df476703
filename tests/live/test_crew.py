"""Several machines and a real broker: one day on all of them, and nothing lost on the way."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sommet_tui.companion.live_ports import LinkStatus
from sommet_tui.domain.crew.address import (
    lead_topic,
    presence_topic,
    records_topic,
    share_address,
)
from sommet_tui.domain.crew.records import VERSION
from sommet_tui.domain.values import replace
from sommet_tui.live.broker import MqttBroker
from tests.brokers import Mosquitto, Wire, heard_by, needs_mosquitto, running
from tests.panels import day

from .homes import Home, NewHome, agree, connected, until

pytestmark = needs_mosquitto
PROJECT = Path(__file__).parents[2]


def test_action_on_one_laptop_appears_on_another(home: NewHome) -> None:
    stage, panel = home("regie"), home("salle")
    stage.act("09:05", "start", "panel")
    with connected(stage, panel):
        until(lambda: panel.acts() == ["start panel"])
        panel.arrive("09:10", "ada")
        panel.stage.send_message("Water, please", "stage", "panel")
        agree(stage, panel)
        stage.stage.acknowledge(stage.events.messages[0])
        agree(stage, panel)
        assert panel.events.messages[0].seen_at
        assert stage.moderator.panel().arrivals["ada"].arrival == "arrived"
        assert stage.present == ["salle"]


def test_laptops_with_different_derived_event_ids_share_a_day(tmp_path: Path, url: str) -> None:
    derived = replace(day(), id="days-2025-02-07", has_derived_id=True)
    old = Home(tmp_path, "old", url, programme=derived)
    new = Home(tmp_path, "new", url, programme=replace(derived, id="days-2025-02-06"))
    named = Home(tmp_path, "named", url, programme=replace(derived, has_derived_id=False))
    old.act("09:05", "start", "panel")
    with connected(old, new, named):
        until(lambda: new.acts() == ["start panel"])
        new.arrive("09:10", "ada")
        new.companion.log.take_lead(None)
        new.act("09:50", "end")
        agree(old, new)
        until(lambda: old.lead() == "new" and old.acts() == ["start panel", "end panel"])
        assert old.present == ["new"]
        until(lambda: "programme" in named.dropped)
        assert named.acts() == []
    new.open()
    assert new.acts() == ["start panel", "end panel"]
    assert (new.lead(), new.moderator.panel().arrivals["ada"].arrival) == ("new", "arrived")


def test_members_of_the_crew_see_which_windows_publish(one: Home, two: Home, home: NewHome) -> None:

    def places(machine: Home) -> dict[str, set[str]]:
        return {m.name: set(m.publishes) for m in machine.status.members if m.is_connected}

    def published() -> set[str] | None:
        return places(two).get("one")

    with connected(one, two):
        one.companion.log.announce(frozenset({"www"}))
        until(lambda: published() == {"www"})
        again = one.open_link()
        again.announce(frozenset({"bucket"}))
        until(lambda: published() == {"www", "bucket"})
        again.stop()
        until(lambda: published() == {"www"})
        late = home("late")
        with connected(late):
            until(lambda: late.status.synced)
            assert places(late) == {"one": {"www"}, "two": set()}
        one.companion.log.announce(frozenset())
        until(lambda: published() == set())


def test_first_laptop_that_reconnects_leads(home: NewHome) -> None:
    stage, panel = home("stage"), home("panel")
    stage.act("09:05", "start", "panel")
    panel.act("09:04", "start", "talk")
    with connected(stage):
        until(lambda: stage.status.synced and not stage.status.waiting)
        with connected(panel):
            agree(stage, panel)
            assert stage.acts() == ["start panel"]
            assert stage.void() == ["start talk"]
            assert panel.lead() == "stage"


@pytest.mark.parametrize("keeping", [True, False], ids=["persistent", "forgetful"])
def test_restart_of_the_broker_loses_no_records(tmp_path: Path, keeping: bool) -> None:
    kept = f"persistence true\npersistence_location {tmp_path}/\n" if keeping else ""
    with running(tmp_path, f"allow_anonymous true\n{kept}") as mosquitto:
        url = mosquitto.url()
        one, two = Home(tmp_path, "one", url), Home(tmp_path, "two", url)
        with connected(one, two):
            one.act("09:05", "start", "panel")
            agree(one, two)
            mosquitto.kill()
            until(lambda: not one.status.connected and not two.status.connected)
            one.act("09:12", "end")
            two.arrive("09:13", "ada")
            assert one.status.waiting
            mosquitto.start()
            agree(one, two)
        late = Home(tmp_path, "late", url)
        with connected(late):
            until(lambda: late.day() == one.day())
            assert late.acts() == ["start panel", "end panel"]


def test_unconfirmed_records_count_as_waiting(tmp_path: Path) -> None:
    with running(tmp_path) as mosquitto:
        one = Home(tmp_path, "one", mosquitto.url())
        with connected(one):
            one.act("09:05", "start", "panel")
            one.act("09:12", "end")
            until(lambda: one.status.synced and not one.status.waiting)
    one.act("09:13", "announce")
    with connected(one):
        until(lambda: one.status.error is not None and one.status.waiting)
        assert one.status.waiting == 1


def test_late_laptop_fetches_more_records_than_one_batch_of_the_broker(tmp_path: Path) -> None:
    with running(tmp_path, "allow_anonymous true\nmax_queued_messages 50\n") as mosquitto:
        one = Home(tmp_path, "one", mosquitto.url())
        one.stage.send_message("Line 0", "panel", "panel")
        copy(one.database, 120)
        with connected(one):
            until(lambda: one.status.connected and not one.status.waiting)
            late = Home(tmp_path, "late", mosquitto.url())
            with connected(late):
                agree(one, late)
                assert len(late.messages()) == 120


def test_invalid_record_is_dropped_with_a_reason(
    url: str, one: Home, two: Home, home: NewHome
) -> None:
    with connected(one, two):
        one.act("09:05", "start", "panel")
        agree(one, two)
        good = json.loads(stored(two, "crew/one", 1))
        for writer, number, content in (
            ("crew/one", 7, "x"),
            ("crew/one", 10, good),
            ("crew/two", 90, {**good, "writer": "crew/two", "number": 90}),
            ("crew/eve", 1, {**good, "writer": "crew/eve"}),
            ("crew/one", 1, {**good, "refers": "9"}),
        ):
            publish_as_stranger(url, records_topic(event_of(url), writer, number), content)
        until(lambda: two.dropped == {"garbled", "foreign", "lost", "unknown", "reused"})
        agree(one, two)
        assert two.acts() == ["start panel"]
        until(lambda: "replayed" in one.dropped)
        late = home("late")
        with connected(late):
            agree(one, late)


def test_overwritten_record_is_restored_for_everyone(url: str, home: NewHome) -> None:
    one, two, late = map(home, ("one", "two", "late"))
    with connected(one, two):
        one.act("09:05", "start", "panel")
        agree(one, two)
    forged = json.loads(stored(two, "crew/one", 1))
    forged["record"] |= {"at": "2026-06-05T09:01:00+02:00", "session": "talk"}
    publish_as_stranger(url, records_topic(event_of(url), "crew/one", 1), forged)
    with connected(two, late):
        until(lambda: late.crew.record_checksums(late.programme.id))
        assert "talk" in stored(late, "crew/one", 1)
        with connected(one):
            agree(one, two, late)
            assert late.acts() == two.acts() == ["start panel"]
            assert one.lead() == "one"


@pytest.mark.parametrize("cut", ["stage", "panel"])
def test_network_partition_loses_no_records_on_either_side(
    tmp_path: Path, mosquitto: Mosquitto, cut: str
) -> None:
    with Wire(mosquitto.port) as wire:
        urls = {"stage": mosquitto.url(cut), "panel": mosquitto.url(cut)}
        urls[cut] = urls[cut].replace(str(mosquitto.port), str(wire.port))
        stage, panel = (Home(tmp_path, name, urls[name]) for name in ("stage", "panel"))
        with connected(stage, panel):
            stage.act("09:05", "start", "panel")
            agree(stage, panel)
            wire.cut()
            until(lambda: not {"stage": stage, "panel": panel}[cut].status.connected)
            stage.act("09:20", "add", "panel", minutes=5)
            panel.arrive("09:21", "ada")
            stage.act("09:40", "end")
            wire.mend()
            agree(stage, panel)
            assert panel.acts() == ["start panel", "add panel", "end panel"]
            assert stage.moderator.panel().arrivals["ada"].arrival == "arrived"


def test_killed_and_restarted_laptop_loses_no_records(
    tmp_path: Path, url: str, home: NewHome
) -> None:
    reader = home("reader")
    with connected(reader):
        script = f"""
from pathlib import Path
from tests.live.homes import Home
home = Home(Path({str(tmp_path)!r}), "writer", {url!r})
home.connect()
for number in range(1000):
    home.stage.send_message(f"Line {{number}}", "panel", "panel")
"""
        writer = subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT)
        until(lambda: len(reader.messages()) > 3)
        writer.kill()
        writer.wait()
        again = home("writer")
        with connected(again):
            agree(again, reader)
            kept = reader.messages()
            assert kept == [f"Line {number}" for number in range(len(kept))]


def test_outdated_claim_at_the_broker_does_not_change_the_lead(
    url: str, one: Home, two: Home, home: NewHome
) -> None:
    with connected(one, two):
        one.act("09:05", "start", "panel")
        agree(one, two)
        stranger = MqttBroker(share_address(url))
        with heard_by(stranger) as yesterday:
            yesterday.wait("connected")
            topic = lead_topic(event_of(url), None, "crew/one", 1)
            stranger.subscribe([topic])
            claims = yesterday.wait("received")[1]
            two.companion.log.take_lead(None)
            two.act("09:40", "end")
            agree(one, two)
            stranger.publish(topic, claims)  # from before two took the lead
            yesterday.wait("received")
        late = home("late")
        with connected(late):
            agree(one, two, late)
            assert late.lead() == "two"
            assert late.acts() == ["start panel", "end panel"]


def is_copy(status: LinkStatus) -> bool:
    """Whether a link has ended because another computer has the id; other errors may pass."""
    return status.error is not None and status.error.code == "copied"


def event_of(url: str) -> str:
    return share_address(url).event


def publish_as_stranger(url: str, topic: str, content: object) -> None:
    broker = MqttBroker(share_address(url))
    with heard_by(broker) as heard:
        heard.wait("connected")
        broker.publish(topic, json.dumps(content).encode())
        heard.wait("published")


def copy(database: Path, number: int) -> None:
    """Record the same message this many times."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "INSERT INTO records (programme, rehearsal, kind, seq, uid, record)"
            " SELECT programme, rehearsal, kind, :seq, uid || :seq,"
            " json_set(record, '$.seq', :seq, '$.uid', uid || :seq) FROM records WHERE seq = 1",
            [{"seq": seq} for seq in range(2, number + 1)],
        )


def stored(home: Home, writer: str, number: int) -> str:
    with closing(sqlite3.connect(home.database)) as connection:
        (text,) = connection.execute(
            "SELECT record FROM shared_records WHERE writer = ? AND number = ?", (writer, number)
        ).fetchone()
    return str(text)


@pytest.fixture
def copied(tmp_path: Path, url: str) -> Callable[[Home], Home]:
    """Makes another computer with a copy of all that one has, as a disk image brings it."""

    def copy(home: Home) -> Home:
        folder = tmp_path / "copy"
        folder.mkdir()
        shutil.copy(home.database, folder)
        return Home(folder, home.name, url)

    return copy


def take_new_id(copy: Home) -> None:
    """Connect, find out that another computer has the id, and leave."""
    copy.connect()
    until(lambda: is_copy(copy.status))
    copy.leave()


def test_copied_installation_takes_a_new_id(copied: Callable[[Home], Home], home: NewHome) -> None:
    stage, other = home("stage"), home("other")
    stage.act("09:05", "start", "panel")
    stage.stage.send_message("Doors open")
    copy = copied(stage)
    with connected(stage, other):
        stage.companion.log.take_lead(None)
        stage.act("09:06", "add", "panel", minutes=5)
        agree(stage, other)
        copy.arrive("09:07", "ada")
        take_new_id(copy)
        assert [n.values for n in copy.companion.state.notices() if n.code == "copied"] == [
            {"name": "stage (2)"}
        ]
        with connected(copy):  # as an open window does by itself
            agree(stage, other, copy)
            assert stage.lead() == other.lead() == copy.lead() == "stage"
            assert set(other.present) == {"stage", "stage (2)"}
            assert other.acts() == ["start panel", "add panel"]
            assert other.void() == []
            until(lambda: "ada" in other.moderator.panel().arrivals)
            assert other.messages() == ["Doors open"]
            assert "twin" in stage.dropped
            stage.arrive("09:08", "bob")
            copy.arrive("09:09", "bob")
            agree(stage, other, copy)


def test_copied_installation_takes_a_new_id_while_the_original_is_away(
    copied: Callable[[Home], Home], home: NewHome
) -> None:
    stage = home("stage")
    stage.arrive("09:05", "ada")
    copy = copied(stage)
    with connected(stage):
        stage.arrive("09:06", "bob")
        until(lambda: not stage.status.waiting)
    copy.stage.send_message("Water, please", "stage", "panel")
    take_new_id(copy)
    with connected(stage, copy):
        agree(stage, copy)
        assert set(copy.moderator.panel().arrivals) == {"ada", "bob"}
        assert stage.messages() == ["Water, please"]
        assert not copy.dropped


def fetch(home: Home) -> None:
    """Fetch the crew's records, as a command that shows the day does."""
    link = home.open_link(only_reads=True)
    until(lambda: link.status().synced or is_copy(link.status()))
    link.stop()


def test_copied_installation_fetches_the_complete_day(
    copied: Callable[[Home], Home], home: NewHome
) -> None:
    stage = home("stage")
    stage.arrive("09:05", "ada")
    copy = copied(stage)
    with connected(stage):
        stage.arrive("09:06", "bob")
        stage.stage.send_message("Doors open")
        until(lambda: not stage.status.waiting)
        fetch(copy)  # this connection ends with a new id
        fetch(copy)
        assert copy.day() == stage.day()
        assert not copy.dropped
        assert not stage.present


def test_two_windows_of_one_installation_keep_their_id(home: NewHome) -> None:
    stage, other = home("stage"), home("other")
    second = home("stage")
    with connected(stage, second, other):
        stage.arrive("09:05", "ada")
        second.arrive("09:06", "bob")
        agree(stage, second, other)
        until(lambda: other.present == ["stage"])
        assert not stage.dropped


def test_restarted_computer_keeps_its_id(url: str, home: NewHome) -> None:
    stage, other = home("stage"), home("other")
    with connected(other):
        said = {
            "version": VERSION,
            "programme": stage.programme.id,
            "writer": "crew/stage",
            "name": "stage",
            "home": "before the computer was started anew",
            "began": "2020-01-01T00:00:00.000+00:00",
        }
        publish_as_stranger(url, presence_topic(event_of(url), "crew/stage"), said)
        stage.arrive("09:05", "ada")
        with connected(stage):
            agree(stage, other)
            assert stage.status.error is None
            assert not stage.dropped
