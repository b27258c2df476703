"""A connection to a real broker: what is published, refused, retained, lost and found again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from sommet_tui.companion.live_ports import NO_RIGHT, BrokerError, LastWill
from sommet_tui.domain.sharing.address import share_address
from sommet_tui.live.broker import MqttBroker
from tests.brokers import Mosquitto, RecordingListener, heard_by, needs_mosquitto, running
from tests.ports import closed_port

from .homes import Home, until
from .homes import connected as homes_connected

pytestmark = needs_mosquitto


@contextmanager
def connected(
    url: str, will: LastWill | None = None, limit: int = 1000
) -> Iterator[tuple[MqttBroker, RecordingListener]]:
    broker = MqttBroker(share_address(url), will=will, limit=limit)
    with heard_by(broker) as heard:
        heard.wait("connected")
        yield broker, heard


def test_message_reaches_subscribers_and_is_retained_for_later_ones(
    mosquitto: Mosquitto,
) -> None:
    with connected(mosquitto.url()) as (one, heard_one), ExitStack() as late:
        one.subscribe(["kept/+"])
        heard_one.wait("subscribed")
        token = one.publish("kept/a", b"hello")
        assert heard_one.wait("published") == (token,)
        assert heard_one.wait("received") == ("kept/a", b"hello", False)
        two, heard_two = late.enter_context(connected(mosquitto.url()))
        two.subscribe(["kept/+"])
        assert heard_two.wait("received") == ("kept/a", b"hello", True)
        two.unsubscribe(["kept/+"])
        two.publish("kept/a", b"")


def test_message_above_the_size_limit_is_not_received(mosquitto: Mosquitto) -> None:
    with (
        connected(mosquitto.url(), limit=50) as (small, heard),
        connected(mosquitto.url(), limit=9000) as (large, _),
    ):
        small.subscribe(["sizes"])
        heard.wait("subscribed")
        large.publish("sizes", b"x" * 60, retained=False)
        large.publish("sizes", b"y" * 5000, retained=False)
        large.publish("sizes", b"z", retained=False)
        assert heard.wait("received") == ("sizes", b"z", False)


def test_restarted_broker_is_reconnected(tmp_path: Path) -> None:
    with running(tmp_path) as mosquitto, connected(mosquitto.url()) as (broker, heard):
        mosquitto.kill()
        heard.wait("disconnected")
        assert broker.publish("nobody", b"there") is None
        broker.subscribe(["nobody"])
        mosquitto.start()
        heard.wait("connected")
        assert broker.publish("somebody", b"there", retained=False) is not None
        heard.wait("published")


def test_broken_connection_sends_its_will(tmp_path: Path) -> None:
    with running(tmp_path) as mosquitto, connected(mosquitto.url()) as (reader, heard):
        reader.subscribe(["here/+"])
        heard.wait("subscribed")
        with connected(mosquitto.url(), LastWill("here/me", b"gone")) as (me, _):
            client = me._client
            assert client is not None
            socket = client.socket()
            assert socket is not None
            socket.close()
            assert heard.wait("received")[:2] == ("here/me", b"gone")


# paho leaves a socket that could not be encrypted to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_failed_connection_has_a_reason(tmp_path: Path) -> None:
    acl = tmp_path / "passwords"
    acl.touch(mode=0o600)
    with running(tmp_path, f"allow_anonymous false\npassword_file {acl}") as mosquitto:
        for url, password, code in (
            (mosquitto.url(user="regie"), "wrong", "denied"),
            (mosquitto.url(user="regie"), None, "no-password"),
            (mosquitto.url(), "wrong", "no-user"),
            (mosquitto.url().replace("mqtt:", "mqtts:"), "wrong", "not-encrypted"),
            (mosquitto.url().replace("mqtt:", "ws:"), "wrong", "no-mqtt"),
            (f"mqtt://127.0.0.1:{closed_port()}/sommet", "wrong", "offline"),
            ("mqtt://nowhere.invalid/sommet", "wrong", "host"),
        ):
            broker = MqttBroker(share_address(url), lambda: password)  # noqa: B023
            with heard_by(broker) as heard:
                assert heard.wait("disconnected") == (code,)


_PLUGINS = ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")
_RULES = {
    "publishClientSend": True,
    "publishClientReceive": True,
    "subscribe": False,
    "unsubscribe": True,
}


def test_refused_subscription_is_reported(tmp_path: Path) -> None:
    """Mosquitto's file of rules refuses none; its plugin does, as other brokers do."""
    found = [path for at in _PLUGINS for path in Path(at).rglob("mosquitto_dynamic_security.*")]
    if not found:
        pytest.skip("needs Mosquitto’s plugin for dynamic security")
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"defaultACLAccess": _RULES}))
    plugin = f"plugin {found[0]}\nplugin_opt_config_file {rules}"
    with running(tmp_path, f"allow_anonymous true\n{plugin}") as mosquitto:
        with connected(mosquitto.url()) as (broker, heard):
            broker.subscribe(["any"])
            assert heard.wait("subscription_refused") == (NO_RIGHT,)
        home = Home(tmp_path, "one", mosquitto.url())
        with homes_connected(home):
            until(lambda: home.status.refused == "read")
            assert not home.companion.log.is_caught_up


def test_invalid_authority_is_reported_at_once() -> None:
    broker = MqttBroker(share_address("mqtts://127.0.0.1/sommet"), authority="no certificate")
    with pytest.raises(BrokerError) as caught:
        broker.start(RecordingListener())
    assert caught.value.code == "ca"
