"""What is unusual about the day shown: a chip in the top row, and a sentence on Info."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sommet_tui.companion.keys import (
    APP_CHANGES,
    APP_CLOCK,
    CLOCK_FASTER,
    CLOCK_SLOWER,
    GO_INFO,
    GO_STAGE,
    STAGE_ACTS,
    Key,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.errors import storage_error_sentence, trouble_sentence
from sommet_tui.wording.sentences import join, room_name
from sommet_tui.wording.times import column_time, viewer_time

if TYPE_CHECKING:
    from sommet_tui.companion.follower import Following


class Condition(NamedTuple):
    """The text of a chip, the sentence that explains it, and the key that a click presses.

    If `warns`, the message line says the sentence once when it becomes true. A `quiet` one needs
    nothing from the user.
    """

    chip: str
    sentence: str
    key: Key = GO_INFO
    warns: bool = True
    quiet: bool = False


def conditions(scene: Scene) -> Iterator[Condition]:
    """Yield the unusual conditions, the most important first."""
    snapshot, words = scene.snapshot, scene.words
    if snapshot.events.rehearsal is not None and snapshot.shifted:
        chip = _speed_chip(scene, words.say("REHEARSAL"))
        yield Condition(chip, rehearsal_forms(scene)[0], APP_CLOCK, False)
    elif snapshot.shifted:
        chip = _speed_chip(scene, words.say("SIMULATED"))
        yield Condition(chip, _simulated_text(scene), APP_CLOCK, False, quiet=True)
    yield from _void_conditions(scene)
    if snapshot.data_error is not None:
        sentence = storage_error_sentence(snapshot.data_error, words)
        yield Condition(words.say("DATA ERROR"), sentence)
    old = words.say("OLD DATA")
    if snapshot.trouble is not None:
        yield Condition(old, trouble_sentence(snapshot.trouble, words))
    if snapshot.events.acts:
        from sommet_tui.wording.stage import lost_sentences

        chip = words.say("LOST SESSION")
        yield from (Condition(chip, sentence) for sentence in lost_sentences(scene.view))
    yield from _crew_conditions(scene)
    followed = followed_day(scene)
    if followed is not None:
        from sommet_tui.wording.audience import following_sentence

        chips = {
            "live": words.say("LIVE"),
            "waiting": words.say("NOT LIVE"),
            "offline": words.say("OFFLINE"),
        }
        sentence = following_sentence(followed, scene.now, words)
        chip, live = chips.get(followed.freshness, old), followed.freshness == "live"
        yield Condition(chip, sentence, warns=not live, quiet=live)
    if scene.unread is not None:
        from sommet_tui.wording.changes import news_forms

        title, chip = news_forms(*scene.unread, words)
        yield Condition(f"{chip} {scene.keymap.shown(APP_CHANGES)}", title, APP_CHANGES, False)


def remarks(scene: Scene) -> list[str]:
    """Return all that Info says about the moment: conditions, the crew, the user's own time."""
    own = viewer_time(scene.now, scene.view)
    found = [condition.sentence for condition in conditions(scene)]
    return [*found, *crew_marks(scene, None)[:1], *([own] if own else [])]


def _void_conditions(scene: Scene) -> Iterator[Condition]:
    """Yield the void actions that concern this laptop and that the user has not read."""
    crew, words = scene.snapshot.events.crew, scene.words
    if crew is None or not crew.unseen:
        return
    from sommet_tui.wording.sharing import void_sentence

    void, *others = crew.unseen
    more = words.say("{n} more", n=len(others)) if others else None
    stage, log = (scene.keymap.shown(key) for key in (GO_STAGE, STAGE_ACTS))
    room = room_name(scene.programme, void.act.room) if scene.programme.has_several_rooms else None
    keys = words.say("{stage}, then {log}: details", stage=stage, log=log)
    if room:
        keys = words.say("{stage}, {room}, then {log}: details", stage=stage, room=room, log=log)
    sentence = join([void_sentence(void, crew, scene.view), more, keys])
    yield Condition(words.say("{n} VOID", n=len(crew.unseen)), sentence, GO_STAGE)


def _crew_conditions(scene: Scene) -> Iterator[Condition]:
    """Yield the trouble with the connection to the crew, if any."""
    crew, link = scene.snapshot.events.crew, scene.snapshot.link
    if crew is None or link is None:
        return
    from sommet_tui.wording.sharing import link_trouble

    sentence = link_trouble(crew, link, scene.view)
    if sentence is not None:
        words = scene.words
        chip = words.say("CREW") if link.connected else words.say("OFFLINE")
        if link.unshared:
            chip = words.say("WRONG CLOCK")
        yield Condition(chip, sentence)


def followed_day(scene: Scene) -> Following | None:
    """Return the status of the day that another stage drives, if that is shown."""
    return None if scene.snapshot.shifted else scene.snapshot.following


def crew_marks(scene: Scene, shown: str | None) -> tuple[str, ...]:
    """Return that the day is shared, and who leads, in fewer and fewer words.

    If there are several rooms, it is the lead of the room shown. Without a connection, it is who
    led when the connection was lost.
    """
    snapshot = scene.snapshot
    crew, rooms = snapshot.events.crew, snapshot.programme.rooms
    if crew is None or snapshot.link is None:
        return ()
    from sommet_tui.wording.sharing import last_lead_words, lead_words

    signed = f"⇄ {crew.share.name}"
    room = shown or snapshot.room or (rooms[0].id if len(rooms) == 1 else None)
    if room is None and len(rooms) > 1:
        return signed, "⇄"
    if not snapshot.link.connected:
        return (
            *(f"⇄ {form}" for form in last_lead_words(crew, room, snapshot.link, scene.view)),
            "⇄",
        )
    who = lead_words(crew, room, scene.words)
    return f"{signed} · {who}", f"⇄ {who}", "⇄"


def rehearsal_forms(scene: Scene) -> tuple[str, ...]:
    """Return shorter and shorter forms of "Rehearsal"; on a day of the event, with its start."""
    words, since = scene.words, scene.unrecorded_since
    key = scene.keymap.shown(APP_CLOCK)
    pace = words.say("speed × {pace} · {key}: clock", pace=f"{scene.snapshot.speed:g}", key=key)
    if since is None:
        return (f"{words.say('REHEARSAL')} · {pace}",)
    time = column_time(since, scene.zones)
    said = words.say("REHEARSAL since {time}: the real day is unaffected", time=time)
    short = words.say("REHEARSAL since {time}", time=time)
    return f"{said} · {pace}", said, short


def _speed_chip(scene: Scene, chip: str) -> str:
    """Return a chip with the speed of the clock, unless that is the usual one."""
    pace = scene.snapshot.speed
    if pace == 0:
        return f"{chip} · {scene.words.say('stopped')}"
    return chip if pace == 1 else f"{chip} × {pace:g}"


def _simulated_text(scene: Scene) -> str:
    """Return that the time is simulated, with the keys of the clock."""
    words, pace, shown = scene.words, scene.snapshot.speed, scene.keymap.shown
    key = shown(APP_CLOCK)
    if pace == 0:
        return words.say("SIMULATED TIME · stopped · {key}: clock", key=key)
    if pace == 1:
        return words.say("SIMULATED TIME · {key}: clock", key=key)
    return words.say(
        "SIMULATED TIME · speed × {pace} · {key}: clock, then {faster} {slower}: speed",
        pace=f"{pace:g}",
        key=key,
        faster=shown(CLOCK_FASTER),
        slower=shown(CLOCK_SLOWER),
    )
