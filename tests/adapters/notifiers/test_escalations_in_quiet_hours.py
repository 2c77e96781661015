"""What a policy says of quiet hours reaches whoever sleeps: from the clock that is breached to what is sent."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from recording_channel import RecordingChannel

from crm_adapters.notifiers.channels.channel import Delivery
from crm_adapters.wiring import Crm
from crm_core.actor import Actor, Role
from crm_core.identity import EntityKind
from crm_core.leads import CreateLead
from crm_core.service_levels import AddSlaPolicy, Promise, Target
from crm_core.testing import VirtualClock
from crm_operations.lead_routing import AssignLead
from crm_operations.providers import Person, Urgency

HOUR = timedelta(hours=1)


@pytest.fixture
def migrated_url(migrated_file: str) -> str:
    """What holds a message is decided before any database."""
    return migrated_file


@pytest.mark.parametrize("passes", [True, False], ids=["it passes", "it is held"])
def test_a_breach_passes_quiet_hours_only_where_the_policy_says_so(
    crm: Crm, boss: Actor, clock: VirtualClock, email: RecordingChannel, passes: bool
) -> None:
    """Ada, whom Grace leads, owes a lead a call by 23:00."""
    for user, role, manager in (("grace", Role.TEAM_LEAD, None), ("ada", Role.REP, "grace")):
        person = Person(id=user, name=user.title(), roles=frozenset({role}), manager_id=manager, timezone="UTC")
        crm.people.update(boss.tenant_id, person)
        crm.notifier.add_address(boss, "email", f"{user}@example.com", user_id=user)
        crm.notifier.set_preferences(boss, {"quiet_hours": "22:00-07:00"}, user_id=user)
    promise = Promise(target=Target.FIRST_CONTACT, seconds=14 * 3_600)
    policy = AddSlaPolicy(name="Day", subject=EntityKind.LEAD, promises=(promise,), passes_quiet_hours=passes)
    crm.sla_policies.add(boss, policy)
    lead = crm.leads.capture(boss, CreateLead(name="Zoe")).lead
    crm.routing.assign(boss, AssignLead(lead_id=lead.id, user_id="ada", reason="hers"))

    breached = clock.advance(14 * HOUR)
    crm.timer_firing.run_until_none()
    assert len(breaches(crm, boss, email)) == (2 if passes else 0)
    clock.set(breached + 8 * HOUR - timedelta(seconds=1))
    assert len(breaches(crm, boss, email)) == (2 if passes else 0)
    clock.set(breached + 8 * HOUR)

    sent = breaches(crm, boss, email)
    assert sorted(delivery.address for delivery in sent) == ["ada@example.com", "grace@example.com"]
    ending = "an escalation passes your quiet hours" if passes else "held until 07:00 in UTC, your quiet hours"
    assert all(delivery.why.endswith(ending) for delivery in sent)


def breaches(crm: Crm, boss: Actor, email: RecordingChannel) -> Sequence[Delivery]:
    """What was sent of them by now."""
    crm.relay.run_until_empty()
    return [each for each in email.of(boss.tenant_id) if each.messages[0].urgency is Urgency.ESCALATION]
