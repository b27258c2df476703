"""Writes our own programme file as readable YAML. `STARTER` is a short example of such a file.

Values that are defaults are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.programme import (
    DANGER_MINUTES,
    DAY_BOUNDARY,
    EVENT,
    WARNING_MINUTES,
    Link,
    Person,
    Programme,
    Session,
    Translations,
)
from sommet_tui.formats.findings import warning
from sommet_tui.formats.yaml_tree import resolve_scalar

_CLOCK = re.compile(r"\d\d:\d\d")
"""Times that other YAML readers would read as numbers in base 60."""
_DAY = timedelta(days=1)
_WIDTH = 100
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write_yaml(programme: Programme) -> tuple[bytes, list[Finding]]:
    """Return the file, and a finding for each session that is cut to 24 hours."""
    findings: list[Finding] = []
    content: dict[str, Any] = {"version": 1, "event": _event(programme)}
    if programme.rooms:
        content["rooms"] = [
            _drop_empty_values(
                id=room.id, name=room.name, note=room.note, url=room.url, building=room.building
            )
            for room in programme.rooms
        ]
    if programme.walks:
        content["walks"] = dict(programme.walks)
    if programme.tracks:
        content["tracks"] = [
            _drop_empty_values(id=track.id, name=track.name, color=track.color)
            for track in programme.tracks
        ]
    if programme.people:
        content["people"] = {person.id: _person(person) for person in programme.people}
    stage = _drop_empty_values(
        take=programme.stage_takes or None, messages=list(programme.stage_messages)
    )
    if stage:
        content["stage"] = stage
    content["days"] = _days(programme, findings)
    text: str = yaml.dump(
        content,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=_WIDTH,
    )
    return text.encode(), findings


class _Dumper(_DUMPER):  # type: ignore[misc,valid-type]
    """Writes texts of several lines as blocks. Texts that look like other types get quotes."""

    def ignore_aliases(self, _data: object) -> bool:
        """Return True, so that repeated values are written in full.

        Our reader accepts no aliases.
        """
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    style = None
    if "\n" in text:
        style = "|"
    elif not isinstance(resolve_scalar(text), str) or _CLOCK.match(text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def _drop_empty_values(**values: Any) -> dict[str, Any]:
    """Return the values that are neither None nor an empty list."""
    return {key: value for key, value in values.items() if value is not None and value != []}


def _event(programme: Programme) -> dict[str, Any]:
    venue, texts = programme.venue, programme.translations.get(EVENT, Translations())
    boundary = programme.day_boundary
    return _drop_empty_values(
        id=programme.id,
        title=dict(texts.title) or programme.title,
        subtitle=dict(texts.subtitle) or programme.subtitle,
        description=dict(texts.abstract) or programme.description,
        url=programme.url,
        registration=programme.registration,
        venue=_drop_empty_values(name=venue.name, address=venue.address) if venue else None,
        timezone=programme.timezone,
        language=programme.language,
        day_boundary=None if boundary == DAY_BOUNDARY else f"{boundary:%H:%M}",
        live=programme.live,
        color=programme.color,
        logo=programme.logo,
    )


def _person(person: Person) -> dict[str, Any]:
    return _drop_empty_values(
        name=person.name,
        affiliation=person.affiliation,
        pronunciation=person.pronunciation,
        introduction=person.introduction,
        links=_links(person.links),
    )


def _links(links: Sequence[Link]) -> list[dict[str, Any]]:
    return [_drop_empty_values(title=link.title, url=link.url, kind=link.kind) for link in links]


def _days(programme: Programme, findings: list[Finding]) -> list[dict[str, Any]]:
    days: dict[str, list[dict[str, Any]]] = {}
    usual = {person.id: person.affiliation for person in programme.people}
    for session in programme.sessions:
        day = programme.day_of(session.start)
        days.setdefault(day.isoformat(), []).append(_session(programme, session, usual, findings))
    return [{"date": day, "sessions": days[day]} for day in sorted(days)]


def _session(
    programme: Programme,
    session: Session,
    usual: Mapping[str, str | None],
    findings: list[Finding],
) -> dict[str, Any]:
    """Return a session as a mapping.

    `usual` has the affiliation of each person at this event, by id.
    """
    start, end = clock_times(programme, session)
    if end is None:
        findings.append(warning("cut-to-a-day", session.id, None, title=session.title))
        end = start
    texts = programme.translations.get(session.id, Translations())
    is_break = session.is_break
    warning_minutes, danger_minutes = session.warning_minutes, session.danger_minutes
    return _drop_empty_values(
        id=session.id,
        label=session.label,
        title=dict(texts.title) or session.title,
        subtitle=dict(texts.subtitle) or session.subtitle,
        start=start,
        end=end,
        kind="break" if is_break else None,
        type=session.type,
        room=_rooms(programme, session),
        track=session.track,
        follows=session.follows or None,
        fixed_end=None if session.fixed_end == is_break else session.fixed_end,
        warning_minutes=None if warning_minutes == WARNING_MINUTES else warning_minutes,
        danger_minutes=None if danger_minutes == DANGER_MINUTES else danger_minutes,
        state=None if session.state == "confirmed" else session.state,
        language=_single_or_list(session.languages),
        recorded=session.recorded,
        people=_people(programme, session, usual),
        abstract=dict(texts.abstract) or programme.abstracts.get(session.id),
        links=_links(session.links),
        **_session_data(programme, session),
        cue=programme.cues.get(session.id),
    )


def clock_times(programme: Programme, session: Session) -> tuple[str, str | None]:
    """Return start and end in the event's zone, or None for an end more than a day later.

    Ambiguous times have their offset.
    """
    start, end = (moment.astimezone(programme.zone) for moment in (session.start, session.end))
    gap = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    fits = gap <= _DAY and (gap > timedelta(0) or start.date() == end.date())
    return _clock(start), _clock(end) if fits else None


def _clock(local: datetime) -> str:
    written = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    other = local.replace(fold=1 - local.fold)
    if other.astimezone(UTC) == local.astimezone(UTC):
        return written
    offset = f"{local:%z}"
    return f"{written}{offset[:3]}:{offset[3:5]}"


def _rooms(programme: Programme, session: Session) -> str | list[str] | None:
    every = programme.room_names
    if len(session.rooms) < len(every) or session.rooms != tuple(every):
        return _single_or_list(session.rooms)
    return "all" if len(every) > 1 and "all" not in every else None


def _single_or_list(values: Sequence[str]) -> str | list[str] | None:
    return list(values) if len(values) > 1 else next(iter(values), None)


def _people(programme: Programme, session: Session, usual: Mapping[str, str | None]) -> list[Any]:
    prepared = programme.preparations.get(session.id)
    shares = prepared.shares if prepared else {}
    made: list[Any] = []
    for one in session.participants:
        more = _drop_empty_values(
            role=None if one.role == "speaker" else one.role,
            affiliation=None if one.affiliation == usual.get(one.id) else one.affiliation,
            share=shares.get(one.id),
        )
        made.append({"person": one.id, **more} if more else one.id)
    return made


def _session_data(programme: Programme, session: Session) -> dict[str, Any]:
    prepared = programme.preparations.get(session.id)
    if prepared is None:
        return {}
    return {
        "segments": [{"name": s.name, "minutes": s.minutes} for s in prepared.segments],
        "questions": [{"text": q.text, "to": q.to} if q.to else q.text for q in prepared.questions],
        "seating": list(prepared.seating),
    }


STARTER = """\
# Save this as programme.yaml, change it, and run "sommet-tui check programme.yaml".
# docs/event.md in the source code of sommet-tui shows the rest: people, links, panels, languages.
event:
  title: Example Day
  timezone: Europe/Paris
rooms:
  - {id: main, name: Main hall}
  - {id: side, name: Side room}
days:
  - date: 2027-03-01
    sessions:
      - {start: "9:00", end: "9:30", title: Opening, room: main}
      - {start: "9:30", end: "10:00", title: Coffee, kind: break, room: all}
      - {start: "10:00", end: "11:30", title: "Panel: who decides?", room: main}
      - {start: "10:00", end: "11:30", title: Workshop, room: side}
"""
