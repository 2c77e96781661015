"""Where pipelines are stored."""

from typing import Protocol

from crm_core.pipelines.pipeline import Pipeline
from crm_core.stores import EntityStore, Filter, Listed


class PipelineStore(EntityStore[Pipeline, Filter], Protocol):
    """Stores pipelines, each with its stages; one of them is the default."""

    def default(self) -> Pipeline:
        """The pipeline that new opportunities enter. Raises PipelineNotFound while the tenant has none."""
        ...

    def find_by_name(self, name: str) -> Pipeline | None:
        """By the exact name; None when the tenant has no such pipeline."""
        ...

    def all(self) -> Listed[Pipeline]:
        """In the order of ids."""
        ...

    def hold_stage(self, pipeline_id: str, stage: str, *, begins: bool = False) -> None:
        """Until the unit of work ends nobody removes the stage or, if a deal ``begins`` there, retires the pipeline.

        Raises ChangedMeanwhile, here or at the end of the unit of work, where somebody did since it was read.
        """
        ...
