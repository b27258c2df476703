"""The line above the foot of the stage while nothing was asked or done."""

from __future__ import annotations

from sommet_tui.tui.feedback import Answer
from sommet_tui.tui.stage.controller import Acting
from sommet_tui.tui.stage.keys import START, START_AGO
from sommet_tui.tui.stage.view import HELPS, SAID, StageView, panel_line, said_rows
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.sentences import short_name
from sommet_tui.wording.times import column_time


def usual_line(
    acting: Acting, view: StageView | None, viewer: Viewer, width: int, board: int
) -> Answer | None:
    """What the line says while nothing was done: why nobody may act, or who leads the lane.

    Where the rows of the board are too few for it, also what was said.
    """
    words, shown = viewer.words, viewer.keymap.shown
    why = acting.not_acting()
    if why is not None:
        return Answer(why, "warning")
    if view is not None and view.said.asked and board < HELPS:
        line = panel_line(viewer.scene(), view.said)
        return Answer("".join(part.text for part in line).strip(), "warning")
    if view is None:
        return None
    coming = view.standing.to_start
    if view.standing.state.called or coming is None:
        rows = said_rows(viewer.scene(), view.said, width, 1) if board < SAID else []
        return Answer("".join(part.text for part in rows[0]), "muted") if rows else None
    name = short_name(coming.session)
    if coming.status != "running":
        said = words.say("The clock leads. {key}: start {session}", key=shown(START), session=name)
        return Answer(said, "muted")
    said = words.say(
        "The clock leads. {since} ↵: {session} started at {time} · {key}: it starts now",
        since=shown(START_AGO),
        session=name,
        time=column_time(coming.session.start, viewer.zones),
        key=shown(START),
    )
    return Answer(said, "muted")
