"""An event leaves as a valid CloudEvent, under a subject that no other tenant has."""

import json
from datetime import timedelta, timezone
from urllib.parse import unquote

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.broker import sealed, subject_of
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadConvertedToOpportunity, LeadScored
from crm_core.money import Money
from crm_core.testing import START
from crm_core.vocabulary import LeadSource

LEAD = EntityRef(kind=EntityKind.LEAD, id="lead-1")
TENANTS = st.one_of(st.text(min_size=1), st.text("ab.*>#% %2E/", min_size=1))
BERLIN = timezone(timedelta(hours=2))


class HappenedAfterwards(DomainEvent):
    """Named after no kind of entity."""

    name = "follow.up: done*"


def scored(tenant: str) -> LeadScored:
    """Of any tenant, one too that was kept before ids of tenants had bounds."""
    event = LeadScored(tenant_id="acme", subject=LEAD, at=START, before=1, after=2)
    return event.model_copy(update={"tenant_id": tenant})


@pytest.mark.requirement("PLAN-015")
def test_an_event_is_a_valid_cloud_event_with_all_its_facts() -> None:
    converted = LeadConvertedToOpportunity(
        tenant_id="Müller-Söhne",
        subject=LEAD,
        at=START.astimezone(BERLIN),
        opportunity_id="deal-1",
        party_id="party-1",
        source=LeadSource.REFERRAL,
        value=Money(minor=5_000, currency="EUR"),
    )

    envelope = sealed(converted, "message-1", "crm")

    assert json.loads(envelope.body) == {
        "specversion": "1.0",
        "id": "message-1",
        "source": "/crm/M%C3%BCller-S%C3%B6hne",
        "type": "lead.converted.v1",
        "subject": "lead/lead-1",
        "time": START.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "tenant": "Müller-Söhne",
        "data": converted.to_dict(),
    }
    read = JSONFormat().read(None, envelope.body)
    assert isinstance(read, CloudEvent)
    assert LeadConvertedToOpportunity.model_validate(read.get_data()) == converted


def test_a_subject_says_whose_and_what_it_is() -> None:
    assert subject_of(scored("acme"), "crm") == "crm.acme.lead.scored"
    assert subject_of(scored("acme"), "sales.eu") == "sales.eu.acme.lead.scored"
    assert subject_of(scored("a.b *>#"), "crm") == "crm.a%2Eb%20%2A%3E%23.lead.scored"


def test_an_event_named_after_no_kind_of_entity_keeps_its_whole_name() -> None:
    event = HappenedAfterwards(tenant_id="acme", subject=LEAD, at=START)

    assert subject_of(event, "crm") == "crm.acme.lead.follow%2Eup%3A%20done%2A"


@pytest.mark.requirement("INT-001")
@given(TENANTS, TENANTS)
def test_two_tenants_never_share_a_subject(one: str, other: str) -> None:
    assert (subject_of(scored(one), "crm") == subject_of(scored(other), "crm")) == (one == other)


@pytest.mark.requirement("INT-001")
@given(TENANTS)
def test_a_subject_is_ascii_and_gives_its_tenant_back(tenant: str) -> None:
    subject = subject_of(scored(tenant), "crm")

    assert subject.isascii()
    assert not set(subject) & set("*># \t\r\n")
    assert [unquote(token) for token in subject.split(".")] == ["crm", tenant, "lead", "scored"]
