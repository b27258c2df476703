"""Writes schedules for apps: schedule JSON of version 1, and frab's XML with the same content.

The JSON is valid against the schema of c3voc, https://c3voc.de/schedule/schema.json. The `meta` of
the conference has facts for which the format has no place: some about the event, the labels of
sessions, and texts in several languages. Other facts about sessions for which the format has no
place are left out.

The XML is valid against https://c3voc.de/schedule/schema.xsd. The format has no roles, affiliations
or biographies of people. If a session is in several rooms, the format needs a copy for each room,
with its own number and guid.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sommet_tui import __version__
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.limits import INTEGER_LIMIT
from sommet_tui.domain.programme import Link, Participant, Person, Programme, Room, Session
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import DECODE_ERRORS
from sommet_tui.formats.feed_texts import plain_host
from sommet_tui.formats.findings import omission_warnings
from sommet_tui.formats.schedule_json import GENERATOR, TITLE_MARKS

_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
_CODE = re.compile(r"[A-Z0-9]+")
_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
_MINUTE = timedelta(minutes=1)
_SHORT: dict[str, Any] = {"separators": (",", ":")}
_TYPES = {"page": "web", "slides": "slides", "recording": "media", "stream": "related"}
_TRANSLATED = ("title", "subtitle", "abstract")
_AGENDA_META = (*("id", "language", "venue", "time_zone_name", "translations", "labels", "ids"),)
_Copies = dict[str, list[dict[str, Any]]]
_LEFT_OUT = ("follows", "fixed_end", "warning_minutes", "danger_minutes")


def write_schedule_json(
    programme: Programme, *, short: bool = False
) -> tuple[bytes, list[Finding]]:
    """Return the file, and findings that count the values left out."""
    content = _content(programme)
    return json_bytes(content, short=short), _findings(programme)


def json_bytes(content: object, *, short: bool = True) -> bytes:
    """Return a JSON file with this content."""
    layout: dict[str, Any] = _SHORT if short else {"indent": 1}
    return f"{json.dumps(content, ensure_ascii=False, **layout)}\n".encode()


def next_version(
    programme: Programme, before: bytes | None, first: int, now: datetime
) -> tuple[dict[str, Any], Mapping[str, tuple[int, datetime]]]:
    """Return the content of the next file to publish, and the last change of each session by id.

    `before` is the previous published file, or None. If the content has changed, the version is one
    higher than in the previous file. The first file has the version `first`. A last change is the
    version that added or changed the session, and the time of that change.
    """
    content: dict[str, Any] = json.loads(json.dumps(_content(programme)))
    schedule = content["schedule"]
    del schedule["version"]
    last, known, version, changes = _read_published(before)
    if last != schedule:
        version = version + 1 if last else first
    made = dict[str, tuple[int, datetime]]()
    for guid, copies in _copies(schedule).items():
        number, at = changes.get(guid, (version, now))
        if guid in changes and copies != known.get(guid):
            number, at = version, max(now, at + timedelta(seconds=1))
        made[guid] = number, at
    schedule["version"] = str(version)
    schedule["conference"]["meta"][GENERATOR]["changes"] = {
        guid: [number, at.isoformat(timespec="seconds")] for guid, (number, at) in made.items()
    }
    return content, {s.id: made[_guid(programme, "session", s.id)] for s in programme.sessions}


def _read_published(
    data: bytes | None,
) -> tuple[dict[str, Any], _Copies, int, dict[str, tuple[int, datetime]]]:
    """Return the content, the copies, the version and the changes in a published file.

    For an unreadable file, they are empty, and the version is 0.
    """
    try:
        schedule = json.loads(data or b"null")["schedule"]
        found = schedule["conference"]["meta"][GENERATOR].pop("changes")
        changes = {
            guid: (int(number), datetime.fromisoformat(at).astimezone(UTC))
            for guid, (number, at) in found.items()
        }
        version = int(schedule.pop("version"))
        if not 0 <= version < INTEGER_LIMIT or any(at.year == 9999 for _, at in changes.values()):
            return {}, {}, 0, {}
        return schedule, _copies(schedule), version, changes
    except DECODE_ERRORS:
        return {}, {}, 0, {}


def _copies(schedule: Mapping[str, Any]) -> _Copies:
    """Return the copies of each session by its guid. A session has a copy for each of its rooms."""
    made = defaultdict[str, list[dict[str, Any]]](list)
    for day in schedule["conference"]["days"]:
        for events in day["rooms"].values():
            for event in events:
                made[event["guid"]].append(event)
    return made


def write_agenda(programme: Programme) -> tuple[str, bytes]:
    """Return the revision of the facts for the audience's page, and the file with these facts.

    The file has some of the keys of the schedule JSON, and the revision.
    """
    content = _content(programme)
    conference = content["schedule"]["conference"]
    conference.pop("tracks")
    conference.pop("description", None)
    meta = {name: conference["meta"][GENERATOR][name] for name in _AGENDA_META}
    conference["meta"] = {GENERATOR: meta}
    meta["translations"] = {
        id_: {"title": texts["title"]}
        for id_, texts in meta["translations"].items()
        if "title" in texts
    }
    for day in conference["days"]:
        for events in day["rooms"].values():
            events[:] = [_agenda_event(event, meta["ids"]) for event in events]
    meta["revision"] = sha256(json_bytes(content)).hexdigest()[:16]
    return meta["revision"], json_bytes(content)


def _agenda_event(event: dict[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    id_ = "guid" if event["guid"] in ids else "code" if "code" in event else "slug"
    short = {name: event[name] for name in (id_, "date", "end", "title")}
    if event["track"]:
        short["track"] = event["track"]
    if event["type"] == "break":
        short["type"] = "break"
    if event["persons"]:
        short["persons"] = [{"name": person["name"]} for person in event["persons"]]
    return short


def _content(programme: Programme) -> dict[str, Any]:
    conference: dict[str, Any] = {
        "acronym": _acronym(programme.id),
        "title": programme.title,
        "start": programme.days[0].isoformat(),
        "end": programme.days[-1].isoformat(),
        "daysCount": len(programme.days),
        "timeslot_duration": "00:05",
        "tracks": [_track(track.id, track.name, track.color) for track in programme.tracks],
        "rooms": [_room(programme, room) for room in programme.rooms],
        "meta": {GENERATOR: _meta(programme)},
        "days": _days(programme),
    }
    if _ZONE.match(programme.timezone):
        conference["time_zone_name"] = programme.timezone
    if programme.description is not None:
        conference["description"] = programme.description
    if programme.url is not None:
        conference["url"] = programme.url
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": GENERATOR, "version": __version__},
        "schedule": {"version": __version__, "conference": conference},
    }


def _findings(programme: Programme) -> list[Finding]:
    plain = Session("-", "-", datetime.min, datetime.max, date.min)  # noqa: DTZ901  (only defaults)
    counts: dict[str, int] = {}
    for session in programme.sessions:
        for name in _LEFT_OUT:
            usual = session.is_break if name == "fixed_end" else getattr(plain, name)
            counts[name] = counts.get(name, 0) + (getattr(session, name) != usual)
    counts |= {f"event.{key}": int(bool(getattr(programme, key))) for key in ("color", "logo")}
    counts["preparation"] = len(programme.preparations)
    counts["cue"] = len(programme.cues)
    counts["stage.messages"] = len(programme.stage_messages)
    return omission_warnings("not-written", counts)


def _acronym(id_: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "_", fold(id_)).strip("_")[:60].ljust(4, "_")


def _meta(programme: Programme) -> dict[str, Any]:
    venue = programme.venue
    return {
        "id": programme.id,
        "subtitle": programme.subtitle,
        "language": programme.language,
        "registration": programme.registration,
        "venue": {"name": venue.name, "address": venue.address} if venue else None,
        "day_boundary": f"{programme.day_boundary:%H:%M}",
        "time_zone_name": programme.timezone,
        "live": programme.live,
        "walks": dict(programme.walks),
        "buildings": [room.building for room in programme.rooms],
        "translations": {
            id_: {name: dict(texts) for name in _TRANSLATED if (texts := getattr(given, name))}
            for id_, given in programme.translations.items()
        },
        "labels": {s.id: s.label for s in programme.sessions if s.label is not None},
        "links": {
            session.id: kinds
            for session in programme.sessions
            if (kinds := {n.url: n.kind for n in session.links if n.kind not in (None, *_TYPES)})
        },
        "ids": {
            _guid(programme, "session", session.id): session.id
            for session in programme.sessions
            if not _SLUG.fullmatch(session.id) and not _CODE.fullmatch(session.id)
        }
        | {
            _guid(programme, "room", room.id): room.id
            for room in programme.rooms
            if not _SLUG.fullmatch(room.id)
        },
    }


def _track(id_: str, name: str, color: str | None) -> dict[str, Any]:
    return {"name": name, **_slug(id_), **({"color": color} if color else {})}


def _room(programme: Programme, room: Room) -> dict[str, Any]:
    guid = _guid(programme, "room", room.id)
    made = {"name": room.name, "guid": guid, **_slug(room.id)}
    if room.note is not None:
        made["description"] = room.note
    if room.url is not None:
        made["url"] = room.url
    return made


def _slug(id_: str) -> dict[str, str]:
    return {"slug": id_} if _SLUG.fullmatch(id_) else {}


def _guid(programme: Programme, kind: str, id_: str) -> str:
    """Return the id if it is a GUID, or else a GUID that is derived from it."""
    try:
        return str(UUID(id_))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, f"{GENERATOR}:{programme.id}/{kind}/{id_}"))


def _number_for(text: str) -> int:
    """Return a positive number of 31 bits that depends only on the text."""
    return int.from_bytes(sha256(text.encode()).digest()[:4]) % (2**31 - 1) + 1


def _days(programme: Programme) -> list[dict[str, Any]]:
    people = {person.id: person for person in programme.people}
    made = []
    names: dict[str | None, str] = dict(programme.room_names) | {None: ""}
    held: dict[date, dict[str | None, list[dict[str, Any]]]] = defaultdict(dict)
    taken = set[int]()
    for session in programme.sessions:
        event = _event(programme, session, people)
        while event["id"] in taken:
            event["id"] = _number_for(f"{event['guid']}/{event['id']}")
        taken.add(event["id"])
        for id_ in session.rooms or (None,):
            copy = {**event, "room": names[id_]}
            held[session.day].setdefault(id_, []).append(copy)
    order = {id_: index for index, id_ in enumerate(names)}
    for index, day in enumerate(programme.days, 1):
        rooms: dict[str, list[dict[str, Any]]] = {}
        for id_ in sorted(held[day], key=order.__getitem__):
            rooms.setdefault(names[id_], []).extend(held[day][id_])
        opening = datetime.combine(day, programme.day_boundary, programme.zone)
        closing = datetime.combine(day + timedelta(days=1), programme.day_boundary, programme.zone)
        made.append(
            {
                "index": index,
                "date": day.isoformat(),
                "day_start": opening.isoformat(),
                "day_end": closing.isoformat(),
                "rooms": rooms,
            }
        )
    return made


def _event(programme: Programme, session: Session, people: Mapping[str, Person]) -> dict[str, Any]:
    """Return a session without its room. The caller adds a room to each copy."""
    start, end = (moment.astimezone(programme.zone) for moment in (session.start, session.end))
    guid = _guid(programme, "session", session.id)
    minutes = (session.duration + _MINUTE - timedelta(seconds=1)) // _MINUTE
    event: dict[str, Any] = {
        "guid": guid,
        "id": int(session.number or 0) or _number_for(guid),
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "end": end.isoformat(),
        "duration": f"{minutes // 60:02d}:{minutes % 60:02d}",
        "room": "",
        "slug": session.id if _SLUG.fullmatch(session.id) else guid,
        "url": f"urn:uuid:{guid}",
        "title": f"{TITLE_MARKS.get(session.state, '')}{session.seats_mark}{session.title}",
        "subtitle": session.subtitle,
        "track": programme.track_name(session),
        "type": "break" if session.is_break else session.type or "",
        "language": ", ".join(session.languages) or None,
        "abstract": programme.abstracts.get(session.id),
        "description": None,
        "do_not_record": None if session.recorded is None else not session.recorded,
        "persons": [
            _participant(programme, participant, people) for participant in session.participants
        ],
        "links": [],
        "attachments": [],
    }
    if _CODE.fullmatch(session.id):
        event["code"] = session.id
    for link in session.links:
        untitled = link.title == plain_host(link.url)  # `url` and `feedback_url` have no title
        if untitled and link.kind == "page" and event["url"].startswith("urn:"):
            event["url"] = link.url
        elif untitled and link.kind == "feedback" and "feedback_url" not in event:
            event["feedback_url"] = link.url
        else:
            event["attachments" if link.kind == "slides" else "links"].append(_reference(link))
    return event


def _reference(link: Link) -> dict[str, str]:
    kind = _TYPES.get(link.kind or "")
    return {"url": link.url, "title": link.title, **({"type": kind} if kind else {})}


def _participant(
    programme: Programme, participant: Participant, people: Mapping[str, Person]
) -> dict[str, Any]:
    person = people[participant.id]
    return {
        "guid": _guid(programme, "person", person.id),
        "slug": person.id,
        "name": person.name,
        "biography": person.introduction,
        "affiliation": participant.affiliation,
        "organization": person.affiliation,
        "role": participant.role,
        "links": [_reference(link) for link in person.links],
    }


_LONGEST = "23:59"
"""The maximum duration. Apps read it as a time of day, and refuse longer durations."""
_FRAB_CODE = re.compile("[0-9A-Z]{6}")
_TEXTS = ("title", "subtitle", "type", "date", "start", "room", "abstract", "track")
_ADDRESSES = ("url", "feedback_url")
_REFERENCES = (("links", "link"), ("attachments", "attachment"))


def write_frab_xml(content: Mapping[str, Any], address: str | None) -> bytes:
    """Return a file with the content of a schedule JSON.

    `address` is the file's address, or None.
    """
    schedule = content["schedule"]
    conference = schedule["conference"]
    root = Element("schedule")
    SubElement(root, "generator", content["generator"])
    _add_texts(root, {"url": address, "version": schedule["version"]})
    head = SubElement(root, "conference")
    _add_texts(head, {name: conference[name] for name in ("title", "acronym", "start", "end")})
    _add_texts(head, {"days": str(conference["daysCount"])})
    _add_texts(head, {name: conference.get("url") for name in ("base_url", "url")})
    _add_texts(head, {"time_zone_name": conference["meta"][GENERATOR]["time_zone_name"]})
    for track in conference["tracks"]:
        SubElement(head, "track", {key: track[key] for key in ("name", "color") if key in track})
    rooms = {room["name"]: room["guid"] for room in conference["rooms"]}
    seen = set[str]()
    for day in conference["days"]:
        attributes = {"date": day["date"], "start": day["day_start"], "end": day["day_end"]}
        of_day = SubElement(root, "day", {"index": str(day["index"]), **attributes})
        for name, events in day["rooms"].items():
            guid = {"guid": rooms[name]} if name in rooms else {}
            room = SubElement(of_day, "room", {"name": name, **guid})
            for event in events:
                _event_element(room, event, is_copy=event["guid"] in seen)
                seen.add(event["guid"])
    indent(root, " ")
    written: bytes = tostring(root, "utf-8", xml_declaration=True)
    return written


def _event_element(room: Element, event: Mapping[str, Any], *, is_copy: bool) -> None:
    guid, number, code = event["guid"], event["id"], event.get("code", "")
    if is_copy:
        guid = str(uuid5(UUID(guid), event["room"]))
        number, code = _number_for(guid), ""
    attributes = {"id": str(number), "guid": guid}
    if _FRAB_CODE.fullmatch(code):
        attributes["code"] = code
    found = SubElement(room, "event", attributes)
    for name in _TEXTS:
        SubElement(found, name).text = event[name] or ""
    hours = int(event["duration"].partition(":")[0])
    _add_texts(found, {"duration": event["duration"] if hours < 24 else _LONGEST})
    _add_texts(found, {"language": event["language"]})
    _add_texts(found, {name: event[name] for name in _ADDRESSES if _is_web(event.get(name))})
    if event["do_not_record"] is not None:
        recording = SubElement(found, "recording")
        SubElement(recording, "license")
        _add_texts(recording, {"optout": "true" if event["do_not_record"] else "false"})
    persons = SubElement(found, "persons")
    for person in event["persons"]:
        known = {"id": str(_number_for(person["guid"])), "guid": person["guid"]}
        SubElement(persons, "person", known).text = person["name"]
    for several, one in _REFERENCES:
        made = SubElement(found, several)
        for link in event[several]:
            kind = {"type": link["type"]} if "type" in link else {}
            SubElement(made, one, {"href": link["url"], **kind}).text = link["title"]


def _is_web(address: str | None) -> bool:
    return address is not None and address.startswith(("http://", "https://"))


def _add_texts(parent: Element, texts: Mapping[str, str | None]) -> None:
    """Add an element for each text, unless the text is None."""
    for name, text in texts.items():
        if text is not None:
            SubElement(parent, name).text = text
