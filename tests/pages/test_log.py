"""What the log of the stage says of an entry, on screen and in a command's output."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from sommet_tui.companion.confirmations import Confirmation
from sommet_tui.companion.day_log import CrewDay, EventLog
from sommet_tui.companion.json.stage import log_view
from sommet_tui.companion.live_ports import Share
from sommet_tui.domain.crew.merge import VoidAct, shared_log
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, Position
from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from sommet_tui.formats.act_log import read_act_log
from sommet_tui.pages.log import lead_lines, log_lines, void_lines
from sommet_tui.wording.stage import question_sentence
from sommet_tui.wording.words import View
from tests.acting import act, example_day
from tests.builders import at
from tests.tables import listed, table
from tests.tui.scenes import scene

DAY = example_day()
LEAD = LeadClaim(None, 1, "crew/studio", "Studio", at("08:30"))


def view(events: EventLog) -> View:
    return scene(DAY, at("10:30"), events=events)


def crew(*records: CrewRecord, claims: Sequence[LeadClaim] = (LEAD,)) -> EventLog:
    shared = shared_log(records, claims)
    share = Share("mqtt://host/day", "crew/me", "Stage")
    names = {"crew/studio": "Studio"}
    return EventLog(shared.acts, shared.messages, crew=CrewDay(share, shared, names))


def record(number: int, writer: str, content: Act) -> CrewRecord:
    uid = f"{writer} {number}"
    return CrewRecord(writer, number, "act", uid, None, replace(content, uid=uid), content.at)


@pytest.mark.parametrize(("acts", "expected"), table("log_lines.txt"))
def test_entry_shows_whether_it_is_in_force(acts: str, expected: str) -> None:
    made = tuple(act(number, each) for number, each in enumerate(listed(acts), 1))
    found = log_lines(made, view(EventLog(made)))
    assert "; ".join(" / ".join((line.sentence, *line.state)) for line in found) == expected


def test_message_has_no_number() -> None:
    said = Message(1, at("10:00"), "panel", "+5 granted", by="ada", uid="m1")
    (line,) = log_lines([said], view(EventLog(messages=(said,))))
    assert (line.number, line.by, line.state) == (None, "ada", ())


START = Act("start", session="opening", at=at("09:00"), by="ada")


def test_entries_of_a_shared_day_name_the_computer() -> None:
    events = crew(record(1, "crew/studio", START))
    (line,) = log_lines(events.acts, view(events))
    assert (line.number, line.at, line.by) == (1, at("09:00"), "ada · Studio")


def test_act_without_the_lead_names_the_lead() -> None:
    shown = view(crew(record(1, "crew/me", START)))
    assert shown.snapshot.events.acts == ()
    (void,) = shown.snapshot.void_acts(at("10:30"))
    (line,) = void_lines([void], shown)
    assert (line.number, line.at, line.by) == (None, at("09:00"), "ada · Stage")
    (why,) = line.state
    assert "Studio" in why
    (line,) = void_lines([replace(void, redone=True)], shown)
    assert line.state == (f"{why} · redone", "redone")


def test_simulated_time_lists_void_acts_only_from_their_time_on() -> None:
    snapshot = view(crew(record(1, "crew/me", START))).snapshot
    assert len(snapshot.void_acts(at("08:59"))) == 1
    simulated = replace(snapshot, is_shifted=True)
    assert [len(simulated.void_acts(at(now))) for now in ("08:59", "09:00")] == [0, 1]


def test_unshared_day_lists_no_acts_without_the_lead() -> None:
    void = VoidAct(record(1, "crew/me", Act("end", at=at("09:00"))), "not-leading", LEAD)
    assert list(void_lines([void], view(EventLog()))) == []
    assert view(EventLog()).snapshot.void_acts(at("10:00")) == ()


def test_log_of_a_shared_day_lists_changes_of_the_lead() -> None:
    again = replace(LEAD, epoch=2, at=at("08:40"))
    next_ = LeadClaim(None, 3, "crew/me", "Stage", at("09:05"), Position("crew/studio", 0))
    seen = view(crew(claims=[LEAD, again, next_]))
    found = [(line.at, line.sentence, line.number) for line in lead_lines(seen)]
    assert found == [
        (at("08:30"), "Studio took the lead", 0),
        (at("09:05"), "Stage took the lead", 0),
    ]
    records = list(log_view(seen.snapshot, seen.now))
    assert [(r["act"], r["laptop"], r["seq"]) for r in records] == [
        ("lead", "Studio", None),
        ("lead", "Stage", None),
    ]
    assert read_act_log("\n".join(map(json.dumps, records)).encode()) == ()


def test_question_before_an_undo_names_the_person_and_the_computer() -> None:
    shown = view(crew(record(1, "crew/studio", START)))
    question = Confirmation("undo", by="ada", uid="crew/studio 1")
    assert question_sentence(question, shown, "the start") == "Undo “the start”, by ada · Studio?"
