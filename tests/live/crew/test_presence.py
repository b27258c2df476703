"""Copies of an installation: the name of the one that gives up its id."""

from __future__ import annotations

from sommet_tui.domain.limits import NAME_LIMIT
from sommet_tui.live.crew.presence import free_name


def test_name_of_a_copied_installation_gets_the_next_free_number() -> None:
    assert free_name("Stage", {"Stage"}) == "Stage (2)"
    assert free_name("Stage (2)", {"Stage (2)", "Stage (3)"}) == "Stage (4)"
    assert len(free_name("x" * 500, ())) <= NAME_LIMIT
