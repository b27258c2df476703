"""The Stage screen below its list: the plan and the day as it goes as two rails, then the log."""

from __future__ import annotations

from collections.abc import Sequence

from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.pages.log import LogLine, log_lines
from sommet_tui.pages.stage import StageView
from sommet_tui.tui.render.rail import Scale, hours_row, rail
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit, inset, pad, row
from sommet_tui.tui.stage.rails import planned_and_expected_stretches
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.times import column_time

_RAILS = 4
"""The height of the rails with their hours and the blank row above them."""
_LOG = 3
"""The minimum height of the log with its heading and the blank row above that."""
_ROWS = 10
"""As many rows of a long lane stay in sight above the rails."""
_SAID = 60
"""The maximum width of what the log says, in cells."""


def below_height(free: int, length: int) -> int:
    """Return how many rows of a lane of this length go to the parts below it."""
    left = free - min(length, _ROWS)
    if left < _RAILS:
        return 0
    spare = free - length
    return spare if spare >= _RAILS + _LOG else _RAILS


def rails_and_log(
    scene: Scene, view: StageView, entries: Sequence[Act | Message], width: int, height: int
) -> list[Row]:
    """Return the rails and the latest entries of the log, as many as there is room for."""
    inner = max(10, width - 4)
    rows = [BLANK, *_rails(scene, view.timing, inner)]
    most = height - len(rows) - _LOG + 1
    if entries and most > 0:
        rows += [BLANK, row(Span(scene.words.say("LOG"), "heading"))]
        latest = [*reversed(entries)][:most]
        rows += [_log_row(scene, line, inner) for line in log_lines(latest, scene.view)]
    return inset(rows, 2)[:height]


def _log_row(scene: Scene, line: LogLine, width: int) -> Row:
    said = pad(line.said, min(_SAID, width - 20))
    text = (
        f"{column_time(line.at, scene.zones)}  {said}  {line.state[-1] if line.state else line.by}"
    )
    return row(Span(fit(text, width), "faint"))


def _rails(scene: Scene, timing: LaneTiming, width: int) -> list[Row]:
    """Return the plan above the day as it goes, to one scale, so that lateness is a shift."""
    if scene.calm:
        return []
    plan, now = planned_and_expected_stretches(timing)
    if not plan and not now:
        return []
    names = scene.words.say("plan"), scene.words.say("now")
    by = max(map(len, names)) + 2
    scale = Scale.spanning([*plan, *now], width - by)
    lines = rail(plan, scale, scene.now), rail(now, scale, scene.now)
    rows = [
        row(Span(pad(name, by), style), *line)
        for name, style, line in zip(names, ("faint", "muted"), lines, strict=True)
    ]
    return [*rows, row(" " * by, *hours_row(scale, scene.zones))]
