"""An overview of the bookmarks, in a line."""

from __future__ import annotations

from sommet_tui.wording import marks
from sommet_tui.wording.sentences import join
from sommet_tui.wording.times import NBSP, column_time, day_time, duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Overview
    from sommet_tui.domain.timeline import Gap
    from sommet_tui.wording.view import View


def overview_forms(overview: Overview, view: View) -> tuple[str, ...]:
    """Return how many bookmarks there are, how many clash and when the next free time is.

    The longest form comes first; shorter forms leave out the free time.
    """
    words = view.words
    counted = words.count("{n} bookmark", "{n} bookmarks", overview.picks)
    number = overview.clashes
    clashes = None
    if number:
        clashes = f"{marks.CLASH} {words.count('{n} clash', '{n} clashes', number)}"
    return join([counted, clashes, _free(overview.next_free, view)]), join([counted, clashes])


def free_words(gap: Gap, view: View) -> str:
    """Return the free time between two bookmarks and its length: "free, 2 h"."""
    return view.words.say("free, {time}", time=duration(gap.duration, view.words))


def _free(gap: Gap | None, view: View) -> str | None:
    if gap is None:
        return None
    end = column_time(gap.end, view.zones)
    if gap.start <= view.now:
        return view.words.say("free until {time}", time=end)
    span = f"{day_time(gap.start, view)}–{end}".replace(" ", NBSP)
    if view.is_today(gap.start):
        span = f"{column_time(gap.start, view.zones)}–{end}"
    return view.words.say("next free: {times}", times=span)
