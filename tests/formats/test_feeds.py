"""What real feeds do, one small file each: FORMATS.md's quirks of real files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Link, Programme, Session
from sommet_tui.domain.translations import translate_programme
from sommet_tui.formats.feed_texts import building_of, is_break
from sommet_tui.formats.readers import RECORD, read_programme
from tests.tables import DATA, table


def load(name: str, zone: str | None = None) -> Loaded:
    return read_programme((DATA / "feeds" / name).read_bytes(), name, zone)


def programme(name: str, zone: str | None = None) -> Programme:
    found = load(name, zone)
    assert not found.errors
    assert found.programme is not None
    return found.programme


def local_times(name: str, zone: str | None = None) -> str:
    """Start and end of each session on the event's clocks: "Opening 09:30-10:00, Tea …"."""
    found = programme(name, zone)
    return ", ".join(f"{s.title} {hours(found, s)}" for s in found.sessions)


def hours(found: Programme, session: Session) -> str:
    start, end = session.start.astimezone(found.zone), session.end.astimezone(found.zone)
    return (
        f"{start:%d %H:%M}-{end:%d %H:%M}"
        if end.date() != start.date()
        else (f"{start:%H:%M}-{end:%H:%M}")
    )


def remarks(name: str, zone: str | None = None) -> Counter[str]:
    return Counter(finding.code for finding in load(name, zone).findings)


# Breaks


def test_break_is_recognised_by_an_everyday_title() -> None:
    breaks = {s.title for s in programme("breaks-by-title.xml").sessions if s.is_break}

    assert breaks == {
        *("Lunch", "Coffee Break", "Déjeuner", "Room changeover", "Afternoon break"),
        *("Mittagessen", "Pause"),
    }
    assert remarks("breaks-by-title.xml")["break-from-title"] == 7


@pytest.mark.parametrize(("title", "expected"), table("break_titles.txt"))
def test_break_titles_are_recognised(title: str, expected: str) -> None:
    assert is_break(title) is (expected == "yes")


def test_pretalx_widget_contains_breaks_and_track_colours() -> None:
    found = programme("pretalx-widget.json")

    assert [(s.title, s.kind) for s in found.sessions] == [
        ("Registration", "break"),
        ("Opening", "session"),
        ("Lunch (cold)", "break"),
    ]
    assert found.timezone == "Europe/Paris"
    assert found.by_id["AAAAAA"].rooms == ("main",)
    assert found.sessions[2].rooms == ("main", "annex")
    assert found.rooms[0].note == "Second floor"
    assert found.tracks[0].color == "#bd79fb"
    assert [(p.name, p.affiliation) for p in found.people] == [("Ada Exemple", "ORG")]


def test_pretalx_breaks_have_titles_in_several_languages() -> None:
    found = programme("pretalx-widget.json")

    assert translate_programme(found, "fr").sessions[2].title == "x"
    assert translate_programme(found, "en").sessions[2].title == "Lunch (cold)"


@pytest.mark.parametrize("turned", [False, True])
def test_abstracts_and_breaks_of_two_pretalx_exports_are_combined(turned: bool) -> None:
    names = ["pretalx-schedule.json", "pretalx-widget.json"]
    first, second = [(DATA / "feeds" / n).read_bytes() for n in (names[::-1] if turned else names)]
    loaded = read_programme(RECORD + first + RECORD + second, "odd")

    assert loaded.programme is not None
    assert [s.title for s in loaded.programme.sessions] == [
        "Registration",
        "Opening",
        "Lunch (cold)",
    ]
    assert [s.kind for s in loaded.programme.sessions] == ["break", "session", "break"]
    assert list(loaded.programme.abstracts.values()) == ["Schedule text"]
    assert loaded.programme.title == "Odd"
    assert loaded.programme.tracks[0].color == "#bd79fb"
    (merged,) = [f for f in loaded.findings if f.code == "merged"]
    assert merged.values["count"] == "3"


def test_two_unrelated_files_are_refused() -> None:
    data = (DATA / "feeds" / "pretalx-schedule.json").read_bytes()

    assert [f.code for f in read_programme((RECORD + data) * 2, "odd").findings] == ["not-a-pair"]


# Times


@pytest.mark.parametrize(("name", "zone", "times", "found"), table("feed_times.txt"))
def test_feed_times_are_read_and_repairs_reported(
    name: str, zone: str, times: str, found: str
) -> None:
    assert (programme(name).timezone, local_times(name)) == (zone, times)
    assert ", ".join(f"{code} {count}" for code, count in sorted(remarks(name).items())) == found


def test_missing_date_is_taken_from_the_day_or_the_start() -> None:
    name = "no-date-no-guid-no-zone.xml"

    assert local_times(name, "Europe/Brussels") == "Opening 09:30-10:00, Party 01:50-02:50"
    found = programme(name, "Europe/Brussels")
    assert {s.day for s in found.sessions} == {date(2026, 3, 1)}
    assert found.sessions[1].start.date() == date(2026, 3, 2)
    assert [s.id for s in found.sessions] == [
        "20260301-0830-main-opening",
        "20260302-0050-main-party",
    ]


def test_events_directly_below_a_day_are_read() -> None:
    assert programme("event-under-day.xml").sessions[0].rooms == ("main",)


def test_feed_with_too_many_sessions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sommet_tui.formats.feed_model.MAX_SESSIONS", 1)
    assert [f.code for f in load("offsets-and-no-zone.xml").errors] == ["too-many-sessions"]


def test_local_times_without_zone_are_refused_with_advice() -> None:
    for name in ("no-date-no-guid-no-zone.xml", "local-times-and-no-zone.xml"):
        assert [f.code for f in load(name).errors] == ["zone-needed"]
        assert local_times(name, "Europe/Paris")


def test_zone_of_the_file_wins_over_the_option() -> None:
    assert programme("links.xml", "Asia/Tokyo").timezone == "Europe/Paris"
    assert programme("offsets-and-no-zone.xml", "Asia/Tokyo").timezone == "Asia/Tokyo"


def test_unknown_zone_is_reported() -> None:
    loaded = load("unknown-zone.xml")
    assert loaded.findings[0].values == {"zone": "Europe/Pari", "suggestion": "Europe/Paris"}
    (error,) = load("offsets-and-no-zone.xml", "Europe/Pari").errors
    assert (error.code, error.path) == ("unknown-zone", "--source-tz")


# Days


@pytest.mark.parametrize(
    ("name", "boundary", "days"),
    [
        ("day-begins-at-9.xml", "09:00", {"A": 1, "Night": 1, "Early": 1}),
        ("registration-before-the-day-begins.xml", "08:00", {"Registration": 1, "A": 1}),
        ("night-under-its-own-date.xml", "04:00", {"A": 1, "Night": 1}),
        ("day-of-the-utc-date.xml", "04:00", {"A": 1}),
        ("midnight-change.xml", "00:00", {"Night": 1}),
    ],
)
def test_early_start_belongs_to_the_previous_day(
    name: str, boundary: str, days: dict[str, int]
) -> None:
    found = programme(name)

    assert f"{found.day_boundary:%H:%M}" == boundary
    assert {s.title: s.day for s in found.sessions} == {
        title: date(2026, 3, day) for title, day in days.items()
    }


# Identity


def test_repeated_id_loses_no_session() -> None:
    found = programme("guids-repeat.xml")

    assert [s.id for s in found.sessions] == [
        "20260301-1500-main-beginners",
        "20260301-1615-main-beginners",
        "9aaa",
    ]
    assert found.sessions[0].identifiers == ("81f5", "367")
    assert remarks("guids-repeat.xml")["id-repeated"] == 2
    assert [s.id for s in programme("guids-repeat-ids-do-not.xml").sessions] == ["1", "2"]


def test_invalid_ids_are_repaired_and_saved_for_matching() -> None:
    found = programme("odd-ids.xml").sessions

    assert [(s.id, s.identifiers) for s in found] == [
        ("5", ("-5",)),
        ("a-b", ("a b",)),
        ("20260301-1000-main-nothing-at-all", ()),
    ]


def test_shared_uid_is_ignored() -> None:
    found = programme("one-uid-for-all.ics")

    assert [(s.title, s.rooms) for s in found.sessions] == [
        ("One", ("main",)),
        ("Two", ("main", "annex")),
    ]
    assert len({s.id for s in found.sessions}) == 2


def test_people_with_a_shared_id_are_distinguished_by_name() -> None:
    found = programme("person-ids-of-several-names.xml")

    assert [p.name for p in found.people] == ["bleeptrack", "Ada Exemple", "Bob Test"]
    assert remarks("person-ids-of-several-names.xml")["people-by-name"] == 1


def test_people_are_identified_by_their_ids() -> None:
    assert [p.id for p in programme("two-people-with-one-name.xml").people] == [
        "ada-exemple",
        "ada-exemple-2",
    ]


def test_person_listed_twice_in_a_session_is_one() -> None:
    (session,) = programme("same-person-twice.xml").sessions

    assert [p.name for p in session.participants] == ["Ada Exemple", "Bob Test"]
    assert remarks("same-person-twice.xml")["person-repeated"] == 1


# Rooms


def test_room_of_the_section_wins() -> None:
    assert [r.name for r in programme("room-text-differs.xml").rooms] == ["Main"]
    assert remarks("room-text-differs.xml")["room-differs"] == 1


def test_session_listed_in_each_room_is_merged() -> None:
    found = programme("several-rooms-as-events.xml")

    assert [(s.id, s.rooms) for s in found.sessions] == [
        ("g1", ("main", "annex")),
        ("g2", ("main",)),
        ("g3", ("annex",)),
    ]
    assert remarks("several-rooms-as-events.xml")["rooms-folded"] == 1


def test_numbered_rooms_of_a_building_contain_its_name() -> None:
    rooms = programme("rooms-by-number.xml").rooms

    assert [(room.name, room.building) for room in rooms] == [
        ("K.3.401", "K"),
        ("UB2.252A (Lameere)", "UB"),
        ("Janson", None),
    ]
    assert remarks("rooms-by-number.xml")["buildings-guessed"] == 1


@pytest.mark.parametrize(
    ("room", "building"),
    [
        ("H.1302 (Depage)", "H"),
        ("AW1.120", "AW"),
        ("Room 3.12", None),
        ("B101", None),
        ("3.141", None),
        ("V2.0", None),
    ],
)
def test_building_is_guessed_only_from_a_plain_pattern(room: str, building: str | None) -> None:
    assert building_of(room) == building


def test_session_without_a_room_is_in_all_rooms() -> None:
    sessions = programme("no-room.xml").sessions

    assert [(s.title, s.rooms) for s in sessions] == [
        ("A", ("main",)),
        ("B", ("annex",)),
        ("Plenary", ("main", "annex")),
    ]
    assert remarks("no-room.xml")["room-guessed"] == 1


# Texts


def test_html_becomes_harmless_markdown() -> None:
    assert programme("html-abstract.xml").abstracts["1"] == (
        "One **two** three [four](https://example.org/).\n\n- five\n- a_b & c\u200e"
    )
    assert programme("html-description.ics").abstracts["a"] == "Bold **word**\n\nNext, one"


def test_html_emphasis_inside_words_leaves_no_tags() -> None:
    assert programme("html-emphasis-beside-letters.xml").abstracts["1"] == (
        "that *aren’t* C, x**Wow**y, “Well.”z, \\<strong> and `<em>`.\n\n\u00a0\u00a0far\u202f!"
    )


def test_html_entities_are_decoded_in_every_text() -> None:
    found = programme("html-entities.json")
    (session,) = found.sessions

    assert (found.title, found.rooms[0].name) == ("Odd & even", "R&D")
    assert (session.title, session.subtitle) == ("Don't <blink>", "Tom & Jerry")
    assert (found.tracks[0].name, session.type) == ("Art & Beauty", "Q&A")
    assert [(p.name, p.affiliation) for p in found.people] == [("Ada & Bob", "X & Y")]
    assert found.abstracts[session.id] == 'Line one and "two"'
    assert session.links == (Link("This & that", "https://example.org/a?b&c"),)
    assert session.identifiers == ("a&amp;b", "1")
    assert load("html-entities.json").findings == ()


def test_line_break_in_json_text_is_kept() -> None:
    data = (DATA / "feeds" / "html-entities.json").read_bytes().replace(b"one and", b"one\nand")
    loaded = read_programme(data, "odd.json")
    assert loaded.programme is not None
    assert list(loaded.programme.abstracts.values()) == ['Line one\nand "two"']


def test_subtitle_that_repeats_title_or_room_is_dropped() -> None:
    found = programme("session-listed-twice.xml")
    assert found.title == "Odd Days"
    assert [(s.title, s.subtitle) for s in found.sessions] == [
        ("Free software, and more", None),
        ("Free software", "Free software for all"),
    ]
    assert found.abstracts == {"2": "Free software\n\nis free.\n\nReally."}
    rooms = programme("room-note-in-its-name.json").rooms
    assert [room.note for room in rooms] == [None, "Second floor"]


def test_abstract_that_begins_the_description_is_not_repeated() -> None:
    assert programme("abstract-is-the-beginning-of-the-description.xml").abstracts == {
        "1": "First part.\n\nSecond part.",
        "2": "Short.\n\nLong.",
        "3": "Once.",
    }


def test_markdown_is_unchanged_except_line_ends() -> None:
    assert programme("markdown-with-crlf.json").abstracts["1"] == ("# Head\n\n* one\n* two, a < b")


def test_very_long_or_missing_title_is_replaced() -> None:
    titles = [s.title for s in programme("long-title.json").sessions]

    assert titles == ["x" * 299 + "…", "What is left", "First line"]
    assert remarks("long-title.json")["capped"] == 1
    assert remarks("long-title.json")["title-missing"] == 2


# Languages, people, tracks, types


def test_language_notations_are_read() -> None:
    spoken = {s.title: s.languages for s in programme("languages.json").sessions}

    assert spoken == {
        "A": (),
        "B": (),
        "C": ("de",),
        "D": ("de", "en"),
        "E": ("en",),
        "F": ("fr",),
        "G": ("pt-BR",),
    }
    assert remarks("languages.json")["language-unread"] == 1


def test_affiliation_is_split_from_a_name() -> None:
    found = programme("people.json")

    assert [(p.name, p.affiliation) for p in found.people] == [
        ("Emily M.", "ORG"),
        ("Alex Q. [they/them]", None),
        ("Zoë [she / her]", None),
        ("Bob Test", None),
        ("Cy", "Institute"),
    ]
    assert found.people[-1].introduction == "Knows **all**."
    assert remarks("people.json")["person-empty"] == 2


def test_first_of_several_tracks_is_used_and_names_may_contain_commas() -> None:
    found = programme("several-tracks.xml")

    assert [found.track_names[s.track or ""] for s in found.sessions] == [
        *("Web", "Law", "Web", "Community, diversity, local outreach", "Law"),
    ]
    assert remarks("several-tracks.xml")["track-cut"] == 2
    assert (found.sessions[3].type, found.sessions[3].label) == ("devroom", None)


# Links, and characters that command


def test_links_are_repaired_or_dropped_and_reported() -> None:
    (session,) = programme("links.xml").sessions

    assert session.links == (
        Link("example.org", "https://example.org/odd/a", "page"),
        Link("Relative", "https://example.org/relative"),
        Link("W", "https://www.example.net/a"),
        Link("Typo", "https://example.net/b"),
        Link("Spaces", "https://example.net/d%20e"),
        Link("Bare", "https://example.com"),
        Link("Chat room", "https://chat.example.net/", "chat"),
        Link("Video recording", "https://example.net/v.webm", "recording"),
        Link("Deck", "https://example.org/odd/s.pdf", "slides"),
        Link("example.org", "https://example.org/f", "feedback"),
    )
    assert remarks("links.xml")["link-mended"] == 6
    assert [f.values["value"] for f in load("links.xml").findings if f.code == "link-left-out"] == [
        *("ftp://example.net/c", "mailto:a@example.net", "javascript:alert(1)"),
    ]
    assert [f.values["key"] for f in load("links.xml").findings if f.code == "left-out"] == ["logo"]


def test_two_spellings_of_one_person_are_one() -> None:
    found = programme("spellings-of-one-person.xml")

    assert [(p.id, p.name) for p in found.people] == [
        ("ada-exemple", "Ada Exemple"),
        ("zoe-n", "Zoë N"),
    ]
    assert found.sessions[0].title == "A title"


# States


def test_state_is_read_from_the_title() -> None:
    assert [(s.title, s.state) for s in programme("states-in-titles.xml").sessions] == [
        ("Carving JSON", "cancelled"),
        ("Two", "cancelled"),
        ("Three", "moved"),
        ("Four", "moved"),
        ("REPLACES CANCELLED TALK Five", "confirmed"),
        ("Cancelling POSIX syscalls", "confirmed"),
        ("Six", "cancelled"),
        ("Seven", "moved"),
        ("The moved: eight", "confirmed"),
        ("[LIVE] Nine", "confirmed"),
        ("(Cancelled)", "cancelled"),
    ]
    assert remarks("states-in-titles.xml")["state-from-title"] == 7


@pytest.mark.parametrize("name", ["recorded.xml", "recorded.json"])
def test_do_not_record_flag_is_read(name: str) -> None:
    assert [s.recorded for s in programme(name).sessions] == [True, False, None]


# Calendars


def test_all_day_event_is_on_its_date() -> None:
    assert [s.day for s in programme("all-day.ics").sessions] == [
        date(2026, 3, 1),
        date(2026, 3, 2),
    ]


def test_folded_calendar_lines_are_joined() -> None:
    assert programme("unfolded-lines.ics").abstracts["a"] == (
        "First line\nsecond line without a fold\n- third: with a colon"
    )


def test_people_of_a_calendar_are_read() -> None:
    found = programme("people.ics")

    assert {s.title: [p.name for p in s.participants] for s in found.sessions} == {
        "One": ["Ada Exemple", "Bob Test"],
        "Two": ["Cy Demo"],
        "Three": ["Eve Test", "Fay Test"],
        "Four": [],
    }
    assert found.sessions[0].track == "web"
    assert found.abstracts == {"c": "The rest."}
    assert programme("one-organizer-for-all.ics").people == ()


def test_affiliations_of_speakers_are_in_round_brackets() -> None:
    found = programme("speakers-with-affiliations.ics", "Europe/Zurich")
    (session,) = found.sessions
    assert [(p.name, p.affiliation) for p in session.participants] == [
        ("Ada Example", "University of Oxford, UK"),
        ("Bob Sample", None),
        ("Cleo Test", "INFN (Pisa)"),
        ("Dan Probe (he/him)", None),
    ]
    assert list(found.abstracts.values()) == ["A talk."]


def test_speaker_in_html_is_read() -> None:
    found = programme("speaker-in-html.ics")

    assert [p.name for p in found.people] == ["Ada Exemple"]
    assert found.abstracts == {"a": "About\nmore"}


@pytest.mark.parametrize("name", ["newer-pretalx.xml", "utf-16.xml"])
def test_xml_namespace_and_encoding_are_accepted(name: str) -> None:
    found = programme(name)
    (session,) = found.sessions

    assert (found.title, found.language, found.tracks[0].color) == ("Newer", "de", "#ffffff")
    assert session.identifiers == ("6f0b4a0c-5b0e-5d9a-8a38-000000000001", "ABCDEF", "1")
    assert [link.kind for link in session.links] == ["page", "slides", "feedback"]


def test_recurring_event_is_listed_at_each_of_its_times() -> None:
    found = programme("recurring.ics")

    assert [(s.title, f"{s.start:%d %H:%M}") for s in found.sessions] == [
        ("Standup", "01 08:00"),
        ("Often", "01 11:00"),
        ("Standup, later", "03 10:00"),
        ("Standup", "04 08:00"),
    ]
    assert remarks("recurring.ics") & Counter(("recurrence", "recurrence-unread")) == Counter(
        ("recurrence", "recurrence-unread")
    )


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;UNTIL=20260303T080000Z", ["01", "02", "03"]),
        ("FREQ=DAILY;UNTIL=20260303T075959Z", ["01", "02"]),
        ("FREQ=DAILY;UNTIL=20260303", ["01", "02", "03"]),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=SU,WE", ["01", "04", "08"]),
        ("FREQ=MONTHLY;BYDAY=1SU;COUNT=2;BYMONTH=3", ["01", "07"]),
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", ["01", "11", "21"]),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", ["01"]),
    ],
)
def test_recurrence_rule_follows_the_event_zone(rule: str, days: list[str]) -> None:
    text = (DATA / "feeds" / "no-end.ics").read_text("utf-8").partition("BEGIN:VEVENT")[0]
    event = f"UID:a\nSUMMARY:T\nDTSTART;TZID=Europe/Paris:20260301T090000\nRRULE:{rule}\n"
    loaded = read_programme(f"{text}BEGIN:VEVENT\n{event}END:VEVENT\nEND:VCALENDAR\n".encode(), "")
    assert loaded.programme is not None
    assert [f"{s.day:%d}" for s in loaded.programme.sessions] == days


def test_each_calendar_has_its_own_zones() -> None:
    def start(offset: str) -> datetime:
        part = f"DTSTART:19700101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\n"
        zone = f"BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\n{part}END:STANDARD\nEND:VTIMEZONE\n"
        event = "BEGIN:VEVENT\nUID:a\nSUMMARY:T\nDTSTART;TZID=Ours:20260301T090000\nEND:VEVENT\n"
        text = f"BEGIN:VCALENDAR\n{zone}{event}END:VCALENDAR\n"
        loaded = read_programme(text.encode(), "", "Europe/Paris")
        assert loaded.programme is not None
        return loaded.programme.sessions[0].start

    assert start("+0100") - start("+0500") == timedelta(hours=4)


def test_location_with_several_rooms_is_split() -> None:
    found = programme("several-rooms-in-one-location.ics")
    assert [room.name for room in found.rooms] == [
        "Arena",
        "Room 8",
        "Room 5",
        "Room 8, Main Street 5",  # an address: no entry is in “Main Street 5” alone
    ]
    assert [len(session.rooms) for session in found.sessions] == [1, 1, 1, 3, 1]


def test_cancelled_calendar_entry_is_cancelled() -> None:
    assert programme("cancelled.ics").sessions[0].cancelled


# Formats of one kind


@pytest.mark.parametrize("letters", ["capitals", "small-letters"])
def test_schedule2_is_read_in_either_spelling(letters: str) -> None:
    found = programme(f"schedule2-in-{letters}.json")

    assert [(s.title, s.kind, s.state, s.type) for s in found.sessions] == [
        ("One", "session", "confirmed", "talk"),
        ("Ruhe", "break", "confirmed", None),
        ("Three", "session", "cancelled", "talk"),
        ("Four", "session", "moved", "talk"),
    ]
    one = found.sessions[0]
    assert hours(found, one) == "09:00-09:45"
    assert (one.rooms, one.track, found.language) == (("main",), "web", "de")
    assert [(p.name, p.role) for p in one.participants] == [
        ("Ada", "speaker"),
        ("Bob", "moderator"),
    ]
    assert [link.kind for link in one.links] == ["feedback", "slides"]
    assert found.rooms[0].note == "Level 2"
    assert found.people[0].introduction == "She."


def test_multiline_id_of_a_place_is_read_as_one_line() -> None:
    (path,) = (f.path for f in load("uid-of-several-lines.ics").findings if f.code == "end-guessed")
    assert path == "VEVENT[1 2]"


@pytest.mark.parametrize("name", ["sessionize-gridsmart.json", "sessionize-sessions.json"])
def test_other_sessionize_views_contain_the_same_sessions(name: str) -> None:
    assert [f.code for f in load(name).errors] == ["zone-needed"]
    found = programme(name, "Europe/Vienna")
    rooms, tracks = found.room_names, found.track_names
    assert {
        s.title: (
            f"{s.start:%H:%M}", [rooms[room] for room in s.rooms], s.track and tracks[s.track],
            [p.name for p in s.participants], s.is_break,
        )
        for s in found.sessions
    } == {
        "Opening": ("08:00", ["Aula", "Lab"], None, ["Ada"], False),
        "Maps": ("08:30", ["Aula"], "Web", ["Bob"], False),
        "Tables": ("08:30", ["Lab"], "Data", ["Cleo", "Ada"], False),
        "Coffee": ("09:30", ["Aula"], None, [], True),
    }  # fmt: skip


def test_sessionize_session_at_another_time_is_a_separate_one() -> None:
    found = programme("sessionize-one-id-twice.json", "Europe/Vienna")
    assert [(s.title, f"{s.start:%H:%M}", s.rooms) for s in found.sessions] == [
        ("Tea", "09:00", ("aula", "lab")),
        ("Maps", "10:00", ("aula",)),
        ("Maps", "13:00", ("aula",)),
    ]


def test_numeric_and_text_ids_are_distinct() -> None:
    found = programme("sessionize-ids-alike.json", "Europe/Vienna")
    assert [(s.title, s.rooms, [p.name for p in s.participants]) for s in found.sessions] == [
        ("One", ("aula",), ["Ada Exemple"]),
        ("Two", ("lab",), ["Bob Test"]),
    ]
    assert [person.introduction for person in found.people] == ["She counts.", None]


def test_sessionize_accounts_with_one_name_are_one_person_unless_texts_differ() -> None:
    found = programme("sessionize-two-accounts.json", "Europe/Vienna")
    assert [(p.name, p.affiliation, p.introduction) for p in found.people] == [
        ("Ada Exemple", "Institute X", "She counts."),
        ("Bob Test", None, "He bakes."),
        ("Bob Test", None, "He sails."),
    ]
    assert [[p.id for p in s.participants] for s in found.sessions] == [
        ["ada-exemple", "bob-test"],
        ["ada-exemple", "bob-test-2"],
    ]


def test_unknown_speaker_id_of_a_session_is_reported() -> None:
    found = load("sessionize-unknown-ids.json", "Europe/Vienna")
    assert found.programme is not None
    assert [[p.name for p in s.participants] for s in found.programme.sessions] == [
        ["Ada Exemple"],
        ["Ada Exemple"],
    ]
    assert [
        (f.code, f.path, f.values["id"]) for f in found.findings if f.code.startswith("unknown")
    ] == [("unknown-room", "session[2]", "2"), ("unknown-person", "session[2]", "s2")]


def test_addresses_among_sessionize_answers_are_links() -> None:
    (session,) = (s for s in programme("sessionize-sessions.json", "UTC").sessions if s.links)
    assert [(link.title, link.url) for link in session.links] == [
        ("Slides", "https://example.org/slides")
    ]


@pytest.mark.parametrize(
    ("name", "zone"), [("sched-in-utc.ics", "Etc/UTC"), ("times-in-utc.ics", "UTC")]
)
def test_calendar_in_utc_uses_the_given_zone_and_warns_without_one(name: str, zone: str) -> None:
    assert programme(name, "America/Chicago").timezone == "America/Chicago"
    assert "zone-utc" not in remarks(name, "America/Chicago")
    assert programme(name).timezone == zone
    assert remarks(name)["zone-utc"] == 1


def test_entry_of_several_days_is_not_a_session() -> None:
    assert remarks("one-entry-of-days.ics", "Europe/Zurich")["event-alone"] == 1
    assert remarks("sched-in-utc.ics")["event-alone"] == 0


def test_sessionize_needs_a_zone_and_its_breaks_are_recognised_by_title() -> None:
    assert [f.code for f in load("sessionize-all.json").errors] == ["zone-needed"]
    found = programme("sessionize-all.json", "Europe/Vienna")

    assert [(s.title, s.kind, s.rooms) for s in found.sessions] == [
        ("Keynote", "session", ("main", "annex")),
        ("Kaffee und mehr", "session", ("main", "annex")),
        ("Registration & coffee ☕", "break", ("annex",)),
        ("Talk", "session", ("annex",)),
    ]
    keynote = found.sessions[0]
    assert (keynote.track, keynote.languages) == ("web", ("de",))
    assert keynote.links == (Link("example.org", "https://example.org/live", "stream"),)
    assert found.sessions[3].links == (
        Link("YouTube Video", "https://example.org/seen", "recording"),
    )
    assert remarks("sessionize-all.json", "Europe/Vienna")["left-out"] == 1
    assert remarks("sessionize-all.json", "Europe/Vienna")["break-from-title"] == 1
    assert found.people[0].affiliation == "Institute X"
    assert remarks("sessionize-all.json", "Europe/Vienna")["no-start"] == 1


@pytest.mark.parametrize("kind", ["events", "sessions"])
def test_both_hackertracker_exports_contain_the_same_programme(kind: str) -> None:
    found = programme(f"hackertracker-{kind}.json")
    talk, lunch = found.sessions
    assert (found.id, found.timezone) == ("EXAMPLECON", "America/Los_Angeles")
    assert (talk.title, talk.type, found.room_names[talk.room or ""]) == (
        "Opening",
        "Talk",
        "Track 1",
    )
    assert talk.start == datetime(2026, 8, 8, 17, tzinfo=UTC)
    assert talk.duration == timedelta(minutes=45)
    assert [person.name for person in talk.participants] == ["Ada Exemple"]
    assert found.abstracts[talk.id].startswith("One *word*.")
    assert lunch.kind == "break"
    assert talk.identifiers == ("101",)


def test_hackertracker_list_has_affiliations_and_links_and_the_export_a_name() -> None:
    found, newer = (programme(f"hackertracker-{kind}.json") for kind in ("events", "sessions"))
    assert found.people[0].affiliation == "Institut X"
    assert found.sessions[0].links == (Link("Forum", "https://forum.example/1"),)
    assert (found.title, newer.title) == ("EXAMPLECON", "Example Con")
    assert newer.people[0].introduction == "Ada counts."


def test_every_sample_feed_is_tested() -> None:
    """A file that no test names shows nothing."""
    here = Path(__file__).read_text("utf-8") + (DATA / "feed_times.txt").read_text("utf-8")
    names = {path.name for path in (DATA / "feeds").iterdir()}
    assert {
        n for n in names if n not in here and not n.startswith(("schedule2-in-", "hackertracker-"))
    } == set()


# Look-alikes


@pytest.mark.parametrize(("name", "code", "found"), table("refused_files.txt"))
def test_similar_files_of_other_kinds_are_refused(name: str, code: str, found: str) -> None:
    loaded = read_programme((DATA / "refused" / name).read_bytes(), name)

    assert loaded.programme is None
    (error,) = loaded.errors
    assert error.code == code
    assert {finding.code for finding in loaded.findings} <= {code, "no-start"}
    assert error.values.get("found", "") == found
