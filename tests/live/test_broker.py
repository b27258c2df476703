"""A connection to a real broker: messages published, refused and retained; loss and return."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sommet_tui.companion.live_ports import NO_RIGHT, BrokerError, LastWill
from sommet_tui.domain.crew.address import share_address
from sommet_tui.live.broker import MqttBroker
from sommet_tui.live.mosquitto import _certificate, _pem, _pem_of_key
from sommet_tui.wiring.crew import erase_own_records
from tests.brokers import Mosquitto, RecordingListener, heard_by, needs_mosquitto, running
from tests.builders import existing
from tests.ports import closed_port
from tests.refusals import refusal

from .homes import Home, agree, until
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


def test_message_reaches_subscribers_and_is_retained_for_later_ones(mosquitto: Mosquitto) -> None:
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
        assert broker.publish("unsent", b"there") is None
        broker.subscribe(["unsent"])
        mosquitto.start()
        heard.wait("connected")
        assert broker.publish("sent", b"there", retained=False) is not None
        heard.wait("published")


def test_broken_connection_publishes_the_last_will(tmp_path: Path) -> None:
    with running(tmp_path) as mosquitto, connected(mosquitto.url()) as (reader, heard):
        reader.subscribe(["here/+"])
        heard.wait("subscribed")
        with connected(mosquitto.url(), LastWill("here/me", b"gone")) as (me, _):
            client = existing(me._client)
            socket = existing(client.socket())
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


def test_invalid_authority_is_reported_without_connecting() -> None:
    broker = MqttBroker(share_address("mqtts://127.0.0.1/sommet"), authority="no certificate")
    assert refusal(BrokerError, broker.start, RecordingListener()) == "ca"


def test_windows_of_one_computer_have_different_client_ids(tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = f"allow_anonymous true\nlog_dest file {log}\nlog_dest stderr\nlog_type all"
    with running(tmp_path, settings) as mosquitto, ExitStack() as stack:
        windows = []
        for _ in range(2):
            broker = MqttBroker(share_address(mosquitto.url()), writer="stage/abc")
            windows.append((broker, stack.enter_context(heard_by(broker))))
            windows[-1][1].wait("connected")
        for broker, heard in windows:
            broker.publish("a", b"")
            heard.wait("published")
        ids = re.findall(r" as (\S+) \(", log.read_text())
    assert len(set(ids)) == len(ids) == 2
    assert all(id_.startswith("sommet-abc-") for id_ in ids)


def test_broker_can_require_a_certificate_from_each_computer(tmp_path: Path) -> None:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    root = _certificate("authority", keys[0], None, ())
    for name, key, names in (("server", keys[1], ("127.0.0.1",)), ("own", keys[2], ())):
        made = _certificate(name, key, (root, keys[0]), names)
        (tmp_path / f"{name}.pem").write_text(_pem(made) + _pem_of_key(key))
    (tmp_path / "ca.pem").write_text(_pem(root))
    settings = "\n".join(
        f"{name} {value}"
        for name, value in {
            "cafile": tmp_path / "ca.pem",
            "certfile": tmp_path / "server.pem",
            "keyfile": tmp_path / "server.pem",
            "require_certificate": "true",
            "use_identity_as_username": "true",
        }.items()
    )
    with running(tmp_path, settings) as mosquitto:
        address = share_address(mosquitto.url().replace("mqtt:", "mqtts:"))
        for certificate, event, expected in (
            (str(tmp_path / "own.pem"), "connected", ()),
            (None, "disconnected", ("no-mqtt",)),
        ):
            broker = MqttBroker(address, authority=_pem(root), certificate=certificate)
            with heard_by(broker) as heard:
                assert heard.wait(event) == expected
        (tmp_path / "other.pem").write_text(_pem(root))
        broker = MqttBroker(address, certificate=str(tmp_path / "other.pem"))
        assert refusal(BrokerError, broker.start, RecordingListener()) == "own-certificate"


def test_computer_erases_only_its_own_messages(tmp_path: Path, url: str) -> None:
    stage, panel = (Home(tmp_path, name, url) for name in ("stage", "panel"))
    with homes_connected(panel):
        with homes_connected(stage):
            stage.act("09:05", "start", "panel")
            panel.arrive("09:06", "ada")
            agree(stage, panel)
        share = existing(stage.crew.find_share(stage.programme.id))
        assert erase_own_records(share) == 3  # the action, the lead, and that it has left
        assert panel.acts() == ["start panel"]
        reader = MqttBroker(share_address(url))
        with heard_by(reader) as heard:
            heard.wait("connected")
            topics = f"sommet/1/{share_address(url).event}"
            reader.subscribe([f"{topics}/#"])
            heard.wait("subscribed")
            reader.publish(f"{topics}/end", b"end", retained=False)
            left = list(iter(lambda: heard.wait("received")[0], f"{topics}/end"))
    assert {found for topic in left for found in re.findall("crew/[a-z]+", topic)} == {"crew/panel"}
