"""What happened to a lead is told in the order it happened, by two servers whose clocks disagree or are set back."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from inbox_only import inbox_only
from sqlalchemy import delete, select

from crm_adapters.encryption import Secrets
from crm_adapters.identifiers import derived_id, new_id
from crm_adapters.notifiers.inbox.inbox import Inbox
from crm_adapters.notifiers.webhooks import SqlWebhooks, Webhook, WebhookFanOut
from crm_adapters.relay import EVERY_EVENT, Handlers, Relay
from crm_adapters.storage import DELIVERY, EVERY_TENANT, Database, SqlRecords, outbox_messages
from crm_core.actor import Actor
from crm_core.events import DomainEvent
from crm_core.leads import Lead, LeadCreated
from crm_core.testing import START, VirtualClock, a_lead
from crm_operations.providers import Message
from crm_operations.testing.deciding import decide


class Server:
    """Draws ids and tells the time by a clock of its own."""

    def __init__(self, database: Database, seconds: float) -> None:
        self.clock = VirtualClock(START + timedelta(seconds=seconds))
        self._drawn = count()
        self.records = SqlRecords(database, self.clock, self.new_id)

    def new_id(self) -> str:
        milliseconds = int(self.clock.now().timestamp() * 1000) + next(self._drawn)
        return derived_id(f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7000-8000-000000000000", new_id())


@pytest.fixture
def actor(database: Database) -> Actor:
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(outbox_messages))
    return Actor(tenant_id=new_id(), user_id="ada")


@pytest.fixture
def lead(actor: Actor) -> Lead:
    return a_lead(tenant_id=actor.tenant_id)


def captured_contacted_and_qualified(actor: Actor, lead: Lead, first: Server, then: Server, last: Server) -> None:
    with first.records.writing(actor) as work:
        now = first.clock.now()
        saved = work.leads.add(lead)
        number, source = lead.lead_number, lead.source
        created = LeadCreated(tenant_id=lead.tenant_id, subject=lead.ref, at=now, lead_number=number, source=source)
        work.outbox.announce(created)
    with then.records.writing(actor) as work:
        contacted, event = saved.contacted(at=then.clock.now())
        saved = work.leads.save(contacted)
        work.outbox.announce(event)
    with last.records.writing(actor) as work:
        qualified, qualifying = saved.qualify(at=last.clock.now())
        work.leads.save(qualified)
        work.outbox.announce(qualifying)


def two_servers(database: Database) -> tuple[Server, Server, Server]:
    ahead, behind = Server(database, 0), Server(database, -30)
    return ahead, behind, ahead


def a_clock_set_back(database: Database) -> tuple[Server, Server, Server]:
    return Server(database, 0), Server(database, -3600), Server(database, -7200)


@pytest.mark.parametrize("servers", [two_servers, a_clock_set_back])
def test_the_relay_tells_it_in_the_order_it_happened(
    database: Database, actor: Actor, lead: Lead, servers: Callable[[Database], tuple[Server, Server, Server]]
) -> None:
    captured_contacted_and_qualified(actor, lead, *servers(database))

    heard: list[tuple[str, int | None]] = []
    clock = VirtualClock(START + timedelta(minutes=1))
    handlers = Handlers(inbox_only(database, clock))
    handlers.handle(EVERY_EVENT, "listener", lambda event, _: heard.append((event.name, event.sequence)))
    Relay(database, handlers, clock).run_until_empty()

    assert heard == [("lead.created", 1), ("lead.contacted", 2), ("lead.qualified", 3)]


def test_a_message_that_waits_holds_back_what_happened_later_though_its_clock_was_behind(
    database: Database, actor: Actor, lead: Lead
) -> None:
    captured_contacted_and_qualified(actor, lead, *two_servers(database))
    heard: list[str] = []
    clock = VirtualClock(START + timedelta(minutes=1))

    def fails_at_first(event: DomainEvent, _: str) -> None:
        heard.append(event.name)
        if heard == ["lead.created"]:
            raise OSError("no route to host")

    handlers = Handlers(inbox_only(database, clock))
    handlers.handle(EVERY_EVENT, "listener", fails_at_first)
    relay = Relay(database, handlers, clock)
    relay.run_until_empty()
    assert heard == ["lead.created"]

    clock.advance(timedelta(minutes=1))
    relay.run_until_empty()
    assert heard == ["lead.created", "lead.created", "lead.contacted", "lead.qualified"]


def test_a_webhook_is_told_the_number_of_each_fact(
    database: Database, secrets: Secrets, actor: Actor, lead: Lead
) -> None:
    clock = VirtualClock(START + timedelta(minutes=1))
    webhooks = SqlWebhooks(database, secrets)
    webhook = Webhook(id=new_id(), url="https://example.com", topics=("*",), created_at=START, updated_at=START)
    webhooks.add(actor.tenant_id, webhook, "whsec_")
    handlers = Handlers(inbox_only(database, clock))
    handlers.handle(EVERY_EVENT, "webhooks", WebhookFanOut(webhooks, clock))
    captured_contacted_and_qualified(actor, lead, *two_servers(database))

    Relay(database, handlers, clock).run_once()

    sent = select(outbox_messages.c.body).where(
        outbox_messages.c.tenant_id == actor.tenant_id, outbox_messages.c.topic == f"{DELIVERY}webhook"
    )
    with database.reading(actor.tenant_id) as connection:
        bodies = [json.loads(body)["body"] for body in connection.scalars(sent)]
    assert {body["type"]: body["sequence"] for body in bodies} == {
        "lead.created": 1,
        "lead.contacted": 2,
        "lead.qualified": 3,
    }


def test_the_newest_delivery_is_the_one_that_was_made_last(database: Database, actor: Actor, secrets: Secrets) -> None:
    webhooks = SqlWebhooks(database, secrets)
    webhook = Webhook(id=new_id(), url="https://example.com", topics=("*",), created_at=START, updated_at=START)
    webhooks.add(actor.tenant_id, webhook, "whsec_")
    for place, server in enumerate(a_clock_set_back(database)):
        event = a_lead(place + 1, tenant_id=actor.tenant_id).contacted(at=server.clock.now())[1]
        WebhookFanOut(webhooks, server.clock)(event, f"{server.new_id()}:webhooks")

    pages: list[str | None] = []
    before = None
    while page := webhooks.deliveries(actor.tenant_id, webhook.id, None, before, 2):
        pages += [each.subject.id if each.subject else None for each in page]
        before = page[-1].id
    assert pages == [a_lead(3).id, a_lead(2).id, a_lead(1).id]


def test_the_newest_decision_is_the_one_taken_last(database: Database, actor: Actor, lead: Lead) -> None:
    for name, server in zip("abc", a_clock_set_back(database), strict=True):
        with server.records.writing(actor) as work:
            decide(work, lead.ref, name, at=server.clock.now())

    with Server(database, 0).records.reading(actor) as work:
        assert [decision.reasons for decision in work.decisions.of(lead.ref)] == [("c",), ("b",), ("a",)]


def test_the_newest_message_of_an_inbox_is_the_one_that_came_last(database: Database, actor: Actor) -> None:
    notifiers = [inbox_only(database, each.clock) for each in a_clock_set_back(database)]
    for name, notifier in zip("abc", notifiers, strict=True):
        message = Message(title=name, body="…", reason="Because.")
        notifier.notify(actor.tenant_id, actor.user_id, message, delivery_id=name)

    inbox = Inbox(database, VirtualClock(), new_id)
    pages: list[str] = []
    before = None
    while page := inbox.messages(actor.tenant_id, actor.user_id, before_id=before, limit=2):
        pages += [each.message.title for each in page]
        before = page[-1].id
    assert pages == ["c", "b", "a"]
