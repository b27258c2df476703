"""The list of all actions and messages of a lane, in which each of them can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sommet_tui.companion.keys import (
    ACTS_AGAIN,
    ACTS_ALL_AGAIN,
    ACTS_UNDO,
    APP_BACK,
    EVERYWHERE,
    Key,
)
from sommet_tui.domain.messages import Message, entry_id, undone_entries
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.refusal import Refusal
from sommet_tui.domain.sharing.merge import VoidAct
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.render.rows import Row, Span, fit_row, row, spread, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.stage.actions import redo, see_void, undo
from sommet_tui.tui.stage.answers import Answers
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.messages import entry_sentence
from sommet_tui.wording.sentences import listed, room_name
from sommet_tui.wording.sharing import void_act_words, why_void_words
from sommet_tui.wording.stage import void_act_sentence, void_words
from sommet_tui.wording.times import clock_face, date_text

_AGAIN = (ACTS_AGAIN, ACTS_ALL_AGAIN)


class StageLogScreen(CompanionScreen):
    """The log of a lane, oldest entry first, with the cursor on the latest."""

    BINDINGS = bindings((APP_BACK, ACTS_UNDO, *_AGAIN))
    KEYS = (ACTS_UNDO, APP_BACK, *EVERYWHERE)

    def __init__(self, viewer: Viewer, lane: ShownLane) -> None:
        super().__init__(viewer)
        self._shown = lane
        self._list = RowList(classes="pane")
        self._prompt = Prompt(viewer)
        self._answers = Answers(lane, self._prompt, self.offer)
        self._lane = FixedLines(self._paint_lane, id="lane-head")
        self._lane.styles.height = 1
        self._entries: tuple[Act | Message, ...] = ()
        self._undone: frozenset[int | str] = frozenset()
        self._idle: Mapping[int, Refusal] = {}
        """Why acts have no effect, by their number."""
        self._void: Mapping[str, VoidAct] = {}
        """The acts that were recorded without the lead, by `uid`."""
        self.parts = self._lane, self._list, self._prompt

    def paint(self, *, changed: bool) -> None:
        """Paint the log only if it has changed: it shows no times that run."""
        if changed:
            last = _key(self._entries[-1]) if self._entries else None
            at_end = self._list.key == last
            self._read()
            items = [Item(_key(one), partial(self._row, one)) for one in self._entries]
            items += [
                Item(uid, partial(self._void_row, void_act)) for uid, void_act in self._void.items()
            ]
            nothing = Item(None, self._nothing)
            self._list.show(items or [nothing])
            if at_end:
                self._list.action_edge(1)
        self._lane.update()
        self._prompt.update()

    def on_row_list_chosen(self) -> None:
        """Do the same as the key that undoes an action."""
        self.action_undo()

    def action_undo(self) -> None:
        """Undo the selected entry; if it is an undo, redo its act."""
        key = self._list.key
        if key is not None and key not in self._void:
            found = next(one for one in self._entries if _key(one) == key)
            self._answers.show(undo, self._shown, found)

    def action_again(self) -> None:
        """Redo the selected act that has no effect, with its original time."""
        void = self._void.get(self._list.key or "")
        if void is not None and not void.redone:
            self._answers.show(redo, self._shown, (void,))
            return
        selected = next((one for one in self._entries if _key(one) == self._list.key), None)
        if isinstance(selected, Act) and selected.seq in self._idle:
            why = void_act_sentence(selected.seq, self._idle[selected.seq], self.viewer.view())
            self._prompt.tell(Feedback(why, "muted"))
        else:
            self._say_nothing()

    def action_all_again(self) -> None:
        """Redo all acts without effect that concern this laptop, in their order."""
        void = self._shown.stage.to_redo(self._shown.room)
        if void:
            self._answers.show(redo, self._shown, void)
        else:
            self._say_nothing()

    def _say_nothing(self) -> None:
        said = self.viewer.words.say("There is nothing to redo.")
        self._prompt.tell(Feedback(said, "muted"))

    def keys(self) -> Sequence[Key]:
        """Return the keys that redo acts without effect, and undo if that works here."""
        again = _AGAIN if self._redoable() else ()
        return (*again, *(key for key in self.KEYS if key is not ACTS_UNDO or self._may_undo()))

    def _may_undo(self) -> bool:
        """Return whether this computer may undo the selected entry: messages need no lead."""
        one = next((one for one in self._entries if _key(one) == self._list.key), None)
        led_elsewhere = self._shown.lead is not None
        return isinstance(one, Message) or not led_elsewhere

    def _redoable(self) -> bool:
        return any(not void.redone for void in self._void.values())

    def _read(self) -> None:
        view = self._shown.view()
        self._entries = self._shown.entries()
        self._undone = undone_entries(self._entries)
        self._idle = view.timing.state.why_void if view else {}
        self._void = {void.record.uid: void for void in self._shown.void()}
        see_void(self._shown)

    def _row(self, one: Act | Message, width: int) -> Row:
        words, marks = self.viewer.words, [""]
        if entry_id(one) in self._undone:
            marks = [words.say("undone")]
        elif isinstance(one, Act) and one.seq in self._idle:
            why = void_words(self._idle[one.seq], self.viewer.view())
            marks = [why, words.say("void")]
        return entry_row(self.viewer.scene(), one, marks, width)

    def _void_row(self, void: VoidAct, width: int) -> Row:
        scene, words = self.viewer.scene(), self.viewer.words
        crew = scene.snapshot.events.crew
        if crew is None:  # shared no more, this very moment
            return fit_row(row(" "), width)
        act = void_act_words(void, scene.view)
        left = row(
            Span("    –  ", "faint"),
            Span(f"{clock_face(void.act.at, scene.zones)}  ", "muted"),
            Span(act, "faint"),
        )
        why = why_void_words(void, crew, scene.view)
        if void.redone:
            why = words.say("redone")
        by = listed([void.act.by, crew.name(void.record.writer)])
        return spread(left, row(Span(f"{why}  ", "warning"), Span(by, "muted"), " "), width)

    def _paint_lane(self, width: int, _height: int) -> list[Row]:
        """Paint the day, and the room if there are several rooms."""
        plan, words = self._shown.plan(), self.viewer.words
        if plan is None:
            return []
        programme = self.viewer.scene().programme
        room = room_name(programme, plan.lane.room) if programme.has_several_rooms else None
        said = listed([room, date_text(plan.lane.day, words)])
        return [fit_row(row(" ", Span(said, "accent")), width)]

    def _nothing(self, width: int) -> Row:
        said = self.viewer.words.say("No actions in this room yet.")
        return fit_row(row(" ", Span(said, "muted")), width)


def _key(one: Act | Message) -> str:
    return f"act {one.seq}" if isinstance(one, Act) else f"message {one.uid}"


def entry_row(scene: Scene, one: Act | Message, marks: Sequence[str], width: int) -> Row:
    """Return the row of an entry: its number, time, effect and author, with a mark if it is void.

    The mark is the first of `marks` for which there is room, or else the last. Messages have no
    number, because no command takes one.
    """
    number = str(one.seq) if isinstance(one, Act) else "◆"
    left = row(
        Span(f" {number:>4}  ", "faint"),
        Span(f"{clock_face(one.at, scene.zones)}  ", "muted"),
        Span(entry_sentence(one, scene.view), "faint" if marks[0] else ""),
    )
    crew = scene.snapshot.events.crew
    by = listed([one.by, crew.laptop(one.uid) if crew is not None else None])
    ends = [
        row(Span(f"{mark}  " if mark else "", "warning"), Span(by, "muted"), " ") for mark in marks
    ]
    right = next((end for end in ends if width_of((*left, *end)) + 2 <= width), ends[-1])
    return spread(left, right, width)
