"""The views for the tests of sentences."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sommet_tui.companion.snapshot import open_snapshot
from sommet_tui.domain.programme import Programme
from sommet_tui.wording.words import View, Zones, words_in
from tests.acting import day_of
from tests.builders import PARIS, at


def view(
    language: str = "en",
    now: datetime | None = None,
    shown: Programme | None = None,
    zones: Zones | None = None,
) -> View:
    """Return a view in one language: at 09:00, of a day with one session, in Paris unless given."""
    shown = shown or day_of("one 10:00-11:00")
    paris = ZoneInfo(PARIS)
    snapshot = open_snapshot(shown, "example.yaml")
    return View(snapshot, now or at("09:00"), zones or Zones(paris, paris), words_in(language))
