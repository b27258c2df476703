"""Running the programs named in the settings, in the background."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sommet_tui.wording.errors import command_failed

if TYPE_CHECKING:
    from sommet_tui.tui.viewer import Viewer

TIME_LIMIT = 10.0
"""Seconds that a program may run; then it is killed."""


class UserProgram:
    """The program of a setting; only its first failure is reported."""

    def __init__(
        self, setting: str, command: Sequence[str], viewer: Viewer, warn: Callable[[str], None]
    ) -> None:
        """`command` is the program with its first arguments; `warn` shows a sentence."""
        self._setting = setting
        self._command = tuple(command)
        self._viewer = viewer
        self._warn = warn
        self._failed = False

    def __bool__(self) -> bool:
        """Whether the setting names a program."""
        return bool(self._command)

    async def run(self, *arguments: str, text: str = "") -> None:
        """Run it with more arguments, and a text on its standard input."""
        failure = await run_program((*self._command, *arguments), text)
        if failure is not None and not self._failed:
            self._failed = True
            words = self._viewer.words
            self._warn(command_failed(self._setting, self._command[0], failure, words))


async def run_program(command: Sequence[str], text: str = "") -> str | None:
    """Run a program with its arguments, without a shell, and a text on its standard input.

    Returns None on success. Otherwise returns why it failed: the system's message (it cannot be
    started), its exit code ("exit 3") or "timeout".
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE if text else DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,  # so that it gets no keys or signals of our terminal
        )
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    try:
        await asyncio.wait_for(process.communicate(text.encode() or None), TIME_LIMIT)
    except TimeoutError:
        return "timeout"
    finally:
        if process.returncode is None:
            _kill(process)
            await process.wait()
    return None if process.returncode == 0 else f"exit {process.returncode}"


def _kill(process: Process) -> None:
    """Kill a program and the processes it started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
