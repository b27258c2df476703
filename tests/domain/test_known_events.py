"""Which event the app opens, with and without a name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sommet_tui.domain.known_events import (
    KnownEvent,
    ListedEvent,
    event_to_open,
    find_events,
    is_same_entry,
    known_event,
    matching_events,
    sort_events,
)
from sommet_tui.domain.values import replace
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY
from tests.tables import table

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(
    id_: str, starts: str, ends: str | None = None, *, opened: int = 0, zone: str = "UTC"
) -> KnownEvent:
    """Return an event that was opened `opened` days ago."""
    first = date.fromisoformat(starts)
    last = date.fromisoformat(ends) if ends else first
    at = NOW - timedelta(days=opened)
    return KnownEvent(f"/{id_}.yaml", id_, id_.title(), first, last, zone, at)


def event_at_start(*events: KnownEvent, now: datetime = NOW) -> str | None:
    found = event_to_open(events, now)
    return found.programme if found else None


def test_running_event_is_chosen_before_upcoming_ones() -> None:
    over, on = event("over", "2026-02-28"), event("on", "2026-02-27", "2026-03-01")
    soon, late = event("soon", "2026-03-02"), event("late", "2026-03-09")
    assert event_at_start(over, late, soon, on) == "on"
    assert event_at_start(over, late, soon) == "soon"
    assert event_at_start(late) == "late"
    assert event_at_start(over) is None
    assert event_at_start() is None


def test_most_recently_opened_of_two_events_on_one_day_is_chosen() -> None:
    old, new = event("old", "2026-03-01", opened=9), event("new", "2026-03-01", opened=1)
    assert event_at_start(old, new) == event_at_start(new, old) == "new"
    later = [event("a", "2026-03-05", opened=3), event("b", "2026-03-05", opened=2)]
    assert event_at_start(*later) == "b"


def test_event_day_uses_the_zone_of_the_event() -> None:
    tokyo = event("tokyo", "2026-03-02", zone="Asia/Tokyo")
    other = event("other", "2026-03-01")
    late = datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert event_at_start(tokyo, other, now=late - timedelta(hours=2)) == "other"
    assert event_at_start(tokyo, now=late) == "tokyo"
    assert event_at_start(replace(tokyo, opened_at=late), other, now=late) == "tokyo"


def test_list_begins_with_coming_events_and_ends_with_past_ones() -> None:
    events = [
        event("last", "2025-01-01"),
        event("next", "2026-04-01"),
        event("before", "2026-02-28"),
        event("on", "2026-02-01", "2026-03-01"),
    ]
    found = [each.programme for each in sort_events(events, NOW)]
    assert found == ["on", "next", "before", "last"]


@pytest.mark.parametrize(("wanted", "found"), table("known_events.txt"))
def test_event_is_found_by_id_title_or_address(wanted: str, found: str) -> None:
    events = [event(name, "2026-03-01") for name in ("fosdem-2026", "été", "fosdem-2025")]
    listed = find_events(events, f" {wanted} ")
    assert sorted(each.programme for each in listed) == found.split()


def test_programme_at_two_addresses_is_one_event() -> None:
    old = event("day", "2026-03-01", opened=5)
    new = replace(old, address="https://example.org/day", opened_at=NOW)
    assert find_events([new, old], "day") == find_events([old, new], "day") == (new,)


def test_recently_saved_event_is_not_saved_again() -> None:
    one = event("day", "2026-03-01")
    later = replace(one, opened_at=NOW + timedelta(minutes=59))
    assert is_same_entry(one, later)
    assert not is_same_entry(one, replace(later, title="Another"))
    assert not is_same_entry(one, replace(later, ends=date(2026, 3, 2)))
    assert not is_same_entry(one, replace(one, opened_at=NOW + timedelta(hours=1)))
    assert not is_same_entry(one, replace(one, opened_at=NOW - timedelta(seconds=1)))


def test_directory_search_matches_every_word_and_lists_the_latest_first() -> None:
    events = [
        ListedEvent("https://a.example/x", "FOSDEM 2024", date(2024, 2, 3)),
        ListedEvent("https://b.example/fosdem", "Été 2026", date(2026, 1, 31)),
        ListedEvent("https://c.example", "Other"),
    ]
    for wanted, found in (
        ("", ["Été 2026", "FOSDEM 2024", "Other"]),
        ("fosdem", ["Été 2026", "FOSDEM 2024"]),
        ("2026 ete FOSDEM", ["Été 2026"]),
        ("fosdem nothing", []),
    ):
        assert [each.title for each in matching_events(events, wanted)] == found


def test_opened_event_is_saved_with_days_and_zone() -> None:
    made = day_of("talk 09:00-10:00, later 09:00-10:00 next-day")
    found = known_event(made, "/day.yaml", NOW)
    assert (found.address, found.programme, found.title) == ("/day.yaml", made.id, made.title)
    assert (found.starts, found.ends, found.timezone) == (DAY, NEXT_DAY, made.timezone)
    assert found.opened_at == NOW
