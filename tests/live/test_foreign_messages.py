"""Nothing that a broker sends breaks the app, and only messages of this crew are saved."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import Share
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.crew.records import VERSION
from sommet_tui.live.crew.link import CrewSharing
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.storage.records import SqliteRecords
from tests.brokers import PATIENCE, Silent

PROGRAMME = "summit"
ROOT = "sommet/1/day"
TOPICS = (
    "records/b/1/1 records/b/1/-1 records/me/1/1 records/b/1/99999999999 lead/-/b/1/1 "
    "lead/hall/me/1/1 lead/-/b/1 here/b/1 here/me/1 here/b nonsense"
)
KEYS = (
    "version programme writer number epoch kind refers record at after withdrawn stamp redoes name "
    "last sent_at reference shown_at echoes gone room uid act seq session text to times"
)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["b/1", "me/1", PROGRAMME, "2025-02-07T09:00:00+01:00", "act", "start"])
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=6)
    ),
    max_leaves=12,
)
LIKELY = st.fixed_dictionaries(
    {
        "version": st.sampled_from([VERSION, VERSION, VERSION, VERSION + 1]),
        "programme": st.just(PROGRAMME),
        "writer": st.sampled_from(["b/1", "me/1"]),
    }
)
PAYLOADS = st.binary(max_size=20) | st.builds(
    lambda likely, encoding, more: json.dumps({**more, **likely}).encode(encoding),
    LIKELY,
    st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "utf-32"]),
    st.dictionaries(st.sampled_from(KEYS.split()), VALUES, max_size=8),
)


@pytest.fixture(scope="module")
def sharing(tmp_path_factory: pytest.TempPathFactory) -> CrewSharing:
    database = tmp_path_factory.mktemp("data") / "sommet.sqlite3"
    crew = SqliteCrew(database)
    crew.put_share(PROGRAMME, Share("mqtt://host/day", "me/1", "Me"))
    return CrewSharing(PROGRAMME, Silent(), SqliteRecords(database), crew, SystemClock())


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    messages=st.lists(
        st.tuples(st.sampled_from(TOPICS.split()), PAYLOADS, st.booleans()), min_size=1, max_size=6
    )
)
def test_link_to_the_broker_survives_any_message(
    sharing: CrewSharing, messages: list[tuple[str, bytes, Any]]
) -> None:
    for topic, payload, retained in messages:
        sharing.on_received(f"{ROOT}/{topic}", payload, retained=retained)
        sharing.on_received(topic, payload, retained=retained)


def test_message_received_during_a_database_lock_does_not_end_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "sommet.sqlite3"
    crew = SqliteCrew(database)
    crew.put_share(PROGRAMME, Share("mqtt://host/day", "me/1", "Me"))
    sharing = CrewSharing(PROGRAMME, Silent(), SqliteRecords(database), crew, SystemClock())

    def locked() -> object:
        raise StorageError("busy", str(database))

    monkeypatch.setattr(crew, "version", locked)
    sharing.start()
    sharing.call_soon(lambda: sharing.on_received(f"{ROOT}/records/me/1/1", b"{}", retained=True))
    goes_on = threading.Event()
    sharing.call_soon(goes_on.set)
    assert goes_on.wait(PATIENCE)
    sharing.stop()
