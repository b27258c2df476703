"""Reads our own programme file, in YAML."""

from __future__ import annotations

import re
from pathlib import PurePath

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MAX_SESSIONS
from sommet_tui.domain.values import replace
from sommet_tui.formats.feed_model import describe_content
from sommet_tui.formats.findings import ListNode, MapNode, UnusableError, error
from sommet_tui.formats.ids import add_ids
from sommet_tui.formats.yaml_tree import parse

_KEY = re.compile(
    rb"^\W{0,3}(version|event|days?|rooms|people|sessions|title|timezone)\W{0,2}:", re.MULTILINE
)
"""A line that occurs only in a programme in YAML, even in a faulty one."""
_EVENT = "event"
"""The path in findings about an event without an id."""
_OURS = frozenset(("version", "title", "timezone", "sessions"))
"""Keys of which every programme has at least one, even a programme with many mistakes."""
_UNREADABLE = frozenset(("binary", "encoding", "empty"))


def read(data: bytes, origin: str, _zone: str | None = None) -> Loaded:
    """Read a programme from a YAML file, and return all findings.

    The file itself names its zone. The findings are in the order of lines.

    Raises:
        UnusableError: it is not YAML, or too large.
    """
    root, findings = parse(data)
    codes = {finding.code for finding in findings}
    if _has_other_extension(origin) and not (codes & _UNREADABLE or _KEY.search(data)):
        raise UnusableError(error("no-programme"))
    if root is None:
        other = any(finding.code == "type" and not finding.path for finding in findings)
        raise UnusableError(*([error("no-programme")] if other else findings))
    if _is_foreign(root):
        raise UnusableError(error("yaml-unread", found=describe_content(root)))
    _check_session_count(root)
    # Pydantic is slow to import, and invalid YAML does not need it.
    from sommet_tui.formats.yaml_checks import build_programme
    from sommet_tui.formats.yaml_errors import validate

    derived = add_ids(root)
    checked = validate(root)
    programme, more = build_programme(checked, root)
    if programme is not None:
        programme = replace(programme, has_derived_id=any(f.path == _EVENT for f in derived))
    findings += derived
    found = sorted([*findings, *checked.findings, *more], key=lambda f: (f.line or 0, f.path))
    ids = frozenset(f.values["id"] for f in derived if f.path != _EVENT)
    return Loaded(origin, programme, tuple(found), ids)


def _has_other_extension(origin: str) -> bool:
    """Return whether a file has the extension of another format, so that no YAML is expected."""
    suffix = PurePath(origin).suffix.lower()
    return suffix not in ("", ".yaml", ".yml")


def _is_foreign(root: MapNode) -> bool:
    """Return whether a file has other keys, but neither an event nor sessions."""
    event, days = root.get("event"), root.get("days")
    tops = root.keys() | (event.keys() if isinstance(event, MapNode) else set())
    listed = days if isinstance(days, ListNode) else ()
    has_sessions = any("sessions" in day for day in listed if isinstance(day, MapNode))
    return not has_sessions and not tops & _OURS


def _check_session_count(root: MapNode) -> None:
    """Refuse a file with too many sessions, because checking each of them would take long."""
    days = root.get("days")
    nodes = days if isinstance(days, ListNode) else ()
    listed = [day.get("sessions") for day in nodes if isinstance(day, MapNode)]
    count = sum(len(sessions) for sessions in listed if isinstance(sessions, ListNode))
    if count > MAX_SESSIONS:
        facts = {"count": count, "limit": MAX_SESSIONS}
        raise UnusableError(error("too-many-sessions", "days", root.lines["days"], **facts))
