"""Revisions of calendar entries: the number rises with time, place and state, and never falls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sommet_tui.domain.calendar_revisions import (
    CalendarEntry,
    Revision,
    make_entry,
    next_revision,
)
from sommet_tui.domain.values import replace
from tests.builders import at, session

NOW = at("08:00")
TALK = make_entry(session("talk", "10:00", "11:00"), "A talk", "Main hall", "digest")


def test_new_calendar_entry_has_revision_zero() -> None:
    assert next_revision(None, TALK, NOW) == Revision(TALK, 0, NOW)


def test_unchanged_calendar_entry_keeps_its_revision() -> None:
    last = Revision(TALK, 3, NOW)
    assert next_revision(last, TALK, NOW + timedelta(hours=1)) is last


@pytest.mark.parametrize(
    "change",
    [{"start": at("10:05")}, {"end": at("11:05")}, {"place": "Side room"}, {"state": "moved"}],
)
def test_new_time_place_or_state_raises_the_revision(change: dict[str, Any]) -> None:
    changed, later = replace(TALK, **change), NOW + timedelta(hours=1)
    assert next_revision(Revision(TALK, 3, NOW), changed, later) == Revision(changed, 4, later)


@pytest.mark.parametrize("changed", [replace(TALK, title="Talk"), replace(TALK, details="other")])
def test_change_of_title_or_details_keeps_the_revision(changed: CalendarEntry) -> None:
    later = NOW + timedelta(hours=1)
    assert next_revision(Revision(TALK, 3, NOW), changed, later) == Revision(changed, 3, later)


def test_unknown_place_is_exported_as_empty() -> None:
    assert make_entry(session("talk", "10:00", "11:00"), "A talk", None, "").place == ""
