"""The dialog of the export: the choice of a format, then the place of the file."""

from __future__ import annotations

import asyncio
from functools import partial

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.export_ports import SavingError
from sommet_tui.companion.keys import APP_BACK, BOOKMARKS_EXPORT
from sommet_tui.pages.export import (
    FORMATS,
    Export,
    ExportFormat,
    format_by_name,
    saved_sentence,
)
from sommet_tui.tui.background.work import Errand
from sommet_tui.tui.render.rows import BLANK, Row, Span, paragraphs, row, text_row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import ChoiceDialog, enter_key
from sommet_tui.tui.widgets.row_list import Item
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.files import saving_error_sentence
from sommet_tui.wording.words import mark


class ExportDialog(ChoiceDialog):
    """The formats, and the result of the last export below them."""

    AT_ONCE = STAYS = True
    KEYS = (enter_key(mark("Save")), APP_BACK)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(
            viewer.words.say(BOOKMARKS_EXPORT.label),
            self._description_rows,
            [
                Item(export_format.name, partial(self._row, export_format))
                for export_format in FORMATS
            ],
            self._begin_export,
            self._outcome_rows,
        )
        self._viewer = viewer
        self._result = viewer.words.say("Saves to your downloads folder")
        self._look = "muted"
        self._errand = Errand(self)
        viewer.companion.mine.remember_notes()

    def _begin_export(self, wanted: str) -> None:
        """Write the file in another thread."""
        self._errand.begin(partial(self._export, wanted))

    async def _export(self, wanted: str) -> None:
        words = self._viewer.words
        try:
            path = await asyncio.to_thread(self._write_file, wanted)
        except SavingError as error:
            self._say(saving_error_sentence(error, words), "danger")
        except StorageError as error:
            self._say(storage_error_sentence(error, words), "danger")
        else:
            self._say(saved_sentence(path, format_by_name(wanted), self._viewer.view()), "accent")

    def _write_file(self, wanted: str) -> str:
        scene, exporter = self._viewer.scene(), self._viewer.services.exporter()
        if scene.snapshot.data_error is not None:
            raise scene.snapshot.data_error
        chosen, walk = format_by_name(wanted), self._viewer.settings.walk_minutes
        content = chosen.write(Export(scene.view, exporter, walk_minutes=walk))
        return exporter.save_new(scene.snapshot, chosen.endings[0], content)

    def _say(self, sentence: str, style: str) -> None:
        self._result, self._look = sentence, style
        self.make_room(self.size)
        self.detail.update()

    def _description_rows(self, _width: int) -> list[Row]:
        return [text_row(self._viewer.words.say("Your bookmarks and notes as"), ""), BLANK]

    def _row(self, offered: ExportFormat, _width: int) -> Row:
        said = self._viewer.words.say(offered.title)
        return row(" ", Span(f".{offered.endings[0]:<6}", "strong"), said)

    def _outcome_rows(self, _key: str, width: int) -> list[Row]:
        return [BLANK, *paragraphs(self._result, width, self._look)]
