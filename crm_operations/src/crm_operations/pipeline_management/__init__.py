"""Pipeline management: deals on their way through the stages."""

from crm_operations.pipeline_management.coordinator import PipelineCoordinator

__all__ = ["PipelineCoordinator"]
