"""What stands above a lane wherever one is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.wording.sentences import listed, room_name
from sommet_tui.wording.times import date_text

if TYPE_CHECKING:
    from sommet_tui.cli.view import View
    from sommet_tui.domain.rundown.standing import Standing


def lane_heading(view: View, lane: Standing) -> str:
    """The room, where there is one, and the day."""
    plan = lane.state.plan.lane
    return listed(
        [room_name(view.programme, plan.room), date_text(plan.day, view.words, year=True)]
    )
