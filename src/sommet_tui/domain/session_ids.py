"""The ids that a session has had: a file may give it another one, and records keep the one before.

A group has the ids of one session, the latest last.
"""

from __future__ import annotations

from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from typing import Any

    Group = Sequence[str]

_MOST_IDS = 20
"""How many ids of a session are saved."""
_FIELDS = ("session", "after", "partner", "ends_with")
"""The fields of records that have the id of a session."""


def with_new_ids(groups: Iterable[Group], renamed: Mapping[str, str]) -> tuple[Group, ...]:
    """Return the groups after sessions got new ids; `renamed` maps the ids before to these."""
    new_ids = set(renamed.values())
    left = [[id_ for id_ in group if id_ not in new_ids] for group in groups]
    found = {group[-1]: group for group in left if group}
    by_id = {id_: group for group in found.values() for id_ in group}
    for old, new in renamed.items():
        group = by_id.get(old) or found.setdefault(old, [old])
        group.append(new)
    return tuple(tuple(group[-_MOST_IDS:]) for group in found.values() if len(group) > 1)


def present_ids(groups: Iterable[Group], ids: Container[str]) -> dict[str, str]:
    """Map the other ids of sessions to those that a programme has; `ids` are all of its ids."""
    found: dict[str, str] = {}
    for group in groups:
        present = next((id_ for id_ in reversed(group) if id_ in ids), None)
        if present is not None:
            found.update((id_, present) for id_ in group if id_ not in ids)
    return found


def with_present_ids(value: Any, names: Mapping[str, str]) -> Any:
    """Return what a record says (an act, a message, a panel's act) with the present ids."""
    if not names:
        return value
    changed: dict[str, Any] = {
        field: names[id_]
        for field in _FIELDS
        if (id_ := getattr(value, field, None)) is not None and id_ in names
    }
    times = getattr(value, "times", None)
    if times and not names.keys().isdisjoint(times):
        changed["times"] = {names.get(id_, id_): both for id_, both in times.items()}
    return replace(value, **changed) if changed else value
