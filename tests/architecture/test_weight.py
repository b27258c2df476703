"""The size of the packages is counted the same way everywhere, and limited."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import weight


@pytest.mark.parametrize(
    ("code", "tokens"),
    [
        ("a = 1\n", 3),
        ("a = (\n    1,  # the first\n)\n", 6),
        ('"""A module."""\n\n\ndef f():\n    """Return nothing."""\n', 5),
        ('class A:\n    b = "text"\n    """An attribute."""\n', 6),
        ('print("text")\n', 4),
        ("a = f\"{b['c']:>{d}} and {f'{e}'}\"\n", 3),
        ('a = "one" f"{two}"\n', 4),
        ("", 0),
    ],
)
def test_comments_docstrings_and_layout_do_not_count(code: str, tokens: int) -> None:
    assert weight.count_tokens(code) == tokens


def test_files_count_for_their_package(tmp_path: Path) -> None:
    for name in ("__init__.py", "domain/a.py", "domain/deep/b.py", "tui/c.py", "tui/notes.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a = 1\n", "utf-8")
    assert weight.count_by_package(tmp_path) == {".": 3, "domain": 6, "tui": 3}


def test_package_above_its_ceiling_is_reported() -> None:
    ceilings = {"domain": 1000, "pages": 1000, "tui": 1000}
    (above,) = weight.ceiling_faults({"domain": 1234, "pages": 1000, "tui": 999}, ceilings)
    for part in ("domain has 1,234 tokens", "234 more", "1,000", "tools/weight.py"):
        assert part in above


def test_new_package_needs_a_ceiling() -> None:
    (missing,) = weight.ceiling_faults({"games": 1}, {"domain": 1000})
    assert "games" in missing
