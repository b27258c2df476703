"""What the log of the stage says of an entry, on screen and in a command's output."""

from __future__ import annotations

import json

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
from sommet_tui.pages.log import LogLine, lead_lines, log_lines, void_lines
from sommet_tui.wording.stage import question_sentence
from sommet_tui.wording.words import View
from tests.acting import example_day, log
from tests.builders import at
from tests.tui.scenes import scene

DAY = example_day()
LEAD = LeadClaim(None, 1, "crew/studio", "Studio", at("08:30"))


def view(events: EventLog) -> View:
    return scene(DAY, at("10:30"), events=events)


def lines(*specs: str) -> list[LogLine]:
    acts = log(DAY, *specs)
    return list(log_lines(acts, view(EventLog(acts))))


def crew(*records: CrewRecord) -> EventLog:
    shared = shared_log(records, [LEAD])
    share = Share("mqtt://host/day", "crew/me", "Stage")
    names = {"crew/studio": "Studio"}
    return EventLog(shared.acts, shared.messages, crew=CrewDay(share, shared, names))


def record(number: int, writer: str, content: Act) -> CrewRecord:
    uid = f"{writer} {number}"
    kept = replace(content, uid=uid)
    return CrewRecord(writer, number, "act", uid, None, kept, stamp=content.at)


def test_valid_entry_has_no_remark() -> None:
    (line,) = lines("09:06 start opening")
    assert (line.number, line.at, line.by, line.state) == (1, at("09:06"), "", ())
    assert line.sentence == "Opening started at 09:06"


def test_undo_marks_its_act() -> None:
    acts = (*log(DAY, "09:06 start opening"), Act("undo", undoes=1, seq=2, at=at("09:07")))
    found = list(log_lines(acts, view(EventLog(acts))))
    assert [line.state for line in found] == [("undone",), ()]
    assert found[1].sentence == "Undone: Opening started at 09:06"


def test_void_act_shows_its_reason() -> None:
    acts = log(DAY, "09:00 start opening", "09:15 start keynote", "09:20 pause")
    acts = (*acts, Act("undo", undoes=2, seq=4, at=at("09:21")))
    found = list(log_lines(acts, view(EventLog(acts))))
    assert found[2].state == ("void: the running session was Opening", "void")


def test_act_on_a_removed_session_is_void() -> None:
    act = Act("cancel", session="gone", seq=1, at=at("09:00"))
    (line,) = log_lines([act], view(EventLog((act,))))
    assert line.state == ("void: this programme does not have the session", "void")


def test_message_has_no_number() -> None:
    said = Message(1, at("10:00"), "panel", "+5 granted", by="ada", uid="m1")
    (line,) = log_lines([said], view(EventLog(messages=(said,))))
    assert (line.number, line.by, line.state) == (None, "ada", ())


def test_entries_of_a_shared_day_name_the_computer() -> None:
    start = Act("start", session="opening", at=at("09:00"), by="ada")
    events = crew(record(1, "crew/studio", start))
    (line,) = log_lines(events.acts, view(events))
    assert line.by == "ada · Studio"


def test_act_without_the_lead_names_the_lead() -> None:
    start = Act("start", session="opening", at=at("09:00"), by="ada")
    events = crew(record(1, "crew/me", start))
    assert events.crew is not None
    assert events.acts == ()
    (void,) = events.crew.log.void
    (line,) = void_lines([void], view(events))
    assert (line.number, line.at, line.by) == (None, at("09:00"), "ada · Stage")
    (why,) = line.state
    assert "Studio" in why
    (line,) = void_lines([replace(void, redone=True)], view(events))
    assert line.state == (f"{why} · redone", "redone")


def test_simulated_time_lists_void_acts_only_from_their_time_on() -> None:
    start = Act("start", session="opening", at=at("09:00"))
    snapshot = view(crew(record(1, "crew/me", start))).snapshot
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
    shared = shared_log([], [LEAD, again, next_])
    share = Share("mqtt://host/day", "crew/me", "Stage")
    seen = view(EventLog(crew=CrewDay(share, shared)))
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
    act = replace(log(DAY, "09:06 start opening")[0], by="ada")
    shown = view(crew(record(1, "crew/studio", act)))
    question = Confirmation("undo", by="ada", uid="crew/studio 1")
    assert question_sentence(question, shown, "the start") == "Undo “the start”, by ada · Studio?"
