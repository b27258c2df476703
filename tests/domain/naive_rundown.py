"""A lane after its acts, by the words of the rules of timing and nothing else: slow and plain.

Every question is asked anew of the whole lane; nothing is remembered and nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act

ZERO = timedelta(0)
Row = tuple[str, datetime | None, datetime | None]
"""Status, projected start and end."""


def in_force(acts: Sequence[Act], act: Act) -> bool:
    undos = (a for a in acts if a.act == "undo" and a.undoes == act.seq and a.seq > act.seq)
    return not any(in_force(acts, undo) for undo in undos)


class Naive:
    """What happened, in the letters of the rules: S, end, A, P, Q by id."""

    def __init__(self, items: Sequence[Session], closes: datetime, acts: Sequence[Act]) -> None:
        self.items, self.closes = items, closes
        self.order = [item.id for item in items]
        self.by_id = {item.id: item for item in items}
        self.s: dict[str, datetime] = {}
        self.end: dict[str, datetime] = {}
        self.a = dict.fromkeys(self.order, ZERO)
        self.p = dict.fromkeys(self.order, ZERO)
        self.q: dict[str, datetime] = {}
        self.held: dict[str, list[tuple[datetime, datetime]]] = {}
        self.cancelled = {item.id for item in items if item.state == "cancelled"}
        self.after: dict[str, str] = {}
        self.told = {item.id: (item.start, item.end) for item in items}
        self.called = False
        self.last: str | None = None
        self.void: set[int] = set()
        latest = datetime.min.replace(tzinfo=closes.tzinfo)
        for act in acts:
            if in_force(acts, act):
                t = self.effective(act, latest)
                if self.can(act, t):
                    latest = t
                    getattr(self, f"do_{act.act}")(act, t)
                else:
                    self.void.add(act.seq)

    def effective(self, act: Act, latest: datetime) -> datetime:
        t = act.when or max(act.at, latest)
        if act.act in ("start", "end", "pause", "resume") and not act.when and self.last:
            return max(t, self.s[self.last])
        return t

    def running(self, t: datetime) -> str | None:
        """What the stage started and neither it, nor the clock, nor the end of the day ended."""
        if self.last is None or self.last in self.end:
            return None
        due = not self.called and self.due(self.last, min(t, self.closes)) <= t
        return None if due or t >= self.closes else self.last

    def due(self, id_: str, now: datetime) -> datetime:
        item, start = self.by_id[id_], self.s[id_]
        if item.fixed_end:
            return max(start, item.end + self.a[id_])
        still = now - self.q[id_] if id_ in self.q else ZERO
        return start + item.duration + self.a[id_] + self.p[id_] + max(ZERO, still)

    def can(self, act: Act, t: datetime) -> bool:
        id_, runs = act.session or "", self.running(t)
        if act.act == "start":
            early = self.last is not None and t < self.s[self.last]
            return runs != id_ and not early and t < self.closes
        if act.act in ("end", "pause", "resume"):
            held = id_ in self.q
            if runs is None or runs != id_ or (act.act != "end" and held != (act.act == "resume")):
                return False
            since = self.q[id_] if act.act == "resume" else self.s[id_]
            return act.when is None or t >= since
        if act.act == "add":
            early = act.when is not None and id_ in self.s and t < self.s[id_]
            status = self.rows(t)[id_][0]
            left = self.by_id[id_].duration + self.a[id_] + timedelta(minutes=act.minutes or 0)
            return status in ("running", "upcoming") and left >= ZERO and not early
        if act.act == "cancel":
            return act.when is None or id_ not in self.s or t >= self.s[id_]
        return act.act != "release" or t < self.closes

    def do_start(self, act: Act, t: datetime) -> None:
        id_ = act.session or ""
        if self.last is not None:
            if self.last not in self.end:
                over = self.running(t) is None
                self.close(self.last, self.due(self.last, t) if over else t)
            self.end[self.last] = min(self.end[self.last], t)
            self.count_pauses(self.last)
        if id_ in self.end:
            self.a[id_] = self.p[id_] = ZERO
            self.held.pop(id_, None)
            del self.end[id_]
        self.s[id_] = t
        self.cancelled.discard(id_)
        self.last, self.called = id_, True

    def close(self, id_: str, t: datetime) -> None:
        self.do_resume(None, t)
        self.end[id_] = max(t, self.s[id_])
        self.count_pauses(id_)

    def count_pauses(self, id_: str) -> None:
        end = self.end.get(id_, self.closes + timedelta(days=99))
        held = [(since, min(until, end)) for since, until in self.held.get(id_, []) if since < end]
        self.p[id_] = sum((until - since for since, until in held), ZERO)

    def do_end(self, act: Act, t: datetime) -> None:
        self.close(act.session or "", t)

    def do_add(self, act: Act, _t: datetime) -> None:
        self.a[act.session or ""] += timedelta(minutes=act.minutes or 0)

    def do_pause(self, act: Act, t: datetime) -> None:
        id_ = act.session or ""
        self.q[id_] = max([t, *(until for _, until in self.held.get(id_, []))])

    def do_resume(self, _act: Act | None, t: datetime) -> None:
        id_ = self.last or ""
        if id_ in self.q:
            since = self.q.pop(id_)
            self.held.setdefault(id_, []).append((since, max(since, t)))
            self.count_pauses(id_)

    def do_cancel(self, act: Act, t: datetime) -> None:
        id_ = act.session or ""
        if id_ not in self.s:
            self.cancelled.add(id_)
        elif self.running(t) == id_:
            self.close(id_, t)
        else:
            self.void.add(act.seq)

    def do_defer(self, act: Act, _t: datetime) -> None:
        id_, after = act.session or "", act.after or ""
        if id_ in self.s:
            self.void.add(act.seq)
        else:
            self.after[id_] = after
            self.order.remove(id_)
            self.order.insert(self.order.index(after) + 1, id_)

    def do_announce(self, act: Act, _t: datetime) -> None:
        for id_, (start, end) in (act.times or {}).items():
            self.told[id_] = (start or self.told[id_][0], end)

    def do_release(self, _act: Act, t: datetime) -> None:
        if self.last not in self.end:
            self.do_resume(None, t)
        self.called = False

    def do_undo(self, _act: Act, _t: datetime) -> None:
        pass

    def rows(self, now: datetime) -> dict[str, Row]:
        """The forward projection; a lane whose day is over, as it stood when it closed."""
        rows: dict[str, Row] = {}
        closed = now >= self.closes
        now = min(now, self.closes)
        for id_ in self.order:
            n = self.later(id_)
            if closed and self.called and not self.is_break(id_):
                n = n or self.closes
            status, start, end = self.row(id_, rows, n, now)
            if closed and status == "upcoming" and not self.is_break(id_):
                status, start, end = "skipped", None, None
            status = "done" if closed and status in ("running", "upcoming") else status
            rows[id_] = (status, start, end)
        return rows

    def later(self, id_: str) -> datetime | None:
        """The earliest actual start of any later item."""
        later = [self.s[x] for x in self.order[self.order.index(id_) + 1 :] if x in self.s]
        return min(later, default=None)

    def passed_over(self, id_: str, now: datetime) -> bool:
        over = self.later(id_) is not None or (self.called and now >= self.closes)
        return id_ not in self.s and not self.is_break(id_) and over

    def is_break(self, id_: str) -> bool:
        return self.by_id[id_].kind == "break"

    def row(self, id_: str, rows: dict[str, Row], n: datetime | None, now: datetime) -> Row:
        item = self.by_id[id_]
        if id_ in self.s:
            return self.begun(id_, now)
        if id_ in self.cancelled:
            return "cancelled", None, None
        if self.is_break(id_):
            return self.pause(item, self.base(item, rows, now), n, now)
        if n is not None:
            return "skipped", None, None
        start = self.base(item, rows, now)
        start = max(start, now) if self.called else start
        end = self.planned_end(item, start)
        return ("upcoming", start, end) if self.called else _by_clock(start, end, now)

    def begun(self, id_: str, now: datetime) -> Row:
        if id_ in self.end:
            return "done", self.s[id_], self.end[id_]
        end = max(self.s[id_], self.due(id_, now))
        on: Row = ("running", self.s[id_], max(now, end))
        return on if self.called else _by_clock(self.s[id_], end, now)

    def pause(self, item: Session, base: datetime, n: datetime | None, now: datetime) -> Row:
        start = base if n is None else min(base, n)
        end = self.planned_end(item, start)
        end = end if n is None else max(start, min(end, n))
        nothing_runs = self.last is None or self.last in self.end
        if not self.called:
            return _by_clock(start, end, now)
        if n is not None or (nothing_runs and end <= now):
            return "done", start, end
        return ("running" if nothing_runs and start <= now else "upcoming"), start, end

    def planned_end(self, item: Session, start: datetime) -> datetime:
        end = item.end if item.fixed_end else start + item.duration
        return max(start, end + self.a[item.id])

    def base(self, item: Session, rows: dict[str, Row], now: datetime) -> datetime:
        before = {x: row[2] for x, row in rows.items() if row[2] is not None}
        waited = {x: end for x, end in before.items() if self.waits(item, self.by_id[x])}
        if not waited:
            return item.start
        prev = max(waited.values())
        if item.id in self.after:
            after = self.after[item.id]
            gone = (after in rows and after not in before) or self.passed_over(after, now)
            return max(item.start, prev) if gone else prev
        just_before = self.items[max(0, self.items.index(item) - 1)].id
        left_out = just_before in rows and just_before not in before
        left_out = left_out or self.passed_over(just_before, now)
        ends = [self.by_id[x].end for x in waited if self.by_id[x].end <= item.start]
        if not item.follows or left_out or just_before in self.cancelled or not ends:
            return max(item.start, prev)
        in_place = max(end or item.start for x, end in waited.items() if self.by_id[x].end in ends)
        return max(prev or in_place, in_place + (item.start - max(ends)))

    def waits(self, item: Session, other: Session) -> bool:
        """Whether an item begins after an earlier one, by plan or because one of them moved."""
        if item.id in self.after or other.id in self.after:
            apart = other.end <= item.start or item.end <= other.start
            return apart or self.after.get(item.id) == other.id
        return other.end <= item.start


def _by_clock(start: datetime, end: datetime, now: datetime) -> Row:
    status = "upcoming" if now < start else "running" if now < end else "done"
    return status, start, end
