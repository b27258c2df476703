"""Commits have an imperative, short subject, and none is a merge."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tools import history

GOOD = [
    "Keep the crew's log when two laptops share an id",
    "Release 1.2.0",
    'Revert "Keep the log"',
    "Pass the clock to every reader",
    "Need no network at the start",
    "Bring back the second column",
    f"Keep {'x' * 67}",
]
BAD = [
    "Kept the log",
    "Keeps the log",
    "Keeping the log",
    "The log is kept",
    "keep the log",
    "tui: keep the log",
    "Keep the log.",
    "Keep",
    "",
    f"Keep {'x' * 68}",
]


@pytest.mark.parametrize("subject", GOOD)
def test_imperative_subject_of_72_characters_is_accepted(subject: str) -> None:
    assert list(history.subject_faults(subject)) == []


@pytest.mark.parametrize("subject", BAD)
def test_subject_that_is_long_or_not_imperative_is_rejected(subject: str) -> None:
    assert len(list(history.subject_faults(subject))) == 1


@pytest.mark.parametrize(
    ("message", "code"),
    [("Keep the log\n\nIt was lost.\n", 0), ("fixup! Keep the log\n", 0), ("Kept the log\n", 1)],
)
def test_hook_checks_the_first_line_of_a_message(tmp_path: Path, message: str, code: int) -> None:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text(message, "utf-8")
    command = [sys.executable, history.__file__, "message", str(file)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, "Kept" in done.stdout) == (code, code == 1)


class TestHistory:
    """Of a repository with an old commit that follows no rule."""

    @pytest.fixture(autouse=True)
    def repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(history, "PROJECT", tmp_path)
        for name in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{name}_NAME", "Ada")
            monkeypatch.setenv(f"GIT_{name}_EMAIL", "ada@example.org")
        self.git("init", "-q", "-b", "main")
        self.commit("what there was before")
        monkeypatch.setattr(history, "BEFORE", self.git("rev-parse", "HEAD").strip())
        return tmp_path

    def test_commits_since_the_rules_are_checked(self) -> None:
        self.commit("Keep the log")
        assert list(history.history_faults()) == []
        self.commit("Kept the log")
        (fault,) = history.history_faults()
        assert "Kept the log" in fault

    def test_history_has_no_merges(self) -> None:
        self.git("switch", "-q", "-c", "other")
        self.commit("Keep the log")
        self.git("switch", "-q", "main")
        self.git("merge", "-q", "--no-ff", "-m", "Merge the other branch", "other")
        (fault,) = history.history_faults()
        assert "a merge" in fault

    def test_shallow_clone_is_not_checked(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(history, "BEFORE", "0" * 40)
        self.commit("Kept the log")
        assert list(history.history_faults()) == []
        assert "not checked" in capsys.readouterr().out

    def commit(self, subject: str) -> None:
        self.git("commit", "-q", "--allow-empty", "-m", subject)

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(history.PROJECT), *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
