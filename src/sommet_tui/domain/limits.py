"""How long and how many: the limits of what people write and of what a programme may hold.

Texts are measured in characters, after they were cleaned.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

ID_LIMIT: Final = 200
"""An id, or another short text of a record."""
NAME_LIMIT: Final = 60
"""Characters in the name of a person who acts."""
NOTE_LIMIT: Final = 100_000
MESSAGE_LIMIT: Final = 200
TITLE_LIMIT: Final = 100
"""The title of what the stage inserts."""
MOST_INSERTED_PEOPLE: Final = 20
"""Who is on stage in what the stage inserts."""
QUERY_LIMIT: Final = 200
"""What is typed to find something: in the search, in a list's filter, among the commands."""
SEGMENT_LIMIT: Final = 60
"""The name of a segment."""
QUESTION_LIMIT: Final = 500
MINUTES_LIMIT: Final = 24 * 60
"""Minutes of a segment, those an act gives or takes, and how long ago it may have happened."""
MOST_SEGMENTS: Final = 30
MOST_QUESTIONS: Final = 100
MOST_SEATS: Final = 200
MOST_READY_MESSAGES: Final = 50
MOST_SESSIONS: Final = 20_000
"""Sessions and breaks of a programme: many times what the largest event has."""
MOST_WALKS: Final = 2_000
"""Walking times of a programme: every pair of 60 buildings has one."""
MOST_PEOPLE_AND_LINKS: Final = 60_000
"""Of all sessions of a feed together: seven times as many as the largest have."""
MOST_ELEMENTS: Final = 500_000
"""In a file of XML: many times what the largest have."""
MOST_MARKUP: Final = 150_000
"""HTML tags and character references in the texts of a feed: ten times what the largest have."""
BYTES_LIMIT: Final = 16_000_000
"""Of a programme, wherever it comes from: the largest public ones have a few million."""
SETTINGS_BYTES_LIMIT: Final = 100_000
LINE_LIMIT: Final = 300
"""A name, a title, or another line of a programme."""
TEXT_LIMIT: Final = 20_000
"""An abstract, or another text of several lines."""
DESCRIPTION_LIMIT: Final = 50_000
"""What an event says of itself."""
DEPTH_LIMIT: Final = 30
"""Levels of nesting in YAML."""
MOST_VALUES: Final = 500_000
"""In a file of YAML, keys included."""
MOST_OBJECTS: Final = 500_000
"""Objects and lists in a file of JSON."""
MOST_FAULTS: Final = 10_000
"""After this many faults the rest of a file is not checked."""
MOST_FINDINGS: Final = 1000
"""Findings that are reported one by one; the others are counted."""
MOST_RECORDS: Final = 10_000
"""More acts than any stage does in a day."""
MOST_IMPORTS: Final = 20_000
"""Bookmarks and notes in one import: more than any event has sessions."""
IMPORTED_LINE_LIMIT: Final = 500
"""A title or an id that is brought back."""
MOST_LANES: Final = 2_000
"""Of a day that is published: as many rooms and days as no event has."""
MOST_NOTICES: Final = 500
"""Messages to everyone that are shown at the same time."""
ROOMS_TOGETHER: Final = 10
"""With more rooms, each has a published document of its own too."""
MOST_ROOM_FILES: Final = 200
"""Published documents of single rooms: further rooms are in the whole one alone."""
LIVE_BYTES_LIMIT: Final = 4_000_000
"""Of a day that is published."""
CREW_BYTES_LIMIT: Final = 100_000
"""Of one record of the crew: an announcement of a day of 700 sessions has as many."""
AHEAD_LIMIT: Final = timedelta(hours=26)
"""How far ahead a published day may date itself: the longest day, and a clock an hour off."""
EPOCHS_AHEAD: Final = 24 * 60
"""How far an epoch may be ahead of the last one seen: a claim of the lead a minute, all day."""
MOST_CLAIMS: Final = 500
"""Claims of the lead by one writer for one room: more often it changes hands in no event."""
