"""What all screens have in common: the header, the foot, the tick, the star."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Click, Resize, ScreenResume
from textual.widget import Widget

from sommet_tui.companion.errors import KeepingError, UnknownError
from sommet_tui.companion.keys import (
    CREW,
    EVERYWHERE,
    LIST_FACETS,
    MAIN_QUIT,
    MINE_LEAD,
    MINE_UNDO,
    SCREENS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.bookmarks import following
from sommet_tui.domain.facets import EVERYTHING as NO_FACETS
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.text import shortened
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.keys.foot import Pressable, foot, key_at
from sommet_tui.tui.messages.line import MessageLine
from sommet_tui.tui.paint import PaintedScreen
from sommet_tui.tui.render.header import CLOCK_WIDTH, clock, header, height, looks
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import Row, Span
from sommet_tui.tui.requests import OpenNote
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines, LineView
from sommet_tui.wording.errors import keeping_error_sentence
from sommet_tui.wording.sentences import mark_sentence, short_name

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree
    from sommet_tui.domain.programme import Link

_GLANCE = 5.0
"""Seconds that it stays on the line what was done."""
_LONG = 20.0
"""Seconds that a complaint stays there, which is longer to read."""
_FEWEST = 8
"""So many characters of a name are told wherever it is."""


class CompanionScreen(PaintedScreen):
    """A screen with the header on top and the keys at the foot.

    Subclasses give `body`, and `paint` what the body shows. `paint` is called each second and
    whenever something changed; it must be cheap, and is not called while the screen is hidden.
    """

    # Here and not in a file of the app's, which is read at every start: what a screen looks like
    # is read when the first of its kind is opened.
    DEFAULT_CSS = """
    CompanionScreen {
        background: $background;
        color: $foreground;
        layers: base above;
        #header { height: 1; }
        #clock { layer: above; dock: right; width: 9; height: 1; }
        #foot { height: 1; }
        #message { height: 1; }
        #peek { height: 4; }
        .pane { width: 1fr; height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings((MAIN_QUIT,))
    NAME: ClassVar[str] = ""
    KEYS: ClassVar[Sequence[Key]] = ()
    """What the foot shows."""
    NARROWS: ClassVar[bool] = False
    """Whether it lists sessions, and only those of the viewer's facets."""
    LETTERS_ACT: ClassVar[bool] = False
    """Whether letters do so much that none may stand for a key that moves."""
    QUIET: ClassVar[bool] = False
    """Whether reminders stay away: others than the user look at it."""
    ALLOW_SELECT = False

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        self._theme: str | None = None
        self._programme: Programme | None = None
        self._header = FixedLines(self._paint_header, id="header")
        self._header.styles.height = height(viewer.scene(), narrows=self.NARROWS)
        self._clock = FixedLines(self._paint_clock, id="clock")
        self._foot = FixedLines(self._paint_foot, id="foot")
        self._messages = MessageLine(viewer)
        self._headers: Memo[list[Row]] = Memo()
        self._feet: Memo[list[Row]] = Memo()

    def compose(self) -> ComposeResult:
        """Header with the clock over it, body, foot."""
        self._theme = self.app.theme  # what is mounted is styled
        self.make_room(*self.app.size)
        yield self._header
        yield self._clock
        yield from self.body()
        yield self._messages
        yield self._foot

    @property
    def room(self) -> str | None:
        """The one room it is about, None where it is about all that the viewer shows."""
        return None

    def body(self) -> Iterator[Widget]:
        """The widgets between header and foot."""
        yield from ()

    def paint(self, *, changed: bool) -> None:
        """Show the present instant; `changed` tells whether more than the time has."""

    def tick(self, *, changed: bool = False) -> None:
        """Paint whatever looks different from what the terminal shows."""
        programme = self.viewer.scene().snapshot.programme
        if programme is not self._programme:  # the times that are told are others
            self._programme, changed = programme, True
        self._header.update()
        self._clock.update()
        if changed:
            self._foot.update()
        self.show_messages()
        self.paint(changed=changed)

    def show_messages(self) -> None:
        """Bring the app's own line up to date."""
        if self.QUIET:
            return
        self._messages.show(*self.size)

    def on_click(self, event: Click) -> None:
        """Press the key that is written there: at the foot, in the header, in a heading."""
        shown, place = self.get_widget_at(*event.screen_offset)
        if not isinstance(shown, LineView):
            return
        y = event.screen_y - place.y + shown.scroll_offset.y
        parts = shown.row_at(y, shown.row_width)
        pressed = key_at(parts, event.x) if parts else None
        if pressed is not None:
            self._press(pressed)

    async def on_screen_resume(self, event: ScreenResume) -> None:
        """Be up to date from the first look; styles are resolved anew only for another theme."""
        event.refresh_styles = self.app.theme != self._theme
        self._theme = self.app.theme
        await self.arrive()

    def on_resize(self, event: Resize) -> None:
        """Give each part its room."""
        self.make_room(event.size.width, event.size.height)

    def make_room(self, width: int, height: int) -> None:
        """Show what a terminal of this size has room for."""

    def keys(self) -> Sequence[Key]:
        """What the foot shows now."""
        return self.KEYS

    def subject(self) -> str | None:
        """The id of the session that keys like the star are about."""
        return None

    def _pointed(self) -> str | None:
        """The subject; where there is none, that is said."""
        session_id = self.subject()
        if session_id is None:
            self.say(self.viewer.words.say("No session is selected."))
        return session_id

    def action_star(self) -> None:
        """Star the subject, make it a maybe, or take the star away."""
        session_id = self._pointed()
        if session_id is None:
            return
        there = session_id in self.viewer.companion.snapshot.programme.by_id
        # What left the programme can only be let go.
        self._mark(session_id, following(self._degree(session_id)) if there else None)

    def action_hide(self) -> None:
        """Hide the subject from lists, or show it again."""
        session_id = self._pointed()
        if session_id is not None:
            self._mark(session_id, None if self._degree(session_id) == "hidden" else "hidden")

    def lead_subject(self) -> str | None:
        """The id of the session or own event that the lead is about."""
        return self.subject()

    def action_lead(self) -> None:
        """Ask how long before its start to remind the user of the subject."""
        from sommet_tui.tui.plan.leads import LeadDialog

        id_, words = self.lead_subject(), self.viewer.words
        if id_ is None:
            self.say(words.say("No session is selected."))
            return
        snapshot = self.viewer.companion.snapshot
        own = {event.id: event.title for event in snapshot.own_events}
        session = snapshot.programme.by_id.get(id_)
        if id_ not in own and (id_ not in snapshot.starred or session is None):
            self.say(words.say("Only bookmarks have reminders: bookmark it first."))
            return
        name = short_name(session) if session is not None else own[id_]
        asked = words.say("Remind me before: {session}", session=name)
        if id_ in own:
            asked = words.say("Leave before: {session}", session=name)
        then = partial(self._set_lead, id_)
        self.app.push_screen(LeadDialog(self.viewer, asked, snapshot.leads.get(id_), then))

    def _set_lead(self, id_: str, minutes: int | None) -> None:
        """Save the lead; say so, and how to undo it."""
        before = self.viewer.companion.snapshot.leads.get(id_)
        try:
            said = self.led(id_, minutes)
        except KeepingError as error:
            self.complain(keeping_error_sentence(error, self.viewer.words))
        except UnknownError:
            self.tick(changed=True)
        else:

            def restore(_width: int) -> str:
                self.led(id_, before)
                return said

            self.viewer.undos.append(restore)
            undo = f"{self.viewer.keymap.shown(MINE_UNDO)} {self.viewer.words.say('undo')}"
            self.say(f"{said} · {undo}")

    def led(self, id_: str, minutes: int | None) -> str:
        """Set the lead of a bookmark or own event, None for the usual; return what was set.

        Raises:
            UnknownError, KeepingError: as `Companion.set_lead`.
        """
        from sommet_tui.wording.reminders import lead_sentence

        self.viewer.companion.set_lead(id_, minutes)
        return lead_sentence(id_, minutes, self.viewer.view())

    def action_hidden(self) -> None:
        """Show in lists what is hidden, too, or no more."""
        self.viewer.hidden_too = not self.viewer.hidden_too
        self.tick(changed=True)

    def action_undo(self) -> None:
        """Undo the last thing that the user did in this window, and say what it was."""
        words, undos = self.viewer.words, self.viewer.undos
        while undos:
            try:
                done = undos[-1](self.size.width)
            except KeepingError as error:
                self.complain(keeping_error_sentence(error, words))
                return
            except UnknownError:
                undos.pop()
                continue
            if isinstance(done, Feedback):
                self.answer(done)
            else:
                undos.pop()
                self.answer(Feedback(words.say("Undone: {act}", act=done)))
            return
        self.answer(Feedback(words.say("Nothing to undo here."), "muted"))

    def answer(self, feedback: Feedback) -> None:
        """Say what came of a key."""
        self.say(feedback.text)

    def _mark(self, session_id: str, degree: Degree | None) -> None:
        """Have a session marked like this; say so, and how to undo it."""
        before = self._degree(session_id)
        undo = f" · {self.viewer.keymap.shown(MINE_UNDO)} {self.viewer.words.say('undo')}"
        try:
            said = self._marked(session_id, degree, self.size.width - cell_len(undo))
        except KeepingError as error:
            self.complain(keeping_error_sentence(error, self.viewer.words))
        except UnknownError:
            self.tick(changed=True)
        else:

            def restore(width: int) -> str:
                self._marked(session_id, before, width)
                return said

            self.viewer.undos.append(restore)
            self.say(f"{said}{undo}")

    def _degree(self, session_id: str) -> Degree | None:
        return self.viewer.companion.snapshot.degrees.get(session_id)

    def _marked(self, session_id: str, degree: Degree | None, width: int) -> str:
        """Have a session marked like this; return what became of it, in so many cells if possible.

        Raises:
            UnknownError, KeepingError: as `Companion.mark`.
        """
        before = self._degree(session_id)
        session = self.viewer.companion.snapshot.programme.by_id.get(session_id)
        self.viewer.companion.mark(session_id, degree)
        name = short_name(session) if session is not None else session_id
        said = mark_sentence(name, before, self._degree(session_id), self.viewer.words)
        more = cell_len(said) - width + 2
        if more <= 0:
            return said
        name = shortened(name, max(_FEWEST, len(name) - more))
        return mark_sentence(name, before, self._degree(session_id), self.viewer.words)

    def action_back(self) -> None:
        """Go one step back; from a main screen, to Now; there, put away the message on the line."""
        if not self.is_active:
            return
        if self.step_back():
            self.viewer.step()
        elif self.viewer.just_stepped:
            return
        elif self.go_home():
            self.viewer.step()
        else:
            self.viewer.messages.put_away()
            self.show_messages()

    async def action_leave(self) -> None:
        """Go one step back; from a main screen, quit."""
        if self.is_active and not self.step_back():
            await self.run_action("app.leave")

    def step_back(self) -> bool:
        """Go back to the screen below; return whether there was something to go back from."""
        if len(self.app.screen_stack) == 1:
            return False
        self.app.pop_screen()
        return True

    def go_home(self) -> bool:
        """Show Now; return whether there was a way to go."""
        self.app.call_later(self.run_action, "app.go('now')")
        return True

    def say(self, sentence: str) -> None:
        """Tell what was done."""
        self.notify(sentence, markup=False, timeout=_GLANCE)

    def leave(self) -> None:
        """Close this screen because what it shows is gone; not what may lie on top of it."""
        if self.is_active:
            self.app.pop_screen()

    def action_note(self) -> None:
        """Write the note on the subject."""
        session_id = self._pointed()
        if session_id is not None:
            self.post_message(OpenNote(session_id, self))

    def offer_links(self, links: Sequence[Link]) -> None:
        """Show links with their hosts to choose from; say so if there are none."""
        if links:
            from sommet_tui.tui.session.links import LinksDialog

            self.app.push_screen(LinksDialog(self.viewer, links))
        else:
            self.say(self.viewer.words.say("No links here."))

    def complain(self, sentence: str) -> None:
        """Tell of something that went wrong."""
        self.notify(sentence, severity="error", markup=False, timeout=_LONG)

    def _paint_header(self, width: int, _height: int) -> list[Row]:
        scene = self.viewer.scene()
        rows = self._headers.of(
            (looks(scene), width, self.room),
            lambda: header(scene, width, narrows=self.NARROWS, room=self.room),
        )
        if self._header.size.height != len(rows):
            self._header.styles.height = len(rows)
        # The clock lies over the end of the first row, which thus stays as it is.
        return [(*rows[0][:-2], Span(" " * CLOCK_WIDTH)), *rows[1:]]

    def _press(self, key_id: str) -> None:
        """Do what a key at the foot does."""
        from sommet_tui.tui.keys.bindings import within_reach

        for key, node in within_reach(self):
            if key.id == key_id:
                self.app.call_later(self.app.run_action, key.action, node)
                return
        # The field that one types in has taken the key for itself.
        name = next((key.keys for key in self.keys() if key.id == key_id), "")
        active = self.active_bindings.get(name)
        if active is not None:
            self.app.call_later(self.app.run_action, active.binding.action, active.node)

    def _paint_clock(self, _width: int, _height: int) -> list[Row]:
        return [clock(self.viewer.scene())]

    def at_foot(self) -> frozenset[str]:
        """The ids of the keys that the footer has room for."""
        rows = self._paint_foot(self.size.width, self._foot.size.height)
        return frozenset(part.key_id for r in rows for part in r if isinstance(part, Pressable))

    def _paint_foot(self, width: int, height: int) -> list[Row]:
        keymap, words, crew = self.viewer.keymap, self.viewer.words, self.viewer.crew
        programme = self.viewer.companion.snapshot.programme
        divided = len(programme.rooms) > 1 or bool(programme.tracks)
        keys = tuple(
            key
            for key in self.keys()
            if (crew or key not in CREW) and (divided or key is not LIST_FACETS)
        )
        return self._feet.of(
            (keys, keymap, words, width, height),
            lambda: foot([keymap.of(key) for key in keys], self.NAME, words, width, height),
        )


class MainScreen(CompanionScreen):
    """One of the screens with a function key of its own."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (SESSION_STAR, SESSION_NOTE, MINE_LEAD, MINE_UNDO)
    )
    KEYS: ClassVar[Sequence[Key]] = (*SCREENS[:4], SESSION_STAR, *SCREENS[4:], *EVERYWHERE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Everything is a key only while something is left out."""
        if action == "everything":
            return bool(self.viewer.facets)
        if action == "hidden":
            return bool(self.viewer.companion.snapshot.hidden)
        return super().check_action(action, parameters)

    def action_facets(self) -> None:
        """Choose what the sessions are narrowed to."""
        from sommet_tui.tui.dialogs.facets import FacetDialog

        self.app.push_screen(FacetDialog(self.viewer, lambda: self.tick(changed=True)))

    def action_everything(self) -> None:
        """Narrow no more."""
        self.viewer.facets = NO_FACETS
        self.tick(changed=True)
