"""Plain text in 80 columns, as sheets have it too: `wording.layout` by the name commands use."""

from __future__ import annotations

from sommet_tui.wording.layout import WIDTH, block, cells, filled

__all__ = ["WIDTH", "block", "cells", "filled"]
