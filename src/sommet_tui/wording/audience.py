"""Sentences about a published day: the state of its targets, following it, and checking it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import BrokerError, DocumentError, PublishError
from sommet_tui.domain.crew.address import host_of
from sommet_tui.wording.errors import (
    add_detail,
    age_text,
    display_address,
    foreign_phrase,
    install_line,
    source_error_sentence,
)
from sommet_tui.wording.times import time_with_seconds
from sommet_tui.wording.words import View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.follower import Fault, Following, LiveCheck
    from sommet_tui.companion.publisher import TargetState
    from sommet_tui.domain.published_day import SharedDay


_PUBLISH_ERRORS = mark(
    {
        "no-folder": (
            "“{target}” is not a folder, and no folder can be created there. Choose another one."
        ),
        "denied": (
            "No permission to write to “{target}”. Change its permissions, or choose another "
            "target."
        ),
        "full": "No space left in “{target}”. Free some space there.",
        "occupied": (
            "“{target}” already contains a “{detail}” that sommet-tui did not write. Choose "
            "another target, or overwrite it with “publish --force”."
        ),
        "event": (
            "“{target}” contains the files of another event, “{detail}”. Choose another "
            "target, or overwrite them with “publish --force”."
        ),
        "special": (
            "“{detail}” in “{target}” is not a regular file. Remove it, or choose another target."
        ),
        "link": (
            "“{detail}” is a symbolic link in a folder that others can write to, so it may "
            "lead anywhere. Remove the link, or choose another target."
        ),
        "dangling": (
            "“{detail}” is a link to a file that does not exist. "
            "Remove the link, or create that file with “publish --force”."
        ),
        "address": "Cannot publish to “{target}”. Give a folder, or s3://BUCKET/PREFIX.",
        "serve": "“{target}” is an address, not a folder. To serve the page there: {command}",
        "slashes": "“{target}” is not a folder. Did you mean “{detail}”?",
        "missing": "Publishing to “{target}” needs an extra package. Run: {install}",
        "password": (
            "Others can read the password in “{target}”. Remove it. For a bucket, set the "
            "password in the environment; for a broker, sommet-tui asks you for it."
        ),
        "not-here": (
            "This computer does not have the address {target}. Give one of its own "
            "addresses, or only the port."
        ),
        "port": "No permission to serve at {target}. Choose a port from 1024 to 65535.",
        "taken": "Another program is using {target}. Choose another port.",
        "offline": "“{target}” is unreachable. Check the network and the address.",
        "refused": "“{target}” refused access. Check the bucket name, the key and its permissions.",
        "failed": "Cannot write to “{target}”.",
    }
)


def publish_error_sentence(error: PublishError, words: Words) -> str:
    """Return why a publishing target failed, and what to do."""
    detail = foreign_phrase(error.detail)
    install = install_line(detail) if error.code == "missing" else ""
    target = foreign_phrase(error.target)
    command = f"sommet-tui publish --serve {detail}"
    sentence = words.say(
        _PUBLISH_ERRORS[error.code], target=target, detail=detail, install=install, command=command
    )
    return add_detail(sentence, error.detail if error.code in ("failed", "refused") else "", words)


def standby_words(publisher: str, words: Words) -> str:
    """Return a phrase saying that another computer publishes the day.

    `publisher` is the computer's name, or "" if it is unknown.
    """
    if publisher:
        return words.say("Standing by: {name} publishes", name=foreign_phrase(publisher))
    return words.say("Standing by: another computer is publishing")


def target_sentence(state: TargetState, view: View) -> str:
    words = view.words
    if state.error is not None:
        return publish_error_sentence(state.error, words)
    name = foreign_phrase(state.name)
    if state.publisher:
        return words.say(
            "Standing by: {name} publishes to {target}",
            name=foreign_phrase(state.publisher),
            target=name,
        )
    if state.publisher is not None:
        return words.say("Standing by: another computer is publishing to {target}", target=name)
    if state.published_at is None:
        return words.say("Not published yet: {target}", target=name)
    return words.say(
        "Published to {target} at {time}",
        time=time_with_seconds(state.published_at, view.zones),
        target=name,
    )


_REFUSED = mark(
    {
        "missing": "an extra package is needed ({install})",
        "garbled": "the response is not a published day",
        "too-large": "the response is too large",
        "version": "only a newer version of sommet-tui can read it (format {detail})",
        "shape": "the response is invalid (“{detail}”)",
        "event": "the response belongs to another event, “{detail}”",
        "programme": (
            "this programme has none of the published sessions; open the stage manager’s programme"
        ),
        "older": "the response is older than the previous one",
        "time": "the response is dated more than a day in the future; check this computer’s date",
        "number": "the response has an impossibly high version number",
    }
)


_CAUSES = mark(
    {
        "status": "{host} answered with the error {detail}. Check the address.",
        "timeout": "{host} took too long to answer.",
        "cut-short": "The response from {host} was cut off.",
    }
)
"""The sentences about a server that does not answer as it should, by the code of the error."""


def following_sentence(following: Following, now: datetime, words: Words) -> str:
    """Return which day is shown and how current it is; `now` is the real instant."""
    host = foreign_phrase(host_of(following.address))
    since = following.since
    if following.freshness == "live":
        return words.say("The day is live, sent by {host}.", host=host)
    if following.freshness == "waiting":
        return words.say("Nothing is published at {host} yet; planned times are shown.", host=host)
    age = age_text(now - since, words) if since is not None else ""
    if following.freshness == "refused":
        return _ignored_document_sentence(following, host, age, words)
    if following.freshness == "offline":
        return _no_update_sentence(following, host, age, words)
    return words.say(
        "Not up to date. These times from {host} are {age} old.",
        host=host,
        age=age,
    )


def _no_update_sentence(following: Following, host: str, age: str, words: Words) -> str:
    """Return why the shown day was not updated; `age` is how old the shown day is, or ""."""
    why = _no_update_cause(following.error, host, words)
    if age and why is None:
        return words.say(
            "No network. These times from {host} are {age} old.",
            host=host,
            age=age,
        )
    if age:
        return words.say(
            "{why} These times from {host} are {age} old.",
            why=why,
            host=host,
            age=age,
        )
    if why is None:
        return words.say("{host} is unreachable; planned times are shown.", host=host)
    return f"{why} {words.say('For now, planned times are shown.')}"


def _no_update_cause(error: Exception | None, host: str, words: Words) -> str | None:
    """Return why the update failed, and what to do.

    Return None if the cause is unknown, or if the network is probably down.
    """
    if isinstance(error, BrokerError):
        from sommet_tui.wording.crew import broker_error_sentence

        return broker_error_sentence(error, words)
    if not isinstance(error, SourceError) or error.code == "offline":
        return None
    if error.code in _CAUSES:
        return words.say(_CAUSES[error.code], host=host, detail=foreign_phrase(error.detail))
    return source_error_sentence(error, words)


def _ignored_document_sentence(following: Following, host: str, age: str, words: Words) -> str:
    """Return why the received document was ignored; `age` is how old the shown day is, or ""."""
    why = _ignored_document_reason(following.error, words)
    if not age:
        return words.say("Cannot show the day published at {host}: {why}.", host=host, why=why)
    return words.say(
        "An update from {host} was ignored: {why}. The times on screen were received {age} ago.",
        host=host,
        why=why,
        age=age,
    )


def _ignored_document_reason(error: Exception | None, words: Words) -> str:
    """Return in a few words why a document was ignored."""
    code = getattr(error, "code", "garbled")
    detail = foreign_phrase(getattr(error, "detail", ""))
    install = install_line(detail) if code == "missing" else ""
    return words.say(_REFUSED.get(code, _REFUSED["garbled"]), detail=detail, install=install)


_MAX_NAMED = 5
_UNREADABLE = ("folder", "special", "denied", "unreadable")
"""The error codes for a path that exists but cannot be read as a file."""
_FILE = mark(
    {
        "missing": "{name} (missing)",
        "unreachable": "{name} (unreachable)",
        "invalid": "{name} (invalid)",
        "stale": "{name} (out of date)",
        "apart": "{name} (different)",
    }
)


def live_address_sentence(error: SourceError, words: Words) -> str:
    """Return why an address cannot be checked, and which address to give instead."""
    if error.code == "login":
        return source_error_sentence(error, words)
    return words.say(
        "Cannot check “{origin}”. Give the https:// or http:// address of the page or of its "
        "live.json file, a folder, or an event on a broker, such as mqtts://broker.example/summit.",
        origin=display_address(error.origin),
    )


def live_check_sentence(check: LiveCheck, words: Words) -> str:
    """Return the result of checking a published day, including any wrong clock."""
    clock, found = check.wrong_clock, _result_sentence(check, words)
    return found if clock is None else f"{found} {_clock_sentence(*clock, words)}"


def _clock_sentence(clock: str, ahead: timedelta, words: Words) -> str:
    sentence = _FAST[clock] if ahead > timedelta(0) else _SLOW[clock]
    return words.say(sentence, length=_short_age(abs(ahead), words))


_FAST = mark(
    {
        "computer": "This computer’s clock is {length} fast.",
        "server": "The web server’s clock is {length} fast.",
        "stage": "The clock of the computer that publishes is {length} fast.",
        "unknown": "This computer’s clock is {length} slow, or the publisher’s is fast.",
    }
)
_SLOW: Mapping[str, str] = {
    "computer": mark("This computer’s clock is {length} slow."),
    "server": mark("The web server’s clock is {length} slow."),
}


def _result_sentence(check: LiveCheck, words: Words) -> str:
    say, address = words.say, display_address(check.address)
    if check.state == "missing":
        return _missing_sentence(check.error, address, words)
    if check.state == "unreachable":
        return say("Unreachable: {why}", why=_unreachable_reason(check, address, words))
    if check.day is None or check.state == "invalid":
        why = _ignored_document_reason(check.error, words)
        return say("Invalid: {address} cannot be used ({why}).", address=address, why=why)
    if check.state == "older":
        return _older_sentence(check, check.day, address, words)
    if check.state == "stale":
        return _stale_sentence(check, check.day, address, words)
    return _fresh_sentence(check, check.day, address, words)


def _missing_sentence(error: object, address: str, words: Words) -> str:
    if isinstance(error, SourceError) and error.code in _UNREADABLE:
        reason = foreign_phrase(error.detail)
        return words.say("Missing: {address} cannot be read ({why}).", address=address, why=reason)
    return words.say("Missing: there is no document at {address}.", address=address)


def _older_sentence(check: LiveCheck, day: SharedDay, address: str, words: Words) -> str:
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
        age=_short_age(check.at - check.last.at, words),
    )


def _stale_sentence(check: LiveCheck, day: SharedDay, address: str, words: Words) -> str:
    if not day.is_valid_at(check.at):
        age = _short_age(check.at - day.valid_until, words)
        return words.say("Out of date: {address} expired {age} ago.", address=address, age=age)
    return words.say(
        "Out of date: {address} was sent {age} ago, but a new document is due every minute. "
        "Check that a computer is still publishing, and that no cache serves an old copy.",
        address=address,
        age=_short_age(check.at - day.sent_at, words),
    )


def _fresh_sentence(check: LiveCheck, day: SharedDay, address: str, words: Words) -> str:
    if check.faults:
        return words.say(
            "Files differ: {n} of {total} other files do not match {address}: {names}.",
            n=len(check.faults),
            total=check.rooms + check.files,
            address=address,
            names=", ".join(_fault_names(check.faults, words)),
        )
    found = words.say(
        "OK: {address} was sent {age} ago (version {epoch}.{number}).",
        address=address,
        age=_short_age(check.at - day.sent_at, words),
        epoch=day.epoch,
        number=day.seq,
    )
    others = check.rooms + check.files
    if not others:
        return found
    agree = words.count("{n} other file matches it.", "{n} other files match it.", others)
    return f"{found} {agree}"


def _fault_names(faults: tuple[Fault, ...], words: Words) -> list[str]:
    named = [
        words.say(_FILE[fault.state], name=foreign_phrase(fault.room or fault.file or ""))
        for fault in faults
    ]
    left = len(named) - _MAX_NAMED
    return [*named[:_MAX_NAMED], words.say("… and {n} more", n=left)] if left > 0 else named


def _unreachable_reason(check: LiveCheck, address: str, words: Words) -> str:
    error = check.error
    if isinstance(error, BrokerError):
        from sommet_tui.wording.crew import broker_error_sentence

        return broker_error_sentence(error, words)
    if isinstance(error, DocumentError):
        return words.say("{why}.", why=_ignored_document_reason(error, words))
    assert isinstance(error, SourceError)
    if error.code == "status":
        status = foreign_phrase(error.detail)
        return words.say("{address} answered {status}.", address=address, status=status)
    if error.code == "offline":
        return words.say("{address} does not answer.", address=address)
    return source_error_sentence(error, words)


def _short_age(age: timedelta, words: Words) -> str:
    """Return an age in seconds if it is below two minutes, otherwise as `age_text` does."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < 120:
        return words.count("{n} second", "{n} seconds", seconds)
    return age_text(age, words)
