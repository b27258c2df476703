"""Measure how processor time grows with the length of foreign texts: run as a program.

It prints JSON: for each case, the time of a text and of one that is ten times as long.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeVar
from xml.sax.saxutils import escape

from sommet_tui.companion.ports import ImportFileError
from sommet_tui.domain.bookmarks import conflicts
from sommet_tui.domain.crew.address import strip_login
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.search import searchable_text
from sommet_tui.domain.text import clean
from sommet_tui.formats.csv_writer import write_csv
from sommet_tui.formats.readers import read_imports, read_programme
from sommet_tui.formats.schedule_writer import write_schedule_json
from sommet_tui.formats.yaml_writer import write_yaml
from sommet_tui.sources.web_page_links import find_links
from sommet_tui.tui.render.markdown import markdown
from tests import builders

T = TypeVar("T")

SHORT = 2_000
"""Characters of the shorter text."""
FEW = 400
"""Sessions in the smaller file."""
ROUNDS = 3

TEXTS: dict[str, Callable[[int], str]] = {
    "letters": lambda n: "a" * n,
    "accents": lambda n: "é" * n,
    "spaces": lambda n: f"a{' ' * n}b",
    "words": lambda n: "a " * (n // 2),
    "marks": lambda n: "e" + "\u0301\u0316" * (n // 2),
    "voicing marks": lambda n: "\u0301\uff9e" * (n // 2),
    "lines": lambda n: "*a*" + "b\n" * (n // 2),
    "brackets": lambda n: "(" * n + ")",
    "nested brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "tags": lambda n: "<b><i>" * (n // 10) + "</b>" * (n // 10),
    "other tags": lambda n: "<b>" * (n // 10) + "<i></i>" * (n // 10),
    "tag without end": lambda n: "<a" + "a" * n,
    "lists": lambda n: "<ul><li>x" * (n // 10),
    "entities": lambda n: "&" * n,
    "stars": lambda n: "Speaker:" + "*" * n + "x" * 4_000,
    "comment": lambda n: ": #x" + " " * n + "z",
    "colons": lambda n: "http://" + ":" * n,
    "addresses": lambda n: "http" + "://" * (n // 3),
    "logins": lambda n: "a@" + "://a" * (n // 4),
    "semicolons": lambda n: "a;" * (n // 2),
    "backslashes": lambda n: "\\" * n,
    "quotes": lambda n: "'" * n,
}


def calendar(text: str) -> bytes:
    written = text.replace("\\", "\\\\").replace("\n", "\\n")
    names = (
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "CATEGORIES",
        "URL",
        "STATUS",
        "ORGANIZER",
        "X-A",
    )
    lines = "".join(f"{name}:{written}\n" for name in names)
    times = "DTSTART:20260301T090000Z\nDTEND:20260301T100000Z\n"
    event = f"BEGIN:VEVENT\nUID:1\n{times}{lines}ATTENDEE;CN={written}:mailto:a@b\nEND:VEVENT\n"
    return f"BEGIN:VCALENDAR\nX-WR-CALNAME:{written}\n{event}END:VCALENDAR\n".encode()


def sheet(text: str) -> bytes:
    columns = ("title", "room", "track", "label", "subtitle", "kind", "type", "people", "abstract")
    cell = '"' + text.replace('"', '""') + '"'
    row = f"2026-03-01,9:00,9:30{f',{cell}' * len(columns)}"
    return f"date,start,end,{','.join(columns)}\n{row}\n2026-03-01,9:30,9:40,A\n".encode()


def session(text: str) -> dict[str, object]:
    keys = ("title", "subtitle", "track", "type", "language", "abstract", "description", "url")
    person = {"id": 1, "public_name": text, "biography": text}
    times = {"date": "2026-03-01T09:00:00+01:00", "duration": "01:00"}
    links = [{"title": text, "url": text}]
    return {"id": 1, **times, **dict.fromkeys(keys, text), "persons": [person], "links": links}


def schedule(text: str) -> bytes:
    days = [{"index": 1, "date": "2026-03-01", "rooms": {text: [session(text)]}}]
    conference = {"title": text, "time_zone_name": "Europe/Paris", "days": days}
    return json.dumps({"schedule": {"conference": conference}}, ensure_ascii=False).encode()


def frab(text: str) -> bytes:
    keys = ("title", "subtitle", "track", "type", "language", "abstract", "description", "url")
    inside = "".join(f"<{key}>{escape(text)}</{key}>" for key in keys)
    times = "<date>2026-03-01T09:00:00+01:00</date><duration>01:00</duration>"
    persons = f"<persons><person id='1'>{escape(text)}</person></persons>"
    event = f"<event id='1'>{times}{inside}{persons}</event>"
    zone = "<time_zone_name>Europe/Paris</time_zone_name>"
    conference = f"<conference><title>{escape(text)}</title>{zone}</conference>"
    day = f"<day date='2026-03-01'><room name='A'>{event}</room></day>"
    return f"<schedule>{conference}{day}</schedule>".encode()


def programme(text: str) -> bytes:
    keys = ("title", "subtitle", "label", "type", "abstract", "url")
    one = {"id": "x", "start": "09:00", "end": "10:00", **dict.fromkeys(keys, text)}
    event = {"id": "e", "timezone": "Europe/Paris", "language": "fr", "title": text, "url": text}
    days = [{"date": "2026-03-01", "sessions": [one]}]
    written = json.dumps({"event": event, "days": days}, ensure_ascii=False, indent=1)
    return f"# ours\nversion: 1\n{written[2:-2]}\n".encode()


def keys(text: str) -> bytes:
    """Return a file in our format with a key for each character, and a value that is a comment."""
    named = ", ".join(f"k{number}:" for number in range(len(text)))
    return f"version: 1\nrooms: {{{named}}}\ntracks: {text}\n".encode()


def read(make: Callable[[str], bytes]) -> Callable[[str], object]:
    return lambda text: read_programme(make(text), "file", "Europe/Paris")


def imported(text: str) -> None:
    with suppress(ImportFileError):
        read_imports(calendar(text))


WORK: dict[str, Callable[[str], object]] = {
    "a calendar": read(calendar),
    "a sheet": read(sheet),
    "a schedule": read(schedule),
    "frab's XML": read(frab),
    "our format": read(programme),
    "keys without values": read(keys),
    "an import": imported,
    "a page": lambda text: find_links(f"<html><a href='{text}'>{text}".encode(), "https://e.org/"),
    "searching": lambda text: searchable_text(clean(text)),
    "hiding logins": lambda text: strip_login(f"http://{text}"),
    "a page of a session": lambda text: markdown.__wrapped__(clean(text)[:20_000], 40),
}


def talks(*more: Callable[[int], dict[str, object]]) -> Callable[[int], bytes]:
    """Return a function that makes a schedule of `count` sessions, with other values for each."""

    def make(count: int) -> bytes:
        rooms: dict[str, list[dict[str, object]]] = defaultdict(list)
        for number in range(count):
            one: dict[str, object] = session("a") | {"id": number, "guid": f"g{number}"}
            for values in more:
                one |= values(number)
            rooms[str(one.get("room"))].append(one)
        days = [{"index": 1, "date": "2026-03-01", "rooms": rooms}]
        conference = {"title": "E", "time_zone_name": "Europe/Paris", "days": days}
        return json.dumps({"schedule": {"conference": conference}}).encode()

    return make


def day(number: int) -> dict[str, object]:
    on = date(2026, 3, 1) + timedelta(days=number)
    return {"date": f"{on}T09:00:00+01:00"}


def languages(count: int) -> bytes:
    """Return a file in our format with sessions in as many languages."""
    sessions = [
        {
            "id": f"x{number}", "start": "09:00", "end": "10:00",
            "title": {f"aa-x{number}": "A", "fr": "B"},
        }
        for number in range(count)
    ]  # fmt: skip
    event = {"id": "e", "title": "E", "timezone": "Europe/Paris", "language": "fr"}
    file = {"version": 1, "event": event, "days": [{"date": "2026-03-01", "sessions": sessions}]}
    return f"# ours\n{json.dumps(file, indent=1)}".encode()


PRODUCTS: dict[str, Callable[[int], bytes]] = {
    "sessions": talks(),
    "copies of one session in many rooms": talks(
        lambda number: {"guid": "same", "id": 1, "room": f"R{number}"}
    ),
    "sessions in many rooms": talks(lambda number: {"room": f"R{number}"}),
    "sessions on many days": talks(day),
    "sessions in many tracks": talks(lambda number: {"track": f"T{number}"}),
    "one person with many affiliations": talks(
        lambda number: {"persons": [{"id": 1, "public_name": "A", "affiliation": f"B{number}"}]}
    ),
    "many languages": languages,
}
"""Files by the number of their sessions, each with another product of two numbers."""


WRITERS: dict[str, Callable[[Programme], object]] = {
    "our format": write_yaml,
    "a schedule": write_schedule_json,
    "a sheet": write_csv,
}


def costs(work: Callable[[T], object], small: T, large: T) -> tuple[float, float]:
    """Return the least processor time for each of two values, in seconds.

    It is measured again only if the large one took long, since other programs may be the reason.
    """
    first, second = _cost(work, small), _cost(work, large)
    for _ in range(ROUNDS):
        if second < 12 * max(first, 0.001):
            break
        first, second = min(first, _cost(work, small)), min(second, _cost(work, large))
    return first, second


def _cost(work: Callable[[T], object], value: T) -> float:
    gc.collect()
    begun = time.process_time()
    work(value)
    return time.process_time() - begun


if __name__ == "__main__":
    gc.disable()  # it looks at all objects again and again
    found = {}
    for name, work in WORK.items():
        work("a")  # for the imports of the first call
        for kind, text in TEXTS.items():
            found[f"{name}: {kind}"] = costs(work, text(SHORT), text(10 * SHORT))
    for name, make in PRODUCTS.items():
        found[name] = costs(read(str.encode), make(FEW).decode(), make(10 * FEW).decode())
    own = talks(day, lambda n: {"room": f"R{n}", "persons": [{"id": n, "public_name": f"P{n}"}]})
    few, many = (read_programme(own(size), "file").programme for size in (FEW, 10 * FEW))
    assert few is not None
    assert many is not None
    for name, write in WRITERS.items():
        found[f"writing {name}"] = costs(write, few, many)
    together = [builders.session(f"s{number}") for number in range(10 * FEW)]
    found["sessions at the same time"] = costs(conflicts, together[:FEW], together)
    json.dump(found, sys.stdout)
