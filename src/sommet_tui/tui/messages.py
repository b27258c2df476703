"""What a screen asks of the app: to open something."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class OpenSession(Message):
    """Show everything about a session."""

    session_id: str


@dataclass
class OpenPerson(Message):
    """Show a person and their sessions."""

    person_id: str
