"""How many minutes it takes to walk from one place of an event to another."""

from __future__ import annotations

from sommet_tui.domain.limits import LINE_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from sommet_tui.domain.programme import Programme

WITHIN = "within"
BETWEEN = "between"
"""The keys of `walks` for rooms in one building (`WITHIN`) and in two buildings (`BETWEEN`)."""
_KEY_LIMIT = 2 * LINE_LIMIT + 1
"""The largest length of a key with the names of two buildings, in characters."""
USUAL_WITHIN = 2
USUAL_BETWEEN = 5
"""The default minutes between two buildings."""


def is_walk_key(key: str, buildings: Collection[str]) -> bool:
    """Return whether a key of `walks` is `WITHIN` or `BETWEEN`, or names two buildings ("K-H")."""
    if key in (WITHIN, BETWEEN):
        return True
    return len(key) <= _KEY_LIMIT and any(
        key[:place] in buildings and key[place + 1 :] in buildings
        for place, letter in enumerate(key)
        if letter == "-"
    )


def minutes_between_buildings(programme: Programme, chosen: int | None) -> int:
    """Return the minutes of the walk between two buildings.

    The user's choice counts first, then the programme's minutes, then the default.
    """
    return programme.walks.get(BETWEEN, USUAL_BETWEEN) if chosen is None else chosen


def minutes_within_a_building(programme: Programme, between: int) -> int:
    """Return the minutes of the walk within a building.

    If the programme sets none, it is the default, but at most the minutes between two buildings.
    """
    return programme.walks.get(WITHIN, min(USUAL_WITHIN, between))


def walking_minutes(
    programme: Programme, one: str | None, other: str | None, between: int | None = None
) -> int:
    """Return the minutes of the walk from one place to another, in either direction.

    A place is the id of a room, or a free text such as the place of an own event, which is in no
    building. All rooms without a building count as one building. If a place is None, the walk is
    within a building: the first walk of a day has no known start. `between` is the user's setting
    for the minutes between two buildings, which replaces the programme's minutes.
    """
    if one == other:
        return 0
    default_between = minutes_between_buildings(programme, between)
    names, buildings = programme.room_names, programme.buildings
    if one is None or other is None:
        return minutes_within_a_building(programme, default_between)
    if one not in names or other not in names:
        return default_between
    building, other_building = buildings.get(one), buildings.get(other)
    if building is not None and other_building is not None:
        walks = programme.walks
        pair = walks.get(f"{building}-{other_building}", walks.get(f"{other_building}-{building}"))
        if pair is not None:
            return pair
    if building == other_building:
        return minutes_within_a_building(programme, default_between)
    return default_between
