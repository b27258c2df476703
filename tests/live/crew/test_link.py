"""The state of the link to the broker, as windows and commands see it."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.live.crew.link import Status
from tests.builders import at

NOW = at("09:00")


def later(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def connected() -> Status:
    status = Status(NOW)
    status.connect(NOW)
    return status


def test_new_records_wait_until_they_are_read() -> None:
    status = connected()
    wake = status.wake()
    assert status.current.waiting == 1
    status.report(0, 0, NOW)
    assert status.current.waiting == 1
    status.begin_reading(wake)
    status.report(0, 0, NOW)
    assert status.current.waiting == 0


def test_unconfirmed_records_are_reported_as_unanswered_after_three_seconds() -> None:
    status = connected()
    found = []
    for seconds, waiting, confirmed in ((0, 2, 0), (2.9, 2, 0), (3, 2, 0), (4, 1, 1), (8, 0, 2)):
        status.report(waiting, confirmed, NOW + later(seconds))
        found.append(status.current.unanswered)
    assert found == [False, False, True, False, False]


def test_connection_without_messages_is_reported_as_silent() -> None:
    status = connected()
    found = []
    for seconds in (44, 45, -1):  # the clock may also be set back
        status.report(0, 0, NOW + later(seconds))
        found.append(status.current.silent)
    status.record_message(NOW + later(50))
    status.report(0, 0, NOW + later(60))
    assert [*found, status.current.silent] == [False, True, True, False]


def test_status_of_the_link_shows_the_time_of_the_first_failure() -> None:
    status = connected()
    for seconds, code in ((1, "lost"), (2, "offline"), (3, "offline")):
        status.disconnect(BrokerError(code), NOW + later(seconds))
    assert status.current.since == NOW + later(1)
    assert status.current.error is not None
    assert status.current.error.code == "offline"
