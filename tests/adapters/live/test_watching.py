"""Whoever watches hears what happens, in order, once, and nothing that is not for them."""

import asyncio
import json
import random
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from live_house import PATIENCE, House, reading
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from crm_adapters.wiring import administrator
from crm_core.actor import NotPermitted, Role
from crm_core.leads import CreateLead
from crm_operations.providers import Message

HELLO = Message(title="Hello", body="Look at this.", reason="You are on call.")

Building = Callable[..., House]


def names(count: int, start: int = 0) -> list[str]:
    return [f"{number:04}" for number in range(start, start + count)]


@pytest.mark.requirement("RTN-CRMOP-0148", "RTN-CRMOP-0150")
def test_what_is_pushed_arrives_in_order_at_every_reader_of_every_server(house: Building) -> None:
    home = house()
    urls = [home.served().url, home.served().url]

    async def watch(number: int) -> list[str]:
        async with reading(urls[number % 2], home.token()) as reader:
            here.release()
            return await reader.names(500)

    async def watch_all() -> list[list[str]]:
        screens = [asyncio.create_task(watch(number)) for number in range(20)]
        for _ in screens:
            await here.acquire()
        await asyncio.to_thread(home.push, *names(500))
        return await asyncio.gather(*screens)

    here = asyncio.Semaphore(0)
    assert asyncio.run(watch_all()) == [names(500)] * 20


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_on_sqlite_it_works_without_a_bell(sqlite_house: Building) -> None:
    home = sqlite_house()
    url = home.serves()

    async def watch() -> list[str]:
        async with reading(url, home.token()) as reader:
            await asyncio.to_thread(home.push, *names(3))
            return await reader.names(3)

    assert asyncio.run(watch()) == names(3)


@pytest.mark.requirement("RTN-CRMOP-0148", "RTN-CRMOP-0149")
def test_events_and_messages_come_through_the_relay(sqlite_house: Building) -> None:
    home = sqlite_house()
    url = home.serves()
    crm, me = home.crm, administrator(home.tenant)

    async def watch() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        ada, grace = home.ada, home.person("grace")
        async with reading(url, home.token(ada)) as hers, reading(url, home.token(grace)) as other:
            lead = crm.leads.capture(me, CreateLead(name="Grace Hopper")).lead
            crm.relay.run_until_empty()
            crm.real_time.send_alert(me, ["ada"], HELLO, delivery_id="d/1")
            crm.real_time.send_alert(me, ["ada"], HELLO, delivery_id="d/1")
            home.push("last")
            for reader in (hers, other):
                while (await reader.hear_of("update"))["data"].get("name") != "last":
                    pass
            assert hers.updates[0]["data"]["subject"] == {"kind": "lead", "id": lead.id}
            return hers.updates, other.updates

    hers, other = asyncio.run(watch())
    assert [update for update in hers if not update["personal"]] == other
    [alert] = [update for update in hers if update["personal"]]
    assert (alert["topic"], alert["data"]["title"]) == ("alert", "Hello")
    assert crm.notifications.get_unread_count(home.tenant, "ada") == 1


@pytest.mark.requirement("RTN-CRMOP-0149")
def test_a_notice_is_on_the_screen_with_the_row_of_the_inbox_or_neither_is_there(sqlite_house: Building) -> None:
    home = sqlite_house()
    crm = home.crm
    feed = crm.container.partners.live_feed()

    with pytest.raises(RuntimeError):
        home.break_off(lambda: crm.notifications.notify(home.tenant, "ada", HELLO, delivery_id="d/1"))
    assert (feed.last(home.tenant), crm.notifications.get_unread_count(home.tenant, "ada")) == (0, 0)

    crm.notifications.notify(home.tenant, "ada", HELLO, delivery_id="d/1")
    crm.notifications.notify(home.tenant, "ada", HELLO, delivery_id="d/1")
    assert (feed.last(home.tenant), crm.notifications.get_unread_count(home.tenant, "ada")) == (1, 1)


@pytest.mark.requirement("PLAN-029")
def test_nobody_ever_hears_what_is_for_another_person_or_tenant(house: Building) -> None:
    home = house()
    url = home.serves()
    chance = random.Random(148)
    tenants = [home.tenant, f"{home.tenant}-2"]
    people = ["ada", "Ada", "grace", "partner"]
    topics = ["lead.created", "opportunity.won", "alert"]
    wanted: dict[tuple[str, str], list[str]] = {(tenant, person): [] for tenant in tenants for person in people}
    told: list[tuple[str, str, str | None, str]] = []
    for number in range(300):
        tenant, topic = chance.choice(tenants), chance.choice(topics)
        to = chance.choice([None, *people])
        told.append((tenant, topic, to, f"{number}"))
        for person in people:
            if to == person or (to is None and person != "partner"):
                wanted[tenant, person].append(f"{number}")

    async def watch(tenant: str, person: str) -> list[str]:
        role = Role.PARTNER if person == "partner" else Role.REP
        token = home.token(home.person(person, role, tenant=tenant))
        async with reading(url, token, topics=["*"], after=0) as reader:
            here.release()
            heard: list[str] = []
            while (update := await reader.hear_of("update"))["data"]["name"] != "end":
                heard.append(update["data"]["name"])
            return heard

    async def watch_all() -> list[list[str]]:
        # Half of it is there before they come, half is told while they watch.
        tell(told[:150])
        screens = [asyncio.create_task(watch(tenant, person)) for tenant, person in wanted]
        for _ in screens:
            await here.acquire()
        await asyncio.to_thread(tell, told[150:])
        for tenant, person in wanted:
            home.push_as(administrator(tenant), "end", delivery_id=f"end/{person}", topic="alert", user_id=person)
        return await asyncio.gather(*screens)

    def tell(part: Iterable[tuple[str, str, str | None, str]]) -> None:
        for tenant, topic, to, name in part:
            home.push_as(administrator(tenant), name, topic=topic, user_id=to)

    here = asyncio.Semaphore(0)
    assert dict(zip(wanted, asyncio.run(watch_all()), strict=True)) == wanted


def test_who_wants_some_topics_hears_those(sqlite_house: Building) -> None:
    home = sqlite_house()
    url = home.serves()

    async def watch() -> tuple[list[str], list[str]]:
        topics = ["lead.*", "opportunity.won"]
        async with reading(url, home.token(), topics=topics) as reader:
            for topic in ("lead.created", "opportunity.lost", "opportunity.won", "leader.board", "lead.scored"):
                home.push(topic, topic=topic)
            first = await reader.names(3)
            await reader.say(topics=["leader.board"], after=0)
            await reader.hear_of("subscribed")
            return first, (await reader.names(4))[3:]

    assert asyncio.run(watch()) == (["lead.created", "opportunity.won", "lead.scored"], ["leader.board"])


def test_a_token_that_does_not_hold_lets_nobody_in(sqlite_house: Building) -> None:
    home, stranger = sqlite_house(), sqlite_house(secret="another secret, quite as long as the one of before")
    url = home.serves()
    expired = sqlite_house(token_seconds=1)

    async def ends_with(hello: str, **more: Any) -> int | None:
        async with asyncio.timeout(PATIENCE), connect(url, **more) as socket:
            await socket.send(hello)
            try:
                while True:
                    await socket.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None

    async def try_all() -> list[int | None]:
        short = json.dumps({"token": expired.token()})  # lets in, and out again when it has expired
        return [
            await ends_with(json.dumps({"token": stranger.token()})),
            await ends_with(json.dumps({"token": "nonsense"})),
            await ends_with(json.dumps({"topics": ["*"]})),
            await ends_with(short),
            await ends_with(short),
            await ends_with("nonsense"),
            await ends_with(json.dumps({"token": home.token(), "topics": ["Not A Topic"]})),
        ]

    assert asyncio.run(try_all()) == [4401, 4401, 4401, 4401, 4401, 4400, 4400]


def test_a_browser_sends_its_token_as_a_subprotocol_and_comes_from_pages_that_may(sqlite_house: Building) -> None:
    home = sqlite_house(origins=["https://crm.example.com"])
    url = home.serves()
    offered: list[Any] = ["crm.live.v1", f"bearer.{home.token()}"]

    async def come(origin: str) -> str | None:
        async with connect(url, subprotocols=offered, additional_headers={"Origin": origin}) as socket:
            await socket.send("{}")
            assert json.loads(await socket.recv())["type"] == "subscribed"
            return socket.subprotocol

    assert asyncio.run(come("https://crm.example.com")) == "crm.live.v1"
    assert asyncio.run(come(f"http://{urlsplit(url).netloc}")) == "crm.live.v1"
    with pytest.raises(InvalidStatus, match="403"):
        asyncio.run(come("https://evil.example"))


def test_a_renewed_token_keeps_the_connection_and_somebody_elses_ends_it(sqlite_house: Building) -> None:
    home, short = sqlite_house(), sqlite_house(token_seconds=5)
    url = home.serves()
    ada = home.ada

    async def watch() -> tuple[list[str], int | None]:
        async with reading(url, short.token(ada)) as reader:
            before = reader.others[-1]["until"]
            await reader.say(token=home.token(ada))
            assert (await reader.hear_of("subscribed"))["until"] > before
            while datetime.now(UTC) <= datetime.fromisoformat(before):
                await asyncio.sleep(0.05)
            home.push("a")
            heard = await reader.names(1)
            await reader.say(token=home.token(home.person("grace")))
            with pytest.raises(ConnectionClosed) as closed:
                await reader.hear()
            return heard, closed.value.rcvd.code if closed.value.rcvd else None

    assert asyncio.run(watch()) == (["a"], 4401)


def test_more_connections_than_a_server_may_have_are_sent_away(sqlite_house: Building) -> None:
    home = sqlite_house(max_connections=2)
    url = home.serves()

    async def crowd() -> int | None:
        async with reading(url, home.token()), reading(url, home.token()), connect(url) as third:
            await third.send(json.dumps({"token": home.token()}))
            with pytest.raises(ConnectionClosed) as closed:
                await third.recv()
        async with asyncio.timeout(PATIENCE):
            while True:  # those who left make room
                try:
                    async with reading(url, home.token()):
                        return closed.value.rcvd.code if closed.value.rcvd else None
                except ConnectionClosed:
                    await asyncio.sleep(0.05)

    assert asyncio.run(crowd()) == 1013


@pytest.mark.parametrize("comes_with", ["its first words", "the handshake"])
def test_however_many_say_nothing_a_good_token_is_let_in(sqlite_house: Building, comes_with: str) -> None:
    home = sqlite_house(max_connections=2, max_strangers=3, hello_seconds=PATIENCE)
    url = home.serves()
    offered: list[Any] = ["crm.live.v1", f"bearer.{home.token()}"] if comes_with == "the handshake" else []

    async def crowd() -> tuple[list[int], str]:
        async with AsyncExitStack() as connections:
            silent = [await connections.enter_async_context(connect(url)) for _ in range(60)]
            reader = await connections.enter_async_context(connect(url, subprotocols=offered or None))
            await reader.send("{}" if offered else json.dumps({"token": home.token()}))
            answer = json.loads(await reader.recv())["type"]
            codes = []
            for each in silent[:57]:
                with pytest.raises(ConnectionClosed) as closed:
                    await each.recv()
                codes.append(closed.value.rcvd.code if closed.value.rcvd else 0)
            return codes, answer

    assert asyncio.run(crowd()) == ([1013] * 57, "subscribed")


def test_only_those_who_lead_may_alert_and_push(sqlite_house: Building) -> None:
    home = sqlite_house()
    rep = home.person("rita", Role.REP)

    with pytest.raises(NotPermitted):
        home.crm.real_time.push(rep, "lead.created", {}, delivery_id="d/1")
    with pytest.raises(NotPermitted):
        home.crm.real_time.send_alert(rep, ["ada"], HELLO, delivery_id="d/1")

    assert home.crm.container.partners.live_feed().last(home.tenant) == 0
