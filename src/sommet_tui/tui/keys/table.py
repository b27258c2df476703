"""The one table of keys: bindings, the line at the foot and the help are made from it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from sommet_tui.domain.values import dataclass
from sommet_tui.wording.words import mark


@dataclass(frozen=True, slots=True)
class Key:
    """One binding.

    `id` names it for good, `keys` are Textual's names, `shown` is how the first of them is
    written on screen. `label` is a word for the foot of the screen, `purpose` a sentence for the
    help; both are English and translated when shown. `foot` tells whether the foot shows it.
    """

    id: str
    keys: str
    action: str
    shown: str
    label: str
    purpose: str
    foot: bool = True
    priority: bool = False

    def binding(self) -> Binding:
        """As Textual wants it."""
        return Binding(
            self.keys,
            self.action,
            self.label,
            tooltip=self.purpose,
            id=self.id,
            show=False,
            priority=self.priority,
        )


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """The bindings of a group of keys."""
    return [key.binding() for key in keys]


SCREENS = (
    Key("go.now", "f1,1", "go('now')", "1", mark("Now"), mark("what is on and what comes next")),
    Key("go.agenda", "f2,2", "go('agenda')", "2", mark("Agenda"), mark("every session by day")),
    Key(
        "go.bookmarks",
        "f3,3",
        "go('bookmarks')",
        "3",
        mark("Bookmarks"),
        mark("what you bookmarked, clashes and free time"),
    ),
    Key("go.people", "f4,4", "go('people')", "4", mark("People"), mark("everyone on stage")),
    Key(
        "go.stage",
        "f5,5",
        "go('stage')",
        "5",
        mark("Stage"),
        mark("run the day, see what it costs"),
    ),
    Key(
        "go.moderator",
        "f6,6",
        "go('moderator')",
        "6",
        mark("Moderator"),
        mark("moderate a panel: time, turns, questions"),
    ),
    Key(
        "go.info", "i", "go('info')", "i", mark("Info"), mark("the event, its place, registration")
    ),
)
STAR = Key(
    "session.star",
    "b",
    "star",
    "b",
    mark("Bookmark"),
    mark("bookmark the session: must, maybe, not"),
)
UNSTAR = Key(
    "session.unstar",
    "u",
    "unstar",
    "u",
    mark("Undo"),
    mark("take the latest mark back"),
    foot=False,
)
HIDE = Key(
    "session.hide",
    "x",
    "hide",
    "x",
    mark("Hide"),
    mark("hide the session, or show it again"),
    foot=False,
)
OWN_ADD = Key("own.add", "a", "own_add", "a", mark("Own event"), mark("add an event of your own"))
OWN_REMOVE = Key(
    "own.remove", "d", "own_remove", "d", mark("Remove"), mark("remove your own event"), foot=False
)
PLAN = Key(
    "go.plan", "p", "go('plan')", "p", mark("Plan"), mark("your day without clashes"), foot=False
)
HIDDEN = Key(
    "list.hidden",
    "H",
    "hidden",
    "H",
    mark("Hidden ones"),
    mark("show hidden ones, or leave them out"),
    foot=False,
)
NOTE = Key("session.note", "n", "note", "n", mark("Note"), mark("write a note on the session"))
FILTER = Key(
    "list.filter",
    "slash",
    "filter",
    "/",
    mark("Filter"),
    mark("narrow a list as you type, or search"),
)
PRESENT = Key(
    "list.present",
    "full_stop",
    "present",
    ".",
    mark("Back to now"),
    mark("back to what is next"),
)
DAYS = (
    Key(
        "list.day-before",
        "left_square_bracket",
        "day(-1)",
        "[",
        mark("Day"),
        mark("the day before"),
    ),
    Key(
        "list.day-after", "right_square_bracket", "day(1)", "]", mark("Day"), mark("the day after")
    ),
)
FACETS = Key(
    "list.facets",
    "F",
    "facets",
    "F",
    mark("Narrow"),
    mark("only some days, rooms, tracks, languages; only mine"),
)
EVERYTHING = Key(
    "list.everything", "X", "everything", "X", mark("Show all"), mark("narrow no more")
)
EXPORT = Key(
    "bookmarks.export",
    "e",
    "export",
    "e",
    mark("Export"),
    mark("write your bookmarks and notes to a file"),
)
OPEN = Key("list.open", "enter", "open", "↵", mark("Open"), mark("open what the cursor is on"))
SORT = Key("list.sort", "s", "sort", "s", mark("Order"), mark("in another order"))
REPLAY = Key(
    "now.replay", "r", "replay", "r", mark("Replay"), mark("live the day again from its start")
)
ROOMS = (
    Key("room.previous", "left", "app.room(-1)", "←", mark("Room"), mark("the room before")),
    Key("room.next", "right", "app.room(1)", "→", mark("Room"), mark("the next room")),
)
SESSION = (
    Key("session.previous", "left", "step(-1)", "←", mark("Previous"), mark("the session before")),
    Key("session.next", "right", "step(1)", "→", mark("Next"), mark("the session after")),
    STAR,
    NOTE,
    Key("session.copy", "y", "copy", "y", mark("Copy"), mark("copy a summary as plain text")),
    Key(
        "session.links",
        "o",
        "links",
        "o",
        mark("Links"),
        mark("open a link, once you have seen where it leads"),
    ),
    Key(
        "session.stream",
        "w",
        "link_of('stream')",
        "w",
        mark("Watch"),
        mark("open the stream, once you have seen where it leads"),
    ),
    Key(
        "session.feedback",
        "f",
        "link_of('feedback')",
        "f",
        mark("Feedback"),
        mark("say what you thought, where the event asks for it"),
    ),
)
FOUND = (
    Key(
        "search.up",
        "up",
        "found(-1)",
        "↑",
        mark("Up"),
        mark("the hit above"),
        foot=False,
        priority=True,
    ),
    Key(
        "search.down",
        "down",
        "found(1)",
        "↓",
        mark("Down"),
        mark("the hit below"),
        foot=False,
        priority=True,
    ),
    Key(
        "search.page-up",
        "pageup",
        "found_page(-1)",
        "⇞",
        mark("Up"),
        mark("a window up"),
        foot=False,
        priority=True,
    ),
    Key(
        "search.page-down",
        "pagedown",
        "found_page(1)",
        "⇟",
        mark("Down"),
        mark("a window down"),
        foot=False,
        priority=True,
    ),
)
"""Above the keys of the field, which has the focus while the hits are walked through."""
BACK = Key(
    "app.back",
    "escape",
    "back",
    "esc",
    mark("Back"),
    mark("back; out from a main screen"),
)
WRITING = (
    Key(
        "note.editor",
        "ctrl+e",
        "outside",
        "^e",
        mark("Your editor"),
        mark("go on writing in the editor that VISUAL or EDITOR names"),
        priority=True,  # the text field has another use for it
    ),
)
CHANGES = Key(
    "app.changes",
    "C",
    "app.changes",
    "C",
    mark("Changes"),
    mark("list what changed in the programme since you last looked"),
    foot=False,
)
SEEN = Key("changes.seen", "x", "seen", "x", mark("Seen"), mark("show these changes no more"))
MESSAGES = Key(
    "app.messages",
    "exclamation_mark",
    "messages",
    "!",
    mark("Messages"),
    mark("what was said on the line above the foot"),
    foot=False,
)
EVERYWHERE = (
    Key("app.help", "question_mark", "help", "?", mark("Help"), mark("all keys")),
    Key(
        "app.search",
        "ctrl+f",
        "app.search",
        "^f",
        mark("Search"),
        mark("find sessions, people, abstracts and notes"),
        foot=False,
        priority=True,
    ),
    Key(
        "app.newest",
        "ctrl+r",
        "app.newest",
        "^r",
        mark("Refresh"),
        mark("ask for the newest programme, where it comes from an address"),
        foot=False,
        priority=True,
    ),
    Key(
        "app.events",
        "ctrl+o",
        "app.events",
        "^o",
        mark("Events"),
        mark("open another event, one that was opened before"),
        foot=False,
        priority=True,
    ),
    Key(
        "app.clock",
        "t",
        "clock",
        "t",
        mark("Clock"),
        mark("set the clock, let it run faster, come back to the present"),
    ),
    PLAN,
    CHANGES,
    MESSAGES,
    Key(
        "app.language",
        "L",
        "language",
        "L",
        mark("Français"),
        mark("switch the language: English, French"),
        foot=False,
    ),
    Key(
        "app.theme",
        "D",
        "theme",
        "D",
        mark("Colours"),
        mark("dark, light, or the terminal’s own colours"),
        foot=False,
    ),
    Key(
        "app.commands",
        "ctrl+p",
        "command_palette",
        "^p",
        mark("Commands"),
        mark("find a command by typing"),
        foot=False,
    ),
    Key(
        "app.suspend",
        "ctrl+z",
        "suspend_process",
        "^z",
        mark("Suspend"),
        mark("back to the shell; fg returns"),
        foot=False,
    ),
    Key(
        "app.quit",
        "ctrl+q,ctrl+c",
        "quit",
        "^q",
        mark("Quit"),
        mark("quit from anywhere"),
        foot=False,
        priority=True,
    ),
)
QUIT = Key(
    "main.quit", "q", "leave", "q", mark("Quit"), mark("back; out from a main screen"), foot=False
)

PAGING = (
    Key("help.before", "left", "page(-1)", "←", mark("Page"), mark("the page before")),
    Key("help.after", "right", "page(1)", "→", mark("Page"), mark("the page after")),
)

CLOCK = (
    Key(
        "clock.back",
        "left,down",
        "step(-5)",
        "←",
        mark("5 min back"),
        mark("5 minutes back"),
        priority=True,
    ),
    Key(
        "clock.forward",
        "right,up",
        "step(5)",
        "→",
        mark("5 min on"),
        mark("5 minutes on"),
        priority=True,
    ),
    Key("clock.faster", "f", "pace(1)", "f", mark("Faster"), mark("run faster"), priority=True),
    Key("clock.slower", "s", "pace(-1)", "s", mark("Slower"), mark("run slower"), priority=True),
    Key(
        "clock.present",
        "p",
        "present",
        "p",
        mark("Present"),
        mark("come back to the real time"),
        priority=True,
    ),
)

_EVERY = (
    *(
        *SCREENS,
        OPEN,
        FILTER,
        PRESENT,
        SORT,
        *DAYS,
        FACETS,
        EVERYTHING,
        STAR,
        UNSTAR,
        HIDE,
        HIDDEN,
        OWN_ADD,
        OWN_REMOVE,
        NOTE,
        EXPORT,
        REPLAY,
    ),
    *(*ROOMS, *SESSION, SEEN, *WRITING, *CLOCK, *PAGING, *FOUND),
    *(BACK, *EVERYWHERE, QUIT),
)
ALL = tuple({key.id: key for key in _EVERY}.values())
"""The whole table, each key once."""
