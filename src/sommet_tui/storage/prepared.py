"""What a session prepares for its moderator, as a list of plain values, and back."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.preparation import Preparation, Prepared, Segment
from sommet_tui.storage.entries import MAYBE, NUMBER, TEXT, expect, expect_rows


def pack_preparation(preparation: Preparation) -> list[Any]:
    """Its parts, in their order."""
    return [
        [[segment.name, segment.minutes] for segment in preparation.segments],
        [[question.text, question.to] for question in preparation.questions],
        list(preparation.seating),
        dict(preparation.shares),
    ]


def unpack_preparation(packed: list[Any]) -> Preparation:
    """The preparation of such a list.

    Raises:
        UNSOUND: it is none.
    """
    segments, questions, seating, shares = packed
    expect_rows(segments, (TEXT, NUMBER))
    expect_rows(questions, (TEXT, MAYBE))
    expect_rows([[id_] for id_ in seating], (TEXT,))
    expect_rows(shares.items(), (TEXT, NUMBER))
    expect(all(1 <= minutes <= MINUTES_LIMIT for _, minutes in segments))
    expect(all(1 <= share <= 100 for share in shares.values()))
    return Preparation(
        tuple(Segment(*segment) for segment in segments),
        tuple(Prepared(*question) for question in questions),
        tuple(seating),
        MappingProxyType(shares),
    )
