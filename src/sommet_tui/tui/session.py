"""The page of a session, with its room's day and its links, and the base of lists of sessions."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from rich.cells import cell_len

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    LIST_OPEN,
    MINE_LEAD,
    MINE_UNDO,
    SESSION,
    SESSION_HIDE,
    SESSION_MODERATE,
    SESSION_NOTE,
    SESSION_ROOM,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.programme import Link, Participant, Session
from sommet_tui.domain.values import replace
from sommet_tui.pages.agenda import session_facts
from sommet_tui.pages.changes import change_sentence
from sommet_tui.pages.session import (
    next_sessions,
    place_lines,
    room_link,
    session_links,
    session_notices,
    session_summary,
    status_lines,
    symbol_sentences,
    time_words,
)
from sommet_tui.tui import list_screen
from sommet_tui.tui.agenda.rows import session_grid, session_row
from sommet_tui.tui.background.threads import begin
from sommet_tui.tui.background.user_programs import run_program
from sommet_tui.tui.base_screen import CompanionScreen
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
from sommet_tui.tui.viewer import OpenPanel, Scene, Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.tui.widgets.row_list import Item, Rows
from sommet_tui.wording import expected_times, marks
from sommet_tui.wording.changes import change_symbol, replacement_lines
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
    room_name,
)
from sommet_tui.wording.times import column_span, date_text
from sommet_tui.wording.words import mark

_NEXT = (
    mark("NEXT IN THIS ROOM"),
    mark("NEXT WITH {name}"),
    mark("LATER IN THIS ROOM"),
    mark("LATER WITH {name}"),
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


def _sessions_of_room_day(sessions: Sequence[Session], session: Session) -> tuple[Session, ...]:
    """Return the sessions in a session's room on its day, or () if it has no room."""
    if session.room is None:
        return ()
    return tuple(s for s in sessions if s.day == session.day and s.is_in(session.room))


class RoomDayScreen(SessionListScreen):
    """A screen with the sessions of a room on a day.

    The cursor begins at the session from which the user opened the screen.
    """

    KEYS = (
        *(APP_BACK, LIST_OPEN, SESSION_STAR, SESSION_NOTE),
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer, session_id: str) -> None:
        super().__init__(viewer, session_id)
        self.listing.rooms = False
        self._session_id = session_id

    def paint(self, *, changed: bool) -> None:
        """Update the list, or close the screen if its session has left the programme."""
        self._session_id = self.viewer.companion.current_id(self._session_id)
        if self._session_id not in self.viewer.scene().programme.by_id:
            self.leave()
            return
        super().paint(changed=changed)

    def rows(self) -> Rows:
        """Return the name of the room and the date, and below them the room's sessions that day."""
        scene = self.viewer.scene()
        programme, session = scene.programme, scene.programme.by_id[self._session_id]
        name = room_name(programme, session.room)
        title = text_row(f" {join([name, date_text(session.day, scene.words)])}", "accent")
        sessions = _sessions_of_room_day(programme.sessions, session)
        items = [Item(s.id, partial(self.session_row, s.id)) for s in sessions]
        return Rows.from_items([Item.from_row(title), *items], pinned=1)


class SessionScreen(CompanionScreen):
    """A screen about one session, with keys to go to the previous and the next session."""

    BINDINGS = bindings((APP_BACK, *SESSION, SESSION_HIDE, MINE_LEAD, MINE_UNDO, SESSION_MODERATE))
    KEYS: ClassVar[Sequence[Key]] = (APP_BACK, *SESSION, SESSION_MODERATE, *EVERYWHERE)

    def __init__(self, viewer: Viewer, session_id: str) -> None:
        super().__init__(viewer)
        self._session_id = session_id
        self._page = ScrollingLines(self._paint)
        self.parts = (self._page,)

    def paint(self, *, changed: bool) -> None:
        """Update the page, or close the screen if its session has left the programme."""
        self._session_id = self.viewer.companion.current_id(self._session_id)
        if self._session_id not in self.viewer.programme.by_id:
            self.leave()
            return
        self._page.update()

    def subject(self) -> str | None:
        return self._session_id

    def action_step(self, by: int) -> None:
        """Go to the next session (`by` 1) or the previous one (-1). At either end, say so."""
        snapshot = self.viewer.scene().snapshot
        ids = [s.id for s in snapshot.shown_sessions]
        if self._session_id not in ids:
            ids = [s.id for s in snapshot.programme.sessions]
        place = ids.index(self._session_id) + by
        if 0 <= place < len(ids):
            self._session_id = ids[place]
            self._page.scroll_to(y=0, animate=False)
            self._page.update()
            self.footer.update()
        elif by < 0:
            self.say(self.viewer.words.say("This is the first session."))
        else:
            self.say(self.viewer.words.say("This is the last session."))

    def keys(self) -> Sequence[Key]:
        """Return the keys.

        The keys for links and for the room's day are left out if they have no effect.
        """
        return [key for key in self.KEYS if self._has_effect(key)]

    def _has_effect(self, key: Key) -> bool:
        if key is SESSION_ROOM:
            return len(self._room_day()) > 1
        if key.id == "session.links":
            return bool(self._links())
        kind = {"session.stream": "stream", "session.feedback": "feedback"}.get(key.id)
        return kind is None or any(link.kind == kind for link in self._links())

    def _room_day(self) -> Sequence[Session]:
        programme = self.viewer.programme
        session = programme.by_id.get(self._session_id)
        return _sessions_of_room_day(programme.sessions, session) if session else ()

    def action_open_room_day(self) -> None:
        """Open the list of sessions in the same room on the same day."""
        if len(self._room_day()) > 1:
            self.app.push_screen(RoomDayScreen(self.viewer, self._session_id))

    def action_open_link(self, kind: str) -> None:
        """Open the dialog with the session's links of a kind."""
        links = [link for link in self._links() if link.kind == kind]
        self.open_links(links)

    def action_moderate(self) -> None:
        session = self.viewer.programme.by_id[self._session_id]
        if not session.is_break:
            self.post_message(OpenPanel(self._session_id, self))

    def action_copy(self) -> None:
        """Copy a summary of the session to the clipboard."""
        scene = self.viewer.scene()
        session = scene.programme.by_id[self._session_id]
        lines = session_summary(session, scene)
        text = "\n".join(lines) + "\n"
        self.app.copy_to_clipboard(text)
        begin(self, partial(self._copy, text))

    async def _copy(self, text: str) -> None:
        """Copy a text with the system's tool, and report the result.

        Before this, the app asked the terminal to copy the text, but some terminals cannot.
        """
        words, name = self.viewer.words, await _copy_with_tool(text)
        if name is None:
            self.say(words.say("Copied (if your terminal allows it)."))
        else:
            self.say(words.say("Copied with {tool}.", tool=name))

    def action_open_links(self) -> None:
        """Open the dialog with all links of the session and of its people."""
        self.open_links(self._links())

    def _links(self) -> list[Link]:
        """Return the links of the session, and after them the links of its people."""
        view = self.viewer.scene()
        session = view.programme.by_id.get(self._session_id)
        if session is None:
            return []
        people = {p.id: p for p in view.programme.people}
        theirs = (
            link for p in session.participants if p.id in people for link in people[p.id].links
        )
        return [*session_links(session, view), *theirs]

    def _paint(self, width: int, _height: int) -> list[Row]:
        scene = self.viewer.scene()
        return session_page(scene, scene.programme.by_id.get(self._session_id), width)


_TOOL_TIMEOUT = 2.0
"""Seconds to wait for the system's tool."""


def clipboard_tool(env: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...] | None:
    """Return the command that copies its standard input to the clipboard, or None."""
    wanted: list[tuple[str, ...]] = []
    if platform == "darwin":
        wanted.append(("pbcopy",))
    if env.get("WAYLAND_DISPLAY"):
        wanted.append(("wl-copy",))
    if env.get("DISPLAY"):
        wanted += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    if platform == "win32" or env.get("WSL_DISTRO_NAME"):
        wanted.append(("clip.exe",))
    found = (command for command in wanted if shutil.which(command[0], path=env.get("PATH")))
    return next(found, None)


async def _copy_with_tool(text: str) -> str | None:
    """Copy a text with the system's tool. Return the name of the tool, or None if that failed."""
    command = clipboard_tool(os.environ)
    if command is None:
        return None
    encoding = "utf-16-le" if command[0] == "clip.exe" else "utf-8"
    try:
        async with asyncio.timeout(_TOOL_TIMEOUT):
            failure = await run_program(command, text.encode(encoding))
    except TimeoutError:
        return None
    return None if failure else command[0]
