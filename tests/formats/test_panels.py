"""The panel that a programme file prepares for a moderator, and the findings about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Preparation, PreparedQuestion, Segment
from sommet_tui.formats.readers import read_programme as read

GOOD = Path(__file__).parents[1] / "data" / "good"
SHIPPED = Path(__file__).parents[2] / "programme.yaml"


def panel(old: str = "", new: str = "") -> Loaded:
    """The panel's file, changed."""
    written = (GOOD / "panel.yaml").read_text(encoding="utf-8")
    assert old in written
    return read(written.replace(old, new, 1).encode(), "")


def prepared(loaded: Loaded) -> Preparation:
    assert loaded.programme is not None
    return loaded.programme.preparations["panel"]


def test_prepared_panel_is_read_with_all_its_fields() -> None:
    loaded = panel()

    assert prepared(loaded) == Preparation(
        segments=(Segment("welcome", 5), Segment("Face to face", 35), Segment("questions", 20)),
        questions=(
            PreparedQuestion("Who pays?"),
            PreparedQuestion("What would you do tomorrow?", "ada"),
        ),
        seating=("cleo", "ada"),
        shares={"bob": 10, "cleo": 40},
    )
    assert loaded.findings == ()
    assert loaded.programme is not None
    assert list(loaded.programme.preparations) == ["panel"]


@pytest.mark.parametrize(
    ("minutes", "code", "values"),
    [
        (36, "segments-too-long", {"minutes": "61", "available": "60", "excess": "1"}),
        (15, "segments-too-short", {"minutes": "40", "available": "60", "missing": "20"}),
    ],
)
def test_segments_longer_or_shorter_than_the_session_are_reported(
    minutes: int, code: str, values: dict[str, str]
) -> None:
    loaded = panel("minutes: 35", f"minutes: {minutes}")

    (finding,) = loaded.findings
    assert (finding.code, finding.is_error) == (code, False)
    assert finding.path == "days[0].sessions[0].segments"
    assert finding.values == values
    assert prepared(loaded).segments[1].minutes == minutes


@pytest.mark.parametrize(
    ("old", "limit", "path"),
    [
        ("Face to face", 60, "segments[1].name"),
        ("What would you do tomorrow?", 500, "questions[1]"),
    ],
)
def test_long_text_of_a_panel_is_cut_and_reported(old: str, limit: int, path: str) -> None:
    loaded = panel(old, "x" * (limit + 1))

    (finding,) = loaded.findings
    assert (finding.code, finding.values["limit"]) == ("capped", str(limit))
    assert finding.path.startswith(f"days[0].sessions[0].{path}")
    cut = (prepared(loaded).segments[1].name, prepared(loaded).questions[1].text)
    assert max(map(len, cut)) == limit


def test_control_characters_are_removed_from_questions_and_segments() -> None:
    for old in ("Who pays?", "Face to face"):
        loaded = panel(old, '"Who \\e]0;x\\a pays?"')

        assert [f.code for f in loaded.findings] == ["characters-removed"]
        texts = repr(prepared(loaded))
        assert "Who ]0;x pays?" in texts
        assert "\\x1b" not in texts
