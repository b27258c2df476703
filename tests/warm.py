"""Commands in their own processes, forked from one that has already loaded the app."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO

import pytest

import sommet_tui

_SERVER = """
import gc, json, os, socket, sys, time
gc.disable()
from sommet_tui.cli.main import main
from sommet_tui.storage import database_file
database_file.SYNCHRONOUS, os.fsync = "OFF", lambda _: None  # no test cuts the power
for name in sys.argv[2:]:
    __import__(name)
link = socket.socket(fileno=int(sys.argv[1]))
while True:
    asked, files, _, _ = socket.recv_fds(link, 1 << 20, 4)
    if not asked:
        break
    if os.fork():
        link.send(b"!")
        for file in files:
            os.close(file)
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        continue
    program = os.fork()
    if program:
        _, status = os.waitpid(program, 0)
        os.write(files[3], str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    link.close()
    argv, env, folder, first = json.loads(asked)
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        setattr(sys, name, open(number, mode, 1, "utf-8", closefd=False))
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    time.tzset()
    gc.enable()
    sys.argv[1:] = argv
    exec(first)
    sys.exit(main())
"""


needs_ascii_path = pytest.mark.skipif(
    not sys.prefix.isascii(),
    reason="Python looks for compiled packages in the encoding of the locale",
)
"""Marks tests that start the app with a locale for ASCII."""


class WarmProgram:
    """Runs commands, also concurrently; a fork takes a tenth of the time of a start.

    `modules` are the modules that the commands would import. Tests of streams and signals at the
    start of a command need a real start.
    """

    def __init__(self, *modules: str) -> None:
        self._link, other = socket.socketpair()
        self._asking = Lock()
        with other:
            self._server = subprocess.Popen(
                [sys.executable, "-P", "-c", _SERVER, str(other.fileno()), *modules],
                env=os.environ | {"PYTHONPATH": str(Path(sommet_tui.__file__).parents[1])},
                pass_fds=[other.fileno()],
            )

    def run(
        self,
        *argv: str,
        env: Mapping[str, str] | None = None,
        cwd: Path,
        first: str = "",
        terminal: int | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the environment `env`, or else in that of this process.

        `first` is Python code to run before. With a `terminal`, the command reads and writes there.
        """
        code, ready = os.pipe()
        with TemporaryFile() as out, TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
            asked = json.dumps([argv, dict(os.environ if env is None else env), str(cwd), first])
            streams = [nothing.fileno(), out.fileno(), err.fileno()]
            files = [*(streams if terminal is None else [terminal] * 3), ready]
            with self._asking:
                socket.send_fds(self._link, [asked.encode()], files)
                self._link.recv(1)  # it has begun
            os.close(ready)
            with os.fdopen(code) as end:
                returned = int(end.read())
            return subprocess.CompletedProcess(argv, returned, _all(out), _all(err))

    def close(self) -> None:
        """Stop the process from which commands are forked."""
        self._link.close()
        self._server.wait()


def _all(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
