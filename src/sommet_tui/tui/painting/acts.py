"""The acts of a lane, each with its time and who, undone and void ones marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sommet_tui.domain.rundown.acts import Act
from sommet_tui.tui.painting.rows import Part, Row, row, spread
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.stage import act_sentence
from sommet_tui.wording.times import clock_face


def act_row(
    scene: Scene,
    act: Act,
    log: Sequence[Act],
    off: tuple[Collection[int], Collection[int]],
    width: int,
) -> Row:
    """Its number, when it was recorded, what it did, whether that holds, and who did it.

    `off` are the numbers of the acts that are undone, and of those that have no effect.
    """
    words = scene.words
    undone, void = off
    mark = ""
    if act.seq in undone:
        mark = words.say("undone")
    elif act.seq in void:
        mark = words.say("no effect")
    told = act_sentence(act, scene.snapshot.programme, scene.zones, words, log)
    left = row(
        Part(f" {act.seq:>4}  ", "faint"),
        Part(f"{clock_face(act.at, scene.zones)}  ", "muted"),
        Part(told, "faint" if mark else ""),
    )
    right = row(Part(f"{mark}  " if mark else "", "warning"), Part(act.by or "", "muted"), " ")
    return spread(left, right, width)
