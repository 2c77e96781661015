"""Scoring models per tenant: rules and weights as rows, a new version for every change."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, Column, Integer, RowMapping, Table, bindparam, func, insert, select

from crm_adapters.storage.entities.activities import activities, happened
from crm_adapters.storage.entities.leads import SqlLeads, leads
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import key, text
from crm_core.activities import ActivityDirection, ActivityOutcome, ActivitySummary, ActivityType, Happening
from crm_core.identity import EntityKind
from crm_core.leads import (
    CategoryCaps,
    Engagement,
    Lead,
    ModelVersion,
    ScoringModel,
    ScoringModelConflict,
    ScoringModelNotFound,
    ScoringRule,
    ScoringWeight,
    default_scoring_model,
)

scoring_models = Table(
    "crm_lead_scoring_models",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", key(255), nullable=False),
    Column("caps", text(), nullable=False),
    Column("currency", key(3)),
)

scoring_weights = Table(
    "crm_lead_scoring_weights",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("category", key(50), nullable=False),
    Column("factor", key(255), nullable=False),
    Column("percent", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

scoring_rules = Table(
    "crm_lead_scoring_rules",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("category", key(50), nullable=False),
    Column("factor", key(255), nullable=False),
    Column("condition", text(), nullable=False),
    Column("points", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

_models = scoring_models
_NEWEST = select(_models).where(_models.c.tenant_id == bindparam("tenant")).order_by(_models.c.version.desc()).limit(1)
_VERSIONS = (
    select(_models.c.version, _models.c.name)
    .where(_models.c.tenant_id == bindparam("tenant"))
    .order_by(_models.c.version)
)
_VERSION = select(_models).where(_models.c.tenant_id == bindparam("tenant"), _models.c.version == bindparam("value"))

_ended_at = func.coalesce(leads.c.converted_at, leads.c.disqualified_at)
_ENDED = (
    select(leads)
    .where(leads.c.tenant_id == bindparam("tenant"), _ended_at.is_not(None))
    .order_by(_ended_at.desc(), leads.c.id.desc())
    .limit(bindparam("limit"))
)
_ended = _ENDED.with_only_columns(leads.c.id, _ended_at.label("ended_at")).subquery()
_HAPPENED = select(
    activities.c.related_entity_id.label("lead_id"),
    activities.c.activity_type.label("kind"),
    activities.c.direction,
    activities.c.automated,
    activities.c.outcome,
    activities.c.completed_at,
    activities.c.created_at,
).where(
    activities.c.tenant_id == bindparam("tenant"),
    activities.c.related_entity_type == EntityKind.LEAD.value,
    activities.c.related_entity_id == _ended.c.id,
    happened <= _ended.c.ended_at,
)


class SqlScoringModels:
    def __init__(self, session: Session) -> None:
        self._session = session

    def active(self) -> ScoringModel:
        return self._session.cached_configuration("active scoring model", self._newest)

    def get(self, version: int) -> ScoringModel:
        if version == default_scoring_model().version:
            return default_scoring_model()
        return self._session.cached_configuration(("scoring model", version), lambda: self._of_version(version))

    def versions(self) -> Sequence[ModelVersion]:
        standard = default_scoring_model()
        rows = self._session.connection.execute(_VERSIONS, {"tenant": self._session.tenant_id})
        return [
            ModelVersion(version=standard.version, name=standard.name),
            *(ModelVersion(version=row.version, name=row.name) for row in rows),
        ]

    def ended_leads(self, limit: int) -> Sequence[tuple[Lead, Engagement]]:
        keys = {"tenant": self._session.tenant_id, "limit": limit}
        execute = self._session.connection.execute
        until_then: dict[str, list[tuple[Happening, datetime]]] = defaultdict(list)
        for row in execute(_HAPPENED, keys).mappings():
            until_then[row["lead_id"]].append((_happening_of(row), row["created_at"]))
        return [
            (lead, Engagement(**dict(ActivitySummary.of(until_then[lead.id], ended_at))))
            for lead in map(SqlLeads.mapping.entity_of, execute(_ENDED, keys).mappings())
            if (ended_at := lead.ended_at) is not None
        ]

    def add(self, model: ScoringModel) -> ScoringModel:
        next_version = self.active().version + 1
        if model.version != next_version:
            raise ScoringModelConflict.because_not_the_next(model.version, next_version)
        key = {"tenant_id": self._session.tenant_id, "version": model.version}
        execute = self._session.connection.execute
        execute(
            insert(_models),
            {**key, "name": model.name, "caps": model.caps.model_dump_json(), "currency": model.currency},
        )
        rules = [{**key, "position": at, **rule.model_dump(mode="json")} for at, rule in enumerate(model.rules)]
        execute(insert(scoring_rules), rules)
        if model.weights:
            weights = [
                {**key, "position": at, **weight.model_dump(mode="json")} for at, weight in enumerate(model.weights)
            ]
            execute(insert(scoring_weights), weights)
        self._session.invalidate_configuration()
        return model

    def _newest(self) -> ScoringModel:
        row = self._session.connection.execute(_NEWEST, {"tenant": self._session.tenant_id}).mappings().first()
        return default_scoring_model() if row is None else self._model(row)

    def _of_version(self, version: int) -> ScoringModel:
        keys = {"tenant": self._session.tenant_id, "value": version}
        row = self._session.connection.execute(_VERSION, keys).mappings().first()
        if row is None:
            raise ScoringModelNotFound.because_unknown_version(version)
        return self._model(row)

    def _model(self, row: RowMapping) -> ScoringModel:
        version = row["version"]
        return ScoringModel(
            version=version,
            name=row["name"],
            caps=CategoryCaps.model_validate_json(row["caps"]),
            currency=row["currency"],
            rules=tuple(ScoringRule.model_validate(row) for row in self._rows(scoring_rules, version)),
            weights=tuple(ScoringWeight.model_validate(row) for row in self._rows(scoring_weights, version)),
        )

    def _rows(self, table: Table, version: int) -> list[dict[str, object]]:
        columns = [column for column in table.c if column.name not in {"tenant_id", "version", "position"}]
        query = select(*columns).where(table.c.tenant_id == self._session.tenant_id, table.c.version == version)
        return [dict(row) for row in self._session.connection.execute(query.order_by(table.c.position)).mappings()]


def _happening_of(row: RowMapping) -> Happening:
    outcome = row["outcome"]
    return Happening.model_construct(
        activity_type=ActivityType(row["kind"]),
        direction=ActivityDirection(row["direction"]),
        automated=row["automated"],
        outcome=None if outcome is None else ActivityOutcome(outcome),
        happened_at=row["completed_at"],
    )
