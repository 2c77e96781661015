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
from live_app import PATIENCE, LiveApp, reading
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from crm_adapters.wiring import administrator
from crm_core.actor import NotPermitted, Role
from crm_core.leads import CreateLead
from crm_operations.providers import Message

HELLO = Message(title="Hello", body="Look at this.", reason="You are on call.")

Building = Callable[..., LiveApp]


def names(count: int, start: int = 0) -> list[str]:
    return [f"{number:04}" for number in range(start, start + count)]


@pytest.mark.requirement("RTN-CRMOP-0148", "RTN-CRMOP-0150")
def test_what_is_pushed_arrives_in_order_at_every_reader_of_every_server(live_app: Building) -> None:
    app = live_app()
    urls = [app.served().url, app.served().url]

    async def watch(number: int) -> list[str]:
        async with reading(urls[number % 2], app.token()) as reader:
            here.release()
            return await reader.names(500)

    async def watch_all() -> list[list[str]]:
        screens = [asyncio.create_task(watch(number)) for number in range(20)]
        for _ in screens:
            await here.acquire()
        await asyncio.to_thread(app.push, *names(500))
        return await asyncio.gather(*screens)

    here = asyncio.Semaphore(0)
    assert asyncio.run(watch_all()) == [names(500)] * 20


@pytest.mark.requirement("RTN-CRMOP-0148")
def test_on_sqlite_it_works_without_a_bell(sqlite_live_app: Building) -> None:
    app = sqlite_live_app()
    url = app.serves()

    async def watch() -> list[str]:
        async with reading(url, app.token()) as reader:
            await asyncio.to_thread(app.push, *names(3))
            return await reader.names(3)

    assert asyncio.run(watch()) == names(3)


@pytest.mark.requirement("RTN-CRMOP-0148", "RTN-CRMOP-0149")
def test_events_and_messages_come_through_the_relay(sqlite_live_app: Building) -> None:
    app = sqlite_live_app()
    url = app.serves()
    crm, me = app.crm, administrator(app.tenant)

    async def watch() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        ada, grace = app.ada, app.person("grace")
        async with reading(url, app.token(ada)) as hers, reading(url, app.token(grace)) as other:
            lead = crm.leads.capture(me, CreateLead(name="Grace Hopper")).lead
            crm.relay.run_until_empty()
            crm.real_time.send_alert(me, ["ada"], HELLO, delivery_id="d/1")
            crm.real_time.send_alert(me, ["ada"], HELLO, delivery_id="d/1")
            app.push("last")
            for reader in (hers, other):
                while (await reader.receive_until("update"))["data"].get("name") != "last":
                    pass
            assert hers.updates[0]["data"]["subject"] == {"kind": "lead", "id": lead.id}
            return hers.updates, other.updates

    hers, other = asyncio.run(watch())
    assert [update for update in hers if not update["personal"]] == other
    [alert] = [update for update in hers if update["personal"]]
    assert (alert["topic"], alert["data"]["title"]) == ("alert", "Hello")
    assert crm.notifications.get_unread_count(app.tenant, "ada") == 1


@pytest.mark.requirement("RTN-CRMOP-0149")
def test_a_notice_is_on_the_screen_with_the_row_of_the_inbox_or_neither_is_there(sqlite_live_app: Building) -> None:
    app = sqlite_live_app()
    crm = app.crm
    feed = crm.container.partners.live_feed()

    with pytest.raises(RuntimeError):
        app.break_off(lambda: crm.notifications.notify(app.tenant, "ada", HELLO, delivery_id="d/1"))
    assert (feed.last(app.tenant), crm.notifications.get_unread_count(app.tenant, "ada")) == (0, 0)

    crm.notifications.notify(app.tenant, "ada", HELLO, delivery_id="d/1")
    crm.notifications.notify(app.tenant, "ada", HELLO, delivery_id="d/1")
    assert (feed.last(app.tenant), crm.notifications.get_unread_count(app.tenant, "ada")) == (1, 1)


@pytest.mark.requirement("PLAN-029")
def test_nobody_ever_hears_what_is_for_another_person_or_tenant(live_app: Building) -> None:
    app = live_app()
    url = app.serves()
    chance = random.Random(148)
    tenants = [app.tenant, f"{app.tenant}-2"]
    people = ["ada", "Ada", "grace", "partner"]
    topics = ["lead.created", "opportunity.won", "alert"]
    expected: dict[tuple[str, str], list[str]] = {(tenant, person): [] for tenant in tenants for person in people}
    pushed: list[tuple[str, str, str | None, str]] = []
    for number in range(300):
        tenant, topic = chance.choice(tenants), chance.choice(topics)
        to = chance.choice(people if topic == "alert" else [None, *people])
        pushed.append((tenant, topic, to, f"{number}"))
        for person in people:
            if to == person or (to is None and person != "partner"):
                expected[tenant, person].append(f"{number}")

    async def watch(tenant: str, person: str) -> list[str]:
        role = Role.PARTNER if person == "partner" else Role.REP
        token = app.token(app.person(person, role, tenant=tenant))
        async with reading(url, token, topics=["*"], after=0) as reader:
            here.release()
            received: list[str] = []
            while (update := await reader.receive_until("update"))["data"]["name"] != "end":
                received.append(update["data"]["name"])
            return received

    async def watch_all() -> list[list[str]]:
        # Half of it is there before they come, half is told while they watch.
        push_all(pushed[:150])
        screens = [asyncio.create_task(watch(tenant, person)) for tenant, person in expected]
        for _ in screens:
            await here.acquire()
        await asyncio.to_thread(push_all, pushed[150:])
        for tenant, person in expected:
            app.push_as(administrator(tenant), "end", delivery_id=f"end/{person}", topic="alert", user_id=person)
        return await asyncio.gather(*screens)

    def push_all(part: Iterable[tuple[str, str, str | None, str]]) -> None:
        for tenant, topic, to, name in part:
            app.push_as(administrator(tenant), name, topic=topic, user_id=to)

    here = asyncio.Semaphore(0)
    assert dict(zip(expected, asyncio.run(watch_all()), strict=True)) == expected


def test_who_wants_some_topics_hears_those(sqlite_live_app: Building) -> None:
    app = sqlite_live_app()
    url = app.serves()

    async def watch() -> tuple[list[str], list[str]]:
        topics = ["lead.*", "opportunity.won"]
        async with reading(url, app.token(), topics=topics) as reader:
            for topic in ("lead.created", "opportunity.lost", "opportunity.won", "activity.board", "lead.scored"):
                app.push(topic, topic=topic)
            first = await reader.names(3)
            await reader.send(topics=["activity.board"], after=0)
            await reader.receive_until("subscribed")
            return first, (await reader.names(4))[3:]

    assert asyncio.run(watch()) == (["lead.created", "opportunity.won", "lead.scored"], ["activity.board"])


def test_a_token_that_does_not_hold_lets_nobody_in(sqlite_live_app: Building) -> None:
    app, stranger = sqlite_live_app(), sqlite_live_app(secret="another secret, quite as long as the one of before")
    url = app.serves()
    expired = sqlite_live_app(token_seconds=1)

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
            await ends_with(json.dumps({"token": app.token(), "topics": ["Not A Topic"]})),
        ]

    assert asyncio.run(try_all()) == [4401, 4401, 4401, 4401, 4401, 4400, 4400]


def test_a_browser_sends_its_token_as_a_subprotocol_and_comes_from_pages_that_may(sqlite_live_app: Building) -> None:
    app = sqlite_live_app(origins=["https://crm.example.com"])
    url = app.serves()
    offered: list[Any] = ["crm.live.v1", f"bearer.{app.token()}"]

    async def come(origin: str) -> str | None:
        async with connect(url, subprotocols=offered, additional_headers={"Origin": origin}) as socket:
            await socket.send("{}")
            assert json.loads(await socket.recv())["type"] == "subscribed"
            return socket.subprotocol

    assert asyncio.run(come("https://crm.example.com")) == "crm.live.v1"
    assert asyncio.run(come(f"http://{urlsplit(url).netloc}")) == "crm.live.v1"
    with pytest.raises(InvalidStatus, match="403"):
        asyncio.run(come("https://evil.example"))


def test_a_renewed_token_keeps_the_connection_and_somebody_elses_ends_it(sqlite_live_app: Building) -> None:
    app, short = sqlite_live_app(), sqlite_live_app(token_seconds=5)
    url = app.serves()
    ada = app.ada

    async def watch() -> tuple[list[str], int | None]:
        async with reading(url, short.token(ada)) as reader:
            before = reader.others[-1]["until"]
            await reader.send(token=app.token(ada))
            assert (await reader.receive_until("subscribed"))["until"] > before
            while datetime.now(UTC) <= datetime.fromisoformat(before):
                await asyncio.sleep(0.05)
            app.push("a")
            received = await reader.names(1)
            await reader.send(token=app.token(app.person("grace")))
            with pytest.raises(ConnectionClosed) as closed:
                await reader.receive()
            return received, closed.value.rcvd.code if closed.value.rcvd else None

    assert asyncio.run(watch()) == (["a"], 4401)


def test_more_connections_than_a_server_may_have_are_sent_away(sqlite_live_app: Building) -> None:
    app = sqlite_live_app(max_connections=2)
    url = app.serves()

    async def crowd() -> int | None:
        async with reading(url, app.token()), reading(url, app.token()), connect(url) as third:
            await third.send(json.dumps({"token": app.token()}))
            with pytest.raises(ConnectionClosed) as closed:
                await third.recv()
        async with asyncio.timeout(PATIENCE):
            while True:  # those who left make room
                try:
                    async with reading(url, app.token()):
                        return closed.value.rcvd.code if closed.value.rcvd else None
                except ConnectionClosed:
                    await asyncio.sleep(0.05)

    assert asyncio.run(crowd()) == 1013


@pytest.mark.parametrize("comes_with", ["its first words", "the handshake"])
def test_however_many_say_nothing_a_good_token_is_let_in(sqlite_live_app: Building, comes_with: str) -> None:
    app = sqlite_live_app(max_connections=2, max_strangers=3, hello_seconds=PATIENCE)
    url = app.serves()
    offered: list[Any] = ["crm.live.v1", f"bearer.{app.token()}"] if comes_with == "the handshake" else []

    async def crowd() -> tuple[list[int], str]:
        async with AsyncExitStack() as connections:
            silent = [await connections.enter_async_context(connect(url)) for _ in range(60)]
            reader = await connections.enter_async_context(connect(url, subprotocols=offered or None))
            await reader.send("{}" if offered else json.dumps({"token": app.token()}))
            answer = json.loads(await reader.recv())["type"]
            codes = []
            for each in silent[:57]:
                with pytest.raises(ConnectionClosed) as closed:
                    await each.recv()
                codes.append(closed.value.rcvd.code if closed.value.rcvd else 0)
            return codes, answer

    assert asyncio.run(crowd()) == ([1013] * 57, "subscribed")


def test_only_those_who_lead_may_alert_and_push(sqlite_live_app: Building) -> None:
    app = sqlite_live_app()
    rep = app.person("rita", Role.REP)

    with pytest.raises(NotPermitted):
        app.crm.real_time.push(rep, "lead.created", {}, delivery_id="d/1")
    with pytest.raises(NotPermitted):
        app.crm.real_time.send_alert(rep, ["ada"], HELLO, delivery_id="d/1")

    assert app.crm.container.partners.live_feed().last(app.tenant) == 0
