"""What a NotificationProvider promises."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from crm_core.actor import Role
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, at_once, expect, refusals
from crm_operations.providers import Message, NotificationProvider
from crm_operations.testing.contracts.suite import PartnerContract

MESSAGE = Message(
    title="LEAD-2026-0001 is yours 🦊",
    body="Ada Lovelace asked for an engine.",
    about=EntityRef(kind=EntityKind.LEAD, id="00000000-0000-7000-8000-00000000001e"),
    reason="The lead was assigned to you.",
)
DUE = START + timedelta(days=1)


@pytest.mark.requirement("IFC-CRMOP-0036")
class NotificationProviderContract(PartnerContract, ABC):
    """A subclass overrides ``notifications`` and defines how a person gets a role."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"notifications": NotificationProvider}

    @pytest.fixture
    def notifications(self) -> NotificationProvider:
        """The notifier under test."""
        raise NotImplementedError("override the fixture `notifications` and return your NotificationProvider")

    @abstractmethod
    def assign_role(self, notifications: NotificationProvider, tenant: str, user_id: str, role: Role) -> None: ...

    def test_nobody_begins_with_unread_messages(self, notifications: NotificationProvider, tenant: str) -> None:
        expect(notifications.has_unread(tenant, "ada"), False, asked="has_unread of somebody new")
        expect(notifications.get_unread_count(tenant, "ada"), 0, asked="get_unread_count of somebody new")

    def test_a_message_reaches_the_one_it_is_for(self, notifications: NotificationProvider, tenant: str) -> None:
        notifications.notify(tenant, "ada", MESSAGE, delivery_id="d/1")
        notifications.notify(tenant, "ada", MESSAGE, delivery_id="d/2")

        expect(notifications.has_unread(tenant, "ada"), True, asked="has_unread after two messages")
        self._expect_unread(notifications, tenant, {"ada": 2, "grace": 0, "Ada": 0})

    def test_a_message_to_many_reaches_each_once(self, notifications: NotificationProvider, tenant: str) -> None:
        notifications.notify_many(tenant, ["ada", "grace", "ada"], MESSAGE, delivery_id="d/1")
        notifications.notify_many(tenant, [], MESSAGE, delivery_id="d/2")

        self._expect_unread(notifications, tenant, {"ada": 1, "grace": 1, "mary": 0})

    def test_a_message_to_a_role_reaches_everybody_who_holds_it(
        self, notifications: NotificationProvider, tenant: str
    ) -> None:
        self._assign_roles(notifications, tenant)

        notifications.notify_role(tenant, Role.MANAGER, MESSAGE, delivery_id="d/1")

        self._expect_unread(notifications, tenant, {"ada": 1, "grace": 1, "mary": 0})

    def test_an_escalation_reaches_everybody_of_that_level(
        self, notifications: NotificationProvider, tenant: str
    ) -> None:
        self._assign_roles(notifications, tenant)

        notifications.escalate(tenant, Role.DIRECTOR, MESSAGE, delivery_id="d/1")

        self._expect_unread(notifications, tenant, {"ada": 0, "grace": 0, "mary": 1})

    def test_a_reminder_reaches_the_one_it_is_for(self, notifications: NotificationProvider, tenant: str) -> None:
        notifications.remind(tenant, "ada", MESSAGE, DUE, delivery_id="d/1")

        self._expect_unread(notifications, tenant, {"ada": 1, "grace": 0})

    @pytest.mark.requirement("REL-002")
    def test_what_is_told_again_is_delivered_once(self, notifications: NotificationProvider, tenant: str) -> None:
        self._assign_roles(notifications, tenant)
        ways: dict[str, Callable[[], None]] = {
            "notify": lambda: notifications.notify(tenant, "ada", MESSAGE, delivery_id="d/1"),
            "notify_many": lambda: notifications.notify_many(tenant, ["ada"], MESSAGE, delivery_id="d/2"),
            "notify_role": lambda: notifications.notify_role(tenant, Role.MANAGER, MESSAGE, delivery_id="d/3"),
            "escalate": lambda: notifications.escalate(tenant, Role.MANAGER, MESSAGE, delivery_id="d/4"),
            "remind": lambda: notifications.remind(tenant, "ada", MESSAGE, DUE, delivery_id="d/5"),
        }
        for count, (name, tell) in enumerate(ways.items(), start=1):
            tell()
            tell()
            unread = notifications.get_unread_count(tenant, "ada")
            expect(unread, count, asked=f"get_unread_count after {name}, told twice with one delivery_id")

    @pytest.mark.requirement("REL-002")
    def test_told_again_it_still_reaches_whom_it_missed(self, notifications: NotificationProvider, tenant: str) -> None:
        notifications.notify_many(tenant, ["ada"], MESSAGE, delivery_id="d/1")
        notifications.notify_many(tenant, ["ada", "grace"], MESSAGE, delivery_id="d/1")

        self._expect_unread(notifications, tenant, {"ada": 1, "grace": 1})

    def test_ten_times_at_once_is_delivered_once(self, notifications: NotificationProvider, tenant: str) -> None:
        outcomes = at_once([lambda: notifications.notify(tenant, "ada", MESSAGE, delivery_id="d/1")] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten calls with one delivery_id")
        self._expect_unread(notifications, tenant, {"ada": 1})

    @pytest.mark.requirement("PLAN-029")
    def test_a_namesake_in_another_tenant_gets_nothing(
        self, notifications: NotificationProvider, tenant: str, other_tenant: str
    ) -> None:
        self._assign_roles(notifications, tenant)
        self._assign_roles(notifications, other_tenant)

        notifications.notify(tenant, "ada", MESSAGE, delivery_id="d/1")
        notifications.notify_role(tenant, Role.MANAGER, MESSAGE, delivery_id="d/2")

        self._expect_unread(notifications, other_tenant, {"ada": 0, "grace": 0})

    @pytest.mark.requirement("PLAN-029")
    def test_each_tenant_has_delivery_ids_of_its_own(
        self, notifications: NotificationProvider, tenant: str, other_tenant: str
    ) -> None:
        notifications.notify(tenant, "ada", MESSAGE, delivery_id="d/1")
        notifications.notify(other_tenant, "ada", MESSAGE, delivery_id="d/1")

        self._expect_unread(notifications, other_tenant, {"ada": 1})

    def _assign_roles(self, notifications: NotificationProvider, tenant: str) -> None:
        for user_id, role in (("ada", Role.MANAGER), ("grace", Role.MANAGER), ("mary", Role.DIRECTOR)):
            self.assign_role(notifications, tenant, user_id, role)

    def _expect_unread(self, notifications: NotificationProvider, tenant: str, expected: dict[str, int]) -> None:
        unread = {user_id: notifications.get_unread_count(tenant, user_id) for user_id in expected}
        expect(unread, expected, asked="get_unread_count")
