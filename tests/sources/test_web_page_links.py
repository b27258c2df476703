"""What the pages of an event lead to, by the marks that its software leaves."""

from __future__ import annotations

import pytest

from sommet_tui.sources.web_page_links import find_links, known_calendar_address
from tests.tables import table

HERE = "https://example.org/2026/"
ALL = "https://sessionize.com/api/v2/ab12cd/view/All"


def exports(page: str, address: str = HERE) -> list[str]:
    return [each.address for each in find_links(page.encode(), address).exports]


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://sessionize.com/api/v2/ab12cd/view/GridSmart"></script>',
        '<iframe src="https://sessionize.com/api/v2/ab12cd/view/Sessions?under=True"></iframe>',
        '<a href="https://sessionize.com/api/v2/ab12cd/view/Speakers">Speakers</a>',
    ],
)
def test_sessionize_view_links_to_the_complete_view(page: str) -> None:
    assert exports(page) == [ALL]


@pytest.mark.parametrize(("link", "target"), table("export_links.txt"))
def test_export_is_recognised_by_its_name(link: str, target: str) -> None:
    assert exports(f'<a href="{link}">x</a>') == ([target] if target else [])


def test_only_links_to_schedule_pages_are_followed() -> None:
    page = b'<a href="about/">About</a> <a href="./">here</a> <a href="schedule/">Schedule</a>'
    assert list(find_links(page, HERE).pages) == [f"{HERE}schedule/"]


def test_indico_page_links_to_its_calendar() -> None:
    page = '<link rel="shortcut icon" href="/images/indico.ico">'
    calendar = "https://indico.example.org/event/42/event.ics"
    for path in ("", "/", "/timetable/"):
        assert exports(page, f"https://indico.example.org/event/42{path}") == [
            f"{calendar}?scope=contribution",
            f"{calendar}?detail=contributions",
        ]
    assert exports(page, "https://indico.example.org/category/3/") == []


@pytest.mark.parametrize(("address", "calendar"), table("sched_pages.txt"))
def test_sched_page_links_to_its_calendar(address: str, calendar: str) -> None:
    assert known_calendar_address(address) == calendar
