"""Dialogs of several screens: palette, filters, keys, clock, messages, links, export."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.cells import cell_len
from textual.events import Key as KeyPressed
from textual.events import Resize

from sommet_tui.companion.errors import RehearsalOverError, StorageError
from sommet_tui.companion.keys import (
    APP_BACK,
    APP_CLOCK,
    APP_COMMANDS,
    APP_MESSAGES,
    BOOKMARKS_EXPORT,
    CLOCK,
    GROUPS,
    KEYS,
    LIST_FACETS,
    MAIN_QUIT,
    SESSION_LINKS,
    Choices,
    Key,
    character,
)
from sommet_tui.companion.stage import Stage
from sommet_tui.domain import filters, instants
from sommet_tui.domain.programme import Link
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui.background.threads import SingleJob
from sommet_tui.tui.keys_on_screen import (
    SENTENCE,
    bindings,
    grouped_keys,
    key_columns,
    mark_matches,
)
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    first_fitting_row,
    fit_row,
    hanging_rows,
    heading,
    indent,
    justify,
    paragraphs,
    row,
    text_row,
)
from sommet_tui.tui.viewer import OpenPerson, OpenSession, Scene, Viewer
from sommet_tui.tui.widgets import dialog, lines
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording import session_texts, times
from sommet_tui.wording.errors import (
    storage_error_sentence,
    time_error_sentence,
)
from sommet_tui.wording.stage import rehearsal_over_sentence
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from sommet_tui.domain.search import Hit
    from sommet_tui.pages.export_formats import ExportFormat


MOST = 60
"""The maximum number of sessions and people in the palette. The search lists more."""

_HIDDEN = ("app.commands", "list.open", "main.quit")
"""The ids of keys that the palette leaves out, because a row or another key does the same."""


@frozen
class _Offer:
    """A row of the palette.

    It has the heading of its group, an id, a title and more text. `aside`, at its right edge, is a
    key or a time. `run` is called when the user chooses the row.
    """

    group: str
    id: str
    title: str
    more: str
    aside: str
    run: Callable[[], object]


class Palette(dialog.FindDialog):
    """A dialog in which the user finds a command that works now, a session or a person."""

    DEFAULT_CSS = "Palette > Vertical { width: 84; }"

    def __init__(self, viewer: Viewer, reachable: Iterable[tuple[Key, DOMNode]]) -> None:
        """`reachable` are the keys that work on the screen below, each with the node to run it."""
        words = viewer.words
        super().__init__(
            words.say(APP_COMMANDS.label), self._items, words.say("a command, a session, a person…")
        )
        self._viewer = viewer
        choices = *GROUPS[1:-1], GROUPS[0], GROUPS[-1]  # keys that work on every screen come last
        keys = list(grouped_keys(reachable, choices, _HIDDEN))
        self._columns = key_columns([(k, viewer.keymap.key_text(k)) for _, k, _ in keys], words)
        self._commands = [self._command_offer(*found) for found in keys]
        self._offers_by_id: dict[str, _Offer] = {}
        """All rows that the palette has offered, by id.

        The list may change before the app handles the user's choice.
        """

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Close the palette, and then run the chosen command."""
        if self.close():
            self.app.call_later(self._offers_by_id[event.key].run)

    def _items(self, query: str) -> list[Item]:
        """Return the rows whose texts contain all typed words: commands, then sessions and people.

        If nothing is typed, return all commands.
        """
        sought = tuple(fold(query).split())
        offers = list(self._offers(query, sought) if sought else self._commands)
        self._offers_by_id.update((offer.id, offer) for offer in offers)
        items = []
        for group, members in groupby(offers, key=lambda offer: offer.group):
            items.append(Item.from_row(heading(self._viewer.words.say(group))))
            items += [Item(offer.id, partial(self._row, offer, sought)) for offer in members]
        return items or [
            Item.from_row(text_row(f" {self._viewer.words.say('No match.')}", "muted"))
        ]

    def _row(self, offer: _Offer, sought: tuple[str, ...], width: int) -> Row:
        """Return a row: a key with its label and description, or a title with its time."""
        more = Span(offer.more, "muted")
        if offer.id in KEYS:
            lead = self._columns.label_row(Span(offer.aside, "key"), offer.title, sought)
            return fit_row(row(*lead, more), width)
        title = row(*mark_matches(offer.title, sought), "  ", more)
        time = row(Span(offer.aside, "time"), " ")
        return justify(indent(title, self._columns.label_column), time, width)

    def _offers(self, query: str, sought: tuple[str, ...]) -> Iterator[_Offer]:
        """Yield the commands that match, and then the sessions and people that match.

        Commands with all the words in their labels come first.
        """
        found = [
            offer
            for offer in self._commands
            if _contains_all(f"{offer.title} {offer.more}", sought)
        ]
        found.sort(key=lambda offer: not _contains_all(offer.title, sought))
        yield from (replace(offer, group=mark("COMMANDS")) for offer in found)
        kinds: dict[str, list[_Offer]] = {}
        for hit in islice(self._viewer.companion.search(query), MOST):
            kinds.setdefault(hit.kind, []).append(self._page_offer(hit))
        for offers in kinds.values():
            yield from offers

    def _command_offer(self, group: str, key: Key, node: DOMNode) -> _Offer:
        words, shown = self._viewer.words, self._viewer.keymap.key_text(key)

        def run() -> None:
            self.app.call_later(self.app.run_action, key.action, node)

        return _Offer(group, key.id, words.say(key.label), words.say(key.purpose), shown, run)

    def _page_offer(self, hit: Hit) -> _Offer:
        viewer, show = self._viewer, partial(self._open_page, hit)
        name = f"{hit.kind} {hit.id}"
        if hit.kind == "person":
            people = viewer.snapshot.people
            title = next(person.person.name for person in people if person.person.id == hit.id)
            return _Offer(mark("PEOPLE"), name, title, "", "", show)
        session = viewer.scene().programme.by_id[hit.id]
        view = viewer.scene()
        title, line = session_texts.headline(session), hit.line.text
        more = session_texts.not_held_word(session, view) or ("" if line in title else line)
        return _Offer(
            mark("SESSIONS"), name, title, more, times.day_time(session.start, view), show
        )

    def _open_page(self, hit: Hit) -> None:
        request = OpenPerson if hit.kind == "person" else OpenSession
        self.app.post_message(request(hit.id, self.app.screen))


def _contains_all(text: str, words: tuple[str, ...]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


_TIME_CHARACTERS = r"[0-9:hHTZ+\- ]"
"""A pattern of the characters that can be typed in a time.

A pasted time may also have fractions of a second.
"""
_SPEEDS = (0.0, 1.0, 10.0, 60.0, 600.0)


class _TimeField(CleanInput):
    """A field for a time. It takes only characters of times, so other letters work as keys."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the field takes a key as text."""
        typed = super().check_consume_key(key, character)
        return typed and re.fullmatch(_TIME_CHARACTERS, character or "") is not None


def _date_variants(scene: Scene) -> tuple[str, ...]:
    """Return the current date in three forms, from the longest to the shortest."""
    day, words = scene.today, scene.words
    return (
        times.date_heading(day, words),
        times.date_text(day, words, weekday=False, year=True),
        times.date_text(day, words, weekday=False),
    )


class ClockDialog(dialog.LineDialog):
    """A dialog with a field for the time, and with keys that move the clock or change its speed."""

    BINDINGS = bindings(
        (*CLOCK, replace(MAIN_QUIT, priority=True))  # otherwise, the field takes it as text
    )

    KEYS = (dialog.ANSWER, APP_BACK, *CLOCK)

    def __init__(self, viewer: Viewer) -> None:
        field = _TimeField(restrict=rf"({_TIME_CHARACTERS}|[.])*", max_length=40)
        super().__init__(
            viewer.words.say(APP_CLOCK.label), self._clock_rows, 1, field, self._set_clock
        )
        self._viewer = viewer
        self.tick(changed=True)

    def tick(self, *, changed: bool = False) -> None:
        """Show the current time."""
        if changed:
            scene = self._viewer.scene()
            day = scene.today.isoformat()
            hint = self._viewer.words.say("11:20 or {date} 11:20, then ↵", date=day)
            self.field.placeholder = hint
        self.question.update()

    def _set_clock(self, typed: str) -> str | None:
        """Set the clock to the typed time. Return None, or an error as a sentence."""
        companion = self._viewer.companion
        if not typed.strip():
            return None
        try:
            moment = companion.clock.instant(typed)
        except instants.TimeError as error:
            return time_error_sentence(error, self._viewer.words)
        return self._move(lambda: companion.clock.set(moment)) or None

    def action_step(self, minutes: int) -> None:
        """Move the clock by `minutes`."""
        companion = self._viewer.companion
        self._move_or_show_error(
            lambda: companion.clock.set(companion.clock.now() + timedelta(minutes=minutes))
        )

    def action_next_change(self) -> None:
        """Set the clock to one minute before the next start or end of a session."""
        companion = self._viewer.companion
        change = Stage(companion).next_change()
        if change is None:
            self.show_error(self._viewer.words.say("Nothing else is planned."))
        else:
            self._move_or_show_error(lambda: companion.clock.set(change - timedelta(minutes=1)))

    def action_change_speed(self, by: int) -> None:
        """Run the clock at the next faster speed (`by` 1) or the next slower speed (-1)."""
        companion, speed = self._viewer.companion, self._viewer.snapshot.speed
        slower = [p for p in _SPEEDS if p < speed]
        faster = [p for p in _SPEEDS if p > speed]
        next_ones = faster[:1] if by > 0 else slower[-1:]
        if next_ones:
            self._move_or_show_error(
                lambda: companion.clock.set(companion.clock.now(), next_ones[0])
            )

    def action_show_real_time(self) -> None:
        """Show the real time again, and close the dialog."""
        self._viewer.companion.clock.return_to_real_time()
        self.close()

    def _move_or_show_error(self, move: Callable[[], None]) -> None:
        self.show_error(self._move(move))

    def _move(self, move: Callable[[], None]) -> str:
        """Call `move`, which moves the clock. Return "", or the reason if the clock cannot move."""
        words = self._viewer.words
        try:
            move()
        except RehearsalOverError:
            self._viewer.companion.state.reload()
            return rehearsal_over_sentence(words)
        except StorageError as error:
            return storage_error_sentence(error, words)
        return ""

    def _clock_rows(self, width: int, complaint: str) -> list[Row]:
        """Return a row with the date, the time and the kind of time, or else the error."""
        if complaint:
            return paragraphs(complaint, width, "danger")
        scene, dates = self._viewer.scene(), _date_variants(self._viewer.scene())
        time = Span(scene.clock_text(scene.now), "time")
        kind = Span(f"  {self._clock_kind()}", "warning")
        forms = [row(Span(f"{day}  ", "muted"), time, kind) for day in dates]
        return [first_fitting_row([*forms, row(time, kind)], width)]

    def _clock_kind(self) -> str:
        snapshot, words = self._viewer.snapshot, self._viewer.words
        if not snapshot.is_shifted:
            return words.say("real time")
        if not snapshot.speed:
            return words.say("stopped")
        if snapshot.events.rehearsal is not None:
            return words.say("rehearsal, speed × {pace}", pace=f"{snapshot.speed:g}")
        return words.say("speed × {pace}", pace=f"{snapshot.speed:g}")


_ALL, _LISTS_HIDDEN = "everything", "hidden"
_TICK = Key("facets.take", "space", "tick", "Tick", "", priority=True)
"""The key that ticks a row while the field is empty. The settings cannot change it."""


class FacetDialog(dialog.FindDialog):
    """A dialog in which the user ticks the filters of lists, and finds them by typing."""

    BINDINGS = bindings((_TICK,))
    KEYS = (dialog.enter_key(mark("Apply")), _TICK, APP_BACK)

    def __init__(self, viewer: Viewer, on_change: Callable[[], None], *, one_room: bool) -> None:
        """`on_change` is called when the filters have changed.

        If `one_room`, the chosen room is one of the filters.
        """
        words = viewer.words
        super().__init__(words.say(LIST_FACETS.label), self._items, words.say("type to find"))
        self._viewer = viewer
        self._on_change = on_change
        self._one_room = one_room
        self.finder.entered = self._apply
        self._has_ticked = False
        """Whether the user has ticked a value since the dialog was opened."""
        self._toggles: dict[str, Callable[[], filters.Facets]] = {}
        """By the key of a row: a function that returns the filters after its tick has changed."""

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Tick the clicked row, or remove its tick."""
        self._toggle_value(event.key)

    def _apply(self) -> None:
        """Close the dialog, because the user pressed enter.

        First tick the row under the cursor, unless the user has already ticked a row and the field
        is empty.
        """
        key = self.list.key
        if self._has_ticked and not self.finder.field.value:
            self.close()
        elif key is not None:
            self._toggle_value(key)
            self.close()

    def _toggle_value(self, key: str) -> None:
        """Tick the row with a key, or remove its tick. “Clear filters” clears all and closes."""
        self._has_ticked = True
        if key == _ALL:
            self._viewer.filter(filters.EVERYTHING, one_room=self._one_room)
            if self.close():
                self._on_change()
            return
        if key == _LISTS_HIDDEN:
            self._viewer.hidden_too = not self._viewer.hidden_too
        else:
            self._viewer.filter(self._toggles[key](), one_room=self._one_room)
        self.adapt_to_size()
        self.finder.search()
        self._on_change()

    @property
    def _facets(self) -> filters.Facets:
        return self._viewer.scene().filters(one_room=self._one_room)

    def action_tick(self) -> None:
        """Tick the row under the cursor, or remove its tick."""
        if self.list.key is not None:
            self._toggle_value(self.list.key)

    def _items(self, query: str) -> list[Item]:
        sought = fold(query).split()
        items: list[Item] = []
        facets, words = self._facets, self._viewer.words
        if facets and not sought:
            text = words.say("clear filters")
            items.append(Item.from_row(row(" ", Span(text, "accent")), _ALL))
        for title, offered in self._groups():
            found = [choice for choice in offered if all(w in fold(choice[1]) for w in sought)]
            if found and title:
                items.append(Item.from_row(heading(title)))
            for key, name, count, ticked in found:
                items.append(Item(key, partial(_value_row, name, count, ticked)))
        if not items:
            items.append(Item.from_row(row(" ", Span(words.say("No match."), "muted"))))
        return items

    def _groups(self) -> Iterator[tuple[str, list[tuple[str, str, int | None, bool]]]]:
        """Yield each group of filters with its heading.

        A filter is its key, its name, the number of its sessions (or None), and whether it is
        ticked.
        """
        viewer, facets = self._viewer, self._facets
        programme, words = viewer.programme, viewer.words
        flags = [
            ("mine", words.say("only my bookmarks"), facets.mine),
            ("only_upcoming", words.say("only sessions from now on"), facets.only_upcoming),
        ]
        if any(s.recorded is False for s in programme.sessions):
            label = words.say("only sessions that are not filmed")
            flags.append(("not_filmed", label, facets.not_filmed))
        for name, _, ticked in flags:
            changed = {name: not ticked}
            self._toggles[name] = partial(replace, facets, **changed)
        alone: list[tuple[str, str, int | None, bool]] = [
            (name, label, None, ticked) for name, label, ticked in flags
        ]
        hidden = len(viewer.snapshot.mine.hidden)
        if hidden:
            alone.append(
                (_LISTS_HIDDEN, words.say("include hidden sessions"), hidden, viewer.hidden_too)
            )
        yield "", alone
        values = filters.facet_values(programme)
        for facet in filters.FACETS:
            if len(values[facet]) < 2:
                continue
            chosen: frozenset[str | date] = getattr(facets, facet)
            offered: list[tuple[str, str, int | None, bool]] = []
            for value, count in values[facet].items():
                key = f"{facet} {value}"
                self._toggles[key] = partial(filters.toggle_filter, facets, facet, value)
                name = session_texts.value_name(facet, value, programme, words)
                offered.append((key, name, count, value in chosen))
            yield session_texts.facet_name(facet, words), offered


def _value_row(name: str, count: int | None, ticked: bool, width: int) -> Row:
    sign = Span(" [x] " if ticked else " [ ] ", "accent" if ticked else "muted")
    number = row(Span(str(count), "muted"), " ") if count is not None else ()
    return justify(row(sign, Span(name, "strong" if ticked else "")), number, width)


_WIDTH = 100


class KeyChooser(dialog.ChoiceDialog):
    """A dialog that lists keys in groups.

    Enter, a click or the key itself runs the action of a key.
    """

    MOST = 1_000
    AT_ONCE = True
    DEFAULT_CSS = f"KeyChooser > Vertical {{ width: {_WIDTH}; }}"

    def __init__(
        self,
        viewer: Viewer,
        reachable: Iterable[tuple[Key, DOMNode]],
        title: tuple[str, str],
        choices: Choices,
        left_out: Container[str],
    ) -> None:
        """`reachable` are the keys that work on the screen below, each with the node to run it.

        `title` is the title of the dialog, and the name of the subject of the keys ("" for no
        name). `choices` are the groups of keys. `left_out` are the ids of keys that are not listed.
        """
        words = viewer.words
        self._viewer = viewer
        keys = list(grouped_keys(reachable, choices, left_out))
        self._keys_by_id = {key.id: (key, node) for _, key, node in keys}
        self._columns = key_columns([(k, viewer.keymap.key_text(k)) for _, k, _ in keys], words)
        self._has_room_for_purposes = True
        items: list[Item] = []
        for group, members in groupby(keys, key=lambda pair: pair[0]):
            items.append(Item.from_row(heading(words.say(group))))
            items += [Item(key.id, partial(self._row, key)) for _, key, _ in members]
        label, about = title
        super().__init__(
            label,
            lambda width: [fit_row(text_row(about, ""), width)] if about else [],
            items,
            self._run_key,
            self._purpose_rows,
        )

    def adapt_to_size(self) -> None:
        """Adapt to the size of the window.

        If some descriptions do not fit beside their keys, show the selected one below the list.
        """
        width = min(_WIDTH, self.app.size.width) - dialog.FRAME
        self._has_room_for_purposes = width - self._columns.purpose_column >= SENTENCE
        keys = [key for key, _ in self._keys_by_id.values() if self._is_cut(key, width)]
        self.detail.display = bool(keys)
        self.detail_rows = max(
            (len(self._purpose_rows(key.id, width - 1)) for key in keys), default=0
        )
        super().adapt_to_size()

    def on_key(self, event: KeyPressed) -> None:
        """Choose the row of the pressed key, even if this key usually moves the cursor."""
        if event.key in ("enter", "escape"):
            return
        pressed = event.character or event.key
        for key, _ in self._keys_by_id.values():
            names = map(character, self._viewer.keymap.resolve(key).names)
            if {event.key, pressed}.intersection(names):
                event.stop()
                self.choose(key.id)
                return

    def _run_key(self, key_id: str) -> None:
        key, node = self._keys_by_id[key_id]
        self.app.call_later(self.app.run_action, key.action, node)

    def _row(self, key: Key, width: int) -> Row:
        purpose = self._viewer.words.say(key.purpose) if self._has_room_for_purposes else ""
        names = Span(self._viewer.keymap.key_text(key), "key")
        lead = self._columns.label_row(names, self._viewer.words.say(key.label))
        return fit_row(row(*lead, Span(purpose, "muted")), width)

    def _is_cut(self, key: Key, width: int) -> bool:
        """Return whether the description of a key does not fit into its row."""
        sentence = cell_len(self._viewer.words.say(key.purpose))
        return not self._has_room_for_purposes or self._columns.purpose_column + sentence > width

    def _purpose_rows(self, key_id: str, width: int) -> list[Row]:
        found = self._keys_by_id.get(key_id)
        if found is None or not self._is_cut(found[0], width):
            return []
        return paragraphs(self._viewer.words.say(found[0].purpose), width, "muted")


_BAR = 2
"""The width of the scrollbar with the space beside it, in cells."""


class MessagesDialog(dialog.Dialog):
    """A dialog that lists all messages, the newest first."""

    KEYS = (APP_BACK,)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer.words.say(APP_MESSAGES.label))
        self._viewer = viewer
        self._page = lines.ScrollingLines(lambda width, _height: self._rows(width - _BAR))
        self.parts = (self._page,)

    def on_resize(self, event: Resize) -> None:
        """Make the dialog as high as its messages or, if that is too high, as the window allows."""
        width = min(dialog.WIDTH, event.size.width) - dialog.FRAME - _BAR
        rows = len(self._rows(width))
        self._page.styles.height = max(
            1, min(rows, event.size.height - dialog.footer_height(event.size) - dialog.EDGES)
        )

    def _rows(self, width: int) -> list[Row]:
        """Return the rows of all messages, the newest first."""
        viewer, rows = self._viewer, list[Row]()
        for message in reversed(viewer.messages.all):
            time = text_row(f" {viewer.zones.local(message.at):%H:%M}  ", "muted")
            rows += hanging_rows(time, message.text, max(18, width), message.style)
        return rows or [row(" ", Span(viewer.words.say("No messages yet."), "muted"))]


def links_dialog(
    viewer: Viewer, links: Sequence[Link], open_url: Callable[[str], object]
) -> dialog.Dialog | str:
    """Return a dialog with a list of links by host, and the selected link's address below the list.

    If `links` is empty, return a sentence instead. `open_url` opens the chosen address.
    """
    words = viewer.words
    if not links:
        return words.say("No links here.")
    items = [Item(link.url, partial(_link_row, link)) for link in links]
    return _LinksDialog(
        words.say(SESSION_LINKS.label),
        lambda _width: (),
        items,
        open_url,
        lambda url, width: [BLANK, *paragraphs(url, width, "muted", url)],
    )


class _LinksDialog(dialog.ChoiceDialog):
    """The dialog in which the user chooses a link."""

    KEYS = (dialog.enter_key(mark("Open in your browser")), APP_BACK)


def _link_row(link: Link, width: int) -> Row:
    host = display_host(link.url)
    title = f"  {link.title}" if link.title != host else ""
    return fit_row(row(" ", Span(host, "strong"), Span(title, "muted")), width)


def display_host(url: str) -> str:
    """Return the host of an address in ASCII (xn--…), or the address if it has no host."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return ".".join(map(_ascii, host.split("."))) if host else url


def _ascii(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        # The label has letters that are newer than the codec, or is not a valid label of a host.
        return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


class ExportDialog(dialog.ChoiceDialog):
    """A dialog for choosing an export format. The last export's result is below the list."""

    AT_ONCE = STAYS = True
    KEYS = (dialog.enter_key(mark("Save")), APP_BACK)

    def __init__(self, viewer: Viewer) -> None:
        from sommet_tui.pages.export_formats import FORMATS  # only this dialog needs the module

        super().__init__(
            viewer.words.say(BOOKMARKS_EXPORT.label),
            self._description_rows,
            [
                Item(export_format.name, partial(self._row, export_format))
                for export_format in FORMATS
            ],
            self._begin_export,
            self._outcome_rows,
        )
        self._viewer = viewer
        self._result = viewer.words.say("Saves to your downloads folder")
        self._result_style = "muted"
        self._job = SingleJob(self)

    def _begin_export(self, wanted: str) -> None:
        """Begin to write the file in another thread."""
        self._job.begin(partial(self._export, wanted))

    async def _export(self, wanted: str) -> None:
        from sommet_tui.companion.ports import SavingError
        from sommet_tui.pages.export_formats import format_by_name, saved_sentence
        from sommet_tui.wording.files import saving_error_sentence

        words = self._viewer.words
        try:
            path = await asyncio.to_thread(self._write_file, wanted)
        except SavingError as error:
            self._say(saving_error_sentence(error, words), "danger")
        except StorageError as error:
            self._say(storage_error_sentence(error, words), "danger")
        else:
            self._say(saved_sentence(path, format_by_name(wanted), self._viewer.scene()), "accent")

    def _write_file(self, wanted: str) -> str:
        from sommet_tui.pages.export_formats import Export, format_by_name

        scene, exporter = self._viewer.scene(), self._viewer.services.exporter()
        if scene.snapshot.data_error is not None:
            raise scene.snapshot.data_error
        chosen, walk = format_by_name(wanted), self._viewer.settings.walk_minutes
        content = chosen.write(Export(scene, exporter, walk_minutes=walk))
        return exporter.save_new(scene.snapshot, chosen.endings[0], content)

    def _say(self, sentence: str, style: str) -> None:
        self._result, self._result_style = sentence, style
        self.adapt_to_size()
        self.detail.update()

    def _description_rows(self, _width: int) -> list[Row]:
        return [text_row(self._viewer.words.say("Your bookmarks and notes as"), ""), BLANK]

    def _row(self, offered: ExportFormat, _width: int) -> Row:
        title = self._viewer.words.say(offered.title)
        return row(" ", Span(f".{offered.endings[0]:<6}", "strong"), title)

    def _outcome_rows(self, _key: str, width: int) -> list[Row]:
        return [BLANK, *paragraphs(self._result, width, self._result_style)]
