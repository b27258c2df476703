"""Publishing the day for its audience: what is published, when, and the state of each target."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from threading import Condition, Lock, Thread
from typing import TYPE_CHECKING

from sommet_tui.companion.audience_ports import PublishedFile, PublishError
from sommet_tui.companion.json.live import POLL_AFTER, live_view, room_view
from sommet_tui.domain.limits import AHEAD_LIMIT, EPOCHS_AHEAD, MOST_ROOM_FILES
from sommet_tui.domain.shared_day import room_file
from sommet_tui.domain.translations import in_language
from sommet_tui.domain.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from typing import Any, Final

    from sommet_tui.companion.audience_ports import PublishTarget
    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.json.parts import Json
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Programme

LIVE: Final = "live.json"
PROGRAMME: Final = "programme.json"
AGENDA: Final = "agenda.json"
"""The programme once more, without what the page does not show: a fifth of it, or less."""
PAGE: Final = "index.html"
_OURS: Final = b'href="programme.json"'
"""A text that the page of every version contains, and no other page."""
_NOTHING: Final = (0, 0)
PERIOD: Final = 60
"""Seconds after which the day is published again, whether or not anything happened."""
_PACKED: Final = ".gz"
_YOUNG: Final = timedelta(seconds=PERIOD / 3)
"""A room's document that says the same is written again only when it is older than that."""
_LIVE_AGE: Final = 5
_PAGE_AGE: Final = 300
"""For how many seconds what lies between may answer for us."""
_FIRST_RETRY: Final = 2.0
_LAST_RETRY: Final = 60.0


Address = tuple[str | None, int | None]
"""A host and a port to serve at, None for the usual ones."""
_ADDRESS: Final = r"(\[[0-9A-Fa-f:.]+\]|[\w.-]*):(\d{1,5})"


def named_targets(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[Address, ...]]:
    """What is typed after `publish`: folders and buckets, and each ADDRESS:PORT."""
    found = [(word, re.fullmatch(_ADDRESS, word)) for word in words]
    targets = tuple(word for word, match in found if match is None)
    addresses = (match.groups() for _, match in found if match is not None)
    return targets, tuple((host.strip("[]") or None, int(port)) for host, port in addresses)


@dataclass(frozen=True, slots=True)
class TargetState:
    """The state of one target, by its `name`.

    `published_at` is the instant last published there, or None; `error` is why nothing newer is, or
    None.
    """

    name: str
    published_at: datetime | None = None
    error: PublishError | None = None


@dataclass(frozen=True, slots=True)
class _Issue:
    """What is to be published: the document for an instant, and the files beside it."""

    at: datetime
    document: Json
    files: tuple[Callable[[], PublishedFile], ...]


class Publisher:
    """Publishes the day of a companion, each target by a thread of its own.

    An error of one target stops neither the others nor the day: it is retried less and less often,
    each time with the newest files. A rehearsal is never published.
    """

    def __init__(  # noqa: PLR0913 - what is published, and over what
        self,
        companion: Companion,
        targets: Sequence[PublishTarget],
        write_programme: Callable[[Programme], bytes],
        page: bytes,
        poll_after: int = POLL_AFTER,
        *,
        event_of: Callable[[bytes], str | None] | None = None,
    ) -> None:
        """`page` is the page for phones; `write_programme` makes `programme.json`.

        `event_of` gives the id of the event in a `programme.json` of this program, None for any
        other file: files of other origin, or of another event, are never overwritten. Without it,
        everything is.
        """
        self._companion = companion
        self._deliveries = [_Delivery(target, event_of) for target in targets]
        self._write_programme = write_programme
        self._page = _Once(lambda: PublishedFile(PAGE, page, "text/html; charset=utf-8", _PAGE_AGE))
        self._poll_after = poll_after
        self._told: tuple[Any, datetime] | None = None
        self._programme: tuple[Programme, tuple[_Once, ...]] | None = None

    @property
    def states(self) -> tuple[TargetState, ...]:
        """How it goes, by target, in their order."""
        return tuple(delivery.state for delivery in self._deliveries)

    @property
    def holding(self) -> bool:
        """Whether nothing is published because this window rehearses."""
        return self._companion.snapshot.events.rehearsal is not None

    def tell(self) -> None:
        """Publish the day if something happened, or a minute has passed; cheap each second."""
        if self.holding:
            return
        snapshot, now = self._companion.snapshot, self._companion.real_now()
        base = snapshot.base or snapshot
        what = (base.programme, base.events.acts, base.events.messages)
        if self._told is not None:
            known, at = self._told
            same = all(one is other for one, other in zip(known, what, strict=True))
            if same and 0 <= (now - at).total_seconds() < PERIOD:
                return
        self._told = what, now
        issue = self._issue(replace(base, shifted=False), now)
        for delivery in self._deliveries:
            delivery.give(issue)

    def once(self) -> tuple[TargetState, ...]:
        """Publish the day as it is shown now, and wait for every target."""
        snapshot = self._companion.snapshot
        issue = self._issue(snapshot.base or snapshot, self._companion.now())
        for delivery in self._deliveries:
            delivery.give(issue, again=False)
        for delivery in self._deliveries:
            delivery.wait()
        return self.states

    def close(self) -> None:
        """Stop publishing; files on their way may still arrive."""
        for delivery in self._deliveries:
            delivery.close()

    def _issue(self, snapshot: Snapshot, now: datetime) -> _Issue:
        document = live_view(
            replace(snapshot, room=None),
            now,
            epoch=_epoch(snapshot),
            seq=int(self._companion.real_now().timestamp()),
            poll_after=self._poll_after,
        )
        return _Issue(now, document, (self._page, *self._programme_files(snapshot.lanes.programme)))

    def _programme_files(self, programme: Programme) -> tuple[_Once, ...]:
        if self._programme is None or self._programme[0] is not programme:
            spoken = in_language(programme, programme.language)

            def whole() -> PublishedFile:
                data = self._write_programme(spoken)
                return PublishedFile(PROGRAMME, data, "application/json", _PAGE_AGE)

            def short() -> PublishedFile:
                data = self._write_programme(_shortened(spoken))
                return PublishedFile(AGENDA, data, "application/json", _PAGE_AGE)

            self._programme = programme, (_Once(whole), _Once(short))
        return self._programme[1]


def _epoch(snapshot: Snapshot) -> int:
    """Return a number that grows with each claim of the lead; 1 if the day is not shared."""
    crew = snapshot.events.crew
    return max((claim.epoch for claim in crew.log.leads.values()), default=1) if crew else 1


def _shortened(programme: Programme) -> Programme:
    """Without abstracts, links, and what introduces people."""
    sessions = tuple(replace(s, links=()) for s in programme.sessions)
    people = tuple(replace(p, introduction=None, links=()) for p in programme.people)
    translations = {
        id_: replace(given, abstract={}) for id_, given in programme.translations.items()
    }
    return replace(
        programme,
        sessions=sessions,
        people=people,
        abstracts={},
        description=None,
        preparations={},
        translations=translations,
    )


class _Once:
    """A file that is made when it is first asked for, by whatever thread asks."""

    def __init__(self, make: Callable[[], PublishedFile]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: PublishedFile | None = None

    def __call__(self) -> PublishedFile:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


class _Delivery:
    """Delivers the newest files to one target, in a thread that starts with the first of them."""

    def __init__(
        self, target: PublishTarget, event_of: Callable[[bytes], str | None] | None
    ) -> None:
        self._target = target
        self._event_of = event_of
        self._order: tuple[int, int] | None = None
        """Epoch and number of the last document there."""
        self._known: dict[str, bytes] = {}
        self._ours: set[str] = set()
        """The names of files there that may be written."""
        self._rooms: dict[str, tuple[datetime, Json]] = {}
        """The last document of each room there, but for its number, and when it was written."""
        self._named: tuple[str, ...] = ()
        """The rooms that the last document there names."""
        self._waiting: _Issue | None = None
        self._busy = self._closed = False
        self._again = True
        self._woken = Condition()
        self._thread: Thread | None = None
        self.state = TargetState(target.name)

    def give(self, issue: _Issue, *, again: bool = True) -> None:
        """Have this carried there instead of what still waits; `again` and again if need be."""
        with self._woken:
            self._waiting, self._again = issue, again
            self._woken.notify_all()
            if self._thread is None:
                self._thread = Thread(target=self._carry, daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Wait until the files have arrived, or have failed to."""
        with self._woken:
            self._woken.wait_for(lambda: self._waiting is None and not self._busy)

    def close(self) -> None:
        """Let the thread end."""
        with self._woken:
            self._closed = True
            self._woken.notify_all()
        self._target.close()

    def _carry(self) -> None:
        pause = 0.0
        while True:
            with self._woken:
                if pause:
                    self._woken.wait_for(lambda: self._closed, pause)
                self._woken.wait_for(lambda: self._closed or self._waiting is not None)
                issue, self._waiting = self._waiting, None
                if self._closed or issue is None:
                    return
                self._busy = True
            error = self._put(issue)
            with self._woken:
                self._busy = False
                if error is None:
                    pause = 0.0
                    self.state = TargetState(self._target.name, issue.at)
                else:
                    pause = min(max(_FIRST_RETRY, 2 * pause), _LAST_RETRY)
                    self.state = replace(self.state, error=error)
                    if self._again:
                        self._waiting = self._waiting or issue
                self._woken.notify_all()

    def _expect_ours(self, event: str, rooms: Sequence[str]) -> None:
        """Look at the files there before they are first written: they must be of this event."""
        if self._event_of is None:
            return
        names = {LIVE: _event, PROGRAMME: self._event_of, AGENDA: self._event_of}
        names |= dict.fromkeys((name for _, name in _files(rooms)), _event)
        for plain, event_of in names.items():
            for name in (plain, plain + _PACKED):
                if name not in self._ours:
                    self._expect(event, name, self._target.read(name), event_of)
        for name in (PAGE, PAGE + _PACKED):
            page = None if name in self._ours else self._target.read(name)
            if page and _OURS not in page:
                raise PublishError("occupied", self._target.name, name)
        self._ours |= {each + end for each in (PAGE, *names) for end in ("", _PACKED)}

    def _expect(
        self, event: str, name: str, found: bytes | None, event_of: Callable[[bytes], str | None]
    ) -> None:
        if not found:  # an empty file is nobody's loss
            return
        there = event_of(found)
        if there is None:
            raise PublishError("occupied", self._target.name, name)
        if there != event:
            raise PublishError("event", self._target.name, there)

    def _remove_others(self, event: str, rooms: Sequence[str]) -> None:
        """Remove the documents of rooms that the event no longer has."""
        gone = [room for room in self._named if room not in rooms]
        for room, name in _files(gone):
            found = self._target.read(name)
            of = _event(found) if found else None
            if of == event or (of is not None and self._event_of is None):
                self._target.remove(name)
            self._rooms.pop(room, None)

    def _put_rooms(self, document: Json, at: datetime) -> None:
        """Write the documents of single rooms that say something new, or are getting old."""
        for room, name in _files(document["rooms"]):
            part = room_view(document, room)
            told = {"lanes": part["lanes"], "notices": part["notices"]}
            written, before = self._rooms.get(room, (None, None))
            young = written is not None and timedelta(0) <= at - written < _YOUNG
            if young and before == told:
                continue
            self._target.put(PublishedFile(name, _bytes(part), "application/json", _LIVE_AGE))
            self._rooms[room] = at, told

    def _put(self, issue: _Issue) -> PublishError | None:
        """Write the files that are new there; return the error, if any.

        The document comes after what it speaks of, and before its parts for single rooms: the whole
        crowd does not wait for forty files.
        """
        try:
            document, event = issue.document, issue.document["event"]["id"]
            self._expect_ours(event, document["rooms"])
            if self._order is None:
                live = self._target.read(LIVE)
                self._order, self._named, self._rooms = _order(live), _rooms(live), {}
            epoch, seq = _following(self._order, (document["epoch"], document["seq"] - 1))
            document = document | {"epoch": epoch, "seq": seq + 1}
            for each in issue.files:
                file = each()
                if self._known.get(file.name) is not file.data:
                    self._target.put(file)
                    self._known[file.name] = file.data
            self._remove_others(event, document["rooms"])
            self._target.put(PublishedFile(LIVE, _bytes(document), "application/json", _LIVE_AGE))
            self._order, self._named = (epoch, seq + 1), tuple(document["rooms"])
            self._put_rooms(document, issue.at)
        except PublishError as error:
            return error
        except Exception as error:  # else the thread ends, and nobody hears of it
            return PublishError("failed", self._target.name, f"{type(error).__name__}: {error}")
        return None


def _bytes(document: Json) -> bytes:
    return f"{json.dumps(document, ensure_ascii=False, separators=(',', ':'))}\n".encode()


def _files(rooms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each room that has a file of its own, and the file's name."""
    for room in rooms:
        name = room_file(room)
        if name is not None:
            yield room, name


def _event(found: bytes) -> str | None:
    """Return the id of the event that a document of the day is of; None if it is no document."""
    try:
        content = json.loads(found)
        id_ = content["event"]["id"]
        ours = {"version", "epoch", "seq", "sent_at", "lanes"} <= content.keys()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return id_ if ours and isinstance(id_, str) else None


def _following(there: tuple[int, int], own: tuple[int, int]) -> tuple[int, int]:
    """Return the order of which the next document is one later.

    An order there that is more than a day ahead, as of a clock that was wrong, is not continued:
    readers drop such documents.
    """
    ahead = there[0] > own[0] + EPOCHS_AHEAD or there[1] > own[1] + AHEAD_LIMIT.total_seconds()
    return own if ahead else max(there, own)


def _rooms(found: bytes | None) -> tuple[str, ...]:
    """Return the rooms that a document there names; none if it cannot be read."""
    try:
        named = json.loads(found or b"null")["rooms"]
        return tuple(room for room in named if isinstance(room, str))[:MOST_ROOM_FILES]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def _order(found: bytes | None) -> tuple[int, int]:
    """Return epoch and number of the document there; the lowest values if none can be read."""
    try:
        content = json.loads(found or b"null")
        epoch, seq = content["epoch"], content["seq"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return _NOTHING
    whole = all(isinstance(number, int) and 0 <= number < 2**52 for number in (epoch, seq))
    return (epoch, seq) if whole else _NOTHING
