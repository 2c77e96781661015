"""What a row says of a lead, as the states it went through, each at its own date."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from crm_core.errors import Invalid
from crm_core.imports.records import LeadRecord
from crm_core.imports.rows import Chunk
from crm_core.leads import CreateLead, Lead, LeadPolicy, LeadStatus

_DATES = ("created_at", "contacted_at", "qualified_at", "disqualified_at")
_REACHED = {
    LeadStatus.NEW: (),
    LeadStatus.CONTACTED: ("contacted_at",),
    LeadStatus.QUALIFIED: ("contacted_at", "qualified_at"),
    LeadStatus.CONVERTED_TO_OPPORTUNITY: ("contacted_at", "qualified_at"),
    LeadStatus.DISQUALIFIED: ("contacted_at", "qualified_at", "disqualified_at"),
}
"""The dates that a lead in a status may have; a converted one is qualified until its deal converts it."""
_PLAIN = tuple(name for name in CreateLead.model_fields if name not in {"external_id", "attributes"})


def life_of_lead(
    record: LeadRecord, *, lead_id: str, tenant_id: str, number: str, now: datetime, passed_by: str, policy: LeadPolicy
) -> Sequence[Lead]:
    """Its states, the first of them as it was captured; what happened at one moment is one state.

    A step whose date the row does not say is taken with the next one that is known, else with the last.
    Raises Invalid for dates that are out of order or to come, InvalidLeadStatusTransition.
    """
    _check_dates(record, now)
    known = [at for name in _DATES if (at := getattr(record, name)) is not None]
    captured = record.created_at or (known[0] if known else now)
    lead, _ = Lead.capture(record.request, lead_id=lead_id, tenant_id=tenant_id, number=number, at=captured)
    if record.owner is not None:
        lead = lead.changed(captured, assigned_to=record.owner, assigned_at=captured)
    if record.customer is not None:
        lead = lead.changed(captured, party_id=record.customer.value)
    states = [lead]
    for state in _steps(record, lead, captured, passed_by, policy):
        if state.updated_at == states[-1].updated_at:
            states[-1] = state
        else:
            states.append(state)
    return states


def changed_lead(
    lead: Lead, record: LeadRecord, chunk: Chunk, *, now: datetime, passed_by: str, policy: LeadPolicy
) -> Lead:
    """The lead as the row has it, where the policies of the fields allow; itself where nothing changes.

    Raises as ``life_of_lead``.
    """
    _check_dates(record, now)
    facts = record.model_fields_set
    changes: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN if name in facts}
    if "attributes" in facts:
        changes["attributes"] = {**lead.attributes, **record.attributes}
    if record.external_id is not None:
        changes["external_id"] = record.external_id
    if record.owner is not None:
        changes["assigned_to"] = record.owner
    if record.customer is not None:
        changes["party_id"] = record.customer.value
    written = {
        name: value
        for name, value in changes.items()
        if value != (present := getattr(lead, name)) and chunk.may_write(_word(name), present)
    }
    if "assigned_to" in written:
        written["assigned_at"] = now
    changed = lead.changed(now, **written) if written else lead
    if lead.converted_at is None and lead.status is not _status_of(record) and chunk.may_write("status", lead.status):
        for state in _steps(record, changed, now, passed_by, policy):
            changed = state
    if changed is not lead:
        changed.check_fields()
    return changed


def _steps(record: LeadRecord, lead: Lead, at: datetime, passed_by: str, policy: LeadPolicy) -> Iterator[Lead]:
    """The states after the one given, up to the status that the row tells."""
    target = _status_of(record)
    if target is LeadStatus.NEW or target is lead.status:
        return
    named = {name: getattr(record, name) for name in _REACHED[target]}
    ended = named.get("disqualified_at") or named.get("qualified_at") or named["contacted_at"] or at
    if lead.status is LeadStatus.NEW and (record.contacted_at is not None or target is LeadStatus.CONTACTED):
        lead, _ = lead.contacted(at=record.contacted_at or ended, policy=policy)
        yield lead
    if target is LeadStatus.DISQUALIFIED:
        if record.qualified_at is not None:
            lead, _ = lead.qualify(at=record.qualified_at, policy=policy)
            yield lead
        reason = record.disqualification_reason or f"passed by {passed_by}"
        lead, _ = lead.disqualify(reason, at=ended, policy=policy)
        yield lead
    elif target is not LeadStatus.CONTACTED:
        lead, _ = lead.qualify(at=ended, policy=policy)
        yield lead


def _status_of(record: LeadRecord) -> LeadStatus:
    """What the row tells, else what its dates do."""
    if record.status is not None:
        return record.status
    if record.disqualified_at is not None:
        return LeadStatus.DISQUALIFIED
    if record.qualified_at is not None:
        return LeadStatus.QUALIFIED
    return LeadStatus.NEW if record.contacted_at is None else LeadStatus.CONTACTED


def _check_dates(record: LeadRecord, now: datetime) -> None:
    """Dates are in order, not to come, and none of a status that the lead never had."""
    earlier: tuple[str, datetime] | None = None
    for name in _DATES:
        at = getattr(record, name)
        if at is None:
            continue
        if at > now:
            raise Invalid.field(name, "it is yet to come", "correct the date, or leave the row out")
        if earlier is not None and at < earlier[1]:
            raise Invalid.field(name, f"it is before {earlier[0]}", "correct one of the two dates")
        earlier = name, at
    if record.status is not None:
        for name in _DATES[1:]:
            if getattr(record, name) is not None and name not in _REACHED[record.status]:
                raise Invalid.field("status", f"{name} tells otherwise than {record.status}", "correct one of them")


def _word(field: str) -> str:
    """What mappings call it."""
    return {"assigned_to": "owner", "party_id": "customer"}.get(field, field)
