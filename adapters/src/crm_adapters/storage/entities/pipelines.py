"""Pipelines with their stages, read in one statement."""

import json
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import groupby

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    RowMapping,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    insert,
    select,
)

from crm_adapters.storage.kernel.corrupt_values import from_json, known
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import WORD_LENGTH, EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.session import Row
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import key, text
from crm_adapters.storage.kernel.write_list import Write
from crm_core.errors import ChangedMeanwhile
from crm_core.pipelines import (
    ExitCriterion,
    ForecastCategory,
    ForecastProbability,
    Outcome,
    Pipeline,
    PipelineNotFound,
    PipelineStage,
    RequiredField,
    StageRules,
)
from crm_core.stores import Filter, Listed

_mapping = EntityMapping(Pipeline, "crm_pipelines", besides=("stages",))
pipelines = _mapping.table

pipeline_stages = Table(
    "crm_pipeline_stages",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("pipeline_id", key(), nullable=False),
    Column("name", key(50), nullable=False),
    Column("display_name", key(100), nullable=False),
    Column("display_order", Integer, nullable=False),
    Column("probability_basis_points", Integer, nullable=False),
    Column("outcome", key(10), nullable=False),
    Column("next_stages", text(), nullable=False),
    Column("forecast_category", key(WORD_LENGTH)),
    Column("rotting_days", Integer),
    Column("rules", text()),
    UniqueConstraint("tenant_id", "pipeline_id", "name"),
    UniqueConstraint("tenant_id", "pipeline_id", "display_order"),
    ForeignKeyConstraint(["tenant_id", "pipeline_id"], [pipelines.c.tenant_id, pipelines.c.id], ondelete="CASCADE"),
)
_pipelines, _stages = pipelines, pipeline_stages
_NO_RULES = StageRules()
_STAGE_FIELDS = (
    "id",
    "name",
    "display_name",
    "display_order",
    "probability_basis_points",
    "outcome",
    "next_stages",
    "forecast_category",
    "rotting_days",
    "rules",
)
_STAGE_COLUMNS = tuple(f"stage_{field}" for field in _STAGE_FIELDS)
_ALL = (
    select(_pipelines, *(_stages.c[field].label(f"stage_{field}") for field in _STAGE_FIELDS))
    .join(_stages, and_(_stages.c.tenant_id == _pipelines.c.tenant_id, _stages.c.pipeline_id == _pipelines.c.id))
    .where(_pipelines.c.tenant_id == bindparam("tenant"))
    .order_by(_pipelines.c.id, _stages.c.display_order)
)
_STAGES = (
    select(_stages.c.pipeline_id, *(_stages.c[field] for field in _STAGE_FIELDS))
    .where(
        _stages.c.tenant_id == bindparam("tenant"),
        _stages.c.pipeline_id >= bindparam("first"),
        _stages.c.pipeline_id <= bindparam("last"),
    )
    .order_by(_stages.c.pipeline_id, _stages.c.display_order)
)
_EACH = select(_pipelines).where(_pipelines.c.tenant_id == bindparam("tenant")).order_by(_pipelines.c.id)
_BY_ID = _ALL.where(_pipelines.c.id == bindparam("value"))
_ONE, _ONE_LOCKED = Prepared(_BY_ID), Prepared(_BY_ID.with_for_update())
_DEFAULT = Prepared(_ALL.where(_pipelines.c.is_default.is_(True)))
_HELD_STAGE = (
    select(_stages.c.id)
    .where(
        _stages.c.tenant_id == bindparam("tenant"),
        _stages.c.pipeline_id == bindparam("value"),
        _stages.c.name == bindparam("stage"),
    )
    .with_for_update(read=True)
)
_HELD = Prepared(_HELD_STAGE)
_HELD_IN_USE = Prepared(
    _HELD_STAGE.join(
        _pipelines, and_(_pipelines.c.tenant_id == _stages.c.tenant_id, _pipelines.c.id == _stages.c.pipeline_id)
    ).where(_pipelines.c.retired_at.is_(None))
)
_NAMED = Prepared(_ALL.where(_pipelines.c.name == bindparam("value")))


class SqlPipelines(SqlEntityStore[Pipeline, Filter]):
    is_configuration = True
    mapping = _mapping

    def default(self) -> Pipeline:
        found = self._find(_DEFAULT)
        if not found:
            raise PipelineNotFound.because_no_default()
        return found[0]

    def find_by_name(self, name: str) -> Pipeline | None:
        return next(iter(self._find(_NAMED, value=name)), None)

    def all(self) -> Listed[Pipeline]:
        return self._listed(_EACH, {"tenant": self._session.tenant_id})

    def hold_stage(self, pipeline_id: str, stage: str, *, begins: bool = False) -> None:
        keys = {"tenant": self._session.tenant_id, "value": pipeline_id, "stage": stage}
        refusal = partial(ChangedMeanwhile.because_it_is_no_longer_so, self.kind, pipeline_id)
        self._session.writes.add(Write(_HELD_IN_USE if begins else _HELD, keys, refusal))

    def _by_id(self, entity_id: str, lock: bool) -> Sequence[Pipeline]:
        return self._find(_ONE_LOCKED if lock else _ONE, lock=lock, value=entity_id)

    def _find(self, query: Prepared, *, lock: bool = False, **values: str) -> list[Pipeline]:
        return self._found(query, {"tenant": self._session.tenant_id, **values}, lock)

    def _completed(self, rows: Sequence[RowMapping | Row]) -> Sequence[RowMapping | Row]:
        """A pipeline whose stages another program deleted is read all the same."""
        if not rows:
            return rows
        if _STAGE_COLUMNS[0] in rows[0]:
            return [_nested(list(group)) for _, group in groupby(rows, key=lambda row: row["id"])]
        keys = {"tenant": self._session.tenant_id, "first": rows[0]["id"], "last": rows[-1]["id"]}
        stages: dict[str, list[PipelineStage]] = {}
        for row in self._session.connection.execute(_STAGES, keys):
            stages.setdefault(row[0], []).append(_stage(*row[1:]))
        return [{**row, "stages": tuple(stages.get(row["id"], ()))} for row in rows]

    def _after_write(self, pipeline: Pipeline, before: Pipeline | None) -> None:
        if before is not None and before.stages == pipeline.stages:
            return
        ours = (_stages.c.tenant_id == self._session.tenant_id, _stages.c.pipeline_id == pipeline.id)
        self._session.connection.execute(delete(_stages).where(*ours))
        keys = {"tenant_id": self._session.tenant_id, "pipeline_id": pipeline.id}
        self._session.connection.execute(insert(_stages), [{**keys, **_stage_row(stage)} for stage in pipeline.stages])

    def _before_removal(self, pipeline: Pipeline) -> None:
        ours = (_stages.c.tenant_id == self._session.tenant_id, _stages.c.pipeline_id == pipeline.id)
        self._session.connection.execute(delete(_stages).where(*ours))


def _nested(rows: Sequence[RowMapping | Row]) -> Row:
    """A pipeline's row with its stages in it, from one row a stage."""
    row = {column.name: rows[0][column.name] for column in _pipelines.c}
    return {**row, "stages": tuple(_stage(*(row[column] for column in _STAGE_COLUMNS)) for row in rows)}


@lru_cache(maxsize=1_024)
def _stage(
    stage_id: str,
    name: str,
    display_name: str,
    order: int,
    basis_points: int,
    outcome: str,
    next_stages: str,
    forecast_category: str | None,
    rotting_days: int | None,
    rules: str | None,
) -> PipelineStage:
    """The same stage is read with every deal; being frozen, it is built once."""
    return PipelineStage.model_construct(
        id=stage_id,
        name=name,
        display_name=display_name,
        display_order=order,
        probability=ForecastProbability.model_construct(basis_points=basis_points, adjusted_at=None),
        outcome=known(Outcome, {"outcome": outcome, "id": stage_id}, "outcome"),
        next_stages=tuple(from_json(next_stages, list)),
        forecast_category=_category(stage_id, forecast_category),
        **{**dict(_NO_RULES if rules is None else _rules_of(rules)), "rotting_days": rotting_days},
    )


def _category(stage_id: str, category: str | None) -> ForecastCategory | None:
    """None for a stage from before there were categories."""
    row = {"forecast_category": category, "id": stage_id}
    return None if category is None else known(ForecastCategory, row, "forecast_category")


def _rules_of(rules: str) -> StageRules:
    """What is asked at the exit, and the ways that are barred; the days have a column of their own."""
    read = from_json(rules, dict)
    return _NO_RULES.model_copy(
        update={
            "required_fields": tuple(RequiredField(each) for each in read["required_fields"]),
            "exit_criteria": tuple(ExitCriterion.model_construct(**each) for each in read["exit_criteria"]),
            "may_be_skipped": read["may_be_skipped"],
            "may_be_returned_to": read["may_be_returned_to"],
        }
    )


def _stage_row(stage: PipelineStage) -> Row:
    rules = StageRules(**{name: getattr(stage, name) for name in StageRules.model_fields if name != "rotting_days"})
    return {
        "id": stage.id,
        "name": stage.name,
        "display_name": stage.display_name,
        "display_order": stage.display_order,
        "probability_basis_points": stage.probability.basis_points,
        "outcome": stage.outcome.value,
        "next_stages": json.dumps(stage.next_stages),
        "forecast_category": stage.forecast_category,
        "rotting_days": stage.rotting_days,
        "rules": None if rules == _NO_RULES else rules.model_dump_json(exclude={"rotting_days"}),
    }
