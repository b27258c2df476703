"""How many minutes it takes to walk from one place of an event to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.limits import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final

    from sommet_tui.domain.programme import Programme

WITHIN: Final = "within"
BETWEEN: Final = "between"
"""The keys of a programme's `walks` for two rooms in one building, and in two buildings."""
_KEY_LIMIT: Final = 2 * LINE_LIMIT + 1
"""The length of a key with the names of two buildings, in characters."""
USUAL_WITHIN: Final = 2
USUAL_BETWEEN: Final = 5
"""The default minutes between two buildings."""


def is_walk(key: str, buildings: Collection[str]) -> bool:
    """Whether a key of `walks` is one of the two above, or names two of these buildings ("K-H")."""
    if key in (WITHIN, BETWEEN):
        return True
    return len(key) <= _KEY_LIMIT and any(
        key[:place] in buildings and key[place + 1 :] in buildings
        for place, letter in enumerate(key)
        if letter == "-"
    )


def minutes_between_buildings(programme: Programme, chosen: int | None) -> int:
    """Return the minutes between two buildings: the user's, or the programme's, or the default."""
    return programme.walks.get(BETWEEN, USUAL_BETWEEN) if chosen is None else chosen


def minutes_within_a_building(programme: Programme, between: int) -> int:
    """Return the minutes within one building; the default is at most those between two."""
    return programme.walks.get(WITHIN, min(USUAL_WITHIN, between))


def walking_minutes(
    programme: Programme, one: str | None, other: str | None, between: int | None = None
) -> int:
    """Return the minutes of the walk from one place to another, in either direction.

    A place is the id of a room, or another text such as the place of an own event, whose building
    is unknown. With an unknown place (None), there is no walk. `between` is the user's setting,
    which replaces the programme's minutes between two buildings.
    """
    if one is None or other is None or one == other:
        return 0
    walks = programme.walks
    default_between = minutes_between_buildings(programme, between)
    building, other_building = programme.buildings.get(one), programme.buildings.get(other)
    if building is None or other_building is None:
        return default_between
    pair = walks.get(f"{building}-{other_building}", walks.get(f"{other_building}-{building}"))
    if pair is not None:
        return pair
    if building == other_building:
        return minutes_within_a_building(programme, default_between)
    return default_between
