"""Telling another program of a reminder: it is started, not waited for, and never a shell."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL
from collections.abc import Sequence
from contextlib import suppress

TIME_LIMIT = 10.0
"""Seconds that the program may take; it is ended then."""


async def notify(command: Sequence[str], title: str, text: str) -> str | None:
    """Run the command with title and text as its last two arguments.

    Returns None if it ended well, else why not, in the system's words: it cannot be started, it
    ended with another code than 0 ("exit 3"), it took too long ("timeout").
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            title,
            text,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,  # keys and signals of our terminal are not meant for it
        )
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    try:
        code = await asyncio.wait_for(process.wait(), TIME_LIMIT)
    except TimeoutError:
        return "timeout"
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return None if code == 0 else f"exit {code}"
