"""From plain data to the wire model: every error of structure, and a model of what is left.

Where something is wrong it is taken out or stood in for, so that the rest can still be checked
for what its parts say together; `Checked.touched` tells which places must not be judged again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.values import dataclass, field
from sommet_tui.formats.complaints import findings_of, place
from sommet_tui.formats.facts import Loc
from sommet_tui.formats.nodes import ListNode, MapNode
from sommet_tui.formats.places import original
from sommet_tui.formats.wire import ProgrammeFile

_MOST_PASSES = 12

_STAND_INS: Final[dict[tuple[str, ...], object]] = {
    ("version",): 1,
    ("event",): {"id": "-", "title": "-", "timezone": "UTC", "language": "und"},
    ("event", "id"): "x",
    ("event", "title"): "-",
    ("event", "timezone"): "UTC",
    ("event", "language"): "und",
    ("rooms", "*", "id"): "x",
    ("rooms", "*", "name"): "-",
    ("tracks", "*", "id"): "x",
    ("tracks", "*", "name"): "-",
    ("people", "*", "name"): "-",
    ("days",): [],
    ("days", "*", "date"): "2000-01-01",
    ("days", "*", "sessions"): [],
    ("days", "*", "sessions", "*", "id"): "x",
    ("days", "*", "sessions", "*", "title"): "-",
    ("days", "*", "sessions", "*", "start"): "00:00",
    ("days", "*", "sessions", "*", "end"): "00:00",
}
"""What takes the place of a required value that is missing or wrong; never part of a programme."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a file: `model` is None where nothing more can be said of it.

    `data` is what `model` was made from, `touched` the places, as in the file, at which something
    was taken out or stood in for.
    """

    data: MapNode
    model: ProgrammeFile | None
    findings: list[Finding]
    touched: frozenset[Loc]


def check(root: MapNode) -> Checked:
    """Validate, and validate again without what was wrong."""
    findings: list[Finding] = []
    plan = _Plan()
    data = root
    for number in range(_MOST_PASSES):
        try:
            model = ProgrammeFile.model_validate(data)
        except ValidationError as problem:
            errors = problem.errors(include_url=False)
        else:
            return Checked(data, model, findings, frozenset(plan.touched))
        if number == 0:
            findings = findings_of(root, errors)
        for wrong in errors:
            plan.mend(original(data, place(wrong)), missing=wrong["type"] == "missing")
        pruned = _pruned(root, plan.steps)
        assert isinstance(pruned, MapNode)
        data = pruned
    return Checked(data, None, findings, frozenset(plan.touched))


class _Drop:
    """A step of a plan: take this out."""


@dataclass(frozen=True, slots=True)
class _Fill:
    """A step of a plan: put this in its place."""

    value: object


_DROP: Final = _Drop()

_Steps = dict[str | int, "_Steps | _Drop | _Fill"]


@dataclass(slots=True)
class _Plan:
    """What to take out of the file and what to put in, by place in the file as it is."""

    steps: _Steps = field(default_factory=dict)
    touched: set[Loc] = field(default_factory=set)

    def mend(self, loc: Loc, *, missing: bool) -> None:
        """Take out what is wrong; where something is missing stand in for it or drop the whole."""
        shape = ("people", "*", *loc[2:]) if loc[:1] == ("people",) and len(loc) > 1 else loc
        stand_in = _STAND_INS.get(tuple("*" if isinstance(p, int) else p for p in shape))
        if not missing:
            self._set(loc, _DROP)
        elif stand_in is not None:
            self._set(loc, _Fill(stand_in))
        else:
            self._set(loc[:-1], _DROP)

    def _set(self, loc: Sequence[str | int], action: _Drop | _Fill) -> None:
        self.touched.add(tuple(loc))
        steps = self.steps
        for part in loc[:-1]:
            deeper = steps.setdefault(part, {})
            if not isinstance(deeper, dict):
                return
            steps = deeper
        steps[loc[-1]] = action


def _pruned(node: object, steps: _Steps) -> object:
    """A copy of `node` after the steps; what they do not reach is shared."""
    if isinstance(node, ListNode):
        return _pruned_list(node, steps)
    if not isinstance(node, MapNode):
        return node
    kept = MapNode(node.line)
    kept.lines, kept.repeated = node.lines, node.repeated
    kept.update(node)
    for part, step in steps.items():
        assert isinstance(part, str)
        if isinstance(step, _Drop):
            kept.pop(part, None)
        elif isinstance(step, _Fill):
            kept[part] = step.value
        else:
            kept[part] = _pruned(node[part], step)
    return kept


def _pruned_list(node: ListNode, steps: _Steps) -> ListNode:
    kept = ListNode(node.line)
    kept.lines = node.lines
    kept.indexes = []
    for index, item in enumerate(node):
        step = steps.get(index)
        if isinstance(step, _Drop):
            continue
        kept.append(_pruned(item, step) if isinstance(step, dict) else item)
        kept.indexes.append(index)
    return kept
