"""The screen with all actions and messages of a lane, each of which the user can undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len

from sommet_tui.companion.keys import (
    ACTS_AGAIN,
    ACTS_ALL_AGAIN,
    ACTS_UNDO,
    ACTS_WITHDRAW,
    APP_BACK,
    EVERYWHERE,
    Key,
)
from sommet_tui.companion.snapshot import messages_in_force
from sommet_tui.domain.crew.merge import VoidAct
from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.pages.stage import LogLine, log_lines, void_lines
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.messages import Feedback
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.rows import Row, Span, empty_page, fit, fit_row, justify, row, width_of
from sommet_tui.tui.stage.key_actions import mark_void_acts_seen, recorded_feedback, redo, undo
from sommet_tui.tui.stage.shown_lane_and_key_results import Answers, ShownLane
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording import session_texts, times
from sommet_tui.wording.stage import void_act_sentence
from sommet_tui.wording.words import Zones

_TEXT = 32
"""The minimum width of a shortened text, in cells."""
_STATE = 12
"""The minimum width of a shortened reason, in cells."""
_REDO_KEYS = (ACTS_AGAIN, ACTS_ALL_AGAIN)


class StageLogScreen(CompanionScreen):
    """The log of a lane, oldest entry first. The cursor begins at the latest entry."""

    prompt: Prompt
    BINDINGS = bindings((APP_BACK, ACTS_UNDO, ACTS_WITHDRAW, *_REDO_KEYS))
    KEYS = (ACTS_UNDO, ACTS_WITHDRAW, APP_BACK, *EVERYWHERE)

    def __init__(self, viewer: Viewer, lane: ShownLane) -> None:
        super().__init__(viewer)
        self._shown_lane = lane
        self._list = RowList()
        self.prompt = Prompt(viewer)
        self._answers = Answers(lane, self.prompt, self.open_dialog)
        self._lane = FixedLines(self._paint_lane, id="lane-head")
        self._lane.styles.height = 1
        self._lines: dict[str, LogLine] = {}
        """The entries, by the key of their row."""
        self.parts = self._lane, self._list

    def paint(self, *, changed: bool) -> None:
        """Paint the log only if it has changed. The log has no countdown."""
        if changed:
            at_end = self._list.key in (None, *[*self._lines][-1:])
            self._read_log()
            items = [Item(key, partial(self._row, line)) for key, line in self._lines.items()]
            nothing = partial(empty_page, self.viewer.words.say("No actions in this room yet."), ())
            self._list.show_rows(Rows.from_items(items) if items else Rows.without_items(nothing))
            if at_end:
                self._list.action_go_to_edge(1)
        self._lane.update()
        self.prompt.update()

    def on_row_list_chosen(self) -> None:
        """Undo or redo the entry, as the undo key does."""
        self.action_undo()

    @property
    def _selected_line(self) -> LogLine | None:
        return self._lines.get(self._list.key or "")

    def action_undo(self) -> None:
        """Undo the selected entry. If it is an undo, redo the undone act."""
        line = self._selected_line
        if line is not None and not isinstance(line.entry, VoidAct):
            self._answers.carry_out(undo, self._shown_lane, line.entry)

    def action_withdraw(self) -> None:
        """Withdraw the selected message."""
        message = self._current_message()
        if message is not None:
            self._answers.carry_out(self._withdraw, message)
        else:
            sentence = self.viewer.words.say("Select a current message first.")
            self.prompt.show(Feedback(sentence, "muted"))

    def _withdraw(self, message: Message) -> Feedback:
        notice = self._shown_lane.stage.send_message("", message.to, message.session, message.room)
        return recorded_feedback(self.viewer, notice)

    def _current_message(self) -> Message | None:
        """Return the selected message, or None if it is not in force or no message is selected."""
        view, line = self.viewer.scene(), self._selected_line
        entry = line.entry if line else None
        if not isinstance(entry, Message):
            return None
        current = messages_in_force(view.snapshot, entry.to, view.now)
        return entry if any(m.uid == entry.uid for m in current) else None

    def action_redo(self) -> None:
        """Redo the selected void act with its original time."""
        entry = self._selected_line.entry if self._selected_line is not None else None
        view = self.viewer.scene()
        void_reasons = view.snapshot.rundown(view.now).void_reasons
        if isinstance(entry, VoidAct) and not entry.redone:
            self._answers.carry_out(redo, self._shown_lane, (entry,))
        elif isinstance(entry, Act) and entry.seq in void_reasons:
            why = void_act_sentence(entry.seq, void_reasons[entry.seq], view)
            self.prompt.show(Feedback(why, "muted"))
        else:
            self._report_nothing_to_redo()

    def action_redo_all(self) -> None:
        """Redo, in their order, all void acts that concern this laptop."""
        void = self._shown_lane.stage.acts_to_redo(self._shown_lane.room)
        if void:
            self._answers.carry_out(redo, self._shown_lane, void)
        else:
            self._report_nothing_to_redo()

    def _report_nothing_to_redo(self) -> None:
        sentence = self.viewer.words.say("There is nothing to redo.")
        self.prompt.show(Feedback(sentence, "muted"))

    def keys(self) -> Sequence[Key]:
        """Return the keys that have an effect on the selected entry."""
        again = _REDO_KEYS if self._can_redo() else ()
        hidden = {
            *(() if self._can_undo() else (ACTS_UNDO,)),
            *(() if self._current_message() else (ACTS_WITHDRAW,)),
        }
        return (*again, *(key for key in self.KEYS if key not in hidden))

    def _can_undo(self) -> bool:
        """Return whether this computer may undo the selected entry.

        Undoing a message needs no lead.
        """
        line = self._selected_line
        return self._shown_lane.other_lead is None or (
            line is not None and isinstance(line.entry, Message)
        )

    def _can_redo(self) -> bool:
        entries = (line.entry for line in self._lines.values())
        return any(isinstance(entry, VoidAct) and not entry.redone for entry in entries)

    def _read_log(self) -> None:
        view = self.viewer.scene()
        lines = [
            *log_lines(self._shown_lane.entries(), view),
            *void_lines(self._shown_lane.void_acts(), view),
        ]
        self._lines = {_entry_key(line.entry): line for line in lines}
        mark_void_acts_seen(self._shown_lane)

    def _row(self, line: LogLine, width: int) -> Row:
        return _log_row(line, self.viewer.zones, width)

    def _paint_lane(self, width: int, _height: int) -> list[Row]:
        """Return a row with the day and, if there are several rooms, the room."""
        plan, words = self._shown_lane.plan(), self.viewer.words
        if plan is None:
            return []
        programme = self.viewer.programme
        room = (
            session_texts.room_name(programme, plan.lane.room)
            if programme.has_several_rooms
            else None
        )
        text = session_texts.join([times.date_heading(plan.lane.day, words, year=False), room])
        return [fit_row(row(" ", Span(text, "accent")), width)]


def _entry_key(entry: Act | Message | VoidAct) -> str:
    if isinstance(entry, Act):
        return f"act {entry.seq}"
    return entry.uid if isinstance(entry, Message) else entry.record.uid


def _log_row(line: LogLine, zones: Zones, width: int) -> Row:
    """Return the row of an entry: number, time, effect, why it is not in force, and author.

    The reason has the longest form that fits beside the whole effect. If all are too long, the
    shortest form is cut, and in a narrow window the author is left out.
    """
    sign = "◆" if isinstance(line.entry, Message) else "–"
    head = row(
        Span(f" {line.number or sign:>4}  ", "faint"),
        Span(f"{times.time_with_seconds(line.at, zones)}  ", "muted"),
    )
    effect = Span(line.sentence, "faint" if line.state else "")
    space = width - width_of((*head, effect)) - 2
    ends = [_log_row_end(state, line.by) for state in line.state or ("",)]
    right = next((end for end in ends if width_of(end) <= space), ends[-1])
    least = min(_TEXT, cell_len(line.sentence))
    space += cell_len(line.sentence) - least
    if width_of(right) > space:
        by = line.by if cell_len(line.by) + _STATE < space else ""
        cells = max(_STATE, space - width_of(_log_row_end(" ", by)) + 1)
        right = _log_row_end(fit(line.state[-1], cells) if line.state else "", by)
    room = width - width_of((*head, *right)) - 2 - cell_len(line.end)
    if room >= _TEXT:
        effect = Span(fit(line.sentence.removesuffix(line.end), room) + line.end, effect.style)
    return justify(row(*head, effect), right, width)


def _log_row_end(state: str, by: str) -> Row:
    return row(Span(f"{state}  " if state else "", "warning"), Span(by, "muted"), " ")
