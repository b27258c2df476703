"""The sentence about a key without effect on a screen: the screens where it works."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.binding import Binding

from sommet_tui.companion.keys import (
    APP_CHANGES,
    DAY_SCREENS,
    GO_GREEN_ROOM,
    GO_MODERATOR,
    GO_PLAN,
    GO_STAGE,
    GREEN_ROOM,
    KEYS,
    Key,
    character,
)
from sommet_tui.companion.settings import CREW_SCREENS
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.screen import Screen

    from sommet_tui.tui.viewer import Viewer

_ON_CREW = frozenset(KEYS[f"go.{name}"].label for name in (*CREW_SCREENS, "green-room"))


def idle_sentence(pressed: str, screen: Screen[Any], viewer: Viewer) -> str:
    """Say that a key does nothing on a screen, and on which other screens it works.

    The crew's screens are named to the crew, and to attendees only if it works on no other.
    """
    words, typed = viewer.words, character(pressed)
    names = [
        label
        for label, home, keys in _screens()
        if home is not type(screen) or keys is GREEN_ROOM
        for key in keys
        if typed in map(character, viewer.keymap.of(key).names)
    ]
    names = list(dict.fromkeys(names))
    if not viewer.is_crew:
        names = [name for name in names if name not in _ON_CREW] or names
    if not names:
        help_ = viewer.keymap.shown(KEYS["app.help"])
        return words.say("{key} does nothing here. {help} lists all keys.", key=typed, help=help_)
    return words.say(
        "{key} does nothing here. It works on: {screens}.",
        key=typed,
        screens=", ".join(map(words.say, names)),
    )


def _screens() -> Iterator[tuple[str, type[Screen[Any]], tuple[Key, ...]]]:
    """The name of each screen, its class and the keys that it has for itself."""
    for name, label in (
        *((key.id.removeprefix("go."), key.label) for key in (*DAY_SCREENS, GO_PLAN)),
        ("session", mark("Session")),
        ("changes", APP_CHANGES.label),
        ("stage", GO_STAGE.label),
        ("moderator", GO_MODERATOR.label),
    ):
        screen = screen_class(name)
        yield label, screen, tuple(key for key in _bound_keys(screen) if key not in GREEN_ROOM)
    yield GO_GREEN_ROOM.label, screen_class("people"), GREEN_ROOM


def screen_class(name: str) -> Any:
    """Return the class `NameScreen` of `tui/<name>/screen.py`, which is imported now."""
    return getattr(import_module(f"sommet_tui.tui.{name}.screen"), f"{name.title()}Screen")


def _bound_keys(screen: type[Screen[Any]]) -> Iterator[Key]:
    for base in screen.__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            key = KEYS.get(binding.id or "") if isinstance(binding, Binding) else None
            if key is not None:
                yield key
