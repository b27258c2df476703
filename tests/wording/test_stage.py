"""Sentences for the stage: about acts, refusals and lateness, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sommet_tui.companion.confirmations import Confirmation
from sommet_tui.domain.programme import Room
from sommet_tui.domain.rundown.acts import ACT_KINDS, Act, Reason, Refusal
from sommet_tui.domain.rundown.catch_up_suggestions import Limits, suggestions
from sommet_tui.domain.rundown.delay_cost import impact
from sommet_tui.domain.values import replace
from sommet_tui.wording.messages import addressee_words
from sommet_tui.wording.stage import (
    act_sentence,
    alert_sign,
    cost_sentence,
    cost_variants,
    drift_words,
    not_acting_sentence,
    question_sentence,
    refusal_sentence,
    suggestion_variants,
)
from sommet_tui.wording.words import words_in
from tests.acting import day_of, example_day, log, timing_at
from tests.builders import DAY as DATE
from tests.builders import NEXT_DAY, at, plain, session

if TYPE_CHECKING:
    from sommet_tui.companion.confirmations import Code
from tests.tables import table
from tests.wording.views import view

EN, FR = words_in("en"), words_in("fr")
DAY = example_day()
ON_TIME = ("09:00 start opening", "09:15 start keynote")


@pytest.mark.parametrize("reason", re.findall(r'"(.+)"', str(Reason)))
def test_every_refusal_has_its_own_sentence_in_both_languages(reason: Reason) -> None:
    refusal = Refusal(reason, "b", at("11:30"))
    english, french = (refusal_sentence(refusal, view(each, shown=DAY)) for each in ("en", "fr"))
    assert english != french
    assert english.endswith(".")


def test_refusals_name_sessions_and_times() -> None:
    refusal = Refusal("before-start", "a", at("10:12"))
    assert plain(refusal_sentence(refusal, view("en", shown=DAY))) == (
        "A started at 10:12: give a later time."
    )
    assert plain(refusal_sentence(refusal, view("fr", shown=DAY))) == (
        "A a commencé à 10 h 12 : indiquez une heure plus tardive."
    )


def test_unnamed_sessions_and_rooms_are_left_out_of_sentences() -> None:
    text = refusal_sentence(Refusal("moved-on"), view("en", shown=DAY))
    assert text.endswith("already done this.")
    assert "B is now running." in refusal_sentence(Refusal("moved-on", "b"), view("en", shown=DAY))
    unknown = Refusal("unknown-session", "nowhere")
    assert "nowhere" in refusal_sentence(unknown, view("en", shown=DAY))


@pytest.mark.parametrize(("act", "english", "french"), table("sentences.txt", "acts"))
def test_act_has_an_english_and_a_french_sentence(act: str, english: str, french: str) -> None:
    acts = log(DAY, *ON_TIME, act)
    for language, text in (("en", english), ("fr", french)):
        assert plain(act_sentence(acts[-1], view(language, shown=DAY), acts)) == text


def test_undone_undo_repeats_the_sentence_of_its_act() -> None:
    acts = log(DAY, *ON_TIME, "09:20 undo 2", "09:21 undo 3")
    assert plain(act_sentence(acts[-1], view("fr", shown=DAY), acts)) == (
        "Action refaite : Keynote a commencé à 9 h 15"
    )


@pytest.mark.parametrize("kind", ACT_KINDS)
def test_every_act_has_a_short_sentence(kind: str) -> None:
    act = Act(kind, session="a", minutes=5, after="b", undoes=3, seq=7, at=at("10:00"))  # type: ignore[arg-type]
    for language in ("en", "fr"):
        assert act_sentence(act, view(language, shown=DAY))


@pytest.mark.parametrize(
    ("day", "clock", "acts", "english", "french"), table("sentences.txt", "costs of a delay")
)
def test_cost_of_a_delay_fits_on_one_line(
    day: str, clock: str, acts: str, english: str, french: str
) -> None:
    now = timing_at(day_of(day) if day else DAY, clock, *acts.split(", "))
    for words, text in ((EN, english), (FR, french)):
        assert plain(cost_sentence(now.offset, impact(now), words)) == text


def test_lane_on_time_shows_that_the_day_ends_late() -> None:
    ends = "the day ends at 12:35, 35 min late"
    expected = f"on time so far; later: {ends}"
    assert plain(cost_sentence(timedelta(0), (), EN, ends)) == expected
    assert plain(next(iter(cost_variants(timedelta(0), (), EN, (ends, ends))))) == expected


def test_suggestion_lists_its_changes_and_its_result() -> None:
    now = timing_at(DAY, "10:45", "10:35 start a")
    for language, expected in (
        ("en", "A −10, Coffee 11:25–11:35, B −5 → on time at 12:30"),
        ("fr", "A −10, Coffee 11:25–11:35, B −5 → à l’heure à 12 h 30"),
    ):
        first, second, _ = (
            plain(next(suggestion_variants(one, view(language, shown=DAY))))
            for one in suggestions(now, Limits())
        )
        assert first == expected
        without = "no Coffee" if language == "en" else "sans Coffee"
        assert second == expected.replace("A −10, Coffee 11:25–11:35", without)


def test_suggestion_shows_the_remaining_delay() -> None:
    shown = view(shown=example_day())
    for start, expected in (
        ("11:00 start a", "still 10 min late, on time at 13:30"),
        ("13:50 start c", "still 10 min late"),
    ):
        now = timing_at(example_day(), start[:5], start)
        form = next(suggestion_variants(suggestions(now, Limits())[0], shown))
        assert plain(form).endswith(f"→ {expected}")


def test_minutes_of_a_shorter_break_stay_on_one_line() -> None:
    now = timing_at(DAY, "11:35", *ON_TIME, "10:12 start a")
    assert "Coffee cut to 0\u00a0min, B" in cost_sentence(now.offset, impact(now), EN)


def test_narrow_cost_of_a_delay_keeps_its_end() -> None:
    now = timing_at(DAY, "11:35", *ON_TIME, "10:12 start a")
    forms = [plain(form) for form in cost_variants(now.offset, impact(now), EN)]
    assert forms[0] == (
        "35 min behind: Coffee cut to 0 min, B +5 min, Lunch cut to 55 min, C on time"
    )
    assert "Coffee: 0 min, B +5 min, Lunch: 55 min, C on time" in forms
    assert forms[-2:] == ["… 2 more, Lunch: 55 min, C on time", "… 3 more, C on time"]
    assert min(map(len, forms)) == len(forms[-1])


@pytest.mark.parametrize(
    ("session_id", "room", "english", "french"),
    table("sentences.txt", "recipients of a message"),
)
def test_message_sentence_names_recipient_and_subject(
    session_id: str, room: str, english: str, french: str
) -> None:
    day = replace(DAY, rooms=(Room("main", "Main Hall"),))
    for words, text in ((EN, english), (FR, french)):
        found = addressee_words("everyone", session_id or None, room or None, day, words)
        assert plain(found) == text
    assert addressee_words("panel", "b", "main", day, EN) == "to the panel"


@pytest.mark.parametrize(("minutes", "text"), table("sentences.txt", "drifts in minutes"))
def test_drift_has_a_sign_and_a_unit(minutes: str, text: str) -> None:
    assert plain(drift_words(timedelta(minutes=float(minutes)), EN)) == text


def test_alert_has_a_label_unless_it_is_normal() -> None:
    assert alert_sign("normal", 1, FR) is None
    assert alert_sign(None, 1, FR) is None
    assert alert_sign("warning", 1, FR) == "BIENTÔT FINI"
    assert alert_sign("danger", 1, FR) == "DERNIÈRE MINUTE"
    assert alert_sign("danger", 2, EN) == "LAST 2\u00a0MINUTES"
    assert alert_sign("overtime", 1, FR) == "DÉPASSEMENT"


def test_refused_action_has_a_reason() -> None:
    shown = view("en", at("03:30", DATE - timedelta(days=1)), shown=day_of("dawn 04:10-05:00"))
    assert not_acting_sentence("outside", shown) == "The event day begins at 04:00."
    assert not_acting_sentence("looking", shown) != not_acting_sentence("outside", shown)
    later = replace(shown, now=at("04:10", NEXT_DAY))
    assert not_acting_sentence("outside", later) == "The event does not take place today."


def test_title_with_a_question_mark_is_quoted_in_a_question() -> None:
    asking, closing = session("a", "09:00", "10:00"), session("b", "10:00", "11:00")
    asking, closing = replace(asking, title="Qui décide ?"), replace(closing, title="Clôture")
    quoted, bare = Confirmation("end", asking), Confirmation("end", closing)
    assert question_sentence(quoted, view("en")) == "End “Qui décide ?”?"
    assert plain(question_sentence(quoted, view("fr"))) == "Terminer « Qui décide ? » ?"
    assert plain(question_sentence(bare, view("fr"))) == "Terminer Clôture ?"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("early", "A is planned for 10:20, in 20 min. Start it now?"),
        ("early-announced", "A is announced for 10:20, in 20 min. Start it now?"),
        ("early-expected", "A is expected at 10:20, in 20 min. Start it now?"),
    ],
)
def test_question_before_an_early_start_names_its_time(code: Code, sentence: str) -> None:
    panel = session("a", "10:00", "11:00")
    question = Confirmation(code, panel, time=at("10:20"), left=timedelta(minutes=20))
    assert plain(question_sentence(question, view("en"))) == sentence


def test_question_before_manual_control_says_how_late_the_session_starts() -> None:
    panel = session("a", "09:00", "10:00")
    question = Confirmation("undriven", panel)
    punctual, late = (
        plain(question_sentence(question, view("en", now=at(now)))) for now in ("09:00", "09:12")
    )
    assert punctual.endswith("Start A and take manual control?")
    assert late.endswith("Start A 12 min late, and take manual control?")
