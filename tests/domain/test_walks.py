"""Walking times: within a building, between two, to a place in none, and where the day begins."""

from __future__ import annotations

import pytest

from sommet_tui.domain.programme import Programme, Room
from sommet_tui.domain.values import replace
from sommet_tui.domain.walks import walking_minutes
from tests.builders import programme, session
from tests.tables import listed, table


def campus(**walks: int) -> Programme:
    rooms = (
        Room("k1", "K.1", building="K"),
        Room("k2", "K.2", building="K"),
        Room("h1", "H.1", building="H"),
        Room("aw1", "AW.1", building="AW"),
        Room("janson", "Janson"),
        Room("ferrer", "Ferrer"),
    )
    return replace(programme(session("a", room="k1"), rooms=("k1",)), rooms=rooms, walks=walks)


@pytest.mark.parametrize(("one", "other", "minutes"), table("walks.txt"))
def test_walk_takes_the_same_time_in_both_directions(one: str, other: str, minutes: str) -> None:
    there = campus(**{"within": 3, "between": 7, "K-H": 4})
    assert walking_minutes(there, one, other or None) == int(minutes)
    assert walking_minutes(there, other or None, one) == int(minutes)


@pytest.mark.parametrize(("settings", "users", "minutes"), table("walks.txt", "settings"))
def test_users_walking_time_applies_only_between_buildings(
    settings: str, users: str, minutes: str
) -> None:
    walks = {name: int(each) for name, each in map(str.split, listed(settings))}
    there, own = campus(**walks), int(users) if users else None
    found = [walking_minutes(there, "k1", other, own) for other in ("k2", "h1", "aw1", "janson")]
    assert " ".join(map(str, found)) == minutes
