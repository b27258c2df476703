"""Signs that take one cell and replace words in lists, and ASCII characters for all signs."""

from __future__ import annotations

from sommet_tui.wording.words import Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Session

STAR = "★"
"""The session is bookmarked as a must."""
MAYBE = "☆"
"""The session is bookmarked as a maybe."""
HIDDEN = "∅"
"""The session is hidden; this symbol appears where hidden sessions are shown."""
OWN = "◇"
"""An own event."""
BOTH = "&"
"""The user and a friend bookmarked the session."""
THEIRS = "@"
"""A friend bookmarked the session, but the user did not."""
DEGREE: Mapping[str, str] = {"must": STAR, "maybe": MAYBE, "hidden": HIDDEN}
NOTED = "✎"
"""The session has a note."""
CLASH = "✕"
"""The symbol before the number of bookmarks that a bookmark overlaps, or that a stop excludes."""
NEXT = "›"
"""The session is the next one in its room."""
NEW = "+"
"""The session was added since the user last looked at the changes."""
CHANGED = "~"
"""The session was moved or changed since the user last looked at the changes."""
DUE = "!"
"""The person should be in the green room by now, but has not arrived."""
AWAITED = "·"
"""The person has not arrived in the green room yet."""
NOTICE = "◆"
"""A message to everyone."""
STATUS: Mapping[str, str] = {
    "done": "✓",
    "running": "▶",
    "cancelled": "✗",
    "skipped": "✗",
    "upcoming": " ",
}
"""The status of a session."""
SEATS: Mapping[str, str] = {"full": "▮", "nearly-full": "▯"}
"""How full a room is, in lists without space for words."""
SEGMENT: Mapping[str, str] = {
    "done": STATUS["done"],
    "on": STATUS["running"],
    "to_come": STATUS["upcoming"],
}
"""The state of a segment of a panel."""
BY_CLOCK = "◷"
"""The session runs or is over according to the clock; no person has confirmed it."""
PAUSED = "‖"
"""The stage manager has paused the session."""
TRACK = "●"
"""The colour of a track."""

_ASCII = {
    **dict.fromkeys("\u00a0\u202f", " "),
    **dict.fromkeys("’‘′", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("–—−", "-"),
    "▏": "|",
    **dict.fromkeys("█▀▄▆▌▐▖▗▘▙▚▛▜▝▞▟", "#"),
    **dict.fromkeys("━╸╺⇄", "="),
    **dict.fromkeys("─▔▁", "-"),
    "│": "|",
    **dict.fromkeys("←‹", "<"),
    "→": "->",
    **dict.fromkeys("↑▴", "^"),
    **dict.fromkeys("↓▾", "v"),
    "·": "-",
    "•": "*",
    "∙": ".",
    "×": "x",
    "…": "...",
    "œ": "oe",
    "Œ": "OE",
    # The signs of lists; each must differ from all others
    "★": "*",
    "☆": ":",
    "∅": "_",
    "◇": "%",
    "✎": '"',
    "✕": "#",
    "✓": "v",
    "✗": "x",
    **dict.fromkeys("▶▸", ">"),
    "›": ")",
    "◷": "c",
    "‖": "|",
    "▮": "F",
    "▯": "f",
    "●": "o",
    "◆": "=",
    # Keys, as they are labelled on keyboards
    "↵": "Enter",
    "⇥": "Tab",
    "⌫": "Backspace",
    "␣": "Space",
    "⇞": "PgUp",
    "⇟": "PgDn",
}
"""The replacement of each character on a terminal that can show only ASCII."""

_CLASHES = f"{CLASH}2"
_MEANINGS = mark(
    (
        (STATUS["done"], "over"),
        (STATUS["running"], "on now"),
        (BY_CLOCK, "started automatically"),
        (NEXT, "next"),
        (STATUS["cancelled"], "cancelled"),
        (SEATS["full"], "full"),
        (SEATS["nearly-full"], "nearly full"),
        (DUE, "due, not here yet"),
        (AWAITED, "not here yet"),
        (STAR, "must"),
        (MAYBE, "maybe"),
        (HIDDEN, "hidden"),
        (OWN, "own event"),
        (_CLASHES, "clashes with two others"),
        (NOTED, "note"),
        (NEW, "new"),
        (CHANGED, "changed"),
        (BOTH, "you and a friend"),
        (THEIRS, "a friend"),
        (TRACK, "track"),
        (NOTICE, "notice"),
    )
)
_BESIDE_A_STOP = (_CLASHES, mark("beside a stop: it excludes two bookmarks"))


def legend(words: Words, among: Container[str] | None = None) -> list[str]:
    """Return a line for each symbol with its meaning.

    If `among` is given, only the symbols in it have lines.
    """
    if among is None:
        meanings = [*_MEANINGS, _BESIDE_A_STOP]
    else:
        meanings = [one for one in _MEANINGS if one[0] in among]
    return [f"{symbol} {words.say(meaning)}" for symbol, meaning in meanings]


def own_symbols(snapshot: Snapshot, sessions: Iterable[Session]) -> set[str]:
    """Return the names (as in `legend`) of the user's symbols that these sessions have."""
    found = {
        symbol.strip()
        for s in sessions
        for _, symbol in session_symbols(snapshot, s.id, over=False)
    }
    return {_CLASHES if symbol.startswith(CLASH) else symbol for symbol in found}


def session_symbols(
    snapshot: Snapshot, session_id: str, *, over: bool
) -> tuple[tuple[str, str], ...]:
    """Return the symbols of a session for a row of a list, as pairs of a name and a symbol.

    Signs with the same name have the same width in all rows.
    """
    return (
        ("clash", _clash_mark(snapshot, session_id, over=over)),
        ("degree", degree_mark(snapshot, session_id)),
        ("friend", friend_mark(snapshot, session_id)),
        ("note", note_mark(snapshot, session_id)),
    )


def degree_mark(snapshot: Snapshot, session_id: str, absent: str = " ") -> str:
    """Return the symbol of a bookmark or own event, one cell wide; `absent` for other sessions."""
    if snapshot.mine.is_own_event(session_id):
        return OWN
    return DEGREE.get(snapshot.mine.degrees.get(session_id, ""), absent)


def _clash_mark(snapshot: Snapshot, session_id: str, *, over: bool) -> str:
    """Return the symbol for how many other picks a bookmark or own event overlaps, such as ✕2.

    The width is fixed; a session that is `over` gets blanks.
    """
    if not snapshot.clashes:
        return " "
    number = None if over else snapshot.clashes.get(session_id)
    symbol = f"{CLASH}{number}" if number else ""
    return symbol.ljust(1 + len(str(snapshot.max_clashes)))


def friend_mark(snapshot: Snapshot, session_id: str) -> str:
    """Return the symbol for a session that friends bookmarked: `BOTH` if the user did, too.

    Return "" if the user has no friends.
    """
    if not snapshot.mine.friends:
        return ""
    if session_id not in snapshot.mine.friends_by_session:
        return " "
    return BOTH if session_id in snapshot.mine.bookmarked_ids else THEIRS


def note_mark(snapshot: Snapshot, session_id: str) -> str:
    """Return the symbol of a note if the session has one, otherwise a blank.

    Return "" if the user has no notes.
    """
    if not snapshot.mine.notes:
        return ""
    return NOTED if session_id in snapshot.mine.ids_with_note else " "


def nearest_ascii(char: str) -> str:
    """Return the ASCII characters that replace a character on a terminal that cannot show it."""
    if char in _ASCII:
        return _ASCII[char]
    import unicodedata

    bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode("ascii")
    return bare or ("" if unicodedata.combining(char) else "?")
