"""What the stage may not do, and what it is told instead."""

from __future__ import annotations

import pytest

from sommet_tui.domain.rundown.acts import Act, Refusal
from sommet_tui.domain.rundown.replay import LogReplay, replay_acts
from tests.acting import act, day_of, example_day, moment, plans, refused
from tests.builders import at

START_A: str = "10:00 start a"
HELD = (START_A, "10:10 pause")
ENDED = (START_A, "10:50 end")
LET_GO = (START_A, "10:10 release")
SKIPPING: str = "09:00 start a"
CLOSES = moment("+1 04:00")

REFUSED: tuple[tuple[tuple[str, ...], Refusal], ...] = (
    (("08:50 end",), Refusal("nothing-runs")),
    (("08:50 pause",), Refusal("nothing-runs")),
    (("08:50 resume",), Refusal("nothing-runs")),
    (("09:10 resume",), Refusal("not-paused", "opening")),
    (("08:50 take", "08:55 take"), Refusal("already-called")),
    ((START_A, "10:05 take b"), Refusal("already-called")),
    (("09:00 release",), Refusal("not-called")),
    ((*LET_GO, "10:20 release"), Refusal("not-called")),
    ((*LET_GO, "10:20<09:59 take"), Refusal("before-start", "a", at("10:00"))),
    (("08:50 take lunch",), Refusal("break", "lunch")),
    (("08:50 take nobody",), Refusal("unknown-session", "nobody")),
    ((*ENDED, "10:55 cancel a"), Refusal("done", "a")),
    (("09:00 cancel b", "09:01 cancel b"), Refusal("cancelled", "b")),
    ((START_A, "10:10 defer a b"), Refusal("already-runs", "a")),
    ((*ENDED, "10:55 defer a b"), Refusal("done", "a")),
    ((SKIPPING, "10:01 defer keynote a"), Refusal("skipped", "keynote")),
    ((START_A, "10:10 defer c keynote"), Refusal("after-over", "keynote")),
    (("09:00 cancel b", "09:01 defer c b"), Refusal("after-over", "b")),
    (("09:00 swap b b",), Refusal("itself", "b")),
    (("09:00 swap b lunch",), Refusal("break", "lunch")),
    (("09:00 swap lunch b",), Refusal("break", "lunch")),
    (("09:00 swap b nobody",), Refusal("unknown-session", "nobody")),
    (("09:00 swap b",), Refusal("unknown-session", "b")),
    ((START_A, "10:10 swap a b"), Refusal("already-runs", "a")),
    ((START_A, "10:10 swap b keynote"), Refusal("done", "keynote")),
    ((START_A, "10:10 move a 12:00"), Refusal("already-runs", "a")),
    ((START_A, "10:10 move b 10:09"), Refusal("before-now", "b", at("10:10"))),
    ((START_A, "10:10 move b +1 04:00"), Refusal("outside-day", "b", CLOSES)),
    (("09:00 move b",), Refusal("no-time", "b")),
    ((*ENDED, "10:55 end"), Refusal("nothing-runs")),
    ((*LET_GO, "11:00 end"), Refusal("nothing-runs")),
    ((START_A, "10:20 end keynote"), Refusal("other-runs", "a")),
    ((START_A, "10:20 start a"), Refusal("already-runs", "a")),
    ((*HELD, "10:12 pause"), Refusal("already-paused", "a")),
    ((START_A, "10:12 resume"), Refusal("not-paused", "a")),
    ((*ENDED, "10:55 add a 5"), Refusal("done", "a")),
    ((*LET_GO, "11:05 add a 5"), Refusal("done", "a")),
    (("10:05 add keynote 5",), Refusal("done", "keynote")),
    (("11:30 add coffee 5",), Refusal("done", "coffee")),
    (("11:00 start b", "11:01 add coffee 5"), Refusal("done", "coffee")),
    ((*ENDED, "11:30 add coffee 5"), Refusal("done", "coffee")),
    ((START_A, "10:05 add keynote 5"), Refusal("done", "keynote")),
    ((SKIPPING, "10:05 add keynote 5"), Refusal("skipped", "keynote")),
    (("09:00 add b -30", "12:10 add b 5"), Refusal("done", "b")),
    (("09:00 cancel b", "09:01 add b 5"), Refusal("cancelled", "b")),
    (("09:00 add b -61",), Refusal("less-than-nothing", "b")),
    (("09:00 add b -60", "09:01 add b -1"), Refusal("less-than-nothing", "b")),
    (("09:00 add lunch -61",), Refusal("less-than-nothing", "lunch")),
    (("09:00 add b 0",), Refusal("no-minutes", "b")),
    (("09:00 add b",), Refusal("no-minutes", "b")),
    (("09:00 start lunch",), Refusal("break", "lunch")),
    (("09:00 cancel lunch",), Refusal("break", "lunch")),
    (("09:00 defer lunch c",), Refusal("break", "lunch")),
    (("09:00 defer a a",), Refusal("itself", "a")),
    (("09:00 start nobody",), Refusal("unknown-session", "nobody")),
    (("09:00 add nobody 5",), Refusal("unknown-session", "nobody")),
    (("09:00 defer a nobody",), Refusal("unknown-session", "nobody")),
    (("09:00 start",), Refusal("unknown-session")),
    (("09:00 add",), Refusal("unknown-session")),
    (("09:00 cancel",), Refusal("unknown-session")),
    (("09:00 defer",), Refusal("unknown-session")),
    (("10:00<10:01 start a",), Refusal("future", "a", at("10:01"))),
    (("10:00<10:01 announce",), Refusal("future", None, at("10:01"))),
    ((START_A, "10:01<10:02 undo 1"), Refusal("future", None, at("10:02"))),
    ((START_A, "10:20<09:59 end"), Refusal("before-start", "a", at("10:00"))),
    ((START_A, "10:20<09:59 pause"), Refusal("before-start", "a", at("10:00"))),
    ((START_A, "10:20<09:59 add a 1"), Refusal("before-start", "a", at("10:00"))),
    ((START_A, "10:20<09:59 cancel a"), Refusal("before-start", "a", at("10:00"))),
    ((START_A, "10:20<09:59 start b"), Refusal("before-start", "a", at("10:00"))),
    (
        ("09:05 take", "09:10<08:59 start keynote"),
        Refusal("before-start", "opening", at("09:00")),
    ),
    ((*HELD, "10:20<10:09 resume"), Refusal("before-pause", "a", at("10:10"))),
    (
        ("09:00 cancel a", "11:40 take", "11:45<10:00 start a"),
        Refusal("before-start", "b", at("11:30")),
    ),
    (("10:00 undo 7",), Refusal("unknown-act")),
    (("10:00 undo",), Refusal("unknown-act")),
    ((START_A, "10:01 undo 1", "10:02 undo 1"), Refusal("not-in-force")),
)


@pytest.mark.parametrize(("said", "expected"), REFUSED, ids=lambda value: str(value)[-60:])
def test_impossible_act_is_refused_with_its_reason(
    said: tuple[str, ...], expected: Refusal
) -> None:
    assert refused(example_day(), *said) == expected


ALLOWED: tuple[tuple[str, ...], ...] = (
    (START_A, "10:20<10:00 end"),
    (*HELD, "10:20<10:10 resume"),
    ("11:29 add coffee 5",),
    ("10:59 add a 5",),
    (START_A, "11:20 add coffee 5"),
    (*ENDED, "11:29 add coffee 5"),
    (*LET_GO, "10:59 add a 5"),
    (*LET_GO, "11:20 start a"),
    (START_A, "10:05 start keynote"),
    ("09:05 start opening",),
    ("09:00 add lunch -60",),
    (START_A, "10:20<09:50 add b 1"),
    (START_A, "10:20<09:50 cancel b"),
    (START_A, "10:01 undo 1", "10:02 undo 2", "10:03 undo 1"),
    (START_A, "10:05 release"),
    ("09:00 take",),
    ("08:00 take keynote", "08:01 release"),
    ("09:10<09:05 take", "09:12<08:57 start opening"),
    ("09:10 end",),
    ("09:10 pause", "09:12 resume"),
    (SKIPPING, "10:05 cancel keynote"),
    (START_A, "10:10 defer c a"),
    (START_A, "10:10 move b 10:10"),
    ("11:10 defer c coffee",),
    ("09:00 announce",),
)


@pytest.mark.parametrize("said", ALLOWED, ids=str)
def test_allowed(said: tuple[str, ...]) -> None:
    assert refused(example_day(), *said) is None


def _chain(undos: int) -> tuple[Act, ...]:
    """A start, its undo, the undo of that, and so on."""
    return (act(1, START_A), *(act(n + 1, f"10:05 undo {n}") for n in range(1, undos + 1)))


@pytest.mark.parametrize(("undos", "in_force"), [(1, False), (2, True), (3, False), (4, True)])
def test_undoing_an_undo_restores_the_act(undos: int, *, in_force: bool) -> None:
    log, wrong = replay_acts(plans(example_day()), _chain(undos))
    assert (len(log), wrong) == (undos + 1, None)
    again = LogReplay(plans(example_day()), log).refusal(act(undos + 2, "10:06 undo 1"))
    assert again == (None if in_force else Refusal("not-in-force"))


def test_session_brought_forward_by_a_deferral_and_ended_by_the_clock_is_done() -> None:
    day = day_of("one 09:00-09:30, two 12:00-12:30")
    brought: str = "08:00 defer two one"
    assert refused(day, brought, "09:59 add two 5") is None
    assert refused(day, brought, "10:00 add two 5") == Refusal("done", "two")
