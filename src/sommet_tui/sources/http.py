"""Downloads over HTTP, limited in size and time.

Allowed are https (also written as webcal), and http on this computer. A redirect may not change the
scheme. The size limit applies to the received bytes and to the decompressed bytes.
"""

from __future__ import annotations

import ipaddress
import ssl
import zlib
from contextlib import suppress
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    HTTPError,
    InvalidHeader,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from sommet_tui import __version__
from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.limits import BYTES_LIMIT
from sommet_tui.domain.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from urllib3.response import BaseHTTPResponse

    Progress = Callable[[int], None]
    """Called with the number of bytes received so far."""

PATIENCE = 30.0
"""Seconds for the whole request: redirects, headers and body."""
_SILENCE = 10.0
"""The timeout in seconds for connecting, and for silence."""
_REDIRECTS = 5
_CALENDARS = ("webcal", "webcals")
_MOVED = frozenset((301, 302, 303, 307, 308))
_CONDITIONS = frozenset(("If-None-Match", "If-Modified-Since"))
_CHUNK = 65_536
_ANY_WRAPPING = 47
"""zlib's value for "gzip or zlib, by the header"."""
_MEMBER = b"\x1f"
"""The first byte of a gzip member."""


@frozen
class Fetched:
    """A response. If nothing has changed since the last request, `data` is None.

    `address` is the final one after redirects, and `kind` is the content type ("text/html"). `etag`
    and `modified` are for the next conditional request. If `is_complete` is False, the data may be
    incomplete, because only the end of the connection marked the end of the data. `date` is by the
    server's clock.
    """

    address: str
    data: bytes | None
    kind: str = ""
    etag: str | None = None
    modified: str | None = None
    is_complete: bool = True
    date: str | None = None


def fetch(  # noqa: PLR0913  (the parts of a request)
    address: str,
    etag: str | None = None,
    modified: str | None = None,
    progress: Progress | None = None,
    patience: float = PATIENCE,
    *,
    plain: bool = False,
    tagged: str | None = None,
    authority: str | None = None,
) -> Fetched:
    """Fetch an address, following redirects, with a conditional request if possible.

    `etag` and `modified` are sent only to the address that returned them: `tagged`, or else
    `address`. If `plain`, http is also allowed for other computers, because a venue's server may
    have no certificate. `authority` are certificates to trust in addition to this computer's.

    Raises:
        SourceError: "address" (neither https nor http on this computer), "offline" (no answer),
            "timeout", "certificate", "status" (`detail` is its number), "redirects", "scheme" (a
            redirect to another), "login" (it has a name or a password), "cut-short", "garbled" (it
            cannot be decompressed), "protocol" (not valid HTTP) or "too-large". After a redirect,
            `requested` is the address that failed.
    """
    current = _https_address(address)
    giver = current if tagged is None else _https_address(tagged)
    _check_target(current, current, address, plain=plain)
    headers = {
        "User-Agent": f"sommet-tui/{__version__}",
        "Accept": "application/json, application/xml, text/calendar, text/html;q=0.8, */*;q=0.5",
        "Accept-Encoding": "gzip",
    }
    conditions = {
        **({"If-None-Match": etag} if etag else {}),
        **({"If-Modified-Since": modified} if modified else {}),
    }
    with _Watch(patience, authority) as watch:
        for _ in range(_REDIRECTS + 1):
            try:
                asking = headers | conditions if current == giver else headers
                outcome = _request(current, asking, watch, progress)
            except SourceError as error:
                code = "timeout" if watch.timed_out else error.code
                raise _source_error(code, address, current, error.detail) from error
            except (HTTPError, OSError) as error:
                code = "timeout" if watch.timed_out else _error_code(error)
                raise _source_error(code, address, current, _system_message(error)) from error
            if watch.timed_out:  # a truncated file may look complete
                raise _source_error("timeout", address, current)
            if isinstance(outcome, Fetched):
                return outcome
            try:
                target = _https_address(urljoin(current, outcome))
            except ValueError as error:  # not an address
                broken = "".join(outcome.split())
                raise SourceError("address", address, str(error), requested=broken) from error
            _check_target(target, current, address, plain=plain)
            current = target
    raise SourceError("redirects", address)


def _https_address(address: str) -> str:
    """Return the address to request, with https in place of webcal, which calendars use."""
    scheme, separator, rest = address.partition("://")
    return f"https://{rest}" if separator and scheme.lower() in _CALENDARS else address


def _source_error(code: str, address: str, current: str, detail: str = "") -> SourceError:
    """Return the error for `current`, which is `address` itself or the target of its redirect."""
    return SourceError(
        code, address, detail, requested="" if current == _https_address(address) else current
    )


def _request(
    address: str, headers: Mapping[str, str], watch: _Watch, progress: Progress | None
) -> Fetched | str:
    """Request one address. Return its response, or the address to which it redirects."""
    with watch.manager(address) as manager:
        response = manager.request(
            "GET",
            address,
            headers=headers,
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(connect=_SILENCE, read=_SILENCE),
        )
        try:
            is_conditional = not _CONDITIONS.isdisjoint(headers)
            return _read_response(response, address, progress, is_conditional=is_conditional)
        finally:
            response.close()


def _read_response(
    response: BaseHTTPResponse, address: str, progress: Progress | None, *, is_conditional: bool
) -> Fetched | str:
    headers = response.headers
    if response.status in _MOVED and headers.get("Location"):
        return _decode_location(headers["Location"])
    if response.status == 304 and is_conditional:
        return Fetched(address, None)
    if response.status != 200:
        raise SourceError("status", address, str(response.status))
    data, is_packed = _read_body(response, address, progress)
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    in_chunks = "chunked" in headers.get("Transfer-Encoding", "").lower()
    is_complete = is_packed or in_chunks or "Content-Length" in headers
    etag, modified = headers.get("ETag"), headers.get("Last-Modified")
    return Fetched(address, data, kind, etag, modified, is_complete, headers.get("Date"))


def _decode_location(location: str) -> str:
    """Return a redirect's target. Some servers send it as UTF-8, which http.client cannot know."""
    with suppress(UnicodeError):
        return location.encode("latin-1").decode()
    return location


def _read_body(
    response: BaseHTTPResponse, address: str, progress: Progress | None
) -> tuple[bytes, bool]:
    """Return the data of a response, and whether it was compressed.

    Only compressed data has an end mark, which shows whether the response is complete.
    """
    wrapping = response.headers.get("Content-Encoding", "").strip().lower()
    if wrapping not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise SourceError("garbled", address, wrapping)
    unpacked = bytearray()
    unpacker = _Unpacker() if wrapping not in ("", "identity") else None
    came = 0
    for piece in _pieces(response):
        came += len(piece)
        try:
            unpacked += unpacker.add(piece) if unpacker else piece
        except zlib.error as error:
            raise SourceError("garbled", address, str(error)) from error
        if max(came, len(unpacked)) > BYTES_LIMIT:
            raise SourceError("too-large", address)
        if progress is not None:
            progress(came)
    if unpacker is not None and not unpacker.is_complete:
        raise SourceError("cut-short", address)
    return bytes(unpacked), unpacker is not None


class _Unpacker:
    """Decompresses gzip data, which may consist of several members (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_ANY_WRAPPING)

    def add(self, piece: bytes) -> bytes:
        """Decompress the next bytes, up to the limit.

        Raises:
            zlib.error: the bytes are not compressed data.
        """
        unpacked = bytearray()
        while piece and len(unpacked) <= BYTES_LIMIT:
            if self._member.eof:
                piece = piece.lstrip(b"\0")  # zeros may follow a member
                if not piece.startswith(_MEMBER):
                    break  # ignore trailing data
                self._member = zlib.decompressobj(_ANY_WRAPPING)
            unpacked += self._member.decompress(piece, BYTES_LIMIT + 1 - len(unpacked))
            piece = self._member.unused_data
        return bytes(unpacked)

    @property
    def is_complete(self) -> bool:
        """Return whether the last member has ended."""
        return self._member.eof


def _pieces(response: BaseHTTPResponse) -> Iterator[bytes]:
    """Yield the bytes of a response as they arrive, without buffering."""
    while piece := response.read1(_CHUNK, decode_content=False):
        yield piece


def _check_target(target: str, before: str, address: str, *, plain: bool) -> None:
    """Check that a redirect's target is allowed, and that it has the same scheme as `before`."""
    try:
        parts, scheme = urlsplit(target), urlsplit(before).scheme
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _source_error("address", address, target, str(error)) from error
    near = plain or _is_loopback(host or "")
    allowed = parts.scheme == "https" or (parts.scheme == "http" and near)
    if target != before and parts.scheme != scheme:
        raise SourceError("scheme", address, target)
    if not allowed or not host or not target.isprintable():
        raise _source_error("address", address, target)
    if "@" in parts.netloc:
        raise _source_error("login", address, target)


def _error_code(error: Exception) -> str:
    """Return the code of `SourceError` for an error of the HTTP library."""
    if isinstance(error, ProxyError) and error.original_error is not None:
        error = error.original_error
    if isinstance(error, SSLError | ssl.SSLError):
        return "certificate" if _is_caused_by(error, ssl.SSLCertVerificationError) else "protocol"
    if isinstance(error, NewConnectionError):
        return "offline"
    if isinstance(error, InvalidHeader) or _is_not_http(error):
        return "protocol"
    name = type(error).__name__
    if "Timeout" in name:
        return "timeout"
    if name in ("IncompleteRead", "ProtocolError", "InvalidChunkLength"):
        return "cut-short"
    return "offline"


def _is_not_http(error: Exception) -> bool:
    """Return whether the response is not HTTP at all. HTTP that was cut short does not count."""
    was_cut = _is_caused_by(error, IncompleteRead, RemoteDisconnected)
    return _is_caused_by(error, HTTPException) and not was_cut


def _is_caused_by(error: Exception, *kinds: type[Exception]) -> bool:
    causes = [error, *error.args, error.__cause__, error.__context__]
    return any(isinstance(cause, kinds) for cause in causes)


def _system_message(error: Exception) -> str:
    """Return the system's own message, without the words that the library adds."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    return getattr(error, "strerror", None) or str(error)


class _Watch:
    """Closes all connections when the time is over, so that a slow server cannot block the app."""

    def __init__(self, patience: float, authority: str | None) -> None:
        self.timed_out = False
        self._authority = authority
        self._timer = Timer(patience, self._close_all)
        self._timer.daemon = True
        self._connections: list[HTTPConnection] = []
        self._sockets: list[socket] = []
        """The open sockets. For a response of unknown length, a connection forgets its socket."""

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for connection in self._connections:
            connection.close()

    def add(self, connection: HTTPConnection) -> None:
        """Also close this new connection when the time is over."""
        self._connections.append(connection)
        if connection.sock is not None:
            self._sockets.append(connection.sock)
        if self.timed_out:
            self._close_all()

    def _close_all(self) -> None:
        self.timed_out = True
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)

    def manager(self, address: str) -> urllib3.PoolManager:
        """Return the HTTP client for an address, which uses this computer's proxy, if any."""
        watch = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                watch.add(self)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                watch.add(self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        proxy, context = _proxy(address), None
        if proxy or urlsplit(address).scheme == "https":  # reading the certificates takes long
            context = ssl.create_default_context()
            if self._authority is not None:
                context.load_verify_locations(cadata=self._authority)
        manager = (
            urllib3.ProxyManager(proxy, ssl_context=context)
            if proxy
            else urllib3.PoolManager(ssl_context=context)
        )
        manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
        return manager


def _is_loopback(host: str) -> bool:
    """Return whether a host name or number means this computer."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _proxy(address: str) -> str | None:
    parts = urlsplit(address)
    host = parts.hostname or ""
    if _is_loopback(host):
        return None
    from urllib.request import getproxies, proxy_bypass

    if proxy_bypass(host):
        return None
    found = getproxies().get(parts.scheme)
    return found if found is None or "://" in found else f"http://{found}"
