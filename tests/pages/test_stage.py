"""What the screens and the commands of the stage say of a lane, and of an entry of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from sommet_tui.companion.confirmations import Confirmation
from sommet_tui.companion.day_log import NOTHING, CrewDay, EventLog
from sommet_tui.companion.json.stage import log_view
from sommet_tui.companion.live_ports import Share
from sommet_tui.domain.crew.merge import VoidAct, shared_log
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, Position
from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.lane_now import LaneGap, lane_entries
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.values import replace
from sommet_tui.formats.act_log import read_act_log
from sommet_tui.pages.stage import (
    delay_sentence,
    driver_sentence,
    item_symbol,
    item_times,
    lateness,
    lead_lines,
    log_lines,
    place_change_words,
    planned_times,
    shortened_lengths,
    unannounced_sentence,
    void_lines,
)
from sommet_tui.wording.stage import question_sentence
from sommet_tui.wording.words import View
from tests.acting import act, day_of, example_day, timing_at
from tests.builders import at, clock_of, existing, plain
from tests.tables import listed, table
from tests.tui.scenes import scene

DAY = example_day()
ON_TIME = ("09:00 start opening", "09:15 start keynote")
LATE = (*ON_TIME, "10:12 start a")
MINUTE = timedelta(minutes=1)
LEAD = LeadClaim(None, 1, "crew/studio", "Studio", at("08:30"))


def view(events: EventLog = NOTHING) -> View:
    return scene(DAY, at("10:30"), events=events)


def crew(*records: CrewRecord, claims: Sequence[LeadClaim] = (LEAD,)) -> EventLog:
    shared = shared_log(records, claims)
    share = Share("mqtt://host/day", "crew/me", "Stage")
    names = {"crew/studio": "Studio"}
    return EventLog(shared.acts, shared.messages, crew=CrewDay(share, shared, names))


def record(number: int, writer: str, content: Act) -> CrewRecord:
    uid = f"{writer} {number}"
    return CrewRecord(writer, number, "act", uid, None, replace(content, uid=uid), content.at)


def entry(id_: str, now: str, *acts: str) -> Projected:
    return existing(timing_at(DAY, now, *acts).item(id_))


@pytest.mark.parametrize(
    ("acts", "writer", "expected"), table("stage_items.txt", "who drives the room")
)
def test_lane_shows_automatic_manual_or_the_other_lead(
    acts: str, writer: str, expected: str
) -> None:
    events = crew(claims=[replace(LEAD, writer=writer)] if writer else [])
    assert driver_sentence(timing_at(DAY, "10:20", *listed(acts)), view(events)) == expected


@pytest.mark.parametrize(("acts", "signs"), table("stage_items.txt", "signs"))
def test_sign_distinguishes_automatic_paused_and_next_sessions(acts: str, signs: str) -> None:
    timing = timing_at(DAY, "10:20", *listed(acts))
    found = "".join(item_symbol(timing, item) for item in lane_entries(timing))
    assert found[:6].strip() == signs


@pytest.mark.parametrize(
    ("now", "acts", "id_", "lengths"), table("stage_items.txt", "shortened breaks")
)
def test_late_session_shortens_a_break_but_not_a_session(
    now: str, acts: str, id_: str, lengths: str
) -> None:
    found = shortened_lengths(entry(id_, now, *listed(acts)))
    assert " of ".join(str(length // MINUTE) for length in found or ()) == lengths


def test_gap_can_shrink_to_nothing() -> None:
    day = day_of("one 09:00-10:00, two 10:30-11:00")
    for now, left in (("09:10", ()), ("10:20", (10, 30)), ("10:40", (0, 30))):
        entries = lane_entries(timing_at(day, now, "09:00 start one"))
        gap = next(e for e in entries if isinstance(e, LaneGap))
        assert tuple(length // MINUTE for length in shortened_lengths(gap) or ()) == left
        assert planned_times(gap) == (at("10:00"), at("10:30"))


def test_inserted_session_has_no_planned_times() -> None:
    timing = timing_at(DAY, "10:20", *LATE, "10:20 insert drill 10 a")
    times = {item.session.id: planned_times(item) for item in timing.items}
    assert times["b"] == (at("11:30"), at("12:30"))
    assert [id_ for id_, due in times.items() if due is None] == ["drill"]


@pytest.mark.parametrize(
    ("act", "id_", "sentence"), table("stage_items.txt", "moves after a late a")
)
def test_item_shows_how_it_was_moved(act: str, id_: str, sentence: str) -> None:
    timing = timing_at(DAY, "10:20", *LATE, act)
    found = place_change_words(timing, entry(id_, "10:20", *LATE, act), view())
    assert (found or "") == sentence


def test_item_without_a_due_time_is_never_late() -> None:
    assert lateness(entry("a", "10:20", *LATE)) == (12 * MINUTE, 12 * MINUTE)
    assert lateness(entry("opening", "10:20", *LATE)) == (0 * MINUTE, 0 * MINUTE)
    assert lateness(entry("b", "10:20", *LATE, "10:20 defer b c")) is None
    assert lateness(entry("b", "10:20", *LATE, "10:20 cancel b")) is None


def test_new_starts_are_counted_until_they_are_announced() -> None:
    def sentence(*acts: str) -> str | None:
        return unannounced_sentence(timing_at(DAY, "11:40", *LATE, *acts), view().words)

    assert sentence() == "1\u00a0new time not announced yet"
    assert sentence("11:20 swap b c") == "2\u00a0new times not announced yet"
    assert sentence("11:40 announce") is None


def test_delay_is_shown_with_its_cost_and_the_new_end_of_the_day() -> None:
    sentence = delay_sentence(timing_at(DAY, "10:20", *LATE), view()).replace("\u00a0", " ")
    assert sentence == "12 min behind: Coffee cut to 18 min, B on time"
    assert delay_sentence(timing_at(DAY, "09:20", *ON_TIME), view()) == "on time"
    day = day_of("one 09:00-10:00, two 10:00-11:00")
    late = timing_at(day, "09:30", "09:08 start one")
    sentence = plain(delay_sentence(late, scene(day, at("09:30"))))
    assert sentence == "8 min behind: Two +8 min, the day ends at 11:08, 8 min late"


@pytest.mark.parametrize(
    ("acts", "id_", "starts"), table("stage_items.txt", "starts after a late a")
)
def test_expected_start_is_shown_only_if_it_differs(acts: str, id_: str, starts: str) -> None:
    times = item_times(entry(id_, "10:20", *LATE, *listed(acts)))
    assert ", ".join(f"{layer} {clock_of(time)}" for layer, time in times.items()) == starts


def test_expected_end_is_shown_only_if_it_differs() -> None:
    times = item_times(entry("a", "10:20", *LATE), end=True)
    assert times == {"planned": at("11:00"), "projected": at("11:12")}


def test_difference_of_seconds_is_not_shown() -> None:
    acts = (*ON_TIME, "10:12:40 start a", "10:12:45 announce")
    known = {"planned": at("11:00"), "announced": at("11:12")}
    assert item_times(entry("a", "10:20", *acts), end=True) == known
    late = item_times(entry("a", "11:20", *acts), end=True)
    assert late == known | {"projected": at("11:20")}


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
    assert list(void_lines([void], view())) == []
    assert view().snapshot.void_acts(at("10:00")) == ()


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
