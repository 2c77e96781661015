"""Custom fields: declared, changed, retired."""

from crm_operations.custom_fields.coordinator import CustomFieldCoordinator

__all__ = ["CustomFieldCoordinator"]
