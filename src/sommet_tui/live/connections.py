"""Limits for the connections of the web server that uvicorn itself lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from uvicorn.protocols.http.h11_impl import H11Protocol

PER_CLIENT = 128
"""The most connections of one client, which may be a whole hall behind one address."""
PATIENCE = 10.0
"""Seconds in which a request has to arrive."""


class Connections:
    """The open connections of each client of one server."""

    def __init__(self, waits: Callable[[H11Protocol], bool]) -> None:
        """`waits` returns whether no whole request has arrived."""
        self._waits = waits
        self._by_host: dict[str, list[H11Protocol]] = {}
        self._deadlines: dict[H11Protocol, asyncio.TimerHandle] = {}

    def add(self, new: H11Protocol) -> None:
        """Add a connection; if its client has too many, end the oldest one that waits."""
        others = self._by_host.setdefault(_client_host(new), [])
        others.append(new)
        if len(others) > PER_CLIENT:
            last = next(filter(self._waits, others))
            others.remove(last)
            last.transport.abort()

    def watch(self, connection: H11Protocol) -> None:
        """End the connection in time unless a whole request arrives; a part changes nothing."""
        if not self._waits(connection):
            self._forget_deadline(connection)
        elif connection not in self._deadlines:
            end = connection.transport.abort
            self._deadlines[connection] = connection.loop.call_later(PATIENCE, end)

    def remove(self, connection: H11Protocol) -> None:
        """Forget a connection that has ended."""
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


def limited_protocol() -> type[asyncio.Protocol]:
    """Return uvicorn's protocol for one server, with limits."""
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
