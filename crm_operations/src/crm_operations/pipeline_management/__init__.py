"""Pipeline management: deals from stage to stage, and the pipelines themselves."""

from crm_operations.pipeline_management.coordinator import PipelineCoordinator

__all__ = ["PipelineCoordinator"]
