"""How deliveries fare, channel by channel; what was given up on is listed and put back by channel."""

from datetime import timedelta

import pytest
from recording_channel import RecordingChannel
from sqlalchemy import event

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.channels.channel import AddressGone, ChannelUnavailable, DeliveryRefused
from crm_adapters.notifiers.delivery.report import ChannelReport
from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.testing import START, VirtualClock
from crm_operations.providers import Message

WON = Message(title="OPP-2026-0001 is won", body="Well done.", reason="The opportunity is yours.")


@pytest.fixture
def both(crm: Crm, boss: Actor) -> None:
    for channel in ("email", "push"):
        crm.notifier.add_address(boss, channel, "ada@example.com", user_id="ada")


@pytest.mark.usefixtures("both")
def test_the_report_counts_what_waits_what_went_and_what_is_dead_in_one_statement(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, push: RecordingChannel, clock: VirtualClock
) -> None:
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    push.fails_with = ChannelUnavailable.because_it_did_not_take_it("push", "away")
    crm.relay.run_until_empty()
    email.fails_with = AddressGone.because_of("email", "no such mailbox")
    later = clock.advance(timedelta(minutes=1))
    crm.notifier.set_preferences(boss, {"channels": {"info": ["email"]}}, user_id="ada")
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    assert {report.channel: report.oldest_waiting for report in crm.notifier.report(boss)} == {
        "email": later,
        "push": START,
    }
    crm.relay.run_until_empty()
    statements: list[str] = []
    event.listen(crm.database.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))

    [by_email, by_push] = crm.notifier.report(boss)

    assert sum("crm_outbox" in statement or "crm_notification" in statement for statement in statements) == 1
    assert by_email == ChannelReport(
        channel="email", waiting=0, delivered=1, dead=1, attempts=2, oldest_waiting=None, disabled_addresses=1
    )
    assert (by_push.waiting, by_push.delivered, by_push.dead, by_push.oldest_waiting) == (1, 0, 0, START)
    assert by_push.attempts >= 1


@pytest.mark.usefixtures("both")
def test_a_tenants_report_counts_nothing_of_anybody_else(crm: Crm, boss: Actor, tenant: str) -> None:
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())

    assert crm.notifier.report(boss.model_copy(update={"tenant_id": new_id()})) == []
    assert [report.waiting for report in crm.notifier.report(boss)] == [1, 1]


@pytest.mark.usefixtures("both")
def test_what_is_dead_is_listed_and_replayed_by_channel(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, push: RecordingChannel
) -> None:
    for channel in (email, push):
        channel.fails_with = DeliveryRefused.because_of(channel.name, "too long")
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    crm.relay.run_until_empty()
    for channel in (email, push):
        channel.fails_with = None

    [dead] = crm.notifier.dead(boss, "push")
    stranger = boss.model_copy(update={"tenant_id": new_id()})
    assert dead.last_error is not None
    assert "push refused it: too long" in dead.last_error
    assert crm.notifier.dead(stranger, "push") == []
    assert crm.notifier.retry(stranger, "push", [dead.id]) == 0
    assert crm.notifier.retry(boss, "push") == 1
    crm.relay.run_until_empty()

    assert (len(push.of(tenant)), push.ids(tenant)) == (1, [dead.id])
    assert email.of(tenant) == []
    assert len(crm.notifier.dead(boss, "email")) == 1
