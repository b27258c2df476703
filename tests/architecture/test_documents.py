"""What the documents for developers name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "sommet_tui"
DOCUMENTS = [
    *(PROJECT / name for name in ("CONTRIBUTING.md", "README.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((PROJECT / "docs").glob("*.md")),
    PROJECT / "benchmarks" / "README.md",
]
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
ROOTS = ("src/", "tests/", "docs/", "tools/", "benchmarks/", ".ci/", ".github/")
LAYERS = tuple(sorted(f"{path.name}/" for path in PACKAGE.iterdir() if path.is_dir()))


def paths(text: str) -> Iterator[str]:
    """What is written as code and is a path of ours: from the project, or from the package."""
    for code in CODE.findall(text):
        word = code.strip().rstrip("/")
        if re.fullmatch(r"[\w./-]+", word) and (word.startswith((*ROOTS, *LAYERS))):
            yield word


def test_the_paths_of_a_text_are_found() -> None:
    text = "In `tui/app.py`, `tests/`, `src/sommet_tui/cli` and `x/y.py`; `now` is [no](path.md)."
    assert list(paths(text)) == ["tui/app.py", "src/sommet_tui/cli"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    missing = [
        path
        for path in paths(text)
        if not any((root / path).exists() for root in (PROJECT, PACKAGE))
    ]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_every_document_for_developers_is_reached_from_the_readme_or_contributing() -> None:
    told = "".join(
        document.read_text("utf-8") for document in DOCUMENTS if document.parent == PROJECT
    )
    linked = set(LINK.findall(told)) | set(paths(told))
    lost = [doc.name for doc in (PROJECT / "docs").glob("*.md") if f"docs/{doc.name}" not in linked]
    assert lost == []
