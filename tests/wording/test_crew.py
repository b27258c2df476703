"""Every problem of a shared day has a sentence in both languages."""

from __future__ import annotations

import pytest

from sommet_tui.companion.day_log import CrewDay
from sommet_tui.companion.live_ports import BrokerError, LinkStatus, Share
from sommet_tui.domain.crew.address import ShareAddressError
from sommet_tui.domain.crew.merge import shared_log
from sommet_tui.wording.crew import (
    broker_error_sentence,
    clock_sentence,
    clock_trouble,
    drop_reason_words,
    share_address_sentence,
)
from sommet_tui.wording.words import words_in
from tests.builders import at, plain
from tests.tables import table

LANGUAGES = ("en", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        *("library", "offline", "timeout", "host", "certificate"),
        *("ca", "own-certificate", "denied", "protocol", "lost", "failed"),
    ],
)
def test_every_broker_error_has_a_sentence(code: str, language: str) -> None:
    said = broker_error_sentence(BrokerError(code, "odd\x1b[2J words"), words_in(language))
    assert "{" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", ["scheme", "host", "event", "password", "port"])
def test_every_address_error_has_a_sentence(problem: str, language: str) -> None:
    assert "{" not in share_address_sentence(ShareAddressError(problem, "x"), words_in(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_reason_for_dropping_a_record_has_a_sentence(language: str) -> None:
    words = words_in(language)
    reasons = ("garbled", "programme", "unknown", "foreign", "replayed", "lost", "too-many")
    assert len({drop_reason_words(reason, words) for reason in reasons}) == len(reasons)
    assert drop_reason_words("of a later version", words) == drop_reason_words("garbled", words)


@pytest.mark.parametrize(("seconds", "text"), table("sentences.txt", "clock errors in seconds"))
def test_clock_error_has_a_sentence(seconds: str, text: str) -> None:
    assert clock_sentence(float(seconds), words_in("en")).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("offset", "slow", "least", "text"),
    [
        (1.0, 0, 1, None),
        (2.0, 0, 1, "This computer’s clock is 2 seconds slow; the screen"),
        (30.0, 0, 30, None),
        (0.0, 40, 30, "This computer’s clock is 40 seconds slow, if the clocks of the other"),
    ],
)
def test_wrong_clock_of_this_computer_is_reported_even_if_the_lead_agrees(
    offset: float, slow: int, least: float, text: str | None
) -> None:
    crew = CrewDay(Share("mqtt://host/day", "crew/a", "Stage", offset=offset), shared_log([], []))
    link = LinkStatus(connected=True, since=at("09:00"), slow=slow)
    said = clock_trouble(crew, link, words_in("en"), least)
    assert said is None if text is None else plain(said or "").startswith(text)
