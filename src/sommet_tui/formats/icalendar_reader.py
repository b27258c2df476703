"""Reads a programme from an iCalendar file (RFC 5545), even if the file breaks some rules."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from icalendar.cal.component import Component
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MAX_SESSIONS
from sommet_tui.domain.values import replace
from sommet_tui.formats import feed_builder, feed_texts
from sommet_tui.formats.calendar_file import (
    READING,
    RULE_LENGTH,
    UNREAD,
    Budget,
    CalendarFile,
    property_names,
    property_value,
    recurrences,
    unescape_text,
)
from sommet_tui.formats.findings import warning
from sommet_tui.formats.parsed_feed import (
    Feed,
    FeedLink,
    FeedPerson,
    FeedSession,
    split_words,
    too_many_sessions_error,
)

_SPEAKERS = re.compile(
    r"[\s*]*+(?:speakers?|presenters?|presented by|intervenant(?:e|s|es|·e·?s)?|orateurs?"
    r"|oratrices?|vortragende[rn]?|referent(?:en|in|innen)?|ponentes?|moderators?|by)"
    r"\s*[:：][\s*]*+(\S[^\n]{0,3000}+)(?:\n|$)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"([^()]+?)\s*\((.{1,500})\)")
_KNOWN = split_words(
    "UID DTSTAMP DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION CATEGORIES ATTENDEE "
    "ORGANIZER URL ATTACH STATUS SEQUENCE CREATED LAST-MODIFIED CLASS TRANSP PRIORITY METHOD "
    "RRULE RDATE EXDATE RECURRENCE-ID CONFERENCE X-SOMMET-KIND X-SOMMET-TYPE "
    "X-SOMMET-LANGUAGE X-SOMMET-SUBTITLE X-SOMMET-RECORDED"
)
_USED = _KNOWN - split_words("DTSTAMP CREATED LAST-MODIFIED SEQUENCE CLASS TRANSP PRIORITY")
"""The known properties that a programme can use."""
_TIME_COST = 100
"""The cost of each recurrence."""
_MARKUP_COST = 15
"""The cost of each HTML tag or character reference in a description."""
_YEAR_COST = 800
"""The cost of each year that is searched for recurrences."""
_DAYS = timedelta(hours=20)
"""An entry of at least this length is not a session."""
_FREQUENCIES = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
_PARTS = split_words(
    "FREQ INTERVAL COUNT UNTIL BYDAY BYMONTHDAY BYMONTH BYSETPOS WKST BYWEEKNO BYYEARDAY"
)


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Return the programme that the events of a calendar make up.

    Raises:
        UnusableError: the data is not a calendar, or is too large.
    """
    calendar = CalendarFile(data, frozenset(("VEVENT",)))
    with READING:
        feed = _read_feed(calendar)
    return _warn_about_days(feed_builder.build_feed(feed, origin, zone))


def _warn_about_days(loaded: Loaded) -> Loaded:
    """Warn if a calendar has a single entry that lasts for days.

    Indico exports an event as a whole in this form.
    """
    programme = loaded.programme
    if programme is None or len(programme.sessions) != 1:
        return loaded
    (session,) = programme.sessions
    if session.duration < _DAYS:
        return loaded
    finding = warning("event-alone", title=session.title)
    return replace(loaded, findings=(*loaded.findings, finding))


def _read_feed(calendar: CalendarFile) -> Feed:
    """Return the whole content of a calendar.

    Raises:
        UnusableError: there are too many sessions, or reading them would take too long.
    """
    feed = _calendar_facts(calendar)
    ours = "//sommet-tui//" in calendar.own.get("PRODID", "")
    if len(calendar.entries) > MAX_SESSIONS:
        raise too_many_sessions_error()
    for name in calendar.define_zones():
        feed.warn("", "zone-rules-unread", zone=name)
    components = list(_components(calendar, feed))
    if not feed.zone:
        named = Counter(tz for c in components if (tz := _zone_name(c)))
        feed.zone = named.most_common(1)[0][0] if named else ""
    organizers = {
        _person_name(person) for c in components for person in _all_values(c, "ORGANIZER")
    }
    moved = _moved_recurrences(components)
    for number, component in enumerate(components, 1):
        if not ours:
            markup = feed_texts.count_markup(_text_value(component, "DESCRIPTION"))
            calendar.budget.spend(_MARKUP_COST * markup)
        session = _session(component, number, feed, ours=ours)
        if len(organizers) > 1 or len(components) == 1:
            _add_organizer(component, session)
        for occurrence in _recurring_sessions(component, session, moved, feed, calendar.budget):
            feed.add(occurrence)
    if not ours:
        _split_rooms(feed.sessions)
    if ours and feed.sessions:
        feed.is_ours, feed.id = True, feed.sessions[0].id.rpartition("@")[2]
    return feed


def _calendar_facts(calendar: CalendarFile) -> Feed:
    """Return a feed that has only the facts about the calendar itself."""
    feed, own = Feed(), calendar.own
    feed.left_out.update(calendar.others)
    if calendar.is_cut_short:
        feed.warn("", "calendar-broken-off")
    feed.title = unescape_text(own.get("X-WR-CALNAME", "") or own.get("NAME", ""))
    feed.description = unescape_text(own.get("X-WR-CALDESC", "") or own.get("DESCRIPTION", ""))
    feed.url = own.get("URL", "").strip()
    feed.language = unescape_text(own.get("X-SOMMET-LANGUAGE", ""))
    feed.zone = _zone(calendar)
    return feed


def _components(calendar: CalendarFile, feed: Feed) -> Iterator[Component]:
    for entry in calendar.entries:
        component = calendar.component(entry, _USED)
        if component is None:
            feed.warn("", "entry-unread", title=property_value(entry, "SUMMARY"))
        else:
            yield component
        feed.left_out.update(property_names(entry) - _KNOWN)


def _zone(calendar: CalendarFile) -> str:
    """Return the zone that a property names or, if the calendar defines only one, that zone."""
    names = ("X-WR-TIMEZONE", "TIMEZONE-ID", "VTIMEZONE", "TZID")
    named = next((calendar.own[name].strip() for name in names if calendar.own.get(name)), "")
    if not named:
        zones = {property_value(zone, "TZID") for zone in calendar.zones}
        named = zones.pop() if len(zones) == 1 else ""
    return _iana_name(named) if named else ""


def _iana_name(name: str) -> str:
    """Return the IANA name of a zone. Calendars may use other names for it."""
    known = WINDOWS_TO_OLSON.get(name.strip('"'), name.strip('"'))
    # Some writers add a prefix to the name: "/softwarestudio.org/Tzfile/Europe/Paris".
    parts = known.strip("/").split("/")
    return "/".join(parts[-2:]) if known.startswith("/") and len(parts) > 2 else known


def _all_values(component: Component, name: str) -> list[Any]:
    value = component.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _first_value(component: Component, name: str) -> Any:
    return next(iter(_all_values(component, name)), None)


def _text_value(component: Component, name: str) -> str:
    value = _first_value(component, name)
    return "" if value is None else str(value).strip()


def _date_value(component: Component, name: str) -> date | None:
    """Return the value of a property that is a date, or a date with a time, or else None."""
    moment = _python_value(_first_value(component, name))
    return moment if isinstance(moment, date) else None


def _python_value(value: Any) -> Any:
    """Return the value of a property as a type of Python, or None if it is invalid."""
    try:
        return getattr(value, "dt", None)
    except ValueError:
        return None


def _valid_dates(values: list[Any]) -> Iterator[Any]:
    """Yield the valid dates in lists of dates."""
    for value in values:
        try:
            dates = list(getattr(value, "dts", ()))
        except ValueError:
            continue
        yield from map(_python_value, dates)


def _zone_name(component: Component) -> str:
    start = _first_value(component, "DTSTART")
    parameters = getattr(start, "params", {})
    return _iana_name(str(parameters.get("TZID", ""))) if parameters else ""


_BETWEEN_ROOMS = re.compile(r"[,;/&+]\s")
"""A separator in a list of rooms."""


def _session(component: Component, number: int, feed: Feed, *, ours: bool) -> FeedSession:
    uid = _text_value(component, "UID")
    session = FeedSession(f"VEVENT[{uid or number}]", _text_value(component, "SUMMARY"))
    session.id = uid
    recurrence_id = _date_value(component, "RECURRENCE-ID")
    if recurrence_id is not None:
        session.code = f"{uid}-{recurrence_id:%Y%m%dT%H%M}"
    _read_times(component, session)
    room = _text_value(component, "LOCATION")
    session.rooms = [room] if room else []
    categories = [
        str(c)
        for value in _all_values(component, "CATEGORIES")
        for c in getattr(value, "cats", [value])
    ]
    session.track = next((c for c in categories if c.strip()), "")
    for category in categories[1:]:
        if category.strip() and category != session.track:
            feed.left_out["CATEGORIES"] += 1
    session.state = _text_value(component, "STATUS")
    session.people = list(_people(component, feed))
    session.description = _text_value(component, "DESCRIPTION")
    if ours:
        session.our_id = uid.rpartition("@")[0]
    _read_speakers(session)
    attached, others = _all_values(component, "ATTACH"), _all_values(component, "CONFERENCE")
    urls = attached if ours and attached else [*_all_values(component, "URL"), *attached, *others]
    session.links = [
        FeedLink(str(url), _parameter(url, "LABEL"), _parameter(url, "X-SOMMET-KIND"))
        for url in urls
        if len(str(url)) < 4000
    ]
    if ours:
        _read_sommet_extensions(component, session)
    else:
        _remove_link(session)
    for name in component:
        if name.upper() not in _KNOWN:
            feed.left_out[str(name)] += 1
    return session


def _split_rooms(sessions: Iterable[FeedSession]) -> None:
    """Split a location such as "Arena, Room 8, Room 5" into several rooms.

    Names of rooms and addresses may contain commas, too. A location is therefore split only if each
    part is the whole location of another entry.
    """
    whole = {room for session in sessions for room in session.rooms}
    for session in sessions:
        for room in session.rooms:
            parts = [part.strip() for part in _BETWEEN_ROOMS.split(room)]
            if len(parts) > 1 and whole.issuperset(parts):
                session.rooms = parts


def _read_times(component: Component, session: FeedSession) -> None:
    """Read the start and the end of a session.

    The end is unknown if the entry has no end and no duration, and is not an all-day entry.
    """
    start, end = _date_value(component, "DTSTART"), _date_value(component, "DTEND")
    length = _python_value(_first_value(component, "DURATION"))
    session.all_day = start is not None and not isinstance(start, datetime)
    session.stamp = _as_datetime(start)
    session.until = _as_datetime(end)
    if session.until is None and session.stamp is not None:
        if isinstance(length, timedelta) and not length.days:
            session.length = f"PT{length.seconds}S"  # also if the clocks change meanwhile
        elif isinstance(length, timedelta):
            session.until = _add_length(session.stamp, length)
        elif session.all_day:
            session.until = _add_length(session.stamp, timedelta(days=1))


def _read_sommet_extensions(component: Component, session: FeedSession) -> None:
    """Read the additional values that our own writer puts into a calendar."""
    session.abstract, session.description = session.description, ""
    session.is_break = _text_value(component, "X-SOMMET-KIND") == "break"
    session.type = unescape_text(_text_value(component, "X-SOMMET-TYPE"))
    session.subtitle = unescape_text(_text_value(component, "X-SOMMET-SUBTITLE"))
    session.recorded = {"yes": True, "no": False}.get(_text_value(component, "X-SOMMET-RECORDED"))
    session.languages = [unescape_text(_text_value(component, "X-SOMMET-LANGUAGE"))]
    session.rooms = [part for room in session.rooms for part in room.split("; ") if part]


def _as_datetime(moment: date | None) -> datetime | None:
    if moment is None or isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time())


def _add_length(stamp: datetime, length: timedelta) -> datetime | None:
    try:
        return stamp + length
    except OverflowError:
        return None


def _parameter(value: Any, name: str) -> str:
    return str(getattr(value, "params", {}).get(name, ""))


def _person_name(person: Any) -> str:
    return _parameter(person, "CN").strip().strip('"')


def _people(component: Component, feed: Feed) -> Iterator[FeedPerson]:
    for person in _all_values(component, "ATTENDEE"):
        name = _person_name(person)
        if name and "@" not in name:
            yield FeedPerson(name)
        else:
            feed.left_out["ATTENDEE"] += 1


def _add_organizer(component: Component, session: FeedSession) -> None:
    """Add the organizer that an entry names to a session without people."""
    name = _person_name(_first_value(component, "ORGANIZER"))
    if name and "@" not in name and not session.people:
        session.people = [FeedPerson(name)]


def _read_speakers(session: FeedSession) -> None:
    """Read the people in a session from a first line such as "Speaker: …"."""
    if session.people:
        return
    text = session.description if session.our_id else feed_texts.markdown(session.description)
    text = text.removeprefix(f"{session.title}\n")
    match = _SPEAKERS.match(text)
    if match is None:
        return
    if session.our_id:
        named = [name.strip() for name in match[1].split(";") if name.strip()]
        session.people = [_person_in_our_form(name) for name in named]
    else:
        separators = ";" if ";" in match[1] else r",\s|\s+&\s+|\s+and\s+"
        names = feed_texts.split_outside_brackets(match[1], separators)
        session.people = [_indico_person(name) for name in names]
    session.description = text[match.end() :].lstrip("\n")


def _indico_person(text: str) -> FeedPerson:
    """Return a person from a text as Indico writes it, with the affiliation in round brackets."""
    text = " ".join(text.split())  # this also limits the work of the regular expression
    match = _IN_BRACKETS.fullmatch(text) if text.endswith(")") else None
    if match is None or feed_texts.is_pronoun_text(match[2]):
        return FeedPerson(text)
    return FeedPerson(match[1], affiliation=match[2], session_affiliation=match[2])


def _remove_link(session: FeedSession) -> None:
    """Remove the entry's own address from the end of its description, where Indico puts it."""
    text = session.description.rstrip()
    for link in session.links:
        if link.url and text.endswith(link.url):
            session.description = text.removesuffix(link.url).rstrip()


def _person_in_our_form(text: str) -> FeedPerson:
    """Return a person from a text that the app wrote. The affiliation applies to this session."""
    name, affiliation = feed_texts.split_affiliation(text)
    return FeedPerson(name, session_affiliation=affiliation)


def _moved_recurrences(components: list[Component]) -> dict[str, set[date]]:
    """Return, by UID, the recurrences that separate entries move to other times."""
    moved: dict[str, set[date]] = defaultdict(set)
    for component in components:
        recurrence_id = _date_value(component, "RECURRENCE-ID")
        if recurrence_id is not None:
            moved[_text_value(component, "UID")].add(recurrence_id)
    return moved


def _recurring_sessions(
    component: Component,
    session: FeedSession,
    moved: dict[str, set[date]],
    feed: Feed,
    budget: Budget,
) -> list[FeedSession]:
    """Return a session for each recurrence of an entry, or only one if the rule is unreadable."""
    start = session.stamp
    rule, more = _first_value(component, "RRULE"), _all_values(component, "RDATE")
    if start is None or (rule is None and not more):
        return [session]
    times = _recurrence_times(rule, start, budget)
    if times is None:
        feed.warn(session.path, "recurrence-unread", title=session.title)
        times = [start]
    times += [t for d in _valid_dates(more) if isinstance(d, date) and (t := _as_datetime(d))]
    without = {*_valid_dates(_all_values(component, "EXDATE")), *moved.get(session.id, ())}
    budget.spend(_TIME_COST * len(times))
    made: list[FeedSession] = []
    for moment in _sort_times(times):
        if moment in without or (session.all_day and moment.date() in without):
            continue
        until = (
            None if session.until is None else _add_length(moment, _length(start, session.until))
        )
        again = replace(session, stamp=moment, until=until, people=list(session.people))
        again.rooms, again.links = list(session.rooms), list(session.links)
        if made or len(times) > 1:
            again.our_id = ""
            again.code = f"{session.id}-{moment:%Y%m%dT%H%M}" if session.id else ""
        made.append(again)
    if len(made) > 1:
        feed.warn(session.path, "recurrence", title=session.title, count=len(made))
    return made


def _length(start: datetime, end: datetime) -> timedelta:
    """Return the time from start to end. If only one of them has an offset, ignore the offset."""
    if (start.utcoffset() is None) != (end.utcoffset() is None):
        return end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return end - start


def _sort_times(times: list[datetime]) -> list[datetime]:
    try:
        return sorted(set(times))
    except TypeError:  # only some of the times have an offset
        return times


def _recurrence_times(rule: Any, start: datetime, budget: Budget) -> list[datetime] | None:
    """Return the recurrences of a rule up to a horizon, or None if the rule is too unusual."""
    if rule is None:
        return [start]
    try:
        parts = {str(key).upper() for key in rule}
        frequency = str(next(iter(rule.get("FREQ", [""])), "")).upper()
        written = rule.to_ical().decode()
        if frequency not in _FREQUENCIES or not parts <= _PARTS or len(written) > RULE_LENGTH:
            return None
        found = recurrences(written, start.replace(tzinfo=None), start.tzinfo)
    except UNREAD:
        return None
    budget.spend(_YEAR_COST * found.years)
    return [moment.replace(tzinfo=start.tzinfo) for moment in found.times] or [start]
