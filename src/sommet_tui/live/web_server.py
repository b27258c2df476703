"""Serves the published files over HTTP at one venue, with uvicorn in its own thread."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sommet_tui.companion.live_ports import PublishedFile, PublishError
from sommet_tui.domain.values import frozen
from sommet_tui.live import folders_and_buckets

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Mapping

    from uvicorn import Server
    from uvicorn.protocols.http.h11_impl import H11Protocol

    Send = Callable[[Mapping[str, Any]], Awaitable[None]]


PER_CLIENT = 128
"""The maximum number of connections of one client. A whole hall can appear as one client."""
PATIENCE = 10.0
"""The seconds in which a whole request must arrive."""


class Connections:
    """The open connections of one server, by client."""

    def __init__(self, is_waiting: Callable[[H11Protocol], bool]) -> None:
        """Start without connections.

        `is_waiting` returns whether a connection is still waiting for the rest of a request.
        """
        self._waits = is_waiting
        self._by_host: dict[str, list[H11Protocol]] = {}
        self._deadlines: dict[H11Protocol, asyncio.TimerHandle] = {}

    def add(self, new: H11Protocol) -> None:
        """Add a connection. If its client has too many, close the oldest one that is waiting."""
        others = self._by_host.setdefault(_client_host(new), [])
        others.append(new)
        if len(others) > PER_CLIENT:
            last = next(filter(self._waits, others))
            others.remove(last)
            last.transport.abort()

    def watch(self, connection: H11Protocol) -> None:
        """Close the connection after `PATIENCE`, unless a whole request arrives sooner."""
        if not self._waits(connection):
            self._forget_deadline(connection)
        elif connection not in self._deadlines:
            end = connection.transport.abort
            self._deadlines[connection] = connection.loop.call_later(PATIENCE, end)

    def remove(self, connection: H11Protocol) -> None:
        """Forget a connection that has been closed."""
        self._forget_deadline(connection)
        host = _client_host(connection)
        others = [other for other in self._by_host.pop(host, ()) if other is not connection]
        if others:
            self._by_host[host] = others

    def _forget_deadline(self, connection: H11Protocol) -> None:
        deadline = self._deadlines.pop(connection, None)
        if deadline is not None:
            deadline.cancel()


def _client_host(connection: H11Protocol) -> str:
    return connection.client[0] if connection.client else ""


def _limited_protocol() -> type[asyncio.Protocol]:
    """Return uvicorn's protocol class with limits, for one server."""
    import h11
    from uvicorn.protocols.http.h11_impl import H11Protocol

    known = Connections(lambda one: one.conn.their_state in (h11.IDLE, h11.SEND_BODY))

    class LimitedProtocol(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            known.add(self)
            known.watch(self)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            known.watch(self)

        def connection_lost(self, exc: Exception | None) -> None:
            known.remove(self)
            super().connection_lost(exc)

    return LimitedProtocol


HOST = "0.0.0.0"  # noqa: S104  (it serves the other machines of a venue)
PORT = 8080
_WAITING = 1024
"""The backlog of connections. A whole hall may connect in the same second."""
_CONNECTIONS = 10_000
_IDLE = 5
"""Seconds for which a connection stays open after an answer."""
_SOMEWHERE = ("192.0.2.1", 9)
"""An unused address (RFC 5737).

The network interface towards this address is the one that other computers can reach.
"""


@frozen
class _EncodedFile:
    """The bytes of a file in one encoding, and the etag of these bytes."""

    data: bytes
    etag: str


@frozen
class _ServedFile:
    """A file to serve, with a compressed form if that is smaller."""

    plain: _EncodedFile
    smaller: _EncodedFile | None
    kind: str
    cache_control: str


class WebTarget:
    """Serves the latest files at an address of this computer."""

    def __init__(self, host: str = HOST, port: int = PORT) -> None:
        """Reserve the address. Port 0 means any free port.

        Raises:
            PublishError: "missing" (uvicorn is not installed), "taken", "not-here" or "port".
        """
        try:
            import uvicorn
        except ImportError as error:
            raise PublishError(
                "missing", f"http://{host}:{port}/", "sommet-tui[publish]"
            ) from error
        self._files: dict[str, _ServedFile] = {}
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # on Windows, this option would give two programs the same port
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((host, port))
            self._socket.listen(_WAITING)
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise PublishError(_error_code(error), f"http://{host}:{port}/", str(error)) from error
        self.name = f"http://{_reachable_address(host)}:{self._socket.getsockname()[1]}/"
        config = uvicorn.Config(
            self._answer,
            http=_limited_protocol(),
            timeout_keep_alive=_IDLE,
            limit_concurrency=_CONNECTIONS,
            interface="asgi3",
            proxy_headers=False,
            log_config=None,
            log_level="critical",  # uvicorn must not write to the terminal
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
        )
        self._server: Server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None

    def read(self, name: str) -> bytes | None:
        """Return None, because served files do not outlive the process."""
        del name
        return None

    def put(self, file: PublishedFile) -> None:
        """Serve this file from now on. It replaces an earlier version."""
        digest = hashlib.sha256(file.data).hexdigest()[:24]
        plain, smaller = _EncodedFile(file.data, f'"{digest}"'), None
        if len(file.data) >= folders_and_buckets.WORTH_PACKING:
            smaller = _EncodedFile(folders_and_buckets.pack(file.data), f'"{digest}-gzip"')
        self._files[file.name] = _ServedFile(plain, smaller, file.kind, file.cache_control)
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="web", daemon=True)
            self._thread.start()

    def remove(self, name: str) -> None:
        """Stop serving this file."""
        self._files.pop(name, None)

    def close(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(2)
        self._socket.close()

    def _serve(self) -> None:
        import asyncio

        _allow_connections()

        async def serve() -> None:
            # Otherwise, reports of refused connections would overwrite the screen.
            asyncio.get_running_loop().set_exception_handler(lambda *_: None)
            await self._server.serve(sockets=[self._socket])

        asyncio.run(serve())

    async def _answer(
        self, scope: Mapping[str, Any], _: Callable[[], Awaitable[Any]], send: Send
    ) -> None:
        """Answer a request as an ASGI application (https://asgi.readthedocs.io)."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        status, sent, body = self._respond(scope["method"], scope["path"], headers)
        fields = [(name.encode(), value.encode()) for name, value in sent.items()]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    def _respond(
        self, method: str, path: str, headers: Mapping[bytes, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        if method not in ("GET", "HEAD"):
            return 405, {"allow": "GET, HEAD", "content-length": "0"}, b""
        file = self._files.get(path.lstrip("/") or "index.html")
        if file is None:
            return 404, {"content-length": "0"}, b""
        smaller = file.smaller if _accepts_gzip(headers.get(b"accept-encoding", "")) else None
        form = smaller or file.plain
        sent = {
            "etag": form.etag,
            "cache-control": file.cache_control,
            "vary": "accept-encoding",
            "access-control-allow-origin": "*",
        }
        if _has_current_version(headers.get(b"if-none-match", ""), form.etag):
            return 304, sent, b""
        if smaller is not None:
            sent["content-encoding"] = "gzip"
        sent |= {
            "content-type": file.kind,
            "content-length": str(len(form.data)),
            "x-content-type-options": "nosniff",
        }
        return 200, sent, form.data if method == "GET" else b""


def _error_code(error: OSError | OverflowError) -> str:
    """Return the code of `PublishError` that says why an address cannot be reserved."""
    if isinstance(error, OverflowError | PermissionError):
        return "port"
    away = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
    return "not-here" if isinstance(error, socket.gaierror) or error.errno in away else "taken"


def _allow_connections() -> None:
    """Raise the limit of open connections, because some systems allow only 256 by default."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _CONNECTIONS if most == resource.RLIM_INFINITY else min(_CONNECTIONS, most)
        if now != resource.RLIM_INFINITY and now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _accepts_gzip(accepted: str) -> bool:
    """Return whether a client accepts gzip (RFC 9110, Accept-Encoding)."""
    weights = dict[str, float]()
    for offer in accepted.lower().split(","):
        coding, _, weight = offer.partition(";")
        with suppress(ValueError):
            weights[coding.strip()] = float(weight.strip().removeprefix("q=") or 1)
    named = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0)))
    return named > 0


def _has_current_version(if_none_match: str, etag: str) -> bool:
    """Return whether the client already has the current version (RFC 9110, If-None-Match)."""
    known = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in ("*", etag) for tag in known)


def _reachable_address(host: str) -> str:
    """Return the address at which other computers can reach this computer."""
    if host not in (HOST, "::", ""):
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)  # this only chooses an interface and sends no data
        except OSError:
            return "127.0.0.1"
        found: str = probe.getsockname()[0]
        return found
