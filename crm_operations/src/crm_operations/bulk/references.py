"""What rows refer to, found by one statement a way of naming it; what names nothing is left out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from crm_core.identity import EntityKind
from crm_core.imports import Reference
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_operations.records import UnitOfWork

Named: TypeAlias = tuple[str, str]
"""By what something is named, and how."""


def leads_named(work: UnitOfWork, references: Iterable[Reference], *, lock: bool = False) -> Mapping[Named, Lead]:
    """By external id, number, or the external id of an activity about the lead."""
    asked = _asked(references)
    ids: dict[Named, str] = {}
    for by, field in (("external_id", "external_id"), ("number", "lead_number")):
        for lead in work.leads.get_many_by(field, asked[by]) if by in asked else ():
            ids[by, str(getattr(lead, field))] = lead.id
    for activity in work.activities.get_many_by("external_id", asked["activity"]) if "activity" in asked else ():
        if activity.related_entity_type is EntityKind.LEAD and activity.external_id is not None:
            ids["activity", activity.external_id] = activity.related_entity_id
    leads = {lead.id: lead for lead in work.leads.get_many(sorted(set(ids.values())), lock=lock)}
    return {name: leads[lead_id] for name, lead_id in ids.items() if lead_id in leads}


def deals_named(work: UnitOfWork, references: Iterable[Reference]) -> Mapping[Named, Opportunity]:
    """By external id or number."""
    asked = _asked(references)
    return {
        (by, str(getattr(deal, field))): deal
        for by, field in (("external_id", "external_id"), ("number", "opportunity_number"))
        if by in asked
        for deal in work.opportunities.get_many_by(field, asked[by])
    }


def _asked(references: Iterable[Reference]) -> Mapping[str, Sequence[str]]:
    asked: dict[str, set[str]] = {}
    for each in references:
        asked.setdefault(each.by, set()).add(each.value)
    return {by: sorted(values) for by, values in asked.items()}
