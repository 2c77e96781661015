"""What is stored as the records that an import reads back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from crm_core.activities import Activity
from crm_core.entities import Entity
from crm_core.identity import EntityKind
from crm_core.imports.records import ActivityRecord, DealRecord, LeadRecord, ProductRecord, Record, Reference
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome
from crm_core.products import Product

Keys = Mapping[str, str]
"""The key by which a file names a record, by its id."""
NO_KEYS: Keys = MappingProxyType({})


def key_of(entity: Entity) -> str:
    """Its external id; else its number, else its id, so that other rows can name it."""
    known = vars(entity)
    return known.get("external_id") or known.get("lead_number") or known.get("opportunity_number") or entity.id


def project_lead(lead: Lead) -> LeadRecord:
    return LeadRecord.model_construct(
        **_same(LeadRecord, lead),
        external_id=key_of(lead),
        owner=lead.assigned_to,
        customer=_by("id", lead.party_id),
    )


def project_deal(deal: Opportunity, leads: Keys = NO_KEYS) -> DealRecord:
    """``leads`` has the key of its lead."""
    return DealRecord.model_construct(
        **_same(DealRecord, deal),
        external_id=key_of(deal),
        lead=_by("external_id", leads.get(deal.lead_id or "")),
        customer=_by("id", deal.party_id),
        order=deal.converted_to_order_id,
        owner=deal.assigned_to,
        value_minor=deal.actual_value_minor if deal.outcome is Outcome.WON else deal.expected_revenue_minor,
        won_at=deal.closed_at if deal.outcome is Outcome.WON else None,
        lost_at=deal.closed_at if deal.outcome is Outcome.LOST else None,
    )


def project_activity(activity: Activity, leads: Keys = NO_KEYS, deals: Keys = NO_KEYS) -> ActivityRecord:
    """``leads`` and ``deals`` have the key of what it belongs to."""
    about = activity.related_entity_id
    is_of_lead = activity.related_entity_type is EntityKind.LEAD
    return ActivityRecord.model_construct(
        **_same(ActivityRecord, activity),
        external_id=key_of(activity),
        lead=_by("external_id", leads.get(about)) if is_of_lead else None,
        deal=None if is_of_lead else _by("external_id", deals.get(about)),
        completed=activity.completed_at is not None,
        owner=activity.assigned_to or activity.completed_by,
    )


def project_product(product: Product) -> ProductRecord:
    return ProductRecord.model_construct(**_same(ProductRecord, product), is_active=product.is_active)


NOT_EXPORTED: Mapping[type[Entity], Mapping[str, str]] = {
    Lead: {
        "score": "computed anew",
        "converted_to_opportunity_id": "its deal names it",
        "converted_at": "told by its deal",
        "contact_id": "an id in the party master",
        "assigned_at": "part of its history",
        "status_entered_at": "told by its dates",
        "reopened_count": "part of its history",
    },
    Opportunity: {
        "converted_lead_id": "the same as its lead",
        "contact_id": "an id in the party master",
        "pipeline_id": "the pipeline that an import goes into",
        "outcome": "told by its stage",
        "probability": "told by its stage",
        "refunded_minor": "stands with its credits",
        "paid_minor": "stands with its credits",
        "actual_close_date": "told by won_at and lost_at",
        "converted_to_quote_id": "an id in the sales system",
        "superseded_quotation_ids": "ids in the sales system",
        "reopened_count": "part of its history",
        "forecast_override": "somebody's judgement at the time",
        "rules_passed": "part of its history",
        "accepted_sale": "an id in the sales system",
    },
    Activity: {
        "assignees": "a task of several people is written as one without its answers",
        "strategy": "a task of several people is written as one without its answers",
        "answers": "a task of several people is written as one without its answers",
        "created_by": "whoever imports it",
    },
    Product: {"external_id": "its code is its key"},
}
"""Fields that are not part of an export, each with the reason."""


def _same(record: type[Record], entity: Entity) -> dict[str, Any]:
    """The fields that both have, but for those that are projected."""
    known = vars(entity)
    return {name: known[name] for name in record.model_fields if name in known and name != "external_id"}


def _by(way: str, key: str | None) -> Reference | None:
    return None if key is None else Reference.model_construct(by=way, value=key)
