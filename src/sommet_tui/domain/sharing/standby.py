"""Which machine of a crew publishes the day at a place, while the others stand by.

Every machine applies the same rule to the same facts, so that exactly one of them publishes. The
facts are: the machines that are online and publish there, the leads of the rooms, and the last
document there. A machine is named by its id, the last level of its writer's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sommet_tui.domain.shared_day import SILENCE
from sommet_tui.domain.sharing.records import LeadClaim
from sommet_tui.domain.values import dataclass

NEXT_TURN = timedelta(seconds=30)
"""How long each machine has to begin publishing after a place has been silent for too long."""


@dataclass(frozen=True, slots=True)
class PostedDocument:
    """The last document at a place: its publisher, and how long ago it was new.

    `publisher` is None if it was written by a machine that belongs to no crew.
    """

    publisher: str | None
    silence: timedelta

    @property
    def is_fresh(self) -> bool:
        """Whether its publisher, which publishes every minute, is still active."""
        return self.silence < SILENCE


def machine_id(writer: str) -> str:
    """Return the id of a writer's machine."""
    return writer.rpartition("/")[2]


def publishing_order(
    machines: Iterable[str], leads: Mapping[str | None, LeadClaim]
) -> tuple[str, ...]:
    """Return machines in the order in which they should publish.

    The one that leads most rooms comes first; if several lead as many, the first by id. A claim
    that the crew has not confirmed does not count, since the others do not know it.
    """
    rooms = Counter(machine_id(claim.writer) for claim in leads.values() if claim.state != "open")
    return tuple(sorted(set(machines), key=lambda machine: (-rooms[machine], machine)))


def choose_publisher(
    order: Sequence[str], posted: PostedDocument | None, *, connected: bool
) -> str | None:
    """Return the machine that should publish at a place.

    None if only the document there can show it. `order` are the machines that are online, in the
    order of `publishing_order`. A machine that is not `connected` to its crew does not know who is
    online, and leaves the place to its present publisher. If a place stays silent although a
    machine is online, the next machine publishes.
    """
    if posted is not None and posted.is_fresh and (posted.publisher is None or not connected):
        return posted.publisher
    missed = 0
    if posted is not None and not posted.is_fresh:
        missed = 1 + (posted.silence - SILENCE) // NEXT_TURN
    return order[missed if missed < len(order) else 0]
