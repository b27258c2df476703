"""Copying: through the terminal, and through the system's own tool if it has one."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from contextlib import suppress

_PATIENCE = 2.0
"""Seconds that the tool may take."""


def clipboard_tool(env: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...] | None:
    """The command that puts its input into the system's clipboard, or None."""
    wanted: list[tuple[str, ...]] = []
    if platform == "darwin":
        wanted.append(("pbcopy",))
    if env.get("WAYLAND_DISPLAY"):
        wanted.append(("wl-copy",))
    if env.get("DISPLAY"):
        wanted += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    if platform == "win32" or env.get("WSL_DISTRO_NAME"):
        wanted.append(("clip.exe",))
    found = (command for command in wanted if shutil.which(command[0], path=env.get("PATH")))
    return next(found, None)


async def copy_with_tool(text: str) -> str | None:
    """Copy a text with the system's tool; return its name, or None without a tool or success."""
    command = clipboard_tool(os.environ)
    if command is None:
        return None
    encoding = "utf-16-le" if command[0] == "clip.exe" else "utf-8"
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
    except (OSError, ValueError):
        return None
    try:
        await asyncio.wait_for(process.communicate(text.encode(encoding)), _PATIENCE)
    except (TimeoutError, OSError):
        with suppress(ProcessLookupError):
            process.kill()
        return None
    return command[0] if process.returncode == 0 else None
