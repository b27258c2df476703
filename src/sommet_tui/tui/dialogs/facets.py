"""The dialog of the filters: which sessions are listed, by several values of each facet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from sommet_tui.companion.keys import APP_BACK, LIST_FACETS, Key
from sommet_tui.domain.facets import EVERYTHING, FACETS, Facets, toggle, values
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, Span, row, spread, text_row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import FindDialog, enter_key
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.sentences import facet_name, value_name
from sommet_tui.wording.words import mark

_ALL, _HIDDEN = "everything", "hidden"
_TAKE = Key("facets.take", "space", "take", mark("Tick"), "", priority=True)
"""The key that ticks a row while the field is empty; users cannot change this key."""


class FacetDialog(FindDialog):
    """A list of all values to tick, filtered by the typed text."""

    BINDINGS = bindings((_TAKE,))
    KEYS = (enter_key(mark("Apply")), _TAKE, APP_BACK)

    def __init__(self, viewer: Viewer, changed: Callable[[], None], *, one_room: bool) -> None:
        """`changed` is called when the filters change.

        With `one_room`, the chosen room is one of them.
        """
        words = viewer.words
        super().__init__(words.say(LIST_FACETS.label), self._items, words.say("type to find"))
        self._viewer = viewer
        self._changed = changed
        self._one_room = one_room
        self.finder.entered = self._apply
        self._ticked = False
        """Whether the user has ticked a value since the dialog was opened."""
        self._flips: dict[str, Callable[[], Facets]] = {}
        """Returns the filters with a value switched on or off, by the key of its row."""

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Tick the clicked row."""
        self._toggle_value(event.key)

    def _apply(self) -> None:
        """Close; first, tick the row under the cursor if it was found or nothing is ticked."""
        key = self.list.key
        if self._ticked and not self.finder.field.value:
            self.close()
        elif key is not None:
            self._toggle_value(key)
            self.close()

    def _toggle_value(self, key: str) -> None:
        """Switch a value on or off; close after all were cleared."""
        self._ticked = True
        if key == _ALL:
            self._viewer.filter(EVERYTHING, one_room=self._one_room)
            if self.close():
                self._changed()
            return
        if key == _HIDDEN:
            self._viewer.hidden_too = not self._viewer.hidden_too
        else:
            self._viewer.filter(self._flips[key](), one_room=self._one_room)
        self.make_room()
        self.finder.search()
        self._changed()

    @property
    def _facets(self) -> Facets:
        return self._viewer.scene().filters(one_room=self._one_room)

    def action_take(self) -> None:
        """Tick the row under the cursor."""
        if self.list.key is not None:
            self._toggle_value(self.list.key)

    def _items(self, wanted: str) -> list[Item]:
        sought = fold(wanted).split()
        items: list[Item] = []
        facets, words = self._facets, self._viewer.words
        if facets and not sought:
            said = words.say("clear filters")
            items.append(Item.fixed(row(" ", Span(said, "accent")), _ALL))
        for heading, offered in self._groups():
            found = [choice for choice in offered if all(w in fold(choice[1]) for w in sought)]
            if found and heading:
                items.append(Item.fixed(text_row(f" {heading}", "accent")))
            for key, name, count, ticked in found:
                items.append(Item(key, partial(_value_row, name, count, ticked)))
        if not items:
            items.append(Item.fixed(row(" ", Span(words.say("No match."), "muted"))))
        return items

    def _groups(self) -> Iterator[tuple[str, list[tuple[str, str, int | None, bool]]]]:
        """Yield headings with their values: key, name, number of sessions, and whether it is on."""
        viewer, facets = self._viewer, self._facets
        programme, words = viewer.programme, viewer.words
        flags = [
            ("mine", words.say("only my bookmarks"), facets.mine),
            ("ahead", words.say("only sessions from now on"), facets.ahead),
        ]
        if any(s.recorded is False for s in programme.sessions):
            said = words.say("only sessions that are not filmed")
            flags.append(("unrecorded", said, facets.unrecorded))
        for name, _, ticked in flags:
            changed = {name: not ticked}
            self._flips[name] = partial(replace, facets, **changed)
        alone: list[tuple[str, str, int | None, bool]] = [
            (name, said, None, ticked) for name, said, ticked in flags
        ]
        hidden = len(viewer.snapshot.mine.hidden)
        if hidden:
            alone.append((_HIDDEN, words.say("include hidden sessions"), hidden, viewer.hidden_too))
        yield "", alone
        there = values(programme)
        for facet in FACETS:
            if len(there[facet]) < 2:
                continue
            asked: frozenset[str | date] = getattr(facets, facet)
            offered: list[tuple[str, str, int | None, bool]] = []
            for value, count in there[facet].items():
                key = f"{facet} {value}"
                self._flips[key] = partial(toggle, facets, facet, value)
                name = value_name(facet, value, programme, words)
                offered.append((key, name, count, value in asked))
            yield facet_name(facet, words), offered


def _value_row(name: str, count: int | None, ticked: bool, width: int) -> Row:
    sign = Span(" [x] " if ticked else " [ ] ", "accent" if ticked else "muted")
    number = row(Span(str(count), "muted"), " ") if count is not None else ()
    return spread(row(sign, Span(name, "strong" if ticked else "")), number, width)
