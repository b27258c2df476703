"""The keys of a moderator: their effects, their messages, their questions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.values import replace
from sommet_tui.tui.render.digits import large_letters
from sommet_tui.wiring.stores import open_stores
from tests.acting import day_of
from tests.builders import at
from tests.tui.conftest import Open
from tests.tui.moderating import acts, moment, panels, record, record_arrival, stage
from tests.tui.worlds import World


async def test_letter_of_a_person_gives_and_ends_a_turn(panel: World) -> None:
    async with panel.open("6 a"):
        assert panel.line == "Alice Guyon has the floor · u undo"
        assert moment(panel).speaking == "alice"
        assert "▶ 0:00" in panel.row("Alice Guyon")
        await panel.at_time("14:52:40")
        assert "▶ 0:30" in panel.row("Alice Guyon")
        assert panel.foot.startswith(" ␣ End turn  n Segment ")
        await panel.says("a", "Nobody has the floor · u undo")
        assert panel.foot.startswith(" n Segment ")
        await panel.says("m", "Mona Modère has the floor · u undo")
        assert moment(panel).moderation.speaking
        await panel.says("space", "Nobody has the floor · u undo")
        count = len(acts(panel))
        await panel.says("space", "Nobody has the floor")
        assert len(acts(panel)) == count
        await panel.press("f")
        await panel.at_time("14:54:39")
        assert " ▶ 1:59" in panel.row("Frithjof")
        await panel.at_time("14:54:40")
        assert "▶▶ 2:00" in panel.row("Frithjof"), "a long turn has a mark"
        await panel.at_time("15:12:40")
        assert "20:00" in panel.row("Frithjof"), "it goes on while the lid is closed"
        seat = moment(panel).seat("fri")
        assert seat is not None
        assert seat.voice.spoken == timedelta(minutes=20)


async def test_u_undoes_a_turn_and_capital_u_redoes_the_turn(panel: World) -> None:
    async with panel.open("6 a u"):
        assert panel.line == "Undone: Alice Guyon has the floor · U redo"
        assert moment(panel).speaking == "jean"
        await panel.says("U", "Redone: Alice Guyon has the floor · u undo")
        assert moment(panel).speaking == "alice"
        await panel.says("U", "There is nothing to redo.")
        stores = open_stores(panel.database)
        other = Moderator(Companion(panel.source, stores, panel.clock), "panel", "mo")
        other.record(PanelAct("turn", person="jean"))
        await panel.shows("u", "Undo “Jean Massiet has the floor”, by mo?")
        await panel.says("y", "Undone: Jean Massiet has the floor · U redo")


async def test_capital_a_records_each_step_of_an_arrival(world: Open) -> None:
    here = world(panels(), "13:50")
    async with here.open("6 u"):
        assert here.line == "There is nothing to undo."
        assert "u Undo" not in here.foot
        await here.says("backspace", "That is the first segment.")
        here.assert_absent("have arrived", "not here yet")
        await here.says("A", "Who is here, and who is not? Press the letter beside the name.")
        await here.says("l", "Laure Boutron-Marmion has arrived · u undo")
        assert "1 of 4 have arrived" in here.picture
        assert "not here yet" in here.row("Alice Guyon")
        await here.at_time("13:51")
        await here.says("A l", "Laure Boutron-Marmion is on stage · u undo")
        await here.at_time("13:52")
        await here.says("A l", "Laure Boutron-Marmion is not here yet · u undo")
        assert moment(here).speaking is None


async def test_letter_before_a_late_panel_names_the_key_that_starts_the_panel(world: Open) -> None:
    here = world(panels(), "14:03")
    stage(here, "12:30 start p2")
    stage(here, "13:55 end")
    here.clock.shown = at("14:03")
    async with here.open("6 a"):
        assert here.line == "Alice Guyon has arrived · u undo · n begins the panel"
        await here.at_time("14:03:30")
        await here.says("a", "Alice Guyon is on stage · u undo · n begins the panel")
        await here.says("n a", "Alice Guyon has the floor · u undo")


async def test_person_who_has_spoken_cannot_be_marked_as_missing(panel: World) -> None:
    async with panel.open("6 a"):
        count = len(acts(panel))
        await panel.says("A a", "Alice Guyon has had a turn, so nothing was changed.")
        assert len(acts(panel)) == count
        await panel.at_time("14:53")
        await panel.says("a A a", "Alice Guyon has had a turn, so nothing was changed.")


async def test_held_key_of_the_moderator_records_one_action(panel: World) -> None:
    count = len(acts(panel))
    async with panel.open("6"):
        for key, screen_text in (
            ("m", "Mona Modère has the floor"),
            ("n", "Started: Questions"),
            ("a", "Alice Guyon has the floor"),
        ):
            await panel.press(*key * 9)
            count += 1
            assert panel.line == f"{screen_text} · u undo"
            assert len(acts(panel)) == count
        await panel.click_on("n Segment")
        assert panel.line == "Started: Close · u undo"


async def test_other_key_cancels_the_choice_of_a_person(panel: World) -> None:
    async with panel.open("6 A space"):
        assert panel.line == "Nobody has the floor · u undo"
        await panel.press("a")
        assert moment(panel).speaking == "alice"
        await panel.press("A escape l")
        assert moment(panel).speaking == "laure"
        for keys in ("A x", "end T x"):
            await panel.says(keys, "Nobody here has the letter “x”.")


async def test_keys_change_the_length_of_a_segment_and_start_the_next_or_previous(
    panel: World,
) -> None:
    async with panel.open("6 + + minus"):
        assert panel.line == "Discussion: 36 min · u undo"
        panel.assert_shown("Discussion 36", "16:50 left  Discussion", "then Questions at 15:09")
        await panel.says("u*3 n", "Started: Questions · u undo")
        assert "20:00 left  Questions" in panel.picture
        await panel.at_time("15:13:10")
        assert "+1:00  Questions" in panel.picture
        await panel.press("n")
        await panel.at_time("15:13:12")
        await panel.says("n", "That is the last segment.")
        assert " n Segment" not in panel.foot
        for key in ("+", "-"):
            await panel.says(key, "The last segment has all the remaining time; M: ask for more")
        assert "Close" in panel.picture
        assert "Close 5" not in panel.picture
        await panel.says("backspace", "Started: Questions · u undo")


async def test_moderator_changes_segments_and_seats(panel: World) -> None:
    async with panel.open("6 P"):
        assert "1 h 30 of 1 h 30" in panel.picture
        await panel.shows("down right right up left", "1 h 31 of 1 h 30")
        await panel.press("escape")
        assert [part.segment.minutes for part in moment(panel).plan] == [5, 25, 35, 20, 5]
        await panel.says(
            "P down right right down left*5 enter", "The segments have changed · u undo"
        )
        await panel.says("O right right enter", "The seats have changed · u undo")
        order = [seat.participant.id for seat in moment(panel).speakers]
        assert order[:3] == ["jean", "laure", "alice"]
        plan = [(part.segment.name, part.segment.minutes) for part in moment(panel).plan]
        assert plan == [("welcome", 5), ("statements", 25), ("discussion", 35), ("questions", 22)]


async def test_moderator_notes_stars_addresses_and_asks_questions(panel: World) -> None:
    async with panel.open("6 Q 'Why now' enter"):
        assert panel.line == "Question: Why now · u undo"
        assert "↵ Asked" in panel.picture
        await panel.says("S", "Starred: Why now · u undo")
        await panel.says("T f", "For Frithjof Michaelsen: Why now · u undo")
        assert "★ for Frithjof: Why now" in panel.picture
        await panel.says("enter", "Asked: Why now · u undo")
        panel.assert_shown("✓ for Frithjof: Why now", "↵ Not asked")
        await panel.says("enter", "Not asked yet: Why now · u undo")
        await panel.says("T f asterisk", "Star removed: Why now · u undo")
        assert moment(panel).questions[-1].to is None


async def test_moderator_calls_on_raised_hands_in_order(panel: World) -> None:
    async with panel.open("6 H 'right' enter"):
        assert panel.line == "Hand raised: right · u undo"
        assert "HANDS 2" in panel.picture
        await panel.shows("home", "↵ Call on")
        await panel.says("enter", "Called on: left, second row · u undo")
        assert [hand.text for hand in moment(panel).hands] == ["right"]
        await panel.says("home S", "No question is selected.")
        await panel.says("J J", "No hand is raised.")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_new_rows_do_not_move_others_on_the_moderator_screen(
    panel: World, size: tuple[int, int]
) -> None:
    def places() -> list[int]:
        rows = panel.lines
        texts = ("SPEAKERS", "HANDS", "QUESTIONS", "Who pays?", "And then?", "  m Moderator")
        return [next(y for y, row in enumerate(rows) if text in row) for text in texts]

    async with panel.open("6", size):
        before = places()
        for place in ("balcony", "front", "stairs", "door", "left"):
            record(panel, "14:53", PanelAct("hand", text=place))
        record(panel, "14:53", PanelAct("ask", text="Why?"))
        Stage(panel.companion, "grace").send_message("+5 granted", "panel", "panel")
        await panel.at_time("14:53:10")
        panel.assert_shown("HANDS 6", "+5 granted")
        assert places() == before


async def test_list_of_hands_marks_people_who_have_not_spoken(panel: World) -> None:
    async with panel.open("6", (120, 40)):
        assert "has not spoken yet" not in panel.picture
        await panel.press("J H 'Left, second row' enter H 'Paul' enter")
        assert "has spoken" in panel.row("J Left")
        assert "has not spoken yet" in panel.row("↑ Paul")


async def test_moderator_screen_times_a_person_from_the_audience(panel: World) -> None:
    async with panel.open("6 H 'Paul' enter"):
        panel.assert_shown("J left, second row", "↑ Paul")
        await panel.press("J")
        await panel.at_time("14:53:25")
        assert panel.row("▶ left, second row").endswith("1:15")
        assert "J Paul" in panel.picture, "the next hand"
        await panel.hides("space", "▶ left")
        await panel.hides("J a", "▶ Paul")  # Alice answers
        await panel.shows("u", "▶ Paul")


async def test_arrows_go_through_the_moderators_sessions_by_time(world: Open) -> None:
    made = day_of(
        "a 10:00-11:00 @hall +cleo, b 11:00-12:00 @hall +mona, c 12:00-13:00 @attic +mona +cleo, "
        "d 13:00-14:00 @hall +mona, e 14:00-15:00 @attic +cleo"
    )
    moderated = [
        replace(s, participants=tuple(replace(p, role="moderator") for p in s.participants))
        for s in made.sessions
    ]
    here = world(replace(made, sessions=tuple(moderated)), "10:10")
    async with here.open("6"):
        found = [here.subject]
        for _ in range(3):
            await here.press("right")
            found.append(here.subject)
        assert found == ["a", "c", "e", "e"]
        await here.press("left*3")
        assert here.subject == "a"


async def test_keys_open_the_abstract_introductions_notes_and_report(world: Open) -> None:
    made = panels()
    here = world(replace(made, abstracts={"panel": "How they decide."}), "13:50")
    async with here.open("6"):
        assert here.foot.startswith(" I Introductions")
        await here.press("I")
        shown = here.picture
        assert shown.index("How they decide.") < shown.index("Alice Guyon")
        await here.shows("escape left I", "The programme has no abstract.")
        await here.press("escape N 'Thank them' escape E end")
        await here.until_shown("Thank them")


async def test_turn_limit_counts_down_for_the_speaker(panel: World) -> None:
    async with panel.open("6 D '99999' enter"):
        assert "“99999” is not a length." in panel.picture
        await panel.says("backspace*5 '1:30' enter", "Turn limit: 1:30 · u undo")
        assert "1:30 per turn" in panel.picture
        await panel.press("l")
        await panel.at_time("14:52:30")
        assert " ▶ 1:10 " in panel.row("Laure")
        await panel.press("5 f")
        assert all(row.strip() in panel.picture for row in large_letters("Laure 1:10", 96, 3))
        await panel.at_time("14:53:50")
        assert all(row.strip() in panel.picture for row in large_letters("Laure +0:10", 96, 3))
        await panel.press("6")
        assert "▶▶ +0:10 " in panel.row("Laure")
        await panel.says("D 0 enter", "Turns have no limit · u undo")
        assert "▶ 1:40 " in panel.row("Laure")


async def test_empty_or_closed_field_records_nothing(panel: World) -> None:
    count = len(acts(panel))
    async with panel.open("6 Q enter H x escape M enter O enter P"):
        await panel.press("enter")
    assert len(acts(panel)) == count
    assert panel.snapshot.events.messages == ()


async def test_moderator_sends_and_withdraws_a_message_to_the_stage(panel: World) -> None:
    async with panel.open("6 M down enter"):
        assert panel.line == "Sent: “5 more minutes, please”"
        assert "You:  “5 more minutes, please” not seen yet" in panel.picture
        (message,) = panel.snapshot.events.messages
        assert (message.to, message.session) == ("stage", "panel")
        await panel.shows("5", "Moderator: “5 more minutes, please” · Panel 3   k seen")
        await panel.says("k", "Seen: “5 more minutes, please”")
        assert "k seen" not in panel.picture
        await panel.says("k", "No new message from the panel.")
        await panel.shows("6", "You:  “5 more minutes, please” seen 14:52")
        await panel.says("M enter", "Message withdrawn.")
        assert "You:" not in panel.picture
        Stage(panel.companion, "grace").send_message("+5 granted", "panel", "panel")
        await panel.at_time("14:53")
        await panel.says("K", "Seen: “+5 granted”")
        await panel.says("K", "No new message from the stage manager.")


async def test_moderator_can_send_a_message_about_missing_people(world: Open) -> None:
    here = world(panels(2), "13:50")
    record_arrival(here, "13:55 alice arrived")
    record_arrival(here, "13:55 mona arrived")
    async with here.open("6 M up enter"):
        assert here.line == "Sent: “missing: Jean Massiet”"
        for clock in ("13:50", "14:20"):  # the lines keep their places whatever happens
            await here.at_time(clock)
            await here.says("M down enter", "Sent: “5 more minutes, please”")


async def test_arrows_show_other_sessions_of_the_room_on_the_moderator_screen(panel: World) -> None:
    async with panel.open("6 left"):
        assert "Panel 2 · Promises" in panel.picture
        await panel.shows("left right*3", "Panel 4 · Content")
        await panel.shows("escape", "Panel 3 · Algorithms")
        await panel.press("2 home enter m")
        assert panel.row("Panel 2").startswith("  Panel 2 · Promises"), "from its own page too"


async def test_panel_stays_on_screen_when_the_next_panel_starts(panel: World) -> None:
    async with panel.open("6 a"):
        stage(panel, "15:40 start p4")
        await panel.at_time("15:41")
        panel.assert_shown(
            "Panel 3 · Algorithms", "over · ran 14:04 – 15:40", "esc Panel 4 is on now"
        )
        await panel.shows("escape", "Panel 4 · Content")


async def test_moderator_in_simulated_time_records_nothing_and_offers_a_rehearsal(
    world: Open,
) -> None:
    here = world(panels(), "09:00")
    here.companion.clock.set(at("14:30"), 1.0)
    async with here.open("6"):
        offer = "Simulated time: read-only. R: start a rehearsal"
        assert here.line == offer
        keys = " R Rehearsal  E Report  N Note  I Introductions  ⇥ More…"
        assert here.foot == f"{keys:73}? keys"
        await here.shows("tab", "previous session")
        assert "raised hand" not in here.picture
        await here.press("escape")
        await here.says("a", offer)
        assert acts(here) == []
        await here.says("R a", "Alice Guyon has the floor · u undo")
        assert [act.person for act in here.snapshot.events.panel_acts] == ["alice"]


async def test_turns_and_segments_are_refused_outside_a_panel(panel: World) -> None:
    stage(panel, "15:37 end panel")
    count = len(acts(panel))
    over = "The panel is over. Turns and segments are no longer timed."
    early = "The panel has not started. You can start it, and time turns, from 15:45."
    async with panel.open("6 left"):
        for said, way in ((over, "right"), (early, "left")):
            for key in ("m", "space", "n", "backspace"):
                await panel.press(key)
                assert panel.line == said, key
                panel.aged += 60.0  # the message has expired
                await panel.at_time("15:38")
                assert panel.line == ""
            assert "n Start panel" not in panel.foot
            await panel.press(way)
        assert len(acts(panel)) == count


async def test_moderator_screen_names_people_missing_for_the_next_panel(world: Open) -> None:
    here = world(panels(), "12:30")
    stage(here, "12:30 start p2")
    for person in ("alice", "jean"):
        record(here, "13:00", PanelAct("arrival", person=person, value="arrived"))
    here.clock.shown = at("13:29:59")
    async with here.open("6", (110, 30)):
        assert "Next: Panel 3" not in here.picture
        await here.at_time("13:30")
        said = "2 of 4 here · missing: Laure Boutron-Marmion, Frithjof Michaelsen"
        assert here.row("Next: Panel 3").strip() == f"→ Next: Panel 3, 14:00, {said}"
        await here.hides("right", "Next:")  # it is the one that is shown
