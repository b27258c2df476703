"""The list of all people of the programme, and the page of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len

from sommet_tui.companion.green_room import DUE, Appearance, GreenRoom
from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    GREEN_ROOM,
    LIST_EVERYTHING,
    LIST_FACETS,
    LIST_FILTER,
    LIST_OPEN,
    LIST_SORT,
    MINE_UNDO,
    PEOPLE_ARRIVAL,
    PERSON_FURTHER,
    SESSION_LINKS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain import instants
from sommet_tui.domain.programme import Link, ProgrammePerson, Session
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from sommet_tui.pages.people import listed_people, participation_line, presence_word, turn_words
from sommet_tui.tui import list_screen
from sommet_tui.tui.agenda.rows import short_room
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.digits import large_letters
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    Cells,
    Grid,
    Memo,
    Row,
    Span,
    clip,
    column_width,
    empty_page,
    fit_row,
    heading,
    indent_rows,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.session_page import SessionListScreen, link_rows
from sommet_tui.tui.viewer import OpenPerson, Scene, Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording import expected_times, marks, times
from sommet_tui.wording.session_texts import headline, join, not_held_word, rooms_text, status_word
from sommet_tui.wording.words import View, mark

if TYPE_CHECKING:
    from sommet_tui.companion.green_room import PeopleWithTurns

_NARROW = 56
"""In a narrower list, rows have either the start or the word for the status."""
_TITLES = 76
"""The width of a list from which rows have the title of the session, and the room."""
_MIN_TEXT = 7
"""The smallest useful width of a session or an affiliation, in cells."""
_NAME = 30
"""The maximum width of a name in cells, if other text is beside it."""


_HEADINGS = mark(
    {
        "on": "ON STAGE",
        "next": "NEXT",
        "later": "LATER",
        "over": "OVER",
    }
)
"""The headings of the groups of people."""


def group_summary(people: PeopleWithTurns, view: View) -> str:
    """Return the text after the heading of a group: how many people it has, or how many arrived.

    If all these people are in the same session, the text also names the session, with its start or
    end.
    """
    words, turns = view.words, [turn for _, turn in people if turn]
    count = words.count("{n} person", "{n} people", len(people))
    if any(turn.has_arrivals for turn in turns):
        here = sum(turn.arrival != "not_seen" for turn in turns)
        count = words.say("{n} of {all} have arrived", n=here, all=len(turns))
    if len({turn.session.id for turn in turns}) != 1:
        return count
    turn, left = turns[0], view.remaining(turns[0].session)
    name = turn.session.label or turn.session.title
    if left is not None:
        end = times.sentence_time(view.now + max(left, timedelta(0)), view)
        return join([name, words.say("until {time}", time=end)])
    late = expected_times.late_words(turn.start - turn.session.start, words)
    return join([name, turn_words(turn, view), late, count])


def people_grid(scene: Scene, width: int, *, crew: bool, by_time: bool) -> Grid:
    """Return the columns of the list of people. For the crew, arrivals have a column."""
    programme, words = scene.programme, scene.words
    names = tuple(programme.room_names.values())
    # On the last day, no start needs its date, because no later day follows.
    start = times.day_time_width(scene) if scene.today < programme.days[-1] else 5
    forms = [
        words.say("in {time}", time="00 h 00"),
        words.say("due now"),
        words.say("cancelled"),
        "0" * start,
    ]
    last = programme.sessions[-1].start
    if not programme.has_several_days and last > scene.now:
        forms.append(times.until_words(last, scene))
    if crew:
        # Imported here, because attendees need no words of the moderator.
        from sommet_tui.wording.panel import arrival_word

        forms = [words.say("due {time}", time="00:00"), arrival_word("on_stage", words)]
    grid = Grid(
        width,
        time=start if by_time else 0,
        sign=int(crew),
        room=column_width(names, 12) if programme.has_several_rooms and width >= _TITLES else 0,
        number=0 if by_time and width < _NARROW else max(map(cell_len, forms)),
    )
    aside = grid.title - min(_NAME, max(13, grid.title // 2)) - 2
    wide = width >= _NARROW or not by_time
    people = scene.snapshot.people
    # If few people have an affiliation, the column would only shorten names.
    has_affiliations = not crew or sum(bool(p.affiliations) for p in people) * 4 >= len(people)
    return replace(grid, aside=aside if wide and has_affiliations and aside >= _MIN_TEXT else 0)


def person_row(
    scene: Scene,
    person: ProgrammePerson,
    turn: Appearance | None,
    grid: Grid,
    time: str | None = None,
) -> Row:
    """Return the row of a person.

    For the crew, it has the person's affiliation and arrival, otherwise a session. `time` is the
    style of the start, or None for no start.
    """
    crew = bool(grid.sign)
    session = turn.session if turn else next(iter(person.sessions[-1:]), None)
    about = next(iter(person.affiliations), "")
    if not crew:
        about = _session_title(session, grid.width) if session else ""
    place = (rooms_text(session, scene) if session else None) or ""
    sign, word, style = _presence_parts(scene, session, turn, crew=crew)
    quiet, start = "muted" if turn else "faint", ""
    if turn and time is not None:
        start = times.day_time(turn.start, scene)[-grid.time :]
    return grid.row(
        Cells(
            text_row(person.person.name, "" if turn else "faint"),
            Span(start, time or ""),
            Span(sign, style),
            Span(about, quiet),
            room=Span(short_room(scene, place, grid.room), quiet),
            number=Span(word, style),
        )
    )


def _presence_parts(
    scene: Scene, session: Session | None, turn: Appearance | None, *, crew: bool
) -> tuple[str, str, str]:
    """Return a sign, a word and the word's style for a person's arrival or next start."""
    if turn is None:
        word = status_word(scene.status(session), scene.words) if session else ""
        return "", word, "danger" if session and not_held_word(session, scene) else "faint"
    if crew and turn.is_due:
        due = times.column_time(turn.start - DUE, scene.zones)
        return marks.DUE, scene.words.say("due {time}", time=due), "warning"
    is_running = scene.status(turn.session) == "running"
    if not crew:
        sign, style = (marks.STATUS["running"], "accent") if is_running else ("", "muted")
        return sign, turn_words(turn, scene), style
    from sommet_tui.wording.panel import arrival_word

    if is_running:
        return marks.STATUS["running"], arrival_word("on_stage", scene.words), "accent"
    if turn.arrival == "not_seen":
        return marks.AWAITED, "", "faint"
    return marks.STATUS["done"], arrival_word(turn.arrival, scene.words), "accent"


def _large_name(name: str, width: int, height: int) -> list[Row]:
    """Return a name in large letters or, if that is not possible, as a title."""
    drawn = large_letters(name, width, height) if height > 1 else []
    return list(map(row, drawn)) or paragraphs(name, width, "title")


def _turn_rows(scene: Scene, turn: Appearance, width: int) -> list[Row]:
    """Return the session of a person's turn, its start, and whether the person has arrived."""
    text = join([_session_name(turn.session), turn_words(turn, scene)])
    word = presence_word(turn, scene) or ""
    style = "warning" if turn.is_missing else "accent"
    line = row(Span(f"{text} · " if word else text, "muted"), Span(word, style))
    if width_of(line) <= width:
        return [line]
    return [*paragraphs(text, width, "muted"), *(paragraphs(word, width, style) if word else [])]


def _session_title(session: Session, width: int) -> str:
    """Return the title of a session or, in a narrow row, its label."""
    return headline(session) if width >= _TITLES else _session_name(session)


def _session_name(session: Session) -> str:
    return session.label or session.title


def person_head(
    scene: Scene, person: ProgrammePerson, turn: Appearance | None, width: int, name_rows: int
) -> list[Row]:
    """Return a person's name, affiliations, turn on stage, introduction and links.

    The name is in large letters if these fit into `name_rows` rows.
    """
    inner = max(10, width - 4)
    rows = [BLANK, *_large_name(person.person.name, inner, name_rows)]
    inner = min(READING_WIDTH, inner)
    for affiliation in person.affiliations:
        rows += paragraphs(affiliation, inner, "muted")
    if person.person.pronunciation:
        rows += paragraphs(person.person.pronunciation, inner, "faint")
    rows += _turn_rows(scene, turn, inner) if turn else []
    if person.person.introduction:
        rows += [BLANK, *markdown(person.person.introduction, inner)]
    if person.person.links:
        rows += [BLANK, *link_rows(person.person.links, scene, inner)]
    return [*indent_rows(rows, 2), BLANK]


def person_page(
    scene: Scene, person: ProgrammePerson, turn: Appearance | None, width: int, name_rows: int = 1
) -> list[Row]:
    """Return the page of a person with all their sessions, for the space beside the list."""
    inner = max(10, width - 4)
    rows = person_head(scene, person, turn, width, name_rows)
    for session in person.sessions:
        off = not_held_word(session, scene) is not None
        about = paragraphs(headline(session), inner, "faint" if off else "strong")
        text = participation_line(session, scene)
        about += paragraphs(text, inner, "danger" if off else "muted")
        rows += [*indent_rows(about, 2), BLANK]
    return rows


def large_name_height(viewer: Viewer, width: int, height: int) -> int:
    """Return the maximum height of the selected person's name, in rows.

    In a large window of the crew, there is room for large letters.
    """
    return height // 4 if viewer.is_crew and width >= 100 and height >= 30 else 1


class PeopleListing(list_screen.Listing):
    """The list of people: from A to Z, or in the order of appearance under headings."""

    def __init__(self, viewer: Viewer) -> None:
        self.only_soon = False
        """Whether the list has only people who are on stage in the next two hours."""
        self.only_missing = False
        """Whether the list has only people who have not arrived."""
        self.by_time: bool | None = None
        """Whether people are in the order of appearance, or None until the user chooses an order.

        Until then, the crew has this order, and other users have the order from A to Z.
        """
        self._viewer = viewer
        self._first: str | None = None
        """The id of the first person in the list."""
        self._turn_version: object = None
        self._text_cache: Memo[Mapping[str, str]] = Memo()
        self._matches: Memo[Sequence[ProgrammePerson]] = Memo()
        self._grid: Memo[Grid] = Memo()
        self._count = 0
        """The number of people in the list."""
        self._room = GreenRoom(viewer.snapshot, viewer.companion.clock.now())

    @property
    def preview_rows(self) -> int:
        """The height of the preview: a line, the name, and two rows about the person."""
        return 3 + self._name_rows

    @property
    def sorts_by_time(self) -> bool:
        """Whether people are in the order of appearance."""
        return self._viewer.is_crew if self.by_time is None else self.by_time

    def needs_new_rows(self) -> bool:
        """Return True each minute, and when a session has begun or ended."""
        scene = self._viewer.scene()
        self._room = GreenRoom(scene.snapshot, scene.now)
        before, self._turn_version = (
            self._turn_version,
            (scene.snapshot.status_version(scene.now), instants.truncate_to_minute(scene.now)),
        )
        return before != self._turn_version

    def initial_row_key(self) -> str | None:
        """Return the id of the first person in the list."""
        return self._first

    def rows(self, query: str) -> Rows:
        """Return the rows of the people who match the text `query`. "" matches everyone."""
        everyone = self._shown_people()
        if query.strip():
            from sommet_tui.domain.search import items_with_words

            texts = self._texts()
            found = items_with_words(
                everyone, [texts[person.person.id] for person in everyone], query
            )
            everyone = tuple(found)
        self._count = len(everyone)
        words, items = self._viewer.words, [Item(None, self._bar_row)]
        if not self._viewer.snapshot.people:
            sentence = words.say("The programme lists no people.")
            return Rows.without_items(lambda width: empty_page(sentence, (), width))
        if not everyone and not (self.only_soon or self.only_missing):
            return list_screen.no_match_rows(words, query)
        items += self._grouped_items(everyone) if self.sorts_by_time else map(self._item, everyone)
        self._first = next((item.key for item in items if item.key), None)
        return Rows.from_items(items, pinned=1, airy=self.has_spacing)

    def _grouped_items(self, everyone: Sequence[ProgrammePerson]) -> Iterator[Item]:
        """Yield the people in groups, each group under its heading.

        If several people have the same start, only the first of them shows it.
        """
        for group_name, people in self._room.groups(everyone):
            name = self._viewer.words.say(_HEADINGS[group_name])
            yield Item(None, partial(self._heading, name, people), is_heading=True)
            starts = [list(group) for _, group in groupby(people, key=_start_of_turn)]
            for number, group in enumerate(starts):
                if self.has_spacing and number and len(group) + len(starts[number - 1]) > 2:
                    yield Item.from_row(BLANK)
                first = "strong" if group[1:] else ""
                for index, (person, _) in enumerate(group):
                    yield self._item(person, None if index else first)

    def _heading(self, name: str, people: PeopleWithTurns, width: int) -> Row:
        about = group_summary(people, self._viewer.scene())
        return fit_row(row(*heading(name), Span(f" {about}", "muted")), width - 1)

    def _item(self, person: ProgrammePerson, time: str | None = None) -> Item:
        return Item(person.person.id, partial(self._row, person, time))

    def session(self, key: str | None) -> str | None:
        """Return the id of the session in a person's row: the current, next or else last one."""
        session = self._session(key)
        return session.id if session else None

    def detail_rows(self, key: str, width: int, *, brief: bool) -> list[Row]:
        """Return the page of a person or, if `brief`, the preview."""
        person = find_person(self._viewer, key)
        if person is None:
            return []
        if not brief:
            turn = self._room.appearance(person)
            return person_page(self._viewer.scene(), person, turn, width, self._name_rows)
        sound = f"  {person.person.pronunciation}" if person.person.pronunciation else ""
        name = [row(Span(person.person.name, "strong"), Span(sound, "muted"))]
        if self._name_rows > 1:
            name = _large_name(person.person.name, width - 2, self._name_rows)
        lines = [text_row("─" * width, "divider"), *indent_rows(name, 1)]
        about = [r for text in person.affiliations for r in paragraphs(text, width - 2, "muted")]
        session = self._session(key)
        if session is not None and len(about) < 2:  # the list may have shortened the title
            about += paragraphs(headline(session), width - 2)
        return [*lines, *indent_rows(clip(about, 2, width - 2), 1)]

    def prepare_filter(self) -> None:
        """Prepare the texts that the filter searches, before the user types the first letter."""
        self._texts()

    @property
    def _name_rows(self) -> int:
        return large_name_height(self._viewer, *self.size)

    def _texts(self) -> Mapping[str, str]:
        """Return the texts that the filter searches, by the ids of people."""
        from sommet_tui.domain.search import person_texts

        snapshot = self._viewer.snapshot  # without the stage's changes, which do not affect texts
        return self._text_cache.get(
            snapshot.programme, lambda: person_texts(snapshot.programme, snapshot.people)
        )

    def _shown_people(self) -> tuple[ProgrammePerson, ...]:
        shown = self._matching_people(self._viewer.scene())
        everyone = tuple(shown)
        if not self.sorts_by_time:
            everyone = tuple(sorted(shown, key=lambda person: fold(person.person.name)))
        return self._room.limit(everyone, soon=self.only_soon, missing=self.only_missing)

    def _matching_people(self, scene: Scene) -> Sequence[ProgrammePerson]:
        """Return the people with a session that matches the filters."""
        everyone, facets = scene.snapshot.people, scene.facets
        return self._matches.get(scene.sessions_key, lambda: listed_people(everyone, scene, facets))

    def _session(self, person_id: str | None) -> Session | None:
        """Return the session in a person's row.

        If the list is filtered, prefer a matching session.
        """
        people = self._matching_people(self._viewer.scene())
        person = next((person for person in people if person.person.id == person_id), None)
        person = person or find_person(self._viewer, person_id)
        if person is None or not person.sessions:
            return None
        turn = self._room.appearance(person)
        return turn.session if turn else person.sessions[-1]

    def _row(self, person: ProgrammePerson, time: str | None, width: int) -> Row:
        scene, turn = self._viewer.scene(), self._room.appearance(person)
        crew, by_time = self._viewer.is_crew, self.sorts_by_time
        grid = self._grid.get(
            (scene, width, crew, by_time),
            lambda: people_grid(scene, width, crew=crew, by_time=by_time),
        )
        return person_row(scene, person, turn, grid, time)

    def _bar_row(self, width: int) -> Row:
        """Return the row above the list: the filters, the number of people, and their order.

        Before the first recorded arrival, no person counts as missing.
        """
        scene = self._viewer.scene()
        words = scene.words
        only = [
            words.say("Green room") if self._viewer.is_crew else None,
            words.say("in the next two hours") if self.only_soon else None,
        ]
        if self.only_missing:
            turns = map(self._room.appearance, self._matching_people(scene))
            known = any(turn is not None and turn.has_arrivals for turn in turns)
            absent = words.say("not here yet") if known else words.say("no arrivals recorded yet")
            only.append(absent)
        order = (
            words.say("in order of appearance")
            if self.sorts_by_time
            else words.say("in alphabetical order")
        )
        people = join([words.count("{n} person", "{n} people", self._count), order])
        left = join(only)
        parts = row(" ", Span(f"{left} · " if left else "", "accent"), Span(people, "muted"))
        return fit_row(parts, width)


class PeopleScreen(list_screen.ListScreen):
    """The screen with the list of all people."""

    NAME = "people"
    FILTERS_SESSIONS = True
    BINDINGS = bindings((LIST_SORT, LIST_FACETS, LIST_EVERYTHING, *GREEN_ROOM))
    KEYS = (
        LIST_OPEN,
        SESSION_STAR,
        LIST_FILTER,
        LIST_SORT,
        LIST_FACETS,
        *GREEN_ROOM,
        SESSION_NOTE,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        self._listing = PeopleListing(viewer)
        super().__init__(viewer, self._listing)
        self._by_time = self._listing.sorts_by_time

    def paint(self, *, changed: bool) -> None:
        """Update the list. If the order has changed, move the cursor to the first person."""
        super().paint(changed=changed)
        before, self._by_time = self._by_time, self._listing.sorts_by_time
        if before != self._by_time:
            self.pane.list.action_go_to_edge(-1)

    def action_record_arrival(self) -> None:
        """Record the next step of the selected person's arrival."""
        record_arrival(self, self.pane.list.key)

    def action_sort(self) -> None:
        """Change the order of people: from A to Z, or in the order of appearance."""
        self._listing.by_time = not self._listing.sorts_by_time
        self.tick(changed=True)

    def allows_record_arrival(self) -> bool:
        """Return whether the keys about arrivals have an effect: only for the crew."""
        return self.viewer.is_crew

    allows_toggle_only_soon = allows_toggle_only_missing = allows_record_arrival

    def action_toggle_only_soon(self) -> None:
        """List only people who are on stage in the next two hours, or everyone again."""
        self._listing.only_soon = not self._listing.only_soon
        self.tick(changed=True)

    def action_toggle_only_missing(self) -> None:
        """List only people who have not arrived, or everyone again."""
        self._listing.only_missing = not self._listing.only_missing
        self.tick(changed=True)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the page of the chosen person."""
        self.post_message(OpenPerson(event.key, self))

    def usual_keys(self) -> Sequence[Key]:
        """Return the usual keys. For the crew, the keys of the green room come first."""
        usual = super().usual_keys()
        if not self.viewer.is_crew:
            return usual
        own = (*GREEN_ROOM, replace(MINE_UNDO, in_footer=True))
        return (*own, *(key for key in usual if key not in own))


class PersonScreen(SessionListScreen):
    """A screen about one person, with a list of their sessions."""

    BINDINGS = bindings((PEOPLE_ARRIVAL, PERSON_FURTHER, SESSION_LINKS))
    KEYS = (
        APP_BACK,
        LIST_OPEN,
        PEOPLE_ARRIVAL,
        SESSION_STAR,
        SESSION_LINKS,
        SESSION_NOTE,
        PERSON_FURTHER,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer, person_id: str) -> None:
        super().__init__(viewer)
        self._person_id = person_id
        self._head = ScrollingLines(self._paint_head)
        self._head.can_focus = False
        self.parts = self._head, self.pane

    def paint(self, *, changed: bool) -> None:
        """Update the screen, or close it if the person is no longer in the programme."""
        person = find_person(self.viewer, self._person_id)
        if person is None:
            self.leave()
            return
        self._head.update()
        super().paint(changed=changed)

    def keys(self) -> Sequence[Key]:
        """Return the keys.

        The keys for more text and for links are left out if they have no effect.
        """
        more = self._head.virtual_size.height > self._head.size.height
        absent = {None if more else PERSON_FURTHER, None if self._links else SESSION_LINKS}
        return [key for key in self.KEYS if key not in absent]

    @property
    def _links(self) -> Sequence[Link]:
        person = find_person(self.viewer, self._person_id)
        return person.person.links if person else ()

    def action_open_links(self) -> None:
        """Open the dialog with the links of the person."""
        self.open_links(self._links)

    def allows_record_arrival(self) -> bool:
        """Return whether the user belongs to the crew. Only the crew records arrivals."""
        return self.viewer.is_crew

    def action_record_arrival(self) -> None:
        """Record the next step of the person's arrival."""
        record_arrival(self, self._person_id)

    def action_scroll_text(self) -> None:
        """Scroll down in the text about the person. From its end, go back to its beginning."""
        head = self._head
        if head.scroll_offset.y >= head.max_scroll_y:
            head.scroll_to(y=0, animate=False)
        else:
            head.scroll_relative(y=max(1, head.size.height - 1), animate=False)

    def rows(self) -> Rows:
        """Return the person's sessions. If the event has several days, each day has a heading."""
        person, found = find_person(self.viewer, self._person_id), list[Item]()
        several, words = self.viewer.programme.has_several_days, self.viewer.words
        for day, sessions in groupby(
            person.sessions if person else (), key=lambda session: session.day
        ):
            if several:
                found.append(Item.from_row(heading(times.date_heading(day, words))))
            found += [Item(s.id, partial(self.session_row, s.id)) for s in sessions]
        return Rows.from_items(found)

    def _paint_head(self, width: int, _height: int) -> list[Row]:
        person, scene, rows = (
            find_person(self.viewer, self._person_id),
            self.viewer.scene(),
            list[Row](),
        )
        if person is not None:
            turn = GreenRoom(scene.snapshot, scene.now).appearance(person)
            rows = person_head(
                scene, person, turn, width, large_name_height(self.viewer, *self.size)
            )
        self._head.styles.height = min(len(rows), max(3, self.size.height // 2))
        return rows


def _start_of_turn(held: tuple[ProgrammePerson, Appearance | None]) -> datetime | None:
    return held[1].start if held[1] else None


def record_arrival(screen: CompanionScreen, person_id: str | None) -> None:
    """Record the next step of a person's arrival, and report it."""
    from sommet_tui.tui.moderator.key_actions import (
        record_next_arrival,  # only the crew records arrivals
    )

    person = find_person(screen.viewer, person_id)
    if person is not None:
        screen.report(record_next_arrival(screen.viewer, person))


def find_person(viewer: Viewer, person_id: str | None) -> ProgrammePerson | None:
    """Return the person with an id, or None if the programme lacks the person."""
    people = viewer.scene().snapshot.people
    return next((person for person in people if person.person.id == person_id), None)
