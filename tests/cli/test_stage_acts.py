"""`stage`: each action reports its effect on the lane and how to undo it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import item, write
from tests.cli.stages import StageAsk, event_on_now, example, plain, stage, two_rooms

__all__ = ["stage"]

ON_TIME = (
    "start opening --when 09:00",
    "start keynote --when 09:15",
)
LATE = (*ON_TIME, "start a --when 10:12")
DRILL = "insert Fire drill --minutes 10"


def after(stage: StageAsk, *acts: str) -> StageAsk:
    for said in acts:
        answer = stage(said)
        assert answer.code == 0, answer.err
    return stage


def undo_of(out: str) -> str:
    return out.strip().rpartition("sommet-tui stage ")[2].split(" --programme")[0]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("add 5", "Panel A: 5 min more. 17 min behind: Coffee cut to 13 min, Panel B on time"),
        ("add -5 b", "Panel B: 5 min less. 12 min behind: Coffee cut to 18 min, Panel B"),
        ("add −5", "Panel A: 5 min less. 7 min behind: "),
        ("end", "Panel A ended at 10:20. On time"),
        ("end --ago 3", "Panel A ended at 10:17. On time"),
        ("pause --when 10:15", "Panel A paused at 10:15. 17 min behind: "),
        ("cancel b", "Panel B cancelled at 10:20. 12 min behind: "),
        ("defer b c", "Panel B deferred until after Panel C. 12 min behind: "),
        ("announce", "New times announced at 10:20. 12 min behind: "),
        ("full", "Panel A: room full at 10:20. 12 min behind: "),
        ("full --nearly", "Panel A: room nearly full at 10:20. 12 min behind: "),
        ("full b --nearly", "Panel B: room nearly full at 10:20. 12 min behind: "),
        ("release", "Automatic control from 10:20. 12 min behind: "),
        ("start b", "Panel B started at 10:20. 1 h 10 ahead"),
        ("undo", "Undone: Panel A started at 10:12. 20 min behind: "),
        ("undo 1", "Undone: Opening started at 09:00. 12 min behind: "),
        ("swap b c", "Panel B and Panel C swapped. 12 min behind: "),
        ("move b 14:00", "New start for Panel B: 14:00. 12 min behind: "),
        (
            "insert Fire drill --minutes 10",
            "Fire drill added after Panel A. 12 min behind: Coffee cut to 8 min, Panel B on time.",
        ),
    ],
)
def test_act_is_reported_on_one_line(stage: StageAsk, act: str, said: str) -> None:
    answer = after(stage, *LATE)(act)
    assert (answer.code, len(answer.lines)) == (0, 1)
    assert plain(answer.out).startswith(said)
    assert undo_of(answer.out) == "undo 4"


def test_room_stays_full_in_every_command_until_it_is_open(
    stage: StageAsk, ask: Ask, tmp_path: Path
) -> None:
    file = str(next(tmp_path.glob("*.yaml")))
    after(stage, *LATE)
    for act, word, french in (
        ("full", "full", "complète"),
        ("full --nearly", "nearly full", "bientôt complète"),
        ("full --open", None, None),
    ):
        after(stage, act)
        for argv in ("now", "agenda", "show a", "stage report"):
            for lang, said in (("en", word), ("fr", french)):
                out = ask(argv, "--programme", file, "--lang", lang).out
                shown = " ".join(plain(out).split())
                found = re.search("(nearly )?full|(bientôt )?complète", shown)
                assert (found and found[0]) == said, argv
        line = ask("now --format {seats} --programme", file).out
        assert line.strip() == (word or "")
        shape = word.replace(" ", "-") if word else None
        (lane,) = stage("report --json").data["lanes"]
        assert {i["id"]: i["seats"] for i in lane["items"] if i["seats"]} == (
            {"a": shape} if shape else {}
        )
        assert ask("show a --json --programme", file).data["seats"] == shape
    assert "Use --nearly or --open, not both." in stage("full --nearly --open").refused(64)


def test_toggle_pauses_and_resumes(stage: StageAsk) -> None:
    after(stage, *LATE)
    assert plain(stage("toggle").out).startswith("Panel A paused at 10:20")
    assert stage("toggle --json").data["act"] == "resume"
    after(stage, "end")
    assert "No session is running" in stage("toggle").refused(65)


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


def test_catch_up_without_a_delay_explains_that_none_is_needed(stage: StageAsk) -> None:
    assert stage("catch-up").out == "There is no delay to make up.\n"
    assert "There is no delay to make up." in stage("catch-up 1").refused(65)
    assert stage("catch-up --json").data["suggestions"] == []


def test_button_pressed_twice_starts_one_session(stage: StageAsk) -> None:
    assert stage("start opening").code == 0
    error = stage("start").refused(65)
    assert "Opening was started a moment ago." in error
    assert "To start Keynote now: sommet-tui stage start keynote --programme" in error
    assert "Opening vient de commencer." in stage("start --lang fr").err
    assert [json.loads(line)["session"] for line in stage("log --json").lines] == ["opening"]
    assert plain(stage("start b").out).startswith("Panel B started at 10:20. 1 h 10 ahead")
    after(stage, "end")
    assert plain(stage("start").out).startswith("Panel C started at 10:20")


def test_printed_undo_command_undoes_the_act(stage: StageAsk) -> None:
    after(stage, *LATE)
    before = stage("report --json").data["lanes"]
    undo = undo_of(stage("add 5").out)
    assert stage("report --json").data["lanes"] != before
    back = stage(undo)
    assert plain(back.out).startswith("Undone – Panel A: 5 min more. 12 min behind")
    assert stage("report --json").data["lanes"] == before
    again = stage(undo_of(back.out))
    assert plain(again.out).startswith("Redone – Panel A: 5 min more. 17 min behind")


def test_act_json_is_its_record(stage: StageAsk) -> None:
    record = stage("start a --when 10:12 --by Ada --json").data
    assert record.pop("uid")
    assert record.pop("rehearsal")
    assert record.pop("lane")["running"] == "a"
    assert {key: value for key, value in record.items() if value is not None} == {
        "seq": 1,
        "programme": "example",
        "at": "2025-02-07T10:20:00+01:00",
        "by": "Ada",
        "act": "start",
        "session": "a",
        "when": "2025-02-07T10:12:00+01:00",
    }


def test_act_is_recorded_under_the_login_name(
    stage: StageAsk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "grace\x1b[2J")
    assert stage("start a --json").data["by"] == "grace[2J"
    assert stage("end --by", "", "--json").data["by"] is None


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("start a", "Panel A is already running."),
        ("add 5 opening", "Opening is over."),
        ("start coffee", "Coffee is a break: you can only change its length."),
        ("end --when 10:21", "10:21 is in the future. Give a time in the past."),
        (
            "full --when 03:00",
            "That time (Saturday 8 February, 03:00) is in the future. Give a time in the past; ",
        ),
        ("start nowhere", "No session matches “nowhere”."),
        ("message x --session nowhere", "No session matches “nowhere”."),
        ("message x --until-end", "No session is running."),
    ],
)
def test_refused_act_exits_with_65_and_is_not_recorded(
    stage: StageAsk, act: str, said: str
) -> None:
    after(stage, *LATE)
    if "--until-end" in act:
        after(stage, "end")
    before = stage("log --json").out
    assert said in plain(stage(act).refused(65))
    assert stage("log --json").out == before


def test_act_with_unmet_condition_is_refused(stage: StageAsk) -> None:
    assert "There is nothing to undo." in stage("undo").err
    after(stage, *LATE, "pause --when 10:13")
    assert plain(stage("resume").out).startswith("Panel A resumed at 10:20. 19 min behind")
    after(stage, "start b", "cancel c", "undo 7")
    assert "That action has already been undone." in stage("undo 7").err
    after(stage, "end", "start", "end")
    assert "No upcoming session here." in stage("start").refused(65)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", "“stage” needs a verb: take, start, end, add"),
        ("begin", "stage has no verb “begin”. Verbs: take, start, end, add"),
        ("start a b", "Unexpected argument “b”."),
        ("add", "Missing arguments. Usage: stage add MINUTES [ID]"),
        ("add 1441", "Invalid number of minutes “1441”"),
        ("add --5", "Unknown option --5."),
        ("undo last", "“last” is not the number of an action"),
        ("catch-up 0", "“0” is not the number of a suggestion"),
        ("undo 1 --ago 1", "stage undo has no option --ago"),
        ("message", "Missing arguments. Usage: stage message TEXT"),
        ("message x --to all", "Allowed: everyone, stage, panel, speaker."),
        ("start --ago=-3", "Invalid number of minutes “-3”"),
        ("start --when 10:00 --ago 3", "Use --when or --ago, not both."),
        ("start --speed 2", "--speed, --theme and --calm work only when you open the app"),
        ("report --csv --json", "Use only one of --json, --csv and --sheet."),
        (
            "rehearsal pause",
            "After “stage rehearsal”, write “begin”, “jump”, “clear” or nothing.",
        ),
        ("rehearsal clear --at 10:00", "--at works only with “stage rehearsal begin”."),
    ],
)
def test_misuse_exits_with_64_and_records_nothing(ask: Ask, said: str, expected: str) -> None:
    assert expected in ask(f"stage {said}".rstrip()).refused(64)


def test_messages_are_sent_and_withdrawn(stage: StageAsk) -> None:
    said = stage("message", "Lunch is", "on the first floor")
    assert plain(said.out).startswith("Message to everyone: “Lunch is on the first floor” · ")
    assert "stage message ''" in said.out
    wish = ("--to", "speaker", "--session", "a")
    record = stage("message", "5\x1b[1m more\nminutes", *wish, "--by", "Ada", "--json").data
    assert record.pop("uid")
    assert record.pop("lane")
    assert {key: value for key, value in record.items() if value is not None} == {
        "seq": 2,
        "at": "2025-02-07T10:20:00+01:00",
        "by": "Ada",
        "to": "speaker",
        "session": "a",
        "text": "5[1m more minutes",
        "ends_with": "a",
    }
    assert stage("message", "", *wish).out == (
        "Withdrawn: message to the speaker. Recorded in the rehearsal.\n"
    )
    assert "There is no message to withdraw." in stage("message", "", *wish).refused(65)
    assert stage("message", "", "--to", "stage").code == 65
    assert stage("log").out.count("Withdrawn") == 1


def test_message_expires(stage: StageAsk, ask: Ask, tmp_path: Path) -> None:
    said = stage("message", "Lunch is upstairs", "--for", "30")
    assert plain(said.out).startswith("Message to everyone: “Lunch is upstairs”, until 10:50 · ")
    (notice,) = ask("now --json --programme", example(tmp_path)).data["notices"]
    assert (notice["text"], notice["until"]) == ("Lunch is upstairs", "2025-02-07T10:50:00+01:00")
    stage("start a --when 10:12")
    said = stage("message", "Please stay seated", "--until-end")
    assert "“Please stay seated”, until Panel A ends" in plain(said.out)
    for wrong in ("--for 30 --until-end", "--for 0", "--for soon"):
        assert stage(f"message x {wrong}").code == 64


def test_undo_withdraws_a_message(stage: StageAsk) -> None:
    stage("start a --when 10:12")
    stage("message", "Lunch at 2", "--by", "Zoé")
    answer = stage("undo --by Ada")
    assert plain(answer.out) == (
        "Undone – Message to everyone: “Lunch at 2”. Recorded in the rehearsal.\n"
    )
    log = plain(stage("log").out)
    assert "“Lunch at 2” · by Zoé · undone" in log
    assert "Undone – Message to everyone: “Lunch at 2” · by Ada" in log
    assert "Undone: Panel A started" in plain(stage("undo").out)


def test_act_without_a_room_is_refused_in_several_rooms(ask: Ask, tmp_path: Path) -> None:
    file = two_rooms(tmp_path)
    at = ("--programme", file)
    assert ask("stage rehearsal begin --at 09:10 --speed 0", *at).code == 0
    insert = "insert Drill --minutes 5"
    for act in ("start", "end", "add 5", "undo", "announce", insert):
        error = ask(f"stage {act}", *at).refused(64)
        assert "Name the room with --room: a (Room a), b (Room b)." in error
    assert "Two started" in ask("stage start --room", "Room b", *at).out
    assert "One started" in ask("stage start one", *at).out
    assert "Two: 5" in ask("stage add 5 --room b", *at).out
    assert "Undone – Two: 5" in plain(ask("stage undo --room b", *at).out)
    assert "Undone: One started" in ask("stage undo --room a", *at).out
    error = ask("stage start one --room b", *at).refused(65)
    assert "One is in another room: Room a." in error
    rooms = [json.loads(line)["room"] for line in ask("stage log --json", *at).lines]
    assert rooms == ["b", "a", "b", "b", "a"]
    assert len(ask("stage log --json --room a", *at).lines) == 2


def test_message_to_the_speaker_needs_a_room(ask: Ask, tmp_path: Path) -> None:
    at = ("--programme", two_rooms(tmp_path))
    to = ("--to", "speaker", *at)
    assert ask("stage rehearsal begin --at 09:10 --speed 0", *at).code == 0
    error = ask("stage message stop", *to).refused(64)
    assert "Name the room with --room: a (Room a), b (Room b)." in error
    said = ask("stage message stop --room b", *to, "--json").data
    assert (said["room"], said["ends_with"]) == ("b", "two")
    out = ask("stage message", "five minutes", "--all", *to).lines
    assert [line.split(" · ")[0] for line in map(plain, out)] == [
        "Message to the speaker: “five minutes”, until One ends",
        "Message to the speaker: “five minutes”, until Two ends",
    ]
    assert len(ask("stage message", "", "--all", *to).lines) == 2
    assert "There is no message" in ask("stage message", "", "--all", *to).refused(65)
    for wrong in ("--room b", "--session one", "--to everyone"):
        error = ask("stage message x", *to, "--all", *wrong.split()).refused(64)
        assert "Use --all only with --to speaker" in error


def test_acts_on_the_real_day_are_recorded_at_the_real_time(ask: Ask, tmp_path: Path) -> None:
    at = ("--programme", event_on_now(tmp_path))
    started = ask("stage start today-one", *at)
    assert started.code == 0
    question = "Start Today-one again, from its beginning?"
    assert (
        started.err
        == f"Done without confirmation. In a terminal, sommet-tui would have asked: “{question}”\n"
    )
    record = json.loads(ask("stage log --json", *at).out)
    assert (record["session"], record["rehearsal"], record["void"]) == ("today-one", None, False)
    assert ask("stage end", *at).out.startswith("Today-one ended")
    assert ask("stage start", *at).out.startswith("Today-two started")
    assert ask("stage end", *at).out.startswith("Today-two ended")


def test_start_outside_the_event_is_refused(ask: Ask, tmp_path: Path) -> None:
    present = "start", "end", "pause", "start panel-1", DRILL
    over = "take", "announce", "cancel panel-1", f"{DRILL} --after panel-1"
    said = "message test", "message test --to speaker"
    for act in (*present, *over, *said):
        error = ask(f"stage {act}").refused(65)
        assert "The event does not take place today." in error
        assert "To rehearse: sommet-tui stage rehearsal begin\n" in error
    late = "stage cancel panel-1 --ago 1"
    assert "The day of Panel 1 ended at 04:00. Give an earlier time." in ask(late).refused(65)
    coming = write(tmp_path, {"2099-03-01": [item("one", "09:00", "10:00")]})
    assert ask("stage cancel one --programme", coming).out.startswith("One cancelled")


def test_action_with_a_time_corrects_the_log_of_a_past_day(ask: Ask) -> None:
    begun = ask("stage start panel-1 --when 2025-02-07T11:05")
    assert plain(begun.out).startswith("Panel 1 started at 11:05. Recorded for Friday 7 February.")
    ended = ask("stage end --when 2025-02-07T12:15")
    assert plain(ended.out).startswith("Panel 1 ended at 12:15. Recorded for Friday 7 February.")


def test_act_at_a_simulated_time_is_refused(ask: Ask, tmp_path: Path) -> None:
    file = example(tmp_path)
    for act in ("start", "undo", "cancel b", "announce", "message x"):
        error = ask(f"stage {act}", "--at", "10:20", "--programme", file).refused(65)
        assert "read-only" in error
        assert "stage rehearsal begin --at 10:20 --programme" in error
    assert ask("stage log --programme", file).out == "No actions yet.\n"


def test_unreadable_log_stops_the_report(ask: Ask, tmp_path: Path) -> None:
    database = tmp_path / "data" / "sommet-tui" / "sommet.sqlite3"
    database.mkdir(parents=True)
    for said in ("log", "report", "start", "rehearsal begin", "message x"):
        assert str(database) in ask(f"stage {said}").refused(74)


def test_start_makes_an_automatic_room_manual(stage: StageAsk) -> None:
    output = plain(stage("take").out)
    assert output.startswith("Manual control from 10:20. On time")
    (lane,) = stage("report --json").data["lanes"]
    assert (lane["mode"], lane["running"]) == ("called", "a")
    assert [i["by_clock"] for i in lane["items"]] == [True, True, True, *[False] * 4]
    assert "This room is already under manual control." in stage("take").err
    assert plain(stage("take --lang fr").err).endswith("Cette salle est déjà en manuel.\n")


def test_corrected_start_is_not_reported_as_a_delay(ask: Ask, tmp_path: Path) -> None:
    day = ("--programme", example(tmp_path))
    ask("stage rehearsal begin --at 09:17 --speed 0", *day)
    assert ask("stage start opening --when 09:16", *day).code == 0
    output = ask("now", *day).out
    on, later = output.split("Later:")
    assert "On now: Opening\n" in on
    assert "Next: Keynote\n" in on
    assert "Opening" not in later
    assert "Panel A" in later


def test_inserted_session_keeps_its_start_and_has_an_id(stage: StageAsk) -> None:
    record = after(stage, *LATE)(f"{DRILL} --start 13:40 --json").data
    assert (record["act"], record["title"], record["minutes"]) == ("insert", "Fire drill", 10)
    assert record["to"] == "2025-02-07T13:40:00+01:00"
    moved = plain(stage("move", "fire drill", "13:45").out)
    assert moved.startswith("New start for Fire drill: 13:45")
    assert plain(stage("cancel", record["session"]).out).startswith("Fire drill cancelled")
    assert stage("insert Thanks --minutes 5 --after fire").code == 65


def test_people_of_an_inserted_session_come_from_the_programme(stage: StageAsk) -> None:
    said = ("--person", "ada example, Bob\x1b[2J, ", "--after", "coffee")
    record = after(stage, *LATE)(DRILL, *said, "--json").data
    assert record["people"] == [
        {"id": "ada", "name": "Ada Example"},
        {"id": "Bob[2J", "name": "Bob[2J"},
    ]


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        ("insert Drill", 64, "Give the length of the session with --minutes."),
        ("insert Drill --minutes x", 64, "Invalid number of minutes"),
        (f"{DRILL} --after b --start 11:00", 64, "Use --after or --start, not both."),
        (f"{DRILL} --after keynote", 65, "Keynote is neither running nor upcoming."),
        (f"{DRILL} --start 2025-02-06T12:00", 65, "It is already 10:20: give a later time."),
        (f"{DRILL} --start 2025-02-08T12:00", 65, "cannot start after that"),
    ],
)
def test_impossible_insertion_is_refused_with_a_reason(
    stage: StageAsk, said: str, code: int, why: str
) -> None:
    answer = after(stage, *LATE)(said)
    assert answer.code == code
    assert why in plain(answer.err)


def test_inserted_session_is_shown_by_every_command(ask: Ask, tmp_path: Path) -> None:
    day = ("--programme", event_on_now(tmp_path))
    done = ask(f"stage {DRILL} --after today-three", *day)
    assert done.code == 0, done.err
    shown = json.loads(ask("agenda --json", *day).out)["sessions"]
    (drill,) = (each for each in shown if each["added"])
    assert (drill["title"], drill["state"]) == ("Fire drill", "confirmed")
    assert "added" in ask("agenda", *day).out
    assert "added" in ask("show fire", *day).out
    (new,) = ask("changes --json", *day).data["changes"]
    assert (new["kind"], new["session"]["title"]) == ("new", "Fire drill")
    assert ask("bookmark add", "fire drill", *day).code == 0
    assert ask("changes --json", *day).data["changes"] == []
    calendar = ask("bookmark export --to ics", *day).out
    assert "SUMMARY:Fire drill" in calendar
    assert "DESCRIPTION:Not in the programme: added by the stage manager" in calendar
