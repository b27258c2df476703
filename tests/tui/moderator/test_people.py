"""The moderator's rows fit whatever room there is, and say with words what colour says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.companion.green_room import GreenRoom
from sommet_tui.companion.panel import PanelMoment, panel_moment
from sommet_tui.domain.panel import PanelAct
from sommet_tui.tui.moderator.people import columns, hand_row, people_rows, question_rows
from sommet_tui.tui.moderator.report import introduction_rows
from sommet_tui.tui.moderator.screen import divide_height, top_rows
from sommet_tui.tui.render.rows import width_of
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.panel import short_name
from tests.acting import request
from tests.builders import at, participant
from tests.companion.windows import Dial, Window
from tests.panels import day
from tests.tui.moderating import panels
from tests.tui.scenes import scene, style_of, texts, with_state


def shown(
    tmp_path: Path, speakers: int, clock: str, language: str = "en"
) -> tuple[Scene, PanelMoment]:
    """A panel in which Alice has spoken since 14:00 and five minutes are asked for."""
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(speakers))
    window.turn("14:00", "alice")
    window.dial.shows = at("14:05")
    window.stage.send_message("+5 granted", "panel", "panel")
    window.stage.send_message("+5 please, " * 10, "stage", "panel")
    found = scene(window.programme, at(clock), language=language)
    found = with_state(found, window.companion.snapshot)
    return found, panel_moment(found.snapshot, "panel", at(clock))


@pytest.mark.parametrize("clock", ["13:55", "14:10", "15:29:40", "15:35", "18:00"])
@pytest.mark.parametrize(("speakers", "language"), [(1, "en"), (1, "fr"), (3, "fr"), (8, "en")])
def test_rows_of_the_moderator_fit_any_window(
    tmp_path: Path, speakers: int, language: str, clock: str
) -> None:
    scene_, moment = shown(tmp_path, speakers, clock, language)
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


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize(("language", "word"), [("en", "least "), ("fr", "le moins ")])
def test_label_of_the_least_heard_speaker_is_not_cut(
    tmp_path: Path, language: str, word: str, width: int
) -> None:
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(3))
    window.turn("14:00", "alice")
    window.turn("14:02", "jean")
    window.turn("14:12", "laure")
    shown = scene(window.programme, at("14:24"), language=language)
    shown = with_state(shown, window.companion.snapshot)
    _, meters = people_rows(shown, panel_moment(shown.snapshot, "panel", at("14:24")), width, 9)
    assert any(word in line for line in texts(meters))


def test_introduction_shows_name_pronunciation_affiliation_and_role(tmp_path: Path) -> None:
    scene_, moment = shown(tmp_path, 3, "13:55")
    shown_lines = texts(introduction_rows(scene_, moment, 60), 60)
    place = shown_lines.index("  Alice Guyon")
    assert shown_lines[place + 1] == "  a-LISS"
    assert shown_lines[place + 2] == "  Institut Montaigne · on stage"
    assert shown_lines[-2] == "  moderation"


@pytest.mark.parametrize("speakers", [2, 4, 8])
def test_bar_is_proportional_to_the_speaking_time(tmp_path: Path, speakers: int) -> None:
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(speakers))
    for clock, person in (("14:00", "alice"), ("14:20", "jean"), ("14:30", "mona")):
        window.turn(clock, person)
    found = with_state(scene(window.programme, at("14:40")), window.companion.snapshot)
    moment = panel_moment(found.snapshot, "panel", at("14:40"))

    bar = columns(moment, 80).bar
    _, meters = people_rows(found, moment, 80, speakers + 1)
    rows = [r.replace("│", "▆" if y == 0 else "") for y, r in enumerate(texts(meters))]

    assert rows[0].count("▆") == bar, "the bars are as long as half of the time needs"
    assert rows[1].count("▆") == rows[-1].count("▆") == round(bar / 2)


@pytest.mark.parametrize(("width", "large"), [(37, False), (38, True)])
def test_moderator_clock_has_large_digits_if_they_fit(
    tmp_path: Path, width: int, large: bool
) -> None:
    scene_, moment = shown(tmp_path, 3, "14:10")
    shown_lines = texts(top_rows(scene_, moment, None, width, divide_height(width, 9, 4)), width)
    assert ("1:20:00" in shown_lines[1]) is not large
    assert shown_lines[2].endswith(" 20:00…" if large else " ─────── ──")


def test_moderator_clock_names_the_next_segment_and_its_key(tmp_path: Path) -> None:
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(3))
    window.record("14:00", PanelAct("segment", item=0))
    for clock, then, style in (
        ("14:02", "then Statements at 14:05", "muted"),
        ("14:03", "then Statements at 14:05", "warning"),
        ("14:06", "n Start Statements", "warning"),
    ):
        found = with_state(scene(window.programme, at(clock)), window.companion.snapshot)
        moment = panel_moment(found.snapshot, "panel", at(clock))
        rows = top_rows(found, moment, None, 80, divide_height(80, 20, 4))
        assert then in "\n".join(texts(rows, 80))
        assert style_of(rows, then.removeprefix("n ")) == style
    assert "+1:00  Welcome" in "\n".join(texts(rows, 80))


@pytest.mark.parametrize(("width", "most"), [(40, 3), (60, 2), (40, 1)])
def test_questions_have_a_row_each_while_they_fit(tmp_path: Path, width: int, most: int) -> None:
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(5))
    text = "What would you have to hear to believe that this is worth its price for us all?"
    window.record("14:00", PanelAct("ask", text=text, person="maria"))
    found = with_state(scene(window.programme, at("14:01")), window.companion.snapshot)
    moment = panel_moment(found.snapshot, "panel", at("14:01"))

    rows = question_rows(found, moment, moment.questions[-1], width, most)

    shown_lines = texts(rows, width)
    assert shown_lines[0].startswith("? for Maria-Magda…: What would")
    assert len(rows) == most
    assert all(width_of(r) <= width for r in rows)
    assert shown_lines[-1].rstrip().endswith("…" if most * width < 120 else "all?")


def test_waiting_time_of_a_hand_is_in_full_minutes(tmp_path: Path) -> None:
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(3))
    window.record("14:00", PanelAct("hand", text="left"))
    for clock, waited in (
        ("14:00:01", "just now"),
        ("14:01:59", "1 min"),
        ("15:02", "1 h 02"),
    ):
        found = with_state(scene(window.programme, at(clock)), window.companion.snapshot)
        moment = panel_moment(found.snapshot, "panel", at(clock))
        assert texts([hand_row(found, moment, moment.hands[0], 60)], 60)[0].strip().endswith(waited)


def test_short_names_of_people_stay_distinct(tmp_path: Path) -> None:
    people_ = (
        participant("jm", "Jean Massiet"),
        participant("jl", "Jean Leroux"),
        participant("ada", "Dr. Ada Lovelace"),
    )
    window = Window(tmp_path / "db", Dial(at("09:00")), day(people=people_))
    moment = panel_moment(window.companion.snapshot, "panel", at("09:00"))

    assert [short_name(s, moment) for s in moment.everyone] == ["Jean M.", "Jean L.", "Ada"]


def panel_after(tmp_path: Path, *acts: str, now: str) -> tuple[Scene, PanelMoment]:
    """The panel of three at a time, after the stage did these."""
    window = Window(tmp_path / "db", Dial(at("13:00")), panels(3))
    for act in acts:
        clock, wish = act.split(" ", 1)
        window.dial.shows = at(clock)
        window.stage.record(request(wish))
    shown_ = with_state(scene(window.programme, at(now)), window.companion.snapshot)
    return shown_, panel_moment(shown_.snapshot, "panel", at(now))


@pytest.mark.parametrize(
    ("acts", "now", "expected"),
    [
        (("13:00 start p2", "13:20 add p2 20"), "13:50", "14:20"),
        ((), "13:50", None),
    ],
)
def test_expected_start_is_shown_before_a_late_panel(
    tmp_path: Path, acts: tuple[str, ...], now: str, expected: str | None
) -> None:
    found, moment = panel_after(tmp_path, *acts, now=now)
    text = "\n".join(texts(top_rows(found, moment, None, 80, divide_height(80, 20, 4)), 80))
    assert ("expected" in text) == (expected is not None)
    assert expected is None or f"expected {expected}  planned 14:00 – 15:30" in text


@pytest.mark.parametrize(("width", "shown_share"), [(40, " 100 %"), (80, "▆ 100 %")])
def test_share_of_100_percent_is_whole_and_does_not_touch_its_bar(
    tmp_path: Path, width: int, shown_share: str
) -> None:
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(3))
    window.turn("14:00", "alice")
    shown = with_state(
        scene(window.programme, at("14:05"), language="fr"), window.companion.snapshot
    )
    _, meters = people_rows(shown, panel_moment(shown.snapshot, "panel", at("14:05")), width, 9)
    assert any(shown_share in line for line in texts(meters, width))
