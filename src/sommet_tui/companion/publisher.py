"""Publishing the day for its audience: the files, the times, and the states of the targets."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from functools import cache
from logging import getLogger
from threading import Condition, Lock, Thread
from typing import TYPE_CHECKING, Any

from sommet_tui.companion.json.published_day import POLL_AFTER, live_view, room_view
from sommet_tui.companion.live_ports import (
    SCHEDULE,
    SCHEDULES,
    PublishedFile,
    PublishError,
    PublishTarget,
)
from sommet_tui.companion.standby import (
    CrewNow,
    DocumentHeader,
    PublishingTurn,
    current_crew,
    read_header,
)
from sommet_tui.domain import day_for_attendees, limits, translations
from sommet_tui.domain.published_day import room_file
from sommet_tui.domain.values import DECODE_ERRORS, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.json import Json
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Programme

    ScheduleWriter = Callable[[Programme, bytes | None, int, datetime], Mapping[str, bytes]]
    """Makes `SCHEDULES` from the announced programme.

    The second argument is the last `SCHEDULE` at the target, or None. The third argument is the
    version number for the case None. The last argument is the time.
    """

_LOG = getLogger(__name__)
LIVE = "live.json"
PROGRAMME = "programme.json"
AGENDA = "agenda.json"
"""The part of the programme that the page shows."""
PAGE = "index.html"
WORKER = "worker.js"
"""The script that lets a browser open the page without a network."""
_MARKS = {
    PAGE: b'href="programme.json"',
    WORKER: b"// sommet-tui:",
    "schedule.xml": b'<generator name="sommet-tui"',
    "schedule.ics": b"PRODID:-//sommet-tui//",
}
"""For each file, a text that only the app's own version of this file contains."""
_NOTHING = (0, 0)
"""An order (epoch and number) that is lower than that of any document."""
PERIOD = 60
"""Seconds after which the day is published again even if nothing has happened."""
_PACKED = ".gz"
_YOUNG = timedelta(seconds=PERIOD / 3)
"""If a room's document is older than this, it is written again even if nothing has changed."""
_LIVE_AGE = 5
_PAGE_AGE = 300
"""Seconds for which caches may serve the page."""
_STUCK = 20
"""Seconds after which a target that does not answer counts as failed."""
_FIRST_RETRY = 2.0
_LAST_RETRY = 60.0


Address = tuple[str | None, int | None]
"""A host and a port at which to serve the page. None means the default."""
_ADDRESS = r"(\[[0-9A-Fa-f:.]+\]|[\w.-]*):(\d{1,5})"


def split_targets(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[Address, ...]]:
    """Split the words after `publish` into targets (folders and buckets) and ADDRESS:PORT pairs."""
    found = [(word, re.fullmatch(_ADDRESS, word)) for word in words]
    targets = tuple(word for word, match in found if match is None)
    addresses = (match.groups() for _, match in found if match is not None)
    return targets, tuple((host.strip("[]") or None, int(port)) for host, port in addresses)


def is_serving_address(word: str) -> bool:
    """Return whether a word is an ADDRESS:PORT at which the page is served."""
    return re.fullmatch(_ADDRESS, word.rstrip("/")) is not None


@frozen
class TargetState:
    """The state of the target called `name`.

    `published_at` is the instant of the last day that was published there, or None. `error` is why
    no newer day was published, or None. If another computer of the crew publishes there,
    `publisher` is its name, or "" if the name is unknown; otherwise it is None.
    """

    name: str
    published_at: datetime | None = None
    error: PublishError | None = None
    publisher: str | None = None

    @property
    def report(self) -> tuple[str, str] | None:
        """A value that changes when there is news for the user.

        It is None before the first news.
        """
        if self.error is not None:
            return "error", self.error.code
        if self.publisher is not None:
            return "standby", self.publisher
        return ("published", "") if self.published_at is not None else None


@frozen
class _Issue:
    """One version to publish: the document at an instant, a page for each target, and other files.

    `announced` is the programme with the announced times. `acts` is the number of acts in the log.
    """

    at: datetime
    document: Json
    page: Callable[[str], PublishedFile]
    files: tuple[Callable[[], PublishedFile], ...]
    announced: Programme
    acts: int


class Publisher:
    """Publishes the day of a companion, with one thread for each target.

    An error at one target does not stop the other targets. The failed target is tried again less
    and less often, each time with the newest files. A rehearsal is never published. If several
    computers of a crew publish at the same place, only one of them writes, and the others stand by.
    """

    def __init__(  # noqa: PLR0913 - what to publish, where and how
        self,
        companion: Companion,
        targets: Sequence[PublishTarget],
        write_programme: Callable[[Programme], bytes],
        write_agenda: Callable[[Programme], tuple[str, bytes]],
        write_page: Callable[[Programme, str | None], bytes],
        *,
        worker: bytes = b"",
        poll_after: int = POLL_AFTER,
        event_of: Callable[[bytes], str | None] | None = None,
        in_turn: bool = True,
        write_schedules: ScheduleWriter | None = None,
    ) -> None:
        """`write_page` makes the page for an address, or for None if the address is unknown.

        `worker` is the script of the page, or empty. `write_programme` makes `programme.json`.
        `write_agenda` makes `agenda.json`, and returns its revision and its contents.
        `write_schedules` makes the files for other apps; if it is None, there are no such files.

        `event_of` returns the id of the event in a `programme.json` of this app, or None for any
        other file. Files of other programs or other events are not overwritten. If `event_of` is
        None, all files are overwritten. If `in_turn` is false, this computer also publishes while
        another computer of its crew does.
        """
        self._companion = companion
        event = companion.snapshot.programme.id
        self._deliveries = [
            _Delivery(target, _Site(target, event, event_of, write_schedules)) for target in targets
        ]
        self._write_programme = write_programme
        self._write_agenda = write_agenda
        self._write_page = write_page
        file = PublishedFile(WORKER, worker, "text/javascript", _PAGE_AGE)
        self._worker = (_LazyFile(lambda: file),) if worker else ()
        self._poll_after = poll_after
        self._in_turn = in_turn
        self._last_state: tuple[Any, datetime] | None = None
        self._connected_since: datetime | None = None
        self._programme: (
            tuple[Programme, Programme, Callable[[str], PublishedFile], tuple[_LazyFile, ...]]
            | None
        ) = None
        """The last programme, its text in the event's language, its page and its files."""

    @property
    def states(self) -> tuple[TargetState, ...]:
        """The states of the targets, in the order of the targets."""
        return tuple(delivery.state for delivery in self._deliveries)

    @property
    def is_held_back(self) -> bool:
        """Whether nothing is published because this window has joined a rehearsal."""
        return self._companion.snapshot.events.rehearsal is not None

    def publish_due(self) -> None:
        """Publish if there is news or a minute has passed.

        The call is cheap enough to make every second.

        In a rehearsal, and while the programme lacks a session that the crew is running, nothing is
        published.
        """
        snapshot, now = self._companion.snapshot, self._companion.clock.real_now()
        base = snapshot.base or snapshot
        if self.is_held_back or base.lacks_session(now):
            self._announce(frozenset())
            return
        news, crew = self._has_update(base, now), current_crew(snapshot) if self._in_turn else None
        ready = [
            delivery
            for delivery in self._deliveries
            if delivery.should_publish(crew, now, news=news)
        ]
        issue = self._make_issue(replace(base, is_shifted=False), now) if ready else None
        for delivery in ready:
            assert issue is not None
            delivery.deliver(issue)
        self._announce(
            frozenset(delivery.place for delivery in self._deliveries if delivery.is_usable(now))
        )

    def _has_update(self, base: Snapshot, now: datetime) -> bool:
        """Return whether there is news since the last call, or a minute has passed.

        A new connection with the crew counts as news, because the broker may have lost the
        document.
        """
        link = base.link
        if link is not None and link.connected:
            self._connected_since = link.since
        state = (base.programme, base.events.acts, base.events.messages, self._connected_since)
        if self._last_state is not None:
            known, at = self._last_state
            same = all(one is other for one, other in zip(known, state, strict=True))
            if same and 0 <= (now - at).total_seconds() < PERIOD:
                return False
        self._last_state = state, now
        return True

    def _announce(self, places: frozenset[str]) -> None:
        if self._in_turn:
            self._companion.log.announce(places)

    def publish_once(self) -> tuple[TargetState, ...]:
        """Publish the day as shown now, and wait for every target.

        This does not wait for this computer's turn.
        """
        snapshot = self._companion.snapshot
        issue = self._make_issue(snapshot.base or snapshot, self._companion.clock.now())
        for delivery in self._deliveries:
            delivery.update_crew(current_crew(snapshot), self._companion.clock.real_now())
            delivery.deliver(issue, retry=False)
        for delivery in self._deliveries:
            delivery.wait()
        return self.states

    def close(self) -> None:
        """Stop publishing. Files that are being sent may still arrive."""
        self._announce(frozenset())
        for delivery in self._deliveries:
            delivery.close()

    def _make_issue(self, snapshot: Snapshot, now: datetime) -> _Issue:
        document = live_view(
            replace(snapshot, room=None),
            now,
            epoch=_epoch(snapshot),
            seq=int(self._companion.clock.real_now().timestamp()),
            poll_after=self._poll_after,
        )
        translated, page, files = self._programme_files(snapshot.lanes.programme)
        announced = day_for_attendees.announced_programme(translated, snapshot.rundown(now), now)
        return _Issue(now, document, page, files, announced, len(snapshot.acts(now)))

    def _programme_files(
        self, programme: Programme
    ) -> tuple[Programme, Callable[[str], PublishedFile], tuple[_LazyFile, ...]]:
        if self._programme is None or self._programme[0] is not programme:
            translated = translations.translate_programme(programme, programme.language)

            def programme_file() -> PublishedFile:
                data = self._write_programme(translated)
                return PublishedFile(PROGRAMME, data, "application/json", _PAGE_AGE)

            def agenda_file() -> PublishedFile:
                revision, data = self._write_agenda(translated)
                return PublishedFile(AGENDA, data, "application/json", _PAGE_AGE, revision)

            @cache
            def page(target: str) -> PublishedFile:
                data = self._write_page(translated, _page_address(translated, target))
                return PublishedFile(PAGE, data, "text/html; charset=utf-8", _PAGE_AGE)

            files = (*self._worker, _LazyFile(programme_file), _LazyFile(agenda_file))
            self._programme = programme, translated, page, files
        return self._programme[1:]


def _page_address(programme: Programme, target: str) -> str | None:
    """Return the address of the page, or None if it is unknown.

    The page is beside `live.json`, or at the target if the target serves it.
    """
    if (programme.live or "").startswith("http"):
        return f"{(programme.live or '').rpartition('/')[0]}/"
    return target if target.startswith("http") else None


def _epoch(snapshot: Snapshot) -> int:
    """Return a number that grows whenever a laptop takes the lead.

    It is 1 if the day is not shared.
    """
    crew = snapshot.events.crew
    return max((claim.epoch for claim in crew.log.leads.values()), default=1) if crew else 1


class _LazyFile:
    """A file that is only made when a thread first asks for it."""

    def __init__(self, make: Callable[[], PublishedFile]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: PublishedFile | None = None

    def __call__(self) -> PublishedFile:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


class _Site:
    """The files at one target.

    The object remembers the event to which the files belong, and the number of the last document.
    Every method may raise PublishError.
    """

    def __init__(
        self,
        target: PublishTarget,
        event: str,
        event_of: Callable[[bytes], str | None] | None,
        write_schedules: ScheduleWriter | None,
    ) -> None:
        """`event` is the id of the event to publish."""
        self._target = target
        self.event = event
        self._event_of = event_of
        self._write_schedules = write_schedules
        self._announced: Programme | None = None
        """The programme in the files for other apps. None if it is unknown."""
        self._order = _NOTHING
        """The highest epoch and number of a document there."""
        self._last: tuple[tuple[int, int], str | None] | None = None
        """The order and the computer of the last document there."""
        self._known: dict[str, bytes] = {}
        self._own_files: set[str] = set()
        """The names of files there that may be overwritten."""
        self._rooms: dict[str, tuple[datetime, Json]] = {}
        """The last document of each room there, without its number, and when it was written."""
        self._named_rooms: tuple[str, ...] = ()
        """The rooms named in the last document there."""

    def ensure_own_event(self, rooms: Sequence[str] = ()) -> None:
        """Check, before the first write, that the files at the target belong to this event."""
        if self._event_of is None:
            return
        names = {LIVE: _event_id, **dict.fromkeys((PROGRAMME, AGENDA, SCHEDULE), self._event_of)}
        names |= dict.fromkeys((name for _, name in _room_files(rooms)), _event_id)
        for plain, event_of in names.items():
            for name in (plain, plain + _PACKED):
                if name not in self._own_files:
                    self._ensure_same_event(name, self._target.read(name), event_of)
        for plain, mark in _MARKS.items():
            for name in (plain, plain + _PACKED):
                found = None if name in self._own_files else self._target.read(name)
                if found and mark not in found:
                    raise PublishError("occupied", self._target.name, name)
        self._own_files |= {name + end for name in (*_MARKS, *names) for end in ("", _PACKED)}

    def read_document(self) -> DocumentHeader | None:
        """Read the header of the last document at the target, and check the document's event."""
        live = self._target.read(LIVE)
        if self._event_of is not None:
            self._ensure_same_event(LIVE, live, _event_id)
        found = read_header(live)
        if found is not None and found.identity != self._last:
            self._order, self._last = max(self._order, found.order), found.identity
            self._named_rooms, self._rooms, self._announced = _room_ids(live), {}, None
        return found

    def put(self, files: Sequence[PublishedFile]) -> bool:
        """Write the files that have changed. Return whether any file has changed."""
        new = [file for file in files if self._known.get(file.name) is not file.data]
        for file in new:
            self._target.put(file)
            self._known[file.name] = file.data
        return bool(new)

    def put_document(self, document: Json, signature: Json | None) -> Json:
        """Write the document with the next number, and return it.

        The documents of rooms that the event no longer has are removed.
        """
        epoch, seq = _next_order(self._order, (document["epoch"], document["seq"] - 1))
        document = document | {"epoch": epoch, "seq": seq + 1, "publisher": signature}
        self._remove_former_rooms(document["rooms"])
        self._put_json(LIVE, document)
        self._order, self._named_rooms = (epoch, seq + 1), tuple(document["rooms"])
        self._last = self._order, signature["id"] if signature is not None else None
        return document

    def put_rooms(self, document: Json, issue: _Issue, is_mine: Callable[[], bool]) -> None:
        """Write the documents of single rooms that have changed or are getting old.

        If `is_mine` returns False, stop, because another computer has taken over the place.
        """
        shared: dict[str, set[str]] = {}
        for session in issue.announced.sessions:
            for other in () if session.is_break else session.rooms[1:]:
                shared.setdefault(other, set()).add(session.id)
        for room, name in _room_files(document["rooms"]):
            part = room_view(document, room, shared.get(room, ()))
            content = {name: part[name] for name in ("agenda", "lanes", "notices")}
            written, before = self._rooms.get(room, (None, None))
            young = written is not None and timedelta(0) <= issue.at - written < _YOUNG
            if young and before == content:
                continue
            if not is_mine():
                return
            self._put_json(name, part)
            self._rooms[room] = issue.at, content

    def put_schedules(self, issue: _Issue, is_mine: Callable[[], bool]) -> None:
        """If the announced day has changed, write the files for other apps.

        `schedule.json` is written last, because the next version is made from it.
        """
        if self._write_schedules is None or self._announced == issue.announced or not is_mine():
            return
        before = self._target.read(SCHEDULE)
        contents = self._write_schedules(issue.announced, before, issue.acts + 1, issue.at)
        for name, kind in SCHEDULES.items():
            self._target.put(PublishedFile(name, contents[name], kind, _LIVE_AGE))
        self._announced = issue.announced

    def _ensure_same_event(
        self, name: str, found: bytes | None, event_of: Callable[[bytes], str | None]
    ) -> None:
        if not found:  # an empty file may be overwritten
            return
        event = event_of(found)
        if event is None:
            raise PublishError("occupied", self._target.name, name)
        if event != self.event:
            raise PublishError("event", self._target.name, event)

    def _remove_former_rooms(self, rooms: Sequence[str]) -> None:
        """Remove the documents of rooms that the event no longer has."""
        gone = [room for room in self._named_rooms if room not in rooms]
        for room, name in _room_files(gone):
            found = self._target.read(name)
            of = _event_id(found) if found else None
            if of == self.event or (of is not None and self._event_of is None):
                self._target.remove(name)
            self._rooms.pop(room, None)

    def _put_json(self, name: str, view: Json) -> None:
        text = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
        data = f"{text}\n".encode()
        self._target.put(PublishedFile(name, data, "application/json", _LIVE_AGE))


class _Delivery:
    """Delivers the newest files to one target. Its thread starts with the first files."""

    def __init__(self, target: PublishTarget, site: _Site) -> None:
        self._target = target
        self._site = site
        self._waiting_issue: _Issue | None = None
        self._busy = self._closed = self._must_look = False
        self._busy_since: datetime | None = None
        self._retry = True
        self._turn = PublishingTurn()
        self._in_turn = self._has_news = False
        self._changed = Condition()
        self._thread: Thread | None = None
        self.state = TargetState(target.name)

    @property
    def place(self) -> str:
        """The id of the place, which all computers of the crew know."""
        return self._turn.place

    def is_usable(self, now: datetime) -> bool:
        """Return whether this computer can publish at the target."""
        since = self._busy_since
        stuck = since is not None and (now - since).total_seconds() > _STUCK
        return self._thread is not None and self.state.error is None and not stuck

    def update_crew(self, crew: CrewNow | None, now: datetime) -> None:
        """Update the facts about the crew. `crew` is None if the day is not shared."""
        with self._changed:
            self._turn.update_crew(crew, now)

    def should_publish(self, crew: CrewNow | None, now: datetime, *, news: bool) -> bool:
        """Return whether to publish now. In a crew, news waits until it is this computer's turn.

        While another computer publishes, this sometimes makes the thread read the document there.
        """
        with self._changed:
            self._in_turn = crew is not None
            if crew is None:
                self._turn.update_crew(None, now)
                self.state = replace(self.state, publisher=None)
                return news
            self._has_news = self._has_news or news
            was_mine = self._turn.is_mine
            is_mine = self._turn.update_turn(crew, now)
            if is_mine and (self._has_news or not was_mine):
                self._has_news = False
                return True
            if not is_mine:
                self.state = replace(self.state, publisher=self._turn.other)
                self._has_news = self._has_news or self._waiting_issue is not None
                self._waiting_issue = None
            if self._turn.should_look(now) and not self._busy:
                self._must_look = True
                self._wake(now)
            return False

    def deliver(self, issue: _Issue, *, retry: bool = True) -> None:
        """Deliver this issue. It replaces an issue that is still waiting.

        If `retry` is set, try again until it succeeds.
        """
        with self._changed:
            self._waiting_issue, self._retry = issue, retry
            self._site.event = issue.document["event"]["id"]
            self._wake(issue.at)

    def _wake(self, now: datetime) -> None:
        self._busy_since = self._busy_since or now
        self._changed.notify_all()
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait until no files are waiting or being written."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting_issue is None and not self._busy)

    def close(self) -> None:
        """End the thread, and release the target."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._target.close()

    def _run(self) -> None:
        pause = 0.0
        while True:
            with self._changed:
                if pause:
                    self._changed.wait_for(lambda: self._closed, pause)
                self._changed.wait_for(
                    lambda: self._closed or self._must_look or self._waiting_issue
                )
                issue, self._waiting_issue = self._waiting_issue, None
                if self._closed:
                    return
                self._busy, self._must_look = True, False
            error, written = self._put(issue)
            if issue is not None:
                _LOG.info("%s: %s", self._target.name, error or ("published" if written else "not"))
            with self._changed:
                self._busy, self._busy_since = False, None
                if error is None:
                    pause = 0.0
                    if written and issue is not None:
                        self.state = TargetState(self._target.name, issue.at)
                    else:
                        self.state = replace(self.state, error=None)
                        self._has_news = self._has_news or issue is not None
                else:
                    pause = min(max(_FIRST_RETRY, 2 * pause), _LAST_RETRY)
                    self.state = replace(self.state, error=error)
                    if self._retry and issue is not None:
                        self._waiting_issue = self._waiting_issue or issue
                self._changed.notify_all()

    def _can_write(self) -> bool:
        """Read the document at the place. Return whether this computer may write there now."""
        found = self._site.read_document()
        with self._changed:
            if self._in_turn:
                return self._turn.can_write(found)
            self._turn.process(found)
        return True

    def _put(self, issue: _Issue | None) -> tuple[PublishError | None, bool]:
        """Write the changed files. If `issue` is None, only check the files at the target.

        Return the error, or None, and whether the document was written. If another computer of the
        crew publishes there, the document is not written.
        """
        try:
            if issue is not None:
                return None, self._write(issue)
            self._site.ensure_own_event()
            found = self._site.read_document()
            with self._changed:
                self._turn.process(found)
        except PublishError as error:
            return error, False
        except Exception as error:  # an uncaught error would end the thread unnoticed
            reason = f"{type(error).__name__}: {error}"
            return PublishError("failed", self._target.name, reason), False
        return None, False

    def _write(self, issue: _Issue) -> bool:
        """Write the changed files. Return False if another computer publishes there.

        The document comes after the files to which it refers. It comes before the documents of
        single rooms and the files for other apps, so that most readers do not wait for forty files.
        """
        site = self._site
        site.ensure_own_event(issue.document["rooms"])
        if not self._can_write():
            return False
        files = [issue.page(self._target.name), *(read_file() for read_file in issue.files)]
        if site.put(files) and not self._can_write():  # this computer's turn may be over by now
            return False
        agenda = next((file.revision for file in files if file.revision), None)
        with self._changed:
            signature = self._turn.signature()
        document = site.put_document(issue.document | {"agenda": agenda}, signature)
        with self._changed:
            self._turn.remember_written_document((document["epoch"], document["seq"]))

        def is_mine() -> bool:
            return not self._in_turn or self._turn.is_mine

        site.put_rooms(document, issue, is_mine)
        site.put_schedules(issue, is_mine)
        return True


def _room_files(rooms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each room that has its own document, with the name of the document's file."""
    for room in rooms:
        name = room_file(room)
        if name is not None:
            yield room, name


def _event_id(data: bytes) -> str | None:
    """Return the id of the event in a published document.

    If the data is no document, return None.
    """
    try:
        content = json.loads(data)
        id_ = content["event"]["id"]
        ours = {"version", "epoch", "seq", "sent_at", "lanes"} <= content.keys()
    except DECODE_ERRORS:
        return None
    return id_ if ours and isinstance(id_, str) else None


def _next_order(published: tuple[int, int], own: tuple[int, int]) -> tuple[int, int]:
    """Return the order (epoch and number) that the next document follows.

    A published order that is more than a day ahead is ignored. It comes from a wrong clock, and
    readers drop documents with such an order.
    """
    ahead = (
        published[0] > own[0] + limits.EPOCHS_AHEAD
        or published[1] > own[1] + limits.AHEAD_LIMIT.total_seconds()
    )
    return own if ahead else max(published, own)


def _room_ids(data: bytes | None) -> tuple[str, ...]:
    """Return the ids of the rooms named in a document; empty if it cannot be read."""
    try:
        named = json.loads(data or b"null")["rooms"]
        return tuple(room for room in named if isinstance(room, str))[: limits.MAX_ROOM_FILES]
    except DECODE_ERRORS:
        return ()
