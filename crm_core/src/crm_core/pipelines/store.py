"""Where pipelines are kept."""

from typing import Protocol, Self

from crm_core.errors import NotFound
from crm_core.pipelines.pipeline import Pipeline
from crm_core.values import Listed


class PipelineNotFound(NotFound):
    @classmethod
    def because_unknown_pipeline(cls, pipeline_id: str) -> Self:
        return cls.because_unknown("pipeline", pipeline_id)

    @classmethod
    def because_no_default(cls) -> Self:
        return cls("there is no default pipeline; create one with `crm init`")


class PipelineStore(Protocol):
    def get(self, pipeline_id: str) -> Pipeline:
        """Raises PipelineNotFound."""
        ...

    def default(self) -> Pipeline:
        """The pipeline new deals enter. Raises PipelineNotFound when none was set up."""
        ...

    def find_by_name(self, name: str) -> Pipeline | None: ...

    def all(self) -> Listed[Pipeline]: ...

    def add(self, pipeline: Pipeline) -> Pipeline:
        """Raises Conflict when the name is taken."""
        ...

    def save(self, pipeline: Pipeline) -> Pipeline:
        """Raises Conflict when it changed since it was loaded."""
        ...
