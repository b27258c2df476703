"""What people may set, once and for all their events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from typing import Final

    from sommet_tui.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class Remap:
    """Other keys for a binding, by its id; `keys` are names as people write them.

    `line` is where the settings file says so. Whether there is such a binding and such keys only
    the screens can tell.
    """

    binding: str
    keys: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; where nothing was set, the defaults.

    `programme` is a path, ready to open. `language` and `theme` are None for the usual choice.
    `reminder_minutes` are whole minutes before a bookmarked session, the longest first; none
    means no reminders. `notify_command` is a program with its first arguments, empty for none.
    `cue_minutes` are those before the end of a session at which its moderator and its speakers get
    a quiet sign.
    """

    programme: str | None = None
    language: str | None = None
    theme: str | None = None
    reminder_minutes: tuple[int, ...] = (5,)
    first_screen: str = "now"
    keys: tuple[Remap, ...] = ()
    notify_command: tuple[str, ...] = ()
    cue_minutes: tuple[int, ...] = (10, 5, 2, 1, 0)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """What reading the settings gave; `origin` is the file, whether or not there is one.

    A finding that is an error stands for something that was not taken: its default is used.
    """

    origin: str
    settings: Settings = Settings()
    findings: tuple[Finding, ...] = ()


LANGUAGES: Final = ("en", "fr")
THEMES: Final = ("dark", "light", "terminal")
FIRST_SCREENS: Final = ("now", "agenda", "bookmarks", "people", "stage", "moderator", "info")
