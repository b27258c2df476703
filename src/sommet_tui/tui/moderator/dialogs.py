"""The dialogs of a moderator: a line to write, the minutes of the plan, who sits where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from sommet_tui.companion.keys import (
    APP_BACK,
    LINE_READY,
    PLAN_LONGER,
    PLAN_SHORTER,
    PLANNING,
    READY,
    SEATING,
    SEATS_LEFT,
    SEATS_RIGHT,
)
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import BLANK, Row, Span, row, spread
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog, LineDialog
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.panel import segment_name
from sommet_tui.wording.times import duration


class ReadyDialog(LineDialog):
    """A line to write, or one of those that are ready made."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(READY)

    def __init__(
        self,
        viewer: Viewer,
        asked: str,
        field: CleanInput,
        ready: Sequence[str],
        then: Callable[[str], str | None],
    ) -> None:
        """`ready` are lines to take as they are."""
        rows = 1 + (len(ready) + 2 if ready else 0)
        super().__init__(self._asked_now, rows, field, then)
        self._viewer = viewer
        self._asked = asked
        self._ready = ready
        self._at = -1

    def action_ready(self, by: int) -> None:
        """Take the next line that is ready made or the one before; none beyond the last."""
        if self._ready:
            self._at = (self._at + 1 + by) % (len(self._ready) + 1) - 1
            self.field.value = self._ready[self._at] if self._at >= 0 else ""
            self.field.cursor_position = len(self.field.value)
            self.question.update()

    def _asked_now(self, _width: int, _complaint: str) -> Sequence[Row]:
        rows = [row(Span(self._asked, "strong"))]
        if self._ready:
            key = Span(f"{self._viewer.keymap.shown(LINE_READY)} ", "key")
            what = self._viewer.words.say("a prepared message")
            rows += [row(key, Span(what, "muted")), BLANK]
            for n, line in enumerate(self._ready):
                style = "accent" if n == self._at else "muted"
                rows.append(row(Span("▸ " if n == self._at else "  ", "accent"), Span(line, style)))
        return rows


class _ListDialog(Dialog):
    """A list in which what the cursor is on is changed; enter keeps it all, escape nothing."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        self.list = RowList()
        self.list.ground = "surface"
        self._title = FixedLines(self._paint)
        self._title.ground = "surface"

    def compose(self) -> ComposeResult:
        """What it is, the list, the keys."""
        with Vertical():
            yield self._title
            yield self.list

    def on_mount(self) -> None:
        """Fill the list."""
        self._title.styles.height = 4
        self.list.styles.height = max(1, min(self.count(), self.app.size.height - 8))
        self.show()
        self.list.focus()

    def count(self) -> int:
        """How many rows."""
        raise NotImplementedError

    def heading(self) -> list[Row]:
        """The rows above the list."""
        raise NotImplementedError

    def items(self) -> list[Item]:
        """The rows of the list."""
        raise NotImplementedError

    def keep(self) -> None:
        """Keep what was changed."""
        raise NotImplementedError

    def on_row_list_chosen(self) -> None:
        """Enter keeps it."""
        if self.close():
            self.keep()

    def show(self) -> None:
        """Show what has changed."""
        self.list.show(self.items())
        self._title.update()

    def _paint(self, _width: int, _height: int) -> list[Row]:
        return [*self.heading(), BLANK]


class PlanDialog(_ListDialog):
    """The minutes of every segment; one without any is left out."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK, *PLANNING))

    def __init__(
        self, viewer: Viewer, moment: PanelMoment, then: Callable[[Sequence[Segment]], None]
    ) -> None:
        super().__init__(viewer)
        self._plan = [part.segment for part in moment.plan]
        self._before = tuple(self._plan)
        self._states = [part.state for part in moment.plan]
        self._length = moment.timing.end - moment.timing.start
        self._then = then

    def on_mount(self) -> None:
        """Begin with the segment that is on."""
        super().on_mount()
        if "on" in self._states:
            self.list.select(str(self._states.index("on")))

    def count(self) -> int:
        """As many as there are segments."""
        return len(self._plan)

    def action_change(self, by: int) -> None:
        """Minutes more, or less."""
        if self.list.key is not None:
            number = int(self.list.key)
            before = self._plan[number]
            minutes = max(0, min(MINUTES_LIMIT, before.minutes + by))
            self._plan[number] = replace(before, minutes=minutes)
            self.show()

    def keep(self) -> None:
        """The plan from now on, where it is another one."""
        kept = tuple(segment for segment in self._plan if segment.minutes)
        if kept and kept != self._before:
            self._then(kept)

    def heading(self) -> list[Row]:
        """What all of it comes to, and the keys."""
        words, shown = self.viewer.words, self.viewer.keymap.shown
        whole = sum(segment.minutes for segment in self._plan)
        planned = duration(timedelta(minutes=whole), words)
        sentence = words.say(
            "{time} of {length}", time=planned, length=duration(self._length, words)
        )
        over = whole * 60 > self._length.total_seconds()
        return [
            row(
                Span(words.say("Segments"), "strong"),
                "  ",
                Span(sentence, "warning" if over else "muted"),
            ),
            row(
                *(
                    Span(f"{shown(PLAN_SHORTER)} {shown(PLAN_LONGER)} ", "key"),
                    Span(words.say("minutes"), "muted"),
                ),
                *(Span("   ↵ ", "key"), Span(words.say("save"), "muted")),
                *(Span("   esc ", "key"), Span(words.say("discard"), "muted")),
            ),
        ]

    def items(self) -> list[Item]:
        """A row a segment."""
        return [Item(str(n), partial(self._row, n)) for n in range(len(self._plan))]

    def _row(self, number: int, width: int) -> Row:
        segment, state = self._plan[number], self._states[number]
        sign = {"done": "✓ ", "on": "▶ "}.get(state, "  ")
        style = "struck" if not segment.minutes else "faint" if state == "done" else ""
        left = row(
            " ", Span(sign, "accent"), Span(segment_name(segment.name, self.viewer.words), style)
        )
        return spread(left, row(Span(f"{segment.minutes} min", "strong"), " "), width)


class SeatsDialog(_ListDialog):
    """Who sits where, from left to right."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK, *SEATING))

    def __init__(
        self, viewer: Viewer, moment: PanelMoment, then: Callable[[Sequence[str]], None]
    ) -> None:
        super().__init__(viewer)
        self._names = {s.participant.id: s.participant.name for s in moment.speakers}
        self._order = list(self._names)
        self._before = tuple(self._order)
        self._then = then

    def count(self) -> int:
        """As many as there are speakers."""
        return len(self._order)

    def action_change(self, by: int) -> None:
        """Exchange seats with the neighbour."""
        if self.list.key is None:
            return
        place = self._order.index(self.list.key)
        other = place + by
        if 0 <= other < len(self._order):
            order = self._order
            order[place], order[other] = order[other], order[place]
            self.show()

    def keep(self) -> None:
        """The seats from now on, where they are others."""
        if tuple(self._order) != self._before:
            self._then(self._order)

    def heading(self) -> list[Row]:
        """What it is, and the keys."""
        words, shown = self.viewer.words, self.viewer.keymap.shown
        return [
            row(Span(words.say("Seats, from left to right"), "strong")),
            row(
                *(
                    Span(f"{shown(SEATS_LEFT)} {shown(SEATS_RIGHT)} ", "key"),
                    Span(words.say("move"), "muted"),
                ),
                *(Span("   ↵ ", "key"), Span(words.say("save"), "muted")),
                *(Span("   esc ", "key"), Span(words.say("discard"), "muted")),
            ),
        ]

    def items(self) -> list[Item]:
        """A row a seat."""
        return [Item(id_, partial(self._row, id_)) for id_ in self._order]

    def _row(self, id_: str, _width: int) -> Row:
        place = self._order.index(id_) + 1
        return row(Span(f" {place:>2}  ", "muted"), Span(self._names[id_]))
