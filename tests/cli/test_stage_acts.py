"""`stage`: each action reports its effect on the lane and how to undo it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import write
from tests.cli.stages import (
    StageAsk,
    after,
    event_on_now,
    example,
    late,
    plain,
    rehearse,
    stage,
    two_rooms,
)
from tests.tables import table

__all__ = ["late", "stage"]

DRILL = "insert Fire drill --minutes 10"


def undo_of(out: str) -> str:
    return out.strip().rpartition("sommet-tui stage ")[2].split(" --programme")[0]


@pytest.mark.parametrize(("before", "act", "report"), table("commands/act_reports.txt"))
def test_action_is_reported_on_one_line_with_its_undo_command(
    late: StageAsk, before: str, act: str, report: str
) -> None:
    earlier = list(filter(None, before.split(", ")))
    answer = after(late, *earlier)(act)
    assert (answer.code, len(answer.lines)) == (0, 1)
    assert plain(answer.out).startswith(report)
    assert undo_of(answer.out) == f"undo {4 + len(earlier)}"


@pytest.mark.parametrize(("before", "act", "reason"), table("commands/refused_acts.txt"))
def test_impossible_action_is_refused_and_not_recorded(
    late: StageAsk, before: str, act: str, reason: str
) -> None:
    after(late, *filter(None, before.split(", ")))
    log = late("log --json").out
    assert reason in plain(late(act).refused(65))
    assert late("log --json").out == log


def test_seats_of_a_room_are_shown_by_every_command(late: StageAsk, ask: Ask) -> None:
    for act, word, french in (
        ("full", "full", "complète"),
        ("full --nearly", "nearly full", "bientôt complète"),
        ("full --open", None, None),
    ):
        after(late, act)
        for argv in ("now", "agenda", "show a", "stage report"):
            for lang, expected in (("en", word), ("fr", french)):
                out = ask(f"{argv} --lang {lang}").out
                shown = " ".join(plain(out).split())
                found = re.search("(nearly )?full|(bientôt )?complète", shown)
                assert (found and found[0]) == expected, argv
        line = ask("now --format {seats}").out
        assert line.strip() == (word or "")
        seats = word.replace(" ", "-") if word else None
        assert [i["seats"] for i in late("report --json").data["lanes"][0]["items"]][2] == seats
        assert ask("show a --json").data["seats"] == seats


def test_catch_up_lists_and_applies_suggestions(stage: StageAsk) -> None:
    after(stage, "start a --ago 10", "add 45")
    first, *_ = plain(stage("catch-up").out).splitlines()
    assert first.startswith(
        "To catch up (Panel A −10, no Coffee, Panel B −10 → still 5 min late, on time at 13:30): "
    )
    assert "sommet-tui stage catch-up 1 --programme" in first
    found = stage("catch-up --json").data
    assert [each["number"] for each in found["suggestions"]] == [1, 2]
    before = found["lane"]
    assert "There is no suggestion 3." in stage("catch-up 3").refused(65)
    done = stage("catch-up 1")
    assert plain(done.out).startswith("Panel A: 10 min less, ")
    assert stage("report --json").data["lanes"] != [before]
    stage(undo_of(done.out))
    assert stage("report --json").data["lanes"] == [before]
    lines = [json.loads(line) for line in stage("catch-up 2 --json").lines]
    assert len({line["group"] for line in lines}) == 1
    assert all(line["lane"] == stage("report --json").data["lanes"][0] for line in lines)


def test_catch_up_without_a_delay_makes_no_suggestions(stage: StageAsk) -> None:
    assert stage("catch-up").out == "There is no delay to make up.\n"
    assert stage("catch-up --json").data["suggestions"] == []


def test_repeated_start_command_starts_only_one_session(stage: StageAsk) -> None:
    assert stage("start opening").code == 0
    error = stage("start").refused(65)
    assert "Opening was started a moment ago." in error
    assert "To start Keynote now: sommet-tui stage start keynote --programme" in error
    assert "Opening vient de commencer." in stage("start --lang fr").err
    assert [json.loads(line)["session"] for line in stage("log --json").lines] == ["opening"]
    assert plain(stage("start b").out).startswith("Panel B started at 10:20. 1 h 10 ahead")
    after(stage, "end")
    assert plain(stage("start").out).startswith("Panel C started at 10:20")


def test_printed_undo_command_undoes_the_action(late: StageAsk) -> None:
    before = late("report --json").data["lanes"]
    back = late(undo_of(late("add 5").out))
    assert plain(back.out).startswith("Undone – Panel A: 5 min more. 12 min behind")
    assert late("report --json").data["lanes"] == before
    again = late(undo_of(back.out))
    assert plain(again.out).startswith("Redone – Panel A: 5 min more. 17 min behind")


def test_json_of_an_action_is_its_record(stage: StageAsk) -> None:
    record = stage("start a --when 10:12 --by Ada --json").data
    assert (record["at"][11:16], record["when"]) == ("10:20", "2025-02-07T10:12:00+01:00")
    assert (record["act"], record["session"], record["by"]) == ("start", "a", "Ada")
    assert record["lane"]["running"] == "a"


def test_message_can_be_sent_and_withdrawn(stage: StageAsk) -> None:
    said = stage("message", "Lunch is", "on the first floor")
    assert plain(said.out).startswith("Message to everyone: “Lunch is on the first floor” · ")
    assert "stage message ''" in said.out
    wish = ("--to", "speaker", "--session", "a")
    record = stage("message", "5 more", *wish, "--by", "Ada", "--json").data
    sent = [record[key] for key in ("by", "to", "session", "text", "ends_with")]
    assert sent == ["Ada", "speaker", "a", "5 more", "a"]
    assert stage("message", "", *wish).out == (
        "Withdrawn: message to the speaker. Recorded in the rehearsal.\n"
    )
    assert "There is no message to withdraw." in stage("message", "", *wish).refused(65)
    assert stage("message", "", "--to", "stage").code == 65
    assert stage("log").out.count("Withdrawn") == 1


def test_message_expires_at_the_requested_time(late: StageAsk, ask: Ask) -> None:
    said = late("message", "Lunch is upstairs", "--for", "30")
    assert plain(said.out).startswith("Message to everyone: “Lunch is upstairs”, until 10:50 · ")
    (notice,) = ask("now --json").data["notices"]
    assert (notice["text"], notice["until"]) == ("Lunch is upstairs", "2025-02-07T10:50:00+01:00")
    said = late("message", "Please stay seated", "--until-end")
    assert "“Please stay seated”, until Panel A ends" in plain(said.out)


def test_undo_withdraws_a_message(late: StageAsk) -> None:
    late("message", "Lunch at 2", "--by", "Zoé")
    assert plain(late("undo").out) == (
        "Undone – Message to everyone: “Lunch at 2”. Recorded in the rehearsal.\n"
    )
    assert "“Lunch at 2” · by Zoé · undone" in plain(late("log").out)
    assert "Undone: Panel A started" in plain(late("undo").out)


def test_action_without_a_room_is_refused_if_there_are_several_rooms(ask: Ask) -> None:
    two_rooms()
    rehearse(ask, "09:10")
    for act in ("start", "end", "add 5", "undo", "announce", DRILL):
        error = ask(f"stage {act}").refused(64)
        assert "Name the room with --room: a (Room a), b (Room b)." in error
    assert "Two started" in ask("stage start --room", "Room b").out
    assert "One started" in ask("stage start one").out
    assert "Two: 5" in ask("stage add 5 --room b").out
    assert "Undone – Two: 5" in plain(ask("stage undo --room b").out)
    assert "Undone: One started" in ask("stage undo --room a").out
    error = ask("stage start one --room b").refused(65)
    assert "One is in another room: Room a." in error
    rooms = [json.loads(line)["room"] for line in ask("stage log --json").lines]
    assert rooms == ["b", "a", "b", "b", "a"]
    assert len(ask("stage log --json --room a").lines) == 2


def test_message_to_the_speaker_needs_a_room(ask: Ask) -> None:
    two_rooms()
    rehearse(ask, "09:10")

    def send(text: str, more: str = "") -> Answer:
        return ask(f"stage message --to speaker{more}", text)

    assert "Name the room with --room: a (Room a), b (Room b)." in send("stop").refused(64)
    said = send("stop", " --room b --json").data
    assert (said["room"], said["ends_with"]) == ("b", "two")
    assert [plain(line).split(" · ")[0] for line in send("five minutes", " --all").lines] == [
        "Message to the speaker: “five minutes”, until One ends",
        "Message to the speaker: “five minutes”, until Two ends",
    ]
    assert len(send("", " --all").lines) == 2
    assert "There is no message" in send("", " --all").refused(65)
    for wrong in (" --all --room b", " --all --session one"):
        assert "Use --all only with --to speaker" in send("x", wrong).refused(64)


def test_action_without_a_time_is_recorded_at_the_current_time(ask: Ask) -> None:
    event_on_now()
    started = ask("stage start today-one")
    assert started.code == 0
    question = "Start Today-one again, from its beginning?"
    assert (
        started.err
        == f"Done without confirmation. In a terminal, sommet-tui would have asked: “{question}”\n"
    )
    record = json.loads(ask("stage log --json").out)
    assert (record["session"], record["rehearsal"], record["void"]) == ("today-one", None, False)
    assert ask("stage end").out.startswith("Today-one ended")
    assert ask("stage start").out.startswith("Today-two started")
    assert ask("stage end").out.startswith("Today-two ended")


def test_start_outside_the_event_is_refused(ask: Ask) -> None:
    for act in ("start", DRILL, "take", f"{DRILL} --after panel-1", "message test"):
        error = ask(f"stage {act}").refused(65)
        assert "The event does not take place today." in error
        assert "To rehearse: sommet-tui stage rehearsal begin\n" in error
    past = "stage cancel panel-1 --ago 1"
    assert "The day of Panel 1 ended at 04:00. Give an earlier time." in ask(past).refused(65)
    write({"2099-03-01": "one 09:00-10:00"})
    assert ask("stage cancel one").out.startswith("One cancelled")


def test_action_with_a_time_corrects_the_log_of_a_past_day(ask: Ask) -> None:
    begun = ask("stage start panel-1 --when 2025-02-07T11:05")
    assert plain(begun.out).startswith("Panel 1 started at 11:05. Recorded for Friday 7 February.")
    ended = ask("stage end --when 2025-02-07T12:15")
    assert plain(ended.out).startswith("Panel 1 ended at 12:15. Recorded for Friday 7 February.")


def test_action_at_a_simulated_time_is_refused(ask: Ask) -> None:
    file = example()
    for act in ("start", "undo", "message x"):
        error = ask(f"stage {act} --at 10:20 --programme", file).refused(65)
        assert "read-only" in error
        assert "stage rehearsal begin --at 10:20 --programme" in error
    assert ask("stage log").out == "No actions yet.\n"


def test_unreadable_log_stops_the_report(ask: Ask, database: Path) -> None:
    database.mkdir()
    for said in ("log", "report", "start", "rehearsal begin", "message x"):
        assert str(database) in ask(f"stage {said}").refused(74)


def test_take_command_makes_an_automatic_room_manual(stage: StageAsk) -> None:
    output = plain(stage("take").out)
    assert output.startswith("Manual control from 10:20. On time")
    (lane,) = stage("report --json").data["lanes"]
    assert (lane["mode"], lane["running"]) == ("called", "a")
    assert [i["by_clock"] for i in lane["items"]] == [True, True, True, *[False] * 4]
    assert "This room is already under manual control." in stage("take").err
    assert plain(stage("take --lang fr").err).endswith("Cette salle est déjà en manuel.\n")


def test_corrected_start_is_not_reported_as_a_delay(ask: Ask) -> None:
    example()
    rehearse(ask, "09:17", "start opening --when 09:16")
    on, later = ask("now").out.split("Later:")
    assert "On now: Opening\n" in on
    assert "Next: Keynote\n" in on
    assert "Opening" not in later
    assert "Panel A" in later


def test_inserted_session_keeps_its_start_and_has_an_id(late: StageAsk) -> None:
    record = late(f"{DRILL} --start 13:40 --json").data
    assert (record["act"], record["title"], record["minutes"]) == ("insert", "Fire drill", 10)
    assert record["to"] == "2025-02-07T13:40:00+01:00"
    moved = plain(late("move", "fire drill", "13:45").out)
    assert moved.startswith("New start for Fire drill: 13:45")
    assert plain(late("cancel", record["session"]).out).startswith("Fire drill cancelled")
    assert late("insert Thanks --minutes 5 --after fire").code == 65


def test_people_of_an_inserted_session_come_from_the_programme(late: StageAsk) -> None:
    people = "ada example, Bob\x1b[2J, "
    record = late(f"{DRILL} --after coffee --json --person", people).data
    assert record["people"] == [
        {"id": "ada", "name": "Ada Example"},
        {"id": "Bob[2J", "name": "Bob[2J"},
    ]


def test_inserted_session_is_shown_by_every_command(ask: Ask) -> None:
    event_on_now()
    done = ask(f"stage {DRILL} --after today-three")
    assert done.code == 0, done.err
    shown = ask("agenda --json").data["sessions"]
    (drill,) = (each for each in shown if each["added"])
    assert (drill["title"], drill["state"]) == ("Fire drill", "confirmed")
    assert "added" in ask("agenda").out
    assert "added" in ask("show fire").out
    (new,) = ask("changes --json").data["changes"]
    assert (new["kind"], new["session"]["title"]) == ("new", "Fire drill")
    assert ask("bookmark add", "fire drill").code == 0
    assert ask("changes --json").data["changes"] == []
    calendar = ask("bookmark export --to ics").out
    assert "SUMMARY:Fire drill" in calendar
    assert "DESCRIPTION:Not in the programme: added by the stage manager" in calendar
