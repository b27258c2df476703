"""A real web server for tests, and one that answers anything."""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="there is no nginx here")

CONFIG = """
daemon off;
{user}
pid "{folder}/pid";
error_log "{folder}/error.log";
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log "{folder}/access.log";
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    types {{ text/html html; application/json json; application/xml xml; text/plain yaml; }}
    server {{
        listen 127.0.0.1:{port};
        {tls}
        root "{folder}/www";
        location /nothing {{ return 404; }}
        location /broken {{ return 500; }}
        location /once {{ return 302 /programme.yaml; }}
        location /named {{ return 302 /programme.yaml?née; }}
        location /hop1 {{ return 302 /programme.yaml; }}
        location /hop2 {{ return 302 /hop1; }}
        location /hop3 {{ return 302 /hop2; }}
        location /hop4 {{ return 302 /hop3; }}
        location /hop5 {{ return 302 /hop4; }}
        location /hop6 {{ return 302 /hop5; }}
        location /loop {{ return 302 /loop; }}
        location /far {{ return 301 ftp://127.0.0.1/programme.yaml; }}
        location /elsewhere {{ return 301 http://192.0.2.1/programme.yaml; }}
        location /secure {{ return 301 https://127.0.0.1:{port}/programme.yaml; }}
        location /file {{ return 301 file:///etc/passwd; }}
        location /slowly/ {{ alias "{folder}/www/"; limit_rate 20; }}
        location /packed/ {{
            alias "{folder}/www/"; gzip on; gzip_types *; gzip_min_length 1; gzip_http_version 1.0;
        }}
        location /bomb {{ alias "{folder}/www/bomb"; default_type application/xml;
            add_header Content-Encoding gzip; }}
        location /garbled {{ alias "{folder}/www/garbled"; add_header Content-Encoding gzip; }}
        location /odd {{ alias "{folder}/www/garbled"; add_header Content-Encoding br; }}
    }}
}}
"""


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate of this machine: alone, and with its key."""
    alone, key, both = (folder / f"{name}.pem" for name in ("cert", "key", "server"))
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    request = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {alone}"
    subprocess.run([*request.split(), *names.split()], check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + alone.read_bytes())
    return alone, both


class Web:
    """An nginx on a free port of this machine; it serves the folder `www`."""

    def __init__(self, folder: Path, certificate: Path | None = None) -> None:
        self.www = folder / "www"
        self.www.mkdir(exist_ok=True)
        self._folder = folder
        self._log = folder / "access.log"
        self._marks = 0
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        tls = ""
        self.scheme = "http"
        if certificate is not None:
            tls = f'ssl_certificate "{certificate}"; ssl_certificate_key "{certificate}";'
            self.scheme = "https"
        user = "user root;" if os.geteuid() == 0 else ""
        config = CONFIG.format(folder=folder, port=self.port, user=user, tls=tls)
        if certificate is not None:
            config = config.replace(
                f"listen 127.0.0.1:{self.port};", f"listen 127.0.0.1:{self.port} ssl;"
            )
        (folder / "nginx.conf").write_text(config)

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self) -> None:
        assert NGINX is not None
        self._process = subprocess.Popen(
            [NGINX, "-p", str(self._folder), "-c", str(self._folder / "nginx.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60  # however busy the machine
        while self._process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            select.select([], [], [], 0.01)
        log = self._folder / "error.log"
        raise AssertionError(log.read_text() if log.exists() else "nginx does not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def asked(self) -> list[str]:
        """Return the requests and the status codes of the answers: "GET /programme.yaml 304"."""
        self._marks += self._process is not None
        if self._process is not None:  # earlier requests are logged before this one
            with socket.create_connection(("127.0.0.1", self.port)) as connection:
                connection.sendall(b"GET /asked HTTP/1.0\r\n\r\n")
                connection.recv(65536)
        found: list[str] = [_request(line) for line in self._log.read_text().splitlines()]
        while found.count("GET /asked 404") < self._marks:
            found = [_request(line) for line in self._log.read_text().splitlines()]
        return [request for request in found if request != "GET /asked 404"]


def _request(line: str) -> str:
    _, request, answer, *_ = line.split('"')
    return f"{request.rpartition(' ')[0]} {answer.split()[0]}"


@contextmanager
def answering(
    *pieces: bytes, latest: Callable[[], bytes] = bytes, forever: bytes = b"", port: int = 0
) -> Iterator[int]:
    """Run a server that sends these bytes to each client, then `forever`; yield its port.

    After the pieces it sends what `latest` returns then. It closes each connection afterwards.
    """
    over = threading.Event()
    with socket.create_server(("127.0.0.1", port)) as server:
        server.settimeout(0.05)

        def serve() -> None:
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65536)
                    for piece in (*pieces, latest()):
                        connection.sendall(piece)
                    while forever and not over.wait(0.02):
                        connection.sendall(forever)
                except OSError:
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()
