"""The door to the screens: they are shown until they are left."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.settings import LoadedSettings
from sommet_tui.tui.app import SommetApp
from sommet_tui.tui.background.work import end_while_reading
from sommet_tui.tui.terminal.signals import ignore_all
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.view import Zones

if TYPE_CHECKING:
    from sommet_tui.companion.services import Services
    from sommet_tui.wording.words import Words


def run(  # noqa: PLR0913
    companion: Companion,
    language: str,
    zones: Zones,
    loaded: LoadedSettings,
    *,
    services: Services,
    report_fault: Callable[[BaseException, Words], int],
    said: Sequence[str] = (),
) -> tuple[int, str | None]:
    """Show the screens; return the exit code, and the address of the event to open next.

    The address is None if the user quits. The first screen shows the sentences in `said`. After a
    fault that ended the screens, and once the terminal is restored, `report_fault` reports it and
    returns the exit code.
    """
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # empty means unset (no-color.org)
    if os.environ.get("CLICOLOR") == "0":
        os.environ["NO_COLOR"] = "1"
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)  # only the terminal knows its size
    viewer = Viewer(companion, language, zones, services=services)
    viewer.said = said
    app = SommetApp(viewer, loaded.settings.theme, loaded)
    before, threading.excepthook = threading.excepthook, app.faults_elsewhere.on_thread_error
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(app.run_async(mouse=loaded.settings.mouse))
    except Exception as error:  # of any kind: reported in one line
        app.fault = app.fault or error
    finally:
        threading.excepthook = before
        connected = companion.log.release()
        if connected is not None:
            connected.stop()
        if viewer.publisher is not None:
            viewer.publisher.close()
        if viewer.drafts:
            from sommet_tui.tui.notes import rescue

            rescue(viewer)
    code = app.return_code or 0
    if app.fault is not None:
        code = report_fault(app.fault, viewer.words)
        viewer.wanted = None
    if viewer.wanted is None:
        end_while_reading(code)
        ignore_all()
    return code, viewer.wanted


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what creates the loop that our own driver needs; None on other platforms."""
    if os.name != "posix":
        return None
    from sommet_tui.tui.terminal.driver import RestingLoop

    return RestingLoop
