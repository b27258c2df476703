"""What a screen asks of the app."""

from __future__ import annotations

from typing import Any

from textual.message import Message
from textual.screen import Screen


class Open(Message):
    """A request of a screen to show something; ignored if the user has left the screen."""

    def __init__(self, id_: str, asker: Screen[Any]) -> None:
        """`id_` is the id of a session or person."""
        super().__init__()
        self.id = id_
        self.asker = asker


class OpenSession(Open):
    """Show everything about a session."""


class OpenNote(Open):
    """Write the note on a session."""


class OpenPanel(Open):
    """Moderate a session."""


class OpenPerson(Open):
    """Show a person and their sessions."""


class TogglePublishing(Message):
    """Publish the day from this window, or stop publishing."""
