"""A day that is shared with other computers, on the screens: who leads, how it is connected."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.live_ports import BrokerError, LinkStatus, Member, Share, SharedBatch
from sommet_tui.companion.publisher import Publisher
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.crew.address import share_address
from sommet_tui.domain.crew.records import ClaimState, CrewRecord, LeadClaim, crew_record_view
from sommet_tui.domain.messages import Message
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.published_day import SharedDay
from sommet_tui.domain.records import to_record
from sommet_tui.domain.values import replace
from sommet_tui.live.broker import MqttBroker
from sommet_tui.live.broker_day import BrokerDay
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.wiring.publishing_and_following import open_publisher, publish_as_lead
from tests.acting import day_of
from tests.brokers import Mosquitto, needs_mosquitto
from tests.builders import at
from tests.publishing import newer
from tests.tui.conftest import Open
from tests.tui.stages import A_RUNS, SIZE, acts, day, do_acts
from tests.tui.worlds import Shelf, World

ELSEWHERE = "crew/studio"
OFFLINE = LinkStatus(
    connected=False,
    since=at("09:18"),
    error=BrokerError("offline", where="192.168.1.10:8883"),
)


class Link:
    """A connection that stands as the test says."""

    def __init__(self, store: SqliteCrew) -> None:
        self.store = store
        self.answer: ClaimState = "accepted"
        self.stands = LinkStatus(connected=True, since=at("08:00"), synced=True)

    def status(self) -> LinkStatus:
        return self.stands

    def wake(self) -> None:
        pass

    def wait_for_claim(self, claim: LeadClaim, patience: float) -> ClaimState:
        self.store.set_claim_state(day().id, claim, self.answer)
        return self.answer

    def announce(self, places: frozenset[str]) -> None:
        pass

    def stop(self) -> None:
        pass


def share_day(here: World, *, offset: float = 0.0) -> Link:
    """Share the day with a crew, as “Stage”."""
    here.link = link = Link(crew(here))
    share = Share("mqtt://host/day", "crew/me", "Stage", offset=offset)
    crew(here).put_share(day().id, share)
    here.companion.load_external_changes()
    return link


@pytest.fixture
def here(world: Open) -> World:
    """Return the day of `stages.day` at 09:20, which this laptop shares."""
    found = world(day(), "09:20")
    share_day(found)
    return found


@pytest.fixture
def link(here: World) -> Link:
    assert isinstance(here.link, Link)
    return here.link


def crew(here: World) -> SqliteCrew:
    return SqliteCrew(here.database)


def let_studio_lead(
    here: World, epoch: int = 1, room: str | None = None, since: str = "08:30"
) -> None:
    """Let another computer, which has not heard of this one, take the lead."""
    claim = LeadClaim(room, epoch, ELSEWHERE, "Studio", at(since))
    crew(here).save_batch(day().id, SharedBatch(claims=[claim]))
    here.companion.load_external_changes()


def receive_message(here: World, text: str) -> None:
    """Receive a message to the stage manager from the other computer."""
    message = Message(1, at("09:20"), "stage", text, uid=f"{ELSEWHERE}.1")
    record = CrewRecord(ELSEWHERE, 1, Message.KIND, message.uid, None, message, message.at)
    received = json.dumps(crew_record_view(day().id, record, to_record(message)))
    batch = SharedBatch([(ELSEWHERE, 1, received)], members={ELSEWHERE: "Studio"})
    crew(here).save_batch(day().id, batch)
    here.companion.load_external_changes()


def lose_the_lead(world: Open, *acts: str) -> World:
    """Return a day on which the studio took the lead at 09:10, before these acts were received."""
    here = world(day(), "08:50")
    share_day(here)
    here.companion.log.take_lead(None)
    do_acts(here, *acts, now="09:20")
    let_studio_lead(here, epoch=2, since="09:10")
    return here


def answer_claim(here: World, state: ClaimState) -> None:
    """The crew answers the claim of this laptop, which leads the only room."""
    shown = here.snapshot.events.crew
    claim = shown.lead(None) if shown is not None else None
    assert claim is not None
    assert claim.state == "open"
    crew(here).set_claim_state(day().id, claim, state)
    here.companion.load_external_changes()


def header(here: World) -> str:
    return " ".join(here.lines[0].split())


@asynccontextmanager
async def connected(
    here: World, keys: str = "", size: tuple[int, int] = SIZE
) -> AsyncIterator[None]:
    """Open a window, let it connect in the next second, and press the first keys."""
    async with here.open(size=size):
        await here.at_time("09:20")
        await here.until(lambda: here.snapshot.link is not None)
        await here.at_time("09:20")
        await here.press(keys)
        yield


async def test_header_of_every_screen_names_the_crew_and_the_lead(here: World) -> None:
    let_studio_lead(here)
    async with connected(here):
        for key in "123456":
            await here.press(key)
            assert "⇄ Stage · Studio leads" in header(here)


@pytest.mark.parametrize("width", [80, 110])
async def test_header_shows_that_an_offline_laptop_leads_alone(
    here: World, link: Link, width: int
) -> None:
    let_studio_lead(here)
    async with connected(here, size=(width, 30)):
        link.stands = OFFLINE
        await here.at_time("09:21")
        await here.press("5 W y")
        await here.at_time("09:22")
        alone = (
            "⇄ Studio led at 09:18 · you lead on your own"
            if width > 100
            else "you lead on your own"
        )
        await here.until(lambda: alone in header(here))
        assert " OFFLINE " in header(here)


@pytest.mark.parametrize("key", ["5", "6"])
async def test_header_names_the_lead_of_the_selected_room(world: Open, key: str) -> None:
    made = day_of("talk 09:00-10:00 @hall +ada, workshop 09:00-10:00 @attic")
    here = world(made, "09:20")
    share_day(here)
    let_studio_lead(here, room="hall")
    async with connected(here):
        assert "⇄ Stage" in header(here)
        assert "leads" not in header(here)
        await here.press(key)
        assert "⇄ Stage · Studio leads" in header(here)
        if key == "5":
            await here.press("right")
            assert "⇄ Stage · nobody leads" in header(here)


async def test_header_prefers_the_lead_to_the_time_at_home(world: Open) -> None:
    made = day_of("talk 09:00-10:00 @hall +ada, workshop 09:00-10:00 @attic")
    here = world(made, "09:20", viewer="America/Montreal", language="fr")
    share_day(here)
    let_studio_lead(here, room="hall")
    async with connected(here, "6", (100, 30)):
        assert "Studio pilote la salle" in header(here)


async def test_room_can_be_reported_full_while_another_laptop_leads(here: World) -> None:
    let_studio_lead(here)
    async with connected(here, "5"):
        assert "F Nearly full" in " ".join(here.text.split())
        await here.press("F")
        await here.until_shown(": room nearly full at 09:20")
        await here.press("F")
        await here.until_shown(": room full at 09:20")
        assert "F Open again" in " ".join(here.text.split())
        await here.press("u")
        await here.until_shown("room full at 09:20 · U redo")
        await here.press("U")
        await here.until_shown("room full at 09:20 · u undo")
        await here.press("F")
        await here.until_shown(": room open again at 09:20")
        await here.press("1")
        assert "full" not in here.text


async def test_first_connection_to_the_crew_reports_no_error(here: World, link: Link) -> None:
    link.stands = LinkStatus(connected=False, since=at("09:20"))
    async with connected(here):
        here.assert_absent("OFFLINE", "unreachable")


async def test_lost_connection_is_shown_as_a_chip_and_a_message(here: World, link: Link) -> None:
    async with connected(here):
        link.stands = replace(OFFLINE, waiting=3)
        await here.at_time("09:21")
        await here.until(lambda: " OFFLINE " in header(here))
        said = (
            "Crew unreachable since 09:18 · 3 records not sent yet · No broker answers at 192.168."
        )
        await here.until_shown(said)
        here.aged += 60.0
        link.stands = replace(OFFLINE, error=BrokerError("no-password", where="192.168.1.10:8883"))
        await here.at_time("09:22")
        await here.until_shown("where you can type the password.")
        here.aged += 60.0
        link.stands = LinkStatus(connected=True, since=at("09:20"), waiting=1, unanswered=True)
        await here.at_time("09:21:30")
        await here.until(lambda: " CREW " in header(here))
        await here.until_shown("The crew is not answering · 1 record not sent")
        here.aged += 60.0
        link.stands = LinkStatus(connected=True, since=at("09:22"), refused="records")
        await here.at_time("09:22")
        await here.until_shown("requires a user name")
        link.stands = LinkStatus(connected=True, since=at("09:22"))
        await here.at_time("09:23")
        await here.until(lambda: "CREW" not in header(here))


async def test_wrong_clock_of_the_computer_is_reported(here: World) -> None:
    share_day(here, offset=120.0)
    async with connected(here):
        assert header(here).endswith("09:22:00")
        assert "This computer’s clock is 2 minutes slow" in here.text


async def test_other_laptop_names_the_lead_and_can_take_the_lead(here: World) -> None:
    let_studio_lead(here)
    async with connected(here, "5"):
        for key in "TxdI":  # each of them asks on the laptop that leads
            await here.press(key)
            said = "Studio leads this room. W: take the lead · m: message to the room’s lead"
            assert said in here.picture
            await here.press("escape")
        assert acts(here) == []
        await here.press("W")
        assert here.line.endswith("Take the lead? The whole crew will see it.")
        await here.shows("n W y", "You now lead this room.")
        assert "you lead" in header(here)
        await here.press("T y")
        assert acts(here) == [("take",)]


async def test_stage_shows_only_usable_keys_while_another_computer_leads(here: World) -> None:
    let_studio_lead(here)
    async with connected(here, "5", (200, 40)):
        await here.until_shown("W Take the lead")
        for silent in ("s Start", "e End", "− 1 min", "p Pause", "u Undo", "x Cancel"):
            assert silent not in here.text
        assert "m Message" in here.text
        Stage(here.companion).send_message("Closer, please", "speaker", "opening")
        await here.at_time("09:21")
        await here.until_shown("u Undo")
        await here.press("W y")
        await here.until_shown("s Start ")
        assert "+ 1 more minute" in here.text


async def test_message_to_the_lead_can_be_marked_as_seen_only_by_others(here: World) -> None:
    let_studio_lead(here)
    async with connected(here, "5"):
        Stage(here.companion).send_message("Louder, please", "stage", None)
        await here.at_time("09:21")
        await here.until_shown("to the stage manager: “Louder, please” · not seen yet")
        assert "k seen" not in here.picture
        receive_message(here, "Is Ada here?")
        await here.until_shown("Studio: “Is Ada here?”   k seen")


async def test_laptop_connects_again_if_the_programme_changes(world: Open, link: Link) -> None:
    shelf = Shelf(day())
    here = world(shelf, "09:20")
    share_day(here)
    connected_with = []

    def connect(programme: Programme) -> Link:
        connected_with.append(programme.revision)
        return link

    async with here.open():
        here.offer(connect=connect)
        await here.at_time("09:20")
        await here.until(lambda: connected_with == [day().revision])
        changed = replace(day(), sessions=day().sessions[:-1])
        shelf.put(changed)
        await here.until(lambda: connected_with == [day().revision, changed.revision])


async def test_day_that_is_not_shared_shows_no_lead(world: Open) -> None:
    here = world(day(), "09:20")
    async with here.open("5 W", SIZE):
        assert here.line == "This day is not shared."
        assert "⇄" not in header(here)


async def test_header_counts_void_actions_until_the_log_is_opened(world: Open) -> None:
    here = lose_the_lead(world, "09:00 start opening", "09:05 end")
    async with connected(here):
        assert " 2 VOID " in header(here)
        assert "No effect: Opening started at 09:00 · too late: Studio" in here.text
        await here.press("i")
        assert "1 more · details: press 5, then j" in here.text
        await here.shows(
            "5 j", "Opening started at 09:00", "too late: Studio took the lead at 09:10"
        )
        await here.at_time("09:21")
        assert "VOID" not in here.picture
        await here.shows("end a", "Request sent to the room’s lead: redo this action.")
        (asked,) = here.snapshot.events.messages
        assert asked.text.endswith("Opening ended at 09:05")
        await here.press("5 W y j A")
        assert acts(here) == [("start", "opening"), ("end", "opening")]
        assert [act.when for act in here.snapshot.events.acts] == [
            at("09:00"),
            at("09:05"),
        ]
        assert here.picture.count("redone  grace") == 2


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (80, "09:00:00 Opening started at 09:00 too late: Studio too… grace · Stage"),
        (44, "09:00:00 Opening s… too late: S…"),
    ],
)
async def test_narrow_log_cuts_the_reason_of_a_void_action(
    world: Open, width: int, said: str
) -> None:
    here = lose_the_lead(world, "09:00 start opening")
    async with connected(here, "5 j", (width, 24)):
        assert said in " ".join(here.picture.split())


async def test_refusal_of_the_lead_by_the_broker_is_reported(here: World, link: Link) -> None:
    link.answer = "refused"
    async with connected(here):
        await here.says("5 W", "The broker’s rules forbid this user to lead a room…")
        await here.says("T y", "The broker’s rules forbid this user to lead a room…")
        assert acts(here) == []
        link.stands = replace(link.stands, refused="lead")
        await here.at_time("09:21")
        await here.until_shown("CREW")
        assert "requires a user name" not in here.picture, "one message is enough"


async def test_stage_does_not_offer_the_lead_after_the_broker_refused(
    here: World, link: Link
) -> None:
    let_studio_lead(here)
    async with connected(here, "5", (200, 40)):
        await here.until_shown("W Take the lead")
        link.stands = replace(link.stands, refused="lead")
        await here.at_time("09:21")
        await here.until(lambda: "W Take the lead" not in here.text)
        await here.shows("T", "Studio leads this room. m: message to the room’s lead")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("accepted", "You now lead this room."),
        ("withdrawn", "The crew did not confirm that you lead this room"),
    ],
)
async def test_offline_laptop_leads_alone_until_the_crew_answers(
    here: World, link: Link, answer: ClaimState, message: str
) -> None:
    link.stands = OFFLINE
    let_studio_lead(here)
    async with connected(here, "5 W"):
        asked = "Take the lead for now? The crew must confirm it"
        assert asked in here.line
        await here.press("y")
        said = "You lead this room for now. The crew must confirm it when the network is back."
        assert said in here.picture
        answer_claim(here, answer)
        await here.at_time("09:21")
        assert said not in here.picture
        assert message in here.picture


async def test_taking_the_lead_removes_the_message_about_the_previous_lead(here: World) -> None:
    async with connected(here):
        let_studio_lead(here)
        await here.at_time("09:21")
        assert "Studio took the lead in this room." in here.picture
        await here.shows("5 W y", "You now lead this room.")
        assert "Studio took the lead" not in here.picture


def allow_publishing(here: World, *at: str) -> None:
    """Give the app what publishes, and where the settings have it; it remembers nothing."""

    def publisher(where: Sequence[str]) -> Publisher:
        return open_publisher(here.companion, where)

    here.app_viewer.settings = replace(here.app_viewer.settings, publish=at)
    here.offer(publish=publisher)


def published_day(folder: Path) -> Any:
    return json.loads((folder / "live.json").read_text("utf-8"))


def added_minutes(folder: Path) -> dict[str, int]:
    """The minutes that were given, as they are published."""
    items = published_day(folder)["lanes"][0]["items"]
    return {item["id"]: item["added_minutes"] for item in items if item["added_minutes"]}


async def test_capital_p_starts_and_stops_publishing(
    world: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(day(), "10:20")
    allow_publishing(here)
    do_acts(here, *A_RUNS, now="10:20")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "w"
    async with here.open("5 P", (100, 30)):
        await here.until_shown("Publish to:")
        await here.press("w enter")
        await here.until(lambda: "Published 10:20" in here.foot)
        assert published_day(folder)["lanes"][0]["running"] == "a"
        await here.press("p")
        await here.until(lambda: published_day(folder)["lanes"][0]["paused_since"] is not None)
        await here.press("P")
        await here.until(lambda: "Published 10:20" not in here.foot)
        await here.press("p")
        here.clock.shown = at("10:30")
        await here.pause()
        assert published_day(folder)["lanes"][0]["paused_since"] is not None


async def test_failed_publishing_does_not_stop_the_stage(world: Open, tmp_path: Path) -> None:
    here = world(day(), "10:20")
    do_acts(here, *A_RUNS, now="10:20")
    (tmp_path / "file").write_text("in the way")
    good, bad = str(tmp_path / "good"), str(tmp_path / "file")
    allow_publishing(here, good, bad)
    async with here.open("5 P", (100, 30)):
        await here.until_shown("Publishing: 1 error")
        await here.until((tmp_path / "good" / "live.json").exists)  # each at its own pace
        assert published_day(tmp_path / "good")["lanes"][0]["running"] == "a"
        await here.press("plus")
        await here.until(lambda: added_minutes(tmp_path / "good") == {"a": 1})


async def test_invalid_target_of_publishing_is_refused(world: Open) -> None:
    here = world(day(), "10:20")
    allow_publishing(here, "ftp://nowhere")
    async with here.open("5 P", (100, 30)):
        await here.until_shown("Cannot publish to “ftp://nowhere”")


async def test_standby_laptop_names_the_publishing_laptop(world: Open, tmp_path: Path) -> None:
    here, said = world(day(), "10:20", language="fr"), "En secours : Studio publie"
    allow_publishing(here, str(tmp_path))
    (state,) = open_publisher(here.companion, [str(tmp_path)]).publish_once()
    assert state.error is None
    by = {"id": "a1", "name": "Studio", "place": "www"}
    (tmp_path / "live.json").write_text(json.dumps(published_day(tmp_path) | {"publisher": by}))
    studio = Member("crew/a1", "Studio", is_connected=True, publishes=frozenset({"www"}))
    link = share_day(here)
    link.stands = replace(link.stands, members=(studio,))
    async with here.open("5 P", (100, 30)):
        await here.until(lambda: here.picture.count(said) == 2)  # in the footer, and as a message
        assert said in here.foot
        assert published_day(tmp_path)["publisher"] == by


pytestmark = needs_mosquitto


async def test_lead_publishes_the_day_at_the_broker(world: Open, mosquitto: Mosquitto) -> None:
    here = world(day(), "10:20")
    do_acts(here, *A_RUNS, now="10:20")
    url = mosquitto.url(event="lead")
    share = Share(url, "crew/here", "here")
    programme = here.snapshot.programme.id
    SqliteCrew(here.database).put_share(programme, share)
    here.companion.load_external_changes()
    here.offer(publish_as_lead=lambda: publish_as_lead(here.companion))
    follower = BrokerDay(url, "lead", MqttBroker(share_address(url)))
    try:
        async with here.open(size=(100, 30)):
            found: list[SharedDay] = []

            def is_received() -> bool:
                found.extend(filter(None, [follower.fetch_newer(newer, 1)]))
                return bool(found)

            # The laptop that drove the room before the day was shared leads the room.
            await here.until(is_received)
            assert found[-1].lanes[0].running == "a"
    finally:
        if here.app._tasks.crew is not None:
            here.app._tasks.crew.lead.stop()
        follower.stop()
