"""What a screen asks of the app."""

from __future__ import annotations

from textual.message import Message
from textual.screen import Screen


class OpenSession(Message):
    """Show everything about a session; asked by a screen, void once that is left."""

    def __init__(self, session_id: str, asker: Screen[None]) -> None:
        super().__init__()
        self.session_id = session_id
        self.asker = asker


class OpenNote(Message):
    """Write the note on a session; asked by a screen, void once that is left."""

    def __init__(self, session_id: str, asker: Screen[None]) -> None:
        super().__init__()
        self.session_id = session_id
        self.asker = asker


class OpenPanel(Message):
    """Moderate a session; asked by a screen, void once that is left."""

    def __init__(self, session_id: str, asker: Screen[None]) -> None:
        super().__init__()
        self.session_id = session_id
        self.asker = asker


class OpenPerson(Message):
    """Show a person and their sessions; asked by a screen, void once that is left."""

    def __init__(self, person_id: str, asker: Screen[None]) -> None:
        super().__init__()
        self.person_id = person_id
        self.asker = asker


class TogglePublishing(Message):
    """Publish the day from this window, or no more."""


class HintDone(Message):
    """The first-time hint was seen and is not needed again."""
