"""Every act of a lane, to see who did what and to undo any of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.companion.stage import Wish
from sommet_tui.domain.rundown.acts import Act, undone
from sommet_tui.tui.keys.table import BACK, EVERYWHERE, Key, bindings
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.render.rows import Row, Span, fit_row, row, spread
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.stage.controller import StageController
from sommet_tui.tui.stage.keys import ACT_AGAIN, ACT_UNDO
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.sentences import listed, room_name
from sommet_tui.wording.stage import act_sentence
from sommet_tui.wording.times import clock_face, date_text


class StageLogScreen(CompanionScreen):
    """The log, oldest first, the cursor on the latest."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK, ACT_UNDO, ACT_AGAIN))
    KEYS: ClassVar[Sequence[Key]] = (ACT_UNDO, BACK, *EVERYWHERE)

    def __init__(self, viewer: Viewer, controller: StageController) -> None:
        super().__init__(viewer)
        self._controller = controller
        self._list = RowList(classes="pane")
        self._prompt = Prompt(self)
        self._lane = FixedLines(self._paint_lane, id="lane-head")
        self._lane.styles.height = 1
        self._acts: tuple[Act, ...] = ()
        self._void: Mapping[str, Act] = {}
        """What was done without the lead, by `uid`."""
        self._off: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())

    def body(self) -> Iterator[Widget]:
        """Which lane it is, the list, and below it what came of a key."""
        yield self._lane
        yield self._list
        yield self._prompt.line

    def on_mount(self) -> None:
        """Begin with the latest."""
        self._list.focus()

    def paint(self, *, changed: bool) -> None:
        """The log tells no time: only acts change it."""
        if changed:
            last = str(self._acts[-1].seq) if self._acts else None
            at_end = self._list.key == last
            self._read()
            items = [Item(str(act.seq), partial(self._row, act)) for act in self._acts]
            items += [Item(uid, partial(self._void_row, act)) for uid, act in self._void.items()]
            nothing = Item(None, self._nothing)
            self._list.show(items or [nothing])
            if at_end:
                self._list.action_edge(1)
        self._lane.update()
        self._prompt.update()

    def on_row_list_chosen(self) -> None:
        """Enter does what the key for it does."""
        self.action_undo()

    def action_undo(self) -> None:
        """Undo the act under the cursor; an undo that is undone does its act again."""
        key = self._list.key
        if key is None or key in self._void:
            return
        act = next(a for a in self._acts if str(a.seq) == key)
        wish = Wish("undo", undoes=act.seq, room=act.room)
        self._prompt.tell(self._controller.do(wish))

    def action_again(self) -> None:
        """Do again, as the lead, what was done without it."""
        act = self._void.get(self._list.key or "")
        if act is not None:
            self._prompt.tell(self._controller.do(again(act)))

    def keys(self) -> Sequence[Key]:
        """How to do something again, where there is something."""
        return (ACT_AGAIN, *self.KEYS) if self._void else self.KEYS

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is done again where everything counts."""
        if action == "again":
            return bool(self._void)
        return super().check_action(action, parameters)

    def _read(self) -> None:
        view = self._controller.view()
        self._acts = self._controller.acts()
        void = view.standing.state.void if view else frozenset()
        self._off = undone(self._acts), void
        self._void = {act.uid: act for act in self._controller.without_lead()}

    def _row(self, act: Act, width: int) -> Row:
        return act_row(self.viewer.scene(), act, self._acts, self._off, width)

    def _void_row(self, act: Act, width: int) -> Row:
        scene, words = self.viewer.scene(), self.viewer.words
        left = row(
            Span("    –  ", "faint"),
            Span(f"{clock_face(act.at, scene.zones)}  ", "muted"),
            Span(act_sentence(act, scene.snapshot.programme, scene.zones, words), "faint"),
        )
        mark = Span(f"{words.say('without the lead')}  ", "warning")
        return spread(left, row(mark, Span(act.by or "", "muted"), " "), width)

    def _paint_lane(self, width: int, _height: int) -> list[Row]:
        """The room, where there are several, and the day."""
        plan, words = self._controller.plan(), self.viewer.words
        if plan is None:
            return []
        programme = self.viewer.scene().snapshot.programme
        room = room_name(programme, plan.lane.room) if len(programme.rooms) > 1 else None
        said = listed([room, date_text(plan.lane.day, words)])
        return [fit_row(row(" ", Span(said, "accent")), width)]

    def _nothing(self, width: int) -> Row:
        said = self.viewer.words.say("Nothing has been done in this lane yet.")
        return fit_row(row(" ", Span(said, "muted")), width)


def again(act: Act) -> Wish:
    """The wish to do now what was done before."""
    return Wish(
        act.act,
        session=act.session,
        minutes=act.minutes,
        when=act.when,
        after=act.after,
        partner=act.partner,
        to=act.to,
        room=act.room,
    )


def act_row(
    scene: Scene,
    act: Act,
    log: Sequence[Act],
    off: tuple[Collection[int], Collection[int]],
    width: int,
) -> Row:
    """Its number, when it was recorded, what it did, whether that holds, and who did it.

    `off` are the numbers of the acts that are undone, and of those that have no effect.
    """
    words = scene.words
    undone, void = off
    mark = ""
    if act.seq in undone:
        mark = words.say("undone")
    elif act.seq in void:
        mark = words.say("no effect")
    told = act_sentence(act, scene.snapshot.programme, scene.zones, words, log)
    left = row(
        Span(f" {act.seq:>4}  ", "faint"),
        Span(f"{clock_face(act.at, scene.zones)}  ", "muted"),
        Span(told, "faint" if mark else ""),
    )
    right = row(Span(f"{mark}  " if mark else "", "warning"), Span(act.by or "", "muted"), " ")
    return spread(left, right, width)
