"""Pages of a panel to read: who its people are, and the report, which can be written to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.companion.carrying import SavingError
from sommet_tui.companion.panel_moment import PanelMoment
from sommet_tui.companion.protocols import KeepingError
from sommet_tui.tui.keys import BACK, EVERYWHERE, Key, bindings
from sommet_tui.tui.moderating import Moderating
from sommet_tui.tui.moderator_keys import REPORTING
from sommet_tui.tui.painting.moderator_pages import report_page, who_page
from sommet_tui.tui.painting.rows import Part, Row, fit_row, row
from sommet_tui.tui.screens.base import CompanionScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.painted import Plate, Sheet
from sommet_tui.wording.carrying import saving_error_sentence
from sommet_tui.wording.errors import keeping_error_sentence

_ENDINGS = {"markdown": "md", "text": "txt"}


class _PanelPage(CompanionScreen):
    """A page about the panel that is shown."""

    def __init__(self, viewer: Viewer, panel: Moderating) -> None:
        super().__init__(viewer)
        self.panel = panel
        self.page = Sheet(self._paint, classes="pane")

    def body(self) -> Iterator[Widget]:
        """The page."""
        yield self.page

    def paint(self, *, changed: bool) -> None:
        """Bring the page up to date; leave when the session left the programme."""
        del changed
        if self.panel.moment() is None:
            self.leave()
            return
        self.page.update()

    def rows(self, moment: PanelMoment, width: int) -> list[Row]:
        """The page."""
        raise NotImplementedError

    def _paint(self, width: int, _height: int) -> list[Row]:
        moment = self.panel.moment()
        return self.rows(moment, width) if moment is not None else []


class WhoScreen(_PanelPage):
    """How the names of the people are said, and who they are."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK,))
    KEYS: ClassVar[Sequence[Key]] = (BACK, *EVERYWHERE)

    def rows(self, moment: PanelMoment, width: int) -> list[Row]:
        """Everyone, in seating order."""
        return who_page(self.viewer.scene(), moment, width)


class ReportScreen(_PanelPage):
    """Airtime, questions and the note; a key writes them to a file."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK, *REPORTING))
    DEFAULT_CSS = "ReportScreen { #said { height: 1; } }"
    KEYS: ClassVar[Sequence[Key]] = (BACK, *REPORTING, *EVERYWHERE)

    def __init__(self, viewer: Viewer, panel: Moderating) -> None:
        super().__init__(viewer, panel)
        self._told = Part("")
        self._writing = False
        self._said = Plate(self._paint_said, id="said")

    def body(self) -> Iterator[Widget]:
        """The page, and below it what came of a key."""
        yield from super().body()
        yield self._said

    def on_mount(self) -> None:
        """The note belongs to it."""
        self.viewer.companion.remember_notes()

    def rows(self, moment: PanelMoment, width: int) -> list[Row]:
        """What there is to tell."""
        return report_page(self.viewer.scene(), moment, width)

    def action_write(self, kind: str) -> None:
        """Write the file, away from the screen's own thread."""
        moment = self.panel.moment()
        if moment is not None and not self._writing:
            self._writing = True
            self.run_worker(self._write(kind, moment), group="export")

    async def _write(self, kind: str, moment: PanelMoment) -> None:
        words = self.viewer.words
        try:
            path = await asyncio.to_thread(self._written, kind, moment)
        except SavingError as error:
            self._tell(saving_error_sentence(error, words), "danger")
        except KeepingError as error:
            self._tell(keeping_error_sentence(error, words), "danger")
        else:
            self._tell(words.say("Written: {path}", path=path), "accent")
        finally:
            self._writing = False

    def _written(self, kind: str, moment: PanelMoment) -> str:
        from sommet_tui.wording.panel_report import panel_report
        from sommet_tui.wording.panel_sheet import panel_sheet

        scene, carrier = self.viewer.scene(), self.viewer.companion.carrier()
        snapshot = scene.snapshot
        if snapshot.unkept is not None:
            raise snapshot.unkept
        made = panel_report if kind == "markdown" else panel_sheet
        text = "\n".join(made(snapshot, moment, scene.zones, scene.words)) + "\n"
        content = text.encode("utf-8", "replace")
        return carrier.save_new(snapshot, _ENDINGS[kind], content, about=moment.session.id)

    def _tell(self, sentence: str, look: str) -> None:
        self._told = Part(sentence, look)
        self._said.update()

    def _paint_said(self, width: int, _height: int) -> list[Row]:
        return [fit_row(row(" ", self._told), width)]
