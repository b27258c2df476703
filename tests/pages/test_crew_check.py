"""What `stage share --check` says about the computers of a crew, before the doors open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.cli.commands.stage.share import CrewCheck, crew_checks
from sommet_tui.companion.day_log import CrewDay, EventLog
from sommet_tui.companion.live_ports import LinkStatus, Member, Share
from sommet_tui.domain.crew.merge import shared_log
from sommet_tui.domain.crew.records import LeadClaim
from sommet_tui.domain.values import replace
from tests.acting import example_day
from tests.builders import at
from tests.tui.scenes import scene

NOW = at("08:00")
PLACE = frozenset({"www"})
ME = Member("crew/a", "Stage", True, PLACE, "1.0", "r1", 0, timedelta(0))
B = Member("crew/b", "Room B", True, PLACE, "1.0", "r1", 0, timedelta(seconds=2))
C = Member("crew/c", "Green room", True, frozenset(), "1.0", "r1", 0, timedelta(seconds=-1))
LINK = LinkStatus(connected=True, since=NOW, synced=True)
LEAD = LeadClaim(None, 1, "crew/a", "Stage", NOW)


def checks(
    *others: Member, lead: LeadClaim = LEAD, unknown_writers: int = 0
) -> dict[str, CrewCheck]:
    log = shared_log([], [lead])
    crew = CrewDay(Share("mqtt://host/day", "crew/a", "Stage"), log, {"crew/d": "Foyer"})
    view = scene(example_day(), NOW, events=EventLog(crew=crew))
    link = replace(LINK, members=others, unknown_writers=unknown_writers, me=ME)
    return {check.subject: check for check in crew_checks(crew, link, view)}


def test_ready_crew_passes_all_checks() -> None:
    found = checks(B, C)
    assert {about: check.sentence for about, check in found.items()} == {
        "broker": "Connected. Online: Room B, Green room.",
        "app": "All computers have version 1.0.",
        "programme": "All computers have the same programme.",
        "clocks": "All clocks are right.",
        "lead": "Stage leads.",
        "audience": "Stage publishes (standing by: Room B).",
        "records": "All records are sent.",
    }
    assert all(check.is_ok for check in found.values())


def test_disconnected_computers_are_not_checked() -> None:
    gone = replace(C, is_connected=False, app="0.9", revision="r0", waiting=3, ahead=None)
    assert all(check.is_ok for check in checks(B, gone).values())


@pytest.mark.parametrize(
    ("others", "about", "text"),
    [
        ([B, replace(C, app="0.9")], "app", "Stage 1.0, Room B 1.0, Green room 0.9"),
        ([B, replace(C, revision="r0")], "programme", "Not the same programme as here: Green room"),
        ([B, replace(C, ahead=None)], "clocks", "Green room does not answer"),
        (
            [replace(m, ahead=timedelta(minutes=7)) for m in (B, C)],
            "clocks",
            "The clock of Stage is 7\u00a0minutes slow",
        ),
        ([replace(B, ahead=timedelta(minutes=7))], "clocks", "Room B is 7\u00a0minutes fast"),
        ([B, replace(C, waiting=2)], "records", "Green room: 2\u00a0records not sent yet"),
    ],
)
def test_crew_check_names_the_computer_with_a_problem(
    others: list[Member], about: str, text: str
) -> None:
    found = checks(*others)
    assert [check.subject for check in found.values() if not check.is_ok] == [about]
    assert text in found[about].sentence


def test_disconnected_lead_is_reported_as_a_problem() -> None:
    found = checks(B, lead=replace(LEAD, writer="crew/d", name="Foyer"))
    assert not found["lead"].is_ok
    assert found["lead"].sentence == "Foyer leads, but is not connected."
    assert found["programme"].is_ok
    found = checks(B, lead=replace(LEAD, writer="crew/d", revision="r2"))
    assert found["programme"].sentence.startswith("Not the same programme as here: Foyer.")


def test_another_programme_at_the_address_is_a_problem() -> None:
    found = checks(unknown_writers=1)
    assert not found["programme"].is_ok
    assert "Another programme is shared at this address" in found["programme"].sentence
