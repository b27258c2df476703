"""The address of a shared day, `mqtts://USER@HOST/EVENT`, and the topics below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from sommet_tui.domain.text import clean_line
from sommet_tui.domain.values import frozen

PORTS: Mapping[str, int] = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
"""The usual port of each scheme."""
ANYBODY = "crew"
"""The user in topics if the address names no user."""
_ROOT = "sommet/1"
_NO_ROOM = "-"
_COPY = "copy:"
"""The prefix of the last level in the topic of a copy.

This level contains the whole topic of the original, because the rules of most brokers allow a
writer only one level below its own.
"""
_LONGEST = 250
"""The longest name in characters; a whole topic has at most 65,535 bytes (MQTT 5, 4.7.3)."""
_LOGIN = re.compile(r"(?<=//)(?:(?:[^/?#@]*+@)++|(?![^/?#:]*+(?::\d++)?+(?:[/?#]|$)).*@)")
"""Matches a login: the text before the last @ of an address.

A password may contain a slash. The text before a slash is part of a login unless it is a host with
an optional port.
"""
_PASSWORD = re.compile(r"(?<=://)([^/?#@:]*):[^/?#]*@")


class ShareAddressError(ValueError):
    """An address of a shared day that cannot be used.

    `problem` is "scheme" (not the scheme of a broker), "host" (missing), "event" (missing),
    "password" (the address contains a password, which others can read), "port" (invalid), "mark"
    (the part after a ? or a # would be lost) or "long" (no topic can have such a long name). `text`
    never contains a password.
    """

    def __init__(self, problem: str, text: str) -> None:
        super().__init__(f"{problem}: {text}")
        self.problem = problem
        self.text = text


@frozen
class ShareAddress:
    """A broker and an event there; `user` is the login, or None.

    If the connection uses WebSockets, `path` is the path of its URL; otherwise it is "".
    """

    scheme: str
    host: str
    port: int
    event: str
    user: str | None = None
    path: str = ""

    @property
    def is_secure(self) -> bool:
        """Whether the scheme encrypts the connection."""
        return self.scheme in ("mqtts", "wss")

    @property
    def uses_websockets(self) -> bool:
        return self.scheme in ("ws", "wss")

    @property
    def writer_user(self) -> str:
        """The user's name as a topic level; the user writes only to topics that contain it."""
        return _topic_level(self.user or ANYBODY)

    @property
    def server(self) -> str:
        """The host and the port."""
        return f"{self._host}:{self.port}"

    @property
    def text(self) -> str:
        """The address in the form in which a user types it."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        return f"{self.scheme}://{user}{self._host}{port}{self.path}/{quote(self.event, safe='')}"

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def strip_password(text: str) -> str:
    """Return an address without its password, so that it can be shown."""
    return _PASSWORD.sub(r"\1:…@", text)


def strip_login(text: str) -> str:
    """Return a text without the user names and passwords of its addresses.

    This also works for malformed addresses.
    """
    return re.sub(r"\S+", _strip_login, text) if "@" in text else text


def _strip_login(word: re.Match[str]) -> str:
    before, at, after = word[0].rpartition("@")
    return _LOGIN.sub("…@", before + at) + after


def host_of(address: str) -> str:
    """Return the host of an address; if it is malformed, return it without the login."""
    try:
        return urlsplit(address).hostname or strip_login(address)
    except ValueError:
        return strip_login(address)


def share_address(text: str) -> ShareAddress:
    """Parse an address that a user typed; the default path of WebSockets is `/mqtt`.

    Raises:
        ShareAddressError: the address cannot be used.
    """
    text = clean_line(text)
    shown = strip_password(text)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ShareAddressError("port", shown) from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise ShareAddressError("scheme", shown)
    if parts.password is not None:
        raise ShareAddressError("password", shown)
    if not host:
        raise ShareAddressError("host", shown)
    if "?" in text or "#" in text:
        raise ShareAddressError("mark", shown)
    path, _, event = parts.path.rstrip("/").rpartition("/")
    event = unquote(event)
    if not event:
        raise ShareAddressError("event", shown)
    if max(map(len, (event, host, parts.username or "", path))) > _LONGEST:
        raise ShareAddressError("long", shown)
    web = scheme in ("ws", "wss")
    return ShareAddress(
        scheme=scheme,
        host=host,
        port=PORTS[scheme] if port is None else port,
        event=event,
        user=unquote(parts.username) if parts.username else None,
        path=(path or "/mqtt") if web else "",
    )


def _topic_level(text: str) -> str:
    """Escape a text so that it can be one level of a topic."""
    return quote(text, safe="")


def _room_level(room: str | None) -> str:
    """Return the topic level of a room, by its id; None means an event without rooms."""
    if room is None:
        return _NO_ROOM
    return "%2D" if room == _NO_ROOM else _topic_level(room)


def records_topic(event: str, writer: str, number: int) -> str:
    """Return the topic of a record; `writer` is `USER/ID`, and `number` the record's number."""
    return f"{_ROOT}/{_topic_level(event)}/records/{writer}/{number}"


def lead_topic(event: str, room: str | None, writer: str, epoch: int) -> str:
    """Return the topic of a claim to lead a room; each epoch has its own topic."""
    return f"{_ROOT}/{_topic_level(event)}/lead/{_room_level(room)}/{writer}/{epoch}"


def presence_topic(event: str, writer: str) -> str:
    """Return the topic on which a writer announces that it is online."""
    return f"{_ROOT}/{_topic_level(event)}/here/{writer}"


def live_topic(event: str, room: str | None) -> str:
    """Return the topic of a room's document for followers."""
    return f"{_ROOT}/{_topic_level(event)}/live/{_room_level(room)}"


def live_topics(event: str) -> str:
    """Return the topic filter for the documents of all rooms, for followers."""
    return f"{_ROOT}/{_topic_level(event)}/live/+"


def crew_topics(event: str) -> tuple[str, ...]:
    """Return the topic filters to which a laptop of the crew subscribes."""
    root = f"{_ROOT}/{_topic_level(event)}"
    return f"{root}/here/+/+", f"{root}/lead/+/+/+/+", f"{root}/records/+/+/+"


def own_topics(event: str, writer: str) -> tuple[str, ...]:
    """Return the topic filters of everything that a writer sends to the crew."""
    root = f"{_ROOT}/{_topic_level(event)}"
    return presence_topic(event, writer), f"{root}/lead/+/{writer}/+", f"{root}/records/{writer}/+"


def copy_topic(event: str, writer: str, topic: str) -> str:
    """Return the topic at which `writer` publishes a copy of what another writer sent to `topic`.

    If `writer` is "+/+", return the filter for the copies by all writers.
    """
    root = f"{_ROOT}/{_topic_level(event)}"
    return f"{root}/records/{writer}/{_COPY}{_topic_level(topic.removeprefix(root))}"


def copied_topic(topic: str, event: str) -> str | None:
    """Return the topic of the original if `topic` is the topic of a copy, otherwise None."""
    match topic_levels(topic, event):
        case "records", _, _, name if name.startswith(_COPY):
            return f"{_ROOT}/{_topic_level(event)}{unquote(name.removeprefix(_COPY))}"
    return None


def topic_levels(topic: str, event: str) -> tuple[str, ...]:
    """Return the levels of a topic below the event; empty if the topic is not of this event."""
    root = f"{_ROOT}/{_topic_level(event)}/"
    return tuple(topic[len(root) :].split("/")) if topic.startswith(root) else ()
