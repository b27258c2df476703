"""The search, which finds sessions and people by their titles, names, abstracts and notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from rich.cells import cell_len

from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, FOUND, LIST_OPEN, Key
from sommet_tui.domain.programme import ProgrammePerson, Session
from sommet_tui.domain.search import Hit, Line, excerpt, highlight
from sommet_tui.pages.search import matching_line, search_pages, subject_title
from sommet_tui.pages.session import session_line
from sommet_tui.tui.agenda.rows import session_grid, session_row
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.list_screen import PaneScreen
from sommet_tui.tui.people import PeopleListing
from sommet_tui.tui.render.rows import (
    BLANK,
    Cells,
    Grid,
    Row,
    Span,
    empty_page,
    indent,
    row,
    text_row,
)
from sommet_tui.tui.session_page import SessionListing
from sommet_tui.tui.viewer import OpenPerson, OpenSession, Scene, Viewer
from sommet_tui.tui.widgets.field import Finder
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording import session_texts, times

Subject = Session | ProgrammePerson
Painter = Callable[[Scene, Hit, Subject, Grid], Row]


def title_row(scene: Scene, hit: Hit, subject: Subject, grid: Grid) -> Row:
    """Return the row of a session or a person, with the matches in its title highlighted."""
    title = highlight(subject_title(subject), hit.words)
    if isinstance(subject, ProgrammePerson):
        person = Span(scene.words.say("person"), "muted")
        return grid.row(Cells(_matched_spans(title, ""), number=person))
    painted = _matched_spans(title, "faint" if session_texts.not_held_word(subject, scene) else "")
    start = Span(times.day_time(subject.start, scene))
    return session_row(scene, subject, grid, time=start, title=painted)


def line_row(scene: Scene, hit: Hit, subject: Subject, grid: Grid) -> Row:
    """Return the second row of a hit: the line that matched, with its matches highlighted.

    If only the title matched, the row has the people of the session, or the sessions of the person.
    """
    line = matching_line(hit, subject)
    if line is None:
        if isinstance(subject, ProgrammePerson):
            text = session_texts.join(session_line(session, scene) for session in subject.sessions)
        else:
            text = session_texts.join([session_texts.participants_line(subject), subject.subtitle])
        line = highlight(text, hit.words)
    kinds = {"abstract": scene.words.say("abstract"), "note": scene.words.say("note")}
    kind = f"{kinds[hit.kind]} " if hit.kind in kinds else ""
    room = max(10, grid.width - grid.title_at - cell_len(kind) - 1)
    return grid.continuation_row(
        row(Span(kind, "faint"), *_matched_spans(excerpt(line, room, cell_len), "muted"))
    )


def _matched_spans(line: Line, style: str) -> Row:
    return row(*(Span(text, "match" if matches else style) for text, matches in line.pieces()))


MOST = 200
"""The maximum number of hits in the list. To see others, the user types another word."""


class Hits(SessionListing):
    """The list of hits for the typed text.

    The key of a row is `session` or `person`, a space, and the id.
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._people = PeopleListing(viewer)

    def needs_new_rows(self) -> bool:
        """Update the facts about people. Return whether they have changed."""
        return self._people.needs_new_rows()

    def opens_immediately(self, key: str) -> bool:
        """Return True, because one click opens a hit."""
        del key
        return True

    def detail_rows(self, key: str, width: int, *, brief: bool) -> list[Row]:
        """Return the page of a session or a person or, if `brief`, the preview."""
        kind, _, id_ = key.partition(" ")
        if kind == "person":
            return self._people.detail_rows(id_, width, brief=brief)
        return super().detail_rows(id_, width, brief=brief)

    def rows(self, query: str) -> Rows:
        """Return two rows for each hit: the title, and the line that matched."""
        words = self.viewer.words
        if not query.strip():
            return Rows([None], lambda _y, _width: BLANK)
        hits = search_pages(self.viewer.companion, query, self.viewer.scene())
        if not hits:
            return Rows.without_items(partial(empty_page, words.say("No match."), ()))
        items: list[Item] = []
        for hit, subject in hits[:MOST]:
            kind = "person" if isinstance(subject, ProgrammePerson) else "session"
            items.append(Item(f"{kind} {hit.id}", partial(self._row, title_row, hit, subject)))
            items.append(Item(None, partial(self._row, line_row, hit, subject), below=True))
        if len(hits) > MOST:
            more = words.count(
                "{n} more; add a word to narrow the search.",
                "{n} more; add a word to narrow the search.",
                len(hits) - MOST,
            )
            items.append(Item.from_row(indent(text_row(more, "muted"), 8)))
        return Rows.from_items(items)

    def columns(self, scene: Scene, width: int) -> Grid:
        """Return the columns of the list. The column of times also has the days."""
        return session_grid(scene, width, dated=True)

    def _row(self, paint: Painter, hit: Hit, subject: Subject, width: int) -> Row:
        return paint(self.viewer.scene(), hit, subject, self.grid(width))


class SearchScreen(PaneScreen):
    """The screen with the search: a field, and the hits below it.

    The field always has the focus, and the arrow keys move the cursor among the hits.
    """

    NAME = "search"
    BINDINGS = bindings((APP_BACK,))
    KEYS = (
        APP_BACK,
        LIST_OPEN,
        *FOUND,
        *(k for k in EVERYWHERE if k.priority),
    )

    def __init__(self, viewer: Viewer) -> None:
        self._hits = Hits(viewer)
        super().__init__(viewer, self._hits)
        self.list = self.pane.list
        self.list.tail = 1  # each hit has a second row, which belongs to it
        self.pane.can_focus_children = False
        self._finder = Finder(self.pane.apply_filter, self.list, self.pane)
        self.field = self._finder.field
        self.parts = (self._finder,)

    def keys(self) -> Sequence[Key]:
        """Return the keys. If nothing was found, the key that opens a hit is left out."""
        return [key for key in self.KEYS if key is not LIST_OPEN or self.list.key is not None]

    def adapt_to_size(self, width: int, height: int) -> None:
        """Adapt to this size. In a high window, leave a blank row below the field."""
        super().adapt_to_size(width, height)
        self.field.styles.margin = (0, 0, int(self._hits.has_spacing), 0)

    def paint(self, *, changed: bool) -> None:
        """Search again if the result may have changed."""
        self._hits.needs_new_rows()
        self.pane.update(changed=changed)
        if changed:
            self.field.placeholder = self.viewer.words.say(
                "words from a title, a name, an abstract…"
            )
            self.field.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the page of the chosen session or person."""
        kind, _, id_ = event.key.partition(" ")
        self.post_message((OpenPerson if kind == "person" else OpenSession)(id_, self))
