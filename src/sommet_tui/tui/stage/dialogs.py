"""The dialogs of the stage: when something really was, what is inserted, a line to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Input

from sommet_tui.companion.keys import (
    APP_BACK,
    INSERT_NEXT,
    MESSAGE_END,
    MESSAGE_TO,
    MESSAGE_TO_BEFORE,
)
from sommet_tui.domain.instants import TimeError, in_minutes, instant, parse_time
from sommet_tui.domain.limits import MESSAGE_LIMIT, MINUTES_LIMIT, TITLE_LIMIT
from sommet_tui.domain.messages import MessageEnd
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, Span, fit_row, paragraphs, row
from sommet_tui.tui.stage.controller import Addressee, StageController
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog, LineDialog, asking
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.errors import time_error_sentence
from sommet_tui.wording.times import column_time

_MOST_READY = 9
"""Messages that have a digit."""
_AROUND = 9
"""The rows of the dialog for a message besides those that are ready."""
_TYPED = r"[0-9:hH]*"


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """Asks how many minutes ago something happened on an event day, or at what time.

    `usual` is what an empty answer means, None for nothing. Where it lies `ahead`, minutes count
    from now on.
    """

    text: str
    day: date
    usual: datetime | None = None
    ahead: bool = False


def time_dialog(
    viewer: Viewer, question: TimeQuestion, then: Callable[[datetime], str | None]
) -> Dialog:
    """Ask at what time something happened, or is to happen; as planned by enter alone.

    `then` takes the answer, or tells why it cannot be: that is shown, and asked again.
    """
    words = viewer.words
    hint = words.say("minutes, or a time like 11:02")
    if question.ahead:
        hint = words.say("a time such as 14:15, or a number of minutes from now")
    if question.usual is not None:
        time = column_time(question.usual, viewer.zones)
        minutes = in_minutes(viewer.companion.now() - question.usual)
        hint = words.say("{n} (at {time}, as planned: ↵)", n=minutes, time=time)

    def answered(line: str) -> str | None:
        typed, when = line.strip(), question.usual
        try:
            when = _instant(viewer, typed, question.day, ahead=question.ahead) if typed else when
        except TimeError as error:
            return time_error_sentence(error, words)
        return then(when) if when is not None else None

    field = CleanInput(placeholder=hint, restrict=_TYPED, max_length=6, compact=True)
    return LineDialog(asking(question.text), 3, field, answered)


def _instant(viewer: Viewer, typed: str, day: date, *, ahead: bool) -> datetime:
    """The instant that is meant on an event day: a time, or minutes from now, `ahead` or ago.

    Raises:
        TimeError: it means none.
    """
    now = viewer.companion.now()
    if re.fullmatch(r"\d{1,4}", typed):
        by = timedelta(minutes=int(typed))
        return now + by if ahead else now - by
    programme = viewer.companion.snapshot.programme
    hours, _, minutes = typed.casefold().replace("h", ":").partition(":")
    time = parse_time(f"{hours}:{minutes or '00'}")
    return instant(day, time, programme.zone, programme.day_boundary)


class InsertDialog(Dialog):
    """What is inserted: a title, a length, and a start if it has one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK, INSERT_NEXT))
    DEFAULT_CSS = """
    InsertDialog { & Vertical > Input { margin: 0 0 1 0; } }
    """

    def __init__(
        self,
        viewer: Viewer,
        day: date,
        after: str | None,
        then: Callable[[str, int, datetime | None], str | None],
    ) -> None:
        """`after` is the name of what it comes after without a start, None for now.

        `then` takes the answer, or tells why it cannot be: that is shown, and asked again.
        """
        super().__init__()
        self._viewer = viewer
        self._day = day
        self._after = after
        self._then = then
        self._complaint = ""
        self._question = FixedLines(self._paint)
        self._question.ground = "surface"
        self._title = CleanInput(max_length=TITLE_LIMIT, compact=True)
        self._minutes = CleanInput(restrict="[0-9]*", max_length=4, compact=True)
        self._start = CleanInput(restrict=_TYPED, max_length=6, compact=True)

    def compose(self) -> ComposeResult:
        """What is asked, and the fields."""
        with Vertical():
            yield self._question
            yield self._title
            yield self._minutes
            yield self._start

    def on_mount(self) -> None:
        """Say what belongs into each field."""
        words = self._viewer.words
        self._title.placeholder = words.say("title")
        self._minutes.placeholder = words.say("length in minutes")
        self._start.placeholder = words.say("now")
        if self._after is not None:
            self._start.placeholder = words.say("after {session}", session=self._after)
        self._question.styles.height = 3
        self._title.focus()
        self._question.update()

    def action_next_field(self) -> None:
        """Go on to the next field; from the last, take the answer or say what is wrong with it.

        At once: what is typed meanwhile belongs there.
        """
        if self.focused is not self._start:
            fields = (self._title, self._minutes, self._start)
            self.set_focus(fields[1 if self.focused is self._title else 2])
            return
        words, title, typed = self._viewer.words, self._title.value.strip(), self._minutes.value
        if not title:
            self._complain(words.say("Give a title."), self._title)
            return
        if not typed or not 0 < int(typed) <= MINUTES_LIMIT:
            self._complain(words.say("Give a length from 1 to 1440 minutes."), self._minutes)
            return
        start = self._start.value.strip()
        try:
            to = _instant(self._viewer, start, self._day, ahead=True) if start else None
        except TimeError as error:
            self._complain(time_error_sentence(error, words), self._start)
            return
        refused = self._then(title, int(typed), to)
        if refused is None:
            self.close()
        else:
            self._complain(refused, self._start)

    def _complain(self, sentence: str, field: CleanInput) -> None:
        self._complaint = sentence
        self._question.update()
        self.set_focus(field)

    def _paint(self, width: int, _height: int) -> list[Row]:
        if self._complaint:
            return [*paragraphs(self._complaint, width, "danger")][:3]
        words = self._viewer.words
        hint = words.say("start: a time like 14:15, or in how many minutes")
        return [
            *paragraphs(
                words.say("Insert a session that is not in the programme"), width, "strong"
            )[:2],
            *paragraphs(hint, width, "muted"),
        ][:3]


class MessageDialog(Dialog):
    """A line for someone; what stands is shown to be changed, and taken back by an empty line.

    Below it are the messages that the programme has ready: the number of one, and enter, writes it.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (APP_BACK, MESSAGE_TO, MESSAGE_TO_BEFORE, MESSAGE_END)
    )

    def __init__(
        self,
        viewer: Viewer,
        controller: StageController,
        addressees: Sequence[Addressee],
        then: Callable[[str, Addressee, MessageEnd], None],
    ) -> None:
        """`addressees` are those to choose from, the usual one first."""
        super().__init__()
        self._viewer = viewer
        self._controller = controller
        self._addressees = addressees
        self._then = then
        self._place = 0
        self._end = 0
        self._ready = viewer.companion.snapshot.programme.stage_messages[:_MOST_READY]
        self._whom = FixedLines(self._paint)
        self._whom.ground = "surface"
        self._field = CleanInput(max_length=MESSAGE_LIMIT, compact=True)
        self._list = FixedLines(self._paint_ready)
        self._list.ground = "surface"

    def compose(self) -> ComposeResult:
        """For whom, the line, and what is ready."""
        with Vertical():
            yield self._whom
            yield self._field
            yield self._list

    def on_mount(self) -> None:
        """Begin with the first."""
        words = self._viewer.words
        empty = words.say("a message; an empty one withdraws it")
        numbered = words.say("a message, or the number of one below")
        self._field.placeholder = numbered if self._ready else empty
        self._list.display = bool(self._ready)
        self._field.focus()
        self._show("")

    def on_resize(self, event: Resize) -> None:
        """As many of those that are ready as there is room for."""
        room = max(0, event.size.height - _AROUND)
        self._list.styles.height = min(len(self._ready), room)
        self._list.display = bool(self._ready) and room > 0

    def action_to(self, by: int) -> None:
        """For somebody else; what is typed stays, what stood there is exchanged."""
        untouched = self._field.value == self._standing
        self._place = (self._place + by) % len(self._addressees)
        self._end = 0
        self._show("" if untouched else self._field.value)

    def action_end(self, by: int) -> None:
        """Another end."""
        self._end = (self._end + by) % len(self._ends)
        self._whom.update()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say it; of a number alone write what is ready under it, to be seen before it is said."""
        event.stop()
        ready = self._numbered(event.value.strip())
        if ready is not None:
            self._show(ready)
        elif self.close() and (event.value.strip() or self._standing):
            self._then(event.value, self._addressees[self._place], self._ends[self._end])

    def _numbered(self, typed: str) -> str | None:
        """The message that has this number."""
        number = int(typed) if re.fullmatch("[0-9]{1,2}", typed) else 0
        return self._ready[number - 1] if 0 < number <= len(self._ready) else None

    @property
    def _standing(self) -> str:
        stands = self._addressees[self._place].stands
        return stands.text if stands else ""

    @property
    def _ends(self) -> tuple[MessageEnd, ...]:
        return self._controller.ends(self._addressees[self._place])

    def _show(self, text: str) -> None:
        self._field.value = text or self._standing
        self._field.cursor_position = len(self._field.value)
        self._whom.styles.height = 3 if len(self._ends) > 1 else 2
        self._whom.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        words, shown = self._viewer.words, self._viewer.keymap.shown
        whom = Span(f" {self._controller.whom(self._addressees[self._place])}", "accent")
        rows = [
            fit_row(row(Span(words.say("Message"), "strong"), whom), width),
            row(
                Span(f"{shown(MESSAGE_TO)} {shown(MESSAGE_TO_BEFORE)} ", "key"),
                Span(words.say("for someone else"), "muted"),
                Span(f"  {self._place + 1}/{len(self._addressees)}", "muted"),
            ),
        ]
        if len(self._ends) > 1:
            lasts = self._controller.end_words(self._ends[self._end % len(self._ends)])
            key = Span(f"{shown(MESSAGE_END)}   ", "key")
            rows.append(fit_row(row(key, Span(lasts, "accent")), width))
        return rows

    def _paint_ready(self, width: int, height: int) -> list[Row]:
        numbered = enumerate(self._ready[:height], 1)
        return [fit_row(row(Span(f"{n} ", "key"), Span(text)), width) for n, text in numbered]
