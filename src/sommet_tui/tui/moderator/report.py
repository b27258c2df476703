"""Pages about a panel: its introductions and its report. A key writes the report to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from rich.cells import cell_len

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, REPORTING, Key
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.companion.ports import SavingError
from sommet_tui.pages.panel_sheet import panel_report, panel_sheet, segment_facts
from sommet_tui.tui.background.threads import SingleJob
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.messages import Feedback
from sommet_tui.tui.moderator.key_actions import ShownPanel
from sommet_tui.tui.moderator.people_and_questions import people_rows, question_rows
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    cut_or_pad,
    fit_row,
    hanging_rows,
    indent_rows,
    paragraphs,
    row,
    text_row,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.files import saving_error_sentence
from sommet_tui.wording.panel import (
    drift_lines,
    hand_line,
    message_line,
    presence_words,
    progress_line,
    segment_title,
)
from sommet_tui.wording.session_texts import headline, join, role_word
from sommet_tui.wording.times import column_time


class PanelPage(CompanionScreen):
    """A page about a panel that is updated every second."""

    BINDINGS = bindings((APP_BACK,))
    KEYS: ClassVar[Sequence[Key]] = (APP_BACK, *EVERYWHERE)

    def __init__(
        self,
        viewer: Viewer,
        panel: ShownPanel,
        rows: Callable[[Scene, PanelMoment, int], list[Row]],
    ) -> None:
        """`rows` returns the rows of the page for a width in cells."""
        super().__init__(viewer)
        self.panel = panel
        self._rows = rows
        self._page = ScrollingLines(self._paint)
        self.parts = (self._page,)

    def paint(self, *, changed: bool) -> None:
        """Update the page. If the session is no longer in the programme, close the page."""
        del changed
        if self.panel.moment() is None:
            self.leave()
        else:
            self._page.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        moment = self.panel.moment()
        return self._rows(self.viewer.scene(), moment, width) if moment is not None else []


def introduction_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the abstract of the session and the introductions of all people, by seat."""
    inner = max(10, width - 4)
    rows: list[Row] = [BLANK, *paragraphs(headline(moment.session), inner, "title"), BLANK]
    abstract = scene.programme.abstracts.get(moment.session.id)
    if abstract:
        rows += [*markdown(abstract, inner), BLANK]
    else:
        rows += [text_row(scene.words.say("The programme has no abstract."), "muted"), BLANK]
    for seat in moment.everyone:
        person = seat.participant
        rows += paragraphs(person.name, inner, "accent")
        if seat.pronunciation:
            rows += paragraphs(seat.pronunciation, inner, "strong")
        arrival = presence_words(seat, moment, scene)
        rows += paragraphs(
            join([role_word(person, scene.words), person.affiliation, arrival]), inner, "muted"
        )
        if seat.introduction:
            rows += [BLANK, *paragraphs(seat.introduction, inner)]
        rows.append(BLANK)
    return indent_rows(rows, 2)


_ENDINGS = {"markdown": "md", "text": "txt"}


class ReportScreen(PanelPage):
    """The report of a panel, with speaking times, questions and the note.

    A key writes the report to a file.
    """

    BINDINGS = bindings(REPORTING)
    prompt: Prompt
    KEYS = (APP_BACK, *REPORTING, *EVERYWHERE)

    def __init__(self, viewer: Viewer, panel: ShownPanel) -> None:
        super().__init__(viewer, panel, _report_rows)
        self._job = SingleJob(self)
        self.prompt = Prompt(viewer)

    def action_write(self, kind: str) -> None:
        """Write the report to a file in a thread, so that the screen does not wait."""
        moment = self.panel.moment()
        if moment is not None:
            self._job.begin(partial(self._save_report, kind, moment))

    async def _save_report(self, kind: str, moment: PanelMoment) -> None:
        words = self.viewer.words
        try:
            path = await asyncio.to_thread(self._export_text, kind, moment)
        except SavingError as error:
            self.prompt.show(Feedback(saving_error_sentence(error, words), "danger"))
        except StorageError as error:
            self.prompt.show(Feedback(storage_error_sentence(error, words), "danger"))
        else:
            self.prompt.show(Feedback(words.say("Written: {path}", path=path)))

    def _export_text(self, kind: str, moment: PanelMoment) -> str:
        scene, exporter = self.viewer.scene(), self.viewer.services.exporter()
        snapshot = scene.snapshot
        if snapshot.data_error is not None:
            raise snapshot.data_error
        make_lines = panel_report if kind == "markdown" else panel_sheet
        text = "\n".join(make_lines(moment, scene)) + "\n"
        content = text.encode("utf-8", "replace")
        return exporter.save_new(snapshot, _ENDINGS[kind], content, about=moment.session.id)


_LINES = 9
"""The maximum number of rows of a question."""


def _report_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the rows of the report, with a heading above each section."""
    words, inner = scene.words, max(10, width - 3)
    timing = [*progress_line(moment, scene)]
    lines = [*paragraphs(join(timing), inner)]
    if drift := join(drift_lines(moment, scene)):
        lines += paragraphs(drift, inner, "muted")
    note = scene.snapshot.mine.note(moment.session.id)
    questions = [
        r for q in moment.questions for r in question_rows(scene, moment, q, inner, _LINES)
    ]
    sections = (
        (headline(moment.session), lines),
        (words.say("Speaking time"), _airtime_rows(scene, moment, inner)),
        (words.say("People"), _people_rows(scene, moment, inner)),
        (words.say("Segments"), _plan_rows(scene, moment, inner)),
        (words.say("Questions"), questions),
        (words.say("Hands"), _hand_rows(scene, moment, inner)),
        (words.say("Messages"), _message_rows(scene, moment, inner)),
        (words.say("My note"), paragraphs(note.text, inner) if note else []),
    )
    rows: list[Row] = [BLANK]
    for heading, found in sections:
        if found:
            style = "title" if found is lines else "heading"
            rows += [*paragraphs(heading, inner, style), *found, BLANK]
    return indent_rows(rows, 1)


def _airtime_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    whole = scene.words.say("Total: {time}", time=scene.time_left_text(moment.total))
    names, meters = people_rows(scene, moment, width, len(moment.speakers) + 1)
    rows = [(*name, *meter) for name, meter in zip(names, meters, strict=True)]
    return [*rows, text_row(whole, "muted")]


def _people_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return who arrived and when. If no arrivals were recorded, return no rows."""
    rows: list[Row] = []
    for seat in moment.everyone:
        presence = presence_words(seat, moment, scene)
        if presence is not None:
            rows += paragraphs(join([seat.participant.name, presence]), width, "muted")
    return rows


def _plan_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the segments, with their planned and actual times."""
    found = list(segment_facts(moment, scene))
    size = max((cell_len(segment.times) for segment in found), default=0) + 2
    return [
        fit_row(
            row(
                Span(f"{segment.sign} ", "accent"),
                Span(f"{cut_or_pad(segment.times, size)}{segment.minutes:>8}  ", "muted"),
                segment_title(segment.part.segment.name, scene.words),
                Span(f" · {segment.planned}" if segment.planned else "", "muted"),
            ),
            width,
        )
        for segment in found
    ]


def _hand_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the rows of all raised hands, with the turns of these people."""
    lines = (hand_line(hand, scene) for hand in moment.all_hands)
    return [wrapped for line in lines for wrapped in paragraphs(line, width, "muted")]


def _message_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the messages between the panel and the stage."""
    rows: list[Row] = []
    for line in moment.all_messages:
        time = text_row(f"{column_time(line.at, scene.zones)}  ", "muted")
        rows += hanging_rows(time, message_line(line, moment, scene), width)
    return rows
