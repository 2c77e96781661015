"""Audit: what happened, whether the record of it holds, and why."""

from crm_operations.audit.coordinator import AuditCoordinator

__all__ = ["AuditCoordinator"]
