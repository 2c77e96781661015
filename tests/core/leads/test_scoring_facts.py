"""What a rule may ask about a lead, as of one moment."""

from datetime import timedelta

from crm_core.leads import Engagement, LeadScoringFacts
from crm_core.testing import START, a_lead


def test_ages_are_whole_days_at_the_moment_asked_for() -> None:
    engagement = Engagement(last_at=START + timedelta(days=3))

    facts = LeadScoringFacts.of(a_lead(), engagement, START + timedelta(days=10, hours=23))

    assert facts.lead.age_days == 10
    assert facts.activity.days_since_last == 7


def test_an_activity_dated_in_the_future_tells_nothing() -> None:
    facts = LeadScoringFacts.of(a_lead(), Engagement(last_at=START + timedelta(seconds=1)), START)

    assert facts.activity.days_since_last is None


def test_a_lead_is_never_younger_than_nothing() -> None:
    assert LeadScoringFacts.of(a_lead(), Engagement(), START - timedelta(days=1)).lead.age_days == 0


def test_a_lead_nobody_talked_to_has_no_days_since_the_last_time() -> None:
    facts = LeadScoringFacts.of(a_lead(), Engagement(), START)

    assert facts.activity.to_dict() == {
        "total": 0,
        "interactions": 0,
        "recent": 0,
        "meetings": 0,
        "days_since_last": None,
    }


def test_the_facts_are_those_of_the_lead_and_its_engagement() -> None:
    lead = a_lead(
        source="partner",
        priority="high",
        industry="machines",
        territory="UK",
        company="Engines Ltd",
        phone="1",
        estimated_value_minor=5,
        currency_code="GBP",
        attributes={"employees": 3},
        reopened_count=2,
    )
    engagement = Engagement(total=9, interactions=7, recent=5, meetings=3, last_at=START)

    facts = LeadScoringFacts.of(lead, engagement, START, "EUR")

    assert facts.to_dict() == {
        "currency": "EUR",
        "lead": {
            "source": "partner",
            "priority": "high",
            "industry": "machines",
            "territory": "UK",
            "company": "Engines Ltd",
            "has_email": True,
            "has_phone": True,
            "estimated_value_minor": 5,
            "currency_code": "GBP",
            "attributes": {"employees": 3},
            "age_days": 0,
            "reopened_count": 2,
        },
        "activity": {"total": 9, "interactions": 7, "recent": 5, "meetings": 3, "days_since_last": 0},
    }


def test_without_an_address_there_is_none() -> None:
    facts = LeadScoringFacts.of(a_lead(email=None, phone=None), Engagement(), START)

    assert (facts.lead.has_email, facts.lead.has_phone) == (False, False)


def test_a_lead_ages_from_its_capture_and_an_edit_does_not_make_it_younger() -> None:
    edited = a_lead(created_at=START, updated_at=START + timedelta(days=9))

    assert LeadScoringFacts.of(edited, Engagement(), START + timedelta(days=10)).lead.age_days == 10
