"""Writes a schedule XML of frab, which apps read: the content of a schedule JSON in other words.

It is valid against the schema of c3voc, https://c3voc.de/schedule/schema.xsd. The format has no
roles, affiliations or biographies of people. It asks for a number and a guid of its own for each
copy of a session that is in several rooms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sommet_tui.formats.schedule_json import GENERATOR
from sommet_tui.formats.schedule_json_writer import number_of

_LONGEST: Final = "23:59"
"""Apps read a duration as a time of day, and refuse a file with a longer one."""
_CODE: Final = re.compile("[0-9A-Z]{6}")
_TEXTS: Final = ("title", "subtitle", "type", "date", "start", "room", "abstract", "track")
_ADDRESSES: Final = ("url", "feedback_url")
_REFERENCES: Final = (("links", "link"), ("attachments", "attachment"))


def write_frab_xml(content: Mapping[str, Any], address: str | None) -> bytes:
    """Return the file with the content of a schedule JSON; `address` is its own, if known."""
    schedule = content["schedule"]
    conference = schedule["conference"]
    root = Element("schedule")
    SubElement(root, "generator", content["generator"])
    _texts(root, {"url": address, "version": schedule["version"]})
    head = SubElement(root, "conference")
    _texts(head, {name: conference[name] for name in ("title", "acronym", "start", "end")})
    _texts(head, {"days": str(conference["daysCount"])})
    _texts(head, {name: conference.get("url") for name in ("base_url", "url")})
    _texts(head, {"time_zone_name": conference["meta"][GENERATOR]["time_zone_name"]})
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
                _event(room, event, is_copy=event["guid"] in seen)
                seen.add(event["guid"])
    indent(root, " ")
    written: bytes = tostring(root, "utf-8", xml_declaration=True)
    return written


def _event(room: Element, event: Mapping[str, Any], *, is_copy: bool) -> None:
    guid, number, code = event["guid"], event["id"], event.get("code", "")
    if is_copy:
        guid = str(uuid5(UUID(guid), event["room"]))
        number, code = number_of(guid), ""
    attributes = {"id": str(number), "guid": guid}
    if _CODE.fullmatch(code):
        attributes["code"] = code
    found = SubElement(room, "event", attributes)
    for name in _TEXTS:
        SubElement(found, name).text = event[name] or ""
    hours = int(event["duration"].partition(":")[0])
    _texts(found, {"duration": event["duration"] if hours < 24 else _LONGEST})
    _texts(found, {"language": event["language"]})
    _texts(found, {name: event[name] for name in _ADDRESSES if _is_web(event.get(name))})
    if event["do_not_record"] is not None:
        recording = SubElement(found, "recording")
        SubElement(recording, "license")
        _texts(recording, {"optout": "true" if event["do_not_record"] else "false"})
    persons = SubElement(found, "persons")
    for person in event["persons"]:
        known = {"id": str(number_of(person["guid"])), "guid": person["guid"]}
        SubElement(persons, "person", known).text = person["name"]
    for several, one in _REFERENCES:
        made = SubElement(found, several)
        for link in event[several]:
            kind = {"type": link["type"]} if "type" in link else {}
            SubElement(made, one, {"href": link["url"], **kind}).text = link["title"]


def _is_web(address: str | None) -> bool:
    return address is not None and address.startswith(("http://", "https://"))


def _texts(parent: Element, texts: Mapping[str, str | None]) -> None:
    """Add an element for each text but None."""
    for name, text in texts.items():
        if text is not None:
            SubElement(parent, name).text = text
