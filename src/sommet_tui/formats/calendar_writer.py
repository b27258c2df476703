"""Writes iCalendar files (RFC 5545, and RFC 7986 for properties of the calendar itself)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
from icalendar import vText

from sommet_tui import __version__
from sommet_tui.companion.export_ports import Appointment, Calendar
from sommet_tui.domain.notes import Note


def write_calendar(calendar: Calendar, alarm: timedelta | None) -> bytes:
    """Return the file, with an alarm before each appointment if `alarm` is given.

    In a file that is no message, DTSTAMP is when the entry was last revised (RFC 5545, 3.8.7.2), so
    that the same content makes the same file, byte for byte. Notes are journal entries related to
    their session's appointment; programs without journals ignore them.
    """
    file = icalendar.Calendar()
    file.add("PRODID", f"-//sommet-tui//sommet-tui {__version__}//EN")
    file.add("VERSION", "2.0")
    # Types are given explicitly: the library would not escape a text of unknown type.
    file["NAME"] = vText(calendar.name)
    file["X-WR-CALNAME"] = vText(calendar.name)
    file["X-WR-TIMEZONE"] = vText(calendar.timezone)
    file.add("REFRESH-INTERVAL", calendar.refresh, parameters={"VALUE": "DURATION"})
    if calendar.source:
        file.add("SOURCE", calendar.source, parameters={"VALUE": "URI"})
    if calendar.link:
        file.add("URL", calendar.link)
    if calendar.description:
        file["DESCRIPTION"] = vText(calendar.description)
    if calendar.language:
        file["X-SOMMET-LANGUAGE"] = vText(calendar.language)
    for appointment in calendar.appointments:
        file.add_component(_event(appointment, alarm))
    for uid, note in calendar.notes:
        file.add_component(_journal(uid, note))
    written: bytes = file.to_ical()
    return written


def _event(appointment: Appointment, alarm: timedelta | None) -> icalendar.Event:
    revision, entry = appointment.revision, appointment.revision.entry
    event = icalendar.Event()
    event.add("UID", appointment.uid)
    event.add("DTSTAMP", _utc(revision.modified_at))
    event.add("CREATED", _utc(appointment.created_at))
    event.add("LAST-MODIFIED", _utc(revision.modified_at))
    event.add("SEQUENCE", revision.sequence)
    event.add("DTSTART", _utc(entry.start))
    event.add("DTEND", _utc(entry.end))
    event.add("SUMMARY", entry.title)
    held = "TENTATIVE" if appointment.tentative else "CONFIRMED"
    event.add("STATUS", "CANCELLED" if entry.state == "cancelled" else held)
    if entry.place:
        event.add("LOCATION", entry.place)
    if appointment.description:
        event.add("DESCRIPTION", appointment.description)
    if appointment.category:
        event.add("CATEGORIES", [appointment.category])
    if appointment.link:
        event.add("URL", appointment.link)
    for link in appointment.attached:
        told_of = {"LABEL": link.title, "X-SOMMET-KIND": link.kind}
        event.add("ATTACH", link.url, {name: value for name, value in told_of.items() if value})
    for name, value in appointment.extra:
        event[f"X-{name}"] = vText(value)
    if alarm is not None and entry.state != "cancelled":
        event.add_component(_alarm(appointment, alarm))
    return event


def _alarm(appointment: Appointment, before: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", appointment.revision.entry.title)
    alarm.add("TRIGGER", -before)
    return alarm


def _journal(uid: str, note: Note) -> icalendar.Journal:
    journal = icalendar.Journal()
    journal.add("UID", f"note:{uid}")
    journal.add("RELATED-TO", uid)
    journal.add("DTSTAMP", _utc(note.updated_at))
    journal.add("LAST-MODIFIED", _utc(note.updated_at))
    journal.add("CLASS", "PRIVATE")
    journal.add("SUMMARY", note.title)
    journal.add("DESCRIPTION", note.text)
    return journal


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
