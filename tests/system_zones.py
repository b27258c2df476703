"""Time zones of the computer on which the tests run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

needs_system_zone = pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="this system's zone cannot be set"
)
SYSTEM_ZONES = ("UTC", "Europe/Paris", "America/New_York", "Pacific/Apia")


@contextmanager
def system_zone(zone: str) -> Iterator[None]:
    """Set the time zone of this computer for a while."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()
