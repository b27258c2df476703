"""The settings file, read once: while it stays as it is, its compiled form opens faster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sommet_tui import __version__
from sommet_tui.companion.settings import (
    FIRST_SCREENS,
    LANGUAGES,
    THEMES,
    LoadedSettings,
    Remap,
    Settings,
)
from sommet_tui.storage.entries import (
    LIST,
    MAYBE,
    NUMBER,
    TEXT,
    UNSOUND,
    expect,
    expect_rows,
    ordinary_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    Place = str | os.PathLike[str]
    Reader = Callable[[bytes, str], LoadedSettings]

SIZE_LIMIT: Final = 100_000
"""Bytes: a file that is larger holds no settings."""

_MOST: Final = 1_000_000
"""Bytes of their compiled form."""
_LONGEST: Final = 1440
"""Minutes before a session, at most."""

_FORMAT: Final = f"settings 2 {__version__}"


def load_settings(file: Place, cache: Place, reader: Callable[[], Reader]) -> LoadedSettings:
    """The settings in `file`, or in the `cache` folder if it knows the file's content.

    `reader` gives what reads the bytes when that is needed. Never raises: a file that is missing
    sets nothing, and one that cannot be read is a finding, "unreadable" with the system's reason
    as `detail`.
    """
    origin = os.fspath(file)
    if not os.path.isabs(origin):  # no home is known; the current folder must not stand for it
        return LoadedSettings(origin)
    try:
        data = ordinary_bytes(origin, SIZE_LIMIT)
    except (FileNotFoundError, NotADirectoryError):
        return LoadedSettings(origin)
    except OSError as error:
        from sommet_tui.domain.findings import Finding

        detail = {"detail": error.strerror or str(error)}
        return LoadedSettings(origin, findings=(Finding("error", "unreadable", values=detail),))
    return _compiled(data, origin, cache, reader)


def _compiled(
    data: bytes, origin: str, cache: Place, reader: Callable[[], Reader]
) -> LoadedSettings:
    import json

    from sommet_tui.storage.cache import digest

    content = [_FORMAT, origin, digest(data)]
    entry = os.path.join(cache, "settings.compiled")
    try:
        heading, body = ordinary_bytes(entry, _MOST).split(b"\n")
        if json.loads(heading) == [*content, digest(body)]:
            return LoadedSettings(origin, _unpacked(json.loads(body)))
    except UNSOUND:
        pass  # whatever is there counts as nothing
    loaded = reader()(data, origin)
    if not loaded.findings:
        from threading import Thread

        from sommet_tui.storage.cache import keep_entry

        body = json.dumps(_packed(loaded.settings)).encode()
        heading = json.dumps([*content, digest(body)]).encode()
        Thread(target=keep_entry, args=(entry, heading + b"\n" + body)).start()
    return loaded


def _packed(settings: Settings) -> list[object]:
    return [
        settings.programme,
        settings.language,
        settings.theme,
        settings.reminder_minutes,
        settings.first_screen,
        [[remap.binding, remap.keys, remap.line] for remap in settings.keys],
        settings.notify_command,
        settings.cue_minutes,
    ]


def _unpacked(values: list[Any]) -> Settings:
    expect_rows([values], (*[MAYBE] * 3, LIST, TEXT, LIST, LIST, LIST))
    programme, language, theme, minutes, screen, keys, command, cues = values
    expect(language in (None, *LANGUAGES) and theme in (None, *THEMES) and screen in FIRST_SCREENS)
    expect_rows([[number] for number in (*minutes, *cues)], (NUMBER,))
    expect(all(0 <= number <= _LONGEST for number in (*minutes, *cues)))
    expect_rows(keys, (TEXT, LIST, NUMBER))
    expect_rows(
        [[word] for word in (*command, *(name for _, names, _ in keys for name in names))], (TEXT,)
    )
    return Settings(
        programme,
        language,
        theme,
        tuple(minutes),
        screen,
        tuple(Remap(binding, tuple(names), line) for binding, names, line in keys),
        tuple(command),
        tuple(cues),
    )
