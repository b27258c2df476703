"""Published files are served over HTTP, with cheap requests for changes."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse

import pytest

from sommet_tui.companion.live_ports import PublishedFile, PublishError
from sommet_tui.live.web_server import PER_CLIENT, WebTarget
from tests.refusals import refusal

PAGE = PublishedFile("index.html", b"<p>" * 1000, "text/html; charset=utf-8", 300)
LIVE = PublishedFile("live.json", b"{}", "application/json", 5)


@pytest.fixture(scope="module")
def web() -> Iterator[WebTarget]:
    target = WebTarget("127.0.0.1", 0)
    assert target.read("live.json") is None
    target.put(PAGE)
    target.put(LIVE)
    yield target
    target.close()


def ask(
    web: WebTarget, path: str, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, bytes]:
    host = web.name.removeprefix("http://").rstrip("/")
    connection = HTTPConnection(host, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_address_returns_the_page(web: WebTarget) -> None:
    for path in ("/", "/index.html", "/?lang=fr"):
        answer, body = ask(web, path)
        assert (answer.status, body) == (200, PAGE.data)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_unchanged_file_is_not_sent_again(web: WebTarget) -> None:
    answer, _ = ask(web, "/live.json")
    etag = answer.headers["ETag"]
    cached = "public, max-age=5, stale-while-revalidate=5, stale-if-error=86400"
    assert answer.headers["Cache-Control"] == cached
    parsedate_to_datetime(answer.headers["Date"])
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again, body = ask(web, "/live.json", If_None_Match=known)
        assert (again.status, body, again.headers["ETag"]) == (304, b"", etag)
    web.put(PublishedFile("live.json", b'{"seq": 2}', "application/json", 5))
    newer, body = ask(web, "/live.json", If_None_Match=etag)
    assert (newer.status, body) == (200, b'{"seq": 2}')


def test_response_is_compressed_for_clients_that_accept_it(web: WebTarget) -> None:
    for accepted in ("gzip, br", "br;q=1.0, GZIP;q=0.5", "*"):
        answer, body = ask(web, "/", Accept_Encoding=accepted)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(body) < 200
        assert gzip.decompress(body) == PAGE.data
    for refused in ("gzip;q=0", "identity", "*;q=0", "br, gzip;q=0, *"):
        answer, body = ask(web, "/", Accept_Encoding=refused)
        assert ("Content-Encoding" in answer.headers, body) == (False, PAGE.data)
    small, _ = ask(web, "/live.json", Accept_Encoding="gzip")
    assert "Content-Encoding" not in small.headers


def test_compressed_and_plain_responses_are_distinguished(web: WebTarget) -> None:
    forms = ("gzip", "identity")
    etags = {form: ask(web, "/", Accept_Encoding=form)[0].headers["ETag"] for form in forms}
    assert etags["gzip"] != etags["identity"]
    for asked in forms:
        for known in forms:
            answer, body = ask(web, "/", Accept_Encoding=asked, If_None_Match=etags[known])
            assert answer.headers["Vary"].lower() == "accept-encoding"
            assert answer.headers["ETag"] == etags[asked]
            assert (answer.status, bool(body)) == ((304, False) if asked == known else (200, True))


def test_removed_file_is_not_found(web: WebTarget) -> None:
    web.put(PublishedFile("live-r1.json", b"{}", "application/json", 5))
    assert ask(web, "/live-r1.json")[0].status == 200
    web.remove("live-r1.json")
    web.remove("live-r1.json")
    assert ask(web, "/live-r1.json")[0].status == 404


@pytest.mark.parametrize("path", ["/nothing", "/../pyproject.toml", "/live.json/"])
def test_unknown_path_is_not_found(web: WebTarget, path: str) -> None:
    assert ask(web, path)[0].status == 404


def test_uploads_are_refused(web: WebTarget) -> None:
    assert ask(web, "/live.json", "PUT")[0].status == 405
    answer, body = ask(web, "/", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(PAGE.data))


def test_occupied_or_invalid_address_is_reported(web: WebTarget) -> None:
    port = int(web.name.rstrip("/").rpartition(":")[2])
    assert refusal(PublishError, WebTarget, "127.0.0.1", port) == "taken"
    assert refusal(PublishError, WebTarget, "127.0.0.1", 70_000) == "port"


def test_closed_web_server_refuses_connections() -> None:
    target = WebTarget("127.0.0.1", 0)
    target.put(LIVE)
    assert ask(target, "/live.json")[0].status == 200
    target.close()
    with pytest.raises(ConnectionError):
        ask(target, "/live.json")


def half_open(target: WebTarget, request: bytes) -> socket.socket:
    """Connect, and send the beginning of a request."""
    host, port = target.name.removeprefix("http://").rstrip("/").split(":")
    found = socket.create_connection((host, int(port)), timeout=30)
    found.sendall(request)
    return found


def wait_until_closed(connection: socket.socket) -> None:
    with suppress(ConnectionError):
        assert connection.recv(1) == b""


PARTS = [
    b"",
    b"GET /live.json HTTP/1.1\r\nHost: a\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n",
]


@pytest.mark.parametrize("part", PARTS, ids=["nothing", "headers", "post"])
def test_half_open_requests_of_one_client_block_no_other_client(
    part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sommet_tui.live.web_server.PATIENCE", 600)
    target = WebTarget("127.0.0.1", 0)
    target.put(LIVE)
    with ExitStack() as stack:
        stack.callback(target.close)
        opened = [stack.enter_context(half_open(target, part)) for _ in range(1024)]
        assert ask(target, "/live.json")[1] == LIVE.data
        for connection in opened[:-PER_CLIENT]:
            wait_until_closed(connection)
        opened[-1].setblocking(False)
        with pytest.raises(BlockingIOError):
            opened[-1].recv(1)


def test_request_that_does_not_arrive_in_time_is_dropped(
    web: WebTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sommet_tui.live.web_server.PATIENCE", 0.1)
    for part in PARTS[:2]:
        with half_open(web, part) as connection:
            wait_until_closed(connection)
    monkeypatch.undo()  # a busy machine may take longer than that
    with half_open(web, PARTS[1]) as connection:
        connection.sendall(b"\r\n")
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


def test_many_persistent_connections_are_answered_by_few_threads() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    target, idle = WebTarget("127.0.0.1", 0), []
    try:
        target.put(LIVE)
        assert ask(target, "/live.json")[1] == LIVE.data
        host = target.name.removeprefix("http://").rstrip("/")
        for _ in range(300):
            idle.append(HTTPConnection(host, timeout=30))
            idle[-1].connect()
        assert ask(target, "/live.json")[1] == LIVE.data
    finally:
        for each in idle:
            each.close()
        target.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
