"""What lies over a screen and is closed again."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from sommet_tui.companion.keys import MAIN_QUIT
from sommet_tui.tui.keys.bindings import bindings


class Dialog(ModalScreen[None]):
    """A panel that can be closed once.

    A key that is held down keeps repeating after the panel has closed: the repetitions must neither
    close the screen below nor count as a mistake.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings((MAIN_QUIT,))
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        color: $foreground;
        layers: base above;
        &:ansi { background: $background 60%; }
        & > Vertical {
            width: 60;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $muted;
            background: $surface;
            & > LineView { background: $surface; height: auto; }
        }
        & Input { margin: 1 0; }
    }
    """

    def close(self) -> bool:
        """Close the panel if it is still there; whether it was."""
        on_top = self.is_active
        if on_top:
            self.dismiss(None)
        return on_top

    def action_back(self) -> None:
        """Close the panel."""
        self.close()

    def action_leave(self) -> None:
        """Close by the other key, if that types no letter."""
        self.action_back()
