"""The published day over HTTP, from the server that the app includes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import DocumentError, PublishedFile
from sommet_tui.domain.published_day import SharedDay
from sommet_tui.live.web_day import WebDay
from sommet_tui.live.web_server import WebTarget
from sommet_tui.sources.http import fetch
from sommet_tui.storage.copies import FileCopies
from tests.builders import existing
from tests.ports import closed_port
from tests.publishing import LATE, document, newer
from tests.refusals import refusal


def ask(
    address: str, etag: str | None, modified: str | None, patience: float | None
) -> tuple[bytes | None, str | None, str | None]:
    found = fetch(address, etag, modified, None, patience or 30, plain=True)
    return found.data, found.etag, found.modified


@pytest.fixture
def web() -> Iterator[WebTarget]:
    target = WebTarget("127.0.0.1", 0)
    put(target, json.dumps(document("10:20", *LATE)).encode())
    yield target
    target.close()


def put(web: WebTarget, data: bytes) -> None:
    web.put(PublishedFile("live.json", data, "application/json", 5))


def follow(web: WebTarget, folder: Path) -> WebDay:
    return WebDay(web.name + "live.json", ask, FileCopies(str(folder)))


def test_day_is_downloaded_only_when_it_changes(web: WebTarget, tmp_path: Path) -> None:
    day = follow(web, tmp_path)
    first = existing(day.fetch_newer(newer))
    assert first.lanes[0].running == "a"
    assert day.fetch_newer(newer) is None
    put(web, json.dumps(document("10:21", *LATE) | {"seq": 8}).encode())
    second = existing(day.fetch_newer(newer))
    assert second.seq == 8


def test_restarted_follower_requests_only_changes(web: WebTarget, tmp_path: Path) -> None:
    assert follow(web, tmp_path).saved_day(newer) is None
    answer = follow(web, tmp_path).fetch_newer(newer)
    again = follow(web, tmp_path)
    saved_day = existing(again.saved_day(newer))
    assert saved_day[0] == answer
    assert again.fetch_newer(newer) is None


def test_invalid_day_is_refused_and_not_saved(web: WebTarget, tmp_path: Path) -> None:
    day = follow(web, tmp_path)
    put(web, b"<html>")
    with pytest.raises(DocumentError):
        day.fetch_newer(newer)
    assert day.saved_day(newer) is None


def test_discarded_document_is_requested_again(web: WebTarget, tmp_path: Path) -> None:
    day = follow(web, tmp_path)
    first = day.fetch_newer(newer)

    def doubtful(day: SharedDay, known: SharedDay | None) -> None:
        assert known == first
        raise DocumentError("time")

    put(web, json.dumps(document("10:21", *LATE) | {"seq": 8}).encode())
    for _ in range(2):
        with pytest.raises(DocumentError):
            day.fetch_newer(doubtful)
    saved_day = existing(follow(web, tmp_path).saved_day(newer))
    assert saved_day[0] == first
    assert follow(web, tmp_path).saved_day(refuse_every_day) is None
    taken = existing(day.fetch_newer(newer))
    assert taken.seq == 8


def refuse_every_day(day: SharedDay, known: SharedDay | None) -> None:
    raise DocumentError("time")


def test_unreadable_copy_is_ignored(web: WebTarget, tmp_path: Path) -> None:
    day = follow(web, tmp_path)
    day.fetch_newer(newer)
    copies = FileCopies(str(tmp_path))
    copy = existing(copies.load(day.address))
    from sommet_tui.domain.values import replace

    copies.save(day.address, replace(copy, data=b"{}"))
    assert follow(web, tmp_path).saved_day(newer) is None


def test_unreachable_server_of_a_published_day_is_reported(tmp_path: Path) -> None:
    day = WebDay(f"http://127.0.0.1:{closed_port()}/live.json", ask, FileCopies(str(tmp_path)))
    assert refusal(SourceError, day.fetch_newer, newer, 5) == "offline"
