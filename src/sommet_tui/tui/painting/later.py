"""The rest of the day in one room, pauses included."""

from __future__ import annotations

from datetime import datetime

from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap, RoomMoment
from sommet_tui.tui.painting.rows import BLANK, Part, Row, pad, row, spread
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.live import planned_words
from sommet_tui.wording.sentences import headline, status_word
from sommet_tui.wording.times import column_time, duration, span

_TIMES = 16
_TIGHT = 4
"""With fewer rows than these, what is left out is counted beside the heading."""


def later(scene: Scene, room: RoomMoment, width: int, most: int) -> list[Row]:
    """What comes after the next session, in at most `most` rows with a heading on top."""
    lane = scene.snapshot.timeline.lane(room.room, scene.now)
    after = room.next.start if room.next else scene.now
    if lane is None or (room.next is not None and room.next.day != lane.day):
        return []
    coming: list[Session | Gap] = [
        i for i in lane.items if i is not room.next and _is_to_come(scene, i, after)
    ]
    pauses = scene.snapshot.gaps(i for i in lane.items if not i.cancelled)
    coming += [gap for gap in pauses if gap.start >= after]
    if not coming or most < 2:
        return []
    coming.sort(key=lambda entry: (entry.start, entry.end))
    tight = most < _TIGHT
    shown = coming if len(coming) < most else coming[: most - (1 if tight else 2)]
    if not any(map(_is_session, shown)):  # a break alone says little
        shown = [*shown[:-1], next(filter(_is_session, coming), shown[-1])]
    more = BLANK
    if len(shown) < len(coming):
        told = scene.words.count("{n} more", "{n} more", len(coming) - len(shown))
        more = row(Part(f"… {told}", "faint"))
    heading = row(Part(scene.words.say("LATER"), "accent"))
    rows = [_entry(scene, entry, width) for entry in shown]
    if tight:
        return [row(*heading, "   ", *more) if more else heading, *rows]
    return [heading, *rows, *([more] if more else [])]


def _is_session(entry: Session | Gap) -> bool:
    return not isinstance(entry, Gap) and not entry.is_break


def _is_to_come(scene: Scene, item: Session, after: datetime) -> bool:
    """Whether it comes later; what the stage put off may have been told for before."""
    times = scene.times(item)
    if times is not None and not item.cancelled:
        return times.status == "upcoming"
    return item.start >= after and item.end > scene.now


def _entry(scene: Scene, entry: Session | Gap, width: int) -> Row:
    if isinstance(entry, Gap):
        return pause_row(scene, entry)
    times = Part(pad(span(entry.start, entry.end, scene.zones), _TIMES), "muted")
    if entry.is_break:
        length = duration(entry.duration, scene.words)
        return row(times, Part(f"{entry.title}, {length}", "faint"))
    starred = entry.id in scene.snapshot.starred
    otherwise = planned_words(entry, scene.times(entry), scene.zones, scene.words)
    title = row(times, headline(entry), Part(f" · {otherwise}" if otherwise else "", "muted"))
    if entry.cancelled:
        title = row(times, Part(f"{headline(entry)} · ", "faint"), _cancelled(scene))
    return spread(title, row(Part("★", "star")) if starred else BLANK, width)


def _cancelled(scene: Scene) -> Part:
    return Part(status_word("cancelled", scene.words), "danger")


def pause_row(scene: Scene, gap: Gap) -> Row:
    """A stretch with nothing planned, as a quiet row."""
    times = pad(column_time(gap.start, scene.zones), _TIMES)
    name = scene.words.say("break, {time}", time=duration(gap.duration, scene.words))
    return row(Part(times + name, "faint"))
