"""What happened, whether the record of it holds, and why: told to those who may know."""

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import NotFound
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import CreateLead
from crm_core.testing import an_opportunity
from crm_core.tombstones import Became
from crm_operations.audit import AuditCoordinator
from crm_operations.lead_management import SCORE, LeadManagementCoordinator
from crm_operations.records import Rules
from crm_operations.testing import FakeWorld


@pytest.mark.requirement("SR-005", "FEAT-010")
def test_history_tells_who_changed_what_and_holds(crm_world: FakeWorld) -> None:
    leads = LeadManagementCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)
    audit = AuditCoordinator(crm_world.records, Rules(SCORE))
    lead = leads.capture(crm_world.actor, CreateLead(name="Ada")).lead
    leads.disqualify(crm_world.actor, lead.id, "no budget")

    created, refused = audit.history(crm_world.actor, lead.ref)

    assert (created.user_id, created.sequence, created.fields["name"]) == (crm_world.actor.user_id, 1, (None, "Ada"))
    assert refused.fields["status"] == ("new", "disqualified")
    assert refused.previous_hash == created.hash
    verification = audit.verify(crm_world.actor)
    assert (verification.holds, verification.entities, verification.entries) == (True, 1, 2)


def test_explains_every_decision_newest_first(crm_world: FakeWorld) -> None:
    leads = LeadManagementCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)
    lead = leads.capture(crm_world.actor, CreateLead(name="Ada", company="Analytical")).lead
    first = leads.score(crm_world.actor, lead.id)
    second = leads.score(crm_world.actor, lead.id)

    decisions = AuditCoordinator(crm_world.records, Rules(SCORE)).explain(crm_world.actor, lead.ref)

    assert [decision.kind for decision in decisions] == ["score", "score"]
    assert decisions[0].id > decisions[1].id
    assert decisions[0].reasons == tuple(line.explain() for line in second.lines)
    assert first.total == second.total


def test_the_history_of_what_was_taken_out_is_still_found_by_its_number(crm_world: FakeWorld) -> None:
    leads = LeadManagementCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)
    audit = AuditCoordinator(crm_world.records, Rules(SCORE))
    lead = leads.capture(crm_world.actor, CreateLead(name="Ada")).lead
    with crm_world.records.writing(crm_world.actor, batch="batch-1") as work:
        work.leads.remove_many([lead], Became.REVERSED, at=crm_world.clock.now())

    found = audit.find(crm_world.actor, lead.lead_number)

    assert found == lead.ref
    created, reversed_ = audit.history(crm_world.actor, found)
    assert (created.batch_id, reversed_.batch_id) == (None, "batch-1")
    assert reversed_.fields == {"became": (None, "reversed")}


def test_finds_a_lead_or_a_deal_by_number_or_id(crm_world: FakeWorld) -> None:
    leads = LeadManagementCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)
    audit = AuditCoordinator(crm_world.records, Rules(SCORE))
    lead = leads.capture(crm_world.actor, CreateLead(name="Ada")).lead
    opportunity = an_opportunity()
    crm_world.preload(opportunity)

    for reference, ref in (
        (lead.lead_number, lead.ref),
        (lead.id, lead.ref),
        (opportunity.opportunity_number, opportunity.ref),
    ):
        assert audit.find(crm_world.actor, reference) == ref
    assert audit.find(crm_world.actor, opportunity.id) == opportunity.ref
    with pytest.raises(NotFound):
        audit.find(crm_world.actor, "nothing")


def test_reps_may_ask_why_but_not_read_the_history(crm_world: FakeWorld) -> None:
    rep = Actor(tenant_id=crm_world.actor.tenant_id, user_id="r", roles=frozenset({Role.REP}))
    audit = AuditCoordinator(crm_world.records, Rules(SCORE))
    unknown = EntityRef(kind=EntityKind.LEAD, id="nobody")

    with pytest.raises(NotPermitted):
        audit.history(rep, unknown)
    with pytest.raises(NotPermitted):
        audit.verify(rep)
    with pytest.raises(NotFound):
        audit.explain(rep, unknown)
