"""Attending a session that the plan leaves out, from every screen that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.keys import PLAN_TAKE
from sommet_tui.domain.plan import Reason
from sommet_tui.pages.plan import StopFacts, not_taken_sentence, swap_sentence
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.marks import change_with_undo
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit_row, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import ChoiceDialog, Dialog
from sommet_tui.tui.widgets.row_list import Item
from sommet_tui.wording.errors import storage_error_sentence


def take_instead(viewer: Viewer, session_id: str) -> Feedback | None:
    """Attend a session instead of those that clash with it; return the cost and the undo."""
    words, companion = viewer.words, viewer.companion
    before = companion.snapshot.mine.degrees
    try:
        walk = viewer.settings.walk_minutes
        found = companion.plans.take_instead(session_id, walk)
    except StorageError as error:
        return Feedback(storage_error_sentence(error, words), "danger")
    if found is None or isinstance(found, Reason):
        session = viewer.programme.by_id.get(session_id)
        said = not_taken_sentence(found, session, viewer.view())
        return Feedback(said, "danger" if found else "accent")
    marked = (*found.demoted, found.taken)

    def restore(_width: int) -> None:
        for stop in marked:
            companion.mine.star(stop.id, before.get(stop.id))

    return change_with_undo(viewer, lambda: swap_sentence(found, viewer.view()), restore)


def swap_dialog(
    viewer: Viewer,
    name: str,
    left_out: Sequence[StopFacts],
    report: Callable[[Feedback | None], None],
) -> Dialog | str:
    """Return the dialog that offers what the plan leaves out for a stop with this name.

    `report` receives the result of the choice. If nothing is left out, return a sentence.
    """
    words = viewer.words
    picks = {pick.stop.id: pick for pick in left_out}
    if not picks:
        return words.say("The plan leaves nothing out for {stop}.", stop=name)

    def about(width: int) -> Sequence[Row]:
        said = words.say("Left out so that you can attend {stop}", stop=name)
        return [*paragraphs(said, width), BLANK]

    def why(id_: str, width: int) -> Sequence[Row]:
        pick = picks[id_]
        about = [pick.place or "", *(full for full, _ in pick.reasons)]
        return [BLANK, *(line for text in about for line in paragraphs(text, width, "muted"))]

    items = [Item(id_, partial(_row, pick)) for id_, pick in picks.items()]
    title = words.say(PLAN_TAKE.label)
    return ChoiceDialog(title, about, items, lambda id_: report(take_instead(viewer, id_)), why)


def _row(pick: StopFacts, width: int) -> Row:
    parts = Span(f" {pick.sign} ", "star"), Span(f"{pick.times}  ", "muted"), pick.title
    return fit_row(row(*parts), width)
