"""Bytes from a real server, and from servers that misbehave."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.limits import BYTES_LIMIT
from sommet_tui.sources.http import fetch
from tests.ports import closed_port
from tests.refusals import raised
from tests.sources.web import Web, answering, needs_nginx, own_certificate
from tests.tables import table

pytestmark = needs_nginx

BODY = b"version: 1\n" + b"# a programme\n" * 200


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    server = Web(tmp_path_factory.mktemp("web"))
    (server.www / "programme.yaml").write_bytes(BODY)
    (server.www / "large").write_bytes(b"x" * (BYTES_LIMIT + 1))
    (server.www / "bomb").write_bytes(gzip.compress(bytes(60_000_000), 9))
    (server.www / "garbled").write_bytes(b"\x1f\x8b this is no such thing")
    server.start()
    yield server
    server.stop()


def refused(address: str, patience: float = 30.0) -> str:
    """Why nothing is fetched from there."""
    error = raised(SourceError, fetch, address, patience=patience)
    assert error.origin == address
    return error.code


def test_response_contains_the_etag_and_the_modification_time(web: Web) -> None:
    came: list[int] = []
    got = fetch(f"{web.address}/programme.yaml", progress=came.append)
    assert got.data == BODY
    assert got.kind == "text/plain"
    assert came[-1] == len(BODY)
    for etag, modified in ((got.etag, None), (None, got.modified), (got.etag, got.modified)):
        assert etag or modified
        assert fetch(f"{web.address}/programme.yaml", etag, modified).data is None
    assert fetch(f"{web.address}/programme.yaml", '"another"').data == BODY


def test_compressed_response_is_decompressed(web: Web) -> None:
    came: list[int] = []
    assert fetch(f"{web.address}/packed/programme.yaml", progress=came.append).data == BODY
    assert came[-1] < len(BODY) // 2


def test_redirect_is_followed(web: Web) -> None:
    for path in ("once", "hop5"):  # five redirects are the most
        got = fetch(f"{web.address}/{path}")
        assert (got.data, got.address) == (BODY, f"{web.address}/programme.yaml")
    named = fetch(f"{web.address}/named")  # nginx sends UTF-8
    assert (named.data, named.address) == (BODY, f"{web.address}/programme.yaml?née")


@pytest.mark.parametrize(("path", "code"), table("http_responses.txt"))
def test_invalid_response_is_refused(web: Web, path: str, code: str) -> None:
    assert refused(f"{web.address}{path}") == code


def test_error_contains_the_status_or_the_message_of_the_system(web: Web) -> None:
    assert raised(SourceError, fetch, f"{web.address}/broken").detail == "500"
    closed = f"http://127.0.0.1:{closed_port()}/"
    assert raised(SourceError, fetch, closed).detail == "Connection refused"


@pytest.mark.parametrize(
    ("address", "code"),
    [*table("refused_addresses.txt"), ("https://example.org/\nHost: elsewhere", "address")],
)
def test_only_https_and_loopback_are_requested(address: str, code: str) -> None:
    assert refused(address.format(dead=closed_port())) == code


def test_slow_response_is_refused_after_the_total_time(web: Web) -> None:
    assert refused(f"{web.address}/slowly/programme.yaml", 0.5) == "timeout"


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 99999\r\n\r\n",
    ],
)
def test_slow_headers_are_refused_after_the_total_timeout(begun: bytes) -> None:
    with answering(begun, forever=b"x") as port:
        assert refused(f"http://127.0.0.1:{port}/", 0.5) == "timeout"


def test_unexpected_status_304_is_refused() -> None:
    with answering(b"HTTP/1.1 304 Not Modified\r\n\r\n") as port:
        assert refused(f"http://127.0.0.1:{port}/") == "status"


def test_endless_response_is_refused_as_too_large() -> None:
    endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    with answering(endless, forever=b"x" * 1_000_000) as port:
        assert refused(f"http://127.0.0.1:{port}/") == "too-large"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nversion: 1",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nversi",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nversi\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
        + gzip.compress(BODY)[:-9],
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
        + gzip.compress(BODY)
        + gzip.compress(BODY)[:-9],
    ],
)
def test_truncated_response_is_refused(answer: bytes) -> None:
    with answering(answer) as port:
        assert refused(f"http://127.0.0.1:{port}/") == "cut-short"


@pytest.mark.parametrize("between", [b"", b"\0" * 700])
@pytest.mark.parametrize("behind", [b"", b"\0", b"an old response"])
def test_all_parts_of_a_compressed_response_are_read(between: bytes, behind: bytes) -> None:
    packed = gzip.compress(BODY) + between + gzip.compress(b"# the end\n") + behind
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
    with answering(head + packed) as port:
        assert fetch(f"http://127.0.0.1:{port}/").data == BODY + b"# the end\n"


def test_proxy_is_used_except_for_this_computer(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as port:
        monkeypatch.setenv("http_proxy", f"127.0.0.1:{port}")
        assert fetch("http://venue.invalid/", plain=True).data == b"ok"
        assert fetch(f"{web.address}/programme.yaml").data == BODY


def test_size_limit_covers_all_compressed_members() -> None:
    packed = gzip.compress(bytes(BYTES_LIMIT - 5), 9) + gzip.compress(bytes(5), 9)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
    with answering(head + packed) as port:
        assert fetch(f"http://127.0.0.1:{port}/").data == bytes(BYTES_LIMIT)
    with answering(head + packed + gzip.compress(b"x")) as port:
        assert refused(f"http://127.0.0.1:{port}/") == "too-large"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "cut-short"),
        (b"SSH-2.0-server\r\n", "protocol"),
        (b"\x00" * 99, "protocol"),
        (b"HTTP/1.1 abc\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello", "protocol"),
    ],
)
def test_server_without_http_is_distinguished_from_a_broken_connection(
    answer: bytes, code: str
) -> None:
    with answering(answer) as port:
        assert refused(f"http://127.0.0.1:{port}/") == code


@pytest.mark.parametrize(("there", "code"), table("redirects.txt"))
def test_error_after_a_redirect_names_the_failing_address(there: str, code: str) -> None:
    there = there.format(dead=closed_port())
    moved = f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n"
    with answering(moved.encode()) as port:
        error = raised(SourceError, fetch, f"http://127.0.0.1:{port}/here")
        assert (error.code, error.requested) == (code, there)
        assert error.origin == f"http://127.0.0.1:{port}/here"


@pytest.mark.parametrize("scheme", ["webcal", "webcals", "WEBCAL"])
def test_webcal_address_is_requested_by_https(scheme: str) -> None:
    with answering(b"no encryption here\r\n") as port:
        assert refused(f"{scheme}://127.0.0.1:{port}/day.ics") == "protocol"


def test_untrusted_certificate_is_refused_and_a_trusted_one_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, with_key = own_certificate(tmp_path)
    web = Web(tmp_path, certificate=with_key)
    (web.www / "programme.yaml").write_bytes(BODY)
    web.start()
    try:
        assert refused(f"{web.address}/programme.yaml") == "certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(alone))
        assert fetch(f"{web.address}/programme.yaml").data == BODY
        assert refused(f"{web.address}/elsewhere") == "scheme"
    finally:
        web.stop()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_response_of_any_bytes_is_read_or_reported(data: st.DataObject) -> None:
    said = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"hello"),
    ]
    answer = data.draw(st.sampled_from(said))
    place = data.draw(st.integers(0, len(answer)))
    cut = data.draw(st.integers(0, 4))
    odd = data.draw(st.binary(max_size=6) | st.sampled_from([b"\r\n", b"-1", b"9" * 20, b"\n\n"]))
    with answering(answer[:place] + odd + answer[place + cut :]) as port:
        reason = ""
        try:
            fetch(f"http://127.0.0.1:{port}/", patience=60)
        except SourceError as error:
            reason = error.code
    assert reason != "timeout"  # the server has hung up
