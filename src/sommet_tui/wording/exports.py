"""Exports as bytes, each format laid out in the viewer's language; what both front ends write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from sommet_tui.companion.carrier import Carrier
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.companion.views import export_view
from sommet_tui.domain.values import dataclass
from sommet_tui.wording.journal import calendar_entry, journal
from sommet_tui.wording.sheet import sheet
from sommet_tui.wording.times import Zones
from sommet_tui.wording.words import Words, mark

FORMATS = ("text", "markdown", "json", "ics")
ENDINGS: Mapping[str, str] = MappingProxyType(
    {"text": "txt", "markdown": "md", "json": "json", "ics": "ics"}
)
"""What a file of each format is called at its end."""
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ics": mark("calendar"),
        "markdown": mark("journal in Markdown"),
        "text": mark("sheet to print"),
        "json": mark("JSON, to bring back later"),
    }
)
"""What each format is called, the most wanted first."""

_BY_ENDING = {ending: name for name, ending in ENDINGS.items()}
_BY_ENDING |= {"text": "text", "markdown": "markdown", "ical": "ics", "icalendar": "ics"}


def format_of(file: str) -> str | None:
    """The format that a file's name asks for; None if it asks for none we write."""
    stem, dot, ending = file.rpartition(".")
    return _BY_ENDING.get(ending.lower()) if stem and dot else None


@dataclass(frozen=True, slots=True)
class Export:
    """What there is to write: a snapshot, the instant it is of, for whom."""

    snapshot: Snapshot
    now: datetime
    zones: Zones
    words: Words

    def content(self, wanted: str, carrier: Carrier, alarm: timedelta | None = None) -> bytes:
        """The file in one of the formats.

        Raises:
            KeepingError: a calendar whose revisions cannot be remembered.
        """
        if wanted == "ics":
            describe = partial(calendar_entry, self.snapshot, words=self.words)
            return carrier.calendar(self.snapshot, describe, alarm)
        if wanted == "json":
            view = export_view(self.snapshot, self.now)
            text = json.dumps(view, ensure_ascii=False, indent=2)
        else:
            page = sheet if wanted == "text" else journal
            text = "\n".join(page(self.snapshot, self.zones, self.words))
        return f"{text}\n".encode("utf-8", "replace")
