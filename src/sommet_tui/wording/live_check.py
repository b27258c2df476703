"""The result of checking a published day, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.wording.errors import age_text, foreign, shown_address, source_error_sentence
from sommet_tui.wording.following import why_dropped
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from typing import Final

    from sommet_tui.companion.live_check import Fault, LiveCheck
    from sommet_tui.domain.shared_day import SharedDay
    from sommet_tui.wording.words import Words

_MOST_NAMED: Final = 5
_UNREADABLE: Final = ("folder", "denied", "unreadable")
"""The codes of errors of a path that exists, but is no readable file."""
_FILE: Mapping[str, str] = MappingProxyType(
    {
        "missing": mark("{name} (missing)"),
        "unreachable": mark("{name} (unreachable)"),
        "invalid": mark("{name} (invalid)"),
        "stale": mark("{name} (out of date)"),
        "apart": mark("{name} (different)"),
    }
)


def live_address_sentence(error: SourceError, words: Words) -> str:
    """Return why an address cannot be checked, and which address to give instead."""
    if error.code == "login":
        return source_error_sentence(error, words)
    return words.say(
        "Cannot check “{origin}”. Give the https:// or http:// address of the page or of its "
        "live.json file, a folder, or an event on a broker, such as mqtts://broker.example/summit.",
        origin=shown_address(error.origin),
    )


def live_check_sentence(check: LiveCheck, words: Words) -> str:
    """Return what a check found, and which clock is wrong."""
    clock, found = check.wrong_clock, _found(check, words)
    return found if clock is None else f"{found} {_clock_sentence(*clock, words)}"


def _clock_sentence(of: str, ahead: timedelta, words: Words) -> str:
    sentence = _FAST[of] if ahead > timedelta(0) else _SLOW[of]
    return words.say(sentence, length=_age(abs(ahead), words))


_FAST: Mapping[str, str] = MappingProxyType(
    {
        "computer": mark("This computer’s clock is {length} fast."),
        "server": mark("The web server’s clock is {length} fast."),
        "stage": mark("The clock of the computer that publishes is {length} fast."),
        "unknown": mark("This computer’s clock is {length} slow, or the publisher’s is fast."),
    }
)
_SLOW: Mapping[str, str] = MappingProxyType(
    {
        "computer": mark("This computer’s clock is {length} slow."),
        "server": mark("The web server’s clock is {length} slow."),
    }
)


def _found(check: LiveCheck, words: Words) -> str:
    say, address = words.say, shown_address(check.address)
    if check.state == "missing":
        return _missing(check.error, address, words)
    if check.state == "unreachable":
        return say("Unreachable: {why}", why=_unreachable(check, address, words))
    if check.day is None or check.state == "invalid":
        why = why_dropped(check.error, words)
        return say("Invalid: {address} cannot be used ({why}).", address=address, why=why)
    if check.state == "older":
        return _older(check, check.day, address, words)
    if check.state == "stale":
        return _stale(check, check.day, address, words)
    return _fresh(check, check.day, address, words)


def _missing(error: object, address: str, words: Words) -> str:
    if isinstance(error, SourceError) and error.code in _UNREADABLE:
        reason = foreign(error.detail)
        return words.say("Missing: {address} cannot be read ({why}).", address=address, why=reason)
    return words.say("Missing: there is no document at {address}.", address=address)


def _older(check: LiveCheck, day: SharedDay, address: str, words: Words) -> str:
    assert check.last is not None
    return words.say(
        "Older than before: {address} contains version {epoch}.{number}, but contained "
        "version {earlier_epoch}.{earlier_number} {age} ago. A cache or a second publisher "
        "returns an old document.",
        address=address,
        epoch=day.epoch,
        number=day.seq,
        earlier_epoch=check.last.epoch,
        earlier_number=check.last.seq,
        age=_age(check.at - check.last.at, words),
    )


def _stale(check: LiveCheck, day: SharedDay, address: str, words: Words) -> str:
    if not day.holds(check.at):
        age = _age(check.at - day.valid_until, words)
        return words.say("Out of date: {address} expired {age} ago.", address=address, age=age)
    return words.say(
        "Out of date: {address} was sent {age} ago, but a new document is due every minute. "
        "Check that a computer is still publishing, and that no cache serves an old copy.",
        address=address,
        age=_age(check.at - day.sent_at, words),
    )


def _fresh(check: LiveCheck, day: SharedDay, address: str, words: Words) -> str:
    if check.faults:
        return words.say(
            "Files differ: {n} of {total} other files do not match {address}: {names}.",
            n=len(check.faults),
            total=check.rooms + check.files,
            address=address,
            names=", ".join(_names(check.faults, words)),
        )
    found = words.say(
        "OK: {address} was sent {age} ago (version {epoch}.{number}).",
        address=address,
        age=_age(check.at - day.sent_at, words),
        epoch=day.epoch,
        number=day.seq,
    )
    others = check.rooms + check.files
    if not others:
        return found
    agree = words.count("{n} other file matches it.", "{n} other files match it.", others)
    return f"{found} {agree}"


def _names(faults: tuple[Fault, ...], words: Words) -> list[str]:
    named = [
        words.say(_FILE[fault.state], name=foreign(fault.room or fault.file or ""))
        for fault in faults
    ]
    left = len(named) - _MOST_NAMED
    return [*named[:_MOST_NAMED], words.say("… and {n} more", n=left)] if left > 0 else named


def _unreachable(check: LiveCheck, address: str, words: Words) -> str:
    error = check.error
    if isinstance(error, BrokerError):
        from sommet_tui.wording.sharing import broker_error_sentence

        return broker_error_sentence(error, words)
    if isinstance(error, DocumentError):
        return words.say("{why}.", why=why_dropped(error, words))
    assert isinstance(error, SourceError)
    if error.code == "status":
        status = foreign(error.detail)
        return words.say("{address} answered {status}.", address=address, status=status)
    if error.code == "offline":
        return words.say("{address} does not answer.", address=address)
    return source_error_sentence(error, words)


def _age(age: timedelta, words: Words) -> str:
    """Return an age in seconds if it is below two minutes."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < 120:
        return words.count("{n} second", "{n} seconds", seconds)
    return age_text(age, words)
