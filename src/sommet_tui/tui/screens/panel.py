"""What lies over a screen and is closed again."""

from __future__ import annotations

from textual.screen import ModalScreen


class Panel(ModalScreen[None]):
    """A panel that can be closed once.

    A key that is held down sends more of itself than the panel stays for: what comes after it
    has closed must not close what lay below, nor be taken for a mistake.
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
