"""The clock panel: another time, another pace, and back to the present."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.keys import APP_BACK, CLOCK, MAIN_QUIT
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.instants import TimeError
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import BLANK, Row, Span, paragraphs, row, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.errors import keeping_error_sentence, time_error_sentence
from sommet_tui.wording.stage import rehearsal_over_sentence
from sommet_tui.wording.times import date_text

_TYPED = r"[0-9:hHTZ+\- ]"
"""The characters of times; pasted ones may have fractions of a second, too."""
_PACES = (0.0, 1.0, 10.0, 60.0, 600.0)


class _TimeField(CleanInput):
    """A field that leaves the letters that are in no time to the keys of the panel."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the field takes the key as text."""
        typed = super().check_consume_key(key, character)
        return typed and re.fullmatch(_TYPED, character or "") is not None


def _dates(scene: Scene) -> tuple[str, ...]:
    """The date, the longest form first."""
    day, words = scene.zones.local(scene.now).date(), scene.words
    return (
        date_text(day, words, year=True),
        date_text(day, words, weekday=False, year=True),
        date_text(day, words, weekday=False),
    )


class ClockDialog(Dialog):
    """A field for a time, and keys to step and to run faster."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (APP_BACK, *CLOCK, replace(MAIN_QUIT, priority=True))  # else the field would have it
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self._complaint = ""
        self._face = FixedLines(self._paint_face)
        self._legend = FixedLines(self._paint_legend)
        self._face.ground = self._legend.ground = "surface"
        self._field = _TimeField(restrict=rf"({_TYPED}|[.])*", max_length=40, compact=True)

    def compose(self) -> ComposeResult:
        """The time shown, the field, the keys."""
        with Vertical():
            yield self._face
            yield self._field
            yield self._legend

    def on_mount(self) -> None:
        """Begin with the field."""
        self._face.styles.height = 2
        self._field.focus()
        self.tick(changed=True)

    def tick(self, *, changed: bool = False) -> None:
        """The second has passed."""
        if changed:
            scene = self._viewer.scene()
            day = scene.zones.local(scene.now).date().isoformat()
            hint = self._viewer.words.say("11:20 or {date} 11:20, then ↵", date=day)
            self._field.placeholder = hint
        self._face.update()
        self._legend.update()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Set the clock to the typed time, or show what is wrong with it."""
        event.stop()
        if not self.is_active:
            return
        companion = self._viewer.companion
        if not event.value.strip():
            self.close()
            return
        try:
            moment = companion.instant(event.value)
        except TimeError as error:
            self._complaint = time_error_sentence(error, self._viewer.words)
            self.tick()
            return
        if self._do(lambda: companion.set_clock(moment)):
            self.close()

    def action_step(self, minutes: int) -> None:
        """Move the clock."""
        by = timedelta(minutes=minutes)
        self._do(lambda: self._viewer.companion.step_clock(by))

    def action_next_change(self) -> None:
        """Go to a minute before the next start or end, to act on it as on the day."""
        companion = self._viewer.companion
        change = Stage(companion).next_change()
        if change is None:
            self._complaint = self._viewer.words.say("Nothing more to come.")
            self.tick()
        else:
            self._do(lambda: companion.set_clock(change - timedelta(minutes=1)))

    def action_pace(self, by: int) -> None:
        """Run at the next faster or slower pace."""
        speed = self._viewer.companion.snapshot.speed
        slower = [p for p in _PACES if p < speed]
        faster = [p for p in _PACES if p > speed]
        next_ones = faster[:1] if by > 0 else slower[-1:]
        if next_ones:
            self._do(lambda: self._viewer.companion.run_clock(next_ones[0]))

    def action_present(self) -> None:
        """Come back to the real time."""
        self._viewer.companion.return_to_present()
        self.close()

    def _do(self, move: Callable[[], None]) -> bool:
        """Move the clock (of a rehearsal, in every window); False if that fails, with a message."""
        words = self._viewer.words
        self._complaint = ""
        try:
            move()
        except RehearsalOverError:
            self._complaint = rehearsal_over_sentence(words)
            self._viewer.companion.look_again()
        except StorageError as error:
            self._complaint = keeping_error_sentence(error, words)
        self.tick()
        return not self._complaint

    def _paint_face(self, width: int, _height: int) -> list[Row]:
        """The time and its pace, and as much of the date as there is room for."""
        scene, dates = self._viewer.scene(), _dates(self._viewer.scene())
        time = Span(scene.face(scene.now), "time")
        kind = Span(f"  {self._kind()}", "warning")
        forms = [row(Span(f"{day}  ", "muted"), time, kind) for day in dates]
        return [next((form for form in forms if width_of(form) <= width), row(time, kind))]

    def _kind(self) -> str:
        snapshot, words = self._viewer.companion.snapshot, self._viewer.words
        if not snapshot.shifted:
            return words.say("real time")
        if not snapshot.speed:
            return words.say("stopped")
        if snapshot.events.rehearsal is not None:
            return words.say("rehearsal, speed × {pace}", pace=f"{snapshot.speed:g}")
        return words.say("speed × {pace}", pace=f"{snapshot.speed:g}")

    def _paint_legend(self, width: int, _height: int) -> list[Row]:
        words = self._viewer.words
        back, ahead, change, faster, slower, present = CLOCK
        said = (
            ((back, ahead), words.say("5 minutes back or ahead")),
            ((change,), words.say(change.purpose)),
            ((faster, slower), words.say("run faster or slower")),
            ((present,), words.say(present.purpose)),
            ((APP_BACK,), words.say("back")),
        )
        rows = [
            row(Span(f"{' '.join(map(self._viewer.keymap.shown, keys)):>3}", "key"), f"  {purpose}")
            for keys, purpose in said
        ]
        rows = (
            [*paragraphs(self._complaint, width, "danger"), BLANK, *rows]
            if self._complaint
            else rows
        )
        if self._legend.styles.height is None or self._legend.styles.height.value != len(rows):
            self._legend.styles.height = len(rows)
        return rows
