"""`convert`: from any format that is read into one that is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import read_items, write

FEEDS = Path(__file__).parents[1] / "data" / "feeds"


@pytest.mark.parametrize(
    ("ending", "start"),
    [("yaml", "version: 1\n"), ("json", "{\n"), ("ics", "BEGIN:VCALENDAR")],
)
def test_extension_of_the_converted_file_determines_its_format(
    ask: Ask, tmp_path: Path, ending: str, start: str
) -> None:
    out = tmp_path / f"out.{ending}"
    answer = ask("convert", str(FEEDS / "links.xml"), str(out))

    assert answer.code == 0
    assert answer.out == ""
    assert "is not a web address and was dropped." in answer.err
    assert answer.err.splitlines()[-1] == f"Written: {out}"
    assert out.read_text(encoding="utf-8").startswith(start)
    counts = ask("check", str(out), "--json").data
    assert (counts["ok"], counts["sessions"], counts["rooms"]) == (True, 1, 1)


def test_output_and_remarks_use_separate_streams(ask: Ask) -> None:
    answer = ask("convert", str(FEEDS / "recorded.json"), "-", "--to", "json")

    written = json.loads(answer.out)["schedule"]["conference"]
    assert [e["do_not_record"] for e in written["days"][0]["rooms"]["Main"]] == [False, True, None]
    table = ask("convert", str(FEEDS / "recorded.json"), "-", "--to", "csv")
    assert table.out.startswith("\ufeffdate,start,end,")


def test_schedule_and_widget_make_one_programme(ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "both.yaml"
    pair = [str(FEEDS / name) for name in ("pretalx-schedule.json", "pretalx-widget.json")]
    answer = ask("convert", *pair, str(out))

    assert answer.code == 0
    counts = ask("check", str(out), "--json").data
    assert (counts["sessions"], counts["breaks"]) == (1, 2)


def test_unreadable_input_writes_nothing(ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    wrong = FEEDS.parent / "refused" / "another-schedule.json"

    answer = ask("convert", str(wrong), str(out)).refused(65)
    assert "This JSON is not a schedule: {schedule, rooms, speakers}." in answer
    assert "Supported formats: sommet-tui’s YAML" in answer
    assert not out.exists()
    assert ask("convert", str(tmp_path / "none.xml"), str(out)).code == 66


def test_time_zone_is_added_to_a_programme_without_one(ask: Ask, tmp_path: Path) -> None:
    source, out = str(FEEDS / "sessionize-all.json"), tmp_path / "out.yaml"

    assert "--source-tz Europe/Paris" in ask("convert", source, str(out)).refused(65)
    assert ask("convert", source, str(out), "--source-tz", "Europe/Vienna").code == 0
    shown = ask("show 1 --programme", source, "--source-tz", "Europe/Vienna").out
    assert "09:00" in shown
    assert "Vienna" in out.read_text(encoding="utf-8")


def test_info_counts_findings_about_the_file(ask: Ask, tmp_path: Path) -> None:
    file, odd = FEEDS / "several-tracks.xml", tmp_path / "a\nb.xml"
    odd.write_bytes(file.read_bytes())
    for path, name in ((file, file), (file, file), (odd, "FILE")):  # the second from the cache
        answer = ask("info --programme", str(path)).out
        assert "2\N{NO-BREAK SPACE}remarks on the programme file" in answer
        assert answer.endswith(f" check {name}\n".replace(" /", "\n/"))
    assert "remark" not in ask("info").out


@pytest.mark.parametrize(("options", "title"), [((), "Ouverture"), (("--lang", "en"), "Opening")])
def test_calendar_is_written_in_the_requested_language_or_that_of_the_event(
    ask: Ask, options: tuple[str, ...], title: str
) -> None:
    (opening,) = read_items("opening 09:00-10:00 language=en")
    opening["title"] = {"fr": "Ouverture", "en": "Opening"}
    file = write({"2026-03-01": [opening]}, language="fr")

    assert f"SUMMARY:{title}" in ask("convert", file, "--to", "ics", "-", *options).out


def test_calendar_is_written_without_a_home_folder(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = write({"2026-03-01": "opening 09:00-10:00"})
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))

    answer = ask("convert", file, "--to", "ics", "-")
    assert (answer.code, answer.out.count("BEGIN:VEVENT")) == (0, 1)
