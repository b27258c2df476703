"""The keys of a panel's moderator: the rest of the table in `keys`.

Small letters stand for speakers, so that as few as can be stand for anything else: what is done
once in a panel has a capital.
"""

from __future__ import annotations

from sommet_tui.tui.keys.table import Key
from sommet_tui.tui.stage.keys import REHEARSAL
from sommet_tui.wording.words import mark

OPEN_PANEL = Key(
    "session.moderate", "m", "moderate", "m", mark("Moderator"), mark("moderate this session")
)
MODERATION = Key(
    "panel.moderation",
    "m",
    "act('moderation')",
    "m",
    mark("Moderation"),
    mark("the moderator speaks; the letter before a name: they speak"),
)
NOBODY = Key(
    "panel.nobody",
    "space",
    "act('nobody')",
    "␣",
    mark("Nobody"),
    mark("nobody speaks; so does the letter of whoever speaks"),
)
NEXT = Key(
    "panel.next", "n", "act('segment', 1)", "n", mark("Segment"), mark("the next segment begins")
)
BEFORE = Key(
    "panel.before",
    "backspace",
    "act('segment', -1)",
    "⌫",
    mark("Segment before"),
    mark("back to the segment before"),
    foot=False,
)
UNDO = Key("panel.undo", "u", "act('undo')", "u", mark("Undo"), mark("take back the latest key"))
REDO = Key(
    "panel.redo",
    "U",
    "act('redo')",
    "U",
    mark("Redo"),
    mark("do again what was taken back"),
    foot=False,
)
ARRIVAL = Key(
    "panel.arrival",
    "A",
    "act('arrival')",
    "A",
    mark("Arrival"),
    mark("then a letter: not here, arrived, on stage"),
)
ASK = Key("panel.question", "Q", "act('question')", "Q", mark("Question"), mark("note a question"))
AIM = Key(
    "panel.aim",
    "T",
    "act('aim')",
    "T",
    mark("For"),
    mark("then a letter: whom the question under the cursor is for"),
)
STAR_IT = Key(
    "panel.star",
    "S,asterisk",
    "act('star_question')",
    "S",
    mark("Star"),
    mark("star the question under the cursor, or take it back"),
    foot=False,
)
ASKED = Key(
    "panel.asked",
    "enter",
    "act('asked')",
    "↵",
    mark("Asked"),
    mark("the question under the cursor is asked, the hand had its turn"),
)
HAND = Key("panel.hand", "H", "act('hand')", "H", mark("Hand"), mark("a hand is raised: where"))
TAKE = Key(
    "panel.take",
    "J",
    "act('take')",
    "J",
    mark("Takes it"),
    mark("the first hand raised has its turn"),
    foot=False,
)
SAY = Key("panel.say", "M", "act('say')", "M", mark("To the stage"), mark("a line to the stage"))
SEEN = Key("panel.seen", "K", "act('seen')", "K", mark("Seen"), mark("the stage’s line is seen"))
MORE = Key(
    "panel.more",
    "plus,equals_sign",
    "act('lengthen', 1)",
    "+",
    mark("1 min"),
    mark("a minute more for the segment that is on, else the next"),
)
LESS = Key(
    "panel.less",
    "minus",
    "act('lengthen', -1)",
    "\u2212",
    mark("1 min"),
    mark("a minute less for it"),
)
PLAN = Key(
    "panel.plan", "P", "act('plan')", "P", mark("Segments"), mark("the minutes of every segment")
)
SEATS = Key(
    "panel.seats", "O", "act('seats')", "O", mark("Seats"), mark("who sits where"), foot=False
)
WHO = Key(
    "panel.who",
    "I",
    "who",
    "I",
    mark("Introductions"),
    mark("how names are said, and who they are"),
    foot=False,
)
REPORT = Key(
    "panel.report",
    "E",
    "report",
    "E",
    mark("Report"),
    mark("airtime, questions and notes, to read or to write to a file"),
)
NOTE_IT = Key(
    "panel.note", "N", "note", "N", mark("Note"), mark("write a note on the session"), foot=False
)
STEPS = (
    Key(
        "panel.session-before",
        "left",
        "step(-1)",
        "←",
        mark("Session"),
        mark("the session before"),
        foot=False,
    ),
    Key(
        "panel.session-after",
        "right",
        "step(1)",
        "→",
        mark("Session"),
        mark("the session after"),
        foot=False,
    ),
)
PANEL = (
    *(NOBODY, MODERATION, NEXT, BEFORE, UNDO, REDO, ARRIVAL),
    *(ASK, ASKED, AIM, STAR_IT, HAND, TAKE, SAY, SEEN),
    *(MORE, LESS, PLAN, SEATS, WHO, REPORT, NOTE_IT, *STEPS, REHEARSAL),
)
"""What acts on the moderator's screen."""

LINE_DOWN = Key(
    "line.ready",
    "down",
    "ready(1)",
    "↓",
    mark("Ready made"),
    mark("the next line that is ready made"),
    priority=True,
)
LINE_UP = Key(
    "line.ready-before",
    "up",
    "ready(-1)",
    "↑",
    mark("Ready made"),
    mark("the line before that is ready made"),
    priority=True,
)
READY = (LINE_DOWN, LINE_UP)
LONGER = Key("plan.longer", "right,plus", "change(1)", "→", mark("1 min"), mark("a minute more"))
SHORTER = Key("plan.shorter", "left,minus", "change(-1)", "←", mark("1 min"), mark("a minute less"))
PLANNING = (LONGER, SHORTER)
RIGHTER = Key(
    "seats.right",
    "right",
    "change(1)",
    "→",
    mark("Right"),
    mark("one seat to the right of the panel"),
)
LEFTER = Key(
    "seats.left",
    "left",
    "change(-1)",
    "←",
    mark("Left"),
    mark("one seat to the left of the panel"),
)
SEATING = (RIGHTER, LEFTER)
MARKDOWN = Key(
    "report.markdown",
    "e",
    "write('markdown')",
    "e",
    mark("Markdown"),
    mark("write it into your downloads as Markdown"),
)
TEXT = Key(
    "report.text",
    "x",
    "write('text')",
    "x",
    mark("Text"),
    mark("write it into your downloads as text"),
)
REPORTING = (MARKDOWN, TEXT)
COMES = Key(
    "people.arrival",
    "a",
    "arrival",
    "a",
    mark("Arrival"),
    mark("not here, arrived, on stage: one further each time"),
)
TAKE_BACK = Key(
    "people.undo",
    "u",
    "undo",
    "u",
    mark("Undo"),
    mark("take back the latest arrival that was noted in this window"),
    foot=False,
)
SOON = Key(
    "people.soon",
    "h",
    "only_soon",
    "h",
    mark("Two hours"),
    mark("only who is on stage in the next two hours, or everyone"),
)
MISSING = Key(
    "people.missing",
    "w",
    "only_missing",
    "w",
    mark("Not here"),
    mark("only who is not here yet, or everyone"),
)
FURTHER = Key(
    "person.further",
    "space",
    "further",
    "␣",
    mark("Read on"),
    mark("the rest of a long introduction"),
)
GREEN_ROOM = (COMES, TAKE_BACK, SOON, MISSING)
MODERATOR_KEYS = (
    *PANEL,
    *GREEN_ROOM,
    FURTHER,
    OPEN_PANEL,
    *READY,
    *PLANNING,
    *SEATING,
    *REPORTING,
)
"""All of them, each once; `REHEARSAL` is the stage's."""
