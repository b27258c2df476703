"""Draws the pictures of the web page: `python -m tools.page_pictures`. This needs Chromium.

A day of `tools.pictures` is published at a fixed instant, a few minutes late. The system's own
browser, with its clock stopped at this instant, then shows it. `--check` draws nothing, and fails
if a picture is not what the page shows here; another Chromium or other fonts also change pictures.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, Route, sync_playwright
from tests.terminal.conftest import World
from tests.terminal.test_clock_changes import SETTABLE, set_clock

from tools.pictures import DOCS, STARTED, SUMMIT, TOP, Event, prepare

SITE: Final = "https://summit.example/"
KINDS: Final = {"html": "text/html; charset=utf-8", "json": "application/json"}
WALL: Final = {"viewport": {"width": 1280, "height": 720}, "color_scheme": "dark"}
PHONE: Final = {"viewport": {"width": 360, "height": 980}}
SIGN: Final = {"viewport": {"width": 1024, "height": 640}, "color_scheme": "dark"}
CLOCK: Final = {"viewport": {"width": 640, "height": 400}, "color_scheme": "dark"}

FULL: Final = STARTED._replace(
    commands=(
        *STARTED.commands,
        ("11:22:00", "stage full repair"),
        ("11:25:00", "stage cancel weekends"),
    )
)
FULL_SUMMIT: Final = SUMMIT._replace(
    commands=(
        *SUMMIT.commands,
        ("11:22:00", "stage full panel-1"),
        ("11:25:00", "stage cancel panel-3"),
    )
)


class View(NamedTuple):
    """A picture: the day, the time, the part of the page, and the browser's window."""

    name: str
    event: Event
    at: str
    part: str
    window: dict[str, Any]
    locale: str = "en-GB"


ALL: Final = (
    View("page-phone", FULL, "11:43:00", "", PHONE),
    View("page-phone.fr", FULL_SUMMIT, "11:43:00", "", PHONE, "fr-FR"),
    View("page-sign", FULL, "11:43:00", "#room=neptune", SIGN),
    View("page-foyer", FULL, "11:43:00", "#foyer", WALL),
    View("page-clock", FULL, "11:43:00", "#clock&room=neptune", CLOCK),
)


def draw(browser: Browser, view: View) -> bytes:
    """Publish the day of a picture, and return the picture in the browser as a PNG."""
    now = datetime.fromisoformat(view.event.instant(view.at))
    with tempfile.TemporaryDirectory() as home:
        world, www = World(Path(home)), Path(home) / "www"
        clock = prepare(view.event, world)
        set_clock(clock, now.isoformat())
        file = str(TOP / view.event.programme)
        publish = ("publish", str(www), "--once", "--programme", file)
        subprocess.run(  # noqa: S603  (our own program)
            (sys.executable, "-P", "-c", SETTABLE, str(clock), *publish),
            env=dict(world.env),
            check=True,
            capture_output=True,
        )

        def serve(route: Route) -> None:
            name = route.request.url.removeprefix(SITE).partition("?")[0] or "index.html"
            headers = {
                "Content-Type": KINDS.get(name.rpartition(".")[2], "text/plain"),
                "Date": format_datetime(now.astimezone(UTC), usegmt=True),
            }
            if (www / name).exists():
                route.fulfill(body=(www / name).read_bytes(), headers=headers)
            else:
                route.fulfill(status=404)

        page = browser.new_page(locale=view.locale, service_workers="block", **view.window)
        page.route("**/*", serve)
        page.clock.install(time=now - timedelta(minutes=1))
        page.clock.pause_at(now)
        page.goto(SITE + view.part)
        page.wait_for_selector("[data-now]")
        drawn: bytes = page.screenshot()
        page.close()
    return drawn


def main() -> int:
    """Draw the pictures, or check them."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the web page.")
    parser.add_argument("--check", action="store_true", help="only compare them")
    check, stale = parser.parse_args().check, False
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("There is no Chromium here.\n")
        return 69
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for view in ALL:
            file, drawn = DOCS / "pictures" / f"{view.name}.png", draw(browser, view)
            if not check:
                file.write_bytes(drawn)
            elif not file.exists() or file.read_bytes() != drawn:
                stale = True
                print(f"{file} is not what the page shows: python -m tools.page_pictures")
        browser.close()
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
