"""`python -m sommet_tui`."""

from __future__ import annotations

from sommet_tui.cli.main import main

raise SystemExit(main())
