"""The few lines about a session that people copy and send."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sommet_tui.pages.session import session_summary
from sommet_tui.wiring import Options
from sommet_tui.wiring.companion import open_companion
from sommet_tui.wording.words import View, Zones, words_in


def test_copied_summary_contains_no_bookmark_of_the_sender() -> None:
    companion = open_companion(Options(at="11:23", speed=0.0))
    companion.mine.save_bookmark("panel-1")
    zones = Zones(ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Tokyo"))
    session = companion.snapshot.programme.by_id["panel-1"]
    view = View(companion.snapshot, companion.clock.now(), zones, words_in("en"))
    summary = session_summary(session, view)
    assert summary == [
        "Panel 1 · Grands témoignages sur l’IA et les limites planétaires",
        "Dérives extractivistes et Empreinte Carbone",
        "",
        "Friday\u00a07\u00a0February\u00a02025 · 11:00 – 12:10 · 1\u00a0h\u00a010",
        "Digital Village, Paris 13e, 21 rue Albert Bayet",
        "",
        "David Maenda Kithoko, Association Génération Lumière",
        "Lorraine De Montenay, GreenIT",
        "Pierre Terras, Beyond Fossil Fuels",
    ]
