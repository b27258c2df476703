"""The limits of what people may write, and of what a programme may contain.

Lengths of texts are in characters (code points), after cleaning.
"""

from __future__ import annotations

from datetime import timedelta

ID_LIMIT = 200
"""Length of an id, or of another short text in a record."""
NAME_LIMIT = 60
"""Length of the name of a person who records an action."""
NOTE_LIMIT = 100_000
MESSAGE_LIMIT = 200
TITLE_LIMIT = 100
"""Length of the title of an inserted item."""
MAX_INSERTED_PEOPLE = 20
"""People on stage in an inserted item."""
QUERY_LIMIT = 200
"""Length of a query in the search, in the filter of a list or in the palette."""
SEGMENT_LIMIT = 60
"""Length of the name of a segment."""
QUESTION_LIMIT = 500
MINUTES_LIMIT = 24 * 60
"""Minutes of a segment, minutes that an act adds or removes, and minutes since an act happened."""
MAX_SEGMENTS = 30
MAX_QUESTIONS = 100
MAX_SEATS = 200
MAX_READY_MESSAGES = 50
MAX_SESSIONS = 20_000
"""Sessions and breaks of a programme; the largest event has far fewer."""
MAX_WALKS = 2_000
"""Walking times of a programme: enough for every pair of 60 buildings."""
MAX_CLASHES = 10
"""Listed clashes of a bookmark with earlier sessions, and as many with later sessions."""
MAX_PEOPLE_AND_LINKS = 60_000
"""People and links of all sessions in a feed: seven times as many as in the largest feed."""
MAX_ROOMS_AND_LANGUAGES = 100_000
"""Rooms and languages of all sessions together.

A session in all rooms counts once for each room.
"""
MAX_PER_SESSION = 1_000
"""People, rooms, links or languages of one session."""
MAX_ELEMENTS = 500_000
"""Elements in an XML file: many times as many as in the largest file."""
MAX_MARKUP = 150_000
"""HTML tags and character references in a feed: ten times as many as in the largest feed."""
BYTES_LIMIT = 16_000_000
"""Bytes of a programme; the largest public programmes have a few million."""
SETTINGS_BYTES_LIMIT = 100_000
LINE_LIMIT = 300
"""Length of a name, a title or another text of one line in a programme."""
TEXT_LIMIT = 20_000
"""Length of an abstract, or another text of several lines."""
ADDRESS_LIMIT = 2008
"""Length of the address of a page."""
DESCRIPTION_LIMIT = 50_000
"""Length of an event's description."""
DEPTH_LIMIT = 30
"""Levels of nesting in YAML."""
MAX_VALUES = 500_000
"""Values in a YAML file, including keys."""
MAX_OBJECTS = 500_000
"""Objects and lists in a JSON file."""
MAX_FAULTS = 10_000
"""Number of faults after which the rest of a file is not checked."""
MAX_FINDINGS = 1000
"""Findings reported one by one; further findings are only counted."""
MAX_RECORDS = 10_000
"""Acts in a log: more than any stage makes in a day."""
MAX_IMPORTS = 20_000
"""Bookmarks, notes and own events in one import; for a calendar, the limit may be lower."""
IMPORTED_LINE_LIMIT = 500
"""Length of a title or an id in an import."""
MAX_LANES = 2_000
"""Lanes in a published day: more than any event has in a day."""
MAX_NOTICES = 500
"""Messages to everyone that are in force at the same time."""
MAX_OFFSETS = 100
"""Offsets from UTC of one zone in two years."""
ROOMS_TOGETHER = 10
"""If an event has more rooms than this, each room also has its own published document."""
MAX_ROOM_FILES = 200
"""Published documents of single rooms; further rooms are only in the event's document."""
MIN_POLL = 2
MAX_POLL = 3600
"""The longest time between two requests of a follower, in seconds; `MIN_POLL` is the shortest."""
INTEGER_LIMIT = 2**53
"""The smallest integer that JSON readers may round; no log is so long."""
AFTER_ALL = 2**62
"""A position in a log that comes after all records."""
LIVE_BYTES_LIMIT = 4_000_000
"""Bytes of a published day."""
CREW_BYTES_LIMIT = 100_000
"""Bytes of one record of the crew: enough for an announcement of 700 sessions."""
AHEAD_LIMIT = timedelta(hours=26)
"""How far ahead a published day may be dated: by the longest day, plus an hour for wrong clocks."""
EPOCHS_AHEAD = 24 * 60
"""How far an epoch may be ahead of the last one: enough for a new lead each minute of a day."""
