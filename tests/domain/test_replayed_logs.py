"""A log from elsewhere: every act is judged at its place, and told as of an instant."""

from __future__ import annotations

from sommet_tui.domain.rundown.replay import replay_acts
from tests.acting import act, example_day, plans
from tests.builders import at


def replay(now: str | None, *said: str) -> tuple[list[int], tuple[int, str] | None]:
    """The numbers of the acts that hold at `now`; the one that is refused, and why."""
    acts = [act(seq, each) for seq, each in enumerate(said, 1)]
    done, refused = replay_acts(plans(example_day()), acts, at(now) if now else None)
    return [each.seq for each in done], (refused[0].seq, refused[1].reason) if refused else None


OPENING: str = "09:00 start opening"


def test_log_without_an_instant_is_replayed_completely() -> None:
    assert replay(None, OPENING, "09:10 end") == ([1, 2], None)
    assert replay(None, OPENING, "09:10 resume", "09:11 end") == (
        [1],
        (2, "not-paused"),
    )


def test_later_records_are_left_out() -> None:
    assert replay("09:09", OPENING, "09:10 end", "09:11 end") == ([1], None)
    assert replay("09:11", OPENING, "09:10 end", "09:11 end") == (
        [1, 2],
        (3, "nothing-runs"),
    )
    assert replay("08:00", OPENING) == ([], None)


def test_acts_after_setting_the_clock_back_count_in_order_of_recording() -> None:
    late = ("09:10 start opening", "09:05 end")
    assert replay("09:07", *late) == ([2], None)
    assert replay("09:10", *late) == ([1, 2], None)
    undone = ("09:10 start opening", "09:05 undo 1")
    assert replay("09:07", *undone) == ([2], None)
    # One of the later ones that could not be is no reason to refuse those that are told.
    odd = (OPENING, "09:10 resume", "09:05 end")
    assert replay("09:07", *odd) == ([1, 3], None)
