"""The page and the preview of a session, and the bases of lists of sessions and their screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from rich.cells import cell_len

from sommet_tui.companion.keys import APP_BACK, MINE_UNDO, SESSION_NOTE, SESSION_STAR
from sommet_tui.domain.programme import Link, Participant, Session
from sommet_tui.domain.values import replace
from sommet_tui.pages.agenda import session_facts
from sommet_tui.pages.session import (
    next_sessions,
    place_lines,
    room_link,
    session_links,
    session_notices,
    status_lines,
    symbol_sentences,
    time_words,
)
from sommet_tui.tui import list_screen
from sommet_tui.tui.agenda.rows import session_grid, session_row
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render import header, rail
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    Grid,
    Memo,
    Row,
    Span,
    fit,
    fit_row,
    hanging_rows,
    indent,
    indent_rows,
    join_side_by_side,
    justify,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.row_list import Rows
from sommet_tui.wording import expected_times, marks
from sommet_tui.wording.session_texts import (
    WHOLE_NAME,
    badges,
    clash_words,
    describe_clash,
    headline,
    join,
    link_word,
    not_held_word,
    participants_line,
    pick_with_overlaps,
    role_word,
)
from sommet_tui.wording.times import column_span
from sommet_tui.wording.words import mark

_NEXT = mark(
    (
        "NEXT IN THIS ROOM",
        "NEXT WITH {name}",
        "LATER IN THIS ROOM",
        "LATER WITH {name}",
    )
)
_BETWEEN, _MIN_COLUMN = 6, 44
"""The gap before a second column, and the minimum width of this column, in cells."""
_AFFILIATION = 24
"""The minimum width of a column of affiliations, in cells."""


def session_page(
    scene: Scene, session: Session | None, width: int, *, with_notices: bool = True
) -> list[Row]:
    """Return the whole page of a session. In a wide window, it has two columns.

    People, later sessions and links are in the second column. If `session` is None, because the
    session has left the programme, return [].
    """
    if session is None:
        return []
    whole = max(10, width - 4)
    inner = min(READING_WIDTH, whole)
    aside = whole - inner - _BETWEEN
    abstract = scene.programme.abstracts.get(session.id)
    top = _eyebrow_row(scene, session)
    # The row of the room may be below the edge of a small window.
    if inner < _MIN_COLUMN and scene.programme.has_several_rooms:
        place = text_row(place_lines(session, scene)[0] or "", "muted")
        # The time left matters more than the whole name of the room.
        top = justify(top, fit_row(place, max(inner // 3, inner - width_of(top) - 2)), inner)
    head = [
        top,
        *paragraphs(session.title, inner, "title"),
        *(paragraphs(session.subtitle, inner, "muted") if session.subtitle else []),
        *(_notice_rows(scene, session, inner) if with_notices else []),
        *_change_rows(scene, session.id, inner),
        BLANK,
        *rail.room_rail(scene, session.room, session.day, whole, session.id),
        BLANK,
    ]
    text = [
        *paragraphs(time_words(session, scene), inner),
        *_fact_rows(scene, session, inner),
        *_symbol_rows(scene, session, inner),
    ]
    about = _note_rows(scene, session.id, inner)
    about += [BLANK, *markdown(abstract, inner)] if abstract else []
    if aside < _MIN_COLUMN:
        people, *more = _side_blocks(scene, session, inner)
        page = [*head, *text, *people, *about, *(line for rows in more for line in rows)]
    else:
        beside = [line for rows in _side_blocks(scene, session, aside) for line in rows]
        page = [*head, *join_side_by_side([*text, *about], beside[1:], inner + _BETWEEN)]
    return [BLANK, *indent_rows(page, 2), BLANK]


def _side_blocks(scene: Scene, session: Session, width: int) -> tuple[list[Row], ...]:
    """Return three blocks of rows about a session: its people, later sessions, its links.

    A block is empty, or begins with a blank row.
    """
    people = _people_rows(scene, session, width)
    after = _next_session_rows(scene, session, width)
    way = room_link(session, scene)
    found = link_rows([link for link in session_links(session, scene) if link != way], scene, width)
    return tuple([BLANK, *rows] if rows else [] for rows in (people, after, found))


def link_rows(links: Iterable[Link], scene: Scene, width: int) -> list[Row]:
    """Return rows with the name of each link: its kind or, for other links, its title.

    If several links have the same name, only the first one is shown.
    """
    heading = row(Span(scene.words.say("LINKS"), "heading"), "  ")
    named: dict[str, Link] = {}
    for link in links:
        named.setdefault(link_word(link, scene.words) or link.title, link)
    rows: list[Row] = []
    space = max(10, width - width_of(heading))
    for name, link in named.items():
        span = Span(fit(name, space), "link", link.url)
        if rows and width_of(rows[-1]) + width_of((span,)) + 3 <= space:
            rows[-1] = row(*rows[-1], Span(" · ", "muted"), span)
        else:
            rows.append(row(span))
    return join_side_by_side([heading], rows, width_of(heading)) if rows else []


def _notice_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    rows = header.notice_rows(scene, session_notices(session, scene), width)
    return [BLANK, *rows] if rows else []


def _note_rows(scene: Scene, session_id: str, width: int) -> list[Row]:
    """Return the user's note on a session, with its heading, or [] if the session has no note."""
    note = scene.snapshot.mine.note(session_id)
    if note is None:
        return []
    heading = row(Span(f"{marks.NOTED} ", "star"), Span(scene.words.say("MY NOTE"), "heading"))
    return [BLANK, heading, *markdown(note.text, width)]


def _removed_session_rows(scene: Scene, session_id: str, width: int) -> list[Row]:
    """Return the title of a removed session, its change, and the user's note."""
    inner = max(10, min(READING_WIDTH, width - 4))
    mine, change = scene.snapshot.mine, scene.changes.get(session_id)
    saved = {note.session: note.title for note in mine.notes}
    saved |= {bookmark.session: bookmark.title for bookmark in mine.bookmarks}
    title = headline(change.session) if change else saved.get(session_id, "")
    rows = [*paragraphs(title, inner, "title"), *_change_rows(scene, session_id, inner)]
    return [*rows, *_note_rows(scene, session_id, inner)]


def session_preview(scene: Scene, session: Session | None, width: int) -> list[Row]:
    """Return the preview of a session: a line, its title, its people, its facts.

    If `session` is None, because the session has left the programme, return [].
    """
    if session is None:
        return []
    inner = max(10, width - 3)
    facts, clashes = session_facts(session, scene), clash_words(session.id, scene)
    when = column_span(session.start, session.end, scene.zones)
    times = [when, facts.late, facts.planned, facts.place]
    line = join([*times, facts.track, *badges(session, scene)])
    if clashes and cell_len(line) + 5 + cell_len(clashes) > inner:
        line = join(times)  # clashes are more important than the track and the badges
    rows = [
        text_row("─" * width, "divider"),
        text_row(facts.title, "strong"),
        row(Span(participants_line(session) or session.subtitle or "")),
        row(Span(line, "muted"), Span(f" · {marks.CLASH} {clashes}" if clashes else "", "danger")),
    ]
    return [rows[0], *(indent(fit_row(r, inner), 1) for r in rows[1:])]


def _eyebrow_row(scene: Scene, session: Session) -> Row:
    words = scene.words

    def left_text(left: timedelta) -> str:
        if left < timedelta(0):
            return expected_times.time_left_words(left, words, calm=scene.calm)
        return words.say("{time} left", time=scene.time_left_text(left))

    kind = words.say("break") if session.is_break else session.label
    first, *others = status_lines(session, scene, left_text)
    off = not_held_word(session, scene) is not None
    return row(
        Span((first or "").upper(), "danger" if off else "heading"),
        *(f" · {text}" for text in (*others, kind) if text),
    )


def _fact_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    room, *others = place_lines(session, scene)
    way, facts = room_link(session, scene), join(others)
    line = row(
        Span(room or "", "link" if way else "muted", way.url if way else ""),
        Span(f"{' · ' if room and facts else ''}{facts}", "muted"),
    )
    rows = [line] if line else []
    if width_of(line) > width:
        rows = paragraphs(room or "", width, *line[0][1:]) + paragraphs(facts, width, "muted")
        rows = [*filter(None, rows)]
    remarks = join(badges(session, scene))
    return [*rows, *paragraphs(remarks, width, "accent")] if remarks else rows


def _next_session_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    """Return the later sessions in the room and with the same people, each under a heading.

    A heading has the day, the time and the room, and may take several rows.
    """
    rows = list[Row]()
    for later in next_sessions(session, scene):
        heading = later.sentence(_NEXT, scene.words)
        head = [row(Span(heading, "heading"), Span(f" · {later.when}", "muted"))]
        if width_of(head[0]) > width:
            head = [*paragraphs(heading, width, "heading"), *paragraphs(later.when, width, "muted")]
        rows += [*head, *paragraphs(headline(later.session), width)]
    return rows


def _symbol_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    rows = list[Row]()
    for sign, text in symbol_sentences(session, scene):
        rows += hanging_rows(text_row(f"{sign} ", "star"), text, width)
    return [*rows, *clash_rows(scene, session.id, width)]


def _change_rows(scene: Scene, id_: str, width: int) -> list[Row]:
    """Return how a session has changed since the user last looked, and what replaces it."""
    change = scene.changes.get(id_)
    if change is None:
        return []
    # Imported here, because most sessions do not change.
    from sommet_tui.pages.changes import change_sentence
    from sommet_tui.wording.changes import change_symbol, replacement_lines

    sentence = change_sentence(change, scene)
    rows = hanging_rows(text_row(f"{change_symbol(change)} ", "accent"), sentence, width, "warning")
    for _, line in replacement_lines(change, scene):
        rows += indent_rows(paragraphs(line, width - 2), 2)
    return rows


def clash_rows(scene: Scene, id_: str, width: int) -> list[Row]:
    """Return a sentence for each bookmark or own event that overlaps a session."""
    rows, sign = list[Row](), text_row(f"{marks.CLASH} ", "danger")
    pick = pick_with_overlaps(id_, scene)
    if pick is None:
        return rows
    for other in pick.conflicts:
        clash = replace(pick, conflicts=(other,))
        sentence = describe_clash(clash, scene.programme, scene.words, WHOLE_NAME)
        rows += hanging_rows(sign, sentence or "", width, "danger")
    return rows


def _people_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    """Return the people of a session.

    Their affiliations are in a second column or, if it would be too narrow, below the names.
    """
    leads = [
        (row(Span(p.name), Span(_role_text(scene, p), "accent")), p.affiliation or "")
        for p in session.participants
    ]
    column = max((width_of(lead) for lead, _ in leads), default=0) + 3
    rows: list[Row] = []
    for lead, affiliation in leads:
        about = paragraphs(affiliation, width - column, "muted") if affiliation else []
        if about and width - column < _AFFILIATION:
            rows += [lead, *indent_rows(paragraphs(affiliation, width - 2, "muted"), 2)]
        else:
            rows += join_side_by_side([lead], about, column)
    return rows


def _role_text(scene: Scene, participant: Participant) -> str:
    word = role_word(participant, scene.words)
    return f" · {word}" if word else ""


class SessionListing(list_screen.Listing):
    """A list of sessions, some of which may have left the programme. Their ids are the keys."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._grid: Memo[Grid] = Memo()

    def grid(self, width: int) -> Grid:
        """Return the columns of the list for a width in cells, from a cache."""
        scene = self.viewer.scene()
        return self._grid.get((scene, width), lambda: self.columns(scene, width))

    def columns(self, scene: Scene, width: int) -> Grid:
        """Return the columns of the list for a width in cells."""
        return session_grid(scene, width)

    def detail_rows(self, key: str, width: int, *, brief: bool) -> list[Row]:
        """Return the page or preview of a session.

        For a removed session, it has the last known facts.
        """
        scene = self.viewer.scene()
        session = scene.programme.by_id.get(key)
        if session is not None:
            return (session_preview if brief else session_page)(scene, session, width)
        rows = _removed_session_rows(scene, key, width)
        rule = text_row("─" * width, "divider")
        return [rule, *indent_rows(rows[:3], 1)] if brief else [BLANK, *indent_rows(rows, 2)]

    def new_key(self, key: str) -> str:
        """Return the id that a session has in the current programme."""
        return self.viewer.companion.current_id(key)


class PageListing(SessionListing):
    """The list on a screen without a filter. `rows` returns its rows."""

    def __init__(self, viewer: Viewer, rows: Callable[[], Rows], home: str | None) -> None:
        super().__init__(viewer)
        self._rows = rows
        self._home = home
        self.dated = False
        """Whether the times in the rows have a day."""
        self.rooms = True
        """Whether the rows name the rooms of the sessions."""

    def columns(self, scene: Scene, width: int) -> Grid:
        """Return the columns of the list for a width in cells."""
        return session_grid(scene, width, rooms=self.rooms, dated=self.dated)

    def rows(self, query: str) -> Rows:
        del query
        return self._rows()

    def initial_row_key(self) -> str | None:
        """Return the id of the session from which the user opened the screen, if any."""
        return self._home

    def session(self, key: str | None) -> str | None:
        """Return the id of the session in a row, or None if it has left the programme."""
        return key if key in self.viewer.programme.by_id else None


class SessionListScreen(list_screen.PaneScreen):
    """A screen with a list of sessions to open: a room's day, a person's sessions, or changes."""

    BINDINGS = bindings((APP_BACK, SESSION_STAR, SESSION_NOTE, MINE_UNDO))

    def __init__(self, viewer: Viewer, home: str | None = None) -> None:
        self.listing = PageListing(viewer, self.rows, home)
        super().__init__(viewer, self.listing)

    def paint(self, *, changed: bool) -> None:
        """Update the rows."""
        self.pane.update(changed=changed)

    def rows(self) -> Rows:
        raise NotImplementedError

    def session_row(self, session_id: str, width: int) -> Row:
        """Return the row of a session, or () if it has left the programme."""
        scene = self.viewer.scene()
        session = scene.programme.by_id.get(session_id)
        if session is None:
            return ()
        return session_row(scene, session, self.listing.grid(width))
