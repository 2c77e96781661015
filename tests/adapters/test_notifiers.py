"""Messages are shown on the screen as written, and fan out by every way even when one is out of order."""

from io import StringIO

import pytest
from rich.console import Console

from crm_adapters.notifiers import ConsoleNotifications, FanOutNotifications
from crm_core.actor import Role
from crm_core.errors import Unavailable
from crm_core.testing import START, TENANT
from crm_operations.providers import Message, NotificationProvider
from crm_operations.testing import FakeNotifications

WON = Message(title="[bold]OPP-2026-0001[/bold] is won", body="Well done.", reason="The opportunity is yours.")


@pytest.mark.requirement("IFC-CRMOP-0036", "PLAN-023")
def test_the_screen_shows_who_is_told_what_and_why() -> None:
    screen = StringIO()
    console: NotificationProvider = ConsoleNotifications(Console(file=screen, width=200))

    console.notify(TENANT, "ada", WON, delivery_id="1")
    console.notify_many(TENANT, ["ada", "grace"], WON, delivery_id="2")
    console.notify_role(TENANT, Role.MANAGER, WON, delivery_id="3")
    console.escalate(TENANT, Role.DIRECTOR, WON, delivery_id="4")
    console.remind(TENANT, "ada", WON, START, delivery_id="5")

    message = "[bold]OPP-2026-0001[/bold] is won\n  Well done.\n  The opportunity is yours.\n"
    assert screen.getvalue() == (
        f"info to ada ({TENANT}): {message}"
        f"info to ada, grace ({TENANT}): {message}"
        f"info to every manager ({TENANT}): {message}"
        f"escalation to every director ({TENANT}): {message}"
        f"reminder to ada, due 2026-01-15 09:00 UTC ({TENANT}): {message}"
    )
    assert not console.has_unread(TENANT, "ada")
    assert console.get_unread_count(TENANT, "ada") == 0


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_a_message_goes_out_by_every_way_and_the_first_counts_what_is_unread() -> None:
    inbox, mail = FakeNotifications(), FakeNotifications()
    for way in (inbox, mail):
        way.holds(TENANT, "ada", Role.MANAGER)
    everywhere: NotificationProvider = FanOutNotifications(inbox, mail)

    everywhere.notify(TENANT, "ada", WON, delivery_id="1")
    everywhere.notify_many(TENANT, ["ada", "grace"], WON, delivery_id="2")
    everywhere.notify_role(TENANT, Role.MANAGER, WON, delivery_id="3")
    everywhere.escalate(TENANT, Role.MANAGER, WON, delivery_id="4")
    everywhere.remind(TENANT, "ada", WON, START, delivery_id="5")
    mail.read(TENANT, "ada")

    assert len(inbox.sent) == 6
    assert mail.sent == inbox.sent
    assert everywhere.has_unread(TENANT, "ada")
    assert everywhere.get_unread_count(TENANT, "ada") == 5


@pytest.mark.requirement("IFC-CRMOP-0036", "REL-002")
def test_a_way_out_of_order_blocks_no_other_and_is_told() -> None:
    class OutOfOrder(FakeNotifications):
        def notify(self, *_: object, **__: object) -> None:
            raise Unavailable("the mail server is away")

    inbox = FakeNotifications()

    with pytest.raises(Unavailable, match="the mail server is away"):
        FanOutNotifications(OutOfOrder(), inbox).notify(TENANT, "ada", WON, delivery_id="1")

    assert inbox.get_unread_count(TENANT, "ada") == 1
