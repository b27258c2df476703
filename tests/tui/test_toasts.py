"""What pops up in a corner is broken into lines as French typography wants it."""

from __future__ import annotations

import pytest

from tests.builders import at

from .conftest import Open
from .events import event
from .pictures import picture
from .worlds import until

SAID = "Le rappel vaut pour {}\u00a0: «\u202fLe marché de l’écoute\u202f»\u202f! Et après\u202f?"


@pytest.mark.parametrize("more", ["un", "une salle", "une salle voisine"])
@pytest.mark.parametrize("width", [40, 80, 120])
async def test_no_line_of_a_toast_begins_with_a_mark(world: Open, width: int, more: str) -> None:
    here = world(event(), at("09:30"), language="fr")
    async with here.app.run_test(size=(width, 40), notifications=True) as pilot:
        here.app.notify(SAID.format(more), title="Rappel\u202f: la salle\u202f?", markup=False)
        await until(pilot, lambda: "après ?" in picture(here.app))
        starts = [line.lstrip(" ▌")[:1] for line in picture(here.app).splitlines()]
        assert "R" in starts
        assert not set(starts) & set("!?:;»")
