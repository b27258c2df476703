"""What the screens of the green room share: arrivals by a key, and the line that answers."""

from __future__ import annotations

from sommet_tui.domain.people import OnStage
from sommet_tui.tui.answer import Answer
from sommet_tui.tui.painting.rows import Part, Row, fit_row, row
from sommet_tui.tui.screens.base import CompanionScreen
from sommet_tui.tui.widgets.painted import Plate


class Arrivals:
    """The acts of one screen; the line has its row only while there is an answer on it."""

    def __init__(self, screen: CompanionScreen) -> None:
        self._screen = screen
        self._answer: Answer | None = None
        self._told_at = 0
        self.line = Plate(self._paint, id="said")
        self.line.styles.height = 1
        self.line.display = False

    def advance(self, one: OnStage) -> None:
        """One step nearer to the stage of their turn."""
        from sommet_tui.tui.arriving import advance

        self._tell(advance(self._screen.viewer, one))

    def take_back(self) -> None:
        """Take the latest back that was noted in this window."""
        from sommet_tui.tui.arriving import take_back

        self._tell(take_back(self._screen.viewer))

    def forget_if_others_acted(self) -> None:
        """Drop an answer that others have acted after: its way to undo is no longer true."""
        place = self._screen.viewer.companion.snapshot.happened.place
        if self._answer is not None and place != self._told_at:
            self._show(None)

    def _tell(self, answer: Answer) -> None:
        self._told_at = self._screen.viewer.companion.snapshot.happened.place
        if answer.more:
            self._screen.complain(answer.more)
        self._show(answer)

    def _show(self, answer: Answer | None) -> None:
        self._answer = answer
        self.line.display = answer is not None
        self.line.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        told = self._answer
        return [fit_row(row(" ", Part(told.text, told.look)), width)] if told else []
