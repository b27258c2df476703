"""What the screens use of Textual beyond its documentation is still there, and is all listed.

The list is the table in docs/architecture.md. When a new Textual fails here, look at each use that
is named, at the file that has it, before the version in pyproject.toml is raised.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "architecture.md"
SCREENS = ROOT / "src" / "sommet_tui" / "tui"


def _calls_what_it_is_given(it: object) -> bool:
    assert inspect.isfunction(it)
    return "iscoroutinefunction" in inspect.getsource(it)


def _takes(it: object, *names: str) -> bool:
    assert callable(it)
    return [n for n in inspect.signature(it).parameters if n != "self"] == [*names]


USED: dict[str, Callable[[object], bool]] = {
    "textual.app.App._handle_exception": lambda it: _takes(it, "error"),
    "textual.app.App._fatal_error": _takes,
    "textual.app.App.panic": callable,
    "textual.app.App._close_messages_no_wait": _takes,
    "textual.app.App.native_ansi_color": lambda it: isinstance(it, property),
    "textual.app.App.get_driver_class": _takes,
    "textual.app.App._get_screen": lambda it: _takes(it, "screen"),
    "textual.screen.Screen._compositor_refresh": _takes,
    "textual.screen.Screen._refresh_layout": lambda it: _takes(it, "size", "scroll"),
    "textual.screen.Screen._screen_resized": lambda it: _takes(it, "size"),
    "textual.screen.Screen._on_timer_update": _takes,
    "textual.scroll_view.ScrollView.watch_scroll_y": lambda it: _takes(
        it, "old_value", "new_value"
    ),
    "textual.widget.Widget.notify_style_update": _takes,
    "textual.widget.Widget.render_lines": lambda it: _takes(it, "crop"),
    "textual.widget.Widget.BLANK": lambda it: it is False,
    "textual.widgets.TextArea.edit": lambda it: _takes(it, "edit"),
    "textual.worker.Worker._run_async": _calls_what_it_is_given,
    "textual._xterm_parser.XTermParser": inspect.isclass,
    "textual._ansi_sequences.ANSI_SEQUENCES_KEYS": bool,
    "textual._keyboard_protocol.FUNCTIONAL_KEYS": bool,
}
"""What is used, and what must be true of it."""


def _found(name: str) -> object:
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("name", USED)
def test_it_is_there_as_it_was(name: str) -> None:
    assert USED[name](_found(name)), f"{name} is another one now"


def test_every_use_stands_in_the_document() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert not [name for name in USED if f"`{name.removeprefix('textual.')}`" not in document]


def test_no_other_private_module_of_textual_is_imported() -> None:
    private = re.compile(r"from (textual\._\w+) import (\w+)")
    imported = {
        ".".join(match.groups())
        for file in SCREENS.rglob("*.py")
        for match in private.finditer(file.read_text(encoding="utf-8"))
    }
    assert imported == {name for name in USED if name.startswith("textual._")}
