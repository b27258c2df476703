"""The page for phones, in a real browser: it shows what `now --json` says, accessible to all.

The page's clock stands still unless a test moves it; the server's clock is set by the test.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from sommet_tui.domain.rundown.acts import Act
from sommet_tui.wording.times import duration
from sommet_tui.wording.words import Words
from tests.audience_site import Site
from tests.builders import at
from tests.cli.conftest import Ask
from tests.cli.desk import Desk
from tests.cli.programmes import write

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]
AXE = Path(str(files("axe_playwright_python") / "axe.min.js"))
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUIET += ["--disable-background-networking", "--disable-component-update"]
# The part of Playwright's list, which this replaces, that concerns these pages; and what Chromium
# prepares in vain: another process after each page, and the suggestions below the address.
QUIET.append(
    "--disable-features=HttpsUpgrades,MediaRouter,PaintHolding,OptimizationHints,"
    "PreconnectToSearch,NetworkTimeServiceQuerying,DestroyProfileOnBrowserClose,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,SpareRendererForSitePerProcess,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
)
ROOMS = """\
version: 1
event: {id: rooms, title: Two Rooms, timezone: Europe/Paris, language: en}
rooms: [{id: blue, name: Blue}, {id: R, name: Red & <b>bold</b>}]
days:
- date: 2025-02-07
  sessions:
  - {id: b1, title: Blue one, start: "09:00", end: "10:00", room: blue}
  - {id: lunch, title: Lunch, kind: break, start: "12:00", end: "13:00", room: blue}
  - {id: b2, title: Blue two, start: "13:00", end: "14:00", room: blue,
     warning_minutes: 10, danger_minutes: 2}
  - {id: r1, title: "<img src=x onerror=alert(1)>", start: "09:30", end: "11:00", room: R}
- date: 2025-02-08
  sessions:
  - {id: b3, title: Blue three, start: "09:00", end: "10:00", room: blue}
"""


class Tabs:
    """Tabs of one browser, used one after the other: to start one takes longer than most tests."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._idle: dict[tuple[str, bool], Any] = {}
        self._wrong: list[str] = []

    @contextmanager
    def tab(
        self,
        locale: str = "en-GB",
        width: int = 360,
        height: int = 740,
        scheme: str = "light",
        bypass_csp: bool = False,
    ) -> Iterator[Any]:
        """An empty tab with nothing stored; it is thrown away if its test fails."""
        kind = (locale, bypass_csp)
        tab = self._idle.pop(kind, None)
        if tab is None:
            context = self._browser.new_context(
                locale=locale, bypass_csp=bypass_csp, service_workers="block"
            )
            tab = context.new_page()
            tab.set_default_timeout(60_000)  # however busy the machine
            tab.on("pageerror", lambda error: self._wrong.append(str(error)))
            tab.on("dialog", lambda _: self._wrong.append("dialog"))
        tab.set_viewport_size({"width": width, "height": height})
        tab.emulate_media(media="null", color_scheme=scheme)
        self._wrong.clear()
        try:
            yield tab
            assert self._wrong == []
            tab.evaluate("localStorage.clear()")
            tab.context.clear_cookies()
            tab.goto("about:blank")
        except BaseException:
            tab.context.close()
            raise
        self._idle[kind] = tab

    @contextmanager
    def fresh_context(self) -> Iterator[Any]:
        """A browser that has stored nothing, and may store copies of the page."""
        context = self._browser.new_context(locale="en-GB")
        yield context
        context.close()


@pytest.fixture(scope="module")
def tabs() -> Iterator[Tabs]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield Tabs(found)
        found.close()


class Stand:
    """A folder that is published, the site that serves it, and the pages that look at it."""

    def __init__(self, tabs: Tabs, ask: Ask, folder: Path, programme: Path | None = None) -> None:
        self._tabs = tabs
        self._ask = ask
        self.folder = folder
        self._named = ["--programme", str(programme)] if programme else []
        self.desk = Desk(str(programme) if programme else None)
        self.site = Site(folder)
        self._number = 0

    def publish(self, clock: str) -> None:
        """Publish the day as it is then, on a site that says it is that time."""
        self.site.shows = at(clock)
        asked = self._ask("publish", str(self.folder), "--once", "--at", clock, *self._named)
        assert asked.code == 0, asked.err
        # It is numbered by this machine's clock, which is years ahead of the page's.
        self._number += 1
        self.put(self.document() | {"seq": int(at(clock).timestamp()) + self._number})

    def now(self, clock: str) -> Any:
        """What `now --json` says."""
        return self._ask("now --json --at", clock, *self._named).data

    def document(self) -> Any:
        return json.loads((self.folder / "live.json").read_bytes())

    def put(self, document: Any) -> None:
        (self.folder / "live.json").write_text(json.dumps(document))

    @contextmanager
    def page(self, clock: str, view: str = "", ahead: float = 0, **options: Any) -> Iterator[Any]:
        """A page opened at that time; its machine's clock is `ahead` by these seconds."""
        shows = at(clock) + timedelta(seconds=ahead)
        with self._tabs.tab(**options) as page:
            page.clock.install(time=shows - timedelta(minutes=5))  # it runs until it is stopped
            page.clock.pause_at(shows)
            self._go(page, view)
            yield page

    @contextmanager
    def published_page(self, clock: str, view: str = "", **options: Any) -> Iterator[Any]:
        """Publish the day, and open a page on it at that time."""
        self.publish(clock)
        with self.page(clock, view, **options) as page:
            yield page

    def _go(self, page: Any, view: str = "") -> None:
        page.goto(self.site.address + "/" + view)
        page.wait_for_selector("#title:not(:empty)", state="attached")
        until(page, "!/Loading|Chargement/.test(document.querySelector('main').innerText)")

    def turn_to(self, page: Any, view: str) -> None:
        """Show another view on a page that is open."""
        page.evaluate(
            "view => new Promise(drawn => {"
            " addEventListener('hashchange', drawn, { once: true }); location.hash = view; })",
            view,
        )

    def open(self, page: Any, clock: str) -> None:
        """Open it anew at a later time."""
        page.goto("about:blank")
        page.clock.pause_at(at(clock))
        self._go(page)

    def later(self, page: Any, seconds: float) -> None:
        """Let time pass for the page and for the site."""
        assert self.site.shows is not None
        while seconds > 0:
            step = min(2, seconds)  # an answer that takes longer would put the page's clock right
            self.site.shows += timedelta(seconds=step)
            page.clock.run_for(step * 1000)
            until(page, "!asking")
            seconds -= step


Stands = Callable[..., Stand]


@pytest.fixture
def stands(tabs: Tabs, ask: Ask, tmp_path: Path) -> Iterator[Stands]:
    """Makes the stand of a programme; without one, of the programme that is shipped."""
    made: list[Stand] = []

    def stand(programme: str = "") -> Stand:
        file = tmp_path / "event.yaml"
        file.write_text(programme)
        made.append(Stand(tabs, ask, tmp_path / "www", file if programme else None))
        return made[-1]

    yield stand
    for each in made:
        each.site.close()


@pytest.fixture
def stand(stands: Stands) -> Stand:
    return stands()


@pytest.fixture
def rooms(stands: Stands) -> Stand:
    return stands(ROOMS)


def until(page: Any, holds: str) -> None:
    """Wait until an expression holds on the page, whose own clock may stand still."""
    for _ in range(6000):  # a minute, however busy the machine
        if page.evaluate(holds):
            return
        page.wait_for_timeout(10)
    raise AssertionError(f"{holds}: {page.inner_text('body')}")


def shown(page: Any, what: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        f"[data-{what}]", f"all => all.map(each => each.dataset.{what})"
    )
    return found


def text(page: Any, selector: str = "body") -> str:
    found: str = page.inner_text(selector).replace("·\u00a0", "· ")  # no line ends with the point
    return found.replace("\n", " ") if selector == ".left" else found


def lateness(minutes: int) -> str:
    """As the page and the app write it."""
    return duration(timedelta(minutes=minutes), Words("en"))


def seconds(words: str) -> int:
    """What a countdown shows: 46:59."""
    parts = [int(part) for part in words.split(maxsplit=1)[0].lstrip("+").split(":")]
    return sum(part * 60**place for place, part in enumerate(reversed(parts)))


def test_page_is_small_and_loads_only_files_of_its_site(stand: Stand) -> None:
    stand.publish("09:00")
    source = (stand.folder / "index.html").read_text("utf-8")
    assert len(source.encode()) < 65_536
    assert "://" not in source
    assert len((stand.folder / "worker.js").read_bytes()) <= 2_000
    assert "innerHTML" not in source
    with stand.page("09:00") as page:
        assert set(stand.site.asked) - {"favicon.ico"} == {"index.html", "live.json", "agenda.json"}
        assert page.context.cookies() == [], "no tracking"
        assert os.sep not in page.evaluate("Object.keys(localStorage).join()")


DRIVEN = (
    *("10:04 start introduction", "10:13 start keynote-breton", "10:20 add keynote-breton 10"),
    *("11:12 start panel-1", "11:30 pause", "11:36 resume", "11:40 announce"),
    *("12:31 start panel-2", "12:50 cancel panel-4"),
)
INSTANTS = [
    "09:30",
    "10:02",
    "10:07",
    "10:30",
    "11:11",
    "11:33",
    "11:45",
    "12:29",
    "13:00",
    "23:00",
]


def test_page_shows_the_same_values_as_the_json_of_now(stand: Stand) -> None:
    stand.desk.record(*DRIVEN)
    with stand.published_page(INSTANTS[0]) as page:
        for clock in INSTANTS:
            stand.publish(clock)
            (room,) = stand.now(clock)["lanes"]
            stand.open(page, clock)
            assert shown(page, "now") == [each["id"] for each in room["now"]], clock
            assert shown(page, "next") == ([room["next"]["id"]] if room["next"] else []), clock
            if room["remaining_seconds"] is not None:
                minutes = abs(math.ceil(room["remaining_seconds"] / 60))
                over = room["remaining_seconds"] < 0
                shown_time = (
                    f"+{lateness(minutes)} overtime" if over else f"{lateness(minutes)} left"
                )
                assert text(page, ".left") == shown_time.replace("\u00a0", " "), clock
            if room["offset_minutes"] and (room["now"] or room["next"]):
                assert f"{lateness(room['offset_minutes'])} behind" in text(page), clock


def test_page_marks_an_inserted_session_as_added(stand: Stand) -> None:
    drill = Act("insert", "drill", 3, to=at("10:10"), title="Fire <b>drill</b>")
    stand.desk.do("10:06", drill)
    stand.publish("10:06")
    assert "Fire" not in (stand.folder / "programme.json").read_text()
    with stand.page("10:06") as page:
        assert shown(page, "next") == ["drill"]
        assert "Fire <b>drill</b>" in text(page, "[data-next=drill]")
        assert " · added" in text(page, ".next .sub")
        stand.turn_to(page, "#agenda")
        assert "added" in text(page, "li[data-id=drill]")


def test_page_shows_a_new_delay_and_a_new_message(stand: Stand) -> None:
    with stand.published_page("10:10") as page:
        assert shown(page, "now") == ["keynote-breton"]
        stand.desk.record("10:10 start introduction")
        stand.publish("10:10")
        stand.later(page, 20)
        page.wait_for_selector("[data-now=introduction]")
        assert "10\u00a0min behind" in text(page)
        stand.desk.record("10:11 add keynote-breton 15", "10:11 announce")
        stand.desk.say("10:11", "Lunch is served")
        stand.desk.say("10:11", "Bring a chair", session="panel-1")
        stand.publish("10:11")
        stand.later(page, 20)
        until(page, "document.body.innerText.includes('Lunch is served')")
        assert "sent 10:11 Panel 1 · " in text(page, "#notices p:has-text('chair')")
        assert text(page, "#notices p:has-text('chair')").endswith(": Bring a chair")
        assert "Next · 10:10 10:20" in text(page, ".next")
        assert text(page, ".next s") == "10:10"


def test_offline_page_keeps_counting_and_recovers(stand: Stand) -> None:
    stand.desk.record("10:04 start introduction")
    with stand.published_page("10:05") as page:
        assert text(page, "#state").startswith("Live")
        stand.site.down = True
        stand.later(page, 20)
        until(page, "document.querySelector('#state').innerText.startsWith('No net')")
        assert "updated just now" in text(page, "#state")
        stand.later(page, 100)
        assert "updated 2\u00a0min ago" in text(page, "#state")
        assert text(page, "#spoken") == "No network"
        assert text(page, ".left") == "7 min left"
        stand.site.down = False
        stand.publish("10:07")
        page.evaluate("dispatchEvent(new Event('online'))")
        stand.later(page, 2)
        until(page, "document.querySelector('#state').innerText.startsWith('Live')")


def test_page_reports_that_the_stage_has_stopped_publishing(stand: Stand) -> None:
    with stand.published_page("10:05") as page:
        stand.later(page, 40)
        stand.later(page, 80)
        until(page, "document.querySelector('#state').className === 'stale'")
        assert "Not up to date" in text(page, "#state")
    document = stand.document()
    stand.put(document | {"valid_until": document["sent_at"]})
    with stand.page("10:06") as page:
        assert "Planned times" in text(page, "#state")


def test_slow_page_load_does_not_shift_the_clock(stand: Stand) -> None:
    with stand.published_page("10:05", bypass_csp=True) as page:
        held: list[Any] = []
        html = (stand.folder / "index.html").read_text()
        html = html.replace("<style>", '<script src="late.js"></script><style>', 1)
        page.route(
            "**/index.html", lambda route: route.fulfill(body=html, content_type="text/html")
        )
        page.route("**/late.js", lambda route: held.append(route))  # noqa: PLW0108
        page.goto(stand.site.address + "/index.html", wait_until="commit")
        until(page, "typeof early === 'object'")
        page.evaluate("Promise.all(Object.values(early))")
        page.clock.run_for(7_000)
        held[0].fulfill(body="", content_type="text/javascript")
        until(page, "typeof heard !== 'undefined' && heard")
        page.unroute_all()
        assert page.evaluate("offset") == 0


def test_older_or_foreign_document_is_ignored(stand: Stand) -> None:
    stand.desk.record("10:04 start introduction")
    stand.publish("10:05")
    document = stand.document()
    with stand.page("10:05") as page:
        older = document | {"seq": document["seq"] - 1, "lanes": []}
        lane = document["lanes"][0]
        undated = document | {"seq": 99, "lanes": [lane | {"day": "someday"}]}
        untrue = [
            document | {"lanes": []} | wrong
            for wrong in (
                {"epoch": 2**53 - 1},
                {"seq": 2**53 - 1},
                {"sent_at": "2040-01-01T00:00:00Z"},
                {"valid_until": "9998-01-01T00:00:00Z"},
            )
        ]
        newer = document | {"version": 2}
        for wrong in (older, {"version": 1, "lanes": "none"}, undated, *untrue, newer):
            stand.put(wrong)
            asked = len(stand.site.asked)
            while len(stand.site.asked) == asked:
                stand.later(page, 2)
            assert shown(page, "now") == ["introduction"]
        until(page, "document.querySelector('#state').innerText.includes('out of date')")


def test_every_room_has_a_card_and_a_door_display(rooms: Stand) -> None:
    rooms.desk.record("09:05 start b1 @blue", "09:30 start r1 @R")
    with rooms.published_page("09:40") as page:
        assert shown(page, "now") == ["b1", "r1"]
        assert shown(page, "next") == ["b2"], "the red room has nothing more"
        page.click("text=Blue >> nth=0")
        page.wait_for_selector("body.sign")
        assert "Red" not in text(page, "main")
        assert shown(page, "now") == ["b1"]
        assert shown(page, "next") == ["b2"], "a session is next, on a door too"
        assert text(page, ".row") == "12:00\nLunch", "and the break before it is above it"
        assert not page.is_visible("nav")
        assert not page.is_visible("main button")
        page.click("text=All rooms")
        page.wait_for_selector("body:not(.sign)")
    with rooms.published_page("12:30", "#room=blue", width=1280, height=800) as page:
        rooms.desk.record("12:30 end @blue")
        rooms.publish("12:31")
        rooms.later(page, 20)
        page.wait_for_selector("[data-now=lunch]")
        assert shown(page, "next") == ["b2"]
    assert set(rooms.site.asked) <= {"index.html", "live.json", "agenda.json"}, "no missing file"


def test_door_display_of_a_large_event_reads_only_the_file_of_its_room(stands: Stands) -> None:
    stand = stands(large_event(11))
    with stand.published_page("09:40", "#room=hall-1") as page:
        assert shown(page, "now") == ["s-7-1-1"]
        assert "live-hall-1.json" in stand.site.asked
        assert "live.json" not in stand.site.asked
        page.click("text=All rooms")
        stand.later(page, 4)
        assert stand.site.asked[-1] == "live.json"


def test_late_room_does_not_change_breaks_of_other_rooms(stands: Stands) -> None:
    stand = stands(ROOMS.replace('end: "13:00", room: blue', 'end: "13:00", room: all'))
    stand.desk.record("09:00 start b1 @blue", "09:30 add b1 130 @blue")
    with stand.published_page("10:00", "#agenda") as page:
        row = text(page, "[data-id=lunch]")
        assert row.split("\n")[:2] == ["12:00", "Lunch"]
        assert "Blue 12:10, Red" in row, "the late room has its own time"
        stand.turn_to(page, "#room=blue")
        assert "12:10" in text(page, "main")


@pytest.mark.parametrize("acts", [(), ("09:30 start r1 @R", "09:40 end @R")])
def test_late_session_appears_late_in_all_its_rooms(stands: Stands, acts: tuple[str, ...]) -> None:
    stand = stands(ROOMS.replace('"14:00", room: blue', '"14:00", room: [blue, R]'))
    stand.desk.record(*acts, "12:50 start b1 @blue")
    with stand.published_page("13:10", "#room=R") as page:
        assert (shown(page, "now"), shown(page, "next")) == ([], ["b2"])
        assert "Next · 13:00 13:50" in text(page, ".next")


def test_door_display_shows_that_its_room_was_removed(rooms: Stand, tmp_path: Path) -> None:
    with rooms.published_page("09:40", "#room=R") as page:
        assert shown(page, "now") == ["r1"]
        kept = [line for line in ROOMS.splitlines() if "room: R" not in line]
        programme = "\n".join(kept).replace(", {id: R, name: Red & <b>bold</b>}", "")
        (tmp_path / "event.yaml").write_text(programme)
        rooms.publish("09:40")
        rooms.later(page, 20)
        assert "no such room" in text(page, "main")


def test_room_id_takes_precedence_over_the_name_of_another_room(stands: Stands) -> None:
    stand = stands(ROOMS.replace("{id: R, name: Red & <b>bold</b>}", "{id: R, name: blue}"))
    with stand.published_page("09:40", "#room=blue") as page:
        assert shown(page, "now") == ["b1"]
        stand.turn_to(page, "#room=R")
        assert shown(page, "now") == ["r1"]
        assert text(page, "h2.place") == "blue", "a name is written as it is"
        stand.turn_to(page, "#room=Blue")
        assert shown(page, "now") == ["b1"], "a name is enough"


def test_page_uses_the_event_time_zone(rooms: Stand) -> None:
    rooms.publish("09:40")
    document = rooms.document()
    (paris,) = document["event"]["utc_offsets"]
    for zone, offsets, clock in (
        ("Mars/Olympus", [paris], "09:40"),
        ("Europe/Paris", [], "09:40"),  # as an earlier version publishes it
        ("Asia/Tokyo", [paris | {"end": document["sent_at"]}], "17:40"),
    ):
        event = document["event"] | {"timezone": zone, "utc_offsets": offsets}
        rooms.put(document | {"event": event})
        with rooms.page("09:40") as page:
            assert text(page, "#clock").startswith(clock)
            ends = "10:00" if clock == "09:40" else "18:00"
            assert f"until {ends}" in text(page, "[data-room=blue]")


def test_foreign_text_is_not_interpreted_as_html(rooms: Stand) -> None:
    with rooms.published_page("09:40") as page:
        assert "<img src=x onerror=alert(1)>" in text(page, "main")
        assert "Red & <b>bold</b>" in text(page, "main")
        assert page.query_selector("main img, main b") is None
        page.click("text=<img src=x")
        page.wait_for_selector("dialog[open] h2")
        assert text(page, "dialog h2") == "<img src=x onerror=alert(1)>"
        assert page.query_selector("dialog img") is None


def test_next_session_on_another_day_is_shown_with_its_day(rooms: Stand) -> None:
    with rooms.published_page("21:00") as page:
        assert shown(page, "next") == ["b3"]
        assert "Saturday 8 February" in text(page, "main")


def test_bookmark_survives_reloading(stand: Stand) -> None:
    with stand.published_page("10:05", "#agenda") as page:
        page.click("li[data-id=panel-1] button")
        page.reload()
        page.wait_for_selector("[aria-pressed=true]")
        page.click("nav >> text=Bookmarks")
        page.wait_for_selector("#main li[data-id=panel-1]")
        assert shown(page, "id") == ["panel-1"]
        page.click("#main [aria-pressed=true]")
        until(page, "document.querySelector('main').innerText.startsWith('No bookmarks')")


def test_page_can_be_used_with_the_keyboard(stand: Stand) -> None:
    with stand.published_page("10:05") as page:
        focus = "document.activeElement.innerText || document.activeElement.id"
        page.keyboard.press("Tab")
        assert page.evaluate(focus) == "Skip to the content"
        reached = []
        for _ in range(6):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(focus))
        assert reached == ["Français", "Now", "Agenda", "Bookmarks", "Introduction", "☆"]
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
        stand.later(page, 120)
        assert page.evaluate("document.activeElement.getAttribute('data-focus')") == (
            "now introduction"
        )
        page.click("nav >> text=Agenda")
        page.wait_for_selector("nav [href='#agenda'][aria-current=page]")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_phone_never_scrolls_sideways(stand: Stand, locale: str) -> None:
    with stand.published_page("10:05", locale=locale) as page:
        for view in ("#now", "#agenda", "#saved", "#room=", "#foyer", "#clock"):
            stand.turn_to(page, view)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["/", "/index.html?lang=fr#agenda"])
def test_calendar_link_downloads_the_session(stand: Stand, path: str) -> None:
    with stand.published_page("10:00") as page:
        page.goto(stand.site.address + path)
        page.wait_for_selector("#calendar")
        named = page.locator("#feed").inner_text()
        link = page.locator("#calendar").get_attribute("href")
    assert link == named.replace("http:", "webcal:")
    with urlopen(named, timeout=30) as answer:
        assert answer.read().startswith(b"BEGIN:VCALENDAR")


def test_page_is_translated_into_both_languages(stand: Stand) -> None:
    stand.desk.record("10:14 start introduction")
    with stand.published_page("10:15", locale="fr-FR") as page:
        assert page.evaluate("document.documentElement.lang") == "fr"
        assert "En cours · jusqu’à 10\u202fh\u202f24" in text(page)
        assert "Digital Village · Paris 13e" in text(page)
        assert "14\u00a0min de retard" in text(page)
        assert text(page, "main h2").lower() == "vendredi 7 février"
        page.click("text=English")
        assert "On now · until 10:24" in text(page)
        page.reload()
        page.wait_for_selector("text=On now")
        page.goto(stand.site.address + "/?lang=fr")
        page.wait_for_selector("text=En cours")
    with stand.page("10:15", locale="de-DE") as page:
        assert page.evaluate("document.documentElement.lang") == "fr", "the event's language"


def test_page_shows_titles_in_the_language_of_the_reader(stands: Stands) -> None:
    titles = "title: {fr: Ouverture, en: Opening}"
    stand = stands(ROOMS.replace("title: Blue one", titles))
    with stand.published_page("09:05") as page:
        assert "Opening" in text(page)
        page.click("text=Français")
        assert "Ouverture" in text(page)
        assert "Opening" not in text(page)


VIEWS = ("#now", "#agenda", "#saved", "#room=blue", "#room=attic", "#foyer", "#clock&room=blue")
WIDE = ("#now", "#session=b1")  # the timetable, and details over it


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_page_is_accessible(rooms: Stand, scheme: str) -> None:
    rooms.desk.record("09:20 start b1 @blue")
    rooms.desk.say("09:20", "Lunch is served")
    with rooms.published_page("10:30", scheme=scheme, bypass_csp=True) as page:
        page.clock.resume()
        page.add_script_tag(path=AXE)
        for view, width in [(each, 360) for each in VIEWS] + [(each, 1280) for each in WIDE]:
            page.set_viewport_size({"width": width, "height": 740})
            rooms.turn_to(page, view)
            found = page.evaluate("axe.run()")
            assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
            assert any(rule["id"] == "color-contrast" for rule in found["passes"])


def test_page_opens_with_an_invalid_fragment_or_query(stand: Stand) -> None:
    rooms = ("#room=%E0%A4", "#room=%ED%A0%80")
    with stand.published_page("10:05") as page:
        for odd in ("#constructor", "#__proto__", "#late", *rooms, "?lang=toString"):
            page.goto("about:blank")
            page.goto(f"{stand.site.address}/{odd}")
            until(page, "document.title.endsWith(document.querySelector('#title').innerText)")
            until(page, "/^(Now|Door display) · ./.test(document.title)")


def large_event(halls: int = 8) -> str:
    """Two days, sessions of half an hour; all rooms but six begin in the afternoon."""

    def session(day: str, hall: int, half: int) -> str:
        number = f"{day}-{hall}-{half}"
        begins, ends = (f"{n // 2:02}:{n % 2 * 30:02}" for n in (18 + half, 19 + half))
        if begins == "12:00":
            return f"lunch-{number} 12:00-12:30 hall-{hall} title=Lunch kind=break"
        title = f"A talk about subject {number} that fills a line or two"
        more = f"track={('data', 'web')[hall % 2]}{' people=zoe' * (number == '8-3-16')}"
        return f"s-{number} {begins}-{ends} hall-{hall} title='{title}' {more}"

    numbers = range(1, halls + 1)
    file = write(
        {
            f"2025-02-0{day}": "\n".join(
                session(day, hall, half)
                for hall in numbers
                for half in range(0 if hall <= 6 else 10, 18)
            )
            for day in "78"
        },
        rooms=[{"id": f"hall-{n}", "name": f"Hall {chr(64 + n)}"} for n in numbers],
        tracks=[{"id": "web", "name": "Web"}, {"id": "data", "name": "Data"}],
        people={"zoe": {"name": "Zoé Martin"}},
    )
    return Path(file).read_text("utf-8")


@pytest.fixture
def large(stands: Stands) -> Stand:
    return stands(large_event())


def test_large_agenda_opens_at_the_current_time_and_can_be_searched(large: Stand) -> None:
    with large.published_page("15:10", "#agenda", bypass_csp=True) as page:
        in_view = "document.querySelector('.now').getBoundingClientRect().top"
        assert 0 < page.evaluate(in_view) < 740, "it opens at now"
        assert text(page, ".now") == "Now · 15:10"
        drawn = "document.querySelectorAll('li[data-id]').length"
        assert page.evaluate(drawn) < 30, "the rest is drawn when there is time"
        page.clock.run_for(3000)
        assert page.evaluate(drawn) == 6 * 18 * 2 + 2 * 8 * 2
        assert 0 < page.evaluate(in_view) < 740, "and nothing has moved"
        page.fill("[type=search]", "zoe")
        assert shown(page, "id") == ["s-8-3-16"], "people are found without their accents"
        assert text(page, "[role=status].sub") == "1 session"
        page.fill("[type=search]", "hall g")
        assert len(shown(page, "id")) == 16
        page.click("summary")
        page.select_option("[name=day]", "2025-02-08")
        assert shown(page, "id") == [f"s-8-7-{half}" for half in range(10, 18)]
        page.click("[data-id=s-8-7-12] button")
        page.check("[name=saved]")
        assert shown(page, "id") == ["s-8-7-12"]
        page.select_option("[name=track]", "Data")
        assert text(page, "[role=status].sub") == "No session matches."
        address = page.url
        page.click("text=Clear filters")
        assert len(shown(page, "id")) > 200
        page.goto("about:blank")
        page.goto(address.replace("&track=Data", ""))
        page.wait_for_selector("[data-id]")
        assert shown(page, "id") == ["s-8-7-12"], "the address filters the agenda"
        page.clock.resume()
        page.add_script_tag(path=AXE)
        assert page.evaluate("axe.run()")["violations"] == []


def test_agenda_with_many_rooms_opens_at_the_current_time(stands: Stands) -> None:
    stand = stands(large_event(24))
    everything = 6 * 18 * 2 + 18 * 8 * 2
    with stand.published_page("15:10", "#agenda") as page:
        around = "[...document.querySelectorAll('li')].filter(line => {"
        around += " const { top, bottom } = line.getBoundingClientRect();"
        around += " return bottom > 150 && top < innerHeight; }).map(line => line.innerText)"
        first = page.evaluate(around)
        assert "Now · 15:10" in first[2:-2], "in the middle of what the window shows"
        assert len(shown(page, "id")) < 30
        page.clock.run_for(3000)
        until(page, f"document.querySelectorAll('li[data-id]').length === {everything}")
        assert page.evaluate(around) == first
        stand.turn_to(page, "#room=hall-1")
        later = [f"s-7-1-{half}" for half in range(14, 18)]
        assert shown(page, "id") == later, "a door display lists the rest of the day"


def test_agenda_update_keeps_the_scroll_position(large: Stand) -> None:
    with large.published_page("15:41", "#agenda") as page:
        page.clock.run_for(3000)
        until(page, "document.querySelectorAll('li[data-id]').length > 200")
        page.evaluate("document.querySelector('[data-id=s-7-4-16]').scrollIntoView()")
        place = (
            "Math.round(document.querySelector('[data-id=s-7-4-16]').getBoundingClientRect().top)"
        )
        page.screenshot()  # rows that scroll into view have their true height once they are drawn
        before = page.evaluate(place)
        large.desk.record("15:41 start s-7-1-0")  # planned at 9:00: its line moves
        large.publish("15:41")
        page.evaluate("poll()")
        until(page, "!asking")
        page.clock.run_for(100)
        until(page, f"Math.abs({place} - {before}) <= 1")  # a browser scrolls by whole pixels


def test_page_lists_rooms_of_bookmarks_first_and_empty_rooms_last(large: Stand) -> None:
    with large.published_page("09:10") as page:
        assert shown(page, "room") == [f"hall-{n}" for n in range(1, 7)]
        assert text(page, ".quiet h2").lower() == "2 rooms with nothing on"
        page.click("[data-room=hall-3] .next button")
        assert shown(page, "room")[0] == "hall-3"
        assert "Hall H" in text(page, ".quiet")


NOTHING_CUT = """
    [document.documentElement, ...document.querySelectorAll('main, .room')]
    .filter(each => each.scrollHeight > each.clientHeight + 1)
    .map(each => [each.tagName, each.innerText, each.scrollHeight, each.clientHeight])
"""


def test_foyer_screen_cycles_through_rooms_in_large_type(large: Stand) -> None:
    large.desk.record("11:36 start s-7-1-5 @hall-1")
    large.desk.say("11:40", "Lunch is served in the yard")
    large.publish("11:40")
    for width, height in ((1280, 720), (1920, 1080), (1080, 1920)):
        large.site.shows = at("11:40")
        with large.page("11:40", "#foyer", width=width, height=height) as page:
            rooms: list[str] = []
            while len(set(rooms)) < 8:
                rooms += shown(page, "room")
                heights = "[...document.querySelectorAll('.room')].map(each => each.clientHeight)"
                assert len(set(page.evaluate(heights))) == 1, "equal rows"
                type_sizes = page.evaluate(
                    "[...document.querySelectorAll('main h3, main .sub, #notices p')]"
                    ".map(each => parseFloat(getComputedStyle(each).fontSize))"
                )
                assert min(type_sizes) > 0.03 * min(width, height)
                assert page.evaluate(NOTHING_CUT) == []
                if "hall-1" in shown(page, "room"):
                    assert "6\u00a0min behind" in text(page, "[data-room=hall-1]")
                    assert "Next · 12:30" in text(page, "[data-room=hall-1] .next"), "after lunch"
                large.later(page, 12)
            assert set(rooms) == {f"hall-{n}" for n in range(1, 9)}
            column = "document.querySelector('#notices').clientWidth"
            assert page.evaluate(column) > 0.7 * width, "a message breaks in no word"
            assert text(page, "#notices") == "sent 11:40 Lunch is served in the yard"
            assert not page.is_visible("button, input")
            assert not page.is_visible("#state")
            large.site.down = True
            large.later(page, 20)
            until(page, "document.querySelector('#state').innerText.startsWith('No network')")
            size = "parseFloat(getComputedStyle(document.querySelector('#state')).fontSize)"
            assert page.evaluate(size) >= 24, "in large type"
            assert page.evaluate(NOTHING_CUT) == [], "the rooms make way for it"
            large.site.down = False


HALF_A_TURN = """() => {
  const bar = document.querySelector(".turn"), [growth] = bar.getAnimations();
  growth.pause();
  growth.currentTime = 6000;
  return bar.offsetWidth / bar.parentNode.offsetWidth;
}"""


def test_foyer_screen_shows_each_room_once_per_cycle(stands: Stands) -> None:
    stand = stands(large_event(13))
    with stand.published_page("15:10", "#foyer", width=1280, height=720) as page:
        rooms: list[str] = []
        for _ in range(3):
            assert len(shown(page, "room")) in (4, 5), "none alone on the last"
            assert page.evaluate(HALF_A_TURN) == pytest.approx(0.5, abs=0.01), "the bar grows"
            rooms += shown(page, "room")
            stand.later(page, 12)
        assert sorted(rooms) == sorted(f"hall-{n}" for n in range(1, 14))


def test_speakers_clock_shows_that_the_session_ends_soon(rooms: Stand) -> None:
    rooms.desk.record("09:00 start b1 @blue")
    rooms.desk.say("09:50", "A question from the back", room="blue")
    rooms.publish("09:54")
    for clock, left, word, alert in (
        ("09:54", "6:00", "left · until 10:00", "normal"),
        ("09:55", "5:00", "ends soon · until 10:00", "warning"),
        ("09:59", "1:00", "ending · until 10:00", "danger"),
        ("10:01", "+1:00", "overtime", "overtime"),
    ):
        rooms.site.shows = at(clock)
        with rooms.page(clock, "#clock&room=blue") as page:
            assert (text(page, ".left"), text(page, ".word")) == (left, word)
            assert page.get_attribute("main", "data-alert") == alert
            assert text(page, "#notices") == "sent 09:50 A question from the back"
            assert "Next · 13:00" in text(page, ".next"), "after lunch"
            assert not page.is_visible("button")
    rooms.desk.record("10:01 end @blue")
    with rooms.published_page("12:55", "#clock&room=blue") as page:
        assert (text(page, ".left"), text(page, ".word")) == ("5:00", "until the start")
        rooms.turn_to(page, "#clock")
        page.click("text=Red")
        page.wait_for_selector(".clock h3, .clock .sub")
    rooms.desk.record("13:00 start b2 @blue")
    for clock, word in (("13:50", "ends soon"), ("13:58", "ending")):
        rooms.publish(clock)
        with rooms.page(clock, "#clock&room=blue") as page:
            assert text(page, ".word").startswith(word), "the session has other thresholds"


def test_page_lists_a_session_that_has_not_started_below_the_current_time(rooms: Stand) -> None:
    rooms.desk.record("09:00 start b1 @blue", "10:00 end @blue", "13:02 start r1 @R")
    with rooms.published_page("13:05", "#agenda") as page:
        page.wait_for_selector("li.now")
        rows = page.locator("section li").all_inner_texts()
    places = [
        next(place for place, row in enumerate(rows) if words in row)
        for words in ("Lunch", "onerror", "Now · 13:05", "Blue two", "Blue three")
    ]
    assert places == sorted(places)


def test_wall_screen_reports_a_wrong_clock_of_the_stage(rooms: Stand) -> None:
    rooms.desk.record("09:05 start b1 @blue")
    with rooms.published_page("09:10", "#foyer", ahead=600) as page:
        assert text(page, "#clock").startswith("09:10")
        assert "55\u00a0min left" in text(page, "main")
        assert not page.is_visible("#state"), "its times are right"
    rooms.publish("09:00")  # by a stage whose clock is ten minutes slow
    rooms.site.shows = at("09:10")
    with rooms.page("09:10", "#clock&room=blue") as page:
        rooms.publish("09:00")
        rooms.site.shows = at("09:10")
        rooms.later(page, 20)
        until(page, "document.querySelector('#state').innerText.includes('differ')")
        assert "this device and the stage differ by 10\u00a0min" in text(page, "#state")
        left = seconds(text(page, ".left"))
        assert abs(left - 3600) <= 20, "as on stage at 09:00"


@pytest.mark.parametrize("wrong", [-420, 86_400])
def test_wrong_clock_of_the_web_server_does_not_change_countdowns(rooms: Stand, wrong: int) -> None:
    rooms.desk.record("09:05 start b1 @blue")
    rooms.publish("09:10")
    rooms.site.shows = at("09:10") + timedelta(seconds=wrong)
    with rooms.page("09:10", "#clock&room=blue") as page:
        assert seconds(text(page, ".left")) == 55 * 60
        rooms.publish("09:10")
        rooms.site.shows = at("09:10") + timedelta(seconds=wrong)
        rooms.later(page, 20)
        assert seconds(text(page, ".left")) == 55 * 60 - 20
        assert "fast" not in text(page, "#state")


def test_page_opens_again_without_a_network(stand: Stand, tabs: Tabs) -> None:
    stand.desk.record("10:04 start introduction")
    stand.publish("10:05")
    with tabs.fresh_context() as context:
        page = context.new_page()
        page.clock.install(time=at("10:05"))
        page.goto(stand.site.address)
        page.evaluate("navigator.serviceWorker.ready")
        until(page, "!!navigator.serviceWorker.controller")
        stand.site.down = True
        page.goto("about:blank")
        page.goto(stand.site.address + "/?lang=en#now")
        page.wait_for_selector("[data-now=introduction]")
        until(page, "document.querySelector('#state').innerText.startsWith('No network')")
        stand.site.down = False
        page.evaluate("poll()")
        until(page, "document.querySelector('#state').innerText.startsWith('Live')")


def test_page_opened_as_a_file_asks_for_a_web_server(stand: Stand, tabs: Tabs) -> None:
    stand.publish("10:05")
    with tabs.fresh_context() as context:
        page = context.new_page()
        page.goto((stand.folder / "index.html").as_uri())
        page.wait_for_selector("main >> text=Put its folder on a web server.")


def test_page_exports_bookmarks_for_the_app(stand: Stand, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "bookmarks.json"
    with stand.published_page("10:05", "#agenda") as page:
        page.click("li[data-id=panel-1] button")
        page.click("nav >> text=Bookmarks")
        with page.expect_download() as given:
            page.click("text=Save to a file")
        given.value.save_as(file)
    assert ask("bookmark import", str(file)).code == 0
    assert ask("bookmark add panel-2").code == 0
    assert ask("bookmark export --to json --output", str(file), "--force").code == 0
    with stand.page("10:05", "#saved") as page:
        with page.expect_file_chooser() as chooser:
            page.click("text=Add from a file")
        chooser.value.set_files(file)
        page.wait_for_selector("text=Bookmarks added: 2")
        assert shown(page, "id") == ["panel-1", "panel-2"]
        foreign = {"programme": {"id": "other"}, "bookmarks": [{"id": "panel-3"}]}
        file.write_text(json.dumps(foreign))
        with page.expect_file_chooser() as chooser:
            page.click("text=Add from a file")
        chooser.value.set_files(file)
        page.wait_for_selector("text=Bookmarks added: 0")


def test_title_of_a_session_opens_its_details(stand: Stand) -> None:
    with stand.published_page("10:05", "#agenda") as page:
        page.click("li[data-id=panel-1] a")
        page.wait_for_selector("dialog >> text=Association Génération Lumière")
        assert "11:00 – 12:10" in text(page, "dialog")
        assert "modèle extractiviste" in text(page, "dialog")
        page.keyboard.press("Escape")
        until(page, "!document.querySelector('dialog').open && location.hash === '#agenda'")
        assert page.is_visible("li[data-id=panel-1]")


def test_page_shows_the_next_bookmark_first_with_its_expected_start(rooms: Stand) -> None:
    rooms.desk.record("09:00 start b1 @blue", "09:10 move b2 12:30", "09:11 cancel r1 @R")
    with rooms.published_page("09:12", "#agenda") as page:
        page.click("li[data-id=b2] button")
        page.click("li[data-id=r1] button")
        assert "cancelled <img" in text(page, "li[data-id=r1]")
        page.click("nav >> text=Now")
        page.wait_for_selector("[data-stop=b2]")
        assert shown(page, "room")[0] == "blue"
        assert text(page, ".loud .left") == "13:00 12:30"
        assert text(page, ".stop") == "Blue"
        assert "in 3\u00a0h\u00a018" in text(page, ".loud .sub").lower()
        assert "behind" not in text(page, ".loud")
        assert "cancelled" in text(page, ".loud li[data-id=r1]")


def test_full_room_is_shown_in_every_view(rooms: Stand) -> None:
    rooms.desk.record("09:05 full b1 full @blue", "09:05 full b2 nearly-full @blue")
    with rooms.published_page("09:12", width=800, height=1200) as page:
        for view in ("#now", "#agenda", "#room=blue", "#foyer"):
            rooms.turn_to(page, view)
            assert "full" in text(page, "main").split(), view
            assert view == "#agenda" or "until 10:00" in text(page, "main")
            assert view == "#foyer" or "nearly full" in text(page, "main"), view


def test_page_names_a_cancelled_session_until_its_planned_end(rooms: Stand) -> None:
    rooms.desk.record(
        "09:00 start b1 @blue",
        "09:11 cancel r1 @R",
        "09:12 cancel b1 @blue",
        "09:13 cancel b2 @blue",
    )
    with rooms.published_page("09:14", "#foyer", width=1280, height=800) as page:
        assert "09:00 cancelled Blue one" in text(page, "[data-room=blue]")
        assert "cancelled <img" in text(page, "[data-room=R]")
        rooms.turn_to(page, "#room=blue")
        assert "cancelled Blue one" in text(page, "main")
    with rooms.published_page("10:30", "#foyer", width=1280, height=800) as page:
        assert "Blue one" not in text(page), "its end is past"
        assert "13:00 cancelled Blue two" in text(page), "after the break"


def test_page_shows_how_long_a_room_is_free(rooms: Stand) -> None:
    rooms.desk.record("09:00 start b1 @blue", "10:00 end @blue")
    with rooms.published_page("11:50", width=1280, height=800) as page:
        for view, expected in (
            ("#room=blue", "Free until 13:00"),
            ("#foyer", "Nothing on until 12:00"),
            ("#now", "Lunch\nBreak · until 13:00"),
            ("#clock&room=blue", "1:10:00"),
        ):
            rooms.turn_to(page, view)
            assert expected in text(page, "main")
            assert "b2" in shown(page, "next")
    with rooms.page("11:50", "#room=blue", width=1280, height=800, locale="fr-FR") as page:
        assert "Libre jusqu’à 13\u202fh" in text(page, ".ended")


def test_door_display_counts_sessions_that_do_not_fit(large: Stand) -> None:
    large.publish("10:10")
    listed = "[...document.querySelectorAll('h2 + ol > li')].filter(row => !row.hidden).length"
    below = "document.querySelector('.rail').getBoundingClientRect().top"
    below += " - document.querySelector('.more').getBoundingClientRect().bottom"
    with large.page("10:10", "#room=hall-1", width=1280, height=720) as page:
        for padding in range(0, 90, 6):  # as with the header's line about a lost network
            page.evaluate(
                f"document.querySelector('header').style.paddingBottom = '{padding}px'; tick()"
            )
            assert page.evaluate(listed) >= 2
            assert text(page, ".more") == f"+{14 - page.evaluate(listed)} more"
            assert page.evaluate(below) >= -1
    with large.page("10:10", "#room=hall-1", width=400, height=300) as page:
        assert {tag for tag, *_ in page.evaluate(NOTHING_CUT)} <= {"ARTICLE"}
        assert page.evaluate(listed) >= 1
        assert page.locator(".back").is_hidden()


def test_door_display_shows_that_the_day_is_over(rooms: Stand) -> None:
    rooms.desk.record("09:30 start r1 @R", "11:00 end @R")
    with rooms.published_page("11:05", "#room=R", width=1280, height=800) as page:
        assert "The day is over." in text(page, "main")
        assert page.locator(".rail").count() == 0
        rooms.turn_to(page, "#foyer")
        assert shown(page, "room") == ["blue", "R"], "a room that is over keeps its line"
