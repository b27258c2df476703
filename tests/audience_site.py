"""A web server for the page, with a clock and a network that the test controls."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

KINDS = {"html": "text/html; charset=utf-8", "json": "application/json", "ics": "text/calendar"}
KINDS["js"] = "text/javascript"


class Site:
    """Serves a folder; `shows` is the instant in its Date header, None for the present.

    `date` replaces that header.

    While `down`, it does not answer.
    """

    def __init__(self, folder: Path) -> None:
        self.shows: datetime | None = None
        self.date: str | None = None
        self.down = False
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def date_time_string(self, timestamp: float | None = None) -> str:
                shown = site.shows or datetime.now(UTC)
                return site.date or format_datetime(shown.astimezone(UTC), usegmt=True)

            def do_GET(self) -> None:
                name = self.path.partition("?")[0].strip("/") or "index.html"
                site.asked.append(name)
                file = folder / name
                if site.down:
                    self.close_connection = True
                    return
                if not file.is_file():
                    self.send_error(404)
                    return
                data = file.read_bytes()
                self.send_response(200)
                self.send_header("Content-Type", KINDS[name.rpartition(".")[2]])
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Do nothing: no test reads the log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
