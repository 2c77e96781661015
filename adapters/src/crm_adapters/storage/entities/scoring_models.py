"""Scoring models per tenant: rules and weights as rows, a new version for every change."""

from sqlalchemy import Boolean, Column, Integer, RowMapping, Table, bindparam, insert, select

from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import key, text
from crm_core.leads import (
    CategoryCaps,
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
_VERSION = select(_models).where(_models.c.tenant_id == bindparam("tenant"), _models.c.version == bindparam("value"))


class SqlScoringModels:
    def __init__(self, session: Session) -> None:
        self._session = session

    def active(self) -> ScoringModel:
        row = self._session.connection.execute(_NEWEST, {"tenant": self._session.tenant_id}).mappings().first()
        return default_scoring_model() if row is None else self._model(row)

    def get(self, version: int) -> ScoringModel:
        if version == default_scoring_model().version:
            return default_scoring_model()
        keys = {"tenant": self._session.tenant_id, "value": version}
        row = self._session.connection.execute(_VERSION, keys).mappings().first()
        if row is None:
            raise ScoringModelNotFound.because_unknown_version(version)
        return self._model(row)

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
        return model

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
