"""Programmes in spreadsheets: what people type, what spreadsheets write, and the way back."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Programme, Translations
from sommet_tui.domain.text import clean, clean_line
from sommet_tui.domain.translations import translate_programme
from sommet_tui.domain.values import replace
from sommet_tui.formats.csv_headings_and_cells import (
    Dates,
    end_after,
    format_person,
    read_minutes,
    read_people,
    read_time,
    split_range,
)
from sommet_tui.formats.csv_writer import template, write_csv
from sommet_tui.formats.ids import is_identifier
from sommet_tui.formats.readers import read_programme
from tests import builders
from tests.finding_codes import places
from tests.strategies import real_programmes, translated
from tests.tables import table

SHEETS = Path(__file__).parents[1] / "data" / "sheets"
ODD = SHEETS.with_name("odd-sheets")
ZONE = "Europe/Paris"
HEAD = "date,start,end,title,people\n"


def read(text: str | bytes) -> Loaded:
    data = text if isinstance(text, bytes) else text.encode()
    return read_programme(data, "plan.csv", ZONE)


def programme_in(text: str | bytes) -> Programme:
    """Return the programme of a sheet, which must have one."""
    loaded = read(text)
    assert loaded.programme is not None, places(loaded.findings)
    return loaded.programme


def errors(text: str) -> str:
    return places(read(text).errors)


class TestCells:
    @pytest.mark.parametrize(("cell", "expected"), table("cell_times.txt"))
    def test_times_are_read_in_several_notations(self, cell: str, expected: str) -> None:
        assert str(read_time(cell) or "") == expected

    def test_very_long_cell_is_neither_a_time_nor_a_length(self) -> None:
        assert read_time("9:00" + " " * 100_000 + "x") is None
        assert read_minutes("9" * 50) is None

    @pytest.mark.parametrize(("cells", "expected", "ambiguous"), table("cell_dates.txt"))
    def test_dates_are_read_in_several_notations(
        self, cells: str, expected: str, ambiguous: str
    ) -> None:
        first, *others = cells.split(", ")
        dates = Dates([first, *others])
        assert (str(dates.read(first) or ""), dates.ambiguous or "") == (expected, ambiguous)

    @pytest.mark.parametrize(
        ("end", "minutes"), [(time(9, 1), 1), (time(9), 24 * 60), (time(8, 59), 24 * 60 - 1)]
    )
    def test_end_before_the_start_is_on_the_next_date(self, end: time, minutes: int) -> None:
        start = datetime.combine(date(2026, 3, 1), time(9))
        assert end_after(start, end) - start == timedelta(minutes=minutes)

    @pytest.mark.parametrize(("cell", "expected"), table("cell_people.txt"))
    def test_people_in_a_cell_are_read(self, cell: str, expected: str) -> None:
        assert " + ".join(map(" / ".join, read_people(cell))).strip() == expected

    @given(
        st.text("ab ()", min_size=1).map(str.strip).filter(bool).filter(lambda n: "(" not in n),
        st.sampled_from(["speaker", "moderator", "host"]),
        st.sampled_from([None, "X", "Host, Inc.", "Univ (UK)", "A, B", "speaker"]),
    )
    def test_written_person_is_read_back_unchanged(
        self, name: str, role: str, affiliation: str | None
    ) -> None:
        assert read_people(format_person(name, role, affiliation)) == [
            (name, role, affiliation or "")
        ]


def shown(text: str | bytes) -> list[str]:
    """Each session of a sheet in a line: its times, title, rooms and people."""
    found = programme_in(text)
    lines = []
    for s in found.sessions:
        start, end = s.start.astimezone(found.zone), s.end.astimezone(found.zone)
        facts = [f"{start:%d %H:%M}-{end:%H:%M}", s.title]
        facts += ["+".join(found.room_names[r] for r in s.rooms)]
        lines.append(" ".join([*filter(None, facts), *(p.name for p in s.participants)]))
    return lines


class TestSheetsOfOthers:
    """What event software writes, and what people make of a sheet."""

    @pytest.mark.parametrize(("cell", "minutes"), table("cell_lengths.txt"))
    def test_durations_are_read_in_several_notations(self, cell: str, minutes: str) -> None:
        assert str(read_minutes(cell) or "") == minutes

    @pytest.mark.parametrize(
        ("cell", "expected"), [*table("cell_periods.txt"), (f"9:00 - {' ' * 100_000}x", "")]
    )
    def test_start_and_end_in_one_cell_are_read(self, cell: str, expected: str) -> None:
        assert ", ".join(split_range(cell) or ()) == expected

    @pytest.mark.parametrize("head", table("sheet_headings.txt"))
    def test_column_headings_of_other_software_are_recognised(self, head: str) -> None:
        assert shown(f"{head}\n2026-03-01,9:00,45,Opening,Main,Ada\n") == [
            "01 09:00-09:45 Opening Main Ada"
        ]

    @pytest.mark.parametrize(("sheet", "sessions"), table("sheet_sessions.txt"))
    def test_sessions_of_an_odd_sheet_are_read(self, sheet: str, sessions: str) -> None:
        assert "; ".join(shown(sheet.replace("\\n", "\n"))) == sessions

    def test_sheet_with_abstracts_and_descriptions_has_both_texts(self) -> None:
        head = "Day,Date,Start,End,Title,Abstract,Description,Type,Format\n"
        sheet = f"{head}Sunday,2026-03-01,9:00,9:30,A,Short.,Long.,Talk,Live\n"
        assert programme_in(sheet).abstracts == {"a": "Short.\n\nLong."}
        assert [(f.code, f.values["key"]) for f in read(sheet).findings] == [("left-out", "Format")]

    def test_cells_filled_from_merged_ones_are_counted(self) -> None:
        rows = "2026-03-01,9:00,9:30,A,Main\n,9:30,10:00,B,\n,,,C,Lab\n"
        (filled,) = read(f"date,start,end,title,room\n{rows}").findings
        assert (filled.code, filled.values["count"]) == ("cells-filled", "5")

    @pytest.mark.parametrize(
        "rooms",
        [
            ("Main", "Side", "Main", ""),  # named again for each session
            ("Main", "Main", "", "Side"),
            ("", "Main", "", "Side"),  # the day begins in all rooms
            ("Main", "Side", "Lab", ""),
        ],
    )
    def test_break_without_a_room_is_in_all_rooms(self, rooms: tuple[str, ...]) -> None:
        rows = [f"2026-03-01,{9 + n}:00,{9 + n}:30,T{n},{room}" for n, room in enumerate(rooms)]
        lines = shown("\n".join(["date,start,end,title,room", *rows]))
        everywhere = "+".join(dict.fromkeys(filter(None, rooms)))
        assert [line.split()[-1] for line in lines] == [room or everywhere for room in rooms]

    def test_html_becomes_markdown_only_in_a_sheet_of_other_software(self) -> None:
        html = ("Q&amp;A", "<p>One <b>two</b></p>")
        for head, texts in (
            ("Date,Start,End,Title,Abstract", ("Q&A", "One **two**")),
            ("date,start,end,title,abstract", html),
        ):
            programme = programme_in(f"{head}\n2026-03-01,9:00,9:30,{','.join(html)}\n")
            assert (programme.sessions[0].title, *programme.abstracts.values()) == texts

    def test_too_much_html_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sommet_tui.formats.csv_reader.MAX_MARKUP", 3)
        row = "2026-03-01,9:00,9:30,A,<b>x</b><i>y</i>\n"
        assert errors(f"Date,Start,End,Title,Abstract\n{row}") == "too-much-markup 1"


class TestErrors:
    @pytest.mark.parametrize(("sheet", "found"), table("sheet_findings.txt"))
    def test_findings_about_the_rows_of_a_sheet_are_reported(self, sheet: str, found: str) -> None:
        assert places(read(sheet.replace("\\n", "\n")).findings) == found

    def test_sheet_with_too_many_rows_is_refused(self) -> None:
        assert errors(HEAD + "x,y,z,,\n" * 20_002) == "too-many-sessions"

    def test_rows_without_people_do_not_count_towards_the_limit_of_people(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sommet_tui.domain.limits.MAX_PEOPLE_AND_LINKS", 2)
        rows = ("9:00,9:30,A,Ada; Bob (X; Y)", "9:30,10:00,B,", "10:00,10:30,C,")
        assert errors(HEAD + "".join(f"2026-03-01,{row}\n" for row in rows)) == ""

    def test_sheet_with_too_many_headings_is_refused(self) -> None:
        assert errors("date,start,end," + "title," * 100_000) == "csv-syntax 1"

    @pytest.mark.parametrize("above", ["", "Programme\n", "Programme" + "," * 3_000 + "\n"])
    def test_thousands_of_columns_are_refused_quickly(self, above: str) -> None:
        wide = "date,start,end,title" + "," * 600 + "\n"
        assert errors(f"{above}{wide}2026-03-01,9:00,9:30,A\n").startswith("csv-syntax")

    @pytest.mark.parametrize("data", [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
    def test_excel_workbook_is_refused_with_advice(self, data: bytes) -> None:
        assert [f.code for f in read_programme(data, "plan.xlsx").findings] == ["workbook"]

    def test_sheet_without_a_time_zone_is_refused(self) -> None:
        data = (HEAD + "2026-03-01,9:00,9:30,A,\n").encode()
        assert [f.code for f in read_programme(data, "plan.csv").errors] == ["zone-needed"]


_MARKS = st.text("'=+-@＝＋－＠;,\n \"ab", max_size=12)


@given(title=_MARKS, abstract=_MARKS, id_=_MARKS)
@example(title="'=1", abstract="''=1", id_="'-x")
@example(title="a;=1", abstract="a\n- b\n '+c", id_="'''@")
def test_written_csv_contains_no_formulas(title: str, abstract: str, id_: str) -> None:
    title, abstract = clean_line(title), clean(abstract).strip()
    assume(title and is_identifier(id_))
    written = replace(
        builders.programme(builders.session(id_, title=title)),
        abstracts={id_: abstract} if abstract else {},
    )
    data, _ = write_csv(written)
    rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
    cells = "\n".join(cell for row in rows for cell in row)
    assert re.search(r"(^|[;\n])\s*[=+\-@＝＋－＠]", cells) is None
    found = programme_in(data)
    assert [(s.id, s.title) for s in found.sessions] == [(id_, title)]
    assert found.abstracts == written.abstracts


def test_derived_ids_do_not_depend_on_the_time() -> None:
    for times in ("9:00,9:30", "10:00,10:30"):
        rows = f"2026-03-01,{times},Ouverture,\n2026-03-01,9:30,9:40,Pause,\n"
        found = programme_in(HEAD + rows).sessions
        assert {s.id: s.is_break for s in found} == {"ouverture": False, "pause": True}


def test_template_is_a_valid_programme() -> None:
    assert read(template()).findings == ()
    assert [s.title for s in programme_in(template()).sessions] == ["Opening", "Coffee"]


@pytest.mark.parametrize("path", sorted(SHEETS.iterdir()), ids=lambda path: path.stem)
def test_sheets_saved_by_different_programs_are_read_equally(path: Path) -> None:
    assert shown(path.read_bytes()) == [
        "01 09:00-09:30 Accueil Grande salle Éric Piédallu",
        "01 09:30-11:00 L’IA, pour qui ? Grande salle Ada Exemple Bob Modèle",
        "01 11:00-11:15 Pause Grande salle+Atelier",
    ]


@pytest.mark.parametrize(("name", "found"), table("odd_sheets.txt"))
def test_findings_about_an_unusual_sheet_are_reported(name: str, found: str) -> None:
    findings = read_programme((ODD / f"{name}.csv").read_bytes(), f"{name}.csv", ZONE).findings
    ours = [f for f in findings if f.code not in ("language-guessed", "lone-night")]
    assert places(ours) == found


def test_start_with_a_date_and_a_time_is_read() -> None:
    lines = shown((ODD / "dates-beside-times.csv").read_bytes())
    assert [line[:8] for line in lines] == ["01 09:00", "02 10:00"]


def test_end_after_a_clock_change_keeps_its_own_offset() -> None:
    (only,) = programme_in((ODD / "clocks-go-back.csv").read_bytes()).sessions
    assert only.duration == timedelta(minutes=45)


def test_column_without_heading_is_named_by_its_letter() -> None:
    (finding,) = read((ODD / "column-without-heading.csv").read_bytes()).findings
    assert finding.values == {"key": "E", "count": "1"}


def facts(programme: Programme) -> list[object]:
    """What a spreadsheet holds of each session."""
    rooms, tracks = programme.room_names, programme.track_names
    return [
        (s.id, s.title, s.kind, s.start, s.end, s.label, s.subtitle, s.languages, s.type,
         tuple(rooms[room] for room in s.rooms), s.track and tracks[s.track],
         tuple((p.name, p.role) for p in s.participants))
        for s in programme.sessions
    ]  # fmt: skip


class TestLanguages:
    def test_language_columns_are_read(self) -> None:
        rows = (
            "date,début,fin,Titre,Titre (anglais),langue,resume_fr,description EN,"
            "sous-titre pt_BR\n"
            "2026-03-01,9:00,9:30,Ouverture,Opening,,Bonjour,Hello,Oi\n"
            "2026-03-01,9:30,9:45,Fin,The end,en,,,\n"
            "2026-03-01,9:45,10:00,Café,,,,,\n"
        )
        programme = programme_in(rows)
        assert programme.translations["ouverture"] == Translations(
            title={"fr": "Ouverture", "en": "Opening"},
            subtitle={"pt-BR": "Oi"},
            abstract={"fr": "Bonjour", "en": "Hello"},
        )
        assert set(programme.translations) == {"ouverture", "the-end"}
        assert translate_programme(programme, "en").by_id["ouverture"].title == "Opening"

    def test_first_of_two_different_texts_is_used(self) -> None:
        head = "date,start,end,title,title_fr,title_en,language\n"
        for cells, omitted in (("Une,Une,One,", []), ("Autre,Une,One,fr", ["title"])):
            sheet = f"{head}2026-03-01,9:00,9:30,{cells}\n"
            (texts,) = programme_in(sheet).translations.values()
            assert texts.title == {"fr": "Une", "en": "One"}
            found = [f.values["key"] for f in read(sheet).findings if f.code == "left-out"]
            assert found == omitted

    @given(translated())
    def test_texts_in_several_languages_are_read_back_unchanged(self, programme: Programme) -> None:
        assume(any(not session.is_break for session in programme.sessions))
        data, _ = write_csv(programme)
        loaded = read_programme(data, "plan.csv", programme.timezone)
        assert loaded.programme is not None
        written = {id_: t for id_, t in programme.translations.items() if id_ in programme.by_id}
        assert loaded.programme.translations == written
        for session in programme.sessions:
            if not written.get(session.id, Translations()).title:
                assert loaded.programme.by_id[session.id].title == session.title


@given(real_programmes())
def test_written_sessions_are_read_back_unchanged(programme: Programme) -> None:
    assume(any(not session.is_break for session in programme.sessions))
    data, findings = write_csv(programme)
    if any(finding.code == "cut-to-a-day" for finding in findings):
        assert programme.timezone == "Pacific/Apia"  # where a whole date was left out
        return
    loaded = read_programme(data, "plan.csv", programme.timezone)
    assert loaded.programme is not None
    assert facts(loaded.programme) == facts(programme)
    for written, found in zip(programme.sessions, loaded.programme.sessions, strict=True):
        for one, other in zip(written.participants, found.participants, strict=True):
            assert one.affiliation in (None, other.affiliation)  # one cell sets it for all


def test_csv_export_reports_values_without_a_column() -> None:
    session = builders.session()
    programme = builders.programme(session)
    assert write_csv(programme)[1] == []
    changed = replace(programme, sessions=(replace(session, state="cancelled", follows=True),))
    assert [f.values["key"] for f in write_csv(changed)[1]] == ["state", "follows"]
