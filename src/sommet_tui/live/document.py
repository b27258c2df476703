"""The document that the stage publishes for its audience, as it arrives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.domain.day_document import day_from
from sommet_tui.domain.limits import LIVE_BYTES_LIMIT
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.shared_day import LIVE_VERSION
from sommet_tui.domain.text import cap, clean_line

if TYPE_CHECKING:
    from sommet_tui.domain.shared_day import SharedDay


def read_document(data: bytes) -> SharedDay:
    """Return the day in a document.

    Raises:
        DocumentError: "too-large", "garbled" (not JSON), "version" (`detail` is the unknown one) or
            "shape" (`detail` is the invalid key).
    """
    if len(data) > LIVE_BYTES_LIMIT:
        raise DocumentError("too-large")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise DocumentError("garbled") from None
    if not isinstance(content, dict):
        raise DocumentError("garbled")
    version = content.get("version")
    if version is None:
        raise DocumentError("shape", "version")
    if version != LIVE_VERSION:
        raise DocumentError("version", cap(clean_line(str(version)), 20))
    try:
        return day_from(content)
    except RecordError as error:
        raise DocumentError("shape", cap(clean_line(error.key), 80)) from None
