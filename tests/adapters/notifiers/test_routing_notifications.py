"""A message reaches each person by the channels they want, when they want it, each once, and says why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from recording_channel import RecordingChannel
from sqlalchemy import event, select

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.delivery.recipients import NobodyToNotify, Recipients
from crm_adapters.storage import PENDING, metadata, outbox_messages
from crm_adapters.wiring import Crm, CrmSettings, open_crm
from crm_core.actor import Actor, Role
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import VirtualClock
from crm_operations.providers import Message, Notice, NotificationProvider, Person, Urgency
from crm_operations.testing import FakePeople
from crm_operations.testing.contracts import NotificationProviderContract

DEAL = EntityRef(kind=EntityKind.OPPORTUNITY, id="deal")
WON = Message(title="OPP-2026-0001 is won", body="Well done.", about=DEAL, reason="The opportunity is yours.")
BREACH = Message(
    title="LEAD-2026-0007 waits",
    body="Nobody called within 4 hours.",
    reason="You manage Ada.",
    urgency=Urgency.ESCALATION,
)
NIGHT = timedelta(hours=14)
"""From 09:00, when these tests begin, to 23:00 UTC."""


def _has_email(crm: Crm, boss: Actor, *users: str) -> None:
    for user in users:
        crm.notifier.add_address(boss, "email", f"{user}@example.com", user_id=user)


def _queued(crm: Crm, tenant: str) -> int:
    query = outbox_messages.select().where(
        outbox_messages.c.tenant_id == tenant,
        outbox_messages.c.topic.startswith("delivery."),
        outbox_messages.c.state == PENDING,
    )
    with crm.database.reading(tenant) as connection:
        return len(connection.execute(query).all())


@pytest.mark.requirement("TST-CRMOP-0098")
@pytest.mark.parametrize("reachable", ["in the inbox", "outside too"])
class TestNotificationRouter(NotificationProviderContract):
    @pytest.fixture
    def notifications(self, crm: Crm, tenant: str, other_tenant: str, reachable: str) -> NotificationProvider:
        self._crm = crm
        if reachable == "outside too":
            for whose in (tenant, other_tenant):
                for user in ("ada", "grace", "mary"):
                    crm.container.partners.addresses().add(whose, user, "email", f"{user}@example.com")
        return crm.notifications

    @pytest.fixture
    def boss(self) -> Actor:
        """Of a tenant the suite does not look at."""
        return Actor(tenant_id=new_id(), user_id="root", roles=frozenset({Role.ADMIN}))

    @pytest.fixture
    def tenant(self) -> str:
        return new_id()

    @pytest.fixture
    def other_tenant(self) -> str:
        return new_id()

    def assign_role(self, notifications: NotificationProvider, tenant: str, user_id: str, role: Role) -> None:
        self._crm.people.add(tenant, Person(id=user_id, name=user_id, roles=frozenset({role})))


def test_a_message_lies_in_the_inbox_and_goes_out_with_the_reason(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel
) -> None:
    _has_email(crm, boss, "grace")
    crm.notifier.add_address(boss, "email", "grace@home.example", user_id="grace")

    crm.notifications.notify(tenant, "grace", WON, delivery_id=f"{new_id()}:notice")
    crm.relay.run_until_empty()

    assert crm.notifications.get_unread_count(tenant, "grace") == 1
    here, home = sorted(email.of(tenant), key=lambda delivery: delivery.address)
    assert (here.address, home.address) == ("grace@example.com", "grace@home.example")
    assert (here.user_id, here.messages, here.timezone) == ("grace", [WON], "Europe/Berlin")
    assert here.why == "by email, because news go wherever you have an address"
    assert len(set(email.ids(tenant))) == 2


@pytest.mark.requirement("REL-002")
def test_what_is_told_again_later_goes_out_once_even_if_it_would_be_decided_otherwise_now(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "ada")
    delivery_id = f"{new_id()}:notice"
    crm.notifications.notify(tenant, "ada", WON, delivery_id=delivery_id)
    crm.notifier.set_preferences(boss, {"digest": "hourly"}, user_id="ada")

    crm.notifications.notify(tenant, "ada", WON, delivery_id=delivery_id)
    crm.notifications.notify_role(tenant, Role.MANAGER, WON, delivery_id=delivery_id)
    clock.advance(timedelta(days=1))
    crm.relay.run_until_empty()

    assert len(email.of(tenant)) == 1


@pytest.mark.requirement("REL-002")
def test_workers_that_tell_the_same_at_once_send_it_once(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel
) -> None:
    _has_email(crm, boss, "ada", "grace")
    delivery_id = f"{new_id()}:notice"

    def tell(_: int) -> None:
        crm.notifications.notify_role(tenant, Role.MANAGER, WON, delivery_id=delivery_id)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(tell, range(12)))
    crm.relay.run_until_empty()

    assert sorted(delivery.address for delivery in email.of(tenant)) == ["ada@example.com", "grace@example.com"]


@pytest.mark.requirement("PLAN-023")
def test_a_reminder_in_quiet_hours_is_held_until_they_end_and_a_breach_passes(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "grace")
    crm.notifier.set_preferences(boss, {"quiet_hours": "22:00-07:00"}, user_id="grace")
    night = clock.advance(NIGHT)

    crm.notifications.remind(tenant, "grace", WON, night + timedelta(hours=12), delivery_id=new_id())
    crm.notifications.escalate(tenant, Role.MANAGER, BREACH, delivery_id=new_id())
    crm.relay.run_until_empty()
    [breach] = email.of(tenant)
    clock.advance(timedelta(hours=6, minutes=59))
    crm.relay.run_until_empty()
    assert len(email.of(tenant)) == 1
    clock.advance(timedelta(minutes=1))
    crm.relay.run_until_empty()

    assert breach.messages == [BREACH]
    assert breach.why.endswith("an escalation passes your quiet hours")
    [_, reminder] = email.of(tenant)
    assert reminder.messages == [WON.model_copy(update={"urgency": Urgency.REMINDER})]
    assert reminder.due == night + timedelta(hours=12)
    assert reminder.why.endswith("held until 07:00 in Europe/Berlin, your quiet hours")


def test_a_notice_of_a_breach_reaches_every_manager_as_an_escalation(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, push: RecordingChannel
) -> None:
    _has_email(crm, boss, "ada", "grace")
    crm.notifier.add_address(boss, "push", "ada@phone", user_id="ada")
    with crm.container.infrastructure.records().writing(boss) as work:
        work.outbox.notify(Notice(tenant_id=tenant, role=Role.MANAGER, message=BREACH))

    crm.relay.run_until_empty()

    assert [message.message for message in crm.notifier.inbox(boss.model_copy(update={"user_id": "ada"}))] == [BREACH]
    assert sorted(delivery.address for delivery in email.of(tenant)) == ["ada@example.com", "grace@example.com"]
    assert [delivery.address for delivery in push.of(tenant)] == ["ada@phone"]


def test_a_digest_brings_together_what_is_unread_by_then(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "ada")
    crm.notifier.set_preferences(boss, {"digest": "daily", "digest_hour": 18}, user_id="ada")
    ada = boss.model_copy(update={"user_id": "ada"})
    for title in ("read meanwhile", "first", "second"):
        crm.notifications.notify(tenant, "ada", WON.model_copy(update={"title": title}), delivery_id=new_id())
        clock.advance(timedelta(minutes=1))
    assert _queued(crm, tenant) == 1
    *_, oldest = crm.notifier.inbox(ada)
    crm.notifier.mark_read(ada, [oldest.id])

    crm.relay.run_until_empty()
    assert email.of(tenant) == []
    clock.advance(timedelta(hours=9))
    crm.relay.run_until_empty()

    [digest] = email.of(tenant)
    assert [message.title for message in digest.messages] == ["first", "second"]
    assert digest.why.endswith("; in your daily digest")


def test_a_digest_with_nothing_left_unread_is_not_sent(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "ada")
    crm.notifier.set_preferences(boss, {"digest": "hourly"}, user_id="ada")
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    crm.notifier.mark_read(boss.model_copy(update={"user_id": "ada"}))

    clock.advance(timedelta(hours=1))
    run = crm.relay.run_until_empty()

    assert email.of(tenant) == []
    assert run.delivered >= 1
    assert _queued(crm, tenant) == 0


def test_a_digest_that_could_not_be_sent_is_sent_whole_when_it_is_tried_again(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "ada")
    crm.notifier.set_preferences(boss, {"digest": "hourly"}, user_id="ada")
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    clock.advance(timedelta(hours=1))
    email.fails_with = OSError("the mail server is away")
    crm.relay.run_until_empty()
    email.fails_with = None

    clock.advance(timedelta(hours=1))
    crm.relay.run_until_empty()

    [digest] = email.of(tenant)
    assert digest.messages == (WON,)


def test_what_exceeds_the_throttle_comes_with_the_next_digest(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "ada")
    crm.notifier.add_address(boss, "email", "ada@home.example", user_id="ada")
    crm.notifier.set_preferences(boss, {"throttle_per_hour": 2}, user_id="ada")
    for number in range(5):
        crm.notifications.notify(tenant, "ada", WON.model_copy(update={"title": f"{number}"}), delivery_id=new_id())
        clock.advance(timedelta(minutes=1))

    crm.relay.run_until_empty()
    assert len(email.of(tenant)) == 2 * 2
    clock.advance(timedelta(hours=1))
    crm.relay.run_until_empty()
    digests = [delivery for delivery in email.of(tenant) if len(delivery.messages) > 1]
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    crm.relay.run_until_empty()

    assert sorted(digest.address for digest in digests) == ["ada@example.com", "ada@home.example"]
    assert [[message.title for message in digest.messages] for digest in digests] == [["2", "3", "4"]] * 2
    assert [message.title for message in email.of(tenant)[-1].messages] == [WON.title]


def test_what_went_out_is_forgotten_once_neither_digest_nor_throttle_needs_it(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "ada")
    for rhythm in ("none", "hourly", "none"):
        crm.notifier.set_preferences(boss, {"digest": rhythm}, user_id="ada")
        crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
        crm.relay.run_until_empty()
        clock.advance(timedelta(hours=2))
        crm.relay.run_until_empty()

    schedule = metadata.tables["crm_notification_schedule"]
    with crm.database.reading(tenant) as connection:
        [last] = connection.execute(select(schedule).where(schedule.c.tenant_id == tenant)).all()
    assert len(email.of(tenant)) == 3
    assert (last.delivery_id, last.in_digest) == (email.ids(tenant)[-1], False)


def test_who_left_gets_nothing_outside_and_somebody_stands_in(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, clock: VirtualClock
) -> None:
    _has_email(crm, boss, "ada", "root")
    crm.notifier.set_preferences(boss, {"digest": "hourly"}, user_id="ada")
    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    ada = crm.people.find_by_id(tenant, "ada")
    assert ada is not None
    crm.people.update(tenant, ada.model_copy(update={"is_active": False}))

    crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
    crm.notifications.notify(tenant, "somebody deleted", WON, delivery_id=new_id())
    clock.advance(timedelta(hours=1))
    crm.relay.run_until_empty()

    assert [delivery.address for delivery in email.of(tenant)] == ["root@example.com"] * 2
    assert [message.message.reason for message in crm.notifier.inbox(boss)] == [
        "The opportunity is yours. (somebody deleted is no longer here, so it comes to you.)",
        "The opportunity is yours. (ada is no longer here, so it comes to you.)",
    ]
    assert crm.notifications.get_unread_count(tenant, "ada") == 2


@pytest.mark.parametrize("method", ["notify_role", "escalate"])
def test_what_is_told_to_an_empty_role_reaches_its_stand_in_with_the_reason(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel, method: str
) -> None:
    _has_email(crm, boss, "root")

    getattr(crm.notifications, method)(tenant, Role.DIRECTOR, WON, delivery_id=new_id())
    crm.relay.run_until_empty()

    [delivery] = email.of(tenant)
    assert delivery.messages[0].reason == "The opportunity is yours. (Nobody is director, so it comes to you.)"


def test_the_last_stand_in_is_a_user_and_without_one_the_message_is_refused(migrated_url: str) -> None:
    settings = CrmSettings.load(database_url=migrated_url, user="owner")
    empty = new_id()
    with open_crm(settings=settings) as crm:
        crm.notifications.notify_role(empty, Role.DIRECTOR, WON, delivery_id="1")
        assert crm.notifications.get_unread_count(empty, "owner") == 1

        nobody_named = Recipients(crm.people, settings.notifications, crm.settings_for)
        with pytest.raises(NobodyToNotify, match="nobody is director, and nobody admin to stand in"):
            nobody_named.of_role(empty, Role.DIRECTOR, WON)


def test_a_zone_nobody_knows_does_not_keep_a_message_back(
    migrated_url: str, tenant: str, email: RecordingChannel
) -> None:
    class Elsewhere(FakePeople):
        def find_by_id(self, tenant_id: str, user_id: str) -> Person:
            return Person(id=user_id, name=user_id, timezone="Mars/Olympus")

    with open_crm(migrated_url, people=Elsewhere(), channels={"email": email}) as crm:
        crm.container.partners.addresses().add(tenant, "ada", "email", "ada@example.com")
        crm.notifications.notify(tenant, "ada", WON, delivery_id=new_id())
        crm.relay.run_until_empty()

    assert [delivery.timezone for delivery in email.of(tenant)] == ["UTC"]


def test_without_channels_nothing_but_the_inbox_is_written(migrated_url: str) -> None:
    tenant = new_id()
    with open_crm(migrated_url) as crm:
        crm.notifications.notify(tenant, "ada", WON, delivery_id="1")

        assert crm.notifications.get_unread_count(tenant, "ada") == 1
        assert _queued(crm, tenant) == 0


def test_a_delivery_keeps_the_moment_of_the_notice_in_its_id(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel
) -> None:
    _has_email(crm, boss, "ada")
    notice = new_id()

    crm.notifications.notify(tenant, "ada", WON, delivery_id=f"{notice}:notice")
    crm.relay.run_until_empty()

    [delivery_id] = email.ids(tenant)
    assert delivery_id[:15] == notice[:15]
    assert delivery_id != notice


def test_it_takes_as_many_statements_for_two_hundred_people_as_for_one(
    crm: Crm, boss: Actor, tenant: str, email: RecordingChannel
) -> None:
    statements: list[str] = []
    event.listen(crm.database.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    crowd = [f"rep-{number}" for number in range(200)]
    addresses = crm.container.partners.addresses()
    with crm.database.local_transaction(tenant):
        for user in crowd:
            crm.people.add(tenant, Person(id=user, name=user, roles=frozenset({Role.REP})))
            addresses.add(tenant, user, "email", f"{user}@example.com")
    addresses.add(tenant, "root", "email", "root@example.com")

    crm.people.members(tenant)  # read once a process, whoever asks first

    def counted(role: Role) -> int:
        statements.clear()
        crm.notifications.notify_role(tenant, role, WON, delivery_id=new_id())
        return sum(statement.split()[0] in {"INSERT", "SELECT", "UPDATE"} for statement in statements)

    assert counted(Role.REP) == counted(Role.ADMIN) <= 10
    assert _queued(crm, tenant) == 201
