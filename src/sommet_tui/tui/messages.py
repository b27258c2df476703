"""What a screen asks of the app: to open something."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.screen import Screen


@dataclass
class OpenSession(Message):
    """Show everything about a session; asked by a screen, void once that is left."""

    session_id: str
    asker: Screen[None]


@dataclass
class OpenNote(Message):
    """Write the note on a session; asked by a screen, void once that is left."""

    session_id: str
    asker: Screen[None]


@dataclass
class HintDone(Message):
    """The first-time hint was seen and is not needed again."""


@dataclass
class OpenPerson(Message):
    """Show a person and their sessions; asked by a screen, void once that is left."""

    person_id: str
    asker: Screen[None]
