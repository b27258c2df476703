"""The order of input: the app has finished with one event when it gets the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key
from textual.message import Message

from sommet_tui.tui.terminal.driver import IdleLoop, InputQueue


def key(name: str) -> Key:
    return Key(name, name)


def name(event: Message) -> str:
    assert isinstance(event, Key)
    return event.key


def run(keys: str, give: Callable[[IdleLoop, str], object], *, until: str, text: str = "") -> None:
    """Pass keys on until one of them is given to the app; `give` is called with each.

    Keys in `text` follow each other without waiting.
    """
    loop = IdleLoop()
    done = loop.create_future()

    def pass_on(event: Message) -> None:
        give(loop, name(event))
        if name(event) == until:
            done.set_result(None)

    def are_text(*events: Message) -> bool:
        return all(name(event) in text for event in events)

    turns = InputQueue(loop, pass_on, are_text)
    for each in keys:
        turns.add(key(each))
    turns.begin()
    try:
        loop.run_until_complete(done)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_next_key_waits_for_the_effects_of_the_previous_one(steps: list[int]) -> None:
    log: list[str] = []

    def give(loop: IdleLoop, pressed: str) -> None:
        log.append(pressed)
        if pressed != "!":
            follow(loop, pressed, steps["abcdefgh".index(pressed)])

    def follow(loop: IdleLoop, pressed: str, left: int) -> None:
        """Run the loop for this many rounds."""
        log.append(pressed)
        if left:
            loop.call_soon(follow, loop, pressed, left - 1)

    keys = "abcdefgh"[: len(steps)]
    run(keys + "!", give, until="!")
    expected = [k for k, left in zip(keys, steps, strict=True) for _ in range(left + 2)]
    assert log == [*expected, "!"]


def test_typed_letters_do_not_wait_but_other_keys_do() -> None:
    log: list[str] = []

    def give(loop: IdleLoop, pressed: str) -> None:
        log.append(pressed)
        loop.call_soon(log.append, f"{pressed} done")

    run("/abc!d.", give, until=".", text="abcd")
    assert log == [
        *("/", "/ done", "a", "b", "c", "a done", "b done", "c done"),
        *("!", "! done", "d", "d done", ".", ". done"),
    ]


def test_busy_app_receives_every_key() -> None:
    log: list[str] = []

    async def never_rest() -> None:
        while True:
            await asyncio.sleep(0)

    tasks: list[asyncio.Task[None]] = []

    def give(loop: IdleLoop, pressed: str) -> None:
        log.append(pressed)
        tasks.append(loop.create_task(never_rest()))

    run("abc", give, until="c")
    assert log == ["a", "b", "c"]
