"""Sentences about a moment, a session, a bookmark, filled in and read as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import picks
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Alert, Gap
from sommet_tui.domain.values import replace
from sommet_tui.wording.expected_times import ending_words, pace_words
from sommet_tui.wording.session_texts import (
    WHOLE_NAME,
    alert_word,
    describe_clash,
    gap_name,
    headline,
    join,
    next_bookmark,
    offset_words,
    phase_sentence,
    role_word,
    short_name,
    status_word,
    time_with_date,
)
from sommet_tui.wording.words import words_in
from tests.acting import day_of
from tests.builders import (
    DAY,
    at,
    bookmark,
    participant,
    plain,
    programme,
    session,
)
from tests.tables import table
from tests.wording.views import view

if TYPE_CHECKING:
    from sommet_tui.domain.timeline import Status

EN, FR = words_in("en"), words_in("fr")


DAY_OF_TWO = programme(
    session("intro", "10:00", "10:10", title="Introduction"),
    session("panel", "12:10", "13:00", title="De la promesse", label="Panel 2"),
)


def phase(programme_: Programme, clock: str, language: str, day: date = DAY) -> str:
    shown = view(language, at(clock, day), programme_)
    return plain(phase_sentence(shown))


class TestPhase:
    @pytest.mark.parametrize(
        ("clock", "day", "english", "french"),
        table("sentences.txt", "phases of an event of one day"),
    )
    def test_phase_describes_an_event_of_one_day(
        self, clock: str, day: str, english: str, french: str
    ) -> None:
        for language, text in (("en", english), ("fr", french)):
            assert phase(DAY_OF_TWO, clock, language, date.fromisoformat(day)) == text

    def test_overnight_gap_names_the_next_day(self) -> None:
        two_days = day_of("a 09:00-10:00, b 09:00-10:00 next-day")
        assert phase(two_days, "21:00", "fr") == "L’événement continue demain, samedi, à 9 h."
        assert phase(two_days, "02:00", "en") == "The event resumes at 09:00, in 7 h."
        later = programme(session("a"), session("b", day=date(2025, 2, 10)))
        text = phase(later, "21:00", "en")
        assert text == "The event resumes on Monday 10 February at 09:00, in 3 days."

    def test_phase_names_a_cancelled_event(self) -> None:
        nothing = day_of("a 09:00-10:00 cancelled")
        assert phase(nothing, "08:00", "en") == "Every session is cancelled."
        assert phase(nothing, "08:00", "fr") == "Toutes les sessions sont annulées."


def test_first_of_the_month_has_its_french_ordinal() -> None:
    first = at("10:30", date(2025, 3, 1))
    assert plain(time_with_date(first, view("fr"))) == "le samedi 1er mars à 10 h 30"
    assert plain(time_with_date(first, view("en"))) == "on Saturday 1 March at 10:30"


def test_next_bookmark_has_its_time_and_distance() -> None:
    panel = DAY_OF_TWO.by_id["panel"]
    for language, text in (
        ("en", "Your next bookmark: Panel 2, at 12:10 (in 47 min)"),
        ("fr", "Votre prochain favori : Panel 2, à 12 h 10 (dans 47 min)"),
    ):
        assert plain(next_bookmark(panel, view(language, at("11:23"), DAY_OF_TWO))) == text


def test_clash_names_every_conflicting_session() -> None:
    busy = programme(
        session("a", "09:00", "12:00", title="Introduction"),
        session("b", "09:30", "10:00", label="Panel 1"),
        session("c", "10:30", "11:00", title="Ouverture"),
        session("d", "14:00", "15:00"),
    )
    marked = picks(busy, [bookmark(id_) for id_ in "abcd"])
    found = {pick.bookmark.session: describe_clash(pick, busy, EN) for pick in marked}
    assert found == {
        "a": "clashes with Panel 1 (30\u00a0min), Ouverture (30\u00a0min)",
        "b": "clashes with Introduction (30\u00a0min)",
        "c": "clashes with Introduction (30\u00a0min)",
        "d": None,
    }
    assert (
        describe_clash(marked[0], busy, FR)
        == "en conflit avec Panel 1 (30\u00a0min), Ouverture (30\u00a0min)"
    )


def test_clash_names_sessions_in_full_if_they_fit() -> None:
    long = "How a very small team kept the whole of a very large museum online for ten years"
    busy = programme(session("a", "09:00", "12:00"), session("b", "09:30", "10:00", title=long))
    marked = picks(busy, [bookmark(id_) for id_ in "ab"])
    assert "…" in (describe_clash(marked[0], busy, EN) or "")
    assert long in (describe_clash(marked[0], busy, EN, WHOLE_NAME) or "")


class TestOffset:
    @pytest.mark.parametrize(("seconds", "english", "french"), table("sentences.txt", "offsets"))
    def test_offset_is_behind_ahead_or_on_time(
        self, seconds: str, english: str, french: str
    ) -> None:
        for words, text in ((EN, english), (FR, french)):
            assert plain(offset_words(timedelta(seconds=int(seconds)), words)) == text

    @given(st.integers(60, 10**6))
    def test_words_for_late_and_early_rooms_are_symmetric(self, seconds: int) -> None:
        behind = offset_words(timedelta(seconds=seconds), EN)
        ahead = offset_words(timedelta(seconds=-seconds), EN)
        assert behind.replace("behind", "ahead") == ahead


@pytest.mark.parametrize(
    ("level", "paused", "late", "state", "pace"),
    table("sentences.txt", "pace of a running session"),
)
def test_pace_shows_a_pause_a_delay_or_the_approaching_end(
    level: Alert, paused: str, late: str, state: str, pace: str
) -> None:
    is_paused, delay = bool(paused), timedelta(minutes=int(late))
    assert ending_words(level, EN, paused=is_paused) == (state or None)
    assert plain(pace_words(level, delay, EN, paused=is_paused)) == pace


def test_short_name_of_a_session_is_unambiguous() -> None:
    numbered = session("a", title="De la promesse", label="Panel 2")
    shared = session("b", title="Ouverture", label="Keynote")
    bare = session("c", title="Introduction")
    lettered = session("d", title="Nuages", label="Panel A")
    assert short_name(programme(lettered, bare).by_id["d"]) == "Panel A"
    assert short_name(programme(lettered, replace(bare, label="Panel A")).by_id["d"]) == "Nuages"
    wordy = replace(lettered, label="A label too long to call anything in a sentence")
    assert short_name(programme(wordy).by_id["d"]) == "Nuages"
    assert [short_name(s) for s in (numbered, shared, bare)] == [
        "Panel 2",
        "Ouverture",
        "Introduction",
    ]
    assert headline(numbered) == "Panel 2 · De la promesse"
    assert headline(bare) == "Introduction"


def test_gap_has_the_name_of_its_break() -> None:
    with_lunch = day_of("a 09:00-10:00, lunch 12:00-13:00 break, b 14:00-15:00")
    gap = Gap(at("10:00"), at("14:00"))
    assert gap_name(with_lunch, gap, FR) == "pause"
    assert gap_name(with_lunch, gap, EN) == "break"
    assert gap_name(with_lunch, Gap(gap.start, gap.end, "lunch"), FR) == "Lunch"


STATUSES: tuple[Status, ...] = ("upcoming", "running", "done", "skipped", "cancelled")
ALERTS: tuple[Alert, ...] = ("normal", "warning", "danger", "overtime")


def test_every_status_has_its_own_word_in_both_languages() -> None:
    for words in (EN, FR):
        assert len({status_word(status, words) for status in STATUSES}) == 5
        assert len({alert_word(alert, words) for alert in ALERTS}) == 4
    assert status_word("running", FR) == "en cours"
    assert alert_word("normal", FR) == "à l’heure"


def test_role_of_a_speaker_is_not_shown() -> None:
    assert role_word(participant("ada"), FR) is None
    assert role_word(participant("ada", role="moderator"), FR) == "modération"
    assert role_word(participant("ada", role="host"), EN) == "host"


def test_missing_values_are_left_out_of_a_list() -> None:
    assert join(["a", None, "", "b"]) == "a · b"
