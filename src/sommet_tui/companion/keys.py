"""Every key: its id, default keys, label and sentence. Also applies the user's settings to them.

Each row defines one action. A row that another module uses is a constant, named after the id of the
row. Bindings, footers, the help, the palette and docs/keys.md are generated from these rows. In the
settings, the user changes keys by their ids.

The action says where the effect of a key is. `star` is the method `action_star` of the screen or of
its base in tui/base_screen.py, and `app.search` is `action_search` of tui/app.py. `act('pause')` is
`act_pause` in the key_actions.py of tui/stage or tui/moderator, or else the action of the stage
with this name in domain/rundown/act_effects.py.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

from sommet_tui.companion.settings import VIM, Remap
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import cap, clean_line, mark
from sommet_tui.domain.values import field, frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


_WRITTEN: Mapping[str, str] = {
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
    "shift+tab": "⇧⇥",
}
_NAMED: Mapping[str, str] = {
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
"""Characters that terminals and Unicode name differently."""
_MINUS = "\u2212"


@frozen
class Key:
    """An action and its keys.

    `id` never changes. `keys` has characters and names such as ctrl+x, f5 or left, separated by
    spaces. An action without keys is a command of the palette, and the settings can give it a key.
    `action` is the method of the screen, as Textual writes it. `label` is the word in the footer,
    which is shown there if `in_footer` is set. `purpose` is the sentence in the help. Both are in
    English, and are translated when they are shown. If `priority` is set, the key works even in a
    text field.
    """

    id: str
    keys: str
    action: str
    label: str
    purpose: str
    in_footer: bool = True
    priority: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.keys.split())

    @property
    def footer_name(self) -> str:
        """The key that the footer shows: if possible, the first that is not a function key."""
        if not self.names:
            return ""
        name = next((name for name in self.names if not _is_function_key(name)), self.names[0])
        return _MINUS if character(name) == "-" else displayed_key(name).replace("ctrl+", "^")


def displayed_key(name: str) -> str:
    """Return the name of a key on screen: /, F1, ←, ctrl+q."""
    if name in _WRITTEN:
        return _WRITTEN[name]
    if _is_function_key(name):
        return name.upper()
    return character(name)


def _is_function_key(name: str) -> bool:
    return name[1:].isdigit()


def character(name: str) -> str:
    """Return the character that a key types. If it types none, return the key's name."""
    try:
        typed = _NAMED.get(name) or unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return name
    return typed if typed.isprintable() and typed != " " else name


Choices = tuple[tuple[str, tuple[Key, ...]], ...]
"""Headings, each with the keys below it."""

# fmt: off
# Everywhere
GO_STAGE = Key("go.stage", "f5 5", "go('stage')", "Stage", "run the day and see what a delay costs")
GO_MODERATOR = Key("go.moderator", "f6 6", "go('moderator')", "Moderator", "moderate a panel: time, turns, questions")
GO_BOOKMARKS = Key("go.bookmarks", "f3 3", "go('bookmarks')", "Bookmarks", "your bookmarks, clashes and free time")
GO_INFO = Key("go.info", "i", "go('info')", "Info", "the event, its place, registration")
DAY_SCREENS = (
    Key("go.now", "f1 1", "go('now')", "Now", "the running session and the next ones"),
    Key("go.agenda", "f2 2", "go('agenda')", "Agenda", "all sessions, day by day"),
    GO_BOOKMARKS,
    Key("go.people", "f4 4", "go('people')", "People", "everyone in the programme"),
)
"""The screens of an attendee's day, which are tabs for everyone."""
CREW_TABS = (GO_STAGE, GO_MODERATOR)
"""The screens that are tabs for the crew."""
SCREENS = (*DAY_SCREENS, *CREW_TABS, GO_INFO)
APP_HELP = Key("app.help", "?", "help", "Keys", "list all keys")
APP_CLOCK = Key("app.clock", "t", "clock", "Clock", "set the clock, change its speed, return to the real time")
GO_PLAN = Key("go.plan", "p", "go('plan')", "Plan", "plan a day without clashes", in_footer=False)
PLAN_NAMED = replace(GO_PLAN, in_footer=True)
"""The key of the plan for footers that show it, because the plan has no tab."""
GO_GREEN_ROOM = Key("go.green-room", "", "go('green-room')", "Green room", "open People to record arrivals and see the next speakers", in_footer=False)
APP_EVENTS = Key("app.events", "ctrl+o", "app.events", "Events", "open another event: a file, an address, or one from a directory", in_footer=False, priority=True)
APP_CHANGES = Key("app.changes", "C", "app.changes", "Changes", "list what changed in the programme since you last looked", in_footer=False)
APP_MESSAGES = Key("app.messages", "!", "messages", "Messages", "show the latest messages again", in_footer=False)
APP_COMMANDS = Key("app.commands", "ctrl+p", "command_palette", "Commands", "find a command by its name", in_footer=False)
ALL_KEYS = (APP_HELP, APP_COMMANDS)
"""The keys at the right edge of footers, through which users find all other keys."""
EVERYWHERE = (
    APP_HELP,
    Key("app.search", "ctrl+f", "app.search", "Search", "search sessions, people, abstracts and notes", in_footer=False, priority=True),
    Key("app.newest", "ctrl+r", "app.refresh_programme", "Refresh", "download the latest version of the programme, if it is online", in_footer=False, priority=True),
    APP_EVENTS,
    APP_CLOCK,
    GO_PLAN,
    GO_GREEN_ROOM,
    APP_CHANGES,
    APP_MESSAGES,
    Key("app.language", "L", "switch_language", "Langue", "change the language: English or français", in_footer=False),
    Key("app.theme", "D", "switch_theme", "Colours", "change the theme: dark, light or the terminal’s own colours", in_footer=False),
    APP_COMMANDS,
    Key("app.suspend", "ctrl+z", "suspend_process", "Suspend", "go back to the shell; type fg to return", in_footer=False),
    Key("app.quit", "ctrl+q ctrl+c", "quit", "Quit", "quit from anywhere", in_footer=False, priority=True),
)
APP_BACK = Key("app.back", "escape", "back", "Back", "go back; on the Now screen, dismiss the message, then end the replay")
MAIN_QUIT = Key("main.quit", "q", "leave", "Quit", "go back; on a main screen, quit", in_footer=False)

# Lists
LIST_OPEN = Key("list.open", "enter", "open", "Open", "open the selected item")
LIST_FILTER = Key("list.filter", "/", "filter", "Find", "filter this list as you type; on Now with one room, search everything")
LIST_PRESENT = Key("list.present", ".", "go_to_now", "Back to now", "go to the running or next session")
DAYS = (
    Key("list.day-before", "[", "change_day(-1)", "Day", "go to the previous day"),
    Key("list.day-after", "]", "change_day(1)", "Day", "go to the next day"),
)
AGENDA_TIMETABLE = Key("agenda.view", "v", "toggle_timetable", "Timetable", "switch between the list and the timetable")
AGENDA_LIST = replace(AGENDA_TIMETABLE, label=mark("List"))
"""The key of `AGENDA_TIMETABLE`, as it is labelled on the timetable."""
SCALES = (
    Key("timetable.closer", "+ =", "change_scale(1)", "Scale", "show fewer hours, each wider"),
    Key("timetable.wider", "-", "change_scale(-1)", "Scale", "show more hours, up to the whole day"),
)
TIMETABLE = (
    Key("timetable.next-mine", "tab", "go_to_bookmark(1)", "Next ★", "go to your next bookmark"),
    Key("timetable.previous-mine", "shift+tab", "go_to_bookmark(-1)", "Previous ★", "go to your previous bookmark", in_footer=False),
    *SCALES,
)
LIST_SORT = Key("list.sort", "s", "sort", "Sort", "change the order of the list")
LIST_FACETS = Key("list.facets", "F", "choose_filters", "Filters", "choose filters, show hidden sessions, or clear all filters")
LIST_EVERYTHING = Key("list.everything", "", "clear_filters", "Clear filters", "clear all filters", in_footer=False)
LIST_HIDDEN = Key("list.hidden", "", "toggle_hidden_sessions", "Hidden", "show or leave out hidden sessions", in_footer=False)

# Bookmarks, notes, one session
SESSION_STAR = Key("session.star", "b", "star", "Bookmark", "change the bookmark: must, then maybe, then none")
MINE_UNDO = Key("mine.undo", "u", "undo", "Undo", "undo your last change to a bookmark, own event or arrival", in_footer=False)
MINE_LEAD = Key("mine.lead", "R", "set_lead_time", "Reminder", "set a reminder, or when to leave for your own event", in_footer=False)
SESSION_HIDE = Key("session.hide", "x", "hide", "Hide", "hide the session, or show it again", in_footer=False)
SESSION_NOTE = Key("session.note", "n", "open_note", "Note", "write a note on the session")
OWN_ADD = Key("own.add", "a", "add_own_event", "Own event", "add your own event, such as a meeting or a train")
OWN_REMOVE = Key("own.remove", "d", "remove_own_event", "Remove", "remove your own event", in_footer=False)
OWN_EVENT = (
    replace(LIST_OPEN, label=mark("Edit")),
    replace(MINE_LEAD, label=mark("When to leave"), in_footer=True),
    replace(OWN_REMOVE, in_footer=True),
)
"""The keys of the selected own event, as its footer labels them."""
PLAN_TAKE = Key("plan.take", "T", "attend_instead", "Attend instead", "attend a session that the plan leaves out; clashing sessions become maybes")
BOOKMARKS_EXPORT = Key("bookmarks.export", "e", "export", "Export", "write your bookmarks and notes to a file")
SESSION_LINKS = Key("session.links", "o", "open_links", "Links", "show a link’s address, then open it")
SESSION_ROOM = Key("session.room", "enter", "open_room_day", "Room’s day", "list the other sessions of the same room on that day")
SESSION = (
    SESSION_ROOM,
    Key("session.previous", "left", "step(-1)", "Previous", "previous session"),
    Key("session.next", "right", "step(1)", "Next", "next session"),
    SESSION_STAR,
    SESSION_NOTE,
    Key("session.copy", "y", "copy", "Copy", "copy a summary as plain text"),
    SESSION_LINKS,
    Key("session.stream", "w", "open_link('stream')", "Watch", "show the stream’s address, then open it"),
    Key("session.feedback", "f", "open_link('feedback')", "Give feedback", "give feedback, if the event asks for it"),
)
SESSION_MODERATE = Key("session.moderate", "m", "moderate", "Moderate", "moderate this session")
WRITING = (
    Key("note.editor", "ctrl+e", "open_editor", "Your editor", "open the text in your own editor (VISUAL or EDITOR)", priority=True),
)

# Now, changes, search, clock, help
NOW_LIST = Key("now.list", "tab", "switch_list", "Other list", "switch between running sessions and sessions that start soon")
NOW_REPLAY = Key("now.replay", "r", "replay", "Replay", "replay a past event, from one minute before its first session")
ROOMS = (
    Key("room.previous", "left", "app.change_room(-1)", "Room", "go to the previous room"),
    Key("room.next", "right", "app.change_room(1)", "Room", "go to the next room"),
)
CHANGES_SEEN = Key("changes.seen", "v", "mark_seen", "Seen", "mark these changes as seen")
FOUND = (
    Key("search.up", "up", "move_hit(-1)", "Up", "previous result", in_footer=False, priority=True),
    Key("search.down", "down", "move_hit(1)", "Down", "next result", in_footer=False, priority=True),
    Key("search.page-up", "pageup", "turn_hit_page(-1)", "Up", "one page up", in_footer=False, priority=True),
    Key("search.page-down", "pagedown", "turn_hit_page(1)", "Down", "one page down", in_footer=False, priority=True),
)
CLOCK_NEXT = Key("clock.next", "pagedown", "next_change", "Next change", "go to 1 min before the next start or end", priority=True)
CLOCK_FASTER = Key("clock.faster", "up", "change_speed(1)", "Faster", "run the clock faster", priority=True)
CLOCK_SLOWER = Key("clock.slower", "down", "change_speed(-1)", "Slower", "run the clock slower", priority=True)
CLOCK = (
    Key("clock.back", "left", "step(-5)", "5 min back", "move the clock 5 minutes back", priority=True),
    Key("clock.forward", "right", "step(5)", "5 min forward", "move the clock 5 minutes forward", priority=True),
    CLOCK_NEXT,
    CLOCK_FASTER,
    CLOCK_SLOWER,
    Key("clock.present", ".", "show_real_time", "Real time", "return to the real time", priority=True),
)
PAGING = (
    Key("help.before", "left", "page(-1)", "Page", "previous page"),
    Key("help.after", "right", "page(1)", "Page", "next page"),
)

# The stage. The keys for single minutes need no Shift on French and English keyboards.
STAGE_FIVE_MORE = Key("stage.five-more", ">", "act('add', 5)", "5 min", "add five minutes")
STAGE_FIVE_LESS = Key("stage.five-less", "<", "act('add', -5)", "5 min", "remove five minutes")
FIVE = (STAGE_FIVE_MORE, STAGE_FIVE_LESS)
STAGE_START = Key("stage.start", "s", "act('start')", "Start next", "start the next session")
STAGE_UNDO = Key("stage.undo", "u", "act('undo')", "Undo", "undo the last action")
STAGE_REDO = Key("stage.redo", "U", "act('redo')", "Redo", "redo the undone action", in_footer=False)
STAGE_ANNOUNCE = Key("stage.announce", "a", "act('announce')", "Announce", "announce the new times to everyone")
STAGE_SUGGEST = Key("stage.suggest", "g", "act('suggest')", "Catch up", "list up to three suggestions for catching up", in_footer=False)
STAGE_MESSAGE = Key("stage.message", "m", "act('send_message')", "Message", "send a message to everyone, the panel or the speaker")
STAGE_SEEN = Key("stage.seen", "k", "act('mark_seen')", "Seen", "mark the panel’s message as seen", in_footer=False)
STAGE_FULL = Key("stage.full", "f v", "toggle_clock", "Speaker’s clock", "show only the clock, for the speaker’s monitor")
STAGE_BOARD = Key("stage.board", "B", "toggle_all_rooms", "All rooms", "show all rooms: running and next sessions, and delays")
STAGE_TAKE = Key("stage.take", "T", "act('take')", "Manual", "take manual control: nothing starts or ends by itself")
STAGE_LEAD = Key("stage.lead", "W", "act('take_lead')", "Take the lead", "take the lead in a room: run it from this computer", in_footer=False)
STAGE_PUBLISH = Key("stage.publish", "P", "publish", "Publish", "publish the day for its audience, or stop publishing", in_footer=False)
STAGE_REHEARSAL = Key("stage.rehearsal", "R", "act('toggle_rehearsal')", "Rehearsal", "start a rehearsal, or end it and discard its actions")
STAGE_ACTS = Key("stage.acts", "j", "open_log", "Log", "show the action log, where you can undo any action")
STAGE_END = Key("stage.end", "e", "act('end')", "End", "end the running session")
STAGE_END_AGO = Key("stage.end-ago", "E", "act('backdate_end')", "Ended earlier", "record that the running session ended some minutes ago", in_footer=False)
STAGE_MORE = Key("stage.more", "+ =", "act('add', 1)", "1 min", "add one minute to the selected session, or else the running one")
STAGE_LESS = Key("stage.less", "-", "act('add', -1)", "1 min", "remove one minute")
STAGE_PAUSE = Key("stage.pause", "p", "act('pause')", "Pause", "pause or resume the running session")
STAGE_START_AGO = Key("stage.start-ago", "S", "act('backdate_start')", "Started earlier", "record that the next session started some minutes ago")
STAGE_CANCEL = Key("stage.cancel", "x", "act('cancel')", "Cancel", "cancel the selected session")
STAGE_DEFER = Key("stage.defer", "d", "act('defer')", "Defer", "defer the selected session until after another one")
STAGE_SWAP = Key("stage.swap", "c", "act('swap')", "Swap", "swap the selected session with another one")
STAGE_MOVE = Key("stage.move", "D", "act('move')", "New start", "set a new start time for the selected session")
STAGE_INSERT = Key("stage.insert", "I", "act('insert')", "Insert", "add a session that the programme does not have")
STAGE_START_THIS = Key("stage.start-this", "space", "act('start_selected')", "Start this", "start the selected session, even if it is not next")
STAGE_SEATS = Key("stage.seats", "F", "act('full')", "Seats", "report the room as nearly full, then full, then open again", in_footer=False)
STAGE_RELEASE = Key("stage.release", "l", "act('release')", "Automatic", "return the room to automatic control")
STAGE_CHANGE = Key("stage.change", "tab", "change", "More…", "choose one of the less common actions")
STAGE = (
    STAGE_START,
    STAGE_UNDO,
    STAGE_REDO,
    STAGE_END,
    STAGE_END_AGO,
    STAGE_MORE,
    STAGE_LESS,
    STAGE_FIVE_MORE,
    STAGE_FIVE_LESS,
    STAGE_PAUSE,
    STAGE_ANNOUNCE,
    STAGE_START_AGO,
    STAGE_CANCEL,
    STAGE_DEFER,
    STAGE_SWAP,
    STAGE_MOVE,
    STAGE_INSERT,
    STAGE_START_THIS,
    STAGE_SEATS,
    STAGE_SUGGEST,
    STAGE_MESSAGE,
    STAGE_SEEN,
    STAGE_FULL,
    STAGE_BOARD,
    STAGE_ACTS,
    STAGE_TAKE,
    STAGE_RELEASE,
    STAGE_LEAD,
    STAGE_PUBLISH,
    STAGE_REHEARSAL,
    STAGE_CHANGE,
)
STAGE_CHOICES: Choices = (
    (mark("SELECTED SESSION"), (STAGE_CANCEL, STAGE_DEFER, STAGE_SWAP, STAGE_MOVE, STAGE_INSERT, STAGE_START_THIS, STAGE_SEATS)),
    (mark("TIME"), (STAGE_START, STAGE_END, STAGE_PAUSE, STAGE_MORE, STAGE_LESS, *FIVE, STAGE_SUGGEST, STAGE_START_AGO, STAGE_END_AGO, STAGE_UNDO, STAGE_REDO)),
    (mark("MESSAGES"), (STAGE_ANNOUNCE, STAGE_MESSAGE, STAGE_SEEN)),
    (mark("SCREENS"), (STAGE_FULL, STAGE_BOARD, STAGE_ACTS)),
    (mark("WHO RUNS THE DAY"), (STAGE_TAKE, STAGE_RELEASE, STAGE_LEAD, STAGE_PUBLISH, STAGE_REHEARSAL)),
)
"""The groups in the menu of the stage. The menu has the keys that the footer does not show.

A key without a group joins the first group.
"""
SUGGESTIONS = (
    Key("suggestion.first", "1", "apply_suggestion(0)", "First", "apply the first suggestion"),
    Key("suggestion.second", "2", "apply_suggestion(1)", "Second", "apply the second suggestion"),
    Key("suggestion.third", "3", "apply_suggestion(2)", "Third", "apply the third suggestion"),
)
YES = Key("stage.yes", "y o enter", "answer_yes", "Yes", "yes", in_footer=False)
NO = Key("stage.no", "n escape", "answer_no", "No", "no", in_footer=False)
CONFIRMATION_KEYS = (YES, NO)
ACTS_UNDO = Key("acts.undo", "u enter", "undo", "Undo", "undo the selected action")
ACTS_WITHDRAW = Key("acts.withdraw", "x", "withdraw", "Withdraw", "withdraw the selected message")
ACTS_AGAIN = Key("acts.again", "a", "redo", "Redo", "redo the selected action if it had no effect, or ask the room’s lead to do so")
ACTS_ALL_AGAIN = Key("acts.all-again", "A", "redo_all", "Redo all", "redo all void actions of this computer and of the previous lead")
INSERT_NEXT = Key("insert.next", "enter", "next_field", "Next", "go to the next field; on the last field, insert the session", in_footer=False, priority=True)
MESSAGE_TO = Key("message.to", "down", "change_recipient(1)", "Recipient", "choose who gets the message and which session it is about", priority=True)
MESSAGE_TO_BEFORE = Key("message.to-before", "up", "change_recipient(-1)", "Recipient", "choose the previous recipient", priority=True)
MESSAGE_END = Key("message.end", "tab", "change_expiry(1)", "Duration", "choose when the message disappears", priority=True)
SPEAKERS_CLOCK = (
    Key("clock.flash", "space", "flash", "Flash", "flash the speaker’s clock"),
    Key("clock.black", "b", "toggle_black", "Black", "black out the speaker’s monitor, or show the clock again"),
    Key("clock.count", "c", "toggle_counting", "Count up", "switch the speaker’s clock between elapsed time and time left"),
)

# A panel's moderator. Few keys are small letters, because these belong to the speakers.
PANEL_SESSION_BEFORE = Key("panel.session-before", "left", "step(-1)", "Session", "previous session", in_footer=False)
PANEL_SESSION_AFTER = Key("panel.session-after", "right", "step(1)", "Session", "next session", in_footer=False)
PANEL_END_TURN = Key("panel.end-turn", "space", "act('end_turn')", "End turn", "end the current turn")
PANEL_MODERATION = Key("panel.moderation", "m", "act('toggle_moderator_turn')", "Moderator", "give the floor to the moderator (a person’s letter: to that person)")
PANEL_NEXT = Key("panel.next", "n", "act('change_segment', 1)", "Segment", "start the next segment")
PANEL_UNDO = Key("panel.undo", "u", "act('undo')", "Undo", "undo the last action")
PANEL_REDO = Key("panel.redo", "U", "act('redo')", "Redo", "redo the undone action", in_footer=False)
PANEL_QUESTION = Key("panel.question", "Q", "act('add_question')", "Question", "note a question")
PANEL_ASKED = Key("panel.asked", "enter", "act('mark_asked')", "Asked", "mark the selected question or raised hand as dealt with")
PANEL_AIM = Key("panel.aim", "T", "act('address_question')", "Assign", "type the letter of the person who should answer the selected question")
PANEL_HAND = Key("panel.hand", "H", "act('add_hand')", "Hand", "add a raised hand to the queue")
PANEL_SAY = Key("panel.say", "M", "act('send_message')", "Message", "send a message to the stage manager")
PANEL_SEEN = Key("panel.seen", "K", "act('mark_seen')", "Seen", "mark the stage manager’s message as seen")
PANEL_MORE = Key("panel.more", "+ =", "act('lengthen', 1)", "1 min", "add one minute to the running or next segment")
PANEL_LESS = Key("panel.less", "-", "act('lengthen', -1)", "1 min", "remove one minute")
PANEL_PLAN = Key("panel.plan", "P", "act('edit_plan')", "Segments", "change the minutes of each segment")
PANEL_REPORT = Key("panel.report", "E", "report", "Report", "show or save speaking times, questions and notes")
PANEL_NOTE = Key("panel.note", "N", "open_note", "Note", "write a note on the session", in_footer=False)
PANEL_BEFORE = Key("panel.before", "backspace", "act('change_segment', -1)", "Previous segment", "return to the previous segment", in_footer=False)
PANEL_ARRIVAL = Key("panel.arrival", "A", "act('record_arrival')", "Arrival", "type a person’s letter to change their state: not here, arrived, on stage")
PANEL_STAR = Key("panel.star", "S *", "act('star_question')", "Star", "star the selected question, or remove its star", in_footer=False)
PANEL_TAKE = Key("panel.take", "J", "act('call_on_first_hand')", "Next hand", "give the floor to the first raised hand", in_footer=False)
PANEL_SEATS = Key("panel.seats", "O", "act('arrange_seats')", "Seats", "set who sits where", in_footer=False)
PANEL_WHO = Key("panel.who", "I", "introductions", "Introductions", "read the abstract and the biographies, and see how names are pronounced", in_footer=False)
PANEL_LIMIT = Key("panel.limit", "D", "act('limit_turns')", "Turn limit", "limit the length of each turn, or remove the limit", in_footer=False)
PANEL_CHANGE = Key("panel.change", "tab", "change", "More…", "choose one of the less common actions")
PANEL = (
    PANEL_END_TURN,
    PANEL_MODERATION,
    PANEL_NEXT,
    PANEL_BEFORE,
    PANEL_UNDO,
    PANEL_REDO,
    PANEL_ARRIVAL,
    PANEL_QUESTION,
    PANEL_ASKED,
    PANEL_AIM,
    PANEL_STAR,
    PANEL_HAND,
    PANEL_TAKE,
    PANEL_SAY,
    PANEL_SEEN,
    PANEL_MORE,
    PANEL_LESS,
    PANEL_PLAN,
    PANEL_LIMIT,
    PANEL_SEATS,
    PANEL_WHO,
    PANEL_REPORT,
    PANEL_NOTE,
    PANEL_SESSION_BEFORE,
    PANEL_SESSION_AFTER,
    PANEL_CHANGE,
    STAGE_REHEARSAL,
)
PANEL_CHOICES: Choices = mark((
    ("SPEAKERS", (PANEL_ARRIVAL, PANEL_END_TURN, PANEL_MODERATION, PANEL_LIMIT, PANEL_SEATS, PANEL_WHO)),
    ("QUESTIONS", (PANEL_QUESTION, PANEL_ASKED, PANEL_AIM, PANEL_STAR, PANEL_HAND, PANEL_TAKE)),
    ("SEGMENTS", (PANEL_NEXT, PANEL_MORE, PANEL_LESS, PANEL_BEFORE, PANEL_PLAN)),
    ("STAGE", (PANEL_SAY, PANEL_SEEN)),
    ("SESSION", (PANEL_REPORT, PANEL_NOTE, PANEL_SESSION_BEFORE, PANEL_SESSION_AFTER, PANEL_UNDO, PANEL_REDO, STAGE_REHEARSAL)),
))
"""The groups in the menu of the moderator, in the form of `STAGE_CHOICES`."""
LINE_READY = Key("line.ready", "down", "choose_prepared(1)", "Prepared", "choose the next prepared message", priority=True)
READY = (
    LINE_READY,
    Key("line.ready-before", "up", "choose_prepared(-1)", "Prepared", "choose the previous prepared message", priority=True),
)
PLAN_LONGER = Key("plan.longer", "right +", "change(1)", "1 min", "add one minute")
PLAN_SHORTER = Key("plan.shorter", "left -", "change(-1)", "1 min", "remove one minute")
PLANNING = (PLAN_LONGER, PLAN_SHORTER)
SEATS_RIGHT = Key("seats.right", "right", "change(1)", "Move right", "move the person one seat to the right")
SEATS_LEFT = Key("seats.left", "left", "change(-1)", "Move left", "move the person one seat to the left")
SEATING = (SEATS_RIGHT, SEATS_LEFT)
REPORTING = (
    Key("report.markdown", "e", "write('markdown')", "Markdown", "save the report to your downloads as Markdown"),
    Key("report.text", "x", "write('text')", "Text", "save the report to your downloads as text"),
)

# People
PEOPLE_ARRIVAL = Key("people.arrival", "a", "record_arrival", "Arrival", "change the state: not here, arrived, on stage")
PEOPLE_SOON = Key("people.soon", "h", "toggle_only_soon", "Next 2 h", "show people due on stage within two hours, or everyone")
PEOPLE_MISSING = Key("people.missing", "w", "toggle_only_missing", "Not here", "show people who are not here yet, or everyone")
GREEN_ROOM = (PEOPLE_ARRIVAL, PEOPLE_SOON, PEOPLE_MISSING)
CREW = frozenset((GO_STAGE, GO_MODERATOR, SESSION_MODERATE, *GREEN_ROOM))
"""The keys that a footer shows only to the crew."""
PERSON_FURTHER = Key("person.further", "space", "scroll_text", "Full biography", "show the full biography")
# fmt: on

GROUPS = (
    (mark("SCREENS"), SCREENS),
    (mark("LISTS"), (LIST_OPEN, LIST_FILTER, LIST_PRESENT, *DAYS, LIST_SORT, APP_BACK)),
    (
        mark("BOOKMARKS"),
        (
            *(SESSION_STAR, SESSION_HIDE, MINE_LEAD, MINE_UNDO),
            *(OWN_ADD, OWN_REMOVE, PLAN_TAKE, SESSION_NOTE, BOOKMARKS_EXPORT),
        ),
    ),
    (mark("FILTERS"), (LIST_FACETS, LIST_EVERYTHING, LIST_HIDDEN)),
    (mark("TIMETABLE"), (AGENDA_TIMETABLE, *TIMETABLE)),
    (mark("CHANGES"), (CHANGES_SEEN,)),
    (mark("GREEN ROOM"), GREEN_ROOM),
    (mark("PERSON"), (PERSON_FURTHER,)),
    (mark("NOW"), (NOW_LIST, NOW_REPLAY, *ROOMS)),
    (mark("STAGE"), STAGE),
    (mark("MODERATOR"), PANEL[:-1]),
    (mark("PLAN"), PLANNING),
    (mark("SEATS"), SEATING),
    (mark("REPORT"), REPORTING),
    (mark("MESSAGE TO THE STAGE MANAGER"), READY),
    (mark("CONFIRMATION"), CONFIRMATION_KEYS),
    (mark("ACTIONS"), (ACTS_UNDO, ACTS_WITHDRAW, ACTS_AGAIN, ACTS_ALL_AGAIN)),
    (mark("CATCHING UP"), SUGGESTIONS),
    (mark("INSERTING"), (INSERT_NEXT,)),
    (mark("MESSAGE"), (MESSAGE_TO, MESSAGE_TO_BEFORE, MESSAGE_END)),
    (mark("SPEAKER’S CLOCK"), SPEAKERS_CLOCK),
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
    *(*STAGE, *SPEAKERS_CLOCK, *CONFIRMATION_KEYS, ACTS_UNDO, ACTS_WITHDRAW),
    *(ACTS_AGAIN, ACTS_ALL_AGAIN),
    *SUGGESTIONS,
    *(INSERT_NEXT, MESSAGE_TO, MESSAGE_TO_BEFORE, MESSAGE_END),
    *(*SCREENS, LIST_OPEN, LIST_FILTER, LIST_PRESENT, LIST_SORT, *DAYS),
    *(AGENDA_TIMETABLE, *TIMETABLE),
    *(LIST_FACETS, LIST_EVERYTHING, LIST_HIDDEN, SESSION_STAR, SESSION_HIDE, MINE_LEAD, MINE_UNDO),
    *(OWN_ADD, OWN_REMOVE, PLAN_TAKE, SESSION_NOTE, BOOKMARKS_EXPORT, NOW_LIST, NOW_REPLAY, *ROOMS),
    *SESSION,
    *(CHANGES_SEEN, *WRITING, *CLOCK, *PAGING, *FOUND, APP_BACK, *EVERYWHERE, MAIN_QUIT),
)
KEYS: Mapping[str, Key] = {key.id: key for key in _IN_ORDER}
"""Every key by its id, in the order of the palette and the help."""
ON_DAY = frozenset(
    f"stage.{name}"
    for name in (
        *("start", "start-ago", "start-this", "end", "end-ago", "pause"),
        *("more", "less", "five-more", "five-less", "suggest", "suggest-other", "seats"),
    )
)
"""The ids of keys that are only useful on the event's days."""
WITHOUT_LEAD = frozenset((STAGE_SEATS, STAGE_MESSAGE, STAGE_SEEN, STAGE_LEAD, STAGE_REHEARSAL))
"""Keys of acts that need no lead."""


VIM_MOVES: Mapping[str, str] = {
    "h": "left",
    "j": "down",
    "k": "up",
    "l": "right",
    "g": "home",
    "G": "end",
}
"""Maps each letter that moves the cursor in vim to the movement key with the same effect."""
_UNDER_VIM = MappingProxyType({"people.soon": ("S",)})
"""The default keys of actions whose usual key moves the cursor in vim, by action."""
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_MOVES: Mapping[str, str] = {"j": "down", "k": "up"}
"""The letters that always move the cursor, unless they have another meaning on the screen."""
_TYPE_NOTHING = frozenset(
    [
        *("escape", "enter", "return", "tab", "backspace", "space", "insert", "delete"),
        *("home", "end", "pageup", "pagedown", "left", "right", "up", "down"),
        *(f"f{number}" for number in range(1, 25)),
    ]
)
"""The names of keys that type no character."""
_MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "hyper+", "meta+")
_MAIN = ("LISTS", "BOOKMARKS", "FILTERS", "TIMETABLE", "GREEN ROOM", "NOW")
"""Groups of keys that work on the same screen."""
_ALONE = ("CONFIRMATION",)
"""Groups whose keys collide with no other group."""
_NEAREST = 3
"""How many similar ids are suggested for an unknown id."""


@frozen
class Keymap:
    """The keys of each action. `changed` maps ids to the keys that replace the defaults.

    `vim_moves` maps letters that have no other meaning to movement keys with the same effect.
    """

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    vim_moves: Mapping[str, str] = field(default_factory=lambda: _MOVES)

    def resolve(self, key: Key) -> Key:
        """Return `key` with the keys that the user has set for it, or unchanged."""
        names = self.changed.get(key.id)
        return key if names is None else replace(key, keys=" ".join(names))

    def key_text(self, key: Key) -> str:
        """Return the text for a key in the footer."""
        return self.resolve(key).footer_name

    def panel_letters(self) -> frozenset[str]:
        """Return the small letters that act on the moderator's screen.

        Speakers get other letters.
        """
        keys = (*PANEL, *SCREENS, *EVERYWHERE, MAIN_QUIT)
        names = {character(name) for key in keys for name in self.resolve(key).names}
        return frozenset(name for name in names if len(name) == 1 and "a" <= name <= "z")


DEFAULT_KEYMAP = Keymap()
"""The default keys."""


def remap(remaps: Sequence[Remap]) -> tuple[Keymap, tuple[Finding, ...]]:
    """Return the keymap after these remaps, and a finding for each rejected remap.

    If a new key does not exist, or belongs to another binding on the same screen, the binding keeps
    its default keys. Two bindings may exchange their keys.
    """
    if any(remap.binding == VIM for remap in remaps):
        return Keymap(_UNDER_VIM, VIM_MOVES), ()
    findings: list[Finding] = []
    wanted: dict[str, Remap] = {}
    for remap in remaps:
        wrong = _find_fault(remap)
        if wrong is None:
            wanted[remap.binding] = replace(remap, keys=tuple(dict.fromkeys(remap.keys)))
        else:
            findings.append(wrong)
    while (clash := _first_collision(wanted)) is not None:
        binding_id, finding = clash
        del wanted[binding_id]
        findings.append(finding)
    changed = {binding: remap.keys for binding, remap in wanted.items()}
    findings.sort(key=lambda finding: finding.line or 0)
    return Keymap(MappingProxyType(changed)), tuple(findings)


def _listed_keys() -> dict[str, Key]:
    """Return the keys that the help lists, by id."""
    return {key.id: key for _, keys in GROUPS for key in keys}


def _find_fault(remap: Remap) -> Finding | None:
    known = _listed_keys()
    key = known.get(remap.binding)
    if key is None:
        near = _similar_ids(remap.binding[:100], known)
        name = "suggestion" if len(near) == 1 else "choices"
        return _finding(remap, "unknown-binding", key=remap.binding, **{name: ", ".join(near)})
    for name in remap.keys:
        if not _is_key_name(name):
            return _finding(remap, "unknown-keys", value=name)
        # The key would work even in a text field, so the user could not type its character.
        types = len(character(name)) == 1 or name == "space"
        if key.priority and key.id.startswith("app.") and types:
            return _finding(remap, "key-typed", value=name)
    return None


def _similar_ids(binding: str, known: Mapping[str, Key]) -> list[str]:
    """Return ids that the user may have meant.

    They have the same name on another screen, or a similar spelling.
    """
    from difflib import get_close_matches

    name = binding.rpartition(".")[2]
    close = get_close_matches(binding, known, n=_NEAREST, cutoff=0.75)
    namesakes = {key.rpartition(".")[2] for key in known}
    similar = get_close_matches(name, namesakes, n=1, cutoff=0.8)
    close += [key for key in known if key.rpartition(".")[2] in similar and key not in close]
    return close[:_NEAREST]


def _is_key_name(name: str) -> bool:
    bare = name
    while bare.startswith(_MODIFIERS):
        bare = bare.split("+", 1)[1]
    if len(bare) == 1:
        return bare.isprintable() and not bare.isspace()
    return bare in _TYPE_NOTHING or len(character(bare)) == 1


def _first_collision(wanted: dict[str, Remap]) -> tuple[str, Finding] | None:
    """Return the first remap that collides with another binding, or None.

    The result is the id of the remapped binding, and a finding.
    """
    known = _listed_keys()
    for binding, remap in wanted.items():
        mine = {character(name) for name in remap.keys}
        for other in _competing_bindings(binding):
            theirs = wanted[other].keys if other in wanted else known[other].names
            common = mine & {character(name) for name in theirs}
            if common:
                return binding, _finding(remap, "key-taken", value=min(common), other=other)
    return None


def _competing_bindings(binding: str) -> Iterator[str]:
    """Yield the other bindings that work on the same screens as this binding."""
    everywhere = {key.id for key in (*SCREENS, *EVERYWHERE)}
    homes = [
        {key.id for key in (keys if heading in _ALONE else (*keys, APP_BACK, MAIN_QUIT))}
        for heading, keys in GROUPS
        if heading not in _MAIN
    ]
    main = [key for heading, keys in GROUPS if heading in _MAIN for key in keys]
    homes.append({key.id for key in (*main, APP_BACK, MAIN_QUIT)})
    homes.append({key.id for key in (SESSION_LINKS, APP_BACK, MAIN_QUIT)})
    homes.append({key.id for key in (*PANEL, APP_BACK, MAIN_QUIT)})
    homes.append({key.id for key in (*STAGE, *ROOMS, LIST_OPEN, APP_BACK, MAIN_QUIT)})
    for other in _listed_keys():
        together = any(binding in home and other in home for home in homes)
        if other != binding and (together or {binding, other} & everywhere):
            yield other


def _finding(remap: Remap, code: str, **values: str) -> Finding:
    shown = {name: cap(clean_line(value), 1000) for name, value in values.items()}
    path = cap(clean_line(f"keys.{remap.binding}"), 200)
    return Finding("error", code, path, remap.line, MappingProxyType(shown))
