"""The generated parts of the documents match the app."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tools import reference

from sommet_tui.cli.commands import COMMANDS


def test_generated_documents_are_up_to_date() -> None:
    assert [path.name for path, _ in reference.outdated_documents()] == []


def test_edited_reference_is_reported_as_outdated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(reference.DOCS, docs, ignore=shutil.ignore_patterns("*.svg"))
    monkeypatch.setattr(reference, "DOCS", docs)
    monkeypatch.setattr(
        reference, "MANUAL", Path(shutil.copy(reference.MANUAL, docs / "sommet-tui.1"))
    )
    for name, found, put in (
        ("keys.md", "| `b` |", "| `v` |"),
        ("settings.md", "| `theme` |", "| `colour` |"),
        ("commands.md", "| 65 |", "| 66 |"),
        ("sommet-tui.1", "\n.SH OPTIONS\n", "\n.SH CHOICES\n"),
    ):
        text = (docs / name).read_text("utf-8")
        assert found in text
        (docs / name).write_text(text.replace(found, put), "utf-8")
        assert reference.main(["check"]) == 1
        assert name in capsys.readouterr().out
        assert reference.main(["update"]) == 0
        assert (docs / name).read_text("utf-8") == text
    assert reference.main(["check"]) == 0


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here to read the manual page with")
def test_manual_page_renders_without_warnings() -> None:
    page = reference.MANUAL
    read = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", str(page)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stderr == ""
    shown = re.sub(r"\x1b\[[\d;]*m|.\x08", "", read.stdout)
    assert "sommet-tui - the day-of companion" in " ".join(shown.split())
    assert [name for name in COMMANDS if f"\n   {name}" not in shown] == []
