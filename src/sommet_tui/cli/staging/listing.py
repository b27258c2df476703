"""`stage log`: what was done, when, by whom, and whether it still holds."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.layout import cells, filled
from sommet_tui.cli.staging.opening import open_stage
from sommet_tui.companion.json.stage import log_view, logged
from sommet_tui.domain.rundown.acts import undone
from sommet_tui.wording.sentences import listed
from sommet_tui.wording.stage import act_sentence
from sommet_tui.wording.times import clock_face, date_text

if TYPE_CHECKING:
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.domain.rundown.acts import Act


def log(request: Request) -> int:
    """Print every act in order: one a line; with --json, its record, as a file may hold it."""
    view = open_stage(request)
    if request.as_json:
        output.tell_json_lines(log_view(view.snapshot, view.now))
    else:
        output.tell(_page(view))
    return OK


def _page(view: View) -> list[str]:
    rows = list(logged(view.snapshot, view.now))
    if not rows:
        return [view.words.say("Nothing has been done yet.")]
    acts = view.snapshot.acts(view.now)
    taken, lines = undone(acts), view.zone_remarks()
    width = len(str(rows[-1][0].seq))
    for day, of_day in groupby(rows, key=lambda row: view.zones.local(row[0].at).date()):
        lines.append(date_text(day, view.words, year=True))
        for act, void in of_day:
            lines += _row(view, act, acts, width, _mark(view, act, taken, void=void))
    return lines


def _row(view: View, act: Act, acts: tuple[Act, ...], width: int, mark: str | None) -> list[str]:
    first = f"  {act.seq:>{width}}  {clock_face(act.at, view.zones)}  "
    did = act_sentence(act, view.programme, view.zones, view.words, acts)
    by = view.words.say("by {name}", name=act.by) if act.by else None
    return filled(listed([did, by, mark]), " " * cells(first), first)


def _mark(view: View, act: Act, taken: frozenset[int], *, void: bool) -> str | None:
    """What has become of an act that no longer does what it did."""
    if act.seq in taken:
        return view.words.say("undone")
    return view.words.say("void") if void else None
