"""Following a day that is published elsewhere, in sentences: its host, and how fresh it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.domain.sharing.address import host_of
from sommet_tui.wording.errors import age_text, foreign, install_line, source_error_sentence
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.follower import Following
    from sommet_tui.wording.words import Words

_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "missing": mark("an extra package is needed ({install})"),
        "garbled": mark("the response is not a published day"),
        "too-large": mark("the response is too large"),
        "version": mark("only a newer version of sommet-tui can read it (format {detail})"),
        "shape": mark("the response is invalid (“{detail}”)"),
        "event": mark("the response belongs to another event, “{detail}”"),
        "programme": mark(
            "none of its sessions is in this programme; open the stage manager’s programme"
        ),
        "older": mark("the response is older than the previous one"),
        "time": mark(
            "the response is dated more than a day in the future; check this computer’s date"
        ),
        "number": mark("the response has an impossibly high version number"),
    }
)


_CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "status": mark("{host} answered with the error {detail}. Check the address."),
        "timeout": mark("{host} took too long to answer."),
        "cut-short": mark("The response from {host} was cut off."),
    }
)
"""The errors of a server that is there, as briefly as a header needs them."""


def following_sentence(following: Following, now: datetime, words: Words) -> str:
    """Return which day is shown and how current it is; `now` is the real instant."""
    host = foreign(host_of(following.address))
    since = following.since
    if following.freshness == "live":
        return words.say("The day is live, sent by {host}.", host=host)
    if following.freshness == "waiting":
        return words.say("Nothing is published at {host} yet; planned times are shown.", host=host)
    age = age_text(now - since, words) if since is not None else ""
    if following.freshness == "refused":
        return _dropped_reason(following, host, age, words)
    if following.freshness == "offline":
        return _no_update(following, host, age, words)
    return words.say(
        "Not up to date. These times from {host} are {age} old.",
        host=host,
        age=age,
    )


def _no_update(following: Following, host: str, age: str, words: Words) -> str:
    """Return why there is no update; `age` is that of the day shown, "" for none."""
    why = _why_no_update(following.error, host, words)
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


def _why_no_update(error: Exception | None, host: str, words: Words) -> str | None:
    """Return the cause of an error, and what to do; None if there is probably no network."""
    if isinstance(error, BrokerError):
        from sommet_tui.wording.sharing import broker_error_sentence

        return broker_error_sentence(error, words)
    if not isinstance(error, SourceError) or error.code == "offline":
        return None
    if error.code in _CAUSES:
        return words.say(_CAUSES[error.code], host=host, detail=foreign(error.detail))
    return source_error_sentence(error, words)


def _dropped_reason(following: Following, host: str, age: str, words: Words) -> str:
    """Return why a document was ignored; `age` is that of the day shown, "" for none."""
    why = why_dropped(following.error, words)
    if not age:
        return words.say("Cannot show the day published at {host}: {why}.", host=host, why=why)
    return words.say(
        "An update from {host} was ignored: {why}. The times on screen were received {age} ago.",
        host=host,
        why=why,
        age=age,
    )


def why_dropped(error: Exception | None, words: Words) -> str:
    """Return in a few words why a document was ignored."""
    code = getattr(error, "code", "garbled")
    detail = foreign(getattr(error, "detail", ""))
    install = install_line(detail) if code == "missing" else ""
    return words.say(_REFUSED.get(code, _REFUSED["garbled"]), detail=detail, install=install)
