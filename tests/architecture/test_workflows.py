"""The hosted workflows pin every action that they run to a commit."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github" / "workflows").glob("*.yml"))
USED = [
    (path.name, used)
    for path in WORKFLOWS
    for used in re.findall(r"\buses: *(.+)", path.read_text("utf-8"))
]


def test_every_action_is_pinned_by_the_commit_of_its_release() -> None:
    pinned = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [each for each in USED if not pinned.fullmatch(each[1])] == []
    commits = {(used.partition("@")[0], used.partition("@")[2]) for _, used in USED}
    assert len(commits) == len({name for name, _ in commits}), "one action, two releases"


def test_commits_of_a_pull_request_are_checked() -> None:
    jobs = [
        job["steps"]
        for path in WORKFLOWS
        for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    ]
    checks = [steps for steps in jobs if any(step.get("run") == ".ci/run" for step in steps)]
    assert checks
    for steps in checks:
        (checkout,) = (step for step in steps if "actions/checkout@" in step.get("uses", ""))
        assert "github.event.pull_request.head.sha" in checkout["with"]["ref"]
