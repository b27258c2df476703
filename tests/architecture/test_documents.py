"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "sommet_tui"
DOCUMENTS = [
    *sorted(PROJECT.glob("*.md")),
    *sorted((PROJECT / "docs").glob("*.md")),
    PROJECT / "benchmarks" / "README.md",
]
PICTURES = sorted((PROJECT / "docs").rglob("*.svg"))
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"""(?:\]\(|<img src=")(?!https?:)([^)#\s"]+)""")
NAMED = re.compile(r"`([\w/]+\.py)` \(((?:`\w+`(?:, )?)+)\)")
TO_HEADING = re.compile(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)")
ROOTS = ("src", "tests", "docs", "tools", "benchmarks", ".ci", ".github")
LAYERS = (path.name for path in PACKAGE.iterdir() if path.is_dir())
PATH = re.compile(rf"`((?:{'|'.join(map(re.escape, (*ROOTS, *LAYERS)))})/[\w./-]+)`")
"""A path of ours, from the project or from the package, written as code."""


def name(document: Path) -> str:
    """A document's path in the project."""
    return document.relative_to(PROJECT).as_posix()


def headings(document: Path) -> set[str]:
    """What links call the headings of a document, as GitHub has it."""
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in found}


def test_every_path_in_a_document_exists() -> None:
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        missing = [
            path
            for path in PATH.findall(text)
            if not any((root / path).exists() for root in (PROJECT, PACKAGE))
        ]
        missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
        assert missing == [], name(document)


def test_names_after_a_path_are_defined_in_that_file() -> None:
    found = [each for document in DOCUMENTS for each in NAMED.findall(document.read_text("utf-8"))]
    lost = [
        (path, word)
        for path, names in found
        for word in CODE.findall(names)
        if not re.search(rf"(?m)^ *(async |def |class )*{word}\b", (PACKAGE / path).read_text())
    ]
    assert found
    assert lost == []


def test_every_page_is_in_the_list_of_all_pages() -> None:
    pages = PROJECT / "docs"
    linked = set(LINK.findall((pages / "README.md").read_text("utf-8")))
    lost = [page.name for page in pages.glob("*.md") if page.name not in linked | {"README.md"}]
    assert lost == []
    for readme in PROJECT.glob("README*.md"):
        assert "docs/README.md" in LINK.findall(readme.read_text("utf-8"))


def test_every_linked_heading_exists() -> None:
    lost = [
        f"{name(document)}: {path}#{heading}"
        for document in DOCUMENTS
        for path, heading in TO_HEADING.findall(document.read_text("utf-8"))
        if heading not in headings(document.parent / path if path else document)
    ]
    assert lost == []


def test_every_picture_is_small_and_shown_on_a_page() -> None:
    shown = {
        (document.parent / link).resolve()
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text("utf-8"))
    }
    assert set(PICTURES) <= shown
    for picture in PICTURES:
        assert ET.parse(picture).getroot().tag == "{http://www.w3.org/2000/svg}svg"
        assert picture.stat().st_size < 500_000, name(picture)


@pytest.mark.parametrize("film", sorted((PROJECT / "docs").glob("demo*.svg")), ids=name)
def test_film_is_short_enough_to_watch(film: Path) -> None:
    lasts = set(re.findall(r" ([\d.]+)s step-end infinite", film.read_text("utf-8")))
    assert len(lasts) == 1
    assert 10 <= float(lasts.pop()) <= 20
