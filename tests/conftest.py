"""Settings for all tests: their homes, the default selection, and the examples of properties."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import sys
import tempfile
import warnings
from asyncio import SubprocessTransport
from collections.abc import Iterator
from functools import cache
from inspect import iscoroutinefunction
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import is_hypothesis_test, settings
from tools import catalogues

from sommet_tui.storage import database_file

if TYPE_CHECKING:
    from tests.brokers import Mosquitto

# The app is started some three hundred times, so Python's compiled files are kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A shell that runs the tests in the background ignores Ctrl+C and SIGQUIT, which all would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGQUIT") and signal.getsignal(signal.SIGQUIT) is signal.SIG_IGN:
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)

gc.disable()  # until all tests are collected, because the collected objects are not garbage

# The same examples in every run, twice as many with the long tests; `-m nightly` tries new ones.
# No deadlines, because the speed of a machine proves nothing.
settings.register_profile("same", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("long", settings.get_profile("same"), max_examples=50)
settings.register_profile("nightly", deadline=None, max_examples=1000)
settings.load_profile("same")

QUICK = ("domain", "companion", "wording", "sources")
"""Folders whose tests start no process and open no screen; only property tests take longer."""

_TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="draw the pictures of screens anew instead of comparing with them",
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        catalogues.compile_all()
    if _asks_for("nightly", config):
        settings.load_profile("nightly")
    elif _with_long(config):
        settings.load_profile("long")


def pytest_xdist_auto_num_workers() -> int:
    """Return two more than twice the processors: tests of screens mostly wait between two keys."""
    return 2 + 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the quick tests and the property tests; deselect the long ones."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("nightly")
        elif _is_quick(item):
            item.add_marker("quick")
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(1800))
    if _with_long(config):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def _is_quick(item: pytest.Item) -> bool:
    """Return whether a test starts no process and opens no screen: tests of screens are async."""
    folder = _folder(item.path)
    opens_no_screen = not iscoroutinefunction(getattr(item, "obj", None))
    return folder in QUICK or (folder == "tui" and opens_no_screen)


@cache
def _folder(file: Path) -> str:
    return file.relative_to(_TESTS).parts[0]


def pytest_collection_finish() -> None:
    """Collect garbage rarely, and never in loaded modules, to save a fifth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)
    gc.enable()


def _with_long(config: pytest.Config) -> bool:
    return os.environ.get("SOMMET_LONG") == "1" or _asks_for("long", config)


def _asks_for(marker: str, config: pytest.Config) -> bool:
    wanted = config.getoption("markexpr")
    return marker in wanted.split() and f"not {marker}" not in wanted


_real_home = Path("~").expanduser()
_IN_HOME = f"{_real_home}{os.sep}"
_ALLOWED = tuple(
    str(folder)
    for path in (str(_TESTS.parent), tempfile.gettempdir(), sys.prefix, sys.base_prefix, *sys.path)
    for folder in (Path(path).absolute(), Path(path).resolve())
)
"""Folders in which tests may open files, even if they are in the real home."""
_WATCHED = {"open", "sqlite3.connect", "os.mkdir", "os.listdir", "os.scandir", "os.remove"}
_opened: set[str] = set()
"""The files that were opened in the real home."""
_started: list[object] = []
"""The programs that the test has started."""


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen":
        _started.append(arguments[0])
    elif event in _WATCHED and isinstance(path := arguments[0], str | bytes | os.PathLike):
        whole = str(Path(os.fsdecode(path)).absolute())
        if whole.startswith(_IN_HOME) and not whole.startswith(_ALLOWED):
            _opened.add(whole)


sys.addaudithook(_watch)

# Fixtures of modules and of the session run before those of a test, so they need a home here.
_HOMES = Path(tempfile.mkdtemp(prefix="sommet-homes-"))
_number = count()


def _move_to(home: Path, environment: pytest.MonkeyPatch) -> None:
    """Make a folder the home of this process and its children, on every platform."""
    home.mkdir()
    environment.setenv("HOME", str(home))
    environment.setenv("USERPROFILE", str(home))
    for name in ("APPDATA", "LOCAL_APPDATA", "PERSONAL", "DOWNLOADS"):
        environment.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name))
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        environment.delenv(f"XDG_{name}_HOME", raising=False)


_move_to(_HOMES / "shared", _session := pytest.MonkeyPatch())

# The developer's own settings of the terminal, the app, git and buckets change nothing here.
_SETTINGS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TEXTUAL", "SOMMET_", "GIT_", "AWS_")
for _name in os.environ:
    if _name.startswith(_SETTINGS) and _name != "SOMMET_LONG":
        _session.delenv(_name)

# Neither files nor databases wait for the disk, because no test cuts the power.
_session.setattr(database_file, "SYNCHRONOUS", "OFF")
_session.setattr(os, "fsync", lambda _: None)


def pytest_unconfigure() -> None:
    _session.undo()
    shutil.rmtree(_HOMES, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the test its own home folder.

    Fail the test if it opens anything in the user's home, or forgets a process that it has started.
    Otherwise, the garbage collector would find this process during a later test, which would fail.
    """
    _move_to(_HOMES / str(next(_number)), monkeypatch)
    _opened.clear()
    _started.clear()
    yield
    if _started:
        gc.collect()
        begun = [each for each in gc.get_objects() if isinstance(each, SubprocessTransport)]
        assert all(each.is_closing() for each in begun)
    assert not _opened, "the test opened files in the home of the account"


@pytest.fixture(scope="session", autouse=True)
def _open_sockets() -> Iterator[None]:
    """Fail the last test if the run has left a socket open."""
    yield
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()  # paho leaves sockets of failed connections to the garbage collector
    left = [each for each in gc.get_objects() if isinstance(each, socket.socket)]
    assert not [each for each in left if each.fileno() != -1]


@pytest.fixture
def short_path() -> Iterator[Path]:
    """Yield a folder with a short path, so that lines with the path break at the same places."""
    with tempfile.TemporaryDirectory(prefix="s") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """Run a broker that lets everyone in."""
    from tests.brokers import running

    with running(tmp_path_factory.mktemp("broker")) as broker:
        yield broker
