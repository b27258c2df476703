"""The rows of Bookmarks: bookmarks in time order with clashes, free time, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sommet_tui.companion.plan import PlannedDay, overview_of
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap, with_gaps, with_others
from sommet_tui.tui.agenda.view import gap_row, session_row
from sommet_tui.tui.render.rows import (
    BLANK,
    Cells,
    Grid,
    Row,
    Span,
    empty_page,
    fit_row,
    fitting_form,
    heading,
    text_row,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.bookmarks import free_words, overview_forms
from sommet_tui.wording.sentences import join
from sommet_tui.wording.times import date_text

BookmarksEntry = Pick | Gap | Note | date | str


def bookmark_entries(
    scene: Scene, free: Iterable[Gap], left: Iterable[Pick] = ()
) -> list[BookmarksEntry]:
    """Return the rows, top to bottom; a text is a heading.

    `free` are the free times of the plan. `left` has the bookmarks that were removed on this
    screen: they keep their rows, without a star.
    """
    own = scene.snapshot.own_picks
    mine = scene.snapshot.mine.starred | {p.bookmark.session for p in own}
    lost_stars = [p for p in left if p.bookmark.session not in mine]
    picks = (*scene.snapshot.picks, *own, *lost_stars)
    present = {p.session.id: p for p in picks if p.session is not None}
    gone = [p for p in picks if p.session is None]
    in_order = with_others(
        (s for s in scene.programme.sessions if s.id in present),
        scene.snapshot.own_sessions,
    )
    found: list[BookmarksEntry] = []
    day: date | None = None
    for entry in with_gaps(in_order, free):
        if isinstance(entry, Gap):
            found.append(entry)
            continue
        if entry.day != day:
            day = entry.day
            found.append(day)
        pick = present[entry.id]
        found.append(pick)
    starred = scene.snapshot.mine.starred
    notes = [n for n in scene.snapshot.notes_in_order if n.session not in starred]
    noted = [note for note in notes if note.session in scene.programme.by_id]
    if noted:
        found += [scene.words.say("WITH A NOTE"), *noted]
    lost: list[BookmarksEntry] = [*gone, *notes[len(noted) :]]
    if lost:
        found += [scene.words.say("NO LONGER IN THE PROGRAMME"), *lost]
    return found


def entry_key(entry: BookmarksEntry) -> str | None:
    """Return the id of the session of a row; None for headings and gaps."""
    if isinstance(entry, Pick):
        return entry.bookmark.session
    return entry.session if isinstance(entry, Note) else None


def entry_row(
    scene: Scene, entry: BookmarksEntry, grid: Grid, above: BookmarksEntry | None = None
) -> Row:
    """Return a row of the list; it has no time if the bookmark `above` starts with it."""
    if isinstance(entry, Pick | Note):
        return _bookmark_row(scene, entry, grid, above.session if isinstance(above, Pick) else None)
    if isinstance(entry, Gap):
        return gap_row(scene, entry, free_words(entry, scene.view), grid)
    if isinstance(entry, date):
        return heading(date_text(entry, scene.words, year=True))
    return heading(entry)


def summary_row(scene: Scene, planned: Sequence[PlannedDay], width: int) -> Row:
    """Return the summary of all bookmarks, above the list."""
    if not scene.snapshot.mine.has_picks:
        return BLANK
    overview = overview_of(scene.snapshot, planned, scene.now)
    text = fitting_form(overview_forms(overview, scene.view), width - 2)
    return fit_row(text_row(f" {text}", "muted"), width)


def _bookmark_row(scene: Scene, entry: Pick | Note, grid: Grid, above: Session | None) -> Row:
    if isinstance(entry, Pick):
        session, title = entry.session, join([entry.bookmark.title, scene.words.say("cancelled")])
        mark = marks.degree_mark(scene.snapshot, entry.bookmark.session, "")
    else:
        session, title = scene.programme.by_id.get(entry.session), f"{marks.NOTED} {entry.title}"
        mark = ""
    if session is not None:
        again = above is not None and above.start == session.start
        return session_row(scene, session, grid, time=Span("") if again else None)
    # Its heading says that it is gone.
    return grid.row(Cells(text_row(title, "warning"), mark=text_row(mark.rjust(grid.mark), "star")))


def empty_rows(scene: Scene, width: int) -> list[Row]:
    """Return the rows of a list without bookmarks."""
    words = scene.words
    return empty_page(
        words.say("No bookmarks yet."),
        [
            words.say("Press b on any screen to bookmark a session."),
            words.say("Press n to write a note on a session."),
            words.say("Press a to add your own event, such as a meeting or a train."),
        ],
        width,
    )
