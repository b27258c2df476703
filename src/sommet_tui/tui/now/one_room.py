"""Now for one room: one loud thing, the time, and round it what is on and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from rich.cells import cell_len

from sommet_tui.domain.programme import Session
from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.domain.timeline import Gap, Lane, RoomMoment
from sommet_tui.tui.render.digits import digits, rows_of
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    Row,
    Span,
    bar,
    centred,
    clipped,
    fit,
    fit_row,
    fitting,
    inset,
    lead,
    listing,
    pad,
    paragraphs,
    row,
    side_by_side,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import (
    delay_words,
    expected_words,
    late_start,
    late_words,
    pace_words,
    planned_times,
    planned_words,
)
from sommet_tui.wording.sentences import (
    bookmark_forms,
    everyone,
    gap_name,
    headline,
    listed,
    next_bookmark,
    room_name,
    short_name,
    status_word,
    when,
)
from sommet_tui.wording.times import (
    column_time,
    days_until,
    duration,
    late_text,
    span,
    viewer_time,
)

MARGIN = 2
_DESK, _TALL, _DOOR = 2, 4, 40
"""How large the dots of the digits may be: on a desk, where larger ones would cost the terminal
twice as much each second, in a tall window, and on a door, to read from afar."""
_TALL_ROWS = 45
_FEWEST = 4
"""With fewer free rows than these, an abstract is not begun."""
_BEYOND_LATIN = "\u0250"


class _Page(NamedTuple):
    """The rows for one way to share the room, and how many of them tell what comes later."""

    rows: list[Row]
    later: int

    @property
    def cut(self) -> int:
        """How many texts are cut."""
        return sum(parts[-1].text.endswith(ELLIPSIS) for parts in self.rows if parts)


Kept = Callable[..., list[Row]]
"""Gives the rows of a part by its name, a way to make them, and what else they depend on."""


class BoardMemo:
    """What of a board stays as it is from one second to the next."""

    def __init__(self) -> None:
        self.space: Memo[Space] = Memo()
        self._parts: dict[str, Memo[list[Row]]] = {}

    def part(self, name: str, known: object, make: Callable[[], list[Row]]) -> list[Row]:
        """The rows of a part that has a name."""
        return self._parts.setdefault(name, Memo()).of(known, make)


def board(  # noqa: PLR0913  (all that a board depends on)
    scene: Scene,
    room: RoomMoment,
    width: int,
    height: int,
    memo: BoardMemo | None = None,
    *,
    headed: int = 0,
) -> list[Row]:
    """The board of a room while there is something to come or something on.

    It always fits `height`: what comes later is cut first, then space, then the size of the time.
    Rows that nobody needs go to titles that were cut, then to the time. `headed` is how many of
    my next stops are above it: a tiny window then has nothing else to come.
    """
    memo = memo or BoardMemo()
    band = _band(scene, width, height)
    height -= len(band)
    inner = max(10, width - 2 * MARGIN)
    notices = _notices(scene, room, inner, height)
    height -= len(notices)
    dots = _DOOR if band else _TALL if height >= _TALL_ROWS else _DESK
    known = (_board_state(scene, room), inner, height, dots)
    usual = Space(inner, height, _digit_rows(height), headed=headed)
    space = memo.space.of((known, headed), lambda: _shared(scene, room, usual, dots))
    rows = _page(scene, room, space, memo).rows[:height]
    above = [BLANK] * ((height - len(rows)) // 2 if band else 0)
    rows = [*notices, *above, *rows]
    return [*band, *inset(rows, MARGIN)]


def _board_state(scene: Scene, room: RoomMoment) -> object:
    """A value, equal as long as a board tells the same but for what is left, down to the second."""
    left = room.remaining if room.next is None or room.now else room.next.start - scene.now
    return (
        (scene.snapshot, scene.words, scene.zones, scene.keymap, scene.calm),
        scene.now.replace(second=0, microsecond=0),
        (room.now, room.next, room.gap, room.alert, room.offset),
        left is not None and (left <= timedelta(0), len(scene.clock_left(left))),
        room.next is not None and scene.until(room.next),
    )


def _shared(scene: Scene, room: RoomMoment, space: Space, dots: int) -> Space:
    """How the room is shared so that as little as possible of it stays empty.

    `dots` is how large the digits may be.
    """
    height = space.height
    page = _page(scene, room, space)
    wanting = page.cut or not space.roomy
    for name in ("title", "mine", "coming") if wanting else ():
        for larger in _larger(space, name, height - len(page.rows)):
            tried = _page(scene, room, larger)
            if tried == page:
                break
            if len(tried.rows) <= height and tried.later >= page.later:
                page, space = tried, larger
                break
    session = room.current or room.next
    written = session is not None and session.id in scene.programme.abstracts
    if dots == _DESK and not written and height - len(page.rows) > height // 2:
        dots = _TALL  # nothing else would fill the window
    for larger in _larger_digits(space, height - len(page.rows), dots):
        tried = _page(scene, room, larger)
        fits = len(tried.rows) <= height and tried.later >= page.later
        if fits and tried.cut <= page.cut:
            page, space = tried, larger
            break
    free = height - len(page.rows) - 1
    if dots == _DOOR or not space.roomy or free < _FEWEST:
        return space
    return space._replace(abstract=free)


def _larger(space: Space, name: str, free: int) -> Iterator[Space]:
    """More rows for one part: all that are free, then fewer."""
    for rows in range(free, 0, -1):
        yield space._replace(**{name: rows})


def _larger_digits(space: Space, free: int, dots: int) -> Iterator[Space]:
    """A larger time: as large as the free rows allow, then smaller."""
    dot = 1
    while space.roomy and dot < dots and rows_of(dot + 1) <= space.digits + free:
        dot += 1
    while rows_of(dot) > space.digits:
        yield space._replace(digits=rows_of(dot))
        dot -= 1


def _digit_rows(height: int) -> int:
    """How many rows the time has at least."""
    return 5 if height >= 19 else 3 if height >= 14 else 1


def _page(scene: Scene, room: RoomMoment, space: Space, memo: BoardMemo | None = None) -> _Page:
    """The board with its room shared in one way, which may be more rows than there are."""
    blank = [BLANK] if space.roomy else []
    mine = [] if space.is_tiny else bookmark(scene, room, space)
    mine = [*blank, *mine] if mine else []
    known = _board_state(scene, room), space

    def kept(name: str, make: Callable[[], list[Row]], *more: object) -> list[Row]:
        return make() if memo is None else memo.part(name, (known, more), make)

    now = loud(scene, room, space, kept)
    hides_next = space.headed and space.is_tiny
    then = [] if hides_next else kept("coming", lambda: coming(scene, room, space))
    spare = memo is not None and space.is_tiny and len(now) + len(then) < space.height
    rows = [*blank, *now, *([BLANK] if spare else blank), *then]
    left = space.height - len(rows) - len(mine)
    rest: list[Row] = []
    if space.roomy and left >= 2:
        # The last row stays empty where what comes later need not be told in one.
        most = 2 if left == 2 else left - (2 if left >= 5 else 1)
        rest = kept("later", lambda: later(scene, room, space.width, most), most)
        # Where just two rows are left, the space before it is that above everything.
        rows = [*(rows[1:] if left == 2 else rows), BLANK, *rest] if rest else rows
    if len(rows) + len(mine) > space.height:
        mine = mine[len(blank) :]  # rather without the space before it than not at all
    if len(rows) + len(mine) > space.height and not space.mine:
        mine = []
    return _Page([*rows, *mine], len(rest))


def _band(scene: Scene, width: int, height: int) -> list[Row]:
    """The name of the room that is shown alone, as large as there is room for: a sign on a door."""
    name = room_name(scene.programme, scene.snapshot.room)
    if name is None or height < 8:
        return []
    spaced = " ".join(name.upper())
    # Letters of other scripts are joined or wide: those names stay as they are written.
    if all(c < _BEYOND_LATIN for c in name) and cell_len(spaced) <= width - 4:
        name = spaced
    line = centred(row(fit(name, width)), width)
    around = [" " * width] if height >= 19 else []
    text = pad("".join(part.text for part in line), width)
    return [styled(line, "room") for line in (*around, text, *around)]


def _notices(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """What everyone was told; the latest where there is no room for all."""
    found = scene.snapshot.timely_notices(scene.now)
    if not found:
        return []
    # Imported here: the start of a day on which nobody said anything need not pay for it.
    from sommet_tui.domain.messages import about
    from sommet_tui.tui.render.notices import notice_rows

    most = max(1, height // 5)
    rows = notice_rows(scene, reversed(about(found, room.room)), width)
    if not rows:
        return []
    return [*([BLANK] if height >= 13 else []), *clipped(rows, most, width)]


_SMALL = 52
"""With fewer cells in as few rows, a board is title, time and what is next."""
_BESIDE = 36
"""Cells left beside the time from which on the session stands there and not above it."""
_ABOUT = 8
"""Rows that title, subtitle and people have together where there is room."""
_STYLES = {"normal": "muted", "warning": "warning", "danger": "danger", "overtime": "danger"}


class Space(NamedTuple):
    """The room there is: for the board, for its time, and what parts may have beyond their usual.

    `title` are more rows for the session that is on, `coming` for the next one, `mine` for my
    next bookmark; `abstract` those for what is written about the session that is on, or the next
    one where none is. `headed` is how many of my next stops are above.
    """

    width: int
    height: int
    digits: int
    title: int = 0
    coming: int = 0
    mine: int = 0
    abstract: int = 0
    headed: int = 0

    @property
    def roomy(self) -> bool:
        """Whether there are rows for space, and for who is on stage."""
        return self.height >= 13

    @property
    def is_tiny(self) -> bool:
        """Whether there is room for title, time left and what is next, and for nothing else."""
        return self.width < _SMALL and not self.roomy


def loud(scene: Scene, room: RoomMoment, space: Space, kept: Kept | None = None) -> list[Row]:
    """What is on, or how long until something is."""
    if room.current is not None:
        return _running(scene, room, room.current, space, kept or _made)
    if room.next is None:
        return [styled(scene.words.say("Nothing more in this room."), "title")]
    if room.gap is not None:
        return _pause(scene, room, room.gap, space)
    return _waiting(scene, room, room.next, space)


def _made(_name: str, make: Callable[[], list[Row]], *_more: object) -> list[Row]:
    """Nothing is kept."""
    return make()


def _running(
    scene: Scene, room: RoomMoment, session: Session, space: Space, kept: Kept
) -> list[Row]:
    assert room.remaining is not None
    assert room.alert is not None
    words, width = scene.words, space.width
    style = "time" if room.alert == "normal" else _STYLES[room.alert]
    over = room.remaining < timedelta(0)
    time = digits(scene.clock_left(room.remaining), style, width, space.digits)
    label = styled(words.say("overtime") if over else words.say("left"), "muted")
    pace = pace_words(room.alert, room.offset, words, paused=scene.view.paused(session))
    sentence = _mark_words(scene, session)
    starred = f" · {sentence}" if sentence else ""
    eyebrow = row(
        lead(words.say("ON NOW"), "accent", session.id),
        Span(_tail(session.label), "muted"),
        Span(starred, "star"),
    )
    gauge = _gauge(scene, (session.start, session.end), Span(pace, _STYLES[room.alert]), width)
    otherwise = planned_words(session, scene.view)
    others = [s for s in room.now if s is not session]
    time_width = max(width_of(r) for r in time)
    if width - time_width >= _BESIDE and len(time) > 1:
        beside_time = width - time_width - 4
        about = kept(
            "about",
            lambda: _about(session, space, beside_time, len(time)),
            (beside_time, len(time)),
        )
        rows = side_by_side([eyebrow, *about], [label, *time], width)
    else:
        rows = [eyebrow, *kept("about", lambda: _about(session, space, width), width)]
        rows += [*([BLANK] if len(time) > 1 else []), *time]
        rows[-1] = row(*rows[-1], "  " if len(time) > 1 else " ", *label)
    if space.is_tiny and pace != words.say("on time"):
        said = Span(pace, _STYLES[room.alert])
        whole = row(*rows[-1], Span(" · ", "muted"), said)
        rows[-1:] = [whole] if width_of(whole) <= width else [rows[-1], row(said)]
    if others:
        also = words.say("Also on: {sessions}", sessions=", ".join(map(short_name, others)))
        rows.append(styled(also, "muted"))
    if space.is_tiny:
        return rows
    below = [styled(otherwise, "muted")] if otherwise and space.height >= 10 else []
    text = kept("abstract", lambda: _abstract(scene, session, space))
    return [*rows, *([BLANK] if space.roomy else []), gauge, *below, *text]


def _abstract(scene: Scene, session: Session, space: Space) -> list[Row]:
    """The beginning of what is written about a session, in the rows that nothing else needs."""
    text = scene.programme.abstracts.get(session.id) if space.abstract > 1 else None
    if not text:
        return []
    from sommet_tui.tui.render.markdown import markdown

    width = min(space.width, READING_WIDTH)
    return [BLANK, *clipped(markdown(text, width, "muted"), space.abstract - 1, width)]


def _about(session: Session, space: Space, width: int, beside_time: int = 0) -> list[Row]:
    """Title, subtitle, people; the title has the rows that the others do not need.

    The first `beside_time` rows stand beside the time; people below that have the whole width.
    """
    title = paragraphs(session.title, width, "title")
    subtitle = paragraphs(session.subtitle, width, "muted") if session.subtitle else []
    people = listing(everyone(session), width)
    if not space.roomy:
        most = min(2, max(1, space.height - 7)) + space.title
        about = clipped(title, most, width)
        for more in (subtitle, people) if space.title and not space.is_tiny else ():
            about += more if len(about) + len(more) <= most else []
        return about
    subtitle, people = clipped(subtitle, 2, width), clipped(people, 3, width)
    most = max(3, _ABOUT - len(subtitle) - len(people)) + space.title
    above = [*clipped(title, most, width), *subtitle]
    if len(above) >= beside_time:
        people = clipped(listing(everyone(session), space.width), 3, space.width)
    return [*above, *people]


def _wait(scene: Scene, left: timedelta, space: Space, session: Session | None) -> list[Row]:
    """The time until something starts; that it is late where it should have started already."""
    if left <= timedelta(0):
        expected = scene.view.expected(session) if session is not None else None
        due = session.start if session is not None else scene.now
        said = late_text(due, expected, scene.view)
        return [styled(said, "warning")]
    return digits(scene.clock_left(left), "time", space.width, space.digits)


def _pause(scene: Scene, room: RoomMoment, gap: Gap, space: Space) -> list[Row]:
    words = scene.words
    name = gap_name(scene.programme, gap, words)
    to_come = gap.end > scene.now
    word = words.say("BREAK")
    said = name.upper().startswith(word)  # "Pause café" need not be called a break once more
    eyebrow = row(
        Span(name.upper() if said else word, "accent"),
        Span(_tail(name if gap.break_id and not said else None), "muted"),
        Span(_tail(words.say("resumes in") if to_come else None), "muted"),
    )
    if gap.is_changeover:
        text = words.say("RESUMES IN") if to_come else words.say("NOT RESUMED YET")
        eyebrow = styled(text, "accent")
    time = _wait(scene, gap.end - scene.now, space, room.next)
    text = listed([duration(gap.duration, words), late_words(room.offset, words)])
    length = Span(text, "muted")
    rows = [eyebrow, BLANK, *time] if len(time) > 1 else [eyebrow, *time]
    if space.is_tiny:
        return rows
    gauge = _gauge(scene, (gap.start, gap.end), length, space.width)
    return [*rows, *([BLANK] if space.roomy else []), gauge]


def _waiting(scene: Scene, room: RoomMoment, session: Session, space: Space) -> list[Row]:
    """Before the event, or between its days: a countdown without a bar."""
    words, left = scene.words, session.start - scene.now
    first = session is scene.snapshot.timeline.first
    if left > timedelta(0):
        eyebrow = words.say("STARTS IN") if first else words.say("RESUMES IN")
    else:
        eyebrow = words.say("NOT STARTED YET") if first else words.say("NOT RESUMED YET")
    days = days_until(session.start, scene.view)
    if days is not None:
        time = digits(str(days), "time", space.width, space.digits)
        unit = words.count("day", "days", days)
        time[-1] = row(*time[-1], "  ", Span(unit, "title"))
    else:
        time = _wait(scene, left, space, session)
    lines = [
        when(session.start, scene.view),
        planned_words(session, scene.view),
        late_words(room.offset, words),
        viewer_time(session.start, scene.view),
    ]
    forms = [listed(lines[:number]) for number in range(len(lines), 0, -1)]
    starts = fitting(forms, space.width)
    rows = [styled(eyebrow, "accent"), *([BLANK] if len(time) > 1 else []), *time]
    return [*rows, *([BLANK] if len(time) > 1 else []), styled(starts, "muted")]


def coming(scene: Scene, room: RoomMoment, space: Space) -> list[Row]:
    """What is next, and when."""
    session = room.next
    if session is None:
        return [styled(scene.words.say("This is the last session."), "muted")] if room.now else []
    words, width = scene.words, space.width
    starts = when(session.start, scene.view)
    same_day = scene.zones.local(session.start).date() == scene.zones.local(scene.now).date()
    start = [column_time(session.start, scene.zones) if same_day else starts, scene.until(session)]
    if session.start <= scene.now:
        start = late_start(session, scene.view)
    planned, _ = planned_times(session, scene.view)
    lines = [
        *start,
        words.say("added") if session.added else None,
        words.say("planned {time}", time=planned) if planned else None,
        expected_words(session, scene.view),
        session.label,
    ]
    after = _break_before(scene, room, session)
    star = BLANK
    if star_text := _mark_words(scene, session):
        star = styled(star_text if width >= 60 else star_text[:1], "star")
    if space.is_tiny and not room.now and room.gap is None:
        lines = [session.label]  # the time above is the one until then
    head = _first_that_fits(
        _next_heads(lead(words.say("NEXT"), "accent", session.id), lines, after),
        width - width_of(star) - 2,
    )
    title = paragraphs(session.title, width, "strong")
    people = listing(everyone(session), width, "muted")
    if not space.roomy:
        most = 2 + space.coming
        fits = space.coming and not space.is_tiny and len(title) + len(people) <= most
        return [spread(head, star, width), *clipped(title, most, width), *(people if fits else [])]
    shown = [*clipped(title, 2 + space.coming, width), *clipped(people, 2, width)]
    text = _abstract(scene, session, space) if room.current is None else []
    return [spread(head, star, width), *shown, *text]


def _next_heads(name: Span, parts: list[str | None], after: str | None) -> list[Row]:
    """What is said of the next session above its title, with ever fewer of the last words."""
    said = [part for part in parts if part]
    most = row(name, Span(_tail(listed(said)), "muted"), Span(_tail(after), "faint"))
    fewer = [
        row(name, Span(_tail(listed(said[:number])), "muted"))
        for number in range(len(said), -1, -1)
    ]
    return [most, *fewer]


def _first_that_fits(forms: list[Row], width: int) -> Row:
    """The first that is no wider; the last where none is."""
    return next((form for form in forms if width_of(form) <= width), forms[-1])


def _break_before(scene: Scene, room: RoomMoment, session: Session) -> str | None:
    """What lies between what is on and what comes next."""
    if not room.now:
        return None
    pauses = scene.snapshot.pauses([*room.now, session])  # without early ends and changeovers
    pause = next((gap.duration for gap in pauses if gap.end == session.start), None)
    if pause is None or pause > timedelta(hours=6):
        return None
    return scene.words.say("after a break of {time}", time=duration(pause, scene.words))


def _mark_words(scene: Scene, session: Session) -> str:
    """How a session is marked, as a sign and a word; nothing where it is not."""
    word = {
        "must": scene.words.say("bookmark"),
        "maybe": scene.words.say("maybe"),
        "hidden": scene.words.say("hidden"),
    }.get(scene.snapshot.degrees.get(session.id, ""))
    return f"{marks.degree_mark(scene.snapshot, session.id)} {word}" if word else ""


def bookmark(scene: Scene, room: RoomMoment, space: Space) -> list[Row]:
    """My next bookmark on a later day; today's are among the next stops."""
    session = scene.snapshot.next_pick(scene.now)
    if session is None or session is room.next:
        return []
    from sommet_tui.companion.plan import today_of

    if session.day == today_of(scene.snapshot, scene.now):
        return []
    if space.mine:
        whole = next_bookmark(session, scene.view)
        first, *more = paragraphs(whole, space.width - 2)
        return [row(Span(f"{marks.STAR} ", "star"), *first), *(row("  ", *line) for line in more)]
    return [bookmark_row(scene, session, space.width)]


def bookmark_row(scene: Scene, session: Session, width: int) -> Row:
    """My next bookmark in as many words as one row has room for."""
    whole, *shorter = bookmark_forms(session, scene.view)
    own = viewer_time(session.start, scene.view)
    forms = (listed([whole, own]), whole, *shorter)
    return fit_row(
        _first_that_fits([row(Span(f"{marks.STAR} ", "star"), f) for f in forms], width), width
    )


def _gauge(scene: Scene, between: tuple[datetime, datetime], word: Span, width: int) -> Row:
    start, end = between
    left = row(Span(column_time(start, scene.zones), "muted"), " ")
    right = row(" ", Span(column_time(end, scene.zones), "muted"), "   ", word)
    room = width - width_of(left) - width_of(right)
    if room < 8 or end <= start:  # of a break that lateness has eaten up nothing is left to show
        return row(*left, Span("–", "muted"), *right)
    return row(*left, *bar((scene.now - start) / (end - start), room), *right)


def _tail(text: str | None) -> str:
    return f" · {text}" if text else ""


_TIMES = 16
_TIGHT = 4
"""With fewer rows than these, what is left out is counted beside the heading."""


def later(scene: Scene, room: RoomMoment, width: int, most: int) -> list[Row]:
    """What comes after the next session, in at most `most` rows with a heading on top."""
    lane = scene.snapshot.timeline.lane(room.room, scene.now)
    if lane is None or (room.next is not None and room.next.day != lane.day):
        return []
    coming = later_entries(scene, room, lane)
    if not coming or most < 2:
        return []
    tight = most < _TIGHT
    shown = coming if len(coming) < most else coming[: most - (1 if tight else 2)]
    if not any(map(_is_session, shown)):  # a break alone says little
        shown = [*shown[:-1], next(filter(_is_session, coming), shown[-1])]
    more = BLANK
    if len(shown) < len(coming):
        sentence = scene.words.count("{n} more", "{n} more", len(coming) - len(shown))
        more = styled(f"… {sentence}", "faint")
    heading = styled(scene.words.say("LATER"), "accent")
    rows = [entry_row(scene, entry, width) for entry in shown]
    if tight:
        return [row(*heading, "   ", *more) if more else heading, *rows]
    return [heading, *rows, *([more] if more else [])]


def later_entries(scene: Scene, room: RoomMoment, lane: Lane) -> list[Session | Gap]:
    """What of its lane comes after what is next in a room, pauses included."""
    after = room.next.start if room.next else scene.now
    coming: list[Session | Gap] = [
        i for i in lane.items if i is not room.next and _is_to_come(scene, i, after)
    ]
    pauses = scene.snapshot.pauses(i for i in lane.items if not i.cancelled)
    coming += [gap for gap in pauses if gap.start >= after]
    return sorted(coming, key=lambda entry: (entry.start, entry.end))


def _is_session(entry: Session | Gap) -> bool:
    return not isinstance(entry, Gap) and not entry.is_break


def _is_to_come(scene: Scene, item: Session, after: datetime) -> bool:
    """Whether it comes later; what the stage put off may have been told for before."""
    if item.id in scene.hidden:
        return False
    times = scene.view.times(item)
    if times is not None and not item.cancelled:
        return times.status == "upcoming"
    return item.start >= after and item.end > scene.now


def entry_row(scene: Scene, entry: Session | Gap, width: int) -> Row:
    """One of them: its times, what it is, a star."""
    if isinstance(entry, Gap):
        return pause_row(scene, entry)
    times = lead(pad(span(entry.start, entry.end, scene.zones), _TIMES), "muted", entry.id)
    if entry.is_break:
        length = duration(entry.duration, scene.words)
        return row(times, Span(f"{entry.title}, {length}", "faint"))
    star = marks.degree_mark(scene.snapshot, entry.id, "")
    otherwise = listed([planned_words(entry, scene.view), delay_words(entry, scene.view)])
    title = row(times, headline(entry), Span(f" · {otherwise}" if otherwise else "", "muted"))
    if entry.cancelled:
        cancelled = Span(status_word("cancelled", scene.words), "danger")
        title = row(times, Span(f"{headline(entry)} · ", "faint"), cancelled)
    return spread(title, styled(star, "star"), width)


def pause_row(scene: Scene, gap: Gap) -> Row:
    """A stretch with nothing planned, as a quiet row."""
    times = pad(column_time(gap.start, scene.zones), _TIMES)
    name = scene.words.say("break, {time}", time=duration(gap.duration, scene.words))
    return styled(times + name, "faint")
