"""The inbox keeps what NotificationProvider promises: each message once per person, until it is read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from inbox_only import inbox_only

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.inbox.inbox import Inbox
from crm_adapters.notifiers.router import NotificationRouter
from crm_adapters.storage import Database
from crm_core.actor import Role
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, VirtualClock
from crm_operations.providers import Message, NotificationProvider, Urgency
from crm_operations.testing import FakePeople

DEAL = EntityRef(kind=EntityKind.OPPORTUNITY, id="deal")
WON = Message(title="OPP-2026-0001 is won", body="Well done.", about=DEAL, reason="The opportunity is yours.")


@pytest.fixture
def tenant() -> str:
    return new_id()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def people(tenant: str) -> FakePeople:
    people = FakePeople()
    for user_id in ("ada", "grace"):
        people.known(tenant, user_id, roles=frozenset({Role.MANAGER}))
    people.known(tenant, "root", roles=frozenset({Role.ADMIN}))
    return people


@pytest.fixture
def notifier(database: Database, clock: VirtualClock, people: FakePeople) -> NotificationRouter:
    return inbox_only(database, clock, people)


@pytest.fixture
def inbox(database: Database, clock: VirtualClock) -> Inbox:
    return Inbox(database, clock, new_id)


@pytest.mark.requirement("IFC-CRMOP-0036", "PLAN-023")
def test_a_message_waits_in_the_inbox_until_it_is_read(
    notifier: NotificationRouter, inbox: Inbox, tenant: str, clock: VirtualClock
) -> None:
    provider: NotificationProvider = notifier

    provider.notify(tenant, "ada", WON, delivery_id="delivery")

    assert provider.has_unread(tenant, "ada")
    assert provider.get_unread_count(tenant, "ada") == 1
    [entry] = inbox.messages(tenant, "ada")
    assert entry.message == WON
    assert (entry.user_id, entry.created_at, entry.due, entry.read_at) == ("ada", START, None, None)

    read_at = clock.advance(timedelta(minutes=5))
    assert inbox.mark_read(tenant, "ada", [entry.id]) == 1
    assert inbox.mark_read(tenant, "ada", [entry.id]) == 0
    assert not provider.has_unread(tenant, "ada")
    assert provider.get_unread_count(tenant, "ada") == 0
    assert [message.read_at for message in inbox.messages(tenant, "ada")] == [read_at]


@pytest.mark.requirement("IFC-CRMOP-0036", "REL-002")
def test_a_delivery_told_again_adds_nothing(notifier: NotificationRouter, inbox: Inbox, tenant: str) -> None:
    notifier.notify(tenant, "ada", WON, delivery_id="delivery")
    inbox.mark_read(tenant, "ada")

    notifier.notify(tenant, "ada", WON, delivery_id="delivery")
    notifier.notify_many(tenant, ["ada", "grace", "grace"], WON, delivery_id="delivery")
    notifier.notify_role(tenant, Role.MANAGER, WON, delivery_id="delivery")

    assert not inbox.has_unread(tenant, "ada")
    assert inbox.get_unread_count(tenant, "grace") == 1


@pytest.mark.requirement("IFC-CRMOP-0036", "REL-002")
def test_workers_that_deliver_the_same_at_once_add_it_once(
    notifier: NotificationRouter, inbox: Inbox, tenant: str
) -> None:
    def deliver(_: int) -> None:
        notifier.notify_many(tenant, ["ada", "grace"], WON, delivery_id="delivery")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver, range(16)))

    assert inbox.get_unread_count(tenant, "ada") == inbox.get_unread_count(tenant, "grace") == 1


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_many_are_told_and_nobody_else(notifier: NotificationRouter, inbox: Inbox, tenant: str) -> None:
    notifier.notify_many(tenant, ["ada", "grace"], WON, delivery_id="delivery")
    notifier.notify_many(tenant, [], WON, delivery_id="another delivery")

    assert [inbox.get_unread_count(tenant, user) for user in ("ada", "grace", "root")] == [1, 1, 0]


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_everybody_of_a_role_is_told(notifier: NotificationRouter, inbox: Inbox, tenant: str) -> None:
    notifier.notify_role(tenant, Role.MANAGER, WON, delivery_id="delivery")

    assert [inbox.get_unread_count(tenant, user) for user in ("ada", "grace", "root")] == [1, 1, 0]


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_an_escalation_and_a_reminder_say_what_they_are(
    notifier: NotificationRouter, inbox: Inbox, tenant: str
) -> None:
    due = START + timedelta(days=1)

    notifier.escalate(tenant, Role.MANAGER, WON, delivery_id="escalation")
    notifier.remind(tenant, "ada", WON, due, delivery_id="reminder")

    reminder, escalation = inbox.messages(tenant, "ada")
    assert (reminder.message.urgency, reminder.due) == (Urgency.REMINDER, due)
    assert (escalation.message.urgency, escalation.due) == (Urgency.ESCALATION, None)


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_messages_come_newest_first_and_page_by_page(notifier: NotificationRouter, inbox: Inbox, tenant: str) -> None:
    for number in range(5):
        notifier.notify(tenant, "ada", WON.model_copy(update={"title": f"{number}"}), delivery_id=f"{number}")
    newest, *_ = inbox.messages(tenant, "ada")
    inbox.mark_read(tenant, "ada", [newest.id])

    first_page = inbox.messages(tenant, "ada", limit=2)
    second_page = inbox.messages(tenant, "ada", before_id=first_page[-1].id, limit=2)
    unread = inbox.messages(tenant, "ada", unread_only=True)

    assert [entry.message.title for entry in first_page] == ["4", "3"]
    assert [entry.message.title for entry in second_page] == ["2", "1"]
    assert [entry.message.title for entry in unread] == ["3", "2", "1", "0"]


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_nobody_reads_the_inbox_of_another_person_or_tenant(
    notifier: NotificationRouter, inbox: Inbox, tenant: str
) -> None:
    stranger = new_id()
    notifier.notify(tenant, "ada", WON, delivery_id="delivery")
    [entry] = inbox.messages(tenant, "ada")

    assert not inbox.has_unread(stranger, "ada")
    assert inbox.messages(tenant, "grace") == inbox.messages(stranger, "ada") == []
    assert inbox.mark_read(tenant, "grace", [entry.id]) == inbox.mark_read(stranger, "ada") == 0
    notifier.notify(stranger, "ada", WON, delivery_id="delivery")

    assert inbox.get_unread_count(tenant, "ada") == inbox.get_unread_count(stranger, "ada") == 1
