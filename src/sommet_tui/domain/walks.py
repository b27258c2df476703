"""How long it takes to walk from one place of an event to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.limits import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final

    from sommet_tui.domain.programme import Programme

WITHIN: Final = "within"
BETWEEN: Final = "between"
"""The keys of a programme's `walks` for two rooms of one building, and of two."""
_KEY_LIMIT: Final = 2 * LINE_LIMIT + 1
"""The length of a key with the names of two buildings, in characters."""
USUAL_WITHIN: Final = 2
USUAL_BETWEEN: Final = 5
"""The minutes of these walks in a programme that does not give them."""


def is_walk(key: str, buildings: Collection[str]) -> bool:
    """Whether a key of `walks` is one of the two above, or two of these buildings: "K-H"."""
    if key in (WITHIN, BETWEEN):
        return True
    return len(key) <= _KEY_LIMIT and any(
        key[:place] in buildings and key[place + 1 :] in buildings
        for place, letter in enumerate(key)
        if letter == "-"
    )


def minutes_between_buildings(programme: Programme, chosen: int | None) -> int:
    """The minutes between two buildings: what the user has set, else the programme, else usual."""
    return programme.walks.get(BETWEEN, USUAL_BETWEEN) if chosen is None else chosen


def walking_minutes(
    programme: Programme, one: str | None, other: str | None, between: int | None = None
) -> int:
    """Return the minutes it takes to walk from one place to another, in either direction.

    A place is the id of a room, or a text such as the place of an own event: that is in no known
    building. There is no walk from or to an unknown place (None). `between` is what the user has
    set instead of the programme's minutes between two buildings.
    """
    if one is None or other is None or one == other:
        return 0
    walks = programme.walks
    far = minutes_between_buildings(programme, between)
    here, there = programme.buildings.get(one), programme.buildings.get(other)
    if here is None or there is None:
        return far
    pair = walks.get(f"{here}-{there}", walks.get(f"{there}-{here}"))
    if pair is not None:
        return pair
    return walks.get(WITHIN, min(USUAL_WITHIN, far)) if here == there else far
