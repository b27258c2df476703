"""Whoever leads publishes at the crew's broker, by itself; a follower there sees each act."""

from __future__ import annotations

from sommet_tui.companion.live_ports import Share
from sommet_tui.domain.shared_day import SharedDay
from sommet_tui.domain.sharing.address import share_address
from sommet_tui.live.broker import MqttBroker
from sommet_tui.live.broker_day import BrokerDay
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.wiring.audience import publish_as_lead
from tests.brokers import Mosquitto, needs_mosquitto
from tests.builders import at
from tests.publishing import newer

from .conftest import Open
from .stages import A_RUNS, day, do_acts
from .worlds import until

pytestmark = needs_mosquitto


async def test_lead_publishes_the_day_at_the_broker(world: Open, mosquitto: Mosquitto) -> None:
    here = world(day(), at("10:20"))
    do_acts(here, *A_RUNS, now="10:20")
    url = mosquitto.url(event="lead")
    share = Share(url, "crew/here", "here")
    programme = here.companion.snapshot.programme.id
    SqliteCrew(here.database).put_share(programme, share)
    here.companion.load_outside_changes()
    here.offer(publish_as_lead=lambda: publish_as_lead(here.companion))
    follower = BrokerDay(url, "lead", MqttBroker(share_address(url)))
    try:
        async with here.open(100, 30) as pilot:
            found: list[SharedDay] = []

            def is_received() -> bool:
                found.extend(filter(None, [follower.ask(newer, 1)]))
                return bool(found)

            await until(
                pilot, is_received
            )  # whoever drove go to the previous day it was shared leads it
            assert found[-1].lanes[0].running == "a"
    finally:
        if here.app._tasks.crew is not None:
            here.app._tasks.crew.lead.stop()
        follower.stop()
