"""The guide's nginx serves the published files, as the guide says."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from sommet_tui.live.web_day import WebDay
from sommet_tui.storage.copies import FileCopies
from tests.builders import existing
from tests.live.test_web_day import ask
from tests.publishing import LATE, document, newer
from tests.sources.web import Web, needs_nginx

pytestmark = needs_nginx
GUIDE = Path(__file__).parents[2] / "docs" / "audience.md"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """An nginx with the server of the guide, but for its port and its folder."""
    made = Web(tmp_path)
    (server,) = re.findall(
        r"^```nginx\n(.*?)^```", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    server = server.replace("listen 80;", f"listen 127.0.0.1:{made.port};")
    server = server.replace("/var/www/summit", str(made.www))
    user = "user root;" if os.geteuid() == 0 else ""
    log = tmp_path / "access.log"
    (tmp_path / "nginx.conf").write_text(
        f"{user} daemon off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;\n"
        "events {}\nhttp { types { text/html html; application/json json; }\n"
        f"access_log {log};\n{server}}}\n"
    )
    for name, text in (
        ("index.html", "<p>" * 1000),
        ("live.json", json.dumps(document("10:20", *LATE))),
        ("live-r1.json", json.dumps(document("10:20"))),
        ("schedule.ics", "BEGIN:VCALENDAR" * 100),
    ):
        (made.www / name).write_text(text)
        (made.www / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    made.start()
    yield made
    made.stop()


def etag(web: Web, path: str, coding: str, seconds: int) -> str:
    """Return the etag of a file in an encoding, and check that it spares a second download."""
    asked = Request(web.address + path, headers={"Accept-Encoding": coding})
    with urlopen(asked, timeout=30) as answer:
        assert answer.headers["Cache-Control"] == (
            f"public, max-age={seconds}, stale-while-revalidate={seconds}, stale-if-error=86400"
        )
        assert answer.headers["Content-Encoding"] == (coding if coding == "gzip" else None)
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        found: str = answer.headers["ETag"]
    known = Request(web.address + path, headers={"Accept-Encoding": coding, "If-None-Match": found})
    with pytest.raises(HTTPError) as same:
        urlopen(known, timeout=30)
    same.value.close()
    assert same.value.code == 304
    return found


def test_nginx_sends_cache_times_and_compressed_files(web: Web) -> None:
    lifetimes = {"/": 300, "/live.json": 5, "/live-r1.json": 5, "/schedule.ics": 5}
    for path, seconds in lifetimes.items():
        packed, plain = (etag(web, path, coding, seconds) for coding in ("gzip", "identity"))
        assert packed != plain


def test_follower_downloads_the_day_once(web: Web, tmp_path: Path) -> None:
    day = WebDay(web.address + "/live.json", ask, FileCopies(str(tmp_path / "copies")))
    first = existing(day.fetch_newer(newer))
    assert first.lanes[0].running == "a"
    assert day.fetch_newer(newer) is None
