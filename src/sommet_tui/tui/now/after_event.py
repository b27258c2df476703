"""Now after the event: the replay, my sessions with links and notes, and the whole programme."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from itertools import zip_longest

from rich.cells import cell_len

from sommet_tui.companion.keys import APP_EVENTS, GO_STAGE, NOW_REPLAY, Key, displayed_key
from sommet_tui.domain.programme import Link, Session
from sommet_tui.domain.values import replace
from sommet_tui.pages import after_event
from sommet_tui.tui.agenda.rows import add_room_column, short_room
from sommet_tui.tui.keys_on_screen import key_span
from sommet_tui.tui.now.stops import NextStops, stop_items
from sommet_tui.tui.render.rows import (
    BLANK,
    Cells,
    Grid,
    Row,
    Span,
    clip,
    first_fitting_row,
    fit_row,
    fitting_variant,
    heading,
    indent_rows,
    paragraphs,
    row,
    text_row,
    width_of,
    wrap_names,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording import marks, session_texts, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.pages.now import StopLine


_TWO_COLUMNS = 56
"""If a title has at least this width, people and links have a separate column."""
_MAX_WIDTH = 170
"""The maximum width of a row, in cells. It keeps people near titles."""
_MAX_SESSION_ROWS = 4
"""The maximum number of rows of a session."""
_MINE = "mine "
"""The prefix of the keys of rows in my list. Ids do not contain spaces."""


def after_event_items(
    scene: Scene, width: int, *, roomy: bool, matching_ids: Container[str] | None = None
) -> list[Item]:
    """Return all rows of the page for a width in cells. If `roomy`, keep all blank rows.

    If a filter is typed, `matching_ids` are the ids of the sessions that match it.
    """
    home = [
        mine
        for mine in after_event.my_sessions(scene)
        if matching_ids is None or mine.id in matching_ids
    ]
    day = [
        session for session in scene.sessions if matching_ids is None or session.id in matching_ids
    ]
    links = (session_texts.join(word for word, _ in mine.links) for mine in home)
    grid, words = (
        _grid(scene, [*map(session_texts.participants_line, day), *links], width),
        scene.words,
    )
    blank = Item.from_row(BLANK)
    rows = [*map(Item.from_row, _invitation_rows(scene, width, roomy=roomy))]
    if home:
        rows += [
            Item.from_row(heading(after_event.my_sessions_heading(scene))),
            *_my_items(scene, home, grid),
            blank,
        ]
    several = scene.programme.has_several_days
    name = words.say("THE PROGRAMME") if several else words.say("THE DAY")
    rows += [
        Item.from_row(heading(name)),
        *_rows_by_date(scene, day, lambda session: _session_items(scene, session, grid)),
    ]
    if not day:
        rows.append(Item.from_row(text_row(f" {words.say('No match.')}", "muted")))
    return [*([blank] if roomy else []), *rows]


def _invitation_rows(scene: Scene, width: int, *, roomy: bool) -> list[Row]:
    """Return the title, the date, a highlighted row for the replay, and other actions."""
    programme, words, inner = scene.programme, scene.words, width - 2
    rows = paragraphs(programme.title, inner, "title")
    if programme.subtitle and roomy:
        rows += paragraphs(programme.subtitle, inner, "muted")
    over, *when = fitting_variant(
        after_event.past_event_variants(scene, session_texts.venue_line(programme)), inner
    ).partition(" · ")
    rows.append(fit_row(row(Span(over, "heading"), Span("".join(when), "muted")), inner))
    replay = after_event.replay_texts(scene)
    if replay is not None:
        button = _button(scene, NOW_REPLAY, f"  {{}}  {replay[0]}  ", "tab")
        forms = row(button, Span(f"  {replay[1]}", "muted")), row(button)
        line = fit_row(first_fitting_row(forms, inner), inner)
        rows += [BLANK, line] if roomy else [line]
    others = (
        (APP_EVENTS, words.say("Open another event")),
        (GO_STAGE, words.say("Rehearse the day on Stage")),
    )
    ways = [(_button(scene, key), Span(f" {label}    ", "muted")) for key, label in others]
    line = row(*ways[0], *ways[1])
    if width_of(line) <= inner:
        rows.append(line)
    return indent_rows([*rows, BLANK], 1)


def _button(scene: Scene, key: Key, form: str = "{}", style: str = "key") -> Span:
    shown_key = scene.keymap.resolve(key)
    name = next((name for name in shown_key.names if not name.startswith("f")), shown_key.names[0])
    return key_span(shown_key, form.format(displayed_key(name)), style)


def _grid(scene: Scene, beside: Iterable[str], width: int) -> Grid:
    """Return the columns. `beside` are texts about people and links, which need a column.

    This column has at most two fifths of the width of titles.
    """
    rooms = tuple(scene.programme.room_names.values()) if scene.snapshot.shows_several_rooms else ()
    mine = scene.snapshot.mine
    signs = (_symbols(scene, id_) for id_ in (*mine.bookmarked_ids, *mine.ids_with_note))
    grid = Grid(
        min(width, _MAX_WIDTH),
        mark=max(map(cell_len, signs), default=0),
    )
    if rooms:
        grid = add_room_column(grid, scene.programme, rooms)
    if grid.title < _TWO_COLUMNS:
        return grid
    longest = max(map(cell_len, beside), default=0)
    return replace(grid, aside=min(longest, grid.title * 2 // 5))


def _symbols(scene: Scene, session_id: str) -> str:
    signs = marks.degree_mark, marks.note_mark
    return "".join(sign(scene.snapshot, session_id) for sign in signs)


def _my_items(scene: Scene, home: Sequence[after_event.MySession], grid: Grid) -> Iterator[Item]:
    """Yield the rows of the sessions with my bookmarks or notes, and their links.

    Sessions that are no longer in the programme come last.
    """
    taken = {item.id: item for item in home}

    def rows(session: Session) -> Iterator[Item]:
        links = [word for word, _ in taken[session.id].links]
        yield from _session_items(scene, session, grid, links)
        yield from _rows_below(taken[session.id], grid, [] if grid.aside else links)

    yield from _rows_by_date(
        scene, [item.session for item in home if item.session is not None], rows
    )
    for item in home:
        if item.session is None:
            yield Item.from_row(grid.row(Cells(text_row(item.title, "muted"))), _MINE + item.id)
            yield from _rows_below(item, grid, ())


def _rows_below(taken: after_event.MySession, grid: Grid, links: Iterable[str]) -> Iterator[Item]:
    """Yield the rows below one of my sessions: its links if they have no column, and my note."""
    note = row(Span(f"{marks.NOTED} ", "star"), Span(taken.note)) if taken.note else BLANK
    for line in (*wrap_names(links, grid.title, "accent"), *([note] if note else ())):
        yield replace(Item.from_row(grid.continuation_row(line)), below=True)


def _rows_by_date(
    scene: Scene, sessions: Iterable[Session], rows: Callable[[Session], Iterator[Item]]
) -> Iterator[Item]:
    """Yield the rows of sessions.

    If the event has several days, a date is above each day's sessions.
    """
    day = None
    for session in sessions:
        if scene.programme.has_several_days and session.day != day:
            day = session.day
            yield Item.from_row(
                text_row(f" {times.date_heading(day, scene.words, year=False)}", "muted")
            )
        yield from rows(session)


def _session_items(
    scene: Scene, session: Session, grid: Grid, links: Sequence[str] | None = None
) -> Iterator[Item]:
    """Yield the rows of a session: its whole title, and beside it the links or the people."""
    off, hidden = session.cancelled, scene.snapshot.mine.hidden_ids
    style = "faint" if off or session.is_break or session.id in hidden else ""
    gap = bool(grid.aside)
    title = clip(
        paragraphs(_title(scene, session), grid.title - gap, style), _MAX_SESSION_ROWS, grid.title
    )
    beside = links or session_texts.participant_names(session)
    about = wrap_names(beside, grid.aside, "accent" if links else "muted") if gap else []
    room = short_room(scene, session_texts.rooms_text(session, scene) or "", grid.room)
    lines = zip_longest(title, clip(about, _MAX_SESSION_ROWS, grid.aside), fillvalue=BLANK)
    for number, (line, others) in enumerate(lines):
        cells = Cells(line, aside=others[0] if others else Span(""))
        if number:
            yield Item(None, partial(_paint, grid, cells), below=True)
            continue
        cells = cells._replace(
            time=Span(times.column_time(session.start, scene.zones), "muted"),
            room=Span(room, "muted"),
            mark=text_row(_symbols(scene, session.id), "star"),
        )
        key = session.id if links is None else _MINE + session.id
        yield Item(key, partial(_paint, grid, cells))


def _title(scene: Scene, session: Session) -> str:
    if not session.cancelled:
        return session_texts.headline(session)
    return (
        f"{session_texts.status_word('cancelled', scene.words)} · {session_texts.headline(session)}"
    )


def _paint(grid: Grid, cells: Cells, _width: int) -> Row:
    return grid.row(cells)  # Only rows in sight are painted.


_ROOMY = 20
"""From this height on, the page has blank lines."""


class AfterEventView(RowList):
    """The page after the event: the replay, my sessions, and the whole programme."""

    DEFAULT_CSS = "AfterEventView { height: 1fr; }"

    def __init__(
        self,
        viewer: Viewer,
        stops: NextStops,
        matching_ids: Callable[[], frozenset[str] | None],
        on_move: Callable[[], None],
    ) -> None:
        """`matching_ids` returns the ids of the sessions that match the typed filter.

        If no filter is typed, it returns None. `on_move` is called when the user selects another
        session.
        """
        super().__init__(on_move, id="over")
        self._viewer = viewer
        self._stops = stops
        self._matching_ids = matching_ids
        self._space = (80, False)
        self._painted_content: object = None

    def adapt_to_size(self, width: int, height: int) -> None:
        """Wrap titles to the width. In a high window, add blank lines."""
        space = width - 1, height >= _ROOMY  # A cell is left for the scrollbar.
        if space != self._space:
            self._space = space
            if self._painted_content is not None:
                self.paint(changed=True)

    @property
    def subject(self) -> str | None:
        """The id of the selected session, or None if none is selected."""
        if self.key is None or self._stops.find(self.key):
            return None
        return self.key.removeprefix(_MINE)

    @property
    def session(self) -> Session | None:
        """The selected session, or None if it is no longer in the programme."""
        return self._viewer.programme.by_id.get(self.subject or "")

    @property
    def links(self) -> Sequence[Link]:
        """The links to the recording of the selected session and to its feedback form."""
        session = self.session
        return after_event.links_after_session(session) if session is not None else ()

    def paint(self, *, changed: bool) -> None:
        """Build the rows again only if they may differ.

        They also change when one of my own events after the sessions begins or ends.
        """
        lines = self._stops.lines(*self.app.size)
        shown = self._viewer.snapshot, lines, self._matching_ids()
        if changed or shown != self._painted_content:
            self._painted_content = shown
            width, roomy = self._space
            scene = self._viewer.scene()
            pinned = list(_upcoming_own_events(lines, scene, roomy=roomy))
            items = after_event_items(
                scene, width, roomy=roomy or bool(lines), matching_ids=self._matching_ids()
            )
            rows = Rows.from_items([*pinned, *items], len(pinned))
            first = next((key for key in rows.keys if key is not None), None)
            self.show_rows(rows, lambda: first)


def _upcoming_own_events(lines: Sequence[StopLine], scene: Scene, *, roomy: bool) -> Iterator[Item]:
    """Yield the rows of my own events that have not ended, as Now shows them during the event."""
    if lines and roomy:
        yield Item(None, lambda _width: BLANK)
    yield from stop_items(lines, scene)
