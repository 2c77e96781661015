"""A qualified lead becomes a customer and an opportunity, once and wholly, or the world stays as it was."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Refused, Unavailable
from crm_core.leads import InvalidLeadStatusTransition, Lead, LeadNotFound, LeadScore, LeadStatus
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.pipelines import PipelineNotFound
from crm_core.testing import a_delegation, a_lead, a_pipeline, an_activity
from crm_operations.lead_conversion import (
    QUALIFICATION,
    Conversion,
    ConvertLead,
    LeadContextProvider,
    LeadConversionCoordinator,
    LeadNotQualified,
    LeadToOpportunityWorkflow,
)
from crm_operations.process import CompensationFailed, OutcomeUnknown, ProcessRunner, SameProcessOtherCommand
from crm_operations.providers import CustomerDraft, CustomerNotFound
from crm_operations.testing import BrokenOff, FailingRunner, FakeWorld, WatchingRunner

GOOD = LeadScore(total=80, demographic=20, behavioral=20, engagement=20, firmographic=20)


def conversion(world: FakeWorld, runner: ProcessRunner | None = None) -> LeadConversionCoordinator:
    contexts = LeadContextProvider()
    workflow = LeadToOpportunityWorkflow(
        world.records, world.customers, world.people, contexts, world.settings_for, world.clock, world.new_id
    )
    return LeadConversionCoordinator(
        runner or world.runner,
        workflow,
        world.records,
        world.customers,
        contexts,
        world.settings_for,
        world.clock,
    )


def convertible(world: FakeWorld, **changes: object) -> Lead:
    """A lead with a good score and enough activities, in a tenant with a pipeline."""
    facts: dict[str, Any] = {
        "status": LeadStatus.QUALIFIED,
        "score": GOOD,
        "email": "ada@example.com",
        "company": "Analytical",
        **changes,
    }
    lead = a_lead(**facts)
    world.preload(lead)
    for number in (1, 2):
        world.preload(
            an_activity(id=f"activity-{number}-{lead.id}", related_entity_type=lead.ref.kind, related_entity_id=lead.id)
        )
    with world.records.reading(world.actor) as work:
        has_pipeline = bool(work.pipelines.all())
    if not has_pipeline:
        world.preload(a_pipeline(is_default=True))
    return lead


def converted(answer: Conversion | LeadNotQualified) -> Conversion:
    assert isinstance(answer, Conversion), f"not converted: {answer}"
    return answer


def deals(world: FakeWorld) -> list[Opportunity]:
    return [entity for entity in world.records.entities(world.actor.tenant_id) if isinstance(entity, Opportunity)]


@pytest.mark.requirement("FUN-CRMOP-0023", "CRD-CRMOP-0065", "CRD-CRMOP-0068", "CRD-CRMOP-0069", "WFL-CRMOP-0053")
def test_makes_a_customer_and_an_opportunity_and_closes_the_lead(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world, estimated_value_minor=125_000, currency_code="EUR", assigned_to="mara")

    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))

    with crm_world.records.reading(crm_world.actor) as work:
        after = work.leads.get(lead.id)
        opportunity = work.opportunities.get(answer.opportunity_id)
    customer = crm_world.customers.find_by_id(lead.tenant_id, answer.customer_id)
    assert after.status is LeadStatus.CONVERTED_TO_OPPORTUNITY
    assert (after.party_id, after.converted_to_opportunity_id) == (answer.customer_id, opportunity.id)
    assert opportunity.expected_revenue == Money(minor=125_000, currency="EUR")
    assert (opportunity.party_id, opportunity.lead_id, opportunity.assigned_to) == (answer.customer_id, lead.id, "mara")
    assert (opportunity.converted_lead_id, opportunity.source) == (lead.id, lead.source)
    assert customer is not None
    assert (customer.name, customer.email) == ("Analytical", "ada@example.com")
    assert answer.customer_created


@pytest.mark.requirement("BUS-CRMOP-0011", "FUN-CRMOP-0024", "WFL-CRMOP-0052")
def test_asks_for_the_customer_first_then_links_then_settles_in_one_commit(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    before = len(crm_world.changed_by)

    conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert crm_world.changed_by[before:] == [
        "customers.create_from_lead",
        "customers.link_to_opportunity",
        "records.commit",
    ]


@pytest.mark.requirement("CRD-CRMOP-0067", "WFL-CRMOP-0052")
def test_reuses_the_customer_with_the_same_email(crm_world: FakeWorld) -> None:
    known = crm_world.customers.create_from_lead(
        crm_world.actor.tenant_id, CustomerDraft(name="Known", email="Ada@Example.com "), key="before"
    )
    lead = convertible(crm_world)

    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))

    assert (answer.customer_id, answer.customer_created) == (known.id, False)


def test_a_lead_without_an_email_matches_no_customer_without_one(crm_world: FakeWorld) -> None:
    nameless = crm_world.customers.create_from_lead(
        crm_world.actor.tenant_id, CustomerDraft(name="Nobody", email=None), key="before"
    )
    lead = convertible(crm_world, email=None)

    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))

    assert answer.customer_id != nameless.id


def test_two_leads_of_one_address_share_the_customer_and_have_an_opportunity_each(crm_world: FakeWorld) -> None:
    first = convertible(crm_world)
    second = convertible(crm_world, id="lead-2", lead_number="LEAD-2026-0002")
    coordinator = conversion(crm_world)

    one = converted(coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=first.id)))
    other = converted(coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=second.id)))

    assert one.customer_id == other.customer_id
    assert one.opportunity_id != other.opportunity_id


def test_takes_the_customer_the_caller_picked(crm_world: FakeWorld) -> None:
    picked = crm_world.customers.create_from_lead(crm_world.actor.tenant_id, CustomerDraft(name="Picked"), key="before")
    lead = convertible(crm_world)

    command = ConvertLead(lead_id=lead.id, customer_id=picked.id)
    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, command))

    assert answer.customer_id == picked.id


def test_refuses_a_picked_customer_nobody_knows_and_touches_nothing(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    before = crm_world.snapshot()

    with pytest.raises(CustomerNotFound):
        conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id, customer_id="nobody"))

    assert crm_world.snapshot() == before


def test_a_customer_a_rival_created_between_two_calls_is_found_after_all(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    rival: list[str] = []
    find = crm_world.customers.find_by_email

    def overtaken(tenant_id: str, email: str) -> object:
        answer = find(tenant_id, email)
        if not rival:
            draft = CustomerDraft(name="Rival", email=email)
            rival.append(crm_world.customers.create_from_lead(tenant_id, draft, key="rival").id)
        return answer

    crm_world.customers.find_by_email = overtaken  # type: ignore[method-assign,assignment]
    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))

    assert (answer.customer_id, answer.customer_created) == (rival[0], False)


def test_an_amount_nobody_named_stays_unknown(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world, estimated_value_minor=None, currency_code=None)

    conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert [opportunity.expected_revenue for opportunity in deals(crm_world)] == [None]


@pytest.mark.parametrize("one_commit", [False, True], ids=["step by step", "one_commit"])
def test_ten_threads_converting_one_lead_get_one_answer(crm_world: FakeWorld, one_commit: bool) -> None:
    lead = convertible(crm_world)
    coordinator = conversion(crm_world, crm_world.one_commit_runner if one_commit else crm_world.runner)

    def convert(_: int) -> Conversion | LeadNotQualified:
        return coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(convert, range(10)))

    assert len(answers) == 1
    assert len(deals(crm_world)) == 1
    assert crm_world.customers.changed_by.count("link_to_opportunity") == 1


def test_asked_again_on_other_terms_it_is_a_conflict_and_without_terms_the_same_answer(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    coordinator = conversion(crm_world)
    first = converted(
        coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id, opportunity_name="Engine"))
    )

    with pytest.raises(SameProcessOtherCommand):
        coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id, opportunity_name="Loom"))
    again = converted(coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))

    assert again.opportunity_id == first.opportunity_id
    assert len(deals(crm_world)) == 1


@pytest.mark.requirement("WFL-CRMOP-0051", "CRD-CRMOP-0066")
def test_a_lead_that_is_not_worth_it_stays_and_is_told_why_until_it_is(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world, score=LeadScore(total=49))
    coordinator = conversion(crm_world)

    refused = coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert refused == LeadNotQualified(lead_id=lead.id, reasons=("score 49, at least 50 needed",))
    with crm_world.records.writing(crm_world.actor) as work:
        assert work.decisions.of(lead.ref, QUALIFICATION.kind)[0].reasons == refused.reasons
        better, _ = work.leads.get(lead.id).scored(LeadScore(total=50), at=crm_world.clock.now())
        work.leads.save(better)
    assert isinstance(coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)), Conversion)


def test_somebody_with_the_permission_overrides_the_gate_and_says_why(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world, score=LeadScore(total=0))
    rep = Actor(tenant_id=lead.tenant_id, user_id="rep", roles=frozenset({Role.REP}))
    command = ConvertLead(lead_id=lead.id, override_reason="an old friend of the house")

    with pytest.raises(NotPermitted):
        conversion(crm_world).convert_lead(rep, command)
    converted(conversion(crm_world).convert_lead(crm_world.actor, command))

    with crm_world.records.reading(crm_world.actor) as work:
        reasons = work.decisions.of(lead.ref, QUALIFICATION.kind)[0].reasons
    assert reasons[0] == "overridden: an old friend of the house"


def test_a_disqualified_lead_is_refused_before_the_partner_is_asked(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world, status=LeadStatus.DISQUALIFIED)

    with pytest.raises(InvalidLeadStatusTransition):
        conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert not crm_world.customers.asked


@pytest.mark.requirement("SR-001")
def test_a_partner_may_not_convert_and_nothing_is_touched(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    partner = Actor(tenant_id=lead.tenant_id, user_id="p", roles=frozenset({Role.PARTNER}))
    asked = len(crm_world.asked)

    with pytest.raises(NotPermitted):
        conversion(crm_world).convert_lead(partner, ConvertLead(lead_id=lead.id))

    assert len(crm_world.asked) == asked


@pytest.mark.requirement("INT-001", "PLAN-029")
def test_another_tenants_lead_is_answered_like_a_missing_one(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    stranger = Actor(tenant_id="stranger", user_id="s", roles=frozenset(Role))

    for lead_id in (lead.id, "missing"):
        with pytest.raises(LeadNotFound, match=f"no lead with id {lead_id}"):
            conversion(crm_world).convert_lead(stranger, ConvertLead(lead_id=lead_id))


@pytest.mark.requirement("BUS-CRMOP-0013", "BR-004", "FR-L3-004", "REL-001")
@pytest.mark.parametrize(
    ("step", "known_customer"), [("create customer", False), ("link customer", False), ("link customer", True)]
)
def test_broken_off_after_any_step_with_an_undo_the_world_is_as_before(
    crm_world: FakeWorld, step: str, known_customer: bool
) -> None:
    lead = convertible(crm_world)
    if known_customer:
        crm_world.customers.create_from_lead(
            lead.tenant_id, CustomerDraft(name="Known", email=lead.email), key="before"
        )
    before = crm_world.snapshot()

    with pytest.raises(BrokenOff):
        conversion(crm_world, FailingRunner(crm_world.runner, after=step)).convert_lead(
            crm_world.actor, ConvertLead(lead_id=lead.id)
        )

    assert crm_world.snapshot() == before
    assert isinstance(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)), Conversion), (
        "a run that was undone can be run again"
    )


def test_the_steps_with_an_undo_are_those_tested_above(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    watching = WatchingRunner(crm_world.runner)

    conversion(crm_world, watching).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert list(watching.undoable) == ["create customer", "link customer"]
    assert [step.name for step in watching.steps] == [
        "load lead",
        "find customer",
        "create customer",
        "link customer",
        "commit",
    ]


@pytest.mark.requirement("REL-005")
@pytest.mark.parametrize("after", [False, True], ids=["call lost", "answer lost"])
@pytest.mark.parametrize("method", ["find_by_email", "create_from_lead", "link_to_opportunity"])
def test_an_outage_of_the_partner_is_sat_out_and_nothing_is_done_twice(
    crm_world: FakeWorld, method: str, after: bool
) -> None:
    lead = convertible(crm_world)
    crm_world.customers.fail(method, Unavailable("the party master is down"), times=2, after=after)

    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))

    assert len(crm_world.customers.picture()["customers"]) == 1
    assert answer.customer_created
    assert len(deals(crm_world)) == 1


def test_a_settling_that_fails_for_good_undoes_link_and_customer_in_reverse_order(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    with crm_world.records.writing(crm_world.actor) as work:
        pipeline = work.pipelines.default()
        work.pipelines.save(pipeline.changed(crm_world.clock.now(), is_default=False))
    before = crm_world.snapshot()
    asked = len(crm_world.changed_by)

    with pytest.raises(PipelineNotFound, match="no default pipeline"):
        conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert crm_world.snapshot() == before
    assert crm_world.changed_by[asked:] == [
        "customers.create_from_lead",
        "customers.link_to_opportunity",
        "customers.unlink_from_opportunity",
        "customers.discard",
    ]


def test_an_undo_that_fails_is_reported_with_what_still_stands(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    crm_world.customers.fail("discard", Refused("the customer has invoices"), times=None)

    with pytest.raises(CompensationFailed) as failure:
        conversion(crm_world, FailingRunner(crm_world.runner, after="link customer")).convert_lead(
            crm_world.actor, ConvertLead(lead_id=lead.id)
        )

    assert failure.value.facts["undone"] == ["link customer"]
    assert failure.value.facts["not_undone"] == {"create customer": "the customer has invoices"}


@pytest.mark.requirement("WFL-CRMOP-0054", "WFL-CRMOP-0055", "CRD-CRMOP-0070")
def test_says_so_in_the_commit_of_the_fact(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world, status=LeadStatus.CONTACTED, assigned_to="mara")

    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))

    records = crm_world.records
    assert [event.name for event in records.announced] == ["lead.qualified", "lead.converted", "opportunity.created"]
    (notice,) = records.notices
    assert notice.users == ("mara",)
    assert answer.opportunity_number in notice.message.title
    with crm_world.records.reading(crm_world.actor) as work:
        (entry,) = work.history.of(lead.ref)[-1:]
    assert entry.fields["status"] == ("contacted", "converted_to_opportunity")


def test_a_plan_tells_what_would_happen_and_touches_nothing(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world, attributes={"employees": 12}, notes="met at the fair")
    before = crm_world.snapshot()

    plan = conversion(crm_world).plan(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert crm_world.snapshot() == before
    assert plan.would_convert
    assert plan.creates == ("customer Analytical", "opportunity Analytical")
    assert plan.reuses == ()
    assert "notes" in plan.moves
    assert plan.leaves == ("attribute employees",)


def test_a_plan_names_the_customer_it_would_reuse_and_the_reasons_it_would_not(crm_world: FakeWorld) -> None:
    lead = convertible(crm_world)
    known = crm_world.customers.create_from_lead(
        lead.tenant_id, CustomerDraft(name="Known", email=lead.email), key="before"
    )
    poor = convertible(crm_world, id="lead-2", lead_number="LEAD-2026-0002", score=LeadScore(total=1))

    coordinator = conversion(crm_world)
    assert coordinator.plan(crm_world.actor, ConvertLead(lead_id=lead.id)).reuses == (f"customer Known ({known.id})",)
    refused = coordinator.plan(crm_world.actor, ConvertLead(lead_id=poor.id))
    assert (refused.would_convert, refused.refusals) == (False, ("score 1, at least 50 needed",))
    coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))
    assert not coordinator.plan(crm_world.actor, ConvertLead(lead_id=lead.id)).would_convert


@pytest.mark.parametrize("runner", [lambda world: world.runner, lambda world: world.one_commit_runner])
def test_both_ways_of_running_leave_the_same_facts(runner: Callable[[FakeWorld], ProcessRunner]) -> None:
    world = FakeWorld()
    lead = convertible(world)

    converted(conversion(world, runner(world)).convert_lead(world.actor, ConvertLead(lead_id=lead.id)))

    with world.records.reading(world.actor) as work:
        assert work.leads.get(lead.id).status is LeadStatus.CONVERTED_TO_OPPORTUNITY
        assert work.history.verify().holds
    assert len(deals(world)) == 1


def test_the_number_is_of_the_year_where_the_tenant_lives(crm_world: FakeWorld) -> None:
    crm_world.settings = crm_world.settings.model_copy(update={"timezone": "America/New_York"})
    lead = convertible(crm_world)
    new_year_in_utc = crm_world.clock.now().replace(month=1, day=1, hour=2) + timedelta(days=366)
    crm_world.clock.set(new_year_in_utc.replace(month=1, day=1))
    year = crm_world.clock.now().year

    command = ConvertLead(lead_id=lead.id, override_reason="it is old by now")
    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, command))

    assert answer.opportunity_number == f"OPP-{year - 1}-0001"


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001")
@pytest.mark.parametrize("happened", [True, False], ids=["the commit happened", "the commit did not happen"])
def test_when_nobody_knows_whether_it_was_settled_nothing_is_undone_and_asking_again_finds_out(
    crm_world: FakeWorld, happened: bool
) -> None:
    lead = convertible(crm_world)
    crm_world.records.fail("commit", Unavailable("the line went dead"), times=None, after=happened)

    with pytest.raises(OutcomeUnknown, match="whether 'commit' happened is not known"):
        conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert "discard" not in crm_world.customers.changed_by
    crm_world.records.recover()
    crm_world.clock.advance(timedelta(seconds=crm_world.settings.retry.run_lease_seconds + 1))
    answer = converted(conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id)))
    assert [opportunity.id for opportunity in deals(crm_world)] == [answer.opportunity_id]
    customers = crm_world.customers.picture()["customers"].values()
    assert [customer["id"] for customer in customers] == [answer.customer_id]


@pytest.mark.parametrize(("named", "owner"), [(None, "bob"), ("ada", "bob"), ("cy", "cy")])
@pytest.mark.parametrize("together", [True, False])
def test_the_deal_of_somebody_who_has_delegated_deals_goes_to_who_stands_in(
    crm_world: FakeWorld, named: str | None, owner: str, *, together: bool
) -> None:
    for name in ("ada", "bob", "cy"):
        crm_world.people.known(crm_world.actor.tenant_id, name)
    lead = convertible(crm_world, assigned_to="ada")
    crm_world.preload(a_delegation(scopes=("deals",)))
    runner = crm_world.one_commit_runner if together else crm_world.runner

    conversion(crm_world, runner).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id, assigned_to=named))

    assert [deal.assigned_to for deal in deals(crm_world)] == [owner]


def test_where_who_stands_in_has_left_the_deal_is_its_owners(crm_world: FakeWorld) -> None:
    crm_world.people.known(crm_world.actor.tenant_id, "bob", is_active=False)
    lead = convertible(crm_world, assigned_to="ada")
    crm_world.preload(a_delegation(scopes=("deals",)))

    conversion(crm_world).convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert [deal.assigned_to for deal in deals(crm_world)] == ["ada"]
