"""The Moderator screen: one panel, to be read at a glance by the person who leads it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Container
from textual.events import Key as KeyPressed

from sommet_tui.companion.green_room import Call
from sommet_tui.companion.keys import (
    ALL_KEYS,
    APP_BACK,
    CONFIRMATION_KEYS,
    PANEL,
    PANEL_AIM,
    PANEL_ASKED,
    PANEL_CHANGE,
    PANEL_CHOICES,
    PANEL_LESS,
    PANEL_LIMIT,
    PANEL_MODERATION,
    PANEL_MORE,
    PANEL_NEXT,
    PANEL_NOBODY,
    PANEL_NOTE,
    PANEL_PLAN,
    PANEL_QUESTION,
    PANEL_REPORT,
    PANEL_SAY,
    PANEL_SEEN,
    PANEL_STAR,
    PANEL_TAKE,
    PANEL_UNDO,
    PANEL_WHO,
    STAGE_REHEARSAL,
    Key,
)
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.panel import Hand, Question
from sommet_tui.domain.values import replace
from sommet_tui.tui.acting_screen import ActingScreen
from sommet_tui.tui.keys import MOST, bindings, first_keys
from sommet_tui.tui.messages import Feedback
from sommet_tui.tui.moderator.actions import ModeratorActions
from sommet_tui.tui.moderator.people import PeoplePanel
from sommet_tui.tui.moderator.queue import Queue
from sommet_tui.tui.moderator.shown import ShownPanel
from sommet_tui.tui.moderator.view import PanelRows, divide_height, top_rows
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.render.digits import Ticking
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.stage.answers import acting_refusal
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.tui.stage.view import empty_board
from sommet_tui.tui.viewer import OpenNote, Viewer
from sommet_tui.tui.widgets.lines import FixedLines, LargeTime
from sommet_tui.wording.words import mark

_OFTEN = (PANEL_NOBODY, PANEL_NEXT, PANEL_UNDO, PANEL_ASKED, PANEL_QUESTION)
"""The most frequent keys of a panel first, without the letters of the people."""
_BEFORE = (PANEL_WHO, PANEL_NEXT, PANEL_QUESTION, PANEL_ASKED, PANEL_UNDO)
"""The most frequent keys before a panel, when the letters record arrivals."""
_AFTER = (PANEL_REPORT, PANEL_NOTE, PANEL_QUESTION, PANEL_ASKED, PANEL_UNDO)
"""The most frequent keys after the end of a panel."""
_READING = (PANEL_REPORT, PANEL_NOTE, PANEL_WHO)
"""The keys that work even when no actions can be recorded."""
_FOOT = 1
"""The height of the footer, in rows."""
_WIDE = 120
"""From this width on, the questions are beside the people."""
_PEOPLE = 80
"""The minimum width of the people, if the questions are beside them."""


class ModeratorScreen(ActingScreen):
    """The time, the people, the questions, the messages, and the result of the latest key."""

    NAME = "moderator"
    BINDINGS = bindings((*CONFIRMATION_KEYS, *PANEL, APP_BACK))
    DEFAULT_CSS = """
    ModeratorScreen {
        #middle { height: 1fr; }
        #people { layout: horizontal; }
        #meters { width: 1fr; }
        #queue { height: 1fr; }
        #middle.-beside {
            layout: horizontal;
            #people { height: 1fr; }
            #queue { width: 1fr; border-left: vkey $panel; }
        }
    }
    """

    def __init__(self, viewer: Viewer) -> None:
        self._stage = ShownLane(viewer)
        super().__init__(viewer, lambda: self._stage.room)
        self.panel = ShownPanel(viewer, self._stage)
        self.prompt = Prompt(
            viewer,
            acted=self.acts_version,
            usual=self._usual_feedback,
            settled=lambda: self.tick(changed=True),
        )
        self._queue = Queue(viewer, self.footer.update)
        self._actions = ModeratorActions(self.panel, self.prompt, viewer, self._queue, self.offer)
        self._moment: PanelMoment | None = None
        self._call: Call | None = None
        self._shape: tuple[object, ...] = ()
        self._room = PanelRows(0, 0, 0, 0, frozenset())
        self._top = FixedLines(self._paint_top, id="top")
        self._time = LargeTime()
        self._segment = LargeTime(Ticking)
        self._people = PeoplePanel(viewer, lambda: self._actions.waiting is not None)
        self._middle = Container(self._people, self._queue, id="middle")
        self._plates = (self._top, self._time, self._segment, self.prompt)
        self.parts = self._top, self._time, self._segment, self._middle

    def choose(self, session_id: str) -> None:
        """Show this session from now on."""
        self.panel.chosen = session_id
        self.tick(changed=True)

    def paint(self, *, changed: bool) -> None:
        """Show the panel as it is now; replace rows only if the people have changed."""
        self._moment = moment = self.panel.moment()
        self._call = self.panel.next_call()
        shape: tuple[object, ...] = ()
        if moment is not None:
            shape = (moment.session.id, len(moment.speakers))
        if shape != self._shape:
            self._shape = shape
            self.make_room(*self.size)
            self.call_after_refresh(self._top.update)
        if changed:
            self.prompt.forget_if_others_acted()
        self._queue.show_panel(moment)
        if changed and self.focused is None:
            self._queue.focus()
        self._people.show(moment)
        for plate in self._plates:
            plate.update()
        self.footer.update()  # its keys depend on the panel, which has just changed

    def make_room(self, width: int, height: int) -> None:
        """Divide the height: first the people, then the time, then the questions."""
        free = max(0, height - 1 - _FOOT - 1)
        count = len(self._moment.speakers) + 1 if self._moment is not None else 0
        self._room = found = divide_height(width, free, count)
        beside = width >= _WIDE and found.queue > 0
        self._middle.set_class(beside, "-beside")
        self._queue.display = found.queue > 0
        self._top.styles.height = found.top
        self._people.styles.height = "1fr" if beside else found.people
        people = max(_PEOPLE, width * 3 // 5) if beside else width
        rows = free - found.top
        self._queue.fit(width - people * beside, rows if beside else found.queue, beside=beside)
        self._people.fit(people, rows if beside else found.people)

    def subject(self) -> str | None:
        """Return the shown session."""
        return self._moment.session.id if self._moment is not None else None

    def useful_keys(self) -> Sequence[Key]:
        """Return the few keys that are needed now, and the key for all others."""
        if self._actions.waiting is not None:
            return (APP_BACK,)
        moment = self._moment
        over = moment is not None and moment.timing.is_over
        begun = moment is None or moment.timing.has_begun or moment.current_part is not None
        waits = self._stage.stage.acting_refusal() is not None
        useful = (
            *((STAGE_REHEARSAL,) if waits else ()),
            *((PANEL_SEEN,) if moment is not None and moment.has_news else ()),
            *(_AFTER if over else _OFTEN if begun else _BEFORE),
            PANEL_SAY,
            *(_READING if waits else ()),
        )
        idle = self._idle()
        most = MOST - 1 if self.size.width >= _WIDE else MOST - 2
        kept = first_keys(most, [key for key in dict.fromkeys(useful) if key not in idle])
        return [*(self._with_label(key) for key in kept), PANEL_CHANGE, *ALL_KEYS]

    def _with_label(self, key: Key) -> Key:
        """Return a key whose label is its effect on the selected hand or question."""
        label, selected = key.label, self._queue.selected_entry
        if key is PANEL_ASKED and isinstance(selected, Hand):
            label = mark("Call on")
        elif key is PANEL_ASKED and isinstance(selected, Question) and selected.asked_at:
            label = mark("Not asked")
        elif key is PANEL_NEXT and self._moment is not None and self._moment.current_part is None:
            label = mark("Start panel")
        return replace(key, label=label, foot=True)

    def _idle(self) -> frozenset[Key]:
        """Return the keys that do nothing now."""
        moment, selected = self._moment, self._queue.selected_entry
        closed = moment is not None and moment.timing.closed == "over"
        on_air = (
            PANEL_NOBODY,
            PANEL_MODERATION,
            PANEL_NEXT,
            PANEL_MORE,
            PANEL_LESS,
            PANEL_PLAN,
            PANEL_LIMIT,
        )
        used = (
            (selected, (PANEL_ASKED,)),
            (isinstance(selected, Question), (PANEL_AIM, PANEL_STAR)),
            (moment is not None and moment.hands, (PANEL_TAKE,)),
            (moment is not None and moment.has_news, (PANEL_SEEN,)),
            (not closed, on_air),
        )
        idle = frozenset(key for use, keys in used if not use for key in keys)
        if not self.viewer.snapshot.is_read_only:
            return idle
        acts = {key for key in PANEL if key.action.startswith("act(")}
        return idle | acts - {STAGE_REHEARSAL}

    # Keys

    def on_key(self, event: KeyPressed) -> None:
        """Handle the letter of a person before any other key."""
        if self._actions.press(event.key):
            event.stop()

    def _press(self, key_id: str) -> None:
        """Handle a clicked key as a new press, even if the same key was held down before."""
        self._actions.release_key()
        super()._press(key_id)

    def action_act(self, name: str, *amounts: int) -> None:
        """Carry out the key of the panel with this name."""
        self._actions.act(name, *amounts)
        self.footer.update()  # it may wait for a letter now

    def action_change(self) -> None:
        """Show the keys that the footer has no room for."""
        self.show_more(PANEL_CHANGE, PANEL_CHOICES, self._idle())

    def on_row_list_chosen(self) -> None:
        """Handle enter on a question or a hand."""
        self._actions.act("asked")

    def action_step(self, by: int) -> None:
        """Go to the previous or the next session."""
        self.panel.step(by)
        self.prompt.show(None)

    def step_back(self) -> bool:
        """Close the answer, or go back to the running session; otherwise leave the screen."""
        chosen, self.panel.chosen = self.panel.chosen, None
        return super().step_back() or chosen is not None

    def action_note(self) -> None:
        """Write the note on the session."""
        session_id = self.subject()
        if session_id is not None:
            self.post_message(OpenNote(session_id, self))

    def action_who(self) -> None:
        """Show how names are pronounced, and the biographies."""
        from sommet_tui.tui.moderator.introductions import introduction_rows
        from sommet_tui.tui.moderator.page import PanelPage

        if self._moment is not None:
            self.app.push_screen(PanelPage(self.viewer, self.panel, introduction_rows))

    def action_report(self) -> None:
        """Show the report."""
        from sommet_tui.tui.moderator.report import ReportScreen

        if self._moment is not None:
            self.app.push_screen(ReportScreen(self.viewer, self.panel))

    # Painting

    def _paint_top(self, width: int, _height: int) -> list[Row]:
        scene = self.viewer.scene()
        if self._moment is None:
            rows = empty_board(scene, width)
        else:
            rows = top_rows(scene, self._moment, self._call, width, self._room)
        return self._segment.lift_digits(self._time.lift_digits(rows, self._top), self._top)

    def _usual_feedback(self, _width: int) -> Feedback | None:
        why = acting_refusal(self._stage) if self.viewer.snapshot.is_read_only else None
        return replace(why, style="warning") if why is not None else None
