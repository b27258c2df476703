"""What a painter is given: the snapshot, the instant and the voice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.tui.keymap import AS_THEY_ARE, Keymap
from sommet_tui.wording.times import Zones
from sommet_tui.wording.words import Words


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a screen is a function of, but for its size, cursor and filter."""

    snapshot: Snapshot
    now: datetime
    words: Words
    zones: Zones
    keymap: Keymap = AS_THEY_ARE
