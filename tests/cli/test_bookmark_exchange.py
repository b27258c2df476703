"""`bookmark export` and `import`: what leaves is whole, and comes back once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import item, write

DAY = "2025-02-07"


def calendar(*lines: str) -> bytes:
    """A calendar of one appointment with these lines."""
    event = ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""]).encode()


@pytest.fixture
def picked(ask: Ask, tmp_path: Path) -> str:
    """A programme with two clashing picks and a third after a gap; one has a note."""
    items = "one 09:00-10:00 a title='Q&A: *everything*'; two 09:30-10:30 b people=ada"
    people = {"ada": {"name": "Ada Exemple", "affiliation": "Institut X"}}
    path = write({DAY: f"{items}; three 12:00-13:00 a"}, rooms="ab", people=people)
    ask("bookmark add one two three")
    _note(ask, path, "one", "Ask *why*.\n\nAsk again.", tmp_path)
    return path


def _note(ask: Ask, path: str, id_: str, text: str, folder: Path) -> Answer:
    bring = {"programme": {"id": "example"}, "bookmarks": [], "notes": [{"id": id_, "text": text}]}
    file = folder / "note.json"
    file.write_text(json.dumps(bring), encoding="utf-8")
    return ask("bookmark import", str(file))


def test_exported_text_lists_sessions_clashes_gaps_and_notes(ask: Ask, picked: str) -> None:
    answer = ask("bookmark export")
    assert answer.code == 0
    assert max(map(len, answer.lines)) <= 80
    wanted = (
        "09:00 – 10:00  Q&A: *everything*",
        "Room a",
        "| Ask *why*.",
        "09:30 – 10:30  Two",
        "Ada Exemple, Institut X",
        "! clashes with Q&A: *everything*",
        "10:00 – 12:00  free, 2",
        "12:00 – 13:00  Three",
    )
    places = [answer.out.index(text) for text in wanted]
    assert places == sorted(places)


def test_journal_keeps_markdown_in_notes_and_escapes_it_in_titles(ask: Ask, picked: str) -> None:
    answer = ask("bookmark export --to markdown")
    assert r"### 09:00 – 10:00 · Q\&A: \*everything\*" in answer.lines
    assert "Ask *why*." in answer.lines
    assert "- Ada Exemple, Institut X" in answer.lines


def test_extension_of_the_exported_file_determines_its_format(
    ask: Ask, picked: str, tmp_path: Path
) -> None:
    for ending, start in (("txt", "Example"), ("md", "# "), ("json", "{"), ("ics", "BEGIN:VC")):
        file = tmp_path / f"out.{ending}"
        answer = ask("bookmark export --output", str(file))
        assert (answer.code, answer.out) == (0, "")
        assert str(file) in answer.err
        assert file.read_text(encoding="utf-8").startswith(start)
    file.write_text("mine", encoding="utf-8")
    refused = ask("bookmark export --output", str(file))
    assert refused.code == 73
    assert file.read_text(encoding="utf-8") == "mine"
    forced = ask("bookmark export --output", str(file), "--force")
    assert forced.code == 0
    assert "mine" not in file.read_text(encoding="utf-8")


def test_import_reports_hidden_sessions_with_the_command_that_bookmarks_them(
    ask: Ask, tmp_path: Path
) -> None:
    ask("bookmark add panel-1")
    file = str(tmp_path / "day.ics")
    ask("bookmark export --output", file)
    ask("bookmark hide panel-1")
    answer = ask("bookmark import", file)
    assert answer.code == 0
    assert answer.out.startswith("Still hidden: Panel 1")
    assert "bookmark add panel-1" in answer.out
    assert ask("bookmark import", file, "--json").data["bookmarks"]["kept_hidden"] == ["panel-1"]


@pytest.mark.parametrize("ending", ["ics", "md"])
def test_file_without_bookmarks_is_reported_as_empty(ask: Ask, tmp_path: Path, ending: str) -> None:
    empty = ask("bookmark export --output", str(tmp_path / f"empty.{ending}"))
    assert "The file contains no bookmarks, no notes and no own events." in empty.err
    ask("bookmark add panel-1")
    full = ask("bookmark export --output", str(tmp_path / f"full.{ending}"))
    assert "Written: " in full.err
    assert "There are no bookmarks" not in full.err


@pytest.mark.parametrize("ending", ["json", "ics"])
def test_second_import_of_the_same_file_changes_nothing(
    ask: Ask, picked: str, database: Path, tmp_path: Path, ending: str
) -> None:
    ask("bookmark add --maybe two")
    ask("bookmark hide three")
    ask("bookmark remind one 15")
    ask("own add", "13:30-14:30 Meeting @ Foyer", "--leave", "40")
    before = ask("bookmark export --to json").data
    file = str(tmp_path / f"out.{ending}")
    ask("bookmark export --output", file)
    database.unlink()
    back = ask("bookmark import", file)
    assert back.code == 0
    assert {"Bookmarked as maybe: Two", "Imported: Meeting"} <= set(back.lines)
    assert "Note imported: Q&A: *everything*" in back.lines or ending == "ics"
    again = ask("bookmark import", file)
    assert {"Already bookmarked: Two", "Already saved: Meeting"} <= set(again.lines)
    assert "Note already saved" in again.out
    after = ask("bookmark export --to json").data
    assert after["own_events"] == before["own_events"]
    kept = ("id", "degree", "lead_minutes")
    marks = [[[b[key] for key in kept] for b in each["bookmarks"]] for each in (before, after)]
    assert marks[0] == marks[1]
    assert [n["text"] for n in after["notes"]] == [n["text"] for n in before["notes"]]
    if ending == "json":
        assert after["bookmarks"] == before["bookmarks"]
        assert [h["id"] for h in ask("bookmark list --json").data["hidden"]] == ["three"]


def test_import_names_entries_that_match_no_session(ask: Ask, picked: str, tmp_path: Path) -> None:
    file = tmp_path / "other"
    marks = [{"id": "x", "title": "Elsewhere"}, {"id": "y", "title": "three"}]
    content = {"programme": {"id": "other"}, "bookmarks": marks}
    file.write_text(json.dumps(content), encoding="utf-8")
    answer = ask("bookmark import", str(file))
    assert answer.code == 0
    assert "Not found in this programme: Elsewhere" in answer.lines
    file.write_text(json.dumps(content | {"bookmarks": marks[:1]}), encoding="utf-8")
    nothing = ask("bookmark import", str(file))
    assert nothing.code == 65
    assert "belongs to this programme" in nothing.err
    file.write_bytes(calendar("X-NONE:1"))
    nameless = ask("bookmark import", str(file)).out
    assert nameless == "Not found in this programme: an entry without a name\n"


def test_unmatched_appointments_can_become_own_events(
    ask: Ask, picked: str, tmp_path: Path
) -> None:
    times = ("UID:s1", "DTSTART:20250207T130000Z", "DTEND:20250207T140000Z")
    file = tmp_path / "shifts.ics"
    file.write_bytes(calendar(*times, "SUMMARY:Door", "LOCATION:Room b"))
    words = ("bookmark", "import", str(file))
    asked = ask(*words)
    assert asked.code == 0
    assert "Not found in this programme: Door" in asked.lines
    assert "“--own”" in asked.out
    (offer,) = ask(*words, "--json").data["own_events"]["offered"]
    assert (offer["title"], offer["place"]) == ("Door", "b")
    assert ask("own list", "--json").data["own_events"] == []
    assert ask(*words, "--own").lines == ["Imported: Door"]
    assert ask(*words).lines == ["Already saved: Door"]
    own = ask("own list", "--json").data["own_events"]
    assert own == [offer]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"hello", "neither JSON nor iCalendar"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"a":\n 1,}', "line 2"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"bookmarks": 3}', "the key \u201cbookmarks\u201d"),
        (b'{"bookmarks": [{"id": 3}]}', "the key \u201cbookmarks[0].id\u201d"),
        (b'{"bookmarks": [{"id": "x", "added_at": "now"}]}', "bookmarks[0].added_at"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "not a valid iCalendar file"),
        (
            calendar("UID:talk@other", "SUMMARY:Talk", "DTSTART:now"),
            "the entry “talk@other” has no valid start",
        ),
        (
            calendar("SUMMARY:Talk", "DTSTART:20250230T090000"),
            "the entry “Talk” has no valid start",
        ),
        (calendar("DTSTART:now"), "the entry “DTSTART:now” has no valid start"),
    ],
)
def test_unreadable_import_is_reported_on_one_line(
    ask: Ask, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "bad"
    file.write_bytes(content)
    error = ask("bookmark import", str(file)).refused(65)
    assert said in error
    assert error.count("\n") == 1


@pytest.fixture
def fosdem(ask: Ask, tmp_path: Path) -> str:
    """Two numbered sessions of a schedule and one without a number, all bookmarked."""
    events = "".join(
        f"<event {mark}><title>{title}</title><date>2026-01-31T1{at}:00:00+01:00</date>"
        "<duration>00:30</duration></event>"
        for at, (mark, title) in enumerate(
            [('id="6711" guid="a" code="AB7"', "One"), ('id="6712" guid="b"', "Two"),
             ('guid="c"', "Three")]
        )
    )  # fmt: skip
    path = tmp_path / "fosdem.xml"
    path.write_text(
        "<schedule><conference><title>FOSDEM</title><acronym>fosdem-2026</acronym>"
        "<time_zone_name>Europe/Brussels</time_zone_name></conference>"
        f'<day date="2026-01-31"><room name="Janson">{events}</room></day></schedule>',
        encoding="utf-8",
    )
    assert ask("bookmark add a b c --programme", str(path)).code == 0
    return str(path)


def test_fosdem_companion_export_contains_only_numeric_ids(
    ask: Ask, fosdem: str, tmp_path: Path
) -> None:
    _note(ask, fosdem, "a", "A note.", tmp_path)
    file = str(tmp_path / "phone.ics")
    answer = ask("bookmark export --to fosdem --output", file, "--programme", fosdem)
    assert answer.code == 0
    assert "Left out because it has no number: Three" in answer.err
    found = Path(file).read_text(encoding="utf-8").splitlines()
    assert [line for line in found if line.startswith("UID")] == [
        "UID:6711@2026@be.digitalia.fosdem",
        "UID:6712@2026@be.digitalia.fosdem",
    ]
    ask("bookmark remove a b c --programme", fosdem)
    back = ask("bookmark import", file, "--programme", fosdem)
    assert [line for line in back.lines if line.startswith("Bookmarked")] == [
        "Bookmarked: One",
        "Bookmarked: Two",
    ]


def test_sessions_without_numbers_are_not_exported_to_fosdem_companion(
    ask: Ask, picked: str
) -> None:
    error = ask("bookmark export --to fosdem").refused(65)
    assert "none of your sessions has one" in error


def test_calendar_does_not_contain_the_rehearsal(ask: Ask, picked: str, tmp_path: Path) -> None:
    for said in (
        ("stage", "rehearsal", "begin", "--at", f"{DAY}T09:20"),
        ("stage", "start", "one", "--room", "a", "--when", "09:20"),
        ("stage", "add", "200", "one"),
        ("stage", "announce", "--room", "a"),
    ):
        assert ask(*said).code == 0
    assert "planned 12:00" in ask("show three").out
    file = tmp_path / "day.ics"
    assert ask("bookmark export --output", str(file)).code == 0
    assert "DTSTART:20250207T110000Z" in file.read_text("utf-8"), "as planned"


def test_bookmark_with_any_valid_id_survives_export_and_import(ask: Ask, tmp_path: Path) -> None:
    ids = ["'-x", "=1", "a@b", "é", "soft\u00adhyphen", "x\u3164y", "💡", "❤\ufe0f", "a" * 100]
    items = [item(id_, f"{9 + n}:00", f"{9 + n}:30", title="Talk") for n, id_ in enumerate(ids)]
    write({DAY: items})
    assert ask("bookmark add", *ids).code == 0
    file = str(tmp_path / "mine.ics")
    ask("bookmark export --output", file)
    assert ask("bookmark remove", *ids).code == 0
    assert ask("bookmark import", file).code == 0
    found = ask("bookmark list --json").data["bookmarks"]
    assert [bookmark["id"] for bookmark in found] == ids


DYING = """\
import os, signal, sys
from sommet_tui.cli.main import main
from sommet_tui.storage.user_data import SqliteNotes
write = SqliteNotes.write
def die(*said):
    write(*said)
    os.kill(os.getpid(), signal.SIGKILL)
SqliteNotes.write = die
main(sys.argv[1:])
"""
"""The command, killed once it has written a note."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
def test_killed_import_changes_nothing(
    ask: Ask, picked: str, database: Path, tmp_path: Path
) -> None:
    assert ask("own add", "14:00-15:00 Lunch").code == 0
    file = tmp_path / "all.json"
    file.write_text(ask("bookmark export --to json").out, "utf-8")
    bring = ["bookmark", "import", str(file)]
    database.unlink()
    killed = subprocess.run([sys.executable, "-c", DYING, *bring], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert ask("bookmark list --json").data["bookmarks"] == []
    assert ask("own list --json").data["own_events"] == []
    back = ask(*bring)
    assert "Already" not in back.out
    assert len(ask("own list --json").data["own_events"]) == 1
