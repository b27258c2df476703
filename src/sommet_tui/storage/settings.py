"""The settings file, read once: while it stays as it is, its compiled form opens faster."""

from __future__ import annotations

import os
import stat

from sommet_tui import __version__
from sommet_tui.companion.settings import LoadedSettings, Remap, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    Place = str | os.PathLike[str]
    Reader = Callable[[bytes, str], LoadedSettings]

SIZE_LIMIT: Final = 100_000
"""Bytes: a file that is larger holds no settings."""

_FORMAT: Final = f"settings 2 {__version__}"
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


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
        data = _bytes(origin)
    except (FileNotFoundError, NotADirectoryError):
        return LoadedSettings(origin)
    except OSError as error:
        from sommet_tui.domain.findings import Finding

        detail = {"detail": error.strerror or str(error)}
        return LoadedSettings(origin, findings=(Finding("error", "unreadable", values=detail),))
    return _compiled(data, origin, cache, reader)


def _bytes(file: str) -> bytes:
    # Asked before opening, since opening some devices does something.
    _expect_small(os.stat(file))
    with os.fdopen(os.open(file, _FLAGS), "rb") as opened:
        _expect_small(os.fstat(opened.fileno()))
        return opened.read(SIZE_LIMIT)


def _expect_small(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError("not a regular file")
    if found.st_size > SIZE_LIMIT:
        raise OSError("too large")


def _compiled(
    data: bytes, origin: str, cache: Place, reader: Callable[[], Reader]
) -> LoadedSettings:
    import json

    from sommet_tui.storage.cache import digest

    content = [_FORMAT, origin, digest(data)]
    entry = os.path.join(cache, "settings.compiled")
    try:
        with open(entry, "rb") as file:
            heading, body = file.read().split(b"\n")
        if json.loads(heading) == [*content, digest(body)]:
            return LoadedSettings(origin, _unpacked(json.loads(body)))
    except (OSError, ValueError, TypeError, RecursionError):
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
    programme, language, theme, minutes, screen, keys, command, cues = values
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
