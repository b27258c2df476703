"""Ports of this machine: free ones to listen at, and closed ones."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from itertools import cycle

_FIRST, _MOST = 10_240, 20_000
"""The first port and how many: below those that systems give to outgoing connections."""
_numbers = cycle(range(0, _MOST, 2))
for _ in range(os.getpid() * 600 % _MOST // 2):  # other workers begin elsewhere
    next(_numbers)


def free_port() -> int:
    """Return a free port whose successor is free, too; never return the same port twice."""
    while True:
        port = _FIRST + next(_numbers)
        with ExitStack() as stack:
            try:
                for number in (port, port + 1):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", number))
            except OSError:
                continue
            return port


def closed_port() -> int:
    """Return a port that refuses connections for as long as the tests run."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and never listens
        port = int(bound.getsockname()[1])
        bound.detach()  # it stays bound until the process ends
        return port
