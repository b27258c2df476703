"""Files for the user to take away: each is written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from sommet_tui.companion.export_ports import SavingError

_CODES: Mapping[int, str] = MappingProxyType(
    {
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
)
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
_NAME = re.compile(r"[^\w.-]+")


class WholeFiles:
    """Writes beside the final name first, so that nobody ever meets half a file.

    `documents` gives the folder for files that the user does not name.
    """

    def __init__(self, documents: Callable[[], Path]) -> None:
        self._documents = documents

    def save(self, path: str, content: bytes, *, replace: bool) -> None:
        """Write one where the user wants it, over another one only to `replace` it.

        Raises:
            SavingError: nothing was written.
        """
        with _told(path):
            # A link stays one: what it leads to is what is written.
            target = Path(os.path.realpath(path))
            mode = _expect_room(target, path, replace=replace)
            with _beside(target, content) as part:
                if replace:
                    if mode is not None:
                        part.chmod(mode)
                    part.replace(target)
                else:
                    _claim(part, target)
            _settle(target.parent)

    def save_new(self, name: str, ending: str, content: bytes) -> str:
        """Write one among the user's documents, under a new name like this; its path.

        Raises:
            SavingError: nothing was written.
        """
        stem = _NAME.sub("-", name).strip(".-") or "export"
        folder = self._documents()
        for target in _names(folder, stem[:80], ending):
            try:
                self.save(str(target), content, replace=False)
            except SavingError as error:
                if error.code not in ("exists", "folder", "special"):
                    raise
            else:
                return str(target)
        raise AssertionError


def _names(folder: Path, stem: str, ending: str) -> Iterator[Path]:
    yield folder / f"{stem}.{ending}"
    number = 2
    while True:
        yield folder / f"{stem}-{number}.{ending}"
        number += 1


def _expect_room(target: Path, path: str, *, replace: bool) -> int | None:
    """The permissions of the file that is to be replaced; None if there is none."""
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
def _beside(target: Path, content: bytes) -> Iterator[Path]:
    """The content in a file of another name in the same folder, gone in the end."""
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)


def _claim(part: Path, target: Path) -> None:
    """Give the file its name, unless that is taken meanwhile."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A disk without hard links: an empty file takes the name first.
        target.open("xb").close()
        try:
            part.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _settle(folder: Path) -> None:
    """Let the new name outlast a power failure, where folders can be told so."""
    if os.name != "posix":
        return
    with suppress(OSError):  # the file is there; that some disks promise no more is no failure
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, "failed")
        raise SavingError(code, path, error.strerror or str(error)) from error
    except ValueError as error:  # a null character: no file can be called that
        raise SavingError("failed", path, str(error)) from error
