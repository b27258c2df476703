"""The rows of sessions in lists, and the groups of rows in the agenda."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, groupby

from rich.cells import cell_len

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Gap, alert
from sommet_tui.domain.values import frozen, replace
from sommet_tui.pages import agenda
from sommet_tui.pages.agenda import SessionFacts, session_facts
from sommet_tui.tui.render.colours import ALERT_STYLES
from sommet_tui.tui.render.rows import (
    BLANK,
    Cells,
    Grid,
    Row,
    Span,
    click_target,
    column_width,
    distinct_names,
    fit_row,
    fitting_variant,
    heading,
    indent,
    justify,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording import marks, session_texts
from sommet_tui.wording.expected_times import expected_length, time_left_words
from sommet_tui.wording.times import (
    column_span,
    column_time,
    date_heading,
    day_time_width,
    duration,
    short_day,
    time_left_in_minutes,
)
from sommet_tui.wording.words import NBSP

_NARROW = 56
"""Below this width, rows have no number."""
_WIDE = 72
"""From this width on, a word says that the number is the time left, and rows have languages."""
_LANGUAGES = 5
"""The maximum width of the languages, in cells: de/en, pt-BR."""
_LENGTH = 7
"""The width of a length such as “10 h 30”, in cells."""

_SIGN_STYLES = {"clash": "danger", "friend": "accent"}

MORE = "on now"
"""The key of the row for further running sessions. Unlike an id, it contains a space."""


@frozen
class EntryRow:
    """The row of a session or a break.

    `time` is the style in which the start is shown. If it is None, the row shows no start. If
    several sessions start together, only the first row shows the start, in bold.
    """

    entry: Session | Gap
    time: str | None = ""


@frozen
class RunningHeading:
    """The heading of the running sessions, or of the current break."""

    entries: Sequence[Session | Gap]


@frozen
class MoreRow:
    """A row that the user clicks to show further running sessions or, if `opened`, to hide them."""

    others: Sequence[Session | Gap]
    opened: bool


@frozen
class NowLine:
    """The row of the current time."""


AgendaEntry = EntryRow | RunningHeading | MoreRow | NowLine | date | None
"""A row of the agenda. None is a blank row."""


@frozen
class ListingOptions:
    """How the agenda arranges its rows.

    If more than `most` sessions are running, the others are hidden behind one row until the user
    opens that row (`opened`). A single further session is never hidden. If `airy`, blank rows
    separate groups. If `dated`, each day begins with its date. If `pauses`, breaks are listed.
    """

    most: int = 5
    opened: bool = False
    airy: bool = True
    dated: bool = True
    pauses: bool = True


def agenda_entries(
    scene: Scene, sessions: Sequence[Session], options: ListingOptions
) -> list[AgendaEntry]:
    """Return the rows: past sessions, running sessions, the current time, and upcoming sessions.

    Sessions that start together form a group. The rows stay the same until a session or a break
    begins or ends, or the snapshot changes.
    """
    today = scene.programme.day_of(scene.now)
    shown = frozenset(s.id for s in sessions)
    running = [s for s in scene.snapshot.running_sessions(scene.now) if s.id in shown]
    running.sort(key=lambda session: scene.remaining(session) or timedelta(0))
    on: list[Session | Gap] = [*running]
    is_on = frozenset(s.id for s in running)
    several = scene.snapshot.shows_several_rooms
    begun, coming = list[Session | Gap](), list[Session | Gap]()
    entries: Iterable[Session | Gap] = sessions
    if options.pauses:
        entries = agenda.sessions_and_gaps(sessions, scene, scene.facets)
    for entry in entries:
        if isinstance(entry, Gap):
            if not running and entry.start <= scene.now < entry.end:
                on.append(entry)
                continue
        elif entry.id in is_on:
            continue
        # In a single room, the entries after an overdue session count as upcoming, too.
        is_coming = scene.now < entry.start or _is_overdue(scene, entry) or (coming and not several)
        (coming if is_coming else begun).append(entry)
    found: list[AgendaEntry] = []
    day = _add_groups(found, begun, None, options)
    if sessions and today in scene.programme.days:
        if on and options.dated and day != today:
            found += _day_heading_rows(today, found, options)
            day = today
        found += _current_entries(on, options)
    _add_groups(found, coming, day, options)
    return found


def _add_groups(
    rows: list[AgendaEntry],
    entries: Iterable[Session | Gap],
    day: date | None,
    options: ListingOptions,
) -> date | None:
    """Append the rows of the entries to `rows`, grouped by start.

    Return the day of the last entry. `day` is the day of the last entry already in `rows`.
    """
    was_group = False
    for _, held in groupby(entries, key=lambda entry: (entry.start, isinstance(entry, Gap))):
        first, *others = held
        if options.dated and isinstance(first, Session) and first.day != day:
            day = first.day
            rows += _day_heading_rows(day, rows, options)
        elif options.airy and (others or was_group) and rows and isinstance(rows[-1], EntryRow):
            rows.append(None)
        was_group = bool(others)
        rows.append(EntryRow(first, "strong" if others else ""))
        rows += (EntryRow(other, None) for other in others)
    return day


def _day_heading_rows(
    day: date, above: Sequence[AgendaEntry], options: ListingOptions
) -> list[AgendaEntry]:
    return [None, day] if options.airy and above else [day]


def _current_entries(
    running: Sequence[Session | Gap], options: ListingOptions
) -> Iterator[AgendaEntry]:
    """Yield the rows of the running sessions in the order of their ends, and the current time."""
    air = [None] if options.airy else []
    if running:
        folds = len(running) > options.most + 1
        yield from air
        yield RunningHeading(running)
        shown = running[: options.most] if folds and not options.opened else running
        yield from (EntryRow(entry, None if len(running) > 1 else "") for entry in shown)
        if folds:
            yield MoreRow(running[options.most :], options.opened)
    yield from air
    yield NowLine()


def _is_overdue(scene: Scene, entry: Session | Gap) -> bool:
    """Return whether a session is late to begin. Call this only after its announced start.

    Only a session in a room that the stage drives can be late.
    """
    if scene.snapshot.live is None or isinstance(entry, Gap) or entry.is_break:
        return False
    return scene.status(entry) == "upcoming"


def initial_session_id(scene: Scene, sessions: Sequence[Session]) -> str | None:
    """Return the id of the session at which the agenda opens.

    In a single room, this is the running session, or else the next one, or else the last one. If
    there are several rooms, the next session has priority over a running one.
    """
    on = (s for s in sessions if scene.status(s) == "running")
    ahead = (s for s in sessions if scene.status(s) == "upcoming" and not s.is_break)
    first = (ahead, on) if scene.snapshot.shows_several_rooms else (on, ahead)
    found = next(chain(*first, reversed(sessions)), None)
    return found.id if found else None


def initial_timetable_session_id(scene: Scene, sessions: Sequence[Session]) -> str | None:
    """Return the id of the session at which the timetable opens.

    Consider the running and upcoming sessions of the first day that has any. If there are several
    rooms, return the earliest bookmarked session or, without a bookmark, the earliest session of
    the first room. If all sessions are over, return the session at which the list opens.
    """
    places, degrees = [*scene.programme.room_names], scene.snapshot.mine.degrees
    several = scene.snapshot.shows_several_rooms

    def order(session: Session) -> tuple[date, int, datetime]:
        row = places.index(session.room) if session.room in places else len(places)
        is_mine = several and degrees.get(session.id) in ("must", "maybe")
        return session.day, -1 if is_mine else row, session.start

    ahead = [s for s in sessions if scene.status(s) in ("running", "upcoming")]
    found = min((s for s in ahead if not s.is_break), key=order, default=None)
    return found.id if found else initial_session_id(scene, sessions)


def entry_key(entry: AgendaEntry) -> str | None:
    """Return the key of a row, or None if the cursor skips the row."""
    if isinstance(entry, EntryRow) and isinstance(entry.entry, Session):
        return entry.entry.id
    return MORE if isinstance(entry, MoreRow) else None


def entry_row(scene: Scene, entry: AgendaEntry, grid: Grid) -> Row:
    if entry is None:
        return BLANK
    if isinstance(entry, date):
        return heading(date_heading(entry, scene.words))
    if not isinstance(entry, EntryRow):
        return _now_section_row(scene, entry, grid)
    if isinstance(entry.entry, Gap):
        return gap_row(scene, entry.entry, session_texts.gap_words(entry.entry, scene), grid)
    start = "" if entry.time is None else column_time(entry.entry.start, scene.zones)
    return session_row(scene, entry.entry, grid, time=Span(start, entry.time or ""))


def _now_section_row(scene: Scene, entry: RunningHeading | MoreRow | NowLine, grid: Grid) -> Row:
    words = scene.words
    if isinstance(entry, NowLine):
        time = column_time(scene.now, scene.zones)
        return row(*heading(f"{time} "), Span("─" * (grid.width - 7 - grid.margin), "accent"))
    if isinstance(entry, RunningHeading):
        on = [each.is_break for each in entry.entries if isinstance(each, Session)]
        counts = session_texts.item_counts(len(on) - sum(on), sum(on), words) if len(on) > 1 else ""
        text = row(Span(words.say("ON NOW"), "heading"), " ", Span(counts, "muted"))
        return grid.heading(text, Span(words.say("left") if grid.number else "", "muted"))
    until = column_time(max(other.end for other in entry.others), scene.zones)
    more = words.say("… {n} more, until {time}", n=len(entry.others), time=until)
    return grid.continuation_row(text_row(words.say("… fewer") if entry.opened else more, "faint"))


def session_grid(
    scene: Scene, width: int, *, rooms: bool = True, signs: bool = True, dated: bool = False
) -> Grid:
    """Return the columns of a list of sessions.

    If `rooms`, one column has the rooms. If `signs`, one column has signs for the status. If
    `dated`, the times include the day.
    """
    programme, words = scene.programme, scene.words
    time = day_time_width(scene) if dated else 5
    # A narrow window has no space for titles, days and rooms, so it leaves out rooms.
    several = rooms and programme.has_several_rooms and (time == 5 or width >= _NARROW)
    places = (*programme.room_names.values(), *_own_event_places(scene))
    if programme.has_sessions_in_all_rooms:
        places = *places, words.say("all rooms")
    languages = 0
    if width >= _WIDE and programme.has_several_languages:
        languages = max(cell_len("/".join(codes)) for codes in programme.languages)
    number = _LENGTH
    if signs and width >= _WIDE:
        number = cell_len(words.say("{time} left", time="00 h 00"))
    user = marks.session_symbols(scene.snapshot, "", over=False)
    grid = Grid(
        width,
        time=time,
        sign=int(signs or bool(scene.changes)),
        aside=min(_LANGUAGES, languages),
        number=0 if width < _NARROW else number,
        mark=bool(scene.snapshot.clashes) + sum(cell_len(sign) for _, sign in user),
    )
    return add_room_column(grid, programme, places) if several else grid


def add_room_column(grid: Grid, programme: Programme, names: tuple[str, ...]) -> Grid:
    """Return the columns with an additional column for rooms, which have these `names`.

    If all titles are short, this column is wider.
    """
    spare = grid.title - programme.longest_title_length - 2
    most = max(min(12, grid.width // 4), grid.width // 8, spare)
    return replace(grid, room=column_width(names, most))


def _own_event_places(scene: Scene) -> Iterator[str]:
    own = scene.snapshot.own_sessions if scene.snapshot.mine.own_events else ()
    return (session.subtitle or "" for session in own)


def session_row(  # noqa: PLR0913 - what only some lists show
    scene: Scene,
    session: Session,
    grid: Grid,
    *,
    time: Span | None = None,
    title: Row | None = None,
    number: Span | None = None,
    clashes: bool = True,
) -> Row:
    """Return the row of a session. If given, `time`, `title` and `number` replace the usual cells.

    If `clashes` is False, the row does not mark conflicts.
    """
    facts = session_facts(session, scene)
    off = facts.status in ("done", "cancelled", "skipped")
    style = "faint" if off or session.id in scene.snapshot.mine.hidden_ids else ""
    change = scene.changes.get(session.id)
    sign = facts.sign
    if change:
        from sommet_tui.wording.changes import change_symbol

        sign = change_symbol(change)
    start = Span(column_time(session.start, scene.zones)) if time is None else time
    title = title or text_row(facts.title, "faint" if session.is_break else style)
    return grid.row(
        Cells(
            row(*_track_dot(scene.programme, session), *title),
            Span(start.text, style or start.style),
            Span(sign, "accent" if change or facts.status == "running" else "faint"),
            Span(facts.languages, "muted"),
            Span(short_room(scene, facts.place or "", grid.room), style or "muted"),
            _remark(facts, grid.title),
            number or _minutes_span(scene, facts, grid.number),
            tuple(
                Span(
                    sign if clashes or name != "clash" else " " * cell_len(sign),
                    _SIGN_STYLES.get(name, "star"),
                )
                for name, sign in facts.signs
            ),
        )
    )


def session_detail(scene: Scene, session: Session | None, width: int, aside: str = "") -> list[Row]:
    """Return a rule and two rows about a session.

    The second row ends with a warning or a conflict or, if there is neither, with `aside`.
    """
    if session is None:
        return []
    inner, facts = width - 2, session_facts(session, scene)
    left = facts.left
    is_ahead = facts.status == "upcoming" and not (facts.late and session.start <= scene.now)
    expected = None if facts.late else session_texts.expected_words(session, scene)
    until = session_texts.join([expected, scene.until_words(session)])
    soon = Span(until if is_ahead else "", "accent")
    if left is not None:
        style = ALERT_STYLES.get(alert(session, left), "time")
        soon = Span(time_left_words(left, scene.words, calm=True), style)
    times = column_span(session.start, session.end, scene.zones)
    parts = [
        times,
        facts.planned,
        facts.place,
        session_texts.participants_line(session),
        facts.track,
        *session_texts.badges(session, scene),
    ]
    late = fitting_variant((facts.late or "", facts.late_brief or ""), inner // 2)
    warning = Span(facts.off or late, "danger" if facts.off else "warning")
    clash = Span(session_texts.clash_words(session.id, scene) or "", "danger")
    right = row(warning) or row(clash) or text_row(aside, "muted")
    return [
        text_row("─" * width, "divider"),
        indent(justify(text_row(facts.title, "strong"), row(soon), inner), 1),
        indent(
            justify(
                text_row(session_texts.join(parts), "muted"), fit_row(right, inner // 2), inner
            ),
            1,
        ),
    ]


def short_room(scene: Scene, place: str, width: int) -> str:
    """Return the name of a room, or the text for all rooms, shortened to a width in cells."""
    words = scene.words
    if place == words.say("all rooms"):
        return fitting_variant((place, words.say("everywhere")), width)
    return distinct_names(tuple(scene.programme.room_names.values()), width).get(place, place)


def _remark(facts: SessionFacts, width: int) -> Span:
    """Return the most important remark about a session, in the longest form that fits."""
    late = fitting_variant((facts.late or "", facts.late_brief or ""), width * 2 // 5)
    warning = facts.paused or late or facts.moved
    first = facts.seats or warning or ""
    # The title matters more than "nearly full".
    most = warning or "" if facts.session.seats == "nearly-full" else first
    both = session_texts.join([facts.seats, warning])
    remark = fitting_variant((both, first, most), width * 2 // 5)
    if facts.off or remark:
        return Span(facts.off or remark, "danger" if facts.off else "warning")
    return Span(facts.added or "", "accent")


def _minutes_span(scene: Scene, facts: SessionFacts, width: int) -> Span:
    """Return the time left or the overtime of a running session.

    For other sessions, return the length.
    """
    if facts.left is None:
        return Span(duration(expected_length(facts.session, scene), scene.words), "faint")
    whole = time_left_words(facts.left, scene.words, calm=True)
    style = ALERT_STYLES.get(alert(facts.session, facts.left), "time")
    return Span(
        fitting_variant((whole, time_left_in_minutes(facts.left, scene.words)), width), style
    )


def _track_dot(programme: Programme, session: Session) -> Row:
    """Return a dot in the colour of the track. If no track has a colour, return a blank row."""
    if not programme.track_colors:
        return BLANK
    color = programme.track_colors.get(session.track or "", "")
    return row(Span(f"{marks.TRACK} " if color else "  ", color))


def gap_row(scene: Scene, gap: Gap, text: str, grid: Grid) -> Row:
    """Return the row of a break or of free time.

    If it has begun, the row shows the time left.
    """
    number = Span("")
    if gap.start <= scene.now < gap.end:
        left = gap.end - scene.now
        forms = (time_left_words(left, scene.words), duration(left, scene.words))
        number = Span(fitting_variant(forms, grid.number), "time")
    time = Span(column_time(gap.start, scene.zones), "faint")
    return grid.row(Cells(text_row(text, "faint"), time, number=number))


def day_bar(
    scene: Scene, day: date | None, forms: Sequence[str], width: int, days: Sequence[date]
) -> Row:
    """Return a row with the tabs of the days, and beside them the first text of `forms` that fits.

    If the tabs do not fit, the row names only the day.
    """
    rights = [row(Span(form, "muted"), " ") if form else BLANK for form in forms]
    if day is None:
        return justify(row(" "), rights[0], width)
    for right in rights:
        tabs = day_tabs(scene, day, width - width_of(right) - 2, days)
        if tabs:
            return justify(tabs, right, width)
    words, room = scene.words, width - width_of(rights[-1]) - 2
    place = words.say("day {n} of {total}", n=days.index(day) + 1, total=len(days))
    here = row(
        Span(f" {date_heading(day, words, year=False)} ", "heading"), Span(f" {place}", "muted")
    )
    return justify(here if width_of(here) <= room else here[:1], rights[-1], width)


def day_tabs(scene: Scene, day: date, width: int, days: Sequence[date]) -> Row:
    """Return a tab for each day. If necessary, shorten the dates of the days that are not selected.

    If even the short tabs do not fit, return no tabs.
    """
    here = "heading" if days[1:] else "accent"
    for brief in (False, True):
        names = [
            _short_date(each, scene)
            if brief and each != day
            else date_heading(each, scene.words, year=not days[1:])
            for each in days
        ]
        parts = row(
            *(
                click_target(f" {name} ", here if tab_day == day else "muted", tab_day.isoformat())
                for tab_day, name in zip(days, names, strict=True)
            )
        )
        if width_of(parts) <= width:
            return parts
    return BLANK


def _short_date(day: date, scene: Scene) -> str:
    short = short_day(day, scene).capitalize()
    return short if short[:1].isdecimal() else f"{short}{NBSP}{day.day}"
