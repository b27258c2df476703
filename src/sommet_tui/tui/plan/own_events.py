"""The keys that add, change and remove own events, on all screens that list them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.companion.keys import OWN_ADD
from sommet_tui.domain.instants import TimeError
from sommet_tui.domain.limits import QUERY_LIMIT
from sommet_tui.domain.own_events import OwnEvent, OwnEventError, day_of, line_of
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.marks import change_with_undo
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog, LineDialog, question_painter
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.plan import own_event_error_sentence, own_event_words
from sommet_tui.wording.times import date_text


class OwnEvents:
    """The own events of a screen that lists them."""

    def __init__(
        self,
        viewer: Viewer,
        report: Callable[[Feedback | None], None],
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        """`report` receives the result of each action."""
        self._viewer = viewer
        self._report = report
        self._open = open_dialog

    def add(self, day: date) -> None:
        """Ask for the line of a new own event on a day."""
        self._ask(day, None)

    def change(self, event: OwnEvent) -> None:
        """Ask for the new line of an own event."""
        self._ask(day_of(event, self._viewer.programme), event)

    def remove(self, event: OwnEvent) -> None:
        """Remove an own event, and report how to undo that."""
        words, companion = self._viewer.words, self._viewer.companion

        def act() -> str:
            companion.mine.remove_own_event(event.id)
            return words.say("Removed: {event}", event=self._sentence(event))

        def restore(_width: int) -> str:
            companion.mine.put_own_event(event)
            return words.say("“{event}” removed", event=event.title)

        self._report(change_with_undo(self._viewer, act, restore))

    def _ask(self, day: date, event: OwnEvent | None) -> None:
        """Ask for a line; the field has that of the present event, or an example."""
        words, companion = self._viewer.words, self._viewer.companion
        field = CleanInput(
            line_of(event, companion.snapshot.programme) if event is not None else "",
            words.say("12:30-13:30 Lunch with Ada @ Foyer"),
            max_length=QUERY_LIMIT,
            select_on_focus=False,
        )

        sentence = words.say("Your own event on {day}", day=date_text(day, words))
        how = words.say("start-end, a title and, optionally, @ place")
        title, asked = words.say(OWN_ADD.label), question_painter(f"{sentence}\n{how}")
        self._open(LineDialog(title, asked, 2, field, partial(self._save_line, day, event)))

    def _save_line(self, day: date, before: OwnEvent | None, line: str) -> str | None:
        """Save the own event that a line describes; return the complaint if the line is wrong."""
        words, id_ = self._viewer.words, before.id if before is not None else None
        try:
            kept = self._viewer.companion.mine.save_own_event(line, day, id_)
        except (OwnEventError, TimeError) as error:
            return own_event_error_sentence(error, words)
        except StorageError as error:
            return storage_error_sentence(error, words)
        except UnknownError:  # another window has removed it
            return None
        self._save(before, kept)
        return None

    def _save(self, before: OwnEvent | None, event: OwnEvent) -> None:
        words, companion = self._viewer.words, self._viewer.companion

        def restore(_width: int) -> str:
            if before is None:
                companion.mine.remove_own_event(event.id)
            else:
                companion.mine.put_own_event(before)
            return words.say("“{event}” saved", event=event.title)

        said = words.say("Saved: {event}", event=self._sentence(event))
        self._report(change_with_undo(self._viewer, lambda: said, restore))

    def _sentence(self, event: OwnEvent) -> str:
        return own_event_words(event, self._viewer.view())
