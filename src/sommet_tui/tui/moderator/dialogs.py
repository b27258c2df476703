"""The dialogs of the Moderator screen: a line, the minutes of the segments, and the seats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from sommet_tui.companion.keys import (
    APP_BACK,
    PANEL_PLAN,
    PLAN_LONGER,
    PLAN_SHORTER,
    PLANNING,
    READY,
    SEATING,
    SEATS_LEFT,
    SEATS_RIGHT,
    Key,
)
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.limits import MESSAGE_LIMIT, MINUTES_LIMIT
from sommet_tui.domain.programme import Segment
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.rows import BLANK, Row, Span, justify, paragraphs, row, text_row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import ChoiceDialog, LineDialog, enter_key
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.row_list import Item
from sommet_tui.wording import times
from sommet_tui.wording.panel import segment_title
from sommet_tui.wording.words import mark

_SAVE, _SEND = enter_key(mark("Save")), enter_key(mark("Send"))


class ReadyDialog(LineDialog):
    """A dialog with a field for a line. Keys put prepared lines into the field."""

    BINDINGS = bindings(READY)

    def __init__(
        self,
        viewer: Viewer,
        title: str,
        hint: str,
        ready: Sequence[str],
        then: Callable[[str], str | None],
    ) -> None:
        field = CleanInput(placeholder=hint, max_length=MESSAGE_LIMIT)
        super().__init__(title, self._question_rows, len(ready), field, then)
        self._viewer = viewer
        self._ready = ready
        self._index = -1

    def keys(self) -> Sequence[Key]:
        return (_SEND, APP_BACK, *READY) if self._ready else super().keys()

    def action_choose_prepared(self, by: int) -> None:
        """Put the next or previous prepared line into the field. After the last line, empty it."""
        if self._ready:
            self._index = (self._index + 1 + by) % (len(self._ready) + 1) - 1
            self.field.value = self._ready[self._index] if self._index >= 0 else ""
            self.field.cursor_position = len(self.field.value)
            self.question.update()

    def _question_rows(self, width: int, complaint: str) -> Sequence[Row]:
        rows = paragraphs(complaint, width, "danger") if complaint else []
        for n, line in enumerate(self._ready):
            style = "accent" if n == self._index else ""
            rows.append(row(Span("▸ " if n == self._index else "  ", "accent"), Span(line, style)))
        return rows


class _TableDialog(ChoiceDialog):
    """A dialog with a table.

    Keys change the selected row, enter saves, and escape discards the changes.
    """

    MOST = 1_000
    KEYS: ClassVar[Sequence[Key]] = (_SAVE, APP_BACK)

    def __init__(
        self, title: str, viewer: Viewer, items: Sequence[Item], save: Callable[[], None]
    ) -> None:
        super().__init__(title, lambda _width: self.heading_rows(), items, lambda _key: save())
        self.viewer = viewer

    def action_change(self, by: int) -> None:
        """Change the selected row by `by` steps, and show the result."""
        if self.list.key is not None:
            self.change(self.list.key, by)
            self.list.show(self.items)
            self.about.update()

    def change(self, key: str, by: int) -> None:
        """Change the row `key` by `by` steps."""
        raise NotImplementedError

    def heading_rows(self) -> list[Row]:
        """Return the rows to show above the table."""
        return []


class SegmentsDialog(_TableDialog):
    """The dialog for the minutes of every segment. Saving removes segments of 0 minutes."""

    BINDINGS = bindings(PLANNING)
    KEYS = (_SAVE, APP_BACK, PLAN_SHORTER, PLAN_LONGER)

    def __init__(
        self, viewer: Viewer, moment: PanelMoment, then: Callable[[Sequence[Segment]], None]
    ) -> None:
        items = [Item(str(n), partial(self._row, n)) for n in range(len(moment.plan))]
        super().__init__(viewer.words.say(PANEL_PLAN.label), viewer, items, self._save)
        self._plan = [part.segment for part in moment.plan]
        self._original_plan = tuple(self._plan)
        self._states = [part.state for part in moment.plan]
        self._length = moment.timing.end - moment.timing.start
        self._on_save = then
        if "on" in self._states:
            self.first = str(self._states.index("on"))

    def change(self, key: str, by: int) -> None:
        """Add `by` minutes to a segment."""
        before = self._plan[int(key)]
        minutes = max(0, min(MINUTES_LIMIT, before.minutes + by))
        self._plan[int(key)] = replace(before, minutes=minutes)

    def heading_rows(self) -> list[Row]:
        """Return the planned minutes of all segments, compared with the length of the session."""
        words, planned = self.viewer.words, timedelta(minutes=sum(s.minutes for s in self._plan))
        sentence = words.say(
            "{time} of {length}",
            time=times.duration(planned, words),
            length=times.duration(self._length, words),
        )
        style = "warning" if planned > self._length else "muted"
        return [text_row(sentence, style), BLANK]

    def _save(self) -> None:
        segments = tuple(segment for segment in self._plan if segment.minutes)
        if segments and segments != self._original_plan:
            self._on_save(segments)

    def _row(self, number: int, width: int) -> Row:
        segment, state = self._plan[number], self._states[number]
        sign = {"done": "✓ ", "on": "▶ "}.get(state, "  ")
        style = "struck" if not segment.minutes else "faint" if state == "done" else ""
        name = Span(segment_title(segment.name, self.viewer.words), style)
        minutes = row(Span(f"{segment.minutes} min", "strong"), " ")
        return justify(row(" ", Span(sign, "accent"), name), minutes, width)


class SeatsDialog(_TableDialog):
    """The dialog for the order of the seats, from left to right."""

    BINDINGS = bindings(SEATING)
    KEYS = (_SAVE, APP_BACK, SEATS_LEFT, SEATS_RIGHT)

    def __init__(
        self, viewer: Viewer, moment: PanelMoment, then: Callable[[Sequence[str]], None]
    ) -> None:
        self._names = {s.participant.id: s.participant.name for s in moment.speakers}
        self._order = list(self._names)
        self._on_save = then
        super().__init__(
            viewer.words.say("Seats, from left to right"), viewer, self._seat_items(), self._save
        )

    def change(self, key: str, by: int) -> None:
        """Move a person one seat to the left (`by` -1) or right (`by` 1)."""
        place = self._order.index(key)
        other = place + by
        if 0 <= other < len(self._order):
            order = self._order
            order[place], order[other] = order[other], order[place]
            self.items = self._seat_items()

    def _save(self) -> None:
        if self._order != list(self._names):
            self._on_save(self._order)

    def _seat_items(self) -> list[Item]:
        return [Item(id_, partial(self._row, number)) for number, id_ in enumerate(self._order, 1)]

    def _row(self, number: int, _width: int) -> Row:
        name = self._names[self._order[number - 1]]
        return row(Span(f" {number:>2}  ", "muted"), Span(name))
