"""The people on a panel, their order, and the key of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sommet_tui.domain.programme import Participant, Session
from sommet_tui.domain.text import fold


def seat_order(session: Session, order: Sequence[str]) -> tuple[Participant, ...]:
    """Return the people of a session from left to right: those in `order` (ids), then the others.

    Moderators and hosts who are not in `order` come last, because they have their own row.
    """
    place = {id_: index for index, id_ in enumerate(order)}
    people = {p.id: p for p in session.participants}
    last = len(place)

    def key(one: Participant) -> tuple[int, bool]:
        return (place.get(one.id, last), one.role != "speaker")

    return tuple(sorted(people.values(), key=key))


def letters(names: Mapping[str, str], taken: Iterable[str]) -> Mapping[str, str]:
    """Return a key for each person: a letter of their name that is still free.

    `names` are by id, in an order that does not change during the panel; `taken` are the keys in
    use. Letters are "a" to "z". First, everyone whose name begins with a free letter gets it; then
    the others get the first free letter of their name, else the first free letter, else "".
    """
    free = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    free = [letter for letter in free if letter not in set(taken)]
    found: dict[str, str] = {}
    folded = {id_: fold(name) for id_, name in names.items()}
    wanted = (
        {id_: name[:1] for id_, name in folded.items()},
        folded,
        dict.fromkeys(names, "".join(free)),
    )
    for letters_of in wanted:
        for id_, own in letters_of.items():
            letter = next((own_letter for own_letter in own if own_letter in free), None)
            if letter is not None and id_ not in found:
                found[id_] = letter
                free.remove(letter)
    return {id_: found.get(id_, "") for id_ in names}
