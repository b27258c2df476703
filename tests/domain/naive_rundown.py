"""A lane after its acts, by the words of the rules of timing and nothing else: slow and plain.

Every question is asked anew of the whole lane; nothing is remembered and nothing is skipped. It
shares no code with the rundown but the values of sessions and acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act

ZERO, MINUTE = timedelta(0), timedelta(minutes=1)


@dataclass
class Fact:
    """The facts about one session or break, under the letters of the rules."""

    s: datetime | None = None
    s_by_clock: bool = False
    e: datetime | None = None
    e_by_clock: bool = False
    a: timedelta = ZERO
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    q: datetime | None = None
    cancelled: bool = False

    @property
    def p(self) -> timedelta:
        """P: the finished pauses from S to Q, or to the end; what lies in two counts once."""
        total, counted = ZERO, self.s
        for since, until in sorted(self.pauses):
            last = min([until, *(x for x in (self.q, self.e) if x)])
            first = max(since, counted or since)
            if last > first:
                total, counted = total + (last - first), last
        return total


@dataclass
class Where:
    """An item's place, and what binds its start there."""

    start: datetime
    end: datetime
    how: str = "planned"
    time: datetime | None = None
    swap: int = 0
    """The swap it comes from, by number; what stood there before it is in `Naive.swaps`."""


@dataclass
class Row:
    """One item as it stands."""

    status: str
    start: datetime | None
    end: datetime | None
    due_start: datetime
    due_end: datetime
    by_clock: bool = False

    @property
    def has_begun(self) -> bool:
        return self.status in ("running", "done")


def in_force(acts: Sequence[Act], act: Act) -> bool:
    """No undo that is itself in force takes it away."""
    together = {act.seq}
    if act.group is not None and act.act != "undo":
        together = {a.seq for a in acts if a.group == act.group and a.act != "undo"}
    undos = [a for a in acts if a.act == "undo" and a.undoes in together]
    undos = [a for a in undos if a.seq > act.seq and a.seq > (a.undoes or 0)]
    return not any(in_force(acts, undo) for undo in undos)


def cut(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def minutes_between(one: datetime, other: datetime) -> int:
    """Return minutes between two times as people see them."""
    return int((cut(one) - cut(other)) / MINUTE)


class Naive:
    """A lane, folded act by act."""

    def __init__(
        self,
        items: Sequence[Session],
        day: tuple[datetime, datetime],
        acts: Sequence[Act],
        *,
        taken: bool = False,
    ) -> None:
        self.items, (self.opens, self.closes) = items, day
        self.item = {i.id: i for i in items}
        self.order = [i.id for i in items]
        self.facts = {i.id: Fact(cancelled=i.state == "cancelled") for i in items}
        self.where = {i.id: Where(i.start, i.end) for i in items}
        self.swaps: dict[int, dict[str, Where]] = {}
        self.announced: dict[str, tuple[datetime | None, datetime]] = {}
        self.since: dict[str, tuple[datetime | None, datetime]] = {}
        self.stays: set[str] = set()
        """The inserted items that no act has moved since."""
        self.called = taken
        self.released: datetime | None = None
        self.breaks_begun: set[str] = set()
        self.void: set[int] = set()
        previous: datetime | None = None
        for act in acts:
            if act.act == "undo" or not in_force(acts, act):
                continue
            t = act.when or (act.at if previous is None else max(act.at, previous))
            if self.can(act, t):
                getattr(self, f"do_{act.act}")(act, t)
                previous = t if act.act != "full" else previous
            else:
                self.void.add(act.seq)

    # May it be?

    def can(self, act: Act, t: datetime) -> bool:
        after_day = t >= self.closes
        if after_day and act.act != "end":
            return False
        if act.when and (act.when > act.at or act.when < self.opens):
            return False
        s = act.session
        if s is not None and (s in self.item) == (act.act == "insert"):
            return False
        if s in self.item and self.is_break(s) and act.act != "add":
            return False
        return bool(getattr(self, f"can_{act.act}")(act, t))

    def too_early(self, act: Act, id_: str) -> bool:
        start = self.facts[id_].s
        return act.when is not None and start is not None and act.when < start

    def no_earlier_than_starts(self, act: Act) -> bool:
        """Whether a start or take is not dated before the latest start in the lane.

        A start that only the clock made and that the act itself undoes does not count.
        """
        forgets = act.session is not None and (
            not self.called or self.facts[act.session].s_by_clock
        )
        for number, id_ in enumerate(self.order):
            fact = self.facts[id_]
            dropped = forgets and fact.s_by_clock and number >= self.order.index(act.session or "")
            if act.when and fact.s and not dropped and act.when < fact.s:
                return False
        return True

    def can_take(self, act: Act, _t: datetime) -> bool:
        return not self.called and self.no_earlier_than_starts(act)

    def can_start(self, act: Act, t: datetime) -> bool:
        id_ = act.session or ""
        fact = self.facts[id_]
        runs = self.rows(t)[id_].status == "running"
        by_person = fact.s is not None and not fact.s_by_clock and fact.e is None
        return not (runs and by_person) and self.no_earlier_than_starts(act)

    def running(self, t: datetime) -> list[str]:
        """Return the sessions that run, the one that ends first before the others."""
        rows = self.rows(t)
        on = [i for i in self.order if rows[i].status == "running" and not self.is_break(i)]
        return sorted(on, key=lambda i: rows[i].end or t)

    def session_of_act(self, act: Act, t: datetime) -> str | None:
        on = self.running(t)
        if act.session is not None:
            return act.session if act.session in on else None
        return on[0] if on else None

    def can_end(self, act: Act, t: datetime) -> bool:
        id_ = self.session_of_act(act, t)
        return id_ is not None and not self.too_early(act, id_)

    def can_pause(self, act: Act, t: datetime) -> bool:
        id_ = self.session_of_act(act, t)
        return id_ is not None and self.facts[id_].q is None and not self.too_early(act, id_)

    def can_resume(self, act: Act, t: datetime) -> bool:
        id_ = self.session_of_act(act, t)
        since = self.facts[id_].q if id_ is not None else None
        if id_ is None or since is None:
            return False
        return not self.too_early(act, id_) and (act.when is None or act.when >= since)

    def can_add(self, act: Act, t: datetime) -> bool:
        id_, minutes = act.session or "", act.minutes or 0
        left = self.item[id_].duration + self.facts[id_].a + minutes * MINUTE
        status = self.rows(t)[id_].status
        ok = status in ("running", "upcoming") and minutes != 0 and left >= ZERO
        return ok and not self.too_early(act, id_)

    def can_cancel(self, act: Act, t: datetime) -> bool:
        id_ = act.session or ""
        over = self.rows(t)[id_].status in ("done", "cancelled")
        return not over and not self.too_early(act, id_)

    def is_upcoming(self, id_: str | None, t: datetime) -> bool:
        return id_ in self.item and self.rows(t)[id_ or ""].status == "upcoming"

    def can_defer(self, act: Act, t: datetime) -> bool:
        after = act.after or ""
        if after not in self.item or after == act.session or not self.is_upcoming(act.session, t):
            return False
        return self.rows(t)[after].status in ("running", "upcoming")

    def can_swap(self, act: Act, t: datetime) -> bool:
        other = act.partner or ""
        if other not in self.item or self.is_break(other) or other == act.session:
            return False
        return self.is_upcoming(act.session, t) and self.is_upcoming(other, t)

    def can_move(self, act: Act, t: datetime) -> bool:
        to = act.to
        inside = to is not None and self.opens <= to < self.closes and to >= t
        return inside and self.is_upcoming(act.session, t)

    def can_insert(self, act: Act, t: datetime) -> bool:
        """It needs a length, and a TIME from now on within the day or the item that it follows."""
        if not act.title or not act.minutes or act.minutes < 1:
            return False
        if act.to is not None:
            return self.opens <= act.to < self.closes and act.to >= t
        after = act.after or ""
        return after in self.item and self.rows(t)[after].status in ("running", "upcoming")

    def can_announce(self, _act: Act, _t: datetime) -> bool:
        return True

    def can_full(self, act: Act, _t: datetime) -> bool:
        return act.session is not None and act.seats is not None

    def do_full(self, act: Act, _t: datetime) -> None:
        """Change no time."""

    def can_release(self, _act: Act, _t: datetime) -> bool:
        return self.called

    # Effects

    def take_over(self, until: str | None, t: datetime, *, starting: bool = False) -> None:
        """Record what the clock did before `until`; `until` and the rest have not begun."""
        rows = self.rows(t)
        before = self.order if until is None else self.order[: self.order.index(until)]
        for id_ in self.order:
            row, fact = rows[id_], self.facts[id_]
            if self.is_break(id_) or not row.has_begun or fact.e:
                continue
            if fact.s is None and id_ in before:
                fact.s, fact.s_by_clock = row.start, True
            if fact.s is not None and row.status == "done":
                fact.e, fact.e_by_clock = row.end, True
        self.called = True
        for id_ in self.order[len(before) :]:
            if not (starting and id_ == until):
                self.forget_times(id_)

    def forget_times(self, id_: str) -> None:
        fact = self.facts[id_]
        if fact.s_by_clock:
            self.facts[id_] = Fact(a=fact.a, cancelled=fact.cancelled)

    def close(self, id_: str, t: datetime) -> None:
        fact = self.facts[id_]
        assert fact.s is not None
        self.unpause(fact, t)
        fact.e, fact.e_by_clock = max(fact.s, t), False

    def unpause(self, fact: Fact, t: datetime) -> None:
        if fact.q is not None:
            fact.pauses.append((fact.q, max(fact.q, t)))
            fact.q = None

    def started_items(self) -> list[str]:
        return [i for i in self.order if self.facts[i].s and not self.facts[i].e]

    def do_take(self, act: Act, t: datetime) -> None:
        self.take_over(act.session, t)
        for id_ in self.started_items() if act.session else []:
            if id_ != act.session:
                self.close(id_, t)

    def do_start(self, act: Act, t: datetime) -> None:
        id_ = act.session or ""
        rows, fact, here = self.rows(t), self.facts[id_], self.order.index(id_)
        early = self.where[id_].how != "planned" and any(
            rows[x].status == "upcoming" and (not self.is_break(x) or (rows[x].start or t) > t)
            for x in self.order[:here]
        )
        if not self.called:
            self.take_over(id_, t, starting=True)
        elif fact.s_by_clock:
            for other in self.order[here + 1 :]:
                self.forget_times(other)
        if early:
            begun = [
                x
                for n, x in enumerate(self.order)
                if x != id_
                and rows[x].has_begun
                and (n < here or (self.facts[x].s and not self.facts[x].s_by_clock))
            ]
            self.order.remove(id_)
            self.order.insert(self.order.index(begun[-1]) + 1 if begun else 0, id_)
        for other in self.started_items():
            if other != id_:
                self.close(other, t)
        for other, expected in self.facts.items():
            if other != id_ and expected.e and expected.s and expected.e > t:
                expected.e, expected.e_by_clock = max(expected.s, t), False
        if fact.s is not None and not fact.s_by_clock:  # a restart: it has ended
            self.facts[id_] = Fact(s=t)
        else:
            pauses = [(max(a, t), b) for a, b in fact.pauses if b > t]
            still = fact.q if fact.q and fact.q >= t else None
            self.facts[id_] = Fact(s=t, a=fact.a, pauses=pauses, q=still)

    def do_end(self, act: Act, t: datetime) -> None:
        self.close(self.driven(act, t), t)

    def driven(self, act: Act, t: datetime) -> str:
        id_ = self.session_of_act(act, t) or ""
        if not self.called:
            self.take_over(None, t)
        return id_

    def do_pause(self, act: Act, t: datetime) -> None:
        self.facts[self.driven(act, t)].q = t

    def do_resume(self, act: Act, t: datetime) -> None:
        self.unpause(self.facts[self.driven(act, t)], t)

    def do_add(self, act: Act, _t: datetime) -> None:
        self.facts[act.session or ""].a += (act.minutes or 0) * MINUTE

    def do_cancel(self, act: Act, t: datetime) -> None:
        id_ = act.session or ""
        row = self.rows(t)[id_]
        if row.status == "running":
            if self.facts[id_].s is None:
                self.facts[id_].s, self.facts[id_].s_by_clock = row.start, True
            self.close(id_, t)
        self.facts[id_].cancelled = True

    def record_place(self, id_: str, where: Where) -> None:
        self.where[id_] = where
        self.stays.discard(id_)
        self.since.pop(id_, None)

    def do_defer(self, act: Act, t: datetime) -> None:
        id_, rows = act.session or "", self.rows(t)
        old = self.where[id_]
        self.record_place(id_, Where(old.start, old.end, "deferred"))
        self.order.remove(id_)
        first = self.order.index(act.after or "")
        self.order.insert(max([first, *self.places_begun(rows)]) + 1, id_)

    def do_move(self, act: Act, t: datetime) -> None:
        id_, rows, old = act.session or "", self.rows(t), self.where[act.session or ""]
        assert act.to is not None
        self.order.remove(id_)
        last = -1
        for n, x in enumerate(self.order):
            if rows[x].has_begun or self.begins(x, rows) <= act.to:
                last = n
        self.record_place(id_, Where(old.start, old.end, "moved", act.to))
        self.order.insert(last + 1, id_)

    def places_begun(self, rows: Mapping[str, Row]) -> list[int]:
        return [n for n, id_ in enumerate(self.order) if rows[id_].has_begun]

    def begins(self, id_: str, rows: Mapping[str, Row]) -> datetime:
        """Return when an item begins, to find what a TIME comes after."""
        there = self.where[id_]
        expected = rows[id_].start if there.how == "deferred" else None
        return expected or there.time or there.start

    def do_insert(self, act: Act, t: datetime) -> None:
        """Behind all that has begun; with a TIME as if moved there, but before what begins then."""
        id_, rows, to = act.session or "", self.rows(t), act.to
        length = (act.minutes or 0) * MINUTE
        before = self.places_begun(rows)
        for n, x in enumerate(self.order):
            if (to and self.begins(x, rows) < to) or (to is None and x == act.after):
                before.append(n)
        self.order.insert(max(before, default=-1) + 1, id_)
        self.facts[id_] = Fact()
        self.insert_item(id_, to or t, length, to)
        start = self.rows(t)[id_].start
        if start is not None and (to is None or cut(start) > to):
            self.insert_item(id_, cut(start), length, to)

    def insert_item(
        self, id_: str, start: datetime, length: timedelta, time: datetime | None
    ) -> None:
        end, how = start + length, "deferred" if time is None else "moved"
        self.item[id_] = Session(id=id_, title="Added", start=start, end=end, day=start.date())
        self.where[id_] = Where(start, end, how, time)
        self.stays.add(id_)

    def do_swap(self, act: Act, t: datetime) -> None:
        one, two = sorted((act.session or "", act.partner or ""), key=self.order.index)
        here, there = self.order.index(one), self.order.index(two)
        a, b = self.where[one], self.where[two]
        if a.swap and a.swap == b.swap:
            back = self.swaps[a.swap]
            new_one, new_two = back[one], back[two]
        else:
            self.swaps[act.seq] = {one: deepcopy(a), two: deepcopy(b)}
            long_one, long_two = self.item[one].duration, self.item[two].duration
            a_start, a_end = a.start, a.end
            if a.how in ("moved", "deferred") and a.start > b.start:
                a_start = a.time if a.time is not None else self.base_of(one, t)
                a_end = a_start + long_one
            start = b.start
            if there == here + 1:
                start = a_start + long_two + max(ZERO, b.start - a_end)
            new_two = Where(a_start, a_start + long_two, self.place_change(a), a.time, act.seq)
            new_one = Where(start, start + long_one, self.place_change(b), b.time, act.seq)
        self.order[here], self.order[there] = two, one
        self.record_place(one, new_one)
        self.record_place(two, new_two)

    def place_change(self, where: Where) -> str:
        return where.how if where.how in ("deferred", "moved") else "swapped"

    def do_announce(self, act: Act, t: datetime) -> None:
        times = act.times if act.times is not None else self.to_announce(t)
        for id_, (start, end) in times.items():
            for text in (self.announced, self.since):
                if id_ in self.item:
                    text[id_] = (start or text.get(id_, (None, end))[0], end)

    def to_announce(self, t: datetime) -> Mapping[str, tuple[datetime | None, datetime]]:
        """Return the times of this moment, as if nothing to come had been announced before."""
        rows = self.rows(t)
        coming = {i for i in self.order if rows[i].status == "upcoming"}
        anew = self.rows(t, anew=coming)
        found: dict[str, tuple[datetime | None, datetime]] = {}
        for id_ in self.order:
            start, end = anew[id_].start, anew[id_].end
            if id_ in coming and start and end:
                found[id_] = (cut(start), cut(end))
            elif rows[id_].status == "running" and end:
                found[id_] = (None, cut(end))
        return found

    def do_release(self, _act: Act, t: datetime) -> None:
        rows = self.rows(t)
        self.breaks_begun = {i for i in self.order if self.is_break(i) and rows[i].has_begun}
        for id_ in self.started_items():
            self.unpause(self.facts[id_], t)
        self.called, self.released = False, t

    # Where everything stands

    def is_break(self, id_: str) -> bool:
        return self.item[id_].kind == "break"

    def fixed(self, id_: str, start: datetime) -> datetime | None:
        """Return the end that holds whatever the start, if there is one."""
        item = self.item[id_]
        if not item.fixed_end:
            return None
        end = item.end + self.facts[id_].a
        if self.is_break(id_):
            return end
        return end if self.where[id_].how == "planned" and end >= start else None

    def rows(self, now: datetime, anew: Iterable[str] = ()) -> dict[str, Row]:
        """Return the forward projection; a lane whose day is over, as it stood when it closed."""
        closed = now >= self.closes
        rows: dict[str, Row] = {}
        for id_ in self.order:
            rows[id_] = self.row(id_, rows, min(now, self.closes), frozenset(anew))
        if closed:
            for row in rows.values():
                if row.start is None or row.end is None:
                    continue
                if row.status == "upcoming" or row.start >= self.closes:
                    row.status, row.start, row.end, row.by_clock = "skipped", None, None, False
                elif row.status == "running" and now >= row.end:
                    row.status = "done"
        return rows

    def row(self, id_: str, rows: Mapping[str, Row], now: datetime, anew: frozenset[str]) -> Row:
        fact, where, item = self.facts[id_], self.where[id_], self.item[id_]
        due = (where.start, where.end)
        if fact.s is not None:
            if where.how == "deferred":
                begun = [x for x in self.order if x != id_ and self.before(x, fact.s)]
                due = self.due(id_, self.deferred_base(rows, begun, now))
            end = fact.e or self.end_of(id_, now)
            goes_on = fact.e is None and (self.called or now < end)
            return Row("running" if goes_on else "done", fact.s, end, *due, fact.s_by_clock)
        if fact.cancelled:
            return Row("cancelled", None, None, *due)
        if self.is_break(id_):
            return self.pause_row(id_, rows, now, anew)
        if self.is_passed(id_):
            return Row("skipped", None, None, *due)
        base = self.base(id_, rows, now, anew)
        if where.how == "deferred":
            due = self.due(id_, base)
        waits = self.called or id_ in anew
        start = max(base, now) if waits else max(base, self.released or base)
        fixed = self.fixed(id_, start)
        end = fixed if fixed is not None else max(start, start + item.duration + fact.a)
        status = "upcoming" if waits or now < start else "running" if now < end else "done"
        return Row(status, start, end, *due, status != "upcoming")

    def is_passed(self, id_: str) -> bool:
        """Whether a person has started a later item."""
        later = [self.facts[x] for x in self.order[self.order.index(id_) + 1 :]]
        return any(fact.s and not fact.s_by_clock for fact in later)

    def before(self, id_: str, moment: datetime) -> bool:
        start = self.facts[id_].s
        return start is not None and start < moment

    def due(self, id_: str, base: datetime) -> tuple[datetime, datetime]:
        if id_ in self.since:
            start, end = self.since[id_]
            return start or base, end
        if id_ in self.stays:
            return self.where[id_].start, self.where[id_].end
        return base, base + self.item[id_].duration

    def end_of(self, id_: str, now: datetime) -> datetime:
        """Return when a session that has begun is projected to end."""
        fact, item = self.facts[id_], self.item[id_]
        assert fact.s is not None
        fixed = self.fixed(id_, fact.s)
        still = max(ZERO, now - fact.q) if fact.q else ZERO
        end = fact.s + item.duration + fact.a + fact.p + still if fixed is None else fixed
        if self.called:
            return max(now, fact.s, end)
        return max(fact.s, end, self.released or end)

    def has_ended(self, id_: str, now: datetime) -> bool:
        """Whether an end is recorded; one past the day boundary does not change the close."""
        end = self.facts[id_].e
        return end is not None and not (now >= self.closes and end > now)

    def pause_row(
        self, id_: str, rows: Mapping[str, Row], now: datetime, anew: frozenset[str]
    ) -> Row:
        """Return a break, which needs no act."""
        item, fact = self.item[id_], self.facts[id_]
        following = self.order[self.order.index(id_) + 1 :]
        starts = [s for x in following if (s := self.facts[x].s)]
        n = min(starts, default=None)
        base = self.base(id_, rows, now, anew)
        if not self.called and self.released and id_ not in self.breaks_begun:
            base = max(base, self.released)
        if id_ in anew:
            base = max(base, now)
        start = base if n is None else min(base, n)
        fixed = self.fixed(id_, start)
        ends = [fixed if fixed is not None else start + item.duration + fact.a]
        ends += [n] if n else []
        for x in following:
            time = self.where[x].time
            if time and not (self.facts[x].s or self.facts[x].cancelled or self.is_passed(x)):
                ends.append(time)
        end = max(start, min(ends))
        runs = any(self.facts[x].s and not self.has_ended(x, now) for x in self.order)
        inside = "upcoming" if now < start else "running" if now < end else "done"
        if self.called:
            if n is not None:
                inside = "done"
            elif runs:
                inside = "upcoming"
        return Row(inside, start, end, item.start, item.end)

    def deferred_base(
        self, rows: Mapping[str, Row], begun: Iterable[str], now: datetime
    ) -> datetime:
        """After all earlier items in the order, and after the `begun`."""
        ends = [row.end for row in rows.values() if row.end]
        last = ends[-1] if ends else self.items[0].start
        return max([last, *(self.facts[x].e or self.end_of(x, now) for x in begun)])

    def base(
        self, id_: str, rows: Mapping[str, Row], now: datetime, anew: frozenset[str]
    ) -> datetime:
        """Return where an item starts if nothing but what precedes it moves it."""
        item, where = self.item[id_], self.where[id_]
        earlier = {x: row.end for x, row in rows.items() if row.end is not None}
        if where.how == "moved":
            assert where.time is not None
            return max([where.time, *earlier.values()])
        if where.how == "deferred":
            begun = [x for x in self.order if self.facts[x].s]
            base = self.deferred_base(rows, begun, now)
            on = [r.end for r in rows.values() if r.end and r.has_begun]
            base = max([base, *on])
        else:
            ends = {
                x: end
                for x, end in earlier.items()
                if self.where[x].how != "planned" or self.where[x].end <= where.start
            }
            base = max([where.start, *ends.values()])
            if item.follows and where.how == "planned":
                base = self.soft_start(item, rows, ends) or base
        promise = self.since.get(id_, (None, None))[0]
        if promise and not self.is_break(id_) and id_ not in anew:
            base = max(base, promise)
        return base

    def soft_start(
        self, item: Session, rows: Mapping[str, Row], ends: Mapping[str, datetime]
    ) -> datetime | None:
        """The base of a soft start among the `ends` of the earlier items; None if it is hard."""
        before = [each for each in self.items[: self.items.index(item)] if each.end <= item.start]
        if not before:
            return None
        gives = max(before[::-1], key=lambda each: each.end)
        if self.where[gives.id].how != "planned":
            return None
        if self.facts[gives.id].cancelled or rows[gives.id].status == "skipped":
            return None
        stand = max(end for x, end in ends.items() if self.where[x].how == "planned")
        return max(*ends.values(), stand + (item.start - gives.end))

    def base_of(self, id_: str, now: datetime) -> datetime:
        """Return the base of an item as the walk finds it."""
        before: dict[str, Row] = {}
        for each in self.order[: self.order.index(id_)]:
            before[each] = self.row(each, before, now, frozenset())
        return self.base(id_, before, now, frozenset())

    # Facts of the lane

    def offset(self, now: datetime) -> int:
        rows = self.rows(now)
        on = self.running(now)
        if on:
            row = rows[on[0]]
            assert row.end is not None
            return minutes_between(row.end, row.due_end)
        sessions = [rows[i] for i in self.order if not self.is_break(i)]
        for row in sessions:
            if row.status == "upcoming" and row.start:
                return minutes_between(row.start, row.due_start)
        ended = [(row.end, row.due_end) for row in sessions if row.status == "done" and row.end]
        return minutes_between(*max(ended)) if ended else 0

    def cost(self, now: datetime) -> list[tuple[str, str, int]]:
        """Changes among the items to come, then the first on time: id, change, minutes."""
        rows = self.rows(now)
        found: list[tuple[str, str, int]] = []
        late: list[int] = []
        coming = [i for i in self.order if rows[i].status == "upcoming"]
        for n, id_ in enumerate(coming):
            row = rows[id_]
            assert row.start is not None
            assert row.end is not None
            gap = self.gap(id_, rows)
            if gap is not None:
                found.append((f"gap {gap[0]}", "shrinks", gap[1]))
                late.append(n - 1)
            if self.is_break(id_):
                left = minutes_between(row.end, row.start)
                if left < minutes_between(self.item[id_].end, self.item[id_].start):
                    found.append((id_, "shrinks", left))
                    late.append(n)
            elif moved := minutes_between(row.start, row.due_start) or minutes_between(
                row.end, row.due_end
            ):
                found.append((id_, "moves", moved))
                late.append(n)
        after = coming[max(late, default=-1) + 1 :]
        found += [(i, "on_time", 0) for i in after if not self.is_break(i)][:1]
        return found

    def gap(self, id_: str, rows: Mapping[str, Row]) -> tuple[str, int] | None:
        """The planned gap before an item that has become shorter: item before it, minutes left."""
        plan = [i for i in self.items if rows[i.id].status != "cancelled"]
        ids = [i.id for i in plan]
        order = [i for i in self.order if rows[i].status != "cancelled"]
        if id_ not in ids or ids.index(id_) == 0:
            return None
        before = plan[: ids.index(id_)]
        until = max(i.end for i in before)
        planned = minutes_between(self.item[id_].start, until)
        if planned < 15:
            return None
        neighbour = before[-1].id
        if order[order.index(id_) - 1] != neighbour or order.index(id_) == 0:
            return None
        if self.where[id_].how != "planned" or self.where[neighbour].how != "planned":
            return None
        earlier = [rows[i] for i in self.order[: self.order.index(id_)] if rows[i].end]
        start = rows[id_].start
        if start is None or all(r.status == "done" for r in earlier):
            return None
        left = max(0, minutes_between(start, max(r.end for r in earlier if r.end)))
        sessions = [i for i in before if i.kind == "session"] or before
        follows = max(sessions[::-1], key=lambda each: each.end)
        named = follows.id if self.where[follows.id].how == "planned" else neighbour
        return (named, left) if left < planned else None

    def unannounced(self, now: datetime) -> int:
        rows = self.rows(now)
        return sum(
            cut(row.start) != cut(self.announced_times(id_)[0])
            for id_, row in rows.items()
            if row.status == "upcoming" and row.start and not self.is_break(id_)
        )

    def announced_times(self, id_: str) -> tuple[datetime, datetime]:
        start, end = self.announced.get(id_, (None, self.item[id_].end))
        start, fact = start or self.item[id_].start, self.facts[id_]
        if end < start and fact.s is not None:  # announced for a session that had begun long before
            start = min(cut(fact.s), end)
        elif end < start:
            end = max(start, self.item[id_].end)
        return start, end
