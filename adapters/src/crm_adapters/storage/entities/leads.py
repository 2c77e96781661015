"""Leads in their table."""

from types import MappingProxyType

from sqlalchemy import ColumnElement, Index

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping, derived
from crm_adapters.storage.kernel.types import key
from crm_core.email_addresses import email_key
from crm_core.leads import Lead, LeadFilter

_mapping = EntityMapping(
    Lead,
    "crm_leads",
    derived("email_key", key(512), lambda lead: email_key(lead.email)),
    Index(None, "tenant_id", "assigned_to", "status", "id"),
    Index(None, "tenant_id", "score_total"),
    Index(None, "tenant_id", "email_key", "id"),
)
leads = _mapping.table


class SqlLeads(SqlEntityStore[Lead, LeadFilter]):
    mapping = _mapping
    scans = MappingProxyType({"source": "each is that of many leads, so a page is soon full; each capture would pay"})

    def find_by_number(self, lead_number: str) -> Lead | None:
        return self._one(lead_number=lead_number)

    def find_by_external_id(self, external_id: str) -> Lead | None:
        return self._one(external_id=external_id)

    def where_email(self, email: str) -> ColumnElement[bool]:
        return leads.c.email_key == email_key(email)
