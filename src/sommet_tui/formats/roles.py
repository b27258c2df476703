"""The words for a person's role in a session, in sheets and in feeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sommet_tui.domain.programme import Role
from sommet_tui.domain.text import fold

_WORDS: Final[Mapping[Role, tuple[str, str]]] = {
    "speaker": ("speaker", "intervenant intervenante"),
    "moderator": (
        "moderator moderation chair facilitator",
        "moderateur moderatrice animateur animatrice animation",
    ),
    "host": ("host herald angel emcee", "hote accueil"),
}
"""The English and the French words for each role, folded."""
_BY_WORD: Final[Mapping[str, Role]] = {
    word: role for role, words in _WORDS.items() for word in " ".join(words).split()
}


def role_called(word: str) -> Role | None:
    """Return the role that a word names, in any case, with or without accents; None if unknown."""
    return _BY_WORD.get(fold(word).strip())
