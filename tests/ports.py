"""Ports of this machine: some to listen at, and some at which nobody answers."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from itertools import cycle

_FIRST, _MOST = 10_240, 20_000
"""Below the ports that systems give to connections, so that none of these takes one meanwhile."""
_numbers = cycle(range(0, _MOST, 2))
for _ in range(os.getpid() * 600 % _MOST // 2):  # other workers begin elsewhere
    next(_numbers)
_held: list[socket.socket] = []
"""Sockets that keep others from listening where nobody should, for as long as the tests run."""


def free_port() -> int:
    """A port that nobody listens on, nor on the one after it; it is given to nobody else."""
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
    """A port at which nobody answers."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))  # and never listens
    _held.append(held)
    return int(held.getsockname()[1])
