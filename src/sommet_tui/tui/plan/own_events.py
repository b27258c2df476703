"""Adding, changing and removing events of one's own by key, wherever they are listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from sommet_tui.companion.errors import KeepingError, UnknownError
from sommet_tui.companion.keys import APP_BACK
from sommet_tui.domain.instants import TimeError
from sommet_tui.domain.limits import QUERY_LIMIT
from sommet_tui.domain.own_events import OwnEvent, OwnEventError, day_of, line_of
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.marks import undoable
from sommet_tui.tui.render.rows import Row, Span, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.errors import keeping_error_sentence, time_error_sentence
from sommet_tui.wording.plan import own_event_error_sentence, own_event_words
from sommet_tui.wording.times import date_text


class OwnEventDialog(Dialog):
    """A line that tells of an event: times, title, place."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(
        self,
        viewer: Viewer,
        day: date,
        event: OwnEvent | None,
        kept: Callable[[OwnEvent], None],
    ) -> None:
        """`event` is the one to be changed, None for a new one; `kept` is told what it is then."""
        super().__init__()
        self._viewer = viewer
        self._day = day
        self._event = event
        self._kept = kept
        self._complaint = ""
        self._question = FixedLines(self._paint)
        self._question.ground = "surface"
        self._field = CleanInput(max_length=QUERY_LIMIT, compact=True)

    def compose(self) -> ComposeResult:
        """What is asked, and the line."""
        with Vertical():
            yield self._question
            yield self._field

    def on_mount(self) -> None:
        """Begin with the event as it is, or with an example."""
        programme = self._viewer.companion.snapshot.programme
        self._field.placeholder = self._viewer.words.say("12:30-13:30 Lunch with Ada @ Foyer")
        if self._event is not None:
            self._field.value = line_of(self._event, programme)
            self._field.cursor_position = len(self._field.value)
        self._question.styles.height = 3
        self._field.focus()
        self._question.update()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it, or say what is wrong with it."""
        event.stop()
        if not self.is_active:
            return
        words, id_ = self._viewer.words, self._event.id if self._event else None
        try:
            kept = self._viewer.companion.keep_own_event(event.value, self._day, id_)
        except OwnEventError as error:
            self._complain(own_event_error_sentence(error, words))
        except TimeError as error:
            self._complain(time_error_sentence(error, words))
        except KeepingError as error:
            self._complain(keeping_error_sentence(error, words))
        except UnknownError:  # another window has removed it
            self.close()
        else:
            self.close()
            self._kept(kept)

    def _complain(self, sentence: str) -> None:
        self._complaint = sentence
        self._question.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        words = self._viewer.words
        if self._complaint:
            return paragraphs(self._complaint, width, "danger")[:3]
        day = date_text(self._day, words)
        sentence = words.say("Own event on {day}", day=day)
        return [
            row(Span(sentence, "strong")),
            row(Span(words.say("start-end, title, @ place (optional)"), "muted")),
        ]


class OwnEvents:
    """The events of one's own of a screen that lists them."""

    def __init__(
        self,
        viewer: Viewer,
        tell: Callable[[Feedback | None], None],
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        """`tell` is given what came of each."""
        self._viewer = viewer
        self._tell = tell
        self._open = open_dialog

    def add(self, day: date) -> None:
        """Ask for a new one on a day."""
        self._ask(day, None)

    def change(self, event: OwnEvent) -> None:
        """Ask for another line in the place of one."""
        self._ask(day_of(event, self._viewer.companion.snapshot.programme), event)

    def remove(self, event: OwnEvent) -> None:
        """Forget one, and say how to undo that."""
        words, companion = self._viewer.words, self._viewer.companion

        def act() -> str:
            companion.remove_own_event(event.id)
            return words.say("Removed: {event}", event=self._sentence(event))

        def restore(_width: int) -> str:
            companion.put_own_event(event)
            return words.say("Removed: {event}", event=event.title)

        self._tell(undoable(self._viewer, act, restore))

    def _ask(self, day: date, event: OwnEvent | None) -> None:
        self._open(OwnEventDialog(self._viewer, day, event, partial(self._kept, event)))

    def _kept(self, before: OwnEvent | None, event: OwnEvent) -> None:
        words, companion = self._viewer.words, self._viewer.companion

        def restore(_width: int) -> str:
            if before is None:
                companion.remove_own_event(event.id)
            else:
                companion.put_own_event(before)
            return words.say("Saved: {event}", event=event.title)

        said = words.say("Saved: {event}", event=self._sentence(event))
        self._tell(undoable(self._viewer, lambda: said, restore))

    def _sentence(self, event: OwnEvent) -> str:
        return own_event_words(event, self._viewer.view())
