"""Now for one room: the time left in large digits, and the sessions around it, with a cursor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from sommet_tui.companion.snapshot import timely_notices
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap, Moment, RoomMoment, alert
from sommet_tui.domain.values import frozen, replace
from sommet_tui.pages.now import break_before, gap_end, idle_words, later_entries
from sommet_tui.tui.now.stops import NextStops, stop_rows
from sommet_tui.tui.render.colours import ALERT_STYLES, BAR, MARKED
from sommet_tui.tui.render.digits import (
    BETWEEN,
    Glyphs,
    digit_height,
    digits,
    largest_dot,
    put_beside_digits,
)
from sommet_tui.tui.render.rail import room_rail
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    ClickTarget,
    Need,
    Row,
    Span,
    centre,
    click_target,
    clip,
    cut_or_pad,
    divide,
    first_fitting_row,
    fit,
    fit_row,
    fitting_variant,
    hanging_rows,
    indent_rows,
    join_side_by_side,
    justify,
    paragraphs,
    row,
    text_row,
    width_of,
    wrap_names,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.wording import marks
from sommet_tui.wording.expected_times import (
    break_with_length,
    delay_words,
    late_words,
    pace_words,
    planned_times_text,
    start_words,
)
from sommet_tui.wording.session_texts import (
    bookmark_variants,
    event_continues_sentence,
    gap_name,
    gap_words,
    headline,
    hidden_sentence,
    join,
    participant_names,
    room_directions,
    room_name,
    seats_word,
    short_name,
    status_word,
    time_with_date,
    venue_line,
)
from sommet_tui.wording.times import (
    column_span,
    column_time,
    days_until,
    duration,
    late_text,
    viewer_time,
)

MARGIN = 2
_AIRY, _SPACIOUS = 13, 30
"""The heights of a window from which blank lines are above sections, and around the rail."""
_TWO_COLUMNS = 96
"""From this width on, the later sessions are beside the next one."""
_MIN_TEXT = 30
"""The minimum width of text beside the time, in cells. Otherwise, the text is below."""
_RAIL = 44
"""From this width on, the day is drawn as a rail."""
_SECTIONS = ("coming", "next", "then", "mine", "about")
_HOUR = timedelta(hours=1)
_LATIN_END = "\u0250"


@frozen
class TimeText:
    """The large time: its text, its style, and the word below the digits."""

    text: str = ""
    style: str = "time"
    label: str = ""


def time_left(scene: Scene, room: RoomMoment) -> TimeText:
    """Return the time left of the running session, or the time until the next session.

    If neither exists, or if the next session should already have started, the text is empty.
    """
    words = scene.words
    if room.remaining is not None:
        label = words.say("overtime") if room.remaining < timedelta(0) else words.say("left")
        style = ALERT_STYLES.get(room.alert or "", "time")
        return TimeText(scene.time_left_text(room.remaining), style, label)
    if room.next is None or _waiting_time(scene, room) <= timedelta(0):
        return TimeText()
    days = days_until(room.next.start, scene)
    if days is not None:
        return TimeText(str(days), label=words.count("day", "days", days))
    left = _waiting_time(scene, room)
    # If more than an hour is left, digits such as 1:30 would look like a time of day.
    text = duration(left, words) if left > _HOUR else scene.time_left_text(left)
    return TimeText(text, label=words.say("left") if room.gap else "")


def _waiting_time(scene: Scene, room: RoomMoment) -> timedelta:
    """Return the time until the next session of an idle room.

    If the session should already have started, the time is 0 or negative.
    """
    assert room.next is not None
    return (room.gap.end if room.gap else room.next.start) - scene.now


def board_rows(
    scene: Scene, room: RoomMoment, width: int, height: int, *, headed: bool = False
) -> list[Row]:
    """Return the board of a room, with at most `height` rows.

    If `headed`, my next stops are above the board. A tiny board with these stops leaves out the
    next session.
    """
    band = _room_sign(scene, width, height)
    height -= len(band)
    inner = max(10, width - 2 * MARGIN)
    notices = _notice_rows(scene, room, inner, height)
    height -= len(notices)
    rows = _board_parts(scene, room, inner, height, is_door=bool(band), headed=headed)
    above = [BLANK] * ((height - len(rows)) // 2 if band else 0)
    return [*band, *indent_rows([*notices, *above, *rows], MARGIN)]


def _board_parts(  # noqa: PLR0913  (all that its parts depend on)
    scene: Scene, room: RoomMoment, width: int, height: int, *, is_door: bool, headed: bool
) -> list[Row]:
    """Return the rows of the board, from top to bottom. Each part gets a share of `height`."""
    time, airy = time_left(scene, room), height >= _AIRY
    height -= airy
    columns = width >= _TWO_COLUMNS
    column = (width - BETWEEN) // 2 if columns else width
    then, about = _rows_after_next(scene, room, column), _abstract_rows(scene, room, width)
    high = height // 2 if is_door else max(digit_height(2), height // 3)
    most = width - max(_MIN_TEXT, 0 if is_door else width * 2 // 5) - BETWEEN
    is_beside = not time.text or largest_dot(time.text, most, high) > int(airy)
    if is_door and largest_dot(time.text, width, high) > largest_dot(time.text, most, high):
        is_beside = False
    most = most if is_beside else width
    sizes = [digit_height(dot) for dot in range(1, largest_dot(time.text, most, high) + 1)]
    text = _subject_rows(scene, room, width - BETWEEN - most if is_beside else width, height)
    rail = _rail_rows(scene, room, width) if width >= _RAIL else []
    next_ = [] if headed and not airy else _next_rows(scene, room, column)
    mine = _later_bookmark_rows(scene, room, width)

    def large_rows(rows: int) -> list[Row]:
        return digits(time.text, time.style, most, rows) if time.text and rows else []

    def head_rows(rows: int) -> list[Row]:
        return put_beside_digits(
            large_rows(rows), lambda cells: _subject_rows(scene, room, cells, rows), width
        )

    def next_rows(rows: int) -> list[Row]:
        left, right = clip(next_, rows, column), _limit_rows(scene, then, rows)
        return join_side_by_side(left, right, column + BETWEEN)

    paint: dict[str, Callable[[int], list[Row]]] = {
        "head": head_rows,
        "time": large_rows,
        "label": lambda _rows: [_label_row(scene, room, time, width)],
        "text": lambda rows: _subject_rows(scene, room, width, rows),
        "rail": lambda _rows: rail,
        "coming": next_rows,
        "next": lambda rows: clip(next_, rows, width),
        "then": lambda rows: _limit_rows(scene, then, rows),
        "mine": lambda _rows: mine,
        "about": lambda rows: clip(about, rows, READING_WIDTH),
    }
    spaced = (*_SECTIONS, *(("label", "rail") if height >= _SPACIOUS else ()))
    blank = {part: airy and part in spaced for part in paint}

    def need(part: str, min_rows: int, max_rows: int) -> Need:
        return Need(part, min_rows + blank[part], max_rows + blank[part] if max_rows else 0)

    clock, subject = ("head", "head") if is_beside else ("time", "text")
    first, after = ("coming", "coming") if columns else ("next", "then")
    both = max(len(next_), len(then)) if columns else len(then)
    needs = [
        need(subject, 1, min(2, len(text))),
        need(clock, 1, int(bool(time.text))),
        need(first, 1, min(2, len(next_))),
        *(need(clock, rows, rows) for rows in sizes[:1]),
        need("label", 1, int(bool(time.label))),
        need(first, 1, 0 if airy else min(3, len(next_))),
        need(subject, 1, min(5, sum(map(bool, text)))),
        *(need(clock, rows, rows) for rows in sizes[1:2]),
        need(first, 1, min(4, len(next_))),
        need("rail", len(rail), len(rail)),
        need(after, 2, min(3, both)),
        *(need(clock, rows, rows) for rows in sizes if is_door),
        need(after, 2, min(7, both)),
        need(subject, 1, len(text)),
        need("mine", 1, len(mine)),
        need(first, 1, len(next_)),
        *(need(clock, rows, rows) for rows in sizes[2:]),
        need(after, 2, both),
        need("about", 2, len(about)),  # the heading and the first line of the abstract
    ]
    shares = divide(needs, height)
    rows = [BLANK] if airy else []
    for part, painter in paint.items():
        if share := shares.get(part, 0):
            rows += [*[BLANK] * blank[part], *painter(share - blank[part])]
    return rows


def _room_sign(scene: Scene, width: int, height: int) -> list[Row]:
    """Return the name of the chosen room in large letters, as a sign on its door.

    If there is enough space, directions to the room are below the name. If no room is chosen, or
    the window is low, return no rows.
    """
    name = room_name(scene.programme, scene.snapshot.room)
    if name is None or height < 8:
        return []
    spaced = " ".join(name.upper())
    # Letters of other scripts are joined or wide, so such names stay as they are.
    if all(c < _LATIN_END for c in name) and cell_len(spaced) <= width - 4:
        name = spaced
    way = room_directions(scene.programme, scene.snapshot.room)
    lines = ["", name, way] if height >= 19 else [name]
    rows = (centre(row(fit(line, width)), width) for line in lines)
    texts = (cut_or_pad("".join(part.text for part in row), width) for row in rows)
    return [text_row(text, "room") for text in texts]


def _notice_rows(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """Return the current notices. If there is too little space, return only the latest ones."""
    found = timely_notices(scene.snapshot, scene.now)
    if not found:
        return []
    # Imported here, because a day without messages does not need it.
    from sommet_tui.domain.messages import messages_for_room
    from sommet_tui.tui.render.header import notice_rows

    most = max(1, height // 5)
    rows = notice_rows(scene, reversed(messages_for_room(found, room.room)), width)
    if not rows:
        return []
    return [*([BLANK] if height >= _AIRY else []), *clip(rows, most, width)]


def _label_row(scene: Scene, room: RoomMoment, time: TimeText, width: int) -> Row:
    """Return the row below the digits, which explains them and says how punctual the room is."""
    pace = Span(late_words(room.offset, scene.words) or "", "warning")
    if room.alert is not None and room.current is not None:
        paused = scene.is_paused(room.current)
        text = pace_words(room.alert, room.offset, scene.words, paused=paused)
        pace = Span(text, ALERT_STYLES.get(room.alert, "warning" if room.offset else "muted"))
    label = text_row(time.label, time.style)
    return justify(label, fit_row(row(pace), width - width_of(label) - 2), width)


def _subject_rows(scene: Scene, room: RoomMoment, width: int, max_rows: int) -> list[Row]:
    """Return the running session, or the next session or break, on at most `max_rows` rows."""
    session, people = room.current, list[Row]()
    if session is not None:
        heading, title, subtitle = _running_text(scene, room, session, width)
        people = _people_rows(session, width)
    else:
        heading, title, subtitle = _waiting_text(scene, room, width)
    names = wrap_names(participant_names(session), width) if session else []
    shares = divide(
        [
            Need("heading", 1, 1),
            Need("title", 1, min(3, len(title))),
            Need("people", 1, min(2, len(names))),
            Need("title", 1, len(title)),
            Need("subtitle", 1, min(1, len(subtitle))),
            Need("people", 1, len(names)),
            Need("subtitle", 1, len(subtitle)),
            Need("people", len(people), len(people)),
            Need("blank", 1, 1),
            Need("blank", 2, 2),
        ],
        max_rows,
    )
    blank = shares["blank"]
    return [
        *heading,
        *[BLANK] * min(1, blank),
        *clip(title, shares["title"], width),
        *clip(subtitle, shares["subtitle"], width),
        *[BLANK] * (blank > 1 and bool(people)),
        *clip(people if shares["people"] >= len(people) > 0 else names, shares["people"], width),
    ][:max_rows]


_Text = tuple[list[Row], list[Row], list[Row]]
"""A heading, a title, and the rows that belong to the title."""


def _running_text(scene: Scene, room: RoomMoment, session: Session, width: int) -> _Text:
    words = scene.words
    name = click_target(words.say("ON NOW"), "heading", session.id)
    more = [session.label, column_span(session.start, session.end, scene.zones)]
    star = Span(_prepend_dot(_bookmark_text(scene, session)), "star")
    forms = [row(name, Span(_prepend_dot(join(form)), "muted"), star) for form in (more, more[1:])]
    heading = first_fitting_row([*forms, (name,)], width)
    seats = seats_word(session.seats, words)
    remark = join([seats, planned_times_text(session, scene)])
    below = paragraphs(remark, width, "warning" if seats else "muted") if remark else []
    below += paragraphs(session.subtitle, width, "muted") if session.subtitle else []
    if others := [s for s in room.now if s is not session]:
        also = words.say("Also on: {sessions}", sessions=", ".join(map(short_name, others)))
        below += paragraphs(also, width, "muted")
    return [heading], paragraphs(session.title, width, "title"), below


def _people_rows(session: Session, width: int) -> list[Row]:
    """Return a row for each person with the affiliation.

    If no affiliation is known, or if a name is wider than half of `width`, return no rows.
    """
    people = session.participants
    size = max((cell_len(p.name) for p in people), default=0)
    if not any(p.affiliation for p in people) or size > width // 2:
        return []
    return [
        fit_row(row(f"{cut_or_pad(p.name, size)}   ", Span(p.affiliation or "", "faint")), width)
        for p in people
    ]


def _waiting_text(scene: Scene, room: RoomMoment, width: int) -> _Text:
    """Return the text of an idle room: its next session, or a sentence if no session follows."""
    words, session = scene.words, room.next
    if session is None:
        sentence = _left_out_sentence(scene, room) or words.say("Nothing more in this room.")
        return [], paragraphs(sentence, width, "title"), []
    is_late = _waiting_time(scene, room) <= timedelta(0)
    lines = [viewer_time(session.start, scene), late_words(room.offset, words)]
    if room.gap is not None:
        title, heading, name = _break_words(scene, room, room.gap)
        lines = [late_words(room.offset, words)] if is_late else []
    elif scene.moment.phase == "before":
        heading, name = words.say("STARTS IN"), ""
        title = _start_words(scene, session)
        lines += [scene.programme.title, venue_line(scene.programme)]
    else:
        heading, name = words.say("RESUMES IN"), ""
        is_first = scene.moment.phase == "gap" and scene.moment.next is session
        title = (
            event_continues_sentence(session.start, scene)
            if is_first
            else _start_words(scene, session)
        )
    if is_late:
        first = scene.moment.phase == "before"
        heading = words.say("NOT STARTED YET") if first else words.say("NOT RESUMED YET")
        expected = scene.expected_start(session)
        title = late_text(session.start, expected, scene)
    below = paragraphs(join(lines), width, "muted") if any(lines) else []
    rows = paragraphs(title, width, "warning" if is_late else "title") if title else []
    return [row(Span(heading, "heading"), Span(_prepend_dot(name), "muted"))], rows, below


def _start_words(scene: Scene, session: Session) -> str:
    """Return the expected start of a session, and the planned start if it differs."""
    return join([time_with_date(session.start, scene), planned_times_text(session, scene)])


def _break_words(scene: Scene, room: RoomMoment, gap: Gap) -> tuple[str, str, str]:
    """Return three texts about a break: its title, its heading, and its times."""
    times = column_span(gap.start, gap.end, scene.zones)
    if gap.is_changeover or gap_end(room, gap, scene) < gap.end:
        title = "" if gap.is_changeover else idle_words(scene, room)
        return title, scene.words.say("RESUMES IN"), times  # the digits count to this time
    named = gap_name(scene.programme, gap, scene.words) if gap.break_id else ""
    return named, scene.words.say("BREAK"), times


def _rail_rows(scene: Scene, room: RoomMoment, width: int) -> list[Row]:
    session = room.current or room.next
    return room_rail(scene, room.room, session.day, width) if session else []


def _abstract_lines(scene: Scene, session: Session, width: int) -> list[Row]:
    """Return the abstract of a session, wrapped to a width that is comfortable to read."""
    text = scene.programme.abstracts.get(session.id)
    if not text:
        return []
    from sommet_tui.tui.render.markdown import markdown

    return list(markdown(text, min(width, READING_WIDTH), "muted"))


def _abstract_rows(scene: Scene, room: RoomMoment, width: int) -> list[Row]:
    """Return a heading and the abstract of the running session, or else of the next one."""
    session = room.current or room.next
    text = _abstract_lines(scene, session, width) if session else []
    if session is None or not text:
        return []
    name = session.label or scene.words.say("this session")
    label = scene.words.say("ABOUT {session}", session=name.upper())
    return [text_row(fit(label, width), "heading"), *text]


def _next_rows(scene: Scene, room: RoomMoment, width: int) -> list[Row]:
    """Return the rows of the next session with its start.

    If no session follows the running one, return a sentence.
    """
    session, words = room.next, scene.words
    if session is None:
        last = _left_out_sentence(scene, room) or words.say("This is the last session.")
        return [text_row(last, "muted")] if room.now else []
    planned = planned_times_text(session, scene)
    soon = start_words(session, scene)
    if session.start <= scene.now and not room.now:
        soon = soon[1:]  # The text above already says how late the session is.
    pause = break_before(room, scene) if scene.facets.shows_gaps else None
    seats = seats_word(session.seats, words)
    facts = [text for text in (seats, *soon, planned, session.label, pause) if text]
    time = column_time(session.start, scene.zones)
    if not scene.is_today(session.start):
        facts, time = [time_with_date(session.start, scene), *facts], ""
    star = _bookmark_text(scene, session)
    star = star if width >= 50 else star[:1]
    size = width - cell_len(star) - 2
    name = Span(words.say("NEXT"), "heading")
    forms = [
        row(name, Span(f" {join(facts[:number])}", "muted")) for number in range(len(facts), -1, -1)
    ]
    start = (click_target(f"{time:<5}  " if time else "", "strong", session.id),)
    below: list[Row] = []
    at = width_of(start)
    if session.subtitle:
        below += paragraphs(session.subtitle, width - at, "muted")
    below += wrap_names(participant_names(session), width - at, "muted")
    tight = (
        []
        if len(forms) < 2 or width_of(forms[-2]) <= size
        else [fit_row(text_row(facts[0], "warning" if time else "muted"), width)]
    )
    return [
        justify(first_fitting_row(forms, size), text_row(star, "star"), width),
        *tight,
        *hanging_rows(start, session.title, width),
        *indent_rows(below, at),
    ]


def _left_out_sentence(scene: Scene, room: RoomMoment) -> str | None:
    """Return a sentence if the next sessions are hidden or do not match the filters, else None."""
    if room.hidden and scene.facets:
        return scene.words.say("Nothing more here matches the filters.")
    return hidden_sentence(room, scene.words)


def _bookmark_text(scene: Scene, session: Session) -> str:
    """Return the sign and the word for a session that is a must, a maybe or hidden, else ""."""
    word = {
        "must": scene.words.say("bookmark"),
        "maybe": scene.words.say("maybe"),
        "hidden": scene.words.say("hidden"),
    }.get(scene.snapshot.mine.degrees.get(session.id, ""))
    return f"{marks.degree_mark(scene.snapshot, session.id)} {word}" if word else ""


def _later_bookmark_rows(scene: Scene, room: RoomMoment, width: int) -> list[Row]:
    """Return a row with my next bookmark if it is on a later day.

    Bookmarks of today are among the next stops.
    """
    session = scene.snapshot.next_pick(scene.now)
    if session is None or session is room.next:
        return []
    from sommet_tui.companion.plan import planning_day

    if session.day == planning_day(scene.snapshot, scene.now):
        return []
    text = fitting_variant(bookmark_variants(session, scene), width - 2)
    return [fit_row(row(Span(f"{marks.STAR} ", "star"), text), width)]


def _prepend_dot(text: str | None) -> str:
    return f" · {text}" if text else ""


def _rows_after_next(scene: Scene, room: RoomMoment, width: int) -> list[Row]:
    """Return a heading and the items of the room after the next session."""
    lane = scene.snapshot.timeline.lane(room.room, scene.now)
    if lane is None or (room.next is not None and room.next.day != lane.day):
        return []
    coming = later_entries(room, scene, scene.left_out_ids)
    if not scene.facets.shows_gaps:
        coming = [entry for entry in coming if isinstance(entry, Session) and not entry.is_break]
    heading = text_row(scene.words.say("THEN"), "heading")
    return [heading, *(entry_row(scene, entry, width) for entry in coming)] if coming else []


def _limit_rows(scene: Scene, then: list[Row], max_rows: int) -> list[Row]:
    """Return at most `max_rows` rows. If rows are left out, the last row says how many."""
    if len(then) <= max_rows or max_rows < 3:
        return then[:max_rows]
    text = scene.words.count("{n} more", "{n} more", len(then) - max_rows + 1)
    return [*then[: max_rows - 1], text_row(f"… {text}", "faint")]


def entry_row(scene: Scene, entry: Session | Gap, width: int) -> Row:
    """Return the row of a session or break: its start, its title, remarks and a star."""
    start = f"{column_time(entry.start, scene.zones)}  "
    if isinstance(entry, Gap):
        return fit_row(text_row(start + gap_words(entry, scene), "faint"), width)
    late = delay_words(entry, scene)
    if entry.is_break:
        name = join([break_with_length(entry.title, entry, scene), late])
        return fit_row(row(click_target(start, "faint", entry.id), Span(name, "faint")), width)
    star = text_row(marks.degree_mark(scene.snapshot, entry.id, ""), "star")
    if entry.cancelled:
        right = row(Span(status_word("cancelled", scene.words), "danger"), " " * bool(star), *star)
        title = row(click_target(start, "faint", entry.id), Span(headline(entry), "faint"))
        return justify(title, right, width)
    seats = seats_word(entry.seats, scene.words)
    remark = join([seats, planned_times_text(entry, scene), late])
    right = row(Span(remark, "warning"), " " * bool(remark and star), *star)
    return justify(row(click_target(start, "muted", entry.id), headline(entry)), right, width)


_ROOMY = 13
"""From this height on, there is a blank line above the board."""


class BoardLines(ScrollingLines, inherit_bindings=False):
    """The board of one room. It has a cursor, which appears only when the user moves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    class Opened(Message):
        """The user has clicked the session under the cursor."""

    def __init__(
        self,
        viewer: Viewer,
        stops: NextStops,
        moment: Callable[[], Moment],
        on_move: Callable[[], None],
    ) -> None:
        """`on_move` is called when the user selects another session."""
        super().__init__(self._paint, id="board")
        self._viewer = viewer
        self._stops = stops
        self._moment = moment
        self._on_move = on_move
        self._painted_state: object = None
        """The content of the board when it was last painted, except its digits."""
        self._known_room: tuple[object, RoomMoment] | None = None
        """The state of the room, which is used until a session begins or ends."""
        self._cursor_id: str | None = None

    @property
    def subject(self) -> str | None:
        """The id of the session under the cursor, or else of the running or next session."""
        stop, at = self._stops.find(self.key), self.key
        if at is None:
            room = self._shown_room()
            session = room.current or room.next
            return session.id if session else None
        at = stop.next.stop.id if stop is not None else at
        return at if at in self._viewer.programme.by_id else None

    def paint(self, *, changed: bool) -> None:
        """Show the current state. If only the time left has changed, paint only its digits."""
        scene = self._viewer.scene()
        room = self._current_room(scene, changed=changed)
        time = time_left(scene, room)
        state = (
            (scene.words, scene.facets, truncate_to_minute(scene.now), room.alert, room.offset),
            (time.text.rpartition(":")[0], len(time.text), (time.style, time.label)),
        )
        if changed or state != self._painted_state or not self._show_seconds(time):
            self._painted_state = state
            self.update()

    def _show_seconds(self, time: TimeText) -> bool:
        """Replace the large digits of the seconds, and return whether the board has any."""
        rows = [*self._rows]
        found = [(y, part) for y, r in enumerate(rows) for part in r if isinstance(part, Glyphs)]
        seconds = time.text.rpartition(":")[2]
        large = digits(seconds, time.style, sys.maxsize, len(found))
        for (y, glyphs), new in zip(found, large, strict=False):
            rows[y] = tuple(new[-1] if part is glyphs else part for part in rows[y])
        self._rows = rows
        self.repaint()
        return bool(found)

    def _current_room(self, scene: Scene, *, changed: bool) -> RoomMoment:
        """Return the current state of the room.

        Until a session begins or ends, only the time left is computed again.
        """
        turn, known = scene.snapshot.status_version(scene.now), self._known_room
        if changed or scene.snapshot.live is not None or known is None or known[0] != turn:
            self._known_room = turn, self._shown_room()
            return self._known_room[1]
        room = known[1]
        if room.current is None:
            return room
        left = room.current.end - scene.now
        return replace(room, remaining=left, alert=alert(room.current, left))

    @property
    def key(self) -> str | None:
        """The key of the selected row, or None while there is no cursor."""
        return self._cursor_id if self._cursor_id in self._session_positions().values() else None

    def row_at(self, y: int, width: int) -> Row | None:
        """Return row `y`. If it has the selected session, highlight this session."""
        parts = super().row_at(y, width)
        for first, part in enumerate(parts or ()):
            if (
                self._cursor_id is not None
                and isinstance(part, ClickTarget)
                and part.key == self._cursor_id
            ):
                return _mark_cursor(parts or (), first)
        return parts

    def hide_cursor(self) -> bool:
        """Hide the cursor, and return whether it was visible."""
        was = self.key is not None
        self._move_cursor(None)
        return was

    def action_move(self, by: int) -> None:
        """Go to the previous or the next session."""
        ids = list(dict.fromkeys(self._session_positions().values()))
        if not ids:
            return
        at = self.key
        place = ids.index(at) + by if at is not None else 0
        if 0 <= place < len(ids):
            self._move_cursor(ids[place])

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked session. A second click opens the session."""
        places = self._session_positions()
        above = [place for place in places if place[0] <= event.y and place[1] <= event.x]
        if not above:
            return
        clicked = places[max(above)]
        if clicked == self.key:
            self.post_message(self.Opened())
        self._move_cursor(clicked)

    def _move_cursor(self, session: str | None) -> None:
        if session != self._cursor_id:
            self._cursor_id = session
            self.repaint()
            self._on_move()

    def _session_positions(self) -> dict[tuple[int, int], str]:
        """Return the id of the session that begins at each position (row, cell)."""
        return {
            (y, width_of(parts[:n])): span.key
            for y, parts in enumerate(self._rows)
            for n, span in enumerate(parts)
            if isinstance(span, ClickTarget)
        }

    def _shown_room(self) -> RoomMoment:
        chosen, rooms = self._viewer.snapshot.room, self._moment().rooms
        return next((r for r in rooms if r.room == chosen), rooms[0])

    def _paint(self, width: int, height: int) -> list[Row]:
        mine = stop_rows(self._stops.lines(*self.app.size), width, self._viewer.scene())
        if mine and height >= _ROOMY:
            mine = [BLANK, *mine]
        height = max(0, height - len(mine))
        scene, room = self._viewer.scene(), self._shown_room()
        rows = board_rows(scene, room, width, height, headed=bool(mine))
        return [*mine, *rows]


def _mark_cursor(parts: Row, first: int) -> Row:
    """Return a row in which the session that begins at span number `first` is highlighted.

    Later sessions in the row are not highlighted.
    """
    end = next(
        (n for n, part in enumerate(parts) if n > first and isinstance(part, ClickTarget)),
        len(parts),
    )
    marked = (Span(part.text, f"{MARKED}{part.style}", part.link) for part in parts[first:end])
    before = parts[:first]
    if before and before[-1].text.endswith(" "):
        text, style, link = before[-1]
        before = (*before[:-1], Span(text[:-1], style, link), Span(BAR, "accent"))
    return (*before, *marked, *parts[end:])
