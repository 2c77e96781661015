"""What a commit announced reaches other applications, whatever happens on the way to the broker."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from crm_adapters.identifiers import new_id
from crm_adapters.relay import RelayRun
from crm_adapters.storage import SqlRecords, outbox_messages
from crm_adapters.storage.analytics.tables import tracked_events
from crm_adapters.wiring import BrokerSettings, Crm, CrmSettings, administrator, open_crm
from crm_core.actor import Actor
from crm_core.events import DomainEvent
from crm_core.leads import CreateLead, Lead, LeadAssigned, LeadConvertedToOpportunity, LeadScored
from crm_core.testing import START, VirtualClock
from crm_operations.lead_conversion import Conversion, ConvertLead

if TYPE_CHECKING:
    from tests.adapters.broker.conftest import BrokerProxy, RabbitStation, Station

ADA = administrator("acme", "ada")
LONGEST_PAUSE = timedelta(hours=1)
Opened = Callable[..., Crm]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def opened(migrated_file: str, clock: VirtualClock) -> Iterator[Opened]:
    """Opens the same database over and over; words differ from the broker's usual settings."""
    every: list[Crm] = []

    def open_one(station: "Station", **changes: Any) -> Crm:
        usual = {"url": station.url, "destination": station.name, "prefix": station.name}
        broker = BrokerSettings(**{**usual, **changes})
        settings = CrmSettings(database_url=migrated_file, broker=broker)
        every.append(open_crm(settings=settings, clock=clock))
        every[-1].initialise(ADA)
        return every[-1]

    yield open_one
    for crm in every:
        crm.close()


def capture(crm: Crm, actor: Actor = ADA) -> Lead:
    return crm.leads.capture(actor, CreateLead(name="Grace Hopper", company="Navy")).lead


def convert_a_lead(crm: Crm, actor: Actor = ADA) -> str:
    lead = capture(crm, actor)
    answer = crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="an old friend"))
    assert isinstance(answer, Conversion)
    return lead.id


def announce(crm: Crm, *events: DomainEvent) -> None:
    with SqlRecords(crm.database, crm.clock, new_id).writing(ADA) as work:
        work.outbox.announce(*events)


def scored(lead: Lead, after: int) -> LeadScored:
    return LeadScored(tenant_id=lead.tenant_id, subject=lead.ref, at=START, before=0, after=after)


def assigned(lead: Lead, of: str) -> LeadAssigned:
    """Taken from somebody whose name was kept beyond its bounds."""
    return LeadAssigned(tenant_id=lead.tenant_id, subject=lead.ref, at=START, assigned_to="ada", previously=of)


def events_announced(crm: Crm) -> list[str]:
    """Their message ids, in order."""
    query = select(outbox_messages.c.id).where(outbox_messages.c.topic != "notice").order_by(outbox_messages.c.id)
    with crm.database.engine.connect() as connection:
        return list(connection.execute(query).scalars())


def delivery_ids_tracked(crm: Crm) -> list[str]:
    with crm.database.engine.connect() as connection:
        return list(connection.execute(select(tracked_events.c.delivery_id).order_by("delivery_id")).scalars())


@pytest.mark.requirement("PLAN-015", "SCL-001")
def test_a_converted_lead_is_heard_by_another_application(station: "Station", opened: Opened) -> None:
    consumer = station.listen()
    crm = opened(station)
    lead_id = convert_a_lead(crm)

    assert crm.relay.run_until_empty().retried == 0

    announced = events_announced(crm)
    received = consumer.wait_for(len(announced))
    assert sorted(each.event.get_id() for each in received) == announced
    [converted] = [each for each in received if each.event.get_type() == "lead.converted.v1"]
    assert converted.subject == f"{station.name}.acme.lead.converted"
    assert converted.event.get_source() == "/crm/acme"
    assert converted.event.get_subject() == f"lead/{lead_id}"
    assert converted.event.get_time() == START
    assert converted.event.get_extension("tenant") == "acme"
    event = LeadConvertedToOpportunity.model_validate(converted.event.get_data())
    assert crm.deals.get(ADA, event.opportunity_id).lead_id == lead_id


@pytest.mark.requirement("REL-002", "REL-005")
def test_while_the_broker_is_away_nothing_is_lost_and_nobody_else_is_told_twice(
    station: "Station", proxy: "BrokerProxy", opened: Opened, clock: VirtualClock
) -> None:
    consumer = station.listen()
    crm = opened(station, url=proxy.url)
    convert_a_lead(crm)
    proxy.remove()

    for _ in range(3):
        assert crm.relay.run_until_empty().retried > 0
        clock.advance(LONGEST_PAUSE)
    assert crm.relay.dead() == []
    proxy.mend()
    while crm.relay.run_until_empty().claimed:
        clock.advance(LONGEST_PAUSE)

    announced = events_announced(crm)
    assert sorted(received.event.get_id() for received in consumer.wait_for(len(announced))) == announced
    assert delivery_ids_tracked(crm) == [f"{message_id}:analytics" for message_id in announced]
    assert crm.notifications.has_unread("acme", "ada")
    titles = [message.message.title for message in crm.container.partners.inbox().messages("acme", "ada")]
    assert titles
    assert len(titles) == len(set(titles))


@pytest.mark.requirement("REL-002", "REL-005")
@pytest.mark.parametrize("fault", ["loses_answers", "breaks_at_answers"])
def test_what_the_broker_took_without_its_answer_coming_through_is_sent_again_under_the_same_id(
    station: "Station", proxy: "BrokerProxy", opened: Opened, clock: VirtualClock, fault: str
) -> None:
    consumer = station.listen()
    crm = opened(station, url=proxy.url, timeout_seconds=1.0)
    lead = capture(crm)
    crm.relay.run_until_empty()
    before = events_announced(crm)
    announce(crm, scored(lead, 1), scored(lead, 2))
    *_, first, second = events_announced(crm)
    setattr(proxy, fault, True)

    assert crm.relay.run_once() == RelayRun(retried=1, released=1)
    consumer.wait_until(first)
    proxy.mend()
    clock.advance(LONGEST_PAUSE)
    assert crm.relay.run_until_empty() == RelayRun(delivered=2)

    # JetStream drops the repetition; RabbitMQ leaves that to whoever listens.
    repeated = [] if station.url.startswith("nats") else [first]
    ids = [received.event.get_id() for received in consumer.wait_until(second)]
    assert ids[len(before) :] == [first, *repeated, second]


@pytest.mark.requirement("REL-002")
def test_whatever_waits_for_the_broker_is_told_in_the_order_of_each_entity(
    station: "Station", proxy: "BrokerProxy", opened: Opened, clock: VirtualClock
) -> None:
    consumer = station.listen()
    crm = opened(station, url=proxy.url)
    leads = [capture(crm) for _ in range(2)]
    proxy.remove()
    announce(crm, *(scored(lead, step) for step in range(4) for lead in leads))
    crm.relay.run_until_empty()
    proxy.mend()
    announce(crm, *(scored(lead, step) for step in range(4, 8) for lead in leads))
    clock.advance(LONGEST_PAUSE)
    crm.relay.run_until_empty()

    steps: dict[str | None, list[int]] = {}
    for event in (received.event for received in consumer.wait_for(len(events_announced(crm)))):
        if event.get_type() == "lead.scored.v1":
            steps.setdefault(event.get_subject(), []).append(LeadScored.model_validate(event.get_data()).after)
    assert steps == {f"lead/{lead.id}": list(range(8)) for lead in leads}


@pytest.mark.requirement("REL-005")
def test_what_the_broker_will_never_take_is_a_dead_letter_and_blocks_nothing(
    station: "Station", opened: Opened
) -> None:
    consumer = station.listen("*.lead.scored")
    for whatever_else in ("*.lead.created", "*.journey.*"):
        station.listen(whatever_else)
    crm = opened(station)
    lead = capture(crm)
    # Larger than NATS takes, and for RabbitMQ of a kind that nobody listens to.
    announce(crm, scored(lead, 1), assigned(lead, of="x" * 2_000_000), scored(lead, 2))
    *_, first, refused, second = events_announced(crm)

    run = crm.relay.run_until_empty()

    assert (run.retried, run.dead) == (0, 1)
    [dead] = crm.relay.dead("acme")
    assert (dead.id, dead.attempts) == (refused, 1)
    assert (dead.last_error or "").startswith("broker: EventRefused: ")
    assert [received.event.get_id() for received in consumer.wait_until(second)] == [first, second]
    assert f"{refused}:analytics" in delivery_ids_tracked(crm)


@pytest.mark.requirement("REL-005")
def test_a_dead_letter_is_published_once_somebody_takes_it(on_rabbitmq: "RabbitStation", opened: Opened) -> None:
    crm = opened(on_rabbitmq)
    capture(crm)
    crm.relay.run_until_empty()
    dead = [message.id for message in crm.relay.dead("acme")]

    consumer = on_rabbitmq.listen()
    crm.relay.retry(tenant_id="acme")

    assert crm.relay.run_until_empty() == RelayRun(delivered=len(dead))
    assert dead
    assert [received.event.get_id() for received in consumer.wait_for(len(dead))] == dead


@pytest.mark.requirement("INT-001")
def test_two_tenants_are_heard_apart(station: "Station", opened: Opened) -> None:
    everybody, acme, umbrella = station.listen(), station.listen("acme.>"), station.listen("umbrella%2Ecorp.>")
    crm = opened(station)
    stranger = administrator("umbrella.corp")
    crm.initialise(stranger)
    convert_a_lead(crm)
    convert_a_lead(crm, stranger)

    crm.relay.run_until_empty()

    count = len(events_announced(crm))
    assert len(everybody.wait_for(count)) == count
    for consumer, tenant in ((acme, "acme"), (umbrella, "umbrella.corp")):
        received = consumer.wait_for(count // 2)
        assert {each.event.get_extension("tenant") for each in received} == {tenant}
        assert {each.event.get_source() for each in received} == {f"/crm/{tenant}"}
