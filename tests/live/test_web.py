"""What is published is served over HTTP, and asked for cheaply."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse

import pytest

from sommet_tui.companion.audience_ports import PublishedFile, PublishError
from sommet_tui.live.web import WebTarget

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


def test_the_page_is_what_the_address_alone_gives(web: WebTarget) -> None:
    for path in ("/", "/index.html", "/?lang=fr"):
        answer, body = ask(web, path)
        assert (answer.status, body) == (200, PAGE.data)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_whoever_has_it_already_is_told_so(web: WebTarget) -> None:
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


def test_it_is_packed_for_whoever_can_unpack(web: WebTarget) -> None:
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


def test_compressed_and_plain_answers_are_distinguished(web: WebTarget) -> None:
    forms = ("gzip", "identity")
    etags = {form: ask(web, "/", Accept_Encoding=form)[0].headers["ETag"] for form in forms}
    assert etags["gzip"] != etags["identity"]
    for asked in forms:
        for known in forms:
            answer, body = ask(web, "/", Accept_Encoding=asked, If_None_Match=etags[known])
            assert answer.headers["Vary"].lower() == "accept-encoding"
            assert answer.headers["ETag"] == etags[asked]
            assert (answer.status, bool(body)) == ((304, False) if asked == known else (200, True))


def test_what_is_removed_is_gone(web: WebTarget) -> None:
    web.put(PublishedFile("live-r1.json", b"{}", "application/json", 5))
    assert ask(web, "/live-r1.json")[0].status == 200
    web.remove("live-r1.json")
    web.remove("live-r1.json")
    assert ask(web, "/live-r1.json")[0].status == 404


@pytest.mark.parametrize("path", ["/nothing", "/../pyproject.toml", "/live.json/"])
def test_there_is_nothing_else(web: WebTarget, path: str) -> None:
    assert ask(web, path)[0].status == 404


def test_nobody_can_put_anything_there(web: WebTarget) -> None:
    assert ask(web, "/live.json", "PUT")[0].status == 405
    answer, body = ask(web, "/", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(PAGE.data))


def test_an_address_that_is_in_use_or_invalid_is_reported(web: WebTarget) -> None:
    port = int(web.name.rstrip("/").rpartition(":")[2])
    with pytest.raises(PublishError) as taken:
        WebTarget("127.0.0.1", port)
    assert taken.value.code == "taken"
    with pytest.raises(PublishError) as wrong:
        WebTarget("127.0.0.1", 70_000)
    assert wrong.value.code == "port"


def test_once_closed_nobody_is_answered() -> None:
    target = WebTarget("127.0.0.1", 0)
    target.put(LIVE)
    assert ask(target, "/live.json")[0].status == 200
    target.close()
    with pytest.raises(ConnectionError):
        ask(target, "/live.json")


def test_a_hall_that_keeps_its_connections_is_answered_where_few_are_usual() -> None:
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
