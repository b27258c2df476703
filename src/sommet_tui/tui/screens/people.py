"""People: everyone on stage, and one person with their sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.domain.filtering import matches, person_texts
from sommet_tui.domain.people import OnStage, by_turn
from sommet_tui.tui.keys import BACK, EVERYWHERE, NOTE, OPEN, STAR, Key, bindings
from sommet_tui.tui.messages import OpenPerson, OpenSession
from sommet_tui.tui.painting.agenda import session_row
from sommet_tui.tui.painting.people import person_head, person_page, person_row
from sommet_tui.tui.painting.rows import Part, Row, indented, row
from sommet_tui.tui.painting.session import session_peek
from sommet_tui.tui.screens.base import CompanionScreen
from sommet_tui.tui.screens.lists import ListScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.painted import Plate
from sommet_tui.tui.widgets.row_list import Item, RowList


class PeopleScreen(ListScreen):
    """Who is on stage comes first, then who is next."""

    NAME = "people"

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._order: list[str] = []

    def paint(self, *, changed: bool) -> None:
        """The rows are made anew when somebody's turn begins or ends, too."""
        scene = self.viewer.scene()
        order = [
            one.person.id
            for one in by_turn(scene.snapshot.people, scene.now, scene.snapshot.status)
        ]
        turned, self._order = order != self._order, order
        super().paint(changed=changed or turned)

    def items(self, wanted: str) -> list[Item]:
        """One row a person."""
        scene = self.viewer.scene()
        everyone = by_turn(scene.snapshot.people, scene.now, scene.snapshot.status)
        if wanted.strip():
            texts = person_texts(everyone)
            everyone = tuple(one for one in everyone if matches(texts[one.person.id], wanted))
        if not everyone:
            return [Item(None, self._nothing)]
        return [Item(one.person.id, partial(self._row, one)) for one in everyone]

    def subject(self) -> str | None:
        """The session this person is on stage with now or next, else their last one."""
        one = _find(self.viewer, self.list.key)
        if one is None or not one.sessions:
            return None
        scene = self.viewer.scene()
        return (one.turn(scene.now, scene.snapshot.status) or one.sessions[-1]).id

    def detail(self, key: str, width: int) -> list[Row]:
        """The person with all their sessions."""
        one = _find(self.viewer, key)
        return person_page(self.viewer.scene(), one, width) if one else []

    def peek(self, key: str, width: int) -> list[Row]:
        """The person in short."""
        one = _find(self.viewer, key)
        if one is None:
            return []
        told = [row(Part("─" * width, "faint")), row(Part(f" {one.person.name}", "strong"))]
        return [*told, *(row(Part(f" {a}", "muted")) for a in one.affiliations)]

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the person."""
        self.post_message(OpenPerson(event.key, self))

    def _row(self, one: OnStage, width: int) -> Row:
        return person_row(self.viewer.scene(), one, width)

    def _nothing(self, _width: int) -> Row:
        return indented(row(Part(self.viewer.words.say("Nothing found."), "muted")), 1)


class PersonScreen(CompanionScreen):
    """One person: who they are, and a list of their sessions to open."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK, STAR, NOTE))
    KEYS: ClassVar[Sequence[Key]] = (BACK, OPEN, STAR, NOTE, *EVERYWHERE)

    def __init__(self, viewer: Viewer, person_id: str) -> None:
        super().__init__(viewer)
        self._person_id = person_id
        self._head = Plate(self._paint_head)
        self._peek = Plate(self._paint_peek, id="peek")
        self._list = RowList(self._peek.update, classes="pane")

    def body(self) -> Iterator[Widget]:
        """The person on top, the sessions below."""
        yield self._head
        yield self._list
        yield self._peek

    def paint(self, *, changed: bool) -> None:
        """Bring the rows up to date."""
        one = _find(self.viewer, self._person_id)
        if one is None:
            self.leave()
            return
        self._head.update()
        if changed:
            self._list.show([Item(s.id, partial(self._row, s.id)) for s in one.sessions])
            self._list.focus()
        self._list.repaint()
        self._peek.update()

    def make_room(self, width: int, height: int) -> None:
        """The few rows below, where there is room."""
        del width
        self._peek.display = height >= 18

    def subject(self) -> str | None:
        """The session under the cursor."""
        return self._list.key

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session."""
        self.post_message(OpenSession(event.key, self))

    def _row(self, session_id: str, width: int) -> Row:
        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id.get(session_id)
        return session_row(scene, session, (), width) if session else ()

    def _paint_head(self, width: int, _height: int) -> list[Row]:
        one = _find(self.viewer, self._person_id)
        rows = person_head(self.viewer.scene(), one, width) if one else []
        self._head.styles.height = min(len(rows), max(3, self.size.height // 2))
        return rows

    def _paint_peek(self, width: int, _height: int) -> list[Row]:
        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id.get(self._list.key or "")
        return session_peek(scene, session, width) if session else []


def _find(viewer: Viewer, person_id: str | None) -> OnStage | None:
    people = viewer.scene().snapshot.people
    return next((one for one in people if one.person.id == person_id), None)
