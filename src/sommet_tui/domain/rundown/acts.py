"""The acts of the stage, each of them a record of an append-only log, and the refusals of acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from sommet_tui.domain.programme import Participant, Seats
from sommet_tui.domain.text import mark
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Literal, TypeAlias

ActKind: TypeAlias = """Literal[
    "take",
    "start",
    "end",
    "add",
    "pause",
    "resume",
    "cancel",
    "defer",
    "swap",
    "move",
    "insert",
    "full",
    "announce",
    "release",
    "undo",
]"""
SEATS: tuple[Seats, ...] = ("open", "nearly-full", "full")
"""How full a room can be, in the order in which it fills."""

SENTENCES: Mapping[ActKind, str] = mark(
    {
        "take": "Manual control from {time}",
        "start": "{session} started at {time}",
        "end": "{session} ended at {time}",
        "pause": "{session} paused at {time}",
        "resume": "{session} resumed at {time}",
        "cancel": "{session} cancelled at {time}",
        "defer": "{session} deferred until after {other}",
        "swap": "{session} and {other} swapped",
        "move": "New start for {session}: {time}",
        "insert": "{session} added after {other}",
        "announce": "New times announced at {time}",
        "release": "Automatic control from {time}",
    }
)
"""The sentence that reports each act; acts with several possible sentences are missing."""
PURPOSES: Mapping[ActKind, str] = mark(
    {
        "take": "take manual control; with ID, make that session next",
        "start": "start this session (default: the next one)",
        "end": "end the running session",
        "add": "add or remove minutes: 5, -5",
        "pause": "pause the running session",
        "resume": "resume the paused session",
        "cancel": "cancel this session",
        "defer": "defer this session until after another one",
        "swap": "swap two sessions",
        "move": "set a new start time for this session",
        "insert": "add a session that the programme does not have",
        "full": "report that the room is full",
        "announce": "announce the new times to everyone",
        "release": "return the room to automatic control",
        "undo": "undo action N (default: the last one)",
    }
)
"""The help text of the command for each act."""
ACT_KINDS = tuple(PURPOSES)

Uid = str
"""Identifies a record on all computers; "" until it is recorded."""

NOT_YET = datetime.min.replace(tzinfo=UTC)
"""The `at` of an act that has not been recorded yet."""

Title = str
"""The title of an inserted item."""
People = tuple[Participant, ...]
"""The people on stage in an inserted item."""


@frozen
class NamedSession:
    """A session as planned, described for laptops whose programme does not have it."""

    id: str
    title: Title
    start: datetime
    end: datetime


NamedSessions = tuple[NamedSession, ...]
"""The sessions that an act of a shared day names, described for other laptops."""

AnnouncedTimes = tuple[datetime | None, datetime]
"""An announced start and end; the start is None if the item had already begun."""


@frozen
class Act:
    """An action of the stage: a record of the log, or a request to make one.

    Instants are aware, in whole seconds. The fields are listed in docs/timing.md, "Actions".
    `session`, `after` (of `defer`, `insert`) and `partner` (of `swap`; `with` in records) are ids.
    For `insert`, `session` is a new id, and `title` and `people` describe the item. `minutes` is
    signed for `add`, and the length of the item for `insert`. `to` (of `move`, `insert`) is an
    instant. `undoes` (of `undo`) is the `seq` of another act. `seats` (of `full`) is how full the
    room is. `times` (of `announce`) has the announced times by session id; it is None if they still
    have to be computed. `when` is when the action really happened, if the user gave a time. Acts
    that were recorded together have the same `group`, and one undo undoes them all. On a shared
    day, `sessions` describes the sessions that the act names.

    The rest is set when the act is recorded: `seq` orders the log, `at` is the time of recording in
    UTC, and `rehearsal` names the rehearsal, if there is one.
    """

    KIND: ClassVar = "act"
    """The kind of the records of acts."""
    act: ActKind
    session: str | None = None
    minutes: int | None = None
    when: datetime | None = None
    after: str | None = None
    partner: str | None = None
    to: datetime | None = None
    undoes: int | None = None
    room: str | None = None
    times: Mapping[str, AnnouncedTimes] | None = None
    title: Title | None = None
    people: People = ()
    seats: Seats | None = None
    group: str | None = None
    seq: int = 0
    at: datetime = NOT_YET
    uid: Uid = ""
    by: str | None = None
    programme: str | None = None
    rehearsal: str | None = None
    sessions: NamedSessions = ()

    @property
    def named_ids(self) -> frozenset[str]:
        """The ids of the sessions that the act names; sessions that it only announces do not count.

        A report that a room is full names no session. Anyone may send such a report without the
        lead, and it must not add sessions to the programmes of other laptops.
        """
        if self.act == "full":
            return frozenset()
        return frozenset({self.session, self.after, self.partner} - {None})  # type: ignore[arg-type]


def undone_acts(acts: Sequence[Act]) -> frozenset[int]:
    """Return the `seq` of each undone act; an undo can itself be undone.

    An undo of one act of a group undoes all acts of the group that were recorded before the undo.
    """
    undone_seqs: set[int] = set()
    groups: dict[str, list[int]] = {}
    group_of: dict[int, list[int]] = {}
    for act in acts:
        if act.group is not None and act.act != "undo":
            group_of[act.seq] = groups.setdefault(act.group, [])
            group_of[act.seq].append(act.seq)
    for act in reversed(acts):
        if act.act == "undo" and act.undoes is not None and act.seq not in undone_seqs:
            undone_seqs.add(act.undoes)
            undone_seqs.update(seq for seq in group_of.get(act.undoes, ()) if seq < act.seq)
    return frozenset(undone_seqs)


def group_of(act: Act, log: Iterable[Act]) -> tuple[Act, ...]:
    """Return the act alone or, if it belongs to a group, all acts of the group in a log."""
    if act.group is None:
        return (act,)
    return tuple(one for one in log if one.group == act.group and one.act != "undo")


def latest_to_undo(acts: Sequence[Act], void: frozenset[int] = frozenset()) -> Act | None:
    """Return a lane's latest act in force that is neither an undo nor void, or None."""
    undone_seqs = undone_acts(acts) | void
    return next((a for a in reversed(acts) if a.act != "undo" and a.seq not in undone_seqs), None)


def moving_acts(
    acts: Iterable[Act], void: AbstractSet[int] = frozenset()
) -> tuple[tuple[Act, bool], ...]:
    """Return the acts in force that moved sessions of a lane, and whether each reverses a swap.

    Void acts are left out. If a swap reverses an earlier swap, the earlier swap is left out, too.
    """
    acts = tuple(acts)
    without_effect = undone_acts(acts) | void
    found: list[tuple[Act, bool]] = []
    for act in acts:
        if act.act not in ("defer", "swap", "move", "insert") or act.seq in without_effect:
            continue
        named = {act.session, act.partner} - {None}
        last = next((e for e in reversed(found) if named & {e[0].session, e[0].partner}), None)
        # Only swaps have a partner.
        if last is not None and {last[0].session, last[0].partner} == named:
            found.remove(last)
            found.append((act, not last[1]))
        else:
            found.append((act, False))
    return tuple(found)


def acts_until(acts: Iterable[Act], now: datetime) -> tuple[Act, ...]:
    """Return the acts recorded up to `now`, in the order of `seq`."""
    return tuple(sorted((a for a in acts if a.at <= now), key=lambda a: a.seq))


Reason: TypeAlias = """Literal[
    "unknown-session",
    "known-session",
    "unknown-room",
    "no-room",
    "other-lane",
    "unknown-act",
    "no-minutes",
    "no-time",
    "no-title",
    "future",
    "before-day",
    "before-start",
    "before-pause",
    "before-now",
    "outside-day",
    "nothing-runs",
    "other-runs",
    "already-runs",
    "already-paused",
    "not-paused",
    "already-called",
    "not-called",
    "done",
    "skipped",
    "cancelled",
    "after-over",
    "less-than-nothing",
    "break",
    "itself",
    "closed",
    "only-end",
    "not-in-force",
    "no-message",
    "moved-on",
    "just-started",
    "already-reported",
    "unclear",
]"""


@frozen
class Refusal:
    """The reason why an act is refused or, after an undo, void.

    `session` is usually the id of the item that the act is about. For `insert`, it is the title of
    the item, or the id of the item before it ("closed"). It can also be the running session
    ("other-runs", "already-runs", "just-started", "only-end"), the session that is next instead
    ("moved-on"), or a session that may be meant ("unclear").

    `since` is the refused instant ("future"), the earliest allowed instant ("before-start",
    "before-pause", "before-day", "before-now") or the end of the lane's day ("outside-day",
    "closed", "only-end").
    """

    reason: Reason
    session: str | None = None
    since: datetime | None = None
