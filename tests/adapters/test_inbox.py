"""The inbox keeps what NotificationProvider promises: each message once per person, until it is read."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers import Inbox, NobodyToNotify
from crm_adapters.storage import Database
from crm_core.actor import Role
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, VirtualClock
from crm_operations.providers import Message, NotificationProvider, Urgency

DEAL = EntityRef(kind=EntityKind.OPPORTUNITY, id="deal")
WON = Message(title="OPP-2026-0001 is won", body="Well done.", about=DEAL, reason="The opportunity is yours.")


class Roles:
    """Who holds a role, the same for every tenant."""

    def __init__(self) -> None:
        self.held: dict[Role, Sequence[str]] = {Role.MANAGER: ("grace", "ada"), Role.ADMIN: ("root",)}

    def __call__(self, tenant_id: str, role: Role) -> Sequence[str]:
        return self.held.get(role, ())


@pytest.fixture
def tenant() -> str:
    return new_id()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def roles() -> Roles:
    return Roles()


@pytest.fixture
def inbox(database: Database, clock: VirtualClock, roles: Roles) -> Inbox:
    return Inbox(database, clock, new_id, roles)


@pytest.mark.requirement("IFC-CRMOP-0036", "PLAN-023")
def test_a_message_waits_in_the_inbox_until_it_is_read(inbox: Inbox, tenant: str, clock: VirtualClock) -> None:
    provider: NotificationProvider = inbox

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
def test_a_delivery_told_again_adds_nothing(inbox: Inbox, tenant: str) -> None:
    inbox.notify(tenant, "ada", WON, delivery_id="delivery")
    inbox.mark_read(tenant, "ada")

    inbox.notify(tenant, "ada", WON, delivery_id="delivery")
    inbox.notify_many(tenant, ["ada", "grace", "grace"], WON, delivery_id="delivery")
    inbox.notify_role(tenant, Role.MANAGER, WON, delivery_id="delivery")

    assert not inbox.has_unread(tenant, "ada")
    assert inbox.get_unread_count(tenant, "grace") == 1


@pytest.mark.requirement("IFC-CRMOP-0036", "REL-002")
def test_workers_that_deliver_the_same_at_once_add_it_once(inbox: Inbox, tenant: str) -> None:
    def deliver(_: int) -> None:
        inbox.notify_many(tenant, ["ada", "grace"], WON, delivery_id="delivery")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver, range(16)))

    assert inbox.get_unread_count(tenant, "ada") == inbox.get_unread_count(tenant, "grace") == 1


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_many_are_told_and_nobody_else(inbox: Inbox, tenant: str) -> None:
    inbox.notify_many(tenant, ["ada", "grace"], WON, delivery_id="delivery")
    inbox.notify_many(tenant, [], WON, delivery_id="another delivery")

    assert [inbox.get_unread_count(tenant, user) for user in ("ada", "grace", "root")] == [1, 1, 0]


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_everybody_of_a_role_is_told(inbox: Inbox, tenant: str) -> None:
    inbox.notify_role(tenant, Role.MANAGER, WON, delivery_id="delivery")

    assert [inbox.get_unread_count(tenant, user) for user in ("ada", "grace", "root")] == [1, 1, 0]


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_an_escalation_and_a_reminder_say_what_they_are(inbox: Inbox, tenant: str) -> None:
    due = START + timedelta(days=1)

    inbox.escalate(tenant, Role.MANAGER, WON, delivery_id="escalation")
    inbox.remind(tenant, "ada", WON, due, delivery_id="reminder")

    reminder, escalation = inbox.messages(tenant, "ada")
    assert (reminder.message.urgency, reminder.due) == (Urgency.REMINDER, due)
    assert (escalation.message.urgency, escalation.due) == (Urgency.ESCALATION, None)


@pytest.mark.requirement("IFC-CRMOP-0036")
@pytest.mark.parametrize("way", ["notify_role", "escalate"])
def test_what_is_told_to_an_empty_role_reaches_its_stand_in_with_the_reason(
    inbox: Inbox, tenant: str, way: str
) -> None:
    getattr(inbox, way)(tenant, Role.DIRECTOR, WON, delivery_id="delivery")

    [entry] = inbox.messages(tenant, "root")
    assert entry.message.reason == "The opportunity is yours. (Nobody is director, so it comes to you.)"


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_the_last_stand_in_is_a_user_and_without_one_the_message_is_refused(
    database: Database, inbox: Inbox, roles: Roles, tenant: str, clock: VirtualClock
) -> None:
    roles.held = {}
    with_user = Inbox(database, clock, new_id, roles, fallback_role=Role.TEAM_LEAD, fallback_user="owner")

    with_user.notify_role(tenant, Role.DIRECTOR, WON, delivery_id="delivery")
    with pytest.raises(NobodyToNotify, match="nobody is director, and nobody admin to stand in"):
        inbox.notify_role(tenant, Role.DIRECTOR, WON, delivery_id="delivery")

    assert with_user.get_unread_count(tenant, "owner") == 1


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_messages_come_newest_first_and_page_by_page(inbox: Inbox, tenant: str) -> None:
    for number in range(5):
        inbox.notify(tenant, "ada", WON.model_copy(update={"title": f"{number}"}), delivery_id=f"{number}")
    newest, *_ = inbox.messages(tenant, "ada")
    inbox.mark_read(tenant, "ada", [newest.id])

    first_page = inbox.messages(tenant, "ada", limit=2)
    second_page = inbox.messages(tenant, "ada", before_id=first_page[-1].id, limit=2)
    unread = inbox.messages(tenant, "ada", unread_only=True)

    assert [entry.message.title for entry in first_page] == ["4", "3"]
    assert [entry.message.title for entry in second_page] == ["2", "1"]
    assert [entry.message.title for entry in unread] == ["3", "2", "1", "0"]


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_nobody_reads_the_inbox_of_another_person_or_tenant(inbox: Inbox, tenant: str) -> None:
    stranger = new_id()
    inbox.notify(tenant, "ada", WON, delivery_id="delivery")
    [entry] = inbox.messages(tenant, "ada")

    assert not inbox.has_unread(stranger, "ada")
    assert inbox.messages(tenant, "grace") == inbox.messages(stranger, "ada") == []
    assert inbox.mark_read(tenant, "grace", [entry.id]) == inbox.mark_read(stranger, "ada") == 0
    inbox.notify(stranger, "ada", WON, delivery_id="delivery")

    assert inbox.get_unread_count(tenant, "ada") == inbox.get_unread_count(stranger, "ada") == 1
