"""A panel at an instant: before, during and after, with a stage and without."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.json.panel import panel_view
from sommet_tui.companion.panel import PanelMoment, panel_moment
from sommet_tui.domain.panel import MODERATION, PanelAct
from sommet_tui.domain.programme import Person, Preparation, PreparedQuestion, Segment
from sommet_tui.domain.values import replace
from tests.builders import at, clock_of, existing, programme, session, write_note
from tests.companion.windows import Window
from tests.panels import PEOPLE, PLAN, day
from tests.tables import DATA, stories, table

MINUTE = timedelta(minutes=1)


def minutes_spoken(moment: PanelMoment) -> dict[str, float]:
    return {s.participant.id: s.voice.spoken / MINUTE for s in moment.everyone if s.voice.spoken}


def states(moment: PanelMoment) -> list[str]:
    return [part.state for part in moment.plan]


def test_late_stage_delays_the_first_segment(one: Window) -> None:
    one.play("09:00 start panel")
    one.play("10:00 end")

    late = one.seen("10:04", "talk")

    assert late.timing.lane.state.is_manual
    assert set(states(late)) == {"to_come"}


def test_late_start_and_added_minutes_move_the_hard_end_and_the_questions(one: Window) -> None:
    one.play("09:07 start panel")

    moment = one.seen("09:10")
    assert (moment.timing.start, moment.timing.end) == (at("09:07"), at("10:07"))
    assert (moment.timing.remaining, moment.timing.lane.offset) == (57 * MINUTE, 7 * MINUTE)
    assert moment.questions_due == at("09:47")
    assert not moment.has_open_end
    assert one.seen("10:06").has_open_end
    part = existing(moment.current_part)
    assert (part.segment.name, part.remaining) == ("welcome", 2 * MINUTE)
    assert [(c.session and c.session.id, c.minutes) for c in moment.impact] == [("talk", 7)]

    one.play("09:15 add panel 5")
    given = one.seen("09:15")
    assert given.questions_due == at("09:52")
    assert [part.segment.minutes for part in given.plan] == [5, 15, 25, 15, 5]
    assert given.timing.end == at("10:12")


def test_manually_set_plan_survives_added_minutes(one: Window) -> None:
    plan = (Segment("discussion", 30), Segment("questions", 20))
    one.record("08:50", PanelAct("plan", segments=plan))
    one.play("09:00 start panel")
    one.play("09:15 add panel 5")

    assert [part.segment for part in one.seen("09:15").plan] == list(plan)


def test_stage_pause_moves_the_end_and_stops_everything_else(one: Window) -> None:
    one.play("09:00 start panel")
    one.play("09:00 turn +ada")
    one.play("09:10 pause")

    before, paused = one.seen("09:10"), one.seen("09:16")

    assert (paused.timing.paused_since, paused.timing.end) == (at("09:10"), at("10:06"))
    assert paused.timing.remaining == 50 * MINUTE
    assert (before.turn_length, paused.turn_length) == (10 * MINUTE, 10 * MINUTE)
    for moment in (before, paused):
        assert existing(moment.current_part).remaining == 10 * MINUTE
        assert moment.time_until_questions == 30 * MINUTE
    assert [part.segment.minutes for part in paused.plan] == [5, 15, 20, 15, 5]

    one.play("09:16 resume")
    one.play("09:20 turn +bob")
    one.play("10:06 end")
    after = one.seen("12:00")
    assert minutes_spoken(after) == {"ada": 14, "bob": 46}
    assert after.plan[-1].end == at("10:06")
    assert (after.timing.end, after.timing.due) == (at("10:06"), at("10:06"))


def test_turn_in_a_skipped_session_ends_when_the_next_begins(one: Window) -> None:
    one.play("09:10 turn +ada")
    one.play("10:02 start talk")

    assert minutes_spoken(one.seen("11:00")) == {"ada": 50}


def test_new_turn_is_shown_immediately(one: Window) -> None:
    one.play("09:00 start panel")
    assert not one.seen("09:01").has_turns
    one.play("09:02 turn +ada")
    first = one.seen("09:02")
    one.play("09:50 end")
    for moment, speaks in ((first, True), (one.seen("09:51"), False)):
        ada, bob = (existing(moment.seat(person)) for person in ("ada", "bob"))
        assert (moment.has_turns, ada.voice.has_spoken, bob.voice.has_spoken) == (True, True, False)
        assert (moment.is_speaking(ada.voice), moment.is_speaking(bob.voice)) == (speaks, False)


@pytest.mark.parametrize(("acts", "now", "expected"), table("next_segments.txt"))
def test_next_segment_begins_early_enough_for_the_questions(
    one: Window, acts: str, now: str, expected: str
) -> None:
    one.play("09:00 start panel")
    if acts:
        one.play(acts)

    change = one.seen(now).next_segment

    change_shown = f"{change[0].segment.name} {clock_of(change[1])}" if change else ""
    assert change_shown == expected


def test_person_on_another_stage_is_not_missing(tmp_path: Path) -> None:
    ada, bob, cleo = PEOPLE[0], PEOPLE[2], PEOPLE[3]
    made = programme(
        session("panel", "09:00", "10:00", room="hall", people=[ada, bob, cleo]),
        session("other", "08:30", "09:30", room="attic", people=[ada]),
    )
    one = Window(tmp_path / "db", "09:00", made)
    one.play("09:05 turn +bob")
    one.play("09:10 turn +cleo")

    busy, free = one.seen("09:20"), one.seen("09:40")

    elsewhere = [existing(moment.seat("ada")).elsewhere for moment in (busy, free)]
    assert elsewhere == [made.by_id["other"], None]
    assert (quietest(busy), quietest(free)) == ({"bob"}, {"ada"})


def quietest(moment: PanelMoment) -> set[str]:
    return {seat.participant.id for seat in moment.everyone if moment.is_quietest(seat)}


@pytest.mark.parametrize("story", stories("panel_moments.txt"))
def test_moment_shows_the_quietest_speakers_and_the_rest_of_the_turn(
    one: Window, story: list[tuple[str, str, str, str]]
) -> None:
    for line, clock, people, left in story:
        if line:
            one.play(line)
        moment = one.seen(clock)
        assert quietest(moment) == set(people.split()), clock
        found = moment.turn_time_left
        seconds = "" if found is None else f"{found.total_seconds():.0f}"
        assert f"{seconds}{' long' * moment.is_long}".strip() == left, clock


def test_signal_appears_at_its_minute(one: Window) -> None:
    one.play("09:00 start panel")
    assert (one.seen("09:49").cue, one.seen("09:50").cue) == (None, 10)
    assert panel_moment(one.snapshot, "panel", at("09:57"), cues=(3,)).cue == 3


def test_people_keep_their_letters_when_the_seats_change(one: Window) -> None:
    before = {s.participant.id: s.key for s in one.seen("09:00").speakers}
    one.record("09:01", PanelAct("seating", order=("cleo", "mona", "bob", "ada")))

    moment = one.seen("09:01")

    assert [s.participant.id for s in moment.speakers] == ["cleo", "bob", "ada"]
    after = {s.participant.id: s.key for s in moment.speakers}
    assert after == before == {"ada": "a", "bob": "b", "cleo": "c"}
    assert [s.key for s in moment.moderators] == [""]
    taken = panel_moment(one.snapshot, "panel", at("09:01"), taken="ac")
    assert [s.key for s in taken.speakers] == ["l", "b", "d"]


def test_speaking_time_counts_for_people_removed_from_the_programme(one: Window) -> None:
    one.play("09:00 turn +bob")
    one.play("09:10 turn +cleo")
    people = tuple(p for p in PEOPLE if p.id not in ("bob", "cleo"))
    known = (*(Person(p.id, p.name) for p in PEOPLE if p.id != "cleo"),)
    changed = replace(day(people=people), people=known)

    moment = one.another(changed).seen("09:30")

    assert [(s.participant.name, s.voice.spoken / MINUTE) for s in moment.speakers] == [
        ("Ada Exemple", 0),
        ("Bob Témoin", 10),
        ("cleo", 20),
    ]


def test_messages_between_panel_and_stage_show_when_they_were_seen(one: Window) -> None:
    one.wait_until("09:30")
    stage = one.stage
    stage.send_message("all rooms: short", to="panel")
    stage.send_message("for another", to="panel", session="talk")
    granted = stage.send_message("+5 granted", to="panel", session="panel")
    stage.send_message("open questions?", to="stage", session="panel")
    stage.send_message("general", to="stage")
    one.wait_until("09:31")
    stage.acknowledge(granted)

    moment = one.seen("09:32")

    assert [(m.text, m.seen_at) for m in moment.to_panel] == [
        ("all rooms: short", None),
        ("+5 granted", at("09:31")),
    ]
    assert [m.text for m in moment.to_stage] == ["open questions?"]
    panel = panel_view(one.snapshot, moment)["messages"]["panel"]
    assert [line["text"] for line in panel] == ["all rooms: short", "+5 granted"]
    one.clock.set(at("09:30"), 0.0)
    for clock, seen in (("09:29", []), ("09:30", [None, None]), ("09:31", [None, at("09:31")])):
        moment = panel_moment(one.snapshot, "panel", at(clock))
        assert [m.seen_at for m in moment.to_panel] == seen
        assert len(moment.to_stage) == min(len(seen), 1)


def test_panel_json_has_stable_keys(tmp_path: Path) -> None:
    prepared = Preparation(PLAN, (PreparedQuestion("Why?", "ada"),), (), {"ada": 40})
    programme = replace(
        day({"panel": prepared}),
        people=(Person("ada", "Ada Exemple", None, "AY-da", "She needs none."),),
    )
    one = Window(tmp_path / "db", "08:30", programme)
    one.play("09:00 start panel")
    one.turn("09:00", MODERATION)
    one.play("09:03 turn +ada")
    one.play("09:06 hand left")
    one.play("09:06 limit #480")
    write_note(one.companion, "panel", "Thank them.")

    view = panel_view(one.snapshot, one.seen("09:09"))

    assert view == json.loads((DATA / "panel_view.json").read_text("utf-8"))
