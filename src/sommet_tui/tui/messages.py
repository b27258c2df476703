"""The messages of the app: those on the message line, all others, and results of keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from math import inf
from typing import Literal

from sommet_tui.domain.values import field, frozen, replace

NEWS = "the news"
"""The `about` of messages about changes. Unlike an id, it contains a space."""
HINT = "this screen"
"""The `about` of a hint that is only true on one screen."""
OPENING = "this start"
"""The `about` of remarks on the day that the app opens with."""
ANSWER = "my day"
"""The `about` of results about the user's own day.

The crew's screens do not show these results, because their undo key undoes other changes.
"""
Weight = Literal["information", "reminder", "warning", "error"]
_STYLES: dict[Weight, str] = {
    "information": "accent",
    "reminder": "warning",
    "warning": "warning",
    "error": "danger",
}

_MAX_MESSAGES = 200
"""The maximum number of messages in the list."""
_NEW_SECONDS = 10.0
"""The number of seconds for which a message counts as new."""


@frozen
class LineMessage:
    """A message. `at` is the time on the shown clock when the message came.

    The message leaves the line at `until`, in seconds of a steady clock. `on_dismiss` is called
    when the user has dismissed it. `about` is its subject: the id of a session, or a name by which
    the message can be removed. `short` is a shorter text for a narrow line. If the language
    changes, `translate` returns the text in the new language. A reminder has the time `due`. If
    several reminders are active, the line shows the one with the earliest `due`.
    """

    text: str
    weight: Weight
    at: datetime
    until: float
    on_dismiss: Callable[[], None] | None = field(default=None, compare=False)
    about: str | None = None
    translate: Callable[[], str] | None = field(default=None, compare=False)
    short: str = ""
    due: datetime | None = None

    @property
    def style(self) -> str:
        return _STYLES[self.weight]


class MessageLog:
    """All messages of the app, and those that are on the message line or wait for it.

    The line shows the newest message until it expires.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` returns seconds of real time, even if the time is simulated."""
        self._clock = clock
        self._active: list[LineMessage] = []
        self.all: deque[LineMessage] = deque(maxlen=_MAX_MESSAGES)
        """All messages, the oldest first."""
        self._newest = "", 0.0
        """The latest text on the line, and when it appeared there, in seconds of `clock`."""

    def say(
        self, text: str, weight: Weight, at: datetime, seconds: float, about: str | None = None
    ) -> None:
        """Put a message on the line for `seconds`. Earlier messages wait until it has expired."""
        self._add(LineMessage(text, weight, at, self._clock() + seconds, about=about))

    def warn_until_dismissed(
        self, text: Callable[[], str], at: datetime, on_dismiss: Callable[[], None]
    ) -> None:
        """Put a warning on the line. It stays until the user dismisses it."""
        self._add(LineMessage(text(), "warning", at, inf, on_dismiss, translate=text))

    def remind(self, message: LineMessage, seconds: float) -> None:
        """Put a reminder on the line, and remove any earlier reminder about the same session."""
        self._active = [shown for shown in self._active if shown.about != message.about]
        self._add(replace(message, until=self._clock() + seconds))

    def _add(self, message: LineMessage) -> None:
        self.all.append(message)
        # The result of a key stays above a new reminder until the next result.
        others = [shown for shown in self._active if shown.text != message.text]
        lasting = [shown for shown in others if shown.weight != "information"]
        answers = [m for m in others if message.weight == "reminder" and m.weight == "information"]
        self._active = [*lasting, message, *answers]

    def forget_reminders(self, until: datetime) -> None:
        """Remove reminders up to an instant of the shown clock from the list."""
        for given in [m for m in self.all if m.weight == "reminder" and m.at <= until]:
            self.all.remove(given)

    def reword(self, message: LineMessage) -> None:
        """Change the text and the urgency of a reminder, if it is on the line or waits for it."""
        self._active = [
            replace(message, until=shown.until) if shown.about == message.about else shown
            for shown in self._active
        ]

    def withdraw(self, about: str, seconds: float = 0.0) -> bool:
        """Remove the messages about a subject from the line when `seconds` have passed.

        Return whether any was on the line or waited for it.
        """
        until, found = self._clock() + seconds, any(m.about == about for m in self._active)
        self._active = [
            replace(shown, until=min(shown.until, until)) if shown.about == about else shown
            for shown in self._active
        ]
        return found

    def switch_language(self) -> None:
        """Translate the messages on the line, and remove those that cannot be translated.

        Reminders stay, because the reminder task rewords them. The list of messages stays
        untranslated.
        """
        self._active = [
            shown if shown.translate is None else replace(shown, text=shown.translate())
            for shown in self._active
            if shown.weight == "reminder" or shown.translate is not None
        ]

    def record(self, text: str, weight: Weight, at: datetime) -> None:
        """Add a text that was shown elsewhere to the list, unless it repeats the latest message."""
        if not self.all or self.all[-1].text != text:
            self.all.append(LineMessage(text, weight, at, self._clock()))

    @property
    def current(self) -> LineMessage | None:
        now = self._clock()
        self._active = [shown for shown in self._active if shown.until > now]
        newest = self._active[-1] if self._active else None
        if newest is None or newest.weight != "reminder":
            return newest
        reminders = [shown for shown in self._active if shown.weight == "reminder"]
        return min(reminders, key=lambda shown: shown.due or shown.at)

    @property
    def is_new(self) -> bool:
        """Whether the text on the line is only a few seconds old."""
        current, now = self.current, self._clock()
        text = current.text if current else ""
        if text != self._newest[0]:
            self._newest = text, now
        return now - self._newest[1] < _NEW_SECONDS

    @property
    def waiting_count(self) -> int:
        """The number of messages that wait until the shown message expires or is dismissed."""
        return max(0, len(self._active) - 1)

    def dismiss(self) -> None:
        """Remove the message on the line, and call its `on_dismiss`."""
        current = self.current
        if current is None:
            return
        self._active.remove(current)
        if current.on_dismiss is not None:
            current.on_dismiss()


OWN_ROW = 20
"""The height of a window from which the message line has a separate row.

In a lower window, a new message covers the footer for some seconds. After that, the footer shows
the number of messages.
"""
GLANCE = 5.0
"""Seconds for which a result stays on the message line."""
LONG = 20.0
"""Seconds for which a failure stays on the message line. Reading it takes longer."""


@frozen
class Feedback:
    """The result of a key, and the style of its text.

    `more` is a longer text with the details. `briefs` are ever shorter texts, for a low window. If
    someone acts while this result is shown, it is removed. If `then` is given, the result of `then`
    is shown instead.
    """

    text: str
    style: str = "accent"
    more: str = ""
    then: Callable[[], Feedback | None] | None = None
    briefs: tuple[str, ...] = ()


Undo = Callable[[], str | Feedback]
"""A function that undoes a change. It returns the change's name, or the reason of a failure.

It raises UnknownError if the subject of the change no longer exists, and StorageError if the undo
cannot be saved.
"""


@frozen
class PromptQuestion:
    """A question that the user must answer before an action.

    `on_yes` does the action. The key that asks for the action never confirms it, because it may be
    held down. `on_end` is called when the question is answered or dropped, but not when the next
    question has the same `on_end`. If `on_end` is None, cursor keys do nothing. Otherwise, they
    choose the answer.
    """

    text: str
    on_yes: Callable[[], Feedback]
    on_end: Callable[[], None] | None = None
