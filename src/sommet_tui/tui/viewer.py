"""Who is looking: their companion, language and zones; the state that screens share."""

from __future__ import annotations

from sommet_tui.companion.companion import Companion
from sommet_tui.tui.keymap import AS_THEY_ARE, Keymap
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.language import other
from sommet_tui.wording.times import Zones
from sommet_tui.wording.words import Words, words_in


class Viewer:
    """Gives every screen the scene of the instant it paints."""

    def __init__(
        self,
        companion: Companion,
        language: str,
        zones: Zones,
        keymap: Keymap = AS_THEY_ARE,
    ) -> None:
        self.companion = companion
        self.words: Words = words_in(language)
        self.zones = zones
        self.keymap = keymap

    def scene(self) -> Scene:
        """What there is to show right now."""
        companion = self.companion
        return Scene(companion.snapshot, companion.now(), self.words, self.zones, self.keymap)

    def switch_language(self) -> None:
        """Speak the other language from now on."""
        self.words = words_in(other(self.words.language))
