"""Reading the JSON of HackerTracker, the app of DEF CON and many other hacker conferences.

The export of 2023 and 2024 is a list of events. That of 2026 is an object with `metadata` about the
conference and `sessions`, with shortened descriptions and without links. Times are in UTC.
"""

from __future__ import annotations

from typing import Final

from sommet_tui.formats.feed.json_values import Object, name, objects, part, text_at, unread
from sommet_tui.formats.feed.model import Feed, FeedLink, FeedPerson, FeedSession, words_of
from sommet_tui.formats.feed.times import read_stamp

_MARKS: Final = words_of("conference_id timeband_id begin")
"""Keys that all events of the list have, and those of other programs do not."""
_KNOWN: Final = words_of(
    "id sessionId contentId title description android_description descriptionSnippet begin end "
    "begin_timestamp end_timestamp begin_tsz end_tsz start conference conference_id timezone type "
    "tags tag_ids location speakers people links link links_antiquated organizations media "
    "timeband_id spans_timebands village_id includes updated updated_timestamp updated_tsz"
)


def hackertracker_feed(value: object) -> Feed | None:
    """Return the content of either export; None if it is neither."""
    export = part(value)
    about = part(export.get("metadata"))
    events = objects(export.get("sessions") if export else value)
    first = part(events[0]) if events else {}
    if "conferenceCode" not in about and not first.keys() >= _MARKS:
        return None
    feed = Feed(start_key="start" if about else "begin")
    feed.id = text_at(about, "conferenceCode") or text_at(first, "conference")
    feed.title = text_at(about, "conferenceName") or feed.id
    feed.description = text_at(about, "descriptionSnippet")
    feed.zone = text_at(about, "conferenceTimezone") or text_at(first, "timezone")
    for event in events:
        feed.add(_session(event))
        feed.left_out.update(unread(event, _KNOWN))
    return feed


def _session(event: Object) -> FeedSession:
    id_ = text_at(event, "id", "sessionId")
    session = FeedSession(f"event[{id_}]", text_at(event, "title"), id=id_)
    session.stamp = read_stamp(text_at(event, "begin", "start"))
    session.until = read_stamp(text_at(event, "end"))
    session.rooms = [name(event.get("location"))]
    tags = map(name, objects(event.get("tags")))
    session.type = name(event.get("type")) or next(tags, "")
    session.description = text_at(event, "description", "descriptionSnippet")
    session.people = [_person(person) for person in objects(event.get("speakers"))]
    session.links = [
        FeedLink(text_at(link, "url"), text_at(link, "label"))
        for link in objects(event.get("links"))
    ]
    return session


def _person(found: Object) -> FeedPerson:
    person = FeedPerson(text_at(found, "name"), text_at(found, "id"))
    places = (text_at(place, "organization") for place in objects(found.get("affiliations")))
    person.affiliation = next(filter(None, places), "")
    person.biography = text_at(found, "description", "bioSnippet")
    return person
