"""Every binding, in the groups of the help: those of the table, the stage and the moderator."""

from __future__ import annotations

from sommet_tui.tui.keys.table import (
    BACK,
    CLOCK,
    DAYS,
    EVERYTHING,
    EVERYWHERE,
    EXPORT,
    FACETS,
    FILTER,
    FOUND,
    HIDDEN,
    HIDE,
    NOTE,
    OPEN,
    PAGING,
    PRESENT,
    QUIT,
    REPLAY,
    ROOMS,
    SCREENS,
    SESSION,
    SORT,
    STAR,
    UNSTAR,
    WRITING,
)
from sommet_tui.tui.moderator.keys import (
    FURTHER,
    GREEN_ROOM,
    OPEN_PANEL,
    PANEL,
    PLANNING,
    READY,
    REPORTING,
    SEATING,
)
from sommet_tui.tui.stage.keys import ACT_UNDO, ASKED, BLACK, FLASH, STAGE, TO, TO_BEFORE
from sommet_tui.wording.words import mark

GROUPS = (
    (mark("SCREENS"), SCREENS),
    (mark("LISTS"), (OPEN, FILTER, PRESENT, *DAYS, SORT, BACK)),
    (mark("BOOKMARKS"), (STAR, UNSTAR, HIDE, NOTE, EXPORT)),
    (mark("NARROWING"), (FACETS, EVERYTHING, HIDDEN)),
    (mark("GREEN ROOM"), GREEN_ROOM),
    (mark("PERSON"), (FURTHER,)),
    (mark("NOW"), (REPLAY, *ROOMS)),
    (mark("STAGE"), STAGE),
    (mark("MODERATOR"), PANEL[:-1]),
    (mark("PLAN"), PLANNING),
    (mark("SEATS"), SEATING),
    (mark("REPORT"), REPORTING),
    (mark("LINE TO THE STAGE"), READY),
    (mark("A QUESTION OF THE STAGE"), ASKED),
    (mark("ACTS"), (ACT_UNDO,)),
    (mark("MESSAGE"), (TO, TO_BEFORE)),
    (mark("SPEAKER’S CLOCK"), (FLASH, BLACK)),
    (mark("SESSION"), (*SESSION, OPEN_PANEL)),
    (mark("NOTE"), WRITING),
    (mark("SEARCH"), FOUND),
    (mark("CLOCK"), CLOCK),
    (mark("HELP"), PAGING),
    (mark("EVERYWHERE"), (*EVERYWHERE, QUIT)),
)
