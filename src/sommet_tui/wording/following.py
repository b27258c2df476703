"""Following the day of a stage elsewhere, in sentences: whose it is, and how fresh."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sommet_tui.wording.errors import age_text, foreign
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.follower import Following
    from sommet_tui.wording.words import Words

_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "missing": mark("an extra package is needed: {install}"),
        "garbled": mark("the answer is not a published day"),
        "too-large": mark("the answer is too large"),
        "version": mark("it needs a newer version of sommet-tui (format {detail})"),
        "shape": mark("the answer is invalid (“{detail}”)"),
        "event": mark("it belongs to another event, “{detail}”"),
    }
)


def live_word(words: Words) -> str:
    """That the day is live, in a word."""
    return words.say("live")


def following_sentence(following: Following, now: datetime, words: Words) -> str:
    """Whose day is shown, and how fresh it is; `now` is the real instant."""
    host = host_of(following.address)
    since = following.since
    if following.freshness == "live":
        return words.say("The day is live, from {host}.", host=host)
    if following.freshness == "waiting":
        return words.say("Nothing is published at {host} yet; planned times are shown.", host=host)
    age = age_text(now - since, words) if since is not None else ""
    if following.freshness == "refused":
        error = following.error
        code, detail = getattr(error, "code", "garbled"), getattr(error, "detail", "")
        install = f"pip install 'sommet-tui[{foreign(detail)}]'"
        known = _REFUSED.get(code, _REFUSED["garbled"])
        why = words.say(known, detail=foreign(detail), install=install)
        return words.say("Cannot show the day published at {host}: {why}.", host=host, why=why)
    if not age:
        return words.say("{host} is unreachable; planned times are shown.", host=host)
    if following.freshness == "offline":
        return words.say(
            "No network. Showing the day from {host} as of {age} ago; countdowns continue.",
            host=host,
            age=age,
        )
    return words.say(
        "Not up to date. Showing the day from {host} as of {age} ago; countdowns continue.",
        host=host,
        age=age,
    )


def host_of(address: str) -> str:
    """Where a day is followed from, for a sentence."""
    try:
        found = urlsplit(address).hostname
    except ValueError:
        found = None
    return foreign(found or address)
