"""The dialog of the clock: set the time, change the speed, return to the real time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.keys import APP_BACK, APP_CLOCK, CLOCK, MAIN_QUIT
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.instants import TimeError
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, Span, paragraphs, row, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import ANSWER, LineDialog
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.wording.errors import storage_error_sentence, time_error_sentence
from sommet_tui.wording.stage import rehearsal_over_sentence
from sommet_tui.wording.times import date_text

_TYPED = r"[0-9:hHTZ+\- ]"
"""The characters of times; pasted ones may have fractions of a second, too."""
_PACES = (0.0, 1.0, 10.0, 60.0, 600.0)


class _TimeField(CleanInput):
    """A field for a time; other letters are keys of the dialog."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the field takes the key as text."""
        typed = super().check_consume_key(key, character)
        return typed and re.fullmatch(_TYPED, character or "") is not None


def _date_forms(scene: Scene) -> tuple[str, ...]:
    """Return the date in three forms, the longest first."""
    day, words = scene.view.today, scene.words
    return (
        date_text(day, words, year=True),
        date_text(day, words, weekday=False, year=True),
        date_text(day, words, weekday=False),
    )


class ClockDialog(LineDialog):
    """A field for a time, and keys to step and to run faster."""

    BINDINGS = bindings(
        (*CLOCK, replace(MAIN_QUIT, priority=True))  # else the field would have it
    )

    KEYS = (ANSWER, APP_BACK, *CLOCK)

    def __init__(self, viewer: Viewer) -> None:
        field = _TimeField(restrict=rf"({_TYPED}|[.])*", max_length=40)
        super().__init__(
            viewer.words.say(APP_CLOCK.label), self._clock_rows, 1, field, self._set_clock
        )
        self._viewer = viewer
        self.tick(changed=True)

    def tick(self, *, changed: bool = False) -> None:
        """Show the time of this second."""
        if changed:
            scene = self._viewer.scene()
            day = scene.view.today.isoformat()
            hint = self._viewer.words.say("11:20 or {date} 11:20, then ↵", date=day)
            self.field.placeholder = hint
        self.question.update()

    def _set_clock(self, typed: str) -> str | None:
        """Set the clock to the typed time, or return the error in it."""
        companion = self._viewer.companion
        if not typed.strip():
            return None
        try:
            moment = companion.clock.instant(typed)
        except TimeError as error:
            return time_error_sentence(error, self._viewer.words)
        return self._move(lambda: companion.clock.set(moment)) or None

    def action_step(self, minutes: int) -> None:
        """Move the clock."""
        companion = self._viewer.companion
        self._move_or_complain(
            lambda: companion.clock.set(companion.clock.now() + timedelta(minutes=minutes))
        )

    def action_next_change(self) -> None:
        """Go to a minute before the next start or end, to act on it as on the day."""
        companion = self._viewer.companion
        change = Stage(companion).next_change()
        if change is None:
            self.complain(self._viewer.words.say("Nothing else is planned."))
        else:
            self._move_or_complain(lambda: companion.clock.set(change - timedelta(minutes=1)))

    def action_pace(self, by: int) -> None:
        """Run at the next faster or slower pace."""
        companion, speed = self._viewer.companion, self._viewer.snapshot.speed
        slower = [p for p in _PACES if p < speed]
        faster = [p for p in _PACES if p > speed]
        next_ones = faster[:1] if by > 0 else slower[-1:]
        if next_ones:
            self._move_or_complain(lambda: companion.clock.set(companion.clock.now(), next_ones[0]))

    def action_present(self) -> None:
        """Return to the real time."""
        self._viewer.companion.clock.return_to_present()
        self.close()

    def _move_or_complain(self, move: Callable[[], None]) -> None:
        self.complain(self._move(move))

    def _move(self, move: Callable[[], None]) -> str:
        """Move the clock, or return why not; in a rehearsal, all windows follow."""
        words = self._viewer.words
        try:
            move()
        except RehearsalOverError:
            self._viewer.companion.state.look_again()
            return rehearsal_over_sentence(words)
        except StorageError as error:
            return storage_error_sentence(error, words)
        return ""

    def _clock_rows(self, width: int, complaint: str) -> list[Row]:
        """Return the time and its speed, with the longest date that fits, or the error."""
        if complaint:
            return paragraphs(complaint, width, "danger")
        scene, dates = self._viewer.scene(), _date_forms(self._viewer.scene())
        time = Span(scene.clock_text(scene.now), "time")
        kind = Span(f"  {self._clock_kind()}", "warning")
        forms = [row(Span(f"{day}  ", "muted"), time, kind) for day in dates]
        return [next((form for form in forms if width_of(form) <= width), row(time, kind))]

    def _clock_kind(self) -> str:
        snapshot, words = self._viewer.snapshot, self._viewer.words
        if not snapshot.shifted:
            return words.say("real time")
        if not snapshot.speed:
            return words.say("stopped")
        if snapshot.events.rehearsal is not None:
            return words.say("rehearsal, speed × {pace}", pace=f"{snapshot.speed:g}")
        return words.say("speed × {pace}", pace=f"{snapshot.speed:g}")
