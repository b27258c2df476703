"""Now for one room: the time left in large digits, with the running and the next session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from rich.cells import cell_len

from sommet_tui.companion.messages import timely_notices
from sommet_tui.domain.instants import drift, to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.domain.timeline import Gap, RoomMoment
from sommet_tui.pages.now import break_before, later_entries
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
    first_fitting,
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
from sommet_tui.tui.render.styles import ALERT_STYLES
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import (
    delay_words,
    expected_words,
    late_words,
    pace_words,
    planned_times,
    planned_words,
    start_words,
)
from sommet_tui.wording.sentences import (
    bookmark_forms,
    everyone,
    gap_name,
    gap_words,
    headline,
    hidden_sentence,
    listed,
    next_bookmark,
    room_name,
    room_way,
    short_name,
    status_word,
    when,
    with_length,
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
"""The size of the dots in the digits: on a desk, in a high window, and on a door.

On a desk, larger digits would cost the terminal twice as much each second. On a door, they are read
from afar.
"""
_TALL_ROWS = 45
_FEWEST = 4
"""With fewer free rows than these, an abstract is not shown."""
_BEYOND_LATIN = "\u0250"


class _Page(NamedTuple):
    """The rows for one way to divide the space: what is on, and what is above and below it.

    `later` is the number of rows that show later sessions.
    """

    above: list[Row]
    on: list[Row]
    below: list[Row]
    later: int

    @property
    def rows(self) -> list[Row]:
        """All rows, top to bottom."""
        return [*self.above, *self.on, *self.below]

    @property
    def cut(self) -> int:
        """The number of texts that are cut."""
        return sum(parts[-1].text.endswith(ELLIPSIS) for parts in self.rows if parts)


BoardMemo = Memo[tuple["Space", _Page]]
"""A board that stays the same from one second to the next, but for the session that is on."""


def board(  # noqa: PLR0913  (all that a board depends on)
    scene: Scene,
    room: RoomMoment,
    width: int,
    height: int,
    memo: BoardMemo | None = None,
    *,
    headed: int = 0,
) -> list[Row]:
    """Return the board of a room that has a running or a later session.

    The board always fits `height`: later sessions are cut first, then blank lines, then the size of
    the time. Free rows go to cut titles, then to the time. `headed` is the number of my next stops
    above the board: a tiny window then shows no later sessions.
    """
    band = _band(scene, width, height)
    height -= len(band)
    inner = max(10, width - 2 * MARGIN)
    notices = _notices(scene, room, inner, height)
    height -= len(notices)
    dots = _DOOR if band else _TALL if height >= _TALL_ROWS else _DESK
    usual = Space(inner, height, _digit_rows(height), headed=headed)
    space, page = (memo or BoardMemo()).of(
        (_board_state(scene, room), usual, dots), lambda: _divided(scene, room, usual, dots)
    )
    rows = page._replace(on=loud(scene, room, space)).rows[:height]
    above = [BLANK] * ((height - len(rows)) // 2 if band else 0)
    rows = [*notices, *above, *rows]
    return [*band, *inset(rows, MARGIN)]


def _board_state(scene: Scene, room: RoomMoment) -> object:
    """Return a value that stays equal as long as only the time left changes."""
    left = room.remaining if room.next is None or room.now else room.next.start - scene.now
    return (
        (scene.snapshot, scene.words, scene.zones, scene.keymap, scene.calm, scene.left_out),
        to_minute(scene.now),
        (room.now, room.next, room.gap, room.alert, room.offset, room.hidden),
        left is not None and (left <= timedelta(0), len(scene.clock_left(left))),
        room.next is not None and scene.until(room.next),
    )


def _divided(scene: Scene, room: RoomMoment, space: Space, dots: int) -> tuple[Space, _Page]:
    """Divide the space in the way that leaves as few rows empty as possible.

    `dots` is the maximum size of the digits.
    """
    height = space.height
    page = _page(scene, room, space)
    wanting = page.cut or not space.roomy
    for name in ("title", "mine", "coming") if wanting else ():
        for rows in range(height - len(page.rows), 0, -1):  # all free rows, then fewer
            larger = space._replace(**{name: rows})
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
    free = height - len(page.rows)
    if dots != _DOOR and space.roomy and free >= _FEWEST:
        space = space._replace(abstract=free)
    return space, _page(scene, room, space, chosen=True)


def _larger_digits(space: Space, free: int, dots: int) -> Iterator[Space]:
    """Return layouts with larger digits: first as large as the free rows allow, then smaller."""
    dot = 1
    while space.roomy and dot < dots and rows_of(dot + 1) <= space.digits + free:
        dot += 1
    while rows_of(dot) > space.digits:
        yield space._replace(digits=rows_of(dot))
        dot -= 1


def _digit_rows(height: int) -> int:
    """Return the minimum height of the time, in rows."""
    return 5 if height >= 18 else 3 if height >= 14 else 1


def _page(scene: Scene, room: RoomMoment, space: Space, *, chosen: bool = False) -> _Page:
    """Return the board with its space divided in one way; it may be too high.

    If the way is `chosen`, a free row of a tiny board goes above the next session.
    """
    blank = space.blank
    mine = [] if space.is_tiny else bookmark(scene, room, space)
    mine = [*blank, *mine] if mine else []
    on = loud(scene, room, space)
    hides_next = space.headed and space.is_tiny
    then = [] if hides_next else coming(scene, room, space)
    spare = chosen and space.is_tiny and len(on) + len(then) < space.height
    above, below = blank, [*([BLANK] if spare else blank), *then]
    left = space.height - len(above) - len(on) - len(below) - len(mine)
    rest: list[Row] = []
    if space.roomy and left >= 2:
        rest = later(scene, room, space.width, max(2, left - 1))
        if rest:
            # Where just two rows are left, the space before it is that above everything.
            above = [] if left == 2 else above
            below += [BLANK, *rest]
    used = len(above) + len(on) + len(below)
    if used + len(mine) > space.height:
        mine = mine[len(blank) :]  # rather without the space before it than not at all
    if used + len(mine) > space.height and not space.mine:
        mine = []
    return _Page(above, on, [*below, *mine], len(rest))


def _band(scene: Scene, width: int, height: int) -> list[Row]:
    """Return the name of a room that is shown alone, as large as possible: a sign on a door.

    Below the name is what helps to find the room, if there is space.
    """
    name = room_name(scene.programme, scene.snapshot.room)
    if name is None or height < 8:
        return []
    spaced = " ".join(name.upper())
    # Letters of other scripts are joined or wide: those names stay as they are written.
    if all(c < _BEYOND_LATIN for c in name) and cell_len(spaced) <= width - 4:
        name = spaced
    way = room_way(scene.programme, scene.snapshot.room)
    lines = ["", name, way] if height >= 19 else [name]
    rows = (centred(row(fit(line, width)), width) for line in lines)
    texts = (pad("".join(part.text for part in row), width) for row in rows)
    return [styled(text, "room") for text in texts]


def _notices(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """Return the current notices; only the latest if there is no room for all."""
    found = timely_notices(scene.snapshot, scene.now)
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
"""In a smaller window, a board shows only the title, the time and the next session."""
_BESIDE = 36
"""If at least this width is free beside the time, the session is there, not above the time."""
_ABOUT = 8
"""The height of title, subtitle and people together, if there is room."""


class Space(NamedTuple):
    """The space for the board and for its time, and the additional rows of its parts.

    `title` is the number of additional rows for the running session, `coming` for the next one,
    `mine` for my next bookmark, and `abstract` for the abstract of the running session, or of the
    next one if none is running. `headed` is the number of my next stops above the board.
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
        """Whether there is room for blank lines and for the people."""
        return self.height >= 13

    @property
    def blank(self) -> list[Row]:
        """A blank line, if there is room for it."""
        return [BLANK] if self.roomy else []

    @property
    def is_tiny(self) -> bool:
        """Whether there is room only for the title, the time left and the next session."""
        return self.width < _SMALL and not self.roomy


def loud(scene: Scene, room: RoomMoment, space: Space) -> list[Row]:
    """Return the running session, or the wait until the next one."""
    if room.current is not None:
        return _running(scene, room, room.current, space)
    if room.next is None:
        said = _left_out_sentence(scene, room) or scene.words.say("Nothing more in this room.")
        return [styled(said, "title")]
    if room.gap is not None:
        return _pause(scene, room, room.gap, space)
    return _waiting(scene, room, room.next, space)


def _running(scene: Scene, room: RoomMoment, session: Session, space: Space) -> list[Row]:
    assert room.alert is not None
    words, width = scene.words, space.width
    said = pace_words(room.alert, room.offset, words, paused=scene.view.paused(session))
    pace = Span(said, ALERT_STYLES.get(room.alert, "muted"))
    rows = _title_and_time(scene, room, session, space)
    if space.is_tiny and said != words.say("on time"):
        whole = row(*rows[-1], Span(" · ", "muted"), pace)
        rows[-1:] = [whole] if width_of(whole) <= width else [rows[-1], row(pace)]
    others = [s for s in room.now if s is not session]
    if others:
        also = words.say("Also on: {sessions}", sessions=", ".join(map(short_name, others)))
        rows.append(styled(also, "muted"))
    if space.is_tiny:
        return rows
    planned = planned_words(session, scene.view) if space.height >= 10 else None
    return [
        *rows,
        *space.blank,
        _gauge(scene, (session.start, session.end), pace, width),
        *([styled(planned, "muted")] if planned else []),
        *_beginning(scene, session, space),
    ]


def _title_and_time(scene: Scene, room: RoomMoment, session: Session, space: Space) -> list[Row]:
    """Return the running session, with the time left beside it, or below it in a narrow window."""
    assert room.remaining is not None
    words, width, over = scene.words, space.width, room.remaining < timedelta(0)
    style = ALERT_STYLES.get(room.alert or "", "time")
    time = digits(scene.clock_left(room.remaining), style, width, space.digits)
    label = styled(words.say("overtime") if over else words.say("left"), "muted")
    eyebrow = row(
        lead(words.say("ON NOW"), "heading", session.id),
        Span(_tail(session.label), "muted"),
        Span(_tail(_mark_words(scene, session)), "star"),
    )
    large, beside = len(time) > 1, width - max(map(width_of, time))
    if beside >= _BESIDE and large:
        about = _about(session, space, beside - 4, len(time))
        return side_by_side([eyebrow, *about], [label, *time], width)
    before, after = "", "  " if large else " "
    if not large and not over:  # the word is before the time in some languages
        before, _, after = words.say("{time} left", time="|").partition("|")
        label = BLANK
    *above, last = time
    last = row(Span(before, "muted"), *last, Span(after, "muted"), *label)
    blank = [BLANK] if large else []
    return [eyebrow, *_about(session, space, width), *blank, *above, last]


def abstract(scene: Scene, session: Session, width: int) -> list[Row]:
    """Return the abstract of a session, in lines of a comfortable width."""
    text = scene.programme.abstracts.get(session.id)
    if not text:
        return []
    from sommet_tui.tui.render.markdown import markdown

    return list(markdown(text, min(width, READING_WIDTH), "muted"))


def _beginning(scene: Scene, session: Session, space: Space) -> list[Row]:
    """Return the beginning of an abstract, on the rows that nothing else needs."""
    text = abstract(scene, session, space.width) if space.abstract > 1 else []
    width = min(space.width, READING_WIDTH)
    return [BLANK, *clipped(text, space.abstract - 1, width)] if text else []


def _about(session: Session, space: Space, width: int, beside_time: int = 0) -> list[Row]:
    """Return title, subtitle and people; the title gets the rows that the others do not need.

    The first `beside_time` rows are beside the time; people below that have the whole width.
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
    """Return the wait until a session starts, or how late it is."""
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
    length = drift(gap.end, gap.start)  # as long as the times beside it tell
    text = listed([duration(length, words), late_words(room.offset, words)])
    rows = [eyebrow, BLANK, *time] if len(time) > 1 else [eyebrow, *time]
    if space.is_tiny:
        return rows
    gauge = _gauge(scene, (gap.start, gap.end), Span(text, "muted"), space.width)
    return [*rows, *space.blank, gauge]


def _waiting(scene: Scene, room: RoomMoment, session: Session, space: Space) -> list[Row]:
    """Return the countdown before the event or between two days, without a bar."""
    words, left = scene.words, session.start - scene.now
    first = scene.view.moment.phase == "before"
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
    blank = [BLANK] if len(time) > 1 else []
    return [styled(eyebrow, "accent"), *blank, *time, *blank, styled(starts, "muted")]


def coming(scene: Scene, room: RoomMoment, space: Space) -> list[Row]:
    """Return the next session and its start."""
    session = room.next
    if session is None:
        last = _left_out_sentence(scene, room) or scene.words.say("This is the last session.")
        return [styled(last, "muted")] if room.now else []
    width, start = space.width, _starts(scene, room, session)
    star = BLANK
    if star_text := _mark_words(scene, session):
        star = styled(star_text if width >= 60 else star_text[:1], "star")
    # If nothing is on, a tiny board already shows the time until its next session.
    untimed = space.is_tiny and not room.now and room.gap is None
    forms = _next_heads(scene, room, session, [] if untimed else start)
    head = first_fitting(forms, width - width_of(star) - 2)
    top = spread(head, star, width)
    title = paragraphs(session.title, width)
    people = listing(everyone(session), width, "muted")
    if space.roomy:
        text = _beginning(scene, session, space) if room.current is None else []
        shown = clipped(title, 2 + space.coming, width)
        return [top, *shown, *clipped(people, 2, width), *text]
    most = 2 + space.coming
    if space.is_tiny:
        late = _left_out(session, scene, start, head)
        expected = [fit_row(styled(late, "warning"), width)] if late is not None else []
        return [top, *expected, *clipped(title, most - len(expected), width)]
    fits = space.coming and len(title) + len(people) <= most
    return [top, *clipped(title, most, width), *(people if fits else [])]


def _left_out_sentence(scene: Scene, room: RoomMoment) -> str | None:
    """Return that what comes next is hidden or does not match the filters; None if it is shown."""
    if room.hidden and scene.facets:
        return scene.words.say("Nothing more here matches the filters.")
    return hidden_sentence(room, scene.words)


def _starts(scene: Scene, room: RoomMoment, session: Session) -> list[str]:
    """Return when and how soon the next session starts; or if it is late, its times."""
    start = start_words(session, scene.view)
    if len(start) == 1:
        today = scene.view.is_today(session.start)
        time = column_time(session.start, scene.zones) if today else when(session.start, scene.view)
        return [time, *start]
    late = session.start <= scene.now and not room.now
    return start[1:] if late else start  # the text above says how late it is


def _left_out(session: Session, scene: Scene, start: list[str], head: Row) -> str | None:
    """Return when a session is expected that is late, if its heading has no room for that."""
    late = start[0] if session.start <= scene.now else expected_words(session, scene.view)
    return None if late is None or late in "".join(part.text for part in head) else late


def _next_heads(scene: Scene, room: RoomMoment, session: Session, start: list[str]) -> list[Row]:
    """Return the texts above the title of the next session, with fewer and fewer words.

    With an empty `start`, they say nothing about its time.
    """
    words = scene.words
    said = list(start)
    if start:
        planned, _ = planned_times(session, scene.view)
        said += [words.say("added")] if session.added else []
        said += [words.say("planned {time}", time=planned)] if planned else []
    said += [session.label] if session.label else []
    name = lead(words.say("NEXT"), "heading", session.id)
    fewer = [
        row(name, Span(_tail(listed(said[:number])), "muted"))
        for number in range(len(said), -1, -1)
    ]
    pause = break_before(room, scene.view) if scene.facets.keep_pauses else None
    return [row(*fewer[0], Span(_tail(pause), "faint")), *fewer]


def _mark_words(scene: Scene, session: Session) -> str:
    """Return the bookmark of a session as a sign and a word, or nothing."""
    word = {
        "must": scene.words.say("bookmark"),
        "maybe": scene.words.say("maybe"),
        "hidden": scene.words.say("hidden"),
    }.get(scene.snapshot.mine.degrees.get(session.id, ""))
    return f"{marks.degree_mark(scene.snapshot, session.id)} {word}" if word else ""


def bookmark(scene: Scene, room: RoomMoment, space: Space) -> list[Row]:
    """Return my next bookmark on a later day; today's bookmarks are among the next stops."""
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
    whole, *shorter = bookmark_forms(session, scene.view)
    own = viewer_time(session.start, scene.view)
    said = fitting((listed([whole, own]), whole, *shorter), space.width - 2)
    return [fit_row(row(Span(f"{marks.STAR} ", "star"), said), space.width)]


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
"""With fewer rows than these, the number of sessions that are left out is beside the heading."""


def later(scene: Scene, room: RoomMoment, width: int, most: int) -> list[Row]:
    """Return the sessions after the next one, on at most `most` rows with a heading."""
    lane = scene.snapshot.timeline.lane(room.room, scene.now)
    if lane is None or (room.next is not None and room.next.day != lane.day):
        return []
    coming = later_entries(room, scene.view, scene.left_out)
    if not scene.facets.keep_pauses:
        coming = [*filter(_is_session, coming)]
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
    heading = styled(scene.words.say("LATER"), "heading")
    rows = [entry_row(scene, entry, width) for entry in shown]
    if tight:
        return [row(*heading, "   ", *more) if more else heading, *rows]
    return [heading, *rows, *([more] if more else [])]


def _is_session(entry: Session | Gap) -> bool:
    return not isinstance(entry, Gap) and not entry.is_break


def entry_row(scene: Scene, entry: Session | Gap, width: int) -> Row:
    """Return the row of an item: its times, its title, and a star."""
    if isinstance(entry, Gap):
        return pause_row(scene, entry)
    times = lead(pad(span(entry.start, entry.end, scene.zones), _TIMES), "muted", entry.id)
    if entry.is_break:
        name = with_length(entry.title, entry, scene.words)
        return row(times, Span(listed([name, delay_words(entry, scene.view)]), "faint"))
    star = marks.degree_mark(scene.snapshot, entry.id, "")
    otherwise = listed([planned_words(entry, scene.view), delay_words(entry, scene.view)])
    title = row(times, headline(entry), Span(f" · {otherwise}" if otherwise else "", "muted"))
    if entry.cancelled:
        cancelled = Span(status_word("cancelled", scene.words), "danger")
        title = row(times, Span(f"{headline(entry)} · ", "faint"), cancelled)
    return spread(title, styled(star, "star"), width)


def pause_row(scene: Scene, gap: Gap) -> Row:
    """Return the muted row of a gap."""
    times = pad(column_time(gap.start, scene.zones), _TIMES)
    return styled(times + gap_words(gap, scene.view), "faint")
