"""What tells one state of a file from the next."""

from __future__ import annotations

import os

_SETTLED = 2_000_000_000  # nanoseconds; the coarsest clock a file system in use stamps with


def fingerprint(status: os.stat_result, now_ns: int) -> object:
    """What tells one state of a file from the next.

    File systems stamp with clocks as coarse as two seconds, so that two commits may bear one
    stamp. A stamp so young says that it is, and one that has aged is another value: what was
    written under the same stamp is noticed then at the latest.
    """
    stamps = (status.st_mtime_ns, status.st_ctime_ns)
    return (status.st_dev, status.st_ino, status.st_size, *stamps, now_ns - max(stamps) > _SETTLED)
