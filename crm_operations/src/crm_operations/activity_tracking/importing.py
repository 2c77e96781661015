"""Activities from files, with leads and deals that are there; nobody is names of them."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.activities import Activity
from crm_core.errors import Invalid
from crm_core.identity import EntityRef, NewId
from crm_core.imports import (
    ActivityRecord,
    Chunk,
    ImportKind,
    ImportLine,
    changed_activity,
    life_of_activity,
)
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_operations.bulk import Undone, Upsert, deals_named, leads_named, undo_lines
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def import_activities(
    work: UnitOfWork, chunk: Chunk, settings: OperationsSettings, new_id: NewId, now: datetime
) -> Sequence[ImportLine]:
    """Writes the rows of a chunk and what became of each. Raises KeyTaken where somebody else was faster."""
    records = [row.record for row in chunk.rows if isinstance(row.record, ActivityRecord)]
    leads = leads_named(work, [record.lead for record in records if record.lead is not None])
    deals = deals_named(work, [record.deal for record in records if record.deal is not None])

    def related(record: ActivityRecord) -> EntityRef:
        field, reference = ("lead", record.lead) if record.lead is not None else ("deal", record.deal)
        if reference is None or (record.lead is not None and record.deal is not None):
            raise Invalid.field("lead", "an activity is about a lead or a deal", "map the column of one of the two")
        name = (reference.by, reference.value)
        found: Lead | Opportunity | None = leads.get(name) if field == "lead" else deals.get(name)
        if found is None:
            problem = f"no {field} has the {reference.by} {reference.value!r}"
            raise Invalid.field(field, problem, f"import the {field}s first, or correct it")
        return found.ref

    def create(record: ActivityRecord) -> Sequence[Activity]:
        names = {"activity_id": new_id(), "tenant_id": work.actor.tenant_id, "by": work.actor.user_id}
        return life_of_activity(record, related(record), now=now, **names)

    def change(activity: Activity, record: ActivityRecord) -> Activity:
        return changed_activity(activity, record, chunk, by=work.actor.user_id, now=now)

    return Upsert(work, work.activities, Activity, ImportKind.ACTIVITY, chunk).write(create, change, settings)


def undo_activities(work: UnitOfWork, lines: Sequence[ImportLine], at: datetime) -> Undone:
    """Takes back what these lines of a batch wrote."""
    return undo_lines(work, work.activities, lines, at=at, hanging=lambda _: None)
