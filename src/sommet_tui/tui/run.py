"""The door to the screens: they are shown until they are left."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.hint import Hint
from sommet_tui.companion.ports import Editor, EventStore, Notice, SeenStore
from sommet_tui.companion.settings import LoadedSettings
from sommet_tui.tui.app import SommetApp
from sommet_tui.tui.terminal.background import end_while_reading
from sommet_tui.tui.terminal.signals import heed_none
from sommet_tui.tui.viewer import Damage, Publishers, Viewer
from sommet_tui.wording.view import Zones

if TYPE_CHECKING:
    from sommet_tui.companion.changes import ProgrammeChanges
    from sommet_tui.companion.live_ports import CrewLink
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.wording.words import Words


def run(  # noqa: PLR0913 - what is opened late
    companion: Companion,
    language: str,
    zones: Zones,
    loaded: LoadedSettings,
    *,
    reminders: Callable[[], Reminders],
    editor: Callable[[], Editor],
    seen: Callable[[], SeenStore],
    changes: Callable[[], ProgrammeChanges],
    events: Callable[[], EventStore],
    opened: Callable[[], None],
    link: Callable[[str], CrewLink | None],
    publisher: Callable[[Sequence[str]], Publisher],
    lead_publisher: Callable[[], Publisher | None],
    report_fault: Callable[[BaseException, Words], int],
    damage: tuple[Callable[[], Sequence[Notice]], Callable[[], None]],
    said: Sequence[str] = (),
) -> tuple[int, str | None]:
    """Show the companion until it is left; the exit code, and where the event is that is wanted.

    None is wanted where the program is left. `reminders`, `editor`, `seen`, `changes` and `events`
    are called when they are first needed, `opened` once the first screen is there, which tells what
    is `said`; `link` connects with the crew of a programme, where its day is shared; `publisher`
    publishes the day at the places it is given, `lead_publisher` what is driven from here at the
    crew's broker. `report_fault` tells people of a fault that ended the screens, once the terminal
    is given back, and gives the exit code. `damage` gives what to say of damaged databases, and
    remembers that somebody has seen it.
    """
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # empty means unset (no-color.org)
    viewer = Viewer(companion, language, zones, editor=editor)
    viewer.hint = Hint(seen)
    viewer.events, viewer.opened, viewer.said = (lambda: events().events()), opened, said
    viewer.open_link = link
    viewer.damage = Damage(*damage)
    viewer.publishers = Publishers(loaded.settings.publish, publisher, lead_publisher)
    app = SommetApp(viewer, loaded.settings.theme, loaded, reminders, changes)
    before, threading.excepthook = threading.excepthook, app.fail_in_thread
    try:
        app.run(mouse=loaded.settings.mouse)
    except Exception as error:  # whatever it is: told to people in one line
        app.fault = app.fault or error
    finally:
        threading.excepthook = before
        connected = companion.release()
        if connected is not None:
            connected.stop()
        if viewer.publisher is not None:
            viewer.publisher.close()
        if viewer.drafts:
            from sommet_tui.tui.notes.recovery import rescue

            rescue(viewer)
    code = app.return_code or 0
    if app.fault is not None:
        code = report_fault(app.fault, viewer.words)
        viewer.wanted = None
    if viewer.wanted is None:
        end_while_reading(code)
        heed_none()
    return code, viewer.wanted
