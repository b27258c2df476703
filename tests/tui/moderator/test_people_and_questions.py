"""The moderator's rows fit whatever room there is, and say with words what colour says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.green_room import GreenRoom
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.panel import MODERATION, PanelAct
from sommet_tui.domain.values import replace
from sommet_tui.tui.moderator.people_and_questions import columns, people_rows, question_rows
from sommet_tui.tui.moderator.report import introduction_rows
from sommet_tui.tui.moderator.screen import divide_height, top_rows
from sommet_tui.tui.render.rows import Row, width_of
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.panel import short_name, waiting_words
from sommet_tui.wording.words import words_in
from tests.builders import participant, plain
from tests.companion.windows import Window
from tests.panels import day
from tests.tui.moderating import panels
from tests.tui.scenes import page, scene, style_of, texts, with_state


def open_window(tmp_path: Path, speakers: int) -> Window:
    return Window(tmp_path / "db", "13:50", panels(speakers))


@pytest.fixture
def window(tmp_path: Path) -> Window:
    """Return a window on the panel of three."""
    return open_window(tmp_path, 3)


def view(window: Window, clock: str, language: str = "en") -> tuple[Scene, PanelMoment]:
    """Return the scene and the panel at that time."""
    moment = window.seen(clock)
    shown = scene(window.programme, moment.at, language=language)
    return with_state(shown, window.snapshot), moment


def top(window: Window, clock: str, width: int = 80, height: int = 20) -> list[Row]:
    """Return the rows above the people."""
    return top_rows(*view(window, clock), None, width, divide_height(width, height, 4))


def meters(window: Window, clock: str, width: int, language: str = "en") -> list[str]:
    """Return the speaking times of the people."""
    _, rows = people_rows(*view(window, clock, language), width, 9)
    return texts(rows, width)


def test_moderator_without_speakers_has_a_turn(tmp_path: Path) -> None:
    window = open_window(tmp_path, 0)
    window.turn("14:00", MODERATION)
    assert "5:00" in " ".join(meters(window, "14:05", 80))


@pytest.mark.parametrize("clock", ["13:55", "14:10", "15:29:40", "15:35", "18:00"])
@pytest.mark.parametrize(("speakers", "language"), [(1, "en"), (1, "fr"), (3, "fr"), (8, "en")])
def test_rows_of_the_moderator_fit_any_window(
    tmp_path: Path, speakers: int, language: str, clock: str
) -> None:
    window = open_window(tmp_path, speakers)
    window.turn("14:00", "alice")
    window.look("14:05")
    window.stage.send_message("+5 granted", "panel", "panel")
    window.stage.send_message("+5 please, " * 10, "stage", "panel")
    scene_, moment = view(window, clock, language)
    call = GreenRoom(scene_.snapshot, moment.at).call_for(scene_.programme.sessions[-1])
    for width in (1, 10, 20, 40, 57, 60, 72, 80, 100, 120, 200):
        for height in (0, 1, 3, 6, 9, 14, 19, 35, 60):
            shares = divide_height(width, height, speakers + 1)
            assert shares.top + shares.people + shares.queue == height
            rows = top_rows(scene_, moment, call, width, shares)
            assert len(rows) == shares.top
            if width >= 14:
                assert all(width_of(r) <= width for r in rows)
            names, meters = people_rows(scene_, moment, width, shares.people)
            assert len(names) == len(meters) <= max(shares.people, 0)
        if width >= 40:
            who = columns(moment, width).name
            assert all(width_of(r) <= who for r in people_rows(scene_, moment, width, 9)[0])
            assert all(
                width_of(r) <= width - who for r in people_rows(scene_, moment, width, 9)[1][:1]
            )
        most = 3 if width >= 20 else 1
        for question in moment.questions:
            drawn = question_rows(scene_, moment, question, width, most)
            assert all(width_of(r) <= width for r in drawn)


def test_label_of_the_least_heard_speaker_is_not_cut(window: Window) -> None:
    for clock, person in (("14:00", "alice"), ("14:02", "jean"), ("14:12", "laure")):
        window.turn(clock, person)
    assert any("le moins " in line for line in meters(window, "14:24", 40, "fr"))


def test_share_is_not_cut_if_no_speaker_has_a_target(window: Window) -> None:
    window.turn("14:00", "alice")
    scene_, moment = view(window, "14:05")
    seats = tuple(replace(seat, target=None) for seat in moment.speakers)
    for width in (80, 120):
        _, rows = people_rows(scene_, replace(moment, speakers=seats), width, 5)
        assert "100%" in texts(rows)[1]


@pytest.mark.parametrize("height", [5, 9])
def test_long_affiliations_end_two_cells_before_the_right_edge(window: Window, height: int) -> None:
    scene_, moment = view(window, "13:55")
    seats = [
        replace(seat, participant=replace(seat.participant, affiliation="x" * 99))
        for seat in moment.speakers
    ]
    halves = people_rows(scene_, replace(moment, speakers=tuple(seats)), 80, height)
    lines = texts([(*name, *state) for name, state in zip(*halves, strict=True)])
    assert {len(line) for line in lines if "xx" in line} == {78}


def test_introduction_shows_name_pronunciation_affiliation_and_role(window: Window) -> None:
    window.turn("14:00", "alice")
    shown_lines = texts(introduction_rows(*view(window, "14:01"), 60), 60)
    place = shown_lines.index("  Alice Guyon")
    assert shown_lines[place + 1] == "  a-LISS"
    assert shown_lines[place + 2] == "  Institut Montaigne · on stage"
    assert shown_lines[-2] == "  moderator"


@pytest.mark.parametrize(("width", "large"), [(37, False), (38, True)])
def test_moderator_clock_has_large_digits_if_they_fit(
    window: Window, width: int, large: bool
) -> None:
    shown = texts(top(window, "14:10", width, 9), width)
    assert ("1:20:00" in shown[1]) is not large
    assert shown[2].endswith(" 20:00  St…" if large else " ─────── ──")


def test_moderator_clock_names_the_next_segment_and_its_key(window: Window) -> None:
    window.record("14:00", PanelAct("segment", item=0))
    for clock, then, style in (
        ("14:02", "then Statements at 14:05", "muted"),
        ("14:03", "then Statements at 14:05", "warning"),
        ("14:06", "n Start Statements", "warning"),
    ):
        rows = top(window, clock)
        assert then in page(rows)
        assert style_of(rows, then.removeprefix("n ")) == style
    assert "+1:00  Welcome" in page(rows)


@pytest.mark.parametrize(("width", "most"), [(40, 3), (60, 2), (40, 1)])
def test_questions_have_a_row_each_while_they_fit(tmp_path: Path, width: int, most: int) -> None:
    window = open_window(tmp_path, 5)
    text = "What would you have to hear to believe that this is worth its price for us all?"
    window.record("14:00", PanelAct("ask", text=text, person="maria"))
    found, moment = view(window, "14:01")

    rows = question_rows(found, moment, moment.questions[-1], width, most)

    shown_lines = texts(rows, width)
    assert shown_lines[0].startswith("? for Maria-Magda…: What would")
    assert len(rows) == most
    assert all(width_of(r) <= width for r in rows)
    assert shown_lines[-1].rstrip().endswith("…" if most * width < 120 else "all?")


@pytest.mark.parametrize(("seconds", "words"), [(1, "just now"), (119, "1 min"), (3720, "1 h 02")])
def test_waiting_time_of_a_hand_is_in_full_minutes(seconds: int, words: str) -> None:
    assert plain(waiting_words(timedelta(seconds=seconds), words_in("en"))) == words


def test_short_names_of_people_stay_distinct(tmp_path: Path) -> None:
    people = (
        participant("jm", "Jean Massiet"),
        participant("jl", "Jean Leroux"),
        participant("ada", "Dr. Ada Lovelace"),
    )
    moment = Window(tmp_path / "db", programme=day(people=people)).seen("09:00")
    assert [short_name(s, moment) for s in moment.everyone] == ["Jean M.", "Jean L.", "Ada"]


@pytest.mark.parametrize(
    ("acts", "expected"), [(("13:00 start p2", "13:20 add p2 20"), "14:20"), ((), None)]
)
def test_expected_start_is_shown_before_a_late_panel(
    window: Window, acts: tuple[str, ...], expected: str | None
) -> None:
    for act in acts:
        window.play(act)
    text = page(top(window, "13:50"))
    assert ("expected" in text) == (expected is not None)
    assert expected is None or f"expected {expected}  planned 14:00 – 15:30" in text


@pytest.mark.parametrize(("width", "share"), [(40, " 100 %"), (80, "▆ 100 %")])
def test_share_of_100_percent_is_whole_and_does_not_touch_its_bar(
    window: Window, width: int, share: str
) -> None:
    window.turn("14:00", "alice")
    assert any(share in line for line in meters(window, "14:05", width, "fr"))
