"""Which language to speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion import settings as choices

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = choices.LANGUAGES
"""The languages there is a catalogue for; the first is the one the sources are written in."""


def choose(option: str | None, env: Mapping[str, str], programme: str | None = None) -> str:
    """The option's language, else the locale's, else the programme's, else English.

    The locale is read like gettext does: LANGUAGE, LC_ALL, LC_MESSAGES, LANG, the first that is
    set; "C" and "POSIX" say nothing.
    """
    wishes = [option] if option else []
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            wishes.extend(env[name].split(":"))
            break
    wishes.append(programme or "")
    spoken = (_spoken(wish) for wish in wishes)
    return next((w for w in spoken if w in LANGUAGES), LANGUAGES[0])


def _spoken(wish: str) -> str:
    """The language of a locale such as "fr_FR.UTF-8" or "fr-FR"."""
    spoken = wish.strip()
    for mark in "-_.@":
        spoken = spoken.partition(mark)[0]
    return spoken.lower()


def other(language: str) -> str:
    """The language after this one, round and round."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]
