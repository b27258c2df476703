"""From the acts of a lane to what actually happened in it: TIMING.md's "Acts".

The fold goes by `seq`, from act to act, each at its effective time; it knows nothing of the
present. An act is refused, or after an undo void, by the same rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sommet_tui.domain.rundown.acts import Act, undone
from sommet_tui.domain.rundown.course import Course
from sommet_tui.domain.rundown.doing import do
from sommet_tui.domain.rundown.forbidding import why_not
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.refusing import Refusal
from sommet_tui.domain.rundown.state import LaneState


def folding(plan: Plan, acts: Sequence[Act]) -> Folding:
    """A lane after its acts, undos among them, in the order of `seq`."""
    taken, lane = undone(acts), Folding(plan)
    for act in acts:
        if act.seq not in taken:
            lane.apply(act)
    return lane


class Folding:
    """A lane while acts are applied to it, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self._course = Course(plan)

    @property
    def running(self) -> str | None:
        """The id of what the stage started and no act ended."""
        return self._course.running

    def state(self) -> LaneState:
        """What the acts so far make of the lane."""
        return self._course.state()

    def apply(self, act: Act) -> None:
        """Go on by an act in force; one that cannot be is void."""
        course = self._course
        t = course.effective(act)
        if why_not(course, act, t) is not None:
            course.void.add(act.seq)
            return
        course.latest = t
        do(course, act, t)

    def effective(self, act: Act) -> datetime:
        """When an act takes effect: never before what the lane has already seen, unless said."""
        return self._course.effective(act)

    def refusal(self, act: Act) -> Refusal | None:
        """Why an act cannot follow those applied, None if it can. Undos are not looked at."""
        return why_not(self._course, act, self.effective(act))
