"""How long and how many: the limits of what people write and of what a programme may hold.

Texts are measured in characters, after they were cleaned.
"""

from __future__ import annotations

from typing import Final

ID_LIMIT: Final = 200
"""An id, or another short text of a record."""
NAME_LIMIT: Final = 60
"""The name of somebody who acts."""
NOTE_LIMIT: Final = 100_000
MESSAGE_LIMIT: Final = 200
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
MOST_SESSIONS: Final = 20_000
"""Sessions and breaks of a programme: many times what the largest event has."""
BYTES_LIMIT: Final = 16_000_000
"""Of a programme, wherever it comes from: the largest public ones have a few million."""
SETTINGS_BYTES_LIMIT: Final = 100_000
