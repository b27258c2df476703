"""The base of all screens: their frame, their repainting, and the keys about one session.

Which key calls which action is in companion/keys.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.events import Click, Resize
from textual.widget import Widget

from sommet_tui.companion.keys import (
    APP_MESSAGES,
    CREW,
    EVERYWHERE,
    KEYS,
    LIST_FACETS,
    MAIN_QUIT,
    MINE_LEAD,
    MINE_UNDO,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.filters import EVERYTHING as NO_FACETS
from sommet_tui.domain.filters import Facets
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.text import shorten
from sommet_tui.tui.keys_on_screen import (
    KeySpan,
    bindings,
    footer_row,
    key_at,
    key_span,
    reachable_keys,
)
from sommet_tui.tui.messages import ANSWER, GLANCE, HINT, LONG, OWN_ROW, Feedback
from sommet_tui.tui.render.header import (
    UserPlace,
    clock_row,
    header,
    header_height,
    header_signature,
)
from sommet_tui.tui.render.rows import (
    BLANK,
    Memo,
    Row,
    Span,
    clip,
    fitting_variant,
    indent,
    indent_rows,
    justify,
    paragraphs,
    row,
    width_of,
)
from sommet_tui.tui.textual_internals import PaintedScreen
from sommet_tui.tui.viewer import OpenNote, Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines, row_under_click
from sommet_tui.wording.session_texts import bookmark_change_sentence, short_name

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from sommet_tui.domain.bookmarks import Degree
    from sommet_tui.tui.questions import Prompt
    from sommet_tui.tui.widgets.dialog import Dialog


_MIN_NAME = 8
"""The minimum number of characters to which a result shortens a name."""
_MAX_ROWS, _LOW_ROWS, _TALL = 3, 2, 18
"""The maximum height of a warning in rows: 3, or 2 in windows below `_TALL` rows.

Other messages have one row.
"""


def _hide_warning(viewer: Viewer, session_id: str) -> str | None:
    """Return a warning if the user is about to hide a running session, or else None.

    Users receive this warning only on computers that have driven today's event.
    """
    companion, session = viewer.companion, viewer.programme.by_id.get(session_id)
    if session is None or session_id in viewer.snapshot.mine.hidden_ids:
        return None
    running = viewer.snapshot.status(session, companion.clock.now()) == "running"
    if not running or not companion.log.has_recorded_today():
        return None
    return viewer.words.say(
        "{key} only hides {session}, which is running. To hide it, press {key} again.",
        session=short_name(session),
        key=viewer.keymap.key_text(SESSION_HIDE),
    )


def lead_time_dialog(
    viewer: Viewer, id_: str | None, report: Callable[[Feedback | None], None]
) -> Dialog | str:
    """Return a dialog that asks when to remind the user of a session or own event.

    The user answers in minutes before the start. `report` receives the result of the answer. If a
    reminder is not possible, return the reason instead of a dialog.
    """
    # Imported here, because most users set no reminder.
    from sommet_tui.tui.widgets.dialog import LineDialog, question_painter
    from sommet_tui.tui.widgets.field import CleanInput

    words, snapshot = viewer.words, viewer.snapshot
    own = {event.id: event.title for event in snapshot.mine.own_events}
    if id_ is None:
        return words.say("No session is selected.")
    session = snapshot.programme.by_id.get(id_)
    if id_ in own:
        question = words.say("When to leave for {session}", session=own[id_])
    elif session is None or id_ not in snapshot.mine.bookmarked_ids:
        return words.say("Only bookmarks have reminders. Bookmark the session first.")
    else:
        question = words.say("When to remind me of {session}", session=short_name(session))

    lead = snapshot.mine.leads.get(id_)
    hint = words.say("minutes before, 0 to {most} (empty: use the settings)", most=MINUTES_LIMIT)

    def save_lead(typed: str) -> str | None:
        text = typed.strip()
        is_number = text.isascii() and text.isdecimal() and int(text) <= MINUTES_LIMIT
        if text and not is_number:
            return hint
        report(_set_lead_time(viewer, id_, int(text) if text else None))
        return None

    field = CleanInput("" if lead is None else str(lead), max_length=4)
    return LineDialog(
        words.say(MINE_LEAD.label), question_painter(f"{question}\n{hint}"), 2, field, save_lead
    )


def _set_lead_time(viewer: Viewer, id_: str, minutes: int | None) -> Feedback | None:
    from sommet_tui.wording.bookmarks import lead_time_sentence

    mine, before = viewer.companion.mine, viewer.snapshot.mine.leads.get(id_)
    sentence = lead_time_sentence(id_, minutes, viewer.scene())
    return viewer.change_with_undo(
        sentence,
        lambda: mine.set_lead(id_, minutes),
        lambda: mine.set_lead(id_, before),
    )


def _set_degree(
    viewer: Viewer, session_id: str, degree: Degree | None, width: int
) -> Feedback | None:
    """Bookmark a session, hide it, or (if `degree` is None) remove its bookmark.

    Return the result, shortened to `width` cells if possible. If the session no longer exists,
    return None.
    """
    mine, words = viewer.companion.mine, viewer.words
    before = viewer.snapshot.mine.degrees.get(session_id)
    session = viewer.programme.by_id.get(session_id)
    name = short_name(session) if session is not None else session_id
    sentence = bookmark_change_sentence(name, before, degree, words)
    more = cell_len(f"{sentence} · {viewer.undo_key}") - width + 2
    if more > 0:
        sentence = bookmark_change_sentence(
            shorten(name, max(_MIN_NAME, len(name) - more)), before, degree, words
        )
    return viewer.change_with_undo(
        sentence,
        lambda: mine.save_bookmark(session_id, degree),
        lambda: mine.save_bookmark(session_id, before),
    )


class CompanionScreen(PaintedScreen, inherit_css=False):
    """A screen with the header on top and the footer at the bottom.

    Subclasses define `parts` and `paint`. While the screen is visible, `paint` is called each
    second and after each change, so it must be fast.
    """

    BINDINGS = bindings((MAIN_QUIT,))
    NAME: ClassVar[str] = ""
    KEYS: ClassVar[Sequence[Key]] = ()
    """The keys in the footer."""
    KEEPS_LETTER_KEYS: ClassVar[bool] = False
    """Whether letters run actions on this screen. On others, vim's letters move the cursor."""
    QUIET: ClassVar[bool] = False
    """Whether the screen shows no reminders, because other people look at it."""
    ALLOW_SELECT = False
    parts: Sequence[Widget] = ()
    """The widgets between header and footer, from top to bottom."""
    prompt: Prompt | None = None
    """The place for the results of the screen's keys, or None if the message line shows them."""

    def __init__(self, viewer: Viewer, room: Callable[[], str | None] = lambda: None) -> None:
        """`room` returns the id of the room that the screen shows.

        If `room` returns None, the screen shows the room that the user has chosen.
        """
        super().__init__()
        self.viewer = viewer
        self.room = room
        self._warned_session_id: str | None = None
        """The id of the last session for which the user saw a warning about hiding it."""
        self._programme: Programme | None = None
        self._header = Header(self)
        self.footer = Footer(self)
        self._message_line: MessageLine | None = None
        """The line above the footer, or None before the first message."""

    def compose(self) -> ComposeResult:
        """Yield the header, the parts, the prompt, and the footer."""
        self._lay_out(*self.app.size)
        yield self._header
        yield from self.body()
        if self.prompt is not None:
            yield self.prompt
        yield self.footer

    def body(self) -> Iterable[Widget]:
        """Yield the widgets between the header and the footer."""
        return self.parts

    def filters(self, scene: Scene) -> Facets | None:
        """Return the filters that apply to this screen, or None if it has no list to filter."""
        del scene
        return None

    def paint(self, *, changed: bool) -> None:
        """Show the current time. If `changed`, also show everything else that may have changed."""

    def tick(self, *, changed: bool = False) -> None:
        """Repaint the header, the message line and the parts.

        If `changed`, more than the time may have changed.
        """
        programme = self.viewer.scene().programme
        if programme is not self._programme:  # the stage has announced other times
            self._programme, changed = programme, True
        self._header.update()
        self.show_messages()
        self.paint(changed=changed)
        if changed:  # after `paint`, which finds out what the keys act on
            self.footer.update()

    def on_click(self, event: Click) -> None:
        """Press the key on which the user clicks, in the footer, the header or a heading."""
        found = row_under_click(self, event)
        parts = found[0].row_at(found[1], found[0].row_width) if found is not None else None
        x = event.screen_x - found[0].content_region.x if found is not None else 0
        pressed = key_at(parts, x) if parts else None
        if pressed is not None:
            self._press_key(pressed)

    async def show_current_state(self) -> None:
        """Show the current state immediately, and remove the hint about another screen."""
        self.viewer.messages.withdraw(HINT)
        await super().show_current_state()

    def on_resize(self, event: Resize) -> None:
        """Distribute the rows of the new size to the parts."""
        self._lay_out(*event.size)
        self.show_messages()

    def _lay_out(self, width: int, height: int) -> None:
        prompt = self.prompt
        self.footer.set_air(height >= OWN_ROW or prompt is not None)
        if prompt is not None:
            prompt.below = self.footer.air
            prompt.resize()
        self.adapt_to_size(width, height)

    def show_messages(self) -> None:
        """Show the newest message on the line above the footer, or remove the line.

        The line leaves the rows of the prompt free.
        """
        prompt, line = self.prompt, self._message_line
        if not self.footer.is_attached:  # before its first picture, or on the speakers' clock
            return
        if line is None and self.viewer.messages.current is not None:
            line = self._message_line = MessageLine(self.viewer)
            # When a widget appears, Textual repaints all widgets after it. The message line
            # therefore comes first, unless a prompt at the same place would cover it.
            self.mount(line, before=0 if prompt is None else self.footer)
        answered = prompt.filled if prompt is not None else 0
        own_row = self.footer.air if answered else self.size.height >= OWN_ROW
        if line is not None and line.is_attached and line.show(answered + own_row):
            self.footer.update()

    def on_prompt_changed(self) -> None:
        """Move the message line above the result that the prompt now shows."""
        self.show_messages()

    def adapt_to_size(self, width: int, height: int) -> None:
        """Adapt the parts to this size of the window, in cells."""

    def keys(self) -> Sequence[Key]:
        """Return the keys that the footer shows now."""
        return self.KEYS

    def tab(self) -> str:
        """Return the id of the key that opens this screen.

        If no key opens it, use the nearest screen below that a key opens. Without such a screen,
        return "".
        """
        stack = self.app.screen_stack
        below = stack[: stack.index(self) + 1] if self in stack else [self]
        names = [getattr(screen, "NAME", "") for screen in reversed(below)]
        ids = (f"{group}.{name}" for name in names for group in ("go", "app"))
        return next((id_ for id_ in ids if id_ in KEYS), "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key has an effect now.

        If the screen has a method `allows_ACTION` for the key's action, this method decides.
        """
        allows = getattr(self, f"allows_{action}", None)
        return super().check_action(action, parameters) if allows is None else allows()

    def subject(self) -> str | None:
        """Return the id of the session on which keys such as the bookmark act, or None."""
        return None

    def _selected_session_id(self) -> str | None:
        """Return the id of the selected session. If no session is selected, say so."""
        session_id = self.subject()
        if session_id is None:
            self.say(self.viewer.words.say("No session is selected."))
        return session_id

    def action_star(self) -> None:
        """Give the session the next degree: must, then maybe, then no bookmark."""
        from sommet_tui.domain.bookmarks import next_degree

        session_id = self._selected_session_id()
        if session_id is not None:
            # If a session has left the programme, its bookmark can only be removed.
            is_gone = session_id not in self.viewer.programme.by_id
            before = self.viewer.snapshot.mine.degrees.get(session_id)
            degree = None if is_gone else next_degree(before)
            self.report(_set_degree(self.viewer, session_id, degree, self.size.width))

    def action_hide(self) -> None:
        """Hide the session from lists or, if it is hidden, show it again."""
        session_id = self._selected_session_id()
        if session_id is None:
            return
        warning = _hide_warning(self.viewer, session_id)
        if warning is not None and self._warned_session_id != session_id:
            self._warned_session_id = session_id
            self.say(warning)
            return
        self._warned_session_id = None
        is_hidden = session_id in self.viewer.snapshot.mine.hidden_ids
        degree: Degree | None = None if is_hidden else "hidden"
        self.report(_set_degree(self.viewer, session_id, degree, self.size.width))

    def action_set_lead_time(self) -> None:
        """Ask when to remind the user of the selected session or own event."""
        self.open_dialog(lead_time_dialog(self.viewer, self.subject(), self.report))

    def action_toggle_hidden_sessions(self) -> None:
        """Show hidden sessions in lists or, if they are shown, hide them again."""
        self.viewer.hidden_too = not self.viewer.hidden_too
        self.tick(changed=True)

    def action_undo(self) -> None:
        """Undo the last change that the user made in this window, and name it."""
        self.report(self.viewer.undo())

    def report(self, feedback: Feedback | None) -> None:
        """Show the result of a key. If it is None, only repaint the screen."""
        if feedback is None:
            self.tick(changed=True)
        elif feedback.style == "danger":
            self.say(feedback.more or feedback.text, wrong=True)
        else:
            now = self.viewer.companion.clock.now()
            self.viewer.messages.say(feedback.text, "information", now, GLANCE, ANSWER)
            self.show_messages()

    def action_back(self) -> None:
        """Go one step back or, if that is impossible, to the Now screen.

        If Now is already shown, dismiss the message on the line.
        """
        if not self.is_active:
            return
        if self.step_back():
            self.viewer.remember_step_back()
        elif self.viewer.has_just_stepped_back:
            return
        elif self.go_home():
            self.viewer.remember_step_back()
        else:
            self.viewer.messages.dismiss()
            self.show_messages()

    async def action_leave(self) -> None:
        """Go back to the screen below, or quit from the lowest screen."""
        if self.is_active and not self.go_back():
            await self.run_action("app.leave")

    def step_back(self) -> bool:
        """Undo the user's last choice or typing, or else go to the screen below.

        Return False if neither is possible.
        """
        return self.go_back()

    def go_back(self) -> bool:
        """Go back to the screen below. Return False if this is the lowest screen."""
        if len(self.app.screen_stack) == 1:
            return False
        self.app.pop_screen()
        return True

    def go_home(self) -> bool:
        """Go to Now. Return False if Now was already shown."""
        self.app.call_later(self.run_action, "app.go('now')")
        return True

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence on the message line. `wrong` marks it as an error."""
        severity: SeverityLevel = "error" if wrong else "information"
        self.notify(sentence, severity=severity, markup=False, timeout=LONG if wrong else GLANCE)

    def give_hint(self, sentence: str) -> None:
        """Show a sentence that is only true on this screen, until the user leaves the screen."""
        now = self.viewer.companion.clock.now()
        self.viewer.messages.say(sentence, "information", now, GLANCE, HINT)
        self.show_messages()

    def open_dialog(self, dialog: Dialog | str) -> None:
        """Open a dialog.

        If `dialog` is a text, show this text. It says why no dialog can open.
        """
        if isinstance(dialog, str):
            self.say(dialog)
        else:
            self.app.push_screen(dialog)

    def open_links(self, links: Sequence[Link]) -> None:
        """Open the dialog with some links; if `links` is empty, say so."""
        from sommet_tui.tui.palette_filters_and_clock import links_dialog

        self.open_dialog(links_dialog(self.viewer, links, self.app.open_url))

    def leave(self) -> None:
        """Close this screen, because its subject no longer exists.

        If another screen covers this one, do nothing.
        """
        if self.is_active:
            self.app.pop_screen()

    def action_open_note(self) -> None:
        """Open the note on the selected session for editing."""
        session_id = self._selected_session_id()
        if session_id is not None:
            self.post_message(OpenNote(session_id, self))

    def _press_key(self, key_id: str) -> None:
        """Run the action of a key."""
        for key, node in reachable_keys(self):
            if key.id == key_id:
                self.app.call_later(self.app.run_action, key.action, node)
                return
        # A text field with the focus may have its own binding for this key, which goes first.
        name = next((key.keys for key in self.keys() if key.id == key_id), "")
        active = self.active_bindings.get(name)
        if active is not None:
            self.app.call_later(self.app.run_action, active.binding.action, active.node)


class MainScreen(CompanionScreen):
    """A screen with its own function key."""

    BINDINGS = bindings((SESSION_STAR, SESSION_NOTE, MINE_LEAD, MINE_UNDO))
    KEYS: ClassVar[Sequence[Key]] = (SESSION_STAR, *EVERYWHERE)
    FILTERS_SESSIONS: ClassVar[bool] = False
    """Whether the screen lists only sessions that match the user's filters."""
    ONE_ROOM: ClassVar[bool] = False
    """Whether the chosen room is one of the filters of the screen."""

    def filters(self, scene: Scene) -> Facets | None:
        """Return the filters that apply to this screen, or None if it has no list to filter."""
        return scene.filters(one_room=self.ONE_ROOM) if self.FILTERS_SESSIONS else None

    def lists_room(self, room: str) -> bool:
        """Return whether any session in a room matches the filters."""
        scene = self.viewer.scene()
        shown = (s for s in scene.programme.sessions if s.id not in scene.hidden and s.is_in(room))
        return bool(scene.snapshot.matching_sessions(shown, scene.facets, scene.now))

    def step_back(self) -> bool:
        """Show all rooms again if the screen shows only the chosen room, or else go back."""
        chosen = self.ONE_ROOM and self.viewer.snapshot.room is not None
        if chosen:
            self.viewer.companion.choose_room(None)
        return chosen or super().step_back()

    def allows_clear_filters(self) -> bool:
        """Return whether filters are set, so that the key that clears them works."""
        return bool(self.filters(self.viewer.scene()))

    def allows_toggle_hidden_sessions(self) -> bool:
        """Return whether any session is hidden, so that the key that shows them works."""
        return bool(self.viewer.snapshot.mine.hidden)

    def action_choose_filters(self) -> None:
        """Open the dialog in which the user chooses filters."""
        from sommet_tui.tui.palette_filters_and_clock import FacetDialog

        changed = partial(self.tick, changed=True)
        self.app.push_screen(FacetDialog(self.viewer, changed, one_room=self.ONE_ROOM))

    def action_clear_filters(self) -> None:
        self.viewer.filter(NO_FACETS, one_room=self.ONE_ROOM)
        self.tick(changed=True)


class Header(FixedLines):
    """The header of a screen."""

    def __init__(self, screen: CompanionScreen) -> None:
        super().__init__(self._current_rows, id="header")
        self._owner = screen
        self._row_cache: Memo[list[Row]] = Memo()
        scene = screen.viewer.scene()
        self.styles.height = header_height(scene, screen.filters(scene))

    def _current_rows(self, width: int, _height: int) -> list[Row]:
        screen = self._owner
        scene = screen.viewer.scene()
        at = UserPlace(screen.tab(), screen.viewer.is_crew, screen.filters(scene), screen.room())
        rows = self._row_cache.get(
            (header_signature(scene, at.room), width, at), lambda: header(scene, width, at)
        )
        if self.size.height != len(rows):
            self.styles.height = len(rows)
        return [(*rows[0][:-2], *clock_row(scene, at.here)), *rows[1:]]


class Footer(FixedLines):
    """The keys that have an effect now, as many as fit, below a row for messages."""

    air = 0
    """The number of blank rows above the keys: 1 in a window with a row for messages, or else 0."""

    def __init__(self, screen: CompanionScreen) -> None:
        super().__init__(self._current_rows, id="foot")
        self._owner = screen
        self._row_cache: Memo[Row] = Memo()

    def set_air(self, has_air: bool) -> None:
        """Add or remove the blank row above the keys."""
        self.air = int(has_air)
        self.styles.height = 1 + self.air

    def shown_key_ids(self) -> frozenset[str]:
        """Return the ids of the keys that fit into the footer."""
        rows = self._current_rows(self.app.size.width, self.size.height)
        return frozenset(part.key_id for r in rows for part in r if isinstance(part, KeySpan))

    def _current_rows(self, width: int, _height: int) -> list[Row]:
        viewer = self._owner.viewer
        keymap, words, programme = viewer.keymap, viewer.words, viewer.programme
        idle = set() if viewer.is_crew else {*CREW}
        if not programme.has_several_rooms and not programme.tracks:
            idle.add(LIST_FACETS)
        offered = self._owner.keys()
        keys = tuple(key for key in offered if key not in idle)
        messages, unread = viewer.messages, BLANK
        is_low = self.app.size.height < OWN_ROW and APP_MESSAGES in keys
        if is_low and messages.current and not messages.is_new:
            number = Span(f" {messages.waiting_count + 1}", "muted")
            unread = row(key_span(keymap.resolve(APP_MESSAGES)), number)
        shown = self._row_cache.get(
            (keys, keymap, words, width, unread),
            lambda: footer_row([keymap.resolve(key) for key in keys], words, width, unread),
        )
        return [*[BLANK] * self.air, shown]


class MessageLine(FixedLines):
    """The line above the footer that shows the newest message.

    A long warning takes several lines, and covers the rows above it.
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(self._paint, id="message")
        self._viewer = viewer
        self._place = 0, 0
        """The height of the line, and the number of rows below it."""
        self.display = False

    async def on_click(self) -> None:
        """Show the list of messages."""
        await self.app.run_action("app.messages")

    def show(self, below: int) -> bool:
        """Show the newest message, with a number of rows below it.

        Return whether the line has appeared, moved or changed its height.
        """
        width, height = self.screen.size
        rows = len(self._message_rows(width, height))
        moves = self._place != (rows, below)
        if moves:
            self._place = rows, below
            self.styles.height = rows
            self.styles.margin = (0, 0, below, 0)
            self.display = rows > 0
        if rows:
            self.update()
        return moves

    def _message_rows(self, width: int, height: int) -> list[Row]:
        messages, words = self._viewer.messages, self._viewer.words
        message = messages.current
        if message is None or (height < OWN_ROW and not messages.is_new):
            return []
        most = _MAX_ROWS if height >= _TALL else _LOW_ROWS
        if message.weight in ("information", "reminder"):
            most = 1
        right, waiting = BLANK, messages.waiting_count
        if waiting:
            key = self._viewer.keymap.key_text(APP_MESSAGES)
            forms = (
                words.count("{n} more message", "{n} more messages", waiting),
                words.count("{n} more", "{n} more", waiting),
            )
            more = fitting_variant(forms, width - cell_len(f"{key}{message.text}") - 5)
            right = row(Span(key, "key"), Span(f" {more}", "muted"))
        inner = max(1, width - 2 - (width_of(right) + 2 if right else 0))
        rows = paragraphs(message.text, inner, message.style)
        if len(rows) > most and message.short:
            rows = paragraphs(message.short, inner, message.style)
        first, *rest = clip(rows, most, inner)
        return [indent(justify(first, right, width - 2), 1), *indent_rows(rest, 1)]

    def _paint(self, width: int, _height: int) -> list[Row]:
        return self._message_rows(width, self.screen.size.height)
