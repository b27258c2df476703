"""Chooses the language."""

from __future__ import annotations

from sommet_tui.companion import settings as choices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = choices.LANGUAGES
"""The languages with a catalogue; the first is the one of the sources."""


def choose(option: str | None, env: Mapping[str, str]) -> str:
    """Return the language of the option, else of the locale, else English.

    The locale is read as by gettext: the first of LANGUAGE, LC_ALL, LC_MESSAGES and LANG that is
    set; "C" and "POSIX" name no language.
    """
    wishes = [option] if option else []
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            wishes.extend(env[name].split(":"))
            break
    spoken = (_language_of(wish) for wish in wishes)
    return next((w for w in spoken if w in LANGUAGES), LANGUAGES[0])


def _language_of(wish: str) -> str:
    """Return the language of a locale such as "fr_FR.UTF-8" or "fr-FR"."""
    spoken = wish.strip()
    for mark in "-_.@":
        spoken = spoken.partition(mark)[0]
    return spoken.lower()


def other(language: str) -> str:
    """Return the next language, cyclically."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]
