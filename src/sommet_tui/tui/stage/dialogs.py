"""The dialogs of the stage: for a time, an inserted session, the suggestions, and a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from rich.cells import cell_len
from textual.containers import Horizontal

from sommet_tui.companion.keys import (
    APP_BACK,
    INSERT_NEXT,
    MESSAGE_END,
    MESSAGE_TO,
    MESSAGE_TO_BEFORE,
    STAGE_INSERT,
    STAGE_MESSAGE,
    STAGE_SUGGEST,
    SUGGESTIONS,
    Key,
)
from sommet_tui.companion.snapshot import notices_at
from sommet_tui.domain import limits
from sommet_tui.domain.instants import TimeError, parse_instant, whole_minutes
from sommet_tui.domain.messages import UNTIL_WITHDRAWN, Message, MessageEnd, To, default_end
from sommet_tui.domain.rundown.catch_up_suggestions import Suggestion
from sommet_tui.domain.rundown.lane_now import LaneTiming
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui.keys_on_screen import bindings, key_span
from sommet_tui.tui.render.rows import (
    Row,
    Span,
    fit_row,
    hanging_rows,
    indent_rows,
    justify,
    row,
    text_row,
)
from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import (
    EDGES,
    TALL,
    Dialog,
    LineDialog,
    dialog_text,
    enter_key,
    footer_height,
    question_painter,
)
from sommet_tui.tui.widgets.field import CleanInput, LiveInput
from sommet_tui.wording import errors, times
from sommet_tui.wording.messages import addressee_words, expiry_words
from sommet_tui.wording.stage import suggestion_variants
from sommet_tui.wording.words import mark

_MAX_PREPARED = 9
"""The maximum number of prepared messages. Each of them has a digit as its key."""
_DIALOG_HEIGHT = 8
"""The height of the dialog for a message without the prepared messages."""
MESSAGE_LASTS = timedelta(minutes=30)
"""The time for which a message to everyone is shown if the user chooses a time limit."""
_NEXT_FIELD = Key("dialog.next", "tab", "", "Next field", "")
_MAX_TYPED = 40
"""The maximum length of a typed time or length. It leaves space for typing errors."""


@frozen
class TimeQuestion:
    """A question that the user answers with a time on an event day, or with a number of minutes.

    The minutes are before now or, if `is_future`, after now. `usual` is the time for an empty
    answer, and `event` names the event at that time. If `usual` is None, an empty answer
    does nothing.
    """

    title: str
    text: str
    day: date
    usual: datetime | None = None
    event: str = ""
    is_future: bool = False


def time_dialog(
    viewer: Viewer, question: TimeQuestion, then: Callable[[datetime], str | None]
) -> Dialog:
    """Return a dialog that asks for a time. Enter in the empty field means the usual time.

    The dialog calls `then` with the time. `then` uses the time and returns None, or returns an
    error message.
    """
    words = viewer.words
    hint = words.say("minutes, or a time like 11:02")
    if question.is_future:
        hint = words.say("14:15, or minutes from now")
    if question.usual is not None:
        time = times.column_time(question.usual, viewer.zones)
        minutes = whole_minutes(viewer.companion.clock.now() - question.usual)
        hint = words.say(
            "↵: {n} min ago ({time}: {event})", n=minutes, time=time, event=question.event
        )

    def on_answer(line: str) -> str | None:
        typed, when = line.strip(), question.usual
        try:
            if typed:
                when = _parse_instant(viewer, typed, question.day, ahead=question.is_future)
        except TimeError as error:
            return errors.time_error_sentence(error, words, in_field=True)
        return then(when) if when is not None else None

    field = CleanInput(placeholder=hint, max_length=_MAX_TYPED)
    return LineDialog(question.title, question_painter(question.text), 1, field, on_answer)


def _parse_instant(viewer: Viewer, typed: str, day: date, *, ahead: bool) -> datetime:
    """Return the instant that a typed text means: a time on an event day, or a number of minutes.

    If `ahead`, the minutes are after now, otherwise before now.

    Raises:
        TimeError: the text is not a time.
    """
    clock = viewer.companion.clock
    if re.fullmatch("[0-9]{1,4}", typed):
        by = timedelta(minutes=int(typed))
        return clock.now() + (by if ahead else -by)
    if not ahead:
        return clock.instant(typed, past=True)
    programme = viewer.programme
    return parse_instant(typed, programme.zone, (), day, programme.day_boundary)


class InsertDialog(LineDialog):
    """A form for an inserted session: its title, its length and, optionally, its start."""

    BINDINGS = bindings((INSERT_NEXT,))
    DEFAULT_CSS = """
    InsertDialog {
        & Horizontal { height: 1; margin: 1 0 0 0; }
        &.low Horizontal { margin: 0; }
        & Input { margin: 0; }
    }
    """

    def __init__(
        self,
        viewer: Viewer,
        day: date,
        after: str | None,
        then: Callable[[str, int, datetime | None], str | None],
    ) -> None:
        """If the user types no start, the new session follows the session with the name `after`.

        If `after` is None, such a session starts now. `then` receives the title, the minutes and
        the start. It uses these and returns None, or returns an error message.
        """
        words = viewer.words
        start = words.say("after {session}", session=after) if after else words.say("now")
        field = CleanInput(placeholder=start, max_length=_MAX_TYPED)
        painter = question_painter(words.say("Insert a session that is not in the programme"))
        super().__init__(words.say(STAGE_INSERT.label), painter, 1, field, self._insert)
        self._viewer = viewer
        self._day = day
        self._on_insert = then
        self._title = CleanInput(max_length=limits.TITLE_LIMIT)
        self._minutes = CleanInput(max_length=_MAX_TYPED)
        labels = words.say("Title"), words.say("Minutes"), words.say("Start")
        cells = max(map(cell_len, labels)) + 2
        fields = self._title, self._minutes, field
        hint = question_painter(words.say("14:15, or minutes from now"), "muted")
        about_start = dialog_text(lambda width, _: indent_rows(hint(width - cells, ""), cells))
        self.parts = (
            self.question,
            *(_labelled_field(*pair, cells) for pair in zip(labels, fields, strict=True)),
            about_start,
        )

    def keys(self) -> Sequence[Key]:
        """Return the keys of the footer. On the last field, the label of enter is Insert."""
        label = mark("Insert") if self.focused is self.field else mark("Next field")
        return replace(INSERT_NEXT, label=label, purpose="", in_footer=True), _NEXT_FIELD, APP_BACK

    def on_descendant_focus(self) -> None:
        """Update the footer, because the label of enter depends on the field."""
        self.footer.update()

    def action_next_field(self) -> None:
        """Go to the next field, unless the length is wrong. On the last field, submit the form.

        The focus moves immediately, so that keys typed ahead reach the right field.
        """
        if self.focused is self.field:
            self.submit()
        elif self.focused is self._title:
            self.set_focus(self._minutes)
        elif self._minutes.value and self._typed_length() is None:
            self.show_error(self._length_refusal())
        else:
            self.show_error("")
            self.set_focus(self.field)

    def _insert(self, typed: str) -> str | None:
        """Use the answer and return None.

        If a field is wrong, return an error message. A wrong title or length gets the focus.
        """
        words, title, minutes = self._viewer.words, self._title.value.strip(), self._typed_length()
        if not title:
            self.set_focus(self._title)
            return words.say("Give a title.")
        if minutes is None:
            self.set_focus(self._minutes)
            return self._length_refusal()
        start = typed.strip()
        try:
            to = _parse_instant(self._viewer, start, self._day, ahead=True) if start else None
        except TimeError as error:
            return errors.time_error_sentence(error, words, in_field=True)
        return self._on_insert(title, minutes, to)

    def _typed_length(self) -> int | None:
        """Return the typed length in minutes, or None if the text is not a valid length."""
        typed = self._minutes.value.strip()
        minutes = int(typed) if re.fullmatch("[0-9]{1,4}", typed) else 0
        return minutes if 0 < minutes <= limits.MINUTES_LIMIT else None

    def _length_refusal(self) -> str:
        return self._viewer.words.say("Give a length from 1 to 1440 minutes.")

    def extra_height(self) -> int:
        """Return the number of rows of the other two fields and the hint."""
        return 5

    def on_resize(self) -> None:
        """In a low window, leave no space between the fields."""
        self.set_class(self.size.height < TALL, "low")
        super().on_resize()


def _labelled_field(label: str, field: CleanInput, cells: int) -> Horizontal:
    """Return a field with its label on its left. The label is `cells` wide."""
    name = dialog_text(lambda _width, _height: [text_row(label, "")])
    name.styles.width = cells
    return Horizontal(name, field)


class SuggestionDialog(Dialog):
    """The list of suggestions for catching up.

    The user presses the number of a suggestion to choose it.
    """

    BINDINGS = bindings(SUGGESTIONS)

    def __init__(
        self, viewer: Viewer, suggestions: Sequence[Suggestion], then: Callable[[Suggestion], None]
    ) -> None:
        super().__init__(viewer.words.say(STAGE_SUGGEST.label))
        self._viewer = viewer
        self._suggestions = suggestions
        self._on_choice = then
        self.parts = (dialog_text(self._paint),)

    def keys(self) -> Sequence[Key]:
        """Return the keys.

        The footer shows only the key that closes, because rows show the numbers.
        """
        return (*(replace(key, in_footer=False) for key in SUGGESTIONS), APP_BACK)

    def action_apply_suggestion(self, number: int) -> None:
        if number < len(self._suggestions) and self.close():
            self._on_choice(self._suggestions[number])

    def _paint(self, width: int, _height: int) -> list[Row]:
        """Return the rows of the suggestions, with shorter names in small windows."""
        view = self._viewer.scene()
        rows: list[Row] = []
        for forms in zip(*(suggestion_variants(s, view) for s in self._suggestions), strict=True):
            rows = []
            for key, form in zip(SUGGESTIONS, forms, strict=False):
                shown = key_span(self._viewer.keymap.resolve(key))
                rows += hanging_rows(row(shown, " "), form, width)
            if len(rows) <= self.size.height - EDGES - footer_height(self.size):
                break
        return rows


@frozen
class Addressee:
    """A possible recipient of a message, and the session or room that the message is about.

    `to`, `session` and `room` have the same values as in `Message`. `stands` is the current message
    to this recipient, or None. `ends` are the possible ends of a new message, with the default
    first.
    """

    to: To
    session: str | None
    room: str | None
    stands: Message | None
    ends: tuple[MessageEnd, ...] = (UNTIL_WITHDRAWN,)


def addressees(lane: ShownLane, timing: LaneTiming, chosen: str | None) -> tuple[Addressee, ...]:
    """Return the possible recipients of a message, the most likely one first.

    A message to everyone can also be about the session `chosen`, or about the subject of a current
    notice.
    """
    companion = lane.viewer.companion
    running = timing.running.session.id if timing.running else None
    present_id = timing.current_or_next.session.id if timing.current_or_next else None
    now = companion.clock.now()
    notices = {(m.session, m.room): m for m in notices_at(companion.snapshot, now)}
    places = dict.fromkeys([(None, None), *([(chosen, None)] if chosen else []), *notices])
    everyone = []
    for session, room in places:
        stands = notices.get((session, room))
        ends = [UNTIL_WITHDRAWN, MessageEnd(after=MESSAGE_LASTS)]
        if about := session or running:
            ends.append(MessageEnd(session=about))
        usual = [stands.end] if stands is not None else []
        ends_ = tuple(dict.fromkeys([*usual, *ends]))
        everyone.append(Addressee("everyone", session, room, stands, ends_))

    def lane_addressee(to: To) -> Addressee:
        messages, ends = lane.messages_to(timing, to), (default_end(to, present_id),)
        if messages:
            return Addressee(to, messages[-1].session, messages[-1].room, messages[-1], ends)
        return Addressee(to, running, lane.room, None, ends)

    usual_ones = 2 if chosen else 1
    rest = [
        lane_addressee("speaker"),
        *everyone[:usual_ones],
        lane_addressee("panel"),
        *everyone[usual_ones:],
    ]
    # A laptop that does not lead the room sends requests to its lead.
    return (lane_addressee("stage"), *rest) if lane.other_lead is not None else tuple(rest)


class MessageDialog(LineDialog):
    """A dialog for a message. The field is empty, with the current message above it.

    The prepared messages of the programme are listed with numbers below the field. If the user
    types only such a number, that message is sent. The row below the field shows what enter sends.
    """

    BINDINGS = bindings((MESSAGE_TO, MESSAGE_TO_BEFORE, MESSAGE_END))

    def __init__(
        self,
        lane: ShownLane,
        timing: LaneTiming,
        chosen: str | None,
        then: Callable[[str, Addressee, MessageEnd], None],
    ) -> None:
        """`chosen` is the id of the selected session.

        `then` receives the text of the message, its recipient and its end.
        """
        viewer, words = lane.viewer, lane.viewer.words
        self._ready = viewer.programme.stage_messages[:_MAX_PREPARED]
        hint = words.say("a message")
        if self._ready:
            hint = words.say("a message, or the number of a message below")
        self._preview = dialog_text(self._paint_preview)
        self._preview.styles.height = 1
        field = LiveInput(self._preview.update, placeholder=hint, max_length=limits.MESSAGE_LIMIT)
        super().__init__(words.say(STAGE_MESSAGE.label), self._question_rows, 1, field, self._send)
        self._viewer = viewer
        self._addressees = addressees(lane, timing, chosen)
        self._on_send = then
        self._recipient = 0
        self._expiry = 0
        self._list = dialog_text(self._paint_prepared_messages)
        self.parts = *self.parts, self._preview, self._list

    def on_resize(self) -> None:
        """List as many prepared messages as fit."""
        super().on_resize()
        room = max(0, self.size.height - footer_height(self.size) - _DIALOG_HEIGHT)
        self._list.styles.height = min(len(self._ready), room)
        self._list.display = bool(self._ready) and room > 0

    def keys(self) -> Sequence[Key]:
        """Return the keys of the footer.

        The key for the end is left out if only one end is possible.
        """
        ends = (MESSAGE_END,) if len(self._possible_ends) > 1 else ()
        return (enter_key(mark("Send")), APP_BACK, MESSAGE_TO, MESSAGE_TO_BEFORE, *ends)

    def action_change_recipient(self, by: int) -> None:
        """Choose another recipient."""
        self._recipient = (self._recipient + by) % len(self._addressees)
        self._expiry = 0
        self.question.update()
        self.footer.update()

    def action_change_expiry(self, by: int) -> None:
        """Choose another time or event at which the message ends."""
        self._expiry = (self._expiry + by) % len(self._possible_ends)
        self.question.update()

    def _send(self, _typed: str) -> None:
        """Send the message unless it is empty."""
        if text := self._message_text():
            self._on_send(
                text, self._addressees[self._recipient], self._possible_ends[self._expiry]
            )

    def _message_text(self) -> str:
        """Return the text to send.

        If only a number is typed, return the prepared message of that number.
        """
        line = self.field.value.strip()
        number = int(line) if re.fullmatch("[0-9]{1,2}", line) else 0
        return self._ready[number - 1] if 0 < number <= len(self._ready) else line

    @property
    def _possible_ends(self) -> tuple[MessageEnd, ...]:
        return self._addressees[self._recipient].ends

    def _question_rows(self, width: int, _complaint: str) -> list[Row]:
        words = self._viewer.words
        recipient, programme = self._addressees[self._recipient], self._viewer.programme
        whom = addressee_words(recipient.to, recipient.session, recipient.room, programme, words)
        rows = [
            justify(
                text_row(whom, "strong"),
                text_row(f"{self._recipient + 1}/{len(self._addressees)}", "muted"),
                width,
            )
        ]
        if len(self._possible_ends) > 1:
            lasts = expiry_words(self._possible_ends[self._expiry], self._viewer.scene())
            rows.append(fit_row(text_row(lasts, ""), width))
        if recipient.stands is not None:
            current = words.say("Current message: “{text}”", text=recipient.stands.text)
            rows.append(fit_row(text_row(current, "muted"), width))
        return rows

    def extra_height(self) -> int:
        """Return the number of rows below the field."""
        return 1 + (self._list.display and len(self._ready))

    def _paint_preview(self, width: int, _height: int) -> list[Row]:
        if not (text := self._message_text()):
            return []
        sent = self._viewer.words.say("sends “{text}”", text=text)
        return [fit_row(row(Span("↵ ", "key"), Span(sent, "muted")), width)]

    def _paint_prepared_messages(self, width: int, height: int) -> list[Row]:
        numbered = enumerate(self._ready[:height], 1)
        return [fit_row(row(Span(f"{n} ", "key"), Span(text)), width) for n, text in numbered]
