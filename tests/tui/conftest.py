"""Fixtures that open an app, and that compare screens with golden files."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from textual import _wait, screen
from textual.app import App
from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from sommet_tui.companion.ports import ProgrammeSource
from sommet_tui.domain.programme import Programme
from sommet_tui.formats.readers import read_programme
from sommet_tui.sources.find import shipped_programme
from tests.builders import at

from .events import event, in_rooms
from .moderating import begin_panel, panels
from .pictures import picture
from .stages import A_RUNS, Done, day, do_acts
from .worlds import Shelf, World

GOLDENS = Path(__file__).with_name("goldens")


class Open(Protocol):
    """Opens a world with a programme or a source; the options are fields of `World`."""

    def __call__(
        self, of: Programme | ProgrammeSource, now: datetime | str, **options: Any
    ) -> World: ...


class OnStage(Protocol):
    """Opens the day of `stages.day` after these acts, at a time of its clock."""

    def __call__(self, *acts: Done, now: str, language: str = "en") -> World: ...


Golden = Callable[[App[None], str], None]


@pytest.fixture(autouse=True, scope="session")
def _styles_parsed_once() -> Iterator[None]:
    """Parse the stylesheet once for each set of colours instead of once for each app."""
    parsed: dict[frozenset[tuple[str, str]], LRUCache[tuple[object, ...], list[RuleSet]]] = {}
    set_variables = Stylesheet.set_variables

    def share(self: Stylesheet, variables: dict[str, str]) -> None:
        self._parse_cache = LRUCache(1)  # the shared one would be emptied
        set_variables(self, variables)
        colours = frozenset(variables.items())
        self._parse_cache = parsed.setdefault(colours, LRUCache(1000))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "set_variables", share)
        yield


@pytest.fixture(autouse=True, scope="session")
def _short_waits() -> Iterator[None]:
    """Let the screens paint four times as often, and the pilot wait as much less after a key."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SLEEP_GRANULARITY", "SLEEP_IDLE"):
            patch.setattr(_wait, name, getattr(_wait, name) / 4)
        patch.setattr(screen, "UPDATE_PERIOD", screen.UPDATE_PERIOD / 4)
        yield


@pytest.fixture
def world(tmp_path: Path) -> Open:
    def make(of: Programme | ProgrammeSource, now: datetime | str, **options: Any) -> World:
        source = Shelf(of) if isinstance(of, Programme) else of
        options.setdefault("database", tmp_path / "data" / "sommet.sqlite3")
        return World(source, at(now) if isinstance(now, str) else now, **options)

    return make


@pytest.fixture
def on_stage(world: Open) -> OnStage:
    def make(*acts: Done, now: str, language: str = "en") -> World:
        here = world(day(), "08:50", language=language)
        do_acts(here, *acts, now=now)
        return here

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return a function that compares the screen with goldens/NAME.txt, or updates the file."""
    draw_anew = bool(request.config.getoption("--update-goldens"))

    def compare(app: App[None], name: str) -> None:
        file, drawn = GOLDENS / f"{name}.txt", picture(app) + "\n"
        if draw_anew:
            GOLDENS.mkdir(exist_ok=True)
            file.write_text(drawn, encoding="utf-8")
            return
        if not file.is_file():
            pytest.fail(f"there is no {file.name}; draw it with --update-goldens\n{drawn}")
        wanted = file.read_text(encoding="utf-8")
        if drawn != wanted:
            lines = difflib.unified_diff(
                wanted.splitlines(), drawn.splitlines(), file.name, "on screen", lineterm=""
            )
            pytest.fail("\n".join(lines), pytrace=False)

    return compare


@pytest.fixture(scope="session")
def summit() -> Programme:
    """Return the programme of the Sommet."""
    path = Path(shipped_programme())
    found = read_programme(path.read_bytes(), path.name).programme
    assert found is not None
    return found


@pytest.fixture
def here(world: Open) -> World:
    """Return the event of `events.event` at 09:30."""
    return world(event(), "09:30")


@pytest.fixture
def two_rooms(world: Open) -> World:
    """Return the event of `events.in_rooms` at 09:30."""
    return world(in_rooms(), "09:30")


@pytest.fixture
def halfway(on_stage: OnStage) -> World:
    """Return the day of `stages.day` at 10:30, halfway through Panel 1."""
    return on_stage(*A_RUNS, now="10:30")


@pytest.fixture
def before_panel(world: Open) -> World:
    """Return the panel at 13:50, ten minutes before it begins."""
    return world(panels(), "13:50")


@pytest.fixture
def panel(before_panel: World) -> World:
    """Return the panel at 14:52:10, on since 14:04."""
    begin_panel(before_panel)
    return before_panel
