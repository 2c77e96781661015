"""Leads in their table."""

import json
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, select

from crm_adapters.storage import tables
from crm_adapters.storage.entity_store import EntityStore
from crm_adapters.storage.kept_wrongly import from_json, known
from crm_adapters.storage.ledger import Row
from crm_core.email_addresses import email_key
from crm_core.identity import EntityKind
from crm_core.leads import ACTIVE_STATUSES, Lead, LeadFilter, LeadNotFound, LeadScore, LeadStatus
from crm_core.values import Listed
from crm_core.vocabulary import Priority

_SCORES = ("total", "demographic", "behavioral", "engagement", "firmographic")
_OPEN = sorted(status.value for status in ACTIVE_STATUSES)
_of_tenant = select(tables.leads).where(tables.leads.c.tenant_id == bindparam("tenant"))
_BY_NUMBER = _of_tenant.where(tables.leads.c.lead_number == bindparam("wanted"))
_BY_EXTERNAL_ID = _of_tenant.where(tables.leads.c.external_id == bindparam("wanted"))


class SqlLeads(EntityStore[Lead]):
    table = tables.leads
    kind = EntityKind.LEAD

    def find_by_number(self, lead_number: str) -> Lead | None:
        return self._find_one(_BY_NUMBER, lead_number)

    def find_by_external_id(self, external_id: str) -> Lead | None:
        return self._find_one(_BY_EXTERNAL_ID, external_id)

    def find(self, wanted: LeadFilter) -> Listed[Lead]:
        table = self.table
        query = select(table).where(table.c.tenant_id == self._ledger.tenant_id).order_by(table.c.id)
        for column in ("status", "assigned_to"):
            if (value := getattr(wanted, column)) is not None:
                query = query.where(table.c[column] == value)
        if wanted.email is not None:
            query = query.where(table.c.email_key == email_key(wanted.email))
        if wanted.only_open:
            query = query.where(table.c.status.in_(_OPEN))
        if wanted.after_id is not None:
            query = query.where(table.c.id > wanted.after_id)
        return self._listed(query.limit(wanted.limit))

    def _find_one(self, statement: Select[Any], wanted: str) -> Lead | None:
        keys = {"tenant": self._ledger.tenant_id, "wanted": wanted}
        row = self._ledger.connection.execute(statement, keys).mappings().first()
        return None if row is None else self._taken_in(row)

    def _row_of(self, lead: Lead) -> Row:
        row = dict(lead.__dict__)
        score: LeadScore = row.pop("score")
        row |= {f"score_{part}": getattr(score, part) for part in _SCORES}
        row["email_key"] = email_key(lead.email)
        row["attributes"] = json.dumps(dict(lead.attributes), sort_keys=True)
        row["status"], row["source"], row["priority"] = lead.status.value, str(lead.source), lead.priority.value
        return row

    def _entity_of(self, row: RowMapping | Row) -> Lead:
        values = dict(row)
        del values["history_hash"], values["email_key"]
        values["score"] = LeadScore.model_construct(**{part: values.pop(f"score_{part}") for part in _SCORES})
        values["attributes"] = from_json(values["attributes"], dict)
        values["status"] = known(LeadStatus, values, "status")
        values["priority"] = known(Priority, values, "priority")
        return Lead.model_construct(**values)

    def _not_found(self, entity_id: str) -> LeadNotFound:
        return LeadNotFound.because_unknown_lead(entity_id)
