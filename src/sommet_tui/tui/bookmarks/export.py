"""The export panel: a format to choose, and where the file is then."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.export_ports import SavingError
from sommet_tui.companion.keys import APP_BACK
from sommet_tui.tui.background.work import begin
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import BLANK, Row, Span, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, every_row
from sommet_tui.wording.errors import keeping_error_sentence
from sommet_tui.wording.export import (
    FORMATS,
    Export,
    ExportFormat,
    format_named,
    saving_error_sentence,
    written_sentence,
)


class ExportDialog(Dialog):
    """The formats, and below them what became of the last choice."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self._list = RowList(at_once=every_row)
        self._title = FixedLines(self._paint_title)
        self._outcome = FixedLines(self._paint_outcome)
        self._said = ""
        self._look = "muted"
        self._writing = False

    def compose(self) -> ComposeResult:
        """What is asked, the formats, the outcome."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._outcome

    def on_mount(self) -> None:
        """Fill the list; from now on the notes are needed."""
        self._viewer.companion.remember_notes()
        self._title.styles.height = 2
        self._list.styles.height = len(FORMATS)
        self._outcome.styles.height = 5
        self._list.show([Item(each.name, partial(self._row, each)) for each in FORMATS])
        self._list.focus()

    async def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Write the file, away from the screen's own thread."""
        if not self._writing:
            self._writing = True
            begin(self, partial(self._write, event.key), group="export")

    async def _write(self, wanted: str) -> None:
        words = self._viewer.words
        try:
            path = await asyncio.to_thread(self._written, wanted)
        except SavingError as error:
            self._say(saving_error_sentence(error, words), "danger")
        except StorageError as error:
            self._say(keeping_error_sentence(error, words), "danger")
        else:
            self._say(written_sentence(path, format_named(wanted), self._viewer.view()), "accent")
        finally:
            self._writing = False

    def _written(self, wanted: str) -> str:
        scene, exporter = self._viewer.scene(), self._viewer.companion.exporter()
        if scene.snapshot.data_error is not None:
            raise scene.snapshot.data_error
        chosen = format_named(wanted)
        content = chosen.write(Export(scene.view, exporter))
        return exporter.save_new(scene.snapshot, chosen.endings[0], content)

    def _say(self, sentence: str, style: str) -> None:
        self._said, self._look = sentence, style
        self._outcome.update()

    def _row(self, offered: ExportFormat, _width: int) -> Row:
        said = self._viewer.words.say(offered.title)
        return row(" ", Span(f".{offered.endings[0]:<6}", "strong"), said)

    def _paint_title(self, _width: int, _height: int) -> list[Row]:
        said = self._viewer.words.say("↵ saves your bookmarks and notes as:")
        return [row(Span(said, "accent")), BLANK]

    def _paint_outcome(self, width: int, _height: int) -> list[Row]:
        hint = self._viewer.words.say("in your downloads folder, under a new name; esc cancels")
        said = self._said or hint
        return [BLANK, *paragraphs(said, width, self._look)[:4]]
