"""The life of a lead, from capture to conversion or refusal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import ValidationError

from crm_core.errors import Invalid
from crm_core.leads import (
    CreateLead,
    InvalidLeadStatusTransition,
    Lead,
    LeadAssigned,
    LeadConvertedToOpportunity,
    LeadCreated,
    LeadDisqualified,
    LeadPolicy,
    LeadQualified,
    LeadReopened,
    LeadScore,
    LeadScored,
    LeadStatus,
    UpdateLead,
)
from crm_core.money import Money
from crm_core.testing import START, TENANT, USER, a_lead
from crm_core.vocabulary import LeadSource, Priority

LATER = START + timedelta(hours=2)


@pytest.mark.requirement("PLAN-001", "PLAN-016")
def test_a_captured_lead_is_new_and_knows_all_it_was_told() -> None:
    request = CreateLead(
        name=" Ada Lovelace ",
        source=LeadSource.REFERRAL,
        priority=Priority.HIGH,
        company="Engines Ltd",
        email="ada@example.com",
        phone="+44 20 7946 0000",
        industry="machines",
        territory="UK",
        estimated_value_minor=0,
        currency_code="GBP",
        attributes={"employees": 250},
        campaign_id="campaign",
        notes="met at the fair",
    )

    lead, created = Lead.capture(request, lead_id="7", tenant_id=TENANT, number="LEAD-2026-0007", at=START)

    assert request.model_dump().items() <= lead.model_dump().items()
    assert lead.name == "Ada Lovelace"
    assert (lead.id, lead.tenant_id, lead.lead_number, lead.version) == ("7", TENANT, "LEAD-2026-0007", 0)
    assert lead.status is LeadStatus.NEW
    assert lead.score == LeadScore()
    assert lead.created_at == lead.updated_at == lead.status_entered_at == START
    assert created == LeadCreated(
        tenant_id=TENANT, subject=lead.ref, at=START, lead_number="LEAD-2026-0007", source=LeadSource.REFERRAL
    )


@pytest.mark.requirement("PLAN-001")
def test_a_lead_as_data_has_every_field_of_the_plan_and_the_grade_of_its_score() -> None:
    lead, _ = a_lead().scored(LeadScore(total=76, demographic=76), at=START)

    data = lead.to_dict()

    assert data.keys() >= {
        "id",
        "tenant_id",
        "lead_number",
        "party_id",
        "contact_id",
        "status",
        "source",
        "score",
        "assigned_to",
        "converted_to_opportunity_id",
        "qualified_at",
        "converted_at",
        "disqualified_at",
        "disqualification_reason",
        "notes",
        "campaign_id",
        "created_at",
        "updated_at",
    }
    assert data["status"] == "new"
    assert data["created_at"] == "2026-01-15T09:00:00Z"
    assert data["score"] == {
        "total": 76,
        "demographic": 76,
        "behavioral": 0,
        "engagement": 0,
        "firmographic": 0,
        "grade": "B",
        "is_qualified": True,
    }


def test_a_value_nobody_knows_is_none_and_not_nothing() -> None:
    assert a_lead().estimated_value is None
    assert a_lead(currency_code="EUR").estimated_value is None
    assert a_lead(estimated_value_minor=0, currency_code="EUR").estimated_value == Money(minor=0, currency="EUR")


@pytest.mark.requirement("PLAN-009", "PLAN-015")
def test_a_contacted_lead_is_qualified_with_the_score_it_has() -> None:
    contacted, _ = a_lead(score=LeadScore(total=71)).contacted(at=START)

    qualified, event = contacted.qualify(at=LATER)

    assert contacted.status is LeadStatus.CONTACTED
    assert qualified.status is LeadStatus.QUALIFIED
    assert qualified.qualified_at == qualified.status_entered_at == LATER
    assert event == LeadQualified(tenant_id=TENANT, subject=qualified.ref, at=LATER, score=71)


@pytest.mark.requirement("PLAN-009", "PLAN-015")
def test_a_qualified_lead_is_converted_once() -> None:
    qualified, _ = a_lead(estimated_value_minor=5, currency_code="EUR").qualify(at=START)

    converted, event = qualified.convert(opportunity_id="deal", party_id="party", at=LATER)

    assert converted.status is LeadStatus.CONVERTED_TO_OPPORTUNITY
    assert converted.converted_to_opportunity_id == "deal"
    assert converted.party_id == "party"
    assert converted.converted_at == LATER
    assert event == LeadConvertedToOpportunity(
        tenant_id=TENANT,
        subject=converted.ref,
        at=LATER,
        opportunity_id="deal",
        party_id="party",
        source=LeadSource.WEBSITE,
        value=Money(minor=5, currency="EUR"),
    )
    with pytest.raises(InvalidLeadStatusTransition, match="from here it can become: nothing"):
        converted.convert(opportunity_id="another-deal", party_id="party", at=LATER)


@pytest.mark.requirement("PLAN-014")
def test_a_refused_step_names_the_steps_there_are() -> None:
    with pytest.raises(InvalidLeadStatusTransition) as refusal:
        a_lead().convert(opportunity_id="deal", party_id="party", at=LATER)

    assert str(refusal.value) == (
        "lead LEAD-2026-0001 is new and cannot become converted_to_opportunity; "
        "from here it can become: contacted, disqualified, qualified"
    )
    assert refusal.value.kind == "refused"


@pytest.mark.requirement("PLAN-009")
@pytest.mark.parametrize("status", LeadStatus)
def test_every_verb_asks_the_graph(status: LeadStatus) -> None:
    lead = a_lead(status=status)
    verbs: dict[LeadStatus, Callable[[], Lead]] = {
        LeadStatus.CONTACTED: lambda: lead.contacted(at=LATER)[0],
        LeadStatus.QUALIFIED: lambda: lead.qualify(at=LATER)[0],
        LeadStatus.DISQUALIFIED: lambda: lead.disqualify("no budget", at=LATER)[0],
        LeadStatus.CONVERTED_TO_OPPORTUNITY: lambda: lead.convert(opportunity_id="d", party_id="p", at=LATER)[0],
    }

    for target, verb in verbs.items():
        if status.can_transition_to(target):
            assert verb().status is target
        else:
            with pytest.raises(InvalidLeadStatusTransition):
                verb()


def test_a_verb_follows_the_graph_of_the_tenant() -> None:
    policy = LeadPolicy(transitions={LeadStatus.QUALIFIED: frozenset({LeadStatus.DISQUALIFIED})})

    disqualified, _ = a_lead(status=LeadStatus.QUALIFIED).disqualify("no budget", at=LATER, policy=policy)

    assert disqualified.status is LeadStatus.DISQUALIFIED
    with pytest.raises(InvalidLeadStatusTransition):
        a_lead().contacted(at=LATER, policy=policy)


def test_a_lead_is_disqualified_for_a_reason() -> None:
    lead, event = a_lead().disqualify("  no budget ", at=LATER)

    assert lead.disqualified_at == LATER
    assert lead.disqualification_reason == "no budget"
    assert event == LeadDisqualified(tenant_id=TENANT, subject=lead.ref, at=LATER, reason="no budget")
    with pytest.raises(ValidationError, match="reason"):
        a_lead().disqualify(" ", at=LATER)


def test_a_disqualified_lead_reopens_as_new_and_is_counted() -> None:
    disqualified, _ = a_lead().disqualify("no budget", at=START)

    lead, event = disqualified.reopen("new budget", at=LATER)

    assert lead.status is LeadStatus.NEW
    assert lead.status_entered_at == LATER
    assert lead.disqualified_at is None
    assert lead.disqualification_reason is None
    assert lead.reopened_count == 1
    assert event == LeadReopened(tenant_id=TENANT, subject=lead.ref, at=LATER, reason="new budget", count=1)


def test_a_lead_reopens_three_times_unless_the_tenant_says_otherwise() -> None:
    assert LeadPolicy().reopen_limit == 3


def test_a_lead_reopens_as_often_as_the_policy_allows() -> None:
    twice = a_lead(status=LeadStatus.DISQUALIFIED, reopened_count=2)

    assert twice.reopen("again", at=LATER)[0].reopened_count == 3
    with pytest.raises(InvalidLeadStatusTransition, match="reopened 2 times and the limit is 2"):
        twice.reopen("again", at=LATER, policy=LeadPolicy(reopen_limit=2))
    with pytest.raises(InvalidLeadStatusTransition, match="the limit is 0"):
        a_lead(status=LeadStatus.DISQUALIFIED).reopen("again", at=LATER, policy=LeadPolicy(reopen_limit=0))


@pytest.mark.parametrize("status", sorted(set(LeadStatus) - {LeadStatus.DISQUALIFIED}))
def test_only_a_disqualified_lead_reopens(status: LeadStatus) -> None:
    with pytest.raises(InvalidLeadStatusTransition, match="only a disqualified lead"):
        a_lead(status=status).reopen("again", at=LATER)


def test_time_in_status_survives_every_other_edit() -> None:
    lead = a_lead().edited(UpdateLead(notes="rang twice"), at=LATER)
    lead, _ = lead.assign(USER, at=LATER)
    lead, _ = lead.scored(LeadScore(total=5), at=LATER)

    assert lead.status_entered_at == START
    assert lead.updated_at == LATER


def test_an_assigned_lead_remembers_whose_it_was() -> None:
    first, _ = a_lead().assign("grace", at=START)

    second, event = first.assign("edsger", at=LATER)

    assert (second.assigned_to, second.assigned_at) == ("edsger", LATER)
    assert event == LeadAssigned(
        tenant_id=TENANT, subject=second.ref, at=LATER, assigned_to="edsger", previously="grace"
    )


def test_a_new_score_tells_the_one_before() -> None:
    lead, event = a_lead(score=LeadScore(total=5)).scored(LeadScore(total=80), at=LATER)

    assert lead.score.total == 80
    assert event == LeadScored(tenant_id=TENANT, subject=lead.ref, at=LATER, before=5, after=80)


def test_an_update_changes_what_it_names_and_nothing_else() -> None:
    lead = a_lead(company="Engines Ltd", phone="1")

    updated = lead.edited(UpdateLead(company=None, territory="UK"), at=LATER)

    assert (updated.company, updated.territory) == (None, "UK")
    assert updated == lead.changed(LATER, company=None, territory="UK")


def test_no_lead_has_an_amount_without_a_currency() -> None:
    request = CreateLead(name="Ada", estimated_value_minor=5)
    priced = a_lead(estimated_value_minor=5, currency_code="EUR")

    with pytest.raises(Invalid, match="currency_code"):
        Lead.capture(request, lead_id="l", tenant_id=TENANT, number="LEAD-1", at=START)
    with pytest.raises(Invalid, match="currency_code"):
        a_lead().edited(UpdateLead(estimated_value_minor=5), at=LATER)
    with pytest.raises(Invalid, match="currency_code"):
        priced.edited(UpdateLead(currency_code=None), at=LATER)
    assert priced.edited(UpdateLead(estimated_value_minor=None, currency_code=None), at=LATER).estimated_value is None
