"""`bookmark export` and `import`: what leaves is whole, and comes back once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ask, Type
from tests.cli.programmes import item, write
from tests.cli.stages import rehearse
from tests.tables import table

DAY = "2025-02-07"


def calendar(*lines: str) -> bytes:
    """A calendar of one appointment with these lines."""
    event = ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""]).encode()


@pytest.fixture
def picked(ask: Ask, type_in: Type) -> str:
    """A programme with two clashing picks and a third after a gap; one has a note."""
    items = "one 09:00-10:00 a title='Q&A: *everything*'; two 09:30-10:30 b people=ada"
    path = write({DAY: f"{items}; three 12:00-13:00 a"})
    ask("bookmark add one two three")
    type_in(b"Ask *why*.\n\nAsk again.")
    ask("note edit one -")
    return path


def test_extension_of_the_exported_file_determines_its_format(
    ask: Ask, picked: str, tmp_path: Path
) -> None:
    for ending, start in (("txt", "Example"), ("md", "# "), ("json", "{"), ("ics", "BEGIN:VC")):
        file = tmp_path / f"out.{ending}"
        answer = ask("bookmark export --output", str(file))
        assert (answer.code, answer.out) == (0, "")
        assert str(file) in answer.err
        assert file.read_text("utf-8").startswith(start)
    file.write_text("mine")
    assert ask("bookmark export --output", str(file)).code == 73
    assert file.read_text() == "mine"
    assert ask("bookmark export --force --output", str(file)).code == 0
    assert "mine" not in file.read_text("utf-8")


@pytest.mark.parametrize("ending", ["json", "ics"])
def test_second_import_of_the_same_file_changes_nothing(
    ask: Ask, picked: str, database: Path, ending: str
) -> None:
    ask("bookmark add --maybe two")
    ask("bookmark hide three")
    ask("bookmark remind one 15")
    ask("own add --day 1", "13:30-14:30 Meeting @ Foyer", "--leave", "40")
    before = ask("bookmark export --to json").data
    ask(f"bookmark export --output out.{ending}")
    database.unlink()
    back = ask(f"bookmark import out.{ending}")
    assert back.code == 0
    assert {"Bookmarked as maybe: Two", "Imported: Meeting"} <= set(back.lines)
    assert "Note imported: Q&A: *everything*" in back.lines or ending == "ics"
    again = ask(f"bookmark import out.{ending}")
    assert {"Already bookmarked: Two", "Already saved: Meeting"} <= set(again.lines)
    assert "Note already saved" in again.out
    after = ask("bookmark export --to json").data
    assert after["own_events"] == before["own_events"]
    for part, keys in (("bookmarks", ("id", "degree", "lead_minutes")), ("notes", ("text",))):
        old, new = ([[b[key] for key in keys] for b in each[part]] for each in (before, after))
        assert old == new
    if ending == "json":
        assert after["bookmarks"] == before["bookmarks"]
        assert [h["id"] for h in ask("bookmark list --json").data["hidden"]] == ["three"]


def test_import_names_entries_that_match_no_session(ask: Ask, picked: str, tmp_path: Path) -> None:
    file = tmp_path / "other"
    marks = [{"id": "x", "title": "Elsewhere"}, {"id": "y", "title": "three"}]
    content = {"programme": {"id": "other"}, "bookmarks": marks}
    file.write_text(json.dumps(content))
    answer = ask("bookmark import other")
    assert answer.code == 0
    assert "Not found in this programme: Elsewhere" in answer.lines
    file.write_text(json.dumps(content | {"bookmarks": marks[:1]}))
    nothing = ask("bookmark import other")
    assert (nothing.code, "belongs to this programme" in nothing.err) == (65, True)
    file.write_bytes(calendar("X-NONE:1"))
    nameless = ask("bookmark import other").out
    assert nameless == "Not found in this programme: an entry without a name\n"


def test_unmatched_appointments_can_become_own_events(
    ask: Ask, picked: str, tmp_path: Path
) -> None:
    times = ("UID:s1", "DTSTART:20250207T130000Z", "DTEND:20250207T140000Z")
    event = calendar(*times, "SUMMARY:Door", "LOCATION:Room b")
    (tmp_path / "shifts.ics").write_bytes(event)
    line = "bookmark import shifts.ics"
    asked = ask(line)
    assert asked.code == 0
    assert "Not found in this programme: Door" in asked.lines
    assert "“--own”" in asked.out
    (offer,) = ask(f"{line} --json").data["own_events"]["offered"]
    assert (offer["title"], offer["place"]) == ("Door", "b")
    assert ask("own list --json").data["own_events"] == []
    assert ask(f"{line} --own").lines == ["Imported: Door"]
    assert ask(line).lines == ["Already saved: Door"]
    assert ask("own list --json").data["own_events"] == [offer]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        *table("commands/unreadable_imports.txt"),
        ("\udcff\udcfe", "not UTF-8"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_unreadable_import_is_reported_on_one_line(
    ask: Ask, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "bad").write_bytes(os.fsencode(content.replace("\\n", "\n")))
    error = ask("bookmark import bad").refused(65)
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
    ask: Ask, fosdem: str, type_in: Type
) -> None:
    type_in(b"A note.")
    ask("note edit a - --programme", fosdem)
    answer = ask("bookmark export --to fosdem --output phone.ics --programme", fosdem)
    assert answer.code == 0
    assert "Left out because it has no number: Three" in answer.err
    found = Path("phone.ics").read_text().splitlines()
    assert [line for line in found if line.startswith("UID")] == [
        "UID:6711@2026@be.digitalia.fosdem",
        "UID:6712@2026@be.digitalia.fosdem",
    ]
    ask("bookmark remove a b c --programme", fosdem)
    back = ask("bookmark import phone.ics --programme", fosdem).lines
    assert back[:2] == ["Bookmarked: One", "Bookmarked: Two"]


def test_calendar_does_not_contain_the_rehearsal(ask: Ask, picked: str) -> None:
    rehearse(ask, "09:20", "start one --room a", "add 200 one", "announce --room a")
    assert "planned 12:00" in ask("show three").out
    planned = "DTSTART:20250207T110000Z"
    assert planned in ask("bookmark export --to ics").out


def test_bookmark_with_any_valid_id_survives_export_and_import(ask: Ask) -> None:
    ids = ["'-x", "=1", "a@b", "é", "soft\u00adhyphen", "x\u3164y", "💡", "❤\ufe0f", "a" * 100]
    items = [item(id_, f"{9 + n}:00", f"{9 + n}:30", title="Talk") for n, id_ in enumerate(ids)]
    write({DAY: items})
    assert ask("bookmark add", *ids).code == 0
    ask("bookmark export --output mine.ics")
    assert ask("bookmark remove", *ids).code == 0
    assert ask("bookmark import mine.ics").code == 0
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
def test_killed_import_changes_nothing(ask: Ask, picked: str, database: Path) -> None:
    assert ask("own add --day 1", "14:00-15:00 Lunch").code == 0
    ask("bookmark export --output all.json")
    database.unlink()
    bring = ["bookmark", "import", "all.json"]
    killed = subprocess.run([sys.executable, "-c", DYING, *bring], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert ask("bookmark list --json").data["bookmarks"] == []
    assert ask("own list --json").data["own_events"] == []
    assert "Already" not in ask(*bring).out
    assert len(ask("own list --json").data["own_events"]) == 1
