"""`stage report --csv`: every item a row, for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sommet_tui.companion.json.stage import item_view, lane_timings
from sommet_tui.domain.text import as_cell

if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.snapshot import Snapshot

_PLANNED = ("planned_start", "planned_end")
"""The columns that say what the programme planned."""


def table(snapshot: Snapshot, now: datetime) -> list[str]:
    """Return the lines of the table: a heading, then every item with its lane's room and day.

    Columns are named like the keys of `stage report --json`; a missing value is empty. An inserted
    item has no planned times here.
    """
    programme = snapshot.programme
    rows: list[dict[str, object]] = []
    for lane in lane_timings(snapshot, now):
        plan = lane.state.plan.lane
        for item in lane.items:
            where: dict[str, object] = {
                "day": plan.day.isoformat(),
                "room": plan.room,
                "title": item.session.title,
            }
            row = where | item_view(programme, lane, item)
            if item.session.added:
                row |= dict.fromkeys(_PLANNED, "")
            rows.append({key: as_cell(v) if isinstance(v, str) else v for key, v in row.items()})
    if not rows:
        return []
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().removesuffix("\n").split("\n")
