"""Which window of this computer runs the program of the setting `stage_command`."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


class StageCommandLock:
    """Locks beside the database, each held by one process until it releases the lock or ends.

    Callers never wait. Any thread may call any method, one at a time.
    """

    def __init__(self, database: str | os.PathLike[str]) -> None:
        self._database = os.path.realpath(database)
        self._subject = ""
        self._lock: BaseFileLock | None = None

    def claim(self, subject: str | None) -> bool:
        """Take the lock of a day or rehearsal; return whether this process has it.

        With None, release the lock that this process has.

        If no lock can be made, the answer is True: no window can record anything there.
        """
        from filelock import FileLock, Timeout

        if self._lock is not None and self._subject == subject:
            return True
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()
        if subject is None:
            return False
        name = sha256(subject.encode()).hexdigest()[:12]
        lock = FileLock(f"{self._database}.{name}.lock", timeout=0, thread_local=False)
        try:
            os.makedirs(os.path.dirname(self._database), exist_ok=True)
            lock.acquire()
        except Timeout:
            return False
        except OSError:
            return True
        self._lock, self._subject = lock, subject
        return True
