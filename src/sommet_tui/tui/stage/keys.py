"""The keys of the stage: the rest of the table in `keys`.

Minutes have a key each that needs no Shift, on French keyboards as on English ones.
"""

from __future__ import annotations

from sommet_tui.tui.keys.table import Key
from sommet_tui.wording.words import mark

START = Key(
    "stage.start", "s", "act('start')", "s", mark("Start next"), mark("start the next session")
)
START_AGO = Key(
    "stage.start-ago",
    "S",
    "act('start_ago')",
    "S",
    mark("Earlier"),
    mark("the next session has started already: say when"),
)
SUGGEST = Key(
    "stage.suggest",
    "g",
    "act('suggest', 0)",
    "g",
    mark("On time"),
    mark("take the minutes from where it is suggested, to end on time"),
    foot=False,
)
SUGGEST_OTHER = Key(
    "stage.suggest-other",
    "G",
    "act('suggest', 1)",
    "G",
    mark("On time"),
    mark("take them from the other place suggested"),
    foot=False,
)
UNDO = Key("stage.undo", "u", "act('undo')", "u", mark("Undo"), mark("undo the latest act"))
REDO = Key(
    "stage.redo",
    "U",
    "act('redo')",
    "U",
    mark("Redo"),
    mark("do again what was undone"),
    foot=False,
)
REHEARSAL = Key(
    "stage.rehearsal",
    "R",
    "act('rehearsal')",
    "R",
    mark("Rehearsal"),
    mark("begin a rehearsal, or end it and forget its acts"),
)
MESSAGE = Key(
    "stage.message",
    "m",
    "act('message')",
    "m",
    mark("Message"),
    mark("a line for everyone, for the panel or for the speaker"),
)
LEAD = Key(
    "stage.lead",
    "W",
    "act('lead')",
    "W",
    mark("Lead"),
    mark("drive from this computer, where the day is shared"),
    foot=False,
)
PUBLISH = Key(
    "stage.publish",
    "P",
    "publish",
    "P",
    mark("Publish"),
    mark("publish the day for its audience, or publish it no more"),
    foot=False,
)
SEEN = Key(
    "stage.seen",
    "k",
    "act('seen')",
    "k",
    mark("Seen"),
    mark("the panel’s line is seen"),
    foot=False,
)
FULL = Key(
    "stage.full",
    "f,v",
    "full",
    "f",
    mark("Full screen"),
    mark("the clock alone, for the speaker’s monitor"),
)
TAKE = Key(
    "stage.take",
    "T",
    "act('take')",
    "T",
    mark("Take over"),
    mark("drive the room from here: nothing begins or ends by itself any more"),
)
SWAP = Key(
    "stage.swap",
    "c",
    "act('swap')",
    "c",
    mark("Swap"),
    mark("let the session under the cursor change places with another"),
)
MOVE = Key(
    "stage.move",
    "D",
    "act('move')",
    "D",
    mark("At a time"),
    mark("let the session under the cursor begin at a time: we go on at 14:15"),
)
FLASH = Key(
    "clock.flash", "space", "flash", "␣", mark("Flash"), mark("the speaker’s clock flashes")
)
BLACK = Key(
    "clock.black",
    "b",
    "black",
    "b",
    mark("Black"),
    mark("the speaker’s monitor goes black, or shows the clock again"),
)
ANNOUNCE = Key(
    "stage.announce",
    "a",
    "act('announce')",
    "a",
    mark("Announce"),
    mark("announce the projected times to everyone"),
)
FIVE_MORE = Key(
    "stage.five-more",
    "greater_than_sign,full_stop,semicolon",
    "act('add', 5)",
    ">",
    mark("5 min"),
    mark("5 minutes more for it"),
)
FIVE_LESS = Key(
    "stage.five-less",
    "less_than_sign,comma",
    "act('add', -5)",
    "<",
    mark("5 min"),
    mark("5 minutes less for it"),
)
FIVE = (FIVE_MORE, FIVE_LESS)
BOARD = Key(
    "stage.board",
    "B",
    "board",
    "B",
    mark("All rooms"),
    mark("all rooms at once: what runs in each, how late it is, what is next"),
)
STAGE = (
    START,
    UNDO,
    REDO,
    Key("stage.end", "e", "act('end')", "e", mark("End"), mark("end what runs")),
    Key(
        "stage.end-ago",
        "E",
        "act('end_ago')",
        "E",
        mark("Ended earlier"),
        mark("what runs has ended already: say when"),
        foot=False,
    ),
    Key(
        "stage.more",
        "plus,equals_sign",
        "act('add', 1)",
        "+",
        mark("1 min"),
        mark("a minute more for what runs, or for what the cursor was moved to just now"),
    ),
    Key(
        "stage.less",
        "minus",
        "act('add', -1)",
        "\u2212",
        mark("1 min"),
        mark("a minute less for it"),
    ),
    FIVE_MORE,
    FIVE_LESS,
    Key("stage.pause", "p", "act('pause')", "p", mark("Pause"), mark("stand still, or go on")),
    ANNOUNCE,
    START_AGO,
    Key(
        "stage.cancel",
        "x",
        "act('cancel')",
        "x",
        mark("Cancel"),
        mark("cancel the session under the cursor"),
    ),
    Key(
        "stage.defer",
        "d",
        "act('defer')",
        "d",
        mark("Defer"),
        mark("let the session under the cursor come after another"),
    ),
    SWAP,
    MOVE,
    Key(
        "stage.start-this",
        "space",
        "act('start_this')",
        "␣",
        mark("Start this"),
        mark("start the session under the cursor, whether or not it is the next"),
    ),
    SUGGEST,
    SUGGEST_OTHER,
    MESSAGE,
    SEEN,
    FULL,
    BOARD,
    Key("stage.acts", "j", "log", "j", mark("Acts"), mark("every act, to undo any of them")),
    TAKE,
    Key(
        "stage.release",
        "l",
        "act('release')",
        "l",
        mark("Release"),
        mark("let the clock lead again"),
    ),
    LEAD,
    PUBLISH,
    REHEARSAL,
)
ON_DAY = frozenset(
    f"stage.{name}" for name in ("start", "start-ago", "start-this", "end", "end-ago", "pause")
)
"""The ids of the keys that are about what goes on: before the event's days there is nothing."""
YES = Key("stage.yes", "y,o,enter", "yes", "y", mark("Yes"), mark("yes"), foot=False)
NO = Key("stage.no", "n,escape", "no", "n", mark("No"), mark("no"), foot=False)
ASKED = (YES, NO)
"""Only while something is asked; other keys then mean no."""
ACT_UNDO = Key(
    "acts.undo", "u,enter", "undo", "u", mark("Undo"), mark("undo the act under the cursor")
)
ACT_AGAIN = Key(
    "acts.again",
    "a",
    "again",
    "a",
    mark("Do again"),
    mark("do again what was done without the lead"),
)
TO = Key(
    "message.to",
    "down",
    "to(1)",
    "↓",
    mark("To whom"),
    mark("choose for whom the line is, and about what"),
    priority=True,
)
TO_BEFORE = Key(
    "message.to-before",
    "up",
    "to(-1)",
    "↑",
    mark("To whom"),
    mark("the other way round"),
    priority=True,
)
MESSAGE_END = Key(
    "message.end",
    "tab",
    "end(1)",
    "⇥",
    mark("How long"),
    mark("choose when the line ends by itself"),
    priority=True,
)
STAGE_KEYS = (*STAGE, FLASH, BLACK, *ASKED, ACT_UNDO, ACT_AGAIN, TO, TO_BEFORE, MESSAGE_END)
"""All of them, each once."""
