"""Every key: its id, the keys it has by default, its word for the footer, its sentence for the help.

One row is one key. A row that is named elsewhere bears its id as its name; the others are in the
group of keys they work with. Bindings, footers, the help, the palette and docs/keys.md are made
from these rows, and the settings change their keys by id.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.domain.sentence import mark
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "escape": "esc",
        "left": "←",
        "right": "→",
        "up": "↑",
        "down": "↓",
        "enter": "↵",
        "pageup": "⇞",
        "pagedown": "⇟",
        "space": "␣",
        "backspace": "⌫",
        "tab": "⇥",
    }
)
_NAMED: Mapping[str, str] = MappingProxyType(
    {
        "slash": "/",
        "backslash": "\\",
        "at": "@",
        "minus": "-",
        "plus": "+",
        "underscore": "_",
        "hyphen_minus": "-",
        "less_than_sign": "<",
        "greater_than_sign": ">",
    }
)
"""Characters that a terminal names otherwise than Unicode does."""
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Key:
    """What one or several keys do.

    `id` never changes. `keys` are characters and names such as ctrl+x, f5 or left, with a space
    between two. `action` is the method of the screen, as Textual writes it. `label` is a word for
    the footer, which shows it if `foot`; `purpose` is a sentence for the help. Both are English,
    and translated when shown. With `priority`, the key comes before those of a field.
    """

    id: str
    keys: str
    action: str
    label: str
    purpose: str
    foot: bool = True
    priority: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each of its keys."""
        return tuple(self.keys.split())

    @property
    def shown(self) -> str:
        """The first of its keys, a function key last, as the footer writes it: 1, ^q, ←."""
        name = next((name for name in self.names if not _is_function_key(name)), self.names[0])
        return _MINUS if character(name) == "-" else written(name).replace("ctrl+", "^")


def written(name: str) -> str:
    """How a key is written on screen: /, F1, ←, ctrl+q."""
    if name in _WRITTEN:
        return _WRITTEN[name]
    if _is_function_key(name):
        return name.upper()
    return character(name)


def _is_function_key(name: str) -> bool:
    return name.startswith("f") and name[1:].isdigit()


def character(name: str) -> str:
    """The character a key types, by either of its names; the name itself of one that types none."""
    if len(name) == 1 or "+" in name:
        return name
    try:
        typed = _NAMED.get(name) or unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return name
    return typed if typed.isprintable() and typed != " " else name


# fmt: off
# Everywhere
GO_STAGE = Key("go.stage", "f5 5", "go('stage')", mark("Stage"), mark("run the day, see what it costs"))
SCREENS = (
    Key("go.now", "f1 1", "go('now')", mark("Now"), mark("what is on and what comes next")),
    Key("go.agenda", "f2 2", "go('agenda')", mark("Agenda"), mark("every session by day")),
    Key("go.bookmarks", "f3 3", "go('bookmarks')", mark("Bookmarks"), mark("what you bookmarked, clashes and free time")),
    Key("go.people", "f4 4", "go('people')", mark("People"), mark("everyone on stage")),
    GO_STAGE,
    Key("go.moderator", "f6 6", "go('moderator')", mark("Moderator"), mark("moderate a panel: time, turns, questions")),
    Key("go.info", "i", "go('info')", mark("Info"), mark("the event, its place, registration")),
)
APP_HELP = Key("app.help", "?", "help", mark("Help"), mark("all keys"))
APP_CLOCK = Key("app.clock", "t", "clock", mark("Clock"), mark("set the clock, let it run faster, come back to the present"))
GO_PLAN = Key("go.plan", "p", "go('plan')", mark("Plan"), mark("your day without clashes"), foot=False)
APP_CHANGES = Key("app.changes", "C", "app.changes", mark("Changes"), mark("list what changed in the programme since you last looked"), foot=False)
APP_MESSAGES = Key("app.messages", "!", "messages", mark("Messages"), mark("what was said on the line above the foot"), foot=False)
EVERYWHERE = (
    APP_HELP,
    Key("app.search", "ctrl+f", "app.search", mark("Search"), mark("find sessions, people, abstracts and notes"), foot=False, priority=True),
    Key("app.newest", "ctrl+r", "app.newest", mark("Refresh"), mark("ask for the newest programme, where it comes from an address"), foot=False, priority=True),
    Key("app.events", "ctrl+o", "app.events", mark("Events"), mark("open another event, one that was opened before"), foot=False, priority=True),
    APP_CLOCK,
    GO_PLAN,
    APP_CHANGES,
    APP_MESSAGES,
    Key("app.language", "L", "language", mark("Français"), mark("switch the language: English, French"), foot=False),
    Key("app.theme", "D", "theme", mark("Colours"), mark("dark, light, or the terminal’s own colours"), foot=False),
    Key("app.commands", "ctrl+p", "command_palette", mark("Commands"), mark("find a command by typing"), foot=False),
    Key("app.suspend", "ctrl+z", "suspend_process", mark("Suspend"), mark("back to the shell; fg returns"), foot=False),
    Key("app.quit", "ctrl+q ctrl+c", "quit", mark("Quit"), mark("quit from anywhere"), foot=False, priority=True),
)
APP_BACK = Key("app.back", "escape", "back", mark("Back"), mark("back; from a main screen to Now"))
MAIN_QUIT = Key("main.quit", "q", "leave", mark("Quit"), mark("back; quit from a main screen"), foot=False)

# Lists
LIST_OPEN = Key("list.open", "enter", "open", mark("Open"), mark("open what the cursor is on"))
LIST_FILTER = Key("list.filter", "/", "filter", mark("Filter"), mark("narrow a list as you type, or search"))
LIST_PRESENT = Key("list.present", ".", "present", mark("Back to now"), mark("back to what is next"))
DAYS = (
    Key("list.day-before", "[", "day(-1)", mark("Day"), mark("the day before")),
    Key("list.day-after", "]", "day(1)", mark("Day"), mark("the day after")),
)
LIST_SORT = Key("list.sort", "s", "sort", mark("Order"), mark("in another order"))
LIST_FACETS = Key("list.facets", "F", "facets", mark("Narrow"), mark("only some days, rooms, tracks, languages; only mine"))
LIST_EVERYTHING = Key("list.everything", "X", "everything", mark("Show all"), mark("narrow no more"))
LIST_HIDDEN = Key("list.hidden", "H", "hidden", mark("Hidden ones"), mark("show hidden ones, or leave them out"), foot=False)

# Bookmarks, notes, one session
SESSION_STAR = Key("session.star", "b", "star", mark("Bookmark"), mark("bookmark the session: must, maybe, not"))
SESSION_UNSTAR = Key("session.unstar", "u", "unstar", mark("Undo"), mark("take the latest mark back"), foot=False)
SESSION_HIDE = Key("session.hide", "x", "hide", mark("Hide"), mark("hide the session, or show it again"), foot=False)
SESSION_NOTE = Key("session.note", "n", "note", mark("Note"), mark("write a note on the session"))
OWN_ADD = Key("own.add", "a", "own_add", mark("Own event"), mark("add an event of your own"))
OWN_REMOVE = Key("own.remove", "d", "own_remove", mark("Remove"), mark("remove your own event"), foot=False)
BOOKMARKS_EXPORT = Key("bookmarks.export", "e", "export", mark("Export"), mark("write your bookmarks and notes to a file"))
SESSION_LINKS = Key("session.links", "o", "links", mark("Links"), mark("open a link, once you have seen where it leads"))
SESSION = (
    Key("session.previous", "left", "step(-1)", mark("Previous"), mark("the session before")),
    Key("session.next", "right", "step(1)", mark("Next"), mark("the session after")),
    SESSION_STAR,
    SESSION_NOTE,
    Key("session.copy", "y", "copy", mark("Copy"), mark("copy a summary as plain text")),
    SESSION_LINKS,
    Key("session.stream", "w", "link_of('stream')", mark("Watch"), mark("open the stream, once you have seen where it leads")),
    Key("session.feedback", "f", "link_of('feedback')", mark("Feedback"), mark("say what you thought, where the event asks for it")),
)
SESSION_MODERATE = Key("session.moderate", "m", "moderate", mark("Moderator"), mark("moderate this session"))
WRITING = (
    Key("note.editor", "ctrl+e", "outside", mark("Your editor"), mark("go on writing in the editor that VISUAL or EDITOR names"), priority=True),
)

# Now, changes, search, clock, help
NOW_REPLAY = Key("now.replay", "r", "replay", mark("Replay"), mark("live the day again from its start"))
ROOMS = (
    Key("room.previous", "left", "app.room(-1)", mark("Room"), mark("the room before")),
    Key("room.next", "right", "app.room(1)", mark("Room"), mark("the next room")),
)
CHANGES_SEEN = Key("changes.seen", "x", "seen", mark("Seen"), mark("show these changes no more"))
FOUND = (
    Key("search.up", "up", "found(-1)", mark("Up"), mark("the hit above"), foot=False, priority=True),
    Key("search.down", "down", "found(1)", mark("Down"), mark("the hit below"), foot=False, priority=True),
    Key("search.page-up", "pageup", "found_page(-1)", mark("Up"), mark("a window up"), foot=False, priority=True),
    Key("search.page-down", "pagedown", "found_page(1)", mark("Down"), mark("a window down"), foot=False, priority=True),
)
CLOCK_FASTER = Key("clock.faster", "f", "pace(1)", mark("Faster"), mark("run faster"), priority=True)
CLOCK_SLOWER = Key("clock.slower", "s", "pace(-1)", mark("Slower"), mark("run slower"), priority=True)
CLOCK = (
    Key("clock.back", "left down", "step(-5)", mark("5 min back"), mark("5 minutes back"), priority=True),
    Key("clock.forward", "right up", "step(5)", mark("5 min on"), mark("5 minutes on"), priority=True),
    CLOCK_FASTER,
    CLOCK_SLOWER,
    Key("clock.present", "p", "present", mark("Present"), mark("come back to the real time"), priority=True),
)
PAGING = (
    Key("help.before", "left", "page(-1)", mark("Page"), mark("the page before")),
    Key("help.after", "right", "page(1)", mark("Page"), mark("the page after")),
)

# The stage: minutes have a key each that needs no Shift, on French keyboards as on English ones
STAGE_FIVE_MORE = Key("stage.five-more", "> . ;", "act('add', 5)", mark("5 min"), mark("5 minutes more for it"))
STAGE_FIVE_LESS = Key("stage.five-less", "< ,", "act('add', -5)", mark("5 min"), mark("5 minutes less for it"))
FIVE = (STAGE_FIVE_MORE, STAGE_FIVE_LESS)
STAGE_START = Key("stage.start", "s", "act('start')", mark("Start next"), mark("start the next session"))
STAGE_UNDO = Key("stage.undo", "u", "act('undo')", mark("Undo"), mark("undo the latest act"))
STAGE_REDO = Key("stage.redo", "U", "act('redo')", mark("Redo"), mark("do again what was undone"), foot=False)
STAGE_ANNOUNCE = Key("stage.announce", "a", "act('announce')", mark("Announce"), mark("announce the projected times to everyone"))
STAGE_SUGGEST = Key("stage.suggest", "g", "act('suggest', 0)", mark("On time"), mark("take the minutes from where it is suggested, to end on time"), foot=False)
STAGE_SUGGEST_OTHER = Key("stage.suggest-other", "G", "act('suggest', 1)", mark("On time"), mark("take them from the other place suggested"), foot=False)
STAGE_MESSAGE = Key("stage.message", "m", "act('message')", mark("Message"), mark("a line for everyone, for the panel or for the speaker"))
STAGE_SEEN = Key("stage.seen", "k", "act('seen')", mark("Seen"), mark("the panel’s line is seen"), foot=False)
STAGE_FULL = Key("stage.full", "f v", "full", mark("Full screen"), mark("the clock alone, for the speaker’s monitor"))
STAGE_BOARD = Key("stage.board", "B", "board", mark("All rooms"), mark("all rooms at once: what runs in each, how late it is, what is next"))
STAGE_TAKE = Key("stage.take", "T", "act('take')", mark("Take over"), mark("drive the room from here: nothing begins or ends by itself any more"))
STAGE_LEAD = Key("stage.lead", "W", "act('lead')", mark("Lead"), mark("drive from this computer, where the day is shared"), foot=False)
STAGE_PUBLISH = Key("stage.publish", "P", "publish", mark("Publish"), mark("publish the day for its audience, or publish it no more"), foot=False)
STAGE_REHEARSAL = Key("stage.rehearsal", "R", "act('rehearsal')", mark("Rehearsal"), mark("begin a rehearsal, or end it and forget its acts"))
STAGE_ACTS = Key("stage.acts", "j", "log", mark("Acts"), mark("every act, to undo any of them"))
STAGE = (
    STAGE_START,
    STAGE_UNDO,
    STAGE_REDO,
    Key("stage.end", "e", "act('end')", mark("End"), mark("end what runs")),
    Key("stage.end-ago", "E", "act('end_ago')", mark("Ended earlier"), mark("what runs has ended already: say when"), foot=False),
    Key("stage.more", "+ =", "act('add', 1)", mark("1 min"), mark("a minute more for what runs, or for what the cursor was moved to just now")),
    Key("stage.less", "-", "act('add', -1)", mark("1 min"), mark("a minute less for it")),
    STAGE_FIVE_MORE,
    STAGE_FIVE_LESS,
    Key("stage.pause", "p", "act('pause')", mark("Pause"), mark("stand still, or go on")),
    STAGE_ANNOUNCE,
    Key("stage.start-ago", "S", "act('start_ago')", mark("Earlier"), mark("the next session has started already: say when")),
    Key("stage.cancel", "x", "act('cancel')", mark("Cancel"), mark("cancel the session under the cursor")),
    Key("stage.defer", "d", "act('defer')", mark("Defer"), mark("let the session under the cursor come after another")),
    Key("stage.swap", "c", "act('swap')", mark("Swap"), mark("let the session under the cursor change places with another")),
    Key("stage.move", "D", "act('move')", mark("At a time"), mark("let the session under the cursor begin at a time: we go on at 14:15")),
    Key("stage.start-this", "space", "act('start_this')", mark("Start this"), mark("start the session under the cursor, whether or not it is the next")),
    STAGE_SUGGEST,
    STAGE_SUGGEST_OTHER,
    STAGE_MESSAGE,
    STAGE_SEEN,
    STAGE_FULL,
    STAGE_BOARD,
    STAGE_ACTS,
    STAGE_TAKE,
    Key("stage.release", "l", "act('release')", mark("Release"), mark("let the clock lead again")),
    STAGE_LEAD,
    STAGE_PUBLISH,
    STAGE_REHEARSAL,
)
STAGE_YES = Key("stage.yes", "y o enter", "yes", mark("Yes"), mark("yes"), foot=False)
STAGE_NO = Key("stage.no", "n escape", "no", mark("No"), mark("no"), foot=False)
ASKED = (STAGE_YES, STAGE_NO)
ACTS_UNDO = Key("acts.undo", "u enter", "undo", mark("Undo"), mark("undo the act under the cursor"))
ACTS_AGAIN = Key("acts.again", "a", "again", mark("Redo"), mark("redo the void action under the cursor, or ask the lead to"))
ACTS_ALL_AGAIN = Key("acts.all-again", "A", "all_again", mark("Redo all"), mark("redo all void actions of this laptop and of the earlier lead"))
MESSAGE_TO = Key("message.to", "down", "to(1)", mark("To whom"), mark("choose for whom the line is, and about what"), priority=True)
MESSAGE_TO_BEFORE = Key("message.to-before", "up", "to(-1)", mark("To whom"), mark("the other way round"), priority=True)
MESSAGE_END = Key("message.end", "tab", "end(1)", mark("How long"), mark("choose when the line ends by itself"), priority=True)
CLOCK_FLASH = Key("clock.flash", "space", "flash", mark("Flash"), mark("the speaker’s clock flashes"))
CLOCK_BLACK = Key("clock.black", "b", "black", mark("Black"), mark("the speaker’s monitor goes black, or shows the clock again"))

# A panel’s moderator: small letters stand for speakers, so few keys take one
PANEL_SESSION_BEFORE = Key("panel.session-before", "left", "step(-1)", mark("Session"), mark("the session before"), foot=False)
PANEL_SESSION_AFTER = Key("panel.session-after", "right", "step(1)", mark("Session"), mark("the session after"), foot=False)
STEPS = (PANEL_SESSION_BEFORE, PANEL_SESSION_AFTER)
PANEL_NOBODY = Key("panel.nobody", "space", "act('nobody')", mark("Nobody"), mark("nobody speaks; so does the letter of whoever speaks"))
PANEL_MODERATION = Key("panel.moderation", "m", "act('moderation')", mark("Moderation"), mark("the moderator speaks; the letter before a name: they speak"))
PANEL_NEXT = Key("panel.next", "n", "act('segment', 1)", mark("Segment"), mark("the next segment begins"))
PANEL_UNDO = Key("panel.undo", "u", "act('undo')", mark("Undo"), mark("take back the latest key"))
PANEL_REDO = Key("panel.redo", "U", "act('redo')", mark("Redo"), mark("do again what was taken back"), foot=False)
PANEL_QUESTION = Key("panel.question", "Q", "act('question')", mark("Question"), mark("note a question"))
PANEL_ASKED = Key("panel.asked", "enter", "act('asked')", mark("Asked"), mark("the question under the cursor is asked, the hand had its turn"))
PANEL_AIM = Key("panel.aim", "T", "act('aim')", mark("For"), mark("then a letter: whom the question under the cursor is for"))
PANEL_HAND = Key("panel.hand", "H", "act('hand')", mark("Hand"), mark("a hand is raised: where"))
PANEL_SAY = Key("panel.say", "M", "act('say')", mark("To the stage"), mark("a line to the stage"))
PANEL_SEEN = Key("panel.seen", "K", "act('seen')", mark("Seen"), mark("the stage’s line is seen"))
PANEL_MORE = Key("panel.more", "+ =", "act('lengthen', 1)", mark("1 min"), mark("a minute more for the segment that is on, else the next"))
PANEL_LESS = Key("panel.less", "-", "act('lengthen', -1)", mark("1 min"), mark("a minute less for it"))
PANEL_PLAN = Key("panel.plan", "P", "act('plan')", mark("Segments"), mark("the minutes of every segment"))
PANEL_REPORT = Key("panel.report", "E", "report", mark("Report"), mark("airtime, questions and notes, to read or to write to a file"))
PANEL_NOTE = Key("panel.note", "N", "note", mark("Note"), mark("write a note on the session"), foot=False)
PANEL = (
    PANEL_NOBODY,
    PANEL_MODERATION,
    PANEL_NEXT,
    Key("panel.before", "backspace", "act('segment', -1)", mark("Segment before"), mark("back to the segment before"), foot=False),
    PANEL_UNDO,
    PANEL_REDO,
    Key("panel.arrival", "A", "act('arrival')", mark("Arrival"), mark("then a letter: not here, arrived, on stage")),
    PANEL_QUESTION,
    PANEL_ASKED,
    PANEL_AIM,
    Key("panel.star", "S *", "act('star_question')", mark("Star"), mark("star the question under the cursor, or take it back"), foot=False),
    PANEL_HAND,
    Key("panel.take", "J", "act('take')", mark("Takes it"), mark("the first hand raised has its turn"), foot=False),
    PANEL_SAY,
    PANEL_SEEN,
    PANEL_MORE,
    PANEL_LESS,
    PANEL_PLAN,
    Key("panel.seats", "O", "act('seats')", mark("Seats"), mark("who sits where"), foot=False),
    Key("panel.who", "I", "who", mark("Introductions"), mark("how names are said, and who they are"), foot=False),
    PANEL_REPORT,
    PANEL_NOTE,
    PANEL_SESSION_BEFORE,
    PANEL_SESSION_AFTER,
    STAGE_REHEARSAL,
)
LINE_READY = Key("line.ready", "down", "ready(1)", mark("Ready made"), mark("the next line that is ready made"), priority=True)
READY = (
    LINE_READY,
    Key("line.ready-before", "up", "ready(-1)", mark("Ready made"), mark("the line before that is ready made"), priority=True),
)
PLAN_LONGER = Key("plan.longer", "right +", "change(1)", mark("1 min"), mark("a minute more"))
PLAN_SHORTER = Key("plan.shorter", "left -", "change(-1)", mark("1 min"), mark("a minute less"))
PLANNING = (PLAN_LONGER, PLAN_SHORTER)
SEATS_RIGHT = Key("seats.right", "right", "change(1)", mark("Right"), mark("one seat to the right of the panel"))
SEATS_LEFT = Key("seats.left", "left", "change(-1)", mark("Left"), mark("one seat to the left of the panel"))
SEATING = (SEATS_RIGHT, SEATS_LEFT)
REPORTING = (
    Key("report.markdown", "e", "write('markdown')", mark("Markdown"), mark("write it into your downloads as Markdown")),
    Key("report.text", "x", "write('text')", mark("Text"), mark("write it into your downloads as text")),
)

# People
PEOPLE_ARRIVAL = Key("people.arrival", "a", "arrival", mark("Arrival"), mark("not here, arrived, on stage: one further each time"))
PEOPLE_UNDO = Key("people.undo", "u", "undo", mark("Undo"), mark("take back the latest arrival that was noted in this window"), foot=False)
PEOPLE_SOON = Key("people.soon", "h", "only_soon", mark("Two hours"), mark("only who is on stage in the next two hours, or everyone"))
PEOPLE_MISSING = Key("people.missing", "w", "only_missing", mark("Not here"), mark("only who is not here yet, or everyone"))
GREEN_ROOM = (PEOPLE_ARRIVAL, PEOPLE_UNDO, PEOPLE_SOON, PEOPLE_MISSING)
PERSON_FURTHER = Key("person.further", "space", "further", mark("Read on"), mark("the rest of a long introduction"))
# fmt: on

GROUPS = (
    (mark("SCREENS"), SCREENS),
    (mark("LISTS"), (LIST_OPEN, LIST_FILTER, LIST_PRESENT, *DAYS, LIST_SORT, APP_BACK)),
    (
        mark("BOOKMARKS"),
        (
            *(SESSION_STAR, SESSION_UNSTAR, SESSION_HIDE),
            *(OWN_ADD, OWN_REMOVE, SESSION_NOTE, BOOKMARKS_EXPORT),
        ),
    ),
    (mark("NARROWING"), (LIST_FACETS, LIST_EVERYTHING, LIST_HIDDEN)),
    (mark("GREEN ROOM"), GREEN_ROOM),
    (mark("PERSON"), (PERSON_FURTHER,)),
    (mark("NOW"), (NOW_REPLAY, *ROOMS)),
    (mark("STAGE"), STAGE),
    (mark("MODERATOR"), PANEL[:-1]),
    (mark("PLAN"), PLANNING),
    (mark("SEATS"), SEATING),
    (mark("REPORT"), REPORTING),
    (mark("LINE TO THE STAGE"), READY),
    (mark("A QUESTION OF THE STAGE"), ASKED),
    (mark("ACTS"), (ACTS_UNDO, ACTS_AGAIN, ACTS_ALL_AGAIN)),
    (mark("MESSAGE"), (MESSAGE_TO, MESSAGE_TO_BEFORE, MESSAGE_END)),
    (mark("SPEAKER’S CLOCK"), (CLOCK_FLASH, CLOCK_BLACK)),
    (mark("SESSION"), (*SESSION, SESSION_MODERATE)),
    (mark("NOTE"), WRITING),
    (mark("SEARCH"), FOUND),
    (mark("CLOCK"), CLOCK),
    (mark("HELP"), PAGING),
    (mark("EVERYWHERE"), (*EVERYWHERE, MAIN_QUIT)),
)
"""The keys in the groups of the help."""

_IN_ORDER = (
    *(*PANEL, *GREEN_ROOM, PERSON_FURTHER, SESSION_MODERATE),
    *(*READY, *PLANNING, *SEATING, *REPORTING),
    *(*STAGE, CLOCK_FLASH, CLOCK_BLACK, *ASKED, ACTS_UNDO, ACTS_AGAIN, ACTS_ALL_AGAIN),
    *(MESSAGE_TO, MESSAGE_TO_BEFORE, MESSAGE_END),
    *(*SCREENS, LIST_OPEN, LIST_FILTER, LIST_PRESENT, LIST_SORT, *DAYS),
    *(LIST_FACETS, LIST_EVERYTHING, SESSION_STAR, SESSION_UNSTAR, SESSION_HIDE, LIST_HIDDEN),
    *(OWN_ADD, OWN_REMOVE, SESSION_NOTE, BOOKMARKS_EXPORT, NOW_REPLAY, *ROOMS, *SESSION),
    *(CHANGES_SEEN, *WRITING, *CLOCK, *PAGING, *FOUND, APP_BACK, *EVERYWHERE, MAIN_QUIT),
)
KEYS: Mapping[str, Key] = MappingProxyType({key.id: key for key in _IN_ORDER})
"""Every key by its id, in the order in which the palette and the help offer those of a screen."""
ON_DAY = frozenset(
    f"stage.{name}" for name in ("start", "start-ago", "start-this", "end", "end-ago", "pause")
)
"""The ids of the keys that are about what goes on: before the event's days there is nothing."""
WITHOUT_LEAD = frozenset((STAGE_MESSAGE, STAGE_SEEN, STAGE_LEAD, STAGE_REHEARSAL))
"""The keys for acts that need no lead."""
