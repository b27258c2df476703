"""Reading and writing the log of the day, or of the rehearsal that this window has joined."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.companion.day_log import NOTHING, EventLog
from sommet_tui.companion.errors import NotDoneError, RehearsalOverError, StorageError
from sommet_tui.domain.instants import iso_milliseconds as exactly
from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeVar

    from sommet_tui.companion.crew_log import CrewLog
    from sommet_tui.companion.live_ports import CrewStore
    from sommet_tui.companion.ports import Clock, RecordStore, Rehearsal
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.messages import Message, Seen
    from sommet_tui.domain.panel import PanelAct
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.records import StoredRecord
    from sommet_tui.domain.rundown.acts import Act

    Value = TypeVar("Value", Act, Message, PanelAct, Seen)

_SEEN = timedelta(seconds=2)
"""The time after a change of logs in which a key press may still refer to the previous log."""


class Recorder:
    """Reads and writes the records of one programme at a time. Each call reads only new records.

    Every method except `log_of` may raise StorageError.
    """

    def __init__(
        self,
        store: RecordStore,
        clock: Clock,
        is_over: Callable[[Rehearsal], bool] = lambda _: False,
        open_crew: Callable[[], CrewStore] | None = None,
        is_looking: Callable[[], bool] = lambda: False,
    ) -> None:
        """`clock` is this computer's clock.

        `is_over` returns whether a rehearsal has ended by itself.

        `open_crew` opens the store of a shared day when it is needed. `is_looking` returns whether
        the window only shows a simulated time and records nothing.
        """
        self._store = store
        self._clock = clock
        self._open_crew = open_crew
        self._crew: CrewStore | None = None
        self._crew_log: CrewLog | None = None
        self._is_over = is_over
        self._is_looking = is_looking
        self._programme: str | None = None
        self._events = NOTHING
        self._joins_rehearsal = True
        """Whether this window joins the current rehearsal even while it shows another time."""
        self._is_switching = True
        """Whether this window itself has asked to enter or leave a rehearsal."""
        self._last_rehearsal_id: str | None = None
        """The id of the rehearsal whose log was read last."""
        self._replaced_at: datetime | None = None
        """When another log replaced the log that this window showed."""
        self._why_replaced: NotDoneError | StorageError = RehearsalOverError()
        self._last = 0, ""
        """The offset and the uid of the last record of this computer in the log."""
        self._unreported_path: str | None = None
        self.planned_programme: Programme | None = None
        """The programme as planned. A claim contains its revision."""
        self.names: Mapping[str, str] = {}
        """The current ids of sessions whose ids have changed, by their earlier ids."""
        self.left_rehearsal: Rehearsal | None = None
        """The rehearsal that this window has left and does not rejoin automatically."""

    @property
    def events(self) -> EventLog:
        """The log as of the last reading or writing."""
        return self._events

    @property
    def rehearsal(self) -> Rehearsal | None:
        """The rehearsal that this window has joined, or None."""
        return self._events.rehearsal

    def log_of(self, programme: str) -> EventLog:
        """Return the log of a programme as of the last reading.

        If the last reading was of another programme, return an empty log.
        """
        if programme != self._programme:
            self._programme = programme
            self._forget()
        return self._events

    def _forget(self, rehearsal: Rehearsal | None = None) -> None:
        """Forget the log.

        The next call reads the log of this rehearsal, or of the day, from its beginning.
        """
        self._events = replace(NOTHING, rehearsal=rehearsal)
        self._crew_log, self._last = None, (0, "")

    def read(self, programme: str, names: Mapping[str, str] | None = None) -> EventLog:
        """Read new records, and return the log of the current rehearsal, or else of the day.

        This window joins any current rehearsal, unless it shows a simulated time or has left that
        rehearsal. If the database was replaced by another one, the log is read from its beginning.
        If `names` is given, it replaces the attribute `names`.
        """
        before = self.log_of(programme), self._crew_log, self._last, self.names
        if names is not None and names != self.names:
            self.names = names
            self._forget(self.rehearsal)
        try:
            return self._read(programme)
        except StorageError as error:
            if error.code != "replaced":
                self._events, self._crew_log, self._last, self.names = before
                raise
            self._forget(self.rehearsal)
            events = self._read(programme)
            self._replaced_at, self._why_replaced = self._clock.now(), error
            self._unreported_path = error.path
            return events

    def replaced_path(self) -> str | None:
        """Return the path of the database if it was replaced since the last call, else None."""
        path, self._unreported_path = self._unreported_path, None
        return path

    def _read(self, programme: str) -> EventLog:
        before = self.log_of(programme)
        known = _rehearsal_id(before.rehearsal)
        rehearsal, kept = self._store.read_new_records(
            programme,
            joins_rehearsal=self._joins_rehearsal or not self._is_looking(),
            known=known,
            after=self._last[0],
            last_uid=self._last[1],
        )
        if rehearsal is not None and (
            self._is_over(rehearsal) or rehearsal.id == _rehearsal_id(self.left_rehearsal)
        ):
            rehearsal, kept = self._store.read_new_records(
                programme,
                joins_rehearsal=False,
                known=known,
                after=self._last[0],
                last_uid=self._last[1],
            )
        self._joins_rehearsal = rehearsal is not None
        self._remember_replacement(_rehearsal_id(rehearsal))
        if _rehearsal_id(rehearsal) != known:
            self._forget()
            before = NOTHING
        self._remember_last_record(kept)
        before = replace(before, rehearsal=rehearsal)
        if rehearsal is None and self._read_crew(programme):
            self._events = self._extend(before, kept)
            self._claim_driven_rooms(programme)
        else:
            self._events = extend_log(before, kept, self.names)
        return self._events

    def _remember_replacement(self, id_: str | None) -> None:
        """If another log replaces the log on screen, remember the time.

        `id_` is the id of the other log's rehearsal, or None for the day.
        """
        if self._is_switching:
            self._replaced_at = None
        elif id_ != self._last_rehearsal_id:
            self._replaced_at, self._why_replaced = self._clock.now(), RehearsalOverError()
        self._is_switching, self._last_rehearsal_id = False, id_

    def _remember_last_record(self, records: Sequence[StoredRecord]) -> None:
        if records:
            uid = records[-1].record.get("uid")
            self._last = records[-1].offset, uid if isinstance(uid, str) else ""

    def _read_crew(self, programme: str) -> bool:
        """Read new records of other computers. Return False if the day is not shared."""
        if self._open_crew is None or not self._store.is_shared(programme):
            return False
        if self._crew is None:
            self._crew = self._open_crew()
        shared = self._crew_log
        read = self._crew.read(programme, 0 if shared is None else shared.position)
        if read is None:
            return False
        if shared is None:
            from sommet_tui.companion.crew_log import CrewLog

            self._crew_log = shared = CrewLog(read.share, self.names)
            _, kept = self._store.read_new_records(
                programme, joins_rehearsal=False, known=None, after=0
            )
            shared.add_own_records(kept)
        elif shared.writer != read.share.writer:
            self._crew_log = None
            return self._read_crew(programme)
        shared.add_records_of_others(read)
        return True

    def _claim_driven_rooms(self, programme: str) -> None:
        """Claim the rooms without a lead that this laptop drove before the day was shared."""
        shared, crew = self._crew_log, self._events.crew
        if shared is None or crew is None or self._crew is None:
            return
        claims = tuple(shared.claims_for_driven_rooms(crew.log))
        for claim in claims:
            self._save_claim(programme, claim)
        if claims and self._read_crew(programme):
            self._events = shared.events(self._events)

    def _extend(self, before: EventLog, records: Sequence[StoredRecord]) -> EventLog:
        """Return the log with the new records of this computer that are in `records`."""
        if self._crew_log is None:
            return extend_log(before, records, self.names)
        self._crew_log.add_own_records(records)
        return self._crew_log.events(before)

    def append(
        self,
        programme: str,
        make: Callable[[EventLog], Sequence[Value]],
        now: datetime,
        redoes: str | None = None,
    ) -> Sequence[Value]:
        """Append the records that `make` returns for the current log, in one transaction.

        Return the recorded values with their numbers and `uid`s. `now` is the current instant by
        the corrected clock. If an act records a void act again, `redoes` is the `uid` of the void
        act.

        Raises:
            RehearsalOverError: the rehearsal that this window has joined is over.
            StorageError: also "range", if the time of a record is outside the calendar, and
                "replaced", if the database was replaced by another one.
        """
        self._require_log_shown()
        before = events = self.log_of(programme)
        if self.rehearsal is not None and self._is_over(self.rehearsal):
            raise RehearsalOverError
        values: Sequence[Value]

        def make_records(stored: Sequence[StoredRecord]) -> Sequence[tuple[str, Mapping[str, Any]]]:
            nonlocal events, values
            events = self._extend(before, stored)
            values = make(events)
            return [(value.KIND, _to_record(value, events, now, redoes)) for value in values]

        offset, uid = self._last
        kept = self._store.append(
            programme, _rehearsal_id(before.rehearsal), offset, make_records, uid
        )
        self._remember_last_record(kept)
        recorded: list[Value] = []
        for value, one in zip(values, kept, strict=True):
            events = self._events = self._extend(events, [one])
            recorded.append(replace(value, **self._number_and_uid(one)))
        return recorded

    def _require_log_shown(self) -> None:
        """Refuse to record if another log has just replaced the log on screen.

        The user may not have noticed the change, and may mean the previous log. Every refused
        attempt restarts the wait.

        Raises:
            RehearsalOverError: a rehearsal began or ended a moment ago.
            StorageError: "replaced"; another database replaced this one a moment ago.
        """
        if self._replaced_at is None:
            return
        now = self._clock.now()
        if abs(now - self._replaced_at) < _SEEN:
            self._replaced_at = now
            raise self._why_replaced
        self._replaced_at = None

    def _number_and_uid(self, stored: StoredRecord) -> Mapping[str, Any]:
        """Return the number and the `uid` of a record.

        On a shared day, they are the same on all computers.
        """
        seq, uid = stored.record["seq"], stored.record["uid"]
        if self._crew_log is None or self._crew_log.latest_uid is None:
            return {"seq": seq, "uid": uid}
        uid, events = self._crew_log.latest_uid, self._events
        found: Sequence[Any] = (*events.acts, *events.messages, *events.panel_acts)
        return {"seq": next((act.seq for act in found if act.uid == uid), seq), "uid": uid}

    def claim(self, programme: str, room: str | None, now: datetime) -> LeadClaim:
        """Claim the lead of a room on a shared day.

        If this laptop leads it, return the claim in force.

        A new claim is "open" until the broker has accepted it.

        Raises:
            NotSharedError: the day is not shared, or this is a rehearsal.
            RehearsalOverError: the rehearsal that this window had joined has just ended.
        """
        self._require_log_shown()
        crew = self.read(programme).crew
        if crew is None or self._crew is None:
            raise NotSharedError
        lead = crew.lead(room)
        if lead is not None and crew.is_lead(room):
            return lead
        claim = crew.log.claim(room, crew.share.writer, crew.share.name, now)
        self._save_claim(programme, claim)
        self.read(programme)
        return claim

    def _save_claim(self, programme: str, claim: LeadClaim) -> None:
        revision = self.planned_programme.revision if self.planned_programme is not None else None
        if self._crew is not None:
            self._crew.add_claim(programme, replace(claim, revision=revision))

    def mark_void_acts_seen(self, programme: str, uids: frozenset[str]) -> None:
        """Save that the user has seen these void acts, so that they are not reported again."""
        crew = self._events.crew
        if crew is not None and self._crew is not None and not uids <= crew.seen_void_uids:
            known = {void_act.record.uid for void_act in crew.log.void}
            self._crew.mark_void_acts_seen(programme, (crew.seen_void_uids & known) | uids)
            self.read(programme)

    def return_to_day(self) -> None:
        """Leave the rehearsal. From the next reading on, the log is that of the day."""
        self.left_rehearsal = self.rehearsal or self.left_rehearsal
        self._joins_rehearsal, self._is_switching = False, True

    def begin(self, programme: str, rehearsal: Rehearsal) -> bool:
        """Begin a rehearsal and return True.

        If a rehearsal is running, join it and return False.
        """
        begun = self._store.begin(programme, rehearsal)
        if self._is_over(begun):
            self._store.clear(programme)
            begun = self._store.begin(programme, rehearsal)
        self.left_rehearsal = None
        self._joins_rehearsal = self._is_switching = True
        return begun == rehearsal

    def set_clock(self, programme: str, rehearsal: Rehearsal) -> None:
        """Set the clock of the rehearsal for all windows.

        Raises:
            RehearsalOverError: the rehearsal is over.
        """
        if self._is_over(rehearsal):
            raise RehearsalOverError
        self._store.set_clock(programme, rehearsal)

    def end_rehearsal(self, programme: str) -> bool:
        """End the rehearsal for all windows and delete its records.

        Return False if no rehearsal is running.
        """
        cleared = self._store.clear(programme)
        self._is_switching = True
        return cleared


class NotSharedError(NotDoneError):
    """The day is not shared with other computers, so no laptop can lead a room."""


def _to_record(
    value: Act | Message | PanelAct | Seen, events: EventLog, now: datetime, redoes: str | None
) -> Mapping[str, Any]:
    """Return a value as a record. On a shared day, the record has a time stamp.

    It refers to other records by `uid`, because their numbers differ on other computers.

    Raises:
        StorageError: "range"; a time is so near an end of the calendar that no reader accepts it.
    """
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.records import RecordError, to_record
    from sommet_tui.domain.rundown.acts import Act

    try:
        record = to_record(value)
    except RecordError as error:
        raise StorageError("range", "", str(error)) from error
    if redoes is not None:
        record["redoes"] = redoes
    if events.crew is not None:
        crew = events.crew.log
        stamp = (
            crew.stamp(value.room, now) if isinstance(value, Act) else crew.stamp_without_room(now)
        )
        record["stamp"] = exactly(stamp)
    about = record.get("undoes")
    if record.get("act") in ("question", "hand"):
        about = about or max(0, record["item"] or 0)
    if about:
        log: Sequence[Act | PanelAct] = events.acts if isinstance(value, Act) else events.panel_acts
        uids = (act.uid for act in log if act.seq == about)
        record["refers"] = about if isinstance(value, Message) else next(uids, None)
    return record


def _rehearsal_id(rehearsal: Rehearsal | None) -> str | None:
    return rehearsal.id if rehearsal else None


def extend_log(
    before: EventLog, records: Iterable[StoredRecord], names: Mapping[str, str] | None = None
) -> EventLog:
    """Return the log with more records. Records that cannot be read are skipped.

    `names` maps earlier ids of sessions to the current ids.
    """
    records = list(records)
    if not records:
        return before
    from sommet_tui.domain.messages import add_seen_times
    from sommet_tui.domain.records import RecordError, from_record, use_current_ids

    found: Any
    acts, messages = list(before.acts), list(before.messages)
    panel_acts = list(before.panel_acts)
    seen = {m.uid: m.seen_at for m in messages if m.seen_at is not None}
    for one in records:
        try:
            found = use_current_ids(from_record(one.kind, one.record), names or {})
        except RecordError:
            continue
        if one.kind == "act":
            acts.append(found)
        elif one.kind == "message":
            messages.append(replace(found, after_act=acts[-1].seq if acts else 0))
        elif one.kind == "panel":
            panel_acts.append(found)
        elif one.kind == "seen":
            seen.setdefault(found.of, found.at)
    return replace(
        before,
        acts=tuple(acts),
        messages=add_seen_times(messages, seen),
        panel_acts=tuple(panel_acts),
        offset=records[-1].offset,
    )
