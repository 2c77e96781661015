"""What people say of how and where they want to be notified is kept, checked, and theirs."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from recording_channel import RecordingChannel
from sqlalchemy import event

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.channels.channel import AddressGone
from crm_adapters.notifiers.delivery.addresses import UnknownChannel
from crm_adapters.notifiers.preferences.settings import EVERY, QuietHours, Rhythm
from crm_adapters.wiring import Crm, CrmSettings
from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Invalid, NotFound
from crm_core.testing import VirtualClock
from crm_operations.providers import Message, Person, PersonNotFound, Urgency

WON = Message(title="OPP-2026-0001 is won", body="Well done.", reason="The opportunity is yours.")


@pytest.fixture
def ada(boss: Actor) -> Actor:
    return Actor(tenant_id=boss.tenant_id, user_id="ada", roles=frozenset({Role.REP}))


@pytest.fixture
def grace(boss: Actor) -> Actor:
    return Actor(tenant_id=boss.tenant_id, user_id="grace", roles=frozenset({Role.REP}))


def test_what_somebody_says_is_laid_over_what_the_deployment_says(crm: Crm, ada: Actor) -> None:
    assert crm.notifier.preferences(ada).own == ()

    crm.notifier.set_preferences(ada, {"digest": "daily", "channels": {"info": ["push"]}})
    crm.notifier.set_preferences(ada, {"quiet_hours": "22:00-07:00", "channels": {"reminder": []}})

    preferences = crm.notifier.preferences(ada)
    assert (preferences.digest, str(preferences.quiet_hours), preferences.throttle_per_hour) == (
        Rhythm.DAILY,
        "22:00-07:00",
        20,
    )
    assert preferences.channels == {Urgency.INFO: ("push",), Urgency.REMINDER: (), Urgency.ESCALATION: (EVERY,)}
    assert preferences.own == ("channels.info", "channels.reminder", "digest", "quiet_hours")


def test_what_is_forgotten_is_the_deployments_again(crm: Crm, ada: Actor) -> None:
    crm.notifier.set_preferences(ada, {"throttle_per_hour": None, "locale": "de", "channels": {"info": []}})

    preferences = crm.notifier.set_preferences(ada, {}, forget=["throttle_per_hour", "channels.info", "digest"])

    assert (preferences.throttle_per_hour, preferences.channels[Urgency.INFO]) == (20, (EVERY,))
    assert preferences.own == ("locale",)


def test_two_who_change_different_things_at_once_lose_nothing(crm: Crm, ada: Actor) -> None:
    changes = [{"digest": "hourly"}, {"locale": "de"}, {"digest_hour": 7}, {"throttle_per_hour": 3}] * 2

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda change: crm.notifier.set_preferences(ada, change), changes))

    assert crm.notifier.preferences(ada).own == ("digest", "digest_hour", "locale", "throttle_per_hour")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"digest": "weekly"}, "digest: "),
        ({"digest_hour": 24}, "digest_hour: "),
        ({"throttle_per_hour": 0}, "throttle_per_hour: "),
        ({"quiet_hours": "all night"}, "quiet_hours: .*write them like 22:00-07:00"),
        ({"channels": {"whispers": []}}, "channels.whispers"),
        ({"colour": "red"}, "colour: "),
    ],
)
def test_a_wish_that_cannot_be_is_refused_by_name(crm: Crm, ada: Actor, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid, match=field):
        crm.notifier.set_preferences(ada, changes)

    assert crm.notifier.preferences(ada).own == ()


def test_a_channel_nobody_set_up_is_refused_with_those_there_are(crm: Crm, ada: Actor) -> None:
    with pytest.raises(UnknownChannel, match="pigeon is not set up; name one of: email, push"):
        crm.notifier.set_preferences(ada, {"channels": {"info": ["pigeon"]}})
    with pytest.raises(UnknownChannel, match="name one of: email, push"):
        crm.notifier.add_address(ada, "pigeon", "the roof")


def test_an_address_is_checked_by_its_channel_before_it_is_kept(crm: Crm, ada: Actor) -> None:
    with pytest.raises(Invalid, match=r"write it like ada@example\.com"):
        crm.notifier.add_address(ada, "email", "nonsense")

    assert crm.notifier.addresses(ada) == []


def test_an_address_added_twice_is_one(crm: Crm, ada: Actor) -> None:
    first = crm.notifier.add_address(ada, "email", "ada@example.com")
    second = crm.notifier.add_address(ada, "email", "ada@example.com")
    crm.notifier.add_address(ada, "push", "ada@example.com")

    assert first == second
    assert [address.channel for address in crm.notifier.addresses(ada)] == ["email", "push"]


def test_an_address_that_many_add_at_once_is_one(crm: Crm, ada: Actor) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda _: crm.notifier.add_address(ada, "email", "ada@example.com"), range(8)))

    assert crm.notifier.addresses(ada) == [added[0]]
    assert len(set(map(repr, added))) == 1


def test_who_is_not_among_the_people_has_no_address_and_no_preferences(crm: Crm, boss: Actor) -> None:
    with pytest.raises(PersonNotFound, match="crm person add nobody"):
        crm.notifier.add_address(boss, "email", "nobody@example.com", user_id="nobody")
    with pytest.raises(PersonNotFound, match="crm person add nobody"):
        crm.notifier.set_preferences(boss, {"digest": "daily"}, user_id="nobody")


def test_nobody_but_an_administrator_sees_or_changes_what_is_somebody_elses(
    crm: Crm, ada: Actor, grace: Actor, boss: Actor
) -> None:
    address = crm.notifier.add_address(ada, "email", "ada@example.com")

    for ask in (
        lambda: crm.notifier.preferences(grace, "ada"),
        lambda: crm.notifier.set_preferences(grace, {"digest": "daily"}, user_id="ada"),
        lambda: crm.notifier.addresses(grace, "ada"),
        lambda: crm.notifier.add_address(grace, "email", "grace@example.com", user_id="ada"),
        lambda: crm.notifier.try_out(grace, user_id="ada"),
        lambda: crm.notifier.report(grace),
        lambda: crm.notifier.dead(grace, "email"),
        lambda: crm.notifier.retry(grace, "email"),
    ):
        with pytest.raises(NotPermitted):
            ask()
    with pytest.raises(NotFound):
        crm.notifier.remove_address(grace, address.id)
    assert crm.notifier.addresses(boss, "ada") == [address]
    crm.notifier.remove_address(boss, address.id)
    assert crm.notifier.addresses(ada) == []


def test_an_address_that_is_gone_is_disabled_with_the_reason_and_served_again_once_it_is_added_again(
    crm: Crm, ada: Actor, boss: Actor, email: RecordingChannel, clock: VirtualClock
) -> None:
    address = crm.notifier.add_address(ada, "email", "ada@example.com")
    email.fails_with = AddressGone.because_of("email", "no such mailbox")
    crm.notifications.notify(ada.tenant_id, "ada", WON, delivery_id=new_id())
    crm.relay.run_until_empty()
    email.fails_with = None

    [disabled] = crm.notifier.addresses(ada)
    assert (disabled.disabled_at, disabled.disabled_why) == (clock.now(), "email refused it: no such mailbox")
    crm.notifications.notify(ada.tenant_id, "ada", WON, delivery_id=new_id())
    crm.relay.run_until_empty()
    assert email.of(ada.tenant_id) == []
    assert crm.container.partners.addresses().disabled(ada.tenant_id) == {"email": 1}

    crm.notifier.retry(boss, "email")
    crm.relay.run_until_empty()
    [dead] = crm.notifier.dead(boss, "email")
    assert "the address was disabled (email refused it: no such mailbox); add it again, then retry" in str(
        dead.last_error
    )
    assert crm.notifier.add_address(ada, "email", "ada@example.com") == address
    assert crm.notifier.retry(boss, "email", [dead.id]) == 1
    crm.relay.run_until_empty()
    assert [delivery.messages for delivery in email.of(ada.tenant_id)] == [[WON]]
    assert crm.notifier.dead(boss, "email") == []


def test_what_waits_for_an_address_that_was_removed_is_let_go(
    crm: Crm, ada: Actor, boss: Actor, email: RecordingChannel
) -> None:
    address = crm.notifier.add_address(ada, "email", "ada@example.com")
    crm.notifications.notify(ada.tenant_id, "ada", WON, delivery_id=new_id())
    crm.notifier.remove_address(ada, address.id)

    crm.relay.run_until_empty()

    assert email.of(ada.tenant_id) == []
    assert crm.notifier.dead(boss, "email") == []


def test_trying_out_tells_of_each_address_whether_it_took_the_message(
    crm: Crm, ada: Actor, email: RecordingChannel, push: RecordingChannel
) -> None:
    crm.notifier.add_address(ada, "email", "ada@example.com")
    crm.notifier.add_address(ada, "push", "https://user:secret@push.example")
    push.fails_with = AddressGone.because_of("push", "unsubscribed")

    tried = {trial.channel: trial for trial in crm.notifier.try_out(ada)}

    assert (tried["email"].address, tried["email"].problem) == ("ada@example.com", None)
    assert (tried["push"].address, tried["push"].problem) == ("https://...", "push refused it: unsubscribed")
    [delivery] = email.of(ada.tenant_id)
    assert (delivery.messages[0].title, delivery.why) == ("A test message", "by email, to try it out")
    assert [trial.channel for trial in crm.notifier.try_out(ada, "email")] == ["email"]


def test_trying_out_ten_addresses_asks_as_much_as_one(crm: Crm, ada: Actor, email: RecordingChannel) -> None:
    statements: list[str] = []
    event.listen(crm.database.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))

    def asked_by_trying_out() -> int:
        statements.clear()
        crm.notifier.try_out(ada)
        return len(statements)

    crm.notifier.add_address(ada, "email", "ada@example.com")
    for_one = asked_by_trying_out()
    for number in range(9):
        crm.notifier.add_address(ada, "email", f"ada-{number}@example.com")

    assert asked_by_trying_out() == for_one
    assert len(email.of(ada.tenant_id)) == 1 + 10


def test_a_file_and_the_environment_say_what_counts_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "crm.toml"
    config.write_text(
        '[notifications]\nquiet_hours = "22:00-07:00"\ndigest = "daily"\nfallback_role = "director"\n'
        "[notifications.channels]\ninfo = []\n"
    )
    monkeypatch.setenv("CRM_CONFIG", str(config))
    monkeypatch.setenv("CRM_NOTIFICATIONS__THROTTLE_PER_HOUR", "5")

    settings = CrmSettings.load().notifications

    assert settings.quiet_hours == QuietHours.named("22:00-07:00")
    assert (settings.digest, settings.fallback_role, settings.throttle_per_hour) == (Rhythm.DAILY, Role.DIRECTOR, 5)
    assert settings.channels == {Urgency.INFO: ()}


def test_a_person_of_another_tenant_has_words_and_addresses_of_their_own(crm: Crm, ada: Actor) -> None:
    namesake = ada.model_copy(update={"tenant_id": new_id()})
    crm.people.add(namesake.tenant_id, Person(id="ada", name="Another Ada"))
    address = crm.notifier.add_address(ada, "email", "ada@example.com")
    crm.notifier.set_preferences(ada, {"digest": "daily"})

    assert crm.notifier.preferences(namesake).own == ()
    assert crm.notifier.addresses(namesake) == []
    with pytest.raises(NotFound):
        crm.notifier.remove_address(namesake, address.id)
    assert crm.notifier.addresses(ada) == [address]
