"""The stage's board and lane for any day: the lines that fit, the names, the stable places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.messages import Message
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.catch_up_suggestions import Limits, suggestions
from sommet_tui.domain.rundown.delay_cost import impact
from sommet_tui.domain.rundown.lane_now import lane_entries
from sommet_tui.domain.values import replace
from sommet_tui.tui.render.digits import large_letters
from sommet_tui.tui.render.rows import width_of
from sommet_tui.tui.stage.all_rooms import rails, room_row
from sommet_tui.tui.stage.board import board_rows, large_text, message_row
from sommet_tui.tui.stage.lane_list import lane_row, lane_signature
from sommet_tui.tui.stage.shown_lane_and_key_results import LaneMessages, StageView
from sommet_tui.tui.stage.speakers_clock import clock_page
from tests.acting import day_of, example_day, timing_at
from tests.builders import at, programme, session
from tests.tables import listed, table
from tests.tui.conftest import Golden, Open
from tests.tui.scenes import page, scene, style_of, text, texts
from tests.tui.stages import do_acts

DAY = example_day()
ON_TIME = ("09:00 start opening", "09:15 start keynote")
A_LATE = (*ON_TIME, "10:12 start a")
A_SWAPPED = (*ON_TIME, "10:00 start a", "10:30 swap b c")
STATES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "07:00"),
    ((), "10:20"),
    (A_LATE, "10:20"),
    (A_LATE, "11:35"),
    ((*A_LATE, "10:30 pause"), "11:00"),
    ((*A_LATE, "11:05 end"), "11:34"),
    ((*A_LATE, "11:05 cancel b"), "11:34"),
    ((*A_SWAPPED, "11:00 end"), "11:34"),
    ((), "22:00"),
)


def view(acts: tuple[str, ...], now: str, messages: tuple[Message, ...] = ()) -> StageView:
    timing = timing_at(DAY, now, *acts)
    return StageView(
        timing, impact(timing), suggestions(timing, Limits()), LaneMessages(speaker=messages)
    )


@given(st.sampled_from(STATES), st.integers(10, 200), st.integers(6, 70))
def test_stage_board_fills_its_space_exactly(
    state: tuple[tuple[str, ...], str], width: int, height: int
) -> None:
    for language in ("en", "fr"):
        shown, found = scene(DAY, at(state[1]), language=language), view(*state)
        for paint in (board_rows, clock_page):
            rows = paint(shown, found, width, height)
            assert len(rows) == height
            assert all(width_of(r) <= width for r in rows)
        for entry in lane_entries(found.timing):
            assert width_of(lane_row(shown, found.timing, entry, width)) <= max(width, 20)


@pytest.mark.parametrize(
    ("acts", "now", "time", "sign"), table("stage_screens.txt", "clock of the stage")
)
def test_stage_clock_shows_a_time_and_its_label(acts: str, now: str, time: str, sign: str) -> None:
    found = large_text(scene(DAY, at(now)), timing_at(DAY, now, *listed(acts)))
    assert (found.time, found.sign or "") == (time, sign)
    assert found.word


@pytest.mark.parametrize(
    ("now", "word", "badge", "digits"),
    [
        ("11:08", "ENDS SOON", "badge", "warning"),
        ("11:11:30", "LAST MINUTE", "badge-warning", "danger"),
        ("11:12:01", "OVERTIME", "badge-warning", "danger"),
    ],
)
def test_stage_clock_and_its_label_have_matching_colours(
    now: str, word: str, badge: str, digits: str
) -> None:
    rows = board_rows(scene(DAY, at(now)), view(A_LATE, now), 100, 18)
    assert style_of(rows, word) == badge
    assert style_of(rows, "█") == digits
    assert style_of(rows, "min behind") == "warning"


@pytest.mark.parametrize(("width", "height"), [(40, 9), (100, 12)])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_stage_board_in_a_small_window_shows_all_consequences_of_a_delay(
    width: int, height: int, language: str
) -> None:
    title = "A whole title that is as long as titles are"
    hours = [f"s{n} {9 + n:02}:00-{10 + n:02}:00 = P{n} · {title}" for n in range(5)]
    day = day_of(", ".join([*hours, "last 14:20-15:00 = The end ·"]))
    timing = timing_at(day, "09:30", "09:15 start s0")
    shown = scene(day, at("09:30"), language=language)
    found = StageView(timing, impact(timing), suggestions(timing, Limits()))
    joined = " ".join(page(board_rows(shown, found, width, height, alone=True)).split())
    assert "The end on time" in joined or "The end à l’heure" in joined


def test_stage_messages_share_one_row() -> None:
    panel = Message(1, at("10:00"), "panel", "granted " * 9, seen_at=at("10:01"))
    notice = Message(2, at("10:00"), "everyone", "Lunch upstairs")
    said, alone = LaneMessages(panel=(panel,), notices=(notice,)), LaneMessages(notices=(notice,))
    shown = scene(DAY, at("10:20"))
    line = text(message_row(shown, said, 76), 76)
    assert "…” · seen at 10:01" in line
    assert "◆ Lunch" in line
    for width, whole in ((24, "◆ Lunch upstairs"), (76, "◆ Lunch upstairs · since 10:00")):
        assert text(message_row(shown, alone, width), width).strip() == whole
    for width in range(1, 120):
        assert width_of(message_row(shown, said, width)) <= max(width, 12)


def test_speakers_clock_shows_a_message_in_the_largest_letters_that_fit() -> None:
    shown, timing = scene(DAY, at("10:20")), timing_at(DAY, "10:20", *A_LATE)

    def clock(said: str, width: int = 80, height: int = 24) -> list[str]:
        line = LaneMessages(speaker=(Message(1, at("10:00"), "speaker", said),))
        rows = clock_page(shown, StageView(timing, messages=line), width, height)
        assert len(rows) == height
        assert all(width_of(r) <= width for r in rows)
        return texts(rows, width)

    drawn = large_letters("Concluez, « été » !", 76, 8)
    assert drawn == large_letters("CONCLUEZ, « ÉTÉ » !", 76, 8)
    page_of = clock("Concluez, « été » !")
    assert all(any(row.strip() in line for line in page_of) for row in drawn)
    assert any("日本" in line for line in clock("日本"))
    assert any("a line of many words" in line for line in clock("a line of many words " * 20))
    assert any("Concluez" in line for line in clock("Concluez", 12, 11))
    assert large_letters("", 80, 24) == large_letters("W" * 40, 80, 24) == []


def test_cue_column_appears_only_if_there_are_cues() -> None:
    cued = replace(DAY, cues={"a": "microphones 2 and 3, video", "lunch": "house lights"})
    timing = timing_at(cued, "10:20", *A_LATE)
    rows = {i.session.id: i for i in timing.items}
    for width, said in ((120, "microphones 2 and 3, video"), (80, "microphones")):
        shown = scene(cued, at("10:20"))
        a, lunch = (text(lane_row(shown, timing, rows[n], width), width) for n in ("a", "lunch"))
        assert said in a
        assert "A" in a[: a.index(said)]
        assert a.index("micro") == lunch.index("house")
        assert a.rstrip().endswith("+12")
    plain = scene(DAY, at("10:20"))
    assert "micro" not in text(lane_row(plain, timing, rows["a"], 120), 120)
    narrow = text(lane_row(scene(cued, at("10:20")), timing, rows["a"], 50), 50)
    assert "micro" not in narrow, "a word or two say nothing"
    assert (
        "microphones 2 and 3, video"
        in texts(board_rows(shown, view(A_LATE, "10:20"), 80, 13), 80)[2]
    )


def test_stage_list_changes_only_with_the_minute_or_an_action() -> None:
    now = timing_at(DAY, "10:20", *A_LATE)
    later = timing_at(DAY, at("10:20") + timedelta(seconds=30), *A_LATE)
    over = timing_at(DAY, at("11:14"), *A_LATE)
    assert lane_signature(now) == lane_signature(later) != lane_signature(over)
    assert lane_signature(over) != lane_signature(timing_at(DAY, at("11:15"), *A_LATE))
    assert lane_signature(timing_at(DAY, "09:05")) != lane_signature(
        timing_at(DAY, "09:05", ON_TIME[0])
    )


def test_board_row_names_a_session_that_waits_for_its_start() -> None:
    day = programme(session("keynote", title="Keynote", room="Main hall"))
    timing = timing_at(day, "09:04", "09:00 take keynote")
    shown = scene(day, at("09:04"))
    for width in (40, 80, 120):
        painted = room_row(shown, "Main hall", timing, width)
        assert "› Keynote" in text(painted, width)
        assert style_of([painted], "+4") in ("danger", "warning")
        assert "+4" in text(painted, width).split("Keynote")[1]


@pytest.mark.parametrize(("acts", "now", "cells"), table("stage_screens.txt", "row of the board"))
def test_board_row_has_end_minutes_left_and_delay(acts: str, now: str, cells: str) -> None:
    row = room_row(scene(DAY, at(now)), "hall", timing_at(DAY, now, *listed(acts)), 80)
    assert " ".join(text(row, 80).split()) == cells


def test_rails_of_the_board_show_delays_and_the_plan_if_it_differs() -> None:
    shown = scene(DAY, at("10:20"))
    on_time, late = timing_at(DAY, "10:20"), timing_at(DAY, "10:20", *A_LATE)
    top, drawn = rails(shown, {"one": on_time, "other": late}, 60)
    (one, no_plan), (other, plan) = ([text(r, 62) for r in drawn[name]] for name in drawn)
    assert no_plan.strip() == ""
    assert one.index("●") == other.index("●")
    assert "●" not in plan
    assert plan.replace("─", "━").rstrip() == one.replace("●", "━").replace("─", "━").rstrip()
    assert other != one
    assert "11" in text(top, 62)


@pytest.mark.parametrize(
    ("end", "word"),
    [("11:05", "since its planned start"), ("11:33", "since the previous session")],
)
def test_stage_clock_counts_from_the_earliest_possible_start(end: str, word: str) -> None:
    timing = timing_at(DAY, "11:34", *A_LATE, f"{end} end")
    assert large_text(scene(DAY, at("11:34")), timing).word == word


MORNING = ("10:02 start introduction", "10:12 start keynote-breton", "11:00 start panel-1")


@pytest.mark.parametrize(
    ("name", "acts", "now", "keys"), table("stage_screens.txt", "pictures of the stage")
)
async def test_stage_matches_its_picture_in_each_state(
    world: Open,
    golden: Golden,
    monkeypatch: pytest.MonkeyPatch,
    summit: Programme,
    *,
    name: str,
    acts: str,
    now: str,
    keys: str,
) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    here = world(summit, "09:00")
    do_acts(here, *listed(acts), now=now)
    async with here.open():
        await here.press("5", keys)
        golden(here.app, f"stage-{name}-80x24-en")


async def test_effects_of_keys_in_french_are_whole_and_in_one_column(
    world: Open, summit: Programme
) -> None:
    here = world(summit, "11:30", language="fr")
    async with here.open("5"):
        assert "s  Commencer une session  au choix" in here.picture
        await here.resize(120, 40)
        await here.until_shown("salle automatique")
        effects = ("au choix", "salle automatique", "aucune suggestion", "tout est annoncé")
        assert len({here.row(effect).index(effect) for effect in effects}) == 1
        await here.at_time("20:50")
        here.assert_shown("Fini à 20 h 30")


async def test_stage_in_a_small_window_matches_its_picture(
    world: Open, golden: Golden, summit: Programme
) -> None:
    here = world(summit, "09:00", language="fr")
    do_acts(here, *MORNING, now="12:14:10")
    async with here.open("5", (40, 12)):
        golden(here.app, "stage-40x12-fr")
        await here.press("a o")
        await here.until_shown("Nouveaux horaires annoncé… · u défaire")
        assert "? touches" in here.foot


async def test_stage_in_a_rehearsal_matches_its_picture(
    world: Open, golden: Golden, summit: Programme
) -> None:
    here = world(summit, "09:00", language="fr")
    here.companion.clock.set(at("10:00"), 0.0)
    async with here.open("5 R s"):
        golden(here.app, "stage-rehearsal-80x24-fr")


@pytest.mark.parametrize("keys", [[], ["m", "down", "down"]])
async def test_stage_messages_match_their_pictures(
    world: Open, golden: Golden, summit: Programme, *, keys: list[str]
) -> None:
    here = world(summit, "09:00", language="fr")
    do_acts(here, *MORNING, now="12:14:10")
    stage = Stage(here.companion)
    stage.send_message("accordé", "panel", "panel-1")
    stage.send_message("Déjeuner à l’étage")
    stage.send_message("Jeanne Exemple remplace Blue", session="panel-2")
    stage.send_message("Concluez, s’il vous plaît !", "speaker", "panel-1")
    async with here.open():
        await here.press("5", *keys)
        golden(here.app, f"stage-said-{'-'.join(keys) or 'board'}-80x24-fr")
