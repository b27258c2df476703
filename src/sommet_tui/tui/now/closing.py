"""Now after the event: what to do next, my day with its links, and the whole programme."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import partial

from rich.cells import cell_len

from sommet_tui.companion.keys import APP_EVENTS, GO_STAGE, NOW_REPLAY, Key, written
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import dataclass
from sommet_tui.pages.closing import (
    TakenHome,
    mine_heading,
    over_forms,
    replay_forms,
    taken_home,
)
from sommet_tui.tui.keys.foot import pressable
from sommet_tui.tui.render.columns import column_width, distinct_names
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    fit,
    fit_row,
    fitting,
    indented,
    pad,
    row,
    styled,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.widgets.row_list import Item
from sommet_tui.wording import marks
from sommet_tui.wording.sentences import (
    headline,
    held_in,
    names,
    status_word,
)
from sommet_tui.wording.times import column_time, date_text

_MARGIN = 2
_KEY = 8
"""The width of a key and the space after it, in cells."""
_BEFORE = 8
"""The width before a title: the time, the bookmark's sign, and the space around them."""
_PEOPLE_FROM = 44
"""If titles have at least this width, people are listed beside them."""
_MINE = "mine "
"""The prefix of the key of a row in my list; no id contains a space."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a list: the widths of titles and people, and the names of rooms."""

    title: int
    people: int
    rooms: tuple[str, ...]


def session_of(key: str | None) -> str | None:
    """Return the id of the session that a row is about."""
    return None if key is None else key.removeprefix(_MINE)


def closing(scene: Scene, *, roomy: bool, found: Container[str] | None = None) -> list[Item]:
    """Return the rows, top to bottom; with blank lines only if `roomy`.

    `found` are the ids of the sessions that match a typed filter, None without one.
    """
    blank = [Item(None, lambda _width: BLANK)]
    mine, day = list(_mine(scene, found)), list(_day(scene, found))
    return [
        *(blank if roomy else []),
        Item(None, partial(_over, scene)),
        *_ways(scene),
        *blank,
        *([*mine, *blank] if mine else []),
        *day,
    ]


def _over(scene: Scene, width: int) -> Row:
    return _line(styled(fitting(over_forms(scene.view), width - 2 * _MARGIN), "heading"), width)


def _ways(scene: Scene) -> Iterator[Item]:
    """Return what the user can do now, each with its key."""
    words, forms = scene.words, replay_forms(scene.view)
    if forms:
        yield Item(None, partial(_way, scene, NOW_REPLAY, forms))
    forms = (
        words.say("open another event: a file, an address, or one from a directory"),
        words.say("open another event: file, address, directory"),
        words.say("open another event"),
    )
    yield Item(None, partial(_way, scene, APP_EVENTS, forms))
    forms = words.say("open the Stage screen, to rehearse the day"), words.say("open the stage")
    yield Item(None, partial(_way, scene, GO_STAGE, forms))


def _way(scene: Scene, key: Key, forms: Sequence[str], width: int) -> Row:
    held = scene.keymap.of(key)
    name = next((name for name in held.names if not name.startswith("f")), held.names[0])
    pressed = pressable(held, pad(written(name), _KEY))
    text = fitting(forms, width - 2 * _MARGIN - _KEY)
    return _line(row(pressed, Span(text, "strong" if key is NOW_REPLAY else "")), width)


def _mine(scene: Scene, found: Container[str] | None) -> Iterator[Item]:
    """Return my bookmarks and notes in time order with their links; removed sessions come last."""
    home = taken_home(scene.view)
    mine = {taken.id: taken for taken in home if found is None or taken.id in found}
    if not mine:
        return
    sessions = [taken.session for taken in mine.values() if taken.session is not None]
    several = scene.programme.has_several_days
    yield _heading(mine_heading(scene.view))
    columns = _columns(scene, sessions)
    for item in _dated(scene, sessions, columns, several=several, mine=True):
        yield item
        if item.key is not None:
            yield from _below(mine[item.key.removeprefix(_MINE)])
    for taken in mine.values():
        if taken.session is None:
            yield Item(_MINE + taken.id, partial(_line, _after_time(Span(taken.title, "muted"))))
            yield from _below(taken)


def _below(taken: TakenHome) -> Iterator[Item]:
    """Return my note on a session, and the links to its recording and feedback."""
    if taken.note is not None:
        line = _after_time(Span(f"{marks.NOTED} ", "star"), Span(taken.note))
        yield Item(None, partial(_line, line), below=True)
    size = max((cell_len(word) for word, _ in taken.links), default=0)
    for word, url in taken.links:
        line = _after_time(Span(f"{pad(word, size)}  ", "accent"), Span(url, "muted"))
        yield Item(None, partial(_line, line), below=True)


def _after_time(*parts: Span) -> Row:
    return row(" " * _BEFORE, *parts)


def _day(scene: Scene, found: Container[str] | None) -> Iterator[Item]:
    """Return all shown sessions, below the date of their day if there are several days."""
    sessions = [s for s in scene.sessions if found is None or s.id in found]
    several = scene.programme.has_several_days
    yield _heading(scene.words.say("THE PROGRAMME") if several else scene.words.say("THE DAY"))
    columns = _columns(scene, sessions)
    yield from _dated(scene, sessions, columns, several=several, mine=False)
    if not sessions:
        said = Span(scene.words.say("No match."), "muted")
        yield Item(None, partial(_line, row(said)))


def _dated(
    scene: Scene, sessions: Sequence[Session], columns: _Columns, *, several: bool, mine: bool
) -> Iterator[Item]:
    """Return the sessions, below the date of their day if the event has several days."""
    day = None
    for session in sessions:
        if several and session.day != day:
            day = session.day
            yield Item(None, partial(_line, styled(date_text(day, scene.words), "muted")))
        key = _MINE + session.id if mine else session.id
        yield Item(key, partial(_session, scene, session, columns))


def _columns(scene: Scene, sessions: Sequence[Session]) -> _Columns:
    several = scene.snapshot.shows_several_rooms
    return _Columns(
        max((cell_len(_title(scene, s)) for s in sessions), default=0),
        max((cell_len(names(s)) for s in sessions), default=0),
        tuple(scene.programme.room_names.values()) if several else (),
    )


def _session(scene: Scene, session: Session, columns: _Columns, width: int) -> Row:
    """Return time, sign, title, room if there are several, and people if there is space."""
    inner = width - 2 * _MARGIN
    room = column_width(columns.rooms, max(8, min(24, inner // 5))) if columns.rooms else 0
    free = inner - _BEFORE - (room + 2 if room else 0)
    people = min(columns.people, free * 45 // 100) if free >= _PEOPLE_FROM else 0
    title = min(columns.title, free - (people + 2 if people else 0))
    people = free - title - 2 if people else 0
    off, hidden = session.cancelled, scene.snapshot.mine.hidden_ids
    style = "faint" if off or session.is_break or session.id in hidden else ""
    parts = [
        Span(f"{column_time(session.start, scene.zones)} ", "muted"),
        Span(f"{marks.degree_mark(scene.snapshot, session.id)} ", "star"),
        Span(pad(_title(scene, session), title), style),
    ]
    if room:
        name = held_in(session, scene.view) or ""
        name = distinct_names(columns.rooms, room).get(name, name)
        parts.append(Span(f"  {pad(name, room)}", "muted"))
    if people:
        parts.append(Span(f"  {fit(names(session), people)}", "muted"))
    return _line(row(*parts), width)


def _title(scene: Scene, session: Session) -> str:
    if not session.cancelled:
        return headline(session)
    return f"{status_word('cancelled', scene.words)} · {headline(session)}"


def _heading(text: str) -> Item:
    return Item(None, partial(_line, styled(text, "heading")))


def _line(parts: Row, width: int) -> Row:
    """Return a row with the margins of the page."""
    return indented(fit_row(parts, width - 2 * _MARGIN), _MARGIN)
