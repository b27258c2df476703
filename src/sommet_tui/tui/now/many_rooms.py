"""Now for several rooms: a row for each room, and the selected room beside or below the list."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from rich.cells import cell_len

from sommet_tui.companion.keys import LIST_FACETS, LIST_SORT
from sommet_tui.companion.messages import timely_notices
from sommet_tui.domain.instants import to_minute
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Moment, RoomMoment, alert
from sommet_tui.domain.values import replace
from sommet_tui.pages.now import (
    by_state,
    done_lines,
    idle_words,
    later_entries,
    next_that_day,
    shown_day,
)
from sommet_tui.tui.keys.foot import pressable
from sommet_tui.tui.now.one_room import abstract, entry_row
from sommet_tui.tui.render.columns import column_width, distinct_names
from sommet_tui.tui.render.notices import notice_rows
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clipped,
    first_fitting,
    fit_row,
    fitting,
    indented,
    inset,
    joined,
    listing,
    pad,
    paragraphs,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.render.styles import ALERT_STYLES
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import (
    ending_words,
    expected_words,
    late_words,
    left_words,
    planned_words,
)
from sommet_tui.wording.sentences import (
    everyone,
    headline,
    held_in,
    hidden_words,
    listed,
    phase_sentence,
    room_name,
    room_way,
    when,
)
from sommet_tui.wording.times import column_time, late_text, sentence_time, span

SOON = timedelta(minutes=20)
"""Sessions that begin within this time are listed across the rooms."""
_SIDE_BY_SIDE = 150
"""From this width on, the running and the next session fit on one row with whole titles."""
_TIMED = 56
"""From this width on, sessions that begin soon have their time, and titles the room's name."""
_SOON_KEPT = 3
"""With few rooms, this many rows at most are reserved for sessions that begin soon."""
_FEWEST = 4
"""With fewer free rows than these, an abstract is not shown."""
_ROOMY, _FEW = 4, 4
"""With so many rows a room has room for titles, names and space; where it has just one, less than
that is worth more than what begins soon only with so few rooms."""
LOW = 12
"""A window with fewer rows than these has no blank lines."""
_NARROWEST = 8
"""The minimum width of the column of names, in cells."""


def summary(scene: Scene, width: int, *, idle: bool, low: bool = False) -> list[Row]:
    """Return the rows above the rooms: the state of the event, and the notices.

    While the day is under way, the state takes the place of the blank line, so that no room moves
    when a break begins. In a `low` window, there are no blank lines, and one row for each notice.
    """
    rows: list[Row] = []
    inner, moment = width - 4, scene.view.moment
    said = ""
    if moment.phase != "on" and not moment.is_changeover:
        said = phase_sentence(scene.view)
    if said and idle:
        if low and moment.next is not None and cell_len(said) > inner:
            said = _start(scene, moment.next)  # how soon is told by the rooms
        rows += clipped(paragraphs(said, inner, "strong"), 2, inner)
    notices = notice_rows(scene, timely_notices(scene.snapshot, scene.now), inner)
    rows += clipped(notices, 1 if low else 4, inner)
    lines = inset(rows, 2)
    if low:
        return lines
    first = BLANK if idle else indented(fit_row(styled(said, "strong"), inner), 2)
    return [first, *lines, BLANK] if lines else [first]


def _start(scene: Scene, session: Session) -> str:
    """Return when a session starts, with the day if it is another one."""
    if not scene.view.is_today(session.start):
        return when(session.start, scene.view)
    start = sentence_time(session.start, scene.view)
    return scene.words.say("from {time}", time=start)


ORDERS = ("rooms", "soonest")
"""The orders of the rooms: as in the programme, or by the end of the running session."""


class Ordered(NamedTuple):
    """The rooms in their shown order: those with rows, and those that are done.

    Bookmarks do not change the order, and neither does a break in the programme's order. `idle`
    means that nothing of the day has begun: each room shows its next session.
    """

    shown: list[RoomMoment]
    done: list[RoomMoment]
    idle: bool

    @property
    def on(self) -> int:
        """In how many of the rooms with rows something is on."""
        return sum(bool(room.now) for room in self.shown)


def ordered(
    scene: Scene, moment: Moment, order: str = "rooms", found: Container[str] | None = None
) -> Ordered:
    """Return the rooms in which something is on or comes that the facets ask for.

    By their ends, rooms in a break come after all in which something is on. `found` are the ids of
    the sessions that match a typed filter, None without one.
    """
    day = shown_day(scene.view, moment.rooms)
    rooms = [room for room in moment.rooms if is_asked_for(scene, room, found)]
    on, waiting, done = by_state(rooms, day)
    if order != "rooms":
        shown = [room for group in (on, waiting) for room in sorted(group, key=_edge)]
    else:
        folded = {room.room for room in done}
        shown = [room for room in rooms if room.room not in folded]
    return Ordered(shown, done, not on and _is_to_come(scene, day))


def _is_to_come(scene: Scene, day: date) -> bool:
    """Return whether nothing of a day has begun."""
    lanes = (lane for lane in scene.snapshot.timeline.lanes if lane.day == day)
    return all(scene.view.status(s) == "upcoming" for lane in lanes for s in lane.sessions)


def _edge(room: RoomMoment) -> datetime:
    """Return when the running session of a room ends, or when the next one begins."""
    if room.current is not None:
        return room.current.end
    assert room.next is not None
    return room.next.start


def is_asked_for(scene: Scene, room: RoomMoment, found: Container[str] | None = None) -> bool:
    """Return whether something that matches the filters is on in a room or comes next."""
    there = [s for s in (*room.now, room.next) if s is not None]
    if found is not None and not any(s.id in found for s in there):
        return False
    if not scene.facets:
        return True
    if scene.facets.rooms and room.room not in scene.facets.rooms:
        return False
    asked = scene.snapshot.narrowed(there, scene.facets, scene.now)
    return bool(asked) or (bool(scene.facets.rooms) and not there)


def starting_soon(scene: Scene) -> tuple[Session, ...]:
    """Return the sessions of all rooms that begin soon, in the order of their starts.

    One that is due and has not begun is still about to begin.
    """
    until_then = scene.now + SOON
    found: list[Session] = []
    for session in scene.programme.sessions:
        if session.start > until_then:
            break
        if session.start <= scene.now - SOON or session.is_break or session.cancelled:
            continue
        if scene.view.status(session) == "upcoming" and session.id not in scene.hidden:
            found.append(session)
    return scene.snapshot.narrowed(found, scene.facets, scene.now)


def is_wide(width: int) -> bool:
    """Return whether the running and the next session both fit on one row."""
    return width >= _SIDE_BY_SIDE


def soon_heading(scene: Scene, number: int, width: int, *, opened: bool, more: bool) -> Row:
    """Return the heading of the sessions that begin soon; it opens if some are not shown."""
    words = scene.words
    minutes = int(SOON.total_seconds() / 60)
    if number:
        how_many = words.say("{n} in {minutes} min", n=number, minutes=minutes)
    elif hidden := starting_soon(replace(scene, hidden=frozenset())):
        how_many = words.say("hidden: {n}", n=len(hidden))
    else:
        how_many = words.say("nothing in {minutes} min", minutes=minutes)
    left = row(
        Span(f" {words.say('STARTING SOON')}", "heading"),
        Span(" · ", "muted"),
        Span(how_many, "muted"),
    )
    if not more:
        return fit_row(left, width)
    said = words.say("show fewer") if opened else words.say("show all")
    sign = Span("▴ " if opened else "▾ ", "key")
    key = row(sign, Span(said, "muted"), " ")
    return spread(left, key if width_of(left) + 2 + width_of(key) <= width else row(sign), width)


def rooms_heading(scene: Scene, rooms: Ordered, order: str, width: int) -> Row:
    """Return the heading of the rooms, with the key that changes their order."""
    words, on = scene.words, rooms.on
    number = words.count("{n} room", "{n} rooms", len(rooms.shown))
    if 0 < on < len(rooms.shown):
        number = words.say("{n} of {rooms}", n=on, rooms=number)
    left = row(
        Span(f" {words.say('ON NOW') if on else words.say('NEXT')}", "heading"),
        Span(" · ", "muted"),
        Span(number, "muted"),
    )
    said = words.say("sort by end") if order == "rooms" else words.say("sort by room")
    key = pressable(scene.keymap.of(LIST_SORT))
    whole = row(key, Span(f" {said} ", "muted"))
    return spread(left, whole if width_of(left) + 2 + width_of(whole) <= width else (key,), width)


def soon_rows(scene: Scene, session: Session, width: int) -> tuple[Row, ...]:
    """Return a session that begins soon: time, room, title and wait; two rows if narrow."""
    programme = scene.programme
    size = _name_width(programme, width)
    where = held_in(session, scene.view) or ""
    names_ = tuple(programme.room_names.values())
    edge = _at_edge(scene, session, Span(_wait(scene, session), "muted"))
    title = row(*_pencil(scene, session), Span(headline(session)))
    if width < _TIMED:  # in how long is enough
        where = distinct_names(names_, width - width_of(edge) - 3).get(where, where)
        head = spread(styled(f" {where}", "muted"), edge, width)
        return head, fit_row(indented(title, 1), width)
    left = row(
        Span(f" {column_time(session.start, scene.zones)} ", "muted"),
        Span(f" {pad(distinct_names(names_, size).get(where, where), size)}  ", "muted"),
        *title,
    )
    return (spread(left, edge, width),)


class Layout(NamedTuple):
    """How the rooms share the height of their list.

    `rows` is the height of each room. `soon` is the number of rows for sessions that begin soon;
    they stay reserved, so that no room moves when a session is about to begin.
    """

    rows: int
    soon: int
    listed: bool = True
    """Whether sessions that begin soon are listed: not if the rooms show all of them anyway."""


def layout(rooms: Ordered, width: int, height: int, *, low: bool = False) -> Layout:
    """Return how the rooms share the list, in the order of `ordered`.

    In a `low` window, the sessions that begin soon are listed once the user asks for them.
    """
    number, idle = len(rooms.shown), rooms.idle
    least, one = least_rows(width, idle=idle), soon_height(width)
    free = height - 1 - bool(rooms.done)
    if number and idle and free // number > least:
        return Layout(free // number, 0, listed=False)
    if number and not idle:
        most = min(number, _SOON_KEPT)
        height_each = (free - 1 - most * one) // number
        if height_each < _ROOMY and number <= _FEW:
            height_each = (free - 1 - one) // number
        if height_each >= _ROOMY or (height_each > least and (number <= _FEW or least > 1)):
            return Layout(height_each, min(most, (free - 1 - height_each * number) // one))
    if low:
        return Layout(least, 0)
    return Layout(least, max(2, min(6, height // 4), (free - 1 - least * number) // one))


def least_rows(width: int, *, idle: bool = False) -> int:
    """Return the minimum height of a room, in rows."""
    if width < _TIMED:
        return 2 if idle else 3
    return 1 if idle or is_wide(width) else 2


def soon_height(width: int) -> int:
    """Return the height of a session that begins soon, in rows."""
    return 2 if width < _TIMED else 1


def room_rows(
    scene: Scene, room: RoomMoment, width: int, rows: int = 0, *, idle: bool = False
) -> tuple[Row, ...]:
    """Return a room on `rows` rows: its running session, the time left, and the next session.

    If there are more rows than necessary, whole titles come first, then people, later sessions and
    the abstract of the running session.
    """
    least = least_rows(width, idle=idle)
    rows = rows or least
    roomy, narrow, wide = rows > least, width < _TIMED, is_wide(width) and not idle
    name = styled(f" {_name(scene, room, _name_width(scene.programme, width))}  ", "muted")
    space = 1 if narrow else width_of(name)
    left = right = width - space
    if wide:
        left //= 2
        right -= left + 2
    first = (_coming_part if idle else _on_part)(scene, room, left, roomy, apart=narrow)
    then = [] if idle else [_next_part(scene, room, right, roomy)]
    if narrow:
        waits = bool(then) and not room.now  # until when is told beside the name
        edge = row(*first.title[0], *first.edge) if waits else first.edge
        wide_name = _name(scene, room, left - width_of(edge) - 2)
        head = spread(styled(f" {wide_name}", "muted"), edge, width)
        lines = [head, *inset(_stacked(then if waits else [first, *then], rows - 1), space)]
    else:
        lines = _stacked([first] if wide else [first, *then], rows)
        if wide:
            lines = joined(lines, _stacked(then, rows), left + 2)
        lines = [row(*name, *lines[0]), *inset(lines[1:], space)]
    return (*lines, *[BLANK] * (rows - len(lines)))


def room_state(scene: Scene, room: RoomMoment) -> object:
    """Return a value that stays equal as long as the rows of a room look the same."""
    left, wait = room.remaining, room.next and _wait(scene, room.next)
    return (
        (scene.snapshot, scene.words, scene.zones, scene.calm, scene.hidden, scene.facets),
        to_minute(scene.now),
        (room.now, room.next, room.gap, room.alert, room.offset, room.hidden, wait),
        left_words(left, scene.words, calm=scene.calm) if left is not None else None,
    )


class _Part(NamedTuple):
    """One session of a room, each text as rows; `edge` is at the right of the first row.

    `people` are the speakers, `abstract` is the text about the session, and `follows` are the
    sessions after it.
    """

    title: list[Row]
    edge: Row
    width: int
    people: Sequence[Row] = ()
    abstract: Sequence[Row] = ()
    follows: Sequence[Row] = ()
    apart: bool = False
    """Whether the text at the edge is on another row."""

    @property
    def texts(self) -> tuple[Sequence[Row], ...]:
        """Return all rows, top to bottom."""
        return self.title, self.people, self.abstract, self.follows


_TITLE, _PEOPLE, _ABSTRACT, _FOLLOWS = range(4)
_SHARED = (
    *((_TITLE, 3), (_PEOPLE, 1), (_FOLLOWS, 1), (_PEOPLE, 2), (_ABSTRACT, 3), (_FOLLOWS, 3)),
    *((_ABSTRACT, 1_000), (_FOLLOWS, 1_000)),
)
"""The parts that get the free rows, in this order, and the maximum height of each."""


def _stacked(parts: list[_Part], rows: int) -> list[Row]:
    """Return sessions below each other on at most `rows` rows, with a blank line if there is room.

    Each session first gets one row for its title.
    """
    left = rows if rows <= len(parts) + 1 else rows - 1
    shares = [[1, 0, 0, 0] for _ in parts]
    left -= len(parts)
    for text, most in _SHARED:
        for part, share in zip(parts, shares, strict=True):
            more = max(0, min(left, min(most, len(part.texts[text])) - share[text]))
            share[text] += more
            left -= more
    lines: list[Row] = []
    for part, share in zip(parts, shares, strict=True):
        title, people, abstract = (
            clipped(text, most, part.width) if most else []
            for text, most in zip(part.texts[:_FOLLOWS], share[:_FOLLOWS], strict=True)
        )
        first = title[0] if part.apart else spread(title[0], part.edge, part.width)
        follows = part.follows[: share[_FOLLOWS]]
        lines += [first, *title[1:], *people, *abstract, *follows]
    return lines


def _on_part(
    scene: Scene, room: RoomMoment, width: int, roomy: bool, *, apart: bool = False
) -> _Part:
    """Return the running session of a room and the time left; with its abstract if `roomy`."""
    words, session = scene.words, room.current
    if session is None or room.remaining is None:
        text = idle_words(scene.view, room)
        if room.next is not None and room.next.start <= scene.now:
            text = _wait(scene, room.next)  # a start that has passed says less
        edge = _at_edge(scene, None, Span(""))
        return _Part([styled(text, "muted" if room.next else "faint")], edge, width, apart=apart)
    paused = scene.view.paused(session)
    left = words.say("paused") if paused else left_words(room.remaining, words, calm=scene.calm)
    edge = _at_edge(scene, session, Span(left, ALERT_STYLES.get(room.alert or "", "time")))
    # Two sessions of one room at once: neither must vanish.
    several = Span(f"+{len(room.now) - 1} ", "warning") if len(room.now) > 1 else ""
    inner = width - 1 if apart else width - width_of(edge) - 2  # the last cell stays free
    before = row(several, *_pencil(scene, session))
    late = _late(scene, room, inner - width_of(before) - cell_len(headline(session)), width)
    title = _titled(before, headline(session), inner - width_of(late), "")
    title[0] = row(*title[0], *late)
    return _Part(title, edge, width, *_texts(scene, session, width, roomy), apart=apart)


def _texts(scene: Scene, session: Session, width: int, roomy: bool) -> tuple[list[Row], list[Row]]:
    """Return the people of a session and its abstract; nothing unless `roomy`."""
    if not roomy:
        return [], []
    return listing(everyone(session), width - 3), abstract(scene, session, width - 3)


def _next_part(scene: Scene, room: RoomMoment, width: int, roomy: bool) -> _Part:
    """Return the next session of a room and its wait; with the one after it if `roomy`."""
    session = next_that_day(room)
    if session is None:
        nothing = hidden_words(room, scene.words) or scene.words.say("nothing more today")
        said = Span(f"{marks.NEXT} {nothing}", "faint")
        return _Part([row(said)], _at_edge(scene, None, Span("")), width)
    edge = _at_edge(scene, None, Span(_wait(scene, session), "muted"))
    star = styled(f"{marks.degree_mark(scene.snapshot, session.id, '')} ".lstrip(), "star")
    inner = width - width_of(edge) - 4
    style = "muted" if room.now else ""
    late = BLANK if room.now else _late(scene, room, inner - cell_len(headline(session)), width)
    title = _titled(star, headline(session), inner - width_of(late), style)
    title[0] = row(Span(f"{marks.NEXT} ", "muted"), *title[0], *late)
    title[1:] = inset(title[1:], 2)
    people = listing(everyone(session), width - 5, "muted") if roomy else []
    follows = _follows(scene, room, width - 5) if roomy else []
    people, follows = (inset(rows, 2) for rows in (people, follows))
    return _Part(title, edge, width, people, follows=follows)


def _late(scene: Scene, room: RoomMoment, space: int, width: int) -> Row:
    """Return how late a room is, in as many words as fit beside a title.

    In a narrow row, it is left out if the title needs all the space.
    """
    lateness = late_words(room.offset, scene.words)
    if lateness is None:
        return BLANK
    from sommet_tui.wording.stage import drift_words

    texts = lateness, drift_words(room.offset, scene.words)
    forms = [styled(f" · {text}", "warning") for text in texts]
    return first_fitting([*forms, BLANK] if width < _TIMED else forms, space)


def _coming_part(
    scene: Scene, room: RoomMoment, width: int, roomy: bool, *, apart: bool = False
) -> _Part:
    """Return the first or the next session of a room with its start; with its texts if `roomy`."""
    session = room.next
    if session is None:
        return _on_part(scene, room, width, roomy, apart=apart)
    edge = _at_edge(scene, session, Span(_wait(scene, session), "muted"))
    starts = Span(f"{column_time(session.start, scene.zones)}  ", "muted")
    inner = width if apart else width - width_of(edge) - 2
    title = _titled(row(starts, *_pencil(scene, session)), headline(session), inner, "")
    follows = _follows(scene, room, width - 3) if roomy else []
    return _Part(title, edge, width, *_texts(scene, session, width, roomy), follows, apart)


def _titled(before: Row, title: str, width: int, style: str) -> list[Row]:
    """Return a title on as many rows as it needs, with signs before it."""
    first, *more = paragraphs(title, max(4, width - width_of(before)), style) or [BLANK]
    return [row(*before, *first), *more]


def _follows(scene: Scene, room: RoomMoment, width: int) -> list[Row]:
    """Return the sessions after the next session."""
    entries = later_entries(room, scene.view, scene.hidden) if room.next else ()
    return [entry_row(scene, entry, width) for entry in entries]


def _at_edge(scene: Scene, session: Session | None, time: Span) -> Row:
    """Return a time for the right edge of a row, with a star if the session is bookmarked."""
    sign = marks.degree_mark(scene.snapshot, session.id) if session else " "
    friend = marks.friend_mark(scene.snapshot, session.id) if session else ""
    return row(time, Span(f" {sign}{friend or ' '}", "star"))


def _pencil(scene: Scene, session: Session) -> Row:
    return styled(f"{marks.NOTED} ", "star") if session.id in scene.snapshot.mine.noted else BLANK


def _name_width(programme: Programme, width: int) -> int:
    """Return the width of the longest name, up to a maximum."""
    names_ = tuple(programme.room_names.values())
    return max(_NARROWEST, column_width(names_, min(24, width // 5)))


def _name(scene: Scene, room: RoomMoment, size: int) -> str:
    names_ = tuple(scene.programme.room_names.values())
    name = room_name(scene.programme, room.room) or ""
    return pad(distinct_names(names_, size).get(name, name), size)


def _wait(scene: Scene, session: Session) -> str:
    """Return the wait until a session starts, with a word, because a bare time is the time left."""
    if session.start > scene.now:
        return expected_words(session, scene.view) or scene.until(session)
    expected = scene.view.expected(session)
    ahead = expected if expected is not None and expected > scene.now else None
    return late_text(session.start, ahead, scene.view, in_column=True)


def no_match(scene: Scene, width: int) -> Row:
    """Return that no room matches the filters, and the key that changes them."""
    said = scene.words.say("No session now or later today matches.")
    hint = scene.words.say("change or clear the filters")
    key = pressable(scene.keymap.of(LIST_FACETS))
    return fit_row(row(f" {said} ", key, Span(f" {hint}", "muted")), width)


def folded(scene: Scene, rooms: list[RoomMoment], width: int) -> Row:
    """Return the row of the rooms that are done: their names, or their number."""
    words = scene.words
    number = words.count("{n} room", "{n} rooms", len(rooms))
    if any(room.hidden for room in rooms):
        forms = [f"… {listed([number, words.say('hidden sessions')])}"]
    else:
        sentence = words.count(
            "… {n} room has nothing more today", "… {n} rooms have nothing more today", len(rooms)
        )
        forms = [sentence, f"… {listed([number, words.say('nothing more today')])}"]
    said = fitting([listed(done_lines(scene.view, rooms)), *forms], width - 1)
    return fit_row(styled(f" {said}", "faint"), width)


def opened(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """Return the selected room: its running session with people and abstract, and the next two."""
    inner = max(10, width - 3)
    name = room_name(scene.programme, room.room) or ""
    rule = "─" * (width - width_of(row(name)) - 4)
    rows = [row(Span(f"{name} ", "heading"), Span(rule, "divider"))]
    if way := room_way(scene.programme, room.room):
        rows.append(fit_row(styled(way, "muted"), inner))
    for session in room.now:
        head = styled(_when(scene, room, session), "muted")
        title = clipped(paragraphs(headline(session), inner, "title"), 3, inner)
        people = clipped(listing(everyone(session), inner), 3, inner)
        rows += [*_session_block(head, title, people, height - len(rows), inner), BLANK]
    following: list[Row] = []
    text = abstract(scene, room.current, inner - 3) if room.current is not None else []
    for session in _next_two(scene, room):
        starts = when(session.start, scene.view)
        if session.day == scene.view.today:
            starts = span(session.start, session.end, scene.zones)
        star = f"{marks.degree_mark(scene.snapshot, session.id, '')} ".lstrip()
        otherwise = planned_words(session, scene.view)
        head = styled(listed([scene.words.say("NEXT"), starts, otherwise]), "muted")
        title = clipped(paragraphs(star + headline(session), inner), 3, inner)
        people = clipped(listing(everyone(session), inner, "muted"), 2, inner)
        block = _session_block(head, title, people, height - len(rows) - len(following), inner)
        following += [*block, BLANK] if block else []
        if room.current is None and not text:  # it belongs to what is next
            rows, following = [*rows, *following], []
            text = abstract(scene, session, inner - 3)
    free = height - len(rows) - len(following) - 1
    text = clipped(text, free, inner) if free >= _FEWEST else []
    return inset((*rows, *text, *([BLANK] if text else ()), *following), 1)[:height]


def _session_block(
    head: Row, title: list[Row], people: list[Row], most: int, width: int
) -> list[Row]:
    """Return a session on at most `most` rows; nothing if its title does not fit below its time."""
    if most < 2:
        return []
    left = most - 1 - len(title)
    return [
        head,
        *clipped(title, most - 1, width),
        *(clipped(people, left, width) if left > 0 else []),
    ]


def _when(scene: Scene, room: RoomMoment, session: Session) -> str:
    """Return the planned times of a running session or break, its state, and the room's delay."""
    view, words = scene.view, scene.words
    ending = alert(session, view.remaining(session) or timedelta(0))
    return listed(
        [
            span(session.start, session.end, scene.zones),
            planned_words(session, view),
            words.say("overtime") if ending == "overtime" else None,
            ending_words(ending, words, paused=view.paused(session)),
            late_words(room.offset, words) if session is room.current else None,
        ]
    )


def _next_two(scene: Scene, room: RoomMoment) -> list[Session]:
    sessions = scene.programme.sessions
    mine = (s for s in sessions if s.is_in(room.room) and s.id not in scene.hidden)
    coming = [s for s in mine if not s.is_break and scene.view.status(s) == "upcoming"]
    return coming[:2]
