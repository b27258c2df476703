"""The user's settings for all events. Each setting is defined in one place.

A setting is a field of `Settings` with its default, and an entry in `SETTINGS` with its form and
its help. These entries generate the reader, the messages about invalid settings, the example file,
the schema and the table in docs/settings.md.
"""

from __future__ import annotations

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from sommet_tui.domain.findings import Finding
    from sommet_tui.domain.rundown.catch_up_suggestions import Limits

    SettingForm = Literal[
        "programme", "choice", "switch", "number", "minutes", "keys", "command", "address"
    ]
    """The form of a setting.

    "programme" is a file or an address, "choice" is one of a few words, "switch" is true or false,
    "number" is a number of minutes, "minutes" is a list of minutes, "keys" maps actions to keys,
    "command" has the words of a command, and "address" is an address or `OFF`.
    """

LANGUAGES = ("en", "fr")
THEMES = ("dark", "light", "terminal")
VIM = "vim"
"""The value of the setting `keys` that adds the movement keys of vim."""
OFF = "off"
"""The value of the setting `follow` for no address."""
CREW_SCREENS = ("stage", "moderator")
"""The screens that belong to the crew."""
FIRST_SCREENS = (
    "now",
    "agenda",
    "bookmarks",
    "plan",
    "people",
    "stage",
    "moderator",
    "info",
)

VIEWS = ("list", "timetable")
"""The views of the agenda."""
ROLES = ("attendee", "stage", "moderator", "green-room")
_FIRST_OF_ROLE = {"stage": "stage", "moderator": "moderator", "green-room": "people"}


@frozen
class Remap:
    """Other keys for one binding. `keys` has the names of keys as people write them.

    The binding is named by its id. `line` is the line in the settings file. Only `keymap` knows
    whether the binding and the keys exist. If the binding is `VIM`, `keys` is empty, and the remap
    adds the movement keys of vim.
    """

    binding: str
    keys: tuple[str, ...]
    line: int


@frozen
class Settings:
    """The settings, with their defaults.

    `programme` is a path (ready to open) or an address. If `language` or `theme` is None, the app
    chooses. `reminder_minutes` has the lead times of reminders in whole minutes, the longest first;
    if it is empty, there are no reminders. `notify_command` and `stage_command` are programs with
    their first arguments, or empty. `cue_minutes` has the minutes before the end of a session at
    which its moderator and speakers get a silent cue. `walk_minutes` is the walk between two
    buildings, or None for the programme's value.

    A suggestion for catching up leaves no break shorter than `break_minutes`, and takes at most
    `cut_minutes` from a session. `follow` is the address at which a stage publishes the day, or
    `OFF` to follow no stage even if the programme names an address. `publish` has the folders,
    buckets and addresses at which the stage publishes the day.

    If `mouse` is False, the terminal handles clicks and drags. If `first_screen` is None, the first
    screen is that of the `role`. `agenda` is the first view of the agenda. If `calm` is set, no
    seconds are shown, and the screen is painted only once a minute and after changes.
    """

    programme: str | None = None
    language: str | None = None
    theme: str | None = None
    reminder_minutes: tuple[int, ...] = (5,)
    first_screen: str | None = None
    agenda: str = VIEWS[0]
    role: str = ROLES[0]
    keys: tuple[Remap, ...] = ()
    notify_command: tuple[str, ...] = ()
    stage_command: tuple[str, ...] = ()
    cue_minutes: tuple[int, ...] = (10, 5, 2, 1, 0)
    walk_minutes: int | None = None
    break_minutes: int = 10
    cut_minutes: int = 10
    calm: bool = False
    mouse: bool = True
    desktop_notifications: bool = True
    follow: str | None = None
    publish: tuple[str, ...] = ()

    @property
    def opening_screen(self) -> str:
        """The screen to show first, one of `FIRST_SCREENS`."""
        return self.first_screen or _FIRST_OF_ROLE.get(self.role, FIRST_SCREENS[0])

    @property
    def limits(self) -> Limits:
        """The limits on suggestions for catching up."""
        from sommet_tui.domain.rundown.catch_up_suggestions import Limits

        return Limits(self.break_minutes, self.cut_minutes)


@frozen
class Setting:
    """The description of a field of `Settings`. `help` is a sentence for `Words.say`.

    `example` is an example value for the file. If the default value does not explain itself,
    `default_text` describes it. If only a few words are valid, `choices` lists them, and no help is
    needed.
    """

    name: str
    form: SettingForm
    example: str
    help: str = ""
    default_text: str = ""
    choices: tuple[str, ...] = ()


SETTINGS = (
    Setting(
        "programme",
        "programme",
        "~/summit/programme.yaml",
        (
            "The programme to open: a file or an https address. A relative path starts "
            "from the folder of this settings file."
        ),
        default_text="`./programme.yaml`, an earlier event, or the summit",
    ),
    Setting(
        "language",
        "choice",
        "fr",
        default_text="the language of the system",
        choices=LANGUAGES,
    ),
    Setting(
        "theme",
        "choice",
        "dark",
        "The colours: dark, light or terminal.",
        default_text="dark or light, like the terminal",
        choices=THEMES,
    ),
    Setting(
        "reminder_minutes",
        "minutes",
        "5",
        (
            "How many minutes before a bookmarked session a reminder appears: a number, a "
            "list such as [15, 5], or [] for no reminder."
        ),
    ),
    Setting(
        "cue_minutes",
        "minutes",
        "[10, 5, 2, 1, 0]",
        (
            "How many minutes before the end of a session the moderator and the speaker see "
            "a silent signal: a list, or [] for no signal."
        ),
    ),
    Setting(
        "walk_minutes",
        "number",
        "5",
        (
            "Walking time in minutes between two buildings, or to an own event outside the "
            "programme’s rooms."
        ),
        default_text="the value in the programme, or `5`",
    ),
    Setting(
        "break_minutes",
        "number",
        "10",
        (
            "The shortest length of a break in minutes. A suggestion for catching up leaves "
            "each break at least this long, or gives the break up."
        ),
    ),
    Setting(
        "cut_minutes",
        "number",
        "10",
        "How many minutes a suggestion for catching up may take from a session.",
    ),
    Setting(
        "calm",
        "switch",
        "true",
        (
            "If true, the app hides the seconds and redraws the screen only once a minute or "
            "when something changes. This helps screen readers and slow connections, and "
            "saves battery power."
        ),
        default_text="`false`",
    ),
    Setting(
        "mouse",
        "switch",
        "false",
        (
            "If false, the terminal handles the mouse, and you can select text by dragging. "
            "If true, the app handles the mouse, and you hold Shift to select text."
        ),
        default_text="`true`",
    ),
    Setting(
        "desktop_notifications",
        "switch",
        "false",
        (
            "If true, a reminder, a change of your plan and an alert on stage also "
            "appear as a notification on the desktop, in terminals that support this."
        ),
        default_text="`true`",
    ),
    Setting(
        "role",
        "choice",
        "stage",
        (
            "Your role: attendee, stage, moderator or green-room. The app opens with the "
            "screen of your role. For all roles except attendee, the footer also shows the "
            "keys of the crew."
        ),
        choices=ROLES,
    ),
    Setting(
        "first_screen",
        "choice",
        "now",
        default_text="the screen of your `role`; `now` for an attendee",
        choices=FIRST_SCREENS,
    ),
    Setting(
        "agenda",
        "choice",
        "timetable",
        "The view with which the Agenda begins: list or timetable.",
        choices=VIEWS,
    ),
    Setting(
        "notify_command",
        "command",
        "[notify-send, --app-name=sommet-tui]",
        (
            "A command to run for each reminder, and for changes of your bookmarks and of your "
            "plan. Write the command as a list of arguments. Sommet-tui adds a title and a text "
            "as two more arguments, and uses no shell."
        ),
        default_text="none",
    ),
    Setting(
        "stage_command",
        "command",
        "[python3, /home/grace/lights.py]",
        (
            "A command to run when something happens on stage: a session starts, ends, is "
            "paused or runs out of time, or a message is sent. Write the command as a list "
            "of arguments. It receives the state as JSON on its standard input."
        ),
        default_text="none",
    ),
    Setting(
        "publish",
        "command",
        "[~/www/summit, s3://summit/2026]",
        (
            "The targets of the command “publish” and of the Publish key on Stage: "
            "folders, buckets, or an ADDRESS:PORT of this computer."
        ),
        default_text="none",
    ),
    Setting(
        "follow",
        "address",
        "https://summit.example/live.json",
        (
            "The address of the published day to follow. With off, sommet-tui follows no "
            "day, even if the programme names an address."
        ),
        default_text="the address in the programme",
    ),
    Setting(
        "keys",
        "keys",
        '{session.star: s, list.filter: ["/", ctrl+l]}',
        (
            "Your own keys. Write the id of an action, then its key or a list of keys: a "
            "character, or a name such as ctrl+x, f5 or left. The last page of the help (?) "
            "lists the ids. If the value is vim, h, j, k, l, g and G move the cursor on all "
            "screens except Stage and Moderator, and people.soon moves from h to S."
        ),
        default_text="the keys in the help",
    ),
)


@frozen
class LoadedSettings:
    """The result of reading the settings. `origin` is the file, even if it does not exist.

    For each finding that is an error, the setting was rejected and its default is used.
    """

    origin: str
    settings: Settings = Settings()
    findings: tuple[Finding, ...] = ()
