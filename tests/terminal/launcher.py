"""Starts the app by forking a process that has already loaded it.

Most of the time of a start is spent loading Textual. The launcher is a process that has loaded all
modules of the screens. On request it forks, and the fork runs the app in its own terminal, with
its own command line, environment and folder.
"""

from __future__ import annotations

import faulthandler
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NoReturn

PACKAGES = ("cli", "formats", "sources", "storage", "tui")
"""The packages of the app of which a start loads parts."""
_STREAMS = ("stdin", "stdout", "stderr")


class Launcher:
    """The process that has loaded the app, seen from the tests."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._requests, theirs = socket.socketpair()
        command = [sys.executable, "-P", __file__, str(theirs.fileno())]
        self._process = subprocess.Popen(command, env=env, pass_fds=[theirs.fileno()])
        theirs.close()

    def start(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: str, *streams: int
    ) -> Launched:
        """Run `python` with `-m` or `-c` and more; its streams are input, output and errors."""
        report, theirs = socket.socketpair()
        request = json.dumps([list(argv), dict(env), cwd]).encode()
        socket.send_fds(self._requests, [request], [theirs.fileno(), *streams])
        theirs.close()
        return Launched(report)

    def stop(self) -> None:
        """End it, once all that it started has ended."""
        self._requests.close()
        self._process.wait()


class Launched:
    """A program that the launcher started; it is waited for as a `subprocess.Popen` is."""

    def __init__(self, report: socket.socket) -> None:
        self._report = report
        self._code: int | None = None
        self.pid = self._next_number()

    def _next_number(self) -> int:
        """Return the next number of the report.

        Raises:
            ConnectionError: the launcher has ended.
        """
        number = self._report.recv(4)
        if not number:
            raise ConnectionError("The launcher of the app has ended.")
        return int.from_bytes(number, "big", signed=True)

    def poll(self) -> int | None:
        """Return the exit code, minus the signal that killed it; None while it runs."""
        if self._code is None and select.select([self._report], [], [], 0)[0]:
            return self.wait()
        return self._code

    def wait(self) -> int:
        """Wait until it has ended, and return its exit code."""
        if self._code is None:
            self._code = self._next_number()
            self._report.close()
        return self._code


def serve(requests: socket.socket) -> None:
    """Load the app, and run it for each request in a new process."""
    for name in PACKAGES:
        package = importlib.import_module(f"sommet_tui.{name}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, 1 << 20, 4)
        if not request:
            break
        if os.fork() == 0:
            requests.close()
            _keep(*json.loads(request), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _keep(argv: list[str], env: dict[str, str], cwd: str, report: int, *streams: int) -> NoReturn:
    """Run the app in a child; report its number and, in the end, its exit code."""
    child = os.fork()
    if child == 0:
        os.close(report)
        _become(argv, env, cwd, streams)
    for stream in streams:
        os.close(stream)
    os.write(report, child.to_bytes(4, "big", signed=True))
    _, status = os.waitpid(child, 0)
    os.write(report, os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
    os._exit(0)


def _become(argv: list[str], env: dict[str, str], cwd: str, streams: Sequence[int]) -> NoReturn:
    """Go on as `python` with these arguments, in a terminal if its input is one."""
    os.setsid()
    if os.isatty(streams[0]):
        fcntl.ioctl(streams[0], termios.TIOCSCTTY, 0)
    for number, (name, stream) in enumerate(zip(_STREAMS, streams, strict=True)):
        os.dup2(stream, number)
        os.close(stream)
        how = ("w", 1) if number else ("r", -1)
        errors = "backslashreplace" if name == "stderr" else "strict"
        opened = open(number, *how, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, opened)
        setattr(sys, f"__{name}__", opened)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    faulthandler.register(signal.SIGURG)  # for `Terminal.report`
    option, what, *more = argv
    sys.argv = [option, *more]
    if option == "-c":
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    else:
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
