"""What was said by message, on the stage's board: what a panel says, and what the stage said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from sommet_tui.domain.messages import Message
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.painting.rows import Part, Row, fit, row
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.stage_keys import SEEN
from sommet_tui.wording.live import notice_text
from sommet_tui.wording.sentences import listed, short_name
from sommet_tui.wording.stage import to_words
from sommet_tui.wording.times import column_time

_BETWEEN = "   "
_TELLING = 12
"""Cells of a text that is cut."""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands of what was said in one lane; each oldest first.

    `asked` are lines of its panels to the stage that are not seen yet. The others are from the
    stage: `panel` and `speaker` about what is on, `notices` for everyone.
    """

    asked: tuple[Message, ...] = ()
    panel: tuple[Message, ...] = ()
    notices: tuple[Message, ...] = ()
    speaker: tuple[Message, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything stands of what the stage said."""
        return bool(self.panel or self.notices or self.speaker)


NOTHING_SAID = Said()


def panel_line(scene: Scene, said: Said) -> Row:
    """The oldest line of a panel that is not seen yet, and the key that says it is."""
    words, found = scene.words, said.asked[0]
    session = scene.snapshot.programme.by_id.get(found.session or "")
    name = short_name(session) if session else words.say("Panel")
    text = words.say("{session}: “{text}”", session=name, text=found.text)
    key = Part(f"  {scene.keymap.shown(SEEN)} ", "key")
    return row(Part(f" {text} ", "badge"), key, Part(words.say("seen"), "muted"))


def said_rows(scene: Scene, said: Said, width: int, most: int) -> list[Row]:
    """What the stage said, a row each; side by side where there are not so many rows."""
    lines = list(_lines(scene, said))
    if not lines or most < 1:
        return []
    if len(lines) <= most:
        return [row(*line.within(width)) for line in lines]
    alone, together = lines[: most - 1], lines[most - 1 :]
    return [*(row(*line.within(width)) for line in alone), _beside(together, width)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A text with what stands before and behind it, which is never cut."""

    before: str
    text: str
    behind: str
    look: str

    @property
    def width(self) -> int:
        return cell_len(self.before + self.text + self.behind)

    @property
    def least(self) -> int:
        """The cells it takes with as much of its text as still says something, and a space."""
        return min(self.width, cell_len(self.before + self.behind) + _TELLING) + len(_BETWEEN)

    def within(self, width: int) -> Iterator[Part]:
        """The line in so many cells; its text gives way."""
        room = max(1, width - cell_len(self.before + self.behind))
        yield Part(fit(f"{self.before}{fit(self.text, room)}{self.behind}", width), self.look)


def _lines(scene: Scene, said: Said) -> Iterator[_Line]:
    words, programme = scene.words, scene.snapshot.programme
    if said.panel:
        last = said.panel[-1]
        seen = words.say("not seen yet")
        if last.seen_at is not None:
            seen = words.say("seen at {time}", time=column_time(last.seen_at, scene.zones))
        yield _quoted(scene, last, f" · {seen}")
    if said.notices:
        count = len(said.notices)
        many = words.count("{n} notice", "{n} notices", count) if count > 1 else None
        text = listed([many, notice_text(said.notices[-1], programme, words)])
        yield _Line("◆ ", text, "", "muted")
    if said.speaker:
        yield _quoted(scene, said.speaker[-1], "")


def _quoted(scene: Scene, message: Message, behind: str) -> _Line:
    """A line to someone: the quotation marks of its sentence stay round what is cut."""
    whom = to_words(message.to, scene.words)
    frame = scene.words.say("{to}: “{text}”", to=whom, text="\0")
    before, _, after = frame.partition("\0")
    return _Line(before, message.text, after + behind, "muted")


def _beside(lines: Sequence[_Line], width: int) -> Row:
    """As many as a row has room for; an earlier one leaves the later ones what they need."""
    parts: list[Part] = []
    while len(lines) > 1 and sum(line.least for line in lines) > width:
        lines = lines[:-1]
    for place, line in enumerate(lines):
        parts += [Part(_BETWEEN)] if parts else []
        left = width - sum(cell_len(part.text) for part in parts)
        parts += line.within(left - sum(later.least for later in lines[place + 1 :]))
    return row(*parts)
