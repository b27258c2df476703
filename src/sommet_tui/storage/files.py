"""Writes files for the user completely or not at all. Also has the lock for `stage_command`."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sommet_tui.companion.ports import SavingError

if TYPE_CHECKING:
    from filelock import BaseFileLock


_CODES: Mapping[int, str] = {
    errno.ENOENT: "no-folder",
    errno.ENOTDIR: "no-folder",
    errno.EEXIST: "exists",
    errno.EISDIR: "folder",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOSPC: "full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "full",
    errno.EFBIG: "full",
}
_NO_LINKS = (
    *(errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK),
    errno.EINVAL,  # on Windows, if the disk has no links
)
_NAME = re.compile(r"[^\w.-]+")
_PART = re.compile(r"\.[0-9a-f]{32}\.part")
"""The name of a file while it is being written."""
_TAKEN = ("exists", "folder", "special", "link", "dangling")
"""The errors after which another name is tried, unless the user gave a name."""
_LEFT_BEHIND = 60.0
"""At this age in seconds, a temporary file counts as left by a killed process."""
_MAX_LINKS = 40
"""The maximum number of links in a path, as in Linux."""


class WholeFiles:
    """Writes each file under a temporary name first, so that readers never see half a file.

    `documents` returns the folder for files without a path from the user.
    """

    def __init__(self, documents: Callable[[], Path]) -> None:
        self._documents = documents

    def resolve(self, path: str, *, replace: bool) -> Path:
        """Return the path at which to write a file, with every link replaced by its target.

        A link with a missing target is followed only if `replace` is set.

        Raises:
            SavingError: "link" (others may have made the link at `path`), "dangling", or the system
                refuses to look.
        """
        with _saving_errors(path):
            target = _follow_links(path)
            dangling = Path(path).is_symlink() and not os.path.lexists(target)
            if dangling and not replace:
                raise SavingError("dangling", path, str(target))
            return target

    def save(
        self,
        path: str,
        content: bytes,
        *,
        replace: bool,
        mode: int | None = None,
        served: bool = False,
    ) -> None:
        """Write a file to a path that the user named. Unless `replace`, an existing file stays.

        A new file gets the permissions `mode` (None: the usual ones). A replaced file keeps its
        permissions. If `served`, the file's time is at least a second later than that of the file
        it replaces, because web servers distinguish versions of the same length by their times.

        Raises:
            SavingError: nothing was written.
        """
        with _saving_errors(path):
            target = self.resolve(path, replace=replace)
            mode = _check_target(target, path, replace=replace) or mode
            with _temporary_copy(target, content) as part:
                if mode is not None:
                    part.chmod(mode)
                if served:
                    _set_later_time(part, target)
                if replace:
                    part.replace(target)
                else:
                    _rename_into_place(part, target)
            _sync_folder(target.parent)

    def save_new(self, name: str, ending: str, content: bytes) -> str:
        """Write a file to the documents folder under a new name similar to `name`. Return its path.

        Raises:
            SavingError: nothing was written.
        """
        stem = _NAME.sub("-", name).strip(".-") or "export"
        folder = self._documents()
        for target in _candidate_paths(folder, stem[:80], ending):
            try:
                self.save(str(target), content, replace=False)
            except SavingError as error:
                is_taken = error.path == str(target) and error.code in _TAKEN
                if not is_taken:
                    raise
            else:
                return str(target)
        raise AssertionError


def _follow_links(path: str) -> Path:
    """Return the target of a path. Follow a link only if other users cannot have created it."""
    if os.name != "posix":  # on Windows, modes do not show the permissions
        return Path(os.path.realpath(path))
    given = Path(path)
    folder = Path(given.anchor or Path.cwd())
    rest, links = deque(given.relative_to(given.anchor).parts), 0
    while rest:
        part = rest.popleft()
        if part == "..":
            folder = folder.parent
            continue
        target = folder / part
        if not target.is_symlink():
            folder = target
            continue
        links += 1
        if links > _MAX_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if _is_writable_by_others(folder):
            raise SavingError("link", str(target))
        destination = target.readlink()
        folder = Path(destination.anchor) if destination.anchor else folder
        rest.extendleft(reversed(destination.relative_to(destination.anchor).parts))
    return folder


def _is_writable_by_others(folder: Path) -> bool:
    """Return whether other users can create a link in a folder.

    The administrator does not count.
    """
    found = folder.stat()
    if found.st_uid not in (0, os.geteuid()) or found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(found.st_gid)


def _is_own_group(number: int) -> bool:
    """Return whether a group contains only this user.

    Many systems make such a group for each user.
    """
    import grp
    import pwd

    try:
        group, user = grp.getgrgid(number), pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return False
    return group.gr_name == user and set(group.gr_mem) <= {user}


def _candidate_paths(folder: Path, stem: str, ending: str) -> Iterator[Path]:
    yield folder / f"{stem}.{ending}"
    number = 2
    while True:
        yield folder / f"{stem}-{number}.{ending}"
        number += 1


def _check_target(target: Path, path: str, *, replace: bool) -> int | None:
    """Return the permissions of the file that will be replaced, or None for a new file."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise SavingError("folder", path)
    if not stat.S_ISREG(found.st_mode):
        raise SavingError("special", path)
    if not replace:
        raise SavingError("exists", path)
    return stat.S_IMODE(found.st_mode)


@contextmanager
def _temporary_copy(target: Path, content: bytes) -> Iterator[Path]:
    """Write the content to a temporary file in the target's folder. Remove it at the end."""
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _remove_leftovers(part)
        yield part
    finally:
        part.unlink(missing_ok=True)


def _set_later_time(part: Path, target: Path) -> None:
    with suppress(OSError):
        before, now = int(target.stat().st_mtime), int(part.stat().st_mtime)
        if now <= before:
            os.utime(part, (before + 1, before + 1))


def _remove_leftovers(part: Path) -> None:
    """Remove temporary files that killed processes have left beside a file."""
    with suppress(OSError):
        latest = part.stat().st_mtime - _LEFT_BEHIND
        with os.scandir(part.parent) as entries:
            for entry in entries:
                if (
                    _PART.fullmatch(entry.name)
                    and entry.is_file(follow_symlinks=False)
                    and entry.stat(follow_symlinks=False).st_mtime < latest
                ):
                    Path(entry).unlink(missing_ok=True)


def _rename_into_place(part: Path, target: Path) -> None:
    """Give a temporary file its final name, unless another file has taken it meanwhile."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # The disk has no hard links, so an empty file reserves the name first.
        target.open("xb").close()
        try:
            part.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _sync_folder(folder: Path) -> None:
    """Make sure that the new name survives a power failure, if the system can sync folders."""
    if os.name != "posix":
        return
    with suppress(OSError):  # the file is written; some disks can guarantee nothing further
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _saving_errors(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, "failed")
        raise SavingError(code, path, error.strerror or str(error)) from error
    except ValueError as error:  # a null character, which no file name can contain
        raise SavingError("failed", path, str(error)) from error


class StageCommandLock:
    """Locks beside the database. A process has a lock until it releases the lock or ends.

    No method waits for a lock. Any thread may call any method, but not two at the same time.
    """

    def __init__(self, database: str | os.PathLike[str]) -> None:
        self._database = os.path.realpath(database)
        self._subject = ""
        self._lock: BaseFileLock | None = None

    def claim(self, subject: str | None) -> bool:
        """Try to take the lock of a day or rehearsal. Return whether this process has it.

        If `subject` is None, release the lock that this process has. If no lock can be made, return
        True, because then no window can record anything.
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
