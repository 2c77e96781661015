"""Each message reaches those concerned: notices the notifier, events analytics and subscribers, under a stable id."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crm_core.leads
from crm_adapters.relay import EVERY_EVENT, DeliveryFailed, Handlers, Undeliverable, standard_handlers
from crm_core.activities import ActivityLogged, ActivityType
from crm_core.actor import Role
from crm_core.errors import Invalid, Unavailable
from crm_core.events import DomainEvent, event_named, event_names
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadConvertedToOpportunity, LeadDisqualified
from crm_core.money import Money
from crm_core.opportunities import OpportunityWon
from crm_core.testing import START, TENANT
from crm_core.testing.store_contracts.every_field import every_field
from crm_core.vocabulary import LeadSource
from crm_operations.providers import Message, Notice, TrackedConversion, TrackedEvent, Urgency
from crm_operations.records import NOTICE_TOPIC, OutboxMessage
from crm_operations.testing import FakeAnalytics, FakeNotifications, Sent

LEAD = EntityRef(kind=EntityKind.LEAD, id="lead")
DEAL = EntityRef(kind=EntityKind.OPPORTUNITY, id="deal")
WON = OpportunityWon(
    tenant_id=TENANT,
    subject=DEAL,
    at=START,
    value=Money(minor=5_000, currency="EUR"),
    quotation_id="quotation",
    assigned_to="ada",
    source="partner",
)
GREETING = Message(title="Hello", body="World", reason="You asked for it.")


@pytest.fixture
def notifications() -> FakeNotifications:
    fake = FakeNotifications()
    fake.holds(TENANT, "grace", Role.MANAGER)
    return fake


@pytest.fixture
def analytics() -> FakeAnalytics:
    return FakeAnalytics()


@pytest.fixture
def handlers(notifications: FakeNotifications, analytics: FakeAnalytics) -> Handlers:
    return standard_handlers(notifications, analytics)


def on_its_way(content: DomainEvent | Notice, message_id: str = "message") -> OutboxMessage:
    topic = content.name if isinstance(content, DomainEvent) else NOTICE_TOPIC
    return OutboxMessage(
        id=message_id, tenant_id=TENANT, about=None, topic=topic, body=content.model_dump_json(), created_at=START
    )


@pytest.mark.requirement("PLAN-015")
def test_an_event_is_known_by_its_name() -> None:
    assert event_named("lead.converted") is crm_core.leads.LeadConvertedToOpportunity
    assert event_named("lead.abducted") is None


@pytest.mark.requirement("PLAN-023", "REL-002")
def test_a_notice_reaches_people_and_role_and_whoever_is_both_once(
    handlers: Handlers, notifications: FakeNotifications
) -> None:
    notice = Notice(tenant_id=TENANT, users=("ada", "grace"), role=Role.MANAGER, message=GREETING)

    handlers.deliver(on_its_way(notice))
    handlers.deliver(on_its_way(notice))

    assert notifications.sent == [
        Sent(tenant_id=TENANT, user_id=user, message=GREETING, delivery_id="message:notice")
        for user in ("ada", "grace")
    ]


@pytest.mark.requirement("PLAN-023")
def test_an_escalation_to_a_role_escalates(handlers: Handlers, notifications: FakeNotifications) -> None:
    urgent = GREETING.model_copy(update={"urgency": Urgency.ESCALATION})

    handlers.deliver(on_its_way(Notice(tenant_id=TENANT, role=Role.MANAGER, message=urgent)))

    assert notifications.changed_by == ["escalate"]


@pytest.mark.requirement("PLAN-023")
@pytest.mark.parametrize("due", [None, START.replace(hour=17)])
def test_a_reminder_reminds_each_person_of_its_moment(
    handlers: Handlers, notifications: FakeNotifications, due: datetime | None
) -> None:
    reminder = GREETING.model_copy(update={"urgency": Urgency.REMINDER})

    handlers.deliver(on_its_way(Notice(tenant_id=TENANT, users=("ada", "grace"), message=reminder, due=due)))

    assert notifications.changed_by == ["remind", "remind"]
    assert [sent.due for sent in notifications.sent] == [due or START] * 2


@pytest.mark.requirement("REL-005")
def test_a_notice_to_nobody_can_never_be_delivered(handlers: Handlers) -> None:
    with pytest.raises(Undeliverable, match="names neither a person nor a role"):
        handlers.deliver(on_its_way(Notice(tenant_id=TENANT, message=GREETING)))


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.parametrize("name", event_names())
def test_every_event_there_is_can_be_tracked(
    handlers: Handlers, analytics: FakeAnalytics, name: str, data: st.DataObject
) -> None:
    kind = event_named(name)
    assert kind is not None
    known = {field: st.just(WON.value) for field in ("value", "amount") if field in kind.model_fields}
    event = data.draw(every_field(kind, **known))

    handlers.deliver(on_its_way(event, f"{len(analytics.tracked)}"))

    assert analytics.tracked


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_analytics_is_told_the_small_facts_of_every_event(handlers: Handlers, analytics: FakeAnalytics) -> None:
    called = ActivityLogged(tenant_id=TENANT, subject=DEAL, at=START, related=LEAD, activity_type=ActivityType.CALL)

    handlers.deliver(on_its_way(WON, "first"))
    handlers.deliver(on_its_way(WON, "first"))
    handlers.deliver(on_its_way(called, "second"))

    assert [(tracked.tenant_id, tracked.delivery_id) for tracked in analytics.tracked] == [
        (TENANT, "first:analytics"),
        (TENANT, "second:analytics"),
    ]
    assert [tracked.event for tracked in analytics.tracked] == [
        TrackedEvent(
            name="opportunity.won",
            at=START,
            subject=DEAL,
            properties={
                "value_minor": 5_000,
                "value_currency": "EUR",
                "quotation_id": "quotation",
                "assigned_to": "ada",
                "source": "partner",
            },
        ),
        TrackedEvent(
            name="activity.logged",
            at=START,
            subject=DEAL,
            properties={
                "related_kind": "lead",
                "related_id": "lead",
                "activity_type": "call",
                "direction": "outbound",
                "automated": False,
            },
        ),
    ]


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_analytics_is_not_told_what_people_wrote(handlers: Handlers, analytics: FakeAnalytics) -> None:
    gone = LeadDisqualified(tenant_id=TENANT, subject=LEAD, at=START, reason="Ada Lovelace moved to Turin")

    handlers.deliver(on_its_way(gone))

    assert [dict(tracked.event.properties) for tracked in analytics.tracked] == [{}]


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_a_conversion_is_told_as_one(handlers: Handlers, analytics: FakeAnalytics) -> None:
    worth = Money(minor=7_000, currency="EUR")
    converted = LeadConvertedToOpportunity(
        tenant_id=TENANT,
        subject=LEAD,
        at=START,
        opportunity_id="deal",
        party_id="party",
        source=LeadSource.REFERRAL,
        value=worth,
    )

    handlers.deliver(on_its_way(converted))

    assert analytics.changed_by == ["track_conversion"]
    assert analytics.conversions == [
        TrackedConversion(lead_id="lead", opportunity_id="deal", source=LeadSource.REFERRAL, at=START, value=worth)
    ]


@pytest.mark.requirement("REL-002")
def test_subscribers_hear_what_they_asked_for(notifications: FakeNotifications) -> None:
    handlers = Handlers(notifications)
    heard: list[str] = []
    handlers.subscribe("opportunity.won", lambda event: heard.append(f"won: {event.subject.id}"))
    handlers.subscribe("opportunity.lost", lambda event: heard.append(f"lost: {event.subject.id}"))
    handlers.subscribe(EVERY_EVENT, lambda event: heard.append(f"something: {event.name}"), name="everything")
    handlers.handle("opportunity.won", "numbered", lambda _, delivery_id: heard.append(delivery_id))

    handlers.deliver(on_its_way(WON))

    assert sorted(heard) == ["message:numbered", "something: opportunity.won", "won: deal"]


@pytest.mark.requirement("REL-002")
def test_an_event_nobody_asked_for_is_delivered_to_nobody(notifications: FakeNotifications) -> None:
    Handlers(notifications).deliver(on_its_way(WON))


def test_a_handlers_name_is_its_own(notifications: FakeNotifications) -> None:
    class Follower:
        def __call__(self, event: DomainEvent) -> None: ...

    handlers = standard_handlers(notifications, FakeAnalytics(), [Follower()])

    with pytest.raises(Invalid, match="Follower handles"):
        handlers.subscribe(EVERY_EVENT, Follower())
    handlers.subscribe(EVERY_EVENT, Follower(), name="another follower")


@pytest.mark.requirement("REL-005")
def test_a_handler_that_fails_blocks_no_other_and_is_named(
    handlers: Handlers, analytics: FakeAnalytics, notifications: FakeNotifications
) -> None:
    heard: list[DomainEvent] = []
    analytics.fail("track", Unavailable("analytics is away"))
    handlers.subscribe("opportunity.won", heard.append, name="listener")

    with pytest.raises(DeliveryFailed) as failure:
        handlers.deliver(on_its_way(WON))

    assert str(failure.value) == "analytics: Unavailable: analytics is away"
    assert heard == [WON]


@pytest.mark.requirement("REL-005")
def test_what_every_failing_handler_calls_invalid_is_not_tried_again(
    handlers: Handlers, analytics: FakeAnalytics
) -> None:
    analytics.fail("track", Invalid.field("name", "too long", "shorten it"), times=None)
    with pytest.raises(Undeliverable, match="name: too long"):
        handlers.deliver(on_its_way(WON))

    def away(_: DomainEvent) -> None:
        raise OSError("no route to host")

    handlers.subscribe("opportunity.won", away, name="webhook")
    with pytest.raises(DeliveryFailed, match="webhook: OSError: no route to host"):
        handlers.deliver(on_its_way(WON))


@pytest.mark.requirement("REL-005")
def test_an_unknown_topic_and_an_unreadable_body_are_named_as_such(handlers: Handlers) -> None:
    unknown = on_its_way(WON).model_copy(update={"topic": "lead.abducted"})
    unreadable = on_its_way(WON).model_copy(update={"body": '{"value": 5}'})

    with pytest.raises(Undeliverable, match=r"no event is named lead\.abducted"):
        handlers.deliver(unknown)
    with pytest.raises(Undeliverable, match=r"not a opportunity\.won: .*tenant_id: it is missing"):
        handlers.deliver(unreadable)
