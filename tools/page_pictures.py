"""Draw the pictures of the page for phones: `python tools/page_pictures.py`, with Chromium here.

The page is published at a fixed instant of the shipped programme, after some acts, and shown by the
system's own browser, whose clock stands still then.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Route, sync_playwright

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.sources.file import FileSource
from sommet_tui.sources.shipped import shipped_programme
from sommet_tui.wiring.audience import open_publisher
from sommet_tui.wiring.stores import stores

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOW = datetime(2025, 2, 7, 11, 23, tzinfo=ZoneInfo("Europe/Paris"))
SITE = "https://summit.example/"
KINDS = {"html": "text/html; charset=utf-8", "json": "application/json"}
VIEWS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("page-phone", "", {"viewport": {"width": 360, "height": 640}, "locale": "en-GB"}),
    (
        "page-sign",
        "#room=",
        {"viewport": {"width": 1024, "height": 640}, "locale": "fr-FR", "color_scheme": "dark"},
    ),
    (
        "page-clock",
        "#clock",
        {"viewport": {"width": 640, "height": 400}, "locale": "en-GB", "color_scheme": "dark"},
    ),
)


class Dial:
    """A clock that shows the time it is set to."""

    shows = NOW

    def now(self) -> datetime:
        """Return that time."""
        return self.shows


def publish(folder: Path) -> None:
    """Publish the day at that instant, a few minutes late."""
    dial = Dial()
    source = FileSource(shipped_programme(), read)
    companion = Companion(source, stores(folder / "sommet.sqlite3"), dial)
    stage = Stage(companion)
    for minutes, wish in (
        (80, Act("start", "introduction")),
        (68, Act("start", "keynote-breton")),
        (17, Act("start", "panel-1")),
    ):
        dial.shows = NOW - timedelta(minutes=minutes)
        stage.do(wish)
    dial.shows = NOW
    open_publisher(companion, [str(folder / "www")]).publish_once()


def main() -> int:
    """Draw the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("There is no Chromium here.\n")
        return 69
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as started:
        folder = Path(scratch)
        publish(folder)

        def serve(route: Route) -> None:
            name = route.request.url.removeprefix(SITE).partition("?")[0] or "index.html"
            file = folder / "www" / name
            headers = {
                "Content-Type": KINDS.get(name.rpartition(".")[2], "text/plain"),
                "Date": format_datetime(NOW.astimezone(UTC), usegmt=True),
            }
            if file.exists():
                route.fulfill(body=file.read_bytes(), headers=headers)
            else:
                route.fulfill(status=404)

        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, view, options in VIEWS:
            page = browser.new_page(**options)
            page.route("**/*", serve)
            page.clock.install(time=NOW - timedelta(minutes=1))
            page.clock.pause_at(NOW)
            page.goto(SITE + view)
            page.wait_for_selector("[data-now]")
            page.screenshot(path=str(PICTURES / f"{name}.png"))
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
