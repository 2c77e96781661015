"""Leads from files: many at once, each with its past, by the rules of those that are captured one by one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from crm_core.activities import ActivityFilter
from crm_core.email_addresses import email_key
from crm_core.errors import Invalid
from crm_core.identity import NewId
from crm_core.imports import Chunk, ImportKind, ImportLine, LeadRecord, changed_lead, life_of_lead
from crm_core.leads import Lead, LeadCreated, LeadFilter
from crm_core.opportunities import OpportunityFilter
from crm_core.sources import require_source
from crm_operations.bulk import Undone, Upsert, undo_lines
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def import_leads(
    work: UnitOfWork, chunk: Chunk, settings: OperationsSettings, new_id: NewId, now: datetime
) -> Sequence[ImportLine]:
    """Writes the rows of a chunk and what became of each. Raises KeyTaken where somebody else was faster."""

    def by_email(_: str, emails: Sequence[str]) -> Iterable[Lead]:
        for email in emails:
            yield from work.leads.find(LeadFilter(email=email, limit=2))

    def create(record: LeadRecord) -> Sequence[Lead]:
        _require_known(work, record, known_sources)
        return life_of_lead(
            record,
            lead_id=new_id(),
            tenant_id=work.actor.tenant_id,
            number=upsert.unnumbered,
            now=now,
            passed_by=chunk.batch_number,
            policy=settings.lead_policy,
        )

    def change(lead: Lead, record: LeadRecord) -> Lead:
        if record.source != lead.source and "source" in record.model_fields_set:
            _require_known(work, record, known_sources)
        return changed_lead(lead, record, chunk, now=now, passed_by=chunk.batch_number, policy=settings.lead_policy)

    known_sources: set[str] = set()
    upsert = Upsert(work, work.leads, Lead, ImportKind.LEAD, chunk, find={"email": by_email}, normal=_normal)
    lines = upsert.write(create, change, settings)
    if chunk.announce:
        for first, *_ in upsert.created:
            facts = {"lead_number": first.lead_number, "source": first.source}
            work.outbox.announce(first.event(LeadCreated, at=first.created_at, **facts))
    return lines


def undo_leads(work: UnitOfWork, lines: Sequence[ImportLine], at: datetime) -> Undone:
    """Takes back what these lines of a batch wrote; a lead with a deal or an activity stays."""

    def hanging(lead: Lead) -> str | None:
        if deals := work.opportunities.find(OpportunityFilter(lead_id=lead.id, limit=1)):
            return f"deal {deals[0].opportunity_number} came from it"
        if activities := work.activities.find(ActivityFilter(related=lead.ref, limit=1)):
            return f"activity {activities[0].id} is about it"
        return None

    return undo_lines(work, work.leads, lines, at=at, hanging=hanging)


def _normal(field: str, value: str) -> str | None:
    return email_key(value) if field == "email" else value


def _require_known(work: UnitOfWork, record: LeadRecord, known: set[str]) -> None:
    """The source is one of the list; a customer is named by its id, since others are found before."""
    if record.source not in known:
        require_source(work.sources, record.source)
        known.add(record.source)
    if record.customer is not None and record.customer.by != "id":
        raise Invalid.field("customer", f"it is named by {record.customer.by}", "name it by its id")
