"""What a session prepares for its moderator, as a list of plain values, and back."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sommet_tui.domain.preparation import Preparation, Prepared, Segment


def pack_preparation(preparation: Preparation) -> list[Any]:
    """Its parts, in their order."""
    return [
        [[segment.name, segment.minutes] for segment in preparation.segments],
        [[question.text, question.to] for question in preparation.questions],
        list(preparation.seating),
        dict(preparation.shares),
    ]


def unpack_preparation(packed: list[Any]) -> Preparation:
    """The preparation of such a list."""
    segments, questions, seating, shares = packed
    return Preparation(
        tuple(Segment(*segment) for segment in segments),
        tuple(Prepared(*question) for question in questions),
        tuple(seating),
        MappingProxyType(shares),
    )
