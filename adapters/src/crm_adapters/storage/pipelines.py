"""Pipelines and their stages; read often and changed rarely, so each is one small read."""

import json
from collections.abc import Sequence

from sqlalchemy import RowMapping, delete, insert, select

from crm_adapters.storage import tables
from crm_adapters.storage.entity_store import EntityStore
from crm_adapters.storage.ledger import Row
from crm_core.identity import EntityKind
from crm_core.pipelines import ForecastProbability, Outcome, Pipeline, PipelineNotFound, PipelineStage


class SqlPipelines(EntityStore[Pipeline]):
    table = tables.pipelines
    kind = EntityKind.PIPELINE

    def default(self) -> Pipeline:
        found = [pipeline for pipeline in self.all() if pipeline.is_default]
        if not found:
            raise PipelineNotFound.because_no_default()
        return found[0]

    def find_by_name(self, name: str) -> Pipeline | None:
        return next((pipeline for pipeline in self.all() if pipeline.name == name), None)

    def all(self) -> Sequence[Pipeline]:
        table = self.table
        query = select(table).where(table.c.tenant_id == self._ledger.tenant_id).order_by(table.c.id)
        rows = self._ledger.connection.execute(query).mappings().all()
        self._stages = self._stages_by_pipeline()
        return self._all_taken_in(rows)

    def _row_of(self, pipeline: Pipeline) -> Row:
        row = dict(pipeline.__dict__)
        row.pop("stages")
        return row

    def _entity_of(self, row: RowMapping) -> Pipeline:
        values = dict(row)
        del values["history_hash"]
        stages = getattr(self, "_stages", None) or self._stages_by_pipeline(values["id"])
        return Pipeline.model_construct(**values, stages=stages[values["id"]])

    def _after_write(self, pipeline: Pipeline, before: Pipeline | None) -> None:
        stages = tables.pipeline_stages
        if before is not None and before.stages == pipeline.stages:
            return
        ours = (stages.c.tenant_id == self._ledger.tenant_id, stages.c.pipeline_id == pipeline.id)
        self._ledger.connection.execute(delete(stages).where(*ours))
        rows = [
            {
                "tenant_id": self._ledger.tenant_id,
                "id": stage.id,
                "pipeline_id": pipeline.id,
                "name": stage.name,
                "display_name": stage.display_name,
                "display_order": stage.display_order,
                "probability_bp": stage.probability.basis_points,
                "outcome": stage.outcome.value,
                "next_stages": json.dumps(stage.next_stages),
            }
            for stage in pipeline.stages
        ]
        self._ledger.connection.execute(insert(stages), rows)

    def _stages_by_pipeline(self, pipeline_id: str | None = None) -> dict[str, tuple[PipelineStage, ...]]:
        table = tables.pipeline_stages
        query = select(table).where(table.c.tenant_id == self._ledger.tenant_id).order_by(table.c.display_order)
        if pipeline_id is not None:
            query = query.where(table.c.pipeline_id == pipeline_id)
        found: dict[str, tuple[PipelineStage, ...]] = {}
        for row in self._ledger.connection.execute(query).mappings():
            stage = PipelineStage(
                id=row["id"],
                name=row["name"],
                display_name=row["display_name"],
                display_order=row["display_order"],
                probability=ForecastProbability(basis_points=row["probability_bp"]),
                outcome=Outcome(row["outcome"]),
                next_stages=tuple(json.loads(row["next_stages"])),
            )
            found[row["pipeline_id"]] = (*found.get(row["pipeline_id"], ()), stage)
        return found

    def _not_found(self, entity_id: str) -> PipelineNotFound:
        return PipelineNotFound.because_unknown_pipeline(entity_id)
