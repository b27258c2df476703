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
from tests.tables import listed, table

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def events(text: str) -> list[KnownEvent]:
    """Return the events "one 2026-03-01/2026-03-02 Asia/Tokyo, two 2026-03-01 -9".

    The second one was opened nine days ago, the first one just now.
    """
    found = []
    for id_, days, *more in map(str.split, listed(text)):
        first, _, last = days.partition("/")
        starts, ends = date.fromisoformat(first), date.fromisoformat(last or first)
        zone = next((word for word in more if "/" in word), "UTC")
        opened = NOW + timedelta(days=sum(int(word) for word in more if word != zone))
        found.append(KnownEvent(f"/{id_}.yaml", id_, id_.title(), starts, ends, zone, opened))
    return found


@pytest.mark.parametrize(("known", "hour", "opened"), table("known_events.txt", "event to open"))
def test_running_or_next_event_is_opened(known: str, hour: str, opened: str) -> None:
    found = event_to_open(events(known), NOW.replace(hour=int(hour)))
    assert (found.programme if found else "") == opened


def test_list_begins_with_coming_events_and_ends_with_past_ones() -> None:
    known = events("last 2025-01-01, next 2026-04-01, before 2026-02-28, on 2026-02-01/2026-03-01")
    found = [each.programme for each in sort_events(known, NOW)]
    assert found == ["on", "next", "before", "last"]


@pytest.mark.parametrize(("wanted", "found"), table("known_events.txt"))
def test_event_is_found_by_id_title_or_address(wanted: str, found: str) -> None:
    known = events("fosdem-2026 2026-03-01, été 2026-03-01, fosdem-2025 2026-03-01")
    assert sorted(e.programme for e in find_events(known, f" {wanted} ")) == found.split()


def test_programme_at_two_addresses_is_one_event() -> None:
    (old,) = events("day 2026-03-01 -5")
    new = replace(old, address="https://example.org/day", opened_at=NOW)
    assert find_events([new, old], "day") == find_events([old, new], "day") == (new,)


def test_recently_saved_event_is_not_saved_again() -> None:
    (one,) = events("day 2026-03-01")
    later = replace(one, opened_at=NOW + timedelta(minutes=59))
    assert is_same_entry(one, later)
    assert not is_same_entry(one, replace(later, title="Another"))
    assert not is_same_entry(one, replace(later, ends=date(2026, 3, 2)))
    assert not is_same_entry(one, replace(one, opened_at=NOW + timedelta(hours=1)))
    assert not is_same_entry(one, replace(one, opened_at=NOW - timedelta(seconds=1)))


def test_directory_search_matches_every_word_and_lists_the_latest_first() -> None:
    directory = [
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
        assert [each.title for each in matching_events(directory, wanted)] == found


def test_opened_event_is_saved_with_days_and_zone() -> None:
    made = day_of("talk 09:00-10:00, later 09:00-10:00 next-day")
    expected = ("/day.yaml", made.id, made.title, DAY, NEXT_DAY, made.timezone, NOW)
    assert known_event(made, "/day.yaml", NOW) == KnownEvent(*expected)
