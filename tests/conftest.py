"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("sommet", deadline=None)  # how fast a machine is proves nothing
settings.load_profile("sommet")
