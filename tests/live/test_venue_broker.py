"""The configuration of Mosquitto that `stage share --mosquitto-config` writes, with Mosquitto."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from unittest.mock import Mock

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from sommet_tui.companion.errors import LeadRefusedError
from sommet_tui.domain.crew.address import (
    ShareAddress,
    copy_topic,
    live_topic,
    live_topics,
    records_topic,
    share_address,
)
from sommet_tui.domain.values import replace
from sommet_tui.live import mosquitto
from sommet_tui.live.broker import MqttBroker
from sommet_tui.live.mosquitto import write_configuration
from tests.brokers import (
    PATIENCE,
    RecordingListener,
    heard_by,
    needs_mosquitto,
    running,
)
from tests.ports import free_port
from tests.tables import table

from .conftest import Venue
from .homes import Home, agree, connected

pytestmark = needs_mosquitto


@contextmanager
def speaking(
    venue: Venue, user: str | None, password: str | None = None, address: ShareAddress | None = None
) -> Iterator[tuple[MqttBroker, RecordingListener]]:
    known = venue.made.passwords.get(user or "")
    broker = MqttBroker(
        address or venue.of(user), lambda: password or known, authority=venue.authority
    )
    with heard_by(broker) as heard:
        yield broker, heard


@pytest.fixture
def _waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop that takes the lead waits for the broker, however busy the machine is."""
    monkeypatch.setattr("sommet_tui.companion.companion._CLAIM_PATIENCE", PATIENCE)


@pytest.mark.usefixtures("_waits")
def test_user_without_permission_cannot_lead(tmp_path: Path, venue: Venue) -> None:
    stage, panel = (
        Home(tmp_path, name, venue.of(name, "driven").text, authority=venue.authority)
        for name in ("stage", "moderator")
    )
    with connected(panel, password=venue.made.passwords["moderator"]):
        with pytest.raises(LeadRefusedError):
            panel.act("09:05", "start", "panel")
        assert (panel.acts(), panel.void(), panel.status.waiting) == ([], [], 0)
    panel.companion.log.take_lead(None)
    panel.act("09:06", "start", "panel")  # on its own, until it is back
    assert panel.acts() == ["start panel"]
    with (
        connected(stage, password=venue.made.passwords["stage"]),
        connected(panel, password=venue.made.passwords["moderator"]),
    ):
        agree(stage, panel)
        assert (stage.acts(), stage.void()) == ([], ["start panel"])
        crew = panel.crew_day
        assert [crew.void_reason(each) for each in crew.unseen_void_acts] == ["refused"]
        assert [notice.code for notice in panel.companion.state.notices()] == ["lead-refused"]


def test_publishing_under_the_name_of_another_user_is_refused(venue: Venue) -> None:
    with speaking(venue, "moderator") as (broker, heard):
        heard.wait("connected")
        own = broker.publish(records_topic("day", "moderator/1", 1), b"mine")
        assert heard.wait("published") == (own,)
        for topic in (records_topic("day", "stage/1", 1), live_topic("day", None)):
            token = broker.publish(topic, b"not mine")
            assert heard.wait("refused")[0] == token


def test_anonymous_user_can_read_only_the_published_day(venue: Venue) -> None:
    with speaking(venue, "stage") as (stage, heard_stage), speaking(venue, None) as (one, heard):
        heard_stage.wait("connected")
        heard.wait("connected")
        stage.publish(records_topic("day", "stage/1", 1), b"secret")
        heard_stage.wait("published")
        one.subscribe(["sommet/1/day/records/#"])
        one.subscribe([live_topics("day")])
        stage.publish(live_topic("day", None), b"shown")
        assert heard.wait("received")[1] == b"shown"
        token = one.publish(live_topic("day", None), b"mine")
        assert heard.wait("refused")[0] == token


def test_day_is_shared_over_websockets(venue: Venue) -> None:
    web = ShareAddress("wss", "127.0.0.1", venue.address.port + 1, "day", "stage", "/mqtt")
    with speaking(venue, "stage", address=web) as (broker, heard):
        heard.wait("connected")
        assert broker.publish(live_topic("web", None), b"shown", retained=False) is not None
        heard.wait("published")


# paho leaves a socket whose certificate is not believed to be found by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_refused_login_has_a_reason(venue: Venue) -> None:
    with speaking(venue, "stage", "wrong") as (_, heard):
        assert heard.wait("disconnected") == ("denied",)
    with heard_by(MqttBroker(venue.of("stage"))) as heard:
        assert heard.wait("disconnected") == ("certificate",)
    elsewhere = replace(venue.of("stage"), host="127.0.0.2")
    with speaking(venue, "stage", address=elsewhere) as (_, heard):
        assert heard.wait("disconnected") == ("other-name",)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("years", "code"), [(-20, "expired"), (20, "not-yet-valid")])
def test_expired_certificate_is_distinguished_from_an_untrusted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: int, code: str
) -> None:
    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Then:
            return super().now(tz) + timedelta(days=365 * years)

    monkeypatch.setattr(mosquitto, "datetime", Then)
    address = share_address(f"mqtts://stage@127.0.0.1:{free_port()}/day")
    made = write_configuration(str(tmp_path / "broker"), address)
    with running(tmp_path / "broker", "", address.port):
        authority = Path(made.authority).read_text()
        with heard_by(MqttBroker(address, lambda: "any", authority=authority)) as heard:
            assert heard.wait("disconnected") == (code,)


def test_broker_certificate_is_valid_for_servers(venue: Venue) -> None:
    made = x509.load_pem_x509_certificate((Path(venue.made.folder) / "server.crt").read_bytes())
    uses = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.SERVER_AUTH]


@pytest.mark.parametrize("name", ["ca.crt", "passwords", "mosquitto.conf"])
def test_configuration_is_not_written_if_one_of_its_files_exists(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError):
        write_configuration(str(tmp_path), share_address("mqtts://host/day"))
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [(name, "mine")]


@pytest.mark.parametrize("name", ["day\nlistener 1883", "day\udcff"])
def test_folder_name_that_mosquitto_cannot_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match="Invalid argument"):
        write_configuration(str(tmp_path / name), share_address("mqtts://host/day"))
    assert list(tmp_path.iterdir()) == []


def test_secret_files_are_readable_only_by_their_owner(venue: Venue) -> None:
    for name in ("passwords", "server.key", "acl", "mosquitto.conf"):
        path = Path(venue.made.folder) / name
        assert path.stat().st_mode & 0o077 == 0
    text = "".join(p.read_text() for p in Path(venue.made.folder).glob("*") if p.is_file())
    assert not any(password in text for password in venue.made.passwords.values())


@pytest.mark.parametrize(("url", "ports"), table("broker_ports.txt"))
def test_broker_listens_at_the_address(tmp_path: Path, url: str, ports: str) -> None:
    write_configuration(str(tmp_path), share_address(url))
    lines = (tmp_path / "mosquitto.conf").read_text().splitlines()
    assert ", ".join(line.split()[1] for line in lines if line.startswith("listener")) == ports


def test_user_without_a_name_gets_a_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", Mock(side_effect=KeyError))
    write_configuration(str(tmp_path), share_address("mqtts://host/day"))
    assert "\nuser " not in (tmp_path / "mosquitto.conf").read_text()


def test_user_may_write_copies_only_below_its_own_name(venue: Venue) -> None:
    original = records_topic("day", "stage/a", 1)
    with speaking(venue, "moderator") as (broker, heard):
        heard.wait("connected")
        allowed = broker.publish(copy_topic("day", "moderator/m", original), b"{}")
        refused = broker.publish(copy_topic("day", "stage/m", original), b"{}")
        assert heard.wait("published", lambda token: token == allowed)
        assert heard.wait("refused", lambda token, _: token == refused)
